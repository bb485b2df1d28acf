"""Timelines of storylines and of queries: which events they show, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
import pytest

from kg.store import Store
from server.app import create_app
from server.problems import ResultTooLarge
from server.settings import Settings
from server.timelines.members import MOST, read_members
from server.timelines.publish import publish
from server.timelines.selection import Selection
from tests.unit.server.client import Client

KEPT = """# title: Talks that were held
# description: Every event of talks.
SELECT ?e WHERE { ?e a ev:Event ; ev:eventType/ev:broaderOrSelf et:Diplomacy }
"""
ALL = "SELECT ?e WHERE { ?e a ev:Event }"
TALKS = "Arvonia–Beltria talks in Lakeport"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("queries")
    (made / "talks.rq").write_text(KEPT, "utf-8")
    (made.parent / "secret.rq").write_text(KEPT, "utf-8")
    return made


@pytest.fixture(scope="module")
def keeping(store: Store, folder: Path) -> Iterator[Client]:
    with Client(create_app(Settings(saved_queries=str(folder)), store=store)) as opened:
        yield opened


def titles(document: dict) -> set[str]:  # type: ignore[type-arg]
    return {event["title"] for event in document["events"]}


def asked(query: str, **more: str) -> str:
    return "/timelines/query.json?" + "&".join(
        f"{key}={quote(value)}" for key, value in {"query": query, **more}.items()
    )


def test_a_query_makes_a_timeline_of_the_events_that_its_rows_name(client: Client) -> None:
    some = f'SELECT ?e ?type WHERE {{ ?e a ev:Event ; rdfs:label "{TALKS}"@en ; ev:eventType ?type }}'
    document = client.get(asked(some)).json()
    assert titles(document) == {TALKS}
    assert document["title"] == "Events of a query"
    assert document["id"].endswith("query=" + quote(some, safe="").replace("%20", "+"))
    every = client.get("/timelines/all.json").json()
    assert client.get(asked(ALL)).json()["events"] == every["events"]
    assert len(titles(client.get(asked(ALL, **{"from": "2024-05-01", "to": "2024-05-10"})).json())) == 2


def test_a_query_that_the_operator_keeps_has_an_address_and_a_title(keeping: Client) -> None:
    document = keeping.get("/timelines/query/talks.json").json()
    assert document["title"] == "Talks that were held"
    assert TALKS in titles(document)
    assert "Flight from the border villages" not in titles(document)
    assert keeping.get("/embed/query/talks").status_code == 200
    oembed = keeping.get("/oembed?url=" + quote("http://testserver/timelines/query/talks")).json()
    assert "/embed/query/talks" in oembed["html"]
    assert titles(keeping.get("/timelines/query/talks.json?from=2024-05-07&to=2024-05-07").json()) == {TALKS}


def test_the_storyline_around_an_event_says_how_much_each_has_to_do_with_it(client: Client) -> None:
    every = client.get("/timelines/all.json").json()
    talks = next(event for event in every["events"] if event["title"] == TALKS)
    story = client.get(f"/timelines/storyline/{talks['id']}.json").json()
    assert story["title"] == TALKS
    relevance = {event["title"]: event["relevance"] for event in story["events"]}
    assert relevance[TALKS] == 1
    assert all(0.2 <= value <= 1 for value in relevance.values())
    assert set(relevance) <= titles(every)
    assert len(relevance) > 1


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/timelines/query", 400, "no query"),
        (asked("ASK { ?s ?p ?o }"), 501, "rows"),
        (asked("CONSTRUCT WHERE { ?s ?p ?o }"), 501, "rows"),
        (asked("SELECT ?e {"), 400, "line 1"),
        (asked("SELECT * { SERVICE <http://169.254.169.254/> { ?s ?p ?o } }"), 400, "SERVICE"),
        (asked("DELETE WHERE { ?s ?p ?o }"), 403, "/update"),
        ("/timelines/query/talks", 404, "kept"),
        ("/timelines/storyline/nothing", 404, "no such timeline"),
    ],
)
def test_what_gives_no_timeline_says_so(client: Client, path: str, status: int, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert words in json.dumps(answer.json())


@pytest.mark.parametrize("name", ["../secret", "..%2Fsecret", "talks.rq", "%00", "a" * 65])
def test_names_do_not_lead_out_of_the_folder(keeping: Client, name: str) -> None:
    assert keeping.get(f"/timelines/query/{name}").status_code == 404


def test_a_query_that_names_too_much_is_told() -> None:
    big = f"SELECT ?x {{ VALUES ?x {{ {' '.join(f'<x:{n}>' for n in range(MOST + 1))} }} }}"
    with pytest.raises(ResultTooLarge):
        read_members(pyoxigraph.Store(), "https://x.example/", Selection(about="query", sparql=big))


def test_a_timeline_is_published_with_its_filters(store: Store, tmp_path: Path) -> None:
    chosen = "all?from=2024-05-07&to=2024-05-07&type=Diplomacy"
    publish(store.graph.oxigraph, store.iris.base, chosen, tmp_path / "t")
    document = json.loads((tmp_path / "t" / "timeline.json").read_text("utf-8"))
    assert titles(document) == {TALKS}
