from __future__ import annotations

import pytest

from kg.store import Store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import put, reading, relabelled

HTML = {"Accept": "text/html"}


def found(client: Client, **asked: object) -> dict[str, object]:
    response = client.get("/search", params=asked)
    assert response.status_code == 200, response.text
    answer: dict[str, object] = response.json()
    return answer


def test_a_search_finds_sentences_events_claims_and_titles(client: Client) -> None:
    results = found(client, q="talks", kind="sentence")["results"]
    assert results == [
        {
            "iri": "https://data.example.org/article/lakeport-talks/s01",
            "page": "/article/lakeport-talks#s01",
            "kind": "sentence",
            "text": "Envoys of Arvonia and Beltria met in Lakeport on Tuesday for a first day of talks.",
            "highlights": [[76, 81]],
            "date": "2024-05-08",
            "title": "Talks open in Lakeport",
            "publisher": "Lakeport Courier",
        }
    ]
    for kind, words in (("event", "talks"), ("claim", "sign nothing"), ("article", "open"), ("actor", "calder")):
        answer = found(client, q=words, kind=kind)
        assert answer["total"] == 1, kind
        assert answer["results"][0]["page"], kind  # type: ignore[index]
    assert found(client, q="calder", kind=["event", "place"])["total"] == 0


def test_people_get_a_page_with_the_words_marked(client: Client) -> None:
    page = client.get("/search?q=herons", headers=HTML)
    assert page.headers["content-type"].startswith("text/html")
    assert "known for its <mark>herons</mark>." in page.text
    assert 'href="/article/lakeport-talks#s07"' in page.text
    assert "Lakeport Courier" in page.text
    assert 'aria-current="page">Search' in page.text


def test_without_words_there_is_the_form(client: Client) -> None:
    page = client.get("/search", headers=HTML)
    assert page.status_code == 200
    assert '<input id="q"' in page.text
    assert client.get("/search", headers={"Accept": "application/json"}).status_code == 400
    assert client.get("/search?q=", headers=HTML).status_code == 200


@pytest.mark.parametrize(
    "query",
    ['q="open', "q=-talks", "q=OR", "q=x&kind=recipe", "q=x&page=0", "q=x&page=51", "q=x&page=é", "q=x&format=pdf"],
)
def test_what_cannot_be_looked_for_is_a_problem(client: Client, query: str) -> None:
    response = client.get(f"/search?{query}")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


def test_formats_are_negotiated(client: Client) -> None:
    assert client.get("/search?q=x", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/search?q=x&format=json", headers=HTML).headers["content-type"] == "application/json"
    assert client.head("/search?q=x").status_code == 200


def test_pages_can_be_turned(own_store: Store) -> None:
    own_store.update("INSERT DATA { " + " ".join(f'<x:{n}> rdfs:label "buoy {n}" .' for n in range(45)) + " }")
    with Client(create_app(Settings(), store=own_store)) as client:
        first = found(client, q="buoy")
        assert (first["total"], first["pages"], first["next"]) == (45, 3, "/search?q=buoy&page=2")
        last = found(client, q="buoy", page=3)
        assert (len(last["results"]), last["next"]) == (5, None)  # type: ignore[arg-type]
        assert 'rel="next" href="/search?q=buoy&amp;page=3"' in client.get("/search?q=buoy&page=2", headers=HTML).text


def test_hostile_labels_and_words_are_only_text(own_store: Store) -> None:
    put(own_store, relabelled(reading(), "</bdi><script>alert(1)</script> \u202egolf <img src=x>"))
    with Client(create_app(Settings(), store=own_store)) as client:
        page = client.get("/search", params={"q": "golf </form><script>"}, headers=HTML).text
        assert "<mark>golf</mark>" in client.get("/search?q=golf", headers=HTML).text
        for text in (page, client.get("/search?q=golf", headers=HTML).text):
            assert "<script" not in text
            assert "<img" not in text
            assert "\u202e" not in text


# --------------------------------------------------------------------------------------------------- inside SPARQL


def labels(client: Client, pattern: str) -> list[str]:
    response = client.get("/sparql", params={"query": f"SELECT ?l {{ {pattern} }} ORDER BY ?l"})
    assert response.status_code == 200, response.text
    return [row["l"]["value"] for row in response.json()["results"]["bindings"]]


@pytest.mark.parametrize(
    ("asked", "sentences", "events"),
    [
        ({}, 1, 1),
        ({"publisher": "Lakeport Courier"}, 1, 1),
        ({"publisher": "lakeport COURIER"}, 1, 1),
        ({"publisher": "Lakeport"}, 0, 0),
        ({"publisher": "Another Paper"}, 0, 0),
        ({"from": "2024-05-08", "to": "2024-05-08"}, 1, 0),
        ({"from": "2024-05-07", "to": "2024-05-07"}, 0, 1),
        ({"from": "2024-05-07"}, 1, 1),
        ({"to": "2024-05-06"}, 0, 0),
        ({"from": "2024-05-09"}, 0, 0),
        ({"publisher": "Lakeport Courier", "from": "2024-05-08"}, 1, 0),
        ({"publisher": "Another Paper", "from": "2024-05-08"}, 0, 0),
    ],
)
def test_a_search_keeps_to_a_publisher_and_to_days(
    client: Client, asked: dict[str, str], sentences: int, events: int
) -> None:
    counts = [found(client, q="lakeport talks", kind=kind, **asked)["total"] for kind in ("article", "event")]
    assert counts == [sentences, events]
    answer = found(client, q="talks", kind="sentence", **asked)
    assert len(answer["results"]) == answer["total"] == sentences  # type: ignore[arg-type]
    assert {name: answer.get(name) for name in asked} == asked
    if asked:
        assert found(client, q="calder", kind="actor", **asked)["total"] == 0


def test_a_publisher_may_be_given_by_path_or_iri(client: Client) -> None:
    query = "SELECT DISTINCT ?p { ?x schema:publisher ?p }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    iri = rows[0]["p"]["value"]
    for name in (iri, iri.removeprefix("https://data.example.org/"), iri.removeprefix("https://data.example.org")):
        assert found(client, q="talks", kind="sentence", publisher=name)["total"] == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "yesterday"},
        {"to": "2024-02-30"},
        {"from": "2024-W10-1"},
        {"from": "2024-05-08", "to": "2024-05-07"},
        {"publisher": "x" * 301},
    ],
)
def test_limits_that_cannot_be_read_are_refused(client: Client, asked: dict[str, str]) -> None:
    response = client.get("/search", params={"q": "talks", **asked})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "name", ['x" } UNION { ?x ?p ?o } #', "<script>alert(1)</script>", "a\\", "\u0000", "ß", "> ?x ?p ?o"]
)
def test_a_publisher_is_neither_query_nor_markup(client: Client, name: str) -> None:
    assert found(client, q="talks", publisher=name)["total"] == 0
    page = client.get("/search", params={"q": "talks", "publisher": name}, headers=HTML)
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_the_form_keeps_the_limits_and_offers_the_publishers(client: Client) -> None:
    page = client.get("/search?q=herons&publisher=Lakeport+Courier&from=2024-05-01", headers=HTML).text
    assert '<option value="Lakeport Courier">' in page
    assert 'name="publisher" list="publishers" value="Lakeport Courier"' in page
    assert 'type="date" value="2024-05-01"' in page
    assert "<mark>herons</mark>" in page


