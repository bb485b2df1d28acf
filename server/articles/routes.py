"""``/articles`` and ``/jobs``: a newsroom's system puts its articles here, and asks what became of them.

PUT, POST and DELETE take the write token and answer 202 with the address of a job, which is on the disk by then; the
article is read, and is seen everywhere, a moment later. Jobs and states may be read by all: the id of a job cannot be
guessed, and the state of an article tells no more than the graph does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.errors import InputError
from kg.sources.article import Given, build_article
from kg.store.archive import Version
from kg.store.jobs import Job, JobAction
from server.articles.desk import HTTP_SOURCE, NOTHING, Desk, check_precondition, tag_of
from server.articles.given import JSON, PAGE, Submission
from server.authority import check_write_token
from server.pages.links import path_of
from server.problems import Conflict, MalformedRequest, NotFound, ServerCannot, UnsupportedMediaType
from server.site import Site, client_of, site_of
from server.sparql.answering import matches
from server.sparql.preflight import preflight
from server.sparql.protocol import read_body

router = APIRouter(include_in_schema=False)
_SAID = ("title", "published", "publisher", "url", "language")
_PAGES = (PAGE, "application/xhtml+xml")


@router.post("/articles")
async def post_article(request: Request) -> Response:
    """Take an article under its own id, or one made of its address or its text."""
    return await _take(request, None)


@router.put("/articles/{id:path}")
async def put_article(request: Request, id: str) -> Response:
    """Take an article under an id; what was read from the one before is replaced."""
    return await _take(request, id)


@router.delete("/articles/{id:path}")
async def delete_article(request: Request, id: str) -> Response:
    """Take an article back."""
    site, desk = _writable(request)
    with desk.arriving():
        if await desk.newest(id) is None and await desk.waits_for(id) is None:
            raise _unknown(id)
        expected = await _expected(request, desk, id)
        return await _accepted(request, site, desk, await desk.take(JobAction.DELETE, id, b"", expected))


@router.api_route("/articles/{id:path}", methods=["GET", "HEAD"])
async def article_state(request: Request, id: str) -> Response:
    """What the store holds of an article."""
    known = await desk_of(request).newest(id)
    if known is None:
        raise _unknown(id)
    headers = {"ETag": tag_of(known), "Cache-Control": "no-cache"}
    if matches(request.headers.get("if-none-match"), tag_of(known)):
        return Response(status_code=304, headers=headers)
    return JSONResponse(_state(known, site_of(request)), headers=headers)


@router.api_route("/jobs/{id}", methods=["GET", "HEAD"])
async def job_state(request: Request, id: str) -> Response:
    """What became of a job."""
    desk = desk_of(request)
    job = await desk.find(id)
    if job is None:
        raise NotFound("no such job, or none any more", where=f"job {id[:40]}", remedy="ask for the article itself")
    site_of(request).engine.wrote(client_of(request))  # who hears that it is done will see it in the next answer
    return JSONResponse(await _told(desk, job, site_of(request)), headers=_pace(job))


@router.options("/articles")
async def options_articles() -> Response:
    """Tell scripts of other sites what they may send."""
    return preflight("POST, OPTIONS")


@router.options("/articles/{id:path}")
async def options_article() -> Response:
    """Tell scripts of other sites what they may send."""
    return preflight("GET, HEAD, PUT, DELETE, OPTIONS")


# --------------------------------------------------------------------------------------------------------- taking


def desk_of(request: Request) -> Desk:
    """Where articles are taken; raises ServerCannot for a graph without a store."""
    desk = request.app.state.desk
    if not isinstance(desk, Desk):
        raise ServerCannot("there is no store behind this server", remedy="serve one with: timewire serve --store DIR")
    return desk


def _writable(request: Request) -> tuple[Site, Desk]:
    site = site_of(request)
    check_write_token(request, site.settings.write_token)
    return site, desk_of(request)


async def _take(request: Request, id_: str | None) -> Response:
    site, desk = _writable(request)
    with desk.arriving():
        media_type = _media_type(request)
        body = await read_body(request, site.settings.max_article_bytes)
        submission = Submission(media_type, body, _said(request, id_), HTTP_SOURCE)
        name = _checked(submission, id_)
        expected = await _expected(request, desk, name)
        return await _accepted(request, site, desk, await desk.take(JobAction.PUT, name, submission.pack(), expected))


def _media_type(request: Request) -> str:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given == JSON:
        return JSON
    if given in _PAGES:
        return PAGE
    raise UnsupportedMediaType(f"a body of type {given or '(none)'}", remedy=f"send {JSON} or {PAGE}")


def _said(request: Request, id_: str | None) -> Given:
    """What the address says of the article; it goes before what the body says."""
    if id_ == "":
        raise MalformedRequest("no id", where="address", remedy="PUT to /articles/ID, or POST to /articles")
    given = request.query_params
    for name in given:
        if name not in _SAID:
            raise MalformedRequest(f"no parameter {name[:40]!r}", remedy=f"use {', '.join(_SAID)}")
    return Given(id=id_, **{name: given[name] for name in _SAID if given.get(name)})


def _checked(submission: Submission, id_: str | None) -> str | None:
    """The id of an article, which can be read as one; None for a page that has yet to be taken apart."""
    if submission.media_type == PAGE:
        build_article(id_ or "page", "", submission.said)  # its metadata are refused now rather than later
        return id_
    article = submission.read().article
    if not article.text.strip():
        raise InputError("empty text", remedy='give {"text": "..."}')
    own = json.loads(submission.body).get("id")
    if id_ is not None and own is not None and str(own) != id_:
        raise Conflict(f"the address says {id_!r}, the body {own!r}", where="id", remedy="leave it out of the body")
    return article.id


async def _expected(request: Request, desk: Desk, id_: str | None) -> str | None:
    """What the article must be for the change to be made; raises PreconditionFailed if it is not that now.

    It is looked at once more when its turn has come.
    """
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    if wanted is None and unwanted is None:
        return None
    if unwanted is not None and unwanted.strip() != "*":
        raise MalformedRequest("only * is understood", where="If-None-Match", remedy="send If-None-Match: *")
    expected = wanted.strip() if wanted is not None else NOTHING
    if id_ is None:
        raise MalformedRequest("a condition without an id", where="headers", remedy="PUT the page to its address")
    if await desk.waits_for(id_) is None:
        check_precondition(expected, await desk.newest(id_))
    return expected


async def _accepted(request: Request, site: Site, desk: Desk, job: Job) -> Response:
    headers = {"Location": f"/jobs/{job.id}", **_pace(job)}
    return JSONResponse(await _told(desk, job, site), 202, headers)


# -------------------------------------------------------------------------------------------------------- telling


def _pace(job: Job) -> dict[str, str]:
    return {"Cache-Control": "no-store"} | ({"Retry-After": "1"} if job.is_open else {})


async def _told(desk: Desk, job: Job, site: Site) -> Mapping[str, Any]:
    """A job as JSON."""
    outcome = {name: value for name, value in (job.outcome or {}).items() if name != "reason"}
    links = {"self": f"/jobs/{job.id}"} | (_links(job.article, site) if job.article else {})
    return {
        "id": job.id,
        "action": job.action.value,
        "article": job.article,
        "state": job.state.value,
        "received": job.received.isoformat(),
        "ended": job.ended.isoformat() if job.ended else None,
        "ahead": await desk.ahead(job),
        **outcome,
        "links": links,
    }


def _state(known: Version, site: Site) -> Mapping[str, Any]:
    """An article as JSON; its text is not given away."""
    article = known.article
    return {
        "id": article.id,
        "state": "present" if known.present else "withdrawn",
        "version": known.number,
        "received": known.received.isoformat(),
        "sha256": known.sha256,
        "title": article.title,
        "published": article.published.edtf if article.published else None,
        "publisher": article.publisher,
        "url": article.url,
        "language": article.language,
        "links": _links(article.id, site),
    }


def _links(article: str, site: Site) -> dict[str, str]:
    iri = site.knowledge.iris.article(article).value
    page = path_of(iri, site.base) or ""
    return {"article": f"/articles{page.removeprefix('/article')}", "page": page, "iri": iri}


def _unknown(id_: str) -> NotFound:
    return NotFound(
        "no such article", where=f"article {id_[:200]!r}", remedy="see if it has been read: ask for its job"
    )
