"""Document → the day the article speaks from: what metadata say, its dateline, or its own words.

Never the clock, never a file. Inference is by constraints: a day is given only where they leave one, and the reason
is kept for the reader; else the result is ``Unresolved`` with what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kg.mentions import intervals
from kg.mentions.time_expressions import Expressions, find_expressions
from kg.mentions.time_grammar import Expression
from kg.mentions.time_meanings import DayDate, Origin, Shifted, WeekdayDate, Which, YearDate
from kg.mentions.time_numbers import read_count, read_ordinal
from kg.mentions.time_tense import Tense, tense_at
from kg.model import Document, PublicationBasis, PublicationDay, Span, Unresolved

_HEAD_LINES = 12
_LONGEST_DATELINE = 110
_LABEL = re.compile(
    r"^\W*(first )?(published|posted|updated|last updated|date|issued|released|filed)\b[\s:]*(on\b|at\b)?", re.I
)
_PLACE = re.compile(
    r"^\W*(?:\([A-Z]{2,}[\w /]*\)\s*[-–—:]*\s*)?[A-Z][A-Z.'’\- ]{2,}"
    r"|^\([A-Z][\w ]+\)|^[A-Z][\w.'’-]+(?:[ ,]+[A-Z][\w.'’-]+){0,5}"
)
_DASH = re.compile(r"\s[-–—]+\s|\s[-–—]{1,2}|[-–—]{2}|—|–|:\s|\(")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_ANNIVERSARY = (
    re.compile(
        r"\b(?:marks?|marked|marking)\s+(?:exactly\s+)?(?P<n>[\w-]+)\s+years?\s+(?:since|after|to the day)", re.I
    ),
    re.compile(r"\b(?P<n>[\w-]+?)[\s-]+years?[\s-]+(?:anniversary|to the day|on from)", re.I),
    re.compile(r"\b(?P<nth>[\w-]+)\s+anniversary\b", re.I),
    re.compile(r"\b(?P<n>[\w-]+)\s+years?\s+ago\s+(?:today|on this day)", re.I),
)


@dataclass(frozen=True, slots=True)
class _Clues:
    """The expressions of a text sorted by what they can say about the day of writing."""

    document: Document
    expressions: Expressions

    def of(self, kind: type) -> Iterator[Expression]:
        return (expression for expression in self.expressions.found if isinstance(expression.meaning, kind))

    def full_dates(self) -> list[tuple[Expression, date]]:
        """Days with month and year that exist."""
        dates = []
        for expression in self.of(DayDate):
            day = _full_date(expression)
            if day:
                dates.append((expression, day))
        return dates

    def words(self, expression: Expression) -> str:
        return self.expressions.span(expression).cut(self.document.text)

    def sentence_of(self, expression: Expression) -> Span:
        start = self.expressions.span(expression).start
        found = next((s.span for s in self.document.sentences if s.span.start <= start < s.span.end), None)
        return found or self.expressions.span(expression)


def find_publication(document: Document) -> PublicationDay | Unresolved:
    """The day the article speaks from, or why it is not known.

    In this order: ``article.published`` (kept as it is, days or a stretch of them); a line or dateline with a date
    among the first lines; constraints among the expressions of the text.
    """
    published = document.article.published
    if published is not None and published.start is not None:
        return PublicationDay(published, PublicationBasis.METADATA, "given with the article")
    clues = _Clues(document, find_expressions(document))
    return _from_head(clues) or _from_text(clues)


def _full_date(expression: Expression) -> date | None:
    meaning = expression.meaning
    if not isinstance(meaning, DayDate) or meaning.year is None:
        return None
    day = intervals.real_day(meaning.year, meaning.month, meaning.day)
    return day if day and meaning.weekday in (None, day.isoweekday()) else None


def _dated(day: date, basis: PublicationBasis, reason: str) -> PublicationDay:
    return PublicationDay(intervals.day_of(day), basis, reason)


# ------------------------------------------------------------------------------------------ first lines


def _head_lines(text: str) -> list[Span]:
    lines, position = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            lines.append(Span(position, position + len(line)))
        position += len(line)
        if len(lines) == _HEAD_LINES:
            break
    return lines


def _from_head(clues: _Clues) -> PublicationDay | Unresolved | None:
    yearless: DayDate | None = None
    for line in _head_lines(clues.document.text):
        for expression in clues.of(DayDate):
            span = clues.expressions.span(expression)
            if not line.holds(span):
                continue
            if not _heads(clues.document.text, line, span):
                continue
            day = _full_date(expression)
            if day:
                return _dated(day, PublicationBasis.DATELINE, f"dated “{clues.words(expression)}” at its head")
            if isinstance(expression.meaning, DayDate) and expression.meaning.year is None:
                yearless = yearless or expression.meaning
    return _with_year(clues, yearless) if yearless else None


def _heads(text: str, line: Span, span: Span) -> bool:
    """True if the date stands alone in the line, after a label such as "Published", or in a dateline."""
    before, after = text[line.start : span.start], text[span.end : line.end]
    if _LABEL.match(before) and len(before) < 40:
        return True
    if not re.sub(r"\W|\d|\b(by|at|on|am|pm|[A-Z]{2,4})\b", "", before) and not re.sub(
        r"\W|\d|\b(am|pm|[A-Z]{2,4})\b", "", after
    ):
        return True
    if (
        len(before) > _LONGEST_DATELINE
        or not _PLACE.match(before)
        or not re.fullmatch(_DATELINE_BEFORE, before.strip())
    ):
        return False
    return bool(re.match(r",?\s*(?:\([^)\n]{2,40}\)\s*)?[-–—:]", after)) or (
        before.strip().endswith(")") and not _LABEL.match(before)
    )


_NAME = r"(?:[A-Z][\w.'’-]*|el|al|de|la|of|the|and)"
_AGENCY = r"\([A-Z][\w .]{1,20}\)"
_DATELINE_BEFORE = rf"(?:{_AGENCY}|{_NAME}(?:[ ,/-]+{_NAME})*)\s*[,:–—-]*(?:\s*{_AGENCY}[\s,:–—-]*)?"


def _with_year(clues: _Clues, head: DayDate) -> PublicationDay | Unresolved:
    """A dateline without a year is solved only where the text fixes the year."""
    label = f"{head.day:02d}.{head.month:02d}."
    years = {day.year for _, day in clues.full_dates()} | {
        e.meaning.year for e in clues.of(YearDate) if isinstance(e.meaning, YearDate)
    }
    anniversary = {day for day in _anniversary_days(clues).values() if (day.month, day.day) == (head.month, head.day)}
    if len(anniversary) == 1:
        return _dated(anniversary.pop(), PublicationBasis.DATELINE, "dateline; the year by an anniversary in the text")
    if not years:
        return Unresolved(f"dateline {label} without a year, and no year in the text fixes it")
    latest = max(years)
    candidates = [day for year in (latest, latest + 1) if (day := intervals.real_day(year, head.month, head.day))]
    weekday = head.weekday or _weekday_of_same_day(clues, head)
    if weekday:
        candidates = [day for day in candidates if day.isoweekday() == weekday]
    else:
        near = [day for _, day in clues.full_dates()]
        candidates = [c for c in candidates if any(abs((c - day).days) <= 31 for day in near)]
    if len(candidates) == 1:
        return _dated(candidates[0], PublicationBasis.DATELINE, "dateline; the year by other dates of the text")
    return Unresolved(f"dateline {label} without a year, and the text does not fix it")


def _weekday_of_same_day(clues: _Clues, head: DayDate) -> int | None:
    for expression in clues.of(DayDate):
        meaning = expression.meaning
        if isinstance(meaning, DayDate) and meaning.weekday and (meaning.month, meaning.day) == (head.month, head.day):
            return meaning.weekday
    return None


# ---------------------------------------------------------------------------------------- own words


def _from_text(clues: _Clues) -> PublicationDay | Unresolved:
    today = _day_called_today(clues)
    if today:
        return today
    fixed = _fixed_weekdays(clues)
    if not fixed:
        return Unresolved("no metadata, no dateline, and nothing in the text ties a weekday or “today” to a date")
    return _solve(clues, fixed)


def _day_called_today(clues: _Clues) -> PublicationDay | None:
    """ "today, March 3, 2015", "yesterday (2 March 2015)", "today marks ten years since ..."."""
    found = clues.expressions.found
    for one, other in pairwise(found):
        day = _full_date(other)
        between = clues.document.text[clues.expressions.span(one).end : clues.expressions.span(other).start]
        if day and _is_day_word(one) and re.fullmatch(r"\s*[,(–—-]?\s*", between):
            published = intervals.moved(day, -one.meaning.steps)  # type: ignore[union-attr]
            if published:
                return _dated(
                    published, PublicationBasis.INFERRED, f"“{clues.words(one)}” is said to be {day.isoformat()}"
                )
    days = {(expression, day) for expression, day in _anniversary_days(clues).items() if _is_day_word(expression)}
    published_days = {intervals.moved(day, -expression.meaning.steps) for expression, day in days}  # type: ignore[union-attr]
    if len(published_days) == 1 and (only := published_days.pop()):
        return _dated(only, PublicationBasis.INFERRED, f"“today” is an anniversary that falls on {only.isoformat()}")
    return None


def _is_day_word(expression: Expression) -> bool:
    meaning = expression.meaning
    return (
        isinstance(meaning, Shifted)
        and meaning.unit == "D"
        and meaning.origin is Origin.PUBLICATION
        and abs(meaning.steps) < 2
    )


def _anniversary_days(clues: _Clues) -> dict[Expression, date]:
    """Weekdays and "today" that an anniversary ties to a date: "marks two years since" + "7 June 2019"."""
    found: dict[Expression, date] = {}
    dates = [day for _, day in clues.full_dates()]
    for expression in clues.expressions.found:
        if not isinstance(expression.meaning, WeekdayDate) and not _is_day_word(expression):
            continue
        sentence = clues.sentence_of(expression).cut(clues.document.text)
        years = _anniversary_years(sentence)
        days = {day for start in dates for n in years if (day := _anniversary_of(start, n)) and _fits(expression, day)}
        if len(days) == 1:
            found[expression] = days.pop()
    return found


def _anniversary_years(sentence: str) -> set[int]:
    years = set()
    for pattern in _ANNIVERSARY:
        for match in pattern.finditer(sentence):
            groups = match.groupdict()
            if groups.get("n"):
                count = read_count(re.findall(r"[\w]+", groups["n"].lower()))
                years |= {int(count)} if count is not None and count == int(count) else set()
            elif groups.get("nth"):
                nth = read_ordinal(groups["nth"].lower().split("-"))
                years |= {nth} if nth else set()
    return {year for year in years if 0 < year <= 500}


def _anniversary_of(start: date, years: int) -> date | None:
    return intervals.real_day(start.year + years, start.month, start.day)


def _fits(expression: Expression, day: date) -> bool:
    return not isinstance(expression.meaning, WeekdayDate) or expression.meaning.weekday == day.isoweekday()


def _fixed_weekdays(clues: _Clues) -> list[tuple[Expression, date, str]]:
    """Bare weekdays that the text ties to a date, and how."""
    fixed = [
        (expression, day, f"{_WEEKDAYS[day.isoweekday() - 1]} is an anniversary that falls on {day.isoformat()}")
        for expression, day in _anniversary_days(clues).items()
        if isinstance(expression.meaning, WeekdayDate)
    ]
    for expression, day in clues.full_dates():
        if isinstance(expression.meaning, DayDate) and expression.meaning.weekday:
            fixed.append((expression, day, f"the text dates {_WEEKDAYS[day.isoweekday() - 1]} {day.isoformat()}"))
    return fixed


def _solve(clues: _Clues, fixed: list[tuple[Expression, date, str]]) -> PublicationDay | Unresolved:
    """The one day on which all reported weekdays are past and all expected ones still to come."""
    reported, expected = _weekdays_by_tense(clues)
    solutions: dict[date, str] = {}
    for _, day, reason in fixed:
        weekday = day.isoweekday()
        for candidate in _candidates(day, weekday, reported, expected):
            solutions.setdefault(candidate, reason)
    if len(solutions) == 1:
        day, reason = next(iter(solutions.items()))
        return _dated(day, PublicationBasis.INFERRED, f"{reason}; weekdays reported and expected leave this day")
    if not solutions:
        return Unresolved(
            "the dates and weekdays of the text contradict each other or say too little of the day of writing"
        )
    days = ", ".join(sorted(day.isoformat() for day in solutions))
    return Unresolved(f"the text leaves more than one day: {days}")


def _weekdays_by_tense(clues: _Clues) -> tuple[set[int], set[int]]:
    reported: set[int] = set()
    expected: set[int] = set()
    for expression in clues.of(WeekdayDate):
        meaning = expression.meaning
        if not isinstance(meaning, WeekdayDate) or meaning.which is Which.LAST or meaning.origin is Origin.NARRATIVE:
            continue
        tense = tense_at(clues.expressions.token(expression))
        if tense is Tense.PAST and meaning.which is None:
            reported.add(meaning.weekday)
        elif tense is Tense.FUTURE or meaning.which is Which.NEXT:
            expected.add(meaning.weekday)
    return reported, expected


def _candidates(day: date, weekday: int, reported: set[int], expected: set[int]) -> list[date]:
    """Days of writing in the week around a fixed weekday on which nothing reported is ahead.

    News calls a day by its weekday when it is the day of writing or one of the few before or after; what it expects
    "on Tuesday" is after the day of writing (else it says today), and what it reports last is of that day or the one
    before.
    """
    found = []
    for step in range(-6, 7):
        candidate = intervals.moved(day, step)
        if candidate is None:
            continue
        if weekday in reported and weekday not in expected and step < 0:
            continue
        if weekday in expected and not 0 < -step <= 6:
            continue
        if _freshest(candidate, reported) and all(candidate.isoweekday() != other for other in expected - reported):
            found.append(candidate)
    return found


def _freshest(candidate: date, reported: set[int]) -> bool:
    return candidate.isoweekday() in reported
