"""Addresses of timelines and of what belongs to them: on a site that serves them, or in a folder of static files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from server.timelines.assets import Asset
from server.timelines.locales import FALLBACK
from server.timelines.model import Source, TimelineEvent
from server.timelines.selection import Selection

_LOOK = {"lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"), "theme": re.compile("light|dark")}


def look_of(given: Mapping[str, str]) -> str:
    """The parameters of an address that say how a timeline looks, in one order: ``lang`` and ``theme``."""
    return urlencode({name: given[name] for name, form in _LOOK.items() if form.fullmatch(given.get(name, ""))})


@dataclass(frozen=True, slots=True)
class Origin:
    """A site that serves timelines: its address without slash at the end, its name, the licence of its data."""

    url: str
    name: str = "Timewire"
    licence: str = ""

    @property
    def near(self) -> Origin:
        """The site as its own pages name it: what they load, and where their links lead."""
        return self

    @property
    def home(self) -> str:
        """The start page."""
        return self.url + "/"

    @property
    def context(self) -> str:
        """The JSON-LD context of the JSON."""
        return self.url + "/timelines/context.jsonld"

    def address(self, chosen: Selection, suffix: str = "") -> str:
        """A form of a timeline, by suffix; without one its page."""
        return self.url + chosen.address(suffix)

    def data(self, chosen: Selection, lang: str) -> str:
        """The JSON of a timeline with labels in a language."""
        return _with(self.address(chosen, ".json"), "" if lang == FALLBACK else urlencode({"lang": lang}))

    def frame(self, chosen: Selection, look: str = "") -> str:
        """The page for frames; ``look`` as of ``look_of``."""
        return _with(self.url + chosen.address(folder="/embed"), look)

    def changes(self, chosen: Selection) -> str:
        """The stream that tells of changes; '' where there is none."""
        return self.url + chosen.address("/changes")

    def oembed(self, chosen: Selection, form: str, look: str = "") -> str:
        """The answer for content systems, in a format; '' where there is none."""
        return f"{self.url}/oembed?{urlencode({'url': _with(self.address(chosen), look), 'format': form})}"

    def event(self, event: TimelineEvent) -> str:
        """The page of an event."""
        return self.url + event.url if event.url.startswith("/") else event.url

    def source(self, source: Source, event: TimelineEvent) -> str:
        """The article that reports an event, by its own address; else the page of the event."""
        return source.url if source.url.startswith(("https://", "http://")) else self.event(event)

    def file(self, asset: Asset) -> str:
        """A file that pages load."""
        return asset.fixed_path


@dataclass(frozen=True, slots=True)
class Folder(Origin):
    """A folder with one timeline as static files; ``url`` is where it will be, or '.' if that is not known yet.

    Its pages name each other without the address, so that they can be looked at before they are where they will be.
    """

    @property
    def near(self) -> Origin:
        """The folder as its own pages name it."""
        return _Beside(".")

    @property
    def home(self) -> str:
        """The page of the timeline."""
        return self.url + "/"

    @property
    def context(self) -> str:
        """The JSON-LD context of the JSON."""
        return self.url + "/context.jsonld"

    def address(self, chosen: Selection, suffix: str = "") -> str:
        """A form of the timeline, or its page."""
        if suffix:
            return f"{self.url}/{file_name(suffix, chosen.page)}"
        return self.home if chosen.page == 1 else f"{self.url}/{numbered('index.html', chosen.page)}"

    def data(self, chosen: Selection, lang: str) -> str:
        """The JSON of the timeline, in the language that the folder is written in."""
        return self.address(chosen, ".json")

    def frame(self, chosen: Selection, look: str = "") -> str:
        """The page for frames."""
        return f"{self.url}/{numbered('embed.html', chosen.page)}"

    def changes(self, chosen: Selection) -> str:
        """Files do not tell."""
        return ""

    def oembed(self, chosen: Selection, form: str, look: str = "") -> str:
        """The answer for content systems, which needs an absolute address."""
        return f"{self.url}/oembed.{form}" if self.url != "." else ""

    def event(self, event: TimelineEvent) -> str:
        """The event on the page of the timeline."""
        return f"{self.home}#e-{event.id}"

    def file(self, asset: Asset) -> str:
        """A file beside the page."""
        return f"{self.url}/{asset.name}"


class _Beside(Folder):
    """The folder seen from a page in it, also where no web server completes an address without a name of a file."""

    __slots__ = ()

    @property
    def home(self) -> str:
        """The page of the timeline."""
        return "index.html"


def file_name(suffix: str, page: int = 1) -> str:
    """The name of the file of a form."""
    return numbered(f"timeline{suffix}", page)


def numbered(name: str, page: int) -> str:
    """The name of a file for a page of the timeline: that of the first is the plain one.

    >>> numbered("embed.html", 1), numbered("timeline.json", 2)
    ('embed.html', 'timeline-2.json')
    """
    stem, _, suffix = name.partition(".")
    return name if page == 1 else f"{stem}-{page}.{suffix}"


def _with(address: str, look: str) -> str:
    """An address with more parameters."""
    return f"{address}{'&' if '?' in address else '?'}{look}" if look else address
