"""A harvester that follows the stream of changes ends with the same knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, Namespace, URIRef
from sentence_reader import SentenceReader

from kg.erasure import erase_article
from kg.graph.terms import ontology_quads
from kg.model import Article
from kg.pipeline import ingest_article, rebuild
from kg.rights.public import WORDS
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store
from kg.store.changes import CHANGES_FILE
from server.app import create_app
from server.data import changes as stream_module
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN

pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
TREE, AS = Namespace("https://w3id.org/tree#"), Namespace("https://www.w3.org/ns/activitystreams#")
CS, SCHEMA = Namespace("http://purl.org/vocab/changeset/schema#"), Namespace("https://schema.org/")
BASE = "https://data.example.org/"
TOWNS = ("Basel", "Chur", "Thun", "Bern")


def ingest(store: Store, id_: str, text: str) -> None:
    ingest_article(GivenArticle(f"{id_}.txt", Article(id_, text)), store, SentenceReader())


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "s") as store:
        for number in range(7):
            ingest(store, f"a{number}", f"The Gauge met the Union in {TOWNS[number % 4]}. The League met Harrow.")
        ingest(store, "a1", "The League met the Gauge in Chur.")
        store.withdraw_article("a2")
        yield store


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "_ON_A_PAGE", 4)


def client_of(store: Store, **settings: object) -> Client:
    return Client(create_app(Settings(query_timeout_s=300, **settings), store=store, token=TOKEN))  # type: ignore[arg-type]


class Harvester:
    """Follows a stream with rdflib alone, as the documentation tells it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.known: set[tuple] = set()
        self.state = 0
        self.asked: list[str] = []

    def page(self, address: str) -> rdflib.Dataset:
        response = self.client.get(
            address.removeprefix(BASE.rstrip("/")), headers={"Accept": "application/trig"}, follow_redirects=True
        )
        assert response.status_code == 200, response.text
        self.asked.append(str(response.url))
        data = rdflib.Dataset(default_union=False)
        data.parse(data=response.text, format="trig")
        return data

    def follow(self) -> None:
        address = f"/changes?since={self.state}"
        while address:
            data = self.page(address)
            told = data.default_graph
            for member in sorted(told.objects(None, TREE.member), key=lambda m: int(told.value(m, SCHEMA.position))):
                if int(told.value(member, SCHEMA.position)) > self.state:
                    self.take(data, told, member)
            address = next(map(str, told.objects(None, TREE.node)), "")

    def take(self, data: rdflib.Dataset, told: rdflib.Graph, member: object) -> None:
        for name in told.objects(member, CS.removal):
            self.known -= set(data.graph(name))
        for name in told.objects(member, CS.addition):
            self.known |= set(data.graph(name))
        self.state = int(told.value(member, SCHEMA.position))


def knowledge(store: Store, but: frozenset = frozenset()) -> set[tuple]:
    ontology = set(ontology_quads())
    quads = (
        q
        for q in store.graph.quads(None, None, None, ox.DefaultGraph())
        if q not in ontology and q.predicate not in but
    )
    lines = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES).decode()  # type: ignore[union-attr]
    return set(rdflib.Graph().parse(data=lines, format="nt"))


def test_who_follows_from_the_start_ends_with_the_same_knowledge(followed: Store, small_pages: None) -> None:
    with client_of(followed) as client:
        harvester = Harvester(client)
        harvester.follow()
        assert len(harvester.asked) >= 3
        assert harvester.known == knowledge(followed)
        ingest(followed, "late", "Harrow met the Gauge in Olten.")
        followed.withdraw_article("a0")
        harvester.asked.clear()
        harvester.follow()
        assert harvester.known == knowledge(followed)
        assert len(harvester.asked) <= 2


def test_who_has_a_dump_goes_on_from_its_state(followed: Store, small_pages: None) -> None:
    with client_of(followed) as client:
        dump = client.get("/dumps/knowledge.nt.gz")
        assert dump.status_code == 200
        import gzip

        harvester = Harvester(client)
        ontology = {quad.triple for quad in ontology_quads()}
        triples = [
            t
            for t in ox.parse(gzip.decompress(dump.content), format=ox.RdfFormat.N_TRIPLES)
            if t.triple not in ontology
        ]
        lines = ox.serialize((quad.triple for quad in triples), format=ox.RdfFormat.N_TRIPLES).decode()  # type: ignore[union-attr]
        harvester.known = set(rdflib.Graph().parse(data=lines, format="nt"))
        harvester.state = int(dump.headers["timewire-state"])
        ingest(followed, "late", "Harrow met the Gauge in Olten.")
        harvester.follow()
        assert harvester.known == knowledge(followed)


