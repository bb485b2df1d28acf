"""Stretches of calendar days: building them, moving them, bounding them.

EDTF is level 0 and 1 of ISO 8601-2 (https://www.loc.gov/standards/datetime/).
"""

from __future__ import annotations

from datetime import date, timedelta

from kg.model import Precision, TimeInterval

_SEASONS = {"SP": (3, 21), "SU": (6, 22), "FA": (9, 23), "WI": (12, 24)}
_COARSENESS = (
    Precision.MINUTE,
    Precision.HOUR,
    Precision.PART_OF_DAY,
    Precision.DAY,
    Precision.WEEK,
    Precision.MONTH,
    Precision.QUARTER,
    Precision.SEASON,
    Precision.YEAR,
    Precision.DECADE,
    Precision.UNKNOWN,
)


# ----------------------------------------------------------------------------------------- building


def day_of(day: date, precision: Precision = Precision.DAY, zone: str | None = None) -> TimeInterval:
    """One day, or a part of it."""
    return TimeInterval(day, day, precision, day.isoformat(), zone)


def days_from(first: date, last: date, precision: Precision = Precision.DAY) -> TimeInterval:
    """Days from the first to the last, both included."""
    return TimeInterval(first, last, precision, f"{first.isoformat()}/{last.isoformat()}")


def week_of(day: date) -> TimeInterval:
    """The ISO week (Monday to Sunday) that holds the day."""
    monday = _moved(day, -day.weekday())
    return days_from(monday, _moved(monday, 6), Precision.WEEK)


def weekend_of(day: date) -> TimeInterval:
    """Saturday and Sunday of the ISO week that holds the day."""
    monday = _moved(day, -day.weekday())
    return days_from(_moved(monday, 5), _moved(monday, 6), Precision.DAY)


def month_of(year: int, month: int) -> TimeInterval:
    """A calendar month."""
    return TimeInterval(date(year, month, 1), month_end(year, month), Precision.MONTH, f"{year:04d}-{month:02d}")


def quarter_of(year: int, quarter: int) -> TimeInterval:
    """A quarter of the calendar year; level 1 of EDTF has no code for it, so it is written as months."""
    first, last = 3 * quarter - 2, 3 * quarter
    edtf = f"{year:04d}-{first:02d}/{year:04d}-{last:02d}"
    return TimeInterval(date(year, first, 1), month_end(year, last), Precision.QUARTER, edtf)


def half_of(year: int, half: int) -> TimeInterval:
    """Half a calendar year."""
    first, last = 6 * half - 5, 6 * half
    edtf = f"{year:04d}-{first:02d}/{year:04d}-{last:02d}"
    return TimeInterval(date(year, first, 1), month_end(year, last), Precision.SEASON, edtf)


def season_of(year: int, season: str) -> TimeInterval:
    """A season by its TIMEX3 code, by months of the northern half of the earth; winter ends in the next year."""
    month, code = _SEASONS[season]
    last_year, last_month = (year + 1, 2) if season == "WI" else (year, month + 2)
    return TimeInterval(date(year, month, 1), month_end(last_year, last_month), Precision.SEASON, f"{year:04d}-{code}")


def year_of(year: int) -> TimeInterval:
    """A calendar year."""
    return TimeInterval(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, f"{year:04d}")


def fiscal_year_of(year: int) -> TimeInterval:
    """The days that may lie in a fiscal year of that number: some begin in February before it, some end in March after.

    Which months it has, and so which are its quarters, is not known unless the text says so.
    """
    first, last = date(max(year - 1, 1), 2, 1), date(year + 1, 3, 31)
    return TimeInterval(first, last, Precision.YEAR, f"{first.year:04d}-02/{last.year:04d}-03")


def decade_of(decade: int) -> TimeInterval:
    """Ten years by their first digits: 199 is the 1990s."""
    return TimeInterval(date(10 * decade, 1, 1), date(10 * decade + 9, 12, 31), Precision.DECADE, f"{decade:03d}X")


def century_of(century: int) -> TimeInterval:
    """A hundred years by their first digits: 19 is the twentieth century as news counts it (1900 to 1999)."""
    first, last = date(100 * century, 1, 1), date(100 * century + 99, 12, 31)
    return TimeInterval(first, last, Precision.UNKNOWN, f"{century:02d}XX")


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, 12, 31) if month == 12 else _moved(date(year, month + 1, 1), -1)


