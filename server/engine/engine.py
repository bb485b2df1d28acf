"""The engine that a server asks: readers on checkpoints where there is a store, threads where there is just a graph."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Protocol
from uuid import uuid4

from kg.errors import StoreError
from kg.store import Store
from server.engine.checkpoints import Checkpoints
from server.engine.evaluation import Failed, write_answer
from server.engine.output import Output
from server.engine.pool import Busy, ReaderPool
from server.engine.question import Answered, Cost, Question, Trial
from server.faults import StoreFaults
from server.graph import Graph
from server.problems import Overloaded, QueryTimeout
from server.settings import Settings
from server.sparql.evaluation import QueryThreads

_CLIENTS = 10_000
_ASKED_LATELY_S = 5.0
"""So long after a question a change makes a checkpoint at once: the next one will be there soon."""
_AGAIN_S = 2.0
"""After so long a checkpoint that could not be made is tried again."""


class Engine(Protocol):
    """Answers questions; ``generation`` names the state of the graph that a client's next question is answered from."""

    async def generation(self, client: str) -> str:
        """What changes whenever the graph of an answer does; empty if that is not known."""

    def generation_now(self, client: str) -> str:
        """The same where it need not be waited for; else empty."""

    async def answer(self, question: Question, client: str = "") -> Answered:
        """The answer; raises Failed or Busy."""

    async def try_update(
        self, text: str, base: str | None, prefixes: Mapping[str, str], client: str = ""
    ) -> Trial | None:
        """Run an update without consequence, if that can be done; raises Failed or Busy."""

    def wrote(self, client: str) -> None:
        """A client has changed the graph: its next question is to see that."""

    def changed(self) -> None:
        """The graph has changed: everybody's questions are to see that soon."""

    def state(self) -> Mapping[str, float]:
        """Numbers for operators, by name."""


class ThreadEngine:
    """Questions asked of a graph in this process; nothing can be killed, so only for graphs without a store."""

    def __init__(self, graph: Callable[[], Graph], threads: QueryThreads) -> None:
        self._graph = graph
        self._threads = threads

    async def generation(self, client: str) -> str:
        """Nobody tells when such a graph changes."""
        return ""

    def generation_now(self, client: str) -> str:
        """Nobody tells when such a graph changes."""
        return ""

    async def answer(self, question: Question, client: str = "") -> Answered:
        """The whole answer."""
        graph = self._graph()
        try:
            return await self._threads.run(lambda: _answer_whole(graph, question))
        except QueryTimeout:
            raise Failed("time") from None
        except Overloaded:
            raise Busy("too many queries wait") from None

    async def try_update(
        self, text: str, base: str | None, prefixes: Mapping[str, str], client: str = ""
    ) -> Trial | None:
        """There is no copy to try it on."""
        raise Failed("failed", "there is no store behind this server")

    def wrote(self, client: str) -> None:
        """Every question sees the graph as it is."""

    def changed(self) -> None:
        """Every question sees the graph as it is."""

    def state(self) -> Mapping[str, float]:
        """Open queries."""
        return {"open_queries": self._threads.open_queries}


def _answer_whole(graph: Graph, question: Question) -> Answered:
    parts: list[bytes] = []
    limits = (question.max_rows, question.max_bytes, question.max_bytes)
    output = Output(question.media_type, *limits, parts.append, question.link)
    write_answer(graph, question, output)
    body = output.value(f"{question.base or ''}#cut-at-{question.max_rows}-rows")
    return Answered(Cost(output.rows, len(body), 0.0, output.cut, "thread", 0, "short"), body)


