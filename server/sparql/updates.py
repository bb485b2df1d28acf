"""The update operation: https://www.w3.org/TR/sparql11-protocol/#update-operation, and how any change is made.

An update that may take long is first run on a copy of the graph, in a process that is killed when it takes too long
or too much memory; only one that ended there is run on the graph itself, which nobody can stop then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox
from starlette.requests import Request

from kg.errors import QueryError, TimewireError
from kg.store import Store
from server.engine.error_places import with_true_place
from server.engine.evaluation import Failed
from server.engine.pool import Busy
from server.engine.question import Trial
from server.problems import (
    MalformedRequest,
    OperationRefused,
    OutOfMemory,
    Overloaded,
    QueryTimeout,
    ServerCannot,
    UnsupportedMediaType,
    UpdateFailed,
)
from server.site import Site, client_of
from server.sparql.answering import error_of, overloaded
from server.sparql.faults import syntax_problem
from server.sparql.protocol import FORM, UPDATE, decode, graphs_of, media_type_of, read_body, read_pairs
from server.sparql.tokens import calls_service, loads_documents
from server.sparql.using import has_pattern, is_ground, with_dataset, without_loads

BRIEF_BYTES = 1_000_000
"""So much plain data is written in a second or so: nobody needs to try that."""
_BRIEF_OPERATIONS = 1000
_MANY_QUADS = 10_000
_SMALLER = "nothing has changed; change less at a time, with patterns that match less"


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update, its dataset written into it."""

    text: str
    base: str


async def read_update_request(request: Request, max_bytes: int) -> UpdateRequest:
    """The update of a POST; raises MalformedRequest, UnsupportedMediaType, ContentTooLarge or Conflict."""
    pairs = read_pairs(request.scope["query_string"])
    if any(name == "update" for name, _ in pairs):
        raise MalformedRequest("an update in the address", where="parameter update", remedy="send it in the body")
    media_type = media_type_of(request)
    if media_type not in (FORM, UPDATE):
        raise UnsupportedMediaType(
            f"a body of type {media_type or '(none)'}",
            remedy=f"send the update as {UPDATE}, or as field 'update' of {FORM}",
        )
    body = await read_body(request, max_bytes)
    pairs += read_pairs(body) if media_type == FORM else [("update", decode(body))]
    updates = [value for name, value in pairs if name == "update"]
    if len(updates) != 1:
        raise MalformedRequest("not one update", where="parameter update", remedy="send one update a request")
    default, named = graphs_of(pairs, "using-graph-uri"), graphs_of(pairs, "using-named-graph-uri")
    return UpdateRequest(with_dataset(updates[0], default, named), str(request.url.replace(query="")))


def checked(text: str) -> str:
    """The update as it may be run: every LOAD SILENT fails as it may, in silence.

    Raises OperationRefused for any other LOAD, QueryError for SERVICE.
    """
    lower = text.lower()
    if "load" in lower and loads_documents(text):
        text = without_loads(text, silent=True)
        if loads_documents(text):
            raise OperationRefused(
                "LOAD is refused: this server fetches nothing",
                where="update",
                remedy="fetch it yourself and send it to /graphs; if this is no LOAD, rename the prefix that begins so",
            )
    if "service" in lower and calls_service(text):
        raise QueryError(
            "SERVICE is refused: this server asks no other one", where="update", remedy="insert the answers as data"
        )
    return text


Condition = Callable[[Store], None]
"""Raises where the store is not as a change needs it; asked while nobody else changes it."""


class Writer:
    """The one thread that changes the graph by HTTP; ``queue`` changes may wait."""

    def __init__(self, queue: int, timeout_s: float) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="update")
        self._room = queue
        self._timeout_s = timeout_s
        self.waiting = 0

    async def run(
        self, store: Store, text: str, trial: Trial | None = None, condition: Condition | None = None
    ) -> None:
        """Run an update, if it was tried only on what it was tried on, or it is tried again while nothing changes.

        Raises Overloaded where it cannot begin in time, QueryError, StoreError, Failed or Busy of a trial, and what the
        condition raises.
        """
        if self.waiting > self._room:
            raise Overloaded("too many changes are waiting", remedy="try again in a few seconds")
        self.waiting += 1
        future = self._thread.submit(_change, store, text, trial, condition)
        future.add_done_callback(lambda _: self._done())
        waiting = asyncio.wrap_future(future)
        done, _ = await asyncio.wait({waiting}, timeout=self._timeout_s)
        if not done and future.cancel():
            raise Overloaded("the store is busy with another change", remedy="try again in a few seconds")
        await waiting  # once begun it ends

    def _done(self) -> None:
        self.waiting -= 1

    async def stop(self) -> None:
        """Finish what has begun; what waits is dropped, and was acknowledged to nobody."""
        await asyncio.to_thread(self._thread.shutdown, wait=True, cancel_futures=True)


