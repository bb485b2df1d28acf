"""Meaning of a time expression + what is known around it → TIMEX3 value, days, basis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.mentions import intervals
from kg.mentions.time_calendar import (
    resolve_century_date,
    resolve_day_date,
    resolve_day_range,
    resolve_decade_date,
    resolve_digits_date,
    resolve_feast_date,
    resolve_iso_week,
    resolve_month_date,
    resolve_month_weekday,
    resolve_quarter_date,
    resolve_quarter_to,
    resolve_season_date,
    resolve_week_of,
    resolve_year_date,
)
from kg.mentions.time_context import NO_ANCHOR, NO_STORY, Context, Resolved, of_unit, unresolved
from kg.mentions.time_meanings import (
    CenturyDate,
    ClockTime,
    DayBeside,
    DayDate,
    DayRange,
    DecadeDate,
    DigitsDate,
    EasterDate,
    FeastDate,
    Frequency,
    IsoWeek,
    Length,
    Meaning,
    MonthDate,
    MonthWeekday,
    PartOfDay,
    QuarterDate,
    QuarterTo,
    SeasonDate,
    Shifted,
    StoryDate,
    StoryQuarter,
    Vague,
    WeekdayDate,
    WeekendDate,
    WeekOf,
    YearDate,
    YearsBefore,
)
from kg.mentions.time_relative import (
    resolve_shifted,
    resolve_story_date,
    resolve_story_quarter,
    resolve_weekday_date,
    resolve_weekend_date,
)
from kg.model import DateBasis, Precision, TimeInterval, TimexKind


def _base_day(meaning: PartOfDay | ClockTime, context: Context) -> Resolved:
    if meaning.day is not None:
        return resolve(meaning.day, context)
    spoken = context.last_current("D")
    if spoken is None and context.last("D"):
        return unresolved("", NO_STORY)
    if spoken:
        return of_unit(spoken.day, "D", DateBasis.CONTEXT)
    return of_unit(context.anchor, "D", DateBasis.RELATIVE) if context.anchor else unresolved("", NO_ANCHOR)


def _day_beside(meaning: DayBeside, context: Context) -> Resolved:
    day = resolve(meaning.day, context)
    start = day.when.start if isinstance(day.when, TimeInterval) else None
    beside = intervals.moved(start, meaning.steps) if start else None
    return of_unit(beside, "D", day.basis) if beside else day


def _years_before(meaning: YearsBefore, context: Context) -> Resolved:
    near = resolve(meaning.of, context)
    start = near.when.start if isinstance(near.when, TimeInterval) else None
    day = intervals.shifted_day(start, "Y", -meaning.years) if start and meaning.years < start.year else None
    return of_unit(day, near.unit, DateBasis.RELATIVE) if day else unresolved(near.value, NO_ANCHOR)


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
    DayDate: resolve_day_date,
    DigitsDate: resolve_digits_date,
    DayRange: resolve_day_range,
    MonthDate: resolve_month_date,
    YearDate: resolve_year_date,
    QuarterDate: resolve_quarter_date,
    QuarterTo: resolve_quarter_to,
    SeasonDate: resolve_season_date,
    DecadeDate: resolve_decade_date,
    CenturyDate: resolve_century_date,
    IsoWeek: resolve_iso_week,
    WeekOf: resolve_week_of,
    FeastDate: resolve_feast_date,
    EasterDate: resolve_feast_date,
    MonthWeekday: resolve_month_weekday,
    WeekdayDate: resolve_weekday_date,
    Shifted: resolve_shifted,
    StoryDate: resolve_story_date,
    StoryQuarter: resolve_story_quarter,
    WeekendDate: resolve_weekend_date,
    DayBeside: _day_beside,
    YearsBefore: _years_before,
    PartOfDay: _part_of_day,
    ClockTime: _clock_time,
    Vague: _vague,
    Length: _length,
    Frequency: _frequency,
}


def resolve(meaning: Meaning, context: Context) -> Resolved:
    """What the expression amounts to where it stands; an impossible date has no value and is no date."""
    return _RESOLVERS[type(meaning)](meaning, context)
