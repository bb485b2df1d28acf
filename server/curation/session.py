"""Who is signed in to correct events: a signed cookie that lasts half an hour and goes to these pages alone.

The cookie says who and until when, signed with a key that this process made and that hangs on the write token: another
token, or a restart, ends all sessions. Scripts cannot read it, and no other site's form or link sends it along. Each
form carries a token of the session besides.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from kg.curation.finding import line
from server.problems import NotAuthorized, UpdateRefused

LASTS_S = 1800
COOKIE = "timewire-curation"
PATH = "/-/curate"
_KEY = secrets.token_bytes(32)
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in; ``form_token`` is what their forms must send."""

    editor: str
    form_token: str


def sign_in(name: str, given: str, token: str, now: float) -> str:
    """The value of the cookie for whoever gives the write token and a name.

    Raises:
        UpdateRefused: the server has no write token.
        NotAuthorized: it is another one.
        InputError: there is no name.
    """
    if not token:
        raise UpdateRefused("this server is read-only: it has no write token", remedy="set TIMEWIRE_WRITE_TOKEN")
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise NotAuthorized("the write token is wrong", remedy="give the one that the operator of this server has set")
    editor = line(name, "name", _LONGEST_NAME)
    told = base64.urlsafe_b64encode(
        json.dumps({"by": editor, "until": int(now) + LASTS_S, "once": secrets.token_hex(8)}).encode()
    ).decode()
    return f"{told}.{_signature(told, token)}"


def session_of(request: Request, token: str, now: float) -> Session | None:
    """The session that a request belongs to; None if it has none, or one that is over or not ours."""
    told, _, signature = request.cookies.get(COOKIE, "").rpartition(".")
    if not (token and told) or not hmac.compare_digest(signature.encode(), _signature(told, token).encode()):
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(told))
    except (ValueError, binascii.Error):
        return None
    if said["until"] < now:
        return None
    return Session(said["by"], _signature("form " + told, token))


def check_form(request: Request, session: Session, sent: str) -> None:
    """Raise UpdateRefused for a form that is not of this session, or that another site sent."""
    check_origin(request)
    if not hmac.compare_digest(sent.encode(), session.form_token.encode()):
        raise UpdateRefused("the form is of another session", remedy="open the page again")


def check_origin(request: Request) -> None:
    """Raise UpdateRefused where a browser says that the page of another site sends this."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise UpdateRefused("a page of another site has sent this", remedy="use the form of this server")


def set_cookie(response: Response, value: str, secure: bool) -> None:
    """Let the browser keep the session, for the pages of curation alone."""
    lasts = LASTS_S if value else 0
    response.set_cookie(COOKIE, value, max_age=lasts, path=PATH, secure=secure, httponly=True, samesite="strict")


def _signature(told: str, token: str) -> str:
    return hmac.new(_KEY + token.encode(), told.encode(), hashlib.sha256).hexdigest()
