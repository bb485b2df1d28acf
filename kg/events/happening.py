"""An event's own verb of happening: "a quake struck the coast", "riots broke out", "the storm battered the port".

The verb tells no second happening; it is one more mention of what its subject names, of the same day and place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.events.mention import EventMention
from kg.events.types import family
from kg.model import Span
from kg.syntax import is_passive

_NATURAL = frozenset({"Disaster"})
_UNREST = frozenset({"Violence", "Protest"})
# what a force of nature, a fire or a blast does
_STRIKES = frozenset(
    "hit strike shake jolt rock rattle batter lash slam pound pummel rip tear sweep ravage devastate engulf roar "
    "jar rumble rage level flatten".split()
)
# what every happening does
_HAPPENS = frozenset({"happen", "occur", "erupt", "unfold"})
_WITH_PARTICLE = {"break": "out", "flare": "up", "take": "place"}


def with_verbs_of_happening(mentions: Sequence[EventMention], doc: Doc) -> list[EventMention]:
    """The mentions, and after a noun that its verb tells to have happened one more at that verb."""
    taken = {mention.head for mention in mentions}
    return [one for mention in mentions for one in (mention, *_at_verb(mention, doc, taken))]


def _at_verb(mention: EventMention, doc: Doc, taken: set[int]) -> Iterator[EventMention]:
    noun = doc[mention.head]
    for verb in _own_verbs(noun):
        if verb.i not in taken and _tells_it(verb, family(mention.types[0])):
            span = Span(verb.idx, verb.idx + len(verb))
            yield replace(mention, head=verb.i, span=span, words=verb.lower_, happens_to=noun.i, indefinite=False)


def _own_verbs(noun: Token) -> Iterator[Token]:
    """The verb whose subject it is, or that says of it which one ("the quake that hit the coast")."""
    if noun.pos_ not in {"NOUN", "PROPN"}:
        return
    if noun.dep_ == "nsubj" and noun.head.pos_ == "VERB" and not is_passive(noun.head):
        yield noun.head
    for clause in noun.children:
        told = clause.dep_ == "relcl" and clause.pos_ == "VERB" and not is_passive(clause)
        if told and any(c.dep_ == "nsubj" and c.lower_ in {"that", "which"} for c in clause.children):
            yield clause


def _tells_it(verb: Token, kind: str) -> bool:
    lemma = verb.lemma_.lower()
    if lemma in _STRIKES:
        return kind in _NATURAL
    if kind not in _NATURAL | _UNREST:
        return False
    after = _WITH_PARTICLE.get(lemma)
    return lemma in _HAPPENS or (after is not None and verb.i + 1 < len(verb.doc) and verb.nbor().lower_ == after)
