"""Meaning of a time expression + what is known around it → TIMEX3 value, days, basis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kg.mentions import intervals
from kg.mentions.time_meanings import (
    CenturyDate,
    ClockTime,
    DayDate,
    DayRange,
    DecadeDate,
    FeastDate,
    Frequency,
    IsoWeek,
    Length,
    Meaning,
    MonthDate,
    Origin,
    PartOfDay,
    QuarterDate,
    SeasonDate,
    Shifted,
    StoryDate,
    StoryQuarter,
    Vague,
    WeekdayDate,
    WeekendDate,
    WeekOf,
    Which,
    YearDate,
)
from kg.mentions.time_tense import Tense
from kg.model import DateBasis, Precision, TimeInterval, TimexKind, Unresolved

NO_ANCHOR = Unresolved("the day of publication is not known")
NO_STORY = Unresolved("no date before it in the text to count from")
NOT_A_TIME = Unresolved("no time expression where it stands")
NO_SUCH_DAY = Unresolved("no such day in the calendar")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A date spoken of: its first day and the letter of its unit."""

    day: date
    unit: str


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression may be counted from: day of publication, tense of its verb, dates spoken of before it."""

    anchor: date | None
    tense: Tense | None = None
    story: tuple[Spoken, ...] = ()

    def last(self, units: str = "") -> Spoken | None:
        """The date spoken of last, among those of the given units."""
        return next((spoken for spoken in reversed(self.story) if not units or spoken.unit in units.split()), None)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Value, days and basis of one expression; ``unit`` is the letter of its grain, for what is counted from it."""

    kind: TimexKind
    value: str
    when: TimeInterval | Unresolved | None
    basis: DateBasis
    unit: str = ""


def _stated(when: TimeInterval, value: str, unit: str, basis: DateBasis = DateBasis.STATED) -> Resolved:
    return Resolved(TimexKind.DATE, value, when, basis, unit)


def _unresolved(value: str, why: Unresolved, kind: TimexKind = TimexKind.DATE) -> Resolved:
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


def _of_unit(day: date, unit: str, basis: DateBasis) -> Resolved:
    when = intervals.unit_of(day, unit)
    return _stated(when, unit_value(day, unit), unit, basis) if when else _unresolved("", NO_SUCH_DAY)


# ------------------------------------------------------------------------------------------- calendar


def _day_date(meaning: DayDate, context: Context) -> Resolved:
    month, day = meaning.month, meaning.day
    if meaning.year is not None:
        return _real_day(meaning.year, month, day)
    if not intervals.real_day(2000, month, day):
        return _unresolved("", NO_SUCH_DAY)
    if context.anchor is None:
        return _unresolved(f"XXXX-{month:02d}-{day:02d}", NO_ANCHOR)
    if meaning.shift is not None:
        return _real_day(context.anchor.year + meaning.shift, month, day)
    found = _nearest_day(meaning, context.anchor, context.tense)
    return (
        _stated(intervals.day_of(found), found.isoformat(), "D", DateBasis.RELATIVE)
        if found
        else _unresolved("", NO_SUCH_DAY)
    )


def _real_day(year: int, month: int, day: int) -> Resolved:
    found = intervals.real_day(year, month, day)
    return _stated(intervals.day_of(found), found.isoformat(), "D") if found else _unresolved("", NO_SUCH_DAY)


def _nearest_day(meaning: DayDate, anchor: date, tense: Tense | None) -> date | None:
    years = (anchor.year - 1, anchor.year, anchor.year + 1)
    days = [day for day in (intervals.real_day(y, meaning.month, meaning.day) for y in years) if day]
    fitting = [day for day in days if meaning.weekday in (None, day.isoweekday())] or days
    return min(fitting, key=lambda day: (_farness((day - anchor).days, tense), day), default=None)


# how much farther a date must be on the side that the tense speaks for, to be given up for the other side
_AGAINST_TENSE = 6


