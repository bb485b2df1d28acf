"""What a time expression means before it is known when it was written.

Frozen values without a calendar: "last Monday" is ``WeekdayDate(1, Which.LAST)``. ``kg.mentions.time_resolution``
turns them into days.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Which(IntEnum):
    """Last, this or next: the step from the unit that holds the anchor."""

    LAST = -1
    THIS = 0
    NEXT = 1


class Origin(StrEnum):
    """From where an expression counts: the day of publication, or the date last spoken of."""

    PUBLICATION = "publication"
    NARRATIVE = "narrative"
    BY_TENSE = "by tense"
    """ "The next year": from the date last spoken of, where something was done in it."""


@dataclass(frozen=True, slots=True)
class DayDate:
    """A day of a month, with or without its year and its weekday (ISO number)."""

    month: int
    day: int
    year: int | None = None
    weekday: int | None = None
    shift: int | None = None
    """Years from the year of the anchor, where the text says "last year"."""
    told: int | None = None
    """Years from the year last spoken of, where the text says "that year" or "the following year"."""


@dataclass(frozen=True, slots=True)
class DigitsDate:
    """ "03/04/2015": 3 April or 4 March; the two numbers as they stand."""

    first: int
    second: int
    year: int


@dataclass(frozen=True, slots=True)
class MonthDate:
    """A month, with its year, or with "last", "this", "next", or neither."""

    month: int
    year: int | None = None
    which: Which | None = None
    shift: int | None = None
    told: int | None = None


@dataclass(frozen=True, slots=True)
class YearDate:
    """A year, or a fiscal year."""

    year: int
    fiscal: bool = False


@dataclass(frozen=True, slots=True)
class QuarterDate:
    """A quarter (``size`` 4) or a half (``size`` 2) of a year."""

    number: int
    year: int | None = None
    shift: int | None = None
    size: int = 4
    fiscal: bool = False


@dataclass(frozen=True, slots=True)
class QuarterTo:
    """ "The quarter ended Sept. 30": the three months up to that day."""

    last: DayDate


@dataclass(frozen=True, slots=True)
class SeasonDate:
    """A season by its TIMEX3 code."""

    season: str
    year: int | None = None
    which: Which | None = None
    shift: int | None = None


@dataclass(frozen=True, slots=True)
class DecadeDate:
    """Ten years by their first three digits (199)."""

    decade: int


@dataclass(frozen=True, slots=True)
class CenturyDate:
    """A hundred years by their first two digits (19 for the twentieth century)."""

    century: int


@dataclass(frozen=True, slots=True)
class WeekdayDate:
    """A weekday (ISO number) with or without "last", "this", "next", and so many weeks from there."""

    weekday: int
    which: Which | None = None
    origin: Origin = Origin.PUBLICATION
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class IsoWeek:
    """A week by its ISO 8601 number."""

    year: int
    week: int


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week, or the weekend, that holds a day."""

    day: DayDate | FeastDate | EasterDate
    weekend: bool = False


@dataclass(frozen=True, slots=True)
class FeastDate:
    """The n-th weekday of a month (-1: the last), or some days after it."""

    month: int
    weekday: int
    nth: int
    offset: int = 0
    year: int | None = None
    which: Which | None = None


@dataclass(frozen=True, slots=True)
class MonthWeekday:
    """ "The first Monday of next month": the n-th (-1: the last) of the month ``months`` from that of the anchor."""

    weekday: int
    nth: int
    months: int = 0


@dataclass(frozen=True, slots=True)
class EasterDate:
    """A day counted from Easter Sunday of the western churches."""

    offset: int
    year: int | None = None
    which: Which | None = None


@dataclass(frozen=True, slots=True)
class Shifted:
    """``steps`` units (TIMEX3 letters) from the origin; ``compared``: "a year ago", as said of figures.

    ``stretch``: "over the past year", the days up to the day of writing, whatever the calendar says.
    """

    unit: str
    steps: int
    origin: Origin = Origin.PUBLICATION
    compared: bool = False
    stretch: bool = False


@dataclass(frozen=True, slots=True)
class StoryQuarter:
    """The quarter that is reported on, ``shift`` years away or in a given year; ``period``: or months told together."""

    shift: int = 0
    year: int | None = None
    period: bool = False


@dataclass(frozen=True, slots=True)
class StoryDate:
    """The date spoken of last: "since then"; ``ahead`` where it may be one to come ("until then")."""

    ahead: bool = False


@dataclass(frozen=True, slots=True)
class WeekendDate:
    """The weekend that has just been, or, of what is to come, the next."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days of one month, both ends inclusive: "May 3-5"."""

    month: int
    first: int
    last: int
    year: int | None = None
    last_month: int | None = None


@dataclass(frozen=True, slots=True)
class DayBeside:
    """ "The day before Christmas", "the day after last Tuesday's vote": the day, and the step from it."""

    day: DayDate | FeastDate | EasterDate | WeekdayDate
    steps: int


@dataclass(frozen=True, slots=True)
class YearsBefore:
    """ "A year ago today", "ten years ago this week": a day or stretch so many years before another."""

    of: Shifted | WeekdayDate
    years: int


@dataclass(frozen=True, slots=True)
class Vague:
    """PAST_REF, PRESENT_REF or FUTURE_REF, or another value that names no stretch of the calendar."""

    value: str


@dataclass(frozen=True, slots=True)
class Length:
    """A duration, ISO 8601 with the X and the letters of TimeML."""

    value: str


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often."""

    value: str


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A part of a day by its TIMEX3 code; no day: that of the anchor or of the date last spoken of."""

    part: str
    day: DateMeaning | None = None


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time by the clock; ``minute`` is None where only the hour is given."""

    hour: int
    minute: int | None
    zone: str | None = None
    utc: bool = False
    day: DateMeaning | None = None


DateMeaning = (
    DayDate
    | DigitsDate
    | MonthDate
    | YearDate
    | QuarterDate
    | QuarterTo
    | SeasonDate
    | DecadeDate
    | CenturyDate
    | WeekdayDate
    | IsoWeek
    | WeekOf
    | FeastDate
    | MonthWeekday
    | EasterDate
    | Shifted
    | StoryDate
    | StoryQuarter
    | WeekendDate
    | DayRange
    | DayBeside
    | YearsBefore
)
Meaning = DateMeaning | Vague | Length | Frequency | PartOfDay | ClockTime
