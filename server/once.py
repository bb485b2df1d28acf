"""Work that many ask for at the same time is done once, and all get what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Once:
    """Work under way, by a key; when it is done it is forgotten: whoever comes later does it anew, or has kept it."""

    def __init__(self) -> None:
        self._open: dict[Hashable, asyncio.Future[Any]] = {}

    async def run(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What ``make`` gives, or raises; it goes on though whoever asked first goes away."""
        work = self._open.get(key)
        if work is None:
            work = self._open[key] = asyncio.ensure_future(make())
            work.add_done_callback(lambda done: self._done(key, done))
        made: T = await asyncio.shield(work)
        return made

    def _done(self, key: Hashable, done: asyncio.Future[Any]) -> None:
        del self._open[key]
        if not done.cancelled():
            done.exception()  # looked at: nobody may be waiting any more