def test_changes_say_what_came_changed_and_went(followed: Store) -> None:
    with client_of(followed) as client:
        told = Harvester(client).page("/changes?since=0").default_graph
        by_number = sorted(told.objects(None, TREE.member), key=lambda m: int(told.value(m, SCHEMA.position)))
        kinds = [
            next(kind for kind in (AS.Create, AS.Update, AS.Delete) if (m, RDF.type, kind) in told) for m in by_number
        ]
        assert kinds == [AS.Create] * 7 + [AS.Update, AS.Delete]
        assert told.value(by_number[-1], AS.object) == URIRef(BASE + "article/a2")
        generated = URIRef("http://www.w3.org/ns/prov#generated")
        assert URIRef(BASE + "place/town-basel") in set(told.objects(by_number[0], generated))
        assert all(told.value(m, AS.published) for m in by_number)


def test_full_pages_never_change_and_the_last_is_asked_for_again(followed: Store, small_pages: None) -> None:
    with client_of(followed) as client:
        since = followed.changes_since()
        full, last = client.get(f"/changes/{since}/0"), client.get(f"/changes/{since}/2")
        assert "immutable" in full.headers["cache-control"]
        assert "immutable" not in last.headers["cache-control"]
        ingest(followed, "late", "Harrow met the Gauge in Olten.")
        assert client.get(f"/changes/{since}/0").content == full.content
        assert client.get(f"/changes/{since}/0", headers={"If-None-Match": full.headers["etag"]}).status_code == 304
        assert client.get(f"/changes/{since}/2").content != last.content


@pytest.mark.parametrize("what", ["update", "rebuild", "erase", "lost"])
def test_the_stream_begins_anew_where_no_quads_were_kept(followed: Store, what: str) -> None:
    with client_of(followed) as client:
        before = followed.changes_since()
        assert client.get(f"/changes/{before}/0").status_code == 200
        if what == "update":
            followed.update('INSERT DATA { <urn:a> rdfs:label "x" }')
        elif what == "rebuild":
            rebuild(followed, SentenceReader())
        elif what == "erase":
            erase_article(followed, "a3", "asked for")
        else:
            ingest(followed, "late", "Harrow met the Gauge in Olten.")
            followed.settle()
            followed._changes.forget()
        assert client.get(f"/changes/{before}/0").status_code == 410
        gone = client.get("/changes?since=1")
        assert gone.status_code == 410
        assert "/dumps/" in gone.json()["remedy"]
        state = followed.changes_since()
        assert state == followed.generation
        harvester = Harvester(client)
        harvester.known, harvester.state = knowledge(followed), state
        ingest(followed, "new", "Harrow met the Gauge in Olten.")
        harvester.follow()
        assert harvester.known == knowledge(followed)


def test_the_public_gets_no_words_of_articles(followed: Store) -> None:
    with client_of(followed, rights="") as client:
        assert b"#exact>" in client.get("/changes/0/0?format=nq").content
    with open_store(followed.folder.parent / "p", base="https://news.test/") as store:
        ingest(store, "a", "The Gauge met the Union in Basel.")
        public = Settings(public=True, base_iri="https://news.test/", data_licence="https://l.example/")
        with Client(create_app(public, store=store, token=TOKEN)) as client:
            found = ox.parse(
                client.get(
                    "/changes?since=0", headers={"Accept": "application/n-quads"}, follow_redirects=True
                ).content,
                format=ox.RdfFormat.N_QUADS,
            )
            assert not {quad.predicate for quad in found} & WORDS


def test_a_store_from_before_is_followed_from_now_on(followed: Store) -> None:
    followed.close()
    (followed.folder / CHANGES_FILE).unlink()
    with open_store(followed.folder) as store:
        assert store.changes_since() == store.generation
        ingest(store, "late", "Harrow met the Gauge in Olten.")
        assert store.changes_since() == store.generation - 1


def test_people_see_what_is_newest(followed: Store) -> None:
    with client_of(followed) as client:
        page = client.get("/changes", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "a2" in page.text
        assert '<a href="/article/a1.html">' in page.text
        assert "/article/a2" not in page.text, "a2 was withdrawn, and has no page"
        assert client.get("/changes", headers={"Accept": "image/png"}).status_code == 406


def test_who_is_ahead_of_the_store_is_told_to_begin_anew(followed: Store) -> None:
    """As after an older backup was restored: whoever waits for a state that went would wait without a word."""
    with client_of(followed) as client:
        newest = followed.generation
        assert client.get(f"/changes?since={newest}").status_code == 303
        ahead = client.get(f"/changes?since={newest + 1}")
        assert ahead.status_code == 410
        assert "/dumps/" in ahead.json()["remedy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/changes?since=x", 400), ("/changes?since=-1", 400), ("/changes/x/0", 400), ("/changes/0/99999", 404),
     ("/changes/0/" + "9" * 50, 400), ("/changes?format=pdf", 400), ("/changes/7/0", 410)],
)  # fmt: skip
def test_bad_addresses_are_told_apart(followed: Store, path: str, status: int) -> None:
    with client_of(followed) as client:
        assert client.get(path).status_code == status
