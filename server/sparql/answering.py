"""Answers as responses: entity tags, kept answers, content coding, and what an answer has cost."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg import __version__
from kg.errors import QueryError, StoreError, TimewireError
from server.coding import CODINGS, packer
from server.engine.evaluation import Failed
from server.engine.question import Answered, Cost, Question
from server.negotiation import accepted_coding, header_of
from server.problems import Cancelled, OutOfMemory, Overloaded, QueryTimeout, ResultTooLarge
from server.sparql.faults import syntax_problem
from server.sparql.formats import Format
from server.sparql.tokens import varies
from server.wire import GONE

T = TypeVar("T")
_LARGEST_KEPT = 1_000_000
_ENTRY_BYTES = 1_000
"""What a kept answer takes besides its body, about."""
_UNWATCHED_S = 0.05
"""How long an answer may take before somebody watches whether the client is still there: most are faster."""
_slow = logging.getLogger("timewire.slow")
_cut = logging.getLogger("timewire.cut")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is kept: the body as it was sent, its coding, and what it cost once."""

    body: bytes
    cost: Cost
    coding: str | None


class KeptAnswers:
    """Whole answers by key, newest last, as many as fit into ``max_bytes``."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._size = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def get(self, key: str) -> Kept | None:
        """The answer under a key."""
        kept = self._kept.get(key)
        if kept is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return kept

    def put(self, key: str, kept: Kept) -> None:
        """Keep an answer; the oldest ones go."""
        if len(kept.body) > min(_LARGEST_KEPT, self._max_bytes) or key in self._kept:
            return
        self._kept[key] = kept
        self._size += len(kept.body) + _ENTRY_BYTES
        while self._size > self._max_bytes:
            self._size -= len(self._kept.popitem(last=False)[1].body) + _ENTRY_BYTES


def error_of(failed: Failed, query: str, timeout_s: float, max_bytes: int) -> TimewireError:
    """What to tell of a question that has no answer."""
    if failed.kind == "syntax":
        return syntax_problem(failed.message, query)
    if failed.kind == "time":
        return QueryTimeout(
            f"no answer after {timeout_s:g} s", remedy="ask for less: fewer joins, a filter, or a LIMIT"
        )
    if failed.kind in ("bytes", "rows"):
        return ResultTooLarge(f"more than {max_bytes} bytes", remedy="ask for less, or use LIMIT and OFFSET")
    if failed.kind == "memory":
        return OutOfMemory(
            "the process that ran it had to stop",
            remedy="ask for less at a time: group less, sort less, nest less deeply, or use LIMIT",
        )
    if failed.kind == "cancelled":
        return Cancelled("the query was stopped", remedy="ask again later, or ask for less")
    if failed.kind == "failed":
        return QueryError(f"the query failed: {_first_line(failed.message)}", remedy="correct the query")
    if failed.kind == "gone":
        return StoreError("the engine that holds the graph does not answer", remedy="try again in a minute")
    return StoreError("the graph cannot be read", remedy="look into the log of the server")


def _first_line(message: str) -> str:
    return (message.strip() or "no reason given").splitlines()[0][:300]


def overloaded() -> Overloaded:
    """The error of a query for which there is no room."""
    return Overloaded("too many queries are waiting", remedy="try again in a few seconds")


async def unless_gone(request: Request, work: Awaitable[T]) -> T:
    """The result of work, which is cancelled if the client goes away meanwhile; the body must have been read."""
    task = asyncio.current_task()
    assert task
    gone = False

    def stop() -> None:
        nonlocal gone
        gone = True
        task.cancel()

    call_when_gone = request.scope.get("extensions", {}).get(GONE)
    forget = call_when_gone(stop) if call_when_gone else _watched(request.receive, stop)
    try:
        return await work
    except asyncio.CancelledError:
        if gone and not task.uncancel():
            raise Failed("cancelled", "the client has gone") from None
        raise
    finally:
        forget()


def _watched(receive: Receive, stop: Callable[[], None]) -> Callable[[], None]:
    """Have ``stop`` called when the client has gone, as any server of ASGI tells that; gives what ends the watch."""
    watch: list[asyncio.Future[None]] = []

    def watch_client() -> None:
        gone = asyncio.ensure_future(_wait_until_gone(receive))
        gone.add_done_callback(tell)
        watch.append(gone)

    def tell(gone: asyncio.Future[None]) -> None:
        if not gone.cancelled():
            stop()

    timer = asyncio.get_running_loop().call_later(_UNWATCHED_S, watch_client)

    def forget() -> None:
        timer.cancel()
        if watch:
            watch[0].cancel()

    return forget


# ---------------------------------------------------------------------------------------------------- responses


class StreamedAnswer(Response):
    """An answer that is sent as it comes. Where it breaks off the connection does: no client takes it for whole."""

    def __init__(self, answered: Answered, headers: Mapping[str, str], coding: str | None) -> None:
        super().__init__(None, headers=dict(headers))
        del self.headers["content-length"]
        self._answered = answered
        self._coding = coding

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; a client that goes away ends the query."""
        parts = self._answered.parts
        assert parts is not None
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            if scope["method"] != "HEAD":
                watch = asyncio.ensure_future(_wait_until_gone(receive))
                try:
                    await self._send_parts(parts, send, watch)
                finally:
                    watch.cancel()
            await send({"type": "http.response.body", "body": b""})
        finally:
            await parts.aclose()  # type: ignore[attr-defined]

    async def _send_parts(self, parts: AsyncIterator[bytes], send: Send, gone: asyncio.Future[None]) -> None:
        packing = packer(self._coding) if self._coding else None
        async for part in parts:
            if gone.done():
                raise ConnectionResetError("the client has gone")
            body = packing.compress(part) if packing else part
            if body:
                await send({"type": "http.response.body", "body": body, "more_body": True})
        if packing:
            await send({"type": "http.response.body", "body": packing.flush(), "more_body": True})


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def tag_of(generation: str, question: Question, format: Format) -> str | None:
    """The weak entity tag of an answer (weak: it is the same in every coding); None if answers vary by themselves."""
    if not generation or varies(question.query):
        return None
    return f'W/"{generation}-{blake2b(_key(question, format), digest_size=12).hexdigest()}"'


