"""Any course of ingestions, changes and withdrawals leaves what its result would have given at once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.model import Reading
from tests.unit.graph.readings import talks_reading
from tests.unit.knowledge.shelf import Shelf, unnamed

ARTICLES = ("a", "ab", "b")


COURSES = st.lists(st.tuples(st.sampled_from(ARTICLES), st.integers(0, 3)), min_size=1, max_size=6)
"""(article, number of the version that it has now), up to six steps; as numbers, for whole readings are long to print."""


def _told(course: list[tuple[str, int]]) -> list[tuple[str, Reading | None]]:
    """(article, what it says now; None: withdrawn)."""
    return [(article, _version(article, number)) for article, number in course]


def _version(article: str, number: int) -> Reading | None:
    """Version 0 is none; the others tell of fewer events, on other days."""
    if not number:
        return None
    whole = talks_reading(article, f"2015-05-0{5 + number}")
    kept = whole.events[number - 1 :]
    return replace(whole, events=kept, claims=whole.claims if number == 1 else ())


@example([("a", 1), ("ab", 1), ("a", 2)])  # two that were one are only near now that one of them says less
@given(COURSES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_course_of_things_leaves_no_trace(steps: list[tuple[str, int]]) -> None:
    course = _told(steps)
    lived, fresh = Shelf(), Shelf()
    for article, reading in course:
        if reading is None:
            lived.withdraw(article)
        else:
            lived.put(reading)
    for reading in dict(course).values():
        if reading is not None:
            fresh.put(reading)
    assert unnamed(lived.quads()) == unnamed(fresh.quads())


@given(COURSES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_last_step_taken_twice_is_taken_once(steps: list[tuple[str, int]]) -> None:
    course = _told(steps)
    shelf = Shelf()
    for article, reading in course:
        if reading is None:
            shelf.withdraw(article)
        else:
            shelf.put(reading)
    article, reading = course[-1]
    again = shelf.withdraw(article) if reading is None else shelf.put(reading)
    assert (again.removed, again.added) == ((), ())
