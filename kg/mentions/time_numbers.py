"""Numbers inside time expressions: counts, ordinals, days of a month, years in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from kg.mentions.time_lexer import lexicon

_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_VAGUE = frozenset("several few some many numerous multiple".split())


def read_count(words: Sequence[str]) -> Decimal | None:
    """How many: "two", "a", "twenty-five", "a couple of", "two and a half"; None where it is vague ("several")."""
    kept = [word for word in words if word not in ("of", "-", "the", "and", "more", "than", "to", "or")]
    if not kept or _VAGUE & set(kept):
        return None
    if "couple" in kept or "pair" in kept:
        return Decimal(2)
    if kept[0] == "half":
        return Decimal(6) if "dozen" in kept else Decimal("0.5")
    half = Decimal("0.5") if kept[-1] == "half" else Decimal("0.25") if kept[-1] == "quarter" else Decimal(0)
    if half:
        kept = kept[:-2] if kept[-2:-1] and kept[-2] in ("a", "one") else kept[:-1]
    total = _cardinal(kept)
    return None if total is None else total + half


def _cardinal(words: Sequence[str]) -> Decimal | None:
    numbers = lexicon("number")
    total, group = Decimal(0), Decimal(0)
    for word in words:
        value = Decimal(1) if word in ("a", "an", "another") else _digits(word)
        value = Decimal(numbers[word]) if value is None and word in numbers else value
        if value is None:
            return None
        if word in ("hundred", "thousand", "dozen"):
            group = max(group, Decimal(1)) * value
        else:
            group += value
        if word == "thousand":
            total, group = total + group, Decimal(0)
    return total + group


def _digits(word: str) -> Decimal | None:
    if word in _FRACTIONS:
        return Decimal(_FRACTIONS[word])
    if "/" in word:
        whole, _, rest = word.replace("-", " ").rpartition(" ")
        numerator, denominator = rest.split("/")
        if not int(denominator):
            return None
        part = Fraction(int(numerator), int(denominator)) + int(whole or 0)
        return Decimal(part.numerator) / Decimal(part.denominator)
    return Decimal(word.replace(",", "")) if re.fullmatch(r"[\d,]*\.?\d+", word, re.ASCII) else None


def read_ordinal(words: Sequence[str]) -> int | None:
    """Which in order: "third", "21st", "twenty - first"."""
    kept = [word for word in words if word != "-"]
    if len(kept) == 1 and kept[0][0].isdigit():
        digits = re.match(r"\d+", kept[0], re.ASCII)
        return int(digits[0]) if digits else None
    numbers, ordinals = lexicon("number"), lexicon("ordinal")
    tens = sum(numbers.get(word, 0) for word in kept[:-1])
    last = ordinals.get(kept[-1]) if kept else None
    return None if last is None else tens + last


def read_year(words: Sequence[str]) -> int | None:
    """A year in digits ("1995", "'95") or in words ("nineteen ninety-five", "two thousand five")."""
    kept = [word for word in words if word not in ("-", "and")]
    if len(kept) == 1 and kept[0].lstrip("'").isdecimal():
        value = int(kept[0].lstrip("'"))
        return value if value > 99 else value + (2000 if value < 40 else 1900)
    numbers = [lexicon("number").get(word) for word in kept]
    values = [int(number) for number in numbers if number is not None]
    if not kept or len(values) < len(kept):
        return None
    if any(value > 99 for value in (values[2:] if kept[0] == "two" else values)):
        return None  # "eighteen thousand"
    return 2000 + sum(values[2:]) if kept[0] == "two" else 100 * values[0] + sum(values[1:])
