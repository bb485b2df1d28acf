"""A server whose engine is killed: it lives, takes articles, tells once, ends at SIGTERM, and makes up for it later."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from engines_at_work import free_port, oxigraph_at_work
from waiting import wait_for

from kg.store import open_store

TIMEWIRE = [sys.executable, "-m", "kg"]
TOKEN = "a-token-of-the-tests-that-is-long-enough"
TEXT = "Norwegian and Swedish negotiators met in {place} on Tuesday to discuss fishing quotas."
SOON_S = 60.0
"""What is to be answered soon, on a machine with much else to do; the patience of a command is 600 s."""
STOPS_S = 60.0


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs, and where its log goes."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def put(self, name: str, place: str) -> httpx.Response:
        head = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        body = {"text": TEXT.format(place=place), "published": "2025-03-12"}
        return httpx.put(f"{self.url}/articles/{name}", json=body, headers=head, timeout=SOON_S)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, timeout=SOON_S)

    def metric(self, name: str) -> float:
        return next(float(line.split()[1]) for line in self.get("/metrics").text.splitlines() if line.startswith(name))

    def told(self, event: str) -> int:
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return sum(line.get("event") == event for line in lines)


@contextmanager
def serving(folder: Path, *given: str) -> Iterator[Serving]:
    environment = {**os.environ, "TIMEWIRE_WRITE_TOKEN": TOKEN, "TIMEWIRE_LOG_FORMAT": "json"}
    command = [*TIMEWIRE, "serve", *given, "--port", "0"]
    log = folder / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        yield Serving(next(m[1] for line in lines if (m := re.search(r"(http://\S+:\d+)/sparql", line))), process, log)
    finally:
        process.kill()
        process.communicate()


def stop(server: Serving, how: signal.Signals) -> int:
    server.process.send_signal(how)
    return server.process.wait(STOPS_S)


def given(folder: Path, port: int) -> list[str]:
    return ["--store", f"http://127.0.0.1:{port}", "--archive", str(folder / "archive")]


def present(folder: Path) -> set[str]:
    with open_store(folder / "archive", create=False) as store:
        assert store.jobs.count_open() == 0
        return set(store.archive.present_ids())


def told_by_command(folder: Path) -> str:
    """What ``timewire ingest`` tells first while it waits for a server that waits for its engine."""
    note = folder / "note.txt"
    note.write_text(TEXT.format(place="Malmo"))
    command = [*TIMEWIRE, "ingest", str(note), "--id", "third", "--store", str(folder / "archive")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        process.kill()
    return told


def test_a_server_without_its_engine_lives_takes_articles_and_goes_on_when_it_is_back(tmp_path: Path) -> None:
    port = free_port()
    with oxigraph_at_work(tmp_path / "engine", port) as engine, serving(tmp_path, *given(tmp_path, port)) as server:
        assert server.put("first", "Oslo").status_code == 202
        wait_for(lambda: server.metric('timewire_jobs_total{outcome="added"}') == 1)
        assert server.metric("timewire_engine_up") == 1
        assert server.metric("timewire_generation") > 0
        engine.process.kill()
        engine.process.wait()
        assert [server.put(f"a{n}", "Bergen").status_code for n in range(3)] == [202] * 3
        assert [server.get("/healthz").status_code for _ in range(8)] == [200] * 8
        away = server.get("/readyz")
        assert (away.status_code, away.headers["retry-after"].isdigit()) == (503, True)
        wait_for(lambda: server.metric("timewire_engine_up") == 0)
        assert server.put("later", "Tromso").status_code == 202
        time.sleep(5)  # in which it might tell again
        assert server.told("engine_gone") == 1
        with oxigraph_at_work(tmp_path / "engine", port):
            wait_for(lambda: server.metric("timewire_open_jobs") == 0)
            assert server.metric("timewire_engine_up") == 1
            assert server.get("/readyz").status_code == 200
            assert stop(server, signal.SIGTERM) == 0
            assert present(tmp_path) == {"first", "a0", "a1", "a2", "later"}
        assert server.told("engine_back") == 1
        log = server.log.read_text()
        assert "unsendable" not in log
        assert "Traceback" not in log
        assert all(line.startswith("{") for line in log.splitlines()), log


def test_a_server_whose_engine_hangs_lives_and_ends(tmp_path: Path) -> None:
    port = free_port()
    with oxigraph_at_work(tmp_path / "engine", port) as engine, serving(tmp_path, *given(tmp_path, port)) as server:
        assert server.put("first", "Oslo").status_code == 202
        wait_for(lambda: server.metric("timewire_open_jobs") == 0)
        assert server.put("begun", "Bodo").status_code == 202  # may just be put in when the engine falls silent
        engine.process.send_signal(signal.SIGSTOP)
        try:
            assert server.put("second", "Bergen").status_code == 202
            assert server.metric("timewire_store_faults_total") == 0
            wait_for(lambda: server.metric("timewire_engine_up") == 0)
            assert server.get("/healthz").status_code == 200
            away = server.get("/readyz")
            assert (away.status_code, "does not answer" in away.json()["detail"]) == (503, True)
            assert "does not answer" in told_by_command(tmp_path)
            assert stop(server, signal.SIGTERM) == 0
        finally:
            engine.process.send_signal(signal.SIGCONT)
        with serving(tmp_path, *given(tmp_path, port)) as again:
            wait_for(lambda: again.metric("timewire_open_jobs") == 0)
            assert stop(again, signal.SIGTERM) == 0
        assert present(tmp_path) == {"first", "begun", "second", "third"}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_waits_for_its_engine_ends_when_it_is_told_to(tmp_path: Path, how: signal.Signals) -> None:
    port = free_port()
    with oxigraph_at_work(tmp_path / "engine", port) as engine, serving(tmp_path, *given(tmp_path, port)) as server:
        assert server.put("warm", "Oslo").status_code == 202
        wait_for(lambda: server.metric("timewire_open_jobs") == 0)
        for n in range(20):
            assert server.put(f"a{n}", "Bergen").status_code == 202
        wait_for(lambda: server.metric("timewire_open_jobs") < 20)  # in the middle of the work
        engine.process.kill()
        engine.process.wait()
        assert server.put("late", "Bodo").status_code == 202  # so that one waits, however fast the others were
        wait_for(lambda: server.metric("timewire_engine_up") == 0)
        assert server.metric("timewire_open_jobs") > 0
        assert stop(server, how) == 0
        log = server.log.read_text()
        assert "unsendable" not in log
        assert "Traceback" not in log
    with oxigraph_at_work(tmp_path / "engine", port), serving(tmp_path, *given(tmp_path, port)) as server:
        wait_for(lambda: server.metric("timewire_open_jobs") == 0)
        assert stop(server, signal.SIGTERM) == 0
        assert present(tmp_path) == {"warm", "late", *(f"a{n}" for n in range(20))}
