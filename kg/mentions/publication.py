"""Document → the day the article speaks from: what metadata say, its dateline, or its own words.

Never the clock, never a file. A day is given only where one is left, and the reason is kept for the reader; else the
result is ``Unresolved`` with what is missing. ``kg.mentions.time_inference`` does the part that needs reasoning.
"""

from __future__ import annotations

import re
from datetime import date

from kg.mentions import intervals
from kg.mentions.time_expressions import find_expressions
from kg.mentions.time_inference import (
    Clues,
    anniversary_days,
    full_date,
    infer_publication,
    weekdays_by_tense,
    years_named,
)
from kg.mentions.time_meanings import DayDate
from kg.model import Document, PublicationBasis, PublicationDay, Span, Unresolved

_HEAD_LINES = 12
_LONGEST_DATELINE = 110
_NEAR_DAYS = 31
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
    yearless: DayDate | None = None
    for expression, meaning in clues.of(DayDate):
        span = clues.expressions.span(expression)
        line = next((line for line in lines if line.holds(span)), None)
        if line is None or not _heads(clues.document.text, line, span):
            continue
        day = full_date(expression)
        if day:
            reason = f"dated “{clues.words(expression)}” at its head"
            return PublicationDay(intervals.day_of(day), PublicationBasis.DATELINE, reason)
        yearless = yearless or (meaning if meaning.year is None else None)
    return _with_year(clues, yearless) if yearless else None


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


def _with_year(clues: Clues, head: DayDate) -> PublicationDay | Unresolved:
    """A dateline without a year is solved only where the text fixes the year."""
    days = {day for day in anniversary_days(clues).values() if (day.month, day.day) == (head.month, head.day)}
    years = years_named(clues)
    if not days and years:
        around = (max(years), max(years) + 1)
        days = {day for year in around if (day := intervals.real_day(year, head.month, head.day))}
        weekday = head.weekday or _weekday_of_same_day(clues, head)
        near = [day for _, day in clues.full_dates()]
        if weekday:
            days = {day for day in days if day.isoweekday() == weekday}
        else:
            close = {day for day in days if any(abs((day - other).days) <= _NEAR_DAYS for other in near)}
            days = close or _days_of_news(clues, days)
    if len(days) == 1:
        reason = "dateline; the year by other dates of the text"
        return PublicationDay(intervals.day_of(days.pop()), PublicationBasis.DATELINE, reason)
    return Unresolved(
        f"the dateline names day {head.day} of month {head.month}, and no date of the text fixes its year"
    )


def _days_of_news(clues: Clues, days: set[date]) -> set[date]:
    """Of the possible days those that fall on a weekday the text reports on, or on the day after one.

    A report is dated the day of its news, else the next; two years that both fit leave it open.
    """
    reported, _ = weekdays_by_tense(clues)
    same = {day for day in days if day.isoweekday() in reported}
    return same or {day for day in days if (day.isoweekday() - 2) % 7 + 1 in reported}


def _weekday_of_same_day(clues: Clues, head: DayDate) -> int | None:
    same = (m for _, m in clues.of(DayDate) if m.weekday and (m.month, m.day) == (head.month, head.day))
    return next((meaning.weekday for meaning in same), None)
