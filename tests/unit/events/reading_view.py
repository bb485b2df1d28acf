"""Short names for what a test looks at in a reading: types, roles, days, places, claims and figures by their words."""

from __future__ import annotations

from typing import Any

import pytest

from kg.model import Claim, Event, Figure, Reading, Span, TimeInterval


def defect(*values: Any, reason: str) -> Any:
    """A row that the code gets wrong; the reason says what comes out, and a repair must take the mark away."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


def words(reading: Reading, span: Span | None) -> str | None:
    """The text of a span."""
    return None if span is None else span.cut(reading.document.text)


def types(reading: Reading) -> set[str]:
    """All types of all events."""
    return {code for event in reading.events for code in event.types}


def events(reading: Reading, code: str) -> list[Event]:
    """The events of a type, or of a structural class."""
    return [e for e in reading.events if code in e.types or e.kind == code]


def event(reading: Reading, code: str) -> Event:
    """The one event of a type."""
    found = events(reading, code)
    assert len(found) == 1, [(e.types, e.label) for e in reading.events]
    return found[0]


def name(reading: Reading, key: str | None) -> str | None:
    """The label of an actor or place."""
    labels = {thing.key: thing.label for thing in (*reading.actors, *reading.places)}
    return None if key is None else labels[key]


def roles(reading: Reading, one: Event) -> set[tuple[str, str]]:
    """Role and actor of all who take part."""
    return {(p.role.value, name(reading, p.actor) or "") for p in one.participants}


def place(reading: Reading, one: Event) -> str | None:
    """Where an event was."""
    return None if one.place is None else name(reading, one.place.place)


def edtf(one: Event) -> str | None:
    """When an event was; None where no interval is known."""
    return one.time.when.edtf if isinstance(one.time.when, TimeInterval) else None


def claim(reading: Reading, part: str) -> Claim:
    """The one claim whose content has these words."""
    found = [c for c in reading.claims if part in c.text]
    assert len(found) == 1, [c.text for c in reading.claims]
    return found[0]


def speakers(reading: Reading, one: Claim) -> list[str | None]:
    """Who says a claim."""
    return [name(reading, key) for key in one.speakers]


def figure(reading: Reading, measure: str) -> Figure:
    """The one whole figure of a measure."""
    found = [f for f in reading.figures if f.measure == measure and f.subset_of is None]
    assert len(found) == 1, [(f.measure, f.text) for f in reading.figures]
    return found[0]
