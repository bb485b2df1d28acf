"""A straight way to the routes that are asked hundreds of times a second, past the framework.

Its layers, matching a dozen routes and solving their dependencies cost more than a small query itself. Everything
else, and every method that is not listed, goes the usual way; so do errors, to the same problem documents.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import TimewireError
from server.coding import Coding
from server.headers import PUBLIC_HEAD, Headers
from server.problems import problem_of
from server.rendering import render_problem
from server.site import ASKING, site_of
from server.wire import WHOLE

Handler = Callable[[Request], Awaitable[Response]]


class Server(FastAPI):
    """The application; requests of a method and path in ``straight`` go to their handler at once."""

    def __init__(self, straight: Mapping[tuple[str, str], Handler], **options: Any) -> None:
        super().__init__(**options)
        self._straight: Mapping[tuple[str, str], ASGIApp] = {
            which: _Handled(handler) for which, handler in straight.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        handled = self._straight.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if handled is None:
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        await handled(scope, receive, send)


class _Handled:
    """A handler as an application, and its errors as problem documents.

    Headers and content coding are put round what does not leave at once, since that has them already.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ASKING.set(scope["client"][0] if scope.get("client") else "")
        request = Request(scope, receive, send)
        response: ASGIApp
        try:
            response = await self._handler(request)
        except (TimewireError, HTTPException) as error:
            site_of(request).faults.note(error)
            response = render_problem(request, problem_of(error))
        except Exception as error:
            response = _raising(error)
        if not (isinstance(response, WholeAnswer) and response.left_at_once(scope)):
            await Headers(Coding(response))(scope, receive, send)


def _raising(error: Exception) -> ASGIApp:
    """An application that raises, for the layer that answers and logs that."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        raise error

    return application


class WholeAnswer(Response):
    """An answer of status 200 that is there as a whole: head and body leave together, if the connection does that.

    Names of headers are in small letters; values are made by us, and hold no line break.
    """

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        self.status_code = 200
        self.background = None
        self.body = body
        self._given = headers

    @cached_property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:  # type: ignore[override]  # made where layers want it
        """The headers as ASGI has them; those that are set here are sent."""
        given = [(name.encode(), value.encode("latin-1")) for name, value in self._given.items()]
        return [*given, (b"content-length", b"%d" % len(self.body))]

    def head(self) -> bytes:
        """The head as it is sent, but for the status line's date."""
        if "raw_headers" in self.__dict__:
            own = b"".join(b"%b: %b\r\n" % pair for pair in self.raw_headers)
        else:
            lines = [f"{name}: {value}\r\n" for name, value in self._given.items()]
            own = f"{''.join(lines)}content-length: {len(self.body)}\r\n".encode("latin-1")
        return b"HTTP/1.1 200 OK\r\n" + own + PUBLIC_HEAD + b"\r\n"

    def left_at_once(self, scope: Scope) -> bool:
        """Send head and body past the layers in between; False if that is not possible here."""
        send = scope.get("extensions", {}).get(WHOLE) if scope["method"] != "HEAD" else None
        return send is not None and send(self.head(), self.body)
