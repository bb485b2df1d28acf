"""What stays and what is now, as files and graphs: ``/releases`` and ``/dumps``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.errors import InputError
from kg.exports.folder import dump_files
from kg.releases.manifest import OF_A_RELEASE
from kg.releases.release import RELEASES_FOLDER, Kept, find_release, releases_in
from server.data.answering import tagged
from server.data.dumping import Dump, Dumps
from server.data.files import media_type_of, send_file
from server.data.frozen_engine import FrozenEngine
from server.negotiation import Offer, choose
from server.problems import MalformedRequest, NotAcceptable, NotFound, ServerCannot
from server.rendering import HTML, render
from server.site import Site, site_of
from server.sparql.formats import TRIPLES, Format, formats_of, offers_of
from server.sparql.page import START_QUERY
from server.sparql.preflight import preflight
from server.sparql.protocol import QueryRequest, check_query, read_query_request
from server.sparql.responding import answer
from server.sparql.service_description import describe_service, write_description
from server.sparql.text_search import with_matches

router = APIRouter(include_in_schema=False)
_JSON = "application/json"
_CRATE = "ro-crate-metadata.json"
_KEPT_RELEASE = "public, max-age=86400"
"""A day: releases stay, but for what is erased, and that should not live on in caches."""
_KEPT_DUMP = "no-cache"


@dataclass(frozen=True, slots=True)
class Row:
    """A file as a page lists it; size in bytes."""

    name: str
    what: str
    size: int
    digest: str


# -------------------------------------------------------------------------------------------------------- releases


@router.api_route("/releases", methods=["GET", "HEAD"])
async def releases(request: Request) -> Response:
    """The releases there are, the newest state first: a page, or JSON."""
    found = releases_in(_folder(site_of(request)))
    if _wants_page(request):
        return render(request, "releases.html", here="data", releases=[kept.release for kept in found])
    told = {"releases": [asdict(kept.release) | {"url": kept.release.page} for kept in found]}
    return tagged(request, (json.dumps(told, indent=1) + "\n").encode(), _JSON, {"Vary": "Accept"})


@router.api_route("/releases/{name}", methods=["GET", "HEAD"])
async def release(request: Request, name: str) -> Response:
    """A release: a page, or its RO-Crate; ``latest`` leads to the newest."""
    if name == "latest":
        return _latest(request)
    kept = _found(request, name)
    if not _wants_page(request, "application/ld+json"):
        return RedirectResponse(f"/releases/{kept.release.name}/{_CRATE}", 303, {"Vary": "Accept"})
    rows = _rows(kept.files, dict(kept.sums()))
    formats = dict.fromkeys(format.name for format in formats_of("SELECT"))
    return render(
        request, "release.html", here="data", release=kept.release, files=rows, formats=formats, query=START_QUERY
    )


def _latest(request: Request) -> Response:
    found = releases_in(_folder(site_of(request)))
    if not found:
        raise NotFound("there is no release yet", remedy="take the present state at /dumps/")
    return RedirectResponse(f"/releases/{found[0].release.name}", 302, {"Cache-Control": "no-cache"})


@router.api_route("/releases/{name}/sparql", methods=["GET", "HEAD", "POST"])
async def release_sparql(request: Request, name: str) -> Response:
    """Answer a query from a release; without one, describe the service."""
    kept, site = _found(request, name), site_of(request)
    frozen = replace(site, engine=FrozenEngine(site.engine, kept), guarded=None, store=None)
    asked = await read_query_request(request, site.settings.max_query_bytes)
    if asked is None and _wants_page(request, *(format.media_type for format in TRIPLES)):
        return RedirectResponse(f"/releases/{kept.release.name}#ask", 303, {"Vary": "Accept"})
    if asked is None:
        return _described(request, frozen)
    check_query(asked)
    chosen = _format_of(request, asked)
    return await with_matches(frozen, asked, lambda query: answer(request, frozen, query, chosen, conditional=True))


@router.options("/releases/{name}/sparql")
async def release_options(request: Request) -> Response:
    """Tell scripts of other sites what they may send."""
    return preflight("GET, HEAD, POST, OPTIONS")


def _format_of(request: Request, asked: QueryRequest) -> Format:
    formats = formats_of(asked.form)
    if asked.format is not None:
        named = next((format for format in formats if asked.format in (format.name, format.media_type)), None)
        if named is None:
            raise MalformedRequest(f"no format {asked.format[:40]!r} for this query", where="parameter format")
        return named
    return _chosen(request, formats)


def _chosen(request: Request, formats: tuple[Format, ...]) -> Format:
    best = choose(request.headers.get("accept"), offers_of(formats))
    if best is None:
        names = ", ".join(dict.fromkeys(format.media_type for format in formats))
        raise NotAcceptable("none of the accepted media types can be given", remedy=f"accept one of {names}")
    return next(format for format in formats if format.media_type == best.media_type)


def _described(request: Request, site: Site) -> Response:
    format = _chosen(request, TRIPLES)
    endpoint = str(request.url.replace(query="", fragment=""))
    body = write_description(describe_service(endpoint, writable=False), format, site.knowledge.prefixes)
    return tagged(request, body, format.content_type, {"Vary": "Accept"})


@router.api_route("/releases/{name}/{file:path}", methods=["GET", "HEAD"])
async def release_file(request: Request, name: str, file: str) -> Response:
    """A file of a release."""
    kept = _found(request, name)
    digest = kept.sums().get(file) or ("" if file != "SHA256SUMS" else _digest_of_sums(kept.files))
    return _sent(request, kept.files, file, digest, _KEPT_RELEASE)


@router.options("/releases")
@router.options("/releases/{name}")
@router.options("/releases/{name}/{file:path}")
@router.options("/dumps")
@router.options("/dumps/{file:path}")
async def files_options(request: Request) -> Response:
    """What may be asked of files, for scripts of other sites."""
    return preflight("GET, HEAD, OPTIONS")


def _found(request: Request, name: str) -> Kept:
    try:
        return find_release(_folder(site_of(request)), name)
    except InputError:
        raise NotFound("there is no such release", where=name[:80], remedy="see what there is at /releases") from None


def _folder(site: Site) -> Path:
    """Where releases are; a folder that is not there where the server has no store."""
    return (site.store.folder if site.store else Path("/nonexistent")) / RELEASES_FOLDER


# ----------------------------------------------------------------------------------------------------------- dumps


@router.api_route("/dumps", methods=["GET", "HEAD"])
@router.api_route("/dumps/", methods=["GET", "HEAD"])
async def dumps(request: Request) -> Response:
    """The files of the present state: a page, or JSON."""
    dump = await _dump(request)
    rows = _rows(dump.folder, dump.sums)
    if _wants_page(request):
        return render(request, "dumps.html", here="data", state=dump.state, files=rows)
    told = {"state": dump.state, "files": [asdict(row) | {"type": media_type_of(row.name)} for row in rows]}
    return tagged(request, (json.dumps(told, indent=1) + "\n").encode(), _JSON, {"Vary": "Accept"})


@router.api_route("/dumps/{file:path}", methods=["GET", "HEAD"])
async def dump_file(request: Request, file: str) -> Response:
    """A file of the present state; a header tells which that is."""
    if not media_type_of(file):
        raise NotFound("there is no such file", where=file[:80], remedy="see what there is at /dumps/")
    dump = await _dump(request)
    digest = dump.sums.get(file) or ("" if file != "SHA256SUMS" else _digest_of_sums(dump.folder))
    response = _sent(request, dump.folder, file, digest, _KEPT_DUMP)
    response.headers["Timewire-State"] = str(dump.state)
    return response


async def _dump(request: Request) -> Dump:
    made: Dumps | None = getattr(request.app.state, "dumps", None)
    if made is None:
        raise ServerCannot("there is no store behind this server", remedy="ask the SPARQL endpoint")
    return await made.current()


# ------------------------------------------------------------------------------------------------------------ both


def _rows(folder: Path, sums: dict[str, str]) -> list[Row]:
    what = {**{file.name: file.what for file in dump_files()}, **OF_A_RELEASE}
    names = [*(name for name in what if name in sums), *(name for name in sums if name not in what)]
    return [Row(name, what.get(name, ""), (folder / name).stat().st_size, sums[name]) for name in names]


def _sent(request: Request, folder: Path, file: str, digest: str, kept: str) -> Response:
    """A file that the list of checksums knows: no other path leads anywhere."""
    if not digest:
        raise NotFound("there is no such file", where=file[:80], remedy="see what there is in the list above it")
    return send_file(request, folder / file, file, digest, kept, site_of(request).settings.data_licence)


def _digest_of_sums(folder: Path) -> str:
    from kg.exports.tables import digest_of

    return digest_of(folder / "SHA256SUMS")


def _wants_page(request: Request, *others: str) -> bool:
    offers = [Offer(_JSON), *map(Offer, others), Offer(HTML, 0.95)]
    best = choose(request.headers.get("accept"), offers)
    if best is None:
        raise NotAcceptable("none of the accepted media types can be given", remedy=f"accept {HTML} or {_JSON}")
    return best.media_type == HTML
