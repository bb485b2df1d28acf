"""The private routes: commands on a store that this server owns (``kg.store.owner`` describes what is sent).

They take the token that the owner file tells, which only the user of the server can read. Work runs in a thread of
its own, one piece at a time as the store has it, and tells of its progress line by line.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from tempfile import TemporaryFile
from threading import Thread
from typing import IO, Any

from fastapi import APIRouter
from pyoxigraph import RdfFormat
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from kg.command.reading import EXPORT_FORMATS
from kg.errors import TimewireError
from kg.pipeline import Progress, ingest, rebuild, withdraw
from kg.report import ArticleOutcome
from kg.sources.inputs import SkippedInput, read_json_input
from kg.store import Store
from kg.validation import validate
from server.problems import MalformedRequest, ServerCannot, Unauthorized
from server.site import Site, client_of, site_of
from server.sparql.protocol import read_body

router = APIRouter(prefix="/-", include_in_schema=False)
JsonObject = dict[str, Any]
Work = Callable[[Progress], JsonObject]
_PART_BYTES = 1 << 16


@router.post("/ingest")
async def ingest_articles(request: Request) -> Response:
    """Read the articles of the body (JSON Lines) into the store."""
    site, store = _writable(request)
    body = await read_body(request, site.settings.max_ingest_bytes)
    inputs = [read_json_input(line) for line in body.splitlines() if line.strip()]
    return _streamed(lambda progress: ingest(inputs, store, site.reader, progress).to_json(), _noting(request, site))


@router.post("/withdraw")
async def withdraw_articles(request: Request) -> Response:
    """Take the articles with the ids of the body back."""
    site, store = _writable(request)
    ids = _read_ids(await read_body(request, site.settings.max_ingest_bytes))
    return _streamed(lambda _: withdraw(ids, store).to_json(), _noting(request, site))


@router.post("/rebuild")
async def rebuild_graph(request: Request) -> Response:
    """Make the graph anew from the archive; pages and queries see the old one until it is done."""
    site, store = _writable(request)
    return _streamed(lambda progress: rebuild(store, site.reader, progress).to_json(), _noting(request, site))


@router.post("/validate")
async def validate_graph(request: Request) -> Response:
    """What is wrong with the graph, by the shapes of the ontology; ``?shacl=true`` lets pyshacl look too."""
    _, store = _writable(request)
    with_pyshacl = request.query_params.get("shacl") == "true"
    findings = await asyncio.to_thread(validate, store, with_pyshacl)
    return JSONResponse({"findings": [asdict(finding) for finding in findings]})


@router.get("/export")
async def export(request: Request) -> Response:
    """The dump of the store in a format."""
    _, store = _writable(request)
    name = request.query_params.get("format", "nquads")
    if name not in EXPORT_FORMATS:
        raise MalformedRequest(
            f"no format {name!r}", where="parameter format", remedy=f"use {', '.join(EXPORT_FORMATS)}"
        )
    file = await asyncio.to_thread(_dumped, store, EXPORT_FORMATS[name])
    return StreamingResponse(_parts(file), media_type=EXPORT_FORMATS[name].media_type.partition(";")[0])


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


def _dumped(store: Store, form: RdfFormat) -> IO[bytes]:
    """The dump in a file without a name, so that slow readers hold no memory."""
    file = TemporaryFile()  # noqa: SIM115 - closed when the answer has been sent
    store.graph.dump(file, form)
    file.seek(0)
    return file


async def _parts(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while part := await asyncio.to_thread(file.read, _PART_BYTES):
            yield part


# ---------------------------------------------------------------------------------------------------- progress


def _noting(request: Request, site: Site) -> Callable[[], None]:
    """What to do when the work is done: the client's next query is to see it."""
    client = client_of(request)
    return lambda: site.engine.wrote(client)


def _streamed(work: Work, done: Callable[[], None]) -> Response:
    """The events of the work as they happen, its report last; a client that goes away does not stop it."""
    return StreamingResponse(_lines(work, done), media_type="application/jsonl")


async def _lines(work: Work, done: Callable[[], None]) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[JsonObject | None] = asyncio.Queue()

    def tell(event: JsonObject | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(events.put_nowait, event)

    Thread(target=_do, args=(work, tell), name="writer", daemon=True).start()
    while (event := await events.get()) is not None:
        if "report" in event:
            done()
        yield json.dumps(event).encode() + b"\n"


def _do(work: Work, tell: Callable[[JsonObject | None], None]) -> None:
    done = 0

    def progress(outcome: ArticleOutcome | SkippedInput) -> None:
        nonlocal done
        done += 1
        status = outcome.status if isinstance(outcome, ArticleOutcome) else "skipped"
        tell({"progress": {"done": done, "source": outcome.source, "status": status}})

    try:
        tell({"report": work(progress)})
    except TimewireError as error:
        tell({"error": str(error)})
    except Exception as error:
        tell({"error": f"{type(error).__name__}: {error}"})
        raise
    finally:
        tell(None)
