"""Talks as process, round and session: brings the mentions of talks in an article into that order.

Mentions of talks with sides in common are one process. Inside it, mentions with the same place, ordinal and nearby days
are one round; in the news of the day each day of talks is a session of its round. A round or session is only made of
mentions that say so: nothing is filled in but sides, place and mediators, which sessions share with their round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from spacy.tokens import Token

from kg.events.circumstances import contains
from kg.events.mention import EventMention
from kg.events.referents import Referents
from kg.model import (
    REALISED,
    Actor,
    ActorType,
    Code,
    DateBasis,
    Event,
    EventClass,
    EventTime,
    Modality,
    Participation,
    Placement,
    Polarity,
    Precision,
    PublicationDay,
    Role,
    TimeInterval,
    TopicMention,
    Unresolved,
)
from kg.syntax import modifiers_of

TALKS = frozenset({"NegotiationSession"})
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ORDINAL = {word: n for n, word in enumerate(_ORDINALS, start=1)} | {f"{n}th": n for n in range(4, 31)}
_ORDINAL |= {"1st": 1, "2nd": 2, "3rd": 3, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_FORMATS = {
    "indirect": "IndirectTalks",
    "proximity": "IndirectTalks",
    "direct": "DirectTalks",
    "bilateral": "DirectTalks",
}
_FORMATS |= {"face-to-face": "DirectTalks", "multilateral": "MultilateralTalks", "virtual": "RemoteTalks"}
_FORMATS |= {"online": "RemoteTalks", "remote": "RemoteTalks"}
_EDGES = frozenset(
    "launch suspend interrupt halt break restart begin start open resume end conclude close finish collapse adjourn "
    "overrun last extend".split()
)
_SIDES = frozenset({ActorType.STATE, ActorType.ORGANISATION, ActorType.ARMED_FORCE, ActorType.PERSON})
_CONFIDENCE = 0.6  # the tree is put together from many mentions; see docs/extraction.md
_NEARBY = timedelta(days=14)
_NEWS = timedelta(days=7)


class Level(StrEnum):
    """What a mention of talks speaks of."""

    TALKS = "talks"
    ROUND = "round"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class TalksMention:
    """A mention of talks with what it says of level, ordinal and format.

    ``edge`` is True where its time is that of a beginning or an end ("the talks resumed on 3 May").
    """

    mention: EventMention
    level: Level
    ordinal: int | None
    talks_format: Code | None
    edge: bool = False

    @property
    def day(self) -> TimeInterval | None:
        """The single day the mention names."""
        when = self.period
        return when if when is not None and when.start is not None and when.start == when.end else None

    @property
    def period(self) -> TimeInterval | None:
        """The resolved time of the mention."""
        time = self.mention.time
        return time.when if time is not None and isinstance(time.when, TimeInterval) else None


@dataclass(slots=True)
class _Round:
    mentions: list[TalksMention] = field(default_factory=list)


def read_talks(mention: EventMention, referents: Referents) -> TalksMention:
    """Level, ordinal and format of a mention of talks."""
    head = referents.doc[mention.head]
    level, ordinal = _level(head)
    found = next((code for word in modifiers_of(head) if (code := _FORMATS.get(word.lower_))), None)
    verb = head.head
    edge = level is not Level.SESSION and head.dep_ in {"nsubj", "nsubjpass", "dobj"} and verb.lemma_.lower() in _EDGES
    return TalksMention(mention, level, ordinal, found, edge)


def _level(head: Token) -> tuple[Level, int | None]:
    above = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else None
    for noun in (head, above):
        if noun is None:
            continue
        lemma = noun.lemma_.lower()
        if lemma == "round":
            return Level.ROUND, _ordinal_of(noun)
        if lemma in {"day", "session", "meeting"} and (noun != head or _ordinal_of(noun)):
            return Level.SESSION, _ordinal_of(noun)
    for day in (t for t in head.subtree if t.lemma_.lower() == "day" and t.i > head.i):
        following = head.doc[day.i + 1] if day.i + 1 < len(head.doc) else None
        if following is not None and following.lower_ in _ORDINAL:
            return Level.SESSION, _ORDINAL[following.lower_]
    return Level.TALKS, None


def _ordinal_of(noun: Token) -> int | None:
    return next((n for word in modifiers_of(noun) if (n := _ORDINAL.get(word.lower_))), None)


def as_talks(mentions: Sequence[EventMention]) -> list[EventMention]:
    """ "The meeting on Monday" in an article on talks is one of them; a meeting of its own people is not."""
    talks = {p.actor for m in mentions if set(m.types) & TALKS for p in m.participants if p.role is Role.PARTY}
    told = any(set(m.types) & TALKS and "round" not in m.words for m in mentions)
    mentions = [m for m in mentions if told or not set(m.types) & TALKS]  # a round of an election is none of talks
    return [
        replace(m, types=("NegotiationSession",), kind=EventClass.NEGOTIATION_SESSION)
        if len(talks) > 1 and m.types[0] == "Meeting" and m.definite and {p.actor for p in m.participants} <= talks
        else m
        for m in mentions
    ]


def with_company(events: Sequence[Event], referents: Referents) -> list[Event]:
    """Delegations of the article and unnamed mediators, where there is only one process they can belong to."""
    if sum(e.kind is EventClass.NEGOTIATION_PROCESS for e in events) != 1:
        return list(events)
    mediators = [_whole(a, Role.MEDIATOR) for a in referents.actors.values() if _mediates(a)]
    delegations = [_whole(a, Role.DELEGATION) for a in referents.actors.values() if a.type is ActorType.DELEGATION]
    return [replace(e, participants=_joined(e, mediators, delegations, referents)) for e in events]


def with_sides(events: Sequence[Event]) -> list[Event]:
    """Talks whose sides the text does not name with them have those of the one agreement that the article tells of.

    A sitting of nobody stays an event without a class of its own.
    """
    signed = [e for e in events if e.types[0] in _AGREEMENTS and e.modality in REALISED and len(_parties(e)) > 1]
    shared = _parties(signed[0]) if signed else []
    if {p.actor for e in signed for p in _parties(e)} != {p.actor for p in shared}:
        shared = []
    return [_attended(_with_parties(e, shared)) for e in events]


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


# -------------------------------------------------------------------------------------------------- the tree


def build_negotiations(
    mentions: Sequence[EventMention], publication: PublicationDay | Unresolved, referents: Referents
) -> list[Event]:
    """Processes, rounds and sessions; keys are temporary (``t1`` ...), ``part_of`` and ``follows`` name them."""
    talks = [read_talks(m, referents) for m in sorted(mentions, key=lambda m: m.span)]
    events: list[Event] = []
    for group in _processes(talks, referents):
        events.extend(_tree(group, publication, referents, start=len(events)))
    return [replace(event, confidence=_CONFIDENCE) for event in events]


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
        if known is not None:
            known[0].update(sides if len(sides) < 2 or len(known[0]) < 2 else set())
            known[1].append(talk)
        elif len(sides) >= 2 or (sides and not groups):
            groups.append((sides, [*waiting, talk]))
            waiting = []
        else:
            waiting.append(talk)
    if waiting:
        groups.append((set(), waiting)) if not groups else groups[0][1].extend(waiting)
    return [sorted(group, key=lambda t: t.mention.span) for _, group in groups]


def _tree(
    talks: Sequence[TalksMention], publication: PublicationDay | Unresolved, referents: Referents, *, start: int
) -> Iterator[Event]:
    parties = _roles(talks, referents)
    process_key = f"t{start + 1}"
    rounds = [r.mentions for r in _rounds(talks, referents)]
    if not any(_is_told_apart(t) for t in talks):  # a mere mention of talks that go on
        yield _process(process_key, talks, [], publication, parties)
        return
    rounds = [members for members in rounds if not all(_is_bare_edge(t) for t in members)] or rounds[:1]
    children: list[Event] = []
    for number, members in enumerate(rounds, start=1):
        key = f"{process_key}.{number}"
        children.extend(_round(key, process_key, members, publication, referents, parties))
    if sum(p.role in {Role.PARTY, Role.DELEGATION} for p in parties) < 2 and len(children) <= 1:
        yield from (replace(c, kind=EventClass.EVENT, part_of=None, types=("NegotiationSession",)) for c in children)
        return
    yield _process(process_key, talks, children, publication, parties)
    yield from children


def _is_told_apart(talk: TalksMention) -> bool:
    return talk.level is not Level.TALKS or talk.period is not None or talk.mention.place is not None


def _is_bare_edge(talk: TalksMention) -> bool:
    """ "The talks were suspended in May" tells of the whole course, not of a round in May."""
    return talk.edge and talk.mention.place is None and talk.level is Level.TALKS


def _roles(talks: Sequence[TalksMention], referents: Referents) -> tuple[Participation, ...]:
    """Sides, mediators and hosts of the whole group, each once."""
    found: dict[tuple[Role, str], Participation] = {}
    for talk in talks:
        for p in talk.mention.participants:
            if p.role in {Role.PARTY, Role.MEDIATOR, Role.DELEGATION}:
                found.setdefault((p.role, p.actor), p)
    return tuple(found.values())


def _rounds(talks: Sequence[TalksMention], referents: Referents) -> list[_Round]:
    rounds: list[_Round] = []
    for talk in sorted(talks, key=_is_bare_edge):
        known = next((r for r in reversed(rounds) if _fits(talk, r, referents)), None)
        if known is None:
            known = _Round()
            rounds.append(known)
        known.mentions.append(talk)
    return rounds


def _fits(talk: TalksMention, known: _Round, referents: Referents) -> bool:
    for other in known.mentions:
        both = talk.level is Level.ROUND and other.level is Level.ROUND and talk.ordinal and other.ordinal
        if both and talk.ordinal != other.ordinal:
            return False
        mine, theirs = talk.mention.place, other.mention.place
        if mine and theirs and not _near(mine, theirs, referents):
            return False
        if not _nearby(talk.period, other.period):
            return False
    return True


def _near(one: Placement, other: Placement, referents: Referents) -> bool:
    return contains(one.place, other.place, referents) or contains(other.place, one.place, referents)


def _nearby(one: TimeInterval | None, other: TimeInterval | None) -> bool:
    if one is None or other is None or one.start is None or other.start is None:
        return True
    later, earlier = (one, other) if one.start >= other.start else (other, one)
    assert later.start is not None
    return later.start - (earlier.end or later.start) <= _NEARBY


# ------------------------------------------------------------------------------------------- round and session


def _round(
    key: str,
    process: str,
    members: Sequence[TalksMention],
    publication: PublicationDay | Unresolved,
    referents: Referents,
    parties: tuple[Participation, ...],
) -> list[Event]:
    """A round with the sessions that its mentions tell apart by day or ordinal."""
    place = _place(members, referents)
    days = _days(members)
    sessions = _sessions(members, days, publication)
    events = [
        _session(f"{key}.{n}", key, group, place, parties, _before(f"{key}.{n - 1}", n))
        for n, group in enumerate(sessions, start=1)
    ]
    events = _numbered(events)
    realised = any(t.mention.modality in REALISED for t in members)
    going_on = any(e.modality is Modality.EXPECTED for e in events) or any(
        t.mention.modality is Modality.ONGOING for t in members
    )
    modality = members[0].mention.modality if not realised else Modality.ONGOING if going_on else Modality.OCCURRED
    time = _round_time(members, days, publication, ongoing=modality is Modality.ONGOING)
    ordinal = next((t.ordinal for t in members if t.level is Level.ROUND and t.ordinal), None)
    spans = tuple(t.mention.span for t in members)
    head = next((t for t in members if t.level is Level.ROUND), members[0])
    return [
        Event(
            key, EventClass.NEGOTIATION_ROUND, ("NegotiationRound",), "", modality, Polarity.POSITIVE, time,
            head.mention.span, spans, place, _shared(members, parties), _topics(members), _concerns(members), process,
            ordinal=ordinal, talks_format=_format(members),
        ),
        *events,
    ]  # fmt: skip


def _days(members: Sequence[TalksMention]) -> list[TimeInterval]:
    days = {
        t.day.start: t.day for t in members if t.day is not None and t.mention.modality is not Modality.HYPOTHETICAL
    }
    return [days[start] for start in sorted(d for d in days if d is not None)]


def _sessions(
    members: Sequence[TalksMention], days: Sequence[TimeInterval], publication: PublicationDay | Unresolved
) -> list[list[TalksMention]]:
    """Mentions by day, in the order of days; those that only have an ordinal join or follow."""
    news = bool(days) and not isinstance(publication, Unresolved) and _within_news(days, publication)
    named = [t for t in members if t.level is Level.SESSION]
    if not (news or named):
        return []
    groups: dict[object, list[TalksMention]] = {}
    for day in days if news or named else ():
        groups[day.start] = [t for t in members if t.day is not None and t.day.start == day.start and _tells(t)]
        if all(t.edge for t in groups[day.start]):
            groups[day.start] = []
    for talk in named:
        if talk.day is None:
            _join_by_ordinal(talk, groups)
    waiting = [
        t for t in members if t.mention.modality is Modality.EXPECTED and t.day is None and t.level is Level.TALKS
    ]
    for talk in waiting:
        ahead = next((g for g in groups.values() if g and g[0].mention.modality is Modality.EXPECTED), None)
        if ahead is not None:
            ahead.append(talk)
    return [sorted(group, key=lambda t: t.mention.span) for group in groups.values() if group]


def _within_news(days: Sequence[TimeInterval], publication: PublicationDay) -> bool:
    start = publication.when.start
    return start is not None and any(d.start is not None and abs(start - d.start) <= _NEWS for d in days)


def _tells(talk: TalksMention) -> bool:
    return talk.level is not Level.ROUND or talk.ordinal is None


def _join_by_ordinal(talk: TalksMention, groups: dict[object, list[TalksMention]]) -> None:
    for position, group in enumerate(groups.values(), start=1):
        same = any(t.level is Level.SESSION and t.ordinal == talk.ordinal for t in group)
        if group and (
            same or (talk.ordinal == position and not any(t.ordinal for t in group if t.level is Level.SESSION))
        ):
            group.append(talk)
            return
    groups[("ordinal", talk.ordinal)] = [talk]


def _before(key: str, number: int) -> str | None:
    return key if number > 1 else None


def _session(
    key: str,
    round_key: str,
    members: Sequence[TalksMention],
    place: Placement | None,
    parties: tuple[Participation, ...],
    follows: str | None,
) -> Event:
    """One day or sitting of talks; place and sides are those of its round where it names none."""
    modality = next(
        (t.mention.modality for t in members if t.mention.modality in REALISED), members[0].mention.modality
    )
    if modality is Modality.ONGOING:
        modality = Modality.OCCURRED
    dated = next((t for t in members if t.day is not None), members[0])
    own = next((t.mention.place for t in members if t.mention.place is not None), None)
    inherited = Placement(place.place, None) if place is not None else None
    return Event(
        key, EventClass.NEGOTIATION_SESSION, ("NegotiationSession",), "", modality, Polarity.POSITIVE,
        dated.mention.time or EventTime(None, DateBasis.CONTEXT), dated.mention.span,
        tuple(t.mention.span for t in members), (place if own is not None else inherited) or own,
        _shared(members, parties), _topics(members), _concerns(members), round_key, follows,
        ordinal=next((t.ordinal for t in members if t.level is Level.SESSION and t.ordinal), None),
        talks_format=_format(members),
    )  # fmt: skip


def _numbered(sessions: Sequence[Event]) -> list[Event]:
    """A session after a numbered one on the next day has the next number."""
    found: list[Event] = []
    for event in sessions:
        before = found[-1] if found else None
        if before is not None and before.ordinal is not None and event.ordinal is None and _next_day(before, event):
            event = replace(event, ordinal=before.ordinal + 1)
        found.append(event)
    return found


def _next_day(one: Event, other: Event) -> bool:
    a, b = one.time.when, other.time.when
    if not isinstance(a, TimeInterval) or not isinstance(b, TimeInterval) or a.start is None or b.start is None:
        return False
    return b.start - a.start == timedelta(days=1)


def _place(members: Sequence[TalksMention], referents: Referents) -> Placement | None:
    """The innermost place that a member names."""
    places = [t.mention.place for t in members if t.mention.place is not None]
    for place in places:
        if any(p.place != place.place and contains(p.place, place.place, referents) for p in places):
            return place
    return places[0] if places else None


def _shared(members: Sequence[TalksMention], parties: tuple[Participation, ...]) -> tuple[Participation, ...]:
    own = {(p.role, p.actor): p for t in members for p in t.mention.participants}
    return tuple((own | {(p.role, p.actor): own.get((p.role, p.actor), p) for p in parties}).values())


def _topics(members: Sequence[TalksMention]) -> tuple[TopicMention, ...]:
    return tuple({topic.code: topic for t in members for topic in t.mention.topics}.values())


def _concerns(members: Sequence[TalksMention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for t in members for key in t.mention.concerns))


def _format(members: Sequence[TalksMention]) -> Code | None:
    return next((t.talks_format for t in members if t.talks_format), None)


def _round_time(
    members: Sequence[TalksMention],
    days: Sequence[TimeInterval],
    publication: PublicationDay | Unresolved,
    *,
    ongoing: bool,
) -> EventTime:
    """From the first to the last day told; an open end where it goes on."""
    told = [(t.period, t.mention.time) for t in members if t.mention.modality in REALISED]
    told = told or [(t.period, t.mention.time) for t in members]
    dated = [(when, time) for when, time in told if when is not None and time is not None]
    if not dated:
        return members[0].mention.time or EventTime(None, DateBasis.CONTEXT)
    first, time = min(dated, key=lambda item: item[0].start or item[0].end or date.max)
    last = max((when for when, _ in dated), key=lambda when: when.end or when.start or date.min)
    start, end = first.start, last.end
    edtf = first.edtf
    if ongoing and start is not None and first.precision is Precision.DAY:
        edtf = f"{start}/.."
    elif first != last and start is not None and end is not None:
        edtf = f"{start}/{end}"
    when = TimeInterval(start, end, first.precision, edtf, first.zone)
    return EventTime(when, time.basis, time.text, ongoing, time.evidence)


def _process(
    key: str,
    talks: Sequence[TalksMention],
    children: Sequence[Event],
    publication: PublicationDay | Unresolved,
    parties: tuple[Participation, ...],
) -> Event:
    """The whole course; it began at an unknown day before what the article tells."""
    spans = tuple(t.mention.span for t in talks if len(t.mention.participants) > 1) or (talks[0].mention.span,)
    going_on = any(e.modality is Modality.ONGOING for e in children)
    realised = any(e.modality in REALISED for e in children)
    modality = Modality.ONGOING if going_on else Modality.OCCURRED if realised else talks[0].mention.modality
    return Event(
        key, EventClass.NEGOTIATION_PROCESS, ("NegotiationProcess",), "", modality, Polarity.POSITIVE,
        _process_time(children, publication, ongoing=going_on), spans[0], spans, None, parties, (), _concerns(talks),
        talks_format=_format(talks),
    )  # fmt: skip


def _process_time(children: Sequence[Event], publication: PublicationDay | Unresolved, *, ongoing: bool) -> EventTime:
    ends = [w.end for e in children if e.modality in REALISED and isinstance(w := e.time.when, TimeInterval) and w.end]
    if not ends:
        return EventTime(None, DateBasis.CONTEXT if not isinstance(publication, Unresolved) else DateBasis.UNRESOLVED)
    when = TimeInterval(None, max(ends), Precision.UNKNOWN, f"../{max(ends)}")
    return EventTime(when, DateBasis.BOUND, None, ongoing)
