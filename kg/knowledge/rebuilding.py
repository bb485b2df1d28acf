"""All knowledge made anew: reports are filed article by article, then every event is decided and built once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.iris import elsewhere
from kg.graph.terms import ONT
from kg.graph.views import View
from kg.knowledge.canonical import knowledge_quads
from kg.knowledge.conflicts import conflict_quads
from kg.knowledge.copies import Copied, copy_quads, counting
from kg.knowledge.edits import Edit, as_decided, telling
from kg.knowledge.filing import Filing, file_reports
from kg.knowledge.matching import Before, Mint, Naming, Registry, decide, name_events
from kg.knowledge.participants import by_whole_names
from kg.knowledge.replacement import (
    aims_moved,
    articles_reports,
    carried,
    decided_quads,
    events_around,
    stored_facts,
    with_corrected,
)
from kg.knowledge.reports import read_reports
from kg.knowledge.signatures import signatures_of

_AT_ONCE = 200


class Whole(Registry, Protocol):
    """A registry that can tell all that is filed."""

    def all_reports(self) -> Iterator[str]:
        """Every report that is filed."""
        ...

    def all_edits(self) -> Iterable[Edit]:
        """Every edit that is in force, oldest first."""
        ...

    def all_copies(self) -> Iterable[Copied]:
        """Every article that is a copy of others."""
        ...

    def all_retired(self) -> Mapping[str, str]:
        """Every retired name, with the one that took its place."""
        ...


def file_again(
    index: Registry, known: Registry, past: View, article: NamedNode, quads: Sequence[Quad]
) -> tuple[Filing, Before, dict[str, str]]:
    """What is to be filed of an article, and what its reports were counted to in the graph from before (``past``).

    An extractor that has learned gives other keys to the same events; what a report told decides which name it keeps,
    and what edits are aimed at (old name → new name).
    """
    old, new = articles_reports(past, article), read_reports(quads)
    filing, _ = file_reports(index, article.value, signatures_of(quads, new))
    filing = replace(filing, told={report.iri.value: report for report in new})
    return filing, carried(known, old, new), aims_moved(known.aims_under(article.value), old, new, quads)


def name_all(index: Whole, before: Before, mint: Mint) -> Naming:
    """The events of all that is filed."""
    return name_events(index, decide(index, index, index.all_reports()), before, mint)


def all_knowledge(view: View, index: Whole, naming: Naming) -> Iterator[Quad]:
    """The canonical events of all reports in the graph, their doubts and their retired names."""
    reports = sorted(naming.events, key=lambda report: naming.events[report])
    events = list(dict.fromkeys(naming.events[report] for report in reports))
    of_event: dict[str, list[str]] = {event: [] for event in events}
    for report in reports:
        of_event[naming.events[report]].append(report)
    decided = _Decided(view, index, naming)
    for start in range(0, len(events), _AT_ONCE):
        some = [report for event in events[start : start + _AT_ONCE] for report in of_event[event]]
        read = [*index.told(some).values()]
        yield from decided_quads(decided.edits_among(some), read, decided.events_about)
        known = as_decided(read, decided.edits)
        events_of = events_around(known, lambda wanted: _counted(wanted, naming))
        yield from knowledge_quads(
            by_whole_names(known, events_of), events_of, decided.edits_of, counting(index.copies_among)
        )
        facts = with_corrected(lambda node: stored_facts(view, node), decided.edits)
        yield from conflict_quads(known, events_of, facts)
    yield from _doubts(index, naming)
    for one in index.all_copies():
        yield from copy_quads(one)
    yield from _retired(index, naming)


class _Decided:
    """The edits in force by the events that they are about now."""

    def __init__(self, view: View, index: Whole, naming: Naming) -> None:
        self._naming, used = naming, set(naming.events.values())
        names = dict(_leading(index, naming))
        self._of: dict[str, list[Edit]] = defaultdict(list)
        self._about: dict[int, list[str]] = {}
        for edit in index.all_edits():
            about = {names.get(event, event) for event in edit.events} & used
            about |= {naming.events[report] for report in telling(view, edit) if report in naming.events}
            self._about[edit.number] = sorted(about)
            for event in about:
                self._of[event].append(edit)
        self.edits = [edit for edit in index.all_edits() if self._about[edit.number]]

    def edits_of(self, event: str) -> Sequence[Edit]:
        """The edits about an event, oldest first."""
        return self._of.get(event, ())

    def events_about(self, edit: Edit) -> list[str]:
        """The events that an edit is about."""
        return self._about[edit.number]

    def edits_among(self, reports: Iterable[str]) -> list[Edit]:
        """The edits about the events of these reports."""
        events = {self._naming.events[report] for report in reports}
        return [edit for edit in self.edits if not events.isdisjoint(self._about[edit.number])]


def _leading(index: Whole, naming: Naming) -> Iterator[tuple[str, str]]:
    """Retired names with the event that answers for each in the end."""
    used = set(naming.events.values())
    heirs = {**index.all_retired(), **naming.retired}
    for name in heirs:
        heir, seen = name, {name}
        while heir not in used and heir in heirs and heirs[heir] not in seen:
            heir = heirs[heir]
            seen.add(heir)
        yield name, heir


def _counted(reports: Iterable[str], naming: Naming) -> dict[str, str]:
    return {report: naming.events[report] for report in reports if report in naming.events}


def _doubts(index: Whole, naming: Naming) -> Iterator[Quad]:
    pairs = ((naming.events[r], naming.events[o]) for r in naming.events for o in index.near(r) if o in naming.events)
    for one, other in dict.fromkeys(pairs):
        if one != other:
            yield Quad(elsewhere(one), ONT.possiblySame, elsewhere(other), DefaultGraph())


def _retired(index: Whole, naming: Naming) -> Iterator[Quad]:
    """Retired names as far as something still answers where they lead."""
    answering = set(naming.events.values())
    heirs = {**index.absorbed(answering), **naming.retired}
    while more := {name: heir for name, heir in index.absorbed(heirs).items() if name not in heirs}:
        heirs |= more
    for name, heir in heirs.items():
        if name not in answering:
            yield Quad(elsewhere(name), ONT.mergedInto, elsewhere(heir), DefaultGraph())
