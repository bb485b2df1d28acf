"""The catalogue: VoID and DCAT with live numbers, site maps, robots, and what the public must be told."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import extruct
import html5lib
import pyshacl
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, PROV, RDF, VOID
from signposting.linkheader import find_signposting_http_link

from kg.command.exporting import about_of
from kg.errors import SettingsError
from kg.exports.contents import Contents
from kg.exports.folder import dump_files
from kg.graph.terms import ONT
from kg.releases.release import RELEASES_FOLDER, make_release
from kg.store import Store, open_store
from server.app import create_app
from server.data import self_description
from server.data.documents import DATA
from server.data.vocabulary import FILES
from server.settings import Settings, read_settings
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN, put, reading

BASE = "https://news.test/"
SVG = "{http://www.w3.org/2000/svg}"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DATASET = rdflib.URIRef(BASE + ".well-known/void#dataset")
PUBLIC = Settings(public=True, base_iri=BASE, data_licence=LICENCE, contact="mailto:desk@news.test")
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix void: <http://rdfs.org/ns/void#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:shapes:> .
:dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:datatype <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> ] ,
    [ sh:path dcterms:description ; sh:minCount 1 ] , [ sh:path dcterms:license ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] ,
    [ sh:path dcat:contactPoint ; sh:minCount 1 ] , [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] ,
    [ sh:path void:sparqlEndpoint ; sh:minCount 1 ; sh:class sd:Service ] , [ sh:path void:uriSpace ; sh:minCount 1 ] ,
    [ sh:path void:exampleResource ; sh:minCount 1 ] , [ sh:path prov:wasGeneratedBy ; sh:class prov:Activity ; sh:minCount 1 ] ,
    [ sh:path void:classPartition ; sh:minCount 1 ; sh:node :byClass ] ,
    [ sh:path void:propertyPartition ; sh:minCount 1 ; sh:node :byProperty ] .
:byClass a sh:NodeShape ; sh:property [ sh:path void:class ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
  [ sh:path void:entities ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] .
:byProperty a sh:NodeShape ; sh:property [ sh:path void:property ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
  [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] .
:distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ; sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ] .
:service a sh:NodeShape ; sh:targetClass dcat:DataService ; sh:property [ sh:path dcat:endpointURL ; sh:minCount 1 ] ,
  [ sh:path dcat:servesDataset ; sh:minCount 1 ; sh:class dcat:Dataset ] , [ sh:path sd:endpoint ; sh:minCount 1 ] .
"""


@pytest.fixture(scope="module")
def public_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("public") / "s", base=BASE) as opened:
        put(opened, reading())
        yield opened


@pytest.fixture(scope="module")
def public(public_store: Store) -> Iterator[Client]:
    with Client(create_app(PUBLIC, store=public_store, token=TOKEN)) as opened:
        yield opened


@pytest.fixture(scope="module")
def described(public: Client) -> rdflib.Graph:
    return rdflib.Graph().parse(data=public.get("/.well-known/void").text, format="turtle")


# ----------------------------------------------------------------------------------------------------- description


def test_the_description_is_valid_void_and_dcat(described: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    conforms, _, report = pyshacl.validate(described, shacl_graph=shapes)
    assert conforms, report


def test_the_numbers_are_those_that_queries_give(public: Client, described: rdflib.Graph) -> None:
    def count(query: str) -> int:
        rows = public.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        return int(rows[0]["n"]["value"])

    assert int(described.value(DATASET, VOID.triples)) == count("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    classes = {described.value(part, VOID["class"]): part for part in described.objects(DATASET, VOID.classPartition)}
    assert int(described.value(classes[rdflib.URIRef(ONT.Event.value)], VOID.entities)) == 5
    named = f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a ?c FILTER(STRSTARTS(STR(?s), "{BASE}")) }}'
    assert int(described.value(DATASET, VOID.entities)) == count(named)
    assert len(classes) == count("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }")
    parts = list(described.objects(DATASET, VOID.propertyPartition))
    assert len(parts) == count("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }")
    assert sum(int(described.value(part, VOID.triples)) for part in parts) == int(
        described.value(DATASET, VOID.triples)
    )


