"""Keys of a reading and the IRIs that stand for them in the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.graph.iris import Iris
from kg.model import Event, Reading, Skipped, Span


@dataclass(frozen=True, slots=True)
class Names:
    """One table a kind, since a key is looked for among the things that may stand there."""

    article: NamedNode
    actors: Mapping[str, NamedNode]
    places: Mapping[str, NamedNode]
    events: Mapping[str, NamedNode]
    instruments: Mapping[str, NamedNode]
    claims: Mapping[str, NamedNode]
    figures: Mapping[str, NamedNode]

    def subject(self, key: str) -> NamedNode | None:
        """What a claim is about: an event, instrument, figure or actor."""
        tables = (self.events, self.instruments, self.figures, self.actors)
        return next((table[key] for table in tables if key in table), None)


def name_all(reading: Reading, iris: Iris) -> Names:
    """The IRI of everything in the reading that others may refer to."""
    article = reading.document.article.id
    return Names(
        article=iris.article(article),
        actors={a.key: iris.actor(article, a) for a in reading.actors},
        places={p.key: iris.place(article, p) for p in reading.places},
        events={e.key: iris.report(article, e.key) for e in reading.events},
        instruments={i.key: iris.instrument(article, i.key) for i in reading.instruments},
        claims={c.key: iris.claim(article, c.key) for c in reading.claims},
        figures={f.key: iris.figure(article, f.key) for f in reading.figures},
    )


def dangling_references(reading: Reading) -> tuple[Skipped, ...]:
    """References to keys that the reading does not hold.

    The graph leaves those statements out; the ingest report lists them.
    """
    actors = frozenset(a.key for a in reading.actors)
    places = frozenset(p.key for p in reading.places)
    events = frozenset(e.key for e in reading.events)
    instruments = frozenset(i.key for i in reading.instruments)
    figures = frozenset(f.key for f in reading.figures)
    held = {"actor": actors, "place": places, "event": events, "instrument": instruments, "figure": figures}
    held["subject"] = actors | events | instruments | figures
    return tuple(
        Skipped("graph", span, f"{what} refers to the {kind} {key}, which was not kept")
        for what, kind, key, span in _references(reading)
        if key is not None and key not in held[kind]
    )


_Reference = tuple[str, str, str | None, Span | None]


def _references(reading: Reading) -> Iterator[_Reference]:
    """(what refers, kind of the thing meant, its key, where)."""
    for actor in reading.actors:
        yield from ((f"actor {actor.key}", "actor", tie.other, tie.evidence) for tie in actor.affiliations)
    for place in reading.places:
        yield f"place {place.key}", "place", place.within, None
    for event in reading.events:
        yield from _references_of_event(event)
    for claim in reading.claims:
        what = f"claim {claim.key}"
        yield from ((what, "actor", key, claim.span) for key in claim.speakers)
        yield from ((what, "actor", key, claim.span) for key in (claim.relayed_by, claim.addressed_to))
        yield from ((what, "subject", key, claim.span) for key in claim.about)
        yield what, "event", claim.uttered_in, claim.span
    for figure in reading.figures:
        what = f"figure {figure.key}"
        sources = (figure.population, figure.inflicted_by, figure.attributed_to, figure.relayed_by)
        yield from ((what, "actor", key, figure.span) for key in sources)
        yield what, "place", figure.place, figure.span
        yield what, "event", figure.event, figure.span
        yield what, "figure", figure.subset_of, figure.span


def _references_of_event(event: Event) -> Iterator[_Reference]:
    what = f"event {event.key}"
    yield from ((what, "actor", part.actor, part.evidence) for part in event.participants)
    yield from ((what, "instrument", key, event.trigger) for key in event.concerns)
    links = (event.part_of, event.follows, event.during)
    yield from ((what, "event", key, event.trigger) for key in links)
    yield what, "subject", event.reaction_to, event.trigger
    if event.place:
        yield what, "place", event.place.place, event.place.evidence
