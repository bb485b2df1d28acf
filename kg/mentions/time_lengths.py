"""Lengths that the words around them make something else: a day to come, a rate, a difference."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Token

from kg.mentions.time_findings import Expressions
from kg.mentions.time_grammar import Expression
from kg.mentions.time_meanings import Frequency, Length, Origin, Shifted, Vague
from kg.mentions.time_tense import Tense, tense_at


def as_it_stands(draft: Expressions, expression: Expression) -> Expression:
    """What the words around a length make of it."""
    return _as_difference(draft, _as_some_day(draft, _as_time_ahead(draft, _as_rate(draft, expression))))


def _as_some_day(draft: Expressions, expression: Expression) -> Expression:
    """ "The two will one day meet": some day to come, and no length."""
    words = [lexeme.low for lexeme in draft.lexed.lexemes[expression.first : expression.last]]
    token = draft.token(expression) if words == ["one", "day"] else None
    if token is None:
        return expression
    fronted = token.dep_ == "npadvmod" and token.head.i > token.i and tense_at(token) is Tense.FUTURE
    if fronted or not _OF_WHAT_MAY_BE.isdisjoint(draft.words_before(expression, 1)):
        return replace(expression, meaning=Vague("FUTURE_REF"), rule="one-day")
    return expression


_OF_WHAT_MAY_BE = frozenset(["will", "would", "may", "might", "could", "can", "should", "to"])


# what happens at once: "will begin in two weeks" is a day, "will finish the work in two weeks" is a length
_AT_ONCE = frozenset(
    [
        *("begin", "start", "open", "end", "expire", "close", "resume", "arrive", "leave", "return", "meet", "vote"),
        *("rule", "decide", "launch", "release", "publish", "announce", "retire", "resign", "redeem", "reconvene"),
        *(
            "withdraw",
            "travel",
            "visit",
            "be",
            "due",
            "hold",
            "elect",
            "appear",
            "report",
            "reopen",
            "depart",
            "mature",
        ),
    ]
)


def _as_time_ahead(draft: Expressions, expression: Expression) -> Expression:
    """ "The talks will resume in two weeks": counted from the day of writing."""
    meaning, token = expression.meaning, draft.token(expression)
    if not isinstance(meaning, Length) or token is None or draft.words_before(expression, 1) != ["in"]:
        return expression
    counted = re.fullmatch(r"P(\d+)([DWMY])", meaning.value)
    if not counted or token.dep_ != "pobj" or token.head.head.lemma_.lower() not in _AT_ONCE:
        return expression
    if tense_at(token) is not Tense.FUTURE or _looks_back(token):
        return expression
    return replace(expression, meaning=Shifted(counted[2], int(counted[1])), rule="ahead")


def _looks_back(token: Token) -> bool:
    """ "It will be the first visit in 88 years", "the worst storm in ten years": as long as there was none."""
    over = token.head.head
    first = over.left_edge.i if over.pos_ == "NOUN" else over.i
    before = token.doc[min(first, token.head.i) : token.head.i]
    return any(word.tag_ in ("JJS", "RBS") or word.lower_ in _RANKS for word in before)


_RANKS = frozenset(["first", "second", "third", "fourth", "fifth", "only", "last"])


def _as_rate(draft: Expressions, expression: Expression) -> Expression:
    """ "four flights a week": a frequency, where the parse hangs the week on what is counted."""
    meaning, first = expression.meaning, draft.lexed.lexemes[expression.first]
    if not isinstance(meaning, Length) or first.low not in ("a", "an") or expression.last - expression.first != 2:
        return expression
    token = draft.token(expression)
    if token is None or token.dep_ != "npadvmod" or token.head.pos_ not in ("NOUN", "NUM", "SYM", "PROPN"):
        return expression
    return replace(expression, meaning=Frequency(meaning.value), rule="rate")


def _as_difference(draft: Expressions, expression: Expression) -> Expression:
    """ "two days later than planned": how far apart two days are, and no day of its own."""
    meaning = expression.meaning
    if isinstance(meaning, Shifted) and meaning.origin is Origin.NARRATIVE and draft.next_word(expression) == "than":
        return replace(expression, meaning=Length(_length_value(abs(meaning.steps), meaning.unit)), rule="difference")
    return expression


def _length_value(count: int, unit: str) -> str:
    """Fortnights and nights as TimeML has them: weeks and days."""
    if unit in ("H", "MIN", "S"):
        return f"PT{count}{unit[0]}"
    return {"FN": f"P{2 * count}W", "N": f"P{count}D", "WE": f"P{count}WE"}.get(unit, f"P{count}{unit}")
