"""The timeline in the pages of others: a real Chromium, a real server, and a host page from another origin."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from server.timelines import build_demo
from tests.browser.elsewhere import elsewhere, event, page, timeline
from tests.browser.faults import faults
from tests.browser.quiet import NARROW, ROOT, TIMEWIRE, WIDE, keep, playwright, reading

READY = "() => document.querySelector('event-timeline')?.shadowRoot?.querySelector('output')?.textContent.length > 0"
NOTE = "document.querySelector('event-timeline').shadowRoot.querySelector('output').textContent"
SHOWN = "[...document.querySelectorAll('event-timeline li')].filter(li => li.checkVisibility()).length"


@contextmanager
def visiting(browser: playwright.Browser, *hosts: str, **options: Any) -> Iterator[playwright.Page]:
    """A page that may ask these hosts and nobody else, and that leaves nothing behind in the browser."""
    outside: list[str] = []
    allowed = {urlsplit(host).netloc for host in hosts}
    context = browser.new_context(**options)
    opened = context.new_page()
    opened.on(
        "request",
        lambda asked: (
            None
            if urlsplit(asked.url).netloc in allowed or not asked.url.startswith("http")
            else outside.append(asked.url)
        ),
    )
    yield opened
    cookies = context.cookies()
    context.close()
    assert (outside, cookies) == ([], [])


def words_of(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


# --------------------------------------------------------------------------------------------------- the page for frames


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_for_frames_asks_three_times_of_one_host(browser: playwright.Browser, site: str, lang: str) -> None:
    asked: list[str] = []
    with reading(browser, site, viewport=WIDE) as opened:
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(f"/embed/all?lang={lang}")
        opened.wait_for_function(READY)
        assert len([url for url in asked if url.startswith("http") and "/changes" not in url]) <= 3
        assert opened.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_list_is_whole_without_scripts(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as opened:
        document = opened.request.get("/timelines/all.json").json()
    with reading(browser, site, viewport=WIDE, java_script_enabled=False) as opened:
        opened.goto("/embed/all")
        text = opened.locator("ol").text_content() or ""
        titles = [event["title"] for event in document["events"]]
        assert [title for title in titles if title not in text] == []
        assert opened.locator("li > time").count() == opened.locator("li").count() == len(titles)
        keep(opened, "embed-without-scripts")


@pytest.mark.parametrize("path", ["/embed/all", "/embed/all?lang=ar", "/timelines/all?lang=hi"])
def test_nothing_moves_while_the_list_is_upgraded(browser: playwright.Browser, site: str, path: str) -> None:
    with reading(browser, site, viewport=WIDE) as opened:
        opened.add_init_script(
            "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => moved += e.value))"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        opened.goto(path)
        opened.wait_for_function(READY)
        opened.wait_for_timeout(300)
        assert opened.evaluate("moved") == 0


def test_the_main_events_stand_first_and_all_unfold(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as opened:
        opened.goto("/embed/all")
        opened.wait_for_function(READY)
        assert opened.evaluate(SHOWN) == 10
        opened.get_by_role("button", name="Show all").click()
        assert opened.evaluate(SHOWN) == opened.locator("li").count()


def test_a_link_to_an_event_unfolds_to_it(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as opened:
        opened.goto("/embed/all")
        opened.wait_for_function(READY)
        name = opened.locator("li.fold").first.get_attribute("id")
    with reading(browser, site, viewport=WIDE) as opened:
        opened.goto(f"/embed/all#{name}")
        opened.wait_for_function(READY)
        opened.wait_for_function(f"() => document.activeElement.closest('li')?.id === '{name}'")


def test_every_event_is_printed_with_its_source(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as opened:
        opened.goto("/embed/all")
        opened.wait_for_function(READY)
        opened.emulate_media(media="print")
        assert opened.evaluate(SHOWN) == opened.locator("li").count()
        after = "getComputedStyle(document.querySelector('li q + a'), '::after').content"
        assert "http" in opened.evaluate(after)


def test_axe_finds_nothing_on_the_page_for_frames(browser: playwright.Browser, site: str) -> None:
    """The other states, looks and languages are looked at in ``test_widget``, with fewer events."""
    with reading(browser, site, bypass_csp=True, viewport=WIDE, color_scheme="dark") as opened:
        opened.goto("/embed/all?lang=ar")
        opened.wait_for_function(READY)
        assert faults(opened) == []
        keep(opened, "embed-dark")


def test_an_empty_choice_says_so(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, bypass_csp=True, viewport=WIDE) as opened:
        opened.goto("/embed/all")
        opened.wait_for_function(READY)
        opened.get_by_role("searchbox").fill("no such word anywhere")
        opened.wait_for_function(f"() => {NOTE} === 'No event fits this choice.'")
        assert faults(opened) == []
        opened.get_by_role("button", name="Clear").click()
        assert opened.evaluate(SHOWN) == 10


def test_the_widget_is_worked_by_keyboard_alone(browser: playwright.Browser, site: str) -> None:
    focused = """(() => { let at = document.activeElement; while (at.shadowRoot && at.shadowRoot.activeElement)
        at = at.shadowRoot.activeElement; return [at.tagName, at.name || at.type || at.className, at.matches(':focus-visible')] })()"""
    with reading(browser, site, viewport=WIDE) as opened:
        opened.goto("/embed/all")
        opened.wait_for_function(READY)
        stops = []
        for _ in range(8):
            opened.keyboard.press("Tab")
            stops.append(opened.evaluate(focused))
            if stops[-1][0] == "A" and stops[-1][1] != "skip":
                break
        assert all(visible for _, _, visible in stops)
        assert [name for _, name, _ in stops[:4]] == ["search", "", "from", "to"]
        assert stops[-1][0] == "A", stops
        assert len(stops) - 1 <= 5, stops
        title = opened.evaluate("document.activeElement.closest('li').id")
        opened.keyboard.press("ArrowDown")
        assert opened.evaluate("document.activeElement.closest('li').id") != title
        opened.keyboard.press("ArrowUp")
        assert opened.evaluate("document.activeElement.closest('li').id") == title
        for _ in range(60):
            opened.keyboard.press("Tab")
            if opened.evaluate("document.activeElement === document.body"):
                break
        else:
            pytest.fail("the list cannot be left by keyboard")


def test_a_range_is_chosen_and_told(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as opened:
        opened.goto("/embed/all")
        opened.wait_for_function(READY)
        handle = opened.get_by_label("From", exact=True)
        handle.focus()
        for _ in range(5):
            opened.keyboard.press("End" if _ == 0 else "ArrowLeft")
        opened.wait_for_function(f"() => !{NOTE}.startsWith('\\u206810')")
        assert "20" in (handle.get_attribute("aria-valuetext") or "")
        assert opened.evaluate("document.querySelector('event-timeline').classList.contains('filtered')")


def test_filters_narrow_by_kind(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as opened:
        opened.goto("/embed/all")
        opened.wait_for_function(READY)
        opened.get_by_text("Filters").click()
        opened.get_by_label("Kind").select_option("Violence")
        opened.wait_for_function(f"() => !{NOTE}.startsWith('\\u206810')")
        shown = opened.evaluate(
            "[...document.querySelectorAll('li')].filter(li => li.checkVisibility()).map(li => li.dataset.types)"
        )
        assert shown
        assert all("Violence" in types.split() for types in shown)


# --------------------------------------------------------------------------------------------------- in pages of others


def test_one_line_of_script_makes_a_timeline(browser: playwright.Browser, site: str) -> None:
    pages = {"/t.json": timeline(*map(event, range(40)))}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        pages["/a.html"] = page(site, f'<event-timeline src="{host}/t.json"></event-timeline>')
        opened.goto(f"{host}/a.html")
        opened.wait_for_function(READY)
        assert opened.locator("li").count() == 40
        assert opened.evaluate("document.querySelectorAll('event-timeline *').length") <= 6 * 40 + 1
        assert faults(opened) == []


def test_a_hostile_page_and_hostile_words_do_no_harm(browser: playwright.Browser, site: str) -> None:
    bad = '<img src=x onerror="window.harm=1"><script>window.harm=1</script>\u202e'
    hostile = event(
        1, title=bad, url="javascript:window.harm=1", places=[{"label": bad}], actors=[{"label": bad, "role": "party"}],
        sources=[{"url": "javascript:window.harm=1", "publisher": bad, "published": bad, "quote": bad}],
    )  # fmt: skip
    styles = "<style>ol, li { display: none } a { font-size: 0 } * { position: static } html { font-size: 62.5% } body { font-size: 1.6rem }</style>"
    pages = {"/t.json": timeline(hostile)}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        pages["/a.html"] = page(site, f'<event-timeline src="{host}/t.json"></event-timeline>', styles)
        opened.goto(f"{host}/a.html")
        opened.wait_for_function(READY)
        assert opened.evaluate(SHOWN) == 1
        opened.locator("li > a").first.click(no_wait_after=True)
        assert opened.locator("li > a[href]").count() == 0
        assert opened.evaluate("window.harm") is None
        assert opened.locator("li img, li script").count() == 0
        assert opened.locator("li > a").first.evaluate("a => parseFloat(getComputedStyle(a).fontSize)") > 10


ODD = {
    "nothing known": {"start": None, "end": None, "edtf": None, "precision": None, "basis": "Unresolved"},
    "long ago": {"start": "0079-08-24", "end": "0079-08-24", "edtf": "0079-08-24"},
    "before our era": {"start": "-0043-03-15", "end": "-0043-03-15", "edtf": "-0043-03-15"},
    "far away": {"start": "12025-01-01", "end": "12025-12-31", "edtf": "Y12025", "precision": "Year"},
}


def test_odd_dates_are_told(browser: playwright.Browser, site: str) -> None:
    events = [event(number, title=name, **dates) for number, (name, dates) in enumerate(ODD.items())]
    pages = {"/t.json": timeline(*events)}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        pages["/a.html"] = page(site, f'<event-timeline src="{host}/t.json"></event-timeline>')
        opened.goto(f"{host}/a.html")
        opened.wait_for_function(READY)
        told = [words_of(text) for text in opened.locator("li > time").all_inner_texts()]
        assert told == ["date not known", "24 August 79", "15 March 44 BC", "12025"]


def test_what_cannot_be_loaded_is_told_and_tried_again(browser: playwright.Browser, site: str) -> None:
    pages = {"/t.json": b"{ this is no JSON"}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        pages["/a.html"] = page(site, f'<event-timeline src="{host}/t.json"></event-timeline>')
        opened.goto(f"{host}/a.html")
        opened.wait_for_function(f"() => {NOTE} === 'The events could not be loaded.'")
        assert faults(opened) == []
        pages["/t.json"] = timeline(event(0))
        opened.get_by_role("button", name="Try again").click()
        opened.wait_for_function(f"() => {NOTE}.includes('1')")
        assert opened.evaluate(SHOWN) == 1


def test_two_versions_on_one_page_share_it(browser: playwright.Browser, site: str) -> None:
    pages = {"/t.json": timeline(event(0))}
    twice = f'<script src="{site}/embed/v1/timeline.js?again"></script>'
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        troubles: list[str] = []
        opened.on("pageerror", lambda error: troubles.append(str(error)))
        pages["/a.html"] = page(site, f'<event-timeline src="{host}/t.json"></event-timeline>{twice}')
        opened.goto(f"{host}/a.html")
        opened.wait_for_function(READY)
        assert troubles == []


def test_the_frame_of_wordpress_is_upgraded_and_sized(browser: playwright.Browser, site: str) -> None:
    """WordPress gives frames of unknown sites a null origin and takes heights by message."""
    frame = f'<iframe sandbox="allow-scripts" src="{site}/embed/all#?secret=abc123" width="600" height="300" title="t"></iframe>'
    listen = "<script>window.got = []; addEventListener('message', e => got.push(e.data))</script>"
    pages = {"/a.html": page(site, frame, listen)}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        troubles: list[str] = []
        opened.on("console", lambda message: troubles.append(message.text))
        opened.goto(f"{host}/a.html")
        opened.wait_for_function("() => got.some(m => m.message === 'height')")
        heights = [m["value"] for m in opened.evaluate("got") if isinstance(m, dict) and m.get("message") == "height"]
        assert heights[0] > 500
        assert {m["secret"] for m in opened.evaluate("got") if isinstance(m, dict) and "secret" in m} == {"abc123"}
        kinds = {m["type"] for m in opened.evaluate("got") if isinstance(m, dict) and "type" in m}
        assert kinds == {"embed-size", "timeline:height"}
        medium = [m for m in opened.evaluate("got") if isinstance(m, str)]
        assert json.loads(medium[0])["context"] == "iframe.resize"
        inside = opened.frames[1]
        inside.wait_for_function(READY)
        assert troubles == []
        assert len(heights) == 1, "the frame moved more than once"


def test_our_helper_sizes_a_frame(browser: playwright.Browser, site: str) -> None:
    frame = f'<iframe src="{site}/embed/all" width="600" height="100" title="t"></iframe>'
    listen = (
        "<script>window.got = []; addEventListener('message', e => e.data.type && got.push(e.data.height))</script>"
    )
    pages = {"/a.html": page(site, frame, f'{listen}<script src="{site}/embed/v1/frame.js"></script>')}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        opened.goto(f"{host}/a.html")
        opened.wait_for_function("() => document.querySelector('iframe').clientHeight > 500")
        opened.frames[1].wait_for_function("() => innerHeight > 500")
        drawn = "async () => { for (let i = 0; i < 10; i++) await new Promise(requestAnimationFrame) }"
        opened.frames[1].evaluate(drawn)
        opened.evaluate(drawn)
        assert len(set(opened.evaluate("got"))) == 1, "the frame moved more than once"
        assert opened.frames[1].evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_new_event_waits_behind_a_button(browser: playwright.Browser, site: str, store: Path, tmp_path: Path) -> None:
    note = tmp_path / "bridge.md"
    note.write_text(
        "---\ntitle: Bridge opens\npublished: 2026-03-02\n---\n\nThe mayor of Tallinn resigned on Monday.\n", "utf-8"
    )
    with reading(browser, site, viewport=WIDE) as opened:
        opened.goto("/embed/all")
        opened.wait_for_function(READY)
        before = opened.locator("li").count()
        place = opened.evaluate("scrollTo(0, 400), scrollY")
        command = [*TIMEWIRE, "ingest", str(note), "--store", str(store)]
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=ROOT)
        fresh = opened.get_by_role("button", name="new event")
        fresh.wait_for(timeout=20_000)
        assert opened.locator("li").count() == before
        assert opened.evaluate("scrollY") == place
        opened.get_by_text("Filters").click()
        opened.get_by_label("Kind").select_option("Diplomacy")
        opened.keyboard.press("Escape")
        fresh.click()
        opened.wait_for_function(f"() => document.querySelectorAll('event-timeline li').length > {before}")
        root = "document.querySelector('event-timeline').shadowRoot"
        assert opened.evaluate(f"{root}.querySelector('[name=type]').value") == "Diplomacy"
        assert opened.evaluate(f"{root}.activeElement?.type") == "search"


def test_it_says_when_the_server_has_gone_and_when_it_is_back(browser: playwright.Browser, site: str) -> None:
    pages = {"/t.json": timeline(event(0), event(1))}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        pages["/a.html"] = page(site, f'<event-timeline src="{host}/t.json"></event-timeline>')
        opened.goto(f"{host}/a.html")
        opened.wait_for_function(READY)
        whole = pages.pop("/t.json")
        opened.evaluate("document.querySelector('event-timeline').look()")
        opened.wait_for_function(f"() => {NOTE}.includes('No connection')")
        assert opened.evaluate(SHOWN) == 2
        pages["/t.json"] = whole
        opened.evaluate("document.querySelector('event-timeline').look()")
        opened.wait_for_function(f"() => !{NOTE}.includes('No connection')")


def test_an_answer_from_before_the_server_went_does_not_say_that_it_is_back(
    browser: playwright.Browser, site: str
) -> None:
    pages = {"/t.json": timeline(event(0), event(1))}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        pages["/a.html"] = page(site, f'<event-timeline src="{host}/t.json"></event-timeline>')
        opened.goto(f"{host}/a.html")
        opened.wait_for_function(READY)
        told = opened.evaluate(
            """async note => {
                const line = document.querySelector('event-timeline'), real = window.fetch;
                const text = await (await real(line.getAttribute('src'))).text();
                let answer; window.fetch = () => new Promise(done => answer = () => done(new Response(text)));
                const early = line.look();
                window.fetch = () => Promise.reject(new TypeError('gone'));
                await line.look();
                answer(); await early; const late = eval(note);
                window.fetch = real; await line.look(); return [late, eval(note)];
            }""",
            NOTE,
        )
        assert "No connection" in told[0]
        assert "No connection" not in told[1]


def test_many_timelines_of_a_site_share_one_connection(browser: playwright.Browser, site: str) -> None:
    pages = {"/t.json": timeline(event(0), live=f"{site}/timelines/all/changes")}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        streams: list[str] = []
        opened.on("request", lambda asked: streams.append(asked.url) if asked.url.endswith("/changes") else None)
        many = "".join(f'<event-timeline src="{host}/t.json?{number}"></event-timeline>' for number in range(8))
        pages["/a.html"] = page(site, many)
        opened.goto(f"{host}/a.html")
        opened.wait_for_function(
            "() => [...document.querySelectorAll('event-timeline')].every(t => t.querySelector('li'))"
        )
        opened.wait_for_timeout(500)
        assert len(streams) == 1
        answer = opened.evaluate("site => fetch(site + '/healthz').then((r) => r.status, (e) => String(e))", site)
        assert answer == 200


def test_the_demonstration_shows_every_place(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as opened:
        opened.goto("/embed/demo")
        opened.wait_for_function(
            """() => { const waiting = [...document.querySelectorAll('event-timeline')].find(t => !t.querySelector('li'));
            waiting?.scrollIntoView(); return !waiting }""",
            timeout=60_000,
        )
        assert opened.locator("event-timeline").count() == 23
        keep(opened, "embed-demo")


def test_the_demonstration_of_the_docs_is_up_to_date_and_works_as_a_file(browser: playwright.Browser) -> None:
    for name, content in build_demo.pages():
        assert (build_demo.FOLDER / name).read_bytes() == content, "run: python -m server.timelines.build_demo"
    context = browser.new_context(viewport=WIDE)
    opened, trouble = context.new_page(), list[str]()
    opened.on("console", lambda message: trouble.append(message.text))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.goto((build_demo.FOLDER / "index.html").as_uri())
    opened.wait_for_function(
        """() => { const waiting = [...document.querySelectorAll('event-timeline')].find(t => !t.items);
        waiting?.scrollIntoView(); return !waiting }"""
    )
    assert opened.locator("event-timeline").count() == 23
    assert opened.get_by_role("searchbox", name="بحث").count() == 1
    opened.locator("iframe").scroll_into_view_if_needed()
    opened.frames[1].wait_for_function(READY)
    opened.evaluate("scrollTo(0, 0)")
    keep(opened, "docs-demo")
    opened.locator(".night").scroll_into_view_if_needed()
    keep(opened, "docs-demo-dark")
    context.close()
    assert trouble == []


def test_the_builder_gives_code_and_a_preview(browser: playwright.Browser, site: str) -> None:
    options = {"viewport": NARROW, "bypass_csp": True, "permissions": ["clipboard-read", "clipboard-write"]}
    with visiting(browser, site, base_url=site, **options) as opened:
        opened.goto("/embed/builder")
        for field, value in (("Width in pixels", "280"), ("Height in pixels", "400"), ("First day", "2013-01-01")):
            opened.get_by_label(field).fill(value)
            with opened.expect_navigation():
                opened.get_by_label(field).press("Tab")
        opened.get_by_label("Colours").select_option("dark")
        opened.wait_for_url("**theme=dark**")
        opened.get_by_label("Language").select_option(label="Deutsch")
        opened.wait_for_url("**lang=de**")
        code = opened.get_by_label("A frame that sizes itself").input_value()
        for part in ("theme=dark", "lang=de", "from=2013-01-01", 'width="280"', 'height="400"', "sandbox="):
            assert part in code
        assert "integrity=" in opened.get_by_label("One line of script").input_value()
        frame = opened.frame_locator("iframe.preview")
        frame.get_by_role("searchbox").wait_for()
        assert frame.locator("html").get_attribute("lang") == "de"
        opened.get_by_role("button", name="Copy").nth(2).click()
        opened.get_by_role("button", name="Copied").wait_for()
        assert opened.evaluate("navigator.clipboard.readText()") == code
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert faults(opened) == []
        keep(opened, "embed-builder-narrow")
        opened.set_viewport_size(WIDE)
        keep(opened, "embed-builder")


def test_a_timeline_is_published_beside_the_server_and_works_from_files(
    browser: playwright.Browser, site: str, store: Path, tmp_path: Path
) -> None:
    """From the store that a server owns to a page on another host that embeds it by one line of script."""
    pages: dict[str, Any] = {}
    with elsewhere(pages) as host, visiting(browser, host, viewport=WIDE) as opened:
        command = [
            *TIMEWIRE,
            "publish",
            "all",
            "--to",
            str(tmp_path / "t"),
            "--url",
            f"{host}/t",
            "--store",
            str(store),
        ]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        for file in (tmp_path / "t").rglob("*.*"):
            pages[f"/{file.relative_to(tmp_path)}"] = file.read_bytes()
        script = f'<script src="{host}/t/timeline.js" async></script>'
        body = f'{script}<event-timeline src="{host}/t/timeline.json" lang="fr"></event-timeline>'
        pages["/a.html"] = f'<!doctype html><html lang="en"><title>t</title><body>{body}'.encode()
        pages["/favicon.ico"] = b""
        opened.goto(f"{host}/a.html")
        opened.wait_for_function(READY)
        assert opened.evaluate(SHOWN) == 10
        assert opened.get_by_role("searchbox").get_attribute("aria-label") == "Rechercher"
        opened.goto(f"{host}/t/embed.html")
        opened.wait_for_function(READY)
        assert opened.locator("li").count() > 100
        opened.goto(f"{host}/t/embed.html?theme=dark")
        opened.wait_for_function(READY)
        assert opened.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(21, 23, 26)"
        keep(opened, "published-dark")


def test_a_published_folder_can_be_looked_at_before_it_is_where_it_will_be(
    browser: playwright.Browser, store: Path, tmp_path: Path
) -> None:
    """Opened as a file, nothing is asked of the address to come; words of other languages are there too."""
    command = [*TIMEWIRE, "publish", "all", "--to", str(tmp_path / "t"), "--lang", "ar", "--store", str(store)]
    command += ["--url", "https://news.example.org/t"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    asked: list[str] = []
    context = browser.new_context(viewport=WIDE)
    opened = context.new_page()
    opened.on("request", lambda request: asked.append(request.url))
    for name in ("index.html", "embed.html"):
        opened.goto((tmp_path / "t" / name).as_uri())
        opened.wait_for_function(READY)
        assert opened.get_by_role("searchbox").get_attribute("aria-label") == "بحث"
        keep(opened, f"published-{name.partition('.')[0]}")
    opened.locator("li:not(.fold) > a").first.click()
    opened.wait_for_url("**/index.html#e-*")
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_a_published_frame_without_origin_needs_no_leave_to_read(
    browser: playwright.Browser, store: Path, tmp_path: Path
) -> None:
    """On a web host that lets no other site read, in the sandbox of a content system: all words, no false alarm."""
    command = [*TIMEWIRE, "publish", "all", "--to", str(tmp_path / "t"), "--lang", "ar", "--store", str(store)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    answers: list[tuple[str, int]] = []
    pages: dict[str, Any] = {f"/{f.relative_to(tmp_path)}": f.read_bytes() for f in (tmp_path / "t").rglob("*.*")}
    pages["/a.html"] = (
        b'<!doctype html><iframe src="/t/embed.html" width="600" height="500" sandbox="allow-scripts"></iframe>'
    )
    with elsewhere(pages, answers, readable=False) as host:
        context = browser.new_context(viewport=WIDE)
        opened = context.new_page()
        opened.clock.install()
        opened.goto(f"{host}/a.html")
        frame = opened.frames[1]
        frame.wait_for_function(READY)
        opened.clock.run_for(120_000)
        frame.wait_for_timeout(300)
        note = frame.evaluate(NOTE)
        label = frame.get_by_role("searchbox").get_attribute("aria-label")
        context.close()
    assert label == "بحث"
    assert "10" in words_of(note), note
    assert not [path for path, _ in answers if path.endswith(".json")]


def test_what_goes_wrong_stands_in_the_frame(browser: playwright.Browser, site: str) -> None:
    frame = f'<iframe src="{site}/embed/event/nope" width="600" height="300" title="t"></iframe>'
    pages = {"/a.html": page(site, frame)}
    with elsewhere(pages) as host, visiting(browser, site, host, viewport=WIDE) as opened:
        opened.goto(f"{host}/a.html")
        opened.frames[1].get_by_role("heading", name="could not be loaded").wait_for()
        assert faults(opened) == []
        keep(opened, "embed-error")


def test_the_page_for_frames_breaks_no_policy(browser: playwright.Browser, site: str) -> None:
    with reading(browser, site, viewport=WIDE) as opened:
        opened.add_init_script(
            "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.blockedURI))"
        )
        for path in ("/embed/all?lang=ar", "/timelines/all", "/embed/builder"):
            opened.goto(path)
            opened.wait_for_load_state("load")
            assert opened.evaluate("broken") == []
