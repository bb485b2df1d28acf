"""A reader process as the server has it: started, asked, and killed."""

from __future__ import annotations

import asyncio
import json
import marshal
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from server.engine.evaluation import Failed
from server.engine.frames import Frames

_TICKS = os.sysconf("SC_CLK_TCK")
NICE = 10
"""How much a process that holds a long query gives way to those with short ones."""
REASONS = ("time", "cancelled", "stopped", "crash", "orphaned", "moved", "spare", "tried")
"""Why readers are ended; each is counted from the start, so that the first one is seen as an increase."""


class Process(Protocol):
    """A process that this one may end."""

    @property
    def pid(self) -> int:
        """Its number."""

    def kill(self) -> None:
        """End it at once."""

    def wait(self) -> object:
        """Wait until it is gone."""


class ReaderProcess:
    """One process; answers one request at a time. ``orphaned`` tells whether it died with that it was forked from."""

    def __init__(self, process: Process, frames: Frames, orphaned: Callable[[], bool] = lambda: False) -> None:
        self._process = process
        self._frames = frames
        self._orphaned = orphaned
        self.killed = ""
        self.nice = False
        self.spent_s = 0.0
        """Processor time that it had when its last answer was whole, in seconds."""

    @property
    def name(self) -> str:
        """The process number."""
        return str(self._process.pid)

    @property
    def alive(self) -> bool:
        """False once it was killed or has died: then its end of the connection is closed."""
        return not self.killed and not self._frames.closed

    def kill(self, why: str) -> None:
        """End it at once; whoever waits for its answer gets Failed of this kind."""
        if not self.killed:
            self.killed = why
            self._process.kill()
            self._frames.close()

    def cpu_s(self) -> float | None:
        """Processor time that it has had, in seconds; None where the system does not tell."""
        try:
            stat = Path(f"/proc/{self._process.pid}/stat").read_text()
        except OSError:
            return None
        spent = stat.rpartition(")")[2].split()[11:13]
        return sum(map(int, spent)) / _TICKS

    async def reap(self) -> None:
        """Wait for a killed process to be gone."""
        await asyncio.to_thread(self._process.wait)

    def give_way(self, yes: bool) -> bool:
        """Change its priority; False if the system does not allow that (back)."""
        if yes != self.nice:
            try:
                os.setpriority(os.PRIO_PROCESS, self._process.pid, NICE if yes else 0)
            except OSError:
                return False
            self.nice = yes
        return True

    def send(self, request: Mapping[str, Any]) -> None:
        """Send a request; raises Failed where the process is gone."""
        try:
            self._frames.send(b"Q", marshal.dumps(dict(request)))
        except ConnectionError:
            raise self._gone() from None

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame of the answer; raises Failed for one that tells of a failure, and where the process dies."""
        try:
            kind, body = await self._frames.take()
        except ConnectionError:
            raise self._gone() from None
        if kind == b"F":
            failure = json.loads(body)
            raise Failed(failure["kind"], failure["message"])
        return kind, body

    def _gone(self) -> Failed:
        """A process that dies unkilled has hit its limit of memory, as a rule: Rust aborts then."""
        if self.killed:
            return Failed(self.killed)
        orphaned = self._orphaned()
        self.kill("orphaned" if orphaned else "crash")
        return Failed("orphaned" if orphaned else "memory")
