"""A reader process as the server has it: started, asked, and killed."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from server.engine.evaluation import Failed
from server.engine.reader import HEADER

_ROOT = Path(__file__).resolve().parents[2]
_READ_BYTES = 1 << 20
_TICKS = os.sysconf("SC_CLK_TCK")
NICE = 10
"""How much a process that holds a long query gives way to those with short ones."""


class ReaderProcess:
    """One process; answers one request at a time. Nothing of the server's environment but the path goes to it."""

    def __init__(
        self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self.killed = ""
        self.nice = False

    @property
    def name(self) -> str:
        """The process number."""
        return str(self._process.pid)

    @property
    def alive(self) -> bool:
        """False once it was killed or has died."""
        return not self.killed and self._process.poll() is None

    def kill(self, why: str) -> None:
        """End it at once; whoever waits for its answer gets Failed of this kind."""
        if not self.killed:
            self.killed = why
            self._process.kill()
            self._writer.close()

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

    async def send(self, request: Mapping[str, Any]) -> None:
        """Send a request; raises Failed where the process is gone."""
        body = json.dumps(request).encode()
        try:
            self._writer.write(HEADER.pack(b"Q", len(body)) + body)
            await self._writer.drain()
        except (ConnectionError, RuntimeError):
            raise self._gone() from None

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame of the answer; raises Failed for one that tells of a failure, and where the process dies."""
        try:
            kind, size = HEADER.unpack(await self._reader.readexactly(HEADER.size))
            body = await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError, OSError):
            raise self._gone() from None
        if kind == b"F":
            failure = json.loads(body)
            raise Failed(failure["kind"], failure["message"])
        return kind, body

    async def parts(self) -> AsyncIterator[bytes]:
        """The parts of an answer until it is complete."""
        while (frame := await self.frame())[0] != b"Z":
            yield frame[1]

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
    reader, writer = await asyncio.open_connection(sock=ours, limit=_READ_BYTES)
    return ReaderProcess(process, reader, writer)
