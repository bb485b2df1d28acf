"""Pages speak the languages of timelines: chosen by the address or the browser, with the language of every run."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

import server
from kg.graph.terms import ONT, RDFS, SKOS, TYPE
from server.pages.articles import _BASIS_WORDS
from server.pages.events import event_line
from server.pages.reader import Reader
from server.pages.saying import Saying
from server.pages.statements import _FIELDS
from server.pages.wording import When
from server.timelines.locales import languages, locale_of
from tests.unit.server.client import Client
from tests.unit.server.story import paths_by_label

TEMPLATES = Path(server.__file__).parent / "pages" / "templates"
OTHERS = tuple(lang for lang in languages() if lang != "en")
HTML = {"Accept": "text/html"}
NAMED = {TYPE.Death: "Death", TYPE.Earthquake: "Earthquake"}
VALUE = re.compile(r"\{(\w+)\}")


def phrases() -> set[str]:
    """All that templates say by themselves, and what views hand them to be said."""
    text = "\n".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))
    found = set(re.findall(r'say\("([^"]+)"', text))
    for name in ("titles", "leads"):
        (listed,) = re.findall(rf"{{% set {name} = {{(.*?)}} %}}", text)
        found |= set(re.findall(r'": "([^"]+)"', listed))
    return found | set(_BASIS_WORDS.values()) | {"When", "Status", "Acts for", "Head", "Members", "Within"}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_phrase_is_there_in_every_language_with_its_values(lang: str) -> None:
    known = locale_of(lang).pages
    assert len(phrases()) > 120
    assert not phrases() - set(known)
    for phrase, told in known.items():
        assert set(VALUE.findall(phrase)) == set(VALUE.findall(told)), phrase


@pytest.mark.parametrize("lang", OTHERS)
def test_every_field_of_an_event_has_a_name_in_every_language(lang: str) -> None:
    say = Saying(locale_of(lang))
    same = {name for name, _ in _FIELDS if say.field(name) == name}
    assert len(same) <= 3, same  # some words are the same in two languages


@pytest.mark.parametrize(
    ("address", "accepted", "lang"),
    [
        ("", "", "en"),
        ("", "de-AT, en;q=0.5", "de"),
        ("", "nl, fr;q=0.4", "fr"),
        ("", "xx", "en"),
        ("?lang=he", "de", "he"),
        ("?lang=tlh", "de", "en"),
        ("?lang=" + "x" * 5000, "de", "en"),
        ('?lang="><script>', "", "en"),
    ],
)
def test_the_address_goes_before_the_browser(client: Client, address: str, accepted: str, lang: str) -> None:
    page = client.get("/browse" + address, headers={**HTML, "Accept-Language": accepted})
    assert page.status_code == 200
    assert f'<html lang="{lang}" dir="{locale_of(lang).dir}">' in page.text
    assert "Accept-Language" in page.headers["vary"]


@pytest.mark.parametrize("lang", OTHERS)
def test_a_page_of_each_kind_is_told_in_each_language(client: Client, lang: str) -> None:
    paths = paths_by_label(client)
    say = Saying(locale_of(lang))
    for path, phrase in (
        ("/", "Latest events"),
        ("/timeline", "Filter the timeline"),
        ("/browse/period", "Years and months"),
        (paths["Arvonia–Beltria talks in Lakeport"] + ".html", "What is known"),
        ("/place/lakeport.html", "On the map"),
        ("/article/lakeport-talks.html", "Sentence by sentence"),
    ):
        page = client.get(f"{path}?lang={lang}", headers=HTML)
        assert page.status_code == 200, path
        text = unescape(page.text)
        assert f'<html lang="{lang}" dir="{say.dir}">' in text
        assert say(phrase) in text, path
        assert say(phrase) != phrase
        assert f">{phrase}<" not in text


@pytest.mark.parametrize("path", ["/", "/timeline?page=1", "/browse/actor", "/place/lakeport.html", "EVENT"])
def test_a_language_that_was_chosen_is_kept_by_the_links_of_a_page(client: Client, path: str) -> None:
    path = path.replace("EVENT", paths_by_label(client)["Arvonia–Beltria talks in Lakeport"] + ".html")
    chosen = client.get(f"{path}{'&' if '?' in path else '?'}lang=ar", headers=HTML).text
    led = [unescape(href) for href in re.findall(r'<a\b[^>]*href="([^"]+)"', chosen)]
    pages = [href for href in led if re.match(r"/(timeline|browse|event|actor|place|article|$|\?)", href)]
    pages = [href for href in pages if not re.search(r"\.(?!html)\w+$", href.partition("?")[0])]
    pages = [href for href in pages if href != path.removesuffix(".html")]  # the name of the thing stays as it is
    assert len(pages) > 15
    assert [href for href in pages if not re.search(r"[?&]lang=\w\w(#|$)", href)] == []
    for href in sorted({href.partition("#")[0] for href in pages if "lang=ar" in href})[:6]:
        assert '<html lang="ar"' in client.get(href, headers=HTML, follow_redirects=True).text, href
    left = client.get(path, headers={**HTML, "Accept-Language": "ar"}).text
    assert 'href="/timeline"' in left, "what the browser prefers needs no address of its own"


def test_each_page_leads_to_itself_in_every_language(client: Client) -> None:
    for path in ("/", "/timeline?type=NoSuchType", "/timelines/all", "/browse/place", "/article/lakeport-talks.html"):
        page = unescape(client.get(path, headers=HTML).text)
        menu = re.findall(r'<a href="([^"]+)" lang="(\w\w)" dir="(\w+)" hreflang="\w\w"', page)
        assert [lang for _, lang, _ in menu] == list(languages()), path
        for address, lang, _ in menu[:3]:
            assert address.startswith(path), address
            assert f'<html lang="{lang}"' in client.get(address, headers=HTML).text
    assert "العربية" in page


def test_the_way_from_a_sentence_keeps_the_language(client: Client) -> None:
    led = client.get("/article/lakeport-talks/s02?lang=fr", headers=HTML, follow_redirects=False).headers["location"]
    assert led == "/article/lakeport-talks.html?lang=fr#s02"


def test_dates_kinds_and_states_are_told_in_the_language(client: Client) -> None:
    paths = paths_by_label(client)
    held = unescape(client.get(paths["Arvonia–Beltria talks in Lakeport"] + ".html?lang=de", headers=HTML).text)
    assert "7. Mai 2024" in held
    ahead = unescape(client.get(paths["Second meeting of Arvonia and Beltria"] + ".html?lang=de", headers=HTML).text)
    assert "erwartet" in ahead
    assert (
        '<bdi lang="en" dir="ltr">Second meeting of Arvonia and Beltria</bdi>' in ahead
    )  # words of the data keep theirs


def test_an_event_is_first_called_what_its_label_calls_it() -> None:
    event, kinds = NamedNode("https://data.example.org/event/x"), [TYPE.Death, TYPE.Earthquake]
    labels = {kind.value: {SKOS.prefLabel.value: (Literal(name, language="en"),)} for kind, name in NAMED.items()}
    facts = {
        **labels,
        event.value: {
            RDFS.label.value: (Literal("Earthquake in Arvonia", language="en"),),
            ONT.eventType.value: tuple(kinds),
        },
    }
    assert event_line(Reader(facts, "https://data.example.org/"), event).type.value == "Earthquake"


def test_no_answer_is_given_in_the_language_of_somebody_else(client: Client) -> None:
    german = client.get("/timeline", headers={**HTML, "Accept-Language": "de"})
    english = client.get("/timeline", headers={**HTML, "Accept-Language": "en"})
    assert "Zeitleiste" in german.text
    assert "Zeitleiste" not in english.text
    path = "/place/lakeport"
    led = client.get(f"{path}?lang=de", headers=HTML)
    assert led.headers["location"] == f"{path}.html?lang=de"
    tags = {client.get(f"{path}.html?lang={lang}", headers=HTML).headers["etag"] for lang in ("de", "en", "fa")}
    assert len(tags) == 3
    assert "Accept-Language" in client.get(f"{path}.html", headers=HTML).headers["vary"]


@pytest.mark.parametrize("lang", languages())
def test_hostile_values_of_phrases_stay_values(lang: str) -> None:
    say = Saying(locale_of(lang))
    assert "{period}" in say("Only {period}.", period="{period}").replace("\u2068", "").replace("\u2069", "")
    assert say.dated(When()) == say.locale.words["undated"]
    assert say.name("no such name") == "no such name"
    assert say.period("20x4", "as it is") == "as it is"
