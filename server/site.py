"""What the routes of one running server share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.requests import Request

from kg.graph.iris import Iris
from kg.graph.terms import PREFIXES
from kg.pipeline import Reader, load_reader
from kg.store import Store
from server.graph import Graph
from server.settings import Settings
from server.sparql.evaluation import QueryThreads

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A graph to serve and the names of its things; ``graph`` is asked anew each time, since a rebuild replaces it."""

    graph: Callable[[], Graph]
    iris: Iris

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes that queries may use undeclared."""
        return {**PREFIXES, **self.iris.prefixes}


def knowledge_of(store: Store) -> Knowledge:
    """The knowledge of an open store."""
    return Knowledge(lambda: store.graph.oxigraph, store.iris)


@dataclass(frozen=True, slots=True)
class Site:
    """Settings, the knowledge, the threads that query it, and what writing takes: store, reader of articles, token."""

    settings: Settings
    knowledge: Knowledge
    threads: QueryThreads
    store: Store | None = None
    reader: Reader = field(default_factory=load_reader)
    token: str | None = None

    @property
    def base(self) -> str:
        """Base IRI of the data; it maps to the root of the site."""
        return self.knowledge.iris.base

    async def ask(self, work: Callable[[Graph], T]) -> T:
        """The result of work on the graph, done in a thread of its own."""
        graph = self.knowledge.graph()
        return await self.threads.run(lambda: work(graph))


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site
