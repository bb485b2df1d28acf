"""Neutral labels of events, made of type, actors, place and day; never of the article's adjectives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kg.model import Actor, ActorType, Event, EventClass, Modality, Place, Precision, Role, TimeInterval

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
# what several do is done by each of them, not between them
_EACH = frozenset(
    "AgreementRejected Concession Refusal WithdrawalOfForces ReleaseOfCaptives ReleaseOfPrisoners Disarmament "
    "AgreementViolated SuspensionOfTalks TalksBrokenOff RoadmapOrProcedureAgreed MissionExpelledOrWithdrawn".split()
)
_MONTHS = "January February March April May June July August September October November December".split()


def label_of(
    event: Event, type_labels: Mapping[str, str], actors: Mapping[str, Actor], places: Mapping[str, Place]
) -> str:
    """The label of an event: "Air or drone strike by Israel in Doha, September 2025"."""
    what = _what(event, type_labels)
    who = _who(event, what, actors)
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


def _who(event: Event, what: str, actors: Mapping[str, Actor]) -> str:
    parties = _labels(event, (Role.PARTY,), actors)
    if len(parties) > 1 and event.types[0] not in _EACH:
        return f"between {_joined(parties)}"
    if parties and event.kind in _TALKS:
        return f"with {_joined(parties)}"
    doers = _labels(event, _DOERS, actors)[:2]
    accused = _accused(event, actors) if not doers else ""
    receivers = [name for name in _labels(event, _RECEIVERS, actors) if name not in doers][:2]
    by = f"by {_joined(doers)}" if doers else ""
    of = f"({_joined(receivers)})" if receivers else ""
    if by and " by " in what:  # "Obstruction by protesters": who they are, where that says more
        by = f"({_joined(doers)})" if not what.lower().endswith(f" {by.lower()}") else ""
    return " ".join(part for part in (by or accused, of) if part)


def _accused(event: Event, actors: Mapping[str, Actor]) -> str:
    """ "by Sudan according to Kenya", "allegedly by Sudan": the label states no more than the article."""
    alleged = [p for p in event.participants if p.alleged]
    names = list(dict.fromkeys(actors[p.actor].label for p in alleged))
    sources = list(dict.fromkeys(actors[key].label for p in alleged for key in p.according_to))
    if not names:
        return ""
    return f"by {_joined(names)} according to {_joined(sources)}" if sources else f"allegedly by {_joined(names)}"


def _labels(event: Event, roles: Sequence[Role], actors: Mapping[str, Actor]) -> list[str]:
    stated = [p for p in event.participants if not p.alleged]
    taking = (actors[p.actor] for role in roles for p in stated if p.role is role)
    return list(dict.fromkeys(a.label for a in taking if not _is_bare(a)))


def _is_bare(actor: Actor) -> bool:
    """ "four", "people", "parties": a number or a single common word tells nobody apart."""
    return actor.type is ActorType.GROUP and not actor.named and actor.label.lower() in _BARE


_BARE = frozenset(
    "people person others some many several both one two three four five six seven eight nine ten eleven twelve dozens "
    "hundreds thousands party parties side sides man men woman women child children group groups member members "
    "victim victims".split()
)


def _joined(names: Sequence[str]) -> str:
    shown = list(names[:3])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _when(event: Event) -> str:
    when = event.time.when
    if not isinstance(when, TimeInterval) or when.start is None or when.precision.value == "Unknown":
        return ""
    if event.time.ongoing:
        return f"since {_day_or_coarser(when.start, when.precision)}"
    if when.end is None:
        return ""
    if when.start == when.end or when.precision in _COARSE:
        return _day_or_coarser(when.start, when.precision)
    return _stretch(when.start, when.end)


_COARSE = frozenset({Precision.MONTH, Precision.YEAR})


def _day_or_coarser(day: date, precision: Precision) -> str:
    """No finer than is known: "April 2014", "2014", "3 April 2014"."""
    if precision in {Precision.YEAR, Precision.DECADE}:
        return str(day.year)
    month = f"{_MONTHS[day.month - 1]} {day.year}"
    return month if precision in {Precision.MONTH, Precision.QUARTER, Precision.SEASON} else f"{day.day} {month}"


def _stretch(start: date, end: date) -> str:
    """ "18–20 February 2014", "30 May – 2 June 2014"."""
    last = _day_or_coarser(end, Precision.DAY)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    first = f"{start.day} {_MONTHS[start.month - 1]}" + ("" if start.year == end.year else f" {start.year}")
    return f"{first} – {last}"
