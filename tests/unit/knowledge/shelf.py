"""A store in memory, as far as the knowledge layer needs one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from itertools import count

from pyoxigraph import NamedNode, Quad, Store

from kg.graph.iris import Iris
from kg.graph.statements import Run, article_quads
from kg.graph.terms import ONT
from kg.knowledge.clustering import Pair
from kg.knowledge.replacement import Change, rematch, replace_article, withdraw_article
from kg.model import Reading
from kg.store import tables
from kg.store.blocks import Blocks

IRIS = Iris()


class Shelf:
    """What the store layer does with the changes: apply them, and keep the tables."""

    def __init__(self) -> None:
        self.store = Store()
        database = sqlite3.connect(":memory:", isolation_level=None)
        database.executescript(tables.CANONICAL + tables.MATCHING)
        self._db = database
        self.blocks = Blocks(database)
        self._names = count(1)

    def put(self, reading: Reading) -> Change:
        article = IRIS.article(reading.document.article.id)
        change = replace_article(self.store, self.blocks, article, self.said(reading), self._mint)
        self._assign(article.value, change.assigned)
        return self._apply(change)

    def said(self, reading: Reading) -> list[Quad]:
        """The quads of an article."""
        return article_quads(reading, IRIS, Run("test 1"))

    def withdraw(self, article: str) -> Change:
        return self._apply(withdraw_article(self.store, self.blocks, IRIS.article(article), self._mint))

    def judge(
        self, same: Iterable[Pair] = (), different: Iterable[Pair] = (), withdrawn: Iterable[Pair] = ()
    ) -> Change:
        """What people decide on pairs of reports."""
        pairs = [*same, *different, *withdrawn]
        self.blocks.judge(same, different, withdrawn)
        return self._apply(rematch(self.store, self.blocks, {r for pair in pairs for r in pair}, self._mint))

    def _mint(self) -> NamedNode:
        return IRIS.event(f"n{next(self._names)}")

    def _assign(self, article: str, assigned: Mapping[str, str]) -> None:
        self._db.execute("DELETE FROM canonical WHERE article = ?", (article,))
        rows = [(report, event, article) for report, event in assigned.items()]
        self._db.executemany("INSERT INTO canonical VALUES (?, ?, ?)", rows)

    def _apply(self, change: Change) -> Change:
        for quad in change.removed:
            self.store.remove(quad)
        self.store.extend(change.added)
        self.blocks.apply(change.filing)
        self.blocks.name(change.naming)
        return change

    def quads(self) -> set[Quad]:
        return set(self.store)

    def event_of(self, article: str, key: str) -> NamedNode:
        (quad,) = self.store.quads_for_pattern(IRIS.report(article, key), ONT.reportOf, None)
        assert isinstance(quad.object, NamedNode)
        return quad.object


def unnamed(quads: set[Quad]) -> set[Quad]:
    """The same quads with events renamed after the first of their reports, without the names that are retired."""
    links = sorted((str(q.subject), str(q.object)) for q in quads if q.predicate == ONT.reportOf)
    names: dict[str, NamedNode] = {}
    for report, event in links:
        names.setdefault(event, NamedNode(f"urn:event-of:{report[1:-1]}"))

    def renamed(term: object) -> object:
        return names.get(str(term), term)

    kept = (q for q in quads if q.predicate != ONT.mergedInto)
    return {Quad(renamed(q.subject), q.predicate, renamed(q.object), q.graph_name) for q in kept}  # type: ignore[arg-type]
