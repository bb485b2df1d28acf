"""The OpenAPI description of what programs may ask, at ``/openapi.json``: one table of addresses, written out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from server.description_schemas import SCHEMAS, TEXT, JsonObject, reference
from server.problems import MEDIA_TYPE
from server.sparql.formats import SOLUTIONS, TRIPLES
from server.sparql.protocol import FORM, QUERY, UPDATE

router = APIRouter(include_in_schema=False)
_TOKEN: list[JsonObject] = [{"token": []}, {"password": []}]
_JSON = "application/json"
_HTML = "text/html"
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
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "the write token"},
                "password": {"type": "http", "scheme": "basic", "description": "the write token as the password"},
            },
            "responses": {
                "Problem": {
                    "description": "what went wrong (RFC 9457); browsers get it as a page",
                    "content": {MEDIA_TYPE: {"schema": reference("Problem")}, _HTML: {}},
                }
            },
            "schemas": SCHEMAS,
        },
        "paths": {
            **_sparql(),
            **_graphs(),
            **_articles(),
            **_operators(),
            **_pages(),
            **_catalogue(),
            **_frozen(),
            **_timelines(),
        },
    }


def _sparql() -> JsonObject:
    dataset = [_in_query(name) for name in ("default-graph-uri", "named-graph-uri", "format", "explain")]
    form = {"type": "object", "properties": {"query": TEXT}, "required": ["query"]}
    update = {"type": "object", "properties": {"update": TEXT}, "required": ["update"]}
    changed = _does("Change the graph: SPARQL 1.1 Update", {204: ()}, body={FORM: update, UPDATE: TEXT}, token=True)
    return {
        "/sparql": {
            "get": _does(
                "Answer a query; without one, the form", {200: (*_RESULTS, _HTML)}, [_in_query("query"), *dataset]
            ),
            "post": _does("Answer a query", {200: (*_RESULTS, _HTML)}, dataset, {FORM: form, QUERY: TEXT}),
        },
        "/update": {"post": changed},
    }


def _graphs() -> JsonObject:
    named = [_in_query("graph"), _in_query("default")]
    return {"/graphs": _graph_methods(named), "/graphs/{path}": _graph_methods([_in_path("path")])}


def _graph_methods(parameters: list[JsonObject]) -> JsonObject:
    body = dict.fromkeys(_RDF, TEXT)
    return {
        "get": _does("Read a graph", {200: _RDF}, parameters),
        "put": _does("Replace a graph", {201: (), 204: ()}, parameters, body, token=True),
        "post": _does("Add to a graph", {201: (), 204: ()}, parameters, body, token=True),
        "delete": _does("Delete a graph", {204: ()}, parameters, token=True),
    }


def _articles() -> JsonObject:
    body: dict[str, JsonObject] = {_JSON: reference("Article"), _HTML: TEXT}
    said = [_in_query(name) for name in ("title", "published", "publisher", "url", "language")]
    held = [_in_header("If-Match"), _in_header("If-None-Match")]
    id_, job = _in_path("id"), {"schema": reference("Job")}
    state = {"schema": reference("ArticleState")}
    return {
        "/articles": {"post": _does("Give an article", {202: {_JSON: job}}, said, body, token=True)},
        "/articles/{id}": {
            "get": _does("What is held of an article", {200: {_JSON: state}, 304: ()}, [id_, held[1]]),
            "put": _does("Give an article under an id", {202: {_JSON: job}}, [id_, *said, *held], body, token=True),
            "delete": _does("Withdraw an article", {202: {_JSON: job}}, [id_, *held], token=True),
        },
        "/jobs/{id}": {"get": _does("What became of an article that was given", {200: {_JSON: job}}, [id_])},
    }


def _operators() -> JsonObject:
    health = {_JSON: {"schema": reference("Health")}}
    return {
        "/healthz": {"get": _does("Is the server alive?", {200: health})},
        "/readyz": {"get": _does("Are queries answered?", {200: health})},
        "/metrics": {"get": _does("Counters for Prometheus", {200: ("text/plain",)})},
        "/openapi.json": {"get": _does("This description", {200: (_JSON,)})},
        "/-/queries": {"get": _does("Queries and updates at work", {200: (_JSON,)}, token=True)},
        "/-/queries/{number}": {"delete": _does("Stop one of them", {204: ()}, [_in_path("number")], token=True)},
    }


def _pages() -> JsonObject:
    choice = [_in_query(name) for name in ("type", "actor", "place", "page")]
    asked = [_in_query(name) for name in ("q", "publisher", "from", "to", "page", "format")]
    kind: JsonObject = {"name": "kind", "in": "query", "schema": {"type": "array", "items": TEXT}}
    found: Mapping[str, JsonObject] = {_JSON: {"schema": reference("SearchAnswer")}, _HTML: {}}
    of_thing = [_in_path("name"), _in_query("format")]
    things = {
        f"/{kind}/{{name}}": {"get": _does(what, {200: (_HTML, *_RDF), 301: (), 303: (), 410: _RDF}, of_thing)}
        for kind, what in (
            ("event", "An event, as a page or as data"),
            ("actor", "An actor, as a page or as data"),
            ("place", "A place, as a page or as data"),
            ("article", "An article, or what only it knows, as a page or as data"),
            ("storyline", "A storyline, as a page or as data"),
        )
    }
    return {
        "/": {"get": _does("What this is", {200: (_HTML,)})},
        "/timeline": {"get": _does("Events in order", {200: (_HTML,)}, choice)},
        "/browse": {"get": _does("Ways to look round", {200: (_HTML,), 303: ()})},
        "/browse/{way}": {"get": _does("All of one kind, with counts", {200: (_HTML,)}, [_in_path("way"), *choice])},
        "/search": {"get": _does("Words in sentences, claims, names and titles", {200: found}, [*asked, kind])},
        **things,
    }


def _catalogue() -> JsonObject:
    form = [_in_query("format")]
    return {
        "/.well-known/void": {"get": _does("The dataset described (VoID, DCAT)", {200: _RDF, 303: ()}, form)},
        "/ns/{name}/{version}": {
            "get": _does(
                "A version of a vocabulary",
                {200: (_HTML, *_RDF), 303: ()},
                [_in_path("name"), _in_path("version"), *form],
            )
        },
        "/.well-known/sparql-examples": {"get": _does("The example queries", {200: _RDF}, form)},
        "/sparql/terms.json": {"get": _does("What the editor completes", {200: (_JSON,)})},
        "/ns/{name}": {
            "get": _does(
                "A vocabulary, as a page or as data", {200: (_HTML, *_RDF), 303: ()}, [_in_path("name"), *form]
            )
        },
        "/linkset/{path}": {
            "get": _does("The links of a thing (RFC 9264)", {200: ("application/linkset+json",)}, [_in_path("path")])
        },
        "/data": {"get": _does("About the data, for people", {200: (_HTML,)})},
        "/robots.txt": {"get": _does("What robots may fetch", {200: ("text/plain",)})},
        "/.well-known/security.txt": {"get": _does("Whom to tell of a hole", {200: ("text/plain",)})},
        "/sitemap.xml": {"get": _does("The index of the site maps", {200: ("application/xml",)})},
        "/sitemap/{kind}-{number}.xml": {
            "get": _does("A site map", {200: ("application/xml",)}, [_in_path("kind"), _in_path("number")])
        },
    }


def _frozen() -> JsonObject:
    """Dumps, changes and releases."""
    name, file = _in_path("name"), _in_path("file")
    form = {"type": "object", "properties": {"query": TEXT}, "required": ["query"]}
    listed = {200: (_JSON, _HTML)}
    return {
        "/dumps": {"get": _does("Dumps of the present state", {200: (_JSON, _HTML), 301: ()})},
        "/dumps/": {"get": _does("Dumps of the present state", listed)},
        "/dumps/{file}": {"get": _does("A file of the dump", {200: ("*/*",), 304: ()}, [file])},
        "/changes": {"get": _does("What has changed, as a stream of linked data events", {200: _RDF})},
        "/changes/{since}/{page}": {
            "get": _does("A page of changes", {200: _RDF, 304: ()}, [_in_path("since"), _in_path("page")])
        },
        "/releases": {"get": _does("The releases", listed)},
        "/releases/{name}": {"get": _does("A release", {200: (_HTML,), 302: (), 303: ()}, [name])},
        "/releases/{name}/{file}": {"get": _does("A file of a release", {200: ("*/*",), 304: ()}, [name, file])},
        "/releases/{name}/sparql": {
            "get": _does("Answer a query from a release", {200: _RESULTS}, [name, _in_query("query")]),
            "post": _does("Answer a query from a release", {200: _RESULTS}, [name], {FORM: form, QUERY: TEXT}),
        },
    }


def _timelines() -> JsonObject:
    """Timelines to embed; ``path`` is the selection, with the ending of the form wanted."""
    forms = (
        "application/json",
        "application/ld+json",
        "application/atom+xml",
        "text/calendar",
        "text/csv",
        "image/png",
    )
    path, any_type = _in_path("path"), {200: (_HTML, "*/*")}
    return {
        "/timelines/{path}": {
            "get": _does("A timeline as a page, as data or as a picture", {200: (_HTML, *forms, "*/*")}, [path])
        },
        "/timelines/{path}/changes": {"get": _does("When it changes", {200: ("text/event-stream",)}, [path])},
        "/timelines/schema.json": {"get": _does("The schema of its JSON", {200: ("application/schema+json",)})},
        "/timelines/context.jsonld": {"get": _does("The JSON-LD context of it", {200: ("application/ld+json",)})},
        "/embed/{path}": {"get": _does("A timeline for a frame, or a file of the widget", any_type, [path])},
        "/embed/demo": {"get": _does("The widget on a page", {200: (_HTML,)})},
        "/embed/builder": {"get": _does("The widget put together", {200: (_HTML,)})},
        "/oembed": {
            "get": _does(
                "The frame for content systems",
                {200: ("*/*",)},
                [_in_query("url", required=True), _one_of("format", "json", "xml")],
            )
        },
    }


def _does(
    summary: str,
    answers: Mapping[int, Iterable[str] | Mapping[str, JsonObject]],
    parameters: list[JsonObject] | None = None,
    body: Mapping[str, JsonObject] | None = None,
    *,
    token: bool = False,
) -> JsonObject:
    """An operation: what it answers by status and media types, and what it takes."""
    responses: JsonObject = {
        str(status): {"description": summary, "content": dict(c) if isinstance(c, Mapping) else {one: {} for one in c}}
        for status, c in answers.items()
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
    return {"name": name, "in": "query", "required": required, "schema": TEXT}


def _one_of(name: str, *values: str) -> JsonObject:
    return {**_in_query(name), "schema": {"type": "string", "enum": list(values)}}


def _in_header(name: str) -> JsonObject:
    return {"name": name, "in": "header", "required": False, "schema": TEXT}


def _in_path(name: str) -> JsonObject:
    return {"name": name, "in": "path", "required": True, "schema": TEXT}
