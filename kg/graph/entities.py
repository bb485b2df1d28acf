"""Actors, places and instruments as statements: what they are called, what they are, and where they are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.graph import literals
from kg.graph.evidence import Held, Statement, mention_statements
from kg.graph.iris import Iris, elsewhere
from kg.graph.names import Names
from kg.graph.terms import CODE, ONT, RDFS, SKOS, WGS, A
from kg.model import Actor, ActorType, Affiliation, Document, Instrument, Place, Reading, Span

_SEAT = {"Delegate": ONT.delegationMember, "DelegationHead": ONT.delegationHead}


def entity_statements(reading: Reading, names: Names, iris: Iris, day: date | None) -> Iterator[Statement]:
    """Statements on all actors, places and instruments of a reading; ``day`` is when the article speaks."""
    seated = frozenset(actor.key for actor in reading.actors if actor.type is ActorType.DELEGATION)
    for actor in reading.actors:
        node = names.actors[actor.key]
        yield from _named(reading.document, node, ONT[actor.type], actor)
        yield from _links(node, actor.links)
        yield from mention_statements(node, actor.mentions, reading.document, iris)
        for number, tie in enumerate(actor.affiliations, start=1):
            tie_node = iris.affiliation(reading.document.article.id, actor.key, number)
            yield from _affiliation(tie_node, actor, tie, names, day)
            yield from _delegation(node, tie, names, seated)
    stated = _places_to_state(reading)
    for place in (place for place in reading.places if place.key in stated):
        yield from _place(reading.document, place, names)
        yield from mention_statements(names.places[place.key], place.mentions, reading.document, iris)
    for instrument in reading.instruments:
        yield from _instrument(reading.document, instrument, names)
        yield from mention_statements(names.instruments[instrument.key], instrument.mentions, reading.document, iris)


def _places_to_state(reading: Reading) -> frozenset[str]:
    """Keys of the places that are named as places, that something refers to, and that hold these.

    A country that is only named as a state that acts is an actor in the graph, and no place.
    """
    within = {place.key: place.within for place in reading.places}
    keys: set[str | None] = {place.key for place in reading.places if place.mentions}
    keys |= {event.place.place for event in reading.events if event.place} | {
        figure.place for figure in reading.figures
    }
    while not (holders := {within.get(key) for key in keys if key}) <= keys:
        keys |= holders
    return frozenset(key for key in keys if key)


def _named(
    document: Document, node: NamedNode, kind: NamedNode, entity: Actor | Place | Instrument
) -> Iterator[Statement]:
    """Class and label said where it is first named, other names where they are first printed."""
    first = min(entity.mentions, default=None)
    yield Statement(node, A, kind, first)
    yield Statement(node, RDFS.label, literals.label(entity.label), first)
    for alias in dict.fromkeys(entity.aliases):
        if alias != entity.label:
            printed = _printed(document, entity.mentions, alias) or first
            yield Statement(node, SKOS.altLabel, literals.label(alias), printed)


def _printed(document: Document, mentions: Sequence[Span], name: str) -> Span | None:
    wanted = name.casefold()
    return next((span for span in sorted(mentions) if span.cut(document.text).casefold() == wanted), None)


def _affiliation(
    node: NamedNode, holder: Actor, tie: Affiliation, names: Names, day: date | None
) -> Iterator[Statement]:
    """A post or tie as a node of its own, true as of the day of the article.

    Acting for a party is a plain ``ev:represents``, with a node only if there is more to say of it.
    """
    if tie.role == "Represents" and tie.title is None and not tie.hedged:
        return
    other = names.actors.get(tie.other) if tie.other else None
    fields: dict[NamedNode, NamedNode | Literal | None] = {
        A: ONT.Affiliation,
        ONT.holder: names.actors[holder.key],
        ONT.role: CODE[tie.role],
        ONT.title: Literal(tie.title) if tie.title else None,
        ONT["with"]: other,
        ONT.hedged: Literal(True) if tie.hedged else None,
    }
    yield from (Statement(node, p, o, tie.evidence) for p, o in fields.items() if o is not None)
    if day:
        yield Statement(node, ONT.asOf, literals.day(day), tie.evidence, Held.KNOWLEDGE)


def _delegation(member: NamedNode, tie: Affiliation, names: Names, seated: frozenset[str]) -> Iterator[Statement]:
    other = names.actors.get(tie.other) if tie.other else None
    if other is None:
        return
    if tie.role == "Represents":
        yield Statement(member, ONT.represents, other, tie.evidence)
    if tie.role in _SEAT and tie.other in seated:
        yield Statement(other, _SEAT[tie.role], member, tie.evidence)


def _place(document: Document, place: Place, names: Names) -> Iterator[Statement]:
    """Coordinates, country and containers are reference data that no sentence says: the article graph holds them."""
    node = names.places[place.key]
    yield from _named(document, node, ONT.Place, place)
    fields: dict[NamedNode, NamedNode | Literal | None] = {
        ONT.placeType: CODE[place.type],
        ONT.country: Literal(place.country) if place.country else None,
        ONT.within: names.places.get(place.within) if place.within else None,
        WGS.lat: literals.degrees(place.latitude) if place.latitude is not None else None,
        WGS.long: literals.degrees(place.longitude) if place.longitude is not None else None,
    }
    yield from (Statement(node, p, o) for p, o in fields.items() if o is not None)
    yield from _links(node, place.links)


def _links(node: NamedNode, links: Sequence[str]) -> Iterator[Statement]:
    """The same thing elsewhere: reference data, in the article graph."""
    return (Statement(node, SKOS.closeMatch, elsewhere(link)) for link in links)


def _instrument(document: Document, instrument: Instrument, names: Names) -> Iterator[Statement]:
    node, first = names.instruments[instrument.key], min(instrument.mentions, default=None)
    yield from _named(document, node, ONT[instrument.type], instrument)
    if instrument.points is not None:
        yield Statement(node, ONT.points, Literal(instrument.points), first)
    if instrument.stage:
        yield Statement(node, ONT.stage, CODE[instrument.stage], first)
