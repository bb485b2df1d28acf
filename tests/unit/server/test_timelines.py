"""Timelines that other sites embed, asked of the server: what they show, in which forms, and what they refuse."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import jsonschema
import lxml.html
import pytest
import rdflib
from icalendar import Calendar

from kg.graph.terms import TYPE, labels_in
from kg.store import Store
from server.timelines import cards
from server.timelines.build_widget import BUILT, banner
from server.timelines.contents import read_timeline
from server.timelines.document import json_of
from server.timelines.locales import languages, locale_of, preferred
from server.timelines.origin import Origin
from server.timelines.publish import publish
from server.timelines.selection import read_selection
from server.timelines.view import view_of
from server.timelines.words import Words, without_isolates
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN, put, reading, relabelled

HOSTILE = '<script>alert("x")</script>\u202e =cmd|"&'


@pytest.fixture(scope="module")
def document(client: Client) -> dict:  # type: ignore[type-arg]
    return client.get("/timelines/all.json").json()  # type: ignore[no-any-return]


def by_title(document: dict, words: str) -> dict:  # type: ignore[type-arg]
    return next(event for event in document["events"] if words in event["title"])


def test_the_json_keeps_its_published_schema(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    jsonschema.validate(document, client.get("/timelines/schema.json").json())


def test_events_stand_in_order_and_the_undated_last(document: dict) -> None:  # type: ignore[type-arg]
    starts = [event["start"] for event in document["events"]]
    assert starts[-1] is None
    assert starts[:-1] == sorted(starts[:-1])


def test_an_event_says_when_where_who_and_by_which_sentence(document: dict) -> None:  # type: ignore[type-arg]
    talks = by_title(document, "talks in Lakeport")
    assert (talks["start"], talks["precision"], talks["basis"], talks["modality"]) == (
        "2024-05-07", "Day", "Weekday", "Occurred",
    )  # fmt: skip
    assert {(actor["label"], actor["role"]) for actor in talks["actors"]} >= {("Ines Calder", "mediator")}
    assert (talks["places"][0]["lat"], talks["places"][0]["lon"]) == (10.5, 20.25)
    assert talks["sources"][0]["publisher"] == "Lakeport Courier"
    assert talks["sources"][0]["quote"].startswith("Envoys of Arvonia and Beltria met")


def test_a_figure_stands_with_its_bound_and_its_source(document: dict) -> None:  # type: ignore[type-arg]
    figure = by_title(document, "Flight")["figures"][0]
    assert (figure["value"], figure["bound"], figure["measure"], figure["source"]) == (
        1250, "AtLeast", "Displaced", "Aid Now",
    )  # fmt: skip


def test_quotations_are_short(document: dict) -> None:  # type: ignore[type-arg]
    assert all(len(source["quote"]) <= 150 for event in document["events"] for source in event["sources"])


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("type=Diplomacy", {"Arvonia–Beltria talks in Lakeport", "Second meeting of Arvonia and Beltria", "Exchange of letters"}),
        ("place=place/lakeport", {"Arvonia–Beltria talks in Lakeport"}),
        ("from=2024-05-01&to=2024-05-10", {"Arvonia–Beltria talks in Lakeport", "Flight from the border villages"}),
    ],
)  # fmt: skip
def test_parameters_narrow_the_timeline(client: Client, document: dict, query: str, titles: set[str]) -> None:  # type: ignore[type-arg]
    place = by_title(document, "talks in Lakeport")["places"][0]["id"]
    answer = client.get("/timelines/all.json?" + query.replace("place/lakeport", place)).json()
    assert {event["title"] for event in answer["events"]} == titles


def test_a_timeline_can_be_about_a_thing(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    mediator = next(actor for actor in by_title(document, "talks in Lakeport")["actors"] if actor["role"] == "mediator")
    about = client.get(f"/timelines/{mediator['id']}.json").json()
    assert about["title"] == "Ines Calder"
    assert [event["title"] for event in about["events"]] == ["Arvonia–Beltria talks in Lakeport"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/timelines/nothing", 404),
        ("/timelines/actor/nobody-at-all", 404),
        ("/timelines/all?from=yesterday", 400),
        ("/timelines/all?page=0", 400),
        ("/timelines/all?actor=%3E%20%7D", 400),
        ("/timelines/all?type=a%20b%3E", 400),
        ("/oembed", 400),
        ("/oembed?url=https://elsewhere.example/timelines/all", 404),
        ("/oembed?url=http://testserver/-/queries", 401),
        ("/oembed?url=https://elsewhere.example/-/queries", 404),
        ("/oembed?url=http://testserver/timelines/all&format=yaml", 501),
        ("/oembed?url=http://testserver/timelines/all&maxwidth=wide", 400),
    ],
)
def test_what_cannot_be_answered_says_so(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_page_holds_everything_without_scripts(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    page = client.get("/timelines/all").text
    for event in document["events"]:
        assert event["title"] in page
        assert all(source["publisher"] in page for source in event["sources"])
    assert page.index("application/json+oembed") < 8192


def test_machines_are_told_a_day_only_where_one_is_known(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    days = [event["start"] for event in document["events"] if event["start"] and event["start"] == event["end"]]
    assert 0 < len(days) < len(document["events"])
    told = lxml.html.fromstring(client.get("/embed/all").text).xpath("//ol//time/@datetime")
    assert told == days


def test_what_is_planned_or_unknown_is_told_so(client: Client) -> None:
    page = without_isolates(client.get("/timelines/all").text)
    assert "expected · " in page or ">expected<" in page
    assert "date not known" in page
    assert "April 2024" in page
    assert "since March 2024" in page


def test_an_entity_tag_saves_the_second_answer(client: Client) -> None:
    first = client.get("/timelines/all.json")
    again = client.get("/timelines/all.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


# ----------------------------------------------------------------------------------------------------------- forms


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's own parser
def test_the_json_is_rdf(client: Client) -> None:
    document = client.get("/timelines/all.json").json()
    document["@context"] = client.get("/timelines/context.jsonld").json()["@context"]
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=json.dumps(document), format="json-ld")
    rows = graph.query(
        "PREFIX ev: <https://w3id.org/timewire/ont#> SELECT ?e { ?e ev:start '2024-05-07'^^xsd:date ; "
        "ev:modality <https://w3id.org/timewire/code#Occurred> }"
    )
    assert len(list(rows)) == 1


def test_the_atom_feed_is_read_by_feedparser(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    feed = feedparser.parse(client.get("/timelines/all.atom").content)
    assert not feed.bozo
    assert {entry.title for entry in feed.entries} == {event["title"] for event in document["events"]}


def test_the_calendar_has_whole_days_and_nothing_coarser(client: Client) -> None:
    calendar = Calendar.from_ical(client.get("/timelines/all.ics").content)
    told = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
    assert set(told) == {"Arvonia–Beltria talks in Lakeport", "Second meeting of Arvonia and Beltria"}
    assert str(told["Second meeting of Arvonia and Beltria"]["status"]) == "TENTATIVE"


def test_the_map_has_longitude_first(client: Client) -> None:
    features = client.get("/timelines/all.geojson").json()["features"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [[20.25, 10.5]]


def test_timelinejs_gets_the_honest_date(client: Client) -> None:
    slides = client.get("/timelines/all.timelinejs.json").json()["events"]
    letters = next(slide for slide in slides if "letters" in slide["text"]["headline"])
    assert (letters["display_date"], letters["start_date"]) == ("April 2024", {"year": 2024, "month": 4, "day": 1})


def test_the_json_feed_names_its_version(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    feed = client.get("/timelines/all.feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == len(document["events"])


def test_hostile_words_stay_words_in_every_form(own_store: Store) -> None:
    from server.app import create_app
    from server.settings import Settings

    put(own_store, relabelled(reading(), HOSTILE))
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        for path in ("/timelines/all", "/embed/all", "/embed/builder", "/timelines/all.svg", "/timelines/all.svg?full"):
            assert "<script>alert" not in client.get(path).text
        card = client.get("/timelines/all").text.partition("ld+json")[2].partition("</script>")[0]
        assert "\\u003cscript" in card
        rows = list(csv.reader(io.StringIO(client.get("/timelines/all.csv").text)))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
        ElementTree.fromstring(client.get("/timelines/all.atom").content)
        answer = client.get("/oembed?url=http://testserver/timelines/all").json()
        assert "<script>alert" not in answer["html"]


def test_the_code_to_copy_keeps_the_words_of_strangers_as_text(own_store: Store) -> None:
    from server.app import create_app
    from server.settings import Settings

    put(own_store, relabelled(reading(), HOSTILE))
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        events = client.get("/timelines/all.json").json()["events"]
        event = next(event for event in events if "<script>" in event["title"])
        for about in ("all", f"event/{event['id']}"):
            page = client.get(f"/embed/builder?timeline={about}").text
            copied = [unescape(code) for code in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)]
            assert len(copied) == 4
            assert any("alert" in code for code in copied)
            assert not any("<script>alert" in code or 'alert("' in code for code in copied)


def test_a_store_without_events_says_so(own_store: Store) -> None:
    from server.app import create_app
    from server.settings import Settings

    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        assert "There are no events here yet." in client.get("/embed/all").text
        assert client.get("/timelines/all.png").content.startswith(b"\x89PNG")
        assert client.get("/timelines/all.json").json()["events"] == []


# ---------------------------------------------------------------------------------------------------------- embeds


def test_oembed_answers_with_numbers_and_a_quotation_before_the_frame(client: Client) -> None:
    answer = client.get("/oembed?url=http://testserver/timelines/all&maxwidth=480&maxheight=300").json()
    assert (answer["version"], answer["type"], answer["width"], answer["height"]) == ("1.0", "rich", 480, 300)
    assert answer["html"].index("<blockquote") < answer["html"].index("<iframe")
    assert 'width="480" height="300"' in answer["html"]


def test_oembed_says_the_same_in_xml(client: Client) -> None:
    said = client.get("/oembed?url=http://testserver/timelines/all").json()
    xml = ElementTree.fromstring(client.get("/oembed?url=http://testserver/timelines/all&format=xml").content)
    assert {child.tag: child.text for child in xml} == {name: str(value) for name, value in said.items()}


def test_frames_may_be_shown_elsewhere_and_other_pages_may_not(client: Client) -> None:
    assert "frame-ancestors *" in client.get("/embed/all").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in client.get("/timelines/all").headers["content-security-policy"]


def test_files_of_embeds_have_a_fixed_address_that_is_kept_for_good(client: Client) -> None:
    page = client.get("/embed/all").text
    fixed = next(part for part in page.split('"') if part.startswith("/embed/") and part.endswith(".js"))
    answer = client.get(fixed)
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/embed/v1/embed.js").content == answer.content
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_small_form_of_the_widget_is_made_of_the_source_as_it_is() -> None:
    assert BUILT.read_text("utf-8").splitlines()[0] == banner(), "run: make widget"


def test_the_widget_is_small() -> None:
    import gzip

    assert len(gzip.compress(BUILT.read_bytes(), 9)) <= 8 * 1024


def test_a_card_names_nobody(client: Client, store: Store) -> None:
    chosen = read_selection("all", {})
    timeline = read_timeline(store.graph.oxigraph, store.iris.base, chosen)
    assert timeline
    svg = cards.card(timeline, Words(locale_of("en"))).svg
    assert "Calder" not in svg
    picture = client.get("/timelines/all.png")
    assert picture.headers["content-type"] == "image/png"
    assert len(picture.content) < 150_000


def test_the_stream_tells_of_a_change_that_was_missed() -> None:
    import anyio

    from server.timelines.live import changes

    async def first_lines() -> list[str]:
        stream = changes(lambda: 7, "5", lambda: True)
        return [line async for line in stream]

    lines = anyio.run(first_lines)
    assert "event: change" in lines[1]
    assert "id: 7" in lines[1]


# ----------------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize("lang", languages())
def test_every_language_has_every_word(lang: str) -> None:
    english, other = locale_of("en"), locale_of(lang)
    assert set(other.words) == set(english.words)
    for part in ("modality", "status", "bound"):
        assert set(getattr(other, part)) == set(getattr(english, part))
    assert lang == "en" or len(other.codes) > 30


def test_there_are_twelve_languages_besides_english() -> None:
    assert set(languages()) == {"en", "ar", "he", "es", "fr", "de", "ru", "zh", "pt", "tr", "fa", "uk", "hi"}


@pytest.mark.parametrize(
    ("asked", "accepted", "lang"),
    [("ar-EG", None, "ar"), ("", "fr-CH, fr;q=0.9, en;q=0.8", "fr"), ("", "xx, de;q=0.5", "de"), ("tlh", "fr", "en")],
)
def test_words_are_those_the_reader_prefers(asked: str, accepted: str | None, lang: str) -> None:
    assert preferred(asked, accepted).lang == lang


@pytest.mark.parametrize(
    ("lang", "direction", "undated", "title"),
    [
        ("ar", "rtl", "التاريخ غير معروف", "كل الأحداث"),
        ("he", "rtl", "תאריך לא ידוע", "כל האירועים"),
        ("fa", "rtl", "تاریخ نامعلوم", "همهٔ رویدادها"),
        ("zh", "ltr", "日期不详", "所有事件"),
    ],
)
def test_the_page_speaks_the_language_asked_for(
    client: Client, lang: str, direction: str, undated: str, title: str
) -> None:
    page = client.get(f"/embed/all?lang={lang}").text
    assert f'<html lang="{lang}" dir="{direction}"' in page
    assert undated in page
    assert f"<title>{title}</title>" in page


def test_the_json_has_labels_in_the_language_asked_for_and_in_english_else(client: Client) -> None:
    def labels(address: str, **headers: str) -> dict:  # type: ignore[type-arg]
        return client.get(address, headers=headers).json()["labels"]  # type: ignore[no-any-return]

    english = labels("/timelines/all.json")
    assert (english["Diplomacy"], english["Displaced"]) == ("Diplomacy and negotiation", "displaced")
    german = labels("/timelines/all.json?lang=de")
    assert (german["Diplomacy"], german["Displaced"]) == ("Diplomatie und Verhandlungen", "Vertriebene")
    assert german.keys() == english.keys()
    assert all(re.search("[\u0590-\u05ff]", label) for label in labels("/timelines/all.json?lang=he").values())
    assert labels("/timelines/all.json", **{"Accept-Language": "de"}) == english
    assert labels("/timelines/all.json?lang=%22%3E%3Cscript") == english


def test_the_list_and_the_data_it_is_drawn_from_again_speak_one_language(client: Client) -> None:
    page = client.get("/embed/all?lang=de").text
    assert "Diplomatie und Verhandlungen" in page
    assert "/timelines/all.json?lang=de" in page
    assert "1.250 Vertriebene" in without_isolates(page)
    assert "lang=" not in client.get("/embed/all").text.partition("src=")[2].partition(">")[0].partition(" ")[0]


def test_feeds_name_types_in_the_language_asked_for(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    type_ = by_title(document, "talks in Lakeport")["types"][0]
    feed = client.get("/timelines/all.atom?lang=uk").text
    assert labels_in("uk")[TYPE[type_]] in feed


def test_a_timeline_that_is_kept_serves_readers_of_all_languages(store: Store) -> None:
    chosen = read_selection("all", {})
    timeline = read_timeline(store.graph.oxigraph, store.iris.base, chosen)
    assert timeline
    for lang in (*languages(), "en"):
        view_of(chosen, timeline, locale_of(lang), Origin("https://news.example"))
    assert timeline.labels["Diplomacy"] == "Diplomacy and negotiation"


def test_a_word_of_a_graph_with_a_scheme_of_its_own_stays() -> None:
    words = Words(locale_of("fr"))
    given = {"Ceasefire": "Truce of ours", "Storm": "Storm", "Killed": "killed", "Unheard": "unheard"}
    assert words.labels(given) == {
        "Ceasefire": "Truce of ours",
        "Storm": "Tempête",
        "Killed": "tués",
        "Unheard": "unheard",
    }


def test_the_next_page_is_in_the_language_of_the_first(store: Store) -> None:
    chosen, origin = read_selection("all", {}), Origin("https://news.example")
    timeline = read_timeline(store.graph.oxigraph, store.iris.base, chosen, page_size=2)
    assert timeline
    assert timeline.pages > 1
    assert json_of(timeline, chosen, origin, "fr")["page"]["next"].endswith("/timelines/all.json?page=2&lang=fr")
    assert json_of(timeline, chosen, origin)["page"]["next"].endswith("/timelines/all.json?page=2")


# -------------------------------------------------------------------------------------------------------- published


def test_a_published_timeline_is_whole_and_replaces_itself_only(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for _ in range(2):
        publish(store.graph.oxigraph, store.iris.base, "all", folder, "https://news.example/t")
    page = (folder / "index.html").read_text("utf-8")
    assert 'rel="canonical" href="https://news.example/t/"' in page
    plain = (folder / "plain.html").read_text("utf-8")
    assert 'href="https://news.example/t/#e-' in plain
    assert "<script" not in plain
    assert (
        json.loads((folder / "oembed.json").read_text("utf-8"))["html"].count("https://news.example/t/embed.html") == 1
    )
    assert (folder / "timeline.png").read_bytes().startswith(b"\x89PNG")
    assert not [path for path in tmp_path.iterdir() if path != folder]


def test_an_editor_names_and_introduces_what_is_published(store: Store, tmp_path: Path) -> None:
    folder, title, intro = tmp_path / "t", "Talks <in> Oslo", 'What "both" sides said'
    publish(store.graph.oxigraph, store.iris.base, "all", folder, "https://news.example/t", title=title, intro=intro)
    for name in ("index.html", "embed.html", "plain.html"):
        page = (folder / name).read_text("utf-8")
        assert "<in>" not in page
        assert title in html.unescape(page)
        assert intro in html.unescape(page)
    index = html.unescape((folder / "index.html").read_text("utf-8"))
    assert f'property="og:title" content="{title}"' in index
    assert f'property="og:description" content="{intro}"' in index
    for name in ("timeline.json", "oembed.json"):
        assert json.loads((folder / name).read_text("utf-8"))["title"] == title


def test_a_long_timeline_is_published_in_pages_that_lead_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page names the next one, and the last one none: whoever asks for all comes to an end."""
    monkeypatch.setattr("server.timelines.publish._PAGE", 3)
    publish(store.graph.oxigraph, store.iris.base, "all", tmp_path / "t", "https://news.example/t")
    name, titles = "timeline.json", []
    while name:
        document = json.loads((tmp_path / "t" / name).read_text("utf-8"))
        titles += [event["title"] for event in document["events"]]
        name = (document["page"]["next"] or "").removeprefix("https://news.example/t/")
    assert len(titles) == document["total"] > 3
    assert 'href="./index-2.html"' in (tmp_path / "t" / "index.html").read_text("utf-8")
    assert 'href="./embed-2.html"' in (tmp_path / "t" / "embed.html").read_text("utf-8")
    assert (tmp_path / "t" / "index-2.html").exists()
    assert (tmp_path / "t" / "embed-2.html").exists()


