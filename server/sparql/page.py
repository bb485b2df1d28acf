"""The query form: a page with examples, and the result of a query as a table; works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ontology_dir
from server.graph import Graph, Term
from server.pages import queries
from server.pages.reader import Link, Reader, Text, shown
from server.sparql.formats import Format, formats_of
from server.sparql.protocol import QueryRequest

MOST_ROWS = 500
MOST_TRIPLES = 1000
START_QUERY = """SELECT ?day ?event WHERE {
  ?e a ev:Event ; ev:sortDate ?day ; ev:modality/ev:realised true ; rdfs:label ?event .
} ORDER BY DESC(?day) LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A query of ``ontology/queries`` with the title and description of its first lines."""

    title: str
    description: str
    query: str

    @property
    def address(self) -> str:
        """The form with this query, run."""
        return "/sparql?" + urlencode({"query": self.query})


@cache
def examples() -> tuple[Example, ...]:
    """The competency questions that come with the ontology, in their order."""
    return tuple(read_example(path) for path in sorted((ontology_dir() / "queries").glob("*.rq")))


def read_example(path: Path) -> Example:
    """A query file: ``# title:`` and ``# description:`` lines, then the query."""
    text = path.read_text("utf-8")
    notes = dict(
        line[1:].strip().split(": ", 1) for line in text.splitlines() if line.startswith("# ") and ": " in line
    )
    query = "\n".join(line for line in text.splitlines() if not line.startswith("# ")).strip()
    return Example(notes.get("title", path.stem), notes.get("description", ""), query)


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as the page shows it: a table, yes or no, or RDF as text; ``more`` if it was cut."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Link | None, ...], ...] = ()
    boolean: bool | None = None
    text: str = ""
    more: bool = False
    downloads: tuple[tuple[str, str], ...] = ()


def result_of(
    graph: Graph, request: QueryRequest, body: bytes, cut: bool, prefixes: Mapping[str, str], base: str
) -> Result:
    """The answer to a query, from what was answered (JSON, or N-Triples), with labels of the graph.

    To be run in one thread from start to end.
    """
    downloads = _downloads(request)
    if request.form in ("CONSTRUCT", "DESCRIBE"):
        triples = (quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
        text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
        return Result(text=text.decode(), more=cut, downloads=downloads)
    answer = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(answer, ox.QueryBoolean):
        return Result(boolean=bool(answer), downloads=downloads)
    assert isinstance(answer, ox.QuerySolutions)
    columns = tuple(variable.value for variable in answer.variables)
    rows = _linked(graph, [tuple(solution) for solution in answer], prefixes, base)
    return Result(columns, rows, more=cut, downloads=downloads)


def _linked(
    graph: Graph, rows: Sequence[tuple[Term | None, ...]], prefixes: Mapping[str, str], base: str
) -> tuple[tuple[Link | None, ...], ...]:
    nodes = queries.iris_in(term for row in rows for term in row if term is not None)
    reader = Reader(queries.read_labels(graph, nodes), base)
    return tuple(tuple(_cell(reader, term, prefixes) if term is not None else None for term in row) for row in rows)


def _cell(reader: Reader, term: Term, prefixes: Mapping[str, str]) -> Link:
    """A term as a reader takes it: by its label if it has one, else by its prefixed name or IRI."""
    if isinstance(term, Literal):
        return reader.link(term)
    if not isinstance(term, NamedNode):
        return Link(Text(shown(str(term))))
    link = reader.link(term)
    return link if reader.is_named(term) else Link(Text(shortened(term.value, prefixes)), link.path)


def shortened(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI by prefix where one fits: ``ev:partOf``."""
    for prefix, start in prefixes.items():
        if iri.startswith(start) and "/" not in iri[len(start) :]:
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def _downloads(request: QueryRequest) -> tuple[tuple[str, str], ...]:
    names: dict[str, Format] = {}
    for format in formats_of(request.form):
        names.setdefault(format.name, format)
    graphs = [("default-graph-uri", g.value) for g in request.default_graphs]
    graphs += [("named-graph-uri", g.value) for g in request.named_graphs]
    return tuple(
        (name.upper(), "/sparql?" + urlencode([("query", request.query), *graphs, ("format", name)])) for name in names
    )
