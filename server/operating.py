"""What operators ask: is it alive, is it ready, what has it done, which queries run, and stop this one."""

from __future__ import annotations

import time

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.engine.engine import PoolEngine
from server.problems import NotFound
from server.site import site_of
from server.sparql.formats import BOOLEANS
from server.sparql.protocol import QueryRequest
from server.sparql.responding import answer
from server.writing import check_private_token

router = APIRouter(include_in_schema=False)
_UNKEPT = {"Cache-Control": "no-store"}
_METRICS = "text/plain; version=0.0.4; charset=utf-8"


@router.api_route("/healthz", methods=["GET", "HEAD"])
async def health(request: Request) -> Response:
    """Whether the graph answers; 200 with ``ok``, or a problem of status 503."""
    site = site_of(request)
    await site.ask(lambda graph: bool(graph.query("ASK {}")))
    return JSONResponse({"status": "ok", "open_queries": site.engine.state()["open_queries"]}, headers=_UNKEPT)


@router.api_route("/readyz", methods=["GET", "HEAD"])
async def ready(request: Request) -> Response:
    """Whether queries are answered right now, by the way they take; 200, or a problem of status 503."""
    await answer(request, site_of(request), QueryRequest("ASK { BIND(RAND() AS ?r) }"), BOOLEANS[0])
    return JSONResponse({"status": "ready"}, headers=_UNKEPT)


@router.api_route("/metrics", methods=["GET", "HEAD"])
async def metrics(request: Request) -> Response:
    """Counters and gauges for Prometheus."""
    site = site_of(request)
    state = {**site.engine.state(), "cache_hits_total": site.kept.hits, "cache_misses_total": site.kept.misses}
    return Response(site.metrics.text(state), headers={"Content-Type": _METRICS, **_UNKEPT})


@router.get("/-/queries")
async def queries(request: Request) -> Response:
    """The queries at work."""
    engine = _pooled(request)
    now = time.monotonic()
    listed = [
        {"id": found.id, "seconds": round(now - found.began, 3), "lane": found.lane, "query": found.query}
        for found in engine.pool.running.values()
    ]
    return JSONResponse({"queries": listed}, headers=_UNKEPT)


@router.delete("/-/queries/{number}")
async def stop_query(request: Request, number: int) -> Response:
    """Stop a query; its client is told."""
    found = _pooled(request).pool.running.get(number)
    if found is None:
        raise NotFound("no such query", where=f"query {number}", remedy="list them at /-/queries")
    found.stop()
    return Response(status_code=204)


def _pooled(request: Request) -> PoolEngine:
    site = site_of(request)
    check_private_token(request, site.token)
    if not isinstance(site.engine, PoolEngine):
        raise NotFound("queries cannot be stopped here", remedy="serve a store")
    return site.engine
