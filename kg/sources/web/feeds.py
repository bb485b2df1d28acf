"""Feeds (RSS, Atom) and sitemaps → the addresses in them, with what is said of each."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]

from kg.errors import InputError
from kg.sources.article import MAX_METADATA, Given, is_web_address
from kg.sources.dates import read_published

MOST_UNPACKED = 50_000_000
"""As much as a sitemap may be long (sitemaps.org)."""
_ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>|\s)*"
    rb"<(?:[a-z0-9]+:)?(rss|feed|rdf|urlset|sitemapindex)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_BYTES = 4_000
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_TAG = re.compile(rb"</?[a-zA-Z][^<>]*>?")
_DEEPEST = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of a list; ``mark`` changes when what stands there does, ``content`` is HTML that the feed holds."""

    url: str
    said: Given
    mark: str = ""
    content: str = ""
    is_list: bool = False


def is_list(body: bytes) -> bool:
    """True for a feed or a sitemap."""
    return bool(_ROOT.match(_unpacked(body, _HEAD_BYTES)))


def read_list(body: bytes, url: str) -> list[Entry]:
    """The entries of a feed in its order, or of a sitemap with the newest first.

    Raises:
        InputError: it cannot be read, or is too long.
    """
    found = _ROOT.match(_unpacked(body, _HEAD_BYTES))
    if found and found[1].lower() in (b"urlset", b"sitemapindex"):
        return _sitemap(_unpacked(body, MOST_UNPACKED + 1), url)
    return _feed(body, url)


def _unpacked(body: bytes, most: int) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body[:most] if most == _HEAD_BYTES else body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            return stream.read(most)
    except (OSError, EOFError, zlib.error):
        return b""


# ---------------------------------------------------------------------------------------------------------- feeds


def _feed(body: bytes, url: str) -> list[Entry]:
    if _depth(body) > _DEEPEST:
        raise InputError("no feed that can be read: its elements are nested too deeply")
    parsed = feedparser.parse(io.BytesIO(body), response_headers={"content-location": url})
    if parsed.bozo and not parsed.entries:
        raise InputError(f"no feed that can be read: {' '.join(str(parsed.bozo_exception).split())[:100]}")
    publisher, language = parsed.feed.get("title"), parsed.feed.get("language")
    entries = (_entry(one, Given(publisher=publisher, language=language), url) for one in parsed.entries)
    return [entry for entry in entries if is_web_address(entry.url)]


def _depth(body: bytes) -> int:
    """How many elements stand open at once, at most; feedparser takes the square of it in time."""
    deepest = depth = 0
    for tag in _TAG.finditer(_CDATA.sub(b"", body)):
        depth = max(0, depth - 1) if tag[0].startswith(b"</") else depth + (not tag[0].endswith(b"/>"))
        deepest = max(deepest, depth)
    return deepest


def _entry(one: Any, feed: Given, url: str) -> Entry:
    said = Given(
        title=_short(one.get("title")),
        published=_day(one.get("published")),
        publisher=_short(one.get("source", {}).get("title")) or _short(feed.publisher),
        language=_short(feed.language),
        authors=_short(one.get("author")),
    )
    contents = [part.get("value", "") for part in one.get("content", [])]
    mark = dict.get(one, "updated") or one.get("published") or ""  # its own get() takes the one for the other
    return Entry(urljoin(url, one.get("link") or ""), said, mark[:100], max(contents, key=len, default=""))


def _short(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= MAX_METADATA else None


def _day(value: object) -> str | None:
    """A date of a feed in a form that is read; the day in the zone that it was written in."""
    if not isinstance(value, str):
        return None
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError):
        pass
    try:
        read_published(value)
    except InputError:
        return None
    return value


# -------------------------------------------------------------------------------------------------------- sitemaps


def _sitemap(body: bytes, url: str) -> list[Entry]:
    if len(body) > MOST_UNPACKED:
        raise InputError(f"a sitemap longer than {MOST_UNPACKED // 1_000_000} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(body, parser)
    if root is None:
        raise InputError("no sitemap that can be read")
    return sorted(_places(root), key=lambda entry: entry.mark, reverse=True)


def _places(root: Any) -> Iterator[Entry]:
    for place in root.iter("{*}url", "{*}sitemap"):
        said = {
            _local(element): (element.text or "").strip() for element in place.iter() if isinstance(element.tag, str)
        }
        entry = Entry(said.get("loc", ""), Given(), said.get("lastmod") or said.get("publication_date") or "")
        if is_web_address(entry.url):
            news = Given(
                title=said.get("title"), published=_day(said.get("publication_date")), publisher=said.get("name")
            )
            yield replace(entry, said=news, is_list=_local(place) == "sitemap")


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
