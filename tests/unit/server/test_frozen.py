"""Releases and dumps over HTTP: pages, files and queries."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pyoxigraph as ox
import pytest

from kg.command.exporting import about_of
from kg.exports.contents import Contents
from kg.exports.folder import dump_files
from kg.releases.release import RELEASES_FOLDER, make_release
from kg.rights.policy import Policy
from kg.store import Store, open_store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN, put, reading, relabelled

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture(scope="module")
def frozen_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("frozen") / "s") as store:
        put(store, reading())
        contents = Contents(store.graph.oxigraph, store.iris, Policy())
        make_release(contents, about_of(store, LICENCE), "2024-05", store.folder / RELEASES_FOLDER)
        put(store, relabelled(reading("more"), "Another story"))
        yield store


@pytest.fixture(scope="module")
def frozen(frozen_store: Store) -> Iterator[Client]:
    with Client(
        create_app(Settings(data_licence=LICENCE, query_timeout_s=300), store=frozen_store, token=TOKEN)
    ) as client:
        yield client


def count(client: Client, path: str) -> int:
    response = client.get(path, params={"query": COUNT}, headers={"Accept": "application/sparql-results+json"})
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def test_a_release_answers_queries_from_its_own_state(frozen: Client, frozen_store: Store) -> None:
    released, live = count(frozen, "/releases/2024-05/sparql"), count(frozen, "/sparql")
    graph = ox.Store.read_only(str(frozen_store.folder / RELEASES_FOLDER / "2024-05" / "graph"))
    assert released == len(list(graph.quads_for_pattern(None, None, None, ox.DefaultGraph())))
    assert released < live
    posted = frozen.post("/releases/2024-05/sparql", data={"query": "ASK { ?e a ev:Event }"})
    assert posted.json()["boolean"] is True
    assert (
        "Another story"
        not in frozen.get("/releases/2024-05/sparql", params={"query": "SELECT ?l { ?s rdfs:label ?l }"}).text
    )


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [("text/csv", "text/csv"), ("application/sparql-results+xml", "application/sparql-results+xml"), ("*/*", "application/sparql-results+json")],
)  # fmt: skip
def test_answers_of_releases_are_negotiated(frozen: Client, accept: str, media_type: str) -> None:
    response = frozen.get("/releases/2024-05/sparql", params={"query": COUNT}, headers={"Accept": accept})
    assert response.headers["content-type"].startswith(media_type)
    again = {"If-None-Match": response.headers["etag"], "Accept": accept}
    assert frozen.get("/releases/2024-05/sparql", params={"query": COUNT}, headers=again).status_code == 304


@pytest.mark.parametrize(
    ("query", "status"),
    [("SELECT", 400), ("INSERT DATA { <a:b> <a:c> 1 }", 400), ('SELECT * { ?s ev:matchesText "x" }', 503),
     ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400)],
)  # fmt: skip
def test_what_a_release_does_not_do_is_told(frozen: Client, query: str, status: int) -> None:
    response = frozen.get("/releases/2024-05/sparql", params={"query": query})
    assert response.status_code in (status, 403)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_slow_query_to_a_release_is_killed(frozen_store: Store) -> None:
    settings = Settings(query_timeout_s=0.5, cache_bytes=0)
    with Client(create_app(settings, store=frozen_store, token=TOKEN)) as client:
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?g) }"
        response = client.get("/releases/2024-05/sparql", params={"query": slow})
        assert response.status_code == 503
        assert count(client, "/releases/2024-05/sparql")


def test_without_a_query_the_service_is_described(frozen: Client) -> None:
    response = frozen.get("/releases/2024-05/sparql", headers={"Accept": "text/turtle"})
    assert "/releases/2024-05/sparql" in response.text
    assert "SPARQL11Query" in response.text


def test_people_are_led_to_a_form_and_can_ask_without_a_script(frozen: Client) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    led = frozen.get("/releases/2024-05/sparql", headers=browser)
    assert (led.status_code, led.headers["location"]) == (303, "/releases/2024-05#ask")
    page = html5lib.parse(frozen.get("/releases/2024-05", headers=browser).text, namespaceHTMLElements=False)
    [form] = [form for form in page.iter("form") if form.get("action") == "/releases/2024-05/sparql"]
    query = next(form.iter("textarea")).text
    formats = [option.get("value") for option in form.iter("option")]
    assert formats == ["json", "xml", "csv", "tsv"]
    for name in formats:
        answer = frozen.get("/releases/2024-05/sparql", params={"query": query, "format": name}, headers=browser)
        assert answer.status_code == 200, name
    assert all("".join(row.itertext()).strip() for row in page.iter("td")), "what each file is"


def test_files_of_a_release_are_those_of_its_folder(frozen: Client, frozen_store: Store) -> None:
    folder = frozen_store.folder / RELEASES_FOLDER / "2024-05" / "files"
    sums = frozen.get("/releases/2024-05/SHA256SUMS").text
    for line in sums.splitlines():
        digest, _, name = line.partition("  ")
        response = frozen.get(f"/releases/2024-05/{name}", headers={"Accept-Encoding": "identity"})
        assert response.status_code == 200, name
        assert hashlib.sha256(response.content).hexdigest() == digest
        assert response.content == (folder / name).read_bytes()
        assert f'<{LICENCE}>; rel="license"' in response.headers["link"]
        tag = {"If-None-Match": response.headers["etag"]}
        assert frozen.get(f"/releases/2024-05/{name}", headers=tag).status_code == 304


def test_who_broke_off_goes_on_where_they_were(frozen: Client) -> None:
    whole = frozen.get("/releases/2024-05/graph.nq.gz")
    part = frozen.get(
        "/releases/2024-05/graph.nq.gz", headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]}
    )
    assert part.status_code == 206
    assert whole.content[100:] == part.content
    assert frozen.head("/releases/2024-05/graph.nq.gz").headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize(
    "path",
    ["/changes", "/changes/0/0", "/dumps", "/dumps/", "/dumps/graph.nq.gz", "/releases", "/releases/2024-05",
     "/releases/2024-05/graph.nq.gz", "/releases/2024-05/tables/events.csv", "/data", "/linkset/event/x"],
)  # fmt: skip
def test_scripts_of_other_sites_may_go_on_from_what_they_have(frozen: Client, path: str) -> None:
    asked = {"Origin": "https://else.example", "Access-Control-Request-Method": "GET"}
    answer = frozen.request(
        "OPTIONS", path, headers={**asked, "Access-Control-Request-Headers": "if-none-match,if-range"}
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"If-None-Match", "If-Range"} <= set(answer.headers["access-control-allow-headers"].split(", "))
    shown = set(answer.headers["access-control-expose-headers"].split(", "))
    assert {"ETag", "Link", "Content-Range", "Timewire-State"} <= shown


def test_releases_are_listed_for_people_and_programs(frozen: Client) -> None:
    told = frozen.get("/releases", headers={"Accept": "application/json"}).json()["releases"]
    assert [one["name"] for one in told] == ["2024-05"]
    assert "2024-05" in frozen.get("/releases", headers={"Accept": "text/html"}).text
    assert frozen.get("/releases/latest").headers["location"] == "/releases/2024-05"
    page = frozen.get("/releases/2024-05", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "SHA256SUMS" in page.text
    crate = frozen.get("/releases/2024-05", headers={"Accept": "application/ld+json"})
    assert crate.status_code == 303
    assert json.loads(frozen.get(crate.headers["location"]).text)["@graph"]


@pytest.mark.parametrize(
    "path",
    ["/releases/none", "/releases/none/sparql?query=ASK{}", "/releases/2024-05/none", "/releases/2024-05/../../archive.sqlite",
     "/releases/2024-05/%2e%2e/%2e%2e/archive.sqlite", "/releases/..%2f2024-05", "/releases/2024-05/files/graph.nq.gz",
     "/releases/%00", "/dumps/none", "/dumps/../archive.sqlite", "/dumps/%2e%2e/%2e%2e/archive.sqlite", "/releases/" + "x" * 3000],
)  # fmt: skip
def test_other_paths_lead_nowhere(frozen: Client, path: str) -> None:
    assert frozen.get(path).status_code == 404


def test_dumps_are_of_the_present_state_and_whole(frozen: Client, frozen_store: Store) -> None:
    listed = frozen.get("/dumps/", headers={"Accept": "application/json"}).json()
    assert listed.get("state") == frozen_store.generation, listed
    assert {file["name"] for file in listed["files"]} | {"SHA256SUMS"} == {file.name for file in dump_files()}
    response = frozen.get("/dumps/graph.nq.gz")
    assert response.headers["timewire-state"] == str(frozen_store.generation)
    quads = set(ox.parse(gzip.decompress(response.content), format=ox.RdfFormat.N_QUADS))
    assert quads == set(frozen_store.graph.quads())
    sums = dict(reversed(line.split("  ")) for line in frozen.get("/dumps/SHA256SUMS").text.splitlines())
    assert hashlib.sha256(response.content).hexdigest() == sums["graph.nq.gz"]
    assert frozen.get("/dumps", headers={"Accept": "text/html"}).status_code == 200


def test_dumps_of_a_public_server_follow_the_policy(tmp_path: Path) -> None:
    rights = tmp_path / "rights.toml"
    rights.write_text("default = 'none'", "utf-8")
    with open_store(tmp_path / "s") as store:
        put(store, reading())
        with Client(create_app(Settings(rights=str(rights), query_timeout_s=300), store=store, token=TOKEN)) as client:
            quads = ox.parse(gzip.decompress(client.get("/dumps/graph.nq.gz").content), format=ox.RdfFormat.N_QUADS)
            assert not [q for q in quads if q.predicate.value.endswith("#exact") and "/article/" in str(q.subject)]
            assert "sign nothing" not in client.get("/dumps/tables/claims.csv").text
            left = [path.name for path in (store.folder / "checkpoints").glob("dump*")]
            assert left == ["dump-1"]
        assert not (store.folder / "checkpoints").exists()


def test_without_a_store_there_is_neither(tmp_path: Path) -> None:
    from kg.graph.iris import Iris
    from server.site import Knowledge

    graph = ox.Store()
    with Client(create_app(Settings(), knowledge=Knowledge(lambda: graph, Iris()))) as client:
        assert client.get("/dumps/").status_code == 503
        assert client.get("/changes").status_code == 503
        assert client.get("/releases", headers={"Accept": "application/json"}).json() == {"releases": []}