def _farness(distance: int, tense: Tense | None) -> int:
    """Distance from the anchor; the side that the tense speaks against counts as farther away."""
    if (tense is Tense.PAST and distance > 0) or (tense is Tense.FUTURE and distance < 0):
        return _AGAINST_TENSE * abs(distance)
    return abs(distance)


def _day_range(meaning: DayRange, context: Context) -> Resolved:
    first = _day_date(DayDate(meaning.month, meaning.first, meaning.year), context)
    if not isinstance(first.when, TimeInterval) or first.when.start is None:
        return first
    start = first.when.start
    end = intervals.real_day(start.year, meaning.last_month or meaning.month, meaning.last)
    if end is None or end < start:
        return _unresolved("", NO_SUCH_DAY)
    return _stated(intervals.days_from(start, end), f"{start.isoformat()}/{end.isoformat()}", "D", first.basis)


def _month_date(meaning: MonthDate, context: Context) -> Resolved:
    month = meaning.month
    if meaning.year is not None:
        return _month(meaning.year, month, DateBasis.STATED)
    if context.anchor is None:
        return _unresolved(f"XXXX-{month:02d}", NO_ANCHOR)
    anchor = context.anchor
    if meaning.shift is not None:
        return _month(anchor.year + meaning.shift, month, DateBasis.RELATIVE)
    year = anchor.year
    if meaning.which is Which.LAST:
        year -= month >= anchor.month
    elif meaning.which is Which.NEXT:
        year += month <= anchor.month
    elif meaning.which is None:
        months = {step: 12 * step + month - anchor.month for step in (-1, 0, 1)}
        year += min(months, key=lambda step: (_farness(months[step], context.tense), step))
    return _month(year, month, DateBasis.RELATIVE)


def _month(year: int, month: int, basis: DateBasis) -> Resolved:
    return _of_unit(date(year, month, 1), "M", basis)


def _year_date(meaning: YearDate, context: Context) -> Resolved:
    if not 1 <= meaning.year <= 9998:
        return _unresolved("", NO_SUCH_DAY)
    value = f"{meaning.year:04d}"
    return _stated(intervals.year_of(meaning.year), value, "Y")


def _quarter_date(meaning: QuarterDate, context: Context) -> Resolved:
    letter = "Q" if meaning.size == 4 else "H"
    year = meaning.year
    if year is None:
        if context.anchor is None:
            return _unresolved(f"XXXX-{letter}{meaning.number}", NO_ANCHOR)
        current = (context.anchor.month - 1) * meaning.size // 12 + 1
        step = meaning.shift if meaning.shift is not None else _quarter_step(meaning.number, current, meaning.size)
        year = context.anchor.year + step
    when = (intervals.quarter_of if meaning.size == 4 else intervals.half_of)(year, meaning.number)
    basis = DateBasis.STATED if meaning.year else DateBasis.RELATIVE
    return _stated(when, f"{year:04d}-{letter}{meaning.number}", letter, basis)


def _quarter_step(number: int, current: int, size: int) -> int:
    """The nearest one; a report on the last quarter may well be expected, so tense does not help."""
    return min((-1, 0, 1), key=lambda step: (abs(size * step + number - current), step))


def _season_date(meaning: SeasonDate, context: Context) -> Resolved:
    year = meaning.year
    if year is None:
        if context.anchor is None:
            return _unresolved(f"XXXX-{meaning.season}", NO_ANCHOR)
        year = _season_year(meaning, context.anchor, context.tense)
    basis = DateBasis.STATED if meaning.year else DateBasis.RELATIVE
    return _stated(intervals.season_of(year, meaning.season), f"{year:04d}-{meaning.season}", "S", basis)


def _season_year(meaning: SeasonDate, anchor: date, tense: Tense | None) -> int:
    if meaning.shift is not None:
        return anchor.year + meaning.shift
    this = intervals.season_of(anchor.year, meaning.season)
    begun, over = this.start is not None and this.start <= anchor, this.end is not None and this.end < anchor
    if meaning.which is Which.LAST:
        return anchor.year if over else anchor.year - 1
    if meaning.which is Which.NEXT:
        return anchor.year + 1 if begun else anchor.year
    if meaning.which is Which.THIS:
        return anchor.year
    return anchor.year + (int(over) if tense is Tense.FUTURE else -int(not begun))


