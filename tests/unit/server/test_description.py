from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.routing import BaseRoute

from server.app import create_app
from server.description import describe
from server.description_schemas import SCHEMAS
from server.settings import Settings
from tests.unit.server.client import Client

PRIVATE = "/-/"
_NOT_TOLD = {"HEAD", "OPTIONS"}


def routes(of: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Method and path of each public route, as the framework has them."""
    for route in of:
        inner = getattr(getattr(route, "original_router", None), "routes", None) or getattr(route, "routes", None)
        if inner:
            yield from routes(inner)
            continue
        path = getattr(route, "path", "").replace(":path}", "}")
        if path and not path.startswith((PRIVATE, "/static")):
            yield from ((method, path) for method in getattr(route, "methods", None) or () if method not in _NOT_TOLD)


def described() -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, methods in describe()["paths"].items() for method in methods}


def test_every_public_route_is_described() -> None:
    there = set(routes(create_app(Settings()).routes))
    assert ("PUT", "/articles/{id}") in there
    assert there - described() == set()


def test_nothing_is_described_that_is_not_there() -> None:
    there = set(routes(create_app(Settings()).routes))
    assert {pair for pair in described() if not pair[1].startswith(PRIVATE)} - there == set()


def test_every_operation_tells_its_problems_and_every_reference_leads_somewhere() -> None:
    description = describe()
    for path, methods in description["paths"].items():
        for operation in methods.values():
            assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}, path
            assert operation["summary"], path
            names = {found["name"] for found in operation.get("parameters", ()) if found["in"] == "path"}
            assert all(f"{{{name}}}" in path for name in names)
            assert path.count("{") == len(names), path

    def check(value: Any) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                _, *parts = value["$ref"].split("/")
                found: Any = description
                for part in parts:
                    found = found[part]
            for inner in value.values():
                check(inner)
        elif isinstance(value, list):
            for inner in value:
                check(inner)

    check(description)


def test_what_changes_something_takes_the_token() -> None:
    for path, methods in describe()["paths"].items():
        for method, operation in methods.items():
            changes = method in ("put", "delete", "patch") or (method == "post" and not path.endswith("/sparql"))
            assert bool(operation.get("security")) == (changes or path.startswith(PRIVATE)), (method, path)


def schema_of(name: str) -> Draft202012Validator:
    """A schema of OpenAPI 3.0 as JSON Schema, closed: what the server gives must be named in it."""

    def converted(value: Any) -> Any:
        if isinstance(value, list):
            return [converted(one) for one in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return converted(SCHEMAS[value["$ref"].rsplit("/", 1)[1]])
        inner = {key: converted(one) for key, one in value.items() if key != "nullable"}
        if "properties" in inner:
            inner["additionalProperties"] = False
        return {"anyOf": [inner, {"type": "null"}]} if value.get("nullable") else inner

    return Draft202012Validator(converted(SCHEMAS[name]))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/search?q=talks", "SearchAnswer"),
        ("/articles/lakeport-talks", "ArticleState"),
        ("/healthz", "Health"),
        ("/readyz", "Health"),
        ("/jobs/none", "Problem"),
        ("/sparql?query=SELECT%20*%20%7B", "Problem"),
    ],
)
def test_answers_are_as_they_are_described(client: Client, path: str, name: str) -> None:
    schema_of(name).validate(client.get(path).json())
