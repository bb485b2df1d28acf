"""What a client meets at the edges of the endpoint: errors with a place, conditions, packed bodies, limits in any form."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from kg.store import Store
from server.app import create_app
from server.negotiation import Offer, choose
from server.problems import MalformedRequest
from server.settings import Settings
from server.sparql.protocol import read_pairs
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN

WRITING = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
GRAPH = "/graphs?graph=urn:example:harbour"
MANY = "CONSTRUCT { ?a <urn:p> ?b } { VALUES ?a { <urn:a> <urn:b> <urn:c> } VALUES ?b { 1 2 3 4 } }"
TRIPLES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


@pytest.fixture
def writable(own_store: Store) -> Iterator[Client]:
    with Client(create_app(Settings(write_token=TOKEN), store=own_store, token=TOKEN)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "line", "column", "token"),
    [
        ("SELEC * {}", 1, 1, "SELEC"),
        ("PREFIX x: <urn:x>\n  SLECT ?s {}", 2, 3, "SLECT"),
        ("PREFX x: <urn:x>\nSELECT * {}", 1, 1, "PREFX"),
        ("# nothing but this\n", 2, 1, ""),
        ("BASE <urn:x> {}", 1, 14, "{"),
    ],
)
def test_a_query_that_does_not_say_what_it_is_gets_the_place(
    client: Client, query: str, line: int, column: int, token: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    problem = answer.json()
    assert (problem["line"], problem["column"], problem["token"]) == (line, column, token), problem


@pytest.mark.parametrize(
    "wanted",
    [
        "application/sparql-results+json;version=1.2",
        'application/sparql-results+json; profile="urn:x"',
        "application/sparql-results+json;version=1.2;q=0.3",
    ],
)
def test_a_variant_that_is_not_there_is_answered_with_the_plain_form(client: Client, wanted: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": wanted})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/sparql-results+json")


def test_the_plain_form_goes_before_its_variants() -> None:
    offers = [Offer("text/turtle"), Offer("text/csv")]
    best = choose("text/csv;version=1.2;q=0.1, text/turtle;q=0.2, text/csv;q=0.3", offers)
    assert best
    assert best.media_type == "text/csv"


def test_a_graph_is_changed_only_as_its_condition_says(writable: Client) -> None:
    def put(body: str, **headers: str) -> int:
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return writable.put(GRAPH, content=body, headers=WRITING | more).status_code

    assert put("<urn:a> <urn:p> 1 .", if_match="*") == 412
    assert put("<urn:a> <urn:p> 1 .", if_none_match="*") == 201
    assert put("<urn:a> <urn:p> 2 .", if_none_match="*") == 412
    assert put("<urn:a> <urn:p> 2 .", if_match='"nope"') == 412
    tag = writable.get(GRAPH).headers["etag"]
    assert put("<urn:a> <urn:p> 3 .", if_match=f'"other", {tag}') == 204
    assert put("<urn:a> <urn:p> 4 .", if_match=tag) == 412
    assert writable.request("DELETE", GRAPH, headers=WRITING | {"If-Match": tag}).status_code == 412
    assert "<urn:a> <urn:p> 3 ." in writable.get(GRAPH).text
    tag = writable.get(GRAPH).headers["etag"]
    assert writable.request("DELETE", GRAPH, headers=WRITING | {"If-Match": tag}).status_code == 204
    assert put("<urn:a> <urn:p> 1 .", if_none_match="W/x") == 400


@pytest.mark.parametrize("path", ["/jobs/none", "/search", "/openapi.json", "/metrics", "/healthz"])
def test_scripts_of_other_sites_may_ask_whatever_is_there(client: Client, path: str) -> None:
    origin = {"Origin": "https://cms.example", "Access-Control-Request-Method": "GET"}
    allowed = client.request("OPTIONS", path, headers=origin | {"Access-Control-Request-Headers": "authorization"})
    assert allowed.status_code == 204
    assert "GET" in allowed.headers["access-control-allow-methods"]
    assert "Authorization" in allowed.headers["access-control-allow-headers"]
    assert allowed.headers["access-control-allow-origin"] == "*"
    refused = client.put(path)
    assert refused.status_code == 405
    assert "OPTIONS" in refused.headers["allow"]


def test_a_packed_body_is_refused_by_its_name(writable: Client) -> None:
    packed = {"Content-Encoding": "gzip", "Authorization": f"Bearer {TOKEN}"}
    for path, kind, text in (
        ("/sparql", "application/sparql-query", b"ASK {}"),
        ("/update", "application/sparql-update", b"INSERT DATA { <urn:a> <urn:b> 1 }"),
        (GRAPH, "text/turtle", b"<urn:a> <urn:b> 1 ."),
    ):
        answer = writable.post(path, content=gzip.compress(text), headers=packed | {"Content-Type": kind})
        assert answer.status_code == 415, path
        assert "gzip" in answer.json()["detail"]


def test_a_text_in_another_charset_is_refused_by_its_name(writable: Client) -> None:
    for kind, status in (("", 200), ("; charset=UTF-8", 200), ('; charset="utf-8"', 200), ("; charset=latin1", 415)):
        headers = {"Content-Type": "application/sparql-query" + kind}
        assert writable.post("/sparql", content=b"ASK {}", headers=headers).status_code == status, kind


@pytest.mark.parametrize("media_type", TRIPLES)
def test_the_limit_of_rows_holds_for_triples_in_every_form(own_store: Store, media_type: str) -> None:
    with Client(create_app(Settings(max_result_rows=5), store=own_store)) as client:
        cut = client.get("/sparql", params={"query": MANY}, headers={"Accept": media_type})
        assert cut.status_code == 200
        assert cut.headers["timewire-truncated"] == "rows=5"
        assert len(list(parse(cut.content, format=TRIPLES[media_type]))) == 5
        whole = client.get("/sparql", params={"query": MANY + " LIMIT 5"}, headers={"Accept": media_type})
        assert "timewire-truncated" not in whole.headers
        assert len(list(parse(whole.content, format=TRIPLES[media_type]))) == 5


def test_explain_counts_triples(client: Client) -> None:
    told = client.get("/sparql", params={"query": MANY, "explain": ""}, headers={"Accept": "text/turtle"})
    assert '"rows": 12' in told.headers["timewire-explain"]


@pytest.mark.parametrize("media_type", ["application/sparql-results+xml", "application/sparql-results+json"])
def test_what_xml_cannot_hold_is_refused_there_and_given_elsewhere(client: Client, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": 'SELECT ("a\\u0001b" AS ?c) {}'}, headers={"Accept": media_type})
    if media_type.endswith("xml"):
        assert answer.status_code == 400
        assert "XML cannot hold" in answer.text
    else:
        assert answer.json()["results"]["bindings"][0]["c"]["value"] == "a\x01b"


@given(
    st.lists(st.sampled_from("% = & + a F 4 _ . %20 %C3%A9 %E2%82%AC %0d%0A %3D == %25 %ff %4 \n \r \0 é".split(" ")))
)
def test_parameters_are_read_as_the_standard_library_reads_them(pieces: list[str]) -> None:
    encoded = "".join(pieces).encode()
    try:
        expected = parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(MalformedRequest):
            read_pairs(encoded)
    else:
        assert read_pairs(encoded) == expected


def test_too_many_parameters_are_refused(client: Client) -> None:
    assert client.get("/sparql?" + "&".join(["a=b"] * 201)).status_code == 400
    assert client.get("/sparql?query=ASK%7B%7D&" + "&".join(["a=b"] * 199)).status_code == 200


def test_what_is_not_acceptable_says_once_what_it_varies_by(client: Client) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/graphs?default"):
        refused = client.get(path, headers={"Accept": "image/png"})
        assert refused.status_code == 406
        told = [value.strip() for value in refused.headers["vary"].split(",")]
        assert sorted(set(told)) == sorted(told)
        assert "Accept" in told
