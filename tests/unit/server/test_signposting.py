"""Signposts as another library reads them, and the JSON-LD of pages as another library finds it."""

from __future__ import annotations

import json

import extruct
import pytest
import rdflib
from pyoxigraph import DefaultGraph
from rdflib.compare import isomorphic, to_canonical_graph
from signposting.linkheader import find_signposting_http_link

from kg.graph.terms import PREFIXES
from kg.store import Store
from server.app import create_app
from server.data.documents import DATA, DOCUMENTS
from server.data.schema_org import SUBSET
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.rdf import graph_of
from tests.unit.server.story import TOKEN, paths_by_label

BASE = "https://data.example.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ARTICLE = "/article/lakeport-talks"


@pytest.fixture(scope="module")
def licensed(store: Store):
    with Client(create_app(Settings(data_licence=LICENCE), store=store, token=TOKEN)) as opened:
        yield opened


@pytest.fixture(scope="module")
def event(licensed: Client) -> str:
    return paths_by_label(licensed)["Arvonia–Beltria talks in Lakeport"]


def posts(response, address: str):
    return find_signposting_http_link([response.headers["link"]], BASE + address)


def test_a_page_is_signed_as_fair_signposting_wants_it(licensed: Client, event: str) -> None:
    found = posts(licensed.head(event + ".html"), event + ".html")
    assert found.citeAs.target == BASE + event
    assert found.license.target == LICENCE
    assert {post.target for post in found.types} == {"https://schema.org/AboutPage", "https://schema.org/Event"}
    assert {(p.target, p.type) for p in found.describedBy} == {
        (BASE + event + d.suffix, d.media_type) for d in DATA[:2]
    }
    assert {(p.target, p.type) for p in found.linksets} == {(f"{BASE}/linkset{event}", "application/linkset+json")}
    assert found.collection.target == f"{BASE}/.well-known/void"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_each_document_names_the_thing_and_all_the_other_documents(licensed: Client, event: str, document) -> None:
    link = licensed.head(event + document.suffix).headers["link"]
    assert f'<{BASE}{event}>; rel="canonical"' in link
    for other in DOCUMENTS:
        post = f'<{event}{other.suffix}>; rel="alternate"; type="{other.media_type}"'
        assert (post in link) == (other != document)


def test_a_thing_is_signed_where_it_leads_on(licensed: Client, event: str) -> None:
    found = posts(licensed.head(event, headers={"Accept": "text/html"}), event)
    assert found.citeAs.target == BASE + event
    assert len(found.describedBy) == 2


def test_without_a_licence_none_is_told(client: Client, event: str) -> None:
    response = client.head(event + ".html")
    assert 'rel="license"' not in response.headers["link"]
    assert posts(response, event).license is None


def test_the_page_says_the_same_in_its_head(licensed: Client, event: str) -> None:
    html = licensed.get(event + ".html").text
    for part in licensed.head(event + ".html").headers["link"].split(", "):
        target, relation = part.partition(">")[0].lstrip("<"), part.split('rel="')[1].partition('"')[0]
        assert f'<link rel="{relation}" href="{target}"' in html


@pytest.mark.parametrize("kind", ["event", ARTICLE, ARTICLE + "/claim/nothing", "/actor/aid-now.organisation"])
def test_the_link_set_says_of_each_document_what_its_header_says(licensed: Client, event: str, kind: str) -> None:
    path = event if kind == "event" else kind
    response = licensed.get(f"/linkset{path}")
    assert response.headers["content-type"] == "application/linkset+json"
    anchors = {context["anchor"]: context for context in response.json()["linkset"]}
    assert len(anchors) == 1 + len(DOCUMENTS)
    for document in DOCUMENTS:
        context = anchors[f"http://testserver{path}{document.suffix}"]
        links = {
            f'<{one["href"].removeprefix("http://testserver")}>; rel="{relation}"'
            + (f'; type="{one["type"]}"' if "type" in one else "")
            for relation, targets in context.items()
            if relation != "anchor"
            for one in targets
        }
        assert links == set(licensed.head(path + document.suffix).headers["link"].split(", "))


@pytest.mark.parametrize("path", ["/linkset/event/none", "/linkset/article/../x", "/linkset/event/a b"])
def test_what_is_not_there_has_no_link_set(licensed: Client, path: str) -> None:
    assert licensed.get(path).status_code == 404


# -------------------------------------------------------------------------------------------------- schema.org


@pytest.mark.parametrize(
    ("place", "kind"),
    [("event", "Event"), (ARTICLE, "Article"), ("/place/lakeport", "Place"), ("/actor/ines-calder.person", "Actor")],
)
def test_the_json_ld_of_a_page_is_the_documented_subset_of_the_graph(
    licensed: Client, store: Store, event: str, place: str, kind: str
) -> None:
    path = event if place == "event" else place
    blocks = extruct.extract(licensed.get(path + ".html").text, syntaxes=["json-ld"])["json-ld"]
    assert len(blocks) == 1
    told = graph_of(json.dumps(blocks[0]), "application/ld+json")
    wanted = rdflib.Graph()
    everything = rdflib.Graph()
    everything.parse(data=_default_graph(store), format="nt")
    query = SUBSET[kind]
    for triple in everything.query(query, initNs=dict(PREFIXES), initBindings={"x": rdflib.URIRef(BASE + path)}):
        wanted.add(tuple(_plain(term) for term in triple))
    assert len(wanted) > 2
    assert isomorphic(told, wanted), set(to_canonical_graph(told)) ^ set(to_canonical_graph(wanted))


def _default_graph(store: Store) -> str:
    quads = store.graph.oxigraph.quads_for_pattern(None, None, None, DefaultGraph())
    return "\n".join(f"{quad.triple} ." for quad in quads)


def _plain(term):
    """JSON has no xsd:string: plain and typed strings are the same."""
    if isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.string:
        return rdflib.Literal(str(term))
    return term


def test_an_event_in_json_ld_has_place_and_article(licensed: Client, event: str) -> None:
    block = extruct.extract(licensed.get(event + ".html").text, syntaxes=["json-ld"])["json-ld"][0]
    nodes = {node["@id"]: node for node in block["@graph"]}
    told = nodes[BASE + event]
    assert told["@type"] == "Event"
    assert told["startDate"] == "2024-05-07"
    assert nodes[told["location"]["@id"]]["name"]["@value"] == "Lakeport"
    assert nodes[told["subjectOf"]["@id"]]["headline"] == "Talks open in Lakeport"
