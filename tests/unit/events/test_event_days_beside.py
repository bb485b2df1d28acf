"""Days and places of what is told beside an event: the crime of an arrest, the vote before which a deal was reached."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, place


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("A priest was charged with murder Monday in the killing of a doctor.", "Homicide", "../2024-05-16"),
        ("A man was arrested in Lima on Monday for a robbery in Quito.", "Robbery", "../2024-05-16"),
        ("A man was arrested in Lima on Monday for a robbery in Quito.", "ArrestOrDetention", "2024-05-13"),
        ("Emil Stan was jailed on Monday for the murder of a judge in 2016.", "Homicide", "2016"),
        ("A man has been arrested in connection with the bombings in Rome last year.", "BombOrIed", "2023"),
        ("A man has been arrested in connection with the bombings in Rome last year.", "ArrestOrDetention", None),
        ("His car was seen before the shooting, and was found in December.", "ArmedAttack", "../2024-05-16"),
        ("He is charged in three attacks, including the 2016 bombing of a mill.", "BombOrIed", "2016"),
        ("He is charged in three attacks, including the 2016 bombing of a mill.", "ArmedAttack", "../2024-05-16"),
        (
            "The air raid is not linked with the probe into the May 7 blast, he said.",
            "AirOrDroneStrike",
            "../2024-05-16",
        ),
        ("The team was near a temple, a 12th century shrine, when it was attacked.", "ArmedAttack", "../2024-05-16"),
        ("They went in as laid down by the 23 February accord signed by both.", "AgreementSigned", "2024-02-23"),
        ("In contrast to Monday, when 20 students were arrested, all was calm.", "ArrestOrDetention", "2024-05-13"),
        ("Guards have been on the run since the May 2 killing of an officer.", "Homicide", "2024-05-02"),
    ],
)
def test_a_day_belongs_to_what_it_stands_beside(read: Read, text: str, code: str, when: str | None) -> None:
    found = edtf(event(read(text), code))
    assert found != "2023" if when is None else found == when


def test_what_is_expected_has_no_year_gone_by(read: Read) -> None:
    reading = read("The union said on Monday it would investigate the massacre of 500 villagers nearly four years ago.")
    assert edtf(event(reading, "InvestigationOpened")) == "2024-05-16/.."


def test_talks_before_which_gaps_remain_are_next_week(read: Read) -> None:
    reading = read("Wide gaps remain before next week's summit in Oslo.")
    assert edtf(event(reading, "Summit")) == "2024-05-20/2024-05-26"


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("A man was arrested in connection with the bombings in Rome on Monday.", "ArrestOrDetention", None),
        ("Bombings at U.S. embassies in Kenya on Monday blew apart buildings.", "BombOrIed", "Kenya"),
        ("Bombings at hotels in Kenya and Chad on Monday blew apart buses.", "BombOrIed", None),
        ("He had lived in Sudan until shortly after the bombings.", "BombOrIed", None),
        ("The minister flew in from Rome on Monday.", "Visit", None),
        ("Crowds gathered in Oslo to protest the killing of a priest in Chad.", "Demonstration", "Oslo"),
    ],
)
def test_a_place_belongs_to_what_it_stands_beside(read: Read, text: str, code: str, where: str | None) -> None:
    reading = read(text)
    assert place(reading, event(reading, code)) == where


def test_one_of_several_bombings_is_told_apart_with_its_toll(read: Read) -> None:
    reading = read(
        "Bombings at hotels in Rome and Bern on Monday blew apart buses. At least 82 people were killed. "
        "The bombing in Rome killed 70 people."
    )
    assert {place(reading, e) for e in events(reading, "BombOrIed")} == {None, "Rome"}


def test_a_promise_of_the_month_since_when_it_holds_was_made_then(read: Read) -> None:
    reading = read("It was one of many rallies since early March, when President Ana Silva promised to step down.")
    assert edtf(event(reading, "PromiseOrOffer")) == "2024-03"


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("President Ana Silva on Tuesday condemned bomb attacks on churches.", "BombOrIed", "../2024-05-16"),
        ("The premier on Tuesday condemned two bomb attacks in Lima on Sunday.", "BombOrIed", "2024-05-12"),
        ("He is a suspect in two bombings in Lima between 2014 and 2017.", "BombOrIed", "2014/2017"),
        ("Two agents charged in the Dec. 21, 2018, bombing of a plane are free.", "BombOrIed", "2018-12-21"),
        (
            "Two agents charged in the Dec. 21, 2018, bombing of a plane are free.",
            "ChargeOrIndictment",
            "../2024-05-16",
        ),
        ("A batch of evidence from the bombing arrived over the weekend.", "BombOrIed", "../2024-05-16"),
        ("Survivors of the bombing were flown home on Monday.", "BombOrIed", "../2024-05-16"),
    ],
)
def test_what_is_judged_charged_or_left_over_has_another_day(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when
