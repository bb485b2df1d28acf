"""What changes in the graph when an article is ingested, replaced or withdrawn.

Rules: everything under the article's IRI goes with it. A triple on a shared node (actor, place) stays in the default
graph as long as a graph of another article holds it. A canonical event goes with its last report and is built anew
when one of its reports comes, changes or goes. The same article again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from kg.graph.iris import elsewhere, under_article
from kg.graph.terms import ONT, A
from kg.knowledge.canonical import BUILT, knowledge_quads
from kg.knowledge.matching import Assignments, Mint, assign, carry_over
from kg.knowledge.reports import Report, View, read_reports, stored_reports

_HERE = DefaultGraph()


@dataclass(frozen=True, slots=True)
class Change:
    """Quads to take out and to put in, as one transaction; applying it twice is applying it once.

    ``assigned`` is the whole table report → event of the article, for the archive; empty after a withdrawal.
    """

    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]
    assigned: Mapping[str, str]


def replace_article(
    view: View,
    article: NamedNode,
    quads: Sequence[Quad],
    known: Mapping[str, str],
    mint: Mint,
    past: View | None = None,
) -> Change:
    """What makes ``quads`` (of ``graph.statements.article_quads``) all that the store holds of the article.

    ``view`` is the store as it is, ``known`` the archive's table of canonical IRIs (report → event; rows of other
    articles do no harm), ``mint`` gives new ones. ``past`` is the graph from before a rebuild, where ``view`` does not
    hold the article yet: an extractor that has learned gives other keys to the same events, and what a report told
    then decides which name it keeps. Nothing is written here.
    """
    before = list(_quads_of(view, article))
    old, new = stored_reports(view, _reports_among(before)), read_reports(quads)
    told = stored_reports(past, _reports_among(_quads_of(past, article))) if past else old
    named = {r.iri: elsewhere(known[r.iri.value]) for r in (*told, *new) if r.iri.value in known}
    events = assign(new, carry_over(told, new, named) if told else named, mint)
    touched = dict.fromkeys([*(event for report in old for event in _events_of(view, report.iri)), *events.values()])
    insert = dict.fromkeys([*quads, *_rebuilt(view, article, touched, new, events)])
    remove = dict.fromkeys([*before, *_gone(view, article, before), *_built(view, touched)])
    staying = _supported_elsewhere(view, article, remove)
    return Change(
        removed=tuple(quad for quad in remove if quad not in insert and quad not in staying),
        added=tuple(quad for quad in insert if quad not in remove and not (before and _holds(view, quad))),
        assigned={report.value: event.value for report, event in events.items()},
    )


def withdraw_article(view: View, article: NamedNode) -> Change:
    """What takes the article back, and what only it supported."""
    return replace_article(view, article, (), {}, _mint_nothing)


def _mint_nothing() -> NamedNode:
    raise AssertionError("a withdrawal names no event")


# ---------------------------------------------------------------------------------------------------- what goes


def _quads_of(view: View, article: NamedNode) -> Iterator[Quad]:
    """The named graphs of the article: its own and those of its sentences."""
    own = list(view.quads_for_pattern(None, None, None, article))
    sentences = (quad.subject for quad in own if quad.predicate == A and quad.object == ONT.Sentence)
    yield from own
    for sentence in sentences:
        if isinstance(sentence, NamedNode):
            yield from view.quads_for_pattern(None, None, None, sentence)


def _reports_among(quads: Iterable[Quad]) -> Iterator[NamedNode]:
    reports = (quad.subject for quad in quads if quad.predicate == A and quad.object == ONT.EventReport)
    return (report for report in dict.fromkeys(reports) if isinstance(report, NamedNode))


def _gone(view: View, article: NamedNode, before: Iterable[Quad]) -> Iterator[Quad]:
    """Triples of the default graph that stand there because of these named graphs."""
    own: dict[NamedNode, None] = {}
    for quad in before:
        if isinstance(quad.subject, NamedNode) and under_article(quad.subject, article):
            own[quad.subject] = None
        else:
            yield Quad(quad.subject, quad.predicate, quad.object, _HERE)
    for node in own:
        yield from view.quads_for_pattern(node, None, None, _HERE)
        for held in view.quads_for_pattern(None, ONT.inSentence, node, _HERE):
            yield from _mention(view, held.subject)


def _mention(view: View, mention: NamedNode | BlankNode | Triple) -> Iterator[Quad]:
    """A span and the links to it, those of shared nodes too."""
    yield from view.quads_for_pattern(mention, None, None, _HERE)
    yield from view.quads_for_pattern(None, ONT.mention, mention, _HERE)


def _supported_elsewhere(view: View, article: NamedNode, remove: Iterable[Quad]) -> frozenset[Quad]:
    """Triples of the default graph that a graph of another article holds too."""
    shared = (
        quad
        for quad in remove
        if quad.graph_name == _HERE and isinstance(quad.subject, NamedNode) and not under_article(quad.subject, article)
    )
    return frozenset(quad for quad in shared if _supported(view, article, quad))


def _supported(view: View, article: NamedNode, quad: Quad) -> bool:
    holders = (held.graph_name for held in view.quads_for_pattern(quad.subject, quad.predicate, quad.object))
    return any(isinstance(graph, NamedNode) and not under_article(graph, article) for graph in holders)


def _built(view: View, events: Iterable[NamedNode]) -> Iterator[Quad]:
    """What was built of these events, which is built again."""
    for event in events:
        yield from (quad for quad in view.quads_for_pattern(event, None, None, _HERE) if quad.predicate in BUILT)


def _holds(view: View, quad: Quad) -> bool:
    found = view.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name)
    return next(found, None) is not None


# --------------------------------------------------------------------------------------------------- what comes


def _rebuilt(
    view: View, article: NamedNode, events: Iterable[NamedNode], new: Sequence[Report], assigned: Assignments
) -> list[Quad]:
    """The touched events, from the new reports of the article and those of other articles."""
    others = stored_reports(view, (r for event in events for r in _reports_of(view, event, article)))
    linked = (value for report in others for values in report.fields.values() for value in values)
    reports = {report.iri for report in others} | {value for value in linked if isinstance(value, NamedNode)}
    elsewhere = {report: event for report in reports for event in _events_of(view, report)}
    return knowledge_quads([*others, *new], {**elsewhere, **assigned})


def _reports_of(view: View, event: NamedNode, article: NamedNode) -> Iterator[NamedNode]:
    for quad in view.quads_for_pattern(None, ONT.reportOf, event, _HERE):
        if isinstance(quad.subject, NamedNode) and not under_article(quad.subject, article):
            yield quad.subject


def _events_of(view: View, report: NamedNode) -> Iterator[NamedNode]:
    for quad in view.quads_for_pattern(report, ONT.reportOf, None, _HERE):
        if isinstance(quad.object, NamedNode):
            yield quad.object
