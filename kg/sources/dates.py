"""What metadata says of the day of an article → TimeInterval.

ISO 8601 is read here; dates in words ("6 October 2025", "lundi 6 octobre 2025 à 18h30") are read by dateparser, which
is imported nowhere else. It is given one date with its year, a base and a language, and is never believed against the
digits: it takes "6 октября 2025" for June if it is told that this is English.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime

from kg.errors import InputError
from kg.model import Precision, TimeInterval

_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"((?:1[5-9]|20)[0-9]{2})([01][0-9])([0-3][0-9])T?[0-9]{6}Z?")  # as GDELT writes them
_TIME = r"(?:[T ,|–-]+(?:[0-9]{1,2}[:h][0-9]{2}.*))?"
_NUMBERS = re.compile(rf"([0-9]{{1,4}})([./-])([0-9]{{1,2}})\2([0-9]{{1,4}}){_TIME}")
# weekday, day and month in either order, year: one day at most; then perhaps a time of day
_WORDED = re.compile(
    r"(?P<date>[^0-9:]*(?:[0-9]{1,2}[^0-9:]+)?(?<![0-9])(?P<year>[0-9]{4}))(?![0-9])"
    r"(?:[\s,|–—-]*(?:[^\W\d_]{1,4}\s+){0,2}[0-9]{1,2}\s?[:h.]\s?[0-9]{2}.{0,20})?"
)
_DAY_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,2}(?![0-9])")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 80
_REMEDY = "write 2025-10-06, 2025-10, 2025, 2025-10-06T18:30:00+02:00 or 6 October 2025"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_BASE = datetime(2000, 1, 1)
"""Never used for what the words leave open, since they must name month and year; without it the clock would be read."""

_LANGUAGES = (
    "fr",
    "de",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "fi",
    "pl",
    "cs",
    "hr",
    "hu",
    "ro",
    "el",
    "ru",
    "uk",
    "tr",
)
"""Tried where the language of a date is not said; a date that two of them read differently is refused."""


def read_published(text: str, language: str | None = None) -> TimeInterval:
    """The day, month or year that a string names; the day of a date with time is the day in its own zone.

    ISO 8601, dates in words with their year, and dates in numbers of which only one reading exists ("25/12/2025", and
    "6.10.2025", since points are written after the day first). ``language`` is that of the words where it is known.

    Raises:
        InputError: the string is nothing of this, may mean two days ("03/04/2025"), or no such day exists.

    >>> read_published("2025-10").edtf
    '2025-10'
    >>> read_published("2025-10-06T23:30:00-04:00").start
    datetime.date(2025, 10, 6)
    >>> read_published("6 octobre 2025", "fr").edtf
    '2025-10-06'
    """
    try:
        return _interval(text.strip(), language)
    except ValueError:
        raise InputError(f"no date: {text.strip()[:40]!r}", remedy=_REMEDY) from None


def _interval(text: str, language: str | None) -> TimeInterval:
    if _YEAR.fullmatch(text):
        year = int(text)
        return TimeInterval(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, text)
    if month := _MONTH.fullmatch(text):
        return _month(int(month[1]), int(month[2]))
    if _DAY.match(text):
        return _day(date.fromisoformat(text) if _DAY.fullmatch(text) else datetime.fromisoformat(text).date())
    if digits := _DIGITS.fullmatch(text):
        return _day(date(int(digits[1]), int(digits[2]), int(digits[3])))
    if numbers := _NUMBERS.fullmatch(text):
        return _day(_day_in_numbers(numbers))
    return _in_words(text, language)


def _month(year: int, month: int) -> TimeInterval:
    first = date(year, month, 1)
    last = first.replace(day=monthrange(year, month)[1])
    return TimeInterval(first, last, Precision.MONTH, f"{year:04d}-{month:02d}")


def _day(day: date) -> TimeInterval:
    return TimeInterval(day, day, Precision.DAY, day.isoformat())


def _day_in_numbers(numbers: re.Match[str]) -> date:
    """The one day that the numbers can mean."""
    first, second, third = int(numbers[1]), int(numbers[3]), int(numbers[4])
    if len(numbers[1]) == 4:
        return date(first, second, third)
    if len(numbers[4]) != 4 or len(numbers[1]) > 2:
        raise ValueError(numbers[0])
    if numbers[2] == ".":
        return date(third, second, first)
    if first <= 12 and second <= 12 and first != second:
        either = f"{third}-{first:02d}-{second:02d} or {third}-{second:02d}-{first:02d}"
        raise InputError(f"a date that may mean two days: {numbers[0][:40]!r}", remedy=f"write {either}")
    return date(third, second, first) if first > 12 else date(third, first, second)


# -------------------------------------------------------------------------------------------------------- words


def _in_words(text: str, language: str | None) -> TimeInterval:
    found = _WORDED.fullmatch(text) if len(text) <= _LONGEST else None
    if not found or not _LETTER.search(found["date"]):
        raise ValueError(text)
    given = language.replace("_", "-").split("-")[0].lower() if language else ""
    for languages in (("en",), (given,) if given in _LANGUAGES else _LANGUAGES):
        readings = set(_readings(found, languages))
        if len(readings) == 1:
            return readings.pop()
    raise ValueError(text)


def _readings(found: re.Match[str], languages: Iterable[str]) -> Iterable[TimeInterval]:
    for language in languages:
        reading = _reading(found["date"], language)
        if reading and reading.start and reading.start.year == int(found["year"]) and _agrees(found["date"], reading):
            yield reading


def _agrees(words: str, reading: TimeInterval) -> bool:
    """The day of the month, and an English weekday, are those that the words have."""
    number, start = _DAY_NUMBER.search(words), reading.start
    if start is None or (number is not None) != (reading.precision is Precision.DAY):
        return False
    named = [name for name in _WEEKDAYS if re.search(rf"\b{name}\b", words, re.IGNORECASE)]
    return (number is None or start.day == int(number[0])) and named in ([], [_WEEKDAYS[start.weekday()]])


def _reading(words: str, language: str) -> TimeInterval | None:
    from dateparser.date import DateDataParser  # slow to load, and most metadata is ISO 8601

    settings = {
        "RELATIVE_BASE": _BASE,
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["month", "year"],
        "PREFER_DAY_OF_MONTH": "first",
        "DATE_ORDER": "DMY",
    }
    found = DateDataParser(languages=[language], settings=settings).get_date_data(words)
    if found.date_obj is None:
        return None
    return _month(found.date_obj.year, found.date_obj.month) if found.period == "month" else _day(found.date_obj.date())
