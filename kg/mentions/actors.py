"""Document → actors: who acts, speaks or is acted on, once each, with every mention inside the article."""

from __future__ import annotations

from collections.abc import Set

from kg.mentions.affiliations import add_affiliations
from kg.mentions.candidates import Roster, finished
from kg.mentions.groups import add_unnamed
from kg.mentions.known_names import KnownName, find_known_names
from kg.mentions.layout import layout_of
from kg.mentions.named_actors import add_named
from kg.mentions.names import Name, find_names, is_body_of
from kg.mentions.reference import add_bodies_again, add_nominals, add_pronouns
from kg.model import Actor, ActorType, Document, Skipped


def find_actors(document: Document, places: Set[int] = frozenset()) -> tuple[tuple[Actor, ...], tuple[Skipped, ...]]:
    """The actors of an article in order of first mention, and names that were left out, with the reason.

    ``places`` are indices of tokens that name places beyond doubt: no actor is found there.

    Groups, unnamed people and unnamed sources are all given out (``named`` is False); the events decide which of them
    matter. The name of a state is an actor only where the grammar says it acts; else it is left to the places.
    """
    doc, text = document.tokens, document.tokens.text
    layout = layout_of(doc)
    roster = Roster(doc, document.text)
    listed = find_known_names(doc, text, layout.shouted)
    places = places - {i for name in listed if _is_organisation(name) for i in range(name.start, name.end)}
    known = tuple(name for name in listed if _is_outside(name, places))
    found = find_names(doc, known, layout)
    places = places - {
        i for name in found if is_body_of(roster.tokens[name.start : name.end]) for i in range(name.start, name.end)
    }
    names = tuple(name for name in found if _is_outside(name, places))
    add_named(roster, known, names, layout, places)
    add_affiliations(roster, final=False)
    add_nominals(roster)
    add_unnamed(roster, known, layout)
    add_bodies_again(roster, layout)
    add_pronouns(roster, layout)
    add_affiliations(roster, final=True)
    return finished(roster), _left_out(roster)


def _is_organisation(name: KnownName) -> bool:
    return name.entry.type is not ActorType.STATE


def _is_outside(name: KnownName | Name, places: Set[int]) -> bool:
    return places.isdisjoint(range(name.start, name.end))


def _left_out(roster: Roster) -> tuple[Skipped, ...]:
    """Names that the model tags and that no evidence makes a person or an organisation."""
    spans = [
        roster.span((entity.start, entity.end))
        for entity in roster.doc.ents
        if entity.label_ in {"PERSON", "ORG"} and all(roster.named_at(token) is None for token in entity)
    ]
    reason = "tagged as a name, but too little says that it is a person or an organisation"
    return tuple(Skipped("actors", span, reason) for span in spans)
