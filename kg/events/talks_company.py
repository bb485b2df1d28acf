"""Who sits at talks beyond what their own clause says: meetings of the sides, delegations, mediators, signatories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.events.mention import EventMention
from kg.events.referents import Referents
from kg.events.talks import TALKS, is_name_of_sides
from kg.model import REALISED, Actor, ActorType, Document, Event, EventClass, Participation, Role
from kg.sentences import sentence_at


def as_talks(mentions: Sequence[EventMention]) -> list[EventMention]:
    """ "The meeting on Monday" in an article on talks is one of them; a meeting of its own people is not."""
    mentions = [_negotiated(m) for m in mentions]
    talks = {p.actor for m in mentions if set(m.types) & TALKS for p in m.participants if p.role is Role.PARTY}
    told = any(set(m.types) & TALKS and "round" not in m.words for m in mentions)
    mentions = [m for m in mentions if told or not set(m.types) & TALKS]  # a round of an election is none of talks
    first = min((m.head for m in mentions if set(m.types) & TALKS and not m.headline), default=0)
    return [
        replace(m, types=("NegotiationSession",), kind=EventClass.NEGOTIATION_SESSION)
        if len(talks) > 1
        and m.types[0] == "Meeting"
        and m.definite
        and m.head > first  # "said after the meeting", before any talks are told of, is another
        and {p.actor for p in m.participants} <= talks
        else m
        for m in mentions
    ]


def _negotiated(mention: EventMention) -> EventMention:
    """ "Negotiators met for a third day": where only negotiators or delegations meet, they talk."""
    roles = {p.role for p in mention.participants}
    sitting = mention.types[0] == "Meeting" and bool(roles) and roles <= {Role.NEGOTIATOR, Role.DELEGATION}
    if not sitting or mention.modality not in REALISED:
        return mention
    return replace(mention, types=("NegotiationSession",), kind=EventClass.NEGOTIATION_SESSION)


def with_company(events: Sequence[Event], referents: Referents) -> list[Event]:
    """Delegations of the article and unnamed mediators, where there is only one process they can belong to."""
    if sum(e.kind is EventClass.NEGOTIATION_PROCESS for e in events) != 1:
        return list(events)
    mediators = [_whole(a, Role.MEDIATOR) for a in referents.actors.values() if _mediates(a)]
    delegations = [_whole(a, Role.DELEGATION) for a in referents.actors.values() if a.type is ActorType.DELEGATION]
    return [replace(e, participants=_joined(e, mediators, delegations, referents)) for e in events]


def with_mediation(events: Sequence[Event], document: Document) -> list[Event]:
    """ "Qatar has mediated between the two since May": who helps is the mediator of the one process told of.

    The sentence is no second event beside the talks; to act as guarantor is an office, and one.
    """
    processes = [e for e in events if e.kind is EventClass.NEGOTIATION_PROCESS and len(_parties(e)) > 1]
    sides = {p.actor for e in processes for p in _parties(e)}
    told = [e for e in events if all(m.cut(document.text).lower().startswith("mediat") for m in e.mentions)]
    helped = [e for e in told if _only_helps(e, sides)] if len(processes) == 1 else []
    helpers = {p.actor: p for e in helped for p in e.participants if p.role is Role.MEDIATOR}
    return [_helped_by(e, list(helpers.values())) for e in events if e not in helped]


def _only_helps(event: Event, sides: set[str]) -> bool:
    mediated = event.types == ("Mediation",) and event.modality in REALISED and event.place is None
    if mediated and not event.participants and event.time.text is None:
        return True  # of which nothing is told
    return (
        mediated
        and any(p.role is Role.MEDIATOR for p in event.participants)
        and {p.actor for p in event.participants if p.role is not Role.MEDIATOR} <= sides
    )


def _helped_by(event: Event, helpers: Sequence[Participation]) -> Event:
    if not event.types[0].startswith("Negotiation") or event.modality not in REALISED or len(_parties(event)) < 2:
        return event
    known = {p.actor for p in event.participants}
    return replace(event, participants=(*event.participants, *(p for p in helpers if p.actor not in known)))


def with_sides(events: Sequence[Event]) -> list[Event]:
    """Talks whose sides the text does not name with them have those of the one agreement that the article tells of.

    A sitting of nobody stays an event without a class of its own.
    """
    signed = [e for e in events if e.types[0] in _AGREEMENTS and e.modality in REALISED and len(_parties(e)) > 1]
    shared = _parties(signed[0]) if signed else []
    if {p.actor for e in signed for p in _parties(e)} != {p.actor for p in shared}:
        shared = []
    return [_attended(_with_parties(e, shared)) for e in events]


def with_agreed(events: Sequence[Event], document: Document, referents: Referents) -> list[Event]:
    """What comes of talks, or may, is between those who talk: a deal without sides of its own, told with the talks."""
    talks = [e for e in events if e.types[0].startswith("Negotiation") and len(_parties(e)) > 1]
    return [_by_name(_between(_without_sides_named(e, referents), talks, document), talks, referents) for e in events]


def _without_sides_named(event: Event, referents: Referents) -> Event:
    """ "Rivals agree ...", and then both by name: what calls them together is no third beside them."""
    parties = _parties(event)
    together = [p for p in parties if is_name_of_sides(referents.actors[p.actor].label)]
    if not together or len(parties) - len(together) < 2:
        return event
    return replace(event, participants=tuple(p for p in event.participants if p not in together))


def _between(event: Event, talks: Sequence[Event], document: Document) -> Event:
    if event.types[0] not in _BETWEEN_SIDES or event.participants:
        return event
    told = {sentence_at(document, m.start).index for m in event.mentions}
    beside = [t for t in talks if told & {sentence_at(document, m.start).index for m in t.mentions}]
    if any("agenda" in sentence_at(document, m.start).span.cut(document.text).lower() for m in event.mentions):
        beside = beside or list(talks)
    sides = {frozenset(p.actor for p in _parties(t)) for t in beside}
    return replace(event, participants=tuple(_parties(beside[0]))) if len(sides) == 1 else event


def _by_name(event: Event, talks: Sequence[Event], referents: Referents) -> Event:
    """ "The sides agreed", "the two countries fought a war": those who talk, where only one company does."""
    companies = [named for t in talks if len(named := _named_sides(t, referents)) > 1]
    unnamed = [p for p in event.participants if is_name_of_sides(referents.actors[p.actor].label)]
    if len({frozenset(p.actor for p in c) for c in companies}) != 1 or len(unnamed) != 1:
        return event
    agreed = event.types[0] in _BETWEEN_SIDES or event.types[0] == "RoadmapOrProcedureAgreed"
    if (agreed and len(_parties(event)) != 1) or (not agreed and len(companies[0]) != 2):
        return event
    same = replace(unnamed[0], outcome=None)
    named = [replace(same, actor=p.actor) for p in companies[0] if p.actor != unnamed[0].actor]
    others = [p for p in event.participants if p not in unnamed]
    return replace(event, participants=(*others, *named)) if len(named) > 1 else event


def _named_sides(talks: Event, referents: Referents) -> list[Participation]:
    """The sides of talks without groups that have no name."""
    return [p for p in _parties(talks) if referents.type_of(p.actor) is not ActorType.GROUP]


def with_sides_of_deal(events: Sequence[Event], document: Document, referents: Referents) -> list[Event]:
    """Talks with one side or none have those of the deal told in one sentence with them ("closing years of talks").

    A single person who opened or suspended them then stands for a side, and is none beside it.
    """
    deals = [e for e in events if e.types[0] in _AGREEMENTS and e.modality in REALISED and len(_parties(e)) > 1]
    shared: dict[str, list[Participation]] = {}
    for talks in (e for e in events if e.types[0].startswith("Negotiation") and len(_parties(e)) < 2):
        told = {sentence_at(document, m.start).index for m in talks.mentions}
        beside = [d for d in deals if told & {sentence_at(document, m.start).index for m in d.mentions}]
        if len({frozenset(p.actor for p in _parties(d)) for d in beside}) == 1:
            shared.setdefault(_root(talks), _parties(beside[0]))
    return [_seated(e, shared.get(_root(e), []), referents) for e in events]


def _root(event: Event) -> str:
    """The key of the process that talks belong to, by the way keys of talks are made."""
    return event.key.split(".", 1)[0]


def _seated(event: Event, sides: Sequence[Participation], referents: Referents) -> Event:
    if not event.types[0].startswith("Negotiation") or not sides or len(_parties(event)) > 1:
        return event
    others = [p for p in event.participants if p.role is not Role.PARTY or not _is_person(p, referents)]
    known = {(p.role, p.actor) for p in others}
    return replace(event, participants=(*others, *(p for p in sides if (p.role, p.actor) not in known)))


def _is_person(participation: Participation, referents: Referents) -> bool:
    return referents.type_of(participation.actor) is ActorType.PERSON


def _with_parties(event: Event, shared: Sequence[Participation]) -> Event:
    if not event.types[0].startswith("Negotiation") or _parties(event):
        return event
    return replace(event, participants=(*event.participants, *shared))


def _attended(event: Event) -> Event:
    seated = {Role.PARTY, Role.NEGOTIATOR, Role.DELEGATION}
    if event.kind is not EventClass.NEGOTIATION_SESSION or any(p.role in seated for p in event.participants):
        return event
    return replace(event, kind=EventClass.EVENT)


def _parties(event: Event) -> list[Participation]:
    return [p for p in event.participants if p.role is Role.PARTY]


_AGREEMENTS = frozenset({"AgreementSigned", "AgreementReached"})
_BETWEEN_SIDES = _AGREEMENTS | {"Ceasefire"}


def _mediates(actor: Actor) -> bool:
    return actor.type is ActorType.GROUP and bool(actor.mentions) and actor.label.lower().endswith("mediators")


def _whole(actor: Actor, role: Role) -> Participation:
    return Participation(role, actor.key, actor.mentions[0])


def _joined(
    event: Event, mediators: Sequence[Participation], delegations: Sequence[Participation], referents: Referents
) -> tuple[Participation, ...]:
    parties = {p.actor for p in event.participants if p.role is Role.PARTY}
    added = list(mediators) if event.modality in REALISED else []
    if event.kind is EventClass.NEGOTIATION_ROUND:
        added += delegations
    elif event.kind is EventClass.NEGOTIATION_SESSION and event.modality in REALISED:
        added += [d for d in delegations if _represented(d.actor, referents) in parties]
    known = {(p.role, p.actor) for p in event.participants}
    return (*event.participants, *(p for p in added if (p.role, p.actor) not in known))


def _represented(delegation: str, referents: Referents) -> str | None:
    return next((a.other for a in referents.actors[delegation].affiliations if a.role == "Represents"), None)