def _change(store: Store, text: str, trial: Trial | None, condition: Condition | None) -> None:
    """What ended in time on another graph may run for ever on this one, so nobody changes it between trial and run."""
    with store.turn:
        if condition:
            condition(store)
        if trial and trial.generation != store.generation:
            trial.again()
        store.update(text)


async def check_refused(site: Site, asked: UpdateRequest) -> None:
    """Raise the error of the syntax rather than that of LOAD, if an update with LOAD has one."""
    with suppress(Busy):
        try:
            text = without_loads(asked.text, silent=False)
            await site.engine.try_update(text, asked.base, site.knowledge.prefixes)
        except Failed as failed:
            if failed.kind == "syntax":
                raise syntax_problem(failed.message, asked.text, site.knowledge.prefixes) from None


async def run_update(site: Site, request: Request, asked: UpdateRequest) -> None:
    """Make a checked change: tried first if it has a pattern, logged, and visible to the client's next question."""
    store = writable(site)
    prefixes = site.knowledge.prefixes
    trial = None
    if not await asyncio.to_thread(is_brief, asked.text, store):
        trial = await try_first(site, request, asked.text, asked.base)
    try:
        await write(site, request, store, f"BASE <{asked.base}>\n{asked.text}", trial)
    except QueryError as error:
        raise await asyncio.to_thread(_placed, error, asked, dict(prefixes)) from None


def is_brief(text: str, store: Store) -> bool:
    """True for an update that cannot take long: a little plain data, or a few operations on few graphs of few quads."""
    if len(text) > _BRIEF_OPERATIONS:
        return len(text) <= BRIEF_BYTES and is_ground(text)
    return is_ground(text) or (not has_pattern(text) and is_small(store.graph.quads()))


def is_small(quads: Iterator[ox.Quad]) -> bool:
    """True if there are so few quads that every one may be touched without trying that first."""
    return next(islice(quads, _MANY_QUADS, None), None) is None


async def try_first(site: Site, request: Request, text: str, base: str) -> Trial | None:
    """Run an update without consequence in a process that can be killed; raises what keeps it from being run."""
    with _trying(site, text):
        return await site.engine.try_update(text, base, site.knowledge.prefixes, client_of(request))


@contextmanager
def _trying(site: Site, text: str) -> Iterator[None]:
    """Tell the client why a trial has failed."""
    settings = site.settings
    try:
        yield
    except Failed as failed:
        if failed.kind == "failed":
            raise UpdateFailed(failed.message, remedy="nothing has changed; correct the update") from None
        if failed.kind == "time":
            raise QueryTimeout(f"not done after {settings.query_timeout_s:g} s", remedy=_SMALLER) from None
        if failed.kind == "memory":
            raise OutOfMemory("the process that tried the update had to stop", remedy=_SMALLER) from None
        raise error_of(failed, text, settings.query_timeout_s, settings.max_result_bytes) from None
    except Busy:
        raise overloaded() from None


async def write(
    site: Site,
    request: Request,
    store: Store,
    text: str,
    trial: Trial | None = None,
    condition: Condition | None = None,
) -> None:
    """Run an update that is known to end, by what it is or by a trial, if the store is as the condition wants it."""
    assert site.writer
    with _trying(site, text):
        await site.writer.run(store, text, trial, condition)
    site.engine.wrote(client_of(request))


def writable(site: Site) -> Store:
    """The store of the site; raises ServerCannot where it has none."""
    if site.store is None:
        raise ServerCannot("there is no store behind this server", remedy="serve one with: timewire serve --store DIR")
    return site.store


def _placed(error: QueryError, asked: UpdateRequest, prefixes: dict[str, str]) -> TimewireError:
    """The error with the place in the text as it was sent."""
    try:
        ox.Store().update(asked.text, base_iri=asked.base, prefixes=prefixes)
    except SyntaxError as fault:
        return syntax_problem(with_true_place(str(fault), asked.text, prefixes, update=True), asked.text, prefixes)
    except (OSError, ValueError, RuntimeError):
        pass
    return UpdateFailed(error.what, remedy=error.remedy or "nothing has changed; correct the update")
