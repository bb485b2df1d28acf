"""The product as its users meet it: sample articles ingested and served by the command, read in a real browser.

Screenshots are kept under ``var/screenshots``. Chromium is looked for in CHROMIUM and on the path.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.browser.quiet import NARROW, ROOT, SEEDS, TIMEWIRE, WIDE, keep, playwright, reading


def test_the_start_page_leads_to_the_timeline(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto("/")
        counts = dict(
            zip(page.locator(".counts dt").all_inner_texts(), page.locator(".counts dd").all_inner_texts(), strict=True)
        )
        assert int(counts["articles"]) == len(list(SEEDS.glob("*.md")))
        assert int(counts["events"].replace(",", "")) > 100
        keep(page, "home")
        page.get_by_role("navigation", name="Site").get_by_role("link", name="Timeline").click()
        playwright.expect(page.get_by_role("heading", level=1)).to_have_text("Timeline")


def test_the_timeline_tells_dates_in_words_and_marks_what_has_not_happened(
    browser: playwright.Browser, site: str
) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto("/timeline")
        keep(page, "timeline")
        dates, open_status = [], 0
        while True:
            dates += page.locator(".event .when").all_inner_texts()
            for status in page.locator(".event.unrealised .status").all_inner_texts():
                assert status in (
                    "expected",
                    "proposed",
                    "agreed, not yet done",
                    "only a possibility",
                    "cancelled",
                    "postponed",
                    "denied",
                )
                open_status += 1
            later = page.get_by_role("link", name="Later")
            if not later.count():
                break
            later.click()
        assert len(dates) > 100
        assert open_status > 5
        months = "January|February|March|April|May|June|July|August|September|October|November|December"
        assert any(re.fullmatch(rf"\d+ ({months}) \d{{4}}", told) for told in dates)
        assert any(re.fullmatch(rf"({months}) \d{{4}}", told) for told in dates)
        assert not any(re.search(r"\d{4}-\d\d", told) for told in dates), "a raw date on the page"


def test_the_timeline_is_filtered_by_its_form_with_the_keyboard_alone(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE, java_script_enabled=False) as page:
        page.goto("/timeline")
        total = page.get_by_role("status").inner_text()
        kind = page.get_by_label("Kind of event")
        kind.select_option("Diplomacy")
        kind.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/timeline?type=Diplomacy*")
        playwright.expect(page.get_by_role("status")).not_to_have_text(total)
        families = page.locator(".event .marker")
        assert families.count() > 5
        playwright.expect(page.get_by_label("Kind of event")).to_have_value("Diplomacy")


def test_every_statement_of_an_event_leads_to_its_sentence_and_on_to_the_article(
    browser: playwright.Browser, site: str
) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto("/timeline?type=Diplomacy")
        page.locator(".event .label a").first.click()
        keep(page, "event")
        statements = page.locator(".fields dd")
        assert statements.count() >= 3
        for statement in statements.all():
            reference = statement.locator(".refs a").first.get_attribute("href")
            assert page.locator(f"{reference} p").first.inner_text(), statement.inner_text()
        page.locator(".fields .refs a").first.click()
        shown = page.locator("li:target")
        sentence = shown.locator("p").first.inner_text()
        shown.get_by_role("link", name="In the article").click()
        target = page.locator("li:target .sentence")
        assert sentence in target.inner_text()
        keep(page, "article")


def test_an_article_shows_each_sentence_and_how_its_day_is_known(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto("/")
        page.locator(".articles a").first.click()
        assert re.search(r"\d{4}", page.locator(".fields.short").inner_text())
        assert page.locator(".sentences > li").count() > 5
        assert page.locator(".readout li").count() > 5


def test_a_query_is_written_and_answered_without_script(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE, java_script_enabled=False) as page:
        page.goto("/sparql")
        page.get_by_label("SPARQL query").fill("SELECT ?a ?t { ?a a ev:Article ; dcterms:title ?t } ORDER BY ?t")
        page.get_by_role("button", name="Run").click()
        assert page.locator("tbody tr").count() == len(list(SEEDS.glob("*.md")))
        keep(page, "sparql")
        page.locator(".examples a").first.click()
        assert page.get_by_role("heading", name="Result").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_narrow_screen(browser: playwright.Browser, site: str, scheme: str) -> None:
    with reading(browser, site, viewport=NARROW, color_scheme=scheme) as page:
        page.goto("/timeline")
        event = page.locator(".event .label a").first.get_attribute("href")
        page.goto("/")
        article = page.locator(".articles a").first.get_attribute("href")
        for name, path in {
            "home": "/",
            "timeline": "/timeline",
            "event": event,
            "article": article,
            "sparql": "/sparql",
        }.items():
            page.goto(str(path))
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
            keep(page, f"{name}-narrow-{scheme}")


def test_a_printed_timeline_has_every_event(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as page:
        page.goto("/timeline")
        page.emulate_media(media="print")
        assert all(line.is_visible() for line in page.locator(".event .label").all())
        assert not page.locator("form.filter").is_visible()


def test_articles_are_ingested_while_the_server_runs(
    browser: playwright.Browser, site: str, store: Path, tmp_path: Path
) -> None:
    note = tmp_path / "ferry.md"
    note.write_text(
        "---\ntitle: Ferry talks in Norvik\npublished: 2021-06-10\n---\n"
        "Norway and Denmark signed a ferry agreement in Oslo on Wednesday.\n",
        encoding="utf-8",
    )
    command = [*TIMEWIRE, "ingest", str(note), "--store", str(store)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    with reading(browser, site, viewport=WIDE) as page:
        page.goto("/")
        page.get_by_role("link", name="Ferry talks in Norvik").click()
        assert "9 June 2021" in page.locator(".sentences").inner_text()
