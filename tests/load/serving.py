"""A real server in a process of its own, for tests that kill and overload."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.conftest import ROOT

TOKEN = "a-token-for-tests-only"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z FILTER(STRLEN(STR(?x)) + STRLEN(STR(?z)) < 0) }"
"""Takes hours on a thousand triples."""
GREEDY = "SELECT ?x (GROUP_CONCAT(STR(?z)) AS ?all) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z } GROUP BY ?x ?y ?z ?a ?b ?c"
"""Takes all memory there is."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    url: str
    process: subprocess.Popen[str]

    def ask(self, query: str, **headers: str) -> httpx.Response:
        """The answer to a query."""
        return httpx.get(f"{self.url}/sparql", params={"query": query}, headers=headers, timeout=60)

    def update(self, text: str) -> httpx.Response:
        """The answer to an update."""
        headers = {"Content-Type": "application/sparql-update", **AUTHORIZED}
        return httpx.post(f"{self.url}/update", content=text, headers=headers, timeout=60)

    def count(self, pattern: str) -> int:
        """How often a pattern matches."""
        answer = self.ask(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", Accept="application/sparql-results+json")
        assert answer.status_code == 200, answer.text
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    def ended(self, outcome: str) -> float:
        """How many queries have ended so, by the metrics."""
        wanted = f'timewire_queries_total{{outcome="{outcome}"}}'
        lines = httpx.get(f"{self.url}/metrics").text.splitlines()
        return sum(float(line.split()[1]) for line in lines if line.startswith(wanted))

    def memory_mb(self) -> float:
        """Memory of the server and its readers; what they share counts once."""
        return sum(_share_mb(pid) for pid in self.family())

    def family(self) -> list[int]:
        """The numbers of the server's process and of all that it and they have started."""
        return _family(self.process.pid)

    def kill(self) -> None:
        """End it as a power cut of the process would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def served(store: Path, **settings: object) -> Iterator[Served]:
    """A server on a store, ended at the end."""
    environment = {f"TIMEWIRE_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TIMEWIRE_WRITE_TOKEN": TOKEN, **environment}
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield Served(_url(process), process)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _url(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://\S+?(?=/)(?=/\s)", line):
            return found.group()
    raise AssertionError("the server did not start")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [pid, *(found for child in children.read_text().split() for found in _family(int(child)))]
    except OSError:
        return [pid]


def _share_mb(pid: int) -> float:
    """Memory of a process, with its share of what it has in common with those it was forked from."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # it has gone
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
