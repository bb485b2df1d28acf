"""The graph as it may be given to the public: words of articles only so far as their rights go, all else as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, serialize

from kg.graph.iris import Iris
from kg.graph.terms import DCTERMS, ONT, RDFS, SCHEMA
from kg.rights import Known, Output, Policy
from kg.store import Store

WORDS = frozenset({ONT.exact, ONT.claimText})
"""Predicates whose values are words of an article."""


def write_public(store: Store, policy: Policy, output: IO[bytes], form: RdfFormat) -> None:
    """Write the graph, or, in a format without graphs, the default graph, for the public."""
    quads = public_quads(store, policy)
    if form.supports_datasets:
        prefixes = None if form == RdfFormat.N_QUADS else dict(store.prefixes)
        serialize(quads, output, form, prefixes=prefixes)
    else:
        known = (quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph))
        prefixes = None if form == RdfFormat.N_TRIPLES else dict(store.prefixes)
        serialize(known, output, form, prefixes=prefixes)


def public_quads(store: Store, policy: Policy) -> Iterator[Quad]:
    """The quads of the graph; sentences have what an article has to give first, then claims and spans.

    A quad whose words may not be shown at all is left out.
    """
    articles, output = _Articles(store), Output(policy)
    for quad in store.graph.quads(None, ONT.exact):
        if not isinstance(quad.graph_name, DefaultGraph):
            _shown(quad, articles, output)
    for quad in store.graph.quads():
        if (shown := _shown(quad, articles, output)) is not None:
            yield shown


@dataclass(slots=True)
class _Articles:
    """What the policy needs to know of the articles of a store, looked up once each."""

    store: Store
    known: dict[NamedNode, Known] = field(default_factory=dict)

    @property
    def iris(self) -> Iris:
        return self.store.iris

    def find(self, article: NamedNode) -> Known:
        if article not in self.known:
            self.known[article] = self._looked_up(article)
        return self.known[article]

    def _looked_up(self, article: NamedNode) -> Known:
        outlets = self._values(article, SCHEMA.publisher)
        names = [label for outlet in outlets for label in self._values(NamedNode(outlet), RDFS.label)]
        ids, urls = self._values(article, DCTERMS.identifier), self._values(article, SCHEMA.url)
        return Known((ids or [""])[0], tuple(names), (urls or [""])[0], max(self._ends(article), default=0))

    def _values(self, node: NamedNode, predicate: NamedNode) -> list[str]:
        quads = self.store.graph.quads(node, predicate, None, DefaultGraph())
        return [quad.object.value for quad in quads if isinstance(quad.object, Literal | NamedNode)]

    def _ends(self, article: NamedNode) -> Iterable[int]:
        for quad in self.store.graph.quads(None, ONT.inArticle, article, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and self.iris.kind_of(quad.subject) == "sentence":
                yield from map(int, self._values(quad.subject, ONT.endChar))


def _shown(quad: Quad, articles: _Articles, output: Output) -> Quad | None:
    """The quad with the words that may be shown; None if none may."""
    subject, value = quad.subject, quad.object
    if quad.predicate not in WORDS or not isinstance(subject, NamedNode) or not isinstance(value, Literal):
        return quad
    article = articles.iris.article_of(subject)
    if article is None:
        return quad
    text = output.show(articles.find(article), value.value)
    if text == value.value:
        return quad
    cut = Literal(text, language=value.language) if value.language else Literal(text)
    return Quad(subject, quad.predicate, cut, quad.graph_name) if text else None
