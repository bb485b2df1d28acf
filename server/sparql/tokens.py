"""Just enough of the lexical grammar of SPARQL 1.1 (section 19.8) to know what a query wants before it is run.

The engine would fetch what SERVICE names, and has no switch against it, so SERVICE must be found here, and surely.
Whether ``<`` opens an IRI or means "less than" depends on the grammar: ``FILTER(1<2)SERVICE#>`` looks like an IRI to a
scanner that prefers IRIs, like a comment to one that does not. So *both* readings of every ``<`` are followed: a
position of the text is a token start if any reading makes it one. That is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.store.sparql_tokens import Token, read_token, readings_at

_SERVICE = re.compile(r"service(?:silent)?(?P<name>:.*)?$", re.IGNORECASE | re.DOTALL)
_LOAD = re.compile(r"load(?:silent)?(?P<name>.*:.*)?$", re.IGNORECASE | re.DOTALL)
_PROLOGUE = {"PREFIX": 2, "BASE": 1, "VERSION": 1}
"""Declarations before a query, with the number of terms that each takes (SPARQL 1.2 adds VERSION)."""
_NAMES = frozenset({"iri", "variable", "prefixed"})
UPDATE_FORMS = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
QUERY_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


_PLAIN_START = re.compile(
    r"\s*(?:PREFIX\s+[A-Za-z][\w.-]*:\s*<[^<>\"{}|^`\\\x00-\x20]*>\s*)*(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[\s{*?$(<])",
    re.IGNORECASE | re.ASCII,
)
"""How nearly all queries begin; the tokens of any other are read one by one, fifty times slower."""


def query_form(text: str) -> str | None:
    """The first keyword after the prologue, upper case (SELECT, ASK, INSERT, ...); None if there is none."""
    if plain := _PLAIN_START.match(text):
        return plain["form"].upper()
    begin = query_start(text)
    token = read_token(text, begin, as_iri=True) if begin < len(text) else None
    return token.text.upper() if token and token.kind == "word" else None


def query_start(text: str) -> int:
    """The offset of what follows the prologue: where the kind of query should stand."""
    expected = 0  # terms of a PREFIX or BASE declaration that are still to come
    position = 0
    while position < len(text):
        token = read_token(text, position, as_iri=True)
        keyword = token.text.upper() if token.kind == "word" else ""
        if keyword in _PROLOGUE and not expected:
            expected = _PROLOGUE[keyword]
        elif token.kind != "skip":
            if not expected:
                break
            expected -= 1
        position = token.end
    return position


def calls_service(text: str) -> bool:
    """True if some reading of the text has a SERVICE clause: the keyword, perhaps SILENT, a name, and a brace.

    The engine asks for no space round keywords (``SERVICE:x{``, ``trueSERVICE<x>{`` and ``ex:.SERVICE<x>{`` all call
    out), so the end of any word counts. The price: ``GRAPH service:x {`` is refused too.
    """
    return any(
        (keyword := _SERVICE.search(token.text)) and _names_service(text, token.end, bool(keyword["name"]))
        for token in _all_tokens(text)
        if token.kind in ("word", "prefixed")
    )


def loads_documents(text: str) -> bool:
    """True if some reading of an update has a LOAD operation: the keyword where an operation may begin, and a name.

    An operation begins at the start, after a semicolon, or after the prologue, whose declarations end with an IRI or
    a string. The price: predicates of a prefix whose name begins with ``load`` are refused after an IRI.
    """
    return any(
        (keyword := _LOAD.match(token.text))
        and _may_begin_operation(text, token.start)
        and _names_source(text, token.end, bool(keyword["name"]))
        for token in _all_tokens(text)
        if token.kind in ("word", "prefixed")
    )


def _may_begin_operation(text: str, start: int) -> bool:
    """True unless the last character before, comments and spaces left out, forbids it; in doubt, True."""
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    before = text[line:start].rstrip()
    return not before or before[-1] in ";>\"'" or "#" in text[:start]


def _names_source(text: str, start: int, named: bool) -> bool:
    following = _without_skips(text, start)
    token = next(following, None)
    if not named and token and token.kind == "word" and token.text.upper() == "SILENT":
        token = next(following, None)
    return named or (token is not None and token.kind in ("iri", "prefixed"))


_VARYING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


def varies(text: str) -> bool:
    """True if a query may answer differently at another time although the graph is the same."""
    upper = text.upper()
    return any(name in upper for name in _VARYING) and any(
        token.kind == "word" and token.text.upper().endswith(tuple(_VARYING)) for token in _all_tokens(text)
    )


def _all_tokens(text: str) -> Iterator[Token]:
    """Every token of every reading, each once."""
    seen = bytearray(len(text) + 1)
    todo = [0]
    while todo:
        position = todo.pop()
        if position < len(text) and not seen[position]:
            seen[position] = 1
            readings = tuple(readings_at(text, position))
            yield from readings
            todo.extend(token.end for token in readings)


def _names_service(text: str, start: int, named: bool) -> bool:
    """True if a name (unless there was one) and the brace of a group follow."""
    following = _without_skips(text, start)
    token = next(following, None)
    if not named and token and token.kind == "word" and token.text.upper() == "SILENT":
        token = next(following, None)
    if not named:
        token = next(following, None) if token and token.kind in _NAMES else None
    return token is not None and token.text == "{"


def _without_skips(text: str, start: int) -> Iterator[Token]:
    while start < len(text):
        token = read_token(text, start, as_iri=True)
        start = token.end
        if token.kind != "skip":
            yield token
