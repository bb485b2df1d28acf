"""The content of each page: what to ask of the graph, and the view made of the answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from kg.graph.terms import TYPE, local_name
from server.graph import Graph
from server.pages import articles, queries
from server.pages.events import EventLine, Option, Year, by_year, event_lines, options, undated
from server.pages.queries import Selection
from server.pages.reader import Reader, reader_of
from server.pages.wording import MONTHS

PAGE_SIZE = 100
_LATEST = 8
_PERIOD = re.compile(r"-?\d{4,6}(-(0[1-9]|1[0-2]))?")


def _lines(graph: Graph, base: str, events: Sequence[NamedNode]) -> tuple[EventLine, ...]:
    return event_lines(reader_of(graph, base, events), events)


# ------------------------------------------------------------------------------------------------------------ home


@dataclass(frozen=True, slots=True)
class Home:
    """The start page."""

    counts: Mapping[str, int]
    happened: tuple[EventLine, ...]
    ahead: tuple[EventLine, ...]
    articles: tuple[articles.ArticleLine, ...]


def home(graph: Graph, base: str) -> Home:
    """How much there is, and what is latest."""
    latest = queries.latest_articles(graph, _LATEST)
    return Home(
        counts=queries.count_all(graph),
        happened=_lines(graph, base, queries.latest_events(graph, True, _LATEST)),
        ahead=_lines(graph, base, queries.latest_events(graph, False, _LATEST)),
        articles=articles.article_lines(reader_of(graph, base, latest), latest),
    )


# -------------------------------------------------------------------------------------------------------- timeline


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of the timeline as it stands in the address; '' is no choice."""

    type: str = ""
    actor: str = ""
    place: str = ""
    period: str = ""
    page: int = 1

    def address(self, page: int) -> str:
        """The timeline with this choice, at a page."""
        fields = {"type": self.type, "actor": self.actor, "place": self.place, "period": self.period}
        fields["page"] = str(page) if page > 1 else ""
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"/timeline?{query}" if query else "/timeline"

    def selection(self, base: str) -> Selection:
        """The choice as terms; raises ValueError for what cannot be one."""
        if self.period and not _PERIOD.fullmatch(self.period):
            raise ValueError("no year and no month")
        return Selection(
            type=TYPE[self.type] if self.type else None,
            actor=NamedNode(base + self.actor) if self.actor else None,
            place=NamedNode(base + self.place) if self.place else None,
            period=self.period,
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of the timeline."""

    filter: Filter
    total: int
    pages: int
    years: tuple[Year, ...]
    undated: tuple[EventLine, ...]
    types: tuple[Option, ...]
    actors: tuple[Option, ...]
    places: tuple[Option, ...]

    @property
    def period(self) -> str:
        """The chosen year or month in words, '' for none."""
        year, month = self.filter.period[:-3], self.filter.period[-2:]
        if len(self.filter.period.lstrip("-")) < 7:
            return self.filter.period
        return f"{MONTHS[int(month) - 1]} {year}"

    @property
    def is_filtered(self) -> bool:
        """True if not all events are chosen."""
        return bool(self.filter.type or self.filter.actor or self.filter.place or self.filter.period)


def timeline(graph: Graph, base: str, chosen: Filter) -> Timeline:
    """The events of a choice in order, one page of them, and the choices there are."""
    selection = chosen.selection(base)
    total = queries.count_events(graph, selection)
    events = queries.list_events(graph, selection, PAGE_SIZE, (chosen.page - 1) * PAGE_SIZE)
    lines = _lines(graph, base, events)
    types, actors, places = queries.type_choices(graph), queries.actor_choices(graph), queries.place_choices(graph)
    names = Reader(queries.read_labels(graph, [choice.node for choice in (*types, *actors, *places)]), base)
    return Timeline(
        filter=chosen,
        total=total,
        pages=max(1, ceil(total / PAGE_SIZE)),
        years=by_year(lines),
        undated=undated(lines),
        types=options(names, types, local_name, chosen.type),
        actors=options(names, actors, lambda node: node.value.removeprefix(base), chosen.actor),
        places=options(names, places, lambda node: node.value.removeprefix(base), chosen.place),
    )
