"""Processes that read articles, each with a parser of its own; the process that started them alone writes.

A worker that dies (killed, or out of memory) is replaced. What it was reading is tried once more, by another, and then
listed as not readable: one article cannot end a batch of thousands.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from kg.batch import Answer, Promise, Readers, Task
from kg.cores import usable_cores
from kg.errors import TimewireError
from kg.sources.inputs import SkippedInput

if TYPE_CHECKING:
    from kg.graph.iris import Iris
    from kg.pipeline import Reader

_AHEAD = 2
"""Tasks a worker has at a time: one that it reads, and the next."""
_DEATHS = 2
"""After so many workers have died of an article it is given up."""
ENOUGH_FOR_WORKERS = 64
"""So many new articles are read before workers are called in."""
_LEAVE_S = 5.0
"""Time that workers have to end when there is nothing to do any more."""


class Workers:
    """``count`` processes that read; use ``with``, or ``close`` them."""

    def __init__(self, reader: Reader, iris: Iris, count: int) -> None:
        self._starting = (reader, iris)
        self._workers = [_Worker(*self._starting) for _ in range(count)]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def pids(self) -> list[int]:
        """The ids of the processes."""
        return [worker.process.pid or 0 for worker in self._workers]

    def submit(self, task: Task) -> Promise:
        """Give a task to the worker that has least to do; waits while all have enough.

        Raises:
            TimewireError: a worker cannot read at all, since something is not installed whole.
        """
        promise = Promise(task)
        while all(len(worker.given) >= _AHEAD for worker in self._workers):
            self._listen()
        self._give([promise])
        return promise

    def result(self, promise: Promise) -> Answer:
        """The answer; waits for it. Raises as ``submit`` does."""
        while promise.answer is None:
            self._listen()
        return promise.answer

    def close(self) -> None:
        """End the processes; what they were reading is lost."""
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            worker.process.join(_LEAVE_S if not worker.given else 0)
            worker.process.kill()
            worker.process.join()
        self._workers = []

    def _give(self, promises: Iterable[Promise]) -> None:
        for promise in promises:
            worker = min(self._workers, key=lambda worker: len(worker.given))
            worker.given.append(promise)
            with suppress(OSError):  # it has died; ``_listen`` hears of that
                worker.connection.send(promise.task)

    def _listen(self) -> None:
        """Wait until a worker has an answer, or has died."""
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection)):
            worker = by_connection[connection]  # type: ignore[index]
            try:
                said = worker.connection.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            if isinstance(said, TimewireError):
                raise said
            worker.given.popleft().answer = _unpacked(said)

    def _replace(self, dead: _Worker) -> None:
        dead.connection.close()
        dead.process.join()
        self._workers[self._workers.index(dead)] = _Worker(*self._starting)
        if dead.given:
            dead.given[0].deaths += 1
            if dead.given[0].deaths >= _DEATHS:
                promise = dead.given.popleft()
                reason = f"the process that read it died, {_DEATHS} times ({_cause(dead.process.exitcode)})"
                promise.answer = Answer(SkippedInput(promise.task.given.source, reason))
        self._give(dead.given)


class AsManyAsPay:
    """Reads the first articles in this process, and calls workers in if there are still more; use ``with``.

    A worker takes some seconds of a core to start, which a batch of some dozen articles never wins back.
    """

    def __init__(self, alone: Readers, call_in: Callable[[], Workers]) -> None:
        self._readers: Readers = alone
        self._call_in = call_in
        self._submitted = 0
        self._workers: Workers | None = None

    def __enter__(self) -> AsManyAsPay:
        return self

    def __exit__(self, *error: object) -> None:
        if self._workers:
            self._workers.close()

    def submit(self, task: Task) -> Promise:
        """Take on a task."""
        self._submitted += 1
        if self._submitted > ENOUGH_FOR_WORKERS and not self._workers and usable_cores() > 1:
            self._readers = self._workers = self._call_in()
        return self._readers.submit(task)

    def result(self, promise: Promise) -> Answer:
        """The answer; waits for it."""
        return promise.answer or self._readers.result(promise)


class _Worker:
    def __init__(self, reader: Reader, iris: Iris) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would share the graph's files and threads
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(theirs, reader, iris), daemon=True)
        self.process.start()
        theirs.close()
        self.given: deque[Promise] = deque()


def _cause(code: int | None) -> str:
    return signal.Signals(-code).name if code and code < 0 else f"exit code {code}"


def _unpacked(said: tuple[Answer, bytes]) -> Answer:
    from pyoxigraph import RdfFormat, parse

    from kg.graph.facts import ArticleQuads

    answer, quads = said
    return Answer(answer.outcome, ArticleQuads(parse(quads, RdfFormat.N_QUADS)))


# ------------------------------------------------------------------------------------------------- in the process


def _work(connection: Connection, reader: Reader, iris: Iris) -> None:
    """Answer one task after another until nobody asks any more. Ctrl-C is for the process that started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(connection, tasks), daemon=True).start()
    with suppress(OSError):
        while (task := tasks.get()) is not None:
            connection.send(_answered(task, reader, iris))


def _receive(connection: Connection, tasks: queue.SimpleQueue[Task | None]) -> None:
    """Take tasks in beside the work: were both sides to wait for the other to read, neither ever would."""
    try:
        while True:
            tasks.put(connection.recv())
    except (EOFError, OSError):
        os._exit(0)  # whoever asked is gone, and so is the use of what is being read


def _answered(task: Task, reader: Reader, iris: Iris) -> tuple[Answer, bytes] | TimewireError:
    from pyoxigraph import RdfFormat, serialize

    from kg.pipeline import answered

    try:
        answer = answered(task, reader, iris)
    except TimewireError as error:
        return error
    return Answer(answer.outcome), serialize(answer.quads, format=RdfFormat.N_QUADS) or b""
