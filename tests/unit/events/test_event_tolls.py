"""Whose number a toll is, what counts the dead, and which whole a part belongs to."""

from __future__ import annotations

from kg.model import TimeInterval
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import name


def test_who_puts_the_toll_at_a_number_is_its_source(read: Read) -> None:
    reading = read(
        "A ferry sank off Luzon on Monday. The coast guard put the number of dead at 17. The Red Cross put the number "
        "of injured at 60. The health ministry estimated the death toll at 19, including four children."
    )
    found = [(f.measure, f.value, name(reading, f.attributed_to)) for f in reading.figures]
    assert found[:3] == [
        ("Killed", 17, "coast guard"),
        ("Wounded", 60, "Red Cross"),
        ("Killed", 19, "health ministry"),
    ]
    assert [f.subset_of for f in reading.figures] == [None, None, None, reading.figures[2].key]


def test_bodies_that_are_found_are_the_dead_of_the_event_and_not_of_the_search(read: Read) -> None:
    reading = read("A ferry sank off Luzon on Monday. Rescuers recovered 21 bodies.")
    event = next(e for e in reading.events if "TransportAccident" in e.types)
    assert [(f.measure, f.value, f.event) for f in reading.figures] == [("Killed", 21, event.key)]


def test_a_part_goes_out_with_its_whole(read: Read) -> None:
    reading = read(
        "A blast in Lagos killed 12 people on Monday. The market opened in 1950. Its shops took in $90 million, "
        "including $20 million from fish."
    )
    assert [(f.measure, f.value, f.subset_of) for f in reading.figures] == [("Killed", 12, None)]


def test_the_day_of_a_toll_is_not_that_of_what_it_counts(read: Read) -> None:
    reading = read("The death toll from the explosion in Puno climbed to 30 on Wednesday.")
    assert [e.time.when.edtf for e in reading.events if isinstance(e.time.when, TimeInterval)] == ["../2024-05-16"]
    assert [str(f.as_of) for f in reading.figures] == ["2024-05-15"]


def test_a_count_covers_the_place_that_its_own_clause_names(read: Read) -> None:
    reading = read(
        "A powerful cyclone struck Mozambique on Monday. The storm killed at least 34 people in Mozambique, officials "
        "said. In Malawi, the police reported more than 60 deaths. The cyclone injured 200 people."
    )
    places = {p.key: p.label for p in reading.places}
    found = [(f.measure, int(f.value), places.get(f.place or "")) for f in reading.figures]
    assert found == [("Killed", 34, None), ("Killed", 60, "Malawi"), ("Wounded", 200, None)]
