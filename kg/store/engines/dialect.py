"""A query as an engine understands it as we do: prefixes declared, and the graph of the knowledge kept apart.

Where the default graph of an engine is the union of all, the knowledge lies in a graph of its own. It is named as the
default graph of each request; ``GRAPH ?g`` would find it a second time, and so a filter follows each of those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.iris import elsewhere
from kg.store.engines.kinds import STAND_IN, Kind
from kg.store.sparql_tokens import Token, read_token

MARKER = NamedNode("urn:x-timewire:store")
"""The graph that tells whose graph this is and how far it is."""
UPDATED = NamedNode("urn:x-timewire:update-in-progress")
"""The graph that tells which update was run last."""
_DECLARATIONS = {"PREFIX": 2, "BASE": 1, "VERSION": 1}
"""With the number of terms that each takes."""
_AFTER_ORDER = ("LIMIT", "OFFSET")
_NUMBER = re.compile(r"\d+")
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)


def spoken(
    text: str, kind: Kind, prefixes: Mapping[str, str], base: str | None = None, names: Sequence[str] = ()
) -> str:
    """A query with what it leaves out, and apart from our bookkeeping where it could be found.

    ``names`` are those of the columns of a SELECT, each with its question mark.
    """
    if kind.sorted_rows and names:
        text = sorted_apart(text, names, kind.sorted_rows)
    declared = set(_DECLARED.findall(text))
    used = (name for name in prefixes if name not in declared and f"{name}:" in text)
    head = "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in used)
    start = f"BASE <{base}> " if base else ""
    return start + head + (without_stand_in(text, kind) if kind.stands_in else text)


def _form(text: str) -> Token | None:
    """The first keyword after the declarations."""
    expected = 0
    for token in _tokens(text):
        if token.kind == "word" and not expected:
            if token.text.upper() not in _DECLARATIONS:
                return token
            expected = _DECLARATIONS[token.text.upper()]
        elif token.kind != "skip":
            expected = max(0, expected - 1)
    return None


def query_form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; another word, or nothing, where it is no query."""
    token = _form(text)
    return token.text.upper() if token else ""


def as_select(text: str) -> str:
    """An ASK query as one for rows."""
    token = _form(text)
    assert token
    return f"{text[: token.start]}SELECT (1 AS ?asked) {text[token.end :]}"


def sorted_apart(text: str, names: Sequence[str], most: int) -> str:
    """A SELECT that sorts, and then takes more rows than the engine sorts for a LIMIT: sorted inside, limited outside.

    Queries with FROM or VALUES at the end stay as they are; neither can stand in a SELECT within another.
    """
    words = {token.text.upper(): token for token in _outer_words(text)}
    cuts = [words[name] for name in _AFTER_ORDER if name in words]
    rows = sum(int(number[0]) for token in cuts if (number := _NUMBER.search(text, token.end)))
    if rows <= most or not {"ORDER", "SELECT"} <= words.keys() or words.keys() & {"FROM", "VALUES"}:
        return text
    start, end = words["SELECT"].start, min(token.start for token in cuts)
    return f"{text[:start]}SELECT {' '.join(names)} {{ {{ {text[start:end]}\n}} }} {text[end:]}"


def _outer_words(text: str) -> Iterator[Token]:
    """The keywords outside of all braces."""
    depth = 0
    for token in _tokens(text):
        depth += (token.text == "{") - (token.text == "}")
        if token.kind == "word" and not depth:
            yield token


def without_stand_in(text: str, kind: Kind) -> str:
    """The query with ``GRAPH ?g { … }`` asked of the graphs of data only.

    ``GRAPH <iri>`` becomes a computed name: Virtuoso finds no graph by its plain name once it is told the default one.
    """
    hidden, parts, done = ", ".join(map(str, hidden_graphs(kind))), [], 0
    for name, brace in _graph_patterns(text):
        if name.kind == "variable":
            parts += [text[done : brace.end], f" FILTER({name.text} NOT IN ({hidden})) "]
        else:
            parts += [text[done : name.start], f"`iri({name.text})`", text[name.end : brace.end]]
        done = brace.end
    return "".join(parts) + text[done:]


def hidden_graphs(kind: Kind) -> list[NamedNode]:
    """The graphs that are no data: ours and the engine's own."""
    return [MARKER, UPDATED, *map(elsewhere, (STAND_IN, *kind.system_graphs))]


def _graph_patterns(text: str) -> Iterator[tuple[Token, Token]]:
    """The name of each GRAPH, and the brace that opens its pattern."""
    tokens = [token for token in _tokens(text) if token.kind != "skip"]
    for word, name, brace in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word.kind == "word" and word.text.upper() == "GRAPH" and brace.text == "{":
            yield name, brace


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        token = read_token(text, position, as_iri=True)
        position = token.end
        yield token


def graph_clause(quad: Quad, kind: Kind) -> str:
    """The graph of a quad as updates name it; empty for the default graph of an engine that has one."""
    if not isinstance(quad.graph_name, DefaultGraph):
        return str(quad.graph_name)
    return f"<{STAND_IN}>" if kind.stands_in else ""


def block(quads: list[Quad], kind: Kind) -> str:
    """Quads as the body of INSERT DATA and DELETE DATA, graph by graph."""
    graphs: dict[str, list[str]] = {}
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {quad.object} .\n"
        graphs.setdefault(graph_clause(quad, kind), []).append(triple)
    lines = ("".join(lines) if not name else f"GRAPH {name} {{\n{''.join(lines)}}}\n" for name, lines in graphs.items())
    return "".join(lines)
