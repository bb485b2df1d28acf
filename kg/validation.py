"""Is a whole store as the shapes say? By queries in seconds, or by pyshacl, the reference, in minutes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from pyoxigraph import DefaultGraph, Quad, RdfFormat, serialize

from kg.errors import SettingsError
from kg.graph.shapes import check_quads
from kg.graph.terms import ontology_dir
from kg.report import Finding
from kg.store import Store


def validate(store: Store, with_pyshacl: bool = False) -> list[Finding]:
    """The nodes of the store that break a shape, in a stable order.

    Raises:
        SettingsError: pyshacl is wanted and not installed.
    """
    if with_pyshacl:
        return sorted(_pyshacl_findings(store.graph.quads()), key=lambda finding: (finding.node, finding.shape))
    found = check_quads(store.graph.quads())
    return [Finding(one.focus, one.shape, one.severity.value, one.message) for one in found]


def _pyshacl_findings(quads: Iterable[Quad]) -> Iterable[Finding]:
    """pyshacl must get one flat graph with the ontology in it: a dataset it checks graph by graph."""
    try:
        import pyshacl
        from rdflib import Graph, Namespace
    except ModuleNotFoundError as error:
        raise SettingsError("pyshacl is not installed", remedy="pip install pyshacl, or leave --shacl out") from error
    here = DefaultGraph()
    flat = {Quad(quad.subject, quad.predicate, quad.object, here) for quad in quads}
    data = Graph().parse(io.BytesIO(serialize(flat, format=RdfFormat.N_TRIPLES) or b""), format="nt")
    shapes = Graph().parse(ontology_dir() / "shapes.ttl", format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    sh = Namespace("http://www.w3.org/ns/shacl#")

    def text(node: Any, predicate: Any) -> str:
        return str(report.value(node, predicate) or "")

    for result in report.subjects(predicate=sh.resultSeverity):
        names = (text(result, sh[key]) for key in ("focusNode", "sourceShape", "resultSeverity", "resultMessage"))
        node, shape, severity, message = names
        yield Finding(node, shape.rpartition("#")[2], severity.rpartition("#")[2], message)
