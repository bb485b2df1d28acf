"""A store in memory, as far as the knowledge layer needs one."""

from __future__ import annotations

from itertools import count

from pyoxigraph import NamedNode, Quad, Store

from kg.graph.iris import Iris
from kg.graph.statements import Run, article_quads
from kg.graph.terms import ONT
from kg.knowledge.replacement import Change, replace_article, withdraw_article
from kg.model import Reading

IRIS = Iris()


class Shelf:
    """What the store layer does with the changes: apply them, and keep the table."""

    def __init__(self) -> None:
        self.store = Store()
        self.known: dict[str, str] = {}
        self._names = count(1)

    def put(self, reading: Reading, past: Store | None = None) -> Change:
        article = IRIS.article(reading.document.article.id)
        quads = article_quads(reading, IRIS, Run("test 1"))
        return self._apply(replace_article(self.store, article, quads, self.known, self._mint, past))

    def withdraw(self, article: str) -> Change:
        return self._apply(withdraw_article(self.store, IRIS.article(article)))

    def _mint(self) -> NamedNode:
        return IRIS.event(f"n{next(self._names)}")

    def _apply(self, change: Change) -> Change:
        for quad in change.removed:
            self.store.remove(quad)
        self.store.extend(change.added)
        self.known.update(change.assigned)
        return change

    def quads(self) -> set[Quad]:
        return set(self.store)

    def event_of(self, article: str, key: str) -> NamedNode:
        (quad,) = self.store.quads_for_pattern(IRIS.report(article, key), ONT.reportOf, None)
        assert isinstance(quad.object, NamedNode)
        return quad.object


def unnamed(quads: set[Quad]) -> set[Quad]:
    """The same quads with events renamed after the first of their reports."""
    links = sorted((str(q.subject), str(q.object)) for q in quads if q.predicate == ONT.reportOf)
    names: dict[str, NamedNode] = {}
    for report, event in links:
        names.setdefault(event, NamedNode(f"urn:event-of:{report[1:-1]}"))

    def renamed(term: object) -> object:
        return names.get(str(term), term)

    return {Quad(renamed(q.subject), q.predicate, renamed(q.object), q.graph_name) for q in quads}  # type: ignore[arg-type]
