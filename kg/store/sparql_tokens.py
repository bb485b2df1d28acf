"""The lexical grammar of SPARQL 1.1 (section 19.8), just enough to tell words from strings, IRIs and comments.

Whether ``<`` opens an IRI or means "less than" depends on the grammar, which is not known here: who has to be sure
follows both readings, as ``server/sparql/tokens.py`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_IRI = re.compile(r"<[^<>\"{}|^`\\\x00-\x20]*>")
_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\r\n]*)
    |(?P<string>'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}|"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3}
        |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    |(?P<variable>[?$]\w+)
    |(?P<prefixed>(?:[^\W\d_](?:[\w.·-]*[\w·-])?)?:(?:[\w:·%\\.-]|(?<=\\).)*)
    |(?P<word>@?[^\W\d][\w-]*)
    |(?P<other>[\s\S])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token by kind (iri, string, variable, prefixed, word, other, skip) with its offsets."""

    kind: str
    text: str
    start: int
    end: int


def read_token(text: str, start: int, *, as_iri: bool) -> Token:
    """The token at an offset; ``as_iri`` chooses the reading of ``<`` where there are two."""
    if as_iri and (iri := _IRI.match(text, start)):
        return Token("iri", iri.group(), start, iri.end())
    match = _TOKEN.match(text, start)
    assert match  # the last alternative takes any character
    assert match.lastgroup
    return Token(match.lastgroup, match.group(), start, match.end())


def readings_at(text: str, start: int) -> Iterator[Token]:
    """The tokens that may begin at an offset: one, or two where ``<`` may open an IRI."""
    first = read_token(text, start, as_iri=True)
    yield first
    if first.kind == "iri":
        yield read_token(text, start, as_iri=False)
