"""The small language in which the rules of time expressions are written, and the search for their matches.

``{month} day:<day> (,? year:{year})?`` reads: a class of symbols in braces, a macro in angle brackets, words as they
are, a name before a colon for what the reading needs, and the operators of regular expressions. Patterns run over
the string of symbols of ``kg.mentions.time_lexer``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from kg.mentions.time_lexer import BREAK, UNKNOWN, Lexed, Lexeme, vocabulary
from kg.mentions.time_meanings import Meaning

_PART = re.compile(
    r"\s+|(?P<name>[a-z]+\d?):(?=[{<(a-z])|\{(?P<classes>[\w|]+)\}|<(?P<macro>\w+)>|(?P<word>'s\b|[^\W\d_]+(?:'[^\W\d_]+)?)|(?P<mark>[,/'\-–—&@.])"
    r"|(?P<operator>\(\?[:!=<]*|[()|?*+]|\d+|\{\d,\d\})"
)


# prepositions that a rule needs to see and that TimeML leaves outside the expression
_OUTSIDE = frozenset(
    ["in", "over", "for", "of", "within", "from", "between", "since", "by", "until", "till", "took", "take"]
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern and what it means; the reading is None where the words turn out to be something else.

    Of the symbols in ``needs`` one is in every match; where a text has none of them the pattern is not run.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[Hit], Meaning | None]
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of a rule on lexemes ``start`` to ``end`` (exclusive)."""

    lexed: Lexed
    match: re.Match[str]

    def words(self, group: str) -> list[str]:
        """The words of a named part, in lower case; none if it is not there."""
        start, end = self.match.span(group)
        return [lexeme.low.rstrip(".") or lexeme.low for lexeme in self.lexed.lexemes[start:end]] if start >= 0 else []

    def __getitem__(self, group: str) -> str:
        """The words of a named part with blanks between; '' if it is not there."""
        return " ".join(self.words(group)) if group in self.match.re.groupindex else ""

    @property
    def before(self) -> Lexeme | None:
        """The lexeme before the match."""
        start = self.match.start()
        return self.lexed.lexemes[start - 1] if start else None

    @property
    def after(self) -> Lexeme | None:
        """The lexeme after the match."""
        end = self.match.end()
        return self.lexed.lexemes[end] if end < len(self.lexed.lexemes) else None


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression: lexemes ``first`` to ``last`` (exclusive), what they mean, and by which rule."""

    first: int
    last: int
    meaning: Meaning
    rule: str


def compile_pattern(pattern: str, macros: dict[str, str]) -> str:
    """A pattern of the rule language as a regular expression over symbols."""
    known = vocabulary()
    position, out = 0, []
    while position < len(pattern):
        part = _PART.match(pattern, position)
        if not part:
            raise ValueError(f"no rule of time expressions: {pattern!r} at {position}")
        position = part.end()
        out.append(_compiled(part, known.classes, known.symbol, macros))
    return re.sub(r"\x00(\w+)\x00(\[[^\]]+\]|\(\?:|\(|[\ue000-\uf8ff])", _named, "".join(out))


def needed_symbols(pattern: str) -> frozenset[str]:
    """Symbols of which every match has one: of the parts that cannot be left out the one with the fewest; or none."""
    parts = [part for part in _PART.finditer(pattern) if part.group().strip() and not part["name"]]
    depth, choices, group = 0, [], set[str]()
    for place, part in enumerate(parts):
        mark = part["operator"] or ""
        depth += mark.startswith("(") - (mark == ")")
        if depth == 0:
            found = group if mark == ")" else _symbols_of(part)
            optional = place + 1 < len(parts) and parts[place + 1]["operator"] in ("?", "*")
            choices += [frozenset(found)] if found and not optional else []
            group = set()
        elif depth > 1 or mark.startswith("(?") or part["macro"]:
            group = {UNKNOWN}  # too deep to say
        elif UNKNOWN not in group:
            group |= _symbols_of(part)
    sure = [choice for choice in choices if UNKNOWN not in choice]
    return min(sure, key=len, default=frozenset())


def _symbols_of(part: re.Match[str]) -> set[str]:
    known = vocabulary()
    if part["classes"]:
        return {symbol for name in part["classes"].split("|") for symbol in known.classes[name]}
    word = part["word"] or part["mark"]
    return {known.symbol(word)} if word else set()


def _compiled(
    part: re.Match[str], classes: dict[str, str], symbol: Callable[[str], str], macros: dict[str, str]
) -> str:
    if part["name"]:
        return f"\x00{part['name']}\x00"
    if part["classes"]:
        return "[" + "".join(classes[name] for name in part["classes"].split("|")) + "]"
    if part["macro"]:
        return f"(?:{compile_pattern(macros[part['macro']], macros)})"
    if part["word"] or part["mark"]:
        return symbol(part["word"] or part["mark"])
    return part["operator"] or ""


def _named(found: re.Match[str]) -> str:
    opening = f"(?P<{found[1]}>"
    return opening if found[2] in ("(", "(?:") else f"{opening}{found[2]})"


# words that no rule is made of alone
_FILLERS = (
    *(
        "the",
        "a",
        "an",
        "of",
        "in",
        "to",
        "and",
        "on",
        "for",
        "by",
        "from",
        "at",
        "that",
        "this",
        "or",
        "as",
        "its",
        "his",
    ),
    *(
        "her",
        "their",
        "more",
        "than",
        "over",
        "up",
        "only",
        "some",
        "about",
        "time",
        "will",
        "back",
        "old",
        "half",
        "first",
    ),
    *(",", ".", "'s", "-", "–", "—", "'", "/", "(", ")", "@", "&", "one", "few", "many", "several", "just", "under"),
)
# how far the readings of rules look beyond what their pattern matched
_BESIDE = 3


def _places_to_search(symbols: str) -> list[int]:
    """The lexemes that may be part of an expression, with those beside them; the rest of the text is passed over.

    No rule matches a word that it does not know, so that expressions lie in runs of known words, and no rule is made of
    fillers alone. Between two runs a word that no rule knows is kept.
    """
    fillers = _fillers()
    places: list[int] = []
    for run in _KNOWN.finditer(symbols):
        if not fillers.issuperset(run.group()):
            first = max(run.start() - _BESIDE, places[-1] + 1 if places else 0)
            places.extend(range(first, min(run.end() + _BESIDE, len(symbols))))
    return places


_KNOWN = re.compile(f"[^{UNKNOWN}{BREAK}]+")


@cache
def _fillers() -> frozenset[str]:
    return frozenset(vocabulary().symbol(word) for word in _FILLERS)


def match_rules(lexed: Lexed, rules: Iterable[Rule]) -> list[Expression]:
    """Expressions in text order, none over another: the longest wins, then the rule that stands first."""
    places = _places_to_search(lexed.symbols)
    part = Lexed(lexed.text, tuple(lexed.lexemes[p] for p in places), "".join(lexed.symbols[p] for p in places))
    found: list[tuple[int, int, int, Expression]] = []
    present = frozenset(part.symbols)
    for order, rule in enumerate(rules):
        if rule.needs and rule.needs.isdisjoint(present):
            continue
        for match in rule.pattern.finditer(part.symbols):
            meaning = rule.read(Hit(part, match))
            if meaning is not None:
                start, end = places[match.start()], places[match.end() - 1] + 1
                start += lexed.lexemes[start].low in _OUTSIDE and end - start > 1
                found.append((start - end, order, start, Expression(start, end, meaning, rule.name)))
    taken = bytearray(len(lexed.symbols))
    kept = []
    for _, _, _, expression in sorted(found, key=lambda item: item[:3]):
        if not any(taken[expression.first : expression.last]):
            taken[expression.first : expression.last] = b"\x01" * (expression.last - expression.first)
            kept.append(expression)
    return sorted(kept, key=lambda expression: expression.first)
