"""Text → lexemes of time expressions, each with a one-character symbol, so that the grammar is regular expressions.

Every word that the grammar or the lexicon knows has a symbol of its own; numbers have one by their shape; all
other words share one. A rule written over classes of symbols can then not run over words it does not know, and
the position of a symbol is the position of its lexeme.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from kg.mentions.lexicon import read_lexicon

UNKNOWN = "\ue000"
BREAK = "\ue001"
_FIRST_FREE = 0xE100

# shape of a number → its symbol; names are used in the rules as {day}, {year}, ...
SHAPES = {
    "iso": "\ue010",
    "slash": "\ue011",
    "clock": "\ue012",
    "decades": "\ue013",
    "nth": "\ue014",
    "decimal": "\ue015",
    "fraction": "\ue016",
    "small": "\ue017",  # 1 to 31
    "middle": "\ue018",  # up to three digits otherwise
    "fourdigits": "\ue019",  # 1000 to 2199: a year or an hour
    "military": "\ue01a",  # 0400
    "large": "\ue01b",
    "short": "\ue01c",  # '95
    "code": "\ue01d",  # digits glued to letters, money, percentages, parts of longer numbers
    "isoweek": "\ue01e",
    "compact": "\ue01f",  # 3pm
}

_LEXEME = re.compile(
    r"""
    (?P<plain>[^\W\d_]+(?![\w.']))  # most words, tried first
  | (?P<break>\n\s*\n|\n)
  | (?P<code>[$£€¥#@]\s?\d[\d.,]*|\d[\d,.]*\s?%|[A-Za-z]+\d[\w]*(?:-\d+)*
        |(?!\d{1,2}\.\d{1,2}\.(?:19|20)\d\d(?![\w]|\.\d))\d+(?:\.\d+){2,}(?!\d))
  | (?P<iso>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))
  | (?P<isoweek>\d{4}-W\d\d(?![\w-]))
  | (?P<slash>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/])|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d(?!\w))
  | (?P<compact>\d{1,2}(?:[:.]\d\d)?(?:[ap]m|[ap]\.m\.?)(?!\w))
  | (?P<clock>\d{1,2}:\d\d(?::\d\d)?(?![\w:]|\.\d))
  | (?P<decades>(?:1\d|20)\d0(?:'?s)(?!\w)|'\d0s(?!\w))
  | (?P<nth>\d{1,2}(?:st|nd|rd|th)(?!\w))
  | (?P<decimal>\d+(?:,\d{3})*\.\d+(?!\w))
  | (?P<fraction>(?:\d{1,2}[ -])?\d/\d{1,2}(?![\w/])|[½¼¾])
  | (?P<large>\d{1,3}(?:,\d{3})+(?!\d)|\d{5,})
  | (?P<short>'\d\d(?!\w))
  | (?P<mixed>\d+[A-Za-z]\w*)
  | (?P<int>\d+)
  | (?P<word>(?:
        (?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|weds?|thurs?|thu|fri|sat|sun)
        \.(?=\s*\d|,|\ [A-Z])
      |[ap]\.m\b\.?|U\.S\.|a\.d\.|b\.c\.)|[^\W\d_]+(?:'(?!s\b|d\b|ll\b|re\b|ve\b)[^\W\d_]+)*)
  | (?P<mark>'s\b|[^\w\s])
    """,
    re.VERBOSE | re.IGNORECASE,
)

# a line as short as this is a heading or an item; longer ones with a single break are wrapped prose
_WRAPPED = 50


class Lexeme(NamedTuple):
    """A word, number or mark; ``low`` is it in lower case without the point of an abbreviation.

    A tuple, since every word of an article is one and a dataclass takes several times as long to make.
    """

    start: int
    end: int
    text: str
    low: str


@dataclass(frozen=True, slots=True)
class Lexed:
    """The lexemes of a text, and the string of their symbols (one character each)."""

    text: str
    lexemes: tuple[Lexeme, ...]
    symbols: str


class Vocabulary:
    """Symbols of words and classes of symbols; grows while the rules are compiled, then stays."""

    def __init__(self) -> None:
        self._symbols: dict[str, str] = {}
        self.classes: dict[str, str] = dict(SHAPES)
        for name in ("month", "weekday", "season", "part", "unit", "number", "ordinal", "decade", "frequency", "zone"):
            self.classes[name] = "".join(self.symbol(word) for word in read_lexicon("times")[name])
        self.classes |= {"open": self.symbol("("), "close": self.symbol(")"), "plus": self.symbol("+")}

    def symbol(self, word: str) -> str:
        """The symbol of a word of the grammar, in lower case."""
        return self._symbols.setdefault(word, chr(_FIRST_FREE + len(self._symbols)))

    def known(self, word: str) -> str:
        """The symbol of a word of the text."""
        return self._symbols.get(word, UNKNOWN)


@cache
def vocabulary() -> Vocabulary:
    """The one vocabulary that rules and texts share."""
    return Vocabulary()


def lexicon(table: str) -> dict[str, Any]:
    """One table of the lexicon of times."""
    found: dict[str, Any] = read_lexicon("times")[table]
    return found


def _shape_of_integer(digits: str) -> str:
    if len(digits) == 4 and digits[0] != "0":
        return "fourdigits" if 1000 <= int(digits) <= 2199 else "large"
    if len(digits) == 4:
        return "military"
    value = int(digits)
    if 1 <= value <= 31 and len(digits) <= 2:
        return "small"
    return "middle" if value < 1000 else "large"


def _breaks(text: str, found: re.Match[str]) -> bool:
    """A blank line, or the end of a short line, separates; a long line may be wrapped prose."""
    if found.group().count("\n") > 1:
        return True
    line_start = text.rfind("\n", 0, found.start()) + 1
    return found.start() - line_start < _WRAPPED


def read_lexemes(text: str) -> Lexed:
    """Cut a text (quotes straightened) into lexemes with symbols; time is linear in its length."""
    known = vocabulary().known
    lexemes: list[Lexeme] = []
    symbols: list[str] = []
    for found in _LEXEME.finditer(text):
        kind, start, end, words = found.lastgroup, found.start(), found.end(), found.group()
        low = words.lower()
        if kind == "break":
            if not _breaks(text, found):
                continue
            symbol = BREAK
        elif kind == "plain":
            symbol = known(low)
        elif kind in ("word", "mark"):
            symbol = known(low.replace("a.m", "am").replace("p.m", "pm").rstrip(".") or words)
        elif kind == "int":
            symbol = SHAPES[_shape_of_integer(words)]
        else:
            symbol = SHAPES["code" if kind == "mixed" else str(kind)]
        lexemes.append(Lexeme(start, end, words, low))
        symbols.append(symbol)
    return Lexed(text, tuple(lexemes), "".join(symbols))
