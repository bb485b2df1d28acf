"""A store in memory, as far as the knowledge layer needs one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from pyoxigraph import NamedNode, Quad, Store

from kg.graph.iris import Iris
from kg.graph.statements import Run, article_quads
from kg.graph.terms import ONT
from kg.knowledge.edits import Aim, Edit, EditKind, Effect
from kg.knowledge.replacement import Change, replace_article, withdraw_article
from kg.model import Reading
from kg.store import tables
from kg.store.blocks import Blocks
from kg.store.curating import curated, source_of

IRIS = Iris()


class Shelf:
    """What the store layer does with the changes: apply them, and keep the tables."""

    def __init__(self) -> None:
        self.store = Store()
        database = sqlite3.connect(":memory:", isolation_level=None)
        database.executescript(tables.CANONICAL + tables.MATCHING + tables.CURATION + tables.COPIES + tables.TOLD)
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

    def decide(
        self, kind: EditKind, *events: str, aims: Iterable[Aim] = (), undoes: int | None = None, **said: Any
    ) -> int:
        """What a person decides; gives the number of the edit."""
        at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=len(self.blocks.edits.all()))
        iri = IRIS.edit(f"e{len(self.blocks.edits.all()) + 1}").value
        new = Edit(0, iri, kind, at, "Ada", "because", events, tuple(aims), Effect(**said), undoes=undoes)
        edit = self.blocks.edits.add(new)
        change = curated(self.store, self.blocks, self.blocks.edits, edit, self._mint)
        if source := source_of(edit, self.blocks.edits):
            self._assign(source, change.assigned)
        self._apply(change)
        return edit.number

    def merge(self, *reports: str) -> int:
        return self.decide(EditKind.MERGE, *self._events(reports), aims=map(Aim, reports))

    def split(self, *sides: Iterable[str]) -> int:
        aims = [Aim(report, number) for number, side in enumerate(sides) for report in side]
        return self.decide(EditKind.SPLIT, *self._events(aim.node for aim in aims), aims=aims)

    def undo(self, number: int) -> int:
        before = self.blocks.edits.find(number)
        assert before is not None
        return self.decide(EditKind.UNDO, *before.events, undoes=number)

    def _events(self, reports: Iterable[str]) -> list[str]:
        return sorted(set(self.blocks.events_of(reports).values()))

    def _mint(self) -> NamedNode:
        return IRIS.event(f"n{next(self._names)}")

    def _assign(self, article: str, assigned: Mapping[str, str]) -> None:
        self._db.execute("DELETE FROM canonical WHERE article = ?", (article,))
        self._db.executemany("DELETE FROM canonical WHERE report = ?", [(report,) for report in assigned])
        rows = [(report, event, article) for report, event in assigned.items()]
        self._db.executemany("INSERT INTO canonical VALUES (?, ?, ?)", rows)

    def _apply(self, change: Change) -> Change:
        for quad in change.removed:
            self.store.remove(quad)
        self.store.extend(change.added)
        self.blocks.apply(change.filing)
        self.blocks.move_aims(change.moved)
        self.blocks.name(change.naming)
        if change.copied:
            self.blocks.keep_text(change.copied)
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
