"""A timeline as one reader wants it: in the words of a locale, at the addresses of a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.pages.languages import choices
from server.pages.reader import Text
from server.pages.saying import Saying
from server.rendering import templates
from server.timelines import cards, schema_org
from server.timelines.assets import assets
from server.timelines.document import next_page
from server.timelines.feeds import FORMS
from server.timelines.locales import Locale
from server.timelines.model import Timeline
from server.timelines.origin import Origin
from server.timelines.selection import Selection
from server.timelines.words import Words

_DESCRIPTION = 250


@dataclass(frozen=True, slots=True)
class Heading:
    """What an editor puts above a timeline: a title instead of ours, and an introduction; '' for none."""

    title: str = ""
    intro: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A timeline, what it was selected by, and how its reader wants it; ``look`` as the address says it.

    ``intro`` is what an editor says of it, '' for nothing.
    """

    chosen: Selection
    timeline: Timeline
    words: Words
    origin: Origin
    look: str = ""
    intro: str = ""

    def at_page(self, number: int, framed: bool = False) -> str:
        """The address of another page of the timeline; ``framed`` for one that stays in its frame."""
        chosen = replace(self.chosen, page=number)
        near = self.origin.near
        return near.frame(chosen, self.look) if framed else near.address(chosen)

    @property
    def next(self) -> str:
        """The data of the next page, '' on the last."""
        return next_page(self.timeline, self.chosen, self.origin.near, self.words.locale.lang) or ""


def view_of(
    chosen: Selection,
    timeline: Timeline,
    locale: Locale,
    origin: Origin,
    look: str = "",
    heading: Heading = Heading(),
) -> View:
    """The timeline, which has English labels, as a reader of the locale wants it."""
    words = Words(locale)
    title = Text(heading.title) if heading.title else _title(timeline, locale)
    spoken = replace(timeline, title=title, labels=words.labels(timeline.labels))
    return View(chosen, spoken, words, origin, look, heading.intro)


def _title(timeline: Timeline, locale: Locale) -> Text:
    """What a timeline is called; that of all events has a name of ours, which is translated."""
    known = "" if timeline.about else locale.pages.get(timeline.title.value, "")
    return Text(known, locale.lang) if known else timeline.title


def render_view(view: View, template: str, path: str, theme: str = "auto", **more: Any) -> bytes:
    """A page of the timeline, by template; ``theme`` is light, dark or auto."""
    values: Mapping[str, Any] = {
        "view": view,
        "timeline": view.timeline,
        "chosen": view.chosen,
        "words": view.words,
        "locale": view.words.locale,
        "say": Saying(view.words.locale),
        "origin": view.origin,
        "theme": theme if theme in ("light", "dark") else "auto",
        "files": {found.name: found for found in assets()},
        "description": (view.intro or cards.subtitle(view.timeline, view.words))[:_DESCRIPTION],
        "alt": cards.card(view.timeline, view.words).alt,
        "schema": schema_org,
        "forms": FORMS,
        "path": path,
        "here": "timeline",
        "languages": choices(view.chosen.address()),
        **more,
    }
    return templates().get_template(template).render(values).encode()