def test_sparql_asks_for_words(client: Client) -> None:
    assert labels(client, '?e ev:matchesText "lakeport talks" ; a ev:Event ; rdfs:label ?l') == [
        "Arvonia–Beltria talks in Lakeport"
    ]
    told = labels(
        client, '?s ev:matchesText "fled" . ?r ev:mention/ev:inSentence ?s ; rdfs:label ?l . ?r a ev:EventReport'
    )
    assert told == ["Flight from the border villages"]


def test_a_page_of_sparql_asks_for_words_too(client: Client) -> None:
    query = 'SELECT ?l { ?e ev:matchesText "lakeport talks" ; a ev:Event ; rdfs:label ?l }'
    page = client.get("/sparql", params={"query": query}, headers=HTML).text
    assert "Arvonia–Beltria talks in Lakeport" in page
    assert "VALUES ?e" not in page


def test_faults_have_their_place_in_the_query_as_it_was_sent(client: Client) -> None:
    query = 'SELECT * { ?e ev:matchesText "talks" .\n ?e rdfs:label }'
    problem = client.get("/sparql", params={"query": query}).json()
    assert (problem["line"], problem["token"]) == (2, "}")
    query = 'SELECT * {\n ?e ev:matchesText "\\"open" }'
    assert "quotation mark" in client.get("/sparql", params={"query": query}).json()["detail"]


def test_what_is_cut_is_told(own_store: Store) -> None:
    own_store.update("INSERT DATA { " + " ".join(f'<x:{n}> rdfs:label "buoy {n}" .' for n in range(1001)) + " }")
    with Client(create_app(Settings(), store=own_store)) as client:
        asked = {"query": 'SELECT (COUNT(*) AS ?n) { ?x ev:matchesText "buoy" }'}
        response = client.get("/sparql", params=asked)
        assert response.headers["timewire-truncated"] == "matches=1000"
        assert response.json()["results"]["bindings"][0]["n"]["value"] == "1000"
        fewer = client.get("/sparql", params={"query": 'ASK { ?x ev:matchesText "buoy 7" }'})
        assert "timewire-truncated" not in fewer.headers


def test_an_answer_with_words_is_kept_until_the_graph_changes(own_store: Store) -> None:
    put(own_store, reading())
    with Client(create_app(Settings(write_token="a-token-for-tests-only"), store=own_store)) as client:
        asked = {"query": 'SELECT ?x { ?x ev:matchesText "zeppelin" }'}
        first = client.get("/sparql", params=asked)
        assert client.get("/sparql", params=asked, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        client.post(
            "/update",
            content='INSERT DATA { <x:z> rdfs:label "Zeppelin" }',
            headers={"Content-Type": "application/sparql-update", "Authorization": "Bearer a-token-for-tests-only"},
        )
        assert len(client.get("/sparql", params=asked).json()["results"]["bindings"]) == 1
