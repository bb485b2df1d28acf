"""Finds numbers with their wording: "at least 67", "two dozen", "between 30 and 40", "1.2 million", "3 lakh"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from spacy.tokens import Doc, Token

from kg.model import Bound, Document, QuantityMention, Span, TimeMention

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: n for n, word in enumerate([*_UNITS, *_TEENS])} | {w: 10 * n for n, w in enumerate(_TENS, start=2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES |= {"lakh": 10**5, "crore": 10**7, "m": 10**6, "mn": 10**6, "bn": 10**9, "dozen": 12, "score": 20}
# a plural scale gives a magnitude, not a count; its least reading is kept as the value
_VAGUE = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2 * 10**6, "tens": 20}
_VAGUE |= {"billions": 2 * 10**9, "lakhs": 2 * 10**5, "crores": 2 * 10**7}

# longest wording first
_BOUNDS: tuple[tuple[tuple[str, ...], Bound], ...] = tuple(
    sorted(
        (
            (tuple(text.split()), bound)
            for bound, texts in {
                Bound.AT_LEAST: "at least|no fewer than|no less than|not less than|a minimum of|not fewer than",
                Bound.MORE_THAN: "more than|over|above|upwards of|in excess of|greater than|well over|exceeding",
                Bound.ABOUT: "about|around|some|roughly|approximately|nearly|almost|an estimated|close to|estimated|"
                "more or less|just over|just under|an average of|circa|something like|as few as",
                Bound.AT_MOST: "up to|at most|as many as|no more than|fewer than|less than|under|a maximum of|"
                "as much as",
            }.items()
            for text in texts.split("|")
        ),
        key=lambda item: -len(item[0]),
    )
)
_LONGEST_BOUND = max(len(words) for words, _ in _BOUNDS)
_MAGNITUDE = re.compile(r"magnitude-(\d(?:\.\d+)?)$")
_DIGITS = re.compile(r"[$€£¥]?(\d{1,3}(?:,\d{2,3})+|\d+)(\.\d+)?(m|bn|mn|k)?$")


def find_quantities(document: Document, times: Sequence[TimeMention]) -> tuple[QuantityMention, ...]:
    """Numbers in order; those inside a time expression, a name or an ordinal are no quantities."""
    doc = list(document.tokens)  # many times as quick as the parse itself
    barred = {i for mention in times for i in _tokens_in(document.tokens, mention.span)}
    found, at = [], 0
    while at < len(doc):
        end, value, vague = _number(doc, at, barred)
        if value is None:
            at += 1
            continue
        mention, at = _with_wording(doc, at, end, value, vague)
        found.append(mention)
    return tuple(found)


def _tokens_in(doc: Doc, span: Span) -> Iterator[int]:
    cut = doc.char_span(span.start, span.end, alignment_mode="expand")
    return iter(range(cut.start, cut.end)) if cut is not None else iter(())


def _number(doc: Sequence[Token], at: int, barred: set[int]) -> tuple[int, Decimal | None, bool]:
    """The end of the number that starts at a token, its value, and whether it is only a magnitude."""
    total, current, end, vague = Decimal(0), None, at, False
    while end < len(doc) and end not in barred:
        token = doc[end]
        word = token.lower_
        if word == "a" and current is None and _next_is_scale(doc, end):
            current = Decimal(1)
        elif (value := _value(doc, token)) is not None and (current is None or _continues(current, value, doc, end)):
            current = (current or Decimal(0)) + value
        elif current is None and word == "half" and (skip := _scale_after(doc, end + 1)):
            total, end = Decimal(_SCALES[doc[skip].lower_]) / 2, skip
        elif current is not None and (skip := _and_a_half(doc, end)):
            current, end = current + Decimal("0.5"), skip
        elif word in _SCALES and current is not None and _may_scale(doc, at, end):
            total, current = _scaled(total, current, _SCALES[word])
        elif word in _VAGUE and token.pos_ in {"NOUN", "NUM"} and end == at:
            current, vague = Decimal(_VAGUE[word]), True
            if word in {"tens", "hundreds"} and [t.lower_ for t in doc[end + 1 : end + 3]] in (
                ["of", "thousands"],
                ["of", "millions"],
            ):
                current *= 1000 if doc[end + 2].lower_ == "thousands" else 10**6
                end += 2
        elif not (word in {"and", "-"} and current is not None and _joins(doc, end)):
            break
        end += 1
    if current is None and not total:
        return at, None, False
    value = total + (current or Decimal(0))
    return end, value.quantize(Decimal(1)) if value == value.to_integral_value() else value, vague


def _may_scale(doc: Sequence[Token], at: int, end: int) -> bool:
    """A scale in full anywhere, "bn" and "mn" after the digits, "m" only glued to them (else it is a metre)."""
    word = doc[end].lower_
    return len(word) > 2 or (end == at + 1 and (len(word) > 1 or not doc[end - 1].whitespace_))


def _scale_after(doc: Sequence[Token], at: int) -> int:
    """Where the scale of "half a million" stands, 0 where there is none."""
    at += at < len(doc) and doc[at].lower_ == "a"
    return at if at < len(doc) and doc[at].lower_ in _SCALES and len(doc[at]) > 2 else 0


def _and_a_half(doc: Sequence[Token], at: int) -> int:
    """Where "and a half" ends, 0 where it does not stand."""
    return at + 2 if [t.lower_ for t in doc[at : at + 3]] == ["and", "a", "half"] else 0


def _next_is_scale(doc: Sequence[Token], at: int) -> bool:
    return at + 1 < len(doc) and doc[at + 1].lower_ in _SCALES and len(doc[at + 1]) > 2


def _continues(current: Decimal, value: Decimal, doc: Sequence[Token], at: int) -> bool:
    """ "twenty" + "one", "two hundred (and)" + "five": a smaller number in words after a larger round one."""
    return (
        doc[at].lower_ in _WORDS and value < 100 and current % (100 if current >= 100 else 10) == 0 and current > value
    )


def _joins(doc: Sequence[Token], at: int) -> bool:
    """ "two hundred and five", "twenty-one": the joint between two number words."""
    before, after = doc[at - 1].lower_, doc[at + 1].lower_ if at + 1 < len(doc) else ""
    if doc[at].text == "-":
        return before in _TENS and _WORDS.get(after, 10) < 10
    return before in {"hundred", "thousand"} and after in _WORDS


def _value(doc: Sequence[Token], token: Token) -> Decimal | None:
    word = token.lower_
    if word in _WORDS:
        if token.ent_type_ in {"DATE", "TIME", "ORDINAL"} and token.pos_ != "NUM":
            return None
        if token.pos_ in {"NUM", "NOUN"} or token.dep_ == "nummod":  # "Eleven miners died": an adjective to the model
            return Decimal(_WORDS[word])
    if (strength := _MAGNITUDE.match(word)) is not None:
        return Decimal(strength[1])
    match = _DIGITS.match(token.text)
    if not match or token.tag_ == "JJ" or _part_of_name(doc, token):
        return None
    scale = {"m": 10**6, "mn": 10**6, "bn": 10**9, "k": 1000}.get(match.group(3) or "", 1)
    return Decimal(match.group(1).replace(",", "") + (match.group(2) or "")) * scale


def _part_of_name(doc: Sequence[Token], token: Token) -> bool:
    """ "Boeing 737", "F-16", "20-point": a number after a name, or glued to a word on either side."""
    before = doc[token.i - 1] if token.i else None
    glued = before is not None and before.text in {"-", "/", ":"} and not before.whitespace_
    named = (
        before is not None and before.pos_ == "PROPN" and token.dep_ in {"nummod", "appos"} and token.head.i < token.i
    )
    after = [t for t in doc[token.i + 1 : token.i + 3] if not token.whitespace_]
    measured = len(after) == 2 and after[0].text == "-" and not after[0].whitespace_ and after[1].is_alpha
    measured = measured and after[1].lower_ != "magnitude"
    return glued or named or measured


def _scaled(total: Decimal, current: Decimal, scale: int) -> tuple[Decimal, Decimal | None]:
    if scale in {100, 12, 20}:
        return total, current * scale
    return total + current * scale, None


def _with_wording(doc: Sequence[Token], at: int, end: int, value: Decimal, vague: bool) -> tuple[QuantityMention, int]:
    start, bound = _bound_before(doc, at)
    low: Decimal | None = None
    high: Decimal | None = None
    if vague and bound is Bound.EXACT:
        bound = Bound.VAGUE
    upper_end, upper = _upper(doc, at, end, value)
    if upper is not None:
        bound, low, high, end = Bound.BETWEEN, value, upper, upper_end
        start = at - 1 if doc[at - 1].lower_ in {"between", "from"} and at else at
    elif bound in (Bound.AT_LEAST, Bound.MORE_THAN):
        low = value
    elif bound is Bound.AT_MOST:
        high = value
    elif [t.lower_ for t in doc[end : end + 2]] == ["or", "more"]:
        bound, low, end = Bound.AT_LEAST, value, end + 2
    span = Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))
    return QuantityMention(span, _head_index(doc, at, end), value, bound, low, high), end


def _bound_before(doc: Sequence[Token], at: int) -> tuple[int, Bound]:
    before = tuple(t.lower_ for t in doc[max(at - _LONGEST_BOUND, 0) : at])
    for words, bound in _BOUNDS:
        if before[-len(words) :] == words and not (words == ("up", "to") and _goes_up(doc, at - 3)):
            return at - len(words), bound
    return at, Bound.EXACT


def _goes_up(doc: Sequence[Token], at: int) -> bool:
    """ "edged up to 6.7 percent": that high, and no bound."""
    return at >= 0 and doc[at].pos_ == "VERB" and doc[at].lemma_.lower() in _CLIMBS


_CLIMBS = frozenset("edge go tick inch move creep climb come rise push drive jump pick".split())


_FALLS = frozenset("fall drop decline shrink climb increase decrease grow soar cut revise raise lower slip".split())


def _upper(doc: Sequence[Token], at: int, end: int, value: Decimal) -> tuple[int, Decimal | None]:
    """The second number of "between 30 and 40", "30 to 40", "30-40"."""
    if end >= len(doc):
        return end, None
    joint = doc[end].lower_
    between = at > 0 and doc[at - 1].lower_ in {"between", "from"}
    if joint == "to" and at > 1 and doc[at - 1].lower_ == "from" and doc[at - 2].lemma_.lower() in _CLIMBS | _FALLS:
        return end, None  # "rose from 20 to 31"
    if joint not in {"to", "-", "–"} and not (joint == "and" and between):
        return end, None
    upper_end, upper, _ = _number(doc, end + 1, set())
    return (upper_end, upper) if upper is not None and upper > value else (end, None)


def _head_index(doc: Sequence[Token], at: int, end: int) -> int:
    inside = range(at, end)
    return next(
        (i for i in reversed(inside) if doc[i].head.i not in inside and doc[i].pos_ in {"NUM", "NOUN"}), end - 1
    )
