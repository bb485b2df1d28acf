"""Headers of every response: what pages may load, and who may read answers from other sites.

A plain ASGI layer outside the framework's error handling, so that errors carry the headers too.
"""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import MEDIA_TYPE, problem_of
from server.site import ASKING

SECURITY = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'self'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
CROSS_ORIGIN = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "Link, ETag, Content-Location, Retry-After, Allow, Location, Server-Timing, "
        "Content-Range, Timewire-Truncated, Timewire-Explain, Timewire-State",
    ),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
"""Everything public may be read from scripts of other sites; no cookie or other credential is ever used."""

PRIVATE_PATH = "/-/"
_PRIVATE = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY)
_PUBLIC = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY + CROSS_ORIGIN)
PUBLIC_HEAD = b"".join(b"%b: %b\r\n" % pair for pair in _PUBLIC)
"""The headers of public answers as they are sent."""
_log = logging.getLogger(__name__)


class Headers:
    """Sets the headers; turns what nobody caught into a problem document."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back with headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = _PRIVATE if scope["path"].startswith(PRIVATE_PATH) else _PUBLIC
        started = False
        ASKING.set(scope["client"][0] if scope.get("client") else "")

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = list(message.get("headers", ()))
                there = {name for name, _ in headers}
                message["headers"] = headers + [pair for pair in added if pair[0] not in there]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:
            if started:
                raise
            _log.exception("%s %s failed", scope["method"], scope["path"])
            await _send_problem(error, send_with_headers)


async def _send_problem(error: Exception, send: Send) -> None:
    problem = problem_of(error)
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(problem.body())).encode())]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": problem.body()})
