"""Timelines that are kept: read once for all who wait, rendered once a look, gone with the state of the graph."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from kg.store import Store
from server.timelines.contents import read_timeline
from server.timelines.kept import KeptTimelines
from server.timelines.model import Timeline
from server.timelines.selection import Selection
from tests.unit.server.client import Client

ALL = Selection()


@pytest.fixture
def timeline(store: Store) -> Timeline:
    found = read_timeline(store.graph.oxigraph, store.iris.base, ALL)
    assert found
    assert found.events
    return found


def test_many_who_wait_cost_one_reading_though_the_first_goes_away(timeline: Timeline) -> None:
    asked = 0

    async def ask() -> Timeline:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.05)
        return timeline

    async def readers() -> list[Timeline | None]:
        kept = KeptTimelines()
        first = asyncio.ensure_future(kept.read("1", ALL, ask))
        others = [asyncio.ensure_future(kept.read("1", ALL, ask)) for _ in range(20)]
        await asyncio.sleep(0.01)
        first.cancel()
        found = await asyncio.gather(*others)
        found.append(await kept.read("1", ALL, ask))
        return found

    found = asyncio.run(readers())
    assert asked == 1
    assert all(one is timeline for one in found)


def test_a_reading_that_fails_is_tried_again(timeline: Timeline) -> None:
    answers = [OSError("gone"), timeline]

    async def ask() -> Timeline:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    async def twice() -> Timeline | None:
        kept = KeptTimelines()
        with pytest.raises(OSError, match="gone"):
            await kept.read("1", ALL, ask)
        return await kept.read("1", ALL, ask)

    assert asyncio.run(twice()) is timeline


def test_a_page_is_rendered_once_for_each_look_and_state(timeline: Timeline) -> None:
    kept = KeptTimelines()
    rendered: list[str] = []

    def noted(look: str) -> bytes:
        rendered.append(look)
        return look.encode() * 2

    def page(of: Timeline, look: str) -> bytes:
        return kept.page(of, look, lambda: noted(look))

    assert page(timeline, "en") == page(timeline, "en") == b"enen"
    assert page(replace(timeline, labels={"a": "b"}), "en") == b"enen"  # words of the reader, the same events
    page(timeline, "ar")
    later = replace(timeline, events=(*timeline.events,)[:-1])
    page(later, "en")
    page(timeline, "en")
    assert rendered == ["en", "ar", "en", "en"]


def test_pages_take_no_more_room_than_allowed(timeline: Timeline) -> None:
    kept = KeptTimelines()
    for number in range(50):
        kept.page(timeline, number, lambda: b"x" * 1_000_000)
    assert sum(len(body) for _, body in kept._pages.values()) <= 32_000_000
    assert 49 in kept._pages
    assert 0 not in kept._pages


def test_a_page_follows_what_its_reader_asks_for(client: Client) -> None:
    english = client.get("/embed/all").text
    assert client.get("/embed/all").text == english
    assert '<html lang="ar"' in client.get("/embed/all?lang=ar").text
    assert 'theme="dark"' in client.get("/embed/all?theme=dark").text
    assert client.get("/embed/all").text == english
