"""A limit that cut an answer says so twice: in a header, and in the link of the answer's own head."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from kg.store import Store, asking, open_store
from server.app import create_app
from server.settings import Settings
from server.sparql import text_search
from tests.unit.server.client import Client
from tests.unit.server.story import put, reading

ROWS = "SELECT ?n { VALUES ?n { 1 2 3 4 5 } }"
WORDS = 'SELECT ?s { ?s ev:matchesText "storm OR talks OR minister OR the" }'
JSON, XML, CSV = "application/sparql-results+json", "application/sparql-results+xml", "text/csv"
_LINK = "{http://www.w3.org/2005/sparql-results#}link"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("cut") / "store") as store:
        put(store, reading())
        yield store


@pytest.fixture(scope="module")
def client(small: Store) -> Iterator[Client]:
    with Client(create_app(Settings(max_result_rows=3), store=small)) as opened:
        yield opened


def ask(client: Client, query: str, accept: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept})


def test_rows_that_were_cut_are_told_in_json(client: Client) -> None:
    for _ in range(3):  # never from among the answers that are ready: those are whole
        answer = ask(client, ROWS, JSON)
        assert answer.headers["timewire-truncated"] == "rows=3"
        assert "cache;desc=miss" in answer.headers["server-timing"]
        assert len(answer.json()["results"]["bindings"]) == 3
        assert answer.json()["head"]["link"] == ["http://testserver/sparql#cut-at-3-rows"]


def test_rows_that_were_cut_are_told_in_xml(client: Client) -> None:
    answer = ask(client, ROWS, XML)
    assert answer.headers["timewire-truncated"] == "rows=3"
    links = [link.get("href") for link in ElementTree.fromstring(answer.content).iter(_LINK)]
    assert links == ["http://testserver/sparql#cut-at-3-rows"]


def test_rows_that_were_cut_are_told_in_the_header_where_there_is_no_head(client: Client) -> None:
    answer = ask(client, ROWS, CSV)
    assert answer.headers["timewire-truncated"] == "rows=3"
    assert len(answer.text.splitlines()) == 4


@pytest.mark.parametrize("accept", [JSON, XML, CSV])
def test_a_whole_answer_says_nothing_of_it(client: Client, accept: str) -> None:
    answer = ask(client, "SELECT ?n { VALUES ?n { 1 2 3 } }", accept)
    assert "timewire-truncated" not in answer.headers
    assert "link" not in answer.text


@pytest.mark.parametrize("hold", [1000, 4_000_000])
def test_matches_that_were_cut_are_told_in_the_head_too(
    small: Store, monkeypatch: pytest.MonkeyPatch, hold: int
) -> None:
    monkeypatch.setattr(text_search, "MOST_MATCHES", 2)
    monkeypatch.setattr(asking, "MOST_MATCHES", 2)
    with Client(create_app(Settings(hold_bytes=hold), store=small)) as client:
        long = WORDS.replace("?s {", "?s ?pad {").replace(" }", ' BIND("' + "x" * 2000 + '" AS ?pad) }')
        for query in (WORDS, long):
            answer = ask(client, query, JSON)
            assert answer.headers["timewire-truncated"] == "matches=2"
            assert answer.json()["head"]["link"] == ["http://testserver/sparql#cut-at-matches-2"]
            assert len(answer.json()["results"]["bindings"]) == 2
            links = ElementTree.fromstring(ask(client, query, XML).content).iter(_LINK)
            assert [link.get("href") for link in links] == ["http://testserver/sparql#cut-at-matches-2"]
        yes = ask(client, WORDS.replace("SELECT ?s", "ASK"), JSON).json()
        assert yes["boolean"] is True
        assert yes["head"]["link"] == ["http://testserver/sparql#cut-at-matches-2"]
        fewer = ask(client, 'SELECT ?s { ?s ev:matchesText "nothingofthekind" }', JSON)
        assert "link" not in fewer.json()["head"]


def test_the_story_is_there(tmp_path: Path, client: Client) -> None:
    assert len(ask(client, WORDS, JSON).json()["results"]["bindings"]) >= 3
