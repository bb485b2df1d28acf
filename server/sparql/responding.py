"""A query and a format in, a response out: conditional, kept, coded, streamed, and explained."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from server.coding import coded
from server.engine.evaluation import Failed
from server.engine.pool import Busy
from server.engine.question import Answered, Cost, Question
from server.negotiation import header_of
from server.problems import TooManyRequests
from server.ready import key_of
from server.shortcuts import WholeAnswer
from server.site import Knowledge, Site, address_of, client_of
from server.sparql.answering import (
    Kept,
    StreamedAnswer,
    coding_of,
    error_of,
    explained,
    log_cut,
    log_slow,
    matches,
    overloaded,
    tag_of,
    unless_gone,
)
from server.sparql.faults import syntax_problem
from server.sparql.formats import Format
from server.sparql.protocol import QueryRequest

VARY = "Accept, Accept-Encoding"


def question_of(request: Request, site: Site, asked: QueryRequest, format: Format) -> Question:
    """The question of a checked query, with the limits of the site."""
    given = bool(asked.default_graphs or asked.named_graphs)
    settings = site.settings
    address = address_of(request)
    return Question(
        query=asked.query,
        media_type=format.writer.media_type.partition(";")[0],
        prefixes=_prefixes_for(asked, site.knowledge, format),
        base=address,
        default_graphs=tuple(graph.value for graph in asked.default_graphs) if given else None,
        named_graphs=tuple(graph.value for graph in asked.named_graphs) if given else None,
        max_rows=settings.max_result_rows,
        max_bytes=settings.max_result_bytes,
        hold_bytes=settings.hold_bytes,
        link=f"{address}#cut-at-{asked.cut.replace('=', '-')}" if asked.cut else "",
    )


def _prefixes_for(asked: QueryRequest, knowledge: Knowledge, format: Format) -> dict[str, str]:
    """Those that the query may use, or that its answer is written with: parsing the rest would cost a fifth of it."""
    return dict(knowledge.prefixes) if format.has_prefixes else knowledge.prefixes_in(asked.query)


async def answer(
    request: Request,
    site: Site,
    asked: QueryRequest,
    format: Format,
    *,
    conditional: bool = False,
    as_sent: bool = False,
) -> Response:
    """The response to a checked query.

    ``conditional``: If-None-Match is of this answer; ``as_sent``: it depends on nothing but the request and the graph.
    """
    question = question_of(request, site, asked, format)
    client = client_of(request)
    with OneMore(site, client):
        generation = await _generation(site, client)
        tag = tag_of(generation, question, format)
        headers = {"content-type": format.content_type, "vary": VARY, "cache-control": "no-cache"}
        if tag:
            headers["etag"] = tag
        conditional = conditional and request.method in ("GET", "HEAD")
        if conditional and matches(header_of(request.scope["headers"], b"if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        return await _answer(request, site, question, headers, tag, generation if as_sent and tag else "")


async def _answer(
    request: Request, site: Site, question: Question, headers: dict[str, str], tag: str | None, generation: str
) -> Response:
    """The answer; one that is asked for again in this ``generation``, if there is one, is made ready for those after.

    Not at once: most queries never come again, and to make an answer ready is a tenth of what it costs here.
    """
    coding = coding_of(request)
    key = f"{tag} {coding}" if tag else None
    kept = site.kept.get(key) if key else None
    state = "hit" if kept else "miss" if key else "off"
    if kept is None:
        answered = await ask(request, site, question)
        if answered.body is None:
            headers |= {"content-encoding": coding} if coding else {}
            return StreamedAnswer(answered, headers | _told(request, answered.cost, "off"), coding)
        body, used = coded(answered.body, coding)
        kept = Kept(body, answered.cost, used)
        if key and not answered.cost.cut:
            site.kept.put(key, kept)
    if kept.coding:
        headers["content-encoding"] = kept.coding
    if kept.cost.cut:
        headers["timewire-truncated"] = f"rows={question.max_rows}"
    elif generation and state == "hit":
        _make_ready(request, site, kept, headers, generation)
    return WholeAnswer(kept.body, headers | _told(request, kept.cost, state))


def _make_ready(request: Request, site: Site, kept: Kept, headers: dict[str, str], generation: str) -> None:
    """Keep the answer for requests that are the same to the byte."""
    scope = request.scope
    if request.method == "GET" and not _asks_to_explain(request):
        key = key_of(scope["raw_path"] + b"?" + scope["query_string"], scope["headers"])
        if key:
            site.ready.put(
                generation, key, WholeAnswer(kept.body, headers | _timing(kept.cost, "hit")).head(), kept.body
            )


def _timing(cost: Cost, state: str) -> dict[str, str]:
    return {"server-timing": f"query;dur={cost.seconds * 1000:.1f}, cache;desc={state}"}


def _told(request: Request, cost: Cost, state: str) -> dict[str, str]:
    """What the answer took: in short always, in full to those who ask."""
    return _timing(cost, state) | (explained(cost, state) if _asks_to_explain(request) else {})


def _asks_to_explain(request: Request) -> bool:
    asked = b"explain" in request.scope["query_string"]  # the parameters are long: let them be read once
    return (asked and "explain" in request.query_params) or header_of(
        request.scope["headers"], b"timewire-explain"
    ) is not None


async def ask(request: Request, site: Site, question: Question) -> Answered:
    """What the engine answers, its failures as problems; slow queries and metrics are noted, of a stream at its end."""
    settings = site.settings
    note = partial(_note, site, question, time.monotonic())
    outcome, rows, size = "refused", 0, 0
    try:
        answered = await unless_gone(request, site.for_queries.answer(question, client_of(request)))
        if answered.parts and request.method != "HEAD":
            outcome = ""
            return replace(answered, parts=_noted(answered.parts, note))
        outcome, rows, size = "answered", answered.cost.rows, answered.cost.size
        return answered
    except Failed as failed:
        outcome = failed.kind
        if failed.kind == "syntax":
            raise syntax_problem(failed.message, question.query, question.prefixes) from None
        raise error_of(failed, question.query, settings.query_timeout_s, settings.max_result_bytes) from None
    except Busy:
        outcome = "busy"
        raise overloaded() from None
    finally:
        if outcome:
            note(outcome, rows, size)


def _note(site: Site, question: Question, began: float, outcome: str, rows: int, size: int) -> None:
    seconds = time.monotonic() - began
    site.metrics.count_query(outcome, seconds)
    log_slow(question, Cost(rows, size, seconds), site.settings.slow_query_s, outcome)
    if outcome in CUT_SHORT and size:
        log_cut(question, outcome, size)


async def _noted(parts: AsyncIterator[bytes], note: Callable[[str, int, int], None]) -> AsyncIterator[bytes]:
    """The parts, and at their end how they ended; where nobody takes them to the end, the client has gone."""
    outcome, size = "cancelled", 0
    try:
        async for part in parts:
            size += len(part)
            yield part
        outcome = "answered"
    except Failed as failed:
        outcome = failed.kind
        raise
    finally:
        await parts.aclose()  # type: ignore[attr-defined]
        note(outcome, 0, size)


CUT_SHORT = frozenset({"bytes", "time", "memory", "crash"})
"""Ends of a stream that its client sees as a connection that breaks off."""


async def _generation(site: Site, client: str) -> str:
    engine = site.for_queries
    try:
        return engine.generation_now(client) or await engine.generation(client)
    except Busy:
        raise overloaded() from None


class OneMore:
    """One more open query of a client; raises TooManyRequests."""

    __slots__ = ("_client", "_open")

    def __init__(self, site: Site, client: str) -> None:
        self._open, self._client = site.open_by_client, client
        if self._open[client] >= site.settings.queries_per_client:
            raise TooManyRequests("too many open queries from your address", remedy="wait for some of them")

    def __enter__(self) -> None:
        self._open[self._client] += 1

    def __exit__(self, *_: object) -> None:
        self._open[self._client] -= 1
        if not self._open[self._client]:
            del self._open[self._client]
