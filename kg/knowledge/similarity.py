"""How likely two reports tell of one event: what they share adds up, what cannot be both true ends it.

Weights are set by hand, by the rule that two events made one are worse than one event told twice. They look at the two
reports alone, never at the rest of the archive, so that the answer is the same whatever else has been read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from math import sqrt

from kg.graph.terms import SKOS, local_name, ontology_quads
from kg.knowledge.signatures import Signature

SAME = 0.64
"""From here on two reports tell of one event."""
POSSIBLE = 0.52
"""From here on they may."""

_KIN = (
    "ArmedAttack AirOrDroneStrike ShellingOrMissileAttack BombOrIed SuicideAttack ArmedClash Explosion Massacre "
    "GrenadeAttack AssassinationOrAttempt MobViolence",
    "Homicide ArmedAttack AssassinationOrAttempt PhysicalAssault Massacre Death DeathOfInjuries",
    "AgreementReached AgreementSigned Ceasefire RoadmapOrProcedureAgreed TradeDeal BusinessDeal",
    "NegotiationProcess NegotiationRound NegotiationSession Meeting Summit TechnicalTalks Mediation Visit",
    "AbductionOrCaptiveTaking ArmedAttack",
    "ArrestOrDetention ChargeOrIndictment",
    "CourtHearing CourtRuling ConvictionOrSentence ChargeOrIndictment Lawsuit",
    "ReleaseOfCaptives ReleaseOfPrisoners CaptiveAndPrisonerExchange",
    "Earthquake Landslide",
    "Storm HeavyRain Flood",
    "TransportAccident IndustrialAccident Explosion Fire",
    "Election ReferendumOrVote",
    "Appointment Inauguration GovernmentChange",
    "Demonstration Riot ProtestWithIntervention ForceAgainstProtesters Strike",
    "Resignation GovernmentChange",
    "SearchAndRescue EvacuationCarriedOut",
    "AidPledge AidGranted AidDelivery HumanitarianAccess",
    "ProductLaunch BusinessDeal",
)
_GROUPS = tuple(frozenset(group.split()) for group in _KIN)
_TALKS = frozenset({"NegotiationProcess", "NegotiationRound", "NegotiationSession"})
_NEAR_DAYS = 3
_LONG_DAYS = 45
_SLACK = {"NegotiationSession": 0, "NegotiationRound": 10, "NegotiationProcess": 10**9}


def score(a: Signature, b: Signature) -> float:
    """From 0 (not the same) to about 1; symmetric."""
    if clash(a, b):
        return 0.0
    if is_speech(a) and is_speech(b):
        return _speech(a, b)
    kinship = _kinship(a, b)
    if not kinship:
        return 0.0
    talks = _talks(a, b)
    found = kinship + _time(a, b) + _place(a, b) + _actors(a, b) + _details(a, b) + _wording(a, b) + talks
    return max(0.0, min(1.0, found))


def is_speech(signature: Signature) -> bool:
    """True if it tells that somebody said something."""
    return signature.kind == "SpeechEvent"


# --------------------------------------------------------------------------------------------- what rules it out


def clash(a: Signature, b: Signature) -> bool:
    """True if the two cannot be one event, whatever else they share.

    Talks that one article tells apart are not put together again: it counts their rounds and sessions.
    """
    return (
        a.report == b.report
        or _level(a) != _level(b)
        or is_speech(a) != is_speech(b)
        or bool(_level(a) and a.article == b.article)
        or bool(a.ordinal and b.ordinal and a.ordinal != b.ordinal)
        or days_apart(a, b) > slack(a)
        or not places_agree(a.places, b.places)
    )


def _level(signature: Signature) -> str:
    return signature.kind if signature.kind in _TALKS else ""


def slack(signature: Signature) -> int:
    """Days that dates of one event may lie apart: a day, for clocks and editors differ; other spans for talks."""
    return _SLACK.get(signature.kind, 1)


def days_apart(a: Signature, b: Signature) -> int:
    """Days between the two where both give dates that exclude one another, else 0; a guessed date excludes nothing."""
    if not (_dated(a) and _dated(b)):
        return 0
    return max(_first(a) - _last(b), _first(b) - _last(a), 0)


def days_met(signature: Signature) -> tuple[int, int] | None:
    """From which to which day another dated report must reach not to be excluded; None where no day excludes any."""
    if not _dated(signature):
        return None
    return _first(signature) - slack(signature), _last(signature) + slack(signature)


def _dated(signature: Signature) -> bool:
    return signature.firm and (signature.start is not None or signature.end is not None)


def _first(signature: Signature) -> int:
    return signature.start if signature.start is not None else -(10**9)


def _last(signature: Signature) -> int:
    return signature.end if signature.end is not None else 10**9


def places_agree(a: Sequence[str], b: Sequence[str]) -> bool:
    """True if one place lies in the other, or one is not known."""
    return not a or not b or a[0] in b or b[0] in a


# ------------------------------------------------------------------------------------------------ what speaks for


def _kinship(a: Signature, b: Signature) -> float:
    if set(a.types) & set(b.types):
        return 0.2
    if any(set(a.types) & group and set(b.types) & group for group in _GROUPS):
        return 0.12
    if set(a.words) & set(b.words) and tops(a) & tops(b):
        return 0.08
    return 0.0


def tops(signature: Signature) -> frozenset[str]:
    """The widest types: Violence, Diplomacy and so on."""
    return frozenset(_broader().get(name, name) for name in signature.types)


@cache
def _broader() -> Mapping[str, str]:
    links = (quad for quad in ontology_quads() if quad.predicate == SKOS.broader)
    return {str(local_name(q.subject)): str(local_name(q.object)) for q in links}  # type: ignore[arg-type]


def _time(a: Signature, b: Signature) -> float:
    if a.day is not None and b.day is not None:
        return 0.24 if a.day == b.day else 0.04
    if a.firm and b.firm:
        return 0.14 if min(_length(a), _length(b)) <= _LONG_DAYS else 0.04
    apart = _anchors_apart(a, b)
    if apart is None:
        return 0.04 if anchor(a) is None and anchor(b) is None else 0.0
    return 0.1 if apart <= _NEAR_DAYS else -0.2 if apart > _LONG_DAYS else 0.02


def _length(signature: Signature) -> int:
    return _last(signature) - _first(signature)


def anchor(signature: Signature) -> int | None:
    """The day by which a report is looked for: its own where it has one, else that of its article."""
    if signature.firm:
        return signature.start if signature.start is not None else signature.end
    if signature.start is not None and signature.end is not None and signature.start != signature.end:
        return signature.start
    return signature.told if signature.told is not None else signature.start or signature.end


def _anchors_apart(a: Signature, b: Signature) -> int | None:
    one, other = anchor(a), anchor(b)
    if one is None or other is None:
        return None
    return abs(one - other)


def _place(a: Signature, b: Signature) -> float:
    if not a.places or not b.places:
        return 0.0
    if a.places[0] == b.places[0]:
        return 0.2 if len(a.places) > 1 else 0.12
    return 0.1


def _actors(a: Signature, b: Signature) -> float:
    """Shared participants; to have other ones speaks against it, to name none does not."""
    groups = 0.06 if set(a.groups) & set(b.groups) else 0.0
    if not a.actors or not b.actors:
        return groups
    met = shared_actors(a, b)
    if not met:
        return groups - 0.25
    return groups + 0.1 + 0.2 * met / min(len(a.actors), len(b.actors)) * (1 if met > 1 else 0.8)


def shared_actors(a: Signature, b: Signature) -> int:
    """How many participants of the one are called as one of the other."""
    return sum(any(not set(one).isdisjoint(other) for other in b.actors) for one in a.actors)


def _details(a: Signature, b: Signature) -> float:
    found = 0.14 if set(a.figures) & set(b.figures) else 0.0
    found += 0.08 if set(a.papers) & set(b.papers) else 0.0
    found += 0.06 if set(a.topics) & set(b.topics) else 0.0
    return found - (0.08 if a.negative != b.negative else 0.0)


def _wording(a: Signature, b: Signature) -> float:
    """Like words, sentences and stories; that the two stand in one article says nothing."""
    told = 0.1 if set(a.words) & set(b.words) else 0.0
    if a.article == b.article:
        return told
    return told + 0.26 * cosine(a.story, b.story) + 0.26 * cosine(a.context, b.context)


def cosine(a: Collection[str], b: Collection[str]) -> float:
    """Of two sets of words: 1 for equal ones, 0 where they share none or one is empty."""
    if not a or not b:
        return 0.0
    return len(set(a) & set(b)) / sqrt(len(a) * len(b))


# ------------------------------------------------------------------------------------------------ talks and speech


def _talks(a: Signature, b: Signature) -> float:
    """Talks are known by who talks: two common sides say more of them than of an attack."""
    if not _level(a):
        return 0.0
    sides = 0.18 if shared_actors(a, b) >= 2 else 0.0
    return sides + (0.16 if a.ordinal and a.ordinal == b.ordinal else 0.0)


def _speech(a: Signature, b: Signature) -> float:
    """One speech in two articles has a common speaker, a fitting day, and words that both report."""
    if not shared_actors(a, b) or (_anchors_apart(a, b) or 0) > _NEAR_DAYS:
        return 0.0
    common = cosine(a.said, b.said)
    day = 0.12 if a.day is not None and a.day == b.day else 0.08
    types = 0.1 if set(a.types) & set(b.types) else 0.0
    place = 0.08 if a.places and a.places == b.places else 0.0
    return min(1.0, 0.24 + day + types + place + 0.6 * common + 0.1 * cosine(a.story, b.story))
