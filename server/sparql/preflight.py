"""Answers to OPTIONS (Fetch standard, CORS preflight)."""

from __future__ import annotations

from starlette.responses import Response

_HEADERS = "Accept, Authorization, Content-Type, If-Match, If-None-Match, If-Range, Range, Timewire-Explain"


def preflight(methods: str) -> Response:
    """What scripts of other sites may send."""
    headers = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": _HEADERS,
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)
