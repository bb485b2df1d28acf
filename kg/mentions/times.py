"""Document → time expressions with TIMEX3 value, days, precision, basis and the rule that read them.

The grammar is our own, over the text and spaCy's parse; no library ever sees bare prose. What the values mean:
TimeML annotation guidelines 1.2.1 and TempEval-3. Time is linear in the length of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from spacy.tokens import Token

from kg.mentions import intervals
from kg.mentions.time_context import NO_SUCH_DAY, NOT_A_TIME, PASSAGE_DAYS, Context, Resolved, Spoken
from kg.mentions.time_expressions import find_expressions
from kg.mentions.time_findings import Expressions
from kg.mentions.time_grammar import Expression
from kg.mentions.time_lexer import lexicon
from kg.mentions.time_meanings import (
    DayDate,
    Length,
    Meaning,
    MonthDate,
    QuarterDate,
    Shifted,
    StoryDate,
    StoryQuarter,
    WeekdayDate,
)
from kg.mentions.time_resolution import resolve
from kg.mentions.time_tense import is_over, tense_at
from kg.model import DateBasis, Document, Precision, PublicationDay, Span, TimeInterval, TimeMention, Unresolved

_STORY_LENGTH = 12
_BOUNDS = {
    "since": intervals.since,
    "starting": intervals.since,
    "by": intervals.until,
    "until": intervals.until,
    "till": intervals.until,
    "before": intervals.before,
    "after": intervals.after,
}
_BOUNDS_OF_TWO = {"prior to": "before", "ahead of": "before", "up to": "until", "pre -": "before", "post -": "after"}
# words that may stand between the preposition of a bound and the expression
_BETWEEN = frozenset(["at", "least", "about", "around", "the", "roughly", "sometime", "shortly", "just"])


# "before dawn on Monday", "after 3 p.m." are still of that day
_WITHIN_A_DAY = frozenset({Precision.MINUTE, Precision.HOUR, Precision.PART_OF_DAY})


@dataclass(frozen=True, slots=True)
class _Reading:
    expression: Expression
    mention: TimeMention


def find_times(document: Document, publication: PublicationDay | Unresolved) -> tuple[TimeMention, ...]:
    """Find all time expressions of a document, in text order.

    Relative ones are counted from the day of publication (from its first day if it is a stretch) or from the date
    spoken of before; without it they are ``Unresolved`` with the reason. Impossible dates are left out.
    """
    expressions = find_expressions(document)
    anchor = publication.when.start if isinstance(publication, PublicationDay) else None
    story: tuple[Spoken, ...] = ()
    readings: list[_Reading] = []
    history = _History(document.text)
    for expression in expressions.found:
        span = expressions.span(expression)
        token = expressions.token(expression)
        context = Context(anchor, tense_at(token), story, history.at(span), is_over(token))
        resolved = resolve(expression.meaning, context)
        story = _told(story, expressions, expression, resolved)
        history.hear(span, resolved)
        if resolved.when not in (NO_SUCH_DAY, NOT_A_TIME):
            readings.append(_Reading(expression, _mention(expressions, expression, resolved)))
    return tuple(_with_ranges(expressions, readings))


class _History:
    """The last date with a year in words: as long as its sentence lasts, and on from there while days follow it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last: tuple[int, date] | None = None
        self._goes_on = False

    def at(self, span: Span) -> date | None:
        """Its first day, for an expression that may be of the same passage."""
        if self._last is None:
            return None
        between = self._text[self._last[0] : span.start]
        return None if "\n" in between or (". " in between and not self._goes_on) else self._last[1]

    def hear(self, span: Span, resolved: Resolved) -> None:
        """Keep a date; one of another basis than its own words or this history ends it."""
        when = resolved.when
        if not isinstance(when, TimeInterval) or when.start is None:
            return
        known = self.at(span)
        stated = resolved.basis is DateBasis.STATED and resolved.unit in {"D", "M"}
        self._goes_on = not stated and known is not None and 0 <= (when.start - known).days < PASSAGE_DAYS
        self._last = (span.end, when.start) if stated or self._goes_on else None


