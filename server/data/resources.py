"""Every IRI answers: things lead to their documents, documents tell of them, what is no more says so.

``GET /event/x`` leads in one step (303) to the document that the Accept header asks for; ``/event/x.ttl`` is that
document whatever the header says. RFC 9110; https://www.w3.org/TR/cooluris/.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from kg.graph.terms import ONT
from server.data.answering import tagged
from server.data.describing import (
    classes_above,
    description_of,
    standings_of,
    tombstone,
    withdrawn_at,
    written,
)
from server.data.documents import (
    DOCUMENTS,
    PAGE,
    Document,
    named_document,
    split_suffix,
    wanted_document,
)
from server.data.schema_org import KINDS
from server.data.signposting import LINKSET, Thing, link_header, linkset_of, signposts_of
from server.engine.pool import Busy
from server.engine.question import Cost
from server.graph import Graph
from server.pages.languages import in_language
from server.pages.links import iri_of, page_address, path_of
from server.problems import Gone, MalformedRequest, NotAcceptable, NotFound
from server.rendering import language_asked, language_key
from server.site import Site, address_of, client_of, site_of
from server.sparql.answering import Kept, overloaded

PageMaker = Callable[[Request, "Asked", Thing], Awaitable[bytes]]
"""Makes the page of a thing that is known."""
_MOST_PARTS = 100_000
_REDIRECT_KEPT = "public, max-age=60"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is for: the path and name of a thing, and the document of it (None: the thing itself)."""

    path: str
    node: NamedNode
    document: Document | None


async def answer_resource(request: Request, make_page: PageMaker) -> Response:
    """The answer to a request for a thing or one of its documents.

    Raises NotFound, Gone, NotAcceptable, MalformedRequest.
    """
    site, path = site_of(request), raw_path(request)
    readings = _readings(path, site)
    standings = await site.ask(lambda graph: standings_of(graph, [asked.node for asked in readings]))
    known = next((asked for asked in readings if standings[asked.node].known), None)
    if known is None:
        return await _missing(request, site, readings[-1])
    heir = standings[known.node].heir
    if heir is not None:
        return _moved(heir, known.document, site)
    if known.document is None:
        return await _see_other(request, site, known)
    return await _document(request, site, known, known.document, make_page)


def raw_path(request: Request) -> str:
    """The path as it was sent: IRIs of the data keep their percent signs."""
    raw: bytes | None = request.scope.get("raw_path")
    return raw.partition(b"?")[0].decode("ascii", "replace") if raw else request.url.path


def not_found(path: str) -> NotFound:
    """The problem of an address of which nothing is known."""
    return NotFound("nothing is known under this address", where=path[:200], remedy="look for it on /timeline")


def _readings(path: str, site: Site) -> list[Asked]:
    """What a path may mean: a thing of just this name, else a document; raises NotFound if it can be no name."""
    stem, document = split_suffix(path)
    readings = [(path, None), (stem, document)] if document else [(path, None)]
    found = [Asked(path, node, d) for path, d in readings if (node := iri_of(path, site.base))]
    if not found or path.endswith("/"):
        raise not_found(path)
    return found


def _moved(heir: NamedNode, document: Document | None, site: Site) -> Response:
    """The way to what a merged thing has become, in the same form."""
    target = path_of(heir.value, site.base) or heir.value
    return Response(status_code=301, headers={"Location": target + (document.suffix if document else "")})


# ------------------------------------------------------------------------------------------------------ the thing


async def _see_other(request: Request, site: Site, asked: Asked) -> Response:
    thing = await thing_of(site, asked)
    document = chosen_document(request, thing)
    target = thing.address(document)
    if document == PAGE and site.knowledge.iris.kind_of(asked.node) == "sentence":
        target = page_address(path_of(asked.node.value, site.base) or target)
    lang = language_asked(request) if document == PAGE else ""
    target = in_language(target, lang) if lang else target
    headers = {"Location": target, "Vary": "Accept", "Cache-Control": _REDIRECT_KEPT}
    return Response(status_code=303, headers={**headers, "Link": link_header(signposts_of(thing, None))})


def chosen_document(request: Request, thing: Thing) -> Document:
    """The document that a request for a thing asks for; raises NotAcceptable, MalformedRequest."""
    wanted = request.query_params.get("format", "")
    document = named_document(wanted) if wanted else wanted_document(request.headers.get("accept"))
    if document is None and wanted:
        names = ", ".join(document.name for document in DOCUMENTS)
        raise MalformedRequest(f"no format {wanted[:40]!r}", where="parameter format", remedy=f"give one of {names}")
    if document is None:
        raise unacceptable(thing)
    return document