class PoolEngine:
    """Questions asked of the checkpoints of a store by readers in processes of their own.

    ``checkpoints`` and ``pool`` are those to use; None: its own.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        checkpoints: Checkpoints | None = None,
        pool: ReaderPool | None = None,
        faults: StoreFaults | None = None,
    ) -> None:
        self._store = store
        self._faults = faults or StoreFaults()
        self.fault: StoreError | None = None
        """Why no newer checkpoint can be made, so that queries are answered from an older one; None: nothing."""
        self._checkpoints = checkpoints or Checkpoints(store)
        self._follower: Engine | None = None
        self._pool = pool or ReaderPool(
            self._checkpoints,
            short=settings.query_readers,
            long=settings.slow_readers,
            queue=settings.query_queue,
            timeout_s=settings.query_timeout_s,
            short_query_s=settings.short_query_s,
            memory_mb=settings.query_memory_mb,
        )
        self._timeout_s = settings.query_timeout_s
        self._wrote: OrderedDict[str, int] = OrderedDict()
        self._asked = -_ASKED_LATELY_S
        self._name = uuid4().hex[:8]
        self._renewal: asyncio.Task[object] | None = None

    async def start(self) -> None:
        """Make the first checkpoint and start readers."""
        await self._checkpoints.start()
        await self._pool.start()

    async def stop(self) -> None:
        """End the readers and remove the checkpoints."""
        if self._renewal:
            self._renewal.cancel()
        await self._pool.stop()
        await self._checkpoints.stop()

    def followed_by(self, engine: Engine) -> None:
        """Let an engine hear of changes that clients make."""
        self._follower = engine

    @property
    def pool(self) -> ReaderPool:
        """The readers."""
        return self._pool

    async def generation(self, client: str) -> str:
        """Differs between servers too, since they may write answers differently."""
        if not self._is_fresh_enough(client):
            await self._own_changes(client)
        return f"{self._name}.{self._checkpoints.newest.generation}"

    def generation_now(self, client: str) -> str:
        """Empty where a change of the client's own is to be waited for."""
        return f"{self._name}.{self._checkpoints.newest.generation}" if self._is_fresh_enough(client) else ""

    def _is_fresh_enough(self, client: str) -> bool:
        """True unless the client has changes of its own to wait for; those of others are on their way."""
        self._asked = time.monotonic()
        newest = self._checkpoints.newest.generation
        if self._store.generation == newest:
            return True
        if self._wrote.get(client, 0) > newest:
            return False
        self.changed()
        return True

    async def _own_changes(self, client: str) -> None:
        """Wait for the client's own changes."""
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._checkpoints.at_least(self._wrote[client])
        except TimeoutError:
            raise Busy("too many queries wait") from None  # a rebuild holds the store

    def changed(self) -> None:
        """Have a new checkpoint made, if none is on its way."""
        if self._follower:
            self._follower.changed()
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        """Make a new checkpoint for those who wait for nothing; while none can be made they keep the one there is."""
        while True:
            try:
                await self._checkpoints.at_least(self._store.generation)
            except StoreError as error:
                self.fault = error
                self._faults.note(error)
                await asyncio.sleep(_AGAIN_S)
            else:
                self.fault = None
                return

    async def answer(self, question: Question, client: str = "") -> Answered:
        """The answer of a reader; long ones stream."""
        if not self._is_fresh_enough(client):
            await self._own_changes(client)
        return await self._pool.answer(question, self._checkpoints.newest, client)

    async def try_update(
        self, text: str, base: str | None, prefixes: Mapping[str, str], client: str = ""
    ) -> Trial | None:
        """Run the update on a copy, in a process that can be killed."""
        generation = await self._pool.try_update(text, base, prefixes, client)
        loop = asyncio.get_running_loop()

        def again() -> None:
            """All that takes a thread is done in this one: the loop's may all be waiting for the graph meanwhile."""
            while True:
                copy = self._checkpoints.place_for_trial()
                try:
                    self._store.checkpoint(copy)
                    trial = self._pool.try_update(text, base, prefixes, client, copy)
                    asyncio.run_coroutine_threadsafe(trial, loop).result()
                    return
                except Failed as failure:
                    if failure.kind != "orphaned":
                        raise
                finally:
                    shutil.rmtree(copy, ignore_errors=True)

        return Trial(generation, again)

    def wrote(self, client: str) -> None:
        """Remember what the client's next question must see, and get it on its way before the next change is."""
        if self._follower:
            self._follower.wrote(client)
        self._wrote[client] = self._store.generation
        self._wrote.move_to_end(client)
        while len(self._wrote) > _CLIENTS:
            self._wrote.popitem(last=False)
        if time.monotonic() - self._asked < _ASKED_LATELY_S:
            self.changed()

    def state(self) -> Mapping[str, float]:
        """Readers, queries at work and waiting, and readers killed by reason."""
        pool = self._pool
        waiting = {f'waiting_queries{{lane="{lane}"}}': count for lane, count in pool.waiting.items()}
        kills = {f'killed_readers_total{{reason="{why}"}}': count for why, count in pool.kills.items()}
        generation = self._checkpoints.newest.generation
        return {"readers": pool.readers, "open_queries": len(pool.running), "generation": generation} | waiting | kills
