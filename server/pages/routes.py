"""The pages, each under the path of its thing; the same address gives data to whoever asks for data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.graph import Graph
from server.negotiation import Offer, choose
from server.pages import articles, contents
from server.pages.contents import Filter
from server.pages.links import iri_of, path_of
from server.problems import MalformedRequest, NotAcceptable, NotFound
from server.rendering import HTML, render
from server.site import Site, site_of
from server.sparql.evaluation import BoundedOutput
from server.sparql.formats import TRIPLES, Format, offers_of
from server.sparql.protocol import QueryRequest, evaluate

T = TypeVar("T")
router = APIRouter(include_in_schema=False)
_SUFFIXES = {f".{format.name}": format for format in reversed(TRIPLES)}
_HIGHEST_PAGE = 1_000_000


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


@router.api_route("/event/{name:path}", methods=["GET", "HEAD"])
async def event(request: Request) -> Response:
    """Everything that is known of an event."""
    return await _thing(request, "event.html", contents.event_page)


@router.api_route("/actor/{name:path}", methods=["GET", "HEAD"])
async def actor(request: Request) -> Response:
    """An actor with its events."""
    return await _thing(request, "entity.html", contents.actor_page)


@router.api_route("/place/{name:path}", methods=["GET", "HEAD"])
async def place(request: Request) -> Response:
    """A place with its events."""
    return await _thing(request, "entity.html", contents.place_page)


@router.api_route("/article/{name:path}", methods=["GET", "HEAD"])
async def article(request: Request) -> Response:
    """An article, or something that only it knows."""
    parts = _raw_path(request).strip("/").split("/")
    if len(parts) == 4 and parts[2] == "actor":
        return await _thing(request, "entity.html", contents.actor_page)
    if len(parts) == 4 and parts[2] == "place":
        return await _thing(request, "entity.html", contents.place_page)
    if len(parts) > 2:
        return await _inside_article(request, parts)
    return await _thing(request, "article.html", articles.article_page)


async def _inside_article(request: Request, parts: list[str]) -> Response:
    """Sentences, claims, reports: data by themselves, for people a place on the page of their article."""
    site = site_of(request)
    path, format = _split_suffix(_raw_path(request))
    node = _node(path, site)
    format = format or _wanted_data(request)
    if format:
        return await _describe(site, node, format)
    if not await site.ask(lambda graph: contents.describes(graph, node)):
        raise _not_found(path)
    anchor = f"#{parts[2]}" if len(parts) == 3 else ""
    return RedirectResponse(f"/article/{parts[1]}{anchor}", 303)


async def _thing(request: Request, template: str, build: Callable[[Graph, str, NamedNode], T | None]) -> Response:
    """The page of the thing under the path of the request, or its data."""
    site = site_of(request)
    path, format = _split_suffix(_raw_path(request))
    node = _node(path, site)
    format = format or _wanted_data(request)
    if format:
        return await _describe(site, node, format)
    page = await site.ask(lambda graph: build(graph, site.base, node))
    if page is None:
        return await _moved(site, node, path)
    return render(request, template, page=page, path=path, stated_from=site.settings.stated_from)


async def _moved(site: Site, node: NamedNode, path: str) -> Response:
    """The way to the event that a merged one has become; raises NotFound if it is none."""
    new = await site.ask(lambda graph: contents.merged_into(graph, node))
    target = path_of(new.value, site.base) if new else None
    if target is None:
        raise _not_found(path)
    return RedirectResponse(target, 308)


def _raw_path(request: Request) -> str:
    """The path as it was sent: IRIs of the data keep their percent signs."""
    raw: bytes | None = request.scope.get("raw_path")
    return raw.partition(b"?")[0].decode("ascii", "replace") if raw else request.url.path


def _split_suffix(path: str) -> tuple[str, Format | None]:
    for suffix, format in _SUFFIXES.items():
        if path.endswith(suffix):
            return path.removesuffix(suffix), format
    return path, None


def _node(path: str, site: Site) -> NamedNode:
    node = iri_of(path, site.base)
    if node is None:
        raise _not_found(path)
    return node


def _not_found(path: str) -> NotFound:
    return NotFound("nothing is known under this address", where=path, remedy="look for it on /timeline")


def _wanted_data(request: Request) -> Format | None:
    """The RDF format that is asked for; None for the page. Raises NotAcceptable."""
    offers = [Offer(HTML), *(replace(offer, quality=offer.quality * 0.99) for offer in offers_of(TRIPLES))]
    best = choose(request.headers.get("accept"), offers)
    if best is None:
        raise NotAcceptable("none of the accepted media types can be given", remedy=f"accept {HTML} or text/turtle")
    return next((format for format in TRIPLES if format.media_type == best.media_type), None)


async def _describe(site: Site, node: NamedNode, format: Format) -> Response:
    """What the default graph says of a thing, as RDF."""
    output = BoundedOutput(site.settings.max_result_bytes, site.settings.query_timeout_s)
    asked = QueryRequest(f"DESCRIBE {node}")
    if not await site.ask(lambda graph: contents.describes(graph, node)):
        raise _not_found("/" + node.value.removeprefix(site.base))
    body = await site.ask(lambda graph: evaluate(graph, asked, format, site.knowledge.prefixes, output))
    return Response(body, headers={"Content-Type": format.content_type, "Vary": "Accept", "Cache-Control": "no-cache"})
