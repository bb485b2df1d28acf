"""Nobody dies twice: mentions that tell of the death of one person are one happening.

"A teenager was shot dead by police ... the killing of Jan Novak ... his death": whoever is named as killed is killed
once, whatever verb or noun tells it, by whomever it is done and however many sentences lie between.
"""

from __future__ import annotations

from spacy.tokens import Token

from kg.events.circumstances import compatible
from kg.events.mention import EventMention
from kg.events.referents import Referents
from kg.events.types import family
from kg.model import REALISED, ActorType, Role

_FATAL = frozenset(
    "kill die murder slay assassinate perish drown death killing murder slaying assassination homicide "
    "manslaughter".split()
)
_WOUNDS = frozenset("shoot shooting stab stabbing gun beat beating strangle strangling ambush".split())
_DEADLY = frozenset({"dead", "death", "fatal", "fatally", "down"})
_FAMILIES = frozenset({"Violence", "Humanitarian", "Disaster"})


def is_same_death(one: EventMention, other: EventMention, referents: Referents) -> bool:
    """True where both tell that one person was killed or died, or one of them only how that person was wounded."""
    if not {one.modality, other.modality} <= REALISED or not compatible(one.time, other.time):
        return False
    if not all(m.types[0] == "Death" or family(m.types[0]) in _FAMILIES for m in (one, other)):
        return False
    mine, theirs = _people(one, referents), _people(other, referents)
    if not mine & theirs or not (mine <= theirs or theirs <= mine):
        return False
    heads = referents.doc[one.head], referents.doc[other.head]
    fatal = [_is_fatal(head) for head in heads]
    if all(fatal):
        return True
    wounded = mine == theirs and any(fatal) and all(f or _wounds(head) for f, head in zip(fatal, heads, strict=True))
    return wounded and not _by_others(one, other)


def _people(mention: EventMention, referents: Referents) -> set[str]:
    hit = (p.actor for p in mention.participants if p.role in {Role.VICTIM, Role.TARGET})
    return {key for key in hit if referents.type_of(key) is ActorType.PERSON}


def _is_fatal(head: Token) -> bool:
    near = {t.lower_ for t in head.doc[max(head.i - 1, 0) : head.i + 3]}
    return head.lemma_.lower() in _FATAL or (_wounds(head) and bool(near & _DEADLY))


def _wounds(head: Token) -> bool:
    return head.lemma_.lower() in _WOUNDS


def _by_others(one: EventMention, other: EventMention) -> bool:
    doers = [{p.actor for p in m.participants if p.role is Role.PERPETRATOR} for m in (one, other)]
    return all(doers) and doers[0].isdisjoint(doers[1])
