"""What a time expression may be counted from, and what it amounts to: the values the resolvers share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from kg.mentions import intervals
from kg.mentions.time_tense import Tense
from kg.model import DateBasis, TimeInterval, TimexKind, Unresolved

NO_ANCHOR = Unresolved("the day of publication is not known")
NO_STORY = Unresolved("no date before it in the text to count from")
NOT_A_TIME = Unresolved("no time expression where it stands")
NO_SUCH_DAY = Unresolved("no such day in the calendar")


# companies report as soon as 90 to 92 days of a quarter are over; some end theirs days before the month
_SHORT_QUARTER = 80


PASSAGE_DAYS = 120
"""How far apart days may lie that one passage tells in turn, only the first with its year."""


_COARSE = frozenset({"M", "Y", "E", "C"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A date spoken of: its first day and the letter of its unit (``P``: months of a year told together).

    Of a ``fiscal`` quarter or year the day has its number and is not known to lie in it. ``aside``: the text only says
    that something is since, before or after it.
    """

    day: date
    unit: str
    fiscal: bool = False
    aside: bool = False

    def turns_back_from(self, day: date) -> bool:
        """True if a text that speaks of this date has left the day: a month or year that was over by then."""
        when = intervals.unit_of(self.day, self.unit) if self.unit in _COARSE and not self.aside else None
        return when is not None and when.end is not None and when.end < day


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression may be counted from: day of publication, tense of its verb, dates spoken of before it.

    ``history`` is the first day of the last date that the passage gives with its year; ``over``: what is told of the
    day cannot be planned ("the July 7 bombings"), so that it is no day to come.
    """

    anchor: date | None
    tense: Tense | None = None
    story: tuple[Spoken, ...] = ()
    history: date | None = None
    over: bool = False

    def in_history(self, month: int, day: int) -> int | None:
        """The year of a day without one in a passage on a year gone by: the first such day after the last told."""
        told = self.history
        if told is None or self.anchor is None or self.tense is Tense.FUTURE or told.year >= self.anchor.year:
            return None
        year = told.year + ((month, day) < (told.month, told.day))
        found = date(year, month, min(day, 28))
        return year if found <= self.anchor and (found - told).days < PASSAGE_DAYS else None

    def last(self, units: str = "") -> Spoken | None:
        """The date spoken of last, among those of the given units."""
        wanted = units.split()
        return next((s for s in reversed(self.story) if (s.unit in wanted if wanted else s.unit != "P")), None)

    def last_current(self, units: str) -> Spoken | None:
        """The same, unless the text has turned to some month or year before it since: then it is left behind.

        The day of publication is never: what has just happened is what the report is about.
        """
        found = self.last(units)
        if found is not None and found.day == self.anchor:
            return found
        since = takewhile(lambda spoken: spoken is not found, reversed(self.story))
        return None if found is None or any(s.turns_back_from(found.day) for s in since) else found

    def reported(self, units: str = "Q") -> Spoken | None:
        """The period of figures spoken of last; a quarter that is not over on the day of writing has none yet."""
        over = (s for s in reversed(self.story) if s.unit in units.split() and self._is_over(s))
        return next(over, None) or self.last(units)

    def _is_over(self, spoken: Spoken) -> bool:
        return spoken.unit != "Q" or self.anchor is None or (self.anchor - spoken.day).days > _SHORT_QUARTER


@dataclass(frozen=True, slots=True)
class Resolved:
    """Value, days and basis of one expression; ``unit`` is the letter of its grain, for what is counted from it.

    ``nominal`` is the day to count from where the days themselves are not known: of the fiscal third quarter, 1 July.
    """

    kind: TimexKind
    value: str
    when: TimeInterval | Unresolved | None
    basis: DateBasis
    unit: str = ""
    nominal: date | None = None


def stated(when: TimeInterval, value: str, unit: str, basis: DateBasis = DateBasis.STATED) -> Resolved:
    """A date with its days."""
    return Resolved(TimexKind.DATE, value, when, basis, unit)


def fiscal(told: Resolved) -> Resolved:
    """A year or quarter of the calendar as that of a fiscal year of its number."""
    if not isinstance(told.when, TimeInterval) or told.when.start is None:
        return told
    return replace(told, when=intervals.fiscal_year_of(int(told.value[:4])), nominal=told.when.start)


def unresolved(value: str, why: Unresolved, kind: TimexKind = TimexKind.DATE) -> Resolved:
    """A date or time without its days, and why."""
    return Resolved(kind, value, why, DateBasis.UNRESOLVED)


def week_value(day: date) -> str:
    """``2015-W07``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def unit_value(day: date, unit: str) -> str:
    """TIMEX3 value of the unit that holds the day."""
    values: dict[str, Callable[[], str]] = {
        "W": lambda: week_value(day),
        "FN": lambda: week_value(day),
        "WE": lambda: f"{week_value(day)}-WE",
        "M": lambda: f"{day.year:04d}-{day.month:02d}",
        "Q": lambda: f"{day.year:04d}-Q{(day.month + 2) // 3}",
        "Y": lambda: f"{day.year:04d}",
        "E": lambda: f"{day.year // 10:03d}",
        "C": lambda: f"{day.year // 100:02d}",
    }
    return values.get(unit, day.isoformat)()


_UNKNOWN = {"W": "XXXX-WXX", "FN": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX"}


def unknown_value(unit: str) -> str:
    """TIMEX3 value of a unit of which it is not known which one."""
    return _UNKNOWN.get(unit, "XXXX-XX-XX" if unit in ("D", "N") else "")


def of_unit(day: date, unit: str, basis: DateBasis) -> Resolved:
    """The unit that holds a day."""
    when = intervals.unit_of(day, unit)
    return stated(when, unit_value(day, unit), unit, basis) if when else unresolved("", NO_SUCH_DAY)
