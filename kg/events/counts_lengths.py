"""Lengths that a court gives: "12 years in prison", "jailed for six months", "an eight-year sentence"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from spacy.tokens import Token

from kg.events.counts import Count
from kg.model import Bound, Document, QuantityMention, Span, TimeMention, TimexKind
from kg.syntax import head_of

_VALUE = re.compile(r"P(\d+)([DWMY])\Z")
_UNITS = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}
_PLAIN = re.compile(r"[\w,]+[\s-](?:day|week|month|year)s?\Z")
_SENTENCES = frozenset({"sentence", "jail", "imprison", "condemn"})
_TERMS = frozenset({"sentence", "term", "imprisonment"})
_HEDGED = frozenset(
    {"least", "than", "to", "about", "around", "nearly", "almost", "over", "under", "maximum", "minimum"}
)


def find_terms(document: Document, times: Sequence[TimeMention]) -> Iterator[Count]:
    """The lengths of sentences in order, as counts of years, months and so on; one with a hedge is left out."""
    for mention in times:
        value = _VALUE.match(mention.value)
        noun = head_of(document.tokens, mention.span) if value and mention.kind is TimexKind.DURATION else None
        if value is None or noun is None or not _PLAIN.match(mention.span.cut(document.text)):
            continue
        said = _sentencing(noun)
        if said is not None and not _is_hedged(noun):
            quantity = QuantityMention(mention.span, noun.i, Decimal(value[1]), Bound.EXACT, None, None)
            span = Span(mention.span.start, _end(noun, mention.span.end))
            yield Count(quantity, "DurationMeasure", noun, said, span, False, _UNITS[value[2]])


def _sentencing(noun: Token) -> Token | None:
    """The word that denotes the sentence a length belongs to."""
    above = noun.head
    if above.lemma_.lower() in _TERMS and noun.dep_ in {"compound", "nmod", "amod", "nummod"}:
        return above if above.head.lemma_.lower() not in _SENTENCES else above.head
    verb = above.head if noun.dep_ == "pobj" and above.lower_ in {"to", "for"} else above
    return verb if verb.pos_ == "VERB" and verb.lemma_.lower() in _SENTENCES else None


def _is_hedged(noun: Token) -> bool:
    first = noun.left_edge
    before = noun.doc[max(0, first.i - 2) : noun.i]
    words = {t.lower_ for t in before if t.dep_ not in {"prep"} or t.lower_ == "than"}
    return bool(words & _HEDGED)


def _end(noun: Token, end: int) -> int:
    """With "in prison", "behind bars" where that follows."""
    after = noun.doc[noun.i + 1 : noun.i + 3]
    held = len(after) == 2 and after[0].lower_ in {"in", "behind"}
    return after[1].idx + len(after[1]) if held and after[1].lower_ in {"prison", "jail", "custody", "bars"} else end
