"""``create_app`` puts the server together, ``serve`` serves a store until it is stopped; importing does nothing."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import uvicorn
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from kg.errors import EngineGone, SettingsError, TimewireError
from kg.store import Store, open_store
from server.articles.desk import Desk
from server.articles.routes import router as articles
from server.coding import Coding
from server.curation.routes import edits_router
from server.curation.routes import router as curation
from server.data.catalogue import router as catalogue
from server.data.changes import router as changes
from server.data.dumping import Dumps
from server.data.frozen import router as frozen
from server.data.self_description import keep_described
from server.data.vocabulary import router as vocabulary
from server.description import router as description
from server.engine.engine import Engine, PoolEngine, ThreadEngine
from server.engine.public_engine import ClosedEngine, PublicEngine
from server.faults import StoreFaults
from server.headers import Headers
from server.logs import AccessLog
from server.operating import router as operating
from server.pages.routes import router as pages
from server.pages.search import router as search
from server.problems import problem_of
from server.ready import Ready, ReadyAnswers, key_of
from server.rendering import render_problem
from server.settings import Settings
from server.shortcuts import Server
from server.site import Knowledge, Site, knowledge_of, site_of
from server.sparql.answering import KeptAnswers
from server.sparql.evaluation import QueryThreads
from server.sparql.graph_store import router as graph_store
from server.sparql.preflight import preflight
from server.sparql.routes import router as sparql_router
from server.sparql.routes import sparql
from server.sparql.updates import Writer
from server.sparql.workbench import router as workbench
from server.timelines.routes import router as timelines
from server.watching import EngineWatch
from server.wire import limited_protocol
from server.writing import router as writing

_BACKLOG = 2048
_log = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"

_ROUTERS = (
    operating,
    description,
    sparql_router,
    graph_store,
    workbench,
    articles,
    search,
    curation,
    edits_router,
    writing,
    timelines,
    vocabulary,
    catalogue,
    frozen,
    changes,
    pages,
)
"""In the order in which they are asked; the pages of things take any path."""


def create_app(
    settings: Settings,
    *,
    store: Store | None = None,
    token: str | None = None,
    knowledge: Knowledge | None = None,
    describing: bool = False,
) -> FastAPI:
    """The server as an ASGI application.

    It serves an open ``store``, which whoever has the ``token`` may write to, or a graph of any other origin
    (``knowledge``, read only); with neither it opens the store of the settings at start, and closes it at the end.
    ``describing``: the description of the dataset is kept in a graph of the store.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            opened = store
            if knowledge is None and opened is None:
                opened = stack.enter_context(open_store(settings.folder, base=settings.base_iri or None))
            app.state.site = site = await _site(settings, stack, knowledge, opened, token)
            app.state.watch = watch = await _watch(opened)
            app.state.desk = await _desk(settings, stack, site, watch)
            if watch:
                stack.push_async_callback(watch.stop)  # first of all at the end: nobody waits then
            if site.store:
                app.state.dumps = Dumps(site.store, settings)
                stack.push_async_callback(app.state.dumps.stop)
                if describing:
                    stack.enter_context(_kept_up(keep_described(site, site.store)))
            yield

    straight = {(method, "/sparql"): sparql for method in ("GET", "POST")}
    app = Server(straight, title="Timewire", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(Coding)
    app.add_middleware(Headers)  # added last: outside of the others
    app.add_exception_handler(TimewireError, _tell)
    app.add_exception_handler(HTTPException, _tell)
    for router in _ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


@contextmanager
def _kept_up(work: Coroutine[Any, Any, None]) -> Iterator[None]:
    """Work beside all else, for the time of the block."""
    task = asyncio.get_running_loop().create_task(work)
    try:
        yield
    finally:
        task.cancel()


async def _site(
    settings: Settings, stack: AsyncExitStack, knowledge: Knowledge | None, store: Store | None, token: str | None
) -> Site:
    """What the routes share, put together and started; ended with the stack."""
    served = knowledge or knowledge_of(_given(store))
    settings.check_public(served.iris.base)
    threads = QueryThreads(settings.query_threads, settings.query_queue, settings.query_timeout_s)
    stack.callback(threads.stop)
    kept, ready = KeptAnswers(settings.cache_bytes // 2), ReadyAnswers(settings.cache_bytes // 2)
    if knowledge or store is None:
        here = ThreadEngine(served.graph, threads)
        guarded = ClosedEngine(here) if settings.policy else None
        return Site(settings, served, threads, here, kept, token=token, policy=settings.policy, guarded=guarded)
    faults = StoreFaults()
    engine = await _engine(store, settings, stack, faults)
    writer = Writer(settings.query_queue, settings.query_timeout_s)
    stack.push_async_callback(writer.stop)
    return Site(
        settings,
        served,
        threads,
        engine,
        kept,
        writer,
        store,
        token=token,
        policy=settings.policy,
        faults=faults,
        guarded=await _guarded(engine, store, settings, stack),
        ready=ready,
    )


async def _guarded(engine: Engine, store: Store, settings: Settings, stack: AsyncExitStack) -> Engine | None:
    """What answers the public's own queries where words of articles are withheld; None: nothing is."""
    if settings.policy is None:
        return None
    if not isinstance(engine, PoolEngine):
        return ClosedEngine(engine)
    guarded = PublicEngine(engine, store, settings, settings.policy)
    stack.push_async_callback(guarded.stop)
    await guarded.start()
    return guarded


async def _engine(store: Store, settings: Settings, stack: AsyncExitStack, faults: StoreFaults) -> Engine:
    """Readers on copies of the graph; where the graph is on an engine of its own, that one is asked."""
    dataset = store.graph.oxigraph
    if not isinstance(dataset, ox.Store):  # a client of HTTP is slow to load and seldom needed
        from kg.store.engines.reading import RemoteDataset
        from server.engine.far_engine import FarEngine

        assert isinstance(dataset, RemoteDataset)
        far = FarEngine(store, dataset, settings)
        stack.callback(far.stop)
        return far
    engine = PoolEngine(store, settings, faults=faults)
    stack.push_async_callback(engine.stop)
    await engine.start()
    return engine


async def _watch(store: Store | None) -> EngineWatch | None:
    """Who looks whether the engine of a store is there; None where the graph is in this process."""
    if store is None or isinstance(store.graph.oxigraph, ox.Store):
        return None
    from kg.store.engines.remote import RemoteGraph

    assert isinstance(store.graph, RemoteGraph)
    watch = EngineWatch(store.graph)
    await watch.start()
    return watch


async def _desk(settings: Settings, stack: AsyncExitStack, site: Site, watch: EngineWatch | None) -> Desk | None:
    """Where articles are taken, at work; None where there is no store to put them into."""
    if site.store is None:
        return None
    desk = Desk(
        site.store,
        queue=settings.article_queue,
        timeout_s=settings.article_timeout_s,
        changed=site.engine.changed,
        able=(lambda: watch.is_up) if watch else lambda: True,
        faults=site.faults,
    )
    stack.push_async_callback(desk.stop)
    await desk.start(warm=bool(settings.write_token))
    return desk


def _given(store: Store | None) -> Store:
    assert store, "a store is opened where no knowledge is given"
    return store


async def _tell(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == 405:
        methods = f"{(error.headers or {}).get('Allow', 'GET')}, OPTIONS"
        if request.method == "OPTIONS":  # whatever is here may be asked for by scripts of other sites
            return preflight(methods)
        error.headers = {**(error.headers or {}), "Allow": methods}
    site_of(request).faults.note(error)
    return render_problem(request, problem_of(error))


# ------------------------------------------------------------------------------------------------------ serving


def serve(settings: Settings) -> None:
    """Own the store of the settings and serve it until a signal comes; tells on standard output where.

    Raises StoreError if the store cannot be opened, SettingsError if the address cannot be listened on.
    """
    with _owned(settings) as store, _listen(settings) as listener:
        settings.check_public(store.iris.base)
        url = url_of(listener)
        token = store.ownership.announce(url)  # the socket listens already: who asks now waits a little
        app = create_app(settings, store=store, token=token, describing=True)
        _say_where(url, settings)
        gc.freeze()  # what is loaded stays: the collector need not look through it again and again
        with suppress(KeyboardInterrupt), _stopped_by_signal():
            app.state.server = _uvicorn(app, settings)  # streams look there whether it is to stop
            app.state.server.run(sockets=[listener])
        site: Site = app.state.site
        unfinished = site.threads.open_queries
    if unfinished:  # queries cannot be cancelled and their threads would hold the process; the store is closed
        sys.stdout.flush()
        os._exit(0)


@contextmanager
def _owned(settings: Settings) -> Iterator[Store]:
    """The open store of the settings; an engine that is gone at the end does not make the end an error."""
    store = open_store(settings.folder, base=settings.base_iri or None)
    try:
        yield store
    finally:
        try:
            store.close()
        except EngineGone as gone:
            _log.warning("the engine is gone; what it lacks is put in at the next start: %s", gone.what)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # inherited; else 40 ms between head and body
        return listener
    except OSError as fault:
        raise SettingsError(
            f"cannot listen: {fault.strerror}",
            where=f"{settings.host}, port {settings.port}",
            remedy="choose another address with --host and --port (0: any free port)",
        ) from fault


def url_of(listener: socket.socket) -> str:
    """The address to reach a listening socket at, from this machine."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _say_where(url: str, settings: Settings) -> None:
    print(f"Timewire serves {settings.store}; stop it with Ctrl+C", flush=True)
    for path, what in (("/", "start page"), ("/timeline", "timeline"), ("/sparql", "SPARQL endpoint")):
        print(f"  {url}{path:<10} {what}", flush=True)


def _uvicorn(app: FastAPI, settings: Settings) -> uvicorn.Server:
    recalls = settings.cache_bytes and not settings.access_log  # what is recalled has no log
    recall = (lambda *request: _recalled(app, *request),) if recalls else ()
    return uvicorn.Server(
        uvicorn.Config(
            AccessLog(app) if settings.access_log else app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_timeout_s,
            http=limited_protocol(settings, *recall),
            ws="none",
            limit_concurrency=settings.max_connections,
            forwarded_allow_ips=settings.trusted_proxies.split(),
        )
    )


def _recalled(app: FastAPI, url: bytes, headers: Sequence[tuple[bytes, bytes]], client: str) -> Ready | None:
    """The answer to a GET, if it is ready."""
    site: Site = app.state.site
    generation = site.for_queries.generation_now(client)
    key = key_of(url, headers) if generation else None
    ready = site.ready.get(generation, key) if key else None
    if ready:
        site.kept.hits += 1
    return ready


@contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl+C does: uvicorn raises it anew after its shutdown, and the store must close."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
