"""The pool of readers: lanes, a deadline for each query, bounded waiting, and new readers for those killed.

A query begins in the lane of short ones. After a moment it gives its place there to who waits, as long as there are
places in the lane of those. If it is not done after ``short_query_s`` it moves to the lane of long ones
with the reader it has, and another reader takes the place; is that lane full, the query is stopped, waits its turn
there, and begins anew. A query that was long once begins there. So long queries hold up short ones for moments only,
however many come at once, and their readers give way in priority.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import os
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import TimewireError
from server.engine.checkpoints import Checkpoint, Checkpoints
from server.engine.evaluation import Failed
from server.engine.nursery import Nursery
from server.engine.process import ReaderProcess
from server.engine.question import Answered, Cost, Question
from server.engine.reader import TOOK

T = TypeVar("T")
_PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_REMEMBERED = 1000
_STARVED = 10
"""A query counts as long after this many times ``short_query_s`` even if it had no processor."""
_SHORTEST_TIMER_S = 0.03
_LOOK_S = 0.05
"""Time between two looks at a query that has not been at work for a moment yet."""
_MOMENT_S = 0.03
"""After so much processor time a query gives its place to one that waits, ..."""
_AFTER_A_MOMENT = 2
"""... and goes on beside, in one of this many times the places of short ones."""
_SURPLUS_S = 10.0
"""So long readers are kept that were more than usual: many queries at once seldom come alone."""
_PAUSE_S = 0.2
"""Before another reader is started after one that died at once."""
_STREAM_FACTOR = 12
"""A stream may take this many times the deadline, as long as the client takes what is ready."""


def _nothing(why: str) -> None:
    """Nothing is to be done."""


class Busy(TimewireError):
    """More queries wait than may."""


@dataclass(eq=False, slots=True)
class Running:
    """A query at work, for operators and deadlines: who asked, since when (monotonic), and how to stop it."""

    id: int
    query: str
    client: str
    began: float
    lane: str = "short"
    stop: Callable[[str], None] = field(default=_nothing)
    """Stops what is being done for it just now."""
    limited: bool = False
    """True while it is ended when its time is up; those that stream see to that themselves."""
    ended: str = ""

    def end(self, why: str) -> None:
        """End it: whoever waits for it gets Failed of this kind."""
        self.ended = self.ended or why
        self.stop(why)


class Lane:
    """A number of places, first come first served, and a bounded number who wait."""

    def __init__(self, places: int, queue: int) -> None:
        self.free = places
        self._queue = queue
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def try_enter(self) -> bool:
        """Take a place if one is free and nobody waits for it."""
        if self.free > 0 and not self._waiting:
            self.free -= 1
            return True
        return False

    async def enter(self) -> None:
        """Take a place, or wait for one; raises Busy."""
        if self.try_enter():
            return
        if len(self._waiting) >= self._queue:
            raise Busy("too many queries wait")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()
            with suppress(ValueError):  # ``leave`` may have passed it over already
                self._waiting.remove(turn)
            raise

    def leave(self) -> None:
        """Give the place back; the next who waits takes it."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


