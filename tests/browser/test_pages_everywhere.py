"""Every kind of page as people meet it: light, dark, on a phone, at 400 % zoom, by keyboard, on paper, without script."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import axe_playwright_python.base as axe
import pytest

from tests.browser.quiet import NARROW, ROOT, TIMEWIRE, WIDE, keep, playwright, reading

AXE = Path(axe.AXE_FILE_PATH).read_text("utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ZOOMED = {"width": 320, "height": 256}  # 1280 by 1024 at 400 %
LOOKS = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light"},
    "zoomed": {"viewport": ZOOMED, "color_scheme": "dark", "device_scale_factor": 4},
}
LARGEST = 30_000
ASKED = {
    "figures": "SELECT ?e (COUNT(?f) AS ?n) { ?f ev:figureOf ?e . ?e a ev:Event } GROUP BY ?e ORDER BY DESC(?n) ?e",
    "process": "SELECT ?e (COUNT(?x) AS ?n) { ?s a ev:NegotiationSession ; ev:partOf/ev:partOf ?e . ?x ev:partOf+ ?e } GROUP BY ?e ORDER BY DESC(?n) ?e",
    "actor": "SELECT ?x (COUNT(?e) AS ?n) { ?e a ev:NegotiationRound ; ev:party ?x . ?x a ev:State } GROUP BY ?x ORDER BY DESC(?n) ?x",
    "place": "SELECT ?x (COUNT(?e) AS ?n) { ?e a ev:Event ; ev:place ?x . ?x ev:within ?y } GROUP BY ?x ORDER BY DESC(?n) ?x",
    "article": "SELECT ?a (COUNT(?s) AS ?n) { ?s ev:inArticle ?a ; ev:sentenceIndex ?i } GROUP BY ?a ORDER BY DESC(?n) ?a",
    "claim": "SELECT ?c { ?c a ev:Claim } ORDER BY ?c",
    "private": "SELECT ?x { ?x a ev:Person ; rdfs:label 'Darko Mladic'@en }",
}
QUERY = "SELECT ?day ?e ?place ?lat ?long { ?e a ev:Event ; ev:sortDate ?day ; ev:place ?place . ?place wgs:lat ?lat ; wgs:long ?long }"
FIXED = {
    "home": "/",
    "timeline": "/timeline",
    "browse": "/browse",
    "types": "/browse/type",
    "periods": "/browse/period",
    "places": "/browse/place",
    "actors": "/browse/actor",
    "talks": "/browse/talks",
    "articles": "/browse/article",
    "search": "/search?q=talks",
    "result": "/sparql?" + urlencode({"query": QUERY + " LIMIT 40"}),
    "mistake": "/sparql?query=SELECT+*+%7B%0A+%3Fs+%3Fp+%7D",
    "missing": "/event/none",
    "data": "/data",
    "dumps": "/dumps/",
    "releases": "/releases",
    "release": "/releases/2026-01",
    "changes": "/changes",
    "terms": "/ns/ont.html",
}
LONG = ("terms",)
"""Pages of a whole vocabulary, which are read by their headings and are as large as it is."""
KINDS = (*FIXED, *(kind for kind in ASKED if kind != "private"))


def first(site: str, kind: str) -> str:
    """The page of the first thing that a query of ``ASKED`` finds."""
    asked = Request(
        f"{site}/sparql?{urlencode({'query': ASKED[kind] + ' LIMIT 1'})}", headers={"Accept": "application/json"}
    )
    with urlopen(asked) as answer:
        row = json.load(answer)["results"]["bindings"][0]
    iri = next(iter(row.values()))["value"]
    return "/" + iri.split("/", 3)[3] + ".html"


@pytest.fixture(scope="module")
def paths(site: str, store: Path) -> dict[str, str]:
    """The pages by kind, once there is a release and a dump."""
    subprocess.run([*TIMEWIRE, "release", "2026-01", "--store", str(store)], cwd=ROOT, check=True, capture_output=True)
    for _ in range(20):
        with suppress(HTTPError):
            fetched(site, "/dumps/")
            break
    return FIXED | {kind: first(site, kind) for kind in ASKED}


def fetched(site: str, path: str) -> bytes:
    with urlopen(Request(site + path, headers={"Accept": "text/html"})) as answer:
        body: bytes = answer.read()
    return body


def refused(page: playwright.Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", STANDARDS)
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found["violations"] for node in fault["nodes"]]


def opened(page: playwright.Page, path: str) -> None:
    page.goto(path)
    if path.startswith("/sparql"):
        page.locator(".workbench-editor .CodeMirror-line").first.wait_for()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: playwright.Browser, site: str, paths: dict[str, str], look: str
) -> None:
    faults = {}
    for kind in KINDS:
        if kind in ("mistake", "missing"):
            continue  # told with 400 and 404, which a quiet page counts as trouble: below
        with reading(browser, site, bypass_csp=True, **LOOKS[look]) as page:
            opened(page, paths[kind])
            keep(page, f"page-{kind}-{look}")
            found = refused(page)
            if page.evaluate("document.documentElement.scrollWidth") > LOOKS[look]["viewport"]["width"]:
                found.append("wider than the screen")
            if found:
                faults[kind] = found
    assert faults == {}


@pytest.mark.parametrize("look", ["light", "dark", "narrow"])
@pytest.mark.parametrize("kind", ["mistake", "missing"])
def test_axe_finds_nothing_where_something_is_wrong(
    browser: playwright.Browser, site: str, kind: str, look: str
) -> None:
    context = browser.new_context(base_url=site, bypass_csp=True, **LOOKS[look])
    page = context.new_page()
    opened(page, FIXED[kind])
    keep(page, f"page-{kind}-{look}")
    found = refused(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("result", "mistake", "missing", *LONG)])
def test_a_page_is_small_needs_no_script_and_asks_for_little(
    browser: playwright.Browser, site: str, paths: dict[str, str], kind: str
) -> None:
    assert len(gzip.compress(fetched(site, paths[kind]), 6)) <= LARGEST
    with reading(browser, site, viewport=WIDE, java_script_enabled=False) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(paths[kind])
        assert page.locator("h1").inner_text()
        assert len([url for url in asked if not url.endswith("icon.svg")]) <= 2, asked
        shown = page.locator("body").inner_text()
        for cited in page.locator(".data, code").all_inner_texts():
            shown = shown.replace(cited, "")
        assert not re.search(r"https?://(data\.example\.org|w3id\.org)", shown), "a bare IRI"


def test_every_run_of_data_has_language_and_direction(site: str, paths: dict[str, str]) -> None:
    for kind in ("figures", "process", "actor", "place", "article", "claim"):
        html = fetched(site, paths[kind]).decode()
        assert '<html lang="en" dir="ltr">' in html
        assert html.count("<bdi") > 3
        assert not re.search(r"<bdi(?![^>]*\sdir=)", html)


def test_a_map_and_a_plot_are_drawn_with_their_words(
    browser: playwright.Browser, site: str, paths: dict[str, str]
) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto(paths["figures"])
        for name in ("Where it was", "Figures over time"):
            drawing = page.get_by_role("img", name=name)
            assert drawing.bounding_box()["width"] > 400
        told = page.locator("svg.plot desc").text_content()
        assert re.search(r"\d+ numbers in all", told or "")
        cells = page.locator("table.figures tbody tr")
        assert cells.count() >= 4
        for row in cells.all():
            target = row.locator(".refs a").first.get_attribute("href")
            assert page.locator(str(target)).count() == 1


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_labels_of_a_map_stand_beside_their_dots_in_every_direction(
    browser: playwright.Browser, site: str, paths: dict[str, str], lang: str
) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto(f"{paths['figures']}?lang={lang}")
        dot = page.locator("svg.map circle.spot").last.bounding_box()
        label = page.locator("svg.map text.town").first.bounding_box()
        rule = page.locator("svg.map path.rule").bounding_box()
        scale = page.locator("svg.map text.rule-text").bounding_box()
        assert dot["x"] + dot["width"] <= label["x"] + 1 or label["x"] + label["width"] <= dot["x"] + 1
        assert rule["x"] + rule["width"] <= scale["x"]


def test_a_process_is_a_tree_of_rounds_and_sessions(
    browser: playwright.Browser, site: str, paths: dict[str, str]
) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto(paths["process"])
        rounds = page.locator("ol.tree > li")
        assert rounds.count() >= 2
        assert page.locator("ol.tree ol.tree > li").count() >= 1
        assert page.get_by_text("At the table").count() >= 2
        page.locator("ol.tree > li .label a").first.click()
        page.get_by_role("navigation", name="Part of").get_by_role("link").first.click()
        assert page.url.endswith(paths["process"])


def test_a_statement_leads_to_its_sentence_by_keyboard(
    browser: playwright.Browser, site: str, paths: dict[str, str]
) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto(paths["process"])
        reached = []
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.closest('.refs') ? document.activeElement.hash : ''"))
            if reached[-1]:
                break
        page.keyboard.press("Enter")
        assert page.locator("li:target").is_visible()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") is not None


def test_all_of_an_event_is_on_paper(browser: playwright.Browser, site: str, paths: dict[str, str]) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto(paths["figures"])
        page.emulate_media(media="print")
        assert not page.get_by_role("navigation", name="Site").is_visible()
        for part in (".fields dd", "svg.map", "svg.plot", "table.figures tr", "ol.proofs li"):
            assert all(element.is_visible() for element in page.locator(part).all()), part


def test_who_is_private_has_no_page_no_link_and_no_entry(
    browser: playwright.Browser, site: str, paths: dict[str, str]
) -> None:
    asked = Request(site + paths["private"], headers={"Accept": "text/html"})
    with pytest.raises(Exception, match="404"):
        urlopen(asked)
    listed = "".join(fetched(site, f"/browse/actor?page={n}").decode() for n in (1,))
    assert "Darko Mladic" not in listed
    assert "Ratko" not in listed or quote("ratko-mladic") in listed


def test_browsing_leads_from_a_way_to_a_thing(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=NARROW, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("navigation", name="Site").get_by_role("link", name="Browse").click()
        page.get_by_role("navigation", name="Ways to browse").get_by_role("link", name="Places").click()
        everything = page.get_by_role("status").inner_text()
        page.get_by_role("navigation", name="Narrow").get_by_role("link", name=re.compile("city", re.I)).first.click()
        assert page.get_by_role("status").inner_text() != everything
        page.locator("ul.columns a").first.click()
        assert page.locator("svg.map").count() == 1
        page.goto("/browse/period")
        page.locator("ul.columns a").first.click()
        assert "period=" in page.url
        assert page.locator(".event").count() >= 1
