"""Timelines over HTTP: the page, the page for frames, the JSON, and the files that embeds load."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from server.problems import NotFound
from server.rendering import templates
from server.site import site_of
from server.timelines.assets import Asset, asset, assets
from server.timelines.contents import read_timeline
from server.timelines.document import Origin, json_of
from server.timelines.locales import languages, locale_file, preferred
from server.timelines.model import Timeline
from server.timelines.selection import Selection, read_selection
from server.timelines.words import Words

router = APIRouter(include_in_schema=False)
EMBED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)
_FIXED = "public, max-age=31536000, immutable"
_MOVING = "public, max-age=3600"


@router.api_route("/timelines/{path:path}", methods=["GET", "HEAD"])
async def timelines(request: Request) -> Response:
    """A timeline as a page or as data, by suffix."""
    path, suffix = _split(request)
    chosen, timeline = await _read(request, path)
    if suffix == ".json":
        body = json.dumps(json_of(timeline, chosen, origin_of(request)), ensure_ascii=False, separators=(",", ":"))
        return _tagged(request, body.encode(), "application/json")
    policy = {"Content-Security-Policy": EMBED_POLICY.format(ancestors="'self'")}
    return _page(request, "timelines/page.html", chosen, timeline, policy)


@router.api_route("/embed/{path:path}", methods=["GET", "HEAD"])
async def embed(request: Request) -> Response:
    """A timeline for a frame, or a file that embeds load."""
    found = _assets_by_path().get("/embed/" + request.path_params["path"])
    if found:
        fixed = request.url.path == found.fixed_path
        return _tagged(request, found.content, found.media_type, _FIXED if fixed else _MOVING)
    path, _ = _split(request)
    chosen, timeline = await _read(request, path)
    policy = EMBED_POLICY.format(ancestors=site_of(request).settings.frame_ancestors)
    return _page(request, "timelines/embed.html", chosen, timeline, {"Content-Security-Policy": policy})


def _assets_by_path() -> Mapping[str, Asset]:
    words = [Asset(f"locales/{lang}.json", locale_file(lang), "application/json") for lang in languages()]
    beside = {f"/embed/{__version__}/{file.name}": file for file in words}
    return {path: file for file in (*assets(), *words) for path in (file.moving_path, file.fixed_path)} | beside


def _split(request: Request) -> tuple[str, str]:
    """What stands behind the first folder of the address, as it was sent, and the suffix of a form."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    path = raw.partition(b"?")[0].decode("ascii", "replace").lstrip("/").partition("/")[2]
    return (path.removesuffix(".json"), ".json") if path.endswith(".json") else (path, "")


async def _read(request: Request, path: str) -> tuple[Selection, Timeline]:
    site = site_of(request)
    chosen = read_selection(path, request.query_params)
    timeline = await site.ask(lambda graph: read_timeline(graph, site.base, chosen))
    if timeline is None:
        raise NotFound("there is no such timeline", where=request.url.path, remedy="look for one on /timelines/all")
    return chosen, timeline


def origin_of(request: Request) -> Origin:
    """The site as the reader sees it."""
    return Origin(str(request.base_url).rstrip("/"))


def _page(
    request: Request, template: str, chosen: Selection, timeline: Timeline, headers: Mapping[str, str]
) -> Response:
    locale = preferred(request.query_params.get("lang", ""), request.headers.get("accept-language"))
    values = {
        "timeline": timeline,
        "chosen": chosen,
        "words": Words(locale),
        "locale": locale,
        "origin": origin_of(request),
        "theme": _theme(request),
        "script": asset("timeline.js"),
        "looks": asset("timeline.css"),
        "path": request.url.path,
        "here": "timeline",
    }
    body = templates().get_template(template).render(values).encode()
    return _tagged(request, body, "text/html; charset=utf-8", "no-cache", headers)


def _theme(request: Request) -> str:
    asked = request.query_params.get("theme", "auto")
    return asked if asked in ("light", "dark") else "auto"


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
