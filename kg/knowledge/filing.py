"""Filing reports under blocking keys, and comparing those that share one: what is near what.

The outcome is a function of the reports that are filed. Two are compared if they share a key and one of them is among
the richest reports of that block (``blocking.BUSIEST``); all that reach ``similarity.POSSIBLE`` are kept as near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from kg.knowledge.blocking import BUSIEST, keys, rank
from kg.knowledge.clustering import Pair
from kg.knowledge.reports import Report
from kg.knowledge.signatures import Signature, bounds
from kg.knowledge.similarity import POSSIBLE, days_met, score

Filed = tuple[int, str]
"""Rank and name of a report in a block."""


class Index(Protocol):
    """What is filed, as far as it is read here; ``kg.store.blocks`` keeps it in the archive."""

    def reports_of(self, article: str) -> Collection[str]:
        """The reports of an article."""
        ...

    def signatures(self, reports: Iterable[str]) -> Mapping[str, Signature]:
        """Their signatures; reports that are not filed are left out."""
        ...

    def meeting(self, first: int, last: int, reports: Iterable[str]) -> Mapping[str, Signature]:
        """Signatures of these reports; those whose own days are sure and lie before or after these may be left out."""
        ...

    def filed(self, reports: Iterable[str]) -> Collection[str]:
        """Those of these reports that are filed."""
        ...

    def bounds(self, reports: Iterable[str]) -> Collection[Signature]:
        """What of their signatures can exclude others (``signatures.bounds``), each once however many share it."""
        ...

    def block(self, key: int, count: int | None = None) -> list[Filed]:
        """The first reports of a block by rank; all of them without a count."""
        ...

    def near(self, report: str) -> Mapping[str, float]:
        """Reports that were found near it, with their scores."""
        ...

    def near_all(self, reports: Iterable[str]) -> Mapping[str, Mapping[str, float]]:
        """The same for many reports at once."""
        ...

    def around(self, reports: Iterable[str], least: float = 0.0) -> Collection[str]:
        """What is near any of these reports, with a score of at least so much."""
        ...


@dataclass(frozen=True, slots=True)
class Filing:
    """What changes in the index when reports come and go; ``told`` are reports to keep as they are read now."""

    gone: frozenset[str] = frozenset()
    come: Mapping[str, Signature] = field(default_factory=dict)
    parted: frozenset[Pair] = frozenset()
    met: Mapping[Pair, float] = field(default_factory=dict)
    told: Mapping[str, Report] = field(default_factory=dict)

    def touched(self) -> frozenset[str]:
        """Reports whose surroundings changed and that are still there."""
        ends = {report for pair in (*self.parted, *self.met) for report in pair}
        return frozenset((ends | set(self.come)) - (self.gone - set(self.come)))


class Outlook:
    """An index as it will be when a filing is done; itself an ``Index``."""

    def __init__(self, index: Index, gone: Collection[str], come: Mapping[str, Signature]) -> None:
        self._index, self._gone, self._come = index, frozenset(gone), come
        self._known: dict[str, Signature] = dict(come)
        self.filed_under: dict[int, set[Filed]] = defaultdict(set)
        for signature in come.values():
            for key in keys(signature):
                self.filed_under[key].add((rank(signature), signature.report))
        self.parted: set[Pair] = set()
        self.met: dict[Pair, float] = {}
        self._beside: dict[str, dict[str, float]] = {}  # as read; what was met and parted before stands beside
        self._met_by: dict[str, dict[str, float]] = defaultdict(dict)
        self._outdated: dict[str, set[str]] = defaultdict(set)  # pairs that ended: the index does not count for these
        self._leading: dict[int, frozenset[str]] = {}
        self._first: dict[int, list[Filed]] = {}  # of a block as it is filed so far, enough of them to know who leads

    def reports_of(self, article: str) -> Collection[str]:
        """The reports of an article."""
        old = set(self._index.reports_of(article)) - self._gone
        return old | {report for report, signature in self._come.items() if signature.article == article}

    def signatures(self, reports: Iterable[str]) -> Mapping[str, Signature]:
        """Their signatures."""
        wanted = [report for report in reports if report in self._come or report not in self._gone]
        missing = [report for report in wanted if report not in self._known]
        self._known.update(self._index.signatures(missing))
        return {report: self._known[report] for report in wanted if report in self._known}

    def meeting(self, first: int, last: int, reports: Iterable[str]) -> Mapping[str, Signature]:
        """Signatures of these reports; some whose own days are sure and lie before or after these are left out."""
        wanted = [report for report in reports if report in self._come or report not in self._gone]
        self._known.update(self._index.meeting(first, last, [one for one in wanted if one not in self._known]))
        return {report: self._known[report] for report in wanted if report in self._known}

    def comes(self, report: str) -> bool:
        """True if the report is one of those that come."""
        return report in self._come

    def filed(self, reports: Iterable[str]) -> Collection[str]:
        """Those of these reports that are filed."""
        wanted = set(reports)
        return self._come.keys() & wanted | set(self._index.filed(wanted - self._gone))

    def bounds(self, reports: Iterable[str]) -> Collection[Signature]:
        """What of their signatures can exclude others."""
        wanted = set(reports)
        new = [bounds(self._come[report]) for report in self._come.keys() & wanted]
        return [*new, *self._index.bounds(wanted - self._gone - self._come.keys())]

    def block(self, key: int, count: int | None = None) -> list[Filed]:
        """The first reports of a block, once all is filed."""
        old = self._filed_first(key)
        if len(old) == self._enough and (count is None or count > BUSIEST):
            old = self._index.block(key, None if count is None else count + len(self._gone))
        new = self.filed_under.get(key, set())
        return sorted({filed for filed in old if filed[1] not in self._gone} | new)[:count]

    def _filed_first(self, key: int) -> list[Filed]:
        """The first of a block as it is filed so far; all of it where there are fewer than ``_enough``."""
        if key not in self._first:
            self._first[key] = self._index.block(key, self._enough)
        return self._first[key]

    @property
    def _enough(self) -> int:
        return BUSIEST + len(self._gone)

    def leading(self, key: int) -> frozenset[str]:
        """The richest reports of a block, with which all of it is compared."""
        if key not in self._leading:
            self._leading[key] = frozenset(report for _, report in self.block(key, BUSIEST))
        return self._leading[key]

    def led(self, key: int) -> frozenset[str]:
        """The richest reports of a block so far."""
        return frozenset(report for _, report in self._filed_first(key)[:BUSIEST])

    def near(self, report: str) -> Mapping[str, float]:
        """What is near a report, once all is filed."""
        return self.near_all([report])[report]

    def near_all(self, reports: Iterable[str]) -> Mapping[str, Mapping[str, float]]:
        """What is near each of these reports, once all is filed."""
        missing = [report for report in reports if report not in self._beside]
        kept = self._index.near_all(report for report in missing if report not in self._gone)
        for report in missing:
            outdated = self._outdated.get(report, ())
            before = {other: value for other, value in kept.get(report, {}).items() if other not in outdated}
            self._beside[report] = {**before, **self._met_by.get(report, {})}
        return self._beside

    def around(self, reports: Iterable[str], least: float = 0.0) -> Collection[str]:
        """What is near any of these reports, once all is filed."""
        wanted = set(reports)
        changed = {report: self._outdated[report] for report in wanted if self._outdated.get(report)}
        others = frozenset().union(*changed.values())
        found = {o for report in wanted for o, value in self._met_by.get(report, {}).items() if value >= least}
        if len(changed) < len(others):  # the shorter list is looked at one by one
            near = self.near_all(changed)
            found.update(o for report in changed for o, value in near[report].items() if value >= least)
            return found.union(self._index.around(wanted - self._gone - changed.keys(), least))
        found.update(self._index.around(wanted - self._gone, least))
        near = self.near_all(found & others)
        return {o for o in found if o not in others or any(near[o].get(report, -1.0) >= least for report in wanted)}

    def part(self, one: str, other: str) -> None:
        """Take two reports as not near any more."""
        for here, there in ((one, other), (other, one)):
            self._outdated[here].add(there)
            self._met_by[here].pop(there, None)
            self._beside.get(here, {}).pop(there, None)
        self.parted.add(pair(one, other))
        self.met.pop(pair(one, other), None)

    def meet(self, one: str, other: str, value: float) -> None:
        """Take two reports as near."""
        for here, there in ((one, other), (other, one)):
            self._met_by[here][there] = value
            if here in self._beside:
                self._beside[here][there] = value
        self.met[pair(one, other)] = value


def pair(one: str, other: str) -> Pair:
    """Two reports in the order of their names."""
    return (one, other) if one < other else (other, one)


def file_reports(index: Index, article: str, come: Iterable[Signature]) -> tuple[Filing, Outlook]:
    """Let these be all reports of an article; a report that did not change stays as it was filed."""
    new = {signature.report: signature for signature in come}
    old = index.signatures(index.reports_of(article))
    unchanged = {report for report, signature in new.items() if old.get(report) == signature}
    gone = frozenset(old) - unchanged
    fresh = {report: signature for report, signature in new.items() if report not in unchanged}
    outlook = Outlook(index, gone, fresh)
    for report in sorted(gone):
        for other in index.near(report):
            outlook.part(report, other)
    left = (key for report in gone for key in keys(old[report]))
    _compare(outlook, dict.fromkeys([*left, *outlook.filed_under]))
    parted = frozenset(outlook.parted - set(outlook.met))
    return Filing(gone, fresh, parted, outlook.met), outlook


def _compare(outlook: Outlook, touched: Iterable[int]) -> None:
    """Compare what came with the richest of its blocks, and what became one of these with its whole block."""
    wanted: set[Pair] = set()
    fallen: set[str] = set()
    for key in touched:
        arrived = {report for _, report in outlook.filed_under.get(key, ())}
        before = outlook.led(key)
        leading = outlook.leading(key)
        fallen |= before - leading
        risen = leading - before | leading & arrived
        whole = [report for _, report in outlook.block(key)] if risen else ()
        wanted |= {pair(one, other) for one in risen for other in whole if one != other}
        wanted |= {pair(one, other) for one in arrived for other in leading if one != other}
    for report, signature in outlook.signatures(sorted(fallen)).items():
        _let_go(outlook, report, keys(signature))
    _score(outlook, wanted)


def _let_go(outlook: Outlook, fallen: str, filed_under: frozenset[int]) -> None:
    """Part a report from those with which it is compared no longer, now that it leads fewer blocks."""
    leaders = {key: outlook.leading(key) for key in filed_under}
    led = {key for key, leading in leaders.items() if fallen in leading}
    others = outlook.near(fallen).keys() - frozenset().union(*leaders.values())
    for other, signature in outlook.signatures(sorted(others)).items():
        if led.isdisjoint(keys(signature)):
            outlook.part(fallen, other)


def _score(outlook: Outlook, wanted: Collection[Pair]) -> None:
    known = _known_among(outlook, wanted)
    for one, other in sorted(wanted):
        if one in known and other in known and (value := score(known[one], known[other])) >= POSSIBLE:
            outlook.meet(one, other, round(value, 6))


def _known_among(outlook: Outlook, wanted: Iterable[Pair]) -> Mapping[str, Signature]:
    """Signatures of reports to compare; those that only clash with what comes may be left out.

    Undated reports are found by blocks of all times, in which the larger a store is the more are of other years.
    """
    beside: dict[str, set[str]] = defaultdict(set)
    others: set[str] = set()
    for both in wanted:
        come = next(filter(outlook.comes, both), None)
        (others if come is None else beside[come]).update(both)
    known = dict(outlook.signatures(others))
    for come, signature in outlook.signatures(beside).items():
        days = days_met(signature)
        known.update(outlook.meeting(*days, beside[come]) if days else outlook.signatures(beside[come]))
    return known
