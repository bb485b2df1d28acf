"""A straight way to the routes that are asked hundreds of times a second, past the framework's routing.

Matching a dozen routes and solving their dependencies costs more than a small query itself. Everything else, and every
method that is not listed, goes the usual way; so do errors, to the same problem documents.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import TimewireError
from server.problems import problem_of
from server.rendering import render_problem

Handler = Callable[[Request], Awaitable[Response]]


class Shortcuts:
    """Calls the handler of a method and path itself, and the application for all others."""

    def __init__(self, app: ASGIApp, handlers: Mapping[tuple[str, str], Handler]) -> None:
        self._app = app
        self._handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        handler = self._handlers.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if handler is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            response = await handler(request)
        except (TimewireError, HTTPException) as error:
            response = render_problem(request, problem_of(error))
        await response(scope, receive, send)
