"""oEmbed 1.0 (oembed.com): what a content system gets that is given the address of a timeline."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

from server.headers import PRIVATE_PATH
from server.problems import MalformedRequest, NotFound, Unauthorized
from server.timelines.cards import CARD
from server.timelines.model import Timeline
from server.timelines.origin import Origin, look_of
from server.timelines.selection import Selection, read_selection

WIDTH, HEIGHT = 640, 560
_NARROWEST, _LOWEST = 200, 200
_CACHE_AGE_S = 3600
_TITLE = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """What a consumer asked for: a timeline, a frame of this size, and the most that it has room for, in pixels."""

    chosen: Selection
    width: int
    height: int
    most_width: int = CARD[0]
    most_height: int = CARD[1]
    look: str = ""


def read_request(url: str, maxwidth: str, maxheight: str, origin: Origin) -> Asked:
    """What is asked for; raises NotFound for an address that is no timeline here, Unauthorized for a private one."""
    parts = urlsplit(url)
    ours = f"{parts.scheme}://{parts.netloc}" == origin.url
    if ours and parts.path.startswith(PRIVATE_PATH):
        raise Unauthorized("nobody else may see this", where=url[:200], remedy="give the address of a timeline")
    if not ours or not parts.path.startswith(("/timelines/", "/embed/")):
        raise NotFound(
            "no timeline of this site", where=url[:200], remedy="give the address of a timeline as it is here"
        )
    given = dict(parse_qsl(parts.query))
    path = parts.path.lstrip("/").partition("/")[2]
    return Asked(
        read_selection(path, given),
        _within(maxwidth, WIDTH),
        _within(maxheight, HEIGHT),
        _within(maxwidth, CARD[0]),
        _within(maxheight, CARD[1]),
        look_of(given),
    )


def discovery(origin: Origin, chosen: Selection, look: str = "") -> str:
    """The value of a Link header by which consumers find the answer."""
    return ", ".join(
        f'<{origin.oembed(chosen, form, look)}>; rel="alternate"; type="{kind}"'
        for form, kind in (("json", "application/json+oembed"), ("xml", "text/xml+oembed"))
    )


def _within(most: str, usual: int) -> int:
    if not most:
        return usual
    if not (most.isascii() and most.isdigit() and int(most[:6]) > 0):
        raise MalformedRequest(f"{most[:20]!r} is no size", remedy="give maxwidth and maxheight in pixels")
    return min(int(most[:6]), usual)


def answer(asked: Asked, timeline: Timeline, origin: Origin) -> dict[str, Any]:
    """The document of type ``rich``; sizes are numbers, as consumers demand."""
    page = origin.address(asked.chosen)
    return {
        "version": "1.0",
        "type": "rich",
        "title": timeline.title.value[:_TITLE],
        "provider_name": origin.name,
        "provider_url": origin.home,
        "cache_age": _CACHE_AGE_S,
        "width": asked.width,
        "height": asked.height,
        "html": html(asked, timeline, origin),
        **_thumbnail(asked, origin),
        "url": page,
    }


def _thumbnail(asked: Asked, origin: Origin) -> dict[str, Any]:
    """The card, if the consumer has room for it: it must keep to the same limits as the frame (section 2.3.4.2)."""
    if CARD[0] > asked.most_width or CARD[1] > asked.most_height:
        return {}
    return {
        "thumbnail_url": origin.address(asked.chosen, ".png"),
        "thumbnail_width": CARD[0],
        "thumbnail_height": CARD[1],
    }


def html(asked: Asked, timeline: Timeline, origin: Origin) -> str:
    """A quotation that stays where frames are stripped, and the frame."""
    page, frame = origin.address(asked.chosen), origin.frame(asked.chosen, asked.look)
    title = escape(timeline.title.value)
    return (
        f'<blockquote class="timewire-embed"><a href="{escape(page)}">{title}</a></blockquote>'
        f'<iframe src="{escape(frame)}" width="{asked.width}" height="{asked.height}" title="{title}" '
        'frameborder="0" marginwidth="0" marginheight="0" scrolling="auto" loading="lazy" '
        'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation">'
        "</iframe>"
    )


def json_of(document: dict[str, Any]) -> bytes:
    """The document as JSON."""
    return json.dumps(document, ensure_ascii=False).encode()


def xml(document: dict[str, Any]) -> bytes:
    """The same document as XML."""
    root = ElementTree.Element("oembed")
    for name, value in document.items():
        ElementTree.SubElement(root, name).text = str(value)
    return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True))
