"""Long forms: what runs away fifty times in a row, and what thirty-two clients do for five minutes."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from tests.load.serving import AUTHORIZED, GREEDY, RUNAWAY, Served, served


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / "store", query_timeout_s=3, slow_query_s=3600, query_memory_mb=900) as running:
        data = " ".join(f"<x:s{n}> <x:p> {n} ; <x:q> <x:s{n % 50}> ." for n in range(3000))
        assert running.update(f"INSERT DATA {{ {data} }}").status_code == 204
        yield running


def _settled_mb(server: Served) -> float:
    """Memory once new readers have taken the place of those killed."""
    time.sleep(3)
    assert server.ask("ASK {}").status_code == 200
    return server.memory_mb()


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Served]:
    """With the deadline that a server has unless it is told otherwise, and all processes that it keeps."""
    with served(tmp_path / "store") as running:
        data = " ".join(f"<x:s{n}> <x:p> {n} ; <x:q> <x:s{n % 50}> ." for n in range(3000))
        assert running.update(f"INSERT DATA {{ {data} }}").status_code == 204
        _have_an_article_read(running)
        yield running


def _have_an_article_read(server: Served) -> None:
    """The process that reads articles holds a parser of 130 MB: it starts a moment after the others, and is no growth."""
    article = {"text": "Delegates of Norway and Chile met in Basel on Monday.", "published": "2024-05-15"}
    job = httpx.put(f"{server.url}/articles/first", json=article, headers=AUTHORIZED, timeout=60).headers["location"]
    deadline = time.monotonic() + 120
    while httpx.get(urljoin(server.url, job), headers=AUTHORIZED, timeout=60).json()["state"] != "done":
        assert time.monotonic() < deadline, "the article is not read"
        time.sleep(0.1)


@pytest.mark.soak
def test_fifty_runaway_queries_in_a_row_leave_memory_where_it_was(server: Served) -> None:
    for number in range(3):
        server.ask(f"{RUNAWAY} # warm {number}")
    before = _settled_mb(server)
    for number in range(50):
        assert server.ask(f"{GREEDY if number % 5 == 0 else RUNAWAY} # {number}").status_code in (503, 400)
    after = _settled_mb(server)
    print(f"{before:.0f} MB before, {after:.0f} MB after")
    assert after < before + 60


def _ask_for(server: Served, seconds: float, clients: int) -> Counter[int]:
    """Statuses of what so many clients get that ask, change and look at pages."""
    until = time.monotonic() + seconds
    statuses: Counter[int] = Counter()
    lock = threading.Lock()

    def work(client: int) -> None:
        with httpx.Client(timeout=30) as connection:
            for number in itertools.count():
                if time.monotonic() > until:
                    return
                if number % 50 == client:
                    text = f"INSERT DATA {{ <x:c{client}> <x:n> {number} }}"
                    kind = {"Content-Type": "application/sparql-update", **AUTHORIZED}
                    answer = connection.post(f"{server.url}/update", content=text, headers=kind)
                elif number % 50 == client + 1:
                    answer = connection.get(f"{server.url}/timeline", headers={"Accept": "text/html"})
                else:
                    query = f"SELECT * {{ ?s <x:q> <x:s{number % 50}> ; <x:p> ?n FILTER(?n > {client}) }}"
                    answer = connection.get(f"{server.url}/sparql", params={"query": query})
                with lock:
                    statuses[answer.status_code] += 1

    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(work, range(clients)))
    return statuses


def _growth(server: Served, seconds: float, clients: int) -> tuple[Counter[int], float]:
    _ask_for(server, min(15.0, seconds), clients)
    before = _settled_mb(server)
    statuses = _ask_for(server, seconds, clients)
    return statuses, _settled_mb(server) - before


def test_many_clients_get_no_error(patient: Served) -> None:
    statuses, growth = _growth(patient, 3, 16)
    assert set(statuses) == {200, 204}, statuses
    assert growth < 150


@pytest.mark.soak
def test_thirty_two_clients_for_five_minutes_get_no_error_and_memory_does_not_grow(patient: Served) -> None:
    statuses, growth = _growth(patient, 300, 32)
    print(dict(statuses), f"{growth:.0f} MB more")
    assert set(statuses) == {200, 204}, statuses
    assert growth < 150
