"""The SPARQL 1.1 Protocol, query operation: https://www.w3.org/TR/sparql11-protocol/#query-operation.

A query comes by GET, by POST as a form, or as the body of a POST. It is read and refused here; updates, SERVICE and
what is too large never reach the store.
"""

from __future__ import annotations

import asyncio
import re
from binascii import a2b_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from pyoxigraph import NamedNode
from starlette.requests import ClientDisconnect, Request

from kg.errors import QueryError, StoreError
from server.graph import Answer, Graph
from server.problems import ContentTooLarge, MalformedRequest, RequestTooSlow, UnsupportedMediaType, UpdateRefused
from server.site import site_of
from server.sparql.evaluation import BoundedOutput
from server.sparql.faults import no_form, syntax_problem
from server.sparql.formats import Format, write_answer
from server.sparql.tokens import QUERY_FORMS, UPDATE_FORMS, calls_service, query_form

FORM = "application/x-www-form-urlencoded"
_CHARSET = re.compile(r'(?:^|;)\s*charset\s*=\s*"?(?P<name>[^";\s]+)', re.IGNORECASE)
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_MOST_FIELDS = 200
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query with the dataset it is to be asked of (empty: the one of the store or of its FROM) and ``?format=``.

    ``cut`` names the limit that has cut what the query asks of, as ``matches=1000``.
    """

    query: str
    default_graphs: tuple[NamedNode, ...] = ()
    named_graphs: tuple[NamedNode, ...] = ()
    format: str | None = None
    cut: str = ""

    @property
    def form(self) -> str | None:
        """SELECT, ASK, CONSTRUCT or DESCRIBE; None if the query has no form."""
        return query_form(self.query)


async def read_query_request(request: Request, max_bytes: int) -> QueryRequest | None:
    """The query of a request; None where it holds no query at all.

    Raises MalformedRequest, UnsupportedMediaType, ContentTooLarge or UpdateRefused.
    """
    if len(request.scope["query_string"]) > max_bytes:
        raise ContentTooLarge(f"the query is longer than {max_bytes} bytes", remedy="send a shorter query")
    pairs = read_pairs(request.scope["query_string"])
    if request.method == "POST":
        pairs += await _read_body(request, max_bytes)
    return query_request_of(pairs)


def query_request_of(pairs: Sequence[tuple[str, str]]) -> QueryRequest | None:
    """The query in the parameters of a request; raises MalformedRequest, or UpdateRefused for an update."""
    if any(name == "update" for name, _ in pairs):
        raise _update_refused()
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise MalformedRequest("more than one query", where="parameter query", remedy="send one query a request")
    if not queries:
        return None
    return QueryRequest(
        query=queries[0],
        default_graphs=graphs_of(pairs, "default-graph-uri"),
        named_graphs=graphs_of(pairs, "named-graph-uri"),
        format=next((value for name, value in pairs if name == "format"), None),
    )


async def _read_body(request: Request, max_bytes: int) -> list[tuple[str, str]]:
    media_type = media_type_of(request)
    if media_type == UPDATE:
        raise _update_refused()
    if media_type not in (FORM, QUERY):
        raise UnsupportedMediaType(
            f"a body of type {media_type or '(none)'}",
            remedy=f"send the query as {QUERY}, or as field 'query' of {FORM}",
        )
    body = await read_body(request, max_bytes)
    return read_pairs(body) if media_type == FORM else [("query", decode(body))]


def media_type_of(request: Request) -> str:
    """The media type of a text that is sent; raises UnsupportedMediaType where it is in another charset than UTF-8."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = _CHARSET.search(parameters)
    if charset and charset["name"].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"a text in {charset['name'][:40]}", remedy="send it as UTF-8")
    return media_type.strip().lower()


async def read_body(request: Request, max_bytes: int) -> bytes:
    """The body of a request.

    Raises ContentTooLarge as soon as it is longer, RequestTooSlow if it does not come, UnsupportedMediaType if it is
    packed.
    """
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise UnsupportedMediaType(f"a body packed as {coding[:40]}", remedy="send it unpacked")
    body = bytearray()
    timeout_s = site_of(request).settings.body_timeout_s
    try:
        async with asyncio.timeout(timeout_s):
            async for part in request.stream():
                body += part
                if len(body) > max_bytes:
                    raise ContentTooLarge(f"the body is longer than {max_bytes} bytes", remedy="send a shorter one")
    except TimeoutError:
        raise RequestTooSlow(f"no whole body after {timeout_s:g} s", remedy="send it faster, or less") from None
    except ClientDisconnect:
        raise RequestTooSlow("the client has gone", remedy="send the whole body") from None
    return bytes(body)


