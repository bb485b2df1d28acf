"""The process that reads articles, as the server has it: started when it is needed, asked, and killed when it hangs."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError, TimewireError
from server.engine.reader import HEADER

_ROOT = Path(__file__).resolve().parents[2]
_SECRETS = frozenset({"TIMEWIRE_WRITE_TOKEN", "TIMEWIRE_WRITE_TOKEN_FILE"})
_LIMIT_BYTES = 1 << 20


class ReadingDied(TimewireError):
    """The process ended, or was ended for taking too long, before it had read the article."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of an article: the report of it as JSON, and its quads, packed."""

    report: Mapping[str, Any]
    quads: bytes


@dataclass(slots=True)
class _Process:
    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def exchange(self, kind: bytes, body: bytes) -> tuple[bytes, bytes]:
        """Send a frame and take the next one."""
        self.writer.write(HEADER.pack(kind, len(body)) + body)
        await self.writer.drain()
        return await self.frame()

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame; raises InputError for one that says so."""
        kind, size = HEADER.unpack(await self.reader.readexactly(HEADER.size))
        body = await self.reader.readexactly(size)
        if kind == b"E":
            raise _Unreadable(body.decode())
        return kind, body


class _Unreadable(InputError):
    """Why an article cannot be read, as the process said it."""


class ReadingProcess:
    """One process at most; one article at a time, each within ``timeout_s``."""

    def __init__(self, base: str, timeout_s: float) -> None:
        self._base = base
        self._timeout_s = timeout_s
        self._process: _Process | None = None
        self._turn = asyncio.Lock()

    async def ready(self) -> None:
        """Start the process, if there is none; one that does not start is told of when it is needed."""
        with suppress(ReadingDied):
            await self._asked(b"", b"", frames=0)

    async def article_of(self, given: bytes) -> bytes:
        """The article of a job, as a line of JSON; raises InputError, ReadingDied."""
        _, line = await self._asked(b"G", given)
        return line

    async def read(self, line: bytes) -> Read:
        """What is read of an article; raises InputError, ReadingDied."""
        outcome, quads = await self._asked(b"A", line, frames=2)
        return Read(json.loads(outcome), quads)

    async def _asked(self, kind: bytes, body: bytes, frames: int = 1) -> tuple[bytes, bytes]:
        try:
            async with self._turn, asyncio.timeout(self._timeout_s):
                process = self._process or await self._start()
                if not frames:
                    return b"", b""
                first = await process.exchange(kind, body)
                return (first[1], (await process.frame())[1]) if frames > 1 else first
        except InputError:
            raise
        except TimeoutError:
            await self.stop()
            raise ReadingDied(f"reading took longer than {self._timeout_s:g} s", remedy="split the article") from None
        except (asyncio.IncompleteReadError, ConnectionError, OSError):
            await self.stop()
            raise ReadingDied("the process that read it ended", remedy="send it again; if it stays, tell us") from None
        except BaseException:  # cancelled in the middle of an answer, which nobody will take
            await self.stop()
            raise

    async def _start(self) -> _Process:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {name: value for name, value in os.environ.items() if name not in _SECRETS}
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "server.articles.worker", str(theirs.fileno()), str(os.getpid()), self._base],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**environment, "PYTHONPATH": os.pathsep.join(paths)},
                start_new_session=True,
            )
        reader, writer = await asyncio.open_connection(sock=ours, limit=_LIMIT_BYTES)
        self._process = _Process(process, reader, writer)
        await self._process.frame()  # ready: the parser is loaded
        return self._process

    @property
    def pid(self) -> int | None:
        """The number of the process; None where there is none."""
        return self._process.process.pid if self._process else None

    async def stop(self) -> None:
        """End the process."""
        if self._process:
            ended, self._process = self._process, None
            ended.writer.close()
            ended.process.kill()
            await asyncio.to_thread(ended.process.wait)
