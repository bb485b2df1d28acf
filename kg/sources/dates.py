"""What metadata says of the day of an article → TimeInterval."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

from kg.errors import InputError
from kg.model import Precision, TimeInterval

_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_REMEDY = "write 2025-10-06, 2025-10, 2025 or 2025-10-06T18:30:00+02:00"


def read_published(text: str) -> TimeInterval:
    """The day, month or year that an ISO 8601 string names; the day of a date with time is the day in its own zone.

    Raises:
        InputError: the string is nothing of this, or no such day exists.

    >>> read_published("2025-10").edtf
    '2025-10'
    >>> read_published("2025-10-06T23:30:00-04:00").start
    datetime.date(2025, 10, 6)
    """
    try:
        return _interval(text.strip())
    except ValueError:
        raise InputError(f"no date: {text.strip()[:40]!r}", remedy=_REMEDY) from None


def _interval(text: str) -> TimeInterval:
    if _YEAR.fullmatch(text):
        year = int(text)
        return TimeInterval(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, text)
    if month := _MONTH.fullmatch(text):
        return _month(int(month[1]), int(month[2]), text)
    day = date.fromisoformat(text) if _DAY.fullmatch(text) else _day_of_datetime(text)
    return TimeInterval(day, day, Precision.DAY, day.isoformat())


def _month(year: int, month: int, text: str) -> TimeInterval:
    first = date(year, month, 1)
    return TimeInterval(first, first.replace(day=monthrange(year, month)[1]), Precision.MONTH, text)


def _day_of_datetime(text: str) -> date:
    if not _DAY.match(text):  # fromisoformat also reads week dates and dates without hyphens, which say less plainly
        raise ValueError(text)
    return datetime.fromisoformat(text).date()
