"""Where readers come from: forked, by a process that has all they need; started anew where that does not work.

Forking is for systems that have what it takes to end a process that is not one's own child (pidfd: Linux). Does the
process that forks die, its readers go with it; their queries begin anew, and another one is started. Does it not
answer, readers are started without it until it does.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import time
import weakref
from collections import deque
from contextlib import suppress
from pathlib import Path

from kg.errors import TimewireError
from server.engine.forking import STARTED, WANTED
from server.engine.frames import Frames
from server.engine.process import Process, ReaderProcess

_ROOT = Path(__file__).resolve().parents[2]
CAN_FORK = sys.platform == "linux" and hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal")
_ANSWER_S = 2.0
"""After so long without an answer readers are started without the process that forks."""
_AGAIN_S = 1.0
"""No other process that forks is started so soon after the last one."""
_ALLOCATOR = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=2000"}
"""The engine asks for small pieces of memory by the thousand and lets go of all when it has answered. glibc keeps 7 of
a size at hand, and finding room for the rest anew is a fifth of the time of a query; other systems do not look here."""


class CannotFork(TimewireError):
    """The process that forks is gone, or does not answer, or cannot."""


class Nursery:
    """Starts readers; of the asyncio thread."""

    def __init__(self, memory_mb: int, *, fork: bool = CAN_FORK) -> None:
        self._memory_mb = memory_mb
        self._fork = fork
        self._forker: Forker | None = None
        self._began = -_AGAIN_S
        self._ending: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Get ready, so that the first reader need not wait for that."""
        self._usable_forker()

    async def close(self) -> None:
        """End the process that forks, and with it the readers that it has forked."""
        self._fork = False
        self._end_forker()
        await asyncio.gather(*self._ending)

    @property
    def forker(self) -> int | None:
        """The number of the process that forks, if there is one."""
        return self._forker.pid if self._forker else None

    async def start_reader(self) -> ReaderProcess:
        """A new process; a fork takes milliseconds, without it a tenth of a second of processor time."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        try:
            with theirs:
                forker = self._usable_forker()
                process = await self._forked(forker, theirs) if forker else None
                started = process or _start("server.engine.reader", theirs, str(self._memory_mb))
            _, frames = await asyncio.get_running_loop().create_unix_connection(Frames, sock=ours)
        except BaseException:
            ours.close()  # a reader at the other end ends itself
            raise
        return ReaderProcess(started, frames, forker.is_gone if forker and process else _never)

    async def _forked(self, forker: Forker, theirs: socket.socket) -> Process | None:
        try:
            return await forker.fork(theirs, self._memory_mb)
        except CannotFork:
            return None

    def _usable_forker(self) -> Forker | None:
        if self._forker and self._forker.is_gone():
            self._end_forker()
        if self._fork and self._forker is None and time.monotonic() - self._began >= _AGAIN_S:
            self._began = time.monotonic()
            self._forker = Forker()
        return self._forker if self._forker and self._forker.answers else None

    def _end_forker(self) -> None:
        if self._forker:
            task = asyncio.ensure_future(self._forker.end())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
            self._forker = None


class Forker:
    """The process that forks, as the server has it; it answers in the order that it was asked in."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        with theirs:
            self._process = _start("server.engine.forking", theirs)
        self._asked: deque[asyncio.Future[Forked]] = deque()
        self._gone = False
        asyncio.get_running_loop().add_reader(self._control.fileno(), self._read)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def answers(self) -> bool:
        """False while there is an answer that nobody waits for any more: it is late."""
        return not any(asked.done() for asked in self._asked)

    def is_gone(self) -> bool:
        """True once the process has ended, also if the loop does not know that yet."""
        if not self._gone:
            self._read()
        return self._gone

    async def fork(self, theirs: socket.socket, memory_mb: int) -> Forked:
        """A reader with this end of a connection; raises CannotFork."""
        asked: asyncio.Future[Forked] = asyncio.get_running_loop().create_future()
        try:
            socket.send_fds(self._control, [WANTED.pack(memory_mb)], [theirs.fileno()])
        except OSError as fault:
            raise CannotFork(str(fault)) from None
        self._asked.append(asked)
        try:
            async with asyncio.timeout(_ANSWER_S):
                return await asked
        except TimeoutError:
            raise CannotFork("no answer") from None

    def _read(self) -> None:
        """Take what has come, and notice the end."""
        while not self._gone:
            try:
                message, handles, _, _ = socket.recv_fds(self._control, STARTED.size, 1)
            except BlockingIOError:
                return
            except OSError:
                message, handles = b"", []
            if message:
                self._take(STARTED.unpack(message)[0], handles)
            else:
                self._let_go()

    def _take(self, pid: int, handles: list[int]) -> None:
        forked = Forked(pid, handles[0]) if handles else None
        asked = self._asked.popleft()
        if asked.done():
            return  # who asked has closed the other end of the connection
        if forked:
            asked.set_result(forked)
        else:
            asked.set_exception(CannotFork("it cannot fork"))

    def _let_go(self) -> None:
        self._gone = True
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        for asked in self._asked:
            if not asked.done():
                asked.set_exception(CannotFork("it is gone"))
        self._asked.clear()

    async def end(self) -> None:
        """End it."""
        self._process.kill()
        if not self._gone:
            self._let_go()
        await asyncio.to_thread(self._process.wait)


class Forked:
    """A process that another one has forked; the handle is closed when nobody has this any more."""

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self._handle = handle
        weakref.finalize(self, os.close, handle)

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> None:
        """Wait until it is gone."""
        ended = select.poll()
        ended.register(self._handle, select.POLLIN)
        ended.poll()


def _start(module: str, theirs: socket.socket, *arguments: str) -> subprocess.Popen[bytes]:
    """A Python of its own; nothing of the server's environment but the path goes to it."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(paths)} | _ALLOCATOR
    return subprocess.Popen(
        [sys.executable, "-s", "-m", module, str(theirs.fileno()), str(os.getpid()), *arguments],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )


def _never() -> bool:
    return False
