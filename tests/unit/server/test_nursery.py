"""Readers are forked by a process made for that, and come as well where there is none."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from server.engine.evaluation import Failed
from server.engine.nursery import CAN_FORK, Nursery
from server.engine.process import ReaderProcess
from server.engine.question import Question
from server.engine.reader import TOOK

MEMORY_MB = 900
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z FILTER(STRLEN(STR(?x)) + STRLEN(STR(?z)) < 0) }"
forking = pytest.mark.skipif(not CAN_FORK, reason="readers are not forked on this system")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("nursery") / "graph"
    store = ox.Store(str(path))
    node = ox.NamedNode("http://example.org/p")
    store.extend(ox.Quad(node, node, ox.Literal(number)) for number in range(2000))
    store.flush()
    return path


def run(work: Callable[[Nursery], Coroutine[Any, Any, None]], **how: bool) -> None:
    async def whole() -> None:
        nursery = Nursery(MEMORY_MB, **how)
        nursery.open()
        try:
            await asyncio.wait_for(work(nursery), 60)
        finally:
            await nursery.close()

    asyncio.run(whole())


def send(reader: ReaderProcess, graph: Path, query: str) -> None:
    question = Question(query, "application/sparql-results+json", {})
    reader.send({"path": str(graph), "question": question.to_plain()})


async def ask(reader: ReaderProcess, graph: Path, query: str) -> list[str]:
    send(reader, graph, query)
    kind, frame = await reader.frame()
    assert kind == b"A"
    rows = json.loads(frame[TOOK.size :])["results"]["bindings"]
    return [value["value"] for row in rows for value in row.values()]


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


async def end(*readers: ReaderProcess) -> None:
    for reader in readers:
        reader.kill("spare")
        await reader.reap()
        assert _is_gone(int(reader.name))


def _is_gone(pid: int) -> bool:
    """True for a process that nobody will wait for any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "XZ"
    except OSError:
        return True


def _parent(reader: ReaderProcess) -> int:
    return int(Path(f"/proc/{reader.name}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.parametrize("fork", [pytest.param(True, marks=forking), False])
def test_a_reader_answers_and_can_be_ended(graph: Path, fork: bool) -> None:
    async def work(nursery: Nursery) -> None:
        reader = await nursery.start_reader()
        assert _parent(reader) == (nursery.forker if fork else os.getpid())
        assert await ask(reader, graph, COUNT) == ["2000"]
        send(reader, graph, RUNAWAY)
        asyncio.get_running_loop().call_later(0.2, reader.kill, "time")
        with pytest.raises(Failed) as failed:
            await reader.frame()
        assert failed.value.kind == "time"
        await end(reader)

    run(work, fork=fork)


@forking
def test_the_process_that_forks_has_one_thread_and_its_readers_nothing_of_it(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMEWIRE_WRITE_TOKEN", "nobody-is-to-see-this")

    async def work(nursery: Nursery) -> None:
        readers = [await nursery.start_reader() for _ in range(3)]
        assert len(os.listdir(f"/proc/{nursery.forker}/task")) == 1
        for reader in readers:
            await ask(reader, graph, COUNT)
            process = Path("/proc") / reader.name
            status = dict(
                line.split(":\t", 1) for line in (process / "status").read_text().splitlines() if ":\t" in line
            )
            assert status["Seccomp"] == "2"
            limits = (process / "limits").read_text()
            assert str(MEMORY_MB << 20) in limits
            environment = (process / "environ").read_bytes()
            assert b"nobody-is-to-see-this" not in environment
            assert b"glibc.malloc.tcache_count=2000\0" in environment, "queries take a fifth longer without"
            sockets = [found for found in os.scandir(process / "fd") if os.readlink(found.path).startswith("socket:")]
            assert len(sockets) == 1, "more than its own connection"
        await end(*readers)

    run(work)


@forking
def test_readers_of_one_origin_draw_different_numbers(graph: Path) -> None:
    async def work(nursery: Nursery) -> None:
        readers = [await nursery.start_reader() for _ in range(3)]
        drawn = [(await ask(reader, graph, "SELECT (UUID() AS ?u) (RAND() AS ?r) {}")) for reader in readers]
        assert len({value for values in drawn for value in values}) == 6
        await end(*readers)

    run(work)


@forking
def test_readers_come_when_the_process_that_forks_is_killed(graph: Path) -> None:
    async def work(nursery: Nursery) -> None:
        before = await nursery.start_reader()
        send(before, graph, RUNAWAY)
        first = nursery.forker
        assert first
        os.kill(first, signal.SIGKILL)
        with pytest.raises(Failed) as failed:
            await before.frame()
        assert failed.value.kind == "orphaned", "its query may begin anew, which it may not after it took all memory"
        after = [await nursery.start_reader()]
        assert await ask(after[0], graph, COUNT) == ["2000"]
        await asyncio.sleep(1.1)  # another one is started then
        after.append(await nursery.start_reader())
        assert _parent(after[1]) == nursery.forker != first
        assert await ask(after[1], graph, COUNT) == ["2000"]
        await end(before, *after)

    run(work)


@forking
def test_readers_come_while_the_process_that_forks_does_not_answer(graph: Path) -> None:
    async def work(nursery: Nursery) -> None:
        readers = [await nursery.start_reader()]
        assert nursery.forker
        os.kill(nursery.forker, signal.SIGSTOP)
        readers.append(await nursery.start_reader())
        began = time.monotonic()
        readers.append(await nursery.start_reader())
        assert time.monotonic() - began < 1.5, "each waits for it anew"
        os.kill(nursery.forker, signal.SIGCONT)
        deadline = time.monotonic() + 20
        while _parent(readers[-1]) != nursery.forker and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
            readers.append(await nursery.start_reader())
        assert [_parent(readers[at]) for at in (0, 1, 2, -1)] == [
            nursery.forker,
            os.getpid(),
            os.getpid(),
            nursery.forker,
        ]
        for reader in readers:
            assert await ask(reader, graph, COUNT) == ["2000"]
        await end(*readers)

    run(work)


@forking
def test_who_gives_up_waiting_for_a_reader_leaves_none(graph: Path) -> None:
    async def work(nursery: Nursery) -> None:
        assert nursery.forker
        await end(await nursery.start_reader())
        os.kill(nursery.forker, signal.SIGSTOP)
        waiting = asyncio.ensure_future(nursery.start_reader())
        await asyncio.sleep(0.1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        os.kill(nursery.forker, signal.SIGCONT)
        children = Path(f"/proc/{nursery.forker}/task/{nursery.forker}/children")
        await asyncio.sleep(0.5)
        deadline = time.monotonic() + 20
        while children.read_text().split() and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        assert not children.read_text().split()
        reader = await nursery.start_reader()  # and gets the answer that is meant for it
        assert _parent(reader) == nursery.forker
        assert await ask(reader, graph, COUNT) == ["2000"]
        await end(reader)

    run(work)


@forking
def test_the_end_takes_all_readers_along(graph: Path) -> None:
    async def work(nursery: Nursery) -> None:
        reader = await nursery.start_reader()
        send(reader, graph, RUNAWAY)
        await nursery.close()
        await asyncio.wait_for(reader.reap(), 20)
        reader.kill("spare")

    run(work)
