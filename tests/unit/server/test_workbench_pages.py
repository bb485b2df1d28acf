"""The query page without a script, the examples as data, the terms to complete with, and hostile queries."""

from __future__ import annotations

import ast
import re
import shlex
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha384
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode

import server
from kg.graph.terms import RDF, ontology_dir
from server.sparql.examples import SH, describe_examples, form_of
from server.sparql.page import LONGEST_LINK, examples, place_of, takeaway
from tests.unit.server.client import Client

HTML = {"Accept": "text/html"}
VENDOR = Path(server.__file__).parent / "static" / "vendor"
ENDPOINT = "https://data.example.org/sparql"


def page(client: Client, query: str, status: int = 200, **parameters: str) -> str:
    response = client.get("/sparql", params={"query": query, **parameters}, headers=HTML)
    assert response.status_code == status, response.text[:400]
    return response.text


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


# ------------------------------------------------------------------------------------------------------- answers


def test_an_answer_tells_rows_and_time_and_shows_labels(client: Client) -> None:
    html = page(client, "SELECT ?e ?place ?day { ?e ev:place ?place ; ev:sortDate ?day ; a ev:Event }")
    assert re.search(r"1 row in [\d.]+ (ms|s)\.", words(html))
    table = re.search(r"<table>.*?</table>", html, re.S)
    assert table
    assert "Arvonia–Beltria talks in Lakeport" in table[0]
    assert "data.example.org" not in words(table[0])


def test_rows_with_days_are_a_timeline_and_rows_with_places_a_map(client: Client) -> None:
    html = page(client, "SELECT ?e ?day ?place { ?e a ev:Event ; ev:sortDate ?day OPTIONAL { ?e ev:place ?place } }")
    days = re.findall(r'<p class="when">([^<]+)</p>', html)
    assert days == sorted(days, key=_day)
    assert len(days) == 4
    assert "A map with Lakeport." in html
    assert '<svg class="map"' not in page(client, "SELECT ?e { ?e a ev:Event }")
    located = page(client, "SELECT ?name ?lat ?long { ?p wgs:lat ?lat ; wgs:long ?long ; rdfs:label ?name }")
    assert "A map with Lakeport." in located


def _day(told: str) -> datetime:
    return datetime.strptime(told, "%d %B %Y").replace(tzinfo=UTC)


def test_a_row_on_the_timeline_says_its_label_once(client: Client) -> None:
    """Most queries ask for an event and its label, and a page shows both by the label."""
    asked = "SELECT ?e ?label ?day ?p { ?e a ev:Event ; rdfs:label ?label ; ev:sortDate ?day ; ev:place ?p } LIMIT 3"
    html = client.get("/sparql", params={"query": asked}, headers={"Accept": "text/html"}).text
    rows = re.findall(r'<p class="label">(.*?)</p><p class="meta">(.*?)</p>', html, re.DOTALL)
    assert rows
    for label, rest in rows:
        words = re.sub(r"<[^>]*>", "", label)
        assert words not in re.sub(r"<[^>]*>", "", rest)
        assert "<a href=" in rest, "the place stays"


def test_events_of_an_answer_can_be_embedded(client: Client) -> None:
    query = "SELECT ?e { ?e a ev:Event }"
    assert f'href="/timelines/query?{urlencode({"query": query})}"' in page(client, query)
    assert "/timelines/query?" not in page(client, "SELECT ?c { ?c a ev:Claim }")


def test_an_error_is_told_with_line_and_column_and_shown_in_its_line(client: Client) -> None:
    html = page(client, "SELECT * {\n  ?s <x:p>\n}", 400)
    problem = re.search(r'<div class="problem".*?</div>', html, re.S)
    assert problem
    assert 'data-line="3" data-column="1"' in problem[0]
    assert "3 <mark>}</mark>" in problem[0]


def test_an_error_without_a_place_is_told_too(client: Client) -> None:
    html = page(client, "SELECT * { SERVICE <http://x.example/> {} }", 400)
    problem = re.search(r'<div class="problem".*?</div>', html, re.S)
    assert problem
    assert "data-line" not in problem[0]


@pytest.mark.parametrize(
    ("members", "cut"),
    [
        ({"line": 1, "column": 3, "token": "cd"}, ("ab", "cd", "ef")),
        ({"line": 1, "column": 99, "token": ""}, ("abcdef", "", "")),
        ({"line": 2, "column": 1, "token": ""}, None),
        ({"line": 0, "column": 1, "token": ""}, None),
        ({}, None),
    ],
)
def test_the_place_of_an_error_is_cut_out(members: dict[str, object], cut: tuple[str, str, str] | None) -> None:
    found = place_of("abcdef", members)
    assert (found and (found.before, found.token, found.after)) == cut


def test_the_policy_allows_own_scripts_and_no_other_host(client: Client) -> None:
    policy = client.get("/sparql", headers=HTML).headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


# ------------------------------------------------------------------------------------------------- to take away

