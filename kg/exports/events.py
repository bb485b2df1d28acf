"""Events one by one, with what calendars, maps and feeds show of them; a batch of them is in memory at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolution, QuerySolutions

from kg.exports.contents import Contents
from kg.exports.saying import code_in_words, day_in_words
from kg.exports.sorting import batches, sorted_lines
from kg.graph.terms import ONT, PREFIXES, WGS, A, local_name

T = TypeVar("T")
MOST_SOURCES = 20
"""Articles that are named with an event; all are in the graph and counted in ``reports``."""
_AT_A_TIME = 500
_REALISED = ("Occurred", "Ongoing", "Agreed", "Attempted")


@dataclass(frozen=True, slots=True)
class Place:
    """A place; latitude and longitude (WGS 84) both or neither."""

    iri: str
    label: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who took part, as what."""

    iri: str
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class Source:
    """An article that tells of an event; '' for what it does not say."""

    iri: str
    title: str = ""
    url: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event; days in ISO 8601, codes as local names of the ontology, '' for what is not known."""

    iri: str
    label: str
    types: tuple[str, ...] = ()
    modality: str = ""
    start: str = ""
    end: str = ""
    edtf: str = ""
    precision: str = ""
    ongoing: bool = False
    reports: int = 0
    first_reported: str = ""
    last_reported: str = ""
    places: tuple[Place, ...] = ()
    actors: tuple[Actor, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the IRI."""
        return self.iri.rpartition("/")[2]

    @property
    def is_realised(self) -> bool:
        """True unless it is planned, feared, called off or denied."""
        return self.modality in _REALISED

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day, where both are known as days and it is over."""
        if self.ongoing or self.precision != "Day" or not self.start or not self.end or "/.." in self.edtf:
            return None
        return date.fromisoformat(self.start), date.fromisoformat(self.end)

    @property
    def told(self) -> str:
        """What is known in one run of text: when, how sure, where, who, and by whom it is told."""
        who = ", ".join(f"{actor.label} ({code_in_words(actor.role).lower()})" for actor in self.actors)
        sources = ", ".join(dict.fromkeys(source.publisher or source.title or source.iri for source in self.sources))
        parts = (
            day_in_words(self.edtf),
            code_in_words(self.modality),
            ", ".join(place.label for place in self.places),
            who,
            sources,
        )
        return " · ".join(part for part in parts if part)


def events_of(contents: Contents) -> Iterator[Event]:
    """All events that were not merged into others, by their IRIs."""
    graph = contents.graph
    found = (
        quad.subject
        for quad in graph.quads_for_pattern(None, A, ONT.Event, DefaultGraph())
        if isinstance(quad.subject, NamedNode)
    )
    kept = (n.value for n in found if not any(graph.quads_for_pattern(n, ONT.mergedInto, None, DefaultGraph())))
    for names in batches(sorted_lines(kept), _AT_A_TIME):
        yield from _read(contents, names)


_QUERIES: Mapping[str, str] = {
    "labels": "?event rdfs:label ?text",
    "facts": """?event ?p ?o . VALUES ?p { ev:eventType ev:modality ev:start ev:end ev:edtf ev:datePrecision ev:ongoing
      ev:reportCount ev:firstReported ev:lastReported }""",
    "places": f"""?event ev:place ?node . OPTIONAL {{ ?node rdfs:label ?text }}
      OPTIONAL {{ ?node {WGS.lat} ?lat ; {WGS.long} ?long }}""",
    "actors": "?role rdfs:subPropertyOf ev:actor . ?event ?role ?node . OPTIONAL { ?node rdfs:label ?text }",
    "sources": """?report ev:reportOf ?event ; ev:inArticle ?node . OPTIONAL { ?node dcterms:title ?text }
      OPTIONAL { ?node schema:url ?url } OPTIONAL { ?node schema:publisher/rdfs:label ?publisher }""",
}
"""What is asked of a batch of events."""


def _read(contents: Contents, names: Sequence[str]) -> Iterator[Event]:
    values = " ".join(f"<{name}>" for name in names)
    found = {kind: _asked(contents, f"VALUES ?event {{ {values} }} {pattern}") for kind, pattern in _QUERIES.items()}
    for name in names:
        yield _event(name, {kind: rows[name] for kind, rows in found.items()})


def _asked(contents: Contents, pattern: str) -> Mapping[str, list[QuerySolution]]:
    """The rows of a pattern by event."""
    answer = contents.graph.query(f"SELECT DISTINCT * {{ {pattern} }}", prefixes=dict(PREFIXES))
    assert isinstance(answer, QuerySolutions)
    rows: dict[str, list[QuerySolution]] = defaultdict(list)
    for row in answer:
        rows[_text(row, "event")].append(row)
    return rows


def _event(iri: str, rows: Mapping[str, Sequence[QuerySolution]]) -> Event:
    facts: dict[str, list[str]] = defaultdict(list)
    for row in rows["facts"]:
        facts[_local(row, "p")].append(_local(row, "o"))
    first = {name: min(values) for name, values in facts.items()}
    sources = sorted({_source(row) for row in rows["sources"]}, key=lambda source: source.iri)
    return Event(
        iri=iri,
        label=min((_text(row, "text") for row in rows["labels"]), default=iri),
        types=tuple(sorted(facts["eventType"])),
        modality=first.get("modality", ""),
        start=first.get("start", ""),
        end=first.get("end", ""),
        edtf=first.get("edtf", ""),
        precision=first.get("datePrecision", ""),
        ongoing=first.get("ongoing") == "true",
        reports=int(first.get("reportCount", 0)),
        first_reported=first.get("firstReported", ""),
        last_reported=first.get("lastReported", ""),
        places=_once({place.iri: place for place in sorted(map(_place, rows["places"]), key=repr, reverse=True)}),
        actors=_once({(a.iri, a.role): a for a in sorted(map(_actor, rows["actors"]), key=repr, reverse=True)}),
        sources=tuple({source.iri: source for source in sources}.values())[:MOST_SOURCES],
    )


def _once(found: Mapping[object, T]) -> tuple[T, ...]:
    """One value for each key, in the order of the keys."""
    return tuple(found[key] for key in sorted(found, key=repr))


def _place(row: QuerySolution) -> Place:
    latitude, longitude = _text(row, "lat"), _text(row, "long")
    here = (float(latitude), float(longitude)) if latitude and longitude else (None, None)
    return Place(_text(row, "node"), _text(row, "text"), *here)


def _actor(row: QuerySolution) -> Actor:
    return Actor(_text(row, "node"), _text(row, "text"), _local(row, "role"))


def _source(row: QuerySolution) -> Source:
    return Source(*(_text(row, name) for name in ("node", "text", "url", "publisher")))


def _text(row: QuerySolution, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, Literal | NamedNode) else ""


def _local(row: QuerySolution, name: str) -> str:
    """A code or property by its local name, a literal as it is."""
    term = row[name]
    return local_name(term) if isinstance(term, NamedNode) else _text(row, name)
