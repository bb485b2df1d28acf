"""Talks as process, round and session: brings the mentions of talks in an article into that order.

Mentions of talks with sides in common are one process. Inside it, mentions with the same place, ordinal and nearby days
are one round; in the news of the day each day of talks is a session of its round. A round or session is only made of
mentions that say so: nothing is filled in but sides, place and mediators, which sessions share with their round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from kg.events.confidence import talks_confidence
from kg.events.mention import EventMention
from kg.events.referents import Referents
from kg.events.talks import Level, TalksMention, concerns_of, format_of, is_name_of_sides, read_talks
from kg.events.talks_rounds import build_round, find_rounds
from kg.model import (
    REALISED,
    ActorType,
    DateBasis,
    Event,
    EventClass,
    EventTime,
    Modality,
    Participation,
    Polarity,
    Precision,
    PublicationDay,
    Role,
    TimeInterval,
    Unresolved,
)

_SIDES = frozenset({ActorType.STATE, ActorType.ORGANISATION, ActorType.ARMED_FORCE, ActorType.PERSON})


def build_negotiations(
    mentions: Sequence[EventMention], publication: PublicationDay | Unresolved, referents: Referents
) -> list[Event]:
    """Processes, rounds and sessions; keys are temporary (``t1`` ...), ``part_of`` and ``follows`` name them."""
    talks = [read_talks(m, referents) for m in sorted(mentions, key=lambda m: m.span)]
    events: list[Event] = []
    for group in _processes(talks, referents):
        events.extend(_tree(group, publication, referents, start=len(events)))
    return [replace(event, confidence=talks_confidence(event.types[0])) for event in events]


def _sides(talk: TalksMention, referents: Referents) -> set[str]:
    named = (p.actor for p in talk.mention.participants if p.role is Role.PARTY)
    return {key for key in named if referents.type_of(key) in _SIDES}


def _processes(talks: Sequence[TalksMention], referents: Referents) -> list[list[TalksMention]]:
    """Groups with sides in common; mentions that name no side belong to the group before them."""
    groups: list[tuple[set[str], list[TalksMention]]] = []
    waiting: list[TalksMention] = []
    for talk in talks:
        sides = _sides(talk, referents)
        known = next((g for g in reversed(groups) if g[0] & sides), None) if sides else (groups[-1] if groups else None)
        persons = all(referents.type_of(key) is ActorType.PERSON for key in sides)
        if known is None and groups and persons and talk.mention.definite:  # "invited A and B to the talks"
            groups[-1][1].append(talk)
            continue
        if known is not None:
            known[0].update(sides if len(sides) < 2 or len(known[0]) < 2 else set())
            known[1].append(talk)
        elif len(sides) >= 2 or (sides and not groups):
            groups.append((sides, [*waiting, talk]))
            waiting = []
        else:
            waiting.append(talk)
    apart, waiting = _apart(waiting, referents) if groups else ([], waiting)
    groups.extend(apart)
    if waiting:
        groups.append((set(), waiting)) if not groups else groups[0][1].extend(waiting)
    return [sorted(group, key=lambda t: t.mention.span) for _, group in groups]


def _apart(
    talks: Sequence[TalksMention], referents: Referents
) -> tuple[list[tuple[set[str], list[TalksMention]]], list[TalksMention]]:
    """ "Swedish envoys left after days of talks": talks of a side that no others have are a course of their own."""
    apart: list[tuple[set[str], list[TalksMention]]] = []
    rest: list[TalksMention] = []
    for talk in talks:
        sides = _sides(talk, referents)
        states = bool(sides) and all(referents.type_of(key) is not ActorType.PERSON for key in sides)
        known = next((g for g in apart if g[0] & sides), None)
        if known is not None:
            known[1].append(talk)
        elif states and not talk.mention.definite and _names_others(talk):
            apart.append((sides, [talk]))
        else:
            rest.append(talk)
    return apart, rest


def _names_others(talk: TalksMention) -> bool:
    """ "Consultations with Qatar", "five days of talks"; "the army broke off negotiations" tells of those known."""
    beside = any(p.role is Role.PARTY and p.evidence.start > talk.mention.span.end for p in talk.mention.participants)
    return not talk.edge and (talk.level is not Level.TALKS or beside)


def _tree(
    talks: Sequence[TalksMention], publication: PublicationDay | Unresolved, referents: Referents, *, start: int
) -> Iterator[Event]:
    parties = _roles(talks, referents)
    process_key = f"t{start + 1}"
    rounds = find_rounds([t for t in talks if t.level is not Level.COURSE], referents)
    if not any(_is_told_apart(t) for t in talks):  # a mere mention of talks that go on
        yield _process(process_key, talks, [], publication, (*parties, *_hosts(talks)))
        return
    rounds = [members for members in rounds if not all(t.is_bare_edge for t in members)] or rounds[:1]
    children: list[Event] = []
    for number, members in enumerate(rounds, start=1):
        key = f"{process_key}.{number}"
        children.extend(build_round(key, process_key, members, publication, referents, parties))
    known = sum(p.role in {Role.PARTY, Role.DELEGATION} for p in parties) >= 2
    if not known and len(children) <= 1 and not any(t.level is Level.COURSE for t in talks):
        yield from (replace(c, kind=EventClass.EVENT, part_of=None, types=("NegotiationSession",)) for c in children)
        return
    yield _process(process_key, talks, children, publication, parties)
    yield from children


def _is_told_apart(talk: TalksMention) -> bool:
    if talk.level is Level.COURSE:
        return False
    return talk.level is not Level.TALKS or talk.period is not None or talk.mention.place is not None


def _roles(talks: Sequence[TalksMention], referents: Referents) -> tuple[Participation, ...]:
    """Sides, mediators and hosts of the whole group, each once."""
    found: dict[tuple[Role, str], Participation] = {}
    for talk in talks:
        for p in talk.mention.participants:
            if p.role in {Role.PARTY, Role.MEDIATOR, Role.DELEGATION}:
                found.setdefault((p.role, p.actor), p)
    named = [p for p in found.values() if not is_name_of_sides(referents.actors[p.actor].label)]
    return tuple(named if sum(p.role is Role.PARTY for p in named) > 1 else found.values())


def _hosts(talks: Sequence[TalksMention]) -> list[Participation]:
    return list({p.actor: p for t in talks for p in t.mention.participants if p.role is Role.HOST}.values())


def _process(
    key: str,
    talks: Sequence[TalksMention],
    children: Sequence[Event],
    publication: PublicationDay | Unresolved,
    parties: tuple[Participation, ...],
) -> Event:
    """The whole course; it began at an unknown day before what the article tells."""
    whole = [t for t in talks if len(t.mention.participants) > 1 or t.is_bare_edge or t.level is Level.COURSE]
    spans = tuple(t.mention.span for t in whole or talks[:1])
    going_on = any(e.modality is Modality.ONGOING for e in children)
    realised = any(e.modality in REALISED for e in children)
    modality = Modality.ONGOING if going_on else Modality.OCCURRED if realised else talks[0].mention.modality
    return Event(
        key, EventClass.NEGOTIATION_PROCESS, ("NegotiationProcess",), "", modality, Polarity.POSITIVE,
        _process_time(children, talks, publication, ongoing=going_on), spans[0], spans, None, parties, (),
        concerns_of(talks),
        talks_format=format_of(talks),
    )  # fmt: skip


def _process_time(
    children: Sequence[Event],
    talks: Sequence[TalksMention],
    publication: PublicationDay | Unresolved,
    *,
    ongoing: bool,
) -> EventTime:
    """Up to the last day told; from the day on which they are said to have begun."""
    ends = [w.end for e in children if e.modality in REALISED and isinstance(w := e.time.when, TimeInterval) and w.end]
    ends += [w.end for t in talks if t.level is Level.COURSE and (w := t.period) is not None and w.end]
    begun = [t for t in talks if t.opens and not t.again and (w := t.period) is not None and w.start]
    begun = [t for t in begun if t.level is not Level.ROUND or t.ordinal in {None, 1}]
    if not ends:
        return EventTime(None, DateBasis.CONTEXT if not isinstance(publication, Unresolved) else DateBasis.UNRESOLVED)
    last, lead = max(ends), min(begun, key=lambda t: _first_day(t), default=None)
    if lead is not None and lead.mention.time is not None and _first_day(lead) < last:
        first, told = _first_day(lead), lead.mention.time
        when = TimeInterval(first, last, Precision.DAY, f"{first}/{last}")
        return EventTime(when, told.basis, told.text, ongoing, told.evidence)
    return EventTime(TimeInterval(None, last, Precision.UNKNOWN, f"../{last}"), DateBasis.BOUND, None, ongoing)


def _first_day(talk: TalksMention) -> date:
    return talk.period.start if talk.period is not None and talk.period.start is not None else date.max
