"""A server whose store has its graph on ``oxigraph serve``: pages, queries within our limits, and changes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from engines_at_work import AtWork, oxigraph_at_work

TIMEWIRE = [sys.executable, "-m", "kg"]
TEXT = "Norwegian and Swedish negotiators met in Oslo on Tuesday to discuss fishing quotas."
TOKEN = "a-token-of-the-tests-that-is-long-enough"


@dataclass(frozen=True, slots=True)
class Far:
    """A server, its engine, and the folder of its archive."""

    url: str
    engine: AtWork
    archive: Path


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Far]:
    folder = tmp_path_factory.mktemp("far")
    (folder / "note.txt").write_text(TEXT)
    with oxigraph_at_work(folder / "engine") as engine:
        given = ["--store", engine.url, "--archive", str(folder / "archive")]
        ingest = ["ingest", str(folder / "note.txt"), "--published", "2025-03-12", "--id", "fish", *given]
        subprocess.run([*TIMEWIRE, *ingest], check=True, stdout=subprocess.DEVNULL)
        environment = {**os.environ, "TIMEWIRE_WRITE_TOKEN": TOKEN}
        command = [*TIMEWIRE, "serve", *given, "--port", "0", "--query-timeout", "5"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
            assert server.stdout is not None
            lines = iter(server.stdout.readline, "")
            url = next(found[1] for line in lines if (found := re.search(r"(http://\S+:\d+)/sparql", line)))
            yield Far(url, engine, folder / "archive")
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)


def asked(far: Far, query: str, accept: str = "text/csv") -> httpx.Response:
    return httpx.post(far.url + "/sparql", data={"query": query}, headers={"Accept": accept}, timeout=30)


def test_pages_show_what_the_engine_holds(far: Far) -> None:
    timeline = httpx.get(far.url + "/timeline", headers={"Accept": "text/html"}, timeout=30)
    assert timeline.status_code == 200
    assert "Meeting between Norway and Sweden in Oslo" in timeline.text
    event = asked(far, "SELECT ?e { ?e a ev:Event }").text.split()[1]
    path = "/event/" + event.rpartition("/")[2]
    page = httpx.get(far.url + path, headers={"Accept": "text/html"}, timeout=30, follow_redirects=True)
    assert page.status_code == 200
    assert "fishing quotas" in page.text
    data = httpx.get(far.url + path, headers={"Accept": "text/turtle"}, timeout=30, follow_redirects=True)
    assert data.status_code == 200
    assert "Oslo" in data.text


@pytest.mark.parametrize(
    ("query", "accept", "told"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?a a ev:Article }", "text/csv", "1"),
        ("ASK { ?a a ev:Article }", "application/sparql-results+json", "true"),
        ("CONSTRUCT { ?a a ev:Article } WHERE { ?a a ev:Article }", "application/n-triples", "ont#Article"),
        ("SELECT ?s { GRAPH ?s { ?c ev:place ?p } } LIMIT 1", "text/csv", "fish"),
    ],
)
def test_queries_of_clients_are_passed_on(far: Far, query: str, accept: str, told: str) -> None:
    answer = asked(far, query, accept)
    assert answer.status_code == 200, answer.text
    assert told in answer.text


def test_errors_of_queries_are_those_of_the_server(far: Far) -> None:
    assert asked(far, "SELECT ?s { ?s ").status_code == 400
    assert asked(far, "ASK { ?s ", "application/sparql-results+json").status_code == 400
    assert asked(far, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status_code in (400, 403)
    assert "knows the function" in asked(far, "SELECT (<bif:file>(1) AS ?x) {}").text


def test_a_query_that_takes_too_long_is_given_up(far: Far) -> None:
    many = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(6))
    answer = asked(far, f"SELECT (COUNT(*) AS ?n) {{ {many} }}")
    assert answer.status_code in (503, 504)
    assert asked(far, "ASK {}", "application/sparql-results+json").status_code == 200


def test_changes_over_http_reach_the_engine(far: Far) -> None:
    update = "INSERT DATA { <urn:x> <urn:y> 'z' }"
    head = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    done = httpx.post(far.url + "/update", content=update, headers=head, timeout=30)
    assert done.status_code in (200, 204), done.text
    there = httpx.post(
        far.engine.url + "/query",
        data={"query": "ASK { <urn:x> <urn:y> 'z' }"},
        headers={"Accept": "application/sparql-results+json"},
    )
    assert there.json()["boolean"] is True
    assert asked(far, "SELECT ?o { <urn:x> <urn:y> ?o }").text.split() == ["o", "z"]
    assert httpx.post(
        far.url + "/update", content=update, headers=head | {"Authorization": "Bearer no"}
    ).status_code in (401, 403)


def test_verbs_go_through_the_server(far: Far, tmp_path: Path) -> None:
    (tmp_path / "cod.txt").write_text(TEXT.replace("Oslo", "Bergen"))
    given = ["--published", "2025-03-12", "--store", far.engine.url, "--archive", str(far.archive)]
    done = subprocess.run(
        [*TIMEWIRE, "ingest", str(tmp_path), *given], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "articles: 1 added" in done.stdout
    assert "Bergen" in asked(far, "SELECT ?l { ?e a ev:Event ; rdfs:label ?l }").text
