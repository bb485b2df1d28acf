"""``create_app(settings)`` puts the server together; importing this module does nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from kg.errors import TimewireError
from kg.store.store import Store, open_store
from server.headers import Headers
from server.pages.routes import router as pages
from server.problems import problem_of
from server.rendering import render_problem
from server.settings import Settings
from server.site import Knowledge, Site, knowledge_of, site_of
from server.sparql.evaluation import QueryThreads
from server.sparql.routes import router as sparql

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings, *, store: Store | None = None, knowledge: Knowledge | None = None) -> FastAPI:
    """The server as an ASGI application.

    It serves an open ``store``, or a graph of any other origin (``knowledge``, which it cannot write); with neither it
    opens the store of the settings when it starts, and closes it when it stops.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            opened = store
            if opened is None and knowledge is None:
                opened = stack.enter_context(open_store(settings.store, base=settings.base_iri or None))
            threads = QueryThreads(settings.query_threads, settings.query_queue, settings.query_timeout_s)
            stack.callback(threads.stop)
            served = knowledge or knowledge_of(_present(opened))
            app.state.site = Site(settings, served, threads, opened)
            yield

    app = FastAPI(title="Timewire", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(Headers)
    app.add_exception_handler(TimewireError, _tell)
    app.add_exception_handler(HTTPException, _tell)
    app.add_api_route("/healthz", health, methods=["GET", "HEAD"])
    app.include_router(sparql)
    app.include_router(pages)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _present(store: Store | None) -> Store:
    assert store is not None
    return store


async def _tell(request: Request, error: Exception) -> Response:
    return render_problem(request, problem_of(error))


async def health(request: Request) -> Response:
    """Whether the graph answers; 200 with ``ok``, or a problem of status 503."""
    site = site_of(request)
    await site.ask(lambda graph: bool(graph.query("ASK {}")))
    return JSONResponse(
        {"status": "ok", "open_queries": site.threads.open_queries}, headers={"Cache-Control": "no-store"}
    )
