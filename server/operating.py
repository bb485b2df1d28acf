"""What operators ask: is it alive, is it ready, what has it done, which queries run, and stop this one."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.errors import EngineGone
from server.articles.desk import Desk
from server.authority import check_write_token
from server.engine.engine import PoolEngine
from server.engine.process import REASONS
from server.problems import NotAuthorized, NotFound, Overloaded, UpdateRefused
from server.site import site_of
from server.sparql.formats import BOOLEANS
from server.sparql.protocol import QueryRequest
from server.sparql.responding import answer
from server.watching import EngineWatch
from server.writing import check_private_token

router = APIRouter(include_in_schema=False)
_READY_IN_S = 3.0
"""Whoever balances requests is to know soon."""
_COUNTED_IN_S = 1.0
_LONGEST_NUMBER = 18
_UNKEPT = {"Cache-Control": "no-store"}
_METRICS = "text/plain; version=0.0.4; charset=utf-8"


@router.api_route("/healthz", methods=["GET", "HEAD"])
async def health(request: Request) -> Response:
    """Whether the process lives and reads the graph that it holds; 200 with ``ok``, or a problem of status 503.

    An engine elsewhere is not asked: starting this process again would not bring it back.
    """
    site = site_of(request)
    if _watch(request) is None:
        graph = site.knowledge.graph()
        await asyncio.to_thread(lambda: bool(graph.query("ASK {}")))  # not by the readers: they may all be busy
    return JSONResponse({"status": "ok", "open_queries": site.engine.state()["open_queries"]}, headers=_UNKEPT)


@router.api_route("/readyz", methods=["GET", "HEAD"])
async def ready(request: Request) -> Response:
    """Whether queries are answered right now, by the way they take, from the newest state; 200, or a problem (503)."""
    site, watch = site_of(request), _watch(request)
    if watch and not watch.is_up:
        raise EngineGone(watch.told, remedy="see whether it runs there")
    if isinstance(site.engine, PoolEngine) and site.engine.fault:
        raise site.engine.fault
    try:
        async with asyncio.timeout(_READY_IN_S):
            await answer(request, replace(site, guarded=None), QueryRequest("ASK { BIND(RAND() AS ?r) }"), BOOLEANS[0])
    except TimeoutError:
        raise Overloaded(f"a query has no answer within {_READY_IN_S:g} s", remedy="ask again soon") from None
    return JSONResponse({"status": "ready"}, headers=_UNKEPT)


@router.api_route("/metrics", methods=["GET", "HEAD"])
async def metrics(request: Request) -> Response:
    """Counters and gauges for Prometheus."""
    site = site_of(request)
    watch, engine = _watch(request), site.engine.state()
    state = {f'killed_readers_total{{reason="{reason}"}}': 0.0 for reason in REASONS}
    state |= {"generation": site.store.generation} if site.store else {}
    state |= {"engine_up": float(watch.is_up if watch else engine.get("readers", 1) > 0), **engine}
    state |= {"store_faults_total": site.faults.count}
    state |= {"cache_hits_total": site.kept.hits, "cache_misses_total": site.kept.misses}
    if isinstance(desk := request.app.state.desk, Desk):
        with suppress(TimeoutError):  # it may wait for a change at work; the other numbers need not
            state |= {"open_jobs": await asyncio.wait_for(desk.open_jobs(), _COUNTED_IN_S)}
        state |= {f'jobs_total{{outcome="{outcome}"}}': count for outcome, count in desk.counts.items()}
    return Response(site.metrics.text(state), headers={"Content-Type": _METRICS, **_UNKEPT})


@router.get("/-/queries")
async def queries(request: Request) -> Response:
    """The queries and updates at work, for whoever has the write token or that of the owner."""
    engine = _pooled(request)
    now = time.monotonic()
    listed = [
        {"id": found.id, "seconds": round(now - found.began, 3), "lane": found.lane, "query": found.query}
        for found in engine.pool.running.values()
    ]
    return JSONResponse({"queries": listed}, headers=_UNKEPT)


@router.delete("/-/queries/{number}")
async def stop_query(request: Request, number: str) -> Response:
    """Stop a query; its client is told."""
    engine = _pooled(request)
    found = engine.pool.running.get(int(number)) if number.isdecimal() and len(number) < _LONGEST_NUMBER else None
    if found is None:
        raise NotFound("no such query", where=f"query {number[:_LONGEST_NUMBER]}", remedy="list them at /-/queries")
    found.end("cancelled")
    return Response(status_code=204)


def _watch(request: Request) -> EngineWatch | None:
    """Who looks after an engine elsewhere; None where the graph is here."""
    watch: EngineWatch | None = request.app.state.watch
    return watch


def _pooled(request: Request) -> PoolEngine:
    site = site_of(request)
    try:
        check_write_token(request, site.settings.write_token)
    except (UpdateRefused, NotAuthorized):
        check_private_token(request, site.token)
    if not isinstance(site.engine, PoolEngine):
        raise NotFound("queries cannot be stopped here", remedy="serve a store")
    return site.engine
