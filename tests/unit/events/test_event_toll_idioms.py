"""Tolls as agencies tell them: by idioms, gapped clauses, lists and damage; each of the event that did it."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, events, name

_STORM = "A storm hit Kenya on Monday. "


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nine fishermen lost their lives in the storm.", {("Killed", 9)}),
        ("Forty people were taken to hospital.", {("Wounded", 40)}),
        ("Doctors treated 60 villagers for burns.", {("Wounded", 60)}),
        ("Some 4,000 residents sought shelter in churches.", {("Displaced", 4000)}),
        ("The dead numbered 17.", {("Killed", 17)}),
        ("Twelve people were killed and 900 driven from their homes.", {("Killed", 12), ("Displaced", 900)}),
        ("About 7,000 were left homeless.", {("Displaced", 7000)}),
        ("At least 20 people were dead and about 300 injured.", {("Killed", 20), ("Wounded", 300)}),
        ("It left five people dead and 11 others hospitalised.", {("Killed", 5), ("Wounded", 11)}),
        ("The number of victims rose from 12 to 19.", {("Killed", 19)}),
        ("Losses may reach 3 billion euros.", {("Money", 3_000_000_000)}),
    ],
)
def test_a_toll_by_idiom_is_that_of_the_storm(read: Read, text: str, told: set[tuple[str, int]]) -> None:
    reading = read(_STORM + text)
    storm = event(reading, "Storm")
    assert {(f.measure, f.value) for f in reading.figures} == told
    assert {f.event for f in reading.figures} == {storm.key}


def test_a_magnitude_after_of_is_one(read: Read) -> None:
    (figure,) = read("The earthquake near Quito had a magnitude of 6.4.").figures
    assert (figure.measure, str(figure.value)) == ("Magnitude", "6.4")


def test_arrests_are_counted_by_whom_the_number_is_put(read: Read) -> None:
    reading = read("Police broke up a march in Lima. The army put the number of arrests at more than 80.")
    (figure,) = reading.figures
    assert (figure.measure, figure.value, figure.bound.value) == ("Detained", 80, "MoreThan")
    assert name(reading, figure.attributed_to) == "army"


def test_a_bare_number_is_nobody(read: Read) -> None:
    reading = read(_STORM + "Another 46 were injured. The navy said 12 of its soldiers were killed.")
    assert not {actor.label for actor in reading.actors} & {"46", "12"}
    assert {name(reading, f.population) for f in reading.figures} == {None, "soldiers"}


def test_ships_that_are_sunk_are_attacked_and_their_crews_counted(read: Read) -> None:
    reading = read("Pirates have attacked 40 vessels this year, sinking three, seizing one and killing nine sailors.")
    assert [e.types for e in events(reading, "ArmedAttack")] == [("ArmedAttack",)]
    assert [(f.measure, f.value) for f in reading.figures] == [("Killed", 9)]


def test_a_ship_that_sinks_by_itself_is_news_of_its_own(read: Read) -> None:
    reading = read("Norway joined air strikes on a port in May. A ferry sank in a storm on Monday; one sailor died.")
    assert {"2024-05"} == {e.time.when.edtf for e in events(reading, "AirOrDroneStrike")}
    assert not {"Death", "TransportAccident"} & {t for e in events(reading, "AirOrDroneStrike") for t in e.types}


def test_the_cause_may_be_told_after_the_toll(read: Read) -> None:
    reading = read("The toll stood at 31, with more than 200 wounded, after a blast in Quito on Monday.")
    assert {f.event for f in reading.figures} == {event(reading, "Explosion").key}
