"""How the events of an article hang together: parts, simultaneous events, reactions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.events.circumstances import compatible
from kg.events.referents import Referents
from kg.events.whereabouts import contains
from kg.model import (
    REALISED,
    DateBasis,
    Document,
    Event,
    EventClass,
    EventTime,
    Modality,
    Placement,
    Precision,
    Span,
    TimeInterval,
)
from kg.sentences import sentence_at

_SESSION_EVENTS = frozenset(
    {"RoadmapOrProcedureAgreed", "ToldInTalks", "TechnicalTalks", "WalkOut", "TalksBrokenOff", "SuspensionOfTalks"}
)
# these were done at the sitting itself, so on its day and in its place
_AT_THE_TABLE = frozenset({"RoadmapOrProcedureAgreed", "ToldInTalks", "WalkOut"})
_AHEAD = frozenset({Modality.EXPECTED, Modality.PROPOSED, Modality.HYPOTHETICAL})
_ARMED = frozenset({"ArmedAttack", "AirOrDroneStrike", "ShellingOrMissileAttack", "BombingCampaign", "ArmedClash"})


def relate(events: Sequence[Event], document: Document, referents: Referents) -> list[Event]:
    """The events with ``part_of`` and ``during`` filled in where the text places one inside the other."""
    sessions = [e for e in events if e.kind is EventClass.NEGOTIATION_SESSION and e.modality in REALISED]
    rounds = [e for e in events if e.kind is EventClass.NEGOTIATION_ROUND]
    held = [e for e in rounds if e.modality not in _AHEAD]
    wars = [e for e in events if "War" in e.types]
    found = []
    for event in events:
        if event.part_of is None and _SESSION_EVENTS & set(event.types):
            at_table = bool(_AT_THE_TABLE & set(event.types))
            told = held if event.modality in REALISED else rounds  # nothing has happened in a round to come
            whole = (_whole_of(event, sessions) if at_table else None) or _whole_of(event, told)
            event = _within(event, whole) if whole is not None else event
        elif event.part_of is None and _ARMED & set(event.types):
            war = next((w for w in wars if w.key != event.key and _inside(event, w, referents)), None)
            event = replace(event, part_of=war.key) if war is not None else event
        if event.kind is EventClass.VIOLENT_EVENT and event.during is None:
            beside = next((s for s in sessions if _set_against(event, s, document)), None)
            event = replace(event, during=beside.key) if beside is not None else event
        found.append(event)
    return found


def with_reactions(events: Sequence[Event], document: Document) -> list[Event]:
    """Praise, criticism and denial react to what the same sentence says they are about."""
    return [
        e
        if e.reaction_to is not None or not _REACTIONS & set(e.types)
        else replace(e, reaction_to=_cause(e, events, document))
        for e in events
    ]


_REACTIONS = frozenset({"CriticismOrAccusation", "PraiseOrSupport", "Denial", "DiplomaticSupport"})


def _cause(reaction: Event, events: Sequence[Event], document: Document) -> str | None:
    """The nearest realised event, no act of saying, that is mentioned after the reaction's cue."""
    found = [
        (span.start, event.key)
        for cue in reaction.mentions
        for event in events
        if event.kind is not EventClass.SPEECH_EVENT and event.modality in REALISED and event.key != reaction.key
        for span in event.mentions
        if span.start > cue.start and sentence_at(document, cue.start).span.holds(span)
    ]
    return min(found)[1] if found else None


def anchor_since_then(events: Sequence[Event], document: Document) -> list[Event]:
    """ "Since then, ...": what goes on began on the day of the dated event told last before."""
    found = []
    for event in events:
        sentence = next((s for m in event.mentions if _SINCE_THEN.search(s := _words(m, document))), None)
        known = event.kind is EventClass.SPEECH_EVENT or (
            isinstance(event.time.when, TimeInterval) and event.time.when.start is not None
        )
        before = _told_before(event, events) if sentence is not None and not known else None
        found.append(event if before is None else replace(event, time=_since(before, event)))
    return found


_SINCE_THEN = re.compile(r"\b(since then|(that|which) (has )?followed)\b", re.IGNORECASE)


def _words(mention: Span, document: Document) -> str:
    return sentence_at(document, mention.start).span.cut(document.text)


def _told_before(event: Event, events: Sequence[Event]) -> Event | None:
    """The event with a known first day whose last mention before this event's is nearest."""
    here = max(event.mentions)
    told = [
        (max(m for m in e.mentions if m < here), n, e)
        for n, e in enumerate(events)
        if e.key != event.key
        and e.modality in REALISED
        and e.kind not in {EventClass.SPEECH_EVENT, EventClass.NEGOTIATION_ROUND}
        and isinstance(e.time.when, TimeInterval)
        and e.time.when.start is not None
        and any(m < here for m in e.mentions)
    ]
    return max(told)[2] if told else None


def _since(before: Event, event: Event) -> EventTime:
    start = before.time.when.start if isinstance(before.time.when, TimeInterval) else None
    end = event.time.when.end if isinstance(event.time.when, TimeInterval) else None
    when = TimeInterval(start, end, Precision.DAY, f"{start}/..")
    return EventTime(when, DateBasis.EVENT_ANCHORED, "since then", True, event.time.evidence or max(event.mentions))


def _within(event: Event, whole: Event) -> Event:
    """The event as a part; day and place of the whole are its own where it says none."""
    inherited = whole.kind is EventClass.NEGOTIATION_SESSION and whole.place is not None
    place = event.place or (Placement(whole.place.place, None) if inherited and whole.place else None)
    known = event.time.basis is not DateBasis.BOUND or event.time.text is not None
    time = event.time if known or whole.kind is EventClass.NEGOTIATION_ROUND else _as_context(whole.time)
    return replace(event, part_of=whole.key, place=place, time=time)


def _as_context(time: EventTime) -> EventTime:
    return replace(time, basis=DateBasis.CONTEXT, text=None)


def _whole_of(event: Event, wholes: Sequence[Event]) -> Event | None:
    """The session or round that the event's day falls on; the only one where it has no day."""
    if len(wholes) == 1 and compatible(event.time, wholes[0].time):
        return wholes[0]
    when = event.time.when
    if not isinstance(when, TimeInterval) or when.start is None:
        return None
    return next((w for w in wholes if compatible(event.time, w.time)), None)


def _inside(event: Event, war: Event, referents: Referents) -> bool:
    """An attack of one of a war's sides, in the war's place and time."""
    if event.place is None or war.place is None or not contains(war.place.place, event.place.place, referents):
        return False
    began = war.time.when.start if isinstance(war.time.when, TimeInterval) else None
    ended = event.time.when.end if isinstance(event.time.when, TimeInterval) else None
    if began is not None and ended is not None and ended <= began:
        return False
    sides = {_side(p.actor, referents) for p in war.participants}
    return not sides or bool(sides & {_side(p.actor, referents) for p in event.participants})


def _side(key: str, referents: Referents) -> str:
    """The state that an armed force belongs to, else the actor itself."""
    actor = referents.actors[key]
    return next((a.other for a in actor.affiliations if a.role == "Member" and a.other is not None), key)


def _set_against(event: Event, session: Event, document: Document) -> bool:
    """Both in one sentence, on one day: the article sets them against each other."""
    sentences = {sentence_at(document, span.start).index for span in event.mentions}
    shared = sentences & {sentence_at(document, span.start).index for span in session.mentions}
    a, b = event.time.when, session.time.when
    same = isinstance(a, TimeInterval) and isinstance(b, TimeInterval) and a.start == b.start and a.start is not None
    return bool(shared) and same
