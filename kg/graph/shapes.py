"""The shapes of ``ontology/shapes.ttl`` as queries: what SHACL says, checked at ingest in milliseconds.

The queries are compiled from the file itself by ``shacl.py``, so that there is one set of rules; a test holds them
against pyshacl, which takes seconds an article. The checked graph is one flat graph with the codes beside it, as the
file asks for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from kg.graph.shacl import NodeQuery, Severity, compile_shapes
from kg.graph.terms import ONT, SKOS, local_name, ontology_dir, ontology_quads

_FACTS_OF_CODES = (SKOS.inScheme, ONT.realised)


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One node that breaks one shape; ``shape`` is its name in the shapes file, ``message`` says what to do."""

    focus: str
    shape: str
    severity: Severity
    message: str


def check_quads(quads: Iterable[Quad]) -> tuple[Violation, ...]:
    """What is wrong with a graph, all its named graphs taken together; in a stable order.

    The quads must hold the canonical events too (``knowledge.canonical.as_only_article`` adds those of one article).
    """
    store = Store()
    store.extend([*_flattened(quads), *_codes()])
    return tuple(sorted({violation for query in _queries() for violation in _broken(store, query)}))


def _flattened(quads: Iterable[Quad]) -> list[Quad]:
    """One graph of all; most quads stand in the default graph already, and making quads is what costs time here."""
    here = DefaultGraph()
    given = list(quads)
    held = {quad.triple for quad in given if quad.graph_name == here}
    others = {quad.triple for quad in given} - held
    return [
        *(quad for quad in given if quad.graph_name == here),
        *(Quad(triple.subject, triple.predicate, triple.object, here) for triple in others),
    ]


def _broken(store: Store, query: NodeQuery) -> Iterable[Violation]:
    found = store.query(query.text)
    assert isinstance(found, QuerySolutions)
    for solution in found:
        focus, shape = solution["focus"], solution["shape"]
        if isinstance(focus, NamedNode | BlankNode) and isinstance(shape, NamedNode):
            told = query.told[shape.value]
            yield Violation(focus.value, local_name(shape), told.severity, told.message)


@cache
def _codes() -> tuple[Quad, ...]:
    """What the shapes ask of codes."""
    return tuple(quad for quad in ontology_quads() if quad.predicate in _FACTS_OF_CODES)


@cache
def _queries() -> tuple[NodeQuery, ...]:
    shapes = parse(path=ontology_dir() / "shapes.ttl", format=RdfFormat.TURTLE)
    return compile_shapes(shapes, ontology_quads())