HOSTILE = [
    'SELECT * { ?s ?p "a\'b" }',
    'ASK { } # $(touch x) `id` \\ """',
    "ASK {}\nPY\n'''",
    '"""',
    "</code><script>alert(1)</script>",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_code_holds_the_query_and_nothing_of_it_gets_out(client: Client, query: str) -> None:
    taken = takeaway(query, ENDPOINT)
    assert shlex.split(taken.curl)[-1] == f"query={query}"
    assigned = ast.parse(taken.python).body[1]
    assert isinstance(assigned, ast.Assign)
    assert ast.literal_eval(assigned.value) == query
    assert parse_qs(urlsplit(taken.link).query)["query"] == [query]
    html = client.get("/sparql", params={"query": query}, headers=HTML).text
    assert "<script>" not in html


def test_a_query_too_long_for_a_link_gets_none(client: Client) -> None:
    query = "ASK { } #" + "x" * 100_000
    taken = takeaway(query, ENDPOINT)
    assert (taken.link, taken.timeline) == ("", "")
    response = client.post("/sparql", data={"query": query}, headers=HTML)
    assert response.status_code == 200
    assert "too long for a link" in response.text
    assert max(len(unescape(address)) for address in re.findall(r'href="([^"]+)"', response.text)) <= LONGEST_LINK


def test_a_literal_of_a_megabyte_does_not_make_the_page_large(client: Client) -> None:
    steps = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(16))
    html = page(client, f'SELECT ?x16 {{ BIND("xxxxxxxxxxxxxxxx" AS ?x0) {steps} }}')
    assert len(html) < 60_000


# ------------------------------------------------------------------------------------------------------ examples


@pytest.mark.parametrize(
    ("suffix", "accept", "form"),
    [
        ("", "text/turtle", ox.RdfFormat.TURTLE),
        ("?format=nt", "*/*", ox.RdfFormat.N_TRIPLES),
        ("?format=jsonld", "text/html", ox.RdfFormat.JSON_LD),
        ("", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_the_examples_are_data(client: Client, suffix: str, accept: str, form: ox.RdfFormat) -> None:
    response = client.get(f"/.well-known/sparql-examples{suffix}", headers={"Accept": accept})
    assert response.status_code == 200
    found = [quad for quad in ox.parse(response.content, format=form) if quad.object == SH.SPARQLExecutable]
    assert len(found) == len(examples()) >= 25


def test_people_are_led_to_the_list_and_others_refused(client: Client) -> None:
    led = client.get("/.well-known/sparql-examples", headers=HTML)
    assert (led.status_code, led.headers["location"]) == (303, "/sparql#examples")
    assert client.get("/.well-known/sparql-examples", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/.well-known/sparql-examples?format=png").status_code == 400
    assert client.head("/.well-known/sparql-examples").status_code == 200


def test_each_example_has_title_comment_query_and_endpoint() -> None:
    triples = describe_examples("https://data.example.org/")
    nodes = [t.subject for t in triples if t.predicate == RDF.type and t.object == SH.SPARQLExecutable]
    assert len(nodes) == len(list((ontology_dir() / "queries").glob("*.rq")))
    for node in nodes:
        said = {t.predicate.value.rpartition("#")[2].rpartition("/")[2]: t.object for t in triples if t.subject == node}
        assert {"label", "comment", "prefixes", "target"} <= set(said)
        assert said["target"] == NamedNode(ENDPOINT)
        query = next(said[name] for name in ("select", "ask", "construct", "describe") if name in said)
        assert isinstance(query, Literal)
        assert form_of(query.value).lower() in said
    assert len(set(triples)) == len(triples)


# ------------------------------------------------------------------------------------------------ terms, vendored


def test_terms_to_complete_with_are_those_that_occur_with_their_counts(client: Client) -> None:
    found = client.get("/sparql/terms.json").json()
    terms = {name: (kind, label, count) for name, kind, label, count in found["terms"]}
    assert terms["ev:Event"][0] == "class"
    assert terms["ev:Event"][2] == 5
    assert terms["ev:place"][:2] == ("property", "place")
    assert terms["et:Ceasefire"][0] == "type"
    assert terms["evc:Occurred"][0] == "code"
    assert found["prefixes"]["ev"].endswith("ont#")


@pytest.mark.parametrize(
    ("name", "attribute"), [("yasgui.min.js", "data-script-hash"), ("yasgui.min.css", "data-style-hash")]
)
def test_the_editor_is_loaded_by_its_hash(client: Client, name: str, attribute: str) -> None:
    digest = b64encode(sha384((VENDOR / name).read_bytes()).digest()).decode()
    assert f'{attribute}="sha384-{digest}"' in unescape(client.get("/sparql", headers=HTML).text)
    assert client.get(f"/static/vendor/{name}").status_code == 200


def test_what_is_vendored_has_its_licence_and_its_hash_beside_it() -> None:
    assert "MIT License" in (VENDOR / "yasgui.LICENSE").read_text("utf-8")
    pinned = (Path(server.__file__).parent / "sparql" / "build_editor.py").read_text("utf-8")
    assert re.search(r'INTEGRITY = "sha512-[\w+/]{86}=="', pinned)
    assert "4.6.2" in (VENDOR / "README.md").read_text("utf-8")
