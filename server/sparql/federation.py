"""SERVICE for endpoints that the operator allows: its answer is fetched first and takes its place as VALUES.

``SERVICE <allowed> { pattern }`` joins with the rest of its group as a table does, so a table it becomes: the endpoint
is asked ``SELECT * { pattern }`` with the prologue of the query, and the readers, which have no network, get the rows.
What this leaves out: variables in place of the address, SERVICE inside of SERVICE, and passing bindings on (the
endpoint evaluates the pattern alone). Blank nodes of the answer become IRIs that nothing else has. Any SERVICE that is
left after that is refused as ever, in every reading of the text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urljoin

import pyoxigraph as ox

from kg.store.sparql_tokens import Token, read_token
from server.problems import ServiceFailed
from server.settings import Settings
from server.sparql.protocol import QueryRequest
from server.sparql.tokens import calls_service

_MOST_CALLS = 4
_MOST_ROWS = 10_000
_BLANK = "urn:x-timewire:service-blank:"


@dataclass(frozen=True, slots=True)
class Call:
    """A SERVICE clause from ``start`` to ``end`` in the text: the address, the pattern in braces, and SILENT."""

    start: int
    end: int
    address: str
    pattern: str
    silent: bool


async def with_services(asked: QueryRequest, prefixes: Mapping[str, str], settings: Settings) -> QueryRequest:
    """The query with the answers of allowed endpoints in it; raises ServiceFailed where one gives none."""
    allowed = frozenset(settings.allow_service.split())
    if not allowed or "service" not in asked.query.lower():
        return asked
    calls = [call for call in find_calls(asked.query, prefixes) if call.address in allowed]
    if not calls:
        return asked
    if len(calls) > _MOST_CALLS:
        raise ServiceFailed(f"more than {_MOST_CALLS} SERVICE clauses", where="query", remedy="use fewer of them")
    prologue = _prologue(asked.query, prefixes)
    tables = await asyncio.gather(*(_table(call, prologue, settings) for call in calls))
    text, done = "", 0
    for call, table in zip(calls, tables, strict=True):
        text += asked.query[done : call.start] + table
        done = call.end
    return replace(asked, query=text + asked.query[done:])


async def _table(call: Call, prologue: str, settings: Settings) -> str:
    """The group that stands for a call; an empty one, which changes nothing, for a silent one that fails."""
    try:
        if calls_service(call.pattern):
            raise ServiceFailed("SERVICE inside of SERVICE", where="query", remedy="ask the endpoint yourself")
        from server.sparql.fetching import fetch_results  # a client of HTTP is slow to load and seldom needed

        query = f"{prologue}SELECT * WHERE {call.pattern} LIMIT {_MOST_ROWS + 1}"
        body = await fetch_results(call.address, query, settings.service_timeout_s, settings.service_bytes)
        return await asyncio.to_thread(table_of, body)
    except ServiceFailed:
        if call.silent:
            return "{ }"
        raise


def table_of(body: bytes) -> str:
    """SPARQL results in JSON as a group with VALUES; raises ServiceFailed for anything else and for too many rows."""
    try:
        answer = cast(ox.QuerySolutions, ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON))
        names = [variable.value for variable in answer.variables]
        rows = [" ".join(_written(row[name]) for name in names) for row in answer]
    except (SyntaxError, ValueError, AttributeError, KeyError) as fault:
        raise ServiceFailed(f"no SPARQL results: {type(fault).__name__}", remedy="try SERVICE SILENT") from None
    if len(rows) > _MOST_ROWS:
        raise ServiceFailed(f"more than {_MOST_ROWS} rows", where="SERVICE", remedy="ask for less there")
    head = " ".join(f"?{name}" for name in names)
    return f"{{ VALUES ({head}) {{ {' '.join(f'({row})' for row in rows)} }} }}"


def _written(term: object) -> str:
    if term is None:
        return "UNDEF"
    return f"<{_BLANK}{term.value}>" if isinstance(term, ox.BlankNode) else str(term)


# ------------------------------------------------------------------------------------------------------- reading


def find_calls(text: str, prefixes: Mapping[str, str]) -> list[Call]:
    """The SERVICE clauses with a fixed address that do not stand inside of one another."""
    known, base = {**prefixes}, ""
    calls: list[Call] = []
    tokens = [token for token in _tokens(text) if token.kind != "skip"]
    for number, token in enumerate(tokens):
        word = token.text.upper() if token.kind == "word" else ""
        if word == "PREFIX" and len(tokens) > number + 2:
            known[tokens[number + 1].text[:-1]] = urljoin(base, tokens[number + 2].text[1:-1])
        elif word == "BASE" and len(tokens) > number + 1:
            base = tokens[number + 1].text[1:-1]
        elif word == "SERVICE" and (not calls or calls[-1].end <= token.start):
            calls += _call(text, tokens, number, known, base)
    return calls


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        token = read_token(text, position, as_iri=True)
        position = token.end
        yield token


def _call(text: str, tokens: list[Token], number: int, prefixes: Mapping[str, str], base: str) -> Iterator[Call]:
    silent = tokens[number + 1 : number + 2] and tokens[number + 1].text.upper() == "SILENT"
    at = number + 1 + bool(silent)
    address = _address(tokens[at], prefixes, base) if at < len(tokens) else ""
    end = _end_of_group(tokens, at + 1)
    if address and end:
        pattern = text[tokens[at + 1].start : end]
        yield Call(tokens[number].start, end, address, pattern, bool(silent))


def _address(token: Token, prefixes: Mapping[str, str], base: str) -> str:
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return prefixes[prefix] + local if token.kind == "prefixed" and prefix in prefixes else ""


def _end_of_group(tokens: list[Token], number: int) -> int:
    """Where the group that begins with a token ends; 0 if it does not."""
    depth = 0
    for token in tokens[number:]:
        depth += (token.text == "{") - (token.text == "}")
        if depth <= 0:
            return token.end if token.text == "}" else 0
    return 0


def _prologue(text: str, prefixes: Mapping[str, str]) -> str:
    """The declarations of a query, those of preset prefixes that it uses before them."""
    preset = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items() if f"{name}:" in text)
    first = next(
        (token.start for token in _tokens(text) if token.text.upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), 0
    )
    return f"{preset}{text[:first]}\n"
