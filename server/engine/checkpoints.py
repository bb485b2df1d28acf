"""Copies of the graph that readers read: made when something has changed and somebody wants to know.

A copy shares its files with the graph (hard links), so it takes milliseconds and little space. Changes are grouped:
after a copy the next one waits for a while, a multiple of what the last one took.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kg.store import Store

FOLDER = "checkpoints"
_SHARE = 4
"""How many times as long as the last copy took no new one is made."""
_LONGEST_WAIT_S = 0.25


_IN_USE: set[Path] = set()
"""Folders of servers of this process; a store belongs to one process, so whatever else is there was left behind."""


def _remove_unused(root: Path) -> None:
    for folder in root.iterdir():
        if folder not in _IN_USE:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(eq=False, slots=True)
class Checkpoint:
    """A copy of the graph in a folder; ``users`` queries read it."""

    path: Path
    generation: int
    users: int = 0
    replaced: bool = field(default=False)


class Checkpoints:
    """The copies of one store; of the asyncio thread.

    ``copied`` makes one in a folder and gives its generation, waiting for whatever it must; None: the graph as it is.
    """

    def __init__(self, store: Store, copied: Callable[[Path], int] | None = None) -> None:
        self._store = store
        self._copied = copied
        self._folder = store.folder / FOLDER / "none yet"
        self._number = 0
        self._trials = itertools.count(1)
        self._newest: Checkpoint | None = None
        self._busy = asyncio.Lock()
        self._took_s = 0.0
        self._made = 0.0

    async def start(self) -> None:
        """Remove what a server before left behind, and make the first copy."""
        root = self._store.folder / FOLDER
        root.mkdir(exist_ok=True)
        await asyncio.to_thread(_remove_unused, root)
        self._folder = Path(tempfile.mkdtemp(prefix="server-", dir=root))
        _IN_USE.add(self._folder)
        await self._flip()

    async def stop(self) -> None:
        """Remove all copies."""
        _IN_USE.discard(self._folder)
        root = self._store.folder / FOLDER
        alone = not any(folder.parent == root for folder in _IN_USE)
        await asyncio.to_thread(shutil.rmtree, root if alone else self._folder, ignore_errors=True)

    @property
    def newest(self) -> Checkpoint:
        """The newest copy."""
        assert self._newest, "not started"
        return self._newest

    async def at_least(self, generation: int) -> Checkpoint:
        """A copy with all changes up to a generation."""
        while self.newest.generation < generation:
            async with self._busy:
                if self.newest.generation < generation:
                    await asyncio.sleep(self._made + min(_LONGEST_WAIT_S, _SHARE * self._took_s) - time.monotonic())
                    await self._flip()
        return self.newest

    async def _flip(self) -> None:
        self._number += 1
        path = self._folder / f"gen-{self._number}"
        generation, self._took_s = await asyncio.to_thread(self._copy, path)
        before, self._newest = self._newest, Checkpoint(path, generation)
        self._made = time.monotonic()
        if before:
            before.replaced = True
            await self._tidy(before)

    def _copy(self, path: Path) -> tuple[int, float]:
        """Make a copy; its generation, and the seconds that it took, without those of waiting for a change to end."""
        if self._copied:
            began = time.monotonic()
            return self._copied(path), time.monotonic() - began
        with self._store.turn:
            began = time.monotonic()
            return self._store.checkpoint(path), time.monotonic() - began

    async def copy_for_trial(self) -> tuple[Path, int]:
        """A copy of the graph as it is, that may be written to, and its generation; ``discard`` it afterwards."""
        path = self.place_for_trial()
        return path, await asyncio.to_thread(self._store.checkpoint, path)

    def place_for_trial(self) -> Path:
        """Where one more such copy may be made, by any thread."""
        return self._folder / f"trial-{next(self._trials)}"

    async def discard(self, path: Path) -> None:
        """Remove a copy for a trial."""
        await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)

    def use(self, checkpoint: Checkpoint) -> None:
        """Keep a copy from being removed until ``release``."""
        checkpoint.users += 1

    async def release(self, checkpoint: Checkpoint) -> None:
        """The query is done with it."""
        checkpoint.users -= 1
        if checkpoint.replaced:
            await self._tidy(checkpoint)

    async def _tidy(self, checkpoint: Checkpoint) -> None:
        if checkpoint.replaced and not checkpoint.users:
            with suppress(asyncio.CancelledError):
                await asyncio.to_thread(shutil.rmtree, checkpoint.path, ignore_errors=True)