def test_a_folder_with_something_else_is_left_alone(store: Store, tmp_path: Path) -> None:
    from kg.errors import InputError

    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(InputError, match="something else"):
        publish(store.graph.oxigraph, store.iris.base, "all", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_what_goes_wrong_in_the_frame_of_another_site_is_said_there(client: Client) -> None:
    for path, status in (("/embed/event/nope", 404), ("/embed/all?from=bad", 400), ("/embed/%3Cb%3E", 404)):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert "<b>" not in answer.text


def test_plain_html_to_copy_hides_nothing_where_nothing_of_ours_is_loaded(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    page = html.unescape(client.get("/embed/builder?timeline=/timelines/all").text)
    code = html.unescape(page.partition('id="code-static"')[2].partition(">")[2].partition("</textarea>")[0])
    assert [mark for mark in ("class=", "<event-timeline", "<q") if mark in code] == [], "looks of ours, or marks twice"
    assert all(event["title"] in code for event in document["events"])
    text = re.sub(r"<(?:small|span)[^>]*>|</(?:small|span)>", "", re.sub(r"<br>|<p>|<blockquote[^>]*>", "\n", code))
    assert not re.search(r"[^\s>]<a ", text), "words run into one another where styles are taken away"


def test_plain_html_to_copy_is_data_for_search_engines(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    import extruct

    page = html.unescape(client.get("/embed/builder?timeline=/timelines/all").text)
    code = page.partition('id="code-static"')[2].partition(">")[2].partition("</textarea>")[0]
    items = extruct.extract(f"<html><body>{code}", syntaxes=["microdata"])["microdata"]
    assert len(items) == len(document["events"])
    told = [one["properties"].get("startDate") for one in items]
    assert told == [
        event["edtf"] if re.fullmatch(r"\d{4}(-\d\d){0,2}", event["edtf"] or "") else None
        for event in document["events"]
    ], "a month is no day"
    assert any(told)
    assert all(one["properties"]["subjectOf"] for one in items)


def test_what_a_page_says_in_english_is_marked_as_english(client: Client) -> None:
    assert 'aria-labelledby="take" lang="en" dir="ltr">' in client.get("/timelines/all?lang=ar").text
    assert 'aria-labelledby="take">' in client.get("/timelines/all?lang=en").text


def test_the_page_tells_search_engines_its_main_events(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    import extruct

    page = client.get("/timelines/all").text
    (card,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert (card["@type"], card["mainEntity"]["numberOfItems"]) == ("CollectionPage", document["total"])
    events = {event["url"]: event for event in document["events"]}
    for item in card["mainEntity"]["itemListElement"]:
        event = events[item["item"]["url"]]
        assert item["item"]["name"] == event["title"]
        assert item["item"].get("startDate") in (None, event["edtf"])
        assert item["item"]["subjectOf"]


def test_a_painted_picture_of_a_whole_timeline_has_bounds(store: Store) -> None:
    timeline = read_timeline(store.graph.oxigraph, store.iris.base, read_selection("all", {}))
    assert timeline
    long = replace(timeline, events=timeline.events * 200)
    rows = [cards.full(long, Words(locale_of("en")), painted).svg.count("<text") for painted in (True, False)]
    assert rows[0] < rows[1]


def test_the_newest_figure_stands_first(client: Client, document: dict) -> None:  # type: ignore[type-arg]
    for event in document["events"]:
        days = [figure["asOf"] or "" for figure in event["figures"]]
        assert days == sorted(days, reverse=True)