# ---------------------------------------------------------------------------------------- the story so far


def _told(
    story: tuple[Spoken, ...], expressions: Expressions, expression: Expression, resolved: Resolved
) -> tuple[Spoken, ...]:
    """What is compared with an earlier year stays what the story is about."""
    when, meaning = resolved.when, expression.meaning
    if isinstance(meaning, Length):
        return _with_period(_with_anniversary(story, expressions, expression, meaning), meaning)
    past_year = isinstance(meaning, Shifted) and meaning.unit == "Y" and meaning.steps < 0
    if (
        past_year
        or isinstance(meaning, StoryDate)
        or (isinstance(meaning, StoryQuarter) and (meaning.shift or meaning.year))
        or (isinstance(meaning, QuarterDate) and _is_background(story, expressions, expression))
    ):
        return story
    if not isinstance(when, TimeInterval) or when.start is None:
        return story
    unit, nominal = "D" if resolved.unit == "T" else resolved.unit, resolved.nominal
    aside = _bound_before(expressions, expression) is not None
    return (*story[-_STORY_LENGTH:], Spoken(nominal or when.start, unit, nominal is not None, aside))


def _is_background(story: tuple[Spoken, ...], expressions: Expressions, quarter: Expression) -> bool:
    """ "After a flat second quarter, profit rose": the report stays on the quarter that it was on."""
    before = expressions.words_before(quarter, 4)
    led = [place for place, word in enumerate(before) if word in ("after", "from", "than", "since", "following")]
    apart = before[led[-1] + 1 :] if led else []
    return bool(led) and any(spoken.unit == "Q" for spoken in story) and not {",", "in", "for", "of"} & set(apart)


def _with_anniversary(
    story: tuple[Spoken, ...], expressions: Expressions, expression: Expression, meaning: Length
) -> tuple[Spoken, ...]:
    """ "Friday, which marks ten years since the fire": what follows may speak of the day of the fire."""
    years = meaning.value.removeprefix("P").removesuffix("Y")
    before = expressions.words_before(expression, 4)
    marks = any(word in ("mark", "marks", "marked", "marking") for word in before)
    if not marks or expressions.word_after(expression) not in ("since", "after") or not years.isdecimal():
        return story
    spoken = story[-1] if story and story[-1].unit == "D" else None
    day = _years_before(spoken.day, int(years)) if spoken else None
    return (*story[-_STORY_LENGTH:], Spoken(day, "D")) if day else story


# months of a year whose figures are told together
_PERIODS = frozenset({"P6M", "P9M"})


def _with_period(story: tuple[Spoken, ...], meaning: Length) -> tuple[Spoken, ...]:
    """ "In the first nine months": what follows is compared with a year, where quarters are the matter."""
    quarter = next((spoken for spoken in reversed(story) if spoken.unit == "Q"), None)
    if quarter is None or meaning.value not in _PERIODS:
        return story
    return (*story[-_STORY_LENGTH:], Spoken(quarter.day, "P"))


def _years_before(day: date, years: int) -> date | None:
    return intervals.real_day(day.year - years, day.month, day.day) if 0 < years < 1000 else None


# -------------------------------------------------------------------------------------------- one mention


def _mention(expressions: Expressions, expression: Expression, resolved: Resolved) -> TimeMention:
    when, basis = resolved.when, resolved.basis
    if isinstance(when, TimeInterval):
        when = replace(when, zone=when.zone or _zone_after(expressions, expression))
        bound = _bound_before(expressions, expression)
        if bound == "before" and _is_an_end(expressions, expression):
            bound = "until"
        glued = expressions.words_before(expression, 1) == ["-"]  # "post-1985 work"
        if bound and not glued and _is_day_of_a_noun(expressions.token(expression)):
            bound = None
        if bound and not (bound in ("before", "after") and when.precision in _WITHIN_A_DAY):
            when, basis = _BOUNDS[bound](when), DateBasis.BOUND
    return TimeMention(expressions.span(expression), resolved.kind, resolved.value, when, basis, expression.rule)


