"""Short forms of the load tests: what runs away is ended, and the others do not notice."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.load.serving import AUTHORIZED, GREEDY, RUNAWAY, Served, served

TIMEOUT_S = 3.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    limits = {"query_memory_mb": 900, "hold_bytes": 20_000, "max_result_bytes": 300_000}
    settings = {"query_timeout_s": TIMEOUT_S, "slow_query_s": 3600, **limits}
    with served(tmp_path_factory.mktemp("load") / "store", **settings) as running:
        data = " ".join(f"<x:s{n}> <x:p> {n} ." for n in range(2000))
        assert running.update(f"INSERT DATA {{ {data} }}").status_code == 204
        yield running


def test_runaway_queries_end_by_the_deadline_while_cheap_ones_are_answered(server: Served) -> None:
    with ThreadPoolExecutor(8) as threads:
        began = time.monotonic()
        runaways = [threads.submit(server.ask, f"{RUNAWAY} # {n}") for n in range(8)]
        time.sleep(0.2)
        taken = []
        with httpx.Client() as client:
            while not all(runaway.done() for runaway in runaways):
                start = time.monotonic()
                answer = client.get(f"{server.url}/sparql", params={"query": f"ASK {{ <x:s1> ?p {len(taken)} }}"})
                taken.append(time.monotonic() - start)
                assert answer.status_code == 200, (answer.text, taken)
        assert time.monotonic() - began < TIMEOUT_S + 3
    for runaway in runaways:
        assert runaway.result().status_code == 503
        assert runaway.result().headers["retry-after"]
        assert runaway.result().headers["content-type"] == "application/problem+json"
    assert len(taken) >= 3
    assert statistics.median(taken) < TIMEOUT_S / 2, "cheap queries waited for the long ones"


def test_queries_that_take_their_time_let_others_in_before_they_count_as_long(tmp_path: Path) -> None:
    few = {"query_readers": 1, "slow_readers": 1, "short_query_s": 20, "query_timeout_s": 30}
    with served(tmp_path / "store", **few) as running, ThreadPoolExecutor(2) as threads:
        data = " ".join(f"<x:s{n}> <x:p> {n} ." for n in range(2000))
        assert running.update(f"INSERT DATA {{ {data} }}").status_code == 204
        slow = [threads.submit(running.ask, f"{RUNAWAY} # {n}") for n in range(2)]
        time.sleep(1)
        assert running.ask("ASK { <x:s1> ?p 1 }").json()["boolean"] is True
        assert not any(query.done() for query in slow), "the one place was theirs all the time"
        for found in httpx.get(f"{running.url}/-/queries", headers=AUTHORIZED).json()["queries"]:
            assert found["lane"] == "short"
            httpx.delete(f"{running.url}/-/queries/{found['id']}", headers=AUTHORIZED)
    assert {query.result().status_code for query in slow} == {503}


def test_runaway_queries_leave_memory_where_it_was(server: Served) -> None:
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda n: server.ask(f"{RUNAWAY} # warm {n}"), range(5)))
        time.sleep(1)
        before = server.memory_mb()
        answers = list(threads.map(lambda n: server.ask(f"{RUNAWAY if n % 2 else GREEDY} # m{n}"), range(20)))
    assert {answer.status_code for answer in answers} <= {503, 400}
    time.sleep(1)
    assert server.ask("ASK {}").json()["boolean"] is True
    assert server.memory_mb() < before + 100, "more than a reader or two of difference"


def test_a_runaway_update_ends_by_the_deadline_and_changes_nothing(server: Served) -> None:
    pattern = RUNAWAY.partition("{")[2].rpartition("}")[0]
    before = server.count("?s ?p ?o")
    began = time.monotonic()
    answer = server.update(f"INSERT {{ <x:never> <x:p> 1 }} WHERE {{ {pattern} }}")
    assert answer.status_code == 503
    assert answer.json()["remedy"].startswith("nothing has changed; change less")
    assert time.monotonic() - began < TIMEOUT_S + 3
    assert server.update("INSERT DATA { <x:after> <x:p> 1 }").status_code == 204
    assert server.count("?s ?p ?o") == before + 1


def test_an_update_of_much_plain_data_ends_by_the_deadline_and_changes_nothing(tmp_path: Path) -> None:
    """The engine cannot stop it either; it is tried in a process that can be killed."""
    text = f"INSERT DATA {{ {' '.join(f'<x:s{n}> <x:p> {n} .' for n in range(100_000))} }}"
    with served(tmp_path / "store") as patient:
        before = patient.count("?s ?p ?o")
    with served(tmp_path / "store", query_timeout_s=0.2) as quick:
        assert quick.update(text).status_code == 503
    with served(tmp_path / "store") as patient:
        assert patient.count("?s ?p ?o") == before
        assert patient.update(text).status_code == 204
        assert patient.count("?s ?p ?o") == before + 100_000


def test_a_trial_takes_few_addresses_however_many_threads_the_engine_starts(server: Served) -> None:
    """The limit of memory is one of addresses; glibc would reserve 64 MB for each thread now and then."""
    pattern = RUNAWAY.partition("{")[2].rpartition("}")[0]
    with ThreadPoolExecutor(1) as threads:
        trial = threads.submit(server.update, f"INSERT {{ <x:never> <x:p> 2 }} WHERE {{ {pattern} }}")
        time.sleep(TIMEOUT_S / 2)
        readers = server.family()[2:]  # after the server and the process that readers are forked from
        peaks = [int(Path(f"/proc/{pid}/status").read_text().split("VmPeak:")[1].split()[0]) >> 10 for pid in readers]
        assert trial.result().status_code == 503
    assert peaks
    assert max(peaks) < 450


def test_many_who_update_with_patterns_at_once_do_not_stop_one_another(tmp_path: Path) -> None:
    """Each is tried first, and again where another came between: who holds the graph must not wait for the others."""
    data = " ".join(f"<x:s{n}> <x:p> {n} ." for n in range(2000))  # too many quads for an update to go untried
    with served(tmp_path / "store") as running, ThreadPoolExecutor(6) as threads:
        assert running.update(f"INSERT DATA {{ {data} }}").status_code == 204

        def count_up(name: int) -> list[int]:
            one = f"<x:counter{name}> <x:is>"
            found = f"OPTIONAL {{ {one} ?n }} BIND(COALESCE(?n, 0) + 1 AS ?next)"
            step = f"DELETE {{ {one} ?n }} INSERT {{ {one} ?next }} WHERE {{ {found} }}"
            return [running.update(step).status_code for _ in range(6)]

        assert [*threads.map(count_up, range(6))] == [[204] * 6] * 6
        assert running.count("?counter <x:is> 6") == 6


def test_whoever_may_write_can_list_and_stop_updates(server: Served) -> None:
    pattern = RUNAWAY.partition("{")[2].rpartition("}")[0]
    answers: list[httpx.Response] = []
    text = f"INSERT {{ <x:stopped> <x:p> 1 }} WHERE {{ {pattern} }}"
    asking = threading.Thread(target=lambda: answers.append(server.update(text)))
    asking.start()
    deadline = time.monotonic() + TIMEOUT_S
    number = None
    while number is None and time.monotonic() < deadline:
        time.sleep(0.05)
        listed = httpx.get(f"{server.url}/-/queries", headers=AUTHORIZED).json()["queries"]
        number = next((query["id"] for query in listed if "x:stopped" in query["query"]), None)
    time.sleep(0.2)
    assert httpx.delete(f"{server.url}/-/queries/{number}", headers=AUTHORIZED).status_code == 204
    for strange in ("abc", "9" * 500):
        answer = httpx.delete(f"{server.url}/-/queries/{strange}", headers=AUTHORIZED)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    asking.join(TIMEOUT_S)
    assert answers
    assert answers[0].status_code == 503
    assert "stopped" in answers[0].json()["title"]


def test_a_query_whose_client_goes_away_is_stopped(server: Served) -> None:
    private = {"Authorization": f"Bearer {_private_token(server)}"}
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{server.url}/sparql", params={"query": f"{RUNAWAY} # gone"}, timeout=0.3)
    _expect_stopped(server, private, "# gone")


def test_a_query_is_stopped_whose_client_goes_away_with_more_requests_on_their_way(server: Served) -> None:
    private = {"Authorization": f"Bearer {_private_token(server)}"}
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:  # type: ignore[arg-type]
        for query in (f"{RUNAWAY} # ahead", "ASK {}", "ASK {}"):
            connection.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.3)
        assert any("# ahead" in query for query in _listed(server, private))
    _expect_stopped(server, private, "# ahead")


def test_a_query_that_waits_for_a_place_ends_by_the_deadline(tmp_path: Path) -> None:
    few = {"query_readers": 1, "slow_readers": 1, "query_timeout_s": 2}
    with served(tmp_path / "store", **few) as running, ThreadPoolExecutor(6) as threads:
        data = " ".join(f"<x:s{n}> <x:p> {n} ." for n in range(2000))
        assert running.update(f"INSERT DATA {{ {data} }}").status_code == 204
        began = time.monotonic()
        slow = [threads.submit(running.ask, f"{RUNAWAY} # {n}") for n in range(6)]
        assert [one.result().status_code for one in slow] == [503] * 6
        assert {one.result().json()["title"] for one in slow} == {"The query took too long"}
        assert 2 <= time.monotonic() - began < 2 + TIMEOUT_S
        assert running.ask("ASK {}").status_code == 200, "places are free again"


def _listed(server: Served, private: dict[str, str]) -> list[str]:
    return [query["query"] for query in httpx.get(f"{server.url}/-/queries", headers=private).json()["queries"]]


def _expect_stopped(server: Served, private: dict[str, str], mark: str) -> None:
    deadline = time.monotonic() + TIMEOUT_S / 2
    while time.monotonic() < deadline:
        if not any(mark in query for query in _listed(server, private)):
            return
        time.sleep(0.05)
    pytest.fail("the query was still there")


def test_an_operator_can_stop_a_query(server: Served) -> None:
    private = {"Authorization": f"Bearer {_private_token(server)}"}
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(server.ask(f"{RUNAWAY} # stop")))
    asking.start()
    time.sleep(0.2)
    listed = httpx.get(f"{server.url}/-/queries", headers=private).json()["queries"]
    number = next(query["id"] for query in listed if "# stop" in query["query"])
    assert httpx.delete(f"{server.url}/-/queries/{number}", headers=private).status_code == 204
    asking.join(TIMEOUT_S / 2)
    assert answers, "the query went on"
    assert answers[0].status_code == 503
    assert httpx.get(f"{server.url}/-/queries").status_code == 401


def test_an_operator_can_stop_what_waits_for_its_turn(tmp_path: Path) -> None:
    few = {"query_readers": 1, "slow_readers": 1, "query_timeout_s": 60}
    pattern = RUNAWAY.partition("{")[2].rpartition("}")[0]
    with served(tmp_path / "store", **few) as running, ThreadPoolExecutor(2) as threads:
        data = " ".join(f"<x:s{n}> <x:p> {n} ." for n in range(2000))
        assert running.update(f"INSERT DATA {{ {data} }}").status_code == 204
        updates = [
            threads.submit(running.update, f"INSERT {{ <x:{n}> <x:p> 1 }} WHERE {{ {pattern} }}") for n in range(2)
        ]
        listed: list[dict[str, Any]] = []
        deadline = time.monotonic() + 20
        while len(listed) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
            listed = httpx.get(f"{running.url}/-/queries", headers=AUTHORIZED).json()["queries"]
        time.sleep(0.5)
        for query in reversed(listed):  # the one that waits first: no place has become free then
            assert httpx.delete(f"{running.url}/-/queries/{query['id']}", headers=AUTHORIZED).status_code == 204
            time.sleep(0.5)
        began = time.monotonic()
        assert [update.result().status_code for update in updates] == [503, 503]
        assert all("stopped" in update.result().json()["title"] for update in updates)
        assert time.monotonic() - began < 20, "it waited for the deadline"
        assert running.ask("ASK {}").status_code == 200


def test_an_answer_that_breaks_off_does_not_look_whole(server: Served) -> None:
    """The limit of bytes is passed when much has been sent."""
    query = f"SELECT * {{ ?s <x:p> ?x VALUES ?k {{ {' '.join(map(str, range(100)))} }} }}"
    cut, answered = server.ended("bytes"), server.ended("answered")
    with pytest.raises(httpx.RemoteProtocolError):
        server.ask(query, Accept="application/sparql-results+json")
    assert (server.ended("bytes"), server.ended("answered")) == (cut + 1, answered)


def test_a_stream_counts_when_it_has_ended(server: Served) -> None:
    answered = server.ended("answered")
    assert server.ask("SELECT * { ?s <x:p> ?x }", Accept="application/sparql-results+json").status_code == 200
    assert server.ended("answered") == answered + 1


PAIRS = "SELECT (COUNT(*) AS ?n) { ?a <x:p> ?x . ?b <x:p> ?y FILTER(STRLEN(STR(?x)) + STRLEN(STR(?y)) < 0) }"
"""Takes a second or so."""
_MANY = 9
"""More than there are readers that wait for work, so that others are started."""


def test_queries_are_answered_though_what_readers_are_forked_from_is_killed(tmp_path: Path) -> None:
    with served(tmp_path / "store", query_timeout_s=60) as running, ThreadPoolExecutor(_MANY) as threads:
        data = " ".join(f"<x:s{n}> <x:p> {n} ." for n in range(1200))
        assert running.update(f"INSERT DATA {{ {data} }}").status_code == 204
        assert running.ask("ASK {}").status_code == 200
        killed = set()
        for turn in range(2):
            working = [threads.submit(running.ask, f"{PAIRS} # {turn} {n}") for n in range(_MANY)]
            time.sleep(0.3)
            while not all(query.done() for query in working):
                if forkers := [pid for pid in running.family() if _is_forker(pid, running.process.pid)]:
                    os.kill(forkers[0], signal.SIGKILL)
                    killed.add(forkers[0])
                    break
                time.sleep(0.05)
            assert running.ask(f"ASK {{ <x:s1> ?p {turn} }}").status_code == 200
            assert [query.result().status_code for query in working] == [200] * _MANY
            time.sleep(1.1)  # no other is started within a second
        assert len(killed) == 2, "no other one was started"
        assert running.update("INSERT DATA { <x:after> <x:p> 1 }").status_code == 204
        assert running.count("<x:after> ?p ?o") == 1


def test_nothing_is_left_running_when_the_server_is_killed(tmp_path: Path) -> None:
    with served(tmp_path / "store", query_timeout_s=60) as running, ThreadPoolExecutor(8) as threads:
        data = " ".join(f"<x:s{n}> <x:p> {n} ." for n in range(2000))
        assert running.update(f"INSERT DATA {{ {data} }}").status_code == 204
        asked = [threads.submit(running.ask, f"{RUNAWAY} # {n}") for n in range(8)]
        time.sleep(1)
        family = running.family()
        assert len(family) >= 7, "the server, what forks, and readers at work"
        running.kill()
        for query in asked:
            with pytest.raises(httpx.TransportError):
                query.result()
        deadline = time.monotonic() + 10
        while any(_is_there(pid) for pid in family) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not [pid for pid in family if _is_there(pid)]


def _is_forker(pid: int, server: int) -> bool:
    try:
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        return parent == server and b"server.engine.forking" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "XZ"
    except OSError:
        return False


def test_metrics_tell_what_was_killed(server: Served) -> None:
    text = httpx.get(f"{server.url}/metrics").text
    assert 'timewire_queries_total{outcome="time"}' in text
    assert "timewire_killed_readers_total" in text
    assert httpx.get(f"{server.url}/readyz").status_code == 200


def test_the_graph_store_takes_back_what_it_gave(server: Served) -> None:
    url = f"{server.url}/graphs?graph=x:g"
    turtle = {"Content-Type": "text/turtle", **AUTHORIZED}
    assert httpx.put(url, content="<x:a> <x:b> 1 .", headers=turtle).status_code == 201
    assert httpx.get(url, headers={"Accept": "application/n-triples"}).text.startswith("<x:a> <x:b>")
    assert httpx.delete(url, headers=AUTHORIZED).status_code == 204
    assert httpx.get(url).status_code == 404


def _private_token(server: Served) -> str:
    import json

    store = Path(server.process.args[server.process.args.index("--store") + 1])  # type: ignore[union-attr,index]
    return str(json.loads((store / "owner.json").read_text())["token"])
