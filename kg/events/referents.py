"""Looks up which actor or place a word of the text stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.model import Actor, ActorType, Document, Mentions, Place, PlaceType, Span, TimeMention
from kg.syntax import head_of

_COUNTRY_LIKE = frozenset({PlaceType.COUNTRY, PlaceType.TERRITORY})


@dataclass(frozen=True, slots=True)
class Referents:
    """Actors, places and times by the index of the head token of each of their mentions."""

    doc: Doc
    text: str
    actors: Mapping[str, Actor]
    places: Mapping[str, Place]
    actor_heads: Mapping[int, str]
    place_heads: Mapping[int, str]
    inside: Mapping[int, str]
    times: Mapping[int, TimeMention]

    def actor_at(self, token: Token) -> str | None:
        """The actor whose mention has this head, or whose name this token is the last word of."""
        return self.actor_heads.get(token.i) or self.inside.get(token.i)

    def place_at(self, token: Token) -> str | None:
        """The place whose mention has this head."""
        return self.place_heads.get(token.i)

    def state_at(self, token: Token) -> str | None:
        """The actor of a country that is named as a place ("an attack on Israel" aims at the state)."""
        place = self.places.get(self.place_heads.get(token.i, ""))
        if place is None or place.type not in _COUNTRY_LIKE:
            return None
        names = {place.label, *place.aliases}
        return next(
            (a.key for a in self.actors.values() if a.type is ActorType.STATE and names & {a.label, *a.aliases}), None
        )

    def type_of(self, key: str) -> ActorType:
        """The class of an actor."""
        return self.actors[key].type


def index_referents(document: Document, mentions: Mentions) -> Referents:
    """Builds the look-up; where two mentions share a head the longer one wins."""
    doc = document.tokens
    actors = list(_heads(doc, ((a.key, span) for a in mentions.actors for span in (*a.mentions, *a.pronouns))))
    places = list(_heads(doc, ((p.key, span) for p in mentions.places for span in p.mentions)))
    times = {head.i: m for m in mentions.times if (head := head_of(doc, m.span)) is not None}
    names = {a.key for a in mentions.actors if a.named}
    inside = {t.i: key for key, span, _ in _shortest_last(actors) if key in names for t in _tokens(doc, span)}
    return Referents(
        doc,
        document.text,
        {a.key: a for a in mentions.actors},
        {p.key: p for p in mentions.places},
        {head.i: key for key, _, head in _shortest_last(actors)[::-1]} | {h.i: k for k, _, h in _longest_last(actors)},
        {head.i: key for key, _, head in _longest_last(places)},
        inside,
        times,
    )


def _heads(doc: Doc, found: Iterable[tuple[str, Span]]) -> Iterator[tuple[str, Span, Token]]:
    for key, span in found:
        if (head := head_of(doc, span)) is not None:
            yield key, span, head


def _tokens(doc: Doc, span: Span) -> Iterator[Token]:
    cut = doc.char_span(span.start, span.end, alignment_mode="expand")
    return iter(cut) if cut is not None else iter(())


def _shortest_last(found: list[tuple[str, Span, Token]]) -> list[tuple[str, Span, Token]]:
    return sorted(found, key=lambda item: item[1].start - item[1].end)


def _longest_last(found: list[tuple[str, Span, Token]]) -> list[tuple[str, Span, Token]]:
    return sorted(found, key=lambda item: item[1].end - item[1].start)
