"""One happening is one event, two are two; harm belongs to what did it."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, roles, words


@pytest.mark.parametrize(
    ("text", "code", "mentions"),
    [
        # verbs of harm with their host
        ("A bombing in Lahore killed nine people.", "BombOrIed", ["bombing", "killed"]),
        ("Nine people were killed in a bombing in Lahore.", "BombOrIed", ["killed", "bombing"]),
        ("Rebels attacked a convoy, killing six soldiers.", "ArmedAttack", ["attacked", "killing"]),
        ("A flood that killed 20 people hit Assam.", "Flood", ["flood", "killed", "hit"]),
        (
            "An earthquake struck Nepal, killing 12 people and injuring dozens.",
            "Earthquake",
            ["earthquake", "struck", "killing", "injuring"],
        ),
        ("A cholera outbreak in Yemen killed ten people.", "DiseaseOutbreak", ["outbreak", "killed"]),
        ("A heatwave in Seville killed ten people.", "Heatwave", ["heatwave", "killed"]),
        ("The famine killed 300 people.", "FamineOrHungerCrisis", ["famine", "killed"]),
        # definite short forms
        (
            "A drone strike on a refinery killed three workers. The strike began at dawn.",
            "AirOrDroneStrike",
            ["drone strike", "killed", "strike"],
        ),
        (
            "A bombing in Lahore killed nine people. The attack was the worst in years.",
            "BombOrIed",
            ["bombing", "killed", "attack"],
        ),
        ("Floods hit Assam last week. The floods cut roads.", "Flood", ["Floods", "hit", "floods"]),
        (
            "A suicide bombing shook Kabul on Monday. The bombing broke windows.",
            "SuicideAttack",
            ["suicide bombing", "bombing"],
        ),
        # verb and noun of one act
        ("Boko Haram attacked Maiduguri on Monday. The attack lasted an hour.", "ArmedAttack", ["attacked", "attack"]),
        ("Anna Berg resigned on Tuesday. Her resignation surprised Oslo.", "Resignation", ["resigned", "resignation"]),
        (
            "The court convicted Maria Lopez. The conviction surprised Lima.",
            "ConvictionOrSentence",
            ["convicted", "conviction"],
        ),
        ("A car bomb exploded in Mogadishu, killing 14 people.", "BombOrIed", ["car bomb", "exploded", "killing"]),
    ],
)
def test_mentions_of_one_happening_are_one_event(read: Read, text: str, code: str, mentions: list[str]) -> None:
    reading = read(text)
    assert [words(reading, m) for m in event(reading, code).mentions] == mentions
    assert not [e for e in reading.events if e.kind == "ViolentEvent" and code not in e.types]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Gunmen attacked a market in Jos on Monday. On Tuesday, gunmen attacked a church in Kano.", "ArmedAttack"),
        ("Rebels attacked a convoy in Mali. Another attack in Niger killed four.", "ArmedAttack"),
        ("Boko Haram attacked Maiduguri. The army attacked Kidal.", "ArmedAttack"),
        ("A quake hit Lima in 2001. A quake in Arequipa in 2007 killed ten.", "Earthquake"),
        ("Voters elected a mayor in March. The next election is due in 2028.", "Election"),
        ("Rebels attacked the port on Monday. The army may attack the port on Friday.", "ArmedAttack"),
        ("Anna Berg resigned on Monday. Paolo Rossi resigned on Monday.", "Resignation"),
    ],
)
def test_two_happenings_stay_two(read: Read, text: str, code: str) -> None:
    assert len(events(read(text), code)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Smoking kills thousands of people.",
        "Two people were killed when a bus hit a tree.",
        "The cold killed three hikers in Tyrol.",
        "Maria Lopez was injured during a football match.",
    ],
)
def test_harm_without_a_hand_that_does_it_is_no_armed_attack(read: Read, text: str) -> None:
    assert not events(read(text), "ArmedAttack")


def test_a_survivor_of_one_attack_is_not_put_into_another(read: Read) -> None:
    reading = read("Jose Ramos survived a bombing in Quito in 2019. Rebels attacked a port in Peru on Monday.")
    attack = event(reading, "ArmedAttack")
    assert "Jose Ramos" not in {a.label for a in reading.actors for p in attack.participants if a.key == p.actor}


def test_the_finest_date_of_the_mentions_dates_the_event(read: Read) -> None:
    reading = read("A bombing in Lahore in May killed nine people. The bombing on 12 May broke windows.")
    assert event(reading, "BombOrIed").time.when.edtf == "2024-05-12"


def test_floods_of_another_year_are_other_floods(read: Read) -> None:
    reading = read("Floods in Assam have killed 12 people. Floods killed 210 people in Assam in 2009.")
    assert [edtf(e) for e in events(reading, "Flood")] == ["../2024-05-16", "2009"]


def test_what_others_do_to_the_attacker_is_no_part_of_the_attack(read: Read) -> None:
    reading = read(
        "A gunman killed three people in Turku on Monday before he was shot dead by police. "
        "The attack began at noon, when the man opened fire in a cafe. The shooting was the worst in years."
    )
    attack, answer = events(reading, "ArmedAttack")
    assert len(attack.mentions) == 4
    assert ("perpetrator", "police") in roles(reading, answer)


def test_sentences_of_other_people_are_other_sentences(read: Read) -> None:
    reading = read(
        "A court sentenced Luc Maes to nine years on Tuesday. Two accomplices were given suspended sentences."
    )
    assert len(events(reading, "ConvictionOrSentence")) == 2


def test_a_trial_is_meant_by_it(read: Read) -> None:
    reading = read("The trial of Anna Berg opened in January. It was adjourned until March.")
    assert len(event(reading, "CourtHearing").mentions) == 2


def test_those_killed_and_those_wounded_are_of_one_explosion(read: Read) -> None:
    reading = read("At least 13 people were killed and about 50 wounded by an explosion in Beirut.")
    assert len(event(reading, "Explosion").mentions) == 3


def test_winning_and_defeating_are_one_election(read: Read) -> None:
    reading = read(
        "Ada Silva won the presidential election on Sunday, defeating the incumbent, Joao Braga, in a run-off."
    )
    assert roles(reading, event(reading, "Election")) >= {("actor", "Ada Silva"), ("actor", "Joao Braga")}
