"""Two triggers, one happening: "signed a truce" is the truce, "rejected it in a referendum" the referendum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.events.circumstances import SHOOTS
from kg.model import TriggerMention
from kg.syntax import objects_of

_DEALS = frozenset({"AgreementSigned", "AgreementReached"})
_VOTED = frozenset({"AgreementRejected", "Legislation", "AgreementSigned"})


def with_manner(triggers: Sequence[TriggerMention], doc: Doc) -> Iterator[TriggerMention]:
    """The triggers; of two that tell one happening the better name stays, with both types."""
    triggers = _renamed(triggers, doc)
    at = {trigger.head: trigger for trigger in triggers}
    named: dict[int, str] = {}
    gone: set[int] = set()
    for trigger in triggers:
        head = doc[trigger.head]
        if _does_it(trigger, head, at):
            gone.add(trigger.head)
        if _is_listed(trigger, head, at):
            gone.add(trigger.head)
        if (hit := _only_shot(head, at)) is not None:
            gone.add(trigger.head)
            if hit.types[0] != trigger.types[0]:
                named[hit.head] = trigger.types[0]
        if head.pos_ == "VERB" and (found := _truce(trigger, head, at)):
            named[found.head] = trigger.types[0]
            gone.add(trigger.head)
        elif head.pos_ == "VERB" and (found := _vote(trigger, head, at)):
            named[trigger.head] = found.types[0]
            gone.add(found.head)
    for trigger in (t for t in triggers if t.head not in gone):
        other = named.get(trigger.head)
        types = (other, *trigger.types) if other in _FIRST else (*trigger.types, other)
        yield replace(trigger, types=tuple(t for t in types if t)) if other else trigger


# the name that tells more than what came of it
_FIRST = frozenset({"ReferendumOrVote", "ShellingOrMissileAttack", "AirOrDroneStrike", "ArmedAttack"})


def _does_it(trigger: TriggerMention, noun: Token, at: dict[int, TriggerMention]) -> bool:
    """ "A suicide bomber blew himself up": who does it is no second attack."""
    verb = at.get(noun.head.i) if noun.dep_ == "nsubj" and noun.tag_ == "NN" else None
    return verb is not None and noun.head.pos_ == "VERB" and verb.types == trigger.types and noun.lemma_ == "bomber"


def _is_listed(trigger: TriggerMention, noun: Token, at: dict[int, TriggerMention]) -> bool:
    """ "fired tear gas and water cannon": one act, by two means."""
    if noun.dep_ not in {"conj", "dobj"} or noun.pos_ == "VERB" or trigger.types[0] != "ProtestWithIntervention":
        return False
    other = at.get(noun.head.i) or at.get(noun.head.head.i)
    return other is not None and other.types == trigger.types


def _is_sunk(trigger: TriggerMention, doc: Doc) -> bool:
    """ "attacked 40 ships, sinking two": an attack; "the ferry sank" is an accident."""
    head = doc[trigger.head]
    does = head.lemma_.lower() == "sink" and any(c.dep_ == "dobj" for c in head.children)
    return does and trigger.types[0] == "TransportAccident"


def _is_under_fire(trigger: TriggerMention, doc: Doc) -> bool:
    """ "A patrol came under fire": shots, and no blaze."""
    head = doc[trigger.head]
    return trigger.types[0] == "Fire" and head.dep_ == "pobj" and head.head.lower_ == "under" and head.lower_ == "fire"


def _only_shot(verb: Token, at: dict[int, TriggerMention]) -> TriggerMention | None:
    """ "A rocket fired from the hills hit a bus": one shot, told by what it hit."""
    shot = verb.dep_ == "acl" and verb.tag_ == "VBN" and verb.lemma_.lower() in SHOOTS
    hit = at.get(verb.head.head.i)
    told = shot and verb.head.dep_ == "nsubj" and hit is not None and "(verb)" in hit.entry
    return hit if told else None


def _renamed(triggers: Sequence[TriggerMention], doc: Doc) -> list[TriggerMention]:
    """In news of a coup "the takeover" is that coup, and no business."""
    coup = next((t for t in triggers if t.types[0] == "Coup"), None)
    told = {t.head for t in triggers if coup is not None and t.head > coup.head and "takeover" in t.entry}
    triggers = [
        replace(t, types=("ArmedAttack",)) if _is_sunk(t, doc) or _is_under_fire(t, doc) else t for t in triggers
    ]
    return [replace(t, types=("Coup",)) if t.head in told else t for t in triggers]


def _truce(trigger: TriggerMention, verb: Token, at: dict[int, TriggerMention]) -> TriggerMention | None:
    """ "signed a truce", "a ceasefire was agreed": the truce."""
    if trigger.types[0] not in _DEALS:
        return None
    objects = (t for t in objects_of(verb) if t.dep_ in {"dobj", "nsubjpass"})
    return next((at[t.i] for t in objects if t.i in at and at[t.i].types[0] == "Ceasefire"), None)


def _vote(trigger: TriggerMention, verb: Token, at: dict[int, TriggerMention]) -> TriggerMention | None:
    """ "rejected the plan in a referendum": the vote, wherever the parser hangs it."""
    if trigger.types[0] not in _VOTED:
        return None
    within = (t for t in verb.subtree if t.dep_ == "pobj" and t.head.lower_ in {"in", "at"} and t.i > verb.i)
    return next((at[t.i] for t in within if t.i in at and at[t.i].types[0] == "ReferendumOrVote"), None)
