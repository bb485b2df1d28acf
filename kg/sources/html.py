"""A web page → the text of its article, and what the page says of itself; nothing is fetched, no clock is read.

The text is found by trafilatura. Title, publisher, day, authors, licence and address are what the page states for
programs (JSON-LD of schema.org, Open Graph, ``link rel=canonical``); where nothing states the day, it is the one that
the page shows as its own, and else htmldate looks for it in the markup.
"""

from __future__ import annotations

import email
import email.policy
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from htmldate import find_date
from lxml import etree, html  # type: ignore[import-untyped]

from kg.errors import InputError
from kg.sources.article import MAX_METADATA, Given, is_web_address
from kg.sources.dates import read_published

MAX_PAGE_BYTES = 5_000_000
_ARTICLES = ("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "Article", "BlogPosting", "LiveBlogPosting")
_LATEST = "2100-01-01"  # htmldate takes today otherwise, and the same page would be read otherwise tomorrow
_DEEPEST = 12
_FEWEST_WORDS = 8
_BY = re.compile(r"^by\s+", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x1f\x7f]")
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "dc.date", "dc.date.issued", "date")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds odd in a page is of no use to anybody
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read_page(page: bytes) -> tuple[str, Given]:
    """The text of the article, paragraphs with an empty line between, and what the page says of it.

    Raises:
        InputError: no page, too large, or no article on it.
    """
    tree = _tree(page)
    said = _said(tree)
    text = trafilatura.extract(tree, include_comments=False, include_tables=False) or ""
    if len(text.split()) < _FEWEST_WORDS:
        raise InputError("no article found on the page", remedy="send the text of the article")
    return _paragraphs(text), said


def page_too_large() -> InputError:
    """The error of a page over the limit."""
    return InputError(f"page is longer than {MAX_PAGE_BYTES // 1_000_000} MB", remedy="give the text of the article")


def read_saved_page(saved: bytes) -> tuple[str, Given]:
    """The same of a page that a browser saved with all its parts in one file (MHTML, RFC 2557).

    Raises:
        InputError: no page in it, or no article on the page.
    """
    message = email.message_from_bytes(saved, policy=email.policy.default)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    content = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(content, bytes):
        raise InputError("no page in the file", remedy="save it as HTML")
    text, said = read_page(content)
    address = page.get("Content-Location") or message.get("Snapshot-Content-Location")
    return text, said if said.url or not is_web_address(address) else replace(said, url=str(address))


def _tree(page: bytes) -> html.HtmlElement:
    if len(page) > MAX_PAGE_BYTES:
        raise page_too_large()
    try:
        tree = trafilatura.load_html(page)
    except (etree.LxmlError, ValueError):
        tree = None
    if tree is None:
        raise InputError("no HTML page", remedy="send a page, or the text of the article as JSON")
    return tree


def _paragraphs(text: str) -> str:
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


# -------------------------------------------------------------------------------------------------- what it says


def _said(tree: html.HtmlElement) -> Given:
    stated, metas = _stated(tree), _metas(tree)
    return Given(
        title=_first(stated.get("headline"), metas.get("og:title"), _text_of(tree, "h1"), _text_of(tree, "title")),
        published=_day(tree, stated, metas),
        publisher=_first(*_names(stated.get("publisher")), metas.get("og:site_name")),
        url=_address(tree, stated, metas),
        language=_first(stated.get("inLanguage"), tree.get("lang"), metas.get("og:locale")),
        authors=_authors(stated, metas),
        licence=_licence(tree, stated, metas),
    )


def _authors(stated: Mapping[str, Any], metas: Mapping[str, str]) -> str | None:
    """The names, with semicolons between; an address in the place of a name (as Open Graph has it) is none."""
    names = [*_names(stated.get("author")), metas.get("author"), metas.get("article:author"), metas.get("byl")]
    told = _names(stated.get("author")) or [_BY.sub("", name) for name in names if name][:1]
    return _first("; ".join(dict.fromkeys(name.strip() for name in told if not is_web_address(name.strip()))))


def _licence(tree: html.HtmlElement, stated: Mapping[str, Any], metas: Mapping[str, str]) -> str | None:
    """The address of the licence, as the page states or links it."""
    links = (link.get("href") for tag in ("link", "a") for link in tree.iter(tag) if "license" in _rel(link))
    stated_one = stated.get("license")
    given = (*(_names(stated_one, "url")), metas.get("dcterms.license"), metas.get("dc.rights"), *links)
    return next((value.strip() for value in given if value and is_web_address(value.strip())), None)


def _rel(link: html.HtmlElement) -> list[str]:
    return (link.get("rel") or "").lower().split()


def _names(value: object, key: str = "name") -> list[str]:
    """The names of a person or organisation of JSON-LD, of a list of them, or the string that stands in its place."""
    if isinstance(value, list):
        return [name for one in value for name in _names(one, key)]
    name = (value.get(key) or value.get("@id")) if isinstance(value, Mapping) else value
    if isinstance(name, list):
        name = next(iter(name), None)
    return [name] if isinstance(name, str) and name.strip() else []


def _first(*values: object) -> str | None:
    """The first of the values that is a text, and not too long to be what it should be."""
    texts = (_CONTROLS.sub(" ", value).strip() for value in values if isinstance(value, str))
    return next((text for text in texts if text and len(text) <= MAX_METADATA), None)


def _metas(tree: html.HtmlElement) -> Mapping[str, str]:
    """The ``meta`` elements by lower-case property or name; the first of each holds."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        if name and (content := (meta.get("content") or "").strip()):
            found.setdefault(name, content)
    return found


def _text_of(tree: html.HtmlElement, tag: str) -> str | None:
    element = next(tree.iter(tag), None)
    return " ".join(element.text_content().split()) if element is not None else None


def _address(tree: html.HtmlElement, stated: Mapping[str, Any], metas: Mapping[str, str]) -> str | None:
    """The address that the page calls its own; that of a whole site, which some state on every page, is none."""
    links = (link.get("href") for link in tree.iter("link") if "canonical" in _rel(link))
    given = (next(links, None), metas.get("og:url"), stated.get("url"))
    addresses = (value.strip() for value in given if isinstance(value, str) and is_web_address(value.strip()))
    return next((address for address in addresses if urlsplit(address).path.strip("/") or "?" in address), None)


def _day(tree: html.HtmlElement, stated: Mapping[str, Any], metas: Mapping[str, str]) -> str | None:
    for value in (stated.get("datePublished"), *(metas.get(name) for name in _PUBLISHED)):
        if (text := _first(value)) and _is_day(text):
            return text
    return find_date(tree, extensive_search=False, original_date=True, min_date="1900-01-01", max_date=_LATEST)


def _is_day(text: str) -> bool:
    try:
        read_published(text)
    except InputError:
        return False
    return True


# ------------------------------------------------------------------------------------------------------- JSON-LD


def _stated(tree: html.HtmlElement) -> Mapping[str, Any]:
    """What JSON-LD says of the article; nothing if it says nothing, or cannot be read."""
    articles = [one for one in _objects(tree) if any(kind in _ARTICLES for kind in _kinds(one))]
    return articles[0] if articles else {}


def _objects(tree: html.HtmlElement) -> Iterator[Mapping[str, Any]]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                yield from _nested(json.loads(script.text_content()), 0)
            except (ValueError, RecursionError):
                continue


def _nested(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _nested(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _nested(inner, depth + 1)


def _kinds(one: Mapping[str, Any]) -> list[object]:
    kind = one.get("@type")
    return kind if isinstance(kind, list) else [kind]
