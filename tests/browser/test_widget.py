"""The widget by itself, on the site of somebody else that serves its files: no store, no server of ours."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from server.pages.reader import Text
from server.timelines.locales import languages, locale_of
from server.timelines.model import Actor, Figure, Place, Source, TimelineEvent
from server.timelines.words import Words
from tests.browser.elsewhere import Body, elsewhere, event, page, timeline, widget
from tests.browser.faults import faults
from tests.browser.quiet import WIDE, keep, playwright

TRANSCRIPTS = Path(__file__).parent / "transcripts"
ROOT = "document.querySelector('event-timeline').shadowRoot"
NOTE = f"{ROOT}.querySelector('output').textContent"
READY = "() => document.querySelector('event-timeline')?.shadowRoot?.querySelector('output')?.textContent && document.querySelector('event-timeline li')"
SHOWN = "[...document.querySelectorAll('event-timeline li')].filter(li => li.checkVisibility()).length"
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


@dataclass
class Host:
    """A site of somebody else: its address, its pages, and what it answered."""

    url: str
    pages: dict[str, Body]
    answers: list[tuple[str, int]] = field(default_factory=list)

    def count(self, path: str, status: int) -> int:
        return self.answers.count((path, status))


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    pages = widget()
    answers: list[tuple[str, int]] = []
    with elsewhere(pages, answers) as url:
        yield Host(url, pages, answers)


@pytest.fixture
def visit(browser: playwright.Browser, host: Host) -> Iterator[Any]:
    """Opens a page of the host with a widget of some events; nothing else may be asked, and nothing may fail."""
    trouble: list[str] = []
    contexts = []

    def open_(data: bytes | None, attributes: str = "", ready: bool = True, clock: bool = False, **options: Any) -> Any:
        context = browser.new_context(**({"viewport": WIDE} | options))
        contexts.append(context)
        opened = context.new_page()
        opened.on("pageerror", lambda error: trouble.append(str(error)))
        opened.on("request", lambda asked: trouble.extend(_outside(asked.url, host.url)))
        if clock:
            opened.clock.install()
        host.answers.clear()
        if data is not None:
            host.pages["/t.json"] = data
        host.pages["/a.html"] = page(host.url, f'<event-timeline src="/t.json" {attributes}></event-timeline>')
        opened.goto(f"{host.url}/a.html")
        if ready:
            opened.wait_for_function(READY)
        return opened

    yield open_
    for context in contexts:
        context.close()
    assert trouble == []


def _outside(url: str, host: str) -> list[str]:
    return [] if urlsplit(url).netloc == urlsplit(host).netloc or not url.startswith("http") else [url]


def plain(text: str) -> str:
    """Text without the marks that keep directions apart."""
    return text.translate(ISOLATES)


# ------------------------------------------------------------------------------------------------------- every language


def looked_at(number: int, **more: Any) -> dict[str, Any]:
    return event(number, title=f"Event {number}", **more)


DATES: list[dict[str, Any]] = [
    {"start": "2025-10-06", "end": "2025-10-06", "edtf": "2025-10-06"},
    {"start": "2025-10-06", "end": "2025-10-06", "edtf": "2025-10-06~"},
    {"start": "2025-09-01", "end": "2025-09-30", "edtf": "2025-09", "precision": "Month"},
    {"start": "2025-01-01", "end": "2025-12-31", "edtf": "2025", "precision": "Year"},
    {"start": "1990-01-01", "end": "1999-12-31", "edtf": "199X", "precision": "Decade"},
    {"start": "2025-07-01", "end": "2025-09-30", "edtf": "2025-35", "precision": "Quarter"},
    {"start": "2025-06-01", "end": "2025-08-31", "edtf": "2025-22", "precision": "Season"},
    {"start": "2025-03-01", "end": None, "edtf": "2025-03/..", "ongoing": True},
    {"start": None, "end": "2025-10-06", "edtf": "../2025-10-06"},
    {"start": "2025-10-06", "end": None, "edtf": "2025-10-06/.."},
    {"start": "0079-08-24", "end": "0079-08-24", "edtf": "0079-08-24"},
    {"start": None, "end": None, "edtf": None, "basis": "Unresolved"},
]
STATES = ["Expected", "Attempted", "Cancelled", "Denied", "Postponed", "Agreed"]
FIGURES = [
    {"value": 1250, "bound": "AtLeast", "low": None, "high": None, "measure": "Displaced", "source": "Aid Now", "asOf": "2025-10-06"},
    {"value": 12, "bound": "Between", "low": 10, "high": 14, "measure": "Killed", "source": None, "asOf": None},
]  # fmt: skip
STATUSES = [
    {"status": "corrected", "statusOn": "2025-10-07"},
    {"status": "updated", "statusOn": "2025-10-07"},
    {"status": "edited", "statusOn": None},
]


def of_the_server(given: dict[str, Any]) -> TimelineEvent:
    """The same event as the server has it."""
    one = {name: value or "" for name, value in given.items()}
    return TimelineEvent(
        id=one["id"], url=one["url"], title=Text(one["title"], "en"), start=one["start"], end=one["end"],
        edtf=one["edtf"], precision=one["precision"], basis=one["basis"], time_text="", ongoing=bool(one["ongoing"]),
        modality=one["modality"], types=tuple(given["types"]), family=one["family"],
        actors=tuple(Actor(a["id"], Text(a["label"], "en"), a["role"]) for a in given["actors"]),
        places=tuple(Place(p["id"], Text(p["label"], "en")) for p in given["places"]),
        figures=tuple(
            Figure(f["value"], f["bound"], f["measure"], f["low"], f["high"], f["source"] or "", f["asOf"] or "")
            for f in given["figures"]
        ),
        sources=tuple(Source(**source) for source in given["sources"]), reports=1, confidence=None, relevance=0,
        updated="", status=one["status"], status_on=one.get("statusOn", ""),
    )  # fmt: skip


EVENTS = [
    *(looked_at(number, modality="Occurred", **dates) for number, dates in enumerate(DATES)),
    *(looked_at(20 + number, modality=state, figures=FIGURES) for number, state in enumerate(STATES)),
    *(looked_at(30 + number, modality="Occurred", **status) for number, status in enumerate(STATUSES)),
]


@pytest.mark.parametrize("lang", languages())
def test_widget_and_server_say_the_same_in_every_language(visit: Any, lang: str) -> None:
    """Dates, states, figures, statuses; Babel and the browser may differ in the width of spaces."""
    labels = {"Displaced": "displaced", "Killed": "killed"}
    opened = visit(timeline(*EVENTS, labels=labels), f'lang="{lang}" top="0"')
    locale = locale_of(lang)
    words = Words(locale)
    assert opened.locator("event-timeline").get_attribute("dir") == locale.dir
    assert opened.get_by_role("searchbox").get_attribute("aria-label") == locale.words["search"]
    rows = opened.evaluate(
        "[...document.querySelectorAll('event-timeline li')].map(li => [li.querySelector('time').textContent, li.querySelector('small').textContent])"
    )
    events = [of_the_server(given) for given in EVENTS]
    assert [spaced(row) for row in rows] == [spaced((words.when(one), words.about(one, labels))) for one in events]


def spaced(texts: Any) -> list[str]:
    """Texts with plain spaces, and without marks of direction."""
    return [" ".join(plain(text).replace("\u200f", "").replace("\u200e", "").split()) for text in texts]


# ------------------------------------------------------------------------------------------------------ many, and odd


def test_ten_thousand_events_of_one_day_are_all_there(visit: Any) -> None:
    opened = visit(timeline(*(event(n, start="2020-01-01", end="2020-01-01") for n in range(10_000))), ready=False)
    opened.wait_for_function(f"() => document.querySelector('event-timeline')?.shadowRoot && {NOTE}.includes('10')")
    assert opened.locator("event-timeline li").count() == 10_000
    assert plain(opened.evaluate(NOTE)) == "10 of 10,000 events"
    assert opened.evaluate("document.querySelectorAll('event-timeline *').length") <= 6 * 10_000 + 1
    opened.get_by_role("searchbox").fill("harbour")
    opened.wait_for_function(f"() => {NOTE}.startsWith('\u206810,000')")
    assert opened.evaluate(SHOWN) == 300, "more at once would hold up the page"
    assert opened.get_by_role("button", name="Show all").is_visible()
    opened.get_by_role("searchbox").fill("Council 9999 met")
    opened.wait_for_function(f"() => {NOTE}.includes('1\\u2069 of')")
    assert opened.evaluate(SHOWN) == 1


def test_the_pages_that_are_still_at_the_server_come_when_all_are_wanted(visit: Any, host: Host) -> None:
    host.pages["/second.json"] = timeline(*map(event, range(40, 60)), labels={"Storm": "storm"})
    first = timeline(*map(event, range(40)), total=60, page={"number": 1, "of": 2, "next": "/second.json"})
    opened = visit(first)
    assert plain(opened.evaluate(NOTE)) == "10 of 60 events"
    opened.get_by_role("button", name="Show all").click()
    opened.wait_for_function(f"() => {SHOWN} === 60")  # those of the second page come when the server has answered
    opened.get_by_role("button", name="Show only").click()
    assert opened.evaluate(SHOWN) <= 20


BAD: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{ this is no JSON", "The events could not be loaded."),
    "no events": (b'{"title": "x"}', "The events could not be loaded."),
    "events that are no list": (b'{"events": 7}', "The events could not be loaded."),
    "nothing at all": (b"", "The events could not be loaded."),
    "null": (b"null", "The events could not be loaded."),
    "an empty timeline": (timeline(), "There are no events here yet."),
    "an event of nothing": (b'{"events": [{}]}', "1 event"),
    "things that are no events": (b'{"events": [null, 7, "x", {"id": "a", "title": "A", "actors": 3}]}', "3 events"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_broken_is_said_and_no_box_stays_blank(visit: Any, case: str) -> None:
    data, said = BAD[case]
    opened = visit(data, ready=False)
    opened.wait_for_function(f"() => document.querySelector('event-timeline')?.shadowRoot && {NOTE}")
    opened.wait_for_function(f"said => {NOTE}.replace(/[\\u2068\\u2069]/g, '') === said", arg=said)
    assert opened.get_by_role("button", name="Try again").is_visible() == (said == "The events could not be loaded.")


def test_a_timeline_that_is_not_there_is_said(visit: Any, host: Host) -> None:
    host.pages.pop("/t.json", None)
    opened = visit(None, ready=False)
    opened.wait_for_function(
        f"() => document.querySelector('event-timeline')?.shadowRoot && {NOTE}.includes('could not')"
    )


def test_a_slow_server_is_waited_for_with_a_word_and_not_for_ever(visit: Any, host: Host) -> None:
    go_on = threading.Event()
    host.pages["/t.json"] = lambda: timeline(event(0)) if go_on.wait(20) else b""
    opened = visit(None, ready=False)
    opened.wait_for_function(
        f"() => document.querySelector('event-timeline')?.shadowRoot && {NOTE} === 'Loading the events …'"
    )
    assert faults(opened) == []
    keep(opened, "widget-loading")
    go_on.set()
    opened.wait_for_function(f"() => {NOTE}.includes('1')")
    assert opened.evaluate(SHOWN) == 1


# ---------------------------------------------------------------------------------------------------------- the news


def told(*events: dict[str, Any], **more: Any) -> bytes:
    return timeline(*events, **more)


def test_polling_asks_with_the_entity_tag_and_pauses_while_nobody_looks(visit: Any, host: Host) -> None:
    opened = visit(told(event(0), event(1)), clock=True)
    assert host.count("/t.json", 200) == 1
    with opened.expect_response("**/t.json"):
        opened.clock.fast_forward(61_000)
    assert (host.count("/t.json", 200), host.count("/t.json", 304)) == (1, 1)
    _show(opened, hidden=True)
    opened.clock.fast_forward(300_000)
    assert host.count("/t.json", 304) == 1, "asked while hidden"
    host.pages["/t.json"] = told(event(0), event(1), event(2))
    _show(opened, hidden=False)
    opened.get_by_role("button", name="new event").wait_for()
    assert opened.evaluate(SHOWN) == 2


def _show(opened: Any, hidden: bool) -> None:
    """Let the page take itself for hidden, or shown again."""
    opened.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange')) }",
        hidden,
    )


def test_news_is_announced_once_and_politely(visit: Any, host: Host) -> None:
    opened = visit(told(event(0), event(1)))
    opened.evaluate(
        f"""window.said = []; new MutationObserver(() => said.push({NOTE}))
        .observe({ROOT}.querySelector('output'), {{childList: true, characterData: true, subtree: true}})"""
    )
    host.pages["/t.json"] = told(*map(event, range(5)))
    opened.evaluate("document.querySelector('event-timeline').look()")
    opened.get_by_role("button", name="new events").wait_for()
    opened.evaluate("document.querySelector('event-timeline').look()")
    assert [plain(text) for text in opened.evaluate("said")] == ["3 new events"]
    assert opened.evaluate(f"{ROOT}.querySelector('output').getAttribute('aria-live')") == "polite"


def test_a_correction_shows_at_once_and_keeps_the_reader_where_they_are(visit: Any, host: Host) -> None:
    events = [event(number) for number in range(15)]
    opened = visit(told(*events))
    opened.locator("li#e-n9 > a").first.focus()
    at = opened.evaluate("document.activeElement.getBoundingClientRect().top")
    events[3] |= {"status": "corrected", "statusOn": "2020-02-01"}
    host.pages["/t.json"] = told(*events)
    opened.evaluate("document.querySelector('event-timeline').look()")
    opened.wait_for_function("() => document.querySelector('#e-n3').textContent.includes('corrected')")
    assert "corrected (1 February 2020)" in plain(opened.locator("#e-n3 small").text_content())
    assert opened.evaluate("document.activeElement.closest('li')?.id") == "e-n9"
    assert abs(opened.evaluate("document.activeElement.getBoundingClientRect().top") - at) < 1


def test_what_is_taken_back_is_struck_out_before_the_eyes_of_the_reader(visit: Any, host: Host) -> None:
    events = [event(number) for number in range(4)]
    opened = visit(told(*events))
    host.pages["/t.json"] = told(*(one for one in events if one["id"] not in ("n1", "n2")), retracted=["n2", "x"])
    opened.evaluate("document.querySelector('event-timeline').look()")
    opened.wait_for_function("() => document.querySelector('li.gone')")
    assert opened.evaluate("[...document.querySelectorAll('li')].map(li => li.id)") == ["e-n0", "e-n2", "e-n3"]
    gone = opened.locator("#e-n2")
    assert gone.locator("small").text_content() == "taken back"
    assert gone.locator("q").count() == 0, "words that were taken back"
    assert "line-through" in gone.locator("a").evaluate("a => getComputedStyle(a).textDecorationLine")
    keep(opened, "widget-retracted")


# ------------------------------------------------------------------------------------------ keyboard and screen reader


FOCUSED = """(() => { let at = document.activeElement; while (at.shadowRoot && at.shadowRoot.activeElement)
    at = at.shadowRoot.activeElement; return at.getAttribute('name') || at.type || at.className || at.tagName })()"""


def test_every_control_and_event_is_worked_by_keyboard(visit: Any) -> None:
    opened = visit(told(*map(event, range(30))))
    press, at = opened.keyboard.press, lambda: opened.evaluate(FOCUSED)

    def tab() -> str:
        press("Tab")
        assert opened.evaluate(
            "(() => { let at = document.activeElement; while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at.matches(':focus-visible') })()"
        )
        return str(at())

    assert tab() == "search"
    opened.keyboard.type("harbour")
    assert tab() == "SUMMARY"
    press("Enter")
    assert [tab() for _ in range(4)] == ["type", "actor", "place", "source"]
    press("ArrowDown")
    opened.wait_for_function(f"() => /^\\u2068[78]\\u2069 of/.test({NOTE})")
    press("Escape")
    assert at() == "SUMMARY"
    assert not opened.locator("details").evaluate("details => details.open")
    assert tab() == "from"
    press("ArrowRight")
    assert tab() == "to"
    press("ArrowLeft")
    opened.wait_for_function(f"() => {ROOT}.querySelector('[name=to]').value === '95'")
    assert tab() == "clear"
    press("Enter")
    assert at() == "search"
    opened.wait_for_function(f"() => {NOTE}.includes('30')")
    assert [tab() for _ in range(4)] == ["SUMMARY", "from", "to", "skip"]
    press("Tab")
    seen = [opened.evaluate("document.activeElement.closest('li').id")]
    while True:
        press("ArrowDown")
        here = opened.evaluate("document.activeElement.closest('li').id")
        if here == seen[-1]:
            break
        seen.append(here)
    assert len(seen) == 10, "every event that shows is reached"
    press("Tab")
    assert opened.evaluate("document.activeElement.matches('li q + a')"), "the source, one step from its event"
    press("Tab")
    assert at() == "fold"
    press("Enter")
    opened.wait_for_function(f"() => {SHOWN} === 30")
    press("Tab")
    assert opened.evaluate("document.activeElement === document.body"), "and the widget is left"


def test_the_list_is_skipped_by_one_link(visit: Any) -> None:
    opened = visit(told(*map(event, range(30))))
    for _ in range(5):
        opened.keyboard.press("Tab")
    assert opened.evaluate(FOCUSED) == "skip"
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.closest('li')") is None


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_accessibility_tree_is_as_written_down(visit: Any, lang: str) -> None:
    """The transcripts are read by people; what a screen reader gets must be what stands in them, in that order."""
    events = (event(0), event(3, figures=FIGURES), event(4, status="corrected", statusOn="2020-01-09"))
    labels = {"Meeting": "meeting", "Displaced": "displaced", "Killed": "killed"}
    opened = visit(told(*events, labels=labels), f'lang="{lang}"')
    opened.get_by_text(locale_of(lang).words["filters"]).click()
    tree = plain(opened.locator("event-timeline").aria_snapshot())
    assert tree + "\n" == (TRANSCRIPTS / f"{lang}.yaml").read_text("utf-8")


# --------------------------------------------------------------------------------------------------- looks and places


LOOKS: dict[str, dict[str, Any]] = {
    "280": {"viewport": {"width": 280, "height": 900}},
    "1000": {"viewport": {"width": 1000, "height": 900}},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "forced": {"viewport": WIDE, "forced_colors": "active"},
    "zoomed": {"viewport": {"width": 320, "height": 256}},
    "still": {"viewport": WIDE, "reduced_motion": "reduce"},
    "ar": {"viewport": WIDE},
    "he": {"viewport": WIDE},
    "zh": {"viewport": WIDE},
}


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_is_whole_and_without_fault(visit: Any, look: str) -> None:
    """Nothing sticks out, no target is too small, axe finds nothing."""
    long = "Counter-reformationsverhandlungsausschussvorsitzende of the harbour " * 3
    events = [event(0, title=long), *map(event, range(1, 9)), event(9, status="corrected", statusOn="2020-02-01")]
    lang = look if look in languages() else "en"
    opened = visit(told(*events), f'lang="{lang}"', **LOOKS[look])
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = opened.evaluate(
        f"""[...{ROOT}.querySelectorAll('button, summary, select, input[type=search]')]
        .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect()).filter(r => r.height < 24 || r.width < 24).length"""
    )
    assert small == 0, "a target below 24 pixels"
    assert faults(opened) == []
    keep(opened, f"widget-{look}")


TWENTY = "[...document.querySelectorAll('event-timeline')]"


def twenty(opened: Any, host: Host) -> None:
    many = "".join(f'<event-timeline src="/t.json?{number}" live="off"></event-timeline>' for number in range(20))
    host.pages["/twenty.html"] = page(host.url, many)
    host.answers.clear()
    opened.goto(f"{host.url}/twenty.html")
    opened.wait_for_function(READY)


def test_twenty_on_a_page_load_one_script_and_then_rest(visit: Any, host: Host) -> None:
    """Those that are further away than half a screen ask for nothing until the reader comes near."""
    opened = visit(told(*map(event, range(20))))
    twenty(opened, host)
    opened.wait_for_timeout(500)
    asked = sum(path == "/t.json" for path, _ in host.answers)
    assert sum(path.endswith("timeline.js") for path, _ in host.answers) == 1
    assert 1 <= asked <= 10, "widgets far below ask for their events"
    drawn = opened.evaluate(
        f"""async () => {{ let drawn = 0;
        const seen = new MutationObserver(list => drawn += list.length);
        for (const t of {TWENTY}) {{ seen.observe(t, {{subtree: true, childList: true, attributes: true}}); }}
        for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame); return drawn }}"""
    )
    assert drawn == 0, "a widget that nobody touches does something"
    opened.wait_for_function(
        f"() => {{ const waiting = {TWENTY}.find(t => !t.querySelector('li')); waiting?.scrollIntoView(); return !waiting }}"
    )
    assert sum(path == "/t.json" for path, _ in host.answers) == 20


def test_what_is_far_down_wakes_for_paper_and_for_a_link_to_an_event(visit: Any, host: Host) -> None:
    opened = visit(told(*map(event, range(20))))
    twenty(opened, host)
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    opened.wait_for_function(f"() => {TWENTY}.every(t => t.querySelectorAll('li').length === 20)")
    host.pages["/far.html"] = page(
        host.url, '<div style="height: 9000px"></div><event-timeline src="/t.json"></event-timeline>'
    )
    opened.goto(f"{host.url}/far.html#e-n3")
    opened.wait_for_function("() => document.activeElement.closest('li')?.id === 'e-n3'")


def test_all_is_printed_with_its_sources(visit: Any) -> None:
    opened = visit(told(*map(event, range(40))))
    opened.emulate_media(media="print")
    assert opened.evaluate(SHOWN) == 40
    assert opened.evaluate("getComputedStyle(document.querySelector('li q + a'), '::after').content").count("http") == 1
    assert not opened.get_by_role("searchbox").is_visible()
    keep(opened, "widget-print")


def test_custom_properties_and_parts_change_the_looks(visit: Any) -> None:
    opened = visit(told(event(0), event(1)), 'style="--tl-link: rgb(1, 2, 3); --tl-paper: rgb(250, 240, 230)"')
    assert opened.locator("li > a").first.evaluate("a => getComputedStyle(a).color") == "rgb(1, 2, 3)"
    assert opened.locator("event-timeline").evaluate("t => getComputedStyle(t).backgroundColor") == "rgb(250, 240, 230)"
    parts = opened.evaluate(f"[...{ROOT}.querySelectorAll('[part]')].map(e => e.getAttribute('part'))")
    assert {"tools", "search", "filters", "overview", "bars", "note"} <= set(parts)


def test_a_script_that_is_imported_does_not_know_where_it_lies_and_speaks_english(visit: Any, host: Host) -> None:
    """A module has no current script: there are no words of other languages then, but there is no empty box either."""
    host.pages["/b.html"] = (
        b'<!doctype html><html lang="fr"><title>t</title><link rel="icon" href="data:,">'
        b'<script type="module">import "/embed/v1/timeline.js"</script><event-timeline src="/t.json"></event-timeline>'
    )
    opened = visit(told(event(0), event(1)))
    opened.goto(f"{host.url}/b.html")
    opened.wait_for_function(READY)
    assert opened.get_by_role("searchbox").get_attribute("aria-label") == "Search"


def test_json_of_the_host_page_is_not_needed(visit: Any) -> None:
    """Statuses, figures and dates that nobody knows of do no harm."""
    odd = event(
        0, status="unheard", statusOn="yesterday", modality="Unheard", precision="Unheard", figures=[{"value": 3}]
    )
    opened = visit(json.dumps({"events": [odd]}).encode())
    assert opened.evaluate(SHOWN) == 1
