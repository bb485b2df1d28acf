"""The timeline in a browser beside TimelineJS3 and vis-timeline, on the same events: bytes, nodes, times, and oEmbed.

The two come from the npm registry into ``var/bench/npm``; without npm, or without Chromium, their part is left out and
said. A time runs from the call of the library to the second animation frame after it is ready, the median of five; the
data is on the page before, for each of them.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from server.pages.reader import Text
from server.timelines.contents import histogram_of
from server.timelines.locales import locale_of
from server.timelines.model import Actor, Place, Source, Timeline, TimelineEvent
from server.timelines.origin import Origin
from server.timelines.selection import Selection
from server.timelines.view import View, render_view
from server.timelines.words import Words
from tests.bench.contenders import load_ours, ours
from tests.bench.slides import print_slides, written_slides
from tests.browser.elsewhere import elsewhere, event, timeline
from tests.browser.quiet import FLAGS, ROOT, chromium_path

PEERS = ("@knight-lab/timelinejs@3.9.11", "vis-timeline@8.5.4")
_FOLDER = ROOT / "var" / "bench" / "npm"
_MODULES = _FOLDER / "node_modules"
_TIMELINEJS = "@knight-lab/timelinejs/dist"
_VIS = "vis-timeline"
_WIDGET = ROOT / "server" / "static" / "embed" / "timeline.min.js"
_RUNS = 5
_SIZES = (1000, 10_000)
_STEPS_MS = {1000: 50, 10_000: 150}
_TWENTY_MS, _LONGEST_MS, _NODES = 400, 500, 6
_OEMBED_MS, _CARD_MS, _LIVE_MS = 50, 300, 2000
_MADE, _UPGRADED = "ours, made from JSON", "ours, upgrade of a list"
_RENDER_MS = {(_MADE, 1000): 250, (_UPGRADED, 1000): 160, (_MADE, 10_000): 1100, (_UPGRADED, 10_000): 1100}
_READY = "document.querySelector('event-timeline')?.items"
_LINES = "[...document.querySelectorAll('event-timeline')]"
_FRAMES = "await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));"
_WATCH = """window.slow = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())
    slow = Math.max(slow, entry.duration) }).observe({entryTypes: ['longtask']});"""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Milliseconds to show the events, the longest task among them, and how many nodes an event takes."""

    ms: float
    longest_ms: float
    nodes: float


def _beside(measured: float, bar: float | None, digits: int = 0) -> str:
    """A figure, and the most that it should be, where there is a bar."""
    told = f"{measured:,.{digits}f}"
    return told if bar is None else f"{told} (bar {bar:,})"


def print_embeds(sizes: tuple[int, int] = _SIZES) -> None:
    """Print the table; a few minutes. Other ``sizes`` than the usual have no bars, and show that all runs through."""
    print("\n## The timeline in a browser (medians of five; ms)")
    path = chromium_path()
    if path is None:
        return print("no Chromium found: left out")
    peers = _peers()
    with tempfile.TemporaryDirectory() as folder, _site(Path(folder)) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        _print_bytes(peers)
        _print_renders(browser, site, peers, sizes)
        if peers:
            print_slides(browser, _MODULES, "our timeline", written_slides())
        _print_steps(browser, site, sizes)
        _print_twenty(browser, site)
        _print_answers(site)
        _print_live(browser, Path(folder))
        browser.close()


def _peers() -> bool:
    """True if the peers are there, or could be brought."""
    if not shutil.which("npm"):
        print("no npm found: TimelineJS3 and vis-timeline are left out")
        return False
    _FOLDER.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(_FOLDER), *PEERS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"npm could not bring the peers: {done.stderr.strip()[-200:]}")
    return done.returncode == 0


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    """Our server on an empty store: the files of embeds, and oEmbed."""
    data = folder / "none.nq"
    data.write_text("")
    load_ours(data, folder / "store")
    with ours(folder / "store") as url:
        yield url.removesuffix("/sparql")


# ------------------------------------------------------------------------------------------------------------- bytes


def _print_bytes(peers: bool) -> None:
    print(f"script, gzipped: ours {_beside(_weight(_WIDGET), 8192)} B", end="")
    if peers:
        js = _weight(_MODULES / _TIMELINEJS / "js" / "timeline.js")
        css = _weight(_MODULES / _TIMELINEJS / "css" / "timeline.css")
        vis = _weight(_MODULES / _VIS / "standalone/umd/vis-timeline-graph2d.min.js")
        print(f"; TimelineJS3 {js:,} B and {css:,} B of styles; vis-timeline {vis:,} B", end="")
    print()


