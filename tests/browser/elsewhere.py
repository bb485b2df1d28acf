"""The site of somebody else: pages that embed timelines, and timelines as files, from another origin than the server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from server.timelines.assets import assets_by_path

FAMILIES = ("Diplomacy", "Violence", "Statement", "Disaster", "Politics")
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".json": "application/json",
    ".js": "text/javascript; charset=utf-8",
}
Body = bytes | Callable[[], bytes]


def widget() -> dict[str, Body]:
    """The files of the widget by path, for a site that serves it itself."""
    return {path: file.content for path, file in assets_by_path().items() if path.startswith("/embed/v1/")}


@contextmanager
def elsewhere(
    pages: Mapping[str, Body], answers: list[tuple[str, int]] | None = None, readable: bool = True
) -> Iterator[str]:
    """The address of a server that has these pages; what is put into the mapping later is served too.

    A page that is called is made when it is asked for. ``answers`` gets path and status of each answer. ``readable``: scripts of other sites may read them.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # browsers ask with entity tags from there on

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            made = pages.get(path)
            body = made() if callable(made) else made
            tag = f'"{sha256(body or b"").hexdigest()[:16]}"'
            status = 404 if body is None else 304 if self.headers.get("If-None-Match") == tag else 200
            if answers is not None:
                answers.append((path, status))
            self.send_response(status)
            self.send_header("Content-Type", next((k for s, k in KINDS.items() if path.endswith(s)), "text/html"))
            if readable:
                self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Cache-Control", "no-cache")
            self.send_header("ETag", tag)
            sent = body if body and status == 200 else b""
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def event(number: int, **more: Any) -> dict[str, Any]:
    """An event of a made-up timeline, one a day."""
    day = (date(2020, 1, 1) + timedelta(days=number)).isoformat()
    return {
        "id": f"n{number}",
        "url": f"https://news.example/event/{number}",
        "title": f"Council {number} met in Lakeport to weigh the harbour plan",
        "lang": "en",
        "start": day,
        "end": day,
        "edtf": day,
        "precision": "Day",
        "basis": "Stated",
        "timeText": None,
        "ongoing": False,
        "modality": "Expected" if number % 7 == 3 else "Occurred",
        "types": ["Meeting"],
        "family": FAMILIES[number % len(FAMILIES)],
        "actors": [{"id": "a", "label": f"Council {number % 20}", "role": "party"}],
        "places": [{"id": "p", "label": f"Lakeport {number % 10}", "lat": 1.0, "lon": 2.0}],
        "figures": [],
        "sources": [
            {
                "url": "https://news.example/article",
                "title": "Council meets",
                "publisher": f"Courier {number % 4}",
                "published": day,
                "quote": "The council met on the quay and weighed the plan for two hours.",
                "lang": "en",
            }
        ],
        "reports": 1,
        "confidence": 0.8,
        "relevance": (number * 37 % 100) / 100,
        "updated": day,
        "status": None,
    } | more


def timeline(*events: dict[str, Any], **more: Any) -> bytes:
    """A timeline of events as the widget reads it."""
    document = {
        "@context": "https://news.example/context.jsonld",
        "id": "https://news.example/timelines/all",
        "title": "Harbour plan",
        "lang": "en",
        "dir": "ltr",
        "source": {"name": "Timewire", "url": "https://news.example/"},
        "labels": {"Meeting": "meeting", "Diplomacy": "diplomacy"},
        "events": list(events),
    }
    return json.dumps(document | more).encode()


def page(site: str, body: str, head: str = "") -> bytes:
    """A page of somebody else that loads the widget from the site."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elsewhere</title>{head}'
        f'<link rel="icon" href="data:,"><script src="{site}/embed/v1/timeline.js" async></script></head>'
        f"<body><main><h1>Harbour</h1>{body}</main></body></html>"
    ).encode()
