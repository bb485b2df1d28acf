"""The search: words in, a page of what fits out, for people and as JSON; no word is ever markup or syntax."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.graph.iris import Iris
from kg.graph.terms import ONT
from kg.rights.policy import LEFT_OUT
from kg.store import Store
from kg.store.search import KINDS, Hit, Hits, Piece
from kg.store.search_query import compile_search
from server.graph import Graph
from server.negotiation import Offer, choose
from server.pages import queries
from server.pages.articles import ArticleLine, article_line
from server.pages.events import when_of
from server.pages.links import path_of
from server.pages.reader import Reader, shown
from server.pages.search_scope import Scope, read_members, read_publishers, read_scope
from server.pages.wording import date_in_words
from server.problems import MalformedRequest, NotAcceptable, ServerCannot
from server.rendering import HTML, render
from server.rights import RightsGraph
from server.site import Site, site_of

router = APIRouter(include_in_schema=False)
PAGE_SIZE = 20
MOST_PAGES = 50
_JSON = "application/json"
_TITLES = {
    "event": "Events",
    "sentence": "Sentences",
    "claim": "Claims",
    "actor": "Actors",
    "place": "Places",
    "article": "Titles",
    "thing": "Other things",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it stands in the address; no kinds: all of them. ``scope`` is what it is limited to."""

    text: str
    kinds: tuple[str, ...] = ()
    page: int = 1
    scope: Scope = field(default_factory=Scope)

    def address(self, page: int) -> str:
        """The search at a page."""
        fields = [("q", self.text), *(("kind", kind) for kind in self.kinds), *self.scope.fields]
        fields += [("page", str(page))] if page > 1 else []
        return f"/search?{urlencode(fields)}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text as it is shown; ``found``: it is what was looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with its page, and the article it stands in or the day it is about."""

    iri: str
    kind: str
    pieces: tuple[Stretch, ...]
    path: str | None
    article: ArticleLine | None
    when: str
    date: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results; ``total`` counts all, or so many at least."""

    asked: Asked
    total: int
    more: bool
    results: tuple[Result, ...]

    @property
    def pages(self) -> int:
        """How many pages can be turned to."""
        return min(MOST_PAGES, max(1, ceil(self.total / PAGE_SIZE)))


@router.api_route("/search", methods=["GET", "HEAD"])
async def search(request: Request) -> Response:
    """What fits some words; without words, the form."""
    site, as_json = site_of(request), _wants_json(request)
    asked = _read(request)
    if not asked.text and (not as_json or _takes_a_page(request)):
        return await _page(request, site, asked, None)
    store = site.store
    if store is None:
        raise ServerCannot("there is no search index behind this server", remedy="serve one with: timewire serve")
    wanted = compile_search(asked.text)
    members = (
        await site.ask(lambda graph: read_members(graph, asked.scope, store.iris.base)) if asked.scope.fields else None
    )
    hits = await site.threads.run(
        lambda: store.search.search(wanted, asked.kinds, PAGE_SIZE, (asked.page - 1) * PAGE_SIZE, members)
    )
    found = await site.ask(lambda graph: _found(graph, store, asked, hits))
    if as_json:
        return JSONResponse(_as_json(found), headers={"Vary": "Accept", "Cache-Control": "no-cache"})
    return await _page(request, site, asked, found)


async def _page(request: Request, site: Site, asked: Asked, found: Found | None) -> Response:
    names = await site.ask(read_publishers)
    return render(
        request, "search.html", found=found, asked=asked, kinds=_choices(asked), publishers=names, here="search"
    )


def _wants_json(request: Request) -> bool:
    """True for JSON; raises NotAcceptable where neither it nor a page is accepted."""
    if (form := request.query_params.get("format")) is not None:
        if form not in ("json", "html"):
            raise MalformedRequest(f"no format {form[:40]!r}", where="parameter format", remedy="use json or html")
        return form == "json"
    best = choose(request.headers.get("accept"), [Offer(_JSON), Offer(HTML, 0.95)])
    if best is None:
        raise NotAcceptable("none of the accepted media types can be given", remedy=f"accept {HTML} or {_JSON}")
    return best.media_type == _JSON


def _takes_a_page(request: Request) -> bool:
    """True for whoever has not said that it must be JSON."""
    return "format" not in request.query_params and choose(request.headers.get("accept"), [Offer(HTML)]) is not None


def _read(request: Request) -> Asked:
    given = request.query_params
    kinds = tuple(dict.fromkeys(kind for kind in given.getlist("kind") if kind))
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise MalformedRequest(f"no kind {unknown[0][:40]!r}", where="parameter kind", remedy=f"use {', '.join(KINDS)}")
    page = given.get("page", "1")
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:9]) <= MOST_PAGES):
        raise MalformedRequest(
            f"no page {page[:40]!r}", where="parameter page", remedy=f"give a number from 1 to {MOST_PAGES}"
        )
    return Asked(given.get("q", "").strip(), kinds, int(page), read_scope(given))


def _choices(asked: Asked) -> list[tuple[str, str, bool]]:
    """Value and title of each kind, and whether it is chosen."""
    return [(kind, _TITLES[kind], kind in asked.kinds) for kind in KINDS]


# -------------------------------------------------------------------------------------------------------- results


def _found(graph: Graph, store: Store, asked: Asked, hits: Hits) -> Found:
    nodes = [NamedNode(hit.iri) for hit in hits.hits]
    articles = {node: article for node in nodes if (article := store.iris.article_of(node))}
    events = [node for node, hit in zip(nodes, hits.hits, strict=True) if hit.kind == "event"]
    facts = queries.read_facts(graph, events, articles.values())
    reader = Reader(queries.with_names(graph, facts), store.iris.base)
    results = tuple(_result(reader, store.iris, _as_allowed(graph, hit)) for hit in hits.hits)
    return Found(asked, hits.total, hits.more, results)


def _as_allowed(graph: Graph, hit: Hit) -> Hit:
    """A hit with so much of its text as may be shown; what is cut is cut at its end."""
    if hit.kind not in ("sentence", "claim") or not isinstance(graph, RightsGraph):
        return hit
    text = "".join(piece.text for piece in hit.pieces)
    shown = graph.show(NamedNode(hit.iri), text)
    if shown == text:
        return hit
    left, kept = len(shown) - len(LEFT_OUT), []
    for piece in hit.pieces:
        kept.append(replace(piece, text=piece.text[: max(0, left)]))
        left -= len(piece.text)
    return replace(hit, pieces=(*(piece for piece in kept if piece.text), Piece(LEFT_OUT, False)))


def _result(reader: Reader, iris: Iris, hit: Hit) -> Result:
    node = NamedNode(hit.iri)
    article = iris.article_of(node)
    path = path_of(hit.iri, iris.base) or (path_of(article.value, iris.base) if article else None)
    event = node if hit.kind == "event" else None
    return Result(
        iri=hit.iri,
        kind=hit.kind,
        pieces=tuple(Stretch(shown(piece.text), piece.found) for piece in hit.pieces),
        path=path,
        article=article_line(reader, article) if article else None,
        when=date_in_words(when_of(reader, event)) if event else "",
        date=reader.value(event, ONT.edtf) if event else reader.value(article, ONT.asOf) if article else "",
    )


def _as_json(found: Found) -> dict[str, Any]:
    asked = found.asked
    following = asked.address(asked.page + 1) if asked.page < found.pages else None
    return {
        "query": asked.text,
        "kinds": list(asked.kinds),
        **dict(asked.scope.fields),
        "page": asked.page,
        "pages": found.pages,
        "total": found.total,
        "more": found.more,
        "next": following,
        "results": [_result_as_json(result) for result in found.results],
    }


def _result_as_json(result: Result) -> dict[str, Any]:
    """A hit; ``highlights`` are pairs of offsets in ``text``, in code points."""
    highlights, text = [], ""
    for piece in result.pieces:
        highlights += [[len(text), len(text) + len(piece.text)]] if piece.found else []
        text += piece.text
    about = result.article
    return {
        "iri": result.iri,
        "page": result.path,
        "kind": result.kind,
        "text": text,
        "highlights": highlights,
        "date": result.date or None,
        "title": about.link.text.value if about else None,
        "publisher": ", ".join(link.text.value for link in about.publisher) or None if about else None,
    }
