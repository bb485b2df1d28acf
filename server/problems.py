"""Exceptions in, problem documents out (RFC 9457): one table of statuses; every problem says what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from starlette.exceptions import HTTPException

from kg.errors import (
    EditConflict,
    InputError,
    QueryError,
    ServerError,
    StoreBusy,
    StoreError,
    StoreWithoutArticles,
    TimewireError,
)

MEDIA_TYPE = "application/problem+json"


class NotFound(TimewireError):
    """Nothing is known under this address."""


class Gone(TimewireError):
    """Something that was known under this address and was withdrawn."""


class NotAcceptable(TimewireError):
    """No representation that the client accepts; every problem says that it varies by that."""

    headers: tuple[tuple[str, str], ...] = ()
    members: Mapping[str, Any] = MappingProxyType({})


class PreconditionFailed(TimewireError):
    """A change of something that is not what the sender takes it for (If-Match, If-None-Match)."""


class HeadersTooLarge(TimewireError):
    """A request whose headers are longer than the server reads."""


class UnsupportedMediaType(TimewireError):
    """A body of a type that is not understood."""


class ContentTooLarge(TimewireError):
    """A body larger than the server takes."""


class MalformedRequest(TimewireError):
    """A request that lacks a part, or has one that cannot be read."""


class UpdateRefused(TimewireError):
    """An update sent to the public endpoint, which only reads, or to a server without a write token."""


class QuerySyntaxError(QueryError):
    """A query or update that does not parse; the place of the first error, lines and columns from 1."""

    def __init__(self, what: str, *, line: int, column: int, token: str, remedy: str) -> None:
        super().__init__(what, where=f"line {line}, column {column}", remedy=remedy)
        self.members = {"line": line, "column": column, "token": token}


class RequestTooSlow(TimewireError):
    """A body that takes too long to arrive."""


class ServiceFailed(QueryError):
    """A SERVICE that is allowed and gave no answer that can be used."""


class Conflict(TimewireError):
    """A request that says two things that exclude each other."""


class OutOfMemory(TimewireError):
    """A query that needs more memory than it may have."""


class Cancelled(TimewireError):
    """A query that an operator stopped."""


class OperationRefused(TimewireError):
    """An operation of SPARQL that this server does not do."""


class UpdateFailed(TimewireError):
    """An update that is well formed and could not be carried out, such as DROP of a graph that is not there."""


class TooManyRequests(TimewireError):
    """More open requests of one client than it may have."""


class NotAuthorized(TimewireError):
    """A change of the graph without the write token."""

    headers = (("WWW-Authenticate", 'Bearer realm="timewire"'), ("WWW-Authenticate", 'Basic realm="timewire"'))


class Unauthorized(TimewireError):
    """A private address asked for without its token."""


class ServerCannot(TimewireError):
    """Something that this server is not set up for."""


class ResultTooLarge(TimewireError):
    """A query whose result is larger than the server gives."""


class QueryTimeout(TimewireError):
    """A query that was not done in time."""


class Overloaded(TimewireError):
    """More queries are waiting than the server lets wait."""


STATUSES: tuple[tuple[type[Exception], int, str], ...] = (
    (MalformedRequest, 400, "The request cannot be read"),
    (RequestTooSlow, 408, "The request took too long"),
    (ServiceFailed, 502, "Another endpoint failed"),
    (QueryError, 400, "The query cannot be run"),
    (ResultTooLarge, 400, "The result is too large"),
    (InputError, 400, "The input cannot be read"),
    (EditConflict, 409, "Somebody else has changed it meanwhile"),
    (UpdateRefused, 403, "Updates are refused"),
    (Conflict, 400, "The request contradicts itself"),
    (NotAuthorized, 401, "Changes need the write token"),
    (UpdateFailed, 500, "The update could not be carried out"),  # SPARQL 1.1 Protocol, section 2.2.4
    (OperationRefused, 501, "This operation is not done here"),
    (TooManyRequests, 429, "Too many open requests"),
    (OutOfMemory, 503, "The query needs too much memory"),
    (Cancelled, 503, "The query was stopped"),
    (Unauthorized, 401, "This address is private"),
    (NotFound, 404, "Not found"),
    (Gone, 410, "Withdrawn"),
    (NotAcceptable, 406, "Not available in an accepted media type"),
    (PreconditionFailed, 412, "It has changed meanwhile"),
    (ContentTooLarge, 413, "The request is too large"),
    (HeadersTooLarge, 431, "The headers of the request are too large"),
    (UnsupportedMediaType, 415, "The media type of the request is not understood"),
    (QueryTimeout, 503, "The query took too long"),
    (Overloaded, 503, "The server is busy"),
    (StoreBusy, 503, "The store is busy"),
    (StoreWithoutArticles, 409, "This store holds no articles"),
    (StoreError, 503, "The store cannot be used"),
    (ServerCannot, 503, "The server cannot do this"),
    (ServerError, 503, "Another server failed"),
    (TimewireError, 400, "The request cannot be carried out"),
)
"""Exception, status, title; the first row that fits holds."""

_HTTP_REMEDIES = {
    404: ("Not found", "nothing is kept under this address", "start from / or from /timeline"),
    405: ("Method not allowed", "this address does not take this method", "use a method of the Allow header"),
    413: ("The request is too large", "the request is larger than the server takes", "send less"),
}
_HEADERS = {
    401: (("WWW-Authenticate", "Bearer"),),
    429: (("Retry-After", "1"),),
    503: (("Retry-After", "5"),),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What a client is told: a status and title of the table, what went wrong, and what to do about it."""

    status: int
    title: str
    detail: str
    remedy: str
    headers: tuple[tuple[str, str], ...] = ()
    members: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> bytes:
        """The problem as application/problem+json; ``remedy`` is an extension member."""
        members = {"title": self.title, "status": self.status, "detail": self.detail, "remedy": self.remedy}
        return json.dumps({"type": "about:blank", **members, **self.members}, ensure_ascii=False).encode()


def problem_of(error: Exception) -> Problem:
    """The problem to tell for an exception; what is not in the table is a fault of ours and tells no internals."""
    if isinstance(error, HTTPException):
        return _http_problem(error.status_code, error.detail, error.headers or {})
    for kind, status, title in STATUSES:
        if isinstance(error, kind) and isinstance(error, TimewireError):
            return Problem(
                status,
                title,
                _detail(error),
                error.remedy or "correct the request",
                getattr(error, "headers", _HEADERS.get(status, ())),
                getattr(error, "members", {}),
            )
    return Problem(500, "Internal error", "something went wrong in the server", "try again; if it stays, tell us")


def _detail(error: TimewireError) -> str:
    return f"{error.where}: {error.what}" if error.where else error.what


def _http_problem(status: int, detail: str, headers: Mapping[str, str]) -> Problem:
    title, what, remedy = _HTTP_REMEDIES.get(status, (detail, detail, "correct the request"))
    return Problem(status, title, what, remedy, tuple(headers.items()))