def _decade_date(meaning: DecadeDate, context: Context) -> Resolved:
    return _stated(intervals.decade_of(meaning.decade), f"{meaning.decade:03d}", "E")


def _century_date(meaning: CenturyDate, context: Context) -> Resolved:
    return _stated(intervals.century_of(meaning.century), f"{meaning.century:02d}", "C")


def _iso_week(meaning: IsoWeek, context: Context) -> Resolved:
    try:
        return _of_unit(date.fromisocalendar(meaning.year, meaning.week, 1), "W", DateBasis.STATED)
    except ValueError:
        return _unresolved("", NO_SUCH_DAY)


def _week_of(meaning: WeekOf, context: Context) -> Resolved:
    day = _day_date(meaning.day, context)
    if not isinstance(day.when, TimeInterval) or day.when.start is None:
        return day
    return _of_unit(day.when.start, "WE" if meaning.weekend else "W", day.basis)


def _feast_date(meaning: FeastDate, context: Context) -> Resolved:
    if meaning.year is None and context.anchor is None:
        return _unresolved("", NO_ANCHOR)
    years = (
        [meaning.year]
        if meaning.year
        else [context.anchor.year + step for step in (-1, 0, 1)]
        if context.anchor
        else []
    )
    days = [_nth_weekday(year, meaning) for year in years]
    if meaning.year or context.anchor is None:
        return _of_unit(days[0], "D", DateBasis.STATED)
    anchor = context.anchor
    past, ahead = [day for day in days if day < anchor], [day for day in days if day >= anchor]
    if meaning.which is Which.LAST or context.tense is Tense.PAST:
        return _of_unit(past[-1], "D", DateBasis.RELATIVE)
    if meaning.which is Which.NEXT or context.tense is Tense.FUTURE:
        return _of_unit(ahead[0], "D", DateBasis.RELATIVE)
    return _of_unit(min(days, key=lambda day: abs((day - anchor).days)), "D", DateBasis.RELATIVE)


def _nth_weekday(year: int, feast: FeastDate) -> date:
    if feast.nth < 0:
        last = intervals.month_end(year, feast.month)
        return last.replace(day=last.day - (last.isoweekday() - feast.weekday) % 7)
    first = date(year, feast.month, 1)
    return first.replace(day=1 + (feast.weekday - first.isoweekday()) % 7 + 7 * (feast.nth - 1))


# ------------------------------------------------------------------------------------------- relative


def _weekday_date(meaning: WeekdayDate, context: Context) -> Resolved:
    if meaning.origin is Origin.NARRATIVE:
        return _weekday_of_story(meaning, context)
    if context.anchor is None:
        return _unresolved(f"XXXX-WXX-{meaning.weekday}", NO_ANCHOR)
    day = _nearest_weekday(meaning.weekday, meaning.which, context.anchor, context.tense)
    return _of_unit(day, "D", DateBasis.WEEKDAY) if day else _unresolved("", NO_SUCH_DAY)


def _nearest_weekday(weekday: int, which: Which | None, anchor: date, tense: Tense | None) -> date | None:
    back = (anchor.isoweekday() - weekday) % 7
    if which is Which.LAST:
        return intervals.moved(anchor, -(back or 7))
    if which is Which.NEXT:
        return intervals.moved(anchor, 7 - back)
    if which is Which.THIS and tense is not Tense.PAST:
        return intervals.moved(anchor, (7 - back) % 7)
    ahead = tense in (Tense.FUTURE, Tense.PRESENT)
    return intervals.moved(anchor, (7 - back) % 7 if ahead else -back)


