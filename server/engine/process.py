"""A reader process as the server has it: started, asked, and killed."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.engine.evaluation import Failed
from server.engine.frames import Frames

_ROOT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
NICE = 10
"""How much a process that holds a long query gives way to those with short ones."""


class ReaderProcess:
    """One process; answers one request at a time. Nothing of the server's environment but the path goes to it."""

    def __init__(self, process: subprocess.Popen[bytes], frames: Frames) -> None:
        self._process = process
        self._frames = frames
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
            self._frames.send(b"Q", json.dumps(request).encode())
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
        self.kill("crash")
        return Failed("memory")


async def start_reader(memory_mb: int) -> ReaderProcess:
    """A new process; it needs about a twentieth of a second until it answers."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(paths)}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-s", "-m", "server.engine.reader", str(theirs.fileno()), str(memory_mb)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    _, frames = await asyncio.get_running_loop().create_unix_connection(Frames, sock=ours)
    return ReaderProcess(process, frames)
