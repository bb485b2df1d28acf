"""Matching all articles anew while the graph is rebuilt, beside what the archive remembers of the present one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Quad

from kg.graph.iris import Iris
from kg.graph.views import View
from kg.knowledge.copies import copied
from kg.knowledge.matching import Before, Naming, ulid_mint
from kg.knowledge.rebuilding import all_knowledge, file_again, name_all
from kg.store.blocks import Blocks


class Rematching:
    """Takes one article after the other, then decides on all events at once.

    So no event is given a name that it loses again before the end. ``past`` is the graph from before.
    """

    def __init__(self, known: Blocks, past: View, iris: Iris) -> None:
        self._known, self._past, self._iris = known, past, iris
        self._events: dict[str, str] = {}
        self._homes: dict[str, str] = {}
        self._article_of: dict[str, str] = {}
        self._articles: list[str] = []
        self.index = Blocks.beside(known)
        self.naming = Naming()

    def add(self, article_id: str, quads: Sequence[Quad]) -> None:
        """File the reports of an article."""
        article = self._iris.article(article_id)
        filing, before, moved = file_again(self.index, self._known, self._past, article, quads)
        self.index.apply(filing)
        self.index.move_aims(moved)
        self.index.keep_text(copied(self.index, article.value, quads))
        self._articles.append(article_id)
        self._article_of.update(dict.fromkeys(filing.come, article_id))
        self._events.update(before.events)
        self._homes.update(before.homes)

    def knowledge(self, view: View) -> Iterator[Quad]:
        """The events of all articles that were added and stand in the view; ``naming`` tells their names then."""
        before = Before(self._events, self._homes)
        self.naming = name_all(self.index, before, ulid_mint(self._iris))
        return all_knowledge(view, self.index, self.naming)

    def assigned(self) -> Mapping[str, Mapping[str, str]]:
        """Report → event, by article."""
        tables: dict[str, dict[str, str]] = {article: {} for article in self._articles}
        for report, event in self.naming.events.items():
            tables[self._article_of[report]][report] = event
        return tables
