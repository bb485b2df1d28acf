"""The SPARQL 1.1 Graph Store HTTP Protocol: https://www.w3.org/TR/sparql11-http-rdf-update/.

A graph is named by ``/graphs?graph=IRI`` or ``?default`` (indirect), or is the address itself, ``/graphs/…`` (direct).
Reading is for all; PUT, POST and DELETE are updates like others: with the token, logged, all or nothing.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import urljoin
from uuid import uuid4

import pyoxigraph as ox
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.store import Store
from server.authority import check_write_token
from server.negotiation import choose
from server.problems import MalformedRequest, NotAcceptable, NotFound, PreconditionFailed, UnsupportedMediaType
from server.site import Site, site_of
from server.sparql.formats import TRIPLES, Format, offers_of
from server.sparql.preflight import preflight
from server.sparql.protocol import QueryRequest, read_body, read_pairs
from server.sparql.responding import answer
from server.sparql.updates import BRIEF_BYTES, Condition, is_small, try_first, writable, write

router = APIRouter(include_in_schema=False)
_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"]
MULTIPART = "multipart/form-data"
_STATE = re.compile(r'"[^"]*\.(\d+)-[0-9a-f]+"')
"""The state of the store in a tag of ours."""


@dataclass(frozen=True, slots=True)
class Target:
    """The graph of a request; no name: the default graph."""

    name: ox.NamedNode | None

    @property
    def clause(self) -> str:
        """As DROP and CREATE name it."""
        return f"GRAPH {self.name}" if self.name else "DEFAULT"

    def holds(self, store: Store) -> bool:
        """True if there is such a graph; the default graph always is."""
        return self.name is None or store.graph.oxigraph.contains_named_graph(self.name)


@router.api_route("/graphs", methods=_METHODS)
@router.api_route("/graphs/{path:path}", methods=_METHODS)
async def graphs(request: Request) -> Response:
    """Read, replace, add to or delete one graph."""
    site = site_of(request)
    if request.method in ("GET", "HEAD"):
        return await _read(request, site, _target(request))
    check_write_token(request, site.settings.write_token)
    store = writable(site)
    if request.method == "DELETE":
        return await _delete(request, site, store, _target(request))
    if request.method == "POST" and request.url.path == "/graphs" and not request.url.query:
        return await _create(request, site, store)
    return await _store(request, site, store, _target(request))


@router.options("/graphs")
@router.options("/graphs/{path:path}")
async def options(request: Request) -> Response:
    """Tell scripts of other sites what they may send."""
    return preflight("GET, HEAD, PUT, POST, DELETE, OPTIONS")


def _target(request: Request) -> Target:
    if request.url.path != "/graphs":
        return Target(_named(_address(request)))
    pairs = read_pairs(request.scope["query_string"])
    names = [value for name, value in pairs if name == "graph"]
    default = any(name == "default" for name, _ in pairs)
    if len(names) + default != 1:
        raise MalformedRequest("not one graph", where="parameters", remedy="send ?graph=IRI or ?default")
    return Target(None if default else _named(urljoin(_address(request), names[0])))


def _address(request: Request) -> str:
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return f"{request.url.scheme}://{request.url.netloc}{raw.partition(b'?')[0].decode('ascii', 'replace')}"


def _named(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise MalformedRequest("not an absolute IRI", where="parameter graph", remedy="give a full IRI") from None


# ------------------------------------------------------------------------------------------------------- reading


async def _read(request: Request, site: Site, target: Target) -> Response:
    format = _wanted(request.headers.get("accept"))
    where = f"GRAPH {target.name} {{ ?s ?p ?o }}" if target.name else "?s ?p ?o"
    if target.name:
        asked = QueryRequest(f"ASK {{ GRAPH {target.name} {{}} }}")
        known = await answer(request, site, asked, _ASKED)
        if b"true" not in known.body:
            raise NotFound("no such graph", where=target.name.value, remedy="list them with SPARQL")
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}"
    return await answer(request, site, QueryRequest(query), format, conditional=True)


_ASKED = Format("application/sparql-results+json", "json", "", ox.QueryResultsFormat.JSON)


def _wanted(accept: str | None) -> Format:
    best = choose(accept, offers_of(TRIPLES))
    if best is None:
        raise NotAcceptable("none of the accepted media types can be given", remedy="accept text/turtle")
    return next(format for format in TRIPLES if format.media_type == best.media_type)


# ------------------------------------------------------------------------------------------------------- writing


async def _delete(request: Request, site: Site, store: Store, target: Target) -> Response:
    if not target.holds(store):
        assert target.name
        raise NotFound("no such graph", where=target.name.value, remedy="list them with SPARQL")
    await _write(site, request, store, target, f"DROP SILENT {target.clause}")
    return Response(status_code=204)


def _condition(request: Request, target: Target) -> Condition | None:
    """What the graph must be for a change of it, looked at when nobody else changes it; None: anything.

    The tags of our answers name a state of the whole store, so a change of another graph fails If-Match too. The check
    raises PreconditionFailed.
    """
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    if wanted is None and unwanted is None:
        return None
    if unwanted is not None and unwanted.strip() != "*":
        raise MalformedRequest("only * is understood", where="If-None-Match", remedy="send If-None-Match: *")

    def check(store: Store) -> None:
        is_there = target.holds(store)
        if unwanted is not None and is_there:
            raise PreconditionFailed("the graph is there already", remedy="send If-Match with its entity tag")
        if wanted is not None and not (is_there and _is_of(wanted, store.generation)):
            raise PreconditionFailed("the graph is not what If-Match says", remedy="read it again, then send anew")

    return check


def _is_of(tags: str, generation: int) -> bool:
    """True if one of the entity tags is of this state of the store, or ``*``."""
    return tags.strip() == "*" or str(generation) in _STATE.findall(tags)


async def _store(request: Request, site: Site, store: Store, target: Target) -> Response:
    """PUT replaces the graph, POST adds to it."""
    data = await _read_triples(request, site, target.name.value if target.name else _address(request))
    existed = target.holds(store)
    steps = [f"DROP SILENT {target.clause}"] if request.method == "PUT" else []
    steps += [f"CREATE SILENT {target.clause}"] if target.name else []
    block = f"GRAPH {target.name} {{\n{data}}}" if target.name else data
    steps += [f"INSERT DATA {{ {block} }}"] if data else []
    await _write(site, request, store, target, " ;\n".join(steps or ["INSERT DATA {}"]))
    return Response(status_code=204 if existed else 201)


async def _write(site: Site, request: Request, store: Store, target: Target, text: str) -> None:
    """Run an update, tried before if there is much to write or to take away."""
    trial = None
    if len(text) > BRIEF_BYTES or not await asyncio.to_thread(_is_small, store, target):
        trial = await try_first(site, request, text, _address(request))
    await write(site, request, store, text, trial, _condition(request, target))


def _is_small(store: Store, target: Target) -> bool:
    return is_small(store.graph.quads(graph=target.name or ox.DefaultGraph()))


async def _create(request: Request, site: Site, store: Store) -> Response:
    """POST to the store itself: the data become a new graph, whose address is told."""
    name = _named(f"{_address(request)}/{uuid4().hex}")
    data = await _read_triples(request, site, name.value)
    text = f"CREATE GRAPH {name} ;\nINSERT DATA {{ GRAPH {name} {{\n{data}}} }}"
    await _write(site, request, store, Target(name), text)
    return Response(status_code=201, headers={"Location": name.value})


async def _read_triples(request: Request, site: Site, base: str) -> str:
    """The triples of the body as N-Triples, which is what INSERT DATA takes."""
    content_type = request.headers.get("content-type", "")
    body = await read_body(request, site.settings.max_update_bytes)
    return await asyncio.to_thread(lambda: "".join(_lines(_parts(content_type, body), base)))


def _parts(content_type: str, body: bytes) -> list[tuple[str, bytes]]:
    """Media type and bytes of each part of a body, one unless it is multipart."""
    if content_type.partition(";")[0].strip().lower() != MULTIPART:
        return [(content_type, body)]
    header = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(header + body)
    if not message.is_multipart():
        raise MalformedRequest("a multipart body without parts", where="body", remedy="send one part for each document")
    return [
        (part.get_content_type(), payload)
        for part in message.iter_parts()
        if isinstance(payload := part.get_payload(decode=True), bytes)
    ]


def _lines(parts: Iterable[tuple[str, bytes]], base: str) -> Iterable[str]:
    for number, (content_type, body) in enumerate(parts):
        media_type = content_type.partition(";")[0].strip().lower()
        form = ox.RdfFormat.from_media_type(media_type) if media_type else None
        if form is None:
            raise UnsupportedMediaType(
                f"a body of type {media_type or '(none)'}", remedy="send text/turtle or another syntax of RDF"
            )
        try:
            quads = ox.parse(body, format=form, base_iri=base, without_named_graphs=True, rename_blank_nodes=True)
            yield (ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        except (SyntaxError, ValueError) as fault:
            raise MalformedRequest(
                " ".join(str(fault).split())[:300],
                where=f"body, part {number + 1}",
                remedy="correct the document there",
            ) from None
