"""Which reports of a bundle are one event: the surest pairs first, and never against what cannot be both true."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.knowledge.edits import Verdicts
from kg.knowledge.signatures import Signature
from kg.knowledge.similarity import places_agree, slack

Pair = tuple[str, str]

_NEVER = 10**9
_NOTHING = Verdicts()


@dataclass(slots=True)
class _Cluster:
    """Reports that are taken as one event so far, and what any further one has to agree with."""

    members: set[str]
    latest_start: int
    earliest_end: int
    slack: int
    places: tuple[str, ...]
    ordinal: str
    names: frozenset[str]

    def admits(self, other: _Cluster) -> bool:
        """True if no two reports of the two exclude one another."""
        gap = max(self.latest_start, other.latest_start) - min(self.earliest_end, other.earliest_end)
        return (
            gap <= self.slack
            and places_agree(self.places, other.places)
            and not (self.ordinal and other.ordinal and self.ordinal != other.ordinal)
            and not (self.names and other.names and self.names.isdisjoint(other.names))
        )

    def join(self, other: _Cluster) -> None:
        """Take the other one in."""
        self.members |= other.members
        self.latest_start = max(self.latest_start, other.latest_start)
        self.earliest_end = min(self.earliest_end, other.earliest_end)
        self.places = max(self.places, other.places, key=lambda places: (len(places), places))
        self.ordinal = self.ordinal or other.ordinal
        self.names |= other.names


def _alone(signature: Signature) -> _Cluster:
    firm = signature.firm
    return _Cluster(
        members={signature.report},
        latest_start=signature.start if firm and signature.start is not None else -_NEVER,
        earliest_end=signature.end if firm and signature.end is not None else _NEVER,
        slack=slack(signature),
        places=signature.places,
        ordinal=signature.ordinal,
        names=frozenset(name for names in signature.actors for name in names),
    )


def agree(signatures: Collection[Signature]) -> bool:
    """True if these exclude one another in nothing, however they are joined: what hangs together is one event then."""
    alone = [_alone(signature) for signature in signatures]
    named = [one.names for one in alone if one.names]
    places = {one.places for one in alone}
    return (
        max(one.latest_start for one in alone) - min(one.earliest_end for one in alone) <= min(o.slack for o in alone)
        and len({one.ordinal for one in alone if one.ordinal}) < 2
        and (not named or bool(frozenset.intersection(*named)))
        and all(places_agree(one, other) for one, other in combinations(places, 2))
    )


def cluster(
    signatures: Collection[Signature],
    scores: Mapping[Pair, float],
    decided: Verdicts = _NOTHING,
) -> list[frozenset[str]]:
    """Parts of the reports, each one event; the order in which anything is given does not matter.

    ``scores`` are of pairs that may be joined; what was ``decided`` by people outranks them. A cluster that two pairs
    want to make bigger grows by the surer pair; of equals by the one whose names come first.
    """
    holder = {signature.report: _alone(signature) for signature in signatures}
    apart = _Apart(decided)
    for group in decided.same:
        filed = sorted(group & holder.keys())
        for report in filed[1:]:
            _unite(holder, filed[0], report)
    for (one, other), _ in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        here, there = holder[one], holder[other]
        if here is not there and here.admits(there) and not apart.holds(here.members, there.members):
            _unite(holder, one, other)
    found = {id(part): frozenset(part.members) for part in holder.values()}
    return sorted(found.values(), key=min)


def _unite(holder: dict[str, _Cluster], one: str, other: str) -> None:
    here, there = holder[one], holder[other]
    if here is there:
        return
    if len(here.members) < len(there.members):
        here, there = there, here
    here.join(there)
    holder.update(dict.fromkeys(there.members, here))


class _Apart:
    """Groups of reports that people have told apart."""

    def __init__(self, decided: Verdicts) -> None:
        self._group = {report: number for number, group in enumerate(decided.same) for report in group}
        number = {group: number for number, group in enumerate(decided.same)}
        self._apart = {(number[a], number[b]) for pair in decided.different for a, b in (pair, pair[::-1])}

    def holds(self, here: Collection[str], there: Collection[str]) -> bool:
        """True if a report of the one is told apart from one of the other."""
        if not self._apart:
            return False
        mine, others = ({self._group[r] for r in some if r in self._group} for some in (here, there))
        return any((one, other) in self._apart for one in mine for other in others)
