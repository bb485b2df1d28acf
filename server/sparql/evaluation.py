"""Where queries run: a bounded number of threads off the event loop, with limits of time and size.

Oxigraph lets no query be cancelled from Python, and a thread cannot be killed. So a query that is out of time keeps
its thread until it ends by itself; the client gets its answer at once, and the number of threads bounds the harm.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, TypeVar

from kg.errors import TimewireError
from server.engine.evaluation import Failed
from server.problems import Overloaded, QueryTimeout, ResultTooLarge

T = TypeVar("T")
_log = logging.getLogger(__name__)


class QueryThreads:
    """``threads`` workers with room for ``queue`` waiting queries; each has ``timeout_s`` seconds, waiting included."""

    def __init__(self, threads: int, queue: int, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._room = threads + queue
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="query")
        self._lock = Lock()
        self._open = 0

    @property
    def open_queries(self) -> int:
        """Queries that run or wait, those whose client has been told that time is up among them."""
        return self._open

    async def run(self, work: Callable[[], T]) -> T:
        """What the work returns; raises Overloaded if no room is left, QueryTimeout if it is not done in time."""
        with self._lock:
            if self._open >= self._room:
                raise Overloaded("too many queries are waiting", remedy="try again in a few seconds")
            self._open += 1
        future = self._pool.submit(_contained, work)
        future.add_done_callback(self._close)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self.timeout_s)
        except TimeoutError:
            raise timeout(self.timeout_s) from None

    def _close(self, _: Future[Any]) -> None:
        with self._lock:
            self._open -= 1

    def stop(self) -> None:
        """Take no more work; waiting queries are dropped, running ones are not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _contained(work: Callable[[], T]) -> T:
    """The work with its errors cut off from their frames.

    The frames hold the answer of the engine, and that must be let go of in the thread that got it.
    """
    try:
        return work()
    except Exception as error:
        if not isinstance(error, TimewireError | Failed):
            _log.exception("a query failed")  # the last chance to tell where
        error.__cause__ = error.__context__ = None
        raise error.with_traceback(None) from None


def timeout(timeout_s: float) -> QueryTimeout:
    """The error of a query that needs longer than this."""
    return QueryTimeout(f"no answer after {timeout_s:g} s", remedy="ask for less: fewer joins, a filter, or a LIMIT")


class BoundedOutput:
    """A byte sink for a serializer; writing past the limit of size or time raises, which ends the query."""

    def __init__(self, max_bytes: int, timeout_s: float) -> None:
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s
        self._deadline = time.monotonic() + timeout_s
        self._parts: list[bytes] = []
        self._size = 0
        self._failed = False

    def write(self, part: bytes) -> int:
        """Keep a part; raises ResultTooLarge or QueryTimeout.

        Once it has raised it swallows what comes: the serializer empties its buffer when it is thrown away.
        """
        if not self._failed:
            self._failed = True
            self._check(len(part))
            self._failed = False
            self._parts.append(bytes(part))
        return len(part)

    def _check(self, size: int) -> None:
        self._size += size
        if self._size > self._max_bytes:
            raise ResultTooLarge(f"more than {self._max_bytes} bytes", remedy="ask for less, or use LIMIT and OFFSET")
        if time.monotonic() > self._deadline:
            raise timeout(self._timeout_s)

    def flush(self) -> None:
        """Nothing to do: parts are kept as they come."""

    def value(self) -> bytes:
        """All parts."""
        return b"".join(self._parts)
