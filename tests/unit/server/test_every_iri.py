"""Every IRI of what real articles gave answers, whoever asks and however oddly; what strangers put into it is bounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode

from kg.graph.terms import VOCABULARY
from kg.pipeline import ingest_article, load_reader
from kg.sources.inputs import GivenArticle, read_inputs
from kg.store import Store, open_store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN, put, reading, relabelled

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
BASE = "https://data.example.org"
ARTICLES = (
    "camp-david-accords.md",
    "havana-colombia-farc.md",
    "turkey-syria-earthquake-first-hours.md",
    "turkey-syria-earthquake-second-day.md",
)
OF_A_KIND = 6
"""Things of a kind that are asked for; the first, the last, and some between."""


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    reader = load_reader()
    with open_store(tmp_path_factory.mktemp("iris") / "s") as store:
        for name in ARTICLES:
            for given in read_inputs([str(ROOT / "seeds/articles" / name)], BytesIO()):
                assert isinstance(given, GivenArticle)
                ingest_article(given, store, reader)
        yield store


@pytest.fixture(scope="module")
def asked(sampled: Store) -> Iterator[Client]:
    with Client(create_app(Settings(query_timeout_s=60), store=sampled, token=TOKEN)) as client:
        yield client


def named(store: Store, start: str) -> set[str]:
    """All IRIs with this beginning, wherever they stand, names of graphs too."""
    terms = (
        term for quad in store.graph.quads() for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
    )
    return {term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(start)}


def by_kind(store: Store) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(named(store, BASE + "/")):
        kinds[store.iris.kind_of(NamedNode(iri)) or ""].append(iri)
    return kinds


def test_things_of_every_kind_answer_in_one_step(asked: Client, sampled: Store) -> None:
    kinds = by_kind(sampled)
    assert {
        "event",
        "actor",
        "place",
        "article",
        "sentence",
        "report",
        "claim",
        "figure",
        "participation",
        "run",
        "mention",
    } <= set(kinds)
    for kind, iris in kinds.items():
        for iri in iris[:: max(1, len(iris) // OF_A_KIND)][:OF_A_KIND] + iris[-1:]:
            path, _, fragment = iri.removeprefix(BASE).partition("#")
            data = asked.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True)
            assert (data.status_code, len(data.history), data.history[0].status_code) == (200, 1, 303), iri
            about = rdflib.Graph().parse(data=data.text, format="turtle")
            assert (rdflib.URIRef(iri), rdflib.RDF.type, None) in about or fragment, iri
            if fragment:
                assert (rdflib.URIRef(iri), None, None) in about, iri
            page = asked.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
            assert page.status_code == 200 or (kind == "actor" and page.status_code in (403, 404)), (
                iri
            )  # private persons


def test_terms_of_ours_lead_to_their_vocabulary(asked: Client, sampled: Store) -> None:
    pages: dict[str, str] = {}
    terms = {term for term in named(sampled, VOCABULARY) if "#" in term}
    assert len(terms) > 200
    for term in sorted(terms):
        name, _, local = term.removeprefix(VOCABULARY).partition("#")
        if name not in pages:
            pages[name] = asked.get(f"/ns/{name}", headers={"Accept": "text/html"}, follow_redirects=True).text
        assert f'id="{local}"' in pages[name], term


ABSURD = ["", "*", "text", "/", ";;;", ",,,", "text/html;q=abc", "*/*;q=0", "text/turtle;q=0, */*;q=0.1", "text/html;q=1.0000001",
          "a/b," * 3000, "text/html;" + "x=y;" * 2000, '"text/html"', "text/*;q=-1", "TEXT/TURTLE", "*/turtle", "text/html\x7f", "text/turtle; charset=latin1"]  # fmt: skip


@pytest.mark.parametrize("accept", ABSURD, ids=range(len(ABSURD)))
def test_absurd_accept_headers_get_an_answer_that_fits(asked: Client, sampled: Store, accept: str) -> None:
    path = by_kind(sampled)["event"][0].removeprefix(BASE)
    for address in (path, "/.well-known/void", "/ns/ont", "/releases", "/changes"):
        response = asked.get(address, headers={"Accept": accept})
        assert response.status_code in (200, 303, 406), (address, accept[:40])
        assert response.headers["access-control-allow-origin"] == "*"
        if response.status_code == 406:
            assert response.headers["content-type"].startswith(("application/problem+json", "text/html"))


BIDI = "\u202ethgir eht morf\u202c \u2066x\u2069"


@pytest.mark.parametrize(
    "label", ["<script>alert(1)</script>", BIDI, '"><img src=x onerror=alert(1)>', "]]>", "{{7*7}}", "\ufffe\x01"]
)
def test_hostile_labels_are_escaped_in_every_document(own_store: Store, label: str) -> None:
    put(own_store, relabelled(reading(), label))
    path = min(own_store.archive.assigned_events().values()).removeprefix(BASE)
    with Client(create_app(Settings(query_timeout_s=60), store=own_store, token=TOKEN)) as client:
        page = client.get(path + ".html").text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\u202e" not in page
        said = [
            rdflib.Graph().parse(data=client.get(path + suffix).text, format=form)
            for suffix, form in ((".ttl", "turtle"), (".nt", "nt"), (".jsonld", "json-ld"))
        ]
        assert set(said[0]) == set(said[1]) == set(said[2])
        assert rdflib.Literal(label, lang="en") in set(said[0].objects())
        rdf = rdflib.Graph().parse(data=client.get(path + ".rdf").text, format="xml")
        assert len(rdf) == len(said[0])


def test_a_label_of_a_megabyte_is_given_whole_to_programs_and_cut_for_people(own_store: Store) -> None:
    long = "word " * 200_000
    first = reading()
    put(own_store, replace(first, events=tuple(replace(event, label=long) for event in first.events)))
    path = min(own_store.archive.assigned_events().values()).removeprefix(BASE)
    with Client(create_app(Settings(query_timeout_s=60), store=own_store, token=TOKEN)) as client:
        data = client.get(path + ".nt")
        assert data.status_code == 200
        assert long in data.text
        page = client.get(path + ".html")
        assert page.status_code == 200
        assert len(page.text) < 100_000
