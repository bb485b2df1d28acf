"""The graph of a store as the public may ask it: a copy with no more words of articles than their rights let out.

What looks at answers cannot keep a query from taking a text apart and putting it together again; a graph that has no
more words can. The copy is a whole one at first, of which words are taken out article by article. From then on it
follows the changes that the store keeps (``changes``), each with the words of the articles that it touches, so that an
article costs the same however many there are. After what is no sum of quads (an update in SPARQL, a rebuild) it is
made anew.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.graph.terms import DCTERMS, DESCRIPTION_GRAPH, RDFS, SCHEMA, A
from kg.rights.policy import Policy
from kg.rights.public import WORDS, article_with_words, articles_in, public_words, words_of
from kg.store.changes import KeptChange
from kg.store.embedded import EmbeddedGraph, unpack
from kg.store.graphs import Asked
from kg.store.store import Store

_DECIDING = frozenset({A, DCTERMS.identifier, SCHEMA.url, DCTERMS.accessRights, SCHEMA.publisher})
"""Properties of an article by which the policy decides."""
_AT_ONCE = 5_000
"""Quads that are taken out of a whole copy in one change."""


class PublicCopy:
    """The public form of the graph of a store, to be copied as often as it is asked for; threads take turns."""

    def __init__(self, store: Store, policy: Policy) -> None:
        self._store = store
        self._policy = policy
        self._turn = threading.Lock()
        self._number = 0
        self._folder: Path | None = None
        self._graph: EmbeddedGraph | None = None
        self._generation = -1

    def copy_to(self, path: Path) -> int:
        """Make a copy of the present state beside the one that follows; gives its generation.

        Writers of the store wait while what has changed is read, not while it is written.
        """
        with self._turn:
            return self._copied_to(path)

    def close(self) -> None:
        """Let go of the copy, and remove it."""
        with self._turn:
            self._remove()

    def _copied_to(self, path: Path) -> int:
        with self._store.turn:
            generation = self._store.generation
            followed = self._graph is not None and self._generation >= self._store.changes_since()
            if followed:
                net = _net(self._store.changes(self._generation, generation))
                words = {article: self._public(self._store.graph.oxigraph, article) for article in self._touched(net)}
                described = list(self._store.graph.quads(graph=self._description))
            else:
                graph = self._begun(path.parent)
        if followed:
            graph = self._follow(net, words, described)
        else:
            self._take_words_out(graph)
        self._graph, self._generation = graph, generation
        graph.backup(path)
        return generation

    def _remove(self) -> None:
        if self._graph:
            self._graph.close()
            self._graph = None
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _description(self) -> NamedNode:
        """The graph of what is counted, which the store does not keep as a change."""
        return NamedNode(self._store.iris.base + DESCRIPTION_GRAPH)

    def _public(self, graph: Asked, article: NamedNode) -> list[Quad]:
        return list(public_words(graph, self._store.iris, self._policy, article))

    # -------------------------------------------------------------------------------------------------- anew

    def _begun(self, folder: Path) -> EmbeddedGraph:
        self._remove()
        self._number += 1
        self._folder = folder / f"public-{self._number}"
        self._store.checkpoint(self._folder)
        return EmbeddedGraph(self._folder, self._store.prefixes)

    def _take_words_out(self, graph: EmbeddedGraph) -> None:
        removed: list[Quad] = []
        added: list[Quad] = []
        for article in articles_in(graph.oxigraph):
            there = list(words_of(graph.oxigraph, self._store.iris, article))
            _exchange(there, self._public(graph.oxigraph, article), removed, added)
            if len(removed) > _AT_ONCE:
                graph.apply(removed, added)
                removed, added = [], []
        graph.apply(removed, added)
        graph.apply(list(self._of_nothing(graph)), ())

    def _of_nothing(self, graph: EmbeddedGraph) -> Iterator[Quad]:
        """Words that lie under an article which the graph does not have."""
        known = {article.value for article in articles_in(graph.oxigraph)}
        for quad in (quad for predicate in WORDS for quad in graph.quads(predicate=predicate)):
            article = article_with_words(quad, self._store.iris)
            if article is not None and article.value not in known:
                yield quad

    # ------------------------------------------------------------------------------------------------ following

    def _touched(self, net: Mapping[Quad, bool]) -> dict[NamedNode, None]:
        """The articles whose words, or whose rights, are others after the changes."""
        touched: dict[NamedNode, None] = {}
        for quad in net:
            article = article_with_words(quad, self._store.iris)
            if article is not None and (quad.predicate in WORDS or quad.predicate in _DECIDING):
                touched[article] = None
            elif quad.predicate == RDFS.label and isinstance(quad.subject, NamedNode):  # it may be a publisher's name
                told = self._store.graph.quads(predicate=SCHEMA.publisher, object=quad.subject)
                touched |= {one.subject: None for one in told if isinstance(one.subject, NamedNode)}
        return touched

    def _follow(
        self, net: Mapping[Quad, bool], words: Mapping[NamedNode, list[Quad]], described: Iterable[Quad]
    ) -> EmbeddedGraph:
        graph = self._graph
        assert graph, "there is a copy that follows"
        plain = {quad: there for quad, there in net.items() if not self._has_words(quad)}
        removed = [quad for quad, there in plain.items() if not there]
        added = [quad for quad, there in plain.items() if there]
        for article, public in words.items():
            _exchange(list(words_of(graph.oxigraph, self._store.iris, article)), public, removed, added)
        _exchange(list(graph.quads(graph=self._description)), described, removed, added)
        graph.apply(removed, added)
        return graph

    def _has_words(self, quad: Quad) -> bool:
        return quad.predicate in WORDS and article_with_words(quad, self._store.iris) is not None


def _net(changes: Iterable[KeptChange]) -> dict[Quad, bool]:
    """The quads that changes touch, each with whether it is there after all of them."""
    net: dict[Quad, bool] = {}
    for change in changes:
        net |= dict.fromkeys(unpack(change.removed), False)
        net |= dict.fromkeys(unpack(change.added), True)
    return net


def _exchange(before: Iterable[Quad], after: Iterable[Quad], removed: list[Quad], added: list[Quad]) -> None:
    """Add to the quads that go and come what makes the one of the other."""
    gone, come = dict.fromkeys(before), dict.fromkeys(after)
    removed += [quad for quad in gone if quad not in come]
    added += [quad for quad in come if quad not in gone]