def _weight(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


# ----------------------------------------------------------------------------------------------------------- renders


def _print_renders(browser: Browser, site: str, peers: bool, sizes: tuple[int, int]) -> None:
    print(f"{'':28}{sizes[0]:>18,}{sizes[1]:>20,}{'longest task':>18}{'nodes/event':>14}")
    rows: dict[str, Callable[[int], Rendered]] = {
        _MADE: lambda size: _client(browser, site, size),
        _UPGRADED: lambda size: _upgrade(browser, site, size),
    }
    if peers:
        rows |= {
            "TimelineJS3": lambda size: _timelinejs(browser, size),
            "vis-timeline": lambda size: _vis(browser, size),
        }
    for name, render in rows.items():
        small = render(sizes[0])
        large = render(sizes[1]) if name != "TimelineJS3" else None  # takes 20 seconds and more
        ours = name in (_MADE, _UPGRADED)
        told = [
            _beside(small.ms, _RENDER_MS.get((name, sizes[0]))),
            _beside(large.ms, _RENDER_MS.get((name, sizes[1]))) if large else "–",
            _beside((large or small).longest_ms, _LONGEST_MS if ours else None),
            _beside(small.nodes, _NODES if ours else None, 1),
        ]
        print(f"{name:28}{told[0]:>18}{told[1]:>20}{told[2]:>18}{told[3]:>14}", flush=True)


def _client(browser: Browser, site: str, size: int) -> Rendered:
    pages = {"/t.json": timeline(*map(event, range(size))), "/a.html": _page()}
    with elsewhere(pages) as host:
        call = f"""await import('{site}/embed/v1/timeline.js');
        const data = URL.createObjectURL(await (await fetch('{host}/t.json')).blob()); const begin = performance.now();
        const made = document.createElement('event-timeline'); made.setAttribute('src', data);
        document.body.append(made); while (!({_READY})) await new Promise(done => setTimeout(done, 1));"""
        return _rendered(browser, f"{host}/a.html", call, "event-timeline *", size)


def _upgrade(browser: Browser, site: str, size: int) -> Rendered:
    with elsewhere({"/a.html": _written(size, site)}) as host:
        call = f"""const begin = performance.now(); const script = document.createElement('script');
        script.src = '{site}/embed/v1/timeline.js'; document.head.append(script);
        while (!({_READY})) await new Promise(done => setTimeout(done, 1));"""
        return _rendered(browser, f"{host}/a.html", call, "event-timeline *", size)


def _timelinejs(browser: Browser, size: int) -> Rendered:
    data = {"events": [_timelinejs_event(event(number)) for number in range(size)]}
    files = {"/t.js": (_MODULES / _TIMELINEJS / "js" / "timeline.js").read_bytes()}
    styles = (_MODULES / _TIMELINEJS / "css" / "timeline.css").read_bytes()
    head = '<script src="/t.js"></script><link rel="stylesheet" href="/t.css">'
    pages = {**files, "/t.css": styles, "/d.json": json.dumps(data).encode(), "/a.html": _page(head)}
    with elsewhere(pages) as host:
        call = """const data = await (await fetch('/d.json')).json(); const begin = performance.now();
        const line = new TL.Timeline('box', data, {hash_bookmark: false});
        await new Promise(done => line.on('loaded', done));"""
        return _rendered(browser, f"{host}/a.html", call, "#box *", size)


def _timelinejs_event(given: Mapping[str, Any]) -> dict[str, Any]:
    year, month, day = given["start"].split("-")
    text = {"headline": given["title"], "text": given["sources"][0]["quote"]}
    return {"start_date": {"year": year, "month": month, "day": day}, "text": text}


def _vis(browser: Browser, size: int) -> Rendered:
    items = [{"id": number, "content": (e := event(number))["title"], "start": e["start"]} for number in range(size)]
    script = (_MODULES / _VIS / "standalone/umd/vis-timeline-graph2d.min.js").read_bytes()
    head = '<script src="/v.js"></script>'
    pages = {"/v.js": script, "/d.json": json.dumps(items).encode(), "/a.html": _page(head)}
    with elsewhere(pages) as host:
        call = """const items = await (await fetch('/d.json')).json(); const begin = performance.now();
        const line = new vis.Timeline(document.getElementById('box'), new vis.DataSet(items), {});
        await new Promise(done => line.on('changed', done));"""
        return _rendered(browser, f"{host}/a.html", call, "#box *", size)


def _rendered(browser: Browser, url: str, call: str, nodes: str, size: int) -> Rendered:
    found = [_render(browser, url, call, nodes) for _ in range(_RUNS if size <= 1000 else 3)]
    return Rendered(
        median(ms for ms, _, _ in found), median(slow for _, slow, _ in found), median(n for _, _, n in found) / size
    )


def _render(browser: Browser, url: str, call: str, nodes: str) -> tuple[float, float, int]:
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.set_default_timeout(120_000)
    page.goto(url)
    page.evaluate(_WATCH)
    script = f"""async nodes => {{ {call} {_FRAMES}
        return [performance.now() - begin, slow, document.querySelectorAll(nodes).length] }}"""
    ms, slow, count = page.evaluate(script, nodes)
    page.close()
    return ms, slow, count


def _page(head: str = "") -> bytes:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>{head}</head>'
        '<body><div id="box" style="height:600px"></div></body></html>'
    ).encode()


