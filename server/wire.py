"""What a connection may send before a request is understood: so many bytes and headers, and not for ever.

The parser has no limits of its own. A head that is too long or comes too slowly is answered with a problem document and
the connection closed; every other request that cannot be parsed, in plain text.

Three things are done here that ASGI has no words for, since they halve what an answer costs: a request whose answer is
ready (``server/ready.py``) is answered before anything is made of it, an answer that is whole leaves in one piece, and
who works for a client is called when it goes away, without a task that waits for that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from itertools import chain
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from server.problems import MEDIA_TYPE, Problem
from server.ready import ANSWERED, Ready
from server.settings import Settings

Recall = Callable[[bytes, Sequence[tuple[bytes, bytes]], str], Ready | None]
"""Address, headers and client of a GET → its answer, if that is ready."""
WHOLE = "timewire.whole"
"""The extension of a request's scope that sends head and body in one piece; False: send them the usual way."""
GONE = "timewire.gone"
"""The extension that calls what it is given when the client goes away; gives what to call to forget about it."""

MOST_HEADERS = 100
MOST_AHEAD = 8
"""Requests that a connection may send ahead of answers; what comes then waits until one has left."""
HEAD_TIMEOUT_S = 15.0
"""Time from the first byte of a request, or from the opening of a connection, to the end of its headers."""
LONGEST_ADDRESS = 65_535
"""Bytes of an address that the parser can take apart: it counts in 16 bits."""
_TOO_LONG_ADDRESS = Problem(414, "Too long an address", "the address cannot be read", "send the query with POST")
_TOO_LONG = Problem(431, "The head is too long", "the address or the headers are too long", "send the query with POST")
_TOO_SLOW = Problem(408, "The request is too slow", "the headers took too long", "send them at once")


class _TooLong(Exception):
    """Stops the parser; the answer has been given."""


class LimitedProtocol(HttpToolsProtocol):
    """HTTP/1.1 of uvicorn with limits; ``limited_protocol`` makes one for given settings."""

    max_address_bytes = 0
    max_header_bytes = 0
    recall: Recall

    def connection_made(self, transport: Any) -> None:
        """A connection: its first request is waited for, but not long."""
        super().connection_made(transport)
        self._timer: asyncio.TimerHandle | None = None
        self._in_head = True
        self._unparsed = 0
        self._is_answered = False
        self._when_gone: set[Callable[[], None]] = set()
        self._wait()

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(HEAD_TIMEOUT_S, self._refuse, _TOO_SLOW)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)
        for tell in tuple(self._when_gone):
            tell()

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head = True
        self._unparsed = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._in_head = False
        self._stop_waiting()
        self._check()
        if self.url.startswith(ANSWERED):
            self._is_answered = self._answer_at_once()
            if self._is_answered:
                return
        super().on_headers_complete()
        if 0 < len(self.pipeline) < MOST_AHEAD:
            self.flow.resume_reading()  # else nobody would notice that the client goes away
        if self.cycle:
            extensions: dict[str, Any] = {
                WHOLE: partial(self._send_whole, self.cycle),
                GONE: partial(self._call_when_gone, self.cycle),
            }
            self.scope["extensions"] = extensions

    def on_message_complete(self) -> None:
        """The request is whole; one that has been answered already is done."""
        if not self._is_answered:
            super().on_message_complete()
        self._is_answered = False

    def _answer_at_once(self) -> bool:
        """Answer a request that need not be understood, if none before it is still to be answered."""
        if (
            self.parser.get_method() != b"GET"
            or not self.parser.should_keep_alive()
            or self.parser.get_http_version() != "1.1"
            or self.pipeline
            or (self.cycle and not self.cycle.response_complete)
            or self.flow.write_paused
            or self.transport.is_closing()
        ):
            return False
        ready = self.recall(self.url, self.headers, self.client[0] if self.client else "")
        if ready is None:
            return False
        self._write(*ready)
        self.on_response_complete()
        return True

    def _send_whole(self, cycle: RequestResponseCycle, head: bytes, body: bytes) -> bool:
        """Send the answer of a request at once, unless the connection is to be closed after it, or is slow."""
        if cycle.response_started or cycle.disconnected or not cycle.keep_alive or self.flow.write_paused:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        self._write(head, body)
        cycle.on_response()
        return True

    def _call_when_gone(self, cycle: RequestResponseCycle, tell: Callable[[], None]) -> Callable[[], None]:
        """Have it called when the client goes away, at once if it has; gives what takes that back."""
        if cycle.disconnected:
            tell()
        self._when_gone.add(tell)
        return partial(self._when_gone.discard, tell)

    def _write(self, head: bytes, body: bytes) -> None:
        line, _, rest = head.partition(b"\r\n")
        dated = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.writelines((line, b"\r\n", dated, rest, body))

    def data_received(self, data: bytes) -> None:
        """Bytes more: those of a head that is not whole yet count as they come, and are waited for."""
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        self._unparsed += len(data)
        if self._unparsed > self.max_address_bytes + self.max_header_bytes:
            self._refuse(_TOO_LONG)
        else:
            self._wait()

    def send_400_response(self, msg: str) -> None:
        """A request that cannot be parsed is told so, unless it has been answered."""
        if len(self.url) > LONGEST_ADDRESS:  # the parser of addresses counts to no more
            self._refuse(_TOO_LONG_ADDRESS)
        self._stop_waiting()
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def _check(self) -> None:
        if (
            len(self.headers) > MOST_HEADERS
            or sum(map(len, chain.from_iterable(self.headers))) > self.max_header_bytes
            or len(self.url) > self.max_address_bytes
        ):
            self._refuse(_TOO_LONG)
            raise _TooLong

    def _refuse(self, problem: Problem) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        body, status = problem.body(), HTTPStatus(problem.status)
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n"
            "access-control-allow-origin: *\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


def _recall_nothing(url: bytes, headers: Sequence[tuple[bytes, bytes]], client: str) -> Ready | None:
    return None


def limited_protocol(settings: Settings, recall: Recall = _recall_nothing) -> type[LimitedProtocol]:
    """The protocol with the limits of the settings, and answers that are ready; a query may come in the address."""
    limits = {
        "max_address_bytes": settings.max_query_bytes + settings.max_header_bytes,
        "max_header_bytes": settings.max_header_bytes,
        "recall": staticmethod(recall),
    }
    return type("LimitedProtocol", (LimitedProtocol,), limits)
