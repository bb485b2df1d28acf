"""``/-/curate``: sign in, correct an event in plain forms, see who decided what, and take it back.

These pages alone know a cookie; they are private, and nobody keeps copies of them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg.curation.editing import curate
from kg.curation.finding import find_event
from kg.curation.telling import edit_json, edits_of
from kg.curation.wish import Wish, read_wish
from kg.errors import EditConflict, InputError, TimewireError
from kg.knowledge.edits import EditKind
from kg.store import Store
from server.authority import check_write_token
from server.curation.session import LASTS_S, PATH, Session, check_form, check_origin, session_of, set_cookie, sign_in
from server.curation.sheet import Sheet, sheet_of, storylines
from server.problems import NotAuthorized, NotFound, ServerCannot, UpdateRefused, problem_of
from server.rendering import rendered
from server.site import Site, client_of, site_of
from server.sparql.protocol import read_body, read_pairs
from server.writing import check_private_token

router = APIRouter(prefix=PATH, include_in_schema=False)
_MAX_BYTES = 100_000
_LISTED = 200
_HEADERS = {"Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8", "X-Robots-Tag": "noindex"}
_WAIT_S = 0.5
"""After a wrong token, so that nobody tries many."""


class _Sent(dict[str, str]):
    """What a form sent; '' for what it did not send."""

    def __missing__(self, name: str) -> str:
        return ""


_NOT_FIELDS = frozenset({"kind", "event", "reason", "seen", "form"})


# --------------------------------------------------------------------------------------------------- for programs


@router.post("")
async def curate_by_program(request: Request) -> Response:
    """Carry out an edit that a program sends as JSON, with the token of the owner file or the write token."""
    site, store = _store(request)
    _check_program(request, site)
    wish = read_wish(await read_body(request, _MAX_BYTES))
    edit = await asyncio.to_thread(curate, store, wish)
    _changed(request, site)
    return JSONResponse(edit_json(edit), headers={"Cache-Control": "no-store"})


edits_router = APIRouter(include_in_schema=False)


@edits_router.get("/-/edits")
async def edits(request: Request) -> Response:
    """The edits about an event, or all of them, for programs."""
    site, store = _store(request)
    _check_program(request, site)
    found = await asyncio.to_thread(edits_of, store, request.query_params.get("event", ""))
    return JSONResponse({"edits": [edit_json(edit) for edit in found]}, headers={"Cache-Control": "no-store"})


def _check_program(request: Request, site: Site) -> None:
    try:
        check_write_token(request, site.settings.write_token)
    except (UpdateRefused, NotAuthorized):
        check_private_token(request, site.token)


# ----------------------------------------------------------------------------------------------------- signing in


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    """The form to sign in with."""
    return _page(
        request, "curation/sign-in.html", next=_inside(request.query_params.get("next", "")), fault=None, name=""
    )


@router.post("/sign-in")
async def signing_in(request: Request) -> Response:
    """Begin a session for whoever knows the write token."""
    site = site_of(request)
    check_origin(request)
    sent = dict(read_pairs(await read_body(request, _MAX_BYTES)))
    goal = _inside(sent.get("next", ""))
    try:
        value = sign_in(sent.get("name", ""), sent.get("token", ""), site.settings.write_token, time.time())
    except TimewireError as error:
        await asyncio.sleep(_WAIT_S)
        problem = problem_of(error)
        return _page(
            request, "curation/sign-in.html", problem.status, next=goal, fault=error, name=sent.get("name", "")
        )
    response = RedirectResponse(goal or PATH, 303, {"Cache-Control": "no-store"})
    set_cookie(response, value, secure=_is_secure(request))
    return response


@router.post("/sign-out")
async def signing_out(request: Request) -> Response:
    """End the session."""
    check_origin(request)
    response = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
    set_cookie(response, "", secure=_is_secure(request))
    return response


def _is_secure(request: Request) -> bool:
    """The cookie may go over plain HTTP only on this machine, where no other can listen."""
    return request.url.scheme == "https" or request.url.hostname not in ("localhost", "127.0.0.1", "::1", "testserver")


def _inside(goal: str) -> str:
    """An address of these pages, or ''; nobody is sent elsewhere."""
    return goal if goal.startswith(f"{PATH}/") and "\\" not in goal and "//" not in goal and goal.isprintable() else ""


def _session(request: Request, site: Site) -> Session | None:
    return session_of(request, site.settings.write_token, time.time())


# ------------------------------------------------------------------------------------------------------ the forms


@router.get("")
async def log(request: Request) -> Response:
    """Who decided what, newest first; and the storylines that are kept."""
    site, store = _store(request)
    if (session := _session(request, site)) is None:
        return _to_sign_in(request)
    found = await asyncio.to_thread(lambda: store.archive.edits.all()[::-1][:_LISTED])
    kept = await asyncio.to_thread(storylines, store)
    told = [edit_json(edit) for edit in found]
    return _page(request, "curation/log.html", session=session, edits=told, storylines=kept, base=site.base)


@router.get("/event/{name:path}")
async def forms(request: Request, name: str) -> Response:
    """The forms of an event."""
    site, store = _store(request)
    if (session := _session(request, site)) is None:
        return _to_sign_in(request)
    event = await asyncio.to_thread(_event, store, name)
    sheet = await asyncio.to_thread(sheet_of, store, event)
    if sheet.path != f"/event/{name}":
        return RedirectResponse(PATH + sheet.path, 303, {"Cache-Control": "no-store"})
    return _forms(request, session, sheet, site)


@router.post("/event/{name:path}")
async def correct(request: Request, name: str) -> Response:
    """Carry out what a form asks for; what cannot be done is shown with all that was sent."""
    site, store = _store(request)
    session = _session(request, site)
    pairs = read_pairs(await read_body(request, _MAX_BYTES))
    sent = dict(pairs)
    if session is None:
        return _to_sign_in(request)
    check_form(request, session, sent.get("form", ""))
    try:
        edit = await asyncio.to_thread(curate, store, _wish(pairs, session, name))
    except (EditConflict, InputError) as error:
        return await _refused(request, site, store, session, name, sent, error)
    _changed(request, site)
    return RedirectResponse(f"{request.url.path}?done={edit.number}", 303, {"Cache-Control": "no-store"})


def _wish(pairs: list[tuple[str, str]], session: Session, name: str) -> Wish:
    fields: dict[str, str | tuple[str, ...]] = {}
    others = []
    sent = dict(pairs)
    for key, value in pairs:
        if key == "event" and value.strip():
            others.append(value.strip())
        elif key in ("reports", "pin", "unpin", "hide", "show", "order"):
            known = fields.get(key, ())
            fields[key] = (*(known if isinstance(known, tuple) else (known,)), *_lines(value))
        elif key == "participants":
            fields[key] = tuple(_lines(value))
        elif key not in _NOT_FIELDS:
            fields[key] = value
    try:
        kind, seen = EditKind(sent.get("kind", "")), int(sent["seen"]) if sent.get("seen", "").isdecimal() else None
    except ValueError:
        raise InputError("no such form", where="kind", remedy="open the page again") from None
    events = () if kind in (EditKind.UNDO, EditKind.ADD) else (f"/event/{name}", *others)
    return Wish(kind, events, session.editor, sent.get("reason", ""), seen, fields)


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


async def _refused(
    request: Request,
    site: Site,
    store: Store,
    session: Session,
    name: str,
    sent: Mapping[str, str],
    error: EditConflict | InputError,
) -> Response:
    """The forms once more, with what is wrong, what others have changed meanwhile, and all that was filled in."""
    event = await asyncio.to_thread(_event, store, name)
    sheet = await asyncio.to_thread(sheet_of, store, event)
    since = [edit_json(edit) for edit in error.since] if isinstance(error, EditConflict) else []
    return _forms(request, session, sheet, site, problem_of(error).status, sent=sent, fault=error, since=since)


def _forms(request: Request, session: Session, sheet: Sheet, site: Site, status: int = 200, **more: Any) -> Response:
    content = {"sent": {}, "fault": None, "since": [], "done": request.query_params.get("done", "")[:20], **more}
    content["sent"] = _Sent(content["sent"])
    return _page(
        request,
        "curation/event.html",
        status,
        session=session,
        sheet=sheet,
        base=site.base,
        lasts=LASTS_S // 60,
        **content,
    )


def _event(store: Store, name: str) -> NamedNode:
    try:
        return find_event(store.graph.oxigraph, store.iris, f"/event/{name}")
    except InputError:
        raise NotFound("no such event", where=f"event {name[:200]!r}", remedy="take the address of its page") from None


def _to_sign_in(request: Request) -> Response:
    path = request.url.path if request.url.path != PATH else ""
    return RedirectResponse(f"{PATH}/sign-in?next={path}", 303, {"Cache-Control": "no-store"})


def _page(request: Request, template: str, status: int = 200, **content: Any) -> Response:
    return Response(rendered(request, template, **content), status, _HEADERS)


def _store(request: Request) -> tuple[Site, Store]:
    site = site_of(request)
    if site.store is None:
        raise ServerCannot("there is no store behind this server", remedy="serve one with: timewire serve --store DIR")
    return site, site.store


def _changed(request: Request, site: Site) -> None:
    """Let whoever decided see it in their next answer, and everybody soon."""
    site.engine.wrote(client_of(request))
    site.engine.changed()
