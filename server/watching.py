"""Whether the engine that holds the graph is there: asked now and then, told once when it goes or comes back."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from kg.errors import QueryError, StoreError

if TYPE_CHECKING:  # a client of HTTP is slow to load and seldom needed
    from kg.store.engines.remote import RemoteGraph

EVERY_S = 2.0
_ANSWERS_IN_S = 5.0
_log = logging.getLogger("timewire.engine")


class EngineWatch:
    """Asks an engine every ``every_s`` seconds, in a thread of its own; of the asyncio thread."""

    def __init__(self, graph: RemoteGraph, every_s: float = EVERY_S) -> None:
        self._graph = graph
        self._every_s = every_s
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="engine-watch")
        self._task: asyncio.Task[None] | None = None
        self._gone_at: float | None = None

    @property
    def is_up(self) -> bool:
        """True if the engine answered when it was last asked."""
        return self._gone_at is None

    @property
    def told(self) -> str:
        """For whoever waits for it."""
        return (
            f"the engine at {self._graph.client.access.query} does not answer; what was sent is kept and waits for it"
        )

    async def start(self) -> None:
        """Begin to ask; from now on requests to the engine wait as those of a server do."""
        self._graph.client.attend(lambda text: _log.debug("%s", text))
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Ask no more, and let nobody wait any more: what is not done is made up for at the next start."""
        self._graph.client.give_up(cut=not self.is_up)
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _watch(self) -> None:
        while True:
            self._note(await asyncio.get_running_loop().run_in_executor(self._thread, self._fault))
            await asyncio.sleep(self._every_s)

    def _fault(self) -> str | None:
        """Why the engine does not answer; None: it does."""
        try:
            self._graph.oxigraph.query("ASK {}", patience_s=0.0, deadline_s=_ANSWERS_IN_S)
        except (StoreError, QueryError) as error:
            return error.what
        return None

    def _note(self, fault: str | None) -> None:
        told = {"engine": self._graph.client.access.query}
        if fault is not None and self._gone_at is None:
            self._gone_at = time.monotonic()
            told |= {"event": "engine_gone", "fault": fault}
            _log.error("the engine at %(engine)s is gone: %(fault)s; changes wait for it", told, extra=told)
        elif fault is None and self._gone_at is not None:
            away: dict[str, object] = {
                **told,
                "event": "engine_back",
                "seconds": round(time.monotonic() - self._gone_at, 1),
            }
            self._gone_at = None
            _log.warning("the engine at %(engine)s answers again after %(seconds)g s", away, extra=away)
