"""The engine's messages about queries, told as a reader can use them: line, column, and what stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.errors import QueryError
from kg.store.sparql_tokens import read_token
from server.problems import QuerySyntaxError
from server.sparql.tokens import query_start

_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): ?", re.DOTALL)
_LONGEST_EXPECTATION = 200
_LONGEST_TOKEN = 60
_DECLARATION = re.compile(r"PREFIX\s*(?:#[^\r\n]*\s*)*(?P<prefix>[^\s:<]*):", re.IGNORECASE)


def syntax_problem(message: str, text: str, prefixes: Mapping[str, str] | None = None) -> QueryError:
    """The engine's message with its place apart, and its list of expected characters cut to what can be read."""
    if "Prefix not found" in message and (found := _undeclared(text, prefixes or {})) is not None:
        line, column = _place(text, found)
        token = _token_at(text, found)
        return QuerySyntaxError(
            f"the prefix of {token} is not declared",
            line=line,
            column=column,
            token=token,
            remedy="declare it with PREFIX, or use a preset one",
        )
    position = _POSITION.search(message)
    expected = " ".join(message[position.end() if position else 0 :].split())
    if len(expected) > _LONGEST_EXPECTATION:
        expected = expected[:_LONGEST_EXPECTATION].rsplit(" ", 1)[0] + " …"
    if position is None:
        return QueryError(f"syntax error: {expected}", where="query", remedy="correct the query")
    line, column = int(position["line"]), int(position["column"])
    token = _token_at(text, _offset(text, line, column))
    near = f"at {token!r}" if token else "at the end"
    return QuerySyntaxError(
        f"syntax error {near}: {expected}", line=line, column=column, token=token, remedy="correct the query there"
    )


def no_form(text: str) -> QuerySyntaxError:
    """The error of a text that does not say what kind of query it is, at the word where it should."""
    begin = query_start(text)
    line, column = _place(text, begin)
    token = _token_at(text, begin)
    near = f"at {token!r}" if token else "at the end"
    return QuerySyntaxError(
        f"syntax error {near}: neither a declaration nor SELECT, ASK, CONSTRUCT or DESCRIBE",
        line=line,
        column=column,
        token=token,
        remedy="begin with one of them, after the prefixes",
    )


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1 or len(text)
    return min(len(text), start + column - 1)


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _token_at(text: str, offset: int) -> str:
    return read_token(text, offset, as_iri=True).text[:_LONGEST_TOKEN] if offset < len(text) else ""


def _undeclared(text: str, preset: Mapping[str, str]) -> int | None:
    """Where the first prefixed name stands whose prefix is declared nowhere."""
    declared = {found["prefix"] for found in _DECLARATION.finditer(text)} | set(preset)
    position = 0
    while position < len(text):
        token = read_token(text, position, as_iri=True)
        if token.kind == "prefixed" and token.text.partition(":")[0] not in declared:
            return token.start
        position = token.end
    return None
