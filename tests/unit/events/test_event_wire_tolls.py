"""Who gives a number, whose part it is, and words that only look like another kind of event."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import claim, edtf, event, events, figure, name, roles, types


def test_the_source_at_the_end_is_that_of_both_numbers(read: Read) -> None:
    reading = read("The war has killed 40,000 people and driven 900,000 from their homes, according to the Red Cross.")
    assert {name(reading, f.attributed_to) for f in reading.figures} == {"Red Cross"}
    assert claim(reading, "40,000").text.endswith("from their homes")


def test_some_of_the_dead_are_part_of_them(read: Read) -> None:
    reading = read("At least 14 people were killed in a fire in Lima on Monday. Two of the dead were children.")
    whole = figure(reading, "Killed")
    (part,) = [f for f in reading.figures if f.subset_of]
    assert (part.value, part.subset_of, name(reading, part.population)) == (2, whole.key, "children")
    assert ("victim", "dead") not in roles(reading, event(reading, "Fire"))


def test_more_of_the_dead_than_were_counted_are_no_part(read: Read) -> None:
    reading = read("A fire killed three people in Lima. Nine of the dead were children.")
    assert not [f for f in reading.figures if f.subset_of]


def test_under_fire_is_an_attack(read: Read) -> None:
    reading = read("A patrol came under fire on Monday near Kano. A peacekeeper was wounded.")
    assert events(reading, "ArmedAttack")
    assert not events(reading, "Fire")


def test_condolences_are_no_promise(read: Read) -> None:
    reading = read("Prime Minister Anna Berg offered her condolences to the families.")
    assert types(reading) == {"PraiseOrSupport"}
    assert edtf(event(reading, "PraiseOrSupport")) == "2024-05-16"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("In March, rebels retook the town of Kidal.", "TerritoryCaptured"),
        ("Army officers took power in Chad in 2021.", "Coup"),
        ("The rebels took power in 2021.", "GovernmentChange"),
    ],
)
def test_towns_and_power_are_taken(read: Read, text: str, code: str) -> None:
    assert code in types(read(text))


def test_neighbours_who_settle_a_dispute_are_no_court(read: Read) -> None:
    assert "CourtRuling" not in types(read("The embassy urged the parties to settle disputes peacefully."))
