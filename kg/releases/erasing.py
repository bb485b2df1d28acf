"""Erasing reaches releases: what goes from the store goes from them too, and their manifests say so.

A release is written anew beside the old one, which it then replaces in one step; what a stop leaves is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.graph.iris import Iris, elsewhere, under_article
from kg.graph.terms import ONT
from kg.knowledge.canonical import BUILT, knowledge_quads
from kg.knowledge.participants import by_whole_names
from kg.knowledge.replacement import events_around
from kg.knowledge.reports import stored_reports
from kg.releases.release import Kept, Note, releases_in, write_release
from kg.store.folders import exchange, scratch_folder

_HERE = DefaultGraph()
Rewrite = Callable[[str], str]


def erase_article_in(releases: Path, article: NamedNode, at: datetime) -> list[str]:
    """Take an article, and what only it supported, out of all releases; gives the names of those it was in."""
    changed = []
    for kept in releases_in(releases):
        graph = Store.read_only(str(kept.graph))
        if _tells_of(graph, article):
            gone, come = _change(graph, article)
            quads = (*(quad for quad in graph if quad not in gone), *come)
            _write_anew(kept, quads, Note(at.isoformat(), "an article was erased"))
            changed.append(kept.release.name)
    return changed


def erase_names_in(releases: Path, rewrite: Rewrite, at: datetime) -> list[str]:
    """Overwrite the names of a person in all releases; gives the names of those that had them."""
    changed = []
    for kept in releases_in(releases):
        graph, iris = Store.read_only(str(kept.graph)), Iris(kept.release.base)
        if any(_without(quad, rewrite, iris) != quad for quad in graph):
            quads = (_without(quad, rewrite, iris) for quad in graph)
            _write_anew(kept, quads, Note(at.isoformat(), "names of a person were overwritten"))
            changed.append(kept.release.name)
    return changed


def _write_anew(kept: Kept, quads: Iterable[Quad], note: Note) -> None:
    release = replace(kept.release, notes=(*kept.release.notes, note))
    with scratch_folder(kept.folder.parent, ".new-") as draft:
        write_release(draft / release.name, release, quads, Iris(release.base))
        exchange(draft / release.name, kept.folder)


# ------------------------------------------------------------------------------------------------------- articles


def _tells_of(graph: Store, article: NamedNode) -> bool:
    found = (*graph.quads_for_pattern(article, None, None), *graph.quads_for_pattern(None, None, None, article))
    return bool(found)


def _change(graph: Store, article: NamedNode) -> tuple[set[Quad], list[Quad]]:
    """The quads that go, and those of events that other articles tell of too, which are built anew without it."""
    gone = {quad for quad in graph if _is_of(quad, article)}
    events = {quad.object for quad in gone if quad.predicate == ONT.reportOf and isinstance(quad.object, NamedNode)}
    gone |= _left_alone(graph, gone, article)
    come: list[Quad] = []
    for event in sorted(events, key=str):
        own = set(graph.quads_for_pattern(event, None, None, _HERE))
        others = [report for report in _reports(graph, event) if not under_article(report, article)]
        if others:
            gone |= {quad for quad in own if quad.predicate in BUILT}
            come += _built(graph, event, others)
        else:
            gone |= own | set(graph.quads_for_pattern(None, None, event, _HERE))
    return gone - set(come), come


def _is_of(quad: Quad, article: NamedNode) -> bool:
    terms = (quad.subject, quad.object, quad.graph_name)
    return any(isinstance(term, NamedNode) and under_article(term, article) for term in terms)


def _left_alone(graph: Store, gone: set[Quad], article: NamedNode) -> set[Quad]:
    """Triples of the knowledge on shared nodes that no graph of another article holds."""
    held = (q for q in gone if isinstance(q.graph_name, NamedNode) and under_article(q.graph_name, article))
    known = {Quad(q.subject, q.predicate, q.object, _HERE) for q in held}
    return {quad for quad in known if not _is_held(graph, quad, article)}


def _is_held(graph: Store, quad: Quad, article: NamedNode) -> bool:
    holders = graph.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    names = (held.graph_name for held in holders)
    return any(isinstance(name, NamedNode) and not under_article(name, article) for name in names)


def _reports(graph: Store, event: NamedNode) -> Iterator[NamedNode]:
    for quad in graph.quads_for_pattern(None, ONT.reportOf, event, _HERE):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _built(graph: Store, event: NamedNode, others: Iterable[NamedNode]) -> list[Quad]:
    """What these reports tell of an event."""
    reports = stored_reports(graph, others)
    events = events_around(reports, lambda names: _events_of(graph, names))
    return [quad for quad in knowledge_quads(by_whole_names(reports, events), events) if quad.subject == event]


def _events_of(graph: Store, reports: Iterable[str]) -> dict[str, str]:
    found = (quad for name in reports for quad in graph.quads_for_pattern(elsewhere(name), ONT.reportOf, None, _HERE))
    return {
        quad.subject.value: quad.object.value
        for quad in found
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }


# -------------------------------------------------------------------------------------------------------- persons


def _without(quad: Quad, rewrite: Rewrite, iris: Iris) -> Quad:
    """A quad without names in its literals, and in the IRIs of the data."""

    def term(value: object) -> object:
        if isinstance(value, Literal) and (text := rewrite(value.value)) != value.value:
            return Literal(text, language=value.language) if value.language else Literal(text, datatype=value.datatype)
        if isinstance(value, NamedNode) and iris.kind_of(value) and (text := rewrite(value.value)) != value.value:
            return elsewhere(text)
        return value

    return Quad(*(term(value) for value in quad))  # type: ignore[arg-type]
