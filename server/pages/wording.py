"""Dates, modality and figures in honest English: never finer than what is known, never a plan told as a fact.

Everything here is a pure function of what the graph says; no clock is read, so a page says the same tomorrow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_SEASON = re.compile(r"(?P<year>\d{4})-(?P<season>2[1-4])[~?%]?")


@dataclass(frozen=True, slots=True)
class When:
    """What the graph says of a date: outer bounds, EDTF, and codes of precision, basis and modality ('' if unsaid)."""

    start: date | None = None
    end: date | None = None
    edtf: str = ""
    precision: str = ""
    basis: str = ""
    modality: str = ""
    ongoing: bool = False
    text: str = ""

    @property
    def is_known(self) -> bool:
        """True if anything at all is known of the day."""
        return self.basis != "Unresolved" and (self.start is not None or self.end is not None)


REALISED = frozenset({"Occurred", "Ongoing", "Attempted"})

MODALITY_WORDS = {
    "Occurred": "happened",
    "Ongoing": "ongoing",
    "Attempted": "attempted",
    "Expected": "expected",
    "Proposed": "proposed",
    "Agreed": "agreed, not yet done",
    "Hypothetical": "only a possibility",
    "Cancelled": "cancelled",
    "Postponed": "postponed",
    "Denied": "denied",
}
"""Modality as a badge on pages says it."""

_PLANNED = {
    # modality: (before a day or stretch, before a lone bound or nothing)
    "Expected": ("expected {on} {day}", "expected"),
    "Proposed": ("proposed for {day}", "proposed"),
    "Agreed": ("agreed for {day}", "agreed"),
    "Hypothetical": ("possible {on} {day}", "possible"),
    "Cancelled": ("was planned for {day}, cancelled", "cancelled"),
    "Postponed": ("was planned for {day}, postponed", "postponed"),
    "Denied": ("said to be {on} {day}, denied", "denied"),
}

BASIS_WORDS = {
    "Stated": "the date is printed in the article",
    "Weekday": "counted from the weekday and the day of the article",
    "Relative": "counted from the day of the article",
    "EventAnchored": "taken from another event of the article",
    "Context": "inferred from the context of the article",
    "Bound": "only a limit is known",
    "External": "given by an editor",
    "Unresolved": "said in the article, but not to be tied to the calendar",
}
_PRECISION_WORDS = {
    "Minute": "known to the minute",
    "Hour": "known to the hour",
    "PartOfDay": "known to the part of the day",
    "Day": "known to the day",
    "Week": "known to the week",
    "Month": "known to the month",
    "Quarter": "known to the quarter of a year",
    "Season": "known to the season",
    "Year": "known to the year",
    "Decade": "known to the decade",
}
BOUND_WORDS = {
    "Exact": "",
    "AtLeast": "at least ",
    "MoreThan": "more than ",
    "About": "about ",
    "AtMost": "at most ",
    "Between": "",
    "Vague": "some ",
}


def date_in_words(when: When) -> str:
    """The date as a reader should take it.

    >>> date_in_words(When(date(2025, 9, 1), date(2025, 9, 30), "2025-09", "Month", "Relative", "Occurred"))
    'September 2025'
    >>> date_in_words(When(date(2023, 10, 7), date(2025, 10, 6), "2023-10-07/..", "Day", ongoing=True))
    'ongoing since 7 October 2023'
    """
    if not when.is_known:
        return _undated(when)
    if when.modality in _PLANNED:
        return _planned(when)
    if when.ongoing or when.modality == "Ongoing":
        return _ongoing(when)
    return _stretch_or_limit(when)


def _undated(when: When) -> str:
    words = "date not known"
    return f"{_PLANNED[when.modality][1]}, {words}" if when.modality in _PLANNED else words


def _planned(when: When) -> str:
    whole, alone = _PLANNED[when.modality]
    if _is_limit(when):
        return f"{alone}, {_stretch_or_limit(when)}"
    return whole.format(day=_stretch_or_limit(when), on=_preposition(when))


def _preposition(when: When) -> str:
    return "on" if when.start == when.end else "in" if _unit(when) else "within"


def _ongoing(when: When) -> str:
    """Outer bounds of what goes on: the begin may itself be vague, and the end is only the last day attested."""
    if when.start and not _is_open_before(when):
        return f"ongoing since {_begin(when)}"
    assert when.end or when.start
    return f"ongoing on {day_in_words(when.end or when.start or date.min)}"


def _begin(when: When) -> str:
    """The first day, or the month or year of it where it is known no better."""
    first = when.edtf.partition("/")[0].strip("~?%")
    assert when.start
    if re.fullmatch(r"\d{4}", first):
        return first
    if re.fullmatch(r"\d{4}-(0\d|1[0-2])", first):
        return month_in_words(when.start)
    return day_in_words(when.start)


def _stretch_or_limit(when: When) -> str:
    about = "about " if when.edtf.endswith(("~", "%")) else ""
    if when.start and when.end and not _is_limit(when):
        return about + (_unit(when) or _vague_or_exact_range(when))
    if when.end:
        return f"before {day_in_words(when.end)}"
    assert when.start
    return f"after {day_in_words(when.start)}"


def _is_open_before(when: When) -> bool:
    return when.edtf.startswith("../") or when.start is None


def _is_limit(when: When) -> bool:
    """True if only one side is known."""
    return _is_open_before(when) or when.edtf.endswith("/..") or when.end is None


def _vague_or_exact_range(when: When) -> str:
    """A stretch of days; without precision the thing lies somewhere in it, with precision it fills it."""
    assert when.start
    assert when.end
    if when.precision == "Unknown" and when.start != when.end:
        return f"between {day_in_words(when.start)} and {day_in_words(when.end)}"
    return days_in_words(when.start, when.end)


def _unit(when: When) -> str | None:
    """The week, month, quarter, season, year or decade that the date is; None if it is days."""
    start, end = when.start, when.end
    if not start or not end:
        return None
    season = _SEASON.fullmatch(when.edtf)
    if season:
        return f"{_SEASONS[season['season']]} {season['year']}"
    if when.precision == "Week" and end - start == timedelta(days=6):
        return f"the week of {days_in_words(start, end)}"
    return _calendar_unit(start, end, when.precision)


def _calendar_unit(start: date, end: date, precision: str) -> str | None:
    if precision not in ("Month", "Quarter", "Season", "Year", "Decade") or not _whole_months(start, end):
        return None
    if (start.month, end.month) == (1, 12):
        return _years(start.year, end.year)
    if start.year == end.year and precision == "Quarter" and end.month - start.month == 2 and start.month % 3 == 1:
        return f"the {('first', 'second', 'third', 'fourth')[start.month // 3]} quarter of {start.year}"
    if (start.year, start.month) == (end.year, end.month):
        return month_in_words(start)
    first = MONTHS[start.month - 1] if start.year == end.year else month_in_words(start)
    return f"{first} to {month_in_words(end)}"


def _years(first: int, last: int) -> str:
    if first == last:
        return str(first)
    if last - first == 9 and first % 10 == 0:
        return f"the {first}s"
    return f"{first} to {last}"


def _whole_months(start: date, end: date) -> bool:
    return start.day == 1 and (end + timedelta(days=1)).day == 1


def day_in_words(day: date) -> str:
    """A day as British newspapers write it: ``6 October 2025``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_in_words(day: date) -> str:
    """The month of a day: ``October 2025``."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def days_in_words(start: date, end: date) -> str:
    """A stretch of days, nothing said twice.

    >>> days_in_words(date(2025, 10, 6), date(2025, 10, 8)), days_in_words(date(2025, 9, 30), date(2025, 10, 2))
    ('6–8 October 2025', '30 September – 2 October 2025')
    """
    if start == end:
        return day_in_words(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_in_words(end)}"
    first = f"{start.day} {MONTHS[start.month - 1]}" if start.year == end.year else day_in_words(start)
    return f"{first} – {day_in_words(end)}"


def basis_in_words(when: When) -> str:
    """How fine the date is and how it was got, with the words of the article; '' where nothing is said."""
    parts = [BASIS_WORDS.get(when.basis, ""), _PRECISION_WORDS.get(when.precision, "") if when.is_known else ""]
    said = "; ".join(part for part in reversed(parts) if part)
    words = f"the article says “{when.text}”" if when.text else ""
    return "; ".join(part for part in (said, words) if part)


def number_in_words(value: str) -> str:
    """A number with a comma at the thousands: ``67,160``; what is no number stays as it is."""
    whole, point, fraction = value.partition(".")
    if not whole.lstrip("-").isdigit():
        return value
    return f"{int(whole):,}" + (point + fraction if fraction.strip("0") else "")


def figure_in_words(value: str, bound: str, low: str = "", high: str = "", measure: str = "", unit: str = "") -> str:
    """A figure with its wording: ``at least 67,160 killed``."""
    number = number_in_words(value)
    if bound == "Between" and low and high:
        number = f"between {number_in_words(low)} and {number_in_words(high)}"
    return " ".join(part for part in (BOUND_WORDS.get(bound, "") + number, unit, measure) if part)
