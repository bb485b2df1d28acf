"""When and where: the time and place of the event's own clause, anniversaries, and the day a passage speaks of."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, place


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("Rebels attacked the port on Monday.", "ArmedAttack", "2024-05-13"),
        ("On Monday, rebels attacked the port.", "ArmedAttack", "2024-05-13"),
        ("Monday's attack on the port killed two.", "ArmedAttack", "2024-05-13"),
        ("The attack on Monday killed two people.", "ArmedAttack", "2024-05-13"),
        ("Rebels attacked the port in March 2022.", "ArmedAttack", "2022-03"),
        ("The general strike, which began on Monday, hit Lyon.", "Strike", "2024-05-13"),
        ("The treaty was signed on 4 April 1949 in Washington.", "AgreementSigned", "1949-04-04"),
        ("The Basque group renewed its truce on 12 July 1999.", "Ceasefire", "1999-07-12"),
        ("Lena Wirth won the first round of the election on Sunday.", "Election", "2024-05-12"),
        ("He had been jailed in 2021, but a court overturned the sentence.", "CourtRuling", "../2024-05-16"),
        (
            "Jets bombed the port on Monday, a day after Iran and Iraq had signed a truce.",
            "AgreementSigned",
            "2024-05-12",
        ),
        ("The king oversaw the signing of the treaty on Friday.", "AgreementSigned", "2024-05-10"),
        ("Envoys of India and China met in Basel on 18 and 19 July 2023.", "Meeting", "2023-07-18/2023-07-19"),
        ("The firm cut 90 jobs after a loss in March.", "JobCuts", "../2024-05-16"),
        ("Deputies will vote on the takeover on 3 June.", "BusinessDeal", "2024-05-16/.."),
        ("Voters will elect a mayor on Sunday.", "Election", "2024-05-19"),
        ("Anna Berg, who resigned on Tuesday, moved to Bonn on Wednesday.", "Resignation", "2024-05-14"),
        ("Floods killed 20 people last week.", "Flood", "2024-05-06/2024-05-12"),
        ("Police say rebels attacked the port on Tuesday.", "ArmedAttack", "2024-05-14"),
        ("Police said on Wednesday that rebels had attacked the port.", "ArmedAttack", "../2024-05-16"),
    ],
)
def test_the_time_of_its_own_clause_dates_an_event(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


def test_two_events_of_a_sentence_keep_their_own_days(read: Read) -> None:
    reading = read("Anna Berg resigned on Monday and visited Rabat on Wednesday.")
    assert edtf(event(reading, "Resignation")) == "2024-05-13"
    assert edtf(event(reading, "Visit")) == "2024-05-15"


def test_a_time_inside_the_content_does_not_date_the_saying(read: Read) -> None:
    reading = read("Anna Berg said the bridge had collapsed in 1998.")
    assert edtf(event(reading, "SpeechEvent")) == "2024-05-16"


def test_what_happened_without_a_date_is_only_known_to_lie_before_the_article(read: Read) -> None:
    one = event(read("Rebels attacked the port."), "ArmedAttack")
    assert (edtf(one), one.time.basis) == ("../2024-05-16", "Bound")


def test_without_a_day_of_publication_nothing_is_dated(read: Read) -> None:
    reading = read("Rebels attacked the port on Monday. Anna Berg condemned the attack.", published=None)
    assert reading.events
    assert {edtf(e) for e in reading.events} == {None}


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("Rebels attacked a convoy in Mali.", "ArmedAttack", "Mali"),
        ("Rebels attacked a convoy near the city of Maiduguri.", "ArmedAttack", "Maiduguri"),
        ("A bombing in the Pakistani city of Lahore killed nine.", "BombOrIed", "Lahore"),
        ("The Lahore bombing killed nine.", "BombOrIed", "Lahore"),
        ("King Felipe visited Rabat.", "Visit", "Rabat"),
        ("The siege of Leningrad lasted for years.", "SiegeOrBlockade", "Saint Petersburg"),
        ("In Lima, the minister resigned.", "Resignation", "Lima"),
        ("An earthquake struck Nepal.", "Earthquake", "Nepal"),
        ("A cyclone hit Odisha.", "Storm", "Odisha"),
        ("Russian missiles hit Odesa.", "ShellingOrMissileAttack", "Odesa"),
        ("The negotiations, held in Astana, ended.", "NegotiationSession", "Astana"),
        ("The summit opened in Riga.", "Summit", "Riga"),
    ],
)
def test_the_place_of_its_own_clause_locates_an_event(read: Read, text: str, code: str, where: str) -> None:
    reading = read(text)
    assert place(reading, event(reading, code)) == where


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Anna Berg of Oslo resigned.", "Resignation"),
        ("The treaty was signed by the president of Peru.", "AgreementSigned"),
        ("Boko Haram attacked the port, a diplomat in Lagos said.", "ArmedAttack"),
        ("A man from Lima was murdered.", "Homicide"),
        ("Peru recalled its ambassador from Bolivia.", "ExpulsionOfDiplomats"),
    ],
)
def test_a_place_that_is_merely_named_locates_nothing(read: Read, text: str, code: str) -> None:
    reading = read(text)
    assert place(reading, event(reading, code)) is None


def test_the_innermost_of_two_places_is_taken(read: Read) -> None:
    reading = read("Gunmen attacked a market in Jos in Nigeria.")
    assert place(reading, event(reading, "ArmedAttack")) == "Jos"


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("On Tuesday, the city marked the fifth anniversary of the bombing.", "BombOrIed", "2019-05-14"),
        ("Tuesday marked ten years since the earthquake.", "Earthquake", "2014-05-14"),
        ("Tuesday was the 20th anniversary of the coup.", "Coup", "2004-05-14"),
    ],
)
def test_an_anniversary_dates_its_event(read: Read, text: str, code: str, when: str) -> None:
    one = event(read(text), code)
    assert (edtf(one), one.time.basis) == (when, "EventAnchored")


def test_a_stated_date_wins_over_an_anniversary(read: Read) -> None:
    reading = read("On Tuesday, the city marked the fifth anniversary of the bombing on 3 May 2019.")
    assert edtf(event(reading, "BombOrIed")) == "2019-05-03"


def test_an_anniversary_of_29_february_invents_no_day(read: Read) -> None:
    reading = read("Thursday marks three years since the bombing.", published="2024-02-29")
    assert edtf(event(reading, "BombOrIed")) != "2021-02-29"


def test_an_act_told_next_is_of_the_day_the_passage_speaks_of(read: Read) -> None:
    reading = read("The court jailed the broker on Monday. His lawyer appealed.")
    one = event(reading, "CourtHearing")
    assert (edtf(one), one.time.basis) == ("2024-05-13", "Context")


def test_a_day_named_in_what_somebody_says_is_no_narrative_day(read: Read) -> None:
    reading = read("Anna Berg said rebels had come on Monday. The minister resigned.")
    assert edtf(event(reading, "Resignation")) == "../2024-05-16"


def test_background_in_the_past_perfect_is_not_of_the_narrative_day(read: Read) -> None:
    reading = read("The court jailed the broker on Monday. Rebels had attacked the port.")
    assert edtf(event(reading, "ArmedAttack")) == "../2024-05-16"


def test_speech_is_of_the_day_its_passage_speaks_of(read: Read) -> None:
    reading = read("The court jailed the broker on Monday. Anna Berg said the ruling was fair.")
    assert edtf(event(reading, "SpeechEvent")) == "2024-05-13"


def test_since_then_points_to_the_dated_event_before(read: Read) -> None:
    reading = read("Rebels captured the airport on 3 March. Since then, fighting has displaced 6,000 people.")
    one = event(reading, "Displacement")
    assert (edtf(one), one.time.ongoing) == ("2024-03-03/..", True)


def test_since_then_without_a_dated_event_gives_no_day(read: Read) -> None:
    reading = read("The mine is rich. Since then, fighting has displaced 6,000 people.")
    assert not [e for e in reading.events if (edtf(e) or "").startswith("2024-05-1") and e.time.basis != "Bound"]


def test_an_attack_in_the_place_and_time_of_a_war_is_part_of_it(read: Read) -> None:
    reading = read("The war in Sudan began in April 2023. On Monday an air strike in Omdurman killed ten people.")
    assert event(reading, "AirOrDroneStrike").part_of == event(reading, "War").key


def test_an_attack_elsewhere_is_no_part_of_a_war(read: Read) -> None:
    reading = read("The war in Sudan began in April 2023. On Monday an air strike in Yemen killed ten people.")
    assert [e.part_of for e in events(reading, "AirOrDroneStrike")] == [None]


def test_speech_after_background_is_of_the_day_of_the_news(read: Read) -> None:
    reading = read(
        "Rebels attacked the port on Wednesday. The mayor of the town fled.\n\n"
        "The rebels signed a truce with Chad on Friday.\n\n"
        "Anna Berg condemned the attack."
    )
    assert edtf(event(reading, "CriticismOrAccusation")) == "2024-05-15"


def test_an_hour_without_a_day_is_of_the_day_of_the_story(read: Read) -> None:
    reading = read("An explosion shook Lyon on Monday evening. The blast, shortly after 6 p.m., broke windows.")
    assert edtf(event(reading, "Explosion")) == "2024-05-13"


@pytest.mark.parametrize(
    ("gap", "day"),
    [("\n", "../2024-05-16"), (" ", "2024-05-14")],
)
def test_the_day_of_a_saying_stays_in_its_paragraph(read: Read, gap: str, day: str) -> None:
    reading = read(f"UN observers said on Tuesday that the roads were open.{gap}Rebels attacked a base in Kano.")
    assert edtf(event(reading, "ArmedAttack")) == day
