"""The pages: start page, timeline, and those of things; who asks for data gets it by way of ``server/data``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from server.data.documents import PAGE
from server.data.resources import Asked, answer_linkset, answer_resource, not_found
from server.data.schema_org import embedded, subset_of
from server.data.signposting import Thing, signposts_of
from server.graph import Graph
from server.pages import articles, contents, things
from server.pages.contents import Filter
from server.problems import MalformedRequest, NotFound
from server.rendering import render, rendered
from server.site import Site, site_of
from server.sparql.preflight import preflight

router = APIRouter(include_in_schema=False)
_HIGHEST_PAGE = 1_000_000
_FOLDERS = ("event", "actor", "place", "article", "storyline")
_Builder = Callable[[Graph, str, NamedNode], Any]
_PAGES: dict[str, tuple[str, _Builder, str]] = {
    "event": ("event.html", contents.event_page, "Event"),
    "actor": ("entity.html", contents.actor_page, "Actor"),
    "place": ("entity.html", contents.place_page, "Place"),
    "article": ("article.html", articles.article_page, "Article"),
}
"""Template, content and part of schema.org for the kinds of things that have a page made for them."""
_OTHERS: tuple[str, _Builder, str] = ("thing.html", things.thing_page, "")
_WITH_TIMELINE = ("event", "actor", "place")


@router.api_route("/", methods=["GET", "HEAD"])
async def home(request: Request) -> Response:
    """What this is, and what is latest."""
    site = site_of(request)
    return render(request, "home.html", page=await site.ask(lambda graph: contents.home(graph, site.base)), here="home")


@router.api_route("/timeline", methods=["GET", "HEAD"])
async def timeline(request: Request) -> Response:
    """Events in order, filtered by type, actor and place."""
    site = site_of(request)
    chosen = _read_filter(request, site)
    page = await site.ask(lambda graph: contents.timeline(graph, site.base, chosen))
    if chosen.page > page.pages:
        raise NotFound(f"the timeline has {page.pages} pages", remedy=f"go to {chosen.address(page.pages)}")
    return render(request, "timeline.html", page=page, here="timeline")


def _read_filter(request: Request, site: Site) -> Filter:
    given = request.query_params
    number = given.get("page", "1")
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= _HIGHEST_PAGE):
        raise MalformedRequest(f"no page {number!r}", where="parameter page", remedy="give a number from 1 on")
    chosen = Filter(given.get("type", ""), given.get("actor", ""), given.get("place", ""), int(number))
    try:
        chosen.selection(site.base)
    except ValueError:
        raise MalformedRequest("a choice that cannot be one", remedy="choose on /timeline") from None
    return chosen


async def thing(request: Request) -> Response:
    """A thing, which leads to its documents; or one of these."""
    return await answer_resource(request, _page_of)


async def thing_options(request: Request) -> Response:
    """What may be asked of things, for scripts of other sites."""
    return preflight("GET, HEAD, OPTIONS")


for _folder in _FOLDERS:
    router.add_api_route(f"/{_folder}/{{name:path}}", thing, methods=["GET", "HEAD"])
    router.add_api_route(f"/{_folder}/{{name:path}}", thing_options, methods=["OPTIONS"])
router.add_api_route("/linkset/{path:path}", answer_linkset, methods=["GET", "HEAD"])


async def _page_of(request: Request, asked: Asked, thing: Thing) -> bytes:
    """The page of a thing that is known; raises NotFound where there is nothing to show of it."""
    site = site_of(request)
    kind = site.knowledge.iris.kind_of(asked.node) or ""
    template, page, told = await site.ask(lambda graph: _content(graph, site, asked.node, kind))
    if page is None:
        raise not_found(asked.path)
    return rendered(
        request,
        template,
        page=page,
        path=asked.path,
        stated_from=site.settings.stated_from,
        signposts=signposts_of(thing, PAGE),
        licence=site.settings.data_licence,
        timeline=kind in _WITH_TIMELINE and asked.path.count("/") == 2,
        embedded=told,
    ).encode()


def _content(graph: Graph, site: Site, node: NamedNode, kind: str) -> tuple[str, Any, str]:
    """Template, content and JSON-LD of a page: the plain one for things of another class than their names say."""
    template, build, subset = _PAGES.get(kind, _OTHERS)
    page = build(graph, site.base, node)
    if page is None:
        template, build, subset = _OTHERS
        page = build(graph, site.base, node)
    return template, page, embedded(subset_of(graph, node, subset), node) if subset and page else ""
