"""The pages: start page, timeline, and those of things; who asks for data gets it by way of ``server/data``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from server.data.documents import PAGE
from server.data.resources import Asked, answer_linkset, answer_resource, kept_body, not_found, part_asked
from server.data.schema_org import embedded, subset_of
from server.data.signposting import Thing, signposts_of
from server.graph import Graph
from server.pages import articles, contents, entities, queries, things
from server.pages.browse import WAYS, browse
from server.pages.contents import Filter
from server.pages.curation import curation_of
from server.pages.sheets import event_page
from server.problems import MalformedRequest, NotFound
from server.rendering import language_key, page_response, render, rendered
from server.site import Site, site_of
from server.sparql.preflight import preflight

router = APIRouter(include_in_schema=False)
_HIGHEST_PAGE = 1_000_000
_FOLDERS = ("event", "actor", "place", "article", "storyline")
_Builder = Callable[[Graph, str, NamedNode, int], Any]
_PAGES: dict[str, tuple[str, _Builder, str]] = {
    "event": ("event.html", event_page, "Event"),
    "actor": ("entity.html", lambda graph, base, node, part: entities.actor_page(graph, base, node), "Actor"),
    "place": ("entity.html", lambda graph, base, node, part: entities.place_page(graph, base, node), "Place"),
    "article": ("article.html", articles.article_page, "Article"),
}
"""Template, content and part of schema.org for the kinds of things that have a page made for them."""
_OTHERS: tuple[str, _Builder, str] = (
    "thing.html",
    lambda graph, base, node, part: things.thing_page(graph, base, node, part),
    "",
)
_WITH_TIMELINE = ("event", "actor", "place")


@router.api_route("/", methods=["GET", "HEAD"])
async def home(request: Request) -> Response:
    """What this is, and what is latest."""
    site = site_of(request)

    async def make() -> bytes:
        page = await site.ask(lambda graph: contents.home(graph, site.base))
        return rendered(request, "home.html", page=page, here="home").encode()

    return page_response(await kept_body(request, site, f"/ {language_key(request)}", make))


@router.api_route("/timeline", methods=["GET", "HEAD"])
async def timeline(request: Request) -> Response:
    """Events in order, filtered by type, actor, place and period."""
    site = site_of(request)
    chosen = _read_filter(request, site)

    async def make() -> bytes:
        page = await site.ask(lambda graph: contents.timeline(graph, site.base, chosen))
        if chosen.page > page.pages:
            raise NotFound(f"the timeline has {page.pages} pages", remedy=f"go to {chosen.address(page.pages)}")
        address = chosen.address(chosen.page)
        return rendered(request, "timeline.html", page=page, here="timeline", address=address).encode()

    return page_response(await kept_body(request, site, f"{chosen.address(chosen.page)} {language_key(request)}", make))


@router.api_route("/browse", methods=["GET", "HEAD"])
async def ways(request: Request) -> Response:
    """The ways into the knowledge."""
    return render(request, "browse.html", way="", page=None, here="browse")


@router.api_route("/browse/{way}", methods=["GET", "HEAD"])
async def browse_way(request: Request, way: str) -> Response:
    """A way into the knowledge: lists with counts, facets and pages."""
    site = site_of(request)
    if way not in WAYS:
        raise NotFound("no such way to browse", remedy=f"take one of {', '.join(WAYS)}")
    number, chosen = _read_page(request), request.query_params.get("kind", "")[:200]
    try:
        NamedNode(site.base + chosen)
    except ValueError:
        raise MalformedRequest("a choice that cannot be one", remedy=f"choose on /browse/{way}") from None

    async def make() -> bytes:
        page = await site.ask(lambda graph: browse(graph, site.base, way, chosen, number))
        if number > page.pages:
            raise NotFound(f"there are {page.pages} pages", remedy=f"go to {page.address(page.pages)}")
        address = page.address(number)
        return rendered(request, "browse.html", way=way, page=page, here="browse", address=address).encode()

    return page_response(
        await kept_body(request, site, f"/browse/{way} {chosen} {number} {language_key(request)}", make)
    )


def _read_page(request: Request) -> int:
    number = request.query_params.get("page", "1")
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= _HIGHEST_PAGE):
        raise MalformedRequest(f"no page {number[:40]!r}", where="parameter page", remedy="give a number from 1 on")
    return int(number)


def _read_filter(request: Request, site: Site) -> Filter:
    given = request.query_params
    wanted = {name: given.get(name, "") for name in ("type", "actor", "place", "period")}
    chosen = Filter(**wanted, page=_read_page(request))
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
router.add_api_route("/linkset/{path:path}", thing_options, methods=["OPTIONS"])


async def _page_of(request: Request, asked: Asked, thing: Thing) -> bytes:
    """The page of a thing that is known; raises NotFound where there is nothing to show of it."""
    site = site_of(request)
    kind = site.knowledge.iris.kind_of(asked.node) or ""
    part = part_asked(request)
    template, page, told = await site.ask(lambda graph: _content(graph, site, asked.node, kind, part))
    if page is None:
        raise not_found(asked.path)
    return rendered(
        request,
        template,
        page=page,
        path=asked.path,
        address=thing.address(PAGE) + (f"?part={part}" if part > 1 else ""),
        stated_from=site.settings.stated_from,
        signposts=signposts_of(thing, PAGE),
        licence=site.settings.data_licence,
        timeline=kind in _WITH_TIMELINE and asked.path.count("/") == 2,
        embedded=told,
        curation=await site.ask(lambda graph: curation_of(graph, asked.node)) if kind == "event" else None,
        curation_address=f"/-/curate{asked.path}" if site.store and site.settings.write_token else "",
    ).encode()


def _content(graph: Graph, site: Site, node: NamedNode, kind: str, part: int) -> tuple[str, Any, str]:
    """Template, content and JSON-LD of a page: the plain one for things of another class than their names say.

    Raises NotFound for a private person.
    """
    if kind == "actor" and queries.is_private(graph, node):
        raise NotFound(
            "of this person there is no page: the articles tell of no office, no party and no part in talks",
            remedy="read the articles; the rule is in docs/decisions/pages.md",
        )
    template, build, subset = _PAGES.get(kind, _OTHERS)
    page = build(graph, site.base, node, part)
    if page is None and part == 1:
        template, build, subset = _OTHERS
        page = build(graph, site.base, node, part)
    return template, page, embedded(subset_of(graph, node, subset), node) if subset and page else ""
