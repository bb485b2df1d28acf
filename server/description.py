"""The OpenAPI description of what programs may ask, at ``/openapi.json``: one table of addresses, written out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from server.problems import MEDIA_TYPE
from server.sparql.formats import SOLUTIONS, TRIPLES
from server.sparql.protocol import FORM, QUERY, UPDATE

router = APIRouter(include_in_schema=False)
JsonObject = dict[str, Any]
_TEXT: JsonObject = {"type": "string"}
_TOKEN: list[JsonObject] = [{"token": []}]
_RESULTS = tuple(dict.fromkeys(format.media_type for format in (*SOLUTIONS, *TRIPLES)))
_RDF = tuple(dict.fromkeys(format.media_type for format in TRIPLES))


@router.api_route("/openapi.json", methods=["GET", "HEAD"])
async def description(request: Request) -> Response:
    """The description."""
    return Response(_written(), media_type="application/json", headers={"Cache-Control": "max-age=3600"})


@cache
def _written() -> bytes:
    return json.dumps(describe(), indent=1).encode()


def describe() -> JsonObject:
    """The description as JSON has it."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Timewire",
            "version": __version__,
            "description": "Events in the news, with their evidence.",
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {"Problem": {"description": "what went wrong, RFC 9457", "content": {MEDIA_TYPE: {}}}},
        },
        "paths": {**_sparql(), **_graphs(), **_articles(), **_operators(), **_others()},
    }


def _sparql() -> JsonObject:
    dataset = [_in_query("default-graph-uri"), _in_query("named-graph-uri"), _in_query("format")]
    form = {"type": "object", "properties": {"query": _TEXT}, "required": ["query"]}
    update = {"type": "object", "properties": {"update": _TEXT}, "required": ["update"]}
    changed = _does("Change the graph: SPARQL 1.1 Update", {204: ()}, body={FORM: update, UPDATE: _TEXT}, token=True)
    return {
        "/sparql": {
            "get": _does("Answer a query", {200: _RESULTS}, [_in_query("query", required=True), *dataset]),
            "post": _does("Answer a query", {200: _RESULTS}, dataset, {FORM: form, QUERY: _TEXT}),
        },
        "/update": {"post": changed},
    }


def _graphs() -> JsonObject:
    named = [_in_query("graph"), _in_query("default")]
    body = dict.fromkeys(_RDF, _TEXT)
    return {
        "/graphs": {
            "get": _does("Read a graph", {200: _RDF}, named),
            "put": _does("Replace a graph", {201: (), 204: ()}, named, body, token=True),
            "post": _does("Add to a graph", {201: (), 204: ()}, named, body, token=True),
            "delete": _does("Delete a graph", {204: ()}, named, token=True),
        }
    }


def _articles() -> JsonObject:
    article: JsonObject = {
        "type": "object",
        "properties": dict.fromkeys(("id", "title", "text", "published", "publisher", "url"), _TEXT),
        "required": ["text"],
    }
    body: dict[str, JsonObject] = {"application/json": article, "text/html": _TEXT}
    given = {202: ("application/json",)}
    return {
        "/articles": {"post": _does("Give an article", given, body=body, token=True)},
        "/articles/{id}": {
            "put": _does("Give an article under an id", given, [_in_path("id")], body, token=True),
            "delete": _does("Withdraw an article", given, [_in_path("id")], token=True),
        },
        "/jobs/{id}": {"get": _does("How far the reading is", {200: ("application/json",)}, [_in_path("id")])},
    }


def _operators() -> JsonObject:
    json_ = ("application/json",)
    return {
        "/healthz": {"get": _does("Is the server alive?", {200: json_})},
        "/readyz": {"get": _does("Are queries answered?", {200: json_})},
        "/metrics": {"get": _does("Counters for Prometheus", {200: ("text/plain",)})},
        "/-/queries": {"get": _does("Queries and updates at work", {200: json_}, token=True)},
        "/-/queries/{number}": {"delete": _does("Stop one of them", {204: ()}, [_in_path("number")], token=True)},
    }


def _others() -> JsonObject:
    html = ("text/html",)
    choice = [_in_query(name) for name in ("type", "actor", "place", "page")]
    search = _does("Full text of the articles", {200: (*html, "application/json")}, [_in_query("q")])
    return {
        "/timeline": {"get": _does("Events in order", {200: html}, choice)},
        "/search": {"get": search},
        "/event/{id}": {"get": _does("An event, as a page or as data", {200: (*html, *_RDF)}, [_in_path("id")])},
    }


def _does(
    summary: str,
    answers: Mapping[int, Iterable[str]],
    parameters: list[JsonObject] | None = None,
    body: Mapping[str, JsonObject] | None = None,
    *,
    token: bool = False,
) -> JsonObject:
    """An operation: what it answers by status and media types, and what it takes."""
    responses: JsonObject = {
        str(status): {"description": summary, "content": {media_type: {} for media_type in media_types}}
        for status, media_types in answers.items()
    }
    operation: JsonObject = {"summary": summary, "responses": responses}
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    if parameters:
        operation["parameters"] = parameters
    if body:
        content = {media_type: {"schema": schema} for media_type, schema in body.items()}
        operation["requestBody"] = {"required": True, "content": content}
    return operation | ({"security": _TOKEN} if token else {})


def _in_query(name: str, *, required: bool = False) -> JsonObject:
    return {"name": name, "in": "query", "required": required, "schema": _TEXT}


def _in_path(name: str) -> JsonObject:
    return {"name": name, "in": "path", "required": True, "schema": _TEXT}
