"""Bodies to responses: coded, with a strong entity tag of their own, and conditional."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from server.coding import coded
from server.sparql.answering import coding_of, matches


def tagged(request: Request, body: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """A response with its entity tag, or 304 for whoever has it.

    The tag is strong, so each coding of the same bytes has one of its own (RFC 9110, section 8.8.3.3).
    """
    packed, coding = coded(body, coding_of(request))
    tag = f'"{sha256(body).hexdigest()[:24]}{"-" + coding if coding else ""}"'
    own = {"Cache-Control": "no-cache", **(headers or {}), "ETag": tag}
    own["Vary"] = ", ".join(filter(None, [own.get("Vary", ""), "Accept-Encoding"]))
    if matches(request.headers.get("if-none-match"), tag):
        return Response(None, 304, own)
    own |= {"Content-Encoding": coding} if coding else {}
    return Response(packed, headers={**own, "Content-Type": content_type})
