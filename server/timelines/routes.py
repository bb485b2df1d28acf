"""Timelines over HTTP: pages, frames, data, pictures, what content systems ask, and the files that embeds load."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from hashlib import sha256
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from kg.errors import TimewireError
from server.negotiation import Offer, choose
from server.pages.languages import keep_language
from server.problems import MalformedRequest, NotFound, OperationRefused, Overloaded, Problem, problem_of
from server.rendering import language_asked, templates
from server.site import client_of, site_of
from server.timelines import builder, cards, oembed
from server.timelines.assets import asset, assets_by_path
from server.timelines.contents import nothing_remembered, read_timeline
from server.timelines.feeds import FORMS, Given
from server.timelines.history import read_history
from server.timelines.kept import KeptTimelines
from server.timelines.live import changes
from server.timelines.locales import languages, locale_of, preferred
from server.timelines.members import with_saved
from server.timelines.model import Timeline
from server.timelines.origin import Origin, look_of
from server.timelines.selection import Selection, read_selection
from server.timelines.view import View, render_view, view_of
from server.timelines.words import Words

router = APIRouter(include_in_schema=False)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action {forms}; frame-ancestors {ancestors}"
)
_FIXED = "public, max-age=31536000, immutable"
_MOVING = "public, max-age=3600"
_PICTURES = {".png": "image/png", ".svg": "image/svg+xml"}
_SUFFIXES = (*(form.suffix for form in FORMS), *_PICTURES)
_MOST_STREAMS = 1000
_BUILDER: Mapping[str, Any] = {"problem": None, "typed": {}, "languages": tuple(map(locale_of, languages()))}


@router.api_route("/timelines/schema.json", methods=["GET", "HEAD"])
async def schema(request: Request) -> Response:
    """The JSON Schema of the JSON of timelines."""
    return _tagged(request, asset("schema.json").content, "application/schema+json", _MOVING)


@router.api_route("/timelines/context.jsonld", methods=["GET", "HEAD"])
async def context(request: Request) -> Response:
    """The JSON-LD context that makes the JSON of timelines RDF."""
    return _tagged(request, asset("context.jsonld").content, "application/ld+json", _MOVING)


@router.get("/timelines/{path:path}/changes")
async def watch(request: Request) -> Response:
    """A stream that tells when there may be something new on a timeline."""
    site, state = site_of(request), request.app.state
    chosen = read_selection(_path(request).removesuffix("/changes"), request.query_params)
    await _timeline(request, chosen)
    store = site.store
    if store is None:
        raise OperationRefused("nobody tells when this graph changes", remedy="ask for the JSON again, with its ETag")
    state.streams = getattr(state, "streams", 0)
    if state.streams >= _MOST_STREAMS:
        raise Overloaded("too many readers are told of changes", remedy="ask for the JSON again, with its ETag")
    server = getattr(state, "server", None)
    lines = changes(
        lambda: store.generation, request.headers.get("last-event-id", ""), lambda: bool(server and server.should_exit)
    )
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_counted(state, lines), media_type="text/event-stream", headers=headers)


async def _counted(state: Any, lines: AsyncIterator[str]) -> AsyncIterator[str]:
    state.streams += 1
    try:
        async for line in lines:
            yield line
    finally:
        state.streams -= 1


@router.api_route("/timelines/{path:path}", methods=["GET", "HEAD"])
async def timelines(request: Request) -> Response:
    """A timeline as a page, as data or as a picture, by suffix."""
    path, suffix = _split(_path(request))
    chosen = read_selection(path, request.query_params)
    view = await _view(request, chosen, negotiated=suffix != ".json")
    form = next((form for form in FORMS if form.suffix == suffix), None)
    if form:
        return _tagged(request, form.make(Given(view.timeline, view.chosen, view.origin, view.words)), form.media_type)
    if suffix in _PICTURES:
        drawn = await _drawn(request, view, suffix == ".png")
        return _tagged(request, drawn, _PICTURES[suffix], _MOVING)
    return _page(request, "timelines/page.html", view, "'self'")


async def _drawn(request: Request, view: View, painted: bool) -> bytes:
    """A picture of a timeline; it is painted beside the other requests."""
    full = "full" in request.query_params
    drawn = cards.full(view.timeline, view.words, painted) if full else cards.card(view.timeline, view.words)
    if not painted:
        return drawn.svg.encode()
    return await asyncio.to_thread(drawn.png)


@router.api_route("/embed/demo", methods=["GET", "HEAD"])
async def demo(request: Request) -> Response:
    """The widget in the places that it is made for."""
    return _page(request, "timelines/demo.html", await _view(request, Selection()), "'self'")


@router.api_route("/embed/builder", methods=["GET", "HEAD"])
async def build(request: Request) -> Response:
    """A form to choose how a timeline is embedded, with a preview and the code to copy."""
    try:
        chosen = builder.read_asked(request.query_params)
        size = builder.read_size(request.query_params.get("width", ""), request.query_params.get("height", ""))
        view = await _view(request, chosen)
    except TimewireError as error:
        return await _build_again(request, problem_of(error))
    choices = await _choices(request, builder.broad(chosen))
    return _page(request, "timelines/builder.html", view, "'self'", size=size, choices=choices, **_BUILDER)


async def _build_again(request: Request, problem: Problem) -> Response:
    """The form with what was typed and what is wrong with it, without a preview."""
    view, choices = await _view(request, Selection()), await _choices(request, Selection())
    typed = dict(request.query_params)
    more = {"choices": choices, "problem": problem, "typed": typed, "size": (typed.get("width"), typed.get("height"))}
    response = _page(request, "timelines/builder.html", view, "'self'", **{**_BUILDER, **more})
    response.status_code = problem.status if response.status_code == 200 else response.status_code
    return response


async def _choices(request: Request, broad: Selection) -> builder.Choices:
    """What a timeline can be narrowed by."""
    site = site_of(request)
    publishers = await site.ask(lambda graph: builder.read_publishers(graph, site.base))
    return builder.choices_of(await _timeline(request, broad), publishers)


@router.api_route("/embed/{path:path}", methods=["GET", "HEAD"])
async def embed(request: Request) -> Response:
    """A timeline for a frame, or a file that embeds load."""
    found = assets_by_path().get(request.url.path)
    if found:
        fixed = request.url.path == found.fixed_path
        return _tagged(request, found.content, found.media_type, _FIXED if fixed else _MOVING)
    ancestors = site_of(request).settings.frame_ancestors
    try:
        view = await _view(request, read_selection(_path(request), request.query_params))
    except TimewireError as error:
        return _said_in_frame(request, error, ancestors)
    return _page(request, "timelines/embed.html", view, ancestors)


def _said_in_frame(request: Request, error: TimewireError, ancestors: str) -> Response:
    """What went wrong, as a page that may stand in the frame of another site: a refused page is an empty box there."""
    problem, given = problem_of(error), request.query_params
    words = Words(preferred(given.get("lang", ""), request.headers.get("accept-language")))
    theme = given.get("theme", "") if given.get("theme") in ("light", "dark") else "auto"
    looks = asset("timeline.css").fixed_path
    values = {"problem": problem, "words": words, "locale": words.locale, "theme": theme, "looks": looks}
    body = templates().get_template("timelines/trouble.html").render(values)
    policy = POLICY.format(ancestors=ancestors, forms="'none'")
    own = {"Content-Security-Policy": policy, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    return HTMLResponse(body, problem.status, dict(problem.headers) | own)


@router.api_route("/oembed", methods=["GET", "HEAD"])
async def oembed_answer(request: Request) -> Response:
    """What a content system gets for the address of a timeline (oEmbed 1.0)."""
    given, origin = request.query_params, origin_of(request)
    if not given.get("url"):
        raise MalformedRequest("no address is given", where="parameter url", remedy="send url=, percent-encoded")
    wanted = _oembed_format(request)
    asked = oembed.read_request(given["url"], given.get("maxwidth", ""), given.get("maxheight", ""), origin)
    document = oembed.answer(asked, await _timeline(request, asked.chosen), origin)
    if wanted == "xml":
        return _tagged(request, oembed.xml(document), "text/xml; charset=utf-8", _MOVING)
    return _tagged(request, oembed.json_of(document), "application/json", _MOVING)


def _oembed_format(request: Request) -> str:
    wanted = request.query_params.get("format", "")
    if not wanted:
        offers = [Offer("application/json"), Offer("text/xml", 0.9), Offer("application/xml", 0.9)]
        best = choose(request.headers.get("accept"), offers)
        return "xml" if best and best.media_type.endswith("xml") else "json"
    if wanted not in ("json", "xml"):
        raise OperationRefused(f"no format {wanted[:20]!r}", where="parameter format", remedy="ask for json or xml")
    return wanted


# ------------------------------------------------------------------------------------------------------- what is read


async def _view(request: Request, chosen: Selection, negotiated: bool = True) -> View:
    """A timeline in the language asked for, else in the one the browser prefers: programs get English then."""
    timeline = await _timeline(request, chosen)
    accepted = request.headers.get("accept-language") if negotiated else None
    locale = preferred(request.query_params.get("lang", ""), accepted)
    return view_of(chosen, timeline, locale, origin_of(request), look_of(request.query_params))


async def _timeline(request: Request, chosen: Selection) -> Timeline:
    """The timeline of a selection, read anew only if the graph has changed."""
    site, kept = site_of(request), _kept(request)
    chosen = with_saved(chosen, site.settings.saved_queries)
    generation = str(site.store.generation) if site.store else await site.engine.generation(client_of(request))
    remember = partial(read_history, site.store) if site.store else nothing_remembered
    timeline = await kept.read(
        generation, chosen, lambda: site.ask(lambda graph: read_timeline(graph, site.base, chosen, remember=remember))
    )
    if timeline is None:
        raise NotFound("there is no such timeline", where=chosen.path, remedy="look for one on /timelines/all")
    return timeline


def _kept(request: Request) -> KeptTimelines:
    state = request.app.state
    state.timelines = kept = getattr(state, "timelines", None) or KeptTimelines()
    return kept


def origin_of(request: Request) -> Origin:
    """The site as the reader sees it."""
    return Origin(str(request.base_url).rstrip("/"))


def _path(request: Request) -> str:
    """What stands behind the first folder of the address, as it was sent: names keep their percent signs."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return raw.partition(b"?")[0].decode("ascii", "replace").lstrip("/").partition("/")[2]