def test_licence_service_sources_and_examples_are_told(public: Client, described: rdflib.Graph) -> None:
    assert described.value(DATASET, DCTERMS.license) == rdflib.URIRef(LICENCE)
    assert described.value(DATASET, VOID.sparqlEndpoint) == rdflib.URIRef(BASE + "sparql")
    assert (None, DCAT.servesDataset, DATASET) in described
    assert rdflib.URIRef("https://www.geonames.org/") in set(described.objects(DATASET, PROV.wasDerivedFrom))
    examples = [str(node) for node in described.objects(DATASET, VOID.exampleResource)]
    assert len(examples) == 4
    for example in examples:
        assert public.get("/" + example.removeprefix(BASE)).status_code == 303


@pytest.mark.parametrize("document", DATA, ids=lambda d: d.name)
def test_the_description_comes_in_every_form(public: Client, described: rdflib.Graph, document) -> None:
    for params, accept in (({}, document.media_type), ({"format": document.name}, "image/png")):
        response = public.get("/.well-known/void", params=params, headers={"Accept": accept})
        assert response.status_code == 200
        assert response.headers["content-type"] == document.content_type
        assert LICENCE in response.text


def test_the_description_is_negotiated(public: Client) -> None:
    assert public.get("/.well-known/void", headers={"Accept": "text/html"}).headers["location"] == "/data"
    refused = public.get("/.well-known/void", headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert refused.json()["alternates"]
    assert public.get("/.well-known/void?format=docx").status_code == 400
    first = public.get("/.well-known/void")
    again = public.get("/.well-known/void", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert public.request("OPTIONS", "/.well-known/void").status_code == 204


def test_the_numbers_follow_the_store(own_store: Store) -> None:
    put(own_store, reading())
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        before = client.get("/.well-known/void").headers["etag"]
        assert client.get("/.well-known/void").headers["etag"] == before
        put(own_store, reading("second"))
        assert client.get("/.well-known/void").headers["etag"] != before


# ---------------------------------------------------------------------------------------------------- for people


def test_the_page_of_the_data_tells_licence_credits_citation_and_promise(public: Client) -> None:
    html = public.get("/data").text
    assert f'<a rel="license" href="{LICENCE}">' in html
    assert "GeoNames" in html
    assert rf"howpublished = {{\url{{{BASE}}}}}" in html
    assert 'href="mailto:desk@news.test"' in html
    for heading in ("Licence", "Credits", "How to cite", "What stays", "Changes"):
        assert f">{heading}</h2>" in html
    assert not re.search(r"<script(?! type=.application/ld.json.>)|\sstyle=", html)


def test_the_entry_to_cite_has_author_and_year(public: Client, public_store: Store) -> None:
    html = public.get("/data").text
    assert "author = {Timewire}" in html
    assert f"year = {{{public_store.archive.changed_at().year}}}" in html


def test_search_engines_for_data_find_the_dataset_and_its_files(public: Client, described: rdflib.Graph) -> None:
    [told] = extruct.extract(public.get("/data").text, syntaxes=["json-ld"])["json-ld"]
    nodes = {node["@id"]: node for node in told["@graph"]}
    dataset = nodes[str(DATASET)]
    assert dataset["@type"] == "Dataset"
    assert len(dataset["description"]) >= 50, "what Google Dataset Search asks for at least"
    assert dataset["license"] == {"@id": LICENCE}
    assert dataset["dateModified"] == str(described.value(DATASET, DCTERMS.modified))
    files = [nodes[one["@id"]] for one in dataset["distribution"]]
    assert {file["@type"] for file in files} == {"DataDownload"}
    assert {file["contentUrl"] for file in files} == {str(o) for o in described.objects(None, DCAT.downloadURL)}


def test_the_page_of_the_data_is_signed_as_a_landing_page(public: Client) -> None:
    signs = find_signposting_http_link([public.get("/data").headers["link"]], BASE + "data")
    assert signs.citeAs
    assert signs.citeAs.target == BASE
    assert signs.license
    assert signs.license.target == LICENCE
    assert {sign.target for sign in signs.describedBy} == {BASE + ".well-known/void"}
    assert {"https://schema.org/AboutPage", "https://schema.org/Dataset"} <= {sign.target for sign in signs.types}
    files = {f"{BASE}dumps/{file.name}" for file in dump_files() if file.name != "SHA256SUMS"}
    assert {sign.target for sign in signs.items} == files


def test_releases_are_described_once_they_are_there(own_store: Store) -> None:
    put(own_store, reading())
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        contents = Contents(own_store.graph.oxigraph, own_store.iris)
        make_release(contents, about_of(own_store, LICENCE), "2024-05", own_store.folder / RELEASES_FOLDER)
        told = rdflib.Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
        dataset = rdflib.URIRef(f"{own_store.iris.base}.well-known/void#dataset")
        release = rdflib.URIRef(f"{own_store.iris.base}releases/2024-05")
        assert told.value(dataset, rdflib.URIRef(f"{DCAT}hasVersion")) == release
        assert told.value(release, VOID.sparqlEndpoint) == release + "/sparql"
        assert told.value(release, DCTERMS.license) == rdflib.URIRef(LICENCE)
        dump = str(told.value(release, VOID.dataDump)).removeprefix(own_store.iris.base)
        assert client.get(f"/{dump}").status_code == 200


def test_without_a_licence_the_page_says_that_there_is_none(client: Client) -> None:
    assert "No licence is set" in client.get("/data").text


# ------------------------------------------------------------------------------------------- robots and finders


def test_robots_of_a_public_server_may_read_pages_and_not_ask_queries(public: Client, client: Client) -> None:
    robots = RobotFileParser()
    robots.parse(public.get("/robots.txt").text.splitlines())
    assert robots.can_fetch("*", BASE + "event/x.html")
    assert not robots.can_fetch("*", BASE + "sparql?query=x")
    assert robots.site_maps() == [BASE + "sitemap.xml"]
    closed = RobotFileParser()
    closed.parse(client.get("/robots.txt").text.splitlines())
    assert not closed.can_fetch("*", "http://testserver/event/x.html")


def locations(xml: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(xml).iter() if element.tag.endswith("}loc")]


def test_site_maps_list_pages_that_are_there(public: Client) -> None:
    maps = locations(public.get("/sitemap.xml").text)
    assert {name.removeprefix(BASE) for name in maps} == {
        f"sitemap/{kind}-1.xml" for kind in ("event", "article", "place", "actor")
    }
    pages = [page for name in maps for page in locations(public.get("/" + name.removeprefix(BASE)).text)]
    assert len(pages) == len(set(pages)) >= 10
    for page in pages:
        assert public.get("/" + page.removeprefix(BASE)).status_code == 200


def test_site_maps_are_cut_at_their_size(public: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.data.catalogue.SITEMAP_SIZE", 2)
    maps = [name for name in locations(public.get("/sitemap.xml").text) if "event" in name]
    assert len(maps) == 3
    pages = [locations(public.get("/" + name.removeprefix(BASE)).text) for name in maps]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({address for page in pages for address in page}) == 5


@pytest.mark.parametrize("path", ["event-0", "event-2", "event-x", "nothing-1", "event-99999999999", "claim-1"])
def test_a_site_map_that_is_not_there_is_404(public: Client, path: str) -> None:
    assert public.get(f"/sitemap/{path}.xml").status_code == 404


def test_security_txt_names_the_contact_and_expires_within_a_year(public: Client, client: Client) -> None:
    fields = dict(line.split(": ", 1) for line in public.get("/.well-known/security.txt").text.splitlines())
    assert fields["Contact"] == "mailto:desk@news.test"
    expires = datetime.fromisoformat(fields["Expires"])
    assert 30 < (expires - datetime.now(UTC)).days < 365
    assert client.get("/.well-known/security.txt").status_code == 404


# -------------------------------------------------------------------------------------------------- vocabularies


@pytest.mark.parametrize("name", FILES)
def test_vocabularies_answer_like_things(client: Client, name: str) -> None:
    for accept, suffix in (("text/html", "html"), ("*/*", "ttl"), ("application/rdf+xml", "rdf")):
        response = client.get(f"/ns/{name}", headers={"Accept": accept})
        assert (response.status_code, response.headers["location"]) == (303, f"/ns/{name}.{suffix}")
        assert client.get(response.headers["location"]).status_code == 200
    assert client.get(f"/ns/{name}", headers={"Accept": "image/png"}).status_code == 406
    said = rdflib.Graph().parse(data=client.get(f"/ns/{name}.ttl").text, format="turtle")
    assert len(said) > 50
    assert (None, RDF.type, None) in said


def test_every_term_has_its_place_on_the_page(client: Client, store: Store) -> None:
    query = "SELECT DISTINCT ?t { { ?t rdfs:isDefinedBy ?v } UNION { ?t skos:inScheme ?v } }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    terms = [row["t"]["value"] for row in rows]
    assert len(terms) > 200
    pages = {name: client.get(f"/ns/{name}.html").text for name in FILES}
    for term in terms:
        vocabulary, _, local = term.removeprefix("https://w3id.org/timewire/").partition("#")
        assert f'<section id="{local}"' in pages[vocabulary], term


@pytest.mark.parametrize("name", ["ont", "type", "code"])
def test_a_version_of_a_vocabulary_has_an_address_of_its_own(client: Client, name: str) -> None:
    said = rdflib.Graph().parse(data=client.get(f"/ns/{name}.ttl").text, format="turtle")
    version = str(next(said.objects(None, rdflib.OWL.versionIRI)))
    path = version.replace("https://w3id.org/timewire/", "/ns/")
    found = client.get(path, headers={"Accept": "text/turtle"})
    assert (found.status_code, found.headers["location"]) == (303, f"{path}.ttl")
    assert client.get(f"{path}.ttl").content == client.get(f"/ns/{name}.ttl").content
    assert version in client.get(f"{path}.html").text
    assert client.get(f"/ns/{name}/9.9.9").status_code == 404
    assert client.get(f"/ns/{name}/9.9.9.ttl").status_code == 404


def test_pages_of_vocabularies_tell_definition_example_and_use_and_draw(client: Client) -> None:
    page = html5lib.parse(client.get("/ns/ont.html").text, namespaceHTMLElements=False)
    sections = {section.get("id"): " ".join(section.itertext()) for section in page.iter("section")}
    assert "used 5 times" in sections["Event"]
    assert "not used in this data" in sections["contradicts"]
    assert all("Example:" in text for name, text in sections.items() if name and name[0].isupper())
    drawn = {link.get("href") for tree in page.iter(SVG + "svg") for link in tree.iter(SVG + "a")}
    assert {"#Event", "#NegotiationRound"} <= drawn
    assert drawn <= {f"#{name}" for name in sections}
    types = client.get("/ns/type.html").text
    assert "used 2 times" in types
    assert types.count('class="tree"') >= 1
    assert client.get("/ns/code.html").text.count('class="tree"') >= 1


def test_pages_link_types_to_their_definition(client: Client) -> None:
    html = client.get("/article/lakeport-talks/report/talks.html").text
    assert '<a href="/ns/type.html#NegotiationSession">' in html
    assert client.get("/ns/none").status_code == 404


# ------------------------------------------------------------------------------------------- serving to the public


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"public": "yes"}, "base_iri"),
        ({"public": True, "data_licence": LICENCE}, "base_iri"),
        ({"public": True, "base_iri": BASE}, "data_licence"),
    ],
)
def test_the_public_is_not_served_without_base_and_licence(own_store: Store, given: dict, setting: str) -> None:
    settings = read_settings(given, {})
    with pytest.raises(SettingsError) as refused:
        settings.check_public(settings.base_iri or own_store.iris.base)
    assert refused.value.where == f"setting {setting}"
    assert "https://" in (refused.value.remedy or "")
    with pytest.raises(SettingsError), Client(create_app(settings, store=own_store)):
        pass


