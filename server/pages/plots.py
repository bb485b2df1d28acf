"""A toll over time as a drawing: each number at the day it was given for, by its source. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log10

from server.pages.wording import MONTHS, day_in_words, number_in_words

WIDTH, HEIGHT = 640, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 20, 16, 36
_MOST_SERIES = 4


@dataclass(frozen=True, slots=True)
class Told:
    """A number as told: what is counted, the day it holds for, who gives it; ``low`` and ``high`` of a range."""

    measure: str
    day: date
    value: float
    words: str
    source: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A number on the drawing; ``range`` is a path from low to high, '' for one number."""

    x: int
    y: int
    range: str
    told: str


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one measure: dots, the line through the highest of each day, and which of the four looks it has."""

    name: str
    look: int
    line: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing of ``WIDTH`` by ``HEIGHT``; ``told`` says in a sentence or more what it shows."""

    series: tuple[Series, ...]
    days: tuple[Tick, ...]
    values: tuple[Tick, ...]
    told: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def left(self) -> int:
        """Where the axis of values stands."""
        return _LEFT

    @property
    def right(self) -> int:
        """Where the drawing of values ends."""
        return WIDTH - _RIGHT

    @property
    def floor(self) -> int:
        """Where the axis of days lies."""
        return HEIGHT - _BOTTOM


def plot_of(given: Sequence[Told]) -> Plot | None:
    """The drawing of numbers over time; None unless one measure was given for two days or more."""
    measures = dict.fromkeys(told.measure for told in given)
    by_measure = {m: sorted((t for t in given if t.measure == m), key=lambda t: (t.day, t.value)) for m in measures}
    drawn = [m for m, found in by_measure.items() if len({told.day for told in found}) > 1][:_MOST_SERIES]
    told = [told for measure in drawn for told in by_measure[measure]]
    if not told:
        return None
    first, last = min(t.day for t in told), max(t.day for t in told)
    top = _ceiling(max(max(t.value, t.high or 0) for t in told))
    place = _Scale(first, last, top)
    return Plot(
        series=tuple(_series(measure, look, by_measure[measure], place) for look, measure in enumerate(drawn)),
        days=_day_ticks(place),
        values=tuple(Tick(place.y(top * part / 4), _number(top * part / 4)) for part in range(5)),
        told=" ".join(_sentence(measure, by_measure[measure]) for measure in drawn),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date
    top: float

    def x(self, day: date) -> int:
        span = max((self.last - self.first).days, 1)
        return round(_LEFT + 8 + (day - self.first).days / span * (WIDTH - _LEFT - _RIGHT - 16))

    def y(self, value: float) -> int:
        return round(HEIGHT - _BOTTOM - value / self.top * (HEIGHT - _BOTTOM - _TOP))


def _ceiling(value: float) -> float:
    """A round number not below the value, which can be cut in four."""
    power = 10.0 ** int(log10(max(value, 1)))
    return next((step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= value), 20 * power)


def _series(measure: str, look: int, told: Sequence[Told], place: _Scale) -> Series:
    dots = tuple(
        Dot(place.x(t.day), place.y(t.value), _range(t, place), f"{day_in_words(t.day)}: {t.words} ({t.source})")
        for t in told
    )
    highest = {dot.x: min(other.y for other in dots if other.x == dot.x) for dot in dots}
    return Series(measure, look, "M" + "L".join(f"{x} {y}" for x, y in highest.items()), dots)


def _range(told: Told, place: _Scale) -> str:
    if told.low is None or told.high is None:
        return ""
    return f"M{place.x(told.day)} {place.y(told.low)}V{place.y(told.high)}"


def _day_ticks(place: _Scale) -> tuple[Tick, ...]:
    span = (place.last - place.first).days
    parts = min(span, 4)
    days = [place.first + timedelta(days=round(span * part / parts)) for part in range(parts + 1)]
    short = ((day, MONTHS[day.month - 1][:3]) for day in dict.fromkeys(days))
    return tuple(Tick(place.x(d), f"{d.day} {month}" if span < 400 else f"{month} {d.year}") for d, month in short)


def _number(value: float) -> str:
    return number_in_words(str(int(value)) if value == int(value) else str(value))


def _sentence(measure: str, told: Sequence[Told]) -> str:
    first, last = told[0], told[-1]
    return (
        f"{measure[:1].upper()}{measure[1:]}: {first.words} on {day_in_words(first.day)} ({first.source}), "
        f"{last.words} on {day_in_words(last.day)} ({last.source}); {len(told)} numbers in all."
    )
