"""What is asked of an engine, and what it answers; both cross between processes as plain values and bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its dataset (None: that of the query or the store), the media type of its answer, and limits.

    ``hold_bytes`` is how much of the answer is held back until it is whole; limits are of rows and of bytes.
    ``link`` stands in the head of the answer: what there is to know of it beforehand.
    """

    query: str
    media_type: str
    prefixes: dict[str, str]
    base: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    max_rows: int = 1_000_000
    max_bytes: int = 64_000_000
    hold_bytes: int = 4_000_000
    link: str = ""

    def to_plain(self) -> tuple[Any, ...]:
        """As values that ``marshal`` writes."""
        return _values(self)

    @classmethod
    def from_plain(cls, values: tuple[Any, ...]) -> Question:
        """What ``to_plain`` gave."""
        return cls(*values)


_values: Callable[[Question], tuple[Any, ...]] = attrgetter(*(field.name for field in fields(Question)))


@dataclass(frozen=True, slots=True)
class Cost:
    """What an answer took: ``rows`` and ``size`` (bytes) as far as it was held back, seconds, and who gave it."""

    rows: int
    size: int
    seconds: float
    cut: bool = False
    worker: str = ""
    generation: int = 0
    lane: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that has begun: ``body`` if it is whole, else ``parts`` to come, which raise where it breaks off."""

    cost: Cost
    body: bytes | None = None
    parts: AsyncIterator[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """An update that ended in time on the graph of a generation.

    ``again`` tries it on the graph as it is now, for a thread that keeps it from changing; raises Failed or Busy.
    """

    generation: int
    again: Callable[[], None]
