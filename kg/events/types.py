"""The type scheme of ``ontology/event-types.ttl`` as the event stages need it: families, classes, role frames."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from kg.graph.terms import ontology_dir
from kg.mentions.lexicon import read_lexicon
from kg.model import Code, EventClass, Role

_BROADER = ox.NamedNode("http://www.w3.org/2004/02/skos/core#broader")
_LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
_CLASS_OF_TYPE = {
    "NegotiationProcess": EventClass.NEGOTIATION_PROCESS,
    "NegotiationRound": EventClass.NEGOTIATION_ROUND,
    "NegotiationSession": EventClass.NEGOTIATION_SESSION,
}


def family(event_type: Code) -> Code:
    """The top concept of a type (``Violence`` for ``AirOrDroneStrike``); a top concept is its own family."""
    while (broader := _broader().get(event_type)) is not None:
        event_type = broader
    return event_type


def is_violent(event_type: Code) -> bool:
    """True for types under ``et:Violence``."""
    return family(event_type) == "Violence"


def class_of(types: tuple[Code, ...]) -> EventClass:
    """The structural class that goes with the first type."""
    if types[0] in _CLASS_OF_TYPE:
        return _CLASS_OF_TYPE[types[0]]
    if is_violent(types[0]):
        return EventClass.VIOLENT_EVENT
    return EventClass.EVENT


def role_for(event_type: Code, argument: str) -> Role | None:
    """The role of an argument (``agent``, ``owner``, ``patient``, ``with``) of a type; None where it takes no part."""
    frames = read_lexicon("frames")
    frame = frames["types"].get(event_type) or frames["families"].get(family(event_type)) or frames["default"]
    name: str = frame.get(argument, frame["agent"]) if argument == "owner" else frame[argument]
    return Role(name) if name else None


@cache
def type_labels() -> dict[Code, str]:
    """English labels of the types."""
    return {
        str(t.subject.value).split("#")[1]: t.object.value
        for t in _triples()
        if t.predicate == _LABEL and isinstance(t.object, ox.Literal) and t.object.language == "en"
        if isinstance(t.subject, ox.NamedNode) and "#" in t.subject.value
    }


@cache
def _broader() -> dict[Code, Code]:
    return {
        str(t.subject.value).split("#")[1]: str(t.object.value).split("#")[1]
        for t in _triples()
        if t.predicate == _BROADER and isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode)
    }


@cache
def _triples() -> tuple[ox.Triple, ...]:
    parsed = ox.parse(path=str(ontology_dir() / "event-types.ttl"), format=ox.RdfFormat.TURTLE)
    return tuple(quad.triple for quad in parsed)
