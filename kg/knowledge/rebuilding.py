"""All knowledge made anew: reports are filed article by article, then every event is decided and built once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.iris import elsewhere
from kg.graph.terms import ONT
from kg.knowledge.canonical import knowledge_quads
from kg.knowledge.conflicts import conflict_quads
from kg.knowledge.filing import Filing, file_reports
from kg.knowledge.matching import Before, Mint, Naming, Registry, decide, name_events
from kg.knowledge.participants import by_whole_names
from kg.knowledge.replacement import articles_reports, carried, events_around, stored_facts
from kg.knowledge.reports import View, read_reports, stored_reports
from kg.knowledge.signatures import signatures_of

_AT_ONCE = 200


class Whole(Registry, Protocol):
    """A registry that can tell all that is filed."""

    def all_reports(self) -> Iterator[str]:
        """Every report that is filed."""
        ...


def file_again(
    index: Registry, known: Registry, past: View, article: NamedNode, quads: Sequence[Quad]
) -> tuple[Filing, Before]:
    """What is to be filed of an article, and what its reports were counted to in the graph from before (``past``).

    An extractor that has learned gives other keys to the same events; what a report told decides which name it keeps.
    """
    filing, _ = file_reports(index, article.value, signatures_of(quads))
    return filing, carried(known, articles_reports(past, article), read_reports(quads))


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
    for start in range(0, len(events), _AT_ONCE):
        some = [report for event in events[start : start + _AT_ONCE] for report in of_event[event]]
        known = stored_reports(view, map(elsewhere, some))
        events_of = events_around(known, lambda wanted: _counted(wanted, naming))
        yield from knowledge_quads(by_whole_names(known, events_of), events_of)
        yield from conflict_quads(known, events_of, lambda node: stored_facts(view, node))
    yield from _doubts(index, naming)
    yield from _retired(index, naming)


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
