"""Addresses → articles: what stands there decides how it is read.

A page is an article; a feed or sitemap is asked for its entries, each of which is a page; anything else (JSON Lines, a
web archive) is read as a file of its name is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from kg.errors import InputError
from kg.sources.article import Given, is_html
from kg.sources.forms import InputFormat, form_of_name
from kg.sources.html import read_page
from kg.sources.inputs import Input, Intake, SkippedInput, given_piece, over, read_bytes
from kg.sources.web.client import Answer, FetchError
from kg.sources.web.feeds import Entry, is_list, read_list
from kg.sources.web.visitor import Visitor

DEEPEST_LISTS = 3
"""Sitemaps within sitemaps."""
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(slots=True)
class Fetching:
    """One run: who asks, how articles are named, and how many pages of lists are still to be asked for."""

    visitor: Visitor
    intake: Intake = field(default_factory=Intake)
    most: int = 200
    _failed: int = 0

    def read(self, addresses: Iterable[str]) -> Iterator[Input]:
        """The articles at the addresses; what gives none is listed, with the reason."""
        for address in addresses:
            yield from self._read(Entry(address, Given()), 0)

    def _read(self, entry: Entry, depth: int) -> Iterator[Input]:
        try:
            answer = self.visitor.get(entry.url)
            if answer.status == 304:
                self.visitor.unchanged.append(entry.url)
            elif is_list(answer.body):
                yield from self._read_list(entry, answer, depth)
            else:
                yield from self._read_answer(entry, answer)
                self.visitor.note(entry.url, answer, entry.mark)
        except InputError as error:
            self._failed += isinstance(error, FetchError)
            yield from self._without_page(entry, str(error))

    def _read_list(self, entry: Entry, answer: Answer, depth: int) -> Iterator[Input]:
        if depth >= DEEPEST_LISTS:
            raise InputError(f"more than {DEEPEST_LISTS} lists within lists")
        failed_before, entries = self._failed, read_list(answer.body, answer.url)
        for number, one in enumerate(entries):
            if self.most <= 0:
                left = len(entries) - number
                yield SkippedInput(entry.url, f"{left} more entries (--most says how many are read at a time)")
                return
            if one.mark and (visit := self.visitor.known.get(one.url)) and visit.mark == one.mark:
                self.visitor.unchanged.append(one.url)
                continue
            self.most -= not one.is_list
            yield from self._read(one, depth + 1)
        if self._failed == failed_before:  # else the list must be read again next time, for what failed
            self.visitor.note(entry.url, answer, entry.mark)

    def _read_answer(self, entry: Entry, answer: Answer) -> Iterator[Input]:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        name = urlsplit(answer.url).path
        if kind in _PAGES or (form_of_name(name) is InputFormat.AUTO and is_html(_head(answer))):
            text, own = read_page(answer.body)
            yield self._given(entry, answer.url, text, own)
        else:
            yield from read_bytes(answer.body, entry.url, name, replace(entry.said, url=None), self.intake)

    def _without_page(self, entry: Entry, reason: str) -> Iterator[Input]:
        """What the feed itself holds of an article whose page cannot be had, if that is a text."""
        try:
            text, _ = read_page(f"<html><body><article>{entry.content}</article></body></html>".encode())
        except InputError:
            yield SkippedInput(entry.url, reason)
        else:
            yield self._given(entry, entry.url, text, Given())

    def _given(self, entry: Entry, url: str, text: str, own: Given) -> Input:
        """What the page says goes first, but it cannot say that it is a page of another site."""
        address = own.url if own.url and _site(own.url) == _site(url) else url
        return given_piece(text, over(replace(own, url=address), entry.said), entry.url, self.intake)


def _head(answer: Answer) -> str:
    return answer.body[:2_000].decode("utf-8", "replace")


def _site(url: str) -> str:
    host = (urlsplit(url).hostname or "").lower()
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")
