"""Which reports are one event, and which name an event keeps.

``filing`` finds what is near, ``clustering`` decides; here that is done for the reports that a change touches, and each
event gets its name. What is one event follows from the reports alone; only names depend on what was before.

Identity is undoable: it rests on ``ev:reportOf`` alone. A report remembers its *home*, the event that it was first
counted to; so when a bundle that was joined falls apart again, each part finds its own name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pyoxigraph import NamedNode

from kg.graph.iris import Iris
from kg.graph.terms import ONT, RDFS
from kg.knowledge.clustering import agree, cluster
from kg.knowledge.copies import Texts
from kg.knowledge.edits import Aim, Edit, Verdicts
from kg.knowledge.filing import Index
from kg.knowledge.reports import Report
from kg.knowledge.similarity import SAME

Assignments = Mapping[NamedNode, NamedNode]
"""Report → canonical event."""

Mint = Callable[[], NamedNode]
"""Gives a canonical IRI that was never used; injected, so that tests and rebuilds decide it."""


class Registry(Index, Texts, Protocol):
    """The index with the names that were given out, and what people decided."""

    def told(self, reports: Iterable[str]) -> Mapping[str, Report]:
        """These reports as they stand in the graph, as far as they are kept."""
        ...

    def events_of(self, reports: Iterable[str]) -> Mapping[str, str]:
        """The event that each report is counted to."""
        ...

    def homes_of(self, reports: Iterable[str]) -> Mapping[str, str]:
        """The event that each report was first counted to, where that is another one."""
        ...

    def counted_to(self, events: Iterable[str]) -> Mapping[str, Collection[str]]:
        """The reports of these events that stand in the store."""
        ...

    def retired(self, events: Iterable[str]) -> Mapping[str, str]:
        """Retired names among these, with the names that took their places."""
        ...

    def absorbed(self, events: Iterable[str]) -> Mapping[str, str]:
        """Retired names whose places were taken by one of these, with that name."""
        ...

    def verdicts(self, reports: Iterable[str]) -> Verdicts:
        """What people decided on these reports and on those that hang together with them by decisions."""
        ...

    def any_edits(self) -> bool:
        """True if people ever decided anything."""
        ...

    def standing_edits(self, events: Iterable[str]) -> Sequence[Edit]:
        """The edits about one of these events that are in force, oldest first."""
        ...

    def striking_edits(self, nodes: Iterable[str]) -> Sequence[Edit]:
        """The edits in force that reject any of these figures and claims, oldest first."""
        ...

    def aims_under(self, article: str) -> Sequence[Aim]:
        """What of an article edits are aimed at."""
        ...


@dataclass(frozen=True, slots=True)
class Naming:
    """Which event each touched report is counted to now, and what became of other names.

    ``homes`` are new homes, ``retired`` old name → the name that took its place, ``revived`` names in use again;
    ``before`` are the events that reports were counted to.
    """

    events: Mapping[str, str] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, str] = field(default_factory=dict)
    revived: frozenset[str] = frozenset()
    before: Mapping[str, str] = field(default_factory=dict)


def ulid_mint(iris: Iris) -> Mint:
    """Names of canonical events for real stores: ULIDs, unique without asking anybody and in order of making."""
    from ulid import ULID  # asks for versions of packages when it is loaded: a fiftieth of the start of a server

    return lambda: iris.event(str(ULID()))


# ------------------------------------------------------------------------------------------------ what is one event


class Judge(Protocol):
    """Knows what people decided on reports; a ``Registry`` does."""

    def verdicts(self, reports: Iterable[str]) -> Verdicts:
        """What people decided on these reports and on those that hang together with them by decisions."""
        ...


class Renamed:
    """A judge of reports that get other names in this very change: ``moved`` is old name → new name."""

    def __init__(self, judge: Judge, moved: Mapping[str, str]) -> None:
        self._judge, self._moved = judge, moved
        self._before = {new: old for old, new in moved.items()}

    def verdicts(self, reports: Iterable[str]) -> Verdicts:
        """What people decided on these reports, by the names that they are to have."""
        known = self._judge.verdicts(
            [self._before.get(r, r) for r in reports if r in self._before or r not in self._moved]
        )
        return Verdicts(
            tuple(map(self._now, known.same)), tuple((self._now(a), self._now(b)) for a, b in known.different)
        )

    def _now(self, group: frozenset[str]) -> frozenset[str]:
        return frozenset(self._moved.get(report, report) for report in group)


def decide(index: Index, registry: Judge, touched: Iterable[str]) -> list[frozenset[str]]:
    """The events that the touched reports belong to, each as the set of its reports.

    ``index`` is what will be filed (``filing.Outlook``), ``registry`` what is known of it so far.
    """
    found: list[frozenset[str]] = []
    for bundle in bundles(index, registry, touched):
        if len(bundle) == 1:
            found.append(bundle)
            continue
        decided = registry.verdicts(bundle)
        if decided == Verdicts() and agree(index.bounds(bundle)):
            found.append(bundle)
            continue
        known, near = index.signatures(bundle), index.near_all(bundle)
        scores = {(a, b): s for a in bundle for b, s in near[a].items() if a < b and s >= SAME and b in known}
        found += cluster(list(known.values()), scores, decided)
    return found


def bundles(index: Index, registry: Judge, touched: Iterable[str]) -> Iterator[frozenset[str]]:
    """Reports that hang together by pairs that are the same, from each touched report on that is filed."""
    seen: set[str] = set()
    for first in sorted(touched):
        if first in seen:
            continue
        bundle, edge = {first}, {first}
        while edge:
            same = registry.verdicts(edge).same
            edge = {*index.around(edge, SAME)}.union(*same) - bundle
            bundle |= edge
        seen |= bundle
        if filed := frozenset(index.filed(bundle)):
            yield filed


# ---------------------------------------------------------------------------------------------------------- names


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of the touched reports: the event of each, its home, and the reports that go now."""

    events: Mapping[str, str]
    homes: Mapping[str, str]
    gone: Collection[str] = ()


