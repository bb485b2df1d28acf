"""Every IRI answers: the negotiation matrix, the documents, what is gone and what has moved."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import rdflib
from pyoxigraph import DefaultGraph, NamedNode, Quad
from rdflib.compare import isomorphic

from kg.graph.terms import ONT
from kg.store import Store
from server.app import create_app
from server.data.documents import DATA, DOCUMENTS
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.rdf import graph_of
from tests.unit.server.story import TOKEN, paths_by_label, put, reading

BASE = "https://data.example.org"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
RDFLIB = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, application/n-triples;q=0.7"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
ARTICLE = "/article/lakeport-talks"

MATRIX: list[tuple[str | None, str | None]] = [
    # the exact types
    ("text/html", "html"),
    ("text/turtle", "ttl"),
    ("application/ld+json", "jsonld"),
    ("application/n-triples", "nt"),
    ("application/rdf+xml", "rdf"),
    ("application/trig", "trig"),
    ("application/n-quads", "nq"),
    ("application/json", "json"),
    # no preference, and wildcards
    (None, "ttl"),
    ("", "ttl"),
    ("*/*", "ttl"),
    ("*/*;q=0.1", "ttl"),
    ("application/*", "jsonld"),
    ("text/*", "html"),
    ("text/*;q=0.5, application/*;q=0.9", "jsonld"),
    ("application/*;q=0.5, text/*;q=0.9", "html"),
    ("text/*, text/html;q=0", "ttl"),
    ("*/*, text/turtle;q=0", "jsonld"),
    ("*/*;q=0.5, application/n-triples;q=0.6", "nt"),
    ("application/*, application/ld+json;q=0.2", "nt"),
    # q-values
    ("text/turtle;q=0.4, application/rdf+xml;q=0.8", "rdf"),
    ("text/turtle;q=0.8, application/rdf+xml;q=0.4", "ttl"),
    ("text/html;q=0.3, text/turtle", "ttl"),
    ("text/html, text/turtle;q=0.3", "html"),
    ("text/html;q=0.9, application/ld+json;q=0.901", "jsonld"),
    ("text/turtle, text/html", "html"),
    ("text/html;q=0.5, application/ld+json;q=0.9", "jsonld"),
    ("application/trig;q=0.001", "trig"),
    ("text/turtle;q=1.000", "ttl"),
    ("text/turtle;q=0, application/n-quads;q=0.1", "nq"),
    # real clients
    (FIREFOX, "html"),
    (CHROME, "html"),
    (RDFLIB, "ttl"),
    (JENA, "ttl"),
    ("text/html, */*", "html"),
    ("application/json, text/plain, */*", "json"),
    ("application/rdf+xml, */*;q=0.1", "rdf"),
    # spelling
    ("TEXT/TURTLE", "ttl"),
    ("Application/LD+JSON", "jsonld"),
    ("text/turtle; charset=utf-8", "ttl"),
    ("text/turtle;charset=UTF-8;q=0.9", "ttl"),
    (" text/turtle ,", "ttl"),
    (",,,text/turtle", "ttl"),
    ('application/ld+json; profile="x,y", text/turtle', "ttl"),
    ("text/turtle;q=nonsense, application/trig", "trig"),
    ("garbage, text/turtle", "ttl"),
    ("text/turtle" + ", a/b" * 2000, "ttl"),
    # nothing that we have
    ("image/png", None),
    ("image/*", None),
    ("text/csv", None),
    ("text/turtle;q=0", None),
    ("*/*;q=0", None),
    ("garbage", None),
    ("*/turtle", None),
    ("application/xhtml+xml", None),
    ("audio/*;q=0.2, video/mp4", None),
]


@pytest.fixture(scope="module")
def event(client: Client) -> str:
    return paths_by_label(client)["Arvonia–Beltria talks in Lakeport"]


# -------------------------------------------------------------------------------------------------- negotiation


def test_the_matrix_has_more_than_sixty_cases_with_suffixes_and_formats() -> None:
    assert len(MATRIX) + 3 * len(DOCUMENTS) >= 60


@pytest.mark.parametrize(("accept", "name"), MATRIX)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_thing_leads_in_one_step_to_the_document_that_is_asked_for(
    client: Client, event: str, method: str, accept: str | None, name: str | None
) -> None:
    response = client.request(method, event, headers={"Accept": accept} if accept is not None else {})
    if name is None:
        assert response.status_code == 406
    else:
        assert (response.status_code, response.headers["location"]) == (303, f"{event}.{name}")
        assert not response.content
    assert "Accept" in [part.strip() for part in response.headers["vary"].split(",")]
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_request_without_any_accept_header_gets_turtle(client: Client, event: str) -> None:
    assert client.get(event, headers={"Accept": ""}).headers["location"] == f"{event}.ttl"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
@pytest.mark.parametrize("accept", ["*/*", "image/png"])
def test_a_suffix_goes_before_the_accept_header(client: Client, event: str, document, accept: str) -> None:
    address = event + document.suffix
    response = client.get(address, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == document.content_type
    assert response.headers["content-location"] == address
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_format_is_another_way_to_ask(client: Client, event: str, document) -> None:
    for wanted in (document.name, document.media_type):
        response = client.get(event, params={"format": wanted}, headers={"Accept": "image/png"})
        assert (response.status_code, response.headers["location"]) == (303, event + document.suffix)


def test_an_unknown_format_is_refused_with_the_known_ones(client: Client, event: str) -> None:
    response = client.get(event, params={"format": "docx"})
    assert response.status_code == 400
    assert "jsonld" in response.json()["remedy"]


def test_406_lists_what_there_is(client: Client, event: str) -> None:
    response = client.get(event, headers={"Accept": "image/png"})
    assert response.headers["content-type"] == "application/problem+json"
    alternates = response.json()["alternates"]
    assert {one["href"]: one["type"] for one in alternates} == {event + d.suffix: d.media_type for d in DOCUMENTS}
    for one in alternates:
        assert f'<{one["href"]}>; rel="alternate"; type="{one["type"]}"' in response.headers["link"]


def test_options_tell_other_sites_what_they_may_send(client: Client, event: str) -> None:
    for path in (event, event + ".ttl", ARTICLE + "/s01"):
        response = client.request("OPTIONS", path, headers={"Origin": "https://elsewhere.example"})
        assert response.status_code == 204
        assert response.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
        assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_an_entity_tag_is_strong_one_for_each_coding_and_saves_the_body(
    client: Client, event: str, document, coding: str
) -> None:
    address = event + document.suffix
    first = client.get(address, headers={"Accept-Encoding": coding})
    tag = first.headers["etag"]
    assert tag.startswith('"')
    again = client.get(address, headers={"Accept-Encoding": coding, "If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["content-location"] == address
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    if "content-encoding" in first.headers:
        assert plain.headers["etag"] != tag
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_document_that_is_kept_follows_the_store(own_store: Store) -> None:
    put(own_store, reading())
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        before = client.get("/place/lakeport.ttl").headers["etag"]
        assert client.get("/place/lakeport.ttl").headers["etag"] == before
        own_store.update('INSERT DATA { plc:lakeport skos:altLabel "Port of the Lake"@en }')
        until = time.monotonic() + 20
        while "Port of the Lake" not in client.get("/place/lakeport.ttl").text:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert client.get("/place/lakeport.ttl").headers["etag"] != before


def test_head_tells_the_headers_of_get(client: Client, event: str) -> None:
    for document in DOCUMENTS:
        get, head = (client.request(method, event + document.suffix) for method in ("GET", "HEAD"))
        for name in ("content-type", "etag", "link", "content-location", "vary"):
            assert get.headers[name] == head.headers[name]


# ------------------------------------------------------------------------------------------------ what answers


def every_thing(store: Store) -> Iterator[str]:
    """All names of ours in the graph, mentions without their place in the text."""
    names = {
        term.value.partition("#")[0]
        for quad in store.graph.oxigraph.quads_for_pattern(None, None, None, DefaultGraph())
        for term in (quad.subject, quad.object)
        if isinstance(term, NamedNode) and term.value.startswith(BASE + "/")
    }
    yield from sorted(name.removeprefix(BASE) for name in names)


def test_every_iri_of_the_graph_answers_people_and_programs(client: Client, store: Store) -> None:
    paths = list(every_thing(store))
    kinds = {path.split("/")[3] if path.count("/") > 3 else path.split("/")[1] for path in paths}
    assert {"event", "actor", "place", "article", "report", "claim", "figure", "affiliation", "run"} <= kinds
    for path in paths:
        for accept, content_type in (("text/html", "text/html"), ("text/turtle", "text/turtle")):
            response = client.get(path, headers={"Accept": accept}, follow_redirects=True)
            assert (response.status_code, len(response.history)) == (200, 1), path
            assert response.headers["content-type"].startswith(content_type)
        about = graph_of(response.text, "text/turtle")
        assert (rdflib.URIRef(BASE + path), rdflib.RDF.type, None) in about, path


def test_the_spans_of_an_article_are_told_with_it(client: Client, store: Store) -> None:
    about = graph_of(client.get(ARTICLE + ".ttl").text, "text/turtle")
    spans = {
        quad.object.value
        for quad in store.graph.oxigraph.quads_for_pattern(None, ONT.mention, None)
        if isinstance(quad.object, NamedNode)
    }
    assert spans
    for span in spans:
        assert (rdflib.URIRef(span), rdflib.URIRef(ONT.inSentence.value), None) in about


@pytest.mark.parametrize("place", ["event", ARTICLE, "/actor/arvonia.state", "/place/lakeport", ARTICLE + "/s01"])
def test_all_forms_of_rdf_say_the_same(client: Client, event: str, place: str) -> None:
    path = event if place == "event" else place
    graphs = [graph_of(client.get(path + d.suffix).text, d.media_type) for d in DATA]
    assert len(graphs[0]) > 4
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def test_a_document_tells_who_points_at_the_thing(client: Client, event: str) -> None:
    about = graph_of(client.get(event + ".nt").text, "application/n-triples")
    reports = list(about.subjects(rdflib.URIRef(ONT.reportOf.value), rdflib.URIRef(BASE + event)))
    assert reports == [rdflib.URIRef(f"{BASE}{ARTICLE}/report/talks")]


def test_pages_of_reports_claims_and_figures_show_words_and_proof(client: Client) -> None:
    claim = client.get(ARTICLE + "/claim/nothing.html").text
    assert "We will sign nothing this week" in claim
    assert '<blockquote class="proof">' in claim
    figure = client.get(ARTICLE + "/figure/fled.html").text
    assert "at least 1,250 displaced" in figure
    assert "according to Aid Now" in figure
    assert BASE not in "".join(part.partition("</a>")[0] for part in figure.split("<dd>")[1:])


def test_an_article_that_is_called_like_a_document_is_found(own_store: Store) -> None:
    put(own_store, reading("notes.html"))
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        found = client.get("/article/notes.html", headers={"Accept": "text/turtle"})
        assert found.headers["location"] == "/article/notes.html.ttl"
        assert client.get("/article/notes.html.ttl").status_code == 200
        assert client.get("/article/notes").status_code == 404


# ---------------------------------------------------------------------------------------- gone, moved, never there


def test_what_was_withdrawn_is_gone_and_says_so_in_rdf(own_store: Store) -> None:
    put(own_store, reading())
    events = sorted(set(own_store.archive.assigned_events().values()))
    own_store.withdraw_article("lakeport-talks")
    paths = [events[0].removeprefix(BASE), ARTICLE, ARTICLE + "/s01", ARTICLE + "/report/talks"]
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        for path in paths:
            page = client.get(path, headers={"Accept": "text/html"})
            assert (page.status_code, page.headers["access-control-allow-origin"]) == (410, "*")
            assert "withdrawn" in page.text
            assert client.get(path, headers={"Accept": "image/png"}).json()["status"] == 410
            for address, accept in ((path, "*/*"), (path + ".ttl", "text/html"), (path, "application/ld+json")):
                stone = client.get(address, headers={"Accept": accept})
                assert stone.status_code == 410
                told = graph_of(stone.text, stone.headers["content-type"].partition(";")[0])
                assert (rdflib.URIRef(BASE + path), rdflib.PROV.invalidatedAtTime, None) in told
        assert client.get("/event/never-was").status_code == 404
        assert client.get("/article/never-was").status_code == 404


def test_what_came_back_is_there_again(own_store: Store) -> None:
    put(own_store, reading())
    own_store.withdraw_article("lakeport-talks")
    put(own_store, reading())
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        assert client.get(ARTICLE + ".ttl").status_code == 200


def test_a_merged_event_leads_for_good_to_the_last_heir_in_the_same_form(own_store: Store) -> None:
    put(own_store, reading())
    heir = min(own_store.archive.assigned_events().values())
    first, second = NamedNode(f"{BASE}/event/one"), NamedNode(f"{BASE}/event/two")
    merged = [Quad(first, ONT.mergedInto, second), Quad(second, ONT.mergedInto, NamedNode(heir))]
    own_store.graph.oxigraph.extend(merged)
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        for suffix in ("", ".ttl", ".html"):
            response = client.get("/event/one" + suffix)
            assert (response.status_code, response.headers["location"]) == (301, heir.removeprefix(BASE) + suffix)


HOSTILE = [
    "/event/../../etc/passwd",
    "/event/..%2f..%2fetc%2fpasswd",
    "/event/%2e%2e/%2e%2e/settings",
    "/article/%00",
    "/event/%0d%0aX-Injected:%20yes",
    "/event/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/event/x%7D%20UNION%20%7B%20?s%20?p%20?o",
    "/event/x> } ; DROP ALL",
    "/event/%E2%80%AE",
    "/event/%FF%FE",
    "/event/" + "x" * 5000,
    "/event/x.xyz",
    "/event/.ttl",
    "/event/x.ttl.ttl",
    "/actor//ttl",
    "/article/lakeport-talks/",
    "/article/lakeport-talks/nothing/here.ttl",
    "/place/{{7*7}}",
]


@pytest.mark.parametrize("path", HOSTILE)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_hostile_addresses_are_not_found_and_not_reflected(client: Client, path: str, accept: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 404
    assert "<script>" not in response.text
    assert "x-injected" not in response.headers
    assert response.headers["access-control-allow-origin"] == "*"
    assert len(response.text) < 5000


def test_a_label_cannot_leave_the_json_of_a_page(own_store: Store) -> None:
    bad = "</script><script>alert(1)</script>"
    read = reading()
    put(own_store, replace(read, events=tuple(replace(event, label=bad) for event in read.events)))
    path = min(own_store.archive.assigned_events().values()).removeprefix(BASE)
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        html = client.get(path + ".html").text
    assert html.count("</script>") == 1
    assert "<script>" not in html
