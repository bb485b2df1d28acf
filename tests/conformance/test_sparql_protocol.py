"""The query operation of the SPARQL 1.1 Protocol, request by request, and negotiation of every format.

https://www.w3.org/TR/sparql11-protocol/. Requests are of our own; they cover what the W3C manifest asks of queries.
Updates are refused by design (docs/decisions/server.md), so the manifest's update requests have no counterpart here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import httpx
import pyoxigraph as ox
import pytest

from kg.graph.iris import Iris
from server.app import create_app
from server.settings import Settings
from server.site import Knowledge
from tests.unit.server.client import Client

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
RESULTS_JSON = "application/sparql-results+json"
DATA = b"""
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a rdfs:label "100% caf\xc3\xa9 & <more>"@fr ; ex:n 1 .
ex:g1 { ex:b ex:n 2 . }
ex:g2 { ex:c ex:n 3 . }
"""


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    store = ox.Store()
    store.load(DATA, format=ox.RdfFormat.TRIG)
    settings = Settings(max_query_bytes=5000, max_result_bytes=200_000, query_timeout_s=5.0)
    with Client(create_app(settings, knowledge=Knowledge(lambda: store, Iris()))) as opened:
        yield opened


def get(client: Client, query: str, accept: str = "*/*", **more: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **more}, headers={"Accept": accept})


def values(response: httpx.Response, name: str = "n") -> list[str]:
    assert response.status_code == 200, response.text
    return sorted(row[name]["value"] for row in response.json()["results"]["bindings"])


# ------------------------------------------------------------------------------------------- ways to send a query


def test_a_query_comes_by_get_and_by_both_forms_of_post(client: Client) -> None:
    query = "SELECT ?n { ?s <http://example.org/n> ?n }"
    answers = [
        get(client, query),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query, headers={"Content-Type": QUERY}),
        client.post("/sparql", content=query, headers={"Content-Type": f"{QUERY}; charset=UTF-8"}),
        client.post("/sparql?query=" + quote(query), content=b"", headers={"Content-Type": FORM}),
    ]
    assert [values(answer) for answer in answers] == [["1"]] * 5


def test_percent_signs_plus_signs_and_letters_outside_ascii_survive(client: Client) -> None:
    ask = 'ASK { ?s rdfs:label "100% café & <more>"@fr FILTER(1 + 1 = 2) }'
    for answer in (
        get(client, ask),
        client.post("/sparql", data={"query": ask}),
        client.post("/sparql", content=ask.encode(), headers={"Content-Type": QUERY}),
    ):
        assert answer.json()["boolean"] is True


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([], ["1"]),
        ([("default-graph-uri", "http://example.org/g1")], ["2"]),
        ([("default-graph-uri", "http://example.org/g1"), ("default-graph-uri", "http://example.org/g2")], ["2", "3"]),
        ([("default-graph-uri", "http://example.org/none")], []),
        ([("named-graph-uri", "http://example.org/g1")], []),
    ],
)
def test_the_default_graph_of_the_request_is_the_one_asked(
    client: Client, given: list[tuple[str, str]], found: list[str]
) -> None:
    query = "SELECT ?n { ?s <http://example.org/n> ?n }"
    assert values(client.get("/sparql?" + urlencode([("query", query), *given]))) == found
    body = urlencode([("query", query), *given])
    assert values(client.post("/sparql", content=body, headers={"Content-Type": FORM})) == found
    direct = client.post("/sparql?" + urlencode(given), content=query, headers={"Content-Type": QUERY})
    assert values(direct) == found


def test_named_graphs_of_the_request_are_the_only_ones(client: Client) -> None:
    query = "SELECT ?n { GRAPH ?g { ?s <http://example.org/n> ?n } }"
    assert values(get(client, query)) == ["2", "3"]
    assert values(get(client, query, **{"named-graph-uri": "http://example.org/g2"})) == ["3"]


def test_the_dataset_of_the_request_wins_over_that_of_the_query(client: Client) -> None:
    query = "SELECT ?n FROM <http://example.org/g2> { ?s <http://example.org/n> ?n }"
    assert values(get(client, query)) == ["3"]
    assert values(get(client, query, **{"default-graph-uri": "http://example.org/g1"})) == ["2"]


def test_prefixes_are_preset_and_those_of_the_query_win(client: Client) -> None:
    assert get(client, "ASK { ?s rdfs:label ?l }").json()["boolean"] is True
    assert get(client, "PREFIX rdfs: <http://elsewhere.example/> ASK { ?s rdfs:label ?l }").json()["boolean"] is False


# ----------------------------------------------------------------------------------------------- bad requests


@pytest.mark.parametrize(
    ("method", "path", "content_type", "body", "status"),
    [
        ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", None, b"", 400),
        ("POST", "/sparql", FORM, b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", 400),
        ("POST", "/sparql?query=ASK%20%7B%7D", QUERY, b"ASK {}", 400),
        ("POST", "/sparql", FORM, b"", 400),
        ("POST", "/sparql", None, b"ASK {}", 415),
        ("POST", "/sparql", "text/plain", b"ASK {}", 415),
        ("POST", "/sparql", None, b"query=ASK%20%7B%7D", 415),
        ("POST", "/sparql", QUERY, "ASK {}".encode("utf-16"), 400),
        ("POST", "/sparql", FORM, b"query=%FF", 400),
        ("GET", "/sparql?query=%FF", None, b"", 400),
        ("GET", "/sparql?query=nonsense", None, b"", 400),
        ("GET", "/sparql?query=", None, b"", 400),
        ("GET", "/sparql?query=ASK%20%7B", None, b"", 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=a%20b", None, b"", 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=relative", None, b"", 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&format=pdf", None, b"", 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&format=csv", None, b"", 400),
        ("GET", "/sparql?" + "a=1&" * 300, None, b"", 400),
        ("PUT", "/sparql", QUERY, b"ASK {}", 405),
        ("DELETE", "/sparql?query=ASK%20%7B%7D", None, b"", 405),
        ("POST", "/sparql", QUERY, b"ASK { #" + b"x" * 5000 + b"\n}", 413),
        ("POST", "/sparql", FORM, b"query=ASK%7B%7D&x=" + b"x" * 5000, 413),
        ("GET", "/sparql?query=ASK%7B%7D%23" + "x" * 5000, None, b"", 413),
        # updates
        ("POST", "/sparql", "application/sparql-update", b"CLEAR ALL", 403),
        ("POST", "/sparql", FORM, b"update=CLEAR%20ALL", 403),
        ("GET", "/sparql?update=CLEAR%20ALL", None, b"", 403),
        ("GET", "/sparql?query=CLEAR%20ALL", None, b"", 403),
        ("POST", "/sparql", QUERY, b"PREFIX ex: <http://example.org/> insert data { ex:a ex:b ex:c }", 403),
        # calls to other services
        ("POST", "/sparql", QUERY, b"SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ("POST", "/sparql", QUERY, b"ASK { ?s ?p ?o FILTER(1<2)SERVICE#>\n<http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
    ],
)  # fmt: skip
def test_a_bad_request_is_a_problem_that_says_what_to_do(
    client: Client, method: str, path: str, content_type: str | None, body: bytes, status: int
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = client.request(method, path, content=body, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["remedy"]
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT * {\n  ?s ?p ?o\n} LIMIT x", "line 3, column 9"),
        ("SELECT * { ?s a foo:Bar }", "line 1, column 17"),
        ("ASK", "line 1, column 4"),
    ],
)
def test_a_syntax_error_tells_line_and_column(client: Client, query: str, place: str) -> None:
    response = get(client, query)
    assert response.status_code == 400
    assert place in response.json()["detail"]
    assert len(response.json()["detail"]) < 300


def test_nothing_was_changed_by_refused_updates(client: Client) -> None:
    client.post("/sparql", data={"update": "CLEAR ALL"})
    get(client, "DELETE WHERE { ?s ?p ?o }")
    assert values(get(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")) == ["2"]


# ---------------------------------------------------------------------------------------------- negotiation

SELECT = "SELECT ?l { ?s rdfs:label ?l }"
CONSTRUCT = "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        (SELECT, "*/*", RESULTS_JSON),
        (SELECT, RESULTS_JSON, RESULTS_JSON),
        (SELECT, "application/json", "application/json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/csv;q=0.3, text/tab-separated-values;q=0.4", "text/tab-separated-values"),
        (SELECT, "image/png, */*;q=0.1", RESULTS_JSON),
        (SELECT, BROWSER, "text/html"),
        ("ASK {}", "*/*", RESULTS_JSON),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, "text/turtle", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, BROWSER, "text/html"),
        ("DESCRIBE <http://example.org/a>", "application/n-triples", "application/n-triples"),
    ],
)
def test_the_answer_comes_in_the_accepted_type(client: Client, query: str, accept: str, content_type: str) -> None:
    response = get(client, query, accept)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == content_type
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, "text/turtle"), (SELECT, "image/png"), ("ASK {}", "text/csv"), (CONSTRUCT, RESULTS_JSON)],
)
def test_a_type_that_the_answer_cannot_have_is_406(client: Client, query: str, accept: str) -> None:
    response = get(client, query, accept)
    assert response.status_code == 406
    assert "accept one of" in response.json()["remedy"]


def test_every_format_holds_the_same_answer(client: Client) -> None:
    label = ox.Literal("100% café & <more>", language="fr")
    for media_type, form in {
        RESULTS_JSON: ox.QueryResultsFormat.JSON,
        "application/sparql-results+xml": ox.QueryResultsFormat.XML,
        "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    }.items():
        rows = ox.parse_query_results(get(client, SELECT, media_type).content, format=form)
        assert isinstance(rows, ox.QuerySolutions)
        assert [row["l"] for row in rows] == [label]
    assert get(client, SELECT, "text/csv").text == "l\r\n100% café & <more>\r\n"
    wanted = {(ox.NamedNode("http://example.org/a"), label)}
    for form in (
        *(ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML),
        *(ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG),
    ):
        answer = get(client, CONSTRUCT, form.media_type.partition(";")[0])
        assert {(quad.subject, quad.object) for quad in ox.parse(answer.content, format=form)} == wanted


@pytest.mark.parametrize(
    ("name", "media_type"), [("json", RESULTS_JSON), ("csv", "text/csv"), ("text/csv", "text/csv")]
)
def test_the_format_parameter_wins_over_the_accept_header(client: Client, name: str, media_type: str) -> None:
    assert get(client, SELECT, BROWSER, format=name).headers["content-type"].startswith(media_type)


# --------------------------------------------------------------------------------- other methods, other origins


def test_head_gives_the_headers_of_get(client: Client) -> None:
    response = client.head("/sparql", params={"query": SELECT}, headers={"Accept": "text/csv"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"


def test_scripts_of_other_sites_may_ask(client: Client) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    preflight = client.request("OPTIONS", "/sparql", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    for response in (preflight, get(client, SELECT), get(client, "nonsense")):
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers


def test_a_method_that_is_refused_is_told_with_those_that_are_not(client: Client) -> None:
    assert {"GET", "POST", "HEAD"} <= set(client.put("/sparql").headers["allow"].replace(",", " ").split())


# ----------------------------------------------------------------------------------------------- limits, the form


def test_a_result_that_is_too_large_is_an_error_and_not_half_an_answer(client: Client) -> None:
    numbers = " ".join(str(number) for number in range(30))
    query = f"SELECT * {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} VALUES ?c {{ {numbers} }} }}"
    response = get(client, query)
    assert response.status_code == 400
    assert "LIMIT" in response.json()["remedy"]


def test_a_query_that_takes_too_long_is_503_and_others_are_answered_meanwhile() -> None:
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"x:{n}"), ox.NamedNode("x:p"), ox.Literal(n)) for n in range(300))
    settings = Settings(query_timeout_s=0.3, query_threads=2)
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?p ?y . ?c ?p ?z FILTER(?x + ?y + ?z < 0) }"
    with Client(create_app(settings, knowledge=Knowledge(lambda: store, Iris()))) as client:
        response = get(client, slow)
        assert response.status_code == 503
        assert response.headers["retry-after"]
        assert get(client, "ASK {}").json()["boolean"] is True


def test_without_a_query_a_browser_gets_the_form_and_a_program_an_error(client: Client) -> None:
    form = client.get("/sparql", headers={"Accept": BROWSER})
    assert form.status_code == 200
    assert "<textarea" in form.text
    assert form.text.count('href="/sparql?query=') >= 24
    assert client.get("/sparql", headers={"Accept": RESULTS_JSON}).status_code == 400


def test_the_form_shows_results_and_faults_without_script(client: Client) -> None:
    table = get(client, SELECT, BROWSER).text
    assert '<th scope="col">l</th>' in table
    assert '<bdi lang="fr" dir="ltr">100% café &amp; &lt;more&gt;</bdi>' in table
    assert "<pre" in get(client, CONSTRUCT, BROWSER).text
    assert "Yes" in get(client, "ASK {}", BROWSER).text
    fault = get(client, "SELECT * {", BROWSER)
    assert fault.status_code == 400
    assert 'role="alert"' in fault.text


def test_json_results_are_what_the_standard_says(client: Client) -> None:
    results = json.loads(get(client, "SELECT ?l ?none { ?s rdfs:label ?l }").content)
    assert results == {
        "head": {"vars": ["l", "none"]},
        "results": {"bindings": [{"l": {"type": "literal", "xml:lang": "fr", "value": "100% café & <more>"}}]},
    }
