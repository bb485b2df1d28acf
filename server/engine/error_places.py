"""Where the syntax of a query or update really breaks: the engine's own word for it is often some characters late.

Its parser tells the furthest place that any rule has looked at, and a rule for a keyword looks at as many characters as
the keyword has before it compares: at ``SELEC * {}`` it tells of column 10, where CONSTRUCT would have ended. So the
text is parsed once more with long runs of blanks between the tokens, where such looks ahead end before the next
token, and the place found is taken back to the token it belongs to. A character that no query has at the end keeps
the second text from ever being run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.store.sparql_tokens import read_token

_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): ?")
_IN_WORDS = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]")
"""What is wrong beyond grammar is told in a sentence; what is expected by grammar, in a list of tokens."""
_BASE = "http://example.org/"
_BLANKS = " " * 24
"""Longer than any keyword."""
_NEVER = "\x01"
_LONGEST = 20_000
"""Characters; in longer texts the engine's place must do."""
_APART = frozenset("{}();,")
"""Tokens that may always have blanks around them."""


@dataclass(frozen=True, slots=True)
class _Spread:
    """The text with blanks between its tokens; ``starts`` are pairs of offsets in it and in the text as it came."""

    text: str
    starts: tuple[tuple[int, int], ...]


def with_true_place(message: str, text: str, prefixes: Mapping[str, str], *, update: bool = False) -> str:
    """The engine's message on a text that it cannot parse, with the true place, and what is expected just there."""
    told = _POSITION.match(message)
    if told is None or len(text) > _LONGEST:
        return message
    spread = _spread(text)
    message_again = _message_on(spread.text + _NEVER, prefixes, update)
    again = _POSITION.match(message_again)
    if again is None:
        return message
    offset = _offset_of(spread.text, int(again["line"]), int(again["column"]))
    place, is_start = _taken_back(spread, offset, len(text))
    rest = message[told.end() :]
    if not _IN_WORDS.search(rest.removeprefix("expected one of ").removeprefix("expected ")):
        rest = message_again[again.end() :] if is_start else "not expected here"
    line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
    return f"error at {line}:{column}: {rest}"


def _message_on(text: str, prefixes: Mapping[str, str], update: bool) -> str:
    """What the engine says of a text that cannot be parsed."""
    store = ox.Store()
    try:
        (store.update if update else store.query)(text, base_iri=_BASE, prefixes=dict(prefixes))
    except SyntaxError as fault:
        return str(fault)
    except ValueError:
        pass
    return ""


def _offset_of(text: str, line: int, column: int) -> int:
    """The offset of a line and column, both counted from 1."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1 or len(text)
    return min(len(text), start + column - 1)


def _spread(text: str) -> _Spread:
    parts: list[str] = []
    starts: list[tuple[int, int]] = []
    length = position = 0
    before = ""
    while position < len(text):
        token = read_token(text, position, as_iri=True)
        blanks = _BLANKS if token.kind == "skip" or before in _APART or token.text in _APART else ""
        if token.kind == "skip":
            part = token.text + _BLANKS if not token.text.startswith("#") else token.text
        else:
            part = blanks + token.text
            starts.append((length + len(blanks), token.start))
        parts.append(part)
        length += len(part)
        position, before = token.end, token.text
    return _Spread("".join(parts) + _BLANKS, tuple(starts))


def _taken_back(spread: _Spread, offset: int, end: int) -> tuple[int, bool]:
    """Where the token at an offset of the spread text stood as it came; True if the offset is just where it begins."""
    if offset >= len(spread.text):
        return end, True
    before = bisect_right(spread.starts, (offset, end))
    start, place = spread.starts[before - 1] if before else (0, 0)
    return place, start == offset
