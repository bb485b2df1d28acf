"""Dates from anniversaries: "Tuesday marks two years since the attack" dates the attack.

The day is the one the sentence names; the years are a number or an ordinal before the word.
"""

from __future__ import annotations

import re
from datetime import date

from spacy.tokens import Token

from kg.events.referents import Referents
from kg.model import DateBasis, EventTime, Precision, Span, TimeInterval
from kg.syntax import preposition_before, same_sentence

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_YEARS = {word: n for words in (_NUMBERS, _ORDINALS) for n, word in enumerate(words, start=1)}
_YEARS |= {"twentieth": 20, "25th": 25, "fiftieth": 50, "decade": 10}
_DIGITS = re.compile(r"(\d+)(st|nd|rd|th)?$")


def anniversary_time(head: Token, referents: Referents) -> EventTime | None:
    """The day of an event that a sentence calls N years ago to the day; None where it does not."""
    preposition = preposition_before(head)
    if preposition is None or preposition.lower_ not in {"since", "of", "after"}:
        return None
    if lies_ahead(preposition.head):
        return None
    years = _years(preposition.head, preposition)
    day = _day_named(head, referents)
    if years is None or day is None:
        return None
    try:
        past = day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return None
    when = TimeInterval(past, past, Precision.DAY, past.isoformat())
    span = Span(preposition.head.left_edge.idx, preposition.idx + len(preposition))
    return EventTime(when, DateBasis.EVENT_ANCHORED, span.cut(referents.text), evidence=span)


def lies_ahead(noun: Token) -> bool:
    """ "as the second anniversary nears", "days before the anniversary": the day named is not that of the year."""
    before = noun.head.lower_ if noun.dep_ == "pobj" else ""
    near = noun.dep_ == "nsubj" and noun.head.lemma_.lower() in {"near", "approach", "loom"}
    return near or before in {"before", "until"}


def _years(noun: Token, preposition: Token) -> int | None:
    """The number of years that lead up to the day."""
    lemma = noun.lemma_.lower()
    if lemma == "anniversary" and preposition.lower_ == "of":
        return next((n for c in noun.lefts for t in c.subtree if (n := _number(t.lower_)) is not None), None)
    before = preposition.doc[preposition.i - 1]
    if before.lemma_.lower() != "year" or preposition.lower_ != "since":
        return None
    marked = any(t.lemma_.lower() in {"mark", "be", "anniversary"} for t in (*before.ancestors, before.head))
    return _number(preposition.doc[preposition.i - 2].lower_) if marked and preposition.i > 1 else None


def _number(word: str) -> int | None:
    match = _DIGITS.match(word)
    return int(match.group(1)) if match else _YEARS.get(word)


def _day_named(head: Token, referents: Referents) -> date | None:
    """The last single day that the sentence names before the event."""
    days = [
        mention.when.start
        for index, mention in sorted(referents.times.items())
        if index < head.i
        and same_sentence(referents.doc[index], head)
        and isinstance(mention.when, TimeInterval)
        and mention.when.start == mention.when.end
    ]
    return days[-1] if days else None
