"""The graph as it will be: what is there, and over it changes that are decided and not made yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.store.graphs import Asked


class Draft:
    """Changes one upon another, to be made in one step; asked for quads it answers as if they had been made.

    ``removed`` and ``added`` are what all of them come to; no quad is in both.
    """

    def __init__(self, base: Asked) -> None:
        self._base = base
        self._new = Store()
        self._waiting: list[Quad] = []
        self.removed: dict[Quad, None] = {}
        self.added: dict[Quad, None] = {}

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Add a change: removals first, then additions."""
        for quad in removed:
            self.removed[quad] = None
            if quad in self.added:
                del self.added[quad]
                self._fresh().remove(quad)
        for quad in added:
            self.removed.pop(quad, None)
            if quad not in self.added:
                self.added[quad] = None
                self._waiting.append(quad)

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Quads that match, each once; None matches all."""
        yield from self._fresh().quads_for_pattern(subject, predicate, object, graph_name)
        for quad in self._base.quads_for_pattern(subject, predicate, object, graph_name):
            if quad not in self.removed and quad not in self.added:
                yield quad

    def __contains__(self, quad: Quad) -> bool:
        return quad in self.added or (quad not in self.removed and quad in self._base)

    def _fresh(self) -> Store:
        """The added quads as a store; they are put in when somebody asks, since the last ones are never asked for."""
        if self._waiting:
            self._new.extend(self._waiting)
            self._waiting = []
        return self._new
