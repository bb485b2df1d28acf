"""Text and metadata → Article; what is no English news text is refused with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.errors import InputError
from kg.model import Article
from kg.rights.policy import Extent
from kg.sources.dates import read_published
from kg.sources.language import foreign_language
from kg.sources.names import id_of_url
from kg.sources.text import MAX_CHARACTERS, too_long

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)
MAX_METADATA = 2_000
"""Longest title, publisher or address, in code points."""
_MAX_ID = 200
_MAX_WORD = 2_000  # longer than any address; the parser's tokenizer is slow on them, and no reader meets one

_HTML_START = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE)
_HTML_CLOSING = re.compile(r"</(?:p|div|span|script|table|section|article|body|html|li|h[1-6])\s*>", re.IGNORECASE)
_MANY_TAGS = 3


@dataclass(frozen=True, slots=True)
class Given:
    """Metadata as strings, before they are read; None where nothing is said."""

    id: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    authors: str | None = None
    licence: str | None = None
    rights: str | None = None
    corrects: str | None = None
    retracts: str | None = None


def build_article(article_id: str, text: str, said: Given) -> Article:
    """The article; its text is taken as it stands.

    Raises:
        InputError: metadata that cannot be read.
    """
    return Article(
        id=_id(article_id),
        text=text,
        title=_line(said.title, "title"),
        published=read_published(said.published, said.language) if said.published else None,
        publisher=_line(said.publisher, "publisher"),
        url=_address(said.url),
        language=_line(said.language, "language"),
        authors=_line(said.authors, "authors"),
        licence=_line(said.licence, "licence"),
        rights=_extent(said.rights),
        corrects=_other(said.corrects, "corrects", article_id),
        retracts=_other(said.retracts, "retracts", article_id),
    )


def _other(value: str | None, key: str, own: str) -> str | None:
    """The id of another article that is named by its id, or by its address if it has no other id."""
    named = _line(value, key)
    if named is None:
        return None
    other = id_of_url(named) if is_web_address(named) else _id(named)
    if other == own:
        raise InputError(f"it {key} itself", remedy="name another article; a changed text replaces the one before")
    return other


def _extent(value: str | None) -> str | None:
    extent = _line(value, "rights")
    if extent and extent not in set(Extent):
        raise InputError(f"rights is {extent[:40]!r}", remedy=f"use one of {', '.join(Extent)}")
    return extent


def _id(value: str) -> str:
    if not value.strip() or len(value) > _MAX_ID or _CONTROLS.search(value):
        raise InputError(f"the id is blank, longer than {_MAX_ID} characters or holds control characters")
    return value


def _line(value: str | None, key: str) -> str | None:
    if value is None or not value.strip():
        return None
    if len(value) > MAX_METADATA or _CONTROLS.search(value):
        raise InputError(f"{key} is longer than {MAX_METADATA} characters or holds control characters")
    return " ".join(value.split())


def _address(value: str | None) -> str | None:
    address = _line(value, "url")
    if address and not is_web_address(address):
        raise InputError(f"no web address: {address[:60]!r}", remedy="an address starts with https:// or http://")
    return address


def is_web_address(value: object) -> bool:
    """True for an absolute address of the web without blanks."""
    return isinstance(value, str) and len(value) <= MAX_METADATA and bool(_WEB_ADDRESS.fullmatch(value))


def check_article(article: Article) -> None:
    """Refuse what the English pipeline cannot read.

    Raises:
        InputError: empty, too long, binary, HTML, a "word" of thousands of characters, or another language.
    """
    text = article.text
    if not text.strip():
        raise InputError("empty text")
    if len(text) > MAX_CHARACTERS:
        raise too_long()
    if found := _CONTROLS.search(text):
        raise InputError(f"binary data, not text: character U+{ord(found[0]):04X} at {found.start()}")
    if is_html(text):
        raise InputError("HTML, not text", remedy="give the page as a file that ends in .html, or with --format html")
    if max(map(len, text.split())) > _MAX_WORD:
        raise InputError(f"no prose: more than {_MAX_WORD:,} characters without a space")
    if language := foreign_language(text, article.language):
        raise InputError(f"not English: {language}", remedy="only English articles are read")


def is_html(text: str) -> bool:
    """True for a page, or a piece of one, rather than text that mentions a tag."""
    return bool(_HTML_START.match(text)) or len(_HTML_CLOSING.findall(text[:100_000])) >= _MANY_TAGS