def read_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """The parameters of an address or a form; raises MalformedRequest.

    As ``urllib.parse.parse_qsl`` reads them, in a tenth of its time: a query is full of percent signs.

    >>> read_pairs(b"query=ASK+%7B%7D&format=&&explain")
    [('query', 'ASK {}'), ('format', ''), ('explain', '')]
    """
    if encoded.count(b"&") >= _MOST_FIELDS:
        raise MalformedRequest("too many parameters", where="parameters", remedy="send fewer parameters")
    if not encoded.isascii():
        raise _not_utf8()
    pairs = (pair.partition(b"=") for pair in encoded.replace(b"+", b" ").split(b"&") if pair)
    try:
        return [(_unquoted(name), _unquoted(value)) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _unquoted(encoded: bytes) -> str:
    """The text of a name or a value; raises UnicodeDecodeError.

    Each ``%`` with two digits is what quoted-printable writes with ``=``, which is decoded in one go.
    """
    if b"%" not in encoded:
        return encoded.decode()
    if _BROKEN_ESCAPE.search(encoded):
        return unquote_to_bytes(encoded).decode()
    return a2b_qp(encoded.replace(b"=", b"=3D").replace(b"%", b"=")).decode()


def _not_utf8() -> MalformedRequest:
    return MalformedRequest("parameters that are not UTF-8", remedy="encode them as UTF-8, then percent")


def decode(body: bytes) -> str:
    """The text of a body; raises MalformedRequest."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedRequest("the text is not UTF-8", remedy="encode it as UTF-8") from None


def graphs_of(pairs: Sequence[tuple[str, str]], name: str) -> tuple[NamedNode, ...]:
    """The graphs that parameters of this name give; raises MalformedRequest."""
    try:
        return tuple(NamedNode(value) for key, value in pairs if key == name)
    except ValueError:
        raise MalformedRequest("not an absolute IRI", where=f"parameter {name}", remedy="give a full IRI") from None


def _update_refused() -> UpdateRefused:
    return UpdateRefused("this endpoint answers queries only", remedy="send updates to /update by POST")


def check_query(request: QueryRequest) -> None:
    """Raise UpdateRefused for an update, QueryError for a SERVICE clause or for what is no query."""
    form = request.form
    if form in UPDATE_FORMS:
        raise _update_refused()
    if form not in QUERY_FORMS:
        raise no_form(request.query)
    if "service" in request.query.lower() and calls_service(request.query):
        raise QueryError(
            "SERVICE is refused: this server asks no endpoint but those that its operator allows",
            where="query",
            remedy="ask the other endpoint yourself and pass its answers in VALUES",
        )


def ask(graph: Graph, request: QueryRequest, prefixes: Mapping[str, str]) -> Answer:
    """The answer to a checked query, to be used up in this thread; raises QueryError or StoreError.

    Prefixes that the query declares itself win over the preset ones.
    """
    given = bool(request.default_graphs or request.named_graphs)  # section 2.1.4: they replace the dataset as a whole
    try:
        return graph.query(
            request.query,
            prefixes=dict(prefixes),
            default_graph=list(request.default_graphs) if given else None,
            named_graphs=list(request.named_graphs) if given else None,
        )
    except SyntaxError as fault:
        raise syntax_problem(str(fault), request.query, prefixes) from None
    except OSError as fault:
        raise StoreError("the graph cannot be read", remedy="look into the log of the server") from fault


def evaluate(
    graph: Graph, request: QueryRequest, format: Format, prefixes: Mapping[str, str], output: BoundedOutput
) -> bytes:
    """The answer to a checked query, written; raises QueryError, ResultTooLarge or QueryTimeout.

    To be run in one thread from start to end.
    """
    write_answer(ask(graph, request, prefixes), format, output, prefixes)
    return output.value()
