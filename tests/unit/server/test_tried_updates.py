"""An update is run on nothing but what it was tried on, since on another graph it might never end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from kg.store import Store
from server.engine.engine import PoolEngine
from server.engine.evaluation import Failed
from server.engine.question import Trial
from server.settings import Settings
from server.sparql.updates import Writer

_LATE = "INSERT DATA { <x:late> <x:p> 1 }"
_PAIRS = (
    "INSERT { ?a <x:pair> ?b } WHERE { "
    + " ".join(f"?s{n} <x:p> ?o{n} ." for n in range(7))
    + " BIND(?s0 AS ?a) BIND(?o1 AS ?b) }"
)


def _is_late(store: Store) -> bool:
    return bool(store.graph.query("ASK { <x:late> ?p ?o }"))


def _run(store: Store, trial: Trial) -> None:
    async def run() -> None:
        writer = Writer(5, 10.0)
        try:
            await writer.run(store, _LATE, trial)
        finally:
            await writer.stop()

    asyncio.run(run())


def _too_long() -> None:
    raise Failed("time")


def test_an_update_is_run_at_once_on_what_it_was_tried_on(own_store: Store) -> None:
    _run(own_store, Trial(own_store.generation, _too_long))
    assert _is_late(own_store)


def test_an_update_is_tried_again_where_something_came_between(own_store: Store) -> None:
    trial = Trial(own_store.generation, _too_long)
    own_store.update("INSERT DATA { <x:between> <x:p> 1 }")
    with pytest.raises(Failed):
        _run(own_store, trial)
    assert not _is_late(own_store)


@asynccontextmanager
async def _at_work(engine: PoolEngine) -> AsyncIterator[None]:
    await engine.start()
    try:
        yield
    finally:
        await engine.stop()


def test_a_second_trial_sees_what_came_between_while_the_graph_is_kept_as_it_is(own_store: Store) -> None:
    async def tried() -> tuple[str, float]:
        engine = PoolEngine(own_store, Settings(query_timeout_s=2.0))
        async with _at_work(engine):
            trial = await engine.try_update(_PAIRS, None, {})
            data = " ".join(f"<x:s{n}> <x:p> {n} ." for n in range(300))
            await asyncio.to_thread(own_store.update, f"INSERT DATA {{ {data} }}")

            def again() -> None:
                with own_store.turn:
                    trial.again()

            with pytest.raises(Failed) as failure:
                await asyncio.to_thread(again)
            return failure.value.kind, trial.generation

    kind, generation = asyncio.run(tried())
    assert kind == "time"
    assert generation < own_store.generation


def test_a_second_trial_needs_no_thread_of_those_that_wait_for_the_graph(own_store: Store) -> None:
    async def tried() -> bool:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        engine = PoolEngine(own_store, Settings(query_timeout_s=5.0))
        async with _at_work(engine):
            trial = await engine.try_update(_PAIRS, None, {})
            with ThreadPoolExecutor(1) as writer:
                kept = threading.Event()

                def again() -> None:
                    with own_store.turn:
                        kept.set()
                        time.sleep(0.2)  # until the only thread of the loop waits for the turn
                        trial.again()

                done = asyncio.wrap_future(writer.submit(again))
                kept.wait()
                waits = asyncio.ensure_future(asyncio.to_thread(own_store.settle))
                await done
                await waits
        return True

    assert asyncio.run(tried())
