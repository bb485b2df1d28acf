"""Which events a timeline shows, as its address says it.

``/timelines/all``, or the path of a thing under ``/timelines``: ``/actor/…``, ``/place/…``, ``/event/…`` (with its
parts and what followed from it); ``/storyline/…`` and the name of an event for the storyline around it;
``/query?query=…`` for the events that a SPARQL query gives, ``/query/NAME`` for those of a query that the operator
keeps. All are narrowed by the parameters of ``PARAMETERS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from kg.graph.terms import TYPE
from kg.model import Role
from server.pages.queries import NOT_RETIRED
from server.problems import MalformedRequest, NotFound

PAGE_SIZE = 2000
PARAMETERS = {
    "type": "kind of event: a local name of the type scheme, such as Violence or Ceasefire",
    "actor": "path of an actor that takes part",
    "place": "path of a place that the event is in",
    "publisher": "path of the publisher of an article that reports it",
    "from": "first day, as xsd:date",
    "to": "last day, as xsd:date",
    "query": "of /timelines/query: a SELECT query; the events that its rows name are shown",
    "page": "which page of 2,000 events",
}
QUERY = "query"
STORYLINE = "storyline"
_FOLDERS = ("actor", "place", "event", STORYLINE, QUERY)
_DAY = re.compile(r"-?\d{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_ROLES = " ".join(f"ev:{role}" for role in Role)
_ABOUT = {
    "actor": f"FILTER EXISTS {{ VALUES ?role {{ {_ROLES} }} ?event ?role $thing }}",
    "place": "FILTER EXISTS { ?event ev:place/ev:within* $thing }",
    "event": "{ ?event ev:partOf* $thing } UNION { ?event ev:partOf*/ev:follows $thing } "
    "UNION { ?event ev:reactionTo $thing }",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice of events; '' is no choice. ``about`` is the path of a thing, such as ``actor/hamas``, or '' for all.

    ``sparql`` is the query of a timeline about ``query``, ``title`` what it is called if the operator keeps it.
    """

    about: str = ""
    type: str = ""
    actor: str = ""
    place: str = ""
    publisher: str = ""
    since: str = ""
    until: str = ""
    page: int = 1
    sparql: str = ""
    title: str = ""

    @property
    def path(self) -> str:
        """The address below the root of the site, without suffix and parameters."""
        return f"/timelines/{self.about or 'all'}"

    @property
    def query(self) -> str:
        """The parameters, in one order, without question mark."""
        given = {
            "type": self.type,
            "actor": self.actor,
            "place": self.place,
            "publisher": self.publisher,
            "from": self.since,
            "to": self.until,
            "query": self.sparql if self.about == QUERY else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        return urlencode({name: value for name, value in given.items() if value})

    def address(self, suffix: str = "", folder: str = "/timelines") -> str:
        """Where a form of the timeline is: ``.json``, ``.ics``, or the page; ``folder`` is ``/embed`` for frames."""
        path = folder + self.path.removeprefix("/timelines") + suffix
        return f"{path}?{self.query}" if self.query else path

    @property
    def kind(self) -> str:
        """What sort of thing the timeline is about: ``actor``, ``query``…; '' for all events."""
        return self.about.partition("/")[0]

    def subject(self, base: str) -> NamedNode | None:
        """The thing that the timeline is about, if it is one of the graph."""
        return NamedNode(base + self.about) if self.kind in _ABOUT else None

    def pattern(self, base: str, members: Iterable[str] = ()) -> str:
        """The graph pattern that binds ?event; ``members`` are the IRIs of a storyline or of the rows of a query."""
        parts = []
        if self.kind in _ABOUT:
            parts.append(_about(self.kind, base + self.about))
        elif self.about:
            parts.append(f"VALUES ?event {{ {' '.join(str(NamedNode(iri)) for iri in members)} }}")
        parts += ["?event a ev:Event .", NOT_RETIRED]
        if self.type:
            parts.append(f"FILTER EXISTS {{ ?event ev:eventType/ev:broaderOrSelf {TYPE[self.type]} }}")
        parts += [_about(name, base + value) for name, value in self._things() if value]
        if self.publisher:
            told = f"?told ev:reportOf ?event ; ev:inArticle/schema:publisher {NamedNode(base + self.publisher)}"
            parts.append(f"FILTER EXISTS {{ {told} }}")
        if self.since:
            parts.append(f'?event ev:end ?last . FILTER(?last >= "{self.since}"^^xsd:date)')
        if self.until:
            parts.append(f'?event ev:start ?begin . FILTER(?begin <= "{self.until}"^^xsd:date)')
        return "\n  ".join(parts)

    def _things(self) -> tuple[tuple[str, str], ...]:
        return (("actor", self.actor), ("place", self.place))


def _about(kind: str, iri: str) -> str:
    return _ABOUT[kind].replace("$thing", str(NamedNode(iri)))


def read_selection(path: str, given: Mapping[str, str]) -> Selection:
    """The selection of an address: what follows ``/timelines/``, as it was sent, and the parameters.

    Raises NotFound for a path that names no kind of timeline, MalformedRequest for a parameter that cannot be read.
    """
    folder, _, name = path.partition("/")
    if path not in ("all", QUERY) and (folder not in _FOLDERS or not name):
        raise NotFound("no such timeline", where=path, remedy="take /timelines/all, or the path of a thing after it")
    if path == QUERY and not given.get("query"):
        raise MalformedRequest(
            "no query is given", where="parameter query", remedy="send a SELECT query, percent-encoded"
        )
    number = given.get("page", "1")
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= 1_000_000):
        raise MalformedRequest(f"no page {number!r}", where="parameter page", remedy="give a number from 1 on")
    chosen = Selection(
        about="" if path == "all" else path,
        **{name: given.get(name, "") for name in ("type", "actor", "place", "publisher")},
        since=_day(given, "from"),
        until=_day(given, "to"),
        page=int(number),
        sparql=given.get("query", "") if path == QUERY else "",
    )
    _check_terms(chosen)
    return chosen


def _day(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "")
    if value and not _DAY.fullmatch(value):
        raise MalformedRequest(f"{value[:40]!r} is no day", where=f"parameter {name}", remedy="write it as 2025-10-06")
    return value


def _check_terms(chosen: Selection) -> None:
    """Refuse what cannot be part of an IRI before it gets into a query."""
    for row in fields(chosen):
        if row.name in ("about", "type", "actor", "place", "publisher"):
            try:
                NamedNode("https://data.example.org/" + getattr(chosen, row.name))
            except ValueError:
                raise MalformedRequest("that cannot be a name", where=row.name, remedy="take it from a link") from None
