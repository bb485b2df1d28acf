"""The query workbench with its editor: keyboard, completion, answers, errors, stopping; and nothing asked elsewhere."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

import server
from server.sparql.page import examples
from tests.browser.quiet import WIDE, keep, playwright, reading

STATIC = Path(server.__file__).parent / "static"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c != ?f) }"

UNTOLD = {
    "08-agenda-of-talks",  # one article names an agenda, apart from its talks; topics are read of those it stands beside
    "11-hedged-ties",  # no sample article hedges an office or a membership
}
"""Of these the sample articles tell nothing that is read out of them; the example of the ontology answers them."""


@contextmanager
def at_work(browser: playwright.Browser, site: str, address: str = "/sparql") -> Iterator[playwright.Page]:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto(address)
        page.locator(".workbench-editor .CodeMirror-line").first.wait_for()
        yield page


def write(page: playwright.Page, query: str) -> None:
    page.evaluate("query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", query)


def run(page: playwright.Page, query: str) -> None:
    write(page, query)
    page.get_by_role("button", name="Run").click()
    page.locator("#cancel").wait_for(state="hidden")


@pytest.mark.parametrize(("letters", "status"), [(1_000, 200), (100_000, 414), (1_000_000, 431)])
def test_a_link_that_is_too_long_is_refused_for_just_that(site: str, letters: int, status: int) -> None:
    host, _, port = site.removeprefix("http://").partition(":")
    connection = HTTPConnection(host, int(port), timeout=30)
    try:
        connection.request("GET", f"/sparql?query=ASK+%7B%7D+%23{'x' * letters}", headers={"Accept": "text/html"})
        assert connection.getresponse().status == status
    except (BrokenPipeError, ConnectionResetError):  # closed before all of it was sent
        assert letters == 1_000_000
    finally:
        connection.close()


def test_the_examples_have_rows_on_the_sample_articles(site: str) -> None:
    assert len(examples()) >= 25
    rows = {}
    for example in examples():
        asked = Request(f"{site}/sparql?{urlencode({'query': example.query})}", headers={"Accept": "application/json"})
        with urlopen(asked) as answer:
            found = json.load(answer)
        rows[example.name] = len(found["results"]["bindings"])
    empty = {name for name, count in rows.items() if not count}
    assert empty == UNTOLD
    assert len(rows) - len(empty) >= 25


def test_what_is_loaded_is_small_enough() -> None:
    files = [STATIC / "workbench.js", *(STATIC / "vendor").glob("yasgui.min.*")]
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= 300_000


def test_the_editor_is_named_and_left_with_tab(browser: playwright.Browser, site: str) -> None:
    with at_work(browser, site) as page:
        editor = page.get_by_role("textbox", name="SPARQL query")
        editor.focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Run"
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "SPARQL query"
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.closest('header.site') !== null")


def test_names_are_completed_from_what_the_graph_holds(browser: playwright.Browser, site: str) -> None:
    with at_work(browser, site) as page:
        write(page, "")
        page.get_by_role("textbox", name="SPARQL query").focus()
        page.keyboard.type("SELECT * { ?e a ev:Negot")
        page.keyboard.press("Control+Space")
        listed = page.get_by_role("listbox", name="Completions")
        listed.wait_for()
        assert "ev:NegotiationRound" in listed.inner_text()
        assert re.search(r"ev:NegotiationProcess\s+negotiation process \(\d+\)", listed.inner_text())
        chosen = page.get_by_role("option", selected=True)
        input_ = page.get_by_role("textbox", name="SPARQL query")
        assert input_.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        keep(page, "workbench-completion")
        page.keyboard.press("Enter")
        assert "ev:Negotiation" in page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")


def test_an_answer_comes_without_a_reload_as_table_timeline_and_map(browser: playwright.Browser, site: str) -> None:
    query = (
        "SELECT ?day ?e ?place ?lat ?long { ?e a ev:Event ; ev:sortDate ?day ; ev:place ?place . "
        "?place wgs:lat ?lat ; wgs:long ?long } ORDER BY ?day LIMIT 30"
    )
    with at_work(browser, site) as page:
        page.evaluate("window.same = true")
        run(page, query)
        assert page.evaluate("window.same")
        assert re.search(r"30 rows in [\d.]+ (ms|s)", page.locator("#status").inner_text())
        assert page.locator("tbody tr").count() == 30
        cells = " ".join(page.locator("tbody td").all_inner_texts())
        assert "data.example.org" not in cells, "a bare IRI where there is a label"
        page.get_by_text("Timeline", exact=True).last.click()
        assert page.locator(".event .when").count() == 30
        keep(page, "workbench-timeline")
        page.get_by_text("Map", exact=True).click()
        assert page.get_by_role("img", name="Places of the result").is_visible()
        keep(page, "workbench-map")
        assert "query=SELECT" in page.url
        address = page.url
    with reading(browser, site, viewport=WIDE, java_script_enabled=False) as page:
        page.goto(address)
        assert page.locator("tbody tr").count() == 30


def test_an_error_is_shown_where_it_is(browser: playwright.Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport=WIDE)
    page = context.new_page()
    page.goto("/sparql")
    page.locator(".workbench-editor .CodeMirror-line").first.wait_for()
    run(page, "SELECT * {\n  ?s ev:label\n}")
    problem = page.locator("#problem")
    assert "line 3, column 1" in problem.inner_text()
    assert page.locator("#problem pre mark").inner_text() == "}"
    assert page.locator(".workbench-editor .error-here").count() == 1
    keep(page, "workbench-error")
    run(page, "ASK {}")
    assert page.locator("#problem").count() == 0
    assert page.locator(".workbench-editor .error-here").count() == 0
    context.close()


def test_a_query_is_stopped(browser: playwright.Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport=WIDE)
    page = context.new_page()
    page.goto("/sparql")
    page.locator(".workbench-editor .CodeMirror-line").first.wait_for()
    write(page, SLOW)
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Stop").click()
    playwright.expect(page.locator("#status")).to_have_text("Stopped.")
    context.close()


def test_the_plain_field_is_one_click_away_and_back(browser: playwright.Browser, site: str) -> None:
    with at_work(browser, site) as page:
        write(page, "ASK { ?a ?b ?c }")
        page.get_by_role("button", name="Use a plain field").click()
        field = page.locator("textarea#query")
        assert field.is_visible()
        assert field.input_value() == "ASK { ?a ?b ?c }"
        field.fill("ASK { }")
        field.press("Control+Enter")
        page.locator("#result").wait_for()
        page.get_by_role("button", name="Use the editor").click()
        assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()") == "ASK { }"


def test_completion_and_the_timeline_of_a_large_answer_are_quick_enough_to_use(
    browser: playwright.Browser, site: str
) -> None:
    """Ratios and orders only: the times themselves are printed by ``make bench``; here nothing may hang."""
    with at_work(browser, site) as page:
        run(page, "SELECT ?day ?x { ?e ev:sortDate ?day . ?x a ev:Sentence } LIMIT 1000")
        assert page.locator("tbody tr").count() == 1000
        page.get_by_text("Timeline", exact=True).last.click()
        assert page.locator(".event .when").count() == 1000


@pytest.mark.parametrize("name", ["curl", "python"])
def test_code_is_there_to_be_copied(browser: playwright.Browser, site: str, name: str) -> None:
    with at_work(browser, site, "/sparql?query=ASK+%7B%7D") as page:
        page.get_by_text("Link, downloads, code").click()
        assert "ASK {}" in page.locator(f"#{name}").inner_text()
