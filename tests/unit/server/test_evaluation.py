from __future__ import annotations

import asyncio
import threading
import time

import pytest

from server.problems import Overloaded, QueryTimeout, ResultTooLarge
from server.sparql.evaluation import BoundedOutput, QueryThreads


def test_work_that_takes_too_long_is_given_up_and_the_loop_stays_free() -> None:
    release = threading.Event()

    async def scene() -> float:
        threads = QueryThreads(1, 1, 0.2)
        slow = asyncio.create_task(threads.run(lambda: release.wait(10)))
        began = time.monotonic()
        await asyncio.sleep(0.01)
        paused = time.monotonic() - began
        with pytest.raises(QueryTimeout):
            await slow
        assert threads.open_queries == 1
        release.set()
        while threads.open_queries:
            await asyncio.sleep(0.01)
        assert await threads.run(lambda: 5) == 5
        threads.stop()
        return paused

    assert asyncio.run(scene()) < 0.2


def test_more_work_than_there_is_room_for_is_turned_away() -> None:
    release = threading.Event()

    async def scene() -> None:
        threads = QueryThreads(1, 1, 5)
        held = [asyncio.create_task(threads.run(lambda: release.wait(10))) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded):
            await threads.run(lambda: 1)
        release.set()
        assert await asyncio.gather(*held) == [True, True]
        threads.stop()

    asyncio.run(scene())


def test_the_error_of_the_work_is_the_error_of_the_run() -> None:
    async def scene() -> None:
        threads = QueryThreads(1, 0, 5)
        with pytest.raises(ZeroDivisionError):
            await threads.run(lambda: 1 // 0)
        assert await threads.run(lambda: 2) == 2
        threads.stop()

    asyncio.run(scene())


def test_output_is_bounded_in_bytes_and_in_time() -> None:
    output = BoundedOutput(10, 60)
    assert output.write(b"12345") == 5
    with pytest.raises(ResultTooLarge):
        output.write(b"123456")
    late = BoundedOutput(10, 0.0)
    time.sleep(0.01)
    with pytest.raises(QueryTimeout):
        late.write(b"1")
    assert output.value() == b"12345"