def _key(question: Question, format: Format) -> bytes:
    """All that the answer depends on besides the graph; the limits are those of the server."""
    dataset = (question.default_graphs, question.named_graphs)
    parts = (__version__, question.query, format.content_type, question.base, dataset, question.link)
    return "\0".join(map(str, parts)).encode()


def matches(header: str | None, tag: str | None) -> bool:
    """True if an If-None-Match header names the tag (RFC 9110, section 13.1.2: weak comparison)."""
    if not header or not tag:
        return False
    return header.strip() == "*" or tag.removeprefix("W/") in [
        given.strip().removeprefix("W/") for given in header.split(",")
    ]


def coding_of(request: Request) -> str | None:
    """The content coding that the client likes best of those we have; None: as it is."""
    wanted = header_of(request.scope["headers"], b"accept-encoding")
    return accepted_coding(wanted, CODINGS) if wanted else None


def explained(cost: Cost, kept: str) -> dict[str, str]:
    """Headers that tell what an answer took; rows and bytes are not known (null) when an answer begins to stream."""
    whole = cost.size > 0
    members: dict[str, Any] = {
        "cache": kept,
        "rows": cost.rows if whole else None,
        "bytes": cost.size if whole else None,
        "seconds": round(cost.seconds, 6),
        "worker": cost.worker,
        "lane": cost.lane,
        "generation": cost.generation,
    }
    return {"timewire-explain": json.dumps(members)}


def log_cut(question: Question, why: str, size: int) -> None:
    """Write a query whose answer was cut to the log: its client sees a connection that breaks off, and no reason."""
    _cut.warning("cut after %d bytes, %s: %s", size, why, json.dumps(question.query))


def log_slow(question: Question, cost: Cost, after_s: float, outcome: str = "answered") -> None:
    """Write a slow query to the log, with its text on one line."""
    if cost.seconds >= after_s:
        text = json.dumps(question.query)
        _slow.warning("%.3f s, %s, %d rows, %d bytes: %s", cost.seconds, outcome, cost.rows, cost.size, text)