def _weekday_of_story(meaning: WeekdayDate, context: Context) -> Resolved:
    spoken = context.last("D")
    start = spoken.day if spoken else context.anchor
    if start is None:
        return _unresolved(f"XXXX-WXX-{meaning.weekday}", NO_STORY)
    back = (start.isoweekday() - meaning.weekday) % 7
    steps = {Which.LAST: -(back or 7), Which.NEXT: 7 - back}.get(meaning.which or Which.THIS, -back)
    day = intervals.moved(start, steps)
    return _of_unit(day, "D", DateBasis.EVENT_ANCHORED) if day else _unresolved("", NO_SUCH_DAY)


_CLOCK_UNITS = ("H", "MIN", "S")


def _shifted(meaning: Shifted, context: Context) -> Resolved:
    if meaning.unit in _CLOCK_UNITS:
        return _shifted_clock(meaning, context)
    if meaning.origin is Origin.NARRATIVE:
        return _shifted_story(meaning, context)
    if context.anchor is None:
        return _unresolved("", NO_ANCHOR)
    quarter = context.last("Q")
    if meaning.compared and quarter:
        return _moved_unit(quarter.day, "Y", meaning.steps, "Q", DateBasis.EVENT_ANCHORED)
    return _moved_unit(context.anchor, meaning.unit, meaning.steps, meaning.unit, DateBasis.RELATIVE)


def _moved_unit(start: date, unit: str, steps: int, grain: str, basis: DateBasis) -> Resolved:
    day = intervals.shifted_day(start, unit, steps) if unit != "L" and abs(steps) < 10_000 else None
    return _of_unit(day, grain, basis) if day else _unresolved("", NO_SUCH_DAY)


def _shifted_clock(meaning: Shifted, context: Context) -> Resolved:
    """Hours from now are of the same day as far as the text says: a bound of a day, no clock."""
    spoken = context.last("D")
    day = context.anchor if meaning.origin is Origin.PUBLICATION else spoken.day if spoken else None
    if day is None:
        why = NO_ANCHOR if meaning.origin is Origin.PUBLICATION else NO_STORY
        return _unresolved("", why, TimexKind.TIME)
    basis = DateBasis.RELATIVE if meaning.origin is Origin.PUBLICATION else DateBasis.EVENT_ANCHORED
    return Resolved(TimexKind.TIME, f"{day.isoformat()}TXX", intervals.day_of(day), basis, "T")


# units of which one can be counted from a date of the given unit without inventing precision
_FINER = {
    "D": "D",
    "N": "D",
    "W": "D W WE",
    "WE": "D W WE",
    "FN": "D W",
    "M": "D M",
    "Q": "D M Q",
    "Y": "",
    "E": "",
    "C": "",
}


def _shifted_story(meaning: Shifted, context: Context) -> Resolved:
    spoken = _compared(context) if meaning.unit == "Y" else context.last(_FINER.get(meaning.unit, ""))
    if spoken is None and meaning.unit == "Y" and meaning.steps == -1 and context.anchor:
        return _moved_unit(context.anchor, "Y", -1, "Y", DateBasis.RELATIVE)
    if spoken is None:
        return _unresolved("", NO_STORY)
    grain = spoken.unit if meaning.unit == "Y" and meaning.steps and spoken.unit in ("Q", "M", "D") else meaning.unit
    return _moved_unit(spoken.day, meaning.unit, meaning.steps, grain, DateBasis.EVENT_ANCHORED)


def _compared(context: Context) -> Spoken | None:
    """The date that "a year earlier" is compared with: the last quarter of a report on quarters, else the last date."""
    return context.last("Q") or context.last()


def _story_quarter(meaning: StoryQuarter, context: Context) -> Resolved:
    """ "the latest quarter", "the year-ago period": the quarter under report, or that of another year."""
    spoken = context.last("Q")
    if spoken is None and meaning.shift and context.anchor:
        return _moved_unit(context.anchor, "Y", meaning.shift, "Y", DateBasis.RELATIVE)
    if spoken is None:
        return _unresolved("", NOT_A_TIME)
    steps = meaning.shift if meaning.year is None else meaning.year - spoken.day.year
    return _moved_unit(spoken.day, "Y", steps, "Q", DateBasis.EVENT_ANCHORED)


