"""Our TimelineJS JSON in the real TimelineJS3: how many of the slides that we write it shows, and what it complains of."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from kg.store import open_store
from server.app import create_app
from server.settings import Settings
from tests.browser.elsewhere import elsewhere
from tests.unit.server.client import Client
from tests.unit.server.story import put, reading

_SHOWN = """async () => {
  const data = await (await fetch('/d.json')).json();
  const line = new TL.Timeline('box', data, {hash_bookmark: false});
  await new Promise(done => line.on('loaded', done));
  const slides = line.config.events;
  return {slides: slides.length,
    titles: slides.map(slide => slide.text.headline), days: slides.map(slide => slide.start_date.getTime()),
    messages: [...document.querySelectorAll('#box .tl-message-content')].map(node => node.textContent.trim())} }"""


def written_slides() -> bytes:
    """The timeline of a small store as the server writes it for TimelineJS."""
    with TemporaryDirectory() as folder, open_store(Path(folder) / "s") as store:
        for number in range(5):
            put(store, reading(f"a{number}"))
        with Client(create_app(Settings(), store=store)) as client:
            return client.get("/timelines/all.timelinejs.json").content


def print_slides(browser: Browser, modules: Path, name: str, exported: bytes) -> None:
    """Show what was exported, and print what became of it; raises AssertionError if a slide is lost."""
    given = json.loads(exported)["events"]
    folder = modules / "@knight-lab" / "timelinejs" / "dist"
    head = '<script src="/t.js"></script><link rel="stylesheet" href="/t.css">'
    pages = {
        "/t.js": (folder / "js" / "timeline.js").read_bytes(),
        "/t.css": (folder / "css" / "timeline.css").read_bytes(),
        "/d.json": exported,
        "/a.html": f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>{head}</head>'
        '<body><div id="box" style="height:600px"></div></body></html>'.encode(),
    }
    with elsewhere(pages) as host:
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        page.set_default_timeout(120_000)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{host}/a.html")
        shown = page.evaluate(_SHOWN)
        page.close()
    told = [message for message in shown["messages"] if message and "loading" not in message.lower()]
    print(
        f"TimelineJS3 shows {shown['slides']} of {len(given)} slides of {name}; it says {[*faults, *told] or 'nothing'}"
    )
    assert shown["slides"] == len(given)
    assert sorted(shown["titles"]) == sorted(slide["text"]["headline"] for slide in given)
    assert all(day is not None for day in shown["days"])
    assert shown["days"] == sorted(shown["days"])
