"""What is counted from the day of publication or from the date last spoken of → TIMEX3 value and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kg.mentions import intervals
from kg.mentions.time_context import (
    NO_ANCHOR,
    NO_STORY,
    NO_SUCH_DAY,
    NOT_A_TIME,
    Context,
    Resolved,
    Spoken,
    fiscal,
    of_unit,
    unknown_value,
    unresolved,
)
from kg.mentions.time_meanings import Origin, Shifted, StoryDate, StoryQuarter, WeekdayDate, WeekendDate, Which
from kg.mentions.time_tense import Tense
from kg.model import DateBasis, TimeInterval, TimexKind


def resolve_weekday_date(meaning: WeekdayDate, context: Context) -> Resolved:
    """A weekday: the latest, the next, or one counted from the date spoken of."""
    if meaning.origin is Origin.NARRATIVE:
        return _weekday_of_story(meaning, context)
    if context.anchor is None:
        return unresolved(f"XXXX-WXX-{meaning.weekday}", NO_ANCHOR)
    nearest = _nearest_weekday(meaning.weekday, meaning.which, context.anchor, context.tense)
    day = intervals.moved(nearest, 7 * meaning.weeks) if nearest else None
    return of_unit(day, "D", DateBasis.WEEKDAY) if day else unresolved("", NO_SUCH_DAY)


def _nearest_weekday(weekday: int, which: Which | None, anchor: date, tense: Tense | None) -> date | None:
    back = (anchor.isoweekday() - weekday) % 7
    if which is Which.LAST:
        return intervals.moved(anchor, -(back or 7))
    if which is Which.NEXT:
        ahead = 7 - back
        return intervals.moved(anchor, ahead + 7 if ahead == 1 else ahead)  # nobody calls tomorrow "next Friday"
    if which is Which.THIS and tense is not Tense.PAST:
        return intervals.moved(anchor, (7 - back) % 7)
    ahead = tense in (Tense.FUTURE, Tense.PRESENT) or (tense is Tense.EITHER and 7 - back < back)
    return intervals.moved(anchor, (7 - back) % 7 if ahead else -back)


def _weekday_of_story(meaning: WeekdayDate, context: Context) -> Resolved:
    spoken = context.last("D")
    start = spoken.day if spoken else context.anchor
    if start is None:
        return unresolved(f"XXXX-WXX-{meaning.weekday}", NO_STORY)
    back = (start.isoweekday() - meaning.weekday) % 7
    steps = {Which.LAST: -(back or 7), Which.NEXT: 7 - back}.get(meaning.which or Which.THIS, -back)
    day = intervals.moved(start, steps)
    return of_unit(day, "D", DateBasis.EVENT_ANCHORED) if day else unresolved("", NO_SUCH_DAY)


_CLOCK_UNITS = ("H", "MIN", "S")


def resolve_shifted(meaning: Shifted, context: Context) -> Resolved:
    """So many units from the day of publication or from the date spoken of."""
    if meaning.unit in _CLOCK_UNITS:
        return _shifted_clock(meaning, context)
    told = meaning.origin is Origin.BY_TENSE and context.tense is Tense.PAST
    if told or meaning.origin is Origin.NARRATIVE:
        return _shifted_story(meaning, context)
    if context.anchor is None:
        return unresolved(unknown_value(meaning.unit), NO_ANCHOR)
    period = context.reported("Q P") if meaning.compared else None
    if period:
        return _compared(period, meaning.steps)
    moved = _moved_unit(context.anchor, meaning.unit, meaning.steps, meaning.unit, DateBasis.RELATIVE)
    return _up_to_now(moved, meaning, context.anchor) if meaning.stretch else moved


def _up_to_now(moved: Resolved, meaning: Shifted, anchor: date) -> Resolved:
    """The week, month or year before the day of writing; TimeML has the value of the last one of the calendar."""
    first = intervals.shifted_day(anchor, meaning.unit, meaning.steps)
    if first is None or not isinstance(moved.when, TimeInterval):
        return moved
    return replace(moved, when=intervals.days_from(first, anchor, moved.when.precision))


def _moved_unit(start: date, unit: str, steps: int, grain: str, basis: DateBasis) -> Resolved:
    day = intervals.shifted_day(start, unit, steps) if unit != "L" and abs(steps) < 10_000 else None
    return of_unit(day, grain, basis) if day else unresolved("", NO_SUCH_DAY)


def _shifted_clock(meaning: Shifted, context: Context) -> Resolved:
    """Hours from now are of the same day as far as the text says: a bound of a day, no clock."""
    spoken = context.last("D")
    day = context.anchor if meaning.origin is Origin.PUBLICATION else spoken.day if spoken else None
    if day is None:
        why = NO_ANCHOR if meaning.origin is Origin.PUBLICATION else NO_STORY
        return unresolved("", why, TimexKind.TIME)
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
    period = context.reported("Q P") if meaning.compared else None
    if period:
        return _compared(period, meaning.steps)
    spoken = context.reported() if (meaning.unit, meaning.steps) == ("Q", 0) else None  # "that quarter"
    spoken = spoken or context.last_current(_FINER.get(meaning.unit, ""))
    if spoken is None and meaning.unit == "Y" and meaning.steps == -1 and context.anchor:
        return _moved_unit(context.anchor, "Y", -1, "Y", DateBasis.RELATIVE)
    if spoken is None:
        return unresolved(unknown_value(meaning.unit), NO_STORY)
    grain = spoken.unit if meaning.compared and spoken.unit in ("Q", "M", "D") else meaning.unit
    return _moved_unit(spoken.day, meaning.unit, meaning.steps, grain, DateBasis.EVENT_ANCHORED)


def _compared(period: Spoken, years: int) -> Resolved:
    """ "A year ago" beside the figures of a quarter is that quarter, beside those of nine months it is the year."""
    grain = "Q" if period.unit == "Q" else "Y"
    told = _moved_unit(period.day, "Y", years, grain, DateBasis.EVENT_ANCHORED)
    return fiscal(told) if period.fiscal else told


def resolve_story_quarter(meaning: StoryQuarter, context: Context) -> Resolved:
    """ "the latest quarter", "the year-ago period": the quarter under report, or that of another year."""
    spoken = context.reported("Q P" if meaning.period and (meaning.shift or meaning.year) else "Q")
    if spoken is None and meaning.year:
        return of_unit(date(meaning.year, 1, 1), "Y", DateBasis.STATED)
    if spoken is None and meaning.shift and context.anchor:
        return _moved_unit(context.anchor, "Y", meaning.shift, "Y", DateBasis.RELATIVE)
    if spoken is None:
        return unresolved("", NOT_A_TIME)
    return _compared(spoken, meaning.shift if meaning.year is None else meaning.year - spoken.day.year)


def resolve_story_date(meaning: StoryDate, context: Context) -> Resolved:
    """The last date spoken of; that of "since then" is not ahead of the day of writing."""
    dates = [spoken for spoken in context.story if spoken.unit != "P"]
    told = [spoken for spoken in dates if meaning.ahead or context.anchor is None or spoken.day <= context.anchor]
    if not told:
        return unresolved("", NO_STORY)
    return of_unit(told[-1].day, told[-1].unit, DateBasis.EVENT_ANCHORED)


def resolve_weekend_date(meaning: WeekendDate, context: Context) -> Resolved:
    """The weekend that was; the next where the tense looks ahead."""
    if context.anchor is None:
        return unresolved(unknown_value("WE"), NO_ANCHOR)
    begun = context.anchor.isoweekday() >= 6
    steps = 0 if begun or context.tense in (Tense.FUTURE, Tense.PRESENT) else -1
    return _moved_unit(context.anchor, "W", steps, "WE", DateBasis.RELATIVE)
