"""Questions to a store whose graph is on an engine of its own: passed on, within the limits of this server.

There are no readers and no checkpoints; the engine answers from what it holds. A question is read here before it goes
there: what is no SPARQL, or names a function that SPARQL does not know (with which some engines read files), does not
go. What has no answer in time is broken off by ending the connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from uuid import uuid4

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from kg.errors import EngineGone, QueryError
from kg.store import Store
from kg.store.engines.client import TooLarge
from kg.store.engines.reading import RemoteDataset
from server.engine.engine import ThreadEngine
from server.engine.evaluation import Failed
from server.engine.output import LimitPassed
from server.engine.question import Answered, Question, Trial
from server.graph import Answer
from server.settings import Settings
from server.sparql.evaluation import QueryThreads


class _Hurried:
    """The dataset of an engine for whoever does not wait: limits of time and size, and errors as readers tell them."""

    def __init__(self, dataset: RemoteDataset, settings: Settings) -> None:
        self._dataset = dataset
        self._settings = settings

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: dict[str, str] | None = None,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
        custom_functions: dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]] | None = None,
    ) -> Answer:
        """The answer; raises SyntaxError, OSError, LimitPassed."""
        if custom_functions:
            raise OSError(f"nobody knows the function {next(iter(custom_functions))}")
        try:
            return self._dataset.query(
                query,
                base_iri=base_iri,
                prefixes=prefixes,
                default_graph=default_graph,
                named_graphs=named_graphs,
                max_bytes=self._settings.max_result_bytes,
                patience_s=0.0,
                deadline_s=self._settings.query_timeout_s,
            )
        except QueryError as error:
            raise OSError(error.what) from error
        except TooLarge as error:
            raise LimitPassed("bytes") from error


class FarEngine(ThreadEngine):
    """Threads that wait for an engine far away; those of pages are others, since they wait for these."""

    def __init__(self, store: Store, dataset: RemoteDataset, settings: Settings) -> None:
        self._store = store
        self._name = uuid4().hex[:8]
        self.threads = QueryThreads(settings.query_threads, settings.query_queue, settings.query_timeout_s)
        super().__init__(lambda: _Hurried(dataset, settings), self.threads)

    async def generation(self, client: str) -> str:
        """Of what this server has written; whoever writes to the engine behind its back is seen by nobody."""
        return self.generation_now(client)

    def generation_now(self, client: str) -> str:
        """The same."""
        return f"{self._name}.{self._store.generation}"

    async def answer(self, question: Question, client: str = "") -> Answered:
        """The whole answer; raises Failed, Busy."""
        try:
            return await super().answer(question, client)
        except EngineGone as error:
            raise Failed("gone", error.what) from None

    async def try_update(
        self, text: str, base: str | None, prefixes: Mapping[str, str], client: str = ""
    ) -> Trial | None:
        """There is nothing to try it on: the engine runs it, or refuses it as a whole."""
        return None

    def stop(self) -> None:
        """Take no more questions."""
        with suppress(RuntimeError):
            self.threads.stop()
