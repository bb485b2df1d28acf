"""A client that keeps a number of connections busy and does not become the bottleneck: sockets and epoll, no library."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"


@dataclass(frozen=True, slots=True)
class Figures:
    """What came back: seconds of each answer, the number of those that were no success, and seconds in all."""

    seconds: tuple[float, ...]
    failures: int
    lasted: float

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.lasted

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))] * 1000


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    began: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    whole: Callable[[bytearray], bool] | None = None


def hammer(url: str, queries: Iterator[str], connections: int, seconds: float) -> Figures:
    """Send queries by GET over so many connections for so long, one at a time on each."""
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    taken: list[float] = []
    failures = 0
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            opened = _Connection(socket.create_connection((address.hostname, address.port)))
            opened.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(opened.socket, selectors.EVENT_READ, opened)
            _send(opened, address.path, next(queries))
        began = time.perf_counter()
        busy = connections
        while busy:
            for key, _ in selector.select(60):
                connection: _Connection = key.data
                if not _receive(connection):
                    continue
                taken.append(time.perf_counter() - connection.began)
                failures += not connection.received.startswith(b"HTTP/1.1 200")
                if time.perf_counter() - began < seconds:
                    _send(connection, address.path, next(queries))
                else:
                    busy -= 1
                    selector.unregister(connection.socket)
                    connection.socket.close()
        return Figures(tuple(taken), failures, time.perf_counter() - began)


def _send(connection: _Connection, path: str, query: str) -> None:
    connection.received.clear()
    connection.whole = None
    head = f"GET {path}?query={quote(query)} HTTP/1.1\r\nHost: bench\r\nAccept: {ACCEPT}\r\n\r\n"
    connection.began = time.perf_counter()
    connection.socket.sendall(head.encode())


def _receive(connection: _Connection) -> bool:
    """Take what has come; True once the answer is whole."""
    part = connection.socket.recv(1 << 18)
    if not part:
        raise ConnectionResetError("the server closed the connection")
    connection.received += part
    if connection.whole is None:
        end = connection.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        connection.whole = _end_of(bytes(connection.received[:end]), end + 4)
    return connection.whole(connection.received)


def _end_of(head: bytes, start: int) -> Callable[[bytearray], bool]:
    if found := _LENGTH.search(head):
        size = start + int(found[1])
        return lambda received: len(received) >= size
    return lambda received: received.endswith(b"\r\n0\r\n\r\n")
