"""``kill -9`` in the middle of updates: what was acknowledged is there, nothing is half there, nothing twice."""

from __future__ import annotations

import random
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from kg.store import open_store
from kg.store.archive import Action
from kg.verification import verify
from tests.load.serving import Served, served


def _write_until_killed(server: Served, start: int, acknowledged: list[int]) -> None:
    """Updates of two triples each, and a counter that a lost or a doubled update would put out of step."""
    number = start
    with suppress(httpx.HTTPError):
        while True:
            step = "DELETE { <x:c> <x:is> ?n } INSERT { <x:c> <x:is> ?m } WHERE { <x:c> <x:is> ?n BIND(?n + 1 AS ?m) }"
            pair = f"INSERT DATA {{ <x:s{number}> <x:a> {number} . <x:s{number}> <x:b> {number} }}"
            if server.update(f"{pair} ; {step}" if number % 5 == 0 else pair).status_code != 204:
                return
            acknowledged.append(number)
            number += 1


def _killed_once(store: Path, start: int, after_s: float) -> list[int]:
    acknowledged: list[int] = []
    with served(store) as server:
        writing = threading.Thread(target=_write_until_killed, args=(server, start, acknowledged))
        writing.start()
        deadline = time.monotonic() + 20
        while not acknowledged and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(after_s)
        server.kill()
        writing.join()
    return acknowledged


def _check(store: Path, acknowledged: list[int]) -> None:
    with open_store(store, create=False) as opened:
        assert verify(opened, with_shapes=False).faults == ()
        graph = opened.graph
        there = {n for n in acknowledged if len(list(graph.query(f"SELECT * {{ <x:s{n}> ?p {n} }}"))) == 2}  # type: ignore[arg-type]
        assert there == set(acknowledged), "an acknowledged update is lost"
        assert not graph.query("ASK { ?s <x:a> ?n MINUS { ?s <x:b> ?n } }"), "half an update"
        assert not graph.query("ASK { ?s <x:b> ?n MINUS { ?s <x:a> ?n } }"), "half an update"
        logged = [entry.detail or "" for entry in opened.archive.log() if entry.action is Action.UPDATE]
        steps = sum("BIND" in text for text in logged)
        assert graph.query(f"ASK {{ <x:c> <x:is> {steps} }}"), "the counter is not what the log says"
        pairs = list(graph.query("SELECT * { ?s <x:a> ?n }"))  # type: ignore[arg-type]
        assert len(pairs) == sum("<x:a>" in text for text in logged), "the graph has more or less than the log"
        assert not opened.graph.query("ASK { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'urn:x-timewire:')) }")


def _rounds(store: Path, rounds: int) -> None:
    random.seed(7)
    with open_store(store) as opened:
        opened.update("INSERT DATA { <x:c> <x:is> 0 }")
    acknowledged: list[int] = []
    for _ in range(rounds):
        acknowledged += _killed_once(store, 10_000 * (len(acknowledged) + 1), random.uniform(0.0, 0.6))
        _check(store, acknowledged)
    assert acknowledged, "nothing was written before the kills"


def test_killing_the_server_during_updates_loses_and_doubles_nothing(tmp_path: Path) -> None:
    _rounds(tmp_path / "store", 3)


@pytest.mark.soak
def test_killing_the_server_two_hundred_times_loses_and_doubles_nothing(tmp_path: Path) -> None:
    _rounds(tmp_path / "store", 200)


def test_an_update_that_had_reached_the_graph_but_not_the_log_is_logged_at_the_next_start(tmp_path: Path) -> None:
    text = "INSERT DATA { <x:s> <x:p> 1 }"
    for reached in (True, False):
        store = tmp_path / str(reached)
        with open_store(store) as opened:
            run = opened.graph.update_marked if reached else lambda text, mark: None

            class Died(BaseException):
                pass

            def die(mark: str, run=run, died=Died) -> None:  # type: ignore[no-untyped-def]
                run(text, mark)
                raise died

            with pytest.raises(Died):
                opened.archive.record_update(text, die)
        with open_store(store, create=False) as opened:
            logged = [entry.detail for entry in opened.archive.log() if entry.action is Action.UPDATE]
            assert logged == ([text] if reached else [])
            assert bool(opened.graph.query("ASK { <x:s> <x:p> 1 }")) is reached
            assert opened.archive.open_attempt() is None