def _is_day_of_a_noun(token: Token | None) -> bool:
    """ "since the May 2 vote", "before next week's talks", "by the 2015 accord": the bound is the vote, on that day."""
    node = token
    while node is not None and node.dep_ in {"nummod", "compound", "nmod", "amod", "poss"} and node.head.i != node.i:
        node = node.head
    if token is None or node is None or node.i <= token.i or node.pos_ != "NOUN" or not node.is_alpha:
        return False
    return node.ent_type_ not in {"DATE", "TIME"} and node.lemma_.lower() not in _LIMITS


_LIMITS = frozenset("deadline date cutoff limit target expiry end start beginning time level season".split())


def _is_an_end(expressions: Expressions, expression: Expression) -> bool:
    """ "Before the end of the year" is within that year, not before it."""
    words = {lexeme.low for lexeme in expressions.lexed.lexemes[expression.first : expression.last]}
    return bool(words & {"end", "close"})


def _bound_before(expressions: Expressions, expression: Expression) -> str | None:
    before = expressions.words_before(expression, 3)
    if bound := _BOUNDS_OF_TWO.get(" ".join(before[-2:])):
        return bound
    for word in reversed(before):
        if word in _BOUNDS:
            return word
        if word not in _BETWEEN:
            return None
    return None


def _zone_after(expressions: Expressions, expression: Expression) -> str | None:
    """ "on Monday, New York time": the day as it is there."""
    words = [word for word in expressions.words_after(expression, 5) if word not in (",", "(")]
    if "time" not in words:
        return None
    place = " ".join(words[: words.index("time")])
    zone: str | None = lexicon("zone_of").get(place)
    return zone


# ------------------------------------------------------------------------------------------------- ranges


def _with_ranges(expressions: Expressions, readings: list[_Reading]) -> list[TimeMention]:
    """ "from 1990 to 1995", "between May and July": both ends speak of the whole stretch."""
    mentions = [reading.mention for reading in readings]
    for position, (one, other) in enumerate(pairwise(readings)):
        if _is_range(expressions, one.expression, other.expression):
            mentions[position : position + 2] = _joined(one, other)
    return mentions


def _is_range(expressions: Expressions, one: Expression, other: Expression) -> bool:
    between = expressions.words_between(one, other)
    before = expressions.words_before(one, 1)
    if between == ["and"]:
        return before == ["between"]
    if between in (["to"], ["until"], ["till"]):
        return before == ["from"]
    return between in (["through"], ["-"], ["–"])


def _joined(one: _Reading, other: _Reading) -> list[TimeMention]:
    first, last = one.mention, other.mention
    unbound = [first.when, last.when]
    if not all(isinstance(when, TimeInterval) and when.start and when.end for when in unbound):
        return [first, last]
    start, end = first.when, last.when
    assert isinstance(start, TimeInterval)
    assert isinstance(end, TimeInterval)
    if isinstance(other.expression.meaning, WeekdayDate):
        end = _next_week(end, start)
    start = _year_before(start, end, one.expression.meaning)
    whole = intervals.hull(start, end) if _speaks_of_days(one) == _speaks_of_days(other) else None
    if whole is None:
        return [first, last]
    last = replace(last, value=end.edtf) if end is not last.when else last
    first = replace(first, value=start.edtf) if start is not first.when else first
    return [replace(first, when=whole), replace(last, when=whole)]


def _next_week(end: TimeInterval, start: TimeInterval) -> TimeInterval:
    """ "from Friday to Monday": the second weekday comes after the first."""
    later = intervals.moved(end.start, 7) if end.start and start.start and end.start < start.start else None
    return intervals.day_of(later, end.precision, end.zone) if later else end


def _year_before(start: TimeInterval, end: TimeInterval, meaning: Meaning) -> TimeInterval:
    """ "Between March and May", of last year if it is March: a month without its year comes before that of the end."""
    first = start.start
    if not isinstance(meaning, MonthDate) or meaning.year or first is None or end.end is None or first <= end.end:
        return start
    return intervals.month_of(first.year - 1, first.month)


def _speaks_of_days(reading: _Reading) -> bool:
    return isinstance(reading.expression.meaning, DayDate | WeekdayDate)
