"""What people decided about events, and what that makes of the events that are built from reports.

An edit outranks what was read: it is applied after the event has been built, in the order in which edits were made. It
is aimed at events by name and, where it is about reports, figures or claims, at these nodes of articles; both are kept
up to date, so that an edit outlives merges, rebuilds and newer extractors. What an edit says stands in a graph of its
own, as what a sentence says stands in the graph of the sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from kg.graph.iris import elsewhere, under_article
from kg.graph.terms import ONT, PROV, RDFS, XSD, A
from kg.graph.views import Term, View
from kg.knowledge.reports import POINTERS, Report

_HERE = DefaultGraph()


class EditKind(StrEnum):
    """What an edit does, in a word for readers."""

    MERGE = "merge"
    SPLIT = "split"
    LABEL = "label"
    DATE = "date"
    PLACE = "place"
    TYPE = "type"
    MODALITY = "modality"
    PARTICIPANT = "participant"
    FIGURE = "figure"
    REJECT = "reject"
    HIDE = "hide"
    PIN = "pin"
    ADD = "add"
    STORYLINE = "storyline"
    UNDO = "undo"


Said = tuple[NamedNode, Term]
"""A property and its value, of the event that an edit is about."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A node of an article that an edit is about; ``side`` tells the parts of a split apart.

    ``known_by`` are fields by which a figure or claim is known again when a newer reading gives it another name.
    """

    node: str
    side: int = 0
    known_by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit makes of its events: ``clears`` properties, takes ``removes`` out, puts ``says`` in.

    ``about`` are facts about other nodes that it speaks of (the name of an actor). ``strikes`` means that the figures
    or claims that it is aimed at are rejected, whichever event they are about; ``figure`` are the facts of one that
    takes the place of a rejected one. ``keeps`` are facts of its own (a storyline) and hang on no event; ``quads`` are
    those of a source that was given by hand.
    """

    clears: tuple[NamedNode, ...] = ()
    removes: tuple[Said, ...] = ()
    says: tuple[Said, ...] = ()
    about: tuple[Quad, ...] = ()
    strikes: bool = False
    figure: tuple[Quad, ...] = ()
    keeps: tuple[Quad, ...] = ()
    quads: tuple[Quad, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One decision: who made it, when, why, about which events, what it replaced, and what it makes of them.

    ``undoes`` is the number of the edit that it takes back; ``in_force`` is False for one that was taken back.
    ``replaced`` and ``put`` are in words for readers.
    """

    number: int
    iri: str
    kind: EditKind
    at: datetime
    editor: str
    reason: str
    events: tuple[str, ...]
    aims: tuple[Aim, ...] = ()
    effect: Effect = field(default_factory=Effect)
    replaced: str = ""
    put: str = ""
    undoes: int | None = None
    in_force: bool = True

    @property
    def node(self) -> NamedNode:
        """The edit as a node, which is also the graph of what it says."""
        return NamedNode(self.iri)


# ---------------------------------------------------------------------------------------------- events and reports


def as_decided(reports: Iterable[Report], edits: Iterable[Edit]) -> list[Report]:
    """The reports without the figures and claims that were rejected, and with the figures that took their places."""
    instead: dict[str, NamedNode | None] = {}
    for edit in edits:
        if edit.effect.strikes:
            put = next((quad.subject for quad in edit.effect.figure), None)
            instead |= {aim.node: put if isinstance(put, NamedNode) else None for aim in edit.aims}
    return [_pointed(report, instead) for report in reports]


def _pointed(report: Report, instead: Mapping[str, NamedNode | None]) -> Report:
    if not any(node.value in instead for node, _ in report.pointers):
        return report
    pairs = ((instead.get(node.value, node), predicate) for node, predicate in report.pointers)
    kept = tuple(sorted({(node, predicate) for node, predicate in pairs if node is not None}, key=str))
    return Report(report.iri, report.article, report.as_of, report.fields, kept)


def corrected_figures(edits: Iterable[Edit], reports: Iterable[Report]) -> Iterator[tuple[Edit, Quad]]:
    """The facts of figures that took the place of rejected ones which these reports (as they were read) tell of."""
    told = {node.value for report in reports for node, _ in report.pointers}
    for edit in edits:
        if edit.effect.figure and any(aim.node in told for aim in edit.aims):
            yield from ((edit, quad) for quad in edit.effect.figure)


def edited(event: NamedNode, built: Iterable[Quad], edits: Sequence[Edit]) -> list[Quad]:
    """The quads of a built event as people corrected them, oldest edit first."""
    if not edits:
        return list(built)
    own: dict[Said, None] = {}
    others: list[Quad] = []
    for quad in built:
        if quad.subject == event:
            own[quad.predicate, quad.object] = None
        else:
            others.append(quad)
    for edit in edits:
        effect = edit.effect
        gone = {*effect.removes}
        own = {said: None for said in own if said[0] not in effect.clears and said not in gone}
        own |= dict.fromkeys(effect.says)
        own[ONT.editedBy, edit.node] = None
    return [*(Quad(event, predicate, value, _HERE) for predicate, value in own), *others]


def edit_quads(edit: Edit, events: Iterable[NamedNode]) -> Iterator[Quad]:
    """The edit as a node of the graph, and what it says in the graph of its own."""
    node = edit.node
    fields: list[Said] = [
        (A, ONT.Edit),
        (ONT.editKind, Literal(edit.kind.value)),
        (ONT.editor, Literal(edit.editor)),
        (ONT.editReason, Literal(edit.reason)),
        (PROV.endedAtTime, moment(edit.at)),
        *((ONT.replacedValue, Literal(edit.replaced)) for _ in (1,) if edit.replaced),
        *((RDFS.label, Literal(edit.put, language="en")) for _ in (1,) if edit.put),
    ]
    yield from (Quad(node, predicate, value, _HERE) for predicate, value in fields)
    for event in events:
        yield from (Quad(event, predicate, value, node) for predicate, value in edit.effect.says)
    for quad in edit.effect.about:
        yield Quad(quad.subject, quad.predicate, quad.object, node)
        yield Quad(quad.subject, quad.predicate, quad.object, _HERE)
    if edit.effect.strikes:
        yield from (Quad(elsewhere(aim.node), ONT.rejectedBy, node, _HERE) for aim in edit.aims)


def moment(at: datetime) -> Literal:
    """A time to the second, in the one form that engines keep as it is."""
    return Literal(f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", datatype=XSD.dateTime)


def standing_quads(edit: Edit) -> list[Quad]:
    """What an edit keeps that hangs on no event: the node of the edit and, in two graphs, its own facts."""
    own = [Quad(q.subject, q.predicate, q.object, graph) for q in edit.effect.keeps for graph in (edit.node, _HERE)]
    return [*own, *edit_quads(edit, ())] if own else []


# ------------------------------------------------------------------------------------------- what stands in a store


def edits_on(view: View, event: NamedNode) -> list[NamedNode]:
    """The edits that a stored event was corrected by."""
    found = view.quads_for_pattern(event, ONT.editedBy, None, _HERE)
    return [quad.object for quad in found if isinstance(quad.object, NamedNode)]


def telling(view: View, edit: Edit) -> list[str]:
    """The reports in a store that tell of the figures and claims that an edit rejects."""
    if not edit.effect.strikes:
        return []
    said = (
        quad
        for aim in edit.aims
        for predicate in POINTERS
        for quad in view.quads_for_pattern(elsewhere(aim.node), predicate, None)
    )
    return [q.object.value for q in said if q.graph_name != _HERE and isinstance(q.object, NamedNode)]


def stored_edit(view: View, edit: NamedNode) -> Iterator[Quad]:
    """All that stands in a store because of an edit, but for the fields of its events, which are built anew."""
    yield from view.quads_for_pattern(edit, None, None, _HERE)
    yield from view.quads_for_pattern(None, ONT.rejectedBy, edit, _HERE)
    for quad in view.quads_for_pattern(None, None, None, edit):
        yield quad
        yield from view.quads_for_pattern(quad.subject, quad.predicate, quad.object, _HERE)  # a later edit may hide it


def as_read(view: View, edit: NamedNode, events: Collection[NamedNode], article: NamedNode | None) -> Iterator[Quad]:
    """What sentences say of the things that an edit spoke of, as it stands in the knowledge without the edit.

    Those of the ``article`` that is being replaced are left out.
    """
    for quad in view.quads_for_pattern(None, None, None, edit):
        if quad.subject in events or not isinstance(quad.subject, NamedNode):
            continue
        for said in view.quads_for_pattern(quad.subject, quad.predicate, None, None):
            graph = said.graph_name
            if isinstance(graph, NamedNode) and _is_left_as_read(view, graph, article):
                yield Quad(said.subject, said.predicate, said.object, _HERE)


def _is_left_as_read(view: View, graph: NamedNode, article: NamedNode | None) -> bool:
    is_edit = next(view.quads_for_pattern(graph, A, ONT.Edit, _HERE), None) is not None
    return not is_edit and not (article and under_article(graph, article))


# ----------------------------------------------------------------------------------------------- which are the same


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Reports that people took as one event, and pairs of such groups that they told apart."""

    same: tuple[frozenset[str], ...] = ()
    different: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()


def verdicts_of(sides: Mapping[int, Sequence[Collection[str]]]) -> Verdicts:
    """What follows from edits (number → the parts that it tells apart, each of which it takes as one event).

    The newest edit holds whole; an older one as far as no newer one told its reports apart.

    >>> [sorted(group) for group in verdicts_of({1: [{"a", "b", "c"}], 2: [{"a"}, {"b"}]}).same]
    [['a', 'c'], ['b']]
    """
    group: dict[str, set[str]] = {}
    apart: set[frozenset[int]] = set()
    for number in sorted(sides, reverse=True):
        parts = [sorted(part) for part in sides[number]]
        for report in (report for part in parts for report in part):
            group.setdefault(report, {report})
        for part in parts:
            for report in part[1:]:
                _join(group, apart, part[0], report)
        for one, other in ((a, b) for n, a in enumerate(parts) for b in parts[n + 1 :]):
            here, there = group[one[0]], group[other[0]]
            if here is not there:
                apart.add(frozenset((id(here), id(there))))
    groups = {id(members): members for members in group.values()}
    frozen = {key: frozenset(members) for key, members in groups.items()}
    same = tuple(sorted(frozen.values(), key=min))
    pairs = [sorted((frozen[key] for key in pair), key=min) for pair in apart]
    return Verdicts(same, tuple(sorted(((a, b) for a, b in pairs), key=lambda both: (min(both[0]), min(both[1])))))


def _join(group: dict[str, set[str]], apart: set[frozenset[int]], one: str, other: str) -> None:
    here, there = group[one], group[other]
    if here is there or frozenset((id(here), id(there))) in apart:
        return
    here |= there
    for report in there:
        group[report] = here
    for pair in [pair for pair in apart if id(there) in pair]:
        apart.remove(pair)
        (rest,) = pair - {id(there)}
        apart.add(frozenset((id(here), rest)))


# ----------------------------------------------------------------------------------------------------- as text


def packed_facts(facts: Iterable[Quad]) -> str:
    """Quads as N-Quads text, for the archive."""
    return (serialize(facts, format=RdfFormat.N_QUADS) or b"").decode()


def unpacked_facts(text: str) -> tuple[Quad, ...]:
    """The quads of ``packed_facts``."""
    return tuple(parse(text.encode(), RdfFormat.N_QUADS)) if text else ()
