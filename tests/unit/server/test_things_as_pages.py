"""Pages of persons, places, talks, long articles and lists: what is shown, what is left out, and how much of it."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from html import unescape

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.graph.terms import ONT, RDF
from kg.model import Affiliation, Article, EventClass, Modality, Participation, Role, TopicMention
from kg.pipeline import quads_of
from kg.store import Store
from server.app import create_app
from server.pages.links import PART_SIZE
from server.pages.sentences import MOST_OF_AN_ARTICLE, MOST_SENTENCES, Key, _chosen
from server.pages.sheets import PART_SIZE as REPORTS
from server.pages.sheets import _beside, _part_of
from server.settings import Settings
from tests.built_readings import Text
from tests.unit.server.client import Client
from tests.unit.server.story import EVENTS, paths_by_label, put, reading, relabelled

HTML = {"Accept": "text/html"}
LONG = "a" * 1_000_000
LARGEST = 30_000


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path, headers=HTML, follow_redirects=True)
    assert response.status_code == status, response.text[:500]
    return response.text


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


# ------------------------------------------------------------------------------------------------ private persons


def with_role(role: Role, posts: tuple[Affiliation, ...], kind: EventClass = EventClass.EVENT) -> object:
    """The story with Ines Calder in one role of one event, and with these posts."""
    read = reading()
    calder = next(actor for actor in read.actors if actor.key == "calder")
    others = tuple(actor for actor in read.actors if actor.key != "calder")
    part = Participation(role, "calder", calder.mentions[0])
    first = replace(EVENTS[0], participants=(part,), kind=kind, types=("Meeting",), ordinal=None)
    return replace(read, actors=(*others, replace(calder, affiliations=posts)), events=(first, *EVENTS[1:]))


def post(role: str) -> Affiliation:
    return Affiliation(role, "head of it", None, False, reading().actors[2].mentions[0])


@pytest.mark.parametrize(
    ("role", "posts", "kind", "is_private"),
    [
        (Role.VICTIM, (), EventClass.EVENT, True),
        (Role.SPEAKER, (), EventClass.EVENT, True),
        (Role.PARTY, (), EventClass.EVENT, True),
        (Role.VICTIM, (post("FamilyTie"),), EventClass.EVENT, True),
        (Role.SPEAKER, (post("Professional"),), EventClass.EVENT, True),
        (Role.VICTIM, (post("OfficeHolder"),), EventClass.EVENT, False),
        (Role.SPEAKER, (post("Envoy"),), EventClass.EVENT, False),
        (Role.MEDIATOR, (), EventClass.EVENT, False),
        (Role.PARTY, (), EventClass.NEGOTIATION_SESSION, False),
    ],
)
def test_a_person_has_a_page_for_an_office_or_a_part_in_talks_only(
    own_store: Store, role: Role, posts: tuple[Affiliation, ...], kind: EventClass, is_private: bool
) -> None:
    read = with_role(role, posts, kind)
    own_store.replace_article(read.document.article, "by hand", quads_of(read, own_store.iris))  # type: ignore[attr-defined]
    with Client(create_app(Settings(), store=own_store)) as client:
        response = client.get("/actor/ines-calder.person.html", headers=HTML)
        assert response.status_code == (404 if is_private else 200)
        if is_private:
            assert "of no office" in words(response.text)
        linked = [page(client, path) for path in (paths_by_label(client)[EVENTS[0].label], "/article/lakeport-talks")]
        for html in (*linked, page(client, "/browse/actor"), client.get("/sitemap/actor-1.xml").text):
            assert ("/actor/ines-calder.person" in html) is not is_private
        assert "Ines Calder" in linked[0]
        assert client.get("/actor/ines-calder.person.ttl").status_code == 200


# --------------------------------------------------------------------------------------------- actors, places, talks


def test_an_actor_has_a_timeline_and_the_company_it_kept(client: Client) -> None:
    html = page(client, "/actor/ines-calder.person")
    assert re.findall(r"<h3[^>]*>(\d{4})</h3>", html) == ["2024"]
    company = re.search(r'<h2 id="company">.*?</section>', html, re.S)
    assert company
    assert "Arvonia 1" in words(company[0])
    assert "Beltria 1" in words(company[0])
    assert html.count("<svg") == 1


def test_a_place_is_shown_on_a_map_with_its_coordinates(client: Client) -> None:
    html = page(client, "/place/lakeport")
    assert "10.5° N, 20.25° E" in words(html)
    assert '<title id="map-title">On the map</title>' in html
    assert "A map with Lakeport." in html


def test_a_process_shows_rounds_under_it_and_sessions_under_these(own_store: Store) -> None:
    read = reading()
    process = replace(
        EVENTS[0], key="process", kind=EventClass.NEGOTIATION_PROCESS, label="The Lakeport process", participants=(),
        types=("NegotiationProcess",), ordinal=None, place=None,
    )  # fmt: skip
    round_ = replace(
        EVENTS[1], key="round", kind=EventClass.NEGOTIATION_ROUND, label="First round", part_of="process", follows=None,
        types=("NegotiationRound",), ordinal=1, modality=Modality.OCCURRED, topics=(TopicMention("CeasefireTopic", EVENTS[1].trigger),),
    )  # fmt: skip
    session = replace(EVENTS[0], part_of="round")
    put(own_store, replace(read, events=(process, round_, session), claims=(), figures=()))
    with Client(create_app(Settings(), store=own_store)) as client:
        html = page(client, paths_by_label(client)["The Lakeport process"])
        tree = re.search(r'<h2 id="rounds">.*?</section>', html, re.S)
        assert tree
        assert tree[0].count('<ol class="tree">') == 2
        assert tree[0].index("First round") < tree[0].index("Arvonia–Beltria talks in Lakeport")
        assert "At the table Arvonia , Beltria" in words(tree[0])
        assert "Mediated by Ines Calder" in words(tree[0])
        assert re.search(r"Agenda \w+", words(tree[0]))
        assert '<nav class="crumbs"' in page(client, paths_by_label(client)["First round"])
        assert "The Lakeport process 2" in words(page(client, "/browse/talks"))


# ------------------------------------------------------------------------------------------------ how much of it


def test_a_long_article_has_parts_and_links_lead_to_the_right_one(own_store: Store) -> None:
    sentences = [f"Envoys met in the hall for the {number}th time." for number in range(1, 2 * PART_SIZE + 3)]
    text = Text("\n\n".join(sentences))
    read = reading("long")
    document = text.document(Article("long", text.text, "A long one"), [text.at(s) for s in sentences])
    put(own_store, replace(read, document=document, actors=(), places=(), events=(), claims=(), figures=()))
    with Client(create_app(Settings(), store=own_store)) as client:
        first, second = page(client, "/article/long.html"), page(client, "/article/long.html?part=2")
        assert f'id="s{PART_SIZE}"' in first
        assert f'id="s{PART_SIZE + 1}"' not in first
        assert f'id="s{PART_SIZE + 1}"' in second
        assert 'rel="next" href="/article/long.html?part=3"' in second
        assert client.get("/article/long.html?part=4").status_code == 404
        assert client.get("/article/long.html?part=x").text == first
        led = client.get(f"/article/long/s{PART_SIZE + 1}", headers=HTML).headers["location"]
        assert led == f"/article/long.html?part=2#s{PART_SIZE + 1}"


def test_an_event_of_many_reports_has_parts_with_all_of_them(own_store: Store) -> None:
    for number in range(2 * REPORTS + 1):
        put(own_store, reading(f"a{number:02}"))
    with Client(create_app(Settings(), store=own_store)) as client:
        path = paths_by_label(client)["Arvonia–Beltria talks in Lakeport"]
        address = f"{path}.html"
        parts = [page(client, f"{address}?part={number}") for number in (1, 2, 3)]
        reports = [re.findall(r'<section class="report".*?href="(/article/a\d+\.html)"', part, re.S) for part in parts]
        assert [len(found) for found in reports] == [REPORTS, REPORTS, 1]
        assert len({article for found in reports for article in found}) == 2 * REPORTS + 1
        assert [part.count('<li class="claim">') for part in parts] == [REPORTS, REPORTS, 1]
        assert ["What is known" in part for part in parts] == [True, False, False]
        assert f'rel="next" href="{address}?part=3"' in parts[1]
        assert f'rel="prev" href="{address}"' in parts[1]
        assert "Part 2 of 3" in words(parts[1])
        assert client.get(f"{address}?part=4").status_code == 404
        assert page(client, address) == parts[0]


def test_what_is_said_where_no_report_is_stands_on_the_first_part() -> None:
    def row(kind: str, name: str, article: str) -> dict[str, NamedNode | Literal]:
        return {"kind": Literal(kind), "x": NamedNode(f"urn:{name}"), "article": NamedNode(f"urn:{article}")}

    reports = [row("report", f"r{n:02}", f"a{n:02}") for n in range(REPORTS + 1)]
    beside = _beside([*reports, row("claim", "c1", "a00"), row("claim", "c2", "elsewhere"), row("claim", "c3", "a20")])
    first, second = _part_of(beside, 1), _part_of(beside, 2)
    assert [node.value for node in first.claims] == ["urn:c1", "urn:c2"]
    assert [node.value for node in second.claims] == ["urn:c3"]


def test_sentences_that_say_something_alone_are_shown_before_others() -> None:
    def sentence(article: str, number: int) -> NamedNode:
        return NamedNode(f"https://data.example.org/article/{article}/s{number:02}")

    common = [sentence(f"a{n:02}", 1) for n in range(60)]
    said: dict[Key, list[NamedNode]] = {("mention", None): common, ("place", None): [sentence("a59", 7)]}
    order = {f"https://data.example.org/article/a{n:02}": n for n in range(60)}
    chosen, left = _chosen(said, order)
    assert (len(chosen), left) == (MOST_SENTENCES, 61 - MOST_SENTENCES)
    assert sentence("a59", 7) in chosen
    crowded: dict[Key, list[NamedNode]] = {("mention", None): [sentence("a00", n) for n in range(1, 30)]}
    assert len(_chosen(crowded, order)[0]) == MOST_OF_AN_ARTICLE


def test_an_event_of_many_reports_stays_small(own_store: Store) -> None:
    for number in range(30):
        put(own_store, reading(f"talks-{number:02}"))
    with Client(create_app(Settings(), store=own_store)) as client:
        html = page(client, paths_by_label(client)["Arvonia–Beltria talks in Lakeport"])
        assert len(gzip.compress(html.encode())) <= LARGEST
        assert html.count('<section class="report"') == REPORTS
        assert re.search(r"\d+ more sentences tell of it", html)


@pytest.mark.parametrize(
    "label", [LONG, "\u202e" * 1000 + "x", "<script>alert(1)</script>" * 200], ids=["1 MB", "marks", "markup"]
)
def test_no_label_makes_a_page_large_or_acts_on_it(own_store: Store, label: str) -> None:
    put(own_store, relabelled(reading(), label))
    with Client(create_app(Settings(), store=own_store)) as client:
        rows = client.get("/sparql", params={"query": "SELECT ?e { ?e a ev:Event }"}).json()["results"]["bindings"]
        events = {row["e"]["value"].removeprefix("https://data.example.org") + ".html" for row in rows}
        lists = {
            "/",
            "/timeline",
            "/browse/type",
            "/browse/period",
            "/browse/place",
            "/browse/actor",
            "/browse/article",
        }
        query = "/sparql?query=SELECT * { ?e a ev:Event ; rdfs:label ?l ; ev:sortDate ?d }"
        for path in (*events, *lists, "/browse/talks", "/article/lakeport-talks.html", "/place/lakeport.html", query):
            html = page(client, path)
            assert len(html) < 200_000, path
            assert len(gzip.compress(html.encode())) <= LARGEST, path
            assert not re.search(r"<script>|[\u202a-\u202e]", html), path


# --------------------------------------------------------------------------------------------------------- lists


def test_what_points_at_a_thing_is_told_in_parts(own_store: Store) -> None:
    outlet = NamedNode("https://data.example.org/storyline/charter")
    triples = [(NamedNode(f"https://data.example.org/event/e{n:03}"), ONT.concerns, outlet) for n in range(250)]
    own_store.graph.oxigraph.extend(Quad(*triple) for triple in [*triples, (outlet, RDF.type, ONT.Storyline)])
    with Client(create_app(Settings(), store=own_store)) as client:
        address = "/storyline/charter.html"
        found: list[str] = []
        while address:
            html = page(client, address)
            found += re.findall(r"/event/(e\d{3})\.html", html)
            address = next(iter(re.findall(r'rel="next" href="([^"]+)"', html)), "")
        assert found == [f"e{n:03}" for n in range(250)]
        assert client.get("/storyline/charter.html?part=4", headers={"Accept": "text/html"}).status_code == 404


def test_no_page_shows_an_iri_where_a_label_could_be_and_each_fact_has_a_source(client: Client) -> None:
    rows = client.get(
        "/sparql", params={"query": 'SELECT DISTINCT ?e { ?e a ?class FILTER(STRSTARTS(STR(?e), "https://data.")) }'}
    )
    paths = {row["e"]["value"].removeprefix("https://data.example.org") for row in rows.json()["results"]["bindings"]}
    assert len(paths) > 20
    facts = 0
    for path in sorted(paths):
        answer = client.get(f"{path}.html", headers={"Accept": "text/html"})
        if answer.status_code == 404:  # a private person, or a sentence, which is a place on the page of its article
            continue
        main = answer.text.partition('<main id="main"')[2].partition('<p class="data"')[0]
        assert not re.search(r"https?://(data\.example|w3id)\.org", words(main)), path
        if path.startswith("/event/"):
            told = re.findall(r"<dd><p class=\"value\">.*?</dd>", main, re.S)
            facts += len(told)
            assert all('class="refs' in one for one in told), path
    assert facts > 20


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/browse/type", "Diplomacy"),
        ("/browse/period", "May 2"),
        ("/browse/place", "Lakeport 1 city, Arvonia"),
        ("/browse/place?kind=Country", "Places: 1"),
        ("/browse/actor?kind=State", "Actors: 2"),
        ("/browse/article", "Talks open in Lakeport Lakeport Courier, 8 May 2024"),
    ],
)
def test_lists_count_and_narrow(client: Client, path: str, told: str) -> None:
    assert told in words(page(client, path))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/browse/none", 404),
        ("/browse/place?page=2", 404),
        ("/browse/place?page=0", 400),
        ("/browse/place?page=x", 400),
        ("/browse/article?kind=a b", 400),
        ("/browse/place?kind=" + "x" * 20_000, 200),
        ("/timeline?period=2024-05", 200),
        ("/timeline?period=2024-13", 400),
        ("/timeline?period=2024%22%29", 400),
    ],
)
def test_a_list_that_cannot_be_is_a_problem(client: Client, path: str, status: int) -> None:
    assert client.get(path, headers=HTML).status_code == status


def test_the_timeline_of_a_month_holds_what_was_then(client: Client) -> None:
    html = page(client, "/timeline?period=2024-04")
    assert "Only April 2024." in words(html)
    assert re.findall(r'<p class="label"><a[^>]*><bdi[^>]*>([^<]+)', html) == ["Exchange of letters"]
