"""The date that an editor gives, in Extended Date/Time Format, as the fields of an event."""

from __future__ import annotations

import calendar
import re
from datetime import date

from pyoxigraph import Literal

from kg.errors import InputError
from kg.graph import literals
from kg.graph.terms import CODE, ONT
from kg.knowledge.canonical import OF_THE_TIME
from kg.knowledge.edits import Effect, Said
from kg.model import Precision, TimeInterval

UNKNOWN = "unknown"
_ONE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PRECISIONS = (CODE.Year, CODE.Month, CODE.Day)
_INTERVALS = (Precision.YEAR, Precision.MONTH, Precision.DAY)


def date_effect(given: str) -> Effect:
    """What an event's date becomes: ``2025-10-06``, ``2025-10``, ``2025``, ``A/B``, ``A/..``, ``../B`` or ``unknown``.

    Raises:
        InputError: it is none of these, or no day of the calendar.
    """
    return Effect(clears=(*OF_THE_TIME, ONT.sortDate), says=tuple(_fields(given.strip())))


def interval_of(given: str) -> TimeInterval:
    """The same date as an interval; raises InputError, also for ``unknown``."""
    first, last, precision = _bounds(given.strip())
    return TimeInterval(first, last, _INTERVALS[precision], given.strip())


def _fields(given: str) -> list[Said]:
    if given == UNKNOWN:
        return [
            (ONT.dateBasis, CODE.Unresolved),
            (ONT.datePrecision, CODE.Unknown),
            (ONT.unresolvedReason, Literal("An editor found that the day is not known.")),
        ]
    first, last, precision = _bounds(given)
    sort = first or last
    fields: list[Said] = [
        (ONT.dateBasis, CODE.External),
        (ONT.datePrecision, _PRECISIONS[precision]),
        (ONT.edtf, literals.edtf(given)),
    ]
    fields += [(ONT.start, literals.day(first))] if first else []
    fields += [(ONT.end, literals.day(last))] if last else []
    fields += [(ONT.ongoing, Literal(True))] if given.endswith("/..") else []
    return [*fields, (ONT.sortDate, literals.day(sort))] if sort else fields


def _bounds(given: str) -> tuple[date | None, date | None, int]:
    begin, slash, end = given.partition("/")
    if not slash:
        return _stretch(given, given)
    if begin == end == "..":
        raise _refusal(given)
    first = None if begin == ".." else _stretch(begin, given)[0]
    last = None if end == ".." else _stretch(end, given)[1]
    if first and last and first > last:
        raise InputError(f"{given} ends before it begins", where="date", remedy="give the earlier day first")
    return first, last, min(_stretch(one, given)[2] for one in (begin, end) if one != "..")


def _stretch(one: str, given: str) -> tuple[date, date, int]:
    found = _ONE.fullmatch(one)
    if not found:
        raise _refusal(given)
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first, 2
        if month:
            return first, date(year, month, calendar.monthrange(year, month)[1]), 1
        return first, date(year, 12, 31), 0
    except ValueError:
        raise InputError(f"{one} is no day of the calendar", where="date", remedy="see if it is right") from None


def _refusal(given: str) -> InputError:
    return InputError(
        f"{given[:40]!r} is no date",
        where="date",
        remedy="write it as 2025-10-06, 2025-10, 2025, 2025-10-06/2025-10-08, 2025-10-06/.., ../2025-10-06 or unknown",
    )
