"""The query form: a page with examples, and the result of a query as a table; works without JavaScript."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha384
from importlib.resources import files
from pathlib import Path
from shlex import quote
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from kg.graph.terms import WGS, XSD, ontology_dir
from server.graph import Graph, Term
from server.pages import queries
from server.pages.maps import Map, Spot, map_of
from server.pages.queries import LABELS
from server.pages.reader import Link, Reader, Text, cut, day_words, shown, without_marks
from server.sparql.formats import Format, formats_of
from server.sparql.protocol import QueryRequest

MOST_ROWS = 1000
MOST_TRIPLES = 1000
LONGEST_LINK = 8000
"""Letters of an address that proxies and mail programs still take (RFC 9110, section 4.1, asks for 8000 at least)."""
_MOST_LETTERS = 200_000
_AROUND = 60
_DAYS = (XSD.date, XSD.dateTime, XSD.gYearMonth, XSD.gYear)
_LATITUDES, _LONGITUDES = ("lat", "latitude"), ("long", "lon", "lng", "longitude")
_PLACE = "place/"
START_QUERY = """SELECT ?day ?event WHERE {
  ?e a ev:Event ; ev:sortDate ?day ; ev:modality/ev:realised true ; rdfs:label ?event .
} ORDER BY DESC(?day) LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A query of ``ontology/queries`` with the title and description of its first lines."""

    name: str
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
    return Example(path.stem, notes.get("title", path.stem), notes.get("description", ""), query)


@dataclass(frozen=True, slots=True)
class Dated:
    """A row on the timeline: its day in words, what it is about, and the rest of it."""

    day: str
    order: str
    title: Link
    rest: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as the page shows it: a table, yes or no, or RDF as text; ``more`` if it was cut.

    ``dated`` and ``map`` are the same rows on a timeline and on a map, where they have days and places.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Link | None, ...], ...] = ()
    boolean: bool | None = None
    text: str = ""
    more: bool = False
    downloads: tuple[tuple[str, str], ...] = ()
    dated: tuple[Dated, ...] = ()
    map: Map | None = None
    events: bool = False
    seconds: float = 0.0

    @property
    def told(self) -> str:
        """How much it is and how long it took, in words."""
        if self.columns:
            n = len(self.rows)
            return f"{n:,} row{'' if n == 1 else 's'} in {self.took}."
        return f"{'An answer' if self.boolean is not None else 'A graph'} in {self.took}."

    @property
    def took(self) -> str:
        """How long the query took, in words."""
        return f"{self.seconds * 1000:.0f} ms" if self.seconds < 1 else f"{self.seconds:.1f} s"


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
        return Result(text=shown_text(text.decode()), more=cut, downloads=downloads)
    answer = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(answer, ox.QueryBoolean):
        return Result(boolean=bool(answer), downloads=downloads)
    assert isinstance(answer, ox.QuerySolutions)
    columns = tuple(variable.value for variable in answer.variables)
    terms = [tuple(solution) for solution in answer]
    rows = _linked(graph, terms, prefixes, base)
    spots = _spots(graph, columns, terms, rows, base)
    return Result(
        columns,
        rows,
        more=cut,
        downloads=downloads,
        dated=_dated(terms, rows),
        map=map_of(spots),
        events=any(link and (link.path or "").startswith("/event/") for row in rows for link in row),
    )


def shown_text(text: str) -> str:
    """RDF as text, cut to what a page can hold."""
    return without_marks(cut(text, _MOST_LETTERS))


def _dated(terms: Sequence[tuple[Term | None, ...]], rows: Sequence[tuple[Link | None, ...]]) -> tuple[Dated, ...]:
    """The rows that have a day, in its order; () where none has."""
    found = []
    for row, links in zip(terms, rows, strict=True):
        at = next(
            (place for place, term in enumerate(row) if isinstance(term, Literal) and term.datatype in _DAYS), None
        )
        if at is not None:
            others = [link for place, link in enumerate(links) if place != at and link]
            title = next((link for link in others if link.path), others[0] if others else Link(Text("")))
            value = row[at]
            assert isinstance(value, Literal)
            day = day_words(value.value[:10]) or shown(value.value)
            rest = tuple(link for link in others if link.text.value != title.text.value)
            found.append(Dated(day, value.value, title, rest))
    return tuple(sorted(found, key=lambda dated: dated.order))


def _spots(
    graph: Graph,
    columns: Sequence[str],
    terms: Sequence[tuple[Term | None, ...]],
    rows: Sequence[tuple[Link | None, ...]],
    base: str,
) -> list[Spot]:
    """The places of the rows: by columns of latitude and longitude, else by the places that they name."""
    names = [column.lower() for column in columns]
    north = next((names.index(name) for name in _LATITUDES if name in names), None)
    east = next((names.index(name) for name in _LONGITUDES if name in names), None)
    if north is not None and east is not None:
        return _together(
            (number, other, _name_of(links, (north, east)))
            for row, links in zip(terms, rows, strict=True)
            if (number := _number(row[north])) is not None and (other := _number(row[east])) is not None
        )
    nodes = [
        node for node in queries.iris_in(t for row in terms for t in row if t) if node.value.startswith(base + _PLACE)
    ]
    reader = Reader(queries.read_names(graph, nodes, (*LABELS, WGS.lat, WGS.long)) if nodes else {}, base)
    return [
        Spot(
            float(reader.value(node, WGS.lat)),
            float(reader.value(node, WGS.long)),
            reader.text(node),
            reader.link(node).page,
        )
        for node in nodes
        if reader.value(node, WGS.lat) and reader.value(node, WGS.long)
    ]


def _together(found: Iterable[tuple[float, float, Link]]) -> list[Spot]:
    """Rows of the same place as one spot, with how many there are."""
    spots: dict[tuple[float, float], Spot] = {}
    for north, east, link in found:
        before = spots.get((north, east))
        spots[north, east] = (
            replace(before, count=before.count + 1) if before else Spot(north, east, link.text, link.page)
        )
    return sorted(spots.values(), key=lambda spot: -spot.count)


def _name_of(links: Sequence[Link | None], apart: Sequence[int]) -> Link:
    """What to call a row on the map: the last of its words before the numbers, which is the place in most queries."""
    words = [link for place, link in enumerate(links) if link and place not in apart]
    return words[-1] if words else Link(Text(""))


def _number(term: Term | None) -> float | None:
    try:
        return float(term.value) if isinstance(term, Literal) else None
    except ValueError:
        return None


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


# ----------------------------------------------------------------------------------------------------- what is wrong


@dataclass(frozen=True, slots=True)
class Place:
    """Where an error is: the line with its number, cut before and after what stands there."""

    number: int
    before: str
    token: str
    after: str


def place_of(query: str, members: Mapping[str, Any]) -> Place | None:
    """The place of an error in a query, as its problem tells it; None where it tells none."""
    number, column, token = members.get("line"), members.get("column"), members.get("token", "")
    lines = query.split("\n")
    if not isinstance(number, int) or not isinstance(column, int) or not 1 <= number <= len(lines):
        return None
    line = lines[number - 1]
    start = min(column - 1, len(line))
    before, after = line[max(0, start - _AROUND) : start], line[start + len(token) : start + len(token) + _AROUND]
    return Place(number, shown(before), shown(token), shown(after))


# ----------------------------------------------------------------------------------------------------------- editor


@dataclass(frozen=True, slots=True)
class Editor:
    """Where the editor is, and what its files must be (https://www.w3.org/TR/SRI/)."""

    script: str
    script_hash: str
    style: str
    style_hash: str


@cache
def editor() -> Editor:
    """The vendored editor as it lies here."""
    script, style = (f"/static/vendor/yasgui.min.{kind}" for kind in ("js", "css"))
    return Editor(script, _hash(script), style, _hash(style))


def _hash(address: str) -> str:
    body = files("server").joinpath(address.lstrip("/")).read_bytes()
    return "sha384-" + b64encode(sha384(body).digest()).decode()


# ------------------------------------------------------------------------------------------------------- to take away


@dataclass(frozen=True, slots=True)
class Takeaway:
    """What to do with a query elsewhere: a link ('' if it were too long), commands, and a timeline of its events."""

    link: str
    curl: str
    python: str
    timeline: str


def takeaway(query: str, endpoint: str) -> Takeaway:
    """How to run a query from elsewhere; everything in it is quoted for where it is to stand."""
    link = f"{endpoint}?{urlencode({'query': query})}"
    timeline = f"/timelines/query?{urlencode({'query': query})}"
    return Takeaway(
        link=link if len(link) <= LONGEST_LINK else "",
        curl=f"curl {quote(endpoint)} -H 'Accept: text/csv' --data-urlencode {quote('query=' + query)}",
        python=_PYTHON.format(endpoint=endpoint, query=_python_text(query)),
        timeline=timeline if len(timeline) <= LONGEST_LINK else "",
    )


_PYTHON = """import csv, io, urllib.parse, urllib.request

query = {query}
body = urllib.parse.urlencode({{"query": query}}).encode()
request = urllib.request.Request({endpoint!r}, body, {{"Accept": "text/csv"}})
with urllib.request.urlopen(request) as answer:
    rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8")))
print(rows)"""


def _python_text(query: str) -> str:
    """A query as a Python literal: over several lines where nothing in it could end that."""
    plain = "\\" not in query and '"""' not in query and not query.endswith('"')
    return f'"""{query}"""' if plain else repr(query)
