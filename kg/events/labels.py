"""Neutral labels of events, made of type, actors, place and day; never of the article's adjectives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.model import Actor, Event, EventClass, Modality, Place, Role, TimeInterval

_DOERS = (Role.PERPETRATOR, Role.PROPOSER, Role.SPEAKER, Role.SUPPORTER, Role.PARTY, Role.MEDIATOR, Role.ACTOR)
_RECEIVERS = (Role.VICTIM, Role.TARGET, Role.BENEFICIARY, Role.ADDRESSEE)
_PREFIX = {
    Modality.ATTEMPTED: "Attempted",
    Modality.EXPECTED: "Expected",
    Modality.PROPOSED: "Proposed",
    Modality.AGREED: "Agreed",
    Modality.HYPOTHETICAL: "Possible",
    Modality.CANCELLED: "Cancelled",
    Modality.POSTPONED: "Postponed",
    Modality.DENIED: "Denied",
}
_TALKS = frozenset({EventClass.NEGOTIATION_PROCESS, EventClass.NEGOTIATION_ROUND, EventClass.NEGOTIATION_SESSION})
_MONTHS = "January February March April May June July August September October November December".split()


def label_of(
    event: Event, type_labels: Mapping[str, str], actors: Mapping[str, Actor], places: Mapping[str, Place]
) -> str:
    """The label of an event: "Air or drone strike by Israel in Doha, September 2025"."""
    what = _what(event, type_labels)
    who = _who(event, actors)
    where = places[event.place.place].label if event.place is not None else ""
    parts = [what, who, f"in {where}" if where else ""]
    label = " ".join(part for part in parts if part)
    when = _when(event)
    return f"{label}, {when}" if when else label


def _what(event: Event, type_labels: Mapping[str, str]) -> str:
    name = type_labels.get(event.types[0], event.types[0])
    if event.kind is EventClass.NEGOTIATION_SESSION:
        name = f"Day {event.ordinal} of talks" if event.ordinal else "Session of talks"
    elif event.kind is EventClass.NEGOTIATION_ROUND:
        name = f"Round {event.ordinal} of talks" if event.ordinal else "Round of talks"
    elif event.kind is EventClass.NEGOTIATION_PROCESS:
        name = "Talks"
    prefix = _PREFIX.get(event.modality)
    return f"{prefix} {name[:1].lower()}{name[1:]}" if prefix and not name.startswith(prefix) else name


def _who(event: Event, actors: Mapping[str, Actor]) -> str:
    parties = _labels(event, (Role.PARTY,), actors)
    if len(parties) > 1:
        return f"between {_joined(parties)}"
    if parties and event.kind in _TALKS:
        return f"with {_joined(parties)}"
    doers = _labels(event, _DOERS, actors)[:2]
    receivers = [name for name in _labels(event, _RECEIVERS, actors) if name not in doers][:2]
    by = f"by {_joined(doers)}" if doers else ""
    of = f"({_joined(receivers)})" if receivers else ""
    return " ".join(part for part in (by, of) if part)


def _labels(event: Event, roles: Sequence[Role], actors: Mapping[str, Actor]) -> list[str]:
    return list(dict.fromkeys(actors[p.actor].label for role in roles for p in event.participants if p.role is role))


def _joined(names: Sequence[str]) -> str:
    shown = list(names[:3])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _when(event: Event) -> str:
    when = event.time.when
    if not isinstance(when, TimeInterval) or when.start is None or when.precision.value == "Unknown":
        return ""
    start, end = when.start, when.end
    if event.time.ongoing or end is None:
        return f"since {start.day} {_MONTHS[start.month - 1]} {start.year}" if event.time.ongoing else ""
    if start == end:
        return f"{start.day} {_MONTHS[start.month - 1]} {start.year}"
    if when.precision.value == "Year":
        return str(start.year)
    if (start.year, start.month) == (end.year, end.month) and when.precision.value == "Month":
        return f"{_MONTHS[start.month - 1]} {start.year}"
    return f"{start.isoformat()} to {end.isoformat()}"