def _story_date(meaning: StoryDate, context: Context) -> Resolved:
    """The last date spoken of that is not ahead of the day of writing."""
    told = [spoken for spoken in context.story if context.anchor is None or spoken.day <= context.anchor]
    if not told:
        return _unresolved("", NO_STORY)
    return _of_unit(told[-1].day, told[-1].unit, DateBasis.EVENT_ANCHORED)


def _weekend_date(meaning: WeekendDate, context: Context) -> Resolved:
    if context.anchor is None:
        return _unresolved("", NO_ANCHOR)
    begun = context.anchor.isoweekday() >= 6
    steps = 0 if begun or context.tense in (Tense.FUTURE, Tense.PRESENT) else -1
    return _moved_unit(context.anchor, "W", steps, "WE", DateBasis.RELATIVE)


# ---------------------------------------------------------------------------------------- time of day


def _base_day(meaning: PartOfDay | ClockTime, context: Context) -> Resolved:
    if meaning.day is not None:
        return resolve(meaning.day, context)
    spoken = context.last("D")
    if spoken:
        return _of_unit(spoken.day, "D", DateBasis.CONTEXT)
    return _of_unit(context.anchor, "D", DateBasis.RELATIVE) if context.anchor else _unresolved("", NO_ANCHOR)


def _part_of_day(meaning: PartOfDay, context: Context) -> Resolved:
    return _on_day(_base_day(meaning, context), meaning.part, Precision.PART_OF_DAY, None)


def _clock_time(meaning: ClockTime, context: Context) -> Resolved:
    clock = f"T{meaning.hour:02d}:{meaning.minute or 0:02d}" + ("Z" if meaning.utc else "")
    precision = Precision.HOUR if meaning.minute is None else Precision.MINUTE
    return _on_day(_base_day(meaning, context), clock, precision, meaning.zone)


def _on_day(day: Resolved, suffix: str, precision: Precision, zone: str | None) -> Resolved:
    if not isinstance(day.when, TimeInterval) or day.when.start is None or day.unit != "D":
        value = f"{day.value}{suffix}" if day.value else f"XXXX-XX-XX{suffix}"
        return Resolved(TimexKind.TIME, value, day.when, day.basis)
    when = intervals.day_of(day.when.start, precision, zone)
    return Resolved(TimexKind.TIME, f"{day.value}{suffix}", when, day.basis, "T")


# ------------------------------------------------------------------------------------- without a place


def _vague(meaning: Vague, context: Context) -> Resolved:
    return Resolved(TimexKind.DATE, meaning.value, None, DateBasis.RELATIVE)


def _length(meaning: Length, context: Context) -> Resolved:
    return Resolved(TimexKind.DURATION, meaning.value, None, DateBasis.STATED)


def _frequency(meaning: Frequency, context: Context) -> Resolved:
    return Resolved(TimexKind.SET, meaning.value, None, DateBasis.STATED)


_RESOLVERS: dict[type, Callable[[Any, Context], Resolved]] = {
    DayDate: _day_date,
    DayRange: _day_range,
    MonthDate: _month_date,
    YearDate: _year_date,
    QuarterDate: _quarter_date,
    SeasonDate: _season_date,
    DecadeDate: _decade_date,
    CenturyDate: _century_date,
    IsoWeek: _iso_week,
    WeekOf: _week_of,
    FeastDate: _feast_date,
    WeekdayDate: _weekday_date,
    Shifted: _shifted,
    StoryDate: _story_date,
    StoryQuarter: _story_quarter,
    WeekendDate: _weekend_date,
    PartOfDay: _part_of_day,
    ClockTime: _clock_time,
    Vague: _vague,
    Length: _length,
    Frequency: _frequency,
}


def resolve(meaning: Meaning, context: Context) -> Resolved:
    """What the expression amounts to where it stands; an impossible date has no value and is no date."""
    return _RESOLVERS[type(meaning)](meaning, context)
