"""How much the knowledge holds, by class and property."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import PREFIXES, SKOS
from server.graph import Graph, Row, read_rows
from server.pages.queries import PRIVATE_PERSON

SITEMAP_SIZE = 50_000
"""Addresses in one site map (https://www.sitemaps.org/protocol.html)."""
_LISTED: Mapping[str, str] = {
    "event": "?x a ev:Event",
    "article": "?x a ev:Article",
    "place": "?x a ev:Place",
    "actor": f"?x a/rdfs:subClassOf* ev:Actor FILTER NOT EXISTS {{ {PRIVATE_PERSON.replace('?s', '?x')} }}",
}
"""Things with a page: private persons have none."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers of a state of the graph: triples, subjects, those of our own names, things by class, triples by property,
    links out, examples.
    """

    triples: int
    subjects: int
    entities: int
    classes: Mapping[NamedNode, int]
    properties: Mapping[NamedNode, int]
    links: int
    examples: tuple[NamedNode, ...]

    def things(self, kind: NamedNode) -> int:
        """How many things of a class there are."""
        return self.classes.get(kind, 0)


def count(graph: Graph, base: str) -> Statistics:
    """The numbers of the default graph as it is; a pass over all of it."""
    properties = _by(graph, "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x ORDER BY ?x")
    return Statistics(
        triples=sum(properties.values()),
        subjects=_one(graph, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        entities=_one(graph, f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a ?c FILTER(STRSTARTS(STR(?s), "{base}")) }}'),
        classes=_by(graph, "SELECT ?x (COUNT(*) AS ?n) { ?s a ?x } GROUP BY ?x ORDER BY ?x"),
        properties=properties,
        links=_one(
            graph,
            f"""SELECT (COUNT(*) AS ?n) {{ ?s {SKOS.closeMatch} ?o
            FILTER(STRSTARTS(STR(?s), "{base}") && !STRSTARTS(STR(?o), "{base}")) }}""",
        ),
        examples=tuple(node for kind in _LISTED for node in listed(graph, base, kind, 1, 0)),
    )


def _by(graph: Graph, query: str) -> dict[NamedNode, int]:
    rows = read_rows(graph, query, PREFIXES)
    return {row["x"]: _number(row) for row in rows if isinstance(row["x"], NamedNode)}


def _one(graph: Graph, query: str) -> int:
    return _number(read_rows(graph, query, PREFIXES)[0])


def _number(row: Row) -> int:
    term = row["n"]
    assert isinstance(term, Literal)
    return int(term.value)


# ------------------------------------------------------------------------------------------------------- site maps


def kinds() -> Sequence[str]:
    """The folders that site maps list."""
    return tuple(_LISTED)


def listed(graph: Graph, base: str, kind: str, limit: int, offset: int) -> list[NamedNode]:
    """Things of a folder by their names, a stretch of them."""
    query = f"SELECT DISTINCT ?x {{ {_pattern(base, kind)} }} ORDER BY ?x LIMIT {limit} OFFSET {offset}"
    return [row["x"] for row in read_rows(graph, query, PREFIXES) if isinstance(row["x"], NamedNode)]


def count_listed(graph: Graph, base: str, kind: str) -> int:
    """How many things a folder has."""
    return _one(graph, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {_pattern(base, kind)} }}")


def _pattern(base: str, kind: str) -> str:
    return f'{_LISTED[kind]} FILTER(STRSTARTS(STR(?x), "{base}{kind}"))'
