"""Numbers beyond tolls: the sick, the helped, terms of prison, damage, rivals at the polls; and the event they belong to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, figure


@pytest.mark.parametrize(
    ("text", "measure", "value", "of"),
    [
        (
            "Cholera broke out in May. Doctors counted 300 suspected cases of cholera.",
            "Affected",
            300,
            "DiseaseOutbreak",
        ),
        ("Nine people died and 400 have fallen ill.", "Affected", 400, "IllnessOrInjury"),
        ("Two million people face severe hunger in Chad.", "Affected", 2_000_000, "FamineOrHungerCrisis"),
        ("Norway delivered food to 500 families.", "Affected", 500, "AidDelivery"),
        ("A judge sentenced Ana Silva to nine years in prison.", "DurationMeasure", 9, "ConvictionOrSentence"),
        ("Ana Silva was jailed for six months.", "DurationMeasure", 6, "ConvictionOrSentence"),
        ("A quake hit Peru on Monday. The damage was put at 40 million euros.", "Money", 40_000_000, "Earthquake"),
        ("A magnitude-6.2 quake hit Peru on Monday.", "Magnitude", Decimal("6.2"), "Earthquake"),
        ("Rebels raided a village on Monday. Ten were killed and 30 abducted.", "Captured", 30, None),
        ("Troops came under an ambush in which four of them were wounded.", "Wounded", 4, None),
    ],
)
def test_a_number_has_its_measure_and_its_event(
    read: Read, text: str, measure: str, value: int | Decimal, of: str | None
) -> None:
    reading = read(text)
    found = figure(reading, measure)
    assert found.value == value
    assert of is None or found.event == event(reading, of).key


def test_votes_for_a_rival_are_votes(read: Read) -> None:
    reading = read("Ana Silva won the election on Sunday. She won 5,210 votes against 4,800 for Pavel Novak.")
    assert [f.value for f in reading.figures if f.measure == "Votes"] == [5210, 4800]


@pytest.mark.parametrize(
    "text",
    [
        "The opposition held a rally on Monday and said 11 ballot boxes were missing.",
        "Ana Silva was sentenced to at least nine years in prison.",
    ],
)
def test_what_is_no_toll_no_term_and_no_damage_has_no_figure(read: Read, text: str) -> None:
    assert not read(text).figures


def test_those_killed_since_a_war_broke_out_are_the_wars(read: Read) -> None:
    reading = read(
        "Rebels ambushed a patrol on Monday. Some 9,000 people have been killed and 40,000 wounded since war broke out in 2019."
    )
    war = event(reading, "War")
    assert figure(reading, "Killed").event == war.key
    assert edtf(war) == "2019/.."


def test_a_toll_since_a_month_is_not_when_the_war_began(read: Read) -> None:
    reading = read("War broke out in Chad in 2019. Ten people have been killed in the war since March.")
    assert edtf(event(reading, "War")) == "2019/.."


def test_who_is_killed_beside_what_is_destroyed_was_hit_by_the_same_act(read: Read) -> None:
    reading = read("Jets bombed a depot on Monday, destroying nine trucks and killing five guards.")
    assert figure(reading, "Killed").event == event(reading, "AirOrDroneStrike").key


def test_fire_that_is_returned_burns_nothing(read: Read) -> None:
    assert not events(read("Soldiers returned fire after an ambush."), "Fire")
