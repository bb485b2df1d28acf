"""Nobody dies twice: what tells of one person's death is one happening, two people's deaths are two."""

from __future__ import annotations

import pytest

from kg.model import Event, Reading
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import roles


def deaths(reading: Reading) -> list[Event]:
    return [e for e in reading.events if {"Death", "Homicide", "ArmedAttack"} & set(e.types)]


@pytest.mark.parametrize(
    "text",
    [
        "Jan Novak was killed on 9 May by police. In the days following Novak's death, two officers were suspended.",
        "Jan Novak was shot dead in Lund. Rain fell. Crowds marched. Shops closed. Novak was killed by soldiers.",
        "Soldiers shot Jan Novak on Sunday. Shops closed. Trains stopped. The killing of Novak caused outrage.",
        "Eva Berg died on Monday. She sang for forty years. Her death was announced by her label.",
    ],
)
def test_the_death_of_one_person_is_one_happening(read: Read, text: str) -> None:
    assert len(deaths(read(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Jan Novak was killed on Friday in Lund. Eva Berg was killed on Sunday in Oslo.",
        "Jan Novak died in 2019. His killer was shot dead on Sunday.",
    ],
)
def test_the_deaths_of_two_people_are_two(read: Read, text: str) -> None:
    assert len(deaths(read(text))) == 2


def test_who_did_it_is_kept_from_the_mention_that_tells(read: Read) -> None:
    reading = read("Jan Novak was killed in Lund. Shops closed. Soldiers killed Novak at a checkpoint.")
    (one,) = deaths(reading)
    assert roles(reading, one) == {("victim", "Jan Novak"), ("perpetrator", "Soldiers")}


def test_a_death_that_was_told_is_not_of_the_skirmishes_told_after_it(read: Read) -> None:
    reading = read("Police killed Jan Novak on Saturday. Clashes erupted in Oslo on Sunday. Novak's death was a shock.")
    clash = next(e for e in reading.events if "ArmedClash" in e.types)
    assert not roles(reading, clash)
