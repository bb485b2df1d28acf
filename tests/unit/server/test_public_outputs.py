"""What a policy withholds stands in no byte that a server gives to the public."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import quote, urlencode

import pytest

from kg.command.exporting import about_of
from kg.exports.contents import Contents
from kg.releases.release import RELEASES_FOLDER, make_release
from kg.rights.policy import Extent, Policy
from kg.store import Store, open_store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import SENTENCES, TOKEN, put, reading, relabelled

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
BASE = "https://news.test/"
WITHHELD = (
    "people have fled the border villages since March, according to Aid Now",
    "will sign nothing this week,” said the minister of",
    "The two sides had exchanged letters last month.",
)
"""Words of an article, each more than the tenth that one output may show."""
ANY = ("fled the border villages since", "sign nothing this week", "exchanged letters", "is known for its herons")
"""Shorter ones, which labels do not have: nowhere where nothing may be shown."""
WORDS = "{ ?s ev:exact ?t }"
SELECTS = (
    "SELECT * { ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?s ?t { { ?s ev:exact ?t } UNION { GRAPH ?g { ?s ev:exact ?t } } }",
    "SELECT ?s (SUBSTR(?t, 5) AS ?x) { ?s (ev:exact|ev:claimText) ?t }",
    "SELECT (GROUP_CONCAT(?t; separator='') AS ?x) { ?s !rdf:type ?t }",
    "SELECT (ENCODE_FOR_URI(?t) AS ?x) { ?s ?p ?t FILTER(ISLITERAL(?t)) }",
    "SELECT (REPLACE(?t, 'e', 'e') AS ?x) { GRAPH ?g { ?s ?p ?t FILTER(ISLITERAL(?t)) } }",
)
GRAPHS = (
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s <http://x.example/y> ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "DESCRIBE ?a { ?a a ev:Article }",
    "DESCRIBE ?s WHERE " + WORDS,
)
SELECT_FORMS = ("json", "xml", "csv", "tsv")
GRAPH_FORMS = ("ttl", "nt", "rdf", "jsonld")
DATA = ("", ".ttl", ".jsonld", ".nt")


class Public(Client):
    """A client of a public server, and the words that it is not to see."""

    withheld: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def public_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("public") / "s", base=BASE) as store:
        put(store, reading())
        contents = Contents(store.graph.oxigraph, store.iris, Policy())
        make_release(contents, about_of(store, LICENCE), "2024-05", store.folder / RELEASES_FOLDER)
        put(store, relabelled(reading("more"), "Another story"))
        yield store


@pytest.fixture(scope="module", params=[Extent.SNIPPET, Extent.NONE])
def public(
    public_store: Store, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Public]:
    rights = tmp_path_factory.mktemp("rights") / "rights.toml"
    rights.write_text(f"default = '{request.param}'\n", "utf-8")
    settings = Settings(public=True, base_iri=BASE, data_licence=LICENCE, rights=str(rights), query_timeout_s=300)
    with Public(create_app(settings, store=public_store, token=TOKEN)) as client:
        client.withheld = ANY if request.param == Extent.NONE else WITHHELD
        yield client


@pytest.fixture(scope="module")
def owner(public_store: Store) -> Iterator[Client]:
    with Client(create_app(Settings(query_timeout_s=300), store=public_store, token=TOKEN)) as client:
        yield client


def queries() -> list[str]:
    asked = [(text, form) for text in SELECTS for form in SELECT_FORMS]
    asked += [(text, form) for text in GRAPHS for form in GRAPH_FORMS]
    return ["/sparql?" + urlencode({"query": text, "format": form}) for text, form in asked]


def pages_of_queries() -> list[str]:
    return ["/sparql?" + urlencode({"query": text}) for text in (*SELECTS, *GRAPHS)]


def timelines() -> list[str]:
    free = urlencode({"query": "SELECT ?e ?t { ?e a ev:Event . ?s ev:exact ?t }"})
    named = [f"/timelines/all{suffix}" for suffix in ("", ".json", ".atom", ".feed.json", ".ics", ".csv", ".svg")]
    return [*named, f"/timelines/query?{free}", f"/timelines/query.json?{free}", "/embed/all", "/embed/demo"]


def others() -> list[str]:
    words = ("herons", "sign nothing", "letters")
    searched = [f"/search?q={quote(one)}{form}" for one in words for form in ("", "&format=json")]
    stories = urlencode({"url": f"{BASE}timelines/all"})
    return [
        *("/", "/timeline", "/browse", "/data", "/changes", "/dumps/", "/releases", "/releases/2024-05"),
        *("/.well-known/void", "/sitemap.xml", "/openapi.json", "/articles/lakeport-talks", "/graphs?default"),
        *(f"/changes?format={form}" for form in ("trig", "nq", "jsonld")),
        *searched,
        f"/oembed?{stories}",
    ]


def graphs_and_things(owner: Client) -> list[str]:
    """The graphs that there are, and the documents of all things; an owner tells them."""
    asked = "SELECT DISTINCT ?x { { GRAPH ?x { ?s ?p ?o } } UNION { ?x a ?type } }"
    rows = owner.get("/sparql", params={"query": asked}).json()["results"]["bindings"]
    names = [row["x"]["value"] for row in rows if row["x"]["value"].startswith(BASE)]
    documents = {name.removeprefix(BASE).partition("#")[0] for name in names}
    graphs = [f"/graphs?graph={quote(name, safe='')}" for name in names]
    return graphs + [f"/{path}{suffix}" for path in sorted(documents) for suffix in DATA]


def texts(client: Client, addresses: list[str], accept: str = "text/html, */*;q=0.5") -> Iterator[tuple[str, str]]:
    for address in addresses:
        answer = client.get(address, headers={"Accept": accept}, follow_redirects=True)
        assert answer.status_code < 500, address
        if answer.status_code == 200:
            yield address, readable(answer.content)


def readable(body: bytes) -> str:
    """A body as a reader could put it together again: unpacked, without marks, escapes undone, on one line."""
    text = (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode("utf-8", "replace")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    text = re.sub(r"%([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), text.replace("\\n", " "))
    return re.sub(r"\s+", " ", re.sub(r"</?(mark|b|em|span|q)\b[^>]*>", "", unescape(text)))


def leaks(found: Iterable[tuple[str, str]], withheld: tuple[str, ...] = WITHHELD) -> list[tuple[str, str]]:
    return [(address, words) for address, text in found for words in withheld if words in text]


def test_the_words_are_those_of_the_story() -> None:
    assert all(any(words in sentence for sentence in SENTENCES) for words in (*WITHHELD, *ANY))


def test_an_owner_finds_the_words_by_each_kind_of_address(owner: Client) -> None:
    """Else the tests below would search where nothing ever is."""
    article = f"/graphs?graph={quote(owner_article(owner), safe='')}"
    told = [*queries()[4:8], *queries()[len(SELECTS) * 4 + 4 :][:4], pages_of_queries()[2], article]
    told += ["/search?q=letters", "/article/lakeport-talks", "/timelines/all.json"]
    for address in told:
        assert leaks(texts(owner, [address])), address


def owner_article(owner: Client) -> str:
    asked = "SELECT ?a { ?a a ev:Article ; dcterms:identifier 'lakeport-talks' }"
    return str(owner.get("/sparql", params={"query": asked}).json()["results"]["bindings"][0]["a"]["value"])


def test_no_query_tells_them(public: Public) -> None:
    asked = [*queries(), *pages_of_queries()]
    found = list(texts(public, asked))
    assert len(found) == len(asked)
    assert leaks(found, public.withheld) == []


def test_no_graph_and_no_thing_tells_them(public: Public, owner: Client) -> None:
    found = list(texts(public, graphs_and_things(owner)))
    assert len(found) > 100
    assert leaks(found, public.withheld) == []


def test_no_timeline_feed_search_or_list_tells_them(public: Public) -> None:
    found = list(texts(public, [*timelines(), *others()]))
    assert len(found) > 20
    assert leaks(found, public.withheld) == []


def test_no_dump_and_no_release_tells_them(public: Public) -> None:
    listed = public.get("/dumps/", headers={"Accept": "application/json"}).json()["files"]
    files = [f"/{folder}/{file['name']}" for folder in ("dumps", "releases/2024-05") for file in listed]
    asked = "/releases/2024-05/sparql?" + urlencode({"query": SELECTS[2], "format": "json"})
    found = list(texts(public, [*files, asked], accept="*/*"))
    assert len(found) > 5
    assert leaks(found, public.withheld) == []


def test_what_comes_later_is_withheld_too(public_store: Store, public: Public) -> None:
    name = f"later-{public.withheld is ANY}"
    put(public_store, relabelled(reading(name), "A later story"))
    asked = "/sparql?" + urlencode({"query": f"ASK {{ ?a dcterms:identifier '{name}' }}", "format": "json"})
    until = time.monotonic() + 60
    while "true" not in public.get(asked).text:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert leaks(texts(public, queries()), public.withheld) == []
