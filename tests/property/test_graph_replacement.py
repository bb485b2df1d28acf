"""Any course of ingestions, changes and withdrawals leaves what its result would have given at once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Reading
from tests.unit.graph.readings import talks_reading
from tests.unit.knowledge.shelf import Shelf, unnamed

ARTICLES = ("a", "ab", "b")


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[str, Reading | None]]:
    """(article, what it says now; None: withdrawn), up to six steps."""
    steps = draw(st.lists(st.tuples(st.sampled_from(ARTICLES), st.integers(0, 3)), min_size=1, max_size=6))
    return [(article, _version(article, number)) for article, number in steps]


def _version(article: str, number: int) -> Reading | None:
    """Version 0 is none; the others tell of fewer events, on other days."""
    if not number:
        return None
    whole = talks_reading(article, f"2015-05-0{5 + number}")
    kept = whole.events[number - 1 :]
    return replace(whole, events=kept, claims=whole.claims if number == 1 else ())


@given(courses())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_course_of_things_leaves_no_trace(course: list[tuple[str, Reading | None]]) -> None:
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


@given(courses())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_last_step_taken_twice_is_taken_once(course: list[tuple[str, Reading | None]]) -> None:
    shelf = Shelf()
    for article, reading in course:
        if reading is None:
            shelf.withdraw(article)
        else:
            shelf.put(reading)
    article, reading = course[-1]
    again = shelf.withdraw(article) if reading is None else shelf.put(reading)
    assert (again.removed, again.added) == ((), ())
