"""What the query workbench asks for besides answers: the examples as RDF, and the terms to complete with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.graph.terms import CODE, RDFS, SKOS, TYPE
from server.data.answering import described_as, tagged
from server.data.catalogue import counted_now
from server.data.describing import written
from server.data.resources import kept_body
from server.data.statistics import Statistics
from server.graph import Graph
from server.pages import queries
from server.pages.reader import Reader
from server.site import site_of
from server.sparql.examples import ADDRESS, EXAMPLE_PREFIXES, describe_examples
from server.sparql.page import shortened
from server.sparql.preflight import preflight

router = APIRouter(include_in_schema=False)
_MOST_TERMS = 4000
_JSON = "application/json"


@router.api_route(ADDRESS, methods=["GET", "HEAD"])
async def example_queries(request: Request) -> Response:
    """The examples in any form of RDF; people are led to the workbench, which lists them."""
    document = described_as(request, ADDRESS)
    if document.writer is None:
        return RedirectResponse("/sparql#examples", 303, {"Vary": "Accept"})
    site = site_of(request)
    body = written(describe_examples(site.base), document.writer, {**site.knowledge.prefixes, **EXAMPLE_PREFIXES})
    return tagged(request, body, document.content_type, {"Vary": "Accept"})


@router.options(ADDRESS)
async def example_options(request: Request) -> Response:
    """What may be asked of the examples, for scripts of other sites."""
    return preflight("GET, HEAD, OPTIONS")


@router.api_route("/sparql/terms.json", methods=["GET", "HEAD"])
async def terms(request: Request) -> Response:
    """What a query may name: classes and properties that occur, with their counts, and the codes and types there are.

    The numbers are those of the description of the dataset (``/.well-known/void``).
    """
    site = site_of(request)
    counted = await counted_now(request)

    async def make() -> bytes:
        found = await site.ask(lambda graph: _terms(graph, site.base, counted.numbers, site.knowledge.prefixes))
        return json.dumps({"prefixes": dict(site.knowledge.prefixes), "terms": found}, ensure_ascii=False).encode()

    return tagged(request, await kept_body(request, site, "/sparql/terms.json", make), _JSON)


def _terms(graph: Graph, base: str, numbers: Statistics, prefixes: Mapping[str, str]) -> list[list[str | int]]:
    """Name, kind, label and count of each term; the most frequent first."""
    coded = [node for node in _concepts(graph) if CODE.holds(node) or TYPE.holds(node)]
    counts = {**numbers.classes, **numbers.properties}
    nodes = [*counts, *(node for node in coded if node not in counts)][:_MOST_TERMS]
    reader = Reader(queries.read_names(graph, nodes, (RDFS.label, SKOS.prefLabel)), base)
    rows: list[list[str | int]] = [
        [shortened(node.value, prefixes), _kind(node, numbers), reader.text(node).value, counts.get(node, 0)]
        for node in nodes
    ]
    return sorted(rows, key=lambda row: (-int(row[3]), str(row[0])))


def _kind(node: NamedNode, numbers: Statistics) -> str:
    if node in numbers.properties:
        return "property"
    return "class" if node in numbers.classes else "type" if TYPE.holds(node) else "code"


def _concepts(graph: Graph) -> Iterable[NamedNode]:
    return queries.iris_in(row["x"] for row in queries.select(graph, "SELECT ?x { ?x a skos:Concept } ORDER BY ?x"))
