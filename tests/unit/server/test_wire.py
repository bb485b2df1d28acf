"""Limits of what a connection may send, and content codings, on a real server."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
import zstandard

from server import wire
from server.coding import coded, packer
from tests.load.serving import TOKEN, Served, served

BODY = b"<x:a> <x:b> <x:c> .\n" * 200


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    limits = {"max_header_bytes": 4000, "max_query_bytes": 5000, "max_update_bytes": 6000, "body_timeout_s": 0.5}
    with served(tmp_path_factory.mktemp("wire") / "store", **limits) as running:
        yield running


def sent(server: Served, text: bytes) -> bytes:
    """What comes back for bytes on a connection, until it closes."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:  # type: ignore[arg-type]
        connection.sendall(text)
        back = b""
        while part := connection.recv(10_000):
            back += part
        return back


@pytest.mark.parametrize(
    "head",
    [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 5000 + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"GET /sparql?query=" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 50_000,  # never ends
    ],
)  # fmt: skip
def test_a_head_that_is_too_long_is_refused_and_the_connection_closed(server: Served, head: bytes) -> None:
    answer = sent(server, head)
    assert answer.startswith(b"HTTP/1.1 431 ")
    told, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in told
    assert b"access-control-allow-origin: *" in told  # else a script sees nothing but an error of the network
    assert json.loads(body)["remedy"]
    assert httpx.get(f"{server.url}/healthz").status_code == 200


def test_a_body_that_does_not_come_is_refused(server: Served) -> None:
    head = f"POST /update HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n"
    head += "Content-Type: application/sparql-update\r\nContent-Length: 100\r\n\r\nINSERT"
    assert sent(server, head.encode()).startswith(b"HTTP/1.1 408 ")


def test_a_body_longer_than_allowed_is_refused(server: Served) -> None:
    assert server.update(f"INSERT DATA {{ <x:s> <x:p> '{'a' * 7000}' }}").status_code == 413


def test_a_head_that_comes_too_slowly_is_refused(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit itself is too long for a test: the protocol is asked in this process."""
    import asyncio

    from uvicorn import Config, Server

    monkeypatch.setattr(wire, "HEAD_TIMEOUT_S", 0.2)

    async def slow() -> bytes:
        from server.settings import Settings

        config = Config(
            lambda *_: None, port=0, http=wire.limited_protocol(Settings()), lifespan="off", log_level="error"
        )
        running = Server(config)
        task = asyncio.ensure_future(running.serve())
        while not running.started:
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection(*running.servers[0].sockets[0].getsockname())
        writer.write(b"GET / HT")
        back = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        running.should_exit = True
        await task
        return back

    assert asyncio.run(slow()).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    ("accepted", "coding"), [("gzip", "gzip"), ("gzip, zstd", "zstd"), ("br", None), ("zstd;q=0, *", "gzip")]
)
@pytest.mark.parametrize(
    "path", ["/sparql?query=SELECT+*+{VALUES+?x+{" + "12345+" * 300 + "}}", "/static/timewire.css", "/"]
)
def test_answers_are_coded_as_the_client_likes(server: Served, path: str, accepted: str, coding: str | None) -> None:
    plain = httpx.get(server.url + path, headers={"Accept-Encoding": "identity"})
    answer = httpx.get(server.url + path, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.content == plain.content
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert "accept-encoding" in plain.headers["vary"].lower()


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_codings_are_undone_whole_and_in_parts(coding: str) -> None:
    def undo(data: bytes) -> bytes:
        return (
            gzip.decompress(data) if coding == "gzip" else zstandard.ZstdDecompressor().decompressobj().decompress(data)
        )

    assert undo(coded(BODY, coding)[0]) == BODY
    packing = packer(coding)
    assert (
        undo(b"".join([*(packing.compress(BODY[n : n + 999]) for n in range(0, len(BODY), 999)), packing.flush()]))
        == BODY
    )
    assert coded(b"short", coding) == (b"short", None)