def test_the_example_base_is_nobodys_own(own_store: Store) -> None:
    settings = Settings(public=True, base_iri="https://data.example.org/", data_licence=LICENCE)
    with pytest.raises(SettingsError, match="base_iri"):
        settings.check_public(own_store.iris.base)


@pytest.mark.parametrize(("word", "value"), [("1", True), ("yes", True), ("True", True), ("0", False), ("no", False)])
def test_a_switch_is_given_in_words(word: str, value: bool) -> None:
    assert read_settings({}, {"TIMEWIRE_PUBLIC": word}).public is value


@pytest.mark.parametrize(
    "given",
    [{"public": "perhaps"}, {"data_licence": "CC BY"}, {"contact": "me"}, {"contact": "javascript:alert(1)"}],
)
def test_what_is_no_switch_licence_or_contact_is_refused(given: dict) -> None:
    with pytest.raises(SettingsError, match=next(iter(given))):
        read_settings(given, {})


# ----------------------------------------------------------------------------------------------- dumps and the store


def test_files_and_changes_are_described(public: Client, described: rdflib.Graph) -> None:
    files = {str(address) for address in described.objects(None, DCAT.downloadURL)}
    assert files == {f"{BASE}dumps/{file.name}" for file in dump_files() if file.name != "SHA256SUMS"}
    dumps = {str(address) for address in described.objects(DATASET, VOID.dataDump)}
    assert dumps == {address for address in files if address.endswith(".gz")}
    assert (rdflib.URIRef(BASE + "changes"), DCTERMS.isPartOf, DATASET) in described


