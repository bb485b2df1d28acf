"""Bodies to responses: coded, with a strong entity tag of their own, and conditional."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from server.coding import coded
from server.data.documents import DATA, DOCUMENTS, Document, named_document, wanted_document
from server.problems import MalformedRequest, NotAcceptable
from server.sparql.answering import coding_of, matches


def described_as(request: Request, address: str) -> Document:
    """The form that a description at an address is asked for in, by ``format`` or by the Accept header.

    Raises MalformedRequest for a format that there is none of, NotAcceptable with the alternates.
    """
    wanted = request.query_params.get("format", "")
    document = named_document(wanted) if wanted else wanted_document(request.headers.get("accept"))
    if document is None and wanted:
        remedy = f"give one of {', '.join(document.name for document in DATA)}"
        raise MalformedRequest(f"no format {wanted[:40]!r}", where="parameter format", remedy=remedy)
    if document is None:
        error = NotAcceptable("none of the accepted media types can be given", remedy="accept one of the alternates")
        alternates = [{"href": f"{address}?format={d.name}", "type": d.media_type} for d in DOCUMENTS]
        error.members = {"alternates": alternates}
        raise error
    return document


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
