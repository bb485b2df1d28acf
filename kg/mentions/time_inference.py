"""The day of writing from the text's own words: weekdays, full dates, anniversaries, "N days after".

A weekday that the text ties to a date fixes the week; the weekdays that are reported must lie at or before the day of
writing, those that are expected after it. Only if one day is left is it given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from kg.mentions import intervals
from kg.mentions.time_findings import Expressions
from kg.mentions.time_grammar import Expression
from kg.mentions.time_meanings import (
    ClockTime,
    DayDate,
    Meaning,
    MonthDate,
    Origin,
    PartOfDay,
    Shifted,
    WeekdayDate,
    Which,
    YearDate,
    YearsBefore,
)
from kg.mentions.time_numbers import read_count, read_ordinal
from kg.mentions.time_tense import Tense, tense_at
from kg.model import Document, PublicationBasis, PublicationDay, Span, Unresolved
from kg.sentences import sentence_at

_M = TypeVar("_M")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ANNIVERSARY = (
    re.compile(
        r"\b(?:marks?|marked|marking)\s+(?:exactly\s+)?(?P<n>[\w-]+)\s+years?\s+(?:since|after|to the day)", re.I
    ),
    re.compile(r"\b(?P<n>\w+)[\s-]+years?[\s-]+(?:anniversary|to the day|on from)", re.I),
    re.compile(r"\b(?P<nth>[\w-]+)\s+anniversary\b", re.I),
    re.compile(r"\b(?P<n>[\w-]+)\s+years?\s+ago\s+(?:today|on this day)", re.I),
)
# an anniversary that is still to come, or is only near
_AHEAD_OF_IT = re.compile(
    r"\b(?:ahead of|before|nearing|approaching|upcoming|coming|run-?up to|eve of|close to)\W[^.;,]{0,40}$", re.I
)
_IT_NEARS = re.compile(
    r"^[^.;]{0,60}\b(?:near(?:s|ed|ing)?|approach(?:es|ed|ing)?|loom(?:s|ed|ing)?|draws? near|is \w+ away)\b",
    re.I,
)
_COUNT_AFTER = re.compile(r"\b(?P<n>\w+)\s+days?\s+(?:after|since)\b", re.I)
_LONGEST_COUNT = 1000
# words between "a week later" and "on Monday" of one statement
_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Clues:
    """A document with its time expressions, and what they can say about the day of writing."""

    document: Document
    expressions: Expressions

    def of(self, kind: type[_M]) -> Iterator[tuple[Expression, _M]]:
        """Expressions that speak of such a thing, be it with a time of day ("Monday night")."""
        for expression in self.expressions.found:
            meaning = _calendar_meaning(expression)
            if isinstance(meaning, kind):
                yield expression, meaning

    def full_dates(self) -> list[tuple[Expression, date]]:
        """Days with month and year that exist."""
        found = ((expression, full_date(expression)) for expression, _ in self.of(DayDate))
        return [(expression, day) for expression, day in found if day]

    def words(self, expression: Expression) -> str:
        """The words of an expression as printed."""
        return self.expressions.span(expression).cut(self.document.text)

    def sentence_of(self, expression: Expression) -> Span:
        """The sentence in which an expression starts."""
        return sentence_at(self.document, self.expressions.span(expression).start).span


def _calendar_meaning(expression: Expression) -> Meaning | None:
    meaning = expression.meaning
    if isinstance(meaning, YearsBefore):
        return meaning.of  # "ten years ago today"
    return meaning.day if isinstance(meaning, PartOfDay | ClockTime) else meaning


def full_date(expression: Expression) -> date | None:
    """The day an expression names with its year; None if it does not, or if weekday and day contradict each other."""
    meaning = _calendar_meaning(expression)
    if not isinstance(meaning, DayDate) or meaning.year is None:
        return None
    day = intervals.real_day(meaning.year, meaning.month, meaning.day)
    return day if day and meaning.weekday in (None, day.isoweekday()) else None


def years_named(clues: Clues) -> set[int]:
    """All years that the text names."""
    months = {meaning.year for _, meaning in clues.of(MonthDate) if meaning.year is not None}
    return months | {day.year for _, day in clues.full_dates()} | {meaning.year for _, meaning in clues.of(YearDate)}


def infer_publication(clues: Clues) -> PublicationDay | Unresolved:
    """The day of writing if the text fixes it, with the reason; else what is missing."""
    return _unless_told_later(clues, _day_called_today(clues) or _day_by_weekdays(clues))


def _day_by_weekdays(clues: Clues) -> PublicationDay | Unresolved:
    fixed = _fixed_weekdays(clues)
    if not fixed:
        return Unresolved("no metadata, no dateline, and nothing in the text ties a weekday or “today” to a date")
    return _solve(clues, fixed)


def _unless_told_later(clues: Clues, found: PublicationDay | Unresolved) -> PublicationDay | Unresolved:
    """Nothing is told as done before it was: a later date with a verb of the past contradicts the day."""
    if not isinstance(found, PublicationDay) or found.when.end is None:
        return found
    told = {day for e, day in clues.full_dates() if tense_at(clues.expressions.token(e)) is Tense.PAST}
    later = max((day for day in told if day > found.when.end), default=None)
    if later is None:
        return found
    return Unresolved(f"{found.reason}, but the text tells of {later.isoformat()} as past")


def _inferred(day: date, reason: str) -> PublicationDay:
    return PublicationDay(intervals.day_of(day), PublicationBasis.INFERRED, reason)


# ------------------------------------------------------------------------------------------ "today"


def _day_called_today(clues: Clues) -> PublicationDay | None:
    """ "today, March 3, 2015", "yesterday (2 March 2015)", "today marks ten years since ..."."""
    for one, other in pairwise(clues.expressions.found):
        ago = isinstance(one.meaning, YearsBefore)
        day, steps = full_date(other), None if ago else _day_word_steps(one)
        if (
            day
            and steps is not None
            and clues.expressions.words_between(one, other) in ([], [","], ["("], ["–"], ["—"])
        ):
            published = intervals.moved(day, -steps)
            if published:
                return _inferred(published, f"“{clues.words(one)}” is said to be {day.isoformat()}")
    days = {
        intervals.moved(day, -s) for e, day in anniversary_days(clues).items() if (s := _day_word_steps(e)) is not None
    }
    if len(days) == 1 and (only := days.pop()):
        return _inferred(only, f"“today” is an anniversary, which makes it {only.isoformat()}")
    return None


def _day_word_steps(expression: Expression) -> int | None:
    """0 for today, -1 for yesterday, 1 for tomorrow; None for all else."""
    meaning = expression.meaning.of if isinstance(expression.meaning, YearsBefore) else expression.meaning
    if not isinstance(meaning, Shifted) or meaning.unit != "D" or meaning.origin is not Origin.PUBLICATION:
        return None
    return meaning.steps if abs(meaning.steps) < 2 else None


# ------------------------------------------------------------------------------------- fixed weekdays


def anniversary_days(clues: Clues) -> dict[Expression, date]:
    """Weekdays and "today" that an anniversary ties to a date: "marks two years since" + "7 June 2019"."""
    found: dict[Expression, date] = {}
    dates = {day for _, day in clues.full_dates()}
    years_in: dict[Span, set[int]] = {}
    for expression in clues.expressions.found if dates else ():
        meaning = _calendar_meaning(expression)
        if not isinstance(meaning, WeekdayDate) and _day_word_steps(expression) is None:
            continue
        sentence = clues.sentence_of(expression)
        if sentence not in years_in:
            years_in[sentence] = _anniversary_years(sentence.cut(clues.document.text))
        days = {day for start in dates for n in years_in[sentence] if (day := _anniversary(start, n))}
        fitting = {day for day in days if not isinstance(meaning, WeekdayDate) or meaning.weekday == day.isoweekday()}
        if len(fitting) == 1:
            found[expression] = fitting.pop()
    return found


def _anniversary_years(sentence: str) -> set[int]:
    years: set[int] = set()
    for pattern in _ANNIVERSARY:
        for match in pattern.finditer(sentence):
            groups = match.groupdict()
            if _AHEAD_OF_IT.search(sentence[: match.start()]) or _IT_NEARS.match(sentence[match.end() :]):
                continue
            if groups.get("nth"):
                years.add(read_ordinal(groups["nth"].lower().split("-")) or 0)
            else:
                count = read_count(re.findall(r"\w+", (groups.get("n") or "").lower()))
                years.add(int(count) if count is not None else 0)
    return {year for year in years if 0 < year < _LONGEST_COUNT}


def _anniversary(start: date, years: int) -> date | None:
    return intervals.real_day(start.year + years, start.month, start.day)


def _fixed_weekdays(clues: Clues) -> list[tuple[date, str]]:
    """The dates of weekdays that the text ties to one, and how."""
    fixed = [
        (day, f"{_weekday_name(day)} is an anniversary that falls on {day.isoformat()}")
        for expression, day in anniversary_days(clues).items()
        if _day_word_steps(expression) is None
    ]
    tied = (*_days_after(clues), *_weeks_later(clues), *_latest_dated_weekday(clues))
    fixed += [(day, f"the text ties {_weekday_name(day)} to {day.isoformat()}") for day in tied]
    latest = max((day for day, _ in fixed), default=None)
    return [(day, reason) for day, reason in fixed if latest and (latest - day).days < 7]


def _weekday_name(day: date) -> str:
    return _WEEKDAYS[day.isoweekday() - 1]


def _days_after(clues: Clues) -> Iterator[date]:
    """ "Two days after the blast of 4 August 2020 ... on Thursday", in one sentence."""
    weekdays = {(clues.sentence_of(expression), meaning.weekday) for expression, meaning in clues.of(WeekdayDate)}
    counts: dict[Span, re.Match[str] | None] = {}
    for start, day in clues.full_dates() if weekdays else ():
        sentence = clues.sentence_of(start)
        if sentence not in counts:
            counts[sentence] = _COUNT_AFTER.search(sentence.cut(clues.document.text))
        counted = counts[sentence]
        count = read_count([counted["n"].lower()]) if counted else None
        target = intervals.moved(day, int(count)) if count is not None and count < _LONGEST_COUNT else None
        if target and (sentence, target.isoweekday()) in weekdays:
            yield target


def _weeks_later(clues: Clues) -> Iterator[date]:
    """ "On Monday, 6 May 2024. A week later, on Monday": what is counted from the full date before it."""
    found = clues.expressions.found
    last: date | None = None
    for one, other in pairwise(found):
        last = full_date(one) or last
        steps, weekday = one.meaning, _calendar_meaning(other)
        if last and isinstance(steps, Shifted) and isinstance(weekday, WeekdayDate) and steps.unit in ("D", "W"):
            target = intervals.shifted_day(last, steps.unit, steps.steps) if steps.origin is Origin.NARRATIVE else None
            beside = len(clues.expressions.words_between(one, other)) <= _BESIDE
            if target and beside and target.isoweekday() == weekday.weekday:
                yield target


def _latest_dated_weekday(clues: Clues) -> list[date]:
    """ "Monday, March 3" with a year of the text that fits the weekday, if no later day is named.

    With its year it may be of any time: then the news of the days after it must be told by weekdays, too.
    """
    years = years_named(clues)
    dates = [
        (meaning, day) for _, meaning in clues.of(DayDate) if meaning.weekday and (day := _dated_day(years, meaning))
    ]
    dated = {day for meaning, day in dates if meaning.year is None or _goes_on(clues, day)}
    latest = max(dated, default=None)
    others = max((day for _, day in clues.full_dates()), default=None)
    return [latest] if latest and (others is None or latest >= others) else []


def _goes_on(clues: Clues, day: date) -> bool:
    """True if the text reports on the weekday itself or on the next by its bare name, and on none farther off."""
    told = (m.weekday for e, m in clues.of(WeekdayDate) if tense_at(clues.expressions.token(e)) is Tense.PAST)
    steps = {(weekday - day.isoweekday()) % 7 for weekday in told}
    return bool(steps) and max(steps) <= 1


def _dated_day(years_of_text: set[int], meaning: DayDate) -> date | None:
    latest = max(years_of_text, default=None)
    years = [meaning.year] if meaning.year else [latest, latest + 1] if latest else []
    days = [day for year in years if (day := intervals.real_day(year, meaning.month, meaning.day))]
    fitting = [day for day in days if day.isoweekday() == meaning.weekday]
    return fitting[0] if len(fitting) == 1 else None


# ------------------------------------------------------------------------------------------- solving


def _solve(clues: Clues, fixed: list[tuple[date, str]]) -> PublicationDay | Unresolved:
    """The one day on which all reported weekdays are past and all expected ones still to come."""
    reported, expected = weekdays_by_tense(clues)
    solutions: dict[date, str] = {}
    for day, reason in fixed:
        for candidate in _candidates(day, reported, expected):
            solutions.setdefault(candidate, reason)
    if not solutions:
        return Unresolved("the dates and weekdays of the text contradict each other or say too little of its day")
    spreads = {day: _spread(day, reported) for day in solutions}
    best = [day for day in sorted(solutions) if spreads[day] == min(spreads.values())]
    if len(best) > 1:
        return Unresolved("the text leaves more than one day: " + ", ".join(day.isoformat() for day in best))
    return _inferred(best[0], f"{solutions[best[0]]}; the weekdays reported and expected leave this day")


def weekdays_by_tense(clues: Clues) -> tuple[set[int], set[int]]:
    """Weekdays that the text reports on, and those that it looks ahead to."""
    reported: set[int] = set()
    expected: set[int] = set()
    for expression, meaning in clues.of(WeekdayDate):
        if meaning.which is Which.LAST or meaning.origin is Origin.NARRATIVE:
            continue
        tense = Tense.FUTURE if meaning.which else tense_at(clues.expressions.token(expression))
        (expected if tense is Tense.FUTURE else reported if tense is Tense.PAST else set()).add(meaning.weekday)
    years, latest = years_named(clues), _latest_dated_weekday(clues)
    for expression, dated in clues.of(DayDate):
        fresh = not latest or _dated_day(years, dated) in latest
        if dated.weekday and fresh and tense_at(clues.expressions.token(expression)) is Tense.PAST:
            reported.add(dated.weekday)
    return reported, expected


def _candidates(day: date, reported: set[int], expected: set[int]) -> list[date]:
    """Days of writing in the week around a fixed weekday on which nothing reported is ahead.

    News calls a day by its weekday when it is the day of writing or one of the few before or after; what it expects
    "on Tuesday" is after the day of writing (else it says today), and the last it reports is of the day of writing.
    """
    steps = range(-6, 0) if day.isoweekday() in expected else range(7)
    around = [candidate for step in steps if (candidate := intervals.moved(day, step))]
    return [c for c in around if c.isoweekday() in reported and c.isoweekday() not in expected - reported]


def _spread(day: date, reported: set[int]) -> int:
    """How many days back the farthest reported weekday is."""
    return max(((day.isoweekday() - weekday) % 7 for weekday in reported), default=0)