def test_the_service_describes_itself_validly(public: Client) -> None:
    response = public.get("/sparql", headers={"Accept": "text/turtle"})
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:shapes:> .
    @prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
    :service a sh:NodeShape ; sh:targetClass sd:Service ; sh:property
      [ sh:path sd:endpoint ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
      [ sh:path sd:supportedLanguage ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
      [ sh:path sd:resultFormat ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
      [ sh:path sd:defaultDataset ; sh:maxCount 1 ; sh:minCount 1 ; sh:class sd:Dataset ] .
    :dataset a sh:NodeShape ; sh:targetClass sd:Dataset ; sh:property [ sh:path sd:defaultGraph ; sh:minCount 1 ; sh:class sd:Graph ] ."""
    data = rdflib.Graph().parse(data=response.text, format="turtle")
    assert list(data.subjects(RDF.type, rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#Service")))
    conforms, _, report = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(data=shapes, format="turtle"))
    assert conforms, report
    service = data.value(
        predicate=RDF.type, object=rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#Service")
    )
    more = {str(node) for node in data.objects(service, rdflib.RDFS.seeAlso)}
    assert more == {f"{BASE}.well-known/void", f"{BASE}.well-known/sparql-examples"}
    for address in more:
        assert public.get("/" + address.removeprefix(BASE)).status_code == 200
    assert (DATASET, RDF.type, rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#Dataset")) in data


def test_queries_see_the_description_and_exports_do_not(own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(own_store, reading())
    monkeypatch.setattr(self_description.keep_described, "__defaults__", (0.05,))
    before = set(Contents(own_store.graph.oxigraph, own_store.iris).quads())
    query = """PREFIX void: <http://rdfs.org/ns/void#> SELECT ?n ?class { GRAPH <https://data.example.org/.well-known/void> {
      ?d a void:Dataset ; void:triples ?n ; void:classPartition/void:class ?class } ?x a ?class } LIMIT 1"""
    with Client(create_app(Settings(), store=own_store, token=TOKEN, describing=True)) as client:
        deadline = time.monotonic() + 60
        rows: list[dict] = []
        while not rows and time.monotonic() < deadline:
            time.sleep(0.1)
            rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert rows
    assert set(Contents(own_store.graph.oxigraph, own_store.iris).quads()) == before
    state = own_store.changes_since()
    put(own_store, reading("second"))
    assert own_store.changes_since() == state  # a description is nothing to begin anew for


def test_a_store_is_not_described_between_changes_that_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    state, described = SimpleNamespace(generation=0), []

    async def describe(_: object, store: SimpleNamespace) -> int:
        described.append(store.generation)
        return int(store.generation)

    async def change() -> None:
        keeping = asyncio.ensure_future(self_description.keep_described(cast("Any", None), cast("Any", state), 0.1))
        for _ in range(60):
            state.generation += 1
            await asyncio.sleep(0.01)
        assert not described
        await asyncio.sleep(0.5)
        keeping.cancel()

    monkeypatch.setattr(self_description, "describe_store", describe)
    asyncio.run(change())
    assert described == [60]
