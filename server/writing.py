"""The private routes: commands on a store that this server owns (``kg.store.owner`` describes what is sent).

They take the token that the owner file tells, which only the user of the server can read. Articles go the way of those
that come by HTTP, over the desk; a rebuild runs in a thread of its own. Each tells of its progress line by line.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from threading import Thread
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from kg.errors import TimewireError
from kg.pipeline import Reader, rebuild
from kg.report import ArticleOutcome
from kg.sources.inputs import SkippedInput, read_json_input
from kg.store import Store
from kg.store.folder import COPIES_FOLDER
from kg.store.snapshot import SNAPSHOT_PREFIX, take_snapshot
from kg.validation import validate
from server.articles.batches import ingest_through, withdraw_through
from server.articles.routes import desk_of
from server.faults import StoreFaults
from server.problems import MalformedRequest, ServerCannot, Unauthorized
from server.site import Site, client_of, site_of
from server.sparql.protocol import read_body
from server.watching import EngineWatch

router = APIRouter(prefix="/-", include_in_schema=False)
JsonObject = dict[str, Any]
Progress = Callable[[ArticleOutcome | SkippedInput], None]
Work = Callable[[Progress], Awaitable[JsonObject]]
_MAX_NAME_BYTES = 1_000
_QUIET_S, _QUIET_AGAIN_S = 5.0, 60.0
"""After so long without an event a command is told if it waits for the engine, and told again."""
_SNAPSHOT_NAME = re.compile(rf"{SNAPSHOT_PREFIX}\w+")


@router.post("/ingest")
async def ingest_articles(request: Request) -> Response:
    """Read the articles of the body (JSON Lines) into the store."""
    site, _ = _writable(request)
    body = await read_body(request, site.settings.max_ingest_bytes)
    inputs = [read_json_input(line) for line in body.splitlines() if line.strip()]
    desk = desk_of(request)
    return _streamed(request, lambda heard: ingest_through(desk, inputs, heard))


@router.post("/withdraw")
async def withdraw_articles(request: Request) -> Response:
    """Take the articles with the ids of the body back."""
    site, _ = _writable(request)
    ids = _read_ids(await read_body(request, site.settings.max_ingest_bytes))
    desk = desk_of(request)
    return _streamed(request, lambda heard: withdraw_through(desk, ids, heard))


@router.post("/rebuild")
async def rebuild_graph(request: Request) -> Response:
    """Make the graph anew from the archive; pages and queries see the old one until it is done."""
    site, store = _writable(request)
    return _streamed(request, lambda heard: _rebuilt(store, site.reader, heard))


@router.post("/validate")
async def validate_graph(request: Request) -> Response:
    """What is wrong with the graph, by the shapes of the ontology; ``?shacl=true`` lets pyshacl look too."""
    _, store = _writable(request)
    with_pyshacl = request.query_params.get("shacl") == "true"
    findings = await asyncio.to_thread(validate, store, with_pyshacl)
    return JSONResponse({"findings": [asdict(finding) for finding in findings]})


@router.post("/snapshot")
async def copy_store(request: Request) -> Response:
    """Copy the store as it is now into an empty folder that the sender has made among the copies for readers."""
    _, store = _writable(request)
    body = await read_body(request, _MAX_NAME_BYTES)
    folder = store.folder / COPIES_FOLDER / _read_name(body)
    if not folder.is_dir():
        raise MalformedRequest("no such folder", where="body", remedy="make it first")
    return JSONResponse({"generation": await asyncio.to_thread(take_snapshot, store, folder)})


def _read_name(body: bytes) -> str:
    name = body.decode("ascii", "replace")
    if not _SNAPSHOT_NAME.fullmatch(name):
        raise MalformedRequest("no name of a copy", where="body", remedy="use the timewire command")
    return name


def _writable(request: Request) -> tuple[Site, Store]:
    """The site and its store; raises Unauthorized without the token, ServerCannot where there is no store."""
    site = site_of(request)
    check_private_token(request, site.token)
    if site.store is None:
        raise ServerCannot("there is no store behind this server", remedy="serve one with: timewire serve --store DIR")
    return site, site.store


def check_private_token(request: Request, token: str | None) -> None:
    """Raise Unauthorized unless the request has the token of the owner file."""
    given = request.headers.get("authorization", "")
    if not token or not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Unauthorized("the token is missing or wrong", remedy="use the timewire command as the user of the server")


def _read_ids(body: bytes) -> list[str]:
    try:
        ids = json.loads(body)["ids"]
    except (ValueError, KeyError, TypeError):
        ids = None
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise MalformedRequest("no ids", where="body", remedy='send {"ids": ["..."]}')
    return ids


# ---------------------------------------------------------------------------------------------------- progress


def _streamed(request: Request, work: Work) -> Response:
    """The events of the work as they happen, its report last; a client that goes away does not stop it."""
    return StreamingResponse(_lines(request, work), media_type="application/jsonl")


async def _lines(request: Request, work: Work) -> AsyncIterator[bytes]:
    site, client = site_of(request), client_of(request)
    events: asyncio.Queue[JsonObject | None] = asyncio.Queue()
    task = asyncio.create_task(_do(work, events, site.faults))
    _AT_WORK.add(task)
    task.add_done_callback(_AT_WORK.discard)
    quiet_s = _QUIET_S
    while (event := await _next(events, request.app.state.watch, quiet_s)) is not None:
        quiet_s = _QUIET_AGAIN_S if "waiting" in event else _QUIET_S
        if "report" in event:
            site.engine.wrote(client)  # the client's next query is to see it
        yield json.dumps(event).encode() + b"\n"


async def _next(
    events: asyncio.Queue[JsonObject | None], watch: EngineWatch | None, quiet_s: float
) -> JsonObject | None:
    """The next event; one that tells of waiting where there is none for a while, since the engine is gone."""
    if watch is None:
        return await events.get()
    while True:
        with suppress(TimeoutError):
            return await asyncio.wait_for(events.get(), quiet_s)
        if not watch.is_up:
            return {"waiting": watch.told}


_AT_WORK: set[asyncio.Task[None]] = set()
"""asyncio keeps no task alive by itself."""


async def _do(work: Work, events: asyncio.Queue[JsonObject | None], faults: StoreFaults) -> None:
    done = 0

    def heard(outcome: ArticleOutcome | SkippedInput) -> None:
        nonlocal done
        done += 1
        status = outcome.status if isinstance(outcome, ArticleOutcome) else "skipped"
        events.put_nowait({"progress": {"done": done, "source": outcome.source, "status": status}})

    try:
        events.put_nowait({"report": await work(heard)})
    except TimewireError as error:
        faults.note(error)
        events.put_nowait({"error": str(error)})
    except Exception as error:
        events.put_nowait({"error": f"{type(error).__name__}: {error}"})
        raise
    finally:
        events.put_nowait(None)


async def _rebuilt(store: Store, reader: Reader, heard: Progress) -> JsonObject:
    """A rebuild in a thread, which is not stopped with the request."""
    loop = asyncio.get_running_loop()

    def tell(outcome: ArticleOutcome | SkippedInput) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(heard, outcome)

    report: asyncio.Future[JsonObject] = loop.create_future()
    Thread(target=_run, args=(lambda: rebuild(store, reader, tell).to_json(), report, loop), daemon=True).start()
    return await report


def _run(work: Callable[[], JsonObject], report: asyncio.Future[JsonObject], loop: asyncio.AbstractEventLoop) -> None:
    try:
        result = work()
    except Exception as error:
        if not loop.is_closed():
            loop.call_soon_threadsafe(report.set_exception, error)
    else:
        if not loop.is_closed():
            loop.call_soon_threadsafe(report.set_result, result)
