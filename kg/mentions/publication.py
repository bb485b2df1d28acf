"""Document → the day the article speaks from: what metadata say, its dateline, or its own words.

Never the clock, never a file. A day is given only where one is left, and the reason is kept for the reader; else the
result is ``Unresolved`` with what is missing. ``kg.mentions.time_inference`` does the part that needs reasoning.
"""

from __future__ import annotations

import re
from datetime import date

from kg.mentions import intervals
from kg.mentions.time_expressions import find_expressions
from kg.mentions.time_grammar import Expression
from kg.mentions.time_inference import (
    Clues,
    anniversary_days,
    full_date,
    infer_publication,
)
from kg.mentions.time_meanings import DayDate, MonthDate, Origin, WeekdayDate, YearDate
from kg.mentions.time_tense import Tense, tense_at
from kg.model import Document, PublicationBasis, PublicationDay, Span, Unresolved
from kg.sentences import sentence_at

_HEAD_LINES = 12
_LONGEST_DATELINE = 110
_NEAR_DAYS = 31
# the latest year a text names may be long before it was written: so many years are tried before one is said to be it
_YEARS_TRIED = 5
_LABEL = re.compile(
    r"^\W*((first|last) )?(published|posted|updated|date|issued|released|filed)\b[\s:]*(on\b|at\b)?", re.I
)
_NAME = r"(?:[A-Z][\w.'’-]*|el|al|de|la|of|the|and)"
_AGENCY = r"\([A-Z][\w .]{1,20}\)"
_BEFORE_DATELINE = re.compile(rf"(?:{_AGENCY}|{_NAME}(?:[ ,/-]+{_NAME})*)\s*[,:–—·•|-]*(?:\s*{_AGENCY}[\s,:–—-]*)?")
_AFTER_DATELINE = re.compile(r",?\s*(?:(?:\([^)\n]{2,40}\)|/[^/\n]{2,40}/)\s*)?[-–—:·•|]")
# a line that begins so and ends with a date: by whom or from where it was written
_SIGNED = re.compile(r"\s*(?:By\s|[A-Z]{3,}\b)")
_NO_WORDS = re.compile(r"(?:\W|\d|_|\b(?:by|at|on|am|pm|[A-Z]{2,4})\b)*")


def find_publication(document: Document) -> PublicationDay | Unresolved:
    """The day the article speaks from, or why it is not known.

    In this order: ``article.published`` (kept as it is, a day or a stretch of days); a line or dateline with a date
    among the first lines; constraints among the expressions of the text.
    """
    published = document.article.published
    if published is not None and published.start is not None:
        return PublicationDay(published, PublicationBasis.METADATA, "given with the article")
    clues = Clues(document, find_expressions(document))
    return _from_head(clues) or infer_publication(clues)


def _head_lines(text: str) -> list[Span]:
    lines, position = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            lines.append(Span(position, position + len(line)))
        position += len(line)
        if len(lines) == _HEAD_LINES:
            break
    return lines


def _from_head(clues: Clues) -> PublicationDay | Unresolved | None:
    lines = _head_lines(clues.document.text)
    yearless: tuple[Expression, DayDate] | None = None
    for expression, meaning in clues.of(DayDate):
        span = clues.expressions.span(expression)
        line = next((line for line in lines if line.holds(span)), None)
        if line is None or not _heads(clues.document.text, line, span):
            continue
        day = full_date(expression)
        if day:
            reason = f"dated “{clues.words(expression)}” at its head"
            return PublicationDay(intervals.day_of(day), PublicationBasis.DATELINE, reason)
        yearless = yearless or ((expression, meaning) if meaning.year is None else None)
    return _with_year(clues, *yearless) if yearless else None


def _heads(text: str, line: Span, span: Span) -> bool:
    """True if the date stands alone in its line, after a label such as "Published", or in a dateline."""
    if span.start - line.start > _LONGEST_DATELINE:
        return False
    before, after = text[line.start : span.start], text[span.end : line.end]
    if _LABEL.match(before) and len(before) < 40:
        return True
    if _NO_WORDS.fullmatch(before) and _NO_WORDS.fullmatch(after):
        return True
    if not _BEFORE_DATELINE.fullmatch(before.strip()):
        return False
    signed = not after.strip() and bool(_SIGNED.match(before))
    return signed or bool(_AFTER_DATELINE.match(after)) or before.strip().endswith(")")