def name_events(registry: Registry, clusters: Sequence[frozenset[str]], before: Before, mint: Mint) -> Naming:
    """A name for each cluster: the one that most of its reports have, else had first, else a new one."""
    first = {**before.events, **before.homes}
    names = _dealt(registry, clusters, before, first)
    events: dict[str, str] = {}
    for number, members in enumerate(clusters):
        name = names.get(number)
        known = name is not None
        name = name or mint().value
        events.update(dict.fromkeys(members, name))
        first.update({report: name for report in members if not known or report not in first})
    return _with_retired(registry, events, before, first)


def _dealt(
    registry: Registry, clusters: Sequence[frozenset[str]], before: Before, first: Mapping[str, str]
) -> dict[int, str]:
    """Names that are known, dealt out: to the cluster that holds most of the reports that have it."""
    claims: Counter[tuple[str, int]] = Counter()
    for number, members in enumerate(clusters):
        for report in members:
            for weight, table in ((1_000_000, before.events), (1, first)):
                if report in table:
                    claims[table[report], number] += weight
    inside = {report for members in clusters for report in members}.union(before.gone)
    users = registry.counted_to({name for name, _ in claims})
    taken = {name for name, reports in users.items() if not inside.issuperset(reports)}
    dealt: dict[int, str] = {}
    for (name, number), _ in sorted(claims.items(), key=lambda claim: (-claim[1], claim[0])):
        if name not in taken and number not in dealt:
            dealt[number] = name
            taken.add(name)
    return dealt


def _with_retired(registry: Registry, events: Mapping[str, str], before: Before, first: Mapping[str, str]) -> Naming:
    """Names that have lost all their reports lead to the event that most of these went to."""
    heirs: dict[str, Counter[str]] = defaultdict(Counter)
    for report, event in events.items():
        for name in {before.events.get(report, event), first[report]}:
            heirs[name][event] += 1
    in_use = frozenset(events.values())
    lost = frozenset(heirs) - in_use
    users = registry.counted_to(lost)
    empty = (name for name in lost if not set(users.get(name, ())).difference(events, before.gone))
    return Naming(
        events=events,
        homes={report: first[report] for report, event in events.items() if first[report] != event},
        retired={name: max(heirs[name].items(), key=_most)[0] for name in empty},
        revived=frozenset(registry.retired(in_use)),
        before=before.events,
    )


def _most(heir: tuple[str, int]) -> tuple[int, str]:
    return heir[1], heir[0]


# ------------------------------------------------------------------------------------- an article that is read again


def successors(old: Sequence[Report], new: Sequence[Report]) -> dict[NamedNode, NamedNode]:
    """New report → the old one of the same article that it stands for.

    Keys of reports may move when a text changes. A report takes over from one that tells the same (types and label), or
    that has the same key and a type in common; nothing is passed on to another event.
    """
    free = {report.iri: report for report in old}
    found: dict[NamedNode, NamedNode] = {}
    for same in (_unchanged, _retold, _reworded):
        for report in new:
            if report.iri not in found and (before := next(_alike(report, free, same), None)):
                found[report.iri] = before
                del free[before]
    return found


_Same = Callable[[Report, Report], bool]


def _alike(report: Report, old: Mapping[NamedNode, Report], same: _Same) -> Iterator[NamedNode]:
    return (iri for iri, other in old.items() if same(report, other))


def _unchanged(a: Report, b: Report) -> bool:
    return a.iri == b.iri and _retold(a, b)


def _retold(a: Report, b: Report) -> bool:
    return all(a.all(predicate) == b.all(predicate) for predicate in (ONT.eventType, RDFS.label))


def _reworded(a: Report, b: Report) -> bool:
    return a.iri == b.iri and bool(set(a.all(ONT.eventType)) & set(b.all(ONT.eventType)))
