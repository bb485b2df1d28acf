"""Random requests: whatever comes, there is an answer in time, and never a fault of ours."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.load.grammar import Grammar
from tests.load.serving import AUTHORIZED, TOKEN, Served, served

TIMEOUT_S = 2.0
_ACCEPTS = ("application/sparql-results+json", "text/csv", "application/sparql-results+xml", "text/turtle", "*/*", "text/html",
            "text/tab-separated-values", "application/ld+json", "application/rdf+xml", "image/png")  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = {"query_timeout_s": TIMEOUT_S, "slow_query_s": 3600}
    with served(tmp_path_factory.mktemp("fuzz") / "store", **settings) as running:
        data = " ".join(f"<x:s{n}> <x:p> <x:s{n * 7 % 60}>, {n} ; <x:q> 'v{n % 5}' ." for n in range(60))
        assert running.update(f"INSERT DATA {{ {data} GRAPH <x:g> {{ {data} }} }}").status_code == 204
        yield running


def _fuzz(server: Served, queries: int, updates: int, seed: int) -> Counter[int]:
    """Statuses of random requests; four at a time."""
    grammar = Grammar(seed)
    texts = [(grammar.query(), _ACCEPTS[number % len(_ACCEPTS)]) for number in range(queries)]
    texts += [(grammar.update(), "") for _ in range(updates)]
    with httpx.Client(timeout=TIMEOUT_S + 30) as client, ThreadPoolExecutor(4) as threads:

        def send(given: tuple[str, str]) -> int:
            text, accept = given
            kind = "sparql-query" if accept else "sparql-update"
            headers = {"Content-Type": f"application/{kind}", "Accept": accept or "*/*", **AUTHORIZED}
            path = "/sparql" if accept else "/update"
            began = time.monotonic()
            answer = client.post(server.url + path, content=text.encode("utf-8", "surrogatepass"), headers=headers)
            assert time.monotonic() - began < TIMEOUT_S + 15, f"it hangs: {text!r}"
            is_fault = answer.status_code >= 500 and answer.status_code not in (501, 503)
            is_failed_update = answer.status_code == 500 and "could not be carried out" in answer.text
            assert not is_fault or is_failed_update, f"{answer.status_code} {answer.text}: {text!r}"
            return answer.status_code

        return Counter(threads.map(send, texts))


def test_random_queries_and_updates_are_answered_in_time(server: Served) -> None:
    statuses = _fuzz(server, 300, 30, seed=11)
    assert statuses[200] > 100, statuses
    assert statuses[400] > 10, statuses
    assert server.ask("ASK {}").status_code == 200


@pytest.mark.soak
def test_ten_thousand_random_queries_are_answered_in_time(server: Served) -> None:
    statuses = _fuzz(server, 10_000, 500, seed=12)
    print(dict(statuses))
    assert statuses[200] > 3000, statuses
    assert server.ask("ASK {}").status_code == 200


def _description(server: Served) -> str | None:
    for path in ("/openapi.json", "/api/openapi.json"):
        if httpx.get(server.url + path).status_code == 200:
            return server.url + path
    return None


def _wait_for_dump(server: Served) -> None:
    """While the first dump is written, its addresses answer 503, as they should."""
    until = time.monotonic() + 60
    while httpx.get(f"{server.url}/dumps/", timeout=30).status_code == 503:
        assert time.monotonic() < until, "the dump is never there"
        time.sleep(0.2)


_WITH_OEMBED = """
[[operations]]
include-path = "/oembed"
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 501]
"""
"""oEmbed asks for 501 where a form is not given; anywhere else a status of 500 or more is a fault."""


def _schemathesis(server: Served, examples: int, folder: Path, *options: str) -> None:
    address = _description(server)
    if address is None:
        pytest.skip("this server publishes no OpenAPI description")
    _wait_for_dump(server)
    (folder / "schemathesis.toml").write_text(_WITH_OEMBED)  # it looks for this where it runs
    command = [str(Path(sys.executable).parent / "schemathesis"), "run", address, "--url", server.url,
               "--checks", "not_a_server_error", "--max-examples", str(examples), "--seed", "3", "--workers", "2",
               "--header", f"Authorization: Bearer {TOKEN}", "--request-timeout", "15", "--no-color", *options]  # fmt: skip
    run = subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONWARNINGS": ""}, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]


def test_requests_made_from_the_description_find_no_fault(server: Served, tmp_path: Path) -> None:
    _schemathesis(server, 5, tmp_path, "--phases", "fuzzing")


@pytest.mark.soak
def test_many_requests_made_from_the_description_find_no_fault(server: Served, tmp_path: Path) -> None:
    _schemathesis(server, 200, tmp_path)