def _written(size: int, site: str) -> bytes:
    """The page for frames with a list of so many events, as the server writes it, its script left out."""
    events = tuple(_event(event(number)) for number in range(size))
    histogram = histogram_of([one.start for one in events])
    line = Timeline("/timelines/all", Text("Harbour plan", "en"), "", events, {}, size, 1, 1, histogram, "", "1")
    view = View(Selection(), line, Words(locale_of("en")), Origin("https://news.example"))
    page = render_view(view, "timelines/embed.html", "/").decode()
    head, _, rest = page.partition("<script")
    return (head + rest.partition("</script>")[2]).replace('href="/embed/', f'href="{site}/embed/').encode()


def _event(given: Mapping[str, Any]) -> TimelineEvent:
    """The same event as the server has it."""
    actor, place, source = given["actors"][0], given["places"][0], given["sources"][0]
    return TimelineEvent(
        given["id"], given["url"], Text(given["title"], "en"), given["start"], given["end"], given["edtf"],
        given["precision"], given["basis"], "", False, given["modality"], tuple(given["types"]), given["family"],
        (Actor(actor["id"], Text(actor["label"], "en"), actor["role"]),),
        (Place(place["id"], Text(place["label"], "en"), place["lat"], place["lon"]),),
        (), (Source(**source),), 1, given["confidence"], given["relevance"], given["updated"],
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- steps


def _print_steps(browser: Browser, site: str, sizes: tuple[int, int]) -> None:
    """Words typed, a kind chosen and a range moved, to the next frame."""
    for size in sizes:
        pages = {"/t.json": timeline(*map(event, range(size)))}
        with elsewhere(pages) as host:
            pages["/a.html"] = _page()
            page = browser.new_page(viewport={"width": 1000, "height": 800})
            page.goto(f"{host}/a.html")
            page.evaluate(
                f"""async () => {{ await import('{site}/embed/v1/timeline.js');
                const made = document.createElement('event-timeline'); made.setAttribute('src', '{host}/t.json');
                document.body.append(made); while (!({_READY})) await new Promise(done => setTimeout(done, 1)); }}"""
            )
            found = {"words typed": _typed(page), "kind chosen": _chosen(page), "range moved": _moved(page)}
            told = (f"{name} {_beside(ms, _STEPS_MS.get(size))}" for name, ms in found.items())
            print(f"{size:,} events: {', '.join(told)}")
            page.close()


def _typed(page: Page) -> float:
    return _step(
        page,
        "input[type=search]",
        "field.value = String(step); field.dispatchEvent(new Event('input', {bubbles: true}))",
    )


def _moved(page: Page) -> float:
    move = "field.value = String(+field.min + step); field.dispatchEvent(new Event('input', {bubbles: true}))"
    return _step(page, "input[type=range]", move)


def _chosen(page: Page) -> float:
    change = "field.selectedIndex = step % 2; field.dispatchEvent(new Event('input', {bubbles: true}))"
    return _step(page, "select[name=type]", change)


def _step(page: Page, selector: str, change: str) -> float:
    """Milliseconds from a change of a field to the frame that shows it."""
    script = f"""async ([selector, step]) => {{
        const field = document.querySelector('event-timeline').shadowRoot.querySelector(selector);
        const begin = performance.now(); {change}; await new Promise(requestAnimationFrame);
        await new Promise(done => setTimeout(done, 0)); return performance.now() - begin }}"""
    return median(float(page.evaluate(script, [selector, step])) for step in range(1, 2 * _RUNS))


def _print_twenty(browser: Browser, site: str) -> None:
    """Twenty widgets in one page: what the main thread has to do until it rests, and until all have been looked at."""
    pages = {"/t.json": timeline(*map(event, range(100)))}
    with elsewhere(pages) as host:
        widgets = "".join(f'<event-timeline src="{host}/t.json?{n}"></event-timeline>' for n in range(20))
        pages["/a.html"] = _page(f'<script src="{site}/embed/v1/timeline.js" async></script>').replace(
            b"</body>", widgets.encode() + b"</body>"
        )
        found = [_worked(browser, f"{host}/a.html") for _ in range(_RUNS)]
    begun, all_seen, awake = (median(run[at] for run in found) for at in range(3))
    print(
        f"twenty widgets of 100 events on a page: {_beside(begun, _TWENTY_MS)} of the main thread, "
        f"{awake:.0f} of them begun; all looked at: {all_seen:,.0f}"
    )


def _worked(browser: Browser, url: str) -> tuple[float, float, int]:
    """Milliseconds of the main thread until the page rests and until it is read to its end; widgets begun at rest."""
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    told = page.context.new_cdp_session(page)
    told.send("Performance.enable")

    def spent() -> float:
        measured = {row["name"]: row["value"] for row in told.send("Performance.getMetrics")["metrics"]}
        return 1000 * sum(float(measured[f"{part}Duration"]) for part in ("Script", "Layout", "RecalcStyle"))

    page.goto(url)
    page.wait_for_function(f"() => {_READY}")
    page.wait_for_timeout(500)
    begun, awake = spent(), int(page.evaluate(f"{_LINES}.filter(one => one.items).length"))
    page.wait_for_function(
        f"() => {{ const next = {_LINES}.find(one => !one.items); next?.scrollIntoView(); return !next }}"
    )
    page.wait_for_timeout(500)
    all_seen = spent()
    page.close()
    return begun, all_seen, awake


# ------------------------------------------------------------------------------------------------------------ oEmbed


def _print_answers(site: str) -> None:
    """oEmbed and cards, over HTTP."""
    asked = f"{site}/oembed?url={site}/timelines/all"
    with httpx.Client() as client:
        first = _timed(lambda: client.get(f"{site}/timelines/all.png"))
        again = sorted(_timed(lambda: client.get(f"{site}/timelines/all.png")) for _ in range(20))
        times = sorted(_timed(lambda: client.get(asked)) for _ in range(200))
    oembed, card = _beside(times[190], _OEMBED_MS, 1), _beside(first, _CARD_MS)
    print(f"oEmbed: p50 {times[100]:.1f}, p95 {oembed}; card: first {card}, then {again[10]:.1f}")


def _timed(call: Callable[[], httpx.Response]) -> float:
    began = time.perf_counter()
    call().raise_for_status()
    return 1000 * (time.perf_counter() - began)


# -------------------------------------------------------------------------------------------------------------- live


def _print_live(browser: Browser, folder: Path) -> None:
    """From the moment that the server has an article until the button for it stands in a page that is open."""
    store = folder / "live"
    command = [sys.executable, "-m", "kg", "ingest", "-", "--id", "first", "--store", str(store)]
    subprocess.run(command, input=_TOLD, text=True, check=True, capture_output=True)
    with ours(store) as endpoint:
        site = endpoint.removesuffix("/sparql")
        page = browser.new_page()
        page.goto(f"{site}/embed/all")
        page.wait_for_function(f"() => {_READY}")
        page.evaluate(_WAIT_FOR_NEWS)
        again = [word if word != "first" else "second" for word in command]
        subprocess.run(again, input=_TOLD_LATER, text=True, check=True, capture_output=True)
        done = time.time()
        page.wait_for_function("() => window.heard", timeout=30_000)
        waited = 1000 * max(0.0, page.evaluate("heard") / 1000 - done)
        print(f"live: button {_beside(waited, _LIVE_MS)} after the article was read")
        page.close()


_TOLD = "---\npublished: 2024-03-05\n---\n\nThe mayor of Tallinn resigned on Monday.\n"
_TOLD_LATER = "---\npublished: 2024-04-10\n---\n\nA storm killed two people in Oslo on Tuesday.\n"
_WAIT_FOR_NEWS = """() => { const button = document.querySelector('event-timeline').shadowRoot.querySelector('[name=new]');
    new MutationObserver(() => button.hidden || (window.heard ??= Date.now())).observe(button, {attributes: true}) }"""