def real_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none (31 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shifted_months(year: int, month: int, steps: int) -> tuple[int, int]:
    """Year and month some months away."""
    count = 12 * year + month - 1 + steps
    return count // 12, count % 12 + 1


def shifted_day(day: date, unit: str, steps: int) -> date | None:
    """The day some days, weeks, months, quarters, years, decades away (the last of the month where it is shorter)."""
    if unit in ("D", "W", "WE", "N", "FN"):
        return moved(day, steps * {"W": 7, "WE": 7, "FN": 14}.get(unit, 1))
    months = steps * {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}[unit]
    year, month = shifted_months(day.year, day.month, months)
    if not 1 <= year <= 9998:
        return None
    return date(year, month, min(day.day, month_end(year, month).day))


def moved(day: date, days: int) -> date | None:
    """The day some days away, None where the calendar of Python ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _moved(day: date, days: int) -> date:
    return moved(day, days) or day


def unit_of(day: date, unit: str) -> TimeInterval | None:
    """The week, month, quarter, year ... that holds the day, by the letter of the unit."""
    if unit in ("D", "N"):
        return day_of(day)
    if unit in ("W", "FN"):
        return week_of(day)
    makers = {
        "WE": lambda: weekend_of(day),
        "M": lambda: month_of(day.year, day.month),
        "Q": lambda: quarter_of(day.year, (day.month + 2) // 3),
        "Y": lambda: year_of(day.year),
        "E": lambda: decade_of(day.year // 10),
        "C": lambda: century_of(day.year // 100),
    }
    return makers[unit]() if unit in makers else None


# ----------------------------------------------------------------------------------------- bounding


def since(when: TimeInterval) -> TimeInterval:
    """From its start, with no end known."""
    return TimeInterval(when.start, None, when.precision, f"{_first(when)}/..", when.zone)


def until(when: TimeInterval) -> TimeInterval:
    """Up to its end, with no start known."""
    return TimeInterval(None, when.end, when.precision, f"../{_last(when)}", when.zone)


def before(when: TimeInterval) -> TimeInterval:
    """Up to the day before its first day."""
    end = moved(when.start, -1) if when.start else None
    return TimeInterval(None, end, when.precision, f"../{end.isoformat()}" if end else "..", when.zone)


def after(when: TimeInterval) -> TimeInterval:
    """From the day after its last day; "after 2011" is 2012 or later."""
    start = moved(when.end, 1) if when.end else None
    return TimeInterval(start, None, when.precision, f"{start.isoformat()}/.." if start else "..", when.zone)


def hull(first: TimeInterval, last: TimeInterval) -> TimeInterval | None:
    """From the start of one to the end of the other; None if they are not in this order."""
    if first.start and last.end and first.start > last.end:
        return None
    precision = max(first.precision, last.precision, key=_COARSENESS.index)
    if first.edtf == last.edtf:
        return TimeInterval(first.start, last.end, precision, first.edtf, first.zone or last.zone)
    return TimeInterval(first.start, last.end, precision, f"{_first(first)}/{_last(last)}", first.zone or last.zone)


def overlap(one: TimeInterval, other: TimeInterval) -> TimeInterval | None:
    """The days that both hold; None if there are none. An open bound holds all days on its side."""
    starts = [day for day in (one.start, other.start) if day]
    ends = [day for day in (one.end, other.end) if day]
    start, end = max(starts, default=None), min(ends, default=None)
    if start and end and start > end:
        return None
    precision = min(one.precision, other.precision, key=_COARSENESS.index)
    edtf = start.isoformat() if start and start == end else f"{start or '..'}/{end or '..'}"
    return TimeInterval(start, end, precision, edtf, one.zone or other.zone)


def holds(outer: TimeInterval, inner: TimeInterval) -> bool:
    """True if every day of the inner one is a day of the outer one."""
    starts = outer.start is None or (inner.start is not None and outer.start <= inner.start)
    ends = outer.end is None or (inner.end is not None and inner.end <= outer.end)
    return starts and ends


def _first(when: TimeInterval) -> str:
    return when.edtf.split("/")[0]


def _last(when: TimeInterval) -> str:
    return when.edtf.split("/")[-1]