def _with_year(clues: Clues, head: Expression, named: DayDate) -> PublicationDay | Unresolved:
    """A dateline without a year is solved only where the text fixes the year."""
    days = {day for day in anniversary_days(clues).values() if (day.month, day.day) == (named.month, named.day)}
    years = _years_not_ahead(clues)
    if not days and years:
        days = _days_left(clues, head, named, max(years))
    if len(days) == 1:
        reason = "dateline; the year by other dates of the text"
        return PublicationDay(intervals.day_of(days.pop()), PublicationBasis.DATELINE, reason)
    return Unresolved(
        f"the dateline names day {named.day} of month {named.month}, and no date of the text fixes its year"
    )


def _days_left(clues: Clues, head: Expression, named: DayDate, latest: int) -> set[date]:
    """The days that the text leaves in the latest year it names or the next; none where a later year fits as well.

    None lies before what is told as past. A weekday beside the date, else that of the lead sentence, must agree.
    """
    years = range(latest, latest + _YEARS_TRIED)
    told = max(_starts_told(clues), default=date.min)
    days = {day for year in years if (day := intervals.real_day(year, named.month, named.day)) and day >= told}
    weekday = named.weekday or _weekday_of_same_day(clues, named)
    reported = _weekdays_of_lead(clues, head)
    if weekday:
        days = {day for day in days if day.isoweekday() == weekday}
    elif reported:
        days = _days_of_news(days, reported)
    dates = [day for _, day in clues.full_dates()]
    close = {day for day in days if any(abs((day - other).days) <= _NEAR_DAYS for other in dates)}
    days = days if weekday or not close else close
    return days if all(day.year <= latest + 1 for day in days) else set()


def _years_not_ahead(clues: Clues) -> set[int]:
    """The years that the text names, but for those it looks ahead to ("by 2030")."""
    years = [(e, m.year) for e, m in clues.of(YearDate)]
    months = [(e, m.year) for e, m in clues.of(MonthDate) if m.year is not None]
    days = [(e, day.year) for e, day in clues.full_dates()]
    dated = (*years, *months, *days)
    return {year for e, year in dated if tense_at(clues.expressions.token(e)) is not Tense.FUTURE}


def _starts_told(clues: Clues) -> list[date]:
    """The first days of the dates and months with a year that are told as past."""
    months = [(e, intervals.real_day(m.year, m.month, 1)) for e, m in clues.of(MonthDate) if m.year is not None]
    dates = [*clues.full_dates(), *((e, day) for e, day in months if day)]
    return [day for e, day in dates if tense_at(clues.expressions.token(e)) is Tense.PAST]


def _weekdays_of_lead(clues: Clues, head: Expression) -> set[int]:
    """Weekdays by their bare name that the sentence of the dateline reports on, or else the sentence after it."""
    told: dict[int, set[int]] = {}
    first = sentence_at(clues.document, clues.expressions.span(head).start).index
    for expression, meaning in clues.of(WeekdayDate):
        place = sentence_at(clues.document, clues.expressions.span(expression).start).index
        ahead = meaning.which is not None or tense_at(clues.expressions.token(expression)) is Tense.FUTURE
        if not ahead and meaning.origin is not Origin.NARRATIVE:
            told.setdefault(place - first, set()).add(meaning.weekday)
    return told.get(0) or told.get(1) or set()


def _days_of_news(days: set[date], reported: set[int]) -> set[date]:
    """Of the possible days those that fall on a weekday of the lead, or on the day after one.

    A report is dated the day of its news, else the next; two years that both fit leave it open.
    """
    same = {day for day in days if day.isoweekday() in reported}
    return same or {day for day in days if (day.isoweekday() - 2) % 7 + 1 in reported}


def _weekday_of_same_day(clues: Clues, head: DayDate) -> int | None:
    same = (m for _, m in clues.of(DayDate) if m.weekday and (m.month, m.day) == (head.month, head.day))
    return next((meaning.weekday for meaning in same), None)