def _split(path: str) -> tuple[str, str]:
    suffix = next((suffix for suffix in _SUFFIXES if path.endswith(suffix)), "")
    return path.removesuffix(suffix), suffix


# -------------------------------------------------------------------------------------------------------- what is sent


def _page(request: Request, template: str, view: View, ancestors: str, **more: Any) -> Response:
    theme = request.query_params.get("theme", "auto")
    path, lang = request.url.path, view.words.locale.lang
    asked = language_asked(request)
    look = (template, path, view.chosen, lang, asked, view.look, view.origin.url)  # its look has the theme

    def rendered() -> bytes:
        body = render_view(view, template, path, theme, **more)
        return keep_language(body.decode(), asked).encode() if asked else body

    body = rendered() if more else _kept(request).page(view.timeline, look, rendered)
    forms = "'none'" if template.endswith("embed.html") else "'self'"
    policy = {"Content-Security-Policy": POLICY.format(ancestors=ancestors, forms=forms)}
    discovery = oembed.discovery(view.origin, view.chosen, view.look)
    return _tagged(request, body, "text/html; charset=utf-8", "no-cache", {**policy, "Link": discovery})


def _tagged(
    request: Request, body: bytes, media_type: str, kept: str = "no-cache", headers: Mapping[str, str] | None = None
) -> Response:
    """A response with an entity tag, or 304 for whoever has it already."""
    tag = f'"{sha256(body).hexdigest()[:24]}"'
    own = {"ETag": tag, "Cache-Control": kept, "Vary": "Accept-Language", **(headers or {})}
    given = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if tag in given or "*" in given:
        return Response(None, 304, own)
    return Response(body, headers={**own, "Content-Type": media_type})
