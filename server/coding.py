"""Content codings (RFC 9110, section 8.4.1): zstd and gzip, for whole bodies and for streams.

``Coding`` codes the answers of all routes that did not do so themselves, if their type gains by it.
"""

from __future__ import annotations

import gzip
import zlib
from typing import Protocol

import zstandard
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.negotiation import accepted_coding

CODINGS = ("zstd", "gzip")
"""What we have, by preference: at the same speed zstd is smaller by a tenth."""
SMALLEST_CODED = 1000
"""Bytes; shorter bodies fit into a packet as they are."""
_GZIP_LEVEL = 5
_ZSTD_LEVEL = 3
_PLAIN = (b"text/", b"application/json", b"application/problem+json", b"application/ld+json", b"application/xml",
          b"application/rdf+xml", b"application/atom+xml", b"application/rss+xml", b"application/geo+json",
          b"application/n-", b"application/trig", b"application/sparql-results", b"application/javascript",
          b"image/svg+xml")  # fmt: skip


class Packer(Protocol):
    """Codes a stream part by part."""

    def compress(self, data: bytes, /) -> bytes:
        """What is ready of this part and those before."""

    def flush(self) -> bytes:
        """The rest."""


def packer(coding: str) -> Packer:
    """A packer for a coding of ``CODINGS``."""
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()
    return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 31)


def coded(body: bytes, coding: str | None) -> tuple[bytes, str | None]:
    """A body in a content coding, if it is long enough to gain by it; and the coding that it has then."""
    if coding is None or len(body) < SMALLEST_CODED:
        return body, None
    if coding == "zstd":
        packed = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)
        return bytes(memoryview(packed)), coding  # a copy: what zstandard gives holds on to room for all of the body
    return gzip.compress(body, _GZIP_LEVEL, mtime=0), coding


class Coding:
    """Codes whole answers; those that come in parts, and those that are coded already, pass as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] != "http" or scope["method"] == "HEAD":
            return await self._app(scope, receive, send)
        await self._app(scope, receive, _CodedAnswer(scope, send).send)


class _CodedAnswer:
    """One answer on its way out: its head waits for the first part of the body."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        """Take a message of the application."""
        if message["type"] == "http.response.start" and _gains(message):
            self._head = message
            return
        head, self._head = self._head, None
        if head:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                message = {**message, "body": self._code(head, message.get("body", b""))}
            await self._send(head)
        await self._send(message)

    def _code(self, head: Message, body: bytes) -> bytes:
        wanted = b", ".join(value for name, value in self._scope["headers"] if name == b"accept-encoding")
        body, coding = coded(body, accepted_coding(wanted.decode("latin-1"), CODINGS))
        headers = _varying(head["headers"])
        if coding:
            headers = [pair for pair in headers if pair[0].lower() != b"content-length"]
            headers += [(b"content-encoding", coding.encode()), (b"content-length", str(len(body)).encode())]
        head["headers"] = headers
        return body


def _gains(head: Message) -> bool:
    """True for a whole answer of a type that is text, not coded yet."""
    headers = {name.lower(): value for name, value in head.get("headers", ())}
    if headers.get(b"content-type", b"").startswith(b"text/event-stream"):
        return False  # its head must not wait for the first event
    return (
        head["status"] not in (204, 206, 304)
        and b"content-encoding" not in headers
        and b"content-range" not in headers
        and headers.get(b"content-type", b"").startswith(_PLAIN)
    )


def _varying(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers, with Accept-Encoding among what the answer varies by."""
    vary = b", ".join(value for name, value in headers if name.lower() == b"vary")
    if b"accept-encoding" in vary.lower() or vary == b"*":
        return headers
    kept = [pair for pair in headers if pair[0].lower() != b"vary"]
    return [*kept, (b"vary", vary + b", Accept-Encoding" if vary else b"Accept-Encoding")]
