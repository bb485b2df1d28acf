"""Document → time expressions with TIMEX3 value, days, precision, basis and the rule that read them.

The grammar is our own, over the text and spaCy's parse; no library ever sees bare prose. What the values mean:
TimeML annotation guidelines 1.2.1 and TempEval-3. Time is linear in the length of the text.
"""

from __future__ import annotations

from dataclasses import replace

from kg.mentions import intervals
from kg.mentions.time_expressions import Expressions, find_expressions
from kg.mentions.time_grammar import Expression
from kg.mentions.time_meanings import Shifted, StoryQuarter
from kg.mentions.time_resolution import NO_SUCH_DAY, NOT_A_TIME, Context, Resolved, Spoken, resolve
from kg.mentions.time_tense import tense_at
from kg.model import DateBasis, Document, PublicationDay, Span, TimeInterval, TimeMention, Unresolved

_STORY_LENGTH = 12
_BOUNDS = {
    "since": intervals.since,
    "from": intervals.since,
    "starting": intervals.since,
    "by": intervals.until,
    "until": intervals.until,
    "till": intervals.until,
    "before": intervals.before,
    "after": intervals.after,
}


def find_times(document: Document, publication: PublicationDay | Unresolved) -> tuple[TimeMention, ...]:
    """Find all time expressions of a document, in text order.

    Relative ones are counted from the day of publication (from its first day if it is a stretch) or from the date
    spoken of before; without it they are ``Unresolved`` with the reason. Impossible dates are left out.
    """
    expressions = find_expressions(document)
    anchor = publication.when.start if isinstance(publication, PublicationDay) else None
    story: tuple[Spoken, ...] = ()
    mentions: list[TimeMention] = []
    read: list[tuple[Expression, Resolved]] = []
    for expression in expressions.found:
        tense = tense_at(expressions.token(expression))
        resolved = resolve(expression.meaning, Context(anchor, tense, story))
        story = _told(story, expression, resolved)
        read.append((expression, resolved))
        mention = _mention(expressions, expression, resolved)
        if mention:
            mentions.append(mention)
    return tuple(_with_ranges(expressions, mentions))


def _told(story: tuple[Spoken, ...], expression: Expression, resolved: Resolved) -> tuple[Spoken, ...]:
    """What is compared with an earlier year stays what the story is about."""
    when, meaning = resolved.when, expression.meaning
    if isinstance(meaning, StoryQuarter) or (
        isinstance(meaning, Shifted) and meaning.unit == "Y" and meaning.steps < 0
    ):
        return story
    if not isinstance(when, TimeInterval) or when.start is None:
        return story
    unit = "D" if resolved.unit == "T" else resolved.unit
    return (*story[-_STORY_LENGTH:], Spoken(when.start, unit))


def _mention(expressions: Expressions, expression: Expression, resolved: Resolved) -> TimeMention | None:
    if resolved.when in (NO_SUCH_DAY, NOT_A_TIME):
        return None
    when, basis = resolved.when, resolved.basis
    bound = _bound_before(expressions, expression)
    if bound and isinstance(when, TimeInterval):
        when, basis = _BOUNDS[bound](when), DateBasis.BOUND
    return TimeMention(expressions.span(expression), resolved.kind, resolved.value, when, basis, expression.rule)


def _bound_before(expressions: Expressions, expression: Expression) -> str | None:
    before = expressions.words_before(expression, 3)
    if not before:
        return None
    word = before[-1]
    if word == "from" or word not in _BOUNDS:
        return None
    return word


def _with_ranges(expressions: Expressions, mentions: list[TimeMention]) -> list[TimeMention]:
    """ "from 1990 to 1995", "between May and July": both ends speak of the whole stretch."""
    result = list(mentions)
    text = expressions.lexed
    for position in range(len(mentions) - 1):
        one, other = mentions[position], mentions[position + 1]
        if _is_range(text_between(expressions, one.span, other.span), expressions, one.span):
            result[position : position + 2] = _joined(one, other)
    del text
    return result


def text_between(expressions: Expressions, one: Span, other: Span) -> list[str]:
    """The words between two spans, in lower case."""
    return [lexeme.low for lexeme in expressions.lexed.lexemes if one.end <= lexeme.start < other.start]


def _is_range(between: list[str], expressions: Expressions, one: Span) -> bool:
    before = [lexeme.low for lexeme in expressions.lexed.lexemes if lexeme.end <= one.start][-1:]
    if before == ["from"]:
        return between in (["to"], ["until"], ["through"], ["till"])
    if before == ["between"]:
        return between == ["and"]
    return between in (["-"], ["–"], ["through"])


def _joined(one: TimeMention, other: TimeMention) -> list[TimeMention]:
    if not isinstance(one.when, TimeInterval) or not isinstance(other.when, TimeInterval):
        return [one, other]
    whole = intervals.hull(one.when, other.when)
    return [replace(one, when=whole), replace(other, when=whole)] if whole else [one, other]
