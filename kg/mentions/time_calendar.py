"""Days, months, quarters, seasons, years and feasts of the calendar → TIMEX3 value and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kg.mentions import intervals
from kg.mentions.time_context import (
    NO_ANCHOR,
    NO_STORY,
    NO_SUCH_DAY,
    Context,
    Resolved,
    fiscal,
    of_unit,
    stated,
    unit_value,
    unresolved,
)
from kg.mentions.time_meanings import (
    CenturyDate,
    DayDate,
    DayRange,
    DecadeDate,
    DigitsDate,
    EasterDate,
    FeastDate,
    IsoWeek,
    MonthDate,
    MonthWeekday,
    QuarterDate,
    QuarterTo,
    SeasonDate,
    WeekOf,
    Which,
    YearDate,
)
from kg.mentions.time_tense import Tense
from kg.model import DateBasis, Precision, TimeInterval, Unresolved


def resolve_day_date(meaning: DayDate, context: Context) -> Resolved:
    """A day of a month; without its year the nearest, by tense."""
    month, day = meaning.month, meaning.day
    if meaning.year is not None:
        return _real_day(meaning.year, month, day)
    if not intervals.real_day(2000, month, day):
        return unresolved("", NO_SUCH_DAY)
    if meaning.told is not None:
        year = _year_of_story(meaning.told, context)
        return _real_day(year, month, day) if year is not None else unresolved(f"XXXX-{month:02d}-{day:02d}", NO_STORY)
    if context.anchor is None:
        return unresolved(f"XXXX-{month:02d}-{day:02d}", NO_ANCHOR)
    if meaning.shift is not None:
        return _real_day(context.anchor.year + meaning.shift, month, day)
    if meaning.weekday is None and (year := context.in_history(month, day)) is not None:
        told = _real_day(year, month, day)
        return replace(told, basis=DateBasis.RELATIVE) if isinstance(told.when, TimeInterval) else told
    found = _nearest_day(meaning, context.anchor, context)
    return (
        stated(intervals.day_of(found), found.isoformat(), "D", DateBasis.RELATIVE)
        if found
        else unresolved("", NO_SUCH_DAY)
    )


def _year_of_story(steps: int, context: Context) -> int | None:
    """ "June that year", "in October of the following year": counted from the year last spoken of."""
    spoken = context.last()
    return spoken.day.year + steps if spoken is not None else None


def resolve_digits_date(meaning: DigitsDate, context: Context) -> Resolved:
    """The reading that is the day of publication, or the only one that the tense allows; else no more than the year."""
    one, other = meaning.first, meaning.second
    readings = [date(meaning.year, one, other), date(meaning.year, other, one)]
    fitting = [day for day in readings if _agrees_with_tense(day, context)]
    if context.anchor is not None and context.anchor in readings:
        fitting = [context.anchor]
    if len(fitting) == 1:
        return of_unit(fitting[0], "D", DateBasis.STATED)
    return stated(intervals.year_of(meaning.year), f"{meaning.year:04d}", "Y")


def _agrees_with_tense(day: date, context: Context) -> bool:
    """What was done on it is no later than the day of writing, what is to be done no earlier."""
    if context.anchor is None or day == context.anchor:
        return True
    return context.tense is not (Tense.PAST if day > context.anchor else Tense.FUTURE)


def _real_day(year: int, month: int, day: int) -> Resolved:
    found = intervals.real_day(year, month, day)
    return stated(intervals.day_of(found), found.isoformat(), "D") if found else unresolved("", NO_SUCH_DAY)


def _nearest_day(meaning: DayDate, anchor: date, context: Context) -> date | None:
    years = (anchor.year - 1, anchor.year, anchor.year + 1)
    days = [day for day in (intervals.real_day(y, meaning.month, meaning.day) for y in years) if day]
    fitting = [day for day in days if meaning.weekday in (None, day.isoweekday())] or days
    fitting = [day for day in fitting if day <= anchor] if context.over else fitting
    return min(fitting, key=lambda day: (_farness((day - anchor).days, context.tense), day), default=None)


# how much farther a date must be on the side that the tense speaks for, to be given up for the other side
_AGAINST_TENSE = 6
# the present tells of what is on the calendar ("opens in October"), but also of what was, in headlines
_AGAINST_PRESENT = 2


def _farness(distance: int, tense: Tense | None) -> int:
    """Distance from the anchor; the side that the tense speaks against counts as farther away."""
    if (tense is Tense.PAST and distance > 0) or (tense is Tense.FUTURE and distance < 0):
        return _AGAINST_TENSE * abs(distance)
    if tense is Tense.PRESENT and distance < 0:
        return _AGAINST_PRESENT * abs(distance)
    return abs(distance)


def resolve_day_range(meaning: DayRange, context: Context) -> Resolved:
    """Days of one month, or over the end of it."""
    first = resolve_day_date(DayDate(meaning.month, meaning.first, meaning.year), context)
    if not isinstance(first.when, TimeInterval) or first.when.start is None:
        return first
    start = first.when.start
    end = intervals.real_day(start.year, meaning.last_month or meaning.month, meaning.last)
    if end is None or end < start:
        return unresolved("", NO_SUCH_DAY)
    return stated(intervals.days_from(start, end), f"{start.isoformat()}/{end.isoformat()}", "D", first.basis)


def resolve_month_date(meaning: MonthDate, context: Context) -> Resolved:
    """A month; without its year the nearest, by tense."""
    month = meaning.month
    if meaning.year is not None:
        return _month(meaning.year, month, DateBasis.STATED)
    if meaning.told is not None:
        told = _year_of_story(meaning.told, context)
        return (
            _month(told, month, DateBasis.EVENT_ANCHORED)
            if told is not None
            else unresolved(f"XXXX-{month:02d}", NO_STORY)
        )
    if context.anchor is None:
        return unresolved(f"XXXX-{month:02d}", NO_ANCHOR)
    anchor = context.anchor
    if meaning.shift is not None:
        return _month(anchor.year + meaning.shift, month, DateBasis.RELATIVE)
    year = anchor.year
    if meaning.which is Which.LAST:
        year -= month >= anchor.month
    elif meaning.which is Which.NEXT:
        year += month <= anchor.month
    elif meaning.which is None and (told := context.in_history(month, 28)) is not None:
        year = told
    elif meaning.which is None:
        months = {step: 12 * step + month - anchor.month for step in (-1, 0, 1)}
        year += min(months, key=lambda step: (_farness(months[step], context.tense), step))
    return _month(year, month, DateBasis.RELATIVE)


def _month(year: int, month: int, basis: DateBasis) -> Resolved:
    return of_unit(date(year, month, 1), "M", basis)


def resolve_year_date(meaning: YearDate, context: Context) -> Resolved:
    """A year of the Gregorian calendar."""
    if not 1 <= meaning.year <= 9998:
        return unresolved("", NO_SUCH_DAY)
    told = stated(intervals.year_of(meaning.year), f"{meaning.year:04d}", "Y")
    return fiscal(told) if meaning.fiscal else told


def resolve_quarter_date(meaning: QuarterDate, context: Context) -> Resolved:
    """A quarter or half of a year."""
    letter = "Q" if meaning.size == 4 else "H"
    year = meaning.year
    if year is None:
        if context.anchor is None:
            return unresolved(f"XXXX-{letter}{meaning.number}", NO_ANCHOR)
        current = (context.anchor.month - 1) * meaning.size // 12 + 1
        step = meaning.shift if meaning.shift is not None else _quarter_step(meaning, current, context.tense)
        year = context.anchor.year + step
    when = (intervals.quarter_of if meaning.size == 4 else intervals.half_of)(year, meaning.number)
    basis = DateBasis.STATED if meaning.year else DateBasis.RELATIVE
    told = stated(when, f"{year:04d}-{letter}{meaning.number}", letter, basis)
    return fiscal(told) if meaning.fiscal or _is_over_too_soon(meaning, when, context) else told


def _is_over_too_soon(meaning: QuarterDate, when: TimeInterval, context: Context) -> bool:
    """ "Third-quarter sales rose", written in June: a quarter of the calendar would be to come."""
    if context.anchor is None or when.start is None or context.tense is not Tense.PAST:
        return False
    relative = meaning.year is None and meaning.shift is None and meaning.size == 4
    return relative and when.start > context.anchor


def _quarter_step(meaning: QuarterDate, current: int, tense: Tense | None) -> int:
    """The nearest one; a report on the last quarter may well be expected, so tense does not help.

    Of a fiscal year the text does not say when it began: its quarters take the number of the current one.
    """
    if meaning.fiscal:
        return 0
    later = -1 if meaning.size == 2 and tense is Tense.FUTURE else 1
    return min((-1, 0, 1), key=lambda step: (abs(meaning.size * step + meaning.number - current), later * step))


# days from the middle of a quarter to its last day
_HALF_A_QUARTER = 45


def resolve_quarter_to(meaning: QuarterTo, context: Context) -> Resolved:
    """Three months up to a day; the value is the quarter of the calendar that holds most of them.

    Where the report has just told of a numbered quarter of a fiscal year, that number stays.
    """
    told = resolve_day_date(meaning.last, context)
    last = told.when.start if isinstance(told.when, TimeInterval) else None
    beyond = intervals.moved(last, 1) if last else None
    first = intervals.shifted_day(beyond, "M", -3) if beyond else None
    middle = intervals.moved(last, -_HALF_A_QUARTER) if last else None
    if last is None or middle is None or first is None:
        return unresolved("XXXX-QX", told.when) if isinstance(told.when, Unresolved) else told
    reported = context.reported()
    fiscal_day = reported.day if reported and reported.fiscal else None
    value = unit_value(fiscal_day or middle, "Q")
    quarter = stated(intervals.days_from(first, last, Precision.QUARTER), value, "Q", told.basis)
    return replace(quarter, nominal=fiscal_day)


def resolve_season_date(meaning: SeasonDate, context: Context) -> Resolved:
    """A season; without its year by tense."""
    year = meaning.year
    if year is None:
        if context.anchor is None:
            return unresolved(f"XXXX-{meaning.season}", NO_ANCHOR)
        year = _season_year(meaning, context.anchor, context.tense)
    basis = DateBasis.STATED if meaning.year else DateBasis.RELATIVE
    return stated(intervals.season_of(year, meaning.season), f"{year:04d}-{meaning.season}", "S", basis)


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


def resolve_decade_date(meaning: DecadeDate, context: Context) -> Resolved:
    """Ten years."""
    return stated(intervals.decade_of(meaning.decade), f"{meaning.decade:03d}", "E")


def resolve_century_date(meaning: CenturyDate, context: Context) -> Resolved:
    """A hundred years."""
    return stated(intervals.century_of(meaning.century), f"{meaning.century:02d}", "C")


def resolve_iso_week(meaning: IsoWeek, context: Context) -> Resolved:
    """A week by its number."""
    try:
        return of_unit(date.fromisocalendar(meaning.year, meaning.week, 1), "W", DateBasis.STATED)
    except ValueError:
        return unresolved("", NO_SUCH_DAY)


def resolve_week_of(meaning: WeekOf, context: Context) -> Resolved:
    """The week or weekend of a day."""
    holds = meaning.day
    day = resolve_day_date(holds, context) if isinstance(holds, DayDate) else resolve_feast_date(holds, context)
    if not isinstance(day.when, TimeInterval) or day.when.start is None:
        return day
    if not meaning.weekend:
        return of_unit(day.when.start, "W", day.basis)
    monday = day.when.start.isoweekday() == 1  # "Easter Monday weekend": the weekend that it makes long
    held = intervals.moved(day.when.start, -7 if monday else 0)
    return of_unit(held, "WE", day.basis) if held else day


def resolve_feast_date(meaning: FeastDate | EasterDate, context: Context) -> Resolved:
    """A feast; without its year by tense."""
    if meaning.year is None and context.anchor is None:
        return unresolved("", NO_ANCHOR)
    years = (
        [meaning.year]
        if meaning.year
        else [context.anchor.year + step for step in (-1, 0, 1)]
        if context.anchor
        else []
    )
    days = [_feast_day(year, meaning) for year in years]
    if meaning.year or context.anchor is None:
        return of_unit(days[0], "D", DateBasis.STATED)
    anchor = context.anchor
    if meaning.which is Which.LAST:
        days = [max(day for day in days if day < anchor)]
    elif meaning.which is Which.NEXT:
        days = [min(day for day in days if day >= anchor)]
    return of_unit(min(days, key=lambda day: _farness((day - anchor).days, context.tense)), "D", DateBasis.RELATIVE)


def resolve_month_weekday(meaning: MonthWeekday, context: Context) -> Resolved:
    """The n-th weekday of this, the last or the next month."""
    if context.anchor is None:
        return unresolved("", NO_ANCHOR)
    year, month = intervals.shifted_months(context.anchor.year, context.anchor.month, meaning.months)
    if not 1 <= year <= 9998:
        return unresolved("", NO_SUCH_DAY)
    return of_unit(_nth_weekday(year, FeastDate(month, meaning.weekday, meaning.nth)), "D", DateBasis.RELATIVE)


def _feast_day(year: int, feast: FeastDate | EasterDate) -> date:
    start = easter_sunday(year) if isinstance(feast, EasterDate) else _nth_weekday(year, feast)
    return intervals.moved(start, feast.offset) or start


def easter_sunday(year: int) -> date:
    """Easter of the western churches; the method of Butcher's Ecclesiastical Calendar (1876), good for any year.

    >>> easter_sunday(2024).isoformat()
    '2024-03-31'
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, corrected = century // 4, (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - corrected + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _nth_weekday(year: int, feast: FeastDate) -> date:
    if feast.nth < 0:
        last = intervals.month_end(year, feast.month)
        return last.replace(day=last.day - (last.isoweekday() - feast.weekday) % 7)
    first = date(year, feast.month, 1)
    return first.replace(day=1 + (feast.weekday - first.isoweekday()) % 7 + 7 * (feast.nth - 1))
