"""Articles by HTTP under stress: what was acknowledged is read however the server dies, and too many are turned away."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from kg.store import open_store
from kg.store.search_query import compile_search
from tests.load.serving import AUTHORIZED, Served, served

WITHIN_S = 90.0


def article(number: int, version: int = 0) -> dict[str, str]:
    text = f"Delegates of Norway and Chile met in Basel on Monday. Buoy {number} was lost in version {version}."
    return {"text": text, "title": f"Talks {number}", "published": "2024-05-15"}


def put(server: Served, number: int, version: int = 0) -> httpx.Response:
    address = f"{server.url}/articles/a{number}"
    return httpx.put(address, json=article(number, version), headers=AUTHORIZED, timeout=60)


def drained(server: Served) -> bool:
    """True once no job is open."""
    for line in httpx.get(f"{server.url}/metrics", timeout=60).text.splitlines():
        if line.startswith("timewire_open_jobs "):
            return float(line.split()[1]) == 0
    raise AssertionError("open jobs are not counted")


def wait_until_drained(server: Served, within_s: float = WITHIN_S) -> None:
    deadline = time.monotonic() + within_s
    while not drained(server):
        assert time.monotonic() < deadline, "jobs stay open"
        time.sleep(0.1)


def put_until_killed(server: Served, start: int, acknowledged: dict[int, int]) -> None:
    """New articles, and new versions of the first one."""
    with suppress(httpx.HTTPError):
        for number in range(start, start + 10_000):
            if put(server, number).status_code != 202:
                return
            acknowledged[number] = 0
            if put(server, 0, number).status_code != 202:
                return
            acknowledged[0] = number
            time.sleep(0.02)


def killed_while_reading(store: Path, start: int, after_s: float, acknowledged: dict[int, int]) -> None:
    with served(store) as server:
        writing = threading.Thread(target=put_until_killed, args=(server, start, acknowledged))
        writing.start()
        while not acknowledged or max(acknowledged) < start:
            time.sleep(0.01)
        time.sleep(after_s)
        server.kill()
        writing.join()


def rounds(store: Path, count: int, longest_s: float) -> None:
    random.seed(11)
    acknowledged: dict[int, int] = {}
    for number in range(count):
        killed_while_reading(store, 1 + 10_000 * number, random.uniform(0.0, longest_s), acknowledged)
    assert len(acknowledged) > count
    with served(store) as server:
        wait_until_drained(server, WITHIN_S + len(acknowledged))
    check(store, acknowledged)


def check(store: Path, acknowledged: dict[int, int]) -> None:
    """Every acknowledged article is there in its last acknowledged version or a later one, once, and can be found."""
    with open_store(store, create=False) as opened:
        for number, version in acknowledged.items():
            known = opened.archive.newest(f"a{number}")
            assert known, f"a{number} is lost"
            assert known.present
            assert int(known.article.text.split()[-1].rstrip(".")) >= version
            found = opened.search.search(compile_search(f'"buoy {number} was"'), ["sentence"])
            assert found.total == 1
        titles = list(opened.graph.query("SELECT ?t { ?a a ev:Article ; dcterms:title ?t }"))  # type: ignore[arg-type]
        assert len(titles) == len({str(row) for row in titles})
        assert len(titles) == len(opened.archive.present_ids())
        assert not opened.graph.query("ASK { ?s ev:inArticle ?a MINUS { ?a a ev:Article } }"), "half an article"


def test_killing_the_server_loses_no_acknowledged_article(tmp_path: Path) -> None:
    rounds(tmp_path / "store", 2, 4.0)


@pytest.mark.soak
def test_killing_the_server_fifty_times_loses_no_acknowledged_article(tmp_path: Path) -> None:
    rounds(tmp_path / "store", 50, 8.0)


def test_two_hundred_at_once_are_taken_as_far_as_there_is_room(tmp_path: Path) -> None:
    """Nobody waits long for an answer, whoever is turned away is told when to come again, and queries are answered."""
    with served(tmp_path / "store", article_queue=15, queries_per_client=1000) as server:
        assert put(server, 1000).status_code == 202
        wait_until_drained(server)  # the reading process has started
        before = server.memory_mb()
        with ThreadPoolExecutor(200) as pool:
            answers = list(pool.map(lambda number: put(server, number), range(200)))
            assert server.ask("ASK {}").status_code == 200
        statuses = [answer.status_code for answer in answers]
        taken = [number for number, status in enumerate(statuses) if status == 202]
        assert set(statuses) <= {202, 503}
        assert 15 <= len(taken) < 200
        assert all(answer.headers.get("retry-after") for answer in answers if answer.status_code == 503)
        wait_until_drained(server)
        deadline = time.monotonic() + 10
        while server.count("?a a ev:Article") != len(taken) + 1:
            assert time.monotonic() < deadline, "some are not seen"
            time.sleep(0.2)
        assert server.memory_mb() < before + 300


def test_an_article_is_seen_everywhere_within_ten_seconds(tmp_path: Path) -> None:
    """By somebody who has asked nothing before, too."""
    with served(tmp_path / "store") as server:
        put(server, 1)
        wait_until_drained(server)
        began = time.monotonic()
        assert put(server, 7).status_code == 202
        seen: dict[str, float] = {}
        while len(seen) < 3 and time.monotonic() - began < 60:
            time.sleep(0.2)
            page = httpx.get(f"{server.url}/article/a7.html", timeout=60)
            found = httpx.get(f"{server.url}/search", params={"q": '"buoy 7"'}, timeout=60).json()["total"]
            asked = server.count('?a dcterms:title "Talks 7"')
            for what, there in (("page", page.status_code == 200), ("search", found), ("sparql", asked)):
                if there:
                    seen.setdefault(what, time.monotonic() - began)
        assert set(seen) == {"page", "search", "sparql"}
        assert max(seen.values()) < 10, seen
