"""What is exported: a graph, how its things are called, and how much of the words of articles goes with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Quad

from kg.graph.iris import Iris, elsewhere
from kg.graph.terms import DESCRIPTION_GRAPH, PREFIXES
from kg.rights.policy import Known, Output, Policy
from kg.rights.public import known_article, public_quads
from kg.store.graphs import Asked

Shown = Callable[[str, str], str]
"""What may be shown of some words, given the IRI of a node of their article."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A graph to export; ``policy`` None: with all words; ``evidence`` False: the knowledge without named graphs."""

    graph: Asked
    iris: Iris
    policy: Policy | None = None
    evidence: bool = True

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes to write with."""
        return {**PREFIXES, **self.iris.prefixes}

    def quads(self) -> Iterator[Quad]:
        """The quads to export, in an order that hangs on nothing but the quads; without the dataset's description."""
        own, here = elsewhere(self.iris.base + DESCRIPTION_GRAPH), DefaultGraph()
        graph, iris, policy = self.graph, self.iris, self.policy
        quads = public_quads(graph, iris, policy) if policy else graph.quads_for_pattern(None, None, None)
        for quad in quads:
            name = quad.graph_name
            if name == here or (self.evidence and name != own):
                yield quad

    def words(self) -> Shown:
        """A function that gives what may be shown of words; words of one article must be asked for in a row."""
        if self.policy is None:
            return lambda node, words: words
        return _Words(self.graph, self.iris, self.policy)


class _Words:
    """Counts what is shown of the article at hand."""

    def __init__(self, graph: Asked, iris: Iris, policy: Policy) -> None:
        self._graph, self._iris, self._policy = graph, iris, policy
        self._article = ""
        self._known, self._output = Known(), Output(policy)

    def __call__(self, node: str, words: str) -> str:
        article = self._iris.article_of(elsewhere(node))
        if article is None:
            return words
        if article.value != self._article:
            self._article, self._output = article.value, Output(self._policy)
            self._known = known_article(self._graph, article)
        return self._output.show(self._known, words)
