"""News of talks on a border: who sits at them, where and when, and what is denied."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, place, roles


@pytest.mark.parametrize(
    "text",
    [
        "Finnish Foreign Minister Ilia Virtanen opened the meeting between Norway and Sweden in Helsinki.",
        "Norway and Sweden held a meeting in Oslo. Finnish Foreign Minister Ilia Virtanen did not take part in the meeting.",
    ],
)
def test_who_only_opens_a_meeting_or_keeps_away_is_no_party(read: Read, text: str) -> None:
    reading = read(text)
    assert "Virtanen" not in str([roles(reading, e) for e in events(reading, "Meeting")])


def test_two_who_open_talks_are_its_parties(read: Read) -> None:
    reading = read("Norway and Sweden opened a meeting on fishing in Oslo on Monday.")
    assert roles(reading, event(reading, "Meeting")) == {("party", "Norway"), ("party", "Sweden")}


@pytest.mark.parametrize(
    "text",
    ["The next meeting is expected to be held in Bern in May.", "A meeting is scheduled to take place in Bern in May."],
)
def test_where_it_is_expected_to_be(read: Read, text: str) -> None:
    reading = read(text)
    assert place(reading, event(reading, "Meeting")) == "Bern"


@pytest.mark.parametrize("text", ["Rebels took control of Goma in March.", "The army took control of Crimea in 2014."])
def test_what_is_controlled_is_where_it_is(read: Read, text: str) -> None:
    reading = read(text)
    (found,) = (e for e in reading.events if e.types[0] in {"TerritoryCaptured", "GovernmentRegainsTerritory"})
    assert place(reading, found) in {"Goma", "Crimea"}


def test_days_before_the_day_of_the_main_clause(read: Read) -> None:
    reading = read("Norway and Sweden met on Thursday, two days after a clash near Kiruna left four soldiers dead.")
    clash, meeting = event(reading, "ArmedClash"), event(reading, "Meeting")
    assert (meeting.time.when.start - clash.time.when.start).days == 2  # type: ignore[union-attr, operator]


def test_what_used_to_be_is_no_event(read: Read) -> None:
    assert not events(read("Finland used to mediate between Norway and Sweden."), "Mediation")
    assert event(read("Finland mediated between Norway and Sweden."), "Mediation").modality is Modality.OCCURRED


def test_a_type_that_names_who_does_it_is_not_told_twice(read: Read) -> None:
    reading = read("Protesters blocked Station Square in Bern on Wednesday.")
    assert event(reading, "Obstruction").label.startswith("Obstruction by protesters in Bern")


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("The mayor denied that the bridge had been closed.", True),
        ("The mayor dismissed reports that the bridge was unsafe.", True),
        ("The mayor said that the bridge had been closed.", False),
        ('"The bridge is closed to all cars and lorries now," the mayor denied.', False),
    ],
)
def test_what_is_denied_is_not_asserted(read: Read, text: str, denied: bool) -> None:
    (found,) = read(text).claims
    assert found.denied is denied


def test_a_listed_region_is_a_place_though_the_model_takes_it_for_a_body(read: Read) -> None:
    reading = read("In September 2023 Azerbaijan took control of Nagorno-Karabakh.")
    assert place(reading, event(reading, "TerritoryCaptured")) == "Nagorno-Karabakh"
    assert {actor.label for actor in reading.actors} == {"Azerbaijan"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Eight people died when a boiler exploded at a plant in Lahore.", "Explosion"),
        ("Eight people died after a bomb exploded at a plant in Lahore.", "BombOrIed"),
    ],
)
def test_who_dies_when_something_explodes_dies_of_that(read: Read, text: str, code: str) -> None:
    reading = read(text)
    assert [e.types[0] for e in reading.events] == [code]
    assert [f.event for f in reading.figures] == [reading.events[0].key]


def test_a_sentence_to_death_keeps_its_year(read: Read) -> None:
    reading = read("A court sentenced two men to death in 2020 over a blaze in Karachi, which had been set on purpose.")
    assert edtf(event(reading, "ConvictionOrSentence")) == "2020"
    assert edtf(event(reading, "Fire")) != "2020"
