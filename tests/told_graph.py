"""What a store tells apart from the names that it has minted: two that tell the same are equal."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.terms import ONT
from kg.store import Store


def told(store: Store) -> set[Quad]:
    """The graph with canonical events named after their reports, since their own names are minted, and names retire."""
    reports: dict[object, list[str]] = {}
    for quad in store.graph.quads(None, ONT.reportOf, None, DefaultGraph()):
        reports.setdefault(quad.object, []).append(str(quad.subject))
    names = {event: NamedNode("urn:of:" + min(known).strip("<>")) for event, known in reports.items()}

    def renamed(quad: Quad) -> Quad:
        subject, object_ = names.get(quad.subject, quad.subject), names.get(quad.object, quad.object)
        return Quad(subject, quad.predicate, object_, quad.graph_name)

    return {renamed(quad) for quad in store.graph.quads() if quad.predicate != ONT.mergedInto}