class ReaderPool:
    """Readers on the checkpoints of a store; of the asyncio thread."""

    def __init__(
        self,
        checkpoints: Checkpoints,
        *,
        short: int,
        long: int,
        queue: int,
        timeout_s: float,
        short_query_s: float,
        memory_mb: int,
    ) -> None:
        self._checkpoints = checkpoints
        self._lanes = {
            "short": Lane(short, queue),
            "moment": Lane(_AFTER_A_MOMENT * short, 0),
            "long": Lane(long, queue),
        }
        self._timeout_s = timeout_s
        self._short_query_s = short_query_s
        self._nursery = Nursery(memory_mb)
        self._most_idle = short + 1
        self._idle: list[ReaderProcess] = []
        self._readers: set[ReaderProcess] = set()
        self._long_before: OrderedDict[int, None] = OrderedDict()
        self._numbers = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False
        self._filling = False
        self._trimming: asyncio.TimerHandle | None = None
        self._watching: asyncio.TimerHandle | None = None
        self.running: dict[int, Running] = {}
        self.kills: Counter[str] = Counter()

    async def start(self) -> None:
        """Start readers; nobody waits for all of them."""
        self._nursery.open()
        self._refill()

    async def stop(self) -> None:
        """Kill all readers and wait until they are gone."""
        self._stopped = True
        for timer in (self._trimming, self._watching):
            if timer:
                timer.cancel()
        for reader in list(self._readers):
            reader.kill("cancelled")
        await asyncio.gather(*(reader.reap() for reader in list(self._readers)), *self._tasks, return_exceptions=True)
        await self._nursery.close()

    @property
    def nursery(self) -> Nursery:
        """Where readers come from."""
        return self._nursery

    @property
    def readers(self) -> int:
        """Processes alive."""
        return len(self._readers)

    @property
    def waiting(self) -> Mapping[str, int]:
        """Queries that wait, by lane."""
        return {name: self._lanes[name].waiting for name in ("short", "long")}

    # ------------------------------------------------------------------------------------------------ answering

    async def answer(self, question: Question, checkpoint: Checkpoint, client: str = "") -> Answered:
        """The answer to a question; a long one comes in parts, which are to be used up or closed.

        Raises Failed or Busy. A cancelled call kills its reader.
        """
        running = Running(next(self._numbers), question.query, client, time.monotonic(), limited=True)
        self.running[running.id] = running
        if self._watching is None:
            self._watch(self._timeout_s)
        self._checkpoints.use(checkpoint)
        streaming = False
        try:
            answered = await self._answer(question, checkpoint, running, running.began + self._timeout_s)
            streaming = answered.parts is not None
            return answered
        finally:
            running.limited = False
            if not streaming:
                await self._finish(running, checkpoint)

    def _watch(self, seconds: float) -> None:
        self._watching = asyncio.get_running_loop().call_later(seconds, self._end_overdue)

    def _end_overdue(self) -> None:
        """End queries whose time is up; one timer does for all, since all have the same time and are in its order."""
        self._watching = None
        begun_before = time.monotonic() - self._timeout_s
        for running in self.running.values():
            if running.limited and running.began > begun_before:
                self._watch(running.began - begun_before)
                return
            if running.limited:
                running.limited = False
                running.end("time")

    async def _finish(self, running: Running, checkpoint: Checkpoint) -> None:
        self.running.pop(running.id, None)
        await self._checkpoints.release(checkpoint)

    async def _answer(self, question: Question, checkpoint: Checkpoint, running: Running, deadline: float) -> Answered:
        digest = hash(question.query)  # of this process alone; two of the same would be lost moments, no more
        running.lane = "long" if digest in self._long_before else "short"
        while True:
            if running.ended:  # between two readers
                raise Failed(running.ended)
            if not self._lanes[running.lane].try_enter():
                await self.stoppable(running, self._lanes[running.lane].enter())
            work = _Work(self, running, checkpoint, deadline)
            try:
                answered = await work.begin(question)
            except BaseException as error:
                work.end()
                kind = error.kind if isinstance(error, Failed) else ""
                if kind == "moved" and running.lane == "short":
                    self._remember(digest)
                    running.lane = "long"
                elif kind != "orphaned":
                    raise
                continue
            if running.lane == "long":
                self._remember(digest)
            return answered

    async def stoppable(self, running: Running, waiting: Awaitable[T]) -> T:
        """What a query waits for; it may be ended meanwhile, which raises Failed."""
        task = asyncio.current_task()
        assert task
        stopped: list[str] = []

        def stop(why: str) -> None:
            if not stopped:
                stopped.append(why)
                task.cancel()

        running.stop = stop
        try:
            return await waiting
        except asyncio.CancelledError:
            if stopped and not task.uncancel():
                raise Failed(stopped[0]) from None
            raise
        finally:
            running.stop = _nothing

    def _remember(self, digest: int) -> None:
        self._long_before[digest] = None
        self._long_before.move_to_end(digest)
        while len(self._long_before) > _REMEMBERED:
            self._long_before.popitem(last=False)

    async def try_update(
        self, text: str, base: str | None, prefixes: Mapping[str, str], client: str = "", copy: Path | None = None
    ) -> int:
        """Run an update in a reader that can be killed, on a copy of the graph; raises Failed, Busy.

        Without ``copy`` one is made and discarded. Gives the generation of what it ran on, 0 for a given copy; with one
        it waits for no place: who asks so keeps the graph from changing, and those in these places may wait for that.
        """
        running = Running(next(self._numbers), text, client, time.monotonic(), "long")
        self.running[running.id] = running
        try:
            request = {"update": text, "base": base, "prefixes": dict(prefixes)}
            async with asyncio.timeout(self._timeout_s):
                if copy:
                    await self._try_once(running, request, copy)
                    return 0
                await self.stoppable(running, self._lanes["long"].enter())
                try:
                    return await self._try_on_copies(running, request)
                finally:
                    self._lanes["long"].leave()
        except TimeoutError:
            raise Failed("time") from None
        finally:
            del self.running[running.id]

    async def _try_on_copies(self, running: Running, request: dict[str, Any]) -> int:
        while True:
            path, generation = await self._checkpoints.copy_for_trial()
            try:
                await self._try_once(running, request, path)
                return generation
            except Failed as failure:
                if failure.kind != "orphaned":
                    raise
            finally:
                await self._checkpoints.discard(path)

    async def _try_once(self, running: Running, request: dict[str, Any], path: Path) -> None:
        reader = None
        try:
            reader = self.idle() or await self.start_reader()
            running.stop = reader.kill
            if running.ended:
                raise Failed(running.ended)
            reader.send({"path": str(path), **request})
            await reader.frame()
        finally:
            if reader:
                self._kill(reader, reader.killed or "tried")  # it holds a copy that goes away

    # ------------------------------------------------------------------------------------------------- readers

    def idle(self) -> ReaderProcess | None:
        """A reader that has nothing to do, the one that was at work last; others are started if it was the last one."""
        reader = None
        while self._idle and reader is None:
            reader = self._idle.pop()
            if not reader.alive:
                self._lose(reader)
                reader = None
        self._refill()
        return reader

    async def start_reader(self) -> ReaderProcess:
        """A new reader."""
        reader = await self._nursery.start_reader()
        self._readers.add(reader)
        if self._stopped:
            self._kill(reader, "cancelled")
        return reader

    def give_back(self, reader: ReaderProcess) -> None:
        """The reader has answered whole."""
        if not reader.alive:
            self._lose(reader)
        elif not reader.give_way(False):
            self._kill(reader, "spare")
        else:
            self._idle.append(reader)
            if len(self._idle) > self._most_idle and self._trimming is None:
                self._trimming = asyncio.get_running_loop().call_later(_SURPLUS_S, self._trim)

    def _trim(self) -> None:
        """End readers that were needed for a while; those that have been idle for longest."""
        self._trimming = None
        surplus = self._idle[: -self._most_idle]
        del self._idle[: -self._most_idle]
        for reader in surplus:
            self._kill(reader, "spare")

    def _kill(self, reader: ReaderProcess, why: str) -> None:
        self.kills[why] += 1
        reader.kill(why)
        self._lose(reader)
        self._refill()

    def kill(self, reader: ReaderProcess, why: str) -> None:
        """End a reader and have it replaced."""
        self._kill(reader, why)

    def _lose(self, reader: ReaderProcess) -> None:
        if reader in self._readers:
            self._readers.discard(reader)
            self._keep(reader.reap())

    def _refill(self) -> None:
        if not self._stopped and not self._idle and not self._filling:
            self._filling = True
            self._keep(self._fill())

    async def _fill(self) -> None:
        try:
            await self._start_idle()
        finally:
            self._filling = False

    async def _start_idle(self) -> None:
        while not self._stopped and len(self._idle) < self._most_idle:
            reader = await self.start_reader()
            with suppress(Failed):
                reader.send({"path": str(self._checkpoints.newest.path)})
                await reader.frame()
            if reader.alive:
                self._idle.append(reader)
            else:
                self._lose(reader)
                await asyncio.sleep(_PAUSE_S)

    def _keep(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def move(self, lane: str, other: str) -> bool:
        """Change a place in a lane for one in another, if there is one."""
        if self._lanes[other].try_enter():
            self._lanes[lane].leave()
            return True
        return False

    def leave(self, lane: str) -> None:
        """Give back a place in a lane."""
        self._lanes[lane].leave()

    @property
    def crowded(self) -> bool:
        """True if more queries are at work than there are processors."""
        return len(self.running) > _PROCESSORS

    @property
    def short_query_s(self) -> float:
        """After how long a query counts as long."""
        return self._short_query_s

    @asynccontextmanager
    async def finishing(self, running: Running, checkpoint: Checkpoint) -> AsyncIterator[None]:
        """Around the stream of an answer."""
        try:
            yield
        finally:
            await self._finish(running, checkpoint)

    @property
    def stream_s(self) -> float:
        """The longest time of a stream."""
        return self._timeout_s * _STREAM_FACTOR


class _Work:
    """One try to answer one question with one reader."""

    __slots__ = ("_began", "_checkpoint", "_deadline", "_place", "_pool", "_reader", "_running", "_streaming", "_timer")

    def __init__(self, pool: ReaderPool, running: Running, checkpoint: Checkpoint, deadline: float) -> None:
        self._pool = pool
        self._running = running
        self._checkpoint = checkpoint
        self._deadline = deadline
        self._reader: ReaderProcess | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._streaming = False
        self._began = 0.0
        self._place = running.lane

    async def begin(self, question: Question) -> Answered:
        """The head of the answer, and all of it if it is short."""
        pool, running = self._pool, self._running
        reader = pool.idle()
        if reader is None:
            reader = await pool.stoppable(running, pool.start_reader())
        self._reader = reader
        running.stop = reader.kill
        self._began = time.monotonic()
        if running.lane == "short":
            self._timer = asyncio.get_running_loop().call_later(min(_LOOK_S, self._pool.short_query_s), self._grow)
        else:
            reader.give_way(True)
        reader.send({"path": str(self._checkpoint.path), "question": question.to_plain()})
        kind, frame = await reader.frame()
        if kind == b"H":
            self._streaming = True
            return Answered(self._cost(reader, 0, 0, False), parts=self._parts(reader))
        rows, size, reader.spent_s, cut = TOOK.unpack_from(frame)
        cost = self._cost(reader, rows, size, cut)
        self._done(reader)
        return Answered(cost, body=frame[TOOK.size :])

    def _cost(self, reader: ReaderProcess, rows: int, size: int, cut: bool) -> Cost:
        seconds = time.monotonic() - self._began
        return Cost(rows, size, seconds, cut, reader.name, self._checkpoint.generation, self._running.lane)

    async def _parts(self, reader: ReaderProcess) -> AsyncIterator[bytes]:
        limit = asyncio.get_running_loop().time() + self._pool.stream_s
        complete = False
        async with self._pool.finishing(self._running, self._checkpoint):
            try:
                while True:
                    wait = max(0.01, self._deadline - time.monotonic())
                    async with asyncio.timeout_at(min(limit, asyncio.get_running_loop().time() + wait)):
                        kind, part = await reader.frame()
                    if kind == b"Z":
                        reader.spent_s = json.loads(part)["cpu"]
                        complete = True
                        return
                    began = time.monotonic()
                    yield part
                    self._deadline += time.monotonic() - began  # time that the client took is not the query's
            except TimeoutError:
                raise Failed("time") from None
            finally:
                if complete:
                    self._done(reader)
                else:
                    self.end()

    def _spent(self, reader: ReaderProcess) -> float:
        """Processor time of the query in seconds, as it may be just waiting for a processor; without end after long."""
        spent = reader.cpu_s()
        if spent is None or time.monotonic() - self._began > _STARVED * self._pool.short_query_s:
            return math.inf
        return spent - reader.spent_s

    def _grow(self) -> None:
        """The query takes its time: make room for short ones, and become a long one when it is."""
        self._timer = None
        if self._running.lane != "short" or self._reader is None:
            return
        spent = self._spent(self._reader)
        left = self._pool.short_query_s - spent
        if left > _SHORTEST_TIMER_S:
            if self._place == "short" and spent >= _MOMENT_S and self._pool.move("short", "moment"):
                self._place = "moment"
                if self._pool.crowded:
                    self._reader.give_way(True)
            again = left if self._place == "moment" else min(left, _LOOK_S)
            self._timer = asyncio.get_running_loop().call_later(again, self._grow)
        elif self._pool.move(self._place, "long"):
            self._running.lane = self._place = "long"
            self._reader.give_way(True)
        elif not self._streaming:
            self._reader.kill("moved")

    def _done(self, reader: ReaderProcess) -> None:
        self._reader = None
        self._pool.give_back(reader)
        self._leave()

    def end(self) -> None:
        """Break off: the reader is killed, the place given back."""
        if self._reader:
            self._pool.kill(self._reader, self._reader.killed or "stopped")
            self._reader = None
        self._leave()

    def _leave(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._pool.leave(self._place)
