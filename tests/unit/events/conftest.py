"""One reader for all tests of the event stages, and short names for what they look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kg.model import Article, Precision, Reading, TimeInterval
from kg.pipeline import Reader

Read = Callable[..., Reading]
PUBLISHED = "2024-05-16"
"""A Thursday; the day the test articles speak from unless a test says otherwise."""


@pytest.fixture(scope="session")
def event_reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def read(event_reader: Reader) -> Read:
    """Reads a text as an article of a day; ``published=None`` for one without metadata."""

    def reading(text: str, published: str | None = PUBLISHED, title: str | None = None) -> Reading:
        return event_reader.read(Article("test", text, title, _day(published)))

    return reading


def _day(iso: str | None) -> TimeInterval | None:
    if iso is None:
        return None
    day = date.fromisoformat(iso)
    return TimeInterval(day, day, Precision.DAY, iso)
