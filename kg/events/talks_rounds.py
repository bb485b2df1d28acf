"""Rounds and sessions of talks: which mentions are one round, and which days of it are told apart.

Mentions with the same place, ordinal and nearby days are one round; in the news of the day each day of talks is a
session of its round. Sessions share sides, place and mediators with their round, days never.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kg.events.referents import Referents
from kg.events.talks import Level, TalksMention, concerns_of, format_of
from kg.events.whereabouts import contains
from kg.model import (
    REALISED,
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
    TimeInterval,
    TopicMention,
    Unresolved,
)

_NEARBY = timedelta(days=14)
_NEWS = timedelta(days=7)
_LATELY = timedelta(days=3)


def find_rounds(talks: Sequence[TalksMention], referents: Referents) -> list[list[TalksMention]]:
    """The mentions of a process by round; the mere beginning or end of talks goes where there is a round for it."""
    rounds: list[list[TalksMention]] = []
    for talk in sorted(talks, key=lambda t: t.is_bare_edge):
        known = next((r for r in reversed(rounds) if _fits(talk, r, referents)), None)
        if known is None:
            known = []
            rounds.append(known)
        known.append(talk)
    return rounds


def _fits(talk: TalksMention, known: Sequence[TalksMention], referents: Referents) -> bool:
    for other in known:
        both = talk.level is Level.ROUND and other.level is Level.ROUND and talk.ordinal and other.ordinal
        if (both and talk.ordinal != other.ordinal) or _is_next(talk, other) or _is_next(other, talk):
            return False
        mine, theirs = talk.mention.place, other.mention.place
        if mine and theirs and not _near(mine, theirs, referents):
            return False
        if not _nearby(talk.period, other.period):
            return False
    return True


def _is_next(one: TalksMention, other: TalksMention) -> bool:
    """ "A third round would open in May" is another one than the talks that were held."""
    ahead = {Modality.EXPECTED, Modality.POSTPONED, Modality.CANCELLED, Modality.AGREED, Modality.PROPOSED}
    numbered = one.level is Level.ROUND and one.ordinal is not None and one.mention.modality in ahead
    if one.next and one.mention.modality is not Modality.OCCURRED:
        return other.mention.modality in REALISED  # "no date was set for the next round"
    return numbered and other.level is not Level.ROUND and other.mention.modality is Modality.OCCURRED


def _near(one: Placement, other: Placement, referents: Referents) -> bool:
    return contains(one.place, other.place, referents) or contains(other.place, one.place, referents)


def _nearby(one: TimeInterval | None, other: TimeInterval | None) -> bool:
    if one is None or other is None or one.start is None or other.start is None:
        return True
    later, earlier = (one, other) if one.start >= other.start else (other, one)
    assert later.start is not None
    return later.start - (earlier.end or later.start) <= _NEARBY


# ------------------------------------------------------------------------------------------- round and session


def build_round(
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
            head.mention.span, spans, place, _shared(members, parties), _topics(members), concerns_of(members), process,
            ordinal=ordinal, talks_format=format_of(members),
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
    news = _within(days, publication, _NEWS)
    named = [t for t in members if t.level is Level.SESSION]
    if not (news or named):
        return []
    groups: dict[object, list[TalksMention]] = {}
    for day in days if news or named else ():
        groups[day.start] = [t for t in members if t.day is not None and t.day.start == day.start and _tells(t)]
        just_opened = news and _within([day], publication, _LATELY)
        if all(t.edge and not (t.opens and (just_opened or (news and _lies_ahead(t)))) for t in groups[day.start]):
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


def _lies_ahead(talk: TalksMention) -> bool:
    return talk.mention.modality is Modality.EXPECTED


def _within(days: Sequence[TimeInterval], publication: PublicationDay | Unresolved, reach: timedelta) -> bool:
    start = None if isinstance(publication, Unresolved) else publication.when.start
    return start is not None and any(d.start is not None and abs(start - d.start) <= reach for d in days)


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
        _shared(members, parties), _topics(members), concerns_of(members), round_key, follows,
        ordinal=next((t.ordinal for t in members if t.level is Level.SESSION and t.ordinal), None),
        talks_format=format_of(members),
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


def _lying_ahead(
    members: Sequence[TalksMention], publication: PublicationDay | Unresolved
) -> list[tuple[TimeInterval | None, EventTime | None]]:
    """The times of a round to come; one that was put off has the day that it was put off to, where one is told."""
    told = [(t.period, t.mention.time) for t in members]
    day = None if isinstance(publication, Unresolved) else publication.when.start
    moved = day is not None and any(t.mention.modality is Modality.POSTPONED for t in members)
    ahead = [item for item in told if moved and day and item[0] and (item[0].end or item[0].start or day) > day]
    return ahead or told


def _round_time(
    members: Sequence[TalksMention],
    days: Sequence[TimeInterval],
    publication: PublicationDay | Unresolved,
    *,
    ongoing: bool,
) -> EventTime:
    """From the first to the last day told; an open end where it goes on."""
    told = [(t.period, t.mention.time) for t in members if t.mention.modality in REALISED]
    told = told or _lying_ahead(members, publication)
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
