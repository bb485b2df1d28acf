"""Dumps of the present state: written when somebody asks, by a process of its own, and kept until the state is old."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kg.exports.folder import sums_of
from kg.store import Store
from kg.store.folder import COPIES_FOLDER
from server.problems import Overloaded, ServerCannot
from server.settings import Settings

_LEAST_S = 60.0
_SHARE = 20
"""A dump is kept for so long, and so many times as long as writing it took, though the state has changed."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A folder with the files of a dump, the state that it is of, and when and in what time it was made (seconds)."""

    folder: Path
    state: int
    sums: dict[str, str]
    made: float
    took_s: float


class Dumps:
    """The newest dump of a store; of the asyncio thread."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._newest: Dump | None = None
        self._work: asyncio.Task[Dump] | None = None
        self._number = 0

    async def current(self) -> Dump:
        """The dump of the present state, or of one that is not old; raises Overloaded while the first is written."""
        newest = self._newest
        if newest and (newest.state == self._store.generation or self._is_young(newest)):
            return newest
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._write())
        try:
            return await asyncio.wait_for(asyncio.shield(self._work), self._settings.query_timeout_s)
        except TimeoutError:
            if newest:
                return newest
            raise Overloaded("the dump is being written", remedy="come again in a minute") from None

    def _is_young(self, dump: Dump) -> bool:
        return time.monotonic() - dump.made < max(_LEAST_S, _SHARE * dump.took_s)

    async def stop(self) -> None:
        """Break off what is being written."""
        if self._work and not self._work.done():
            self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work

    async def _write(self) -> Dump:
        self._number += 1
        copies = self._store.folder / COPIES_FOLDER  # emptied at the start of a server, and by erasing
        graph, folder = copies / f"dumped-{self._number}", copies / f"dump-{self._number}"
        began = time.monotonic()
        copies.mkdir(exist_ok=True)
        state = await asyncio.to_thread(self._store.checkpoint, graph)
        try:
            await self._run(graph, folder, state)
        finally:
            shutil.rmtree(graph, ignore_errors=True)
        before = self._newest
        now = time.monotonic()
        self._newest = Dump(folder, state, sums_of(folder), now, now - began)
        if before:
            await asyncio.to_thread(shutil.rmtree, before.folder, ignore_errors=True)
        return self._newest

    async def _run(self, graph: Path, folder: Path, state: int) -> None:
        settings, changed = self._settings, self._store.archive.changed_at()
        asked = {
            "graph": str(graph),
            "folder": str(folder),
            "base": self._store.iris.base,
            "state": state,
            "day": changed.date().isoformat(),
            "licence": settings.data_licence,
            "rights": settings.rights if settings.public or settings.rights else None,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kg.exports.process", stdin=asyncio.subprocess.PIPE, start_new_session=True
        )
        try:
            await process.communicate(json.dumps(asked).encode())
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise ServerCannot("the dump could not be written", remedy="look into the log of the server")
