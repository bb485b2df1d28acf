"""Which reports are one event, and which name an event keeps.

Today each report is an event of its own; reports of several articles are brought together here and nowhere else.
Identity is undoable: it rests on ``ev:reportOf`` alone, and the archive keeps the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode
from ulid import ULID

from kg.graph.iris import Iris
from kg.graph.terms import ONT, RDFS
from kg.knowledge.reports import Report

Assignments = Mapping[NamedNode, NamedNode]
"""Report → canonical event."""

Mint = Callable[[], NamedNode]
"""Gives a canonical IRI that was never used; injected, so that tests and rebuilds decide it."""


def ulid_mint(iris: Iris) -> Mint:
    """Names of canonical events for real stores: ULIDs, unique without asking anybody and in order of making."""
    return lambda: iris.event(str(ULID()))


def assign(reports: Sequence[Report], known: Assignments, mint: Mint) -> dict[NamedNode, NamedNode]:
    """The canonical event of each report: the known one, else a new one."""
    return {report.iri: known.get(report.iri) or mint() for report in reports}


def carry_over(old: Sequence[Report], new: Sequence[Report], known: Assignments) -> dict[NamedNode, NamedNode]:
    """What of the known assignments still holds when an article is read again.

    Keys of reports may move when a text changes. An event keeps its name if a new report tells the same (types and
    label), or has the same key and a type in common; a name is never passed on to another event.
    """
    free = {report.iri: report for report in old if report.iri in known}
    kept: dict[NamedNode, NamedNode] = {}
    for same in (_unchanged, _retold, _reworded):
        for report in new:
            if report.iri not in kept and (before := next(_alike(report, free, same), None)):
                kept[report.iri] = known[before]
                del free[before]
    return kept


_Same = Callable[[Report, Report], bool]


def _alike(report: Report, old: Mapping[NamedNode, Report], same: _Same) -> Iterator[NamedNode]:
    return (iri for iri, other in old.items() if same(report, other))


def _unchanged(a: Report, b: Report) -> bool:
    return a.iri == b.iri and _retold(a, b)


def _retold(a: Report, b: Report) -> bool:
    return all(a.all(predicate) == b.all(predicate) for predicate in (ONT.eventType, RDFS.label))


def _reworded(a: Report, b: Report) -> bool:
    return a.iri == b.iri and bool(set(a.all(ONT.eventType)) & set(b.all(ONT.eventType)))