def unacceptable(thing: Thing) -> NotAcceptable:
    """The problem that none of the documents of a thing is accepted; it lists them."""
    error = NotAcceptable("none of the accepted media types can be given", remedy="accept one of the alternates")
    alternates = [{"href": thing.address(d), "type": d.media_type} for d in DOCUMENTS]
    links = (("Link", link_header(signposts_of(thing, None))),)
    error.members, error.headers = {"alternates": alternates}, links
    return error


async def thing_of(site: Site, asked: Asked) -> Thing:
    """A thing as its signposts tell of it."""
    kind = await site.ask(lambda graph: _kind_of(graph, asked.node))
    return Thing(asked.node.value, asked.path, kind, site.settings.data_licence)


def _kind_of(graph: Graph, node: NamedNode) -> str:
    """The class of schema.org that a thing is of, '' if none."""
    classes = classes_above(graph, node)
    return next((kind for ours, kind in KINDS if ONT[ours] in classes), "")


async def answer_linkset(request: Request) -> Response:
    """The link set of a thing that is known; raises NotFound."""
    site, path = site_of(request), raw_path(request).removeprefix("/linkset")
    node = iri_of(path, site.base)
    if node is None or not (await site.ask(lambda graph: standings_of(graph, [node])))[node].known:
        raise not_found(path)
    thing = await thing_of(site, Asked(path, node, None))
    return tagged(request, linkset_of(thing, _own_address(request, site)), LINKSET)


def _own_address(request: Request, site: Site) -> str:
    """Where the site is, without a slash at the end: its base where one is set, else where it was asked."""
    return site.settings.base_iri.rstrip("/") or address_of(request).removesuffix(request.url.path)


# -------------------------------------------------------------------------------------------------- the documents


async def _document(request: Request, site: Site, asked: Asked, document: Document, make_page: PageMaker) -> Response:
    thing = await thing_of(site, asked)
    headers = {"Content-Location": thing.address(document), "Link": link_header(signposts_of(thing, document))}
    part = f" {part_asked(request)} {language_key(request)}" if document == PAGE else ""
    headers |= {"Vary": "Accept-Language"} if document == PAGE else {}
    body = await kept_body(
        request, site, thing.address(document) + part, lambda: _body(request, site, asked, thing, make_page)
    )
    return tagged(request, body, document.content_type, headers)


def part_asked(request: Request) -> int:
    """Which part of a long page is asked for; the first where that cannot be read."""
    number = request.query_params.get("part", "1")
    return int(number) if number.isascii() and number.isdigit() and 1 <= int(number[:9]) < _MOST_PARTS else 1


async def kept_body(request: Request, site: Site, address: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
    """The body of a document, made once for each state of the graph, as long as there is room to keep it."""
    try:
        generation = await site.engine.generation(client_of(request))
    except Busy:
        raise overloaded() from None
    if not generation:
        return await make()
    key = f"{generation} document {address}"
    if (known := site.kept.get(key)) is not None:
        return known.body

    async def made() -> bytes:
        body = await make()
        site.kept.put(key, Kept(body, Cost(0, 0, 0.0), None))
        return body

    return await site.once.run(key, made)


async def _body(request: Request, site: Site, asked: Asked, thing: Thing, make_page: PageMaker) -> bytes:
    form = asked.document.writer if asked.document else None
    if form is None:
        return await make_page(request, asked, thing)
    triples = await site.ask(lambda graph: description_of(graph, asked.node))
    return written(triples, form, site.knowledge.prefixes)


# ------------------------------------------------------------------------------------------------ what is not there


async def _missing(request: Request, site: Site, asked: Asked) -> Response:
    store = site.store
    at = await site.threads.run(lambda: withdrawn_at(store, asked.node)) if store else None
    if at is None:
        raise not_found(asked.path)
    document = asked.document or wanted_document(request.headers.get("accept"))
    if document is None or document.writer is None:
        raise Gone("this was withdrawn", where=asked.path, remedy="look for what is told today on /timeline")
    return _tombstone(site, asked.node, at, document)


def _tombstone(site: Site, node: NamedNode, at: datetime, document: Document) -> Response:
    assert document.writer
    body = written(tombstone(node, at), document.writer, site.knowledge.prefixes)
    headers = {"Content-Type": document.content_type, "Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(body, 410, headers)
