"""Counts of right, extra and missed → precision, recall, F1, and the composite of one article or many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

COMPOSITE = ("event.f1", "event.date", "event.place", "event.roles", "figure.f1", "claim.f1", "actor.f1")
"""What the composite is the mean of; date, place and roles are multiplied by ``event.f1`` first."""

_ON_EVENTS = ("event.date", "event.place", "event.roles")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of what is right, too much and missed; ``asked`` is how much the gold asked for in all."""

    right: int = 0
    extra: int = 0
    missed: int = 0
    asked: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.right + other.right, self.extra + other.extra, self.missed + other.missed, self.asked + other.asked
        )

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None where there is nothing to judge."""
        return self._share(self.right, self.right + self.extra)

    @property
    def recall(self) -> float | None:
        """Share of what the gold asks for that was found; None where there is nothing to judge."""
        return self._share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing to judge."""
        return self._share(2 * self.right, 2 * self.right + self.extra + self.missed)

    def _share(self, part: int, whole: int) -> float | None:
        if whole:
            return part / whole
        return 0.0 if self.asked or self.extra or self.missed else None


def compare_sets(wanted: AbstractSet[Any], found: AbstractSet[Any], optional: AbstractSet[Any] = frozenset()) -> Tally:
    """Counts over two sets; what is optional is neither extra nor missed."""
    wanted = wanted - optional
    return Tally(len(wanted & found), len(found - wanted - optional), len(wanted - found), len(wanted))


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts of one article or of many: ``layers`` are judged by F1, ``fields`` by the share that is right."""

    layers: Mapping[str, Tally]
    fields: Mapping[str, Tally]

    def __add__(self, other: Scores) -> Scores:
        return Scores(_summed(self.layers, other.layers), _summed(self.fields, other.fields))

    def values(self) -> dict[str, float | None]:
        """Every measure by name (``event.f1``, ``event.date``, …) and ``composite``; None: nothing to judge."""
        measures: dict[str, float | None] = {}
        for name, tally in self.layers.items():
            measures |= {f"{name}.precision": tally.precision, f"{name}.recall": tally.recall, f"{name}.f1": tally.f1}
        for name, tally in self.fields.items():
            measures[name] = tally.f1 if name == "event.roles" else tally.recall
        return measures | {"composite": _composite(measures)}


def total(scores: Iterable[Scores]) -> Scores:
    """The counts of many articles taken together."""
    whole = Scores({}, {})
    for one in scores:
        whole = whole + one
    return whole


def _summed(some: Mapping[str, Tally], others: Mapping[str, Tally]) -> dict[str, Tally]:
    return {name: some.get(name, Tally()) + others.get(name, Tally()) for name in {**some, **others}}


def _composite(measures: Mapping[str, float | None]) -> float | None:
    """Few events with right fields make no good score, hence the products."""
    events = measures.get("event.f1")
    parts = []
    for name in COMPOSITE:
        value = measures.get(name)
        if value is not None:
            parts.append(value * (events or 0.0) if name in _ON_EVENTS else value)
    return sum(parts) / len(parts) if parts else None
