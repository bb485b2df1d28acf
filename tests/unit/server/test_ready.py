"""Answers that are sent again without being thought over: the same to the byte, and never an old one."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx
import pytest

from server.ready import ReadyAnswers, key_of
from tests.load.serving import AUTHORIZED, Served, served

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <x:p> ?o }"
JSON = {"Accept": "application/sparql-results+json"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("ready") / "store") as running:
        assert running.update("INSERT DATA { <x:a> <x:p> <x:b> }").status_code == 204
        yield running


def get(connection: httpx.Client, server: Served, query: str, **headers: str) -> httpx.Response:
    return connection.get(f"{server.url}/sparql", params={"query": query}, headers={**JSON, **headers})


def state(answer: httpx.Response) -> str:
    return answer.headers["server-timing"].rpartition("=")[2]


def test_the_same_request_brings_the_same_answer_without_a_reader(server: Served) -> None:
    with httpx.Client() as connection:
        answers = [get(connection, server, f"{COUNT} # same") for _ in range(3)]
        metrics = connection.get(f"{server.url}/metrics").text
    assert [state(answer) for answer in answers] == ["miss", "hit", "hit"]
    assert len({answer.content for answer in answers}) == 1
    without = [{k: v for k, v in a.headers.items() if k not in ("date", "server-timing")} for a in answers]
    assert without[0] == without[1] == without[2]
    assert "content-security-policy" in without[2]
    assert "etag" in without[2]
    asked = next(line for line in metrics.splitlines() if line.startswith('timewire_queries_total{outcome="answered"}'))
    assert float(asked.split()[1]) < 3


def test_what_a_client_has_written_is_in_its_next_answer(server: Served) -> None:
    with httpx.Client() as connection:
        for number in range(20):
            before = get(connection, server, COUNT).json()["results"]["bindings"][0]["n"]["value"]
            get(connection, server, COUNT)
            update = {"Content-Type": "application/sparql-update", **AUTHORIZED}
            text = f"INSERT DATA {{ <x:n{number}> <x:p> {number} }}"
            assert connection.post(f"{server.url}/update", content=text, headers=update).status_code == 204
            after = get(connection, server, COUNT).json()["results"]["bindings"][0]["n"]["value"]
            assert int(after) == int(before) + 1


def test_others_see_a_change_a_moment_later(server: Served) -> None:
    query = "ASK { <x:late> <x:p> <x:seen> }"
    other = {"X-Forwarded-For": "192.0.2.7"}  # whom the server takes for another client
    with httpx.Client() as connection:
        assert get(connection, server, query).json()["boolean"] is False
        text = "INSERT DATA { <x:late> <x:p> <x:seen> }"
        kind = {"Content-Type": "application/sparql-update", **AUTHORIZED, **other}
        assert connection.post(f"{server.url}/update", content=text, headers=kind).status_code == 204
        until = time.monotonic() + 5
        while not get(connection, server, query).json()["boolean"]:
            assert time.monotonic() < until
            time.sleep(0.02)


@pytest.mark.parametrize("query", ["SELECT (NOW() AS ?t) {}", "SELECT (RAND() AS ?t) {}"])
def test_what_varies_by_itself_is_asked_anew(server: Served, query: str) -> None:
    with httpx.Client() as connection:
        assert len({get(connection, server, query).content for _ in range(3)}) == 3


def test_headers_that_matter_make_another_answer(server: Served) -> None:
    query = f"{COUNT} # headers"
    with httpx.Client() as connection:
        first = get(connection, server, query)
        get(connection, server, query)
        xml = get(connection, server, query, Accept="application/sparql-results+xml")
        unchanged = get(connection, server, query, **{"If-None-Match": first.headers["etag"]})
        explained = get(connection, server, query, **{"Timewire-Explain": "1"})
        head = connection.head(f"{server.url}/sparql", params={"query": query}, headers=JSON)
    assert xml.headers["content-type"].startswith("application/sparql-results+xml")
    assert unchanged.status_code == 304
    assert "timewire-explain" in explained.headers
    assert head.content == b""
    assert head.headers["content-length"] == str(len(first.content))


def test_requests_in_a_row_on_one_connection_are_answered_in_their_order(server: Served) -> None:
    known = f"{COUNT} # known"
    server.ask(known, **JSON)
    address = urlsplit(server.url)
    queries = [known, "SELECT (2 AS ?n) {}", known, "SELECT (4 AS ?n) {}", known]
    request = "GET /sparql?query={} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n{}\r\n"
    lines = [request.format(quote(query), "") for query in [known, known, *queries]]
    lines.append(request.format(quote(known), "Connection: close\r\n"))
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:  # type: ignore[arg-type]
        connection.sendall("".join(lines).encode())
        back = b""
        while part := connection.recv(100_000):
            back += part
    numbers = [body.split(b"\r\n")[1] for body in back.split(b"\r\n\r\n")[1:]]
    assert back.count(b"HTTP/1.1 200 OK") == 8
    assert len({*numbers[:3], numbers[4], numbers[6], numbers[7]}) == 1
    assert (numbers[3], numbers[5]) == (b"2", b"4")


def test_a_request_is_known_by_its_bytes() -> None:
    headers = [(b"host", b"a"), (b"accept", b"text/csv"), (b"user-agent", b"someone")]
    key = key_of(b"/sparql?query=ASK%7B%7D", headers)
    assert key == key_of(b"/sparql?query=ASK%7B%7D", headers[:2])
    assert key != key_of(b"/sparql?query=ASK%7B%7D", headers[:1])
    assert key != key_of(b"/sparql?query=ASK{}", headers)


@pytest.mark.parametrize(
    "request_",
    [
        (b"/timeline?x", []),
        (b"/sparql?query=" + b"a" * 30_000, []),
        (b"/sparql?query=a", [(b"if-none-match", b"*")]),
        (b"/sparql?query=a", [(b"x-forwarded-for", b"192.0.2.1")]),
        (b"/sparql?query=a", [(b"accept", b"text/csv"), (b"accept", b"text/html")]),
    ],
)
def test_what_depends_on_more_is_not_known(request_: tuple[bytes, list[tuple[bytes, bytes]]]) -> None:
    assert key_of(*request_) is None


def test_no_more_is_kept_than_fits() -> None:
    answers = ReadyAnswers(20_000)
    keys = [(b"/sparql?%d" % number, None, None, None) for number in range(40)]
    for key in keys:
        answers.put("1", key, b"head", b"b" * 1000)
    kept = [key for key in keys if answers.get("1", key)]
    assert kept == keys[-len(kept) :]
    assert 5 < len(kept) < 20
    answers.put("1", (b"/sparql?large", None, None, None), b"head", b"b" * 30_000)
    assert answers.get("1", (b"/sparql?large", None, None, None)) is None
    answers.put("2", keys[0], b"head", b"new")
    assert answers.get("2", keys[0]) == (b"head", b"new")
    assert not any(answers.get("1", key) for key in keys)
