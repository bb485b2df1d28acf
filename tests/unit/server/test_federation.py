"""SERVICE: what is allowed is fetched and joined, everything else refused; nothing private is ever asked."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from server.problems import ServiceFailed
from server.settings import Settings
from server.sparql import fetching
from server.sparql.federation import find_calls, table_of, with_services
from server.sparql.protocol import QueryRequest, check_query
from server.sparql.tokens import calls_service

ROWS = {"head": {"vars": ["x", "n"]}, "results": {"bindings": [
    {"x": {"type": "uri", "value": "x:a"}, "n": {"type": "literal", "value": "ein \"Wort\"\n", "xml:lang": "de"}},
    {"x": {"type": "bnode", "value": "b0"}},
]}}  # fmt: skip


class Endpoint(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []
    location = ""
    body = json.dumps(ROWS).encode()

    def do_POST(self) -> None:
        type(self).asked.append(parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())["query"][0])
        self.send_response(307 if self.location else 200)
        if self.location:
            self.send_header("Location", self.location)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    Endpoint.asked, Endpoint.location, Endpoint.body = [], "", json.dumps(ROWS).encode()
    with HTTPServer(("127.0.0.1", 0), Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()


def rewritten(query: str, allowed: str, **settings: object) -> str:
    given = Settings(allow_service=allowed, **settings)  # type: ignore[arg-type]
    return asyncio.run(with_services(QueryRequest(query), {"ex": "x:"}, given)).query


def test_the_rows_of_an_allowed_endpoint_join_with_the_rest(endpoint: str) -> None:
    query = f"PREFIX s: <{endpoint.removesuffix('sparql')}> SELECT * {{ ?s ex:p ?x SERVICE s:sparql {{ ?x ex:n ?n }} }}"
    text = rewritten(query, endpoint)
    assert "SELECT * WHERE { ?x ex:n ?n }" in Endpoint.asked[0]
    assert Endpoint.asked[0].startswith("PREFIX ex: <x:>")
    check_query(QueryRequest(text))
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:a")))
    (row,) = store.query(text, prefixes={"ex": "x:"})  # type: ignore[misc]
    assert row["n"] == ox.Literal('ein "Wort"\n', language="de")


def test_an_address_that_is_not_allowed_stays_and_is_refused(endpoint: str) -> None:
    query = f"SELECT * {{ SERVICE <{endpoint}/other> {{ ?x ?p ?n }} SERVICE ?which {{ ?x ?p ?n }} }}"
    assert rewritten(query, endpoint) == query
    assert calls_service(query)
    assert not Endpoint.asked


def test_a_failing_endpoint_fails_the_query_unless_it_is_silent(endpoint: str) -> None:
    Endpoint.body = b"<html>"
    with pytest.raises(ServiceFailed, match="no SPARQL results"):
        rewritten(f"SELECT * {{ SERVICE <{endpoint}> {{ ?x ?p ?n }} }}", endpoint)
    assert rewritten(f"ASK {{ SERVICE SILENT <{endpoint}> {{ ?x ?p ?n }} }}", endpoint) == "ASK { { } }"


def test_service_inside_of_service_is_not_passed_on(endpoint: str) -> None:
    with pytest.raises(ServiceFailed):
        rewritten(f"ASK {{ SERVICE <{endpoint}> {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }} }}", endpoint)
    assert not Endpoint.asked


def test_an_answer_longer_than_allowed_is_not_taken(endpoint: str) -> None:
    Endpoint.body = b" " * 5000
    with pytest.raises(ServiceFailed, match="longer"):
        rewritten(f"ASK {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}", endpoint, service_bytes=1000)


@pytest.mark.parametrize(
    "location", ["http://127.0.0.2:9/", "http://[::1]:9/", "file:" + "///etc/passwd", "http://u:p@127.0.0.1/"]
)
def test_a_redirect_to_what_is_not_public_is_not_followed(endpoint: str, location: str) -> None:
    Endpoint.location = location
    with pytest.raises(ServiceFailed, match=r"public|not asked"):
        rewritten(f"ASK {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}", endpoint)


def test_a_redirect_in_a_circle_ends(endpoint: str) -> None:
    Endpoint.location = endpoint
    with pytest.raises(ServiceFailed, match="redirects"):
        rewritten(f"ASK {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}", endpoint)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::",
     "64:ff9b::7f00:1", "2001:0:0:0:0:0:80ff:fffe"],
)  # fmt: skip
def test_addresses_of_the_own_network_are_not_public(address: str) -> None:
    assert not fetching.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert fetching.is_public(address)


def test_a_name_of_the_own_machine_is_not_asked() -> None:
    with pytest.raises(ServiceFailed, match="public"):
        asyncio.run(fetching.fetch_results("http://localhost:9/", "ASK {}", 2, 1000))


def test_text_in_strings_and_comments_is_no_call() -> None:
    assert not find_calls("SELECT * { ?s ?p 'SERVICE <x:a> {}' } # SERVICE <x:a> {}", {})


def test_a_table_without_variables_keeps_its_number_of_rows() -> None:
    body = json.dumps({"head": {"vars": []}, "results": {"bindings": [{}, {}]}}).encode()
    assert len(list(ox.Store().query(f"SELECT * {{ {table_of(body)} }}"))) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["ftp://x.example/", "http://u@x.example/", "x", "http://x.example/#f"])
def test_what_is_no_address_is_refused_at_start(address: str) -> None:
    with pytest.raises(Exception, match="allow_service"):
        Settings(allow_service=address)
