"""The JSON that the server takes and gives, as JSON Schema in the dialect of OpenAPI 3.0."""

from __future__ import annotations

from typing import Any

JsonObject = dict[str, Any]
TEXT: JsonObject = {"type": "string"}
_OR_NULL: JsonObject = {"type": "string", "nullable": True}
_COUNT: JsonObject = {"type": "integer", "minimum": 0}
_TIME: JsonObject = {"type": "string", "format": "date-time"}
_LINKS: JsonObject = {"type": "object", "additionalProperties": TEXT}
_OUTCOMES = ("added", "changed", "unchanged", "withdrawn", "failed")


def _object(required: tuple[str, ...], **properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": properties, "required": list(required)}


def reference(name: str) -> JsonObject:
    """The schema of this name, where it is used."""
    return {"$ref": f"#/components/schemas/{name}"}


SCHEMAS: JsonObject = {
    "Problem": _object(
        ("type", "title", "status", "detail", "remedy"),
        type=TEXT,
        title={**TEXT, "description": "the kind of fault, always the same words"},
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail={**TEXT, "description": "what is wrong, and where"},
        remedy={**TEXT, "description": "what to do about it"},
        line={**_COUNT, "description": "of a syntax error, from 1"},
        column={**_COUNT, "description": "of a syntax error, from 1"},
        token={**TEXT, "description": "what stands there"},
    ),
    "Article": _object(
        ("text",),
        text={**TEXT, "minLength": 1, "description": "English; paragraphs as they stand"},
        id={**TEXT, "maxLength": 200, "description": "only to POST; else it is made of the address or the text"},
        title=TEXT,
        published={**TEXT, "description": "2025-10-06, 2025-10, 2025 or 2025-10-06T18:30:00+02:00"},
        publisher=TEXT,
        url={**TEXT, "format": "uri"},
        language={**TEXT, "description": "BCP 47; only English is read"},
    ),
    "ArticleState": _object(
        ("id", "state", "version", "received", "sha256", "links"),
        id=TEXT,
        state={"type": "string", "enum": ["present", "withdrawn"]},
        version=_COUNT,
        received=_TIME,
        sha256={**TEXT, "description": "of the text in UTF-8"},
        title=_OR_NULL,
        published=_OR_NULL,
        publisher=_OR_NULL,
        url=_OR_NULL,
        language=_OR_NULL,
        links=_LINKS,
    ),
    "Job": _object(
        ("id", "action", "article", "state", "received", "ended", "ahead", "links"),
        id=TEXT,
        action={"type": "string", "enum": ["put", "delete"]},
        article={**_OR_NULL, "description": "null until a page without an id has been read"},
        state={"type": "string", "enum": ["waiting", "running", "done", "failed"]},
        received=_TIME,
        ended={**_TIME, "nullable": True},
        ahead={**_COUNT, "description": "jobs that come before"},
        status={"type": "string", "enum": list(_OUTCOMES)},
        report={"type": "object", "description": "what was read and what was left out, as timewire ingest --json"},
        problem=reference("Problem"),
        links=_LINKS,
    ),
    "SearchAnswer": _object(
        ("query", "kinds", "page", "pages", "total", "more", "next", "results"),
        query=TEXT,
        kinds={"type": "array", "items": TEXT},
        page=_COUNT,
        pages=_COUNT,
        total=_COUNT,
        more={"type": "boolean", "description": "there are more than total"},
        next=_OR_NULL,
        results={"type": "array", "items": reference("SearchResult")},
    ),
    "SearchResult": _object(
        ("iri", "page", "kind", "text", "highlights", "date", "title", "publisher"),
        iri=TEXT,
        page=_OR_NULL,
        kind=TEXT,
        text=TEXT,
        highlights={"type": "array", "items": {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}},
        date=_OR_NULL,
        title=_OR_NULL,
        publisher=_OR_NULL,
    ),
    "Health": _object(("status",), status=TEXT, open_queries=_COUNT),
}
