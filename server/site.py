"""What the routes of one running server share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from starlette.requests import Request

from kg.graph.iris import Iris
from kg.graph.terms import PREFIXES
from kg.pipeline import Reader, load_reader
from kg.rights.policy import Policy
from kg.store import Store
from server.engine.engine import Engine
from server.faults import StoreFaults
from server.graph import Graph
from server.metrics import Metrics
from server.negotiation import header_of
from server.once import Once
from server.ready import ReadyAnswers
from server.rights import RightsGraph
from server.settings import Settings
from server.sparql.asked_graph import AskedGraph
from server.sparql.evaluation import QueryThreads

if TYPE_CHECKING:
    from server.sparql.answering import KeptAnswers
    from server.sparql.updates import Writer

T = TypeVar("T")
ASKING: ContextVar[str] = ContextVar("asking", default="")
"""The address of the client whose request is being answered, for what a page asks on its behalf."""
_UNQUOTED = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A graph to serve and the names of its things; ``graph`` is asked anew each time, since a rebuild replaces it."""

    graph: Callable[[], Graph]
    iris: Iris
    prefixes: Mapping[str, str] = field(init=False)
    """Prefixes that queries may use undeclared."""
    _marks: tuple[tuple[str, str, str], ...] = field(init=False)

    def __post_init__(self) -> None:
        prefixes = {**PREFIXES, **self.iris.prefixes}
        object.__setattr__(self, "prefixes", MappingProxyType(prefixes))
        object.__setattr__(self, "_marks", tuple((f"{name}:", name, iri) for name, iri in prefixes.items()))

    def prefixes_in(self, query: str) -> dict[str, str]:
        """The prefixes that a query may use: those whose name and colon stand in it."""
        return {name: iri for mark, name, iri in self._marks if mark in query}


def knowledge_of(store: Store) -> Knowledge:
    """The knowledge of an open store."""
    return Knowledge(lambda: store.graph.oxigraph, store.iris)


@dataclass(frozen=True, slots=True)
class Site:
    """What a request may need.

    ``threads`` run the queries of pages, ``engine`` those of clients; ``kept`` are answers for those who ask the same
    again; ``store``, ``reader`` of articles, ``writer`` and the private ``token`` are what writing takes;
    ``policy`` is what may be shown of the words of articles, None: all; ``guarded`` answers what the public asks in its
    own words where there is a policy, and ``engine`` where there is none; ``faults`` are those of the store; ``ready``
    are answers as they are sent, ``once`` documents that are being made.
    """

    settings: Settings
    knowledge: Knowledge
    threads: QueryThreads
    engine: Engine
    kept: KeptAnswers
    writer: Writer | None = None
    store: Store | None = None
    reader: Reader = field(default_factory=load_reader)
    token: str | None = None
    metrics: Metrics = field(default_factory=Metrics)
    faults: StoreFaults = field(default_factory=StoreFaults)
    open_by_client: Counter[str] = field(default_factory=Counter)
    policy: Policy | None = None
    guarded: Engine | None = None
    ready: ReadyAnswers = field(default_factory=lambda: ReadyAnswers(0))
    once: Once = field(default_factory=Once)

    @property
    def base(self) -> str:
        """Base IRI of the data; it maps to the root of the site."""
        return self.knowledge.iris.base

    @property
    def for_queries(self) -> Engine:
        """The engine for queries that clients write."""
        return self.guarded or self.engine

    async def ask(self, work: Callable[[Graph], T]) -> T:
        """The result of work on the graph, done in a thread of its own; readers answer what it asks, if there are."""
        asked = AskedGraph(self.engine, ASKING.get(), self.settings) if self.store else self.knowledge.graph()
        graph: Graph = RightsGraph(asked, self.knowledge.iris, self.policy) if self.policy else asked
        return await self.threads.run(lambda: work(graph))


def address_of(request: Request) -> str:
    """The address of a request without its query; cheaper than by way of ``request.url``."""
    scope = request.scope
    host = header_of(scope["headers"], b"host") or ":".join(map(str, scope.get("server") or ("localhost",)))
    return _address(scope["scheme"], host, scope["path"])


@lru_cache(1024)
def _address(scheme: str, host: str, path: str) -> str:
    return f"{scheme}://{host}{quote(path, safe=_UNQUOTED)}"


def client_of(request: Request) -> str:
    """Who asks, by address."""
    client = request.scope.get("client")
    return str(client[0]) if client else ""


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site
