"""What changes in the graph when an article is ingested, replaced or withdrawn.

Rules: everything under the article's IRI goes with it. A triple on a shared node (actor, place) stays in the default
graph as long as a graph of another article holds it. A canonical event goes with its last report and is built anew
when one of its reports comes, changes, goes, or is counted to another event. The same article again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from kg.graph.facts import rows_of
from kg.graph.iris import elsewhere, under_article
from kg.graph.terms import ONT, A
from kg.graph.views import Term, View
from kg.knowledge.canonical import BUILT, LINKS, knowledge_quads
from kg.knowledge.conflicts import Facts, conflict_quads
from kg.knowledge.copies import Copied, copied, copy_quads, counting
from kg.knowledge.edits import (
    Aim,
    Edit,
    as_decided,
    as_read,
    corrected_figures,
    edit_quads,
    edits_on,
    stored_edit,
)
from kg.knowledge.filing import Filing, Index, Outlook, file_reports
from kg.knowledge.matching import (
    Before,
    Judge,
    Mint,
    Naming,
    Registry,
    Renamed,
    decide,
    name_events,
    successors,
)
from kg.knowledge.participants import by_whole_names
from kg.knowledge.reports import POINTERS, Report, read_reports, stored_reports
from kg.knowledge.signatures import signatures_of

_HERE = DefaultGraph()
NOTHING_MOVED: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """Quads to take out and to put in, as one transaction; applying it twice is applying it once.

    ``assigned`` is the whole table report → event of the article, for the archive; empty after a withdrawal.
    ``filing`` and ``naming`` are for the archive too: what matching remembers, and which events reports are counted to;
    ``moved`` are nodes of the article at which edits are aimed, with the names that they have now.
    """

    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]
    assigned: Mapping[str, str]
    filing: Filing
    naming: Naming
    moved: Mapping[str, str] = field(default_factory=dict)
    copied: Copied | None = None


def replace_article(view: View, registry: Registry, article: NamedNode, quads: Sequence[Quad], mint: Mint) -> Change:
    """What makes ``quads`` (of ``graph.statements.article_quads``) all that the store holds of the article.

    ``view`` is the store as it is, ``registry`` what the archive remembers of it, ``mint`` gives new names of events.
    Nothing is written here.
    """
    before = list(_quads_of(view, article))
    old, new = stored_reports(view, _reports_among(before)), read_reports(quads)
    filing, outlook = file_reports(registry, article.value, signatures_of(quads, new))
    moved = aims_moved(registry.aims_under(article.value), old, new, quads)
    judge = Renamed(registry, moved) if moved else registry
    naming = name_touched(registry, outlook, filing, carried(registry, old, new), mint, judge)
    counted = _Counted(view, registry, filing, naming, new, moved)
    counted.copied = copied(registry, article.value, quads)
    touched = _touched(view, registry, counted, old, new)
    corrections = _Corrections(view, touched, counted, article)
    come = [*quads, *_rebuilt(view, touched, counted, quads)]
    come += [*_identity(outlook, touched.near, counted), *copy_quads(counted.copied)]
    remove = dict.fromkeys(
        [*before, *_gone(view, article, before), *_built(view, counted, touched), *corrections.gone()]
    )
    kept = dict.fromkeys(corrections.kept(come))
    staying = _supported_elsewhere(view, article, (q for q in remove if q not in kept), corrections.before)
    is_new = not (before or touched.edits)  # then nothing that comes can be there, but for what comes twice
    going = [quad for quad in remove if quad not in staying]
    return _change(None if is_new else view, going, kept, counted, new)


def rematch(view: View, registry: Registry, reports: Iterable[str], mint: Mint, events: Iterable[str] = ()) -> Change:
    """What follows where people decided otherwise on these reports and events; no article comes or goes."""
    filing = Filing()
    clusters = decide(registry, registry, reports)
    members = [report for cluster in clusters for report in cluster]
    before = Before(registry.events_of(members), registry.homes_of(members))
    counted = _Counted(view, registry, filing, name_events(registry, clusters, before, mint))
    touched = _touched(view, registry, counted, (), (), events)
    corrections = _Corrections(view, touched, counted)
    come = [*_rebuilt(view, touched, counted, ()), *_identity(registry, touched.near, counted)]
    going = dict.fromkeys([*_built(view, counted, touched), *corrections.gone()])
    return _change(view, [*going], corrections.kept(come), counted, ())


def _change(
    view: View | None, going: Collection[Quad], coming: Iterable[Quad], counted: _Counted, own: Sequence[Report]
) -> Change:
    gone, come = dict.fromkeys(going), dict.fromkeys(coming)
    return Change(
        removed=tuple(quad for quad in gone if quad not in come),
        added=tuple(quad for quad in come if quad not in gone and not (view and _holds(view, quad))),
        assigned=counted.events_of(report.iri.value for report in own),
        filing=replace(counted.filing, told=counted.read),
        naming=counted.naming,
        moved=counted.moved,
        copied=counted.copied,
    )


def withdraw_article(view: View, registry: Registry, article: NamedNode, mint: Mint) -> Change:
    """What takes the article back, and what only it supported; events that it held together fall apart."""
    return replace_article(view, registry, article, (), mint)


# ------------------------------------------------------------------------------------------------ which event it is


def carried(registry: Registry, old: Sequence[Report], new: Sequence[Report]) -> Before:
    """The events and homes that the new reports of an article have from the old ones, or from before a withdrawal."""
    same = {r.iri: r.iri for r in new} if not old else successors(old, new)
    before = {after.value: earlier.value for after, earlier in same.items()}
    events, homes = registry.events_of(before.values()), registry.homes_of(before.values())
    return Before(
        {after: events[earlier] for after, earlier in before.items() if earlier in events},
        {after: homes[earlier] for after, earlier in before.items() if earlier in homes},
    )


LOST = "#lost"
"""After the name of a node that a newer reading has given to something else."""


def aims_moved(
    aims: Sequence[Aim], old: Sequence[Report], new: Sequence[Report], quads: Iterable[Quad]
) -> dict[str, str]:
    """Nodes of an article that edits are aimed at, with the names that they have in its new quads.

    Reports go on in those that tell the same; figures and claims are known again by their fields. Nothing is passed on
    to another thing: what is found nowhere keeps a name that nothing has.
    """
    if not aims or not new:
        return {}
    same = {r.iri: r.iri for r in new} if not old else successors(old, new)
    heirs = {before.value: after.value for after, before in same.items()}
    names = {report.iri.value for report in new}
    fields = _fields_of(quads) if any(aim.known_by for aim in aims) else {}
    moved = {}
    for aim in aims:
        name = aim.node.removesuffix(LOST)
        found = _known_again(name, aim, fields) if aim.known_by else heirs.get(name)
        taken = name in fields if aim.known_by else name in names
        now = found or (name + LOST if taken else name)
        if now != aim.node:
            moved[aim.node] = now
    return moved


def _known_again(name: str, aim: Aim, fields: Mapping[str, set[tuple[str, str]]]) -> str | None:
    fitting = sorted(node for node, said in fields.items() if said.issuperset(aim.known_by))
    return name if name in fitting else fitting[0] if len(fitting) == 1 else None


def _fields_of(quads: Iterable[Quad]) -> dict[str, set[tuple[str, str]]]:
    """What sentences say of the figures and claims of an article."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for subject, predicate, value, graph in rows_of(quads):
        if graph != _HERE and predicate in KNOWN_BY and isinstance(subject, NamedNode):
            found[subject.value].add((predicate.value, str(value)))
    return found


KNOWN_BY = (ONT.measure, ONT.value, ONT.bound, ONT.claimText)
"""Fields by which figures and claims are known again."""


def name_touched(registry: Registry, outlook: Outlook, filing: Filing, own: Before, mint: Mint, judge: Judge) -> Naming:
    """The events of all reports that a filing touches, and their names; ``own`` is known of those that come."""
    by_hand = frozenset().union(*judge.verdicts({*filing.gone, *filing.come}).same) - filing.gone
    clusters = decide(outlook, judge, filing.touched() | frozenset(outlook.signatures(sorted(by_hand))))
    others = [report for members in clusters for report in members if report not in filing.come]
    before = Before(
        {**registry.events_of(others), **{r: e for r, e in own.events.items() if r in filing.come}},
        {**registry.homes_of(others), **{r: e for r, e in own.homes.items() if r in filing.come}},
        filing.gone,
    )
    return name_events(registry, clusters, before, mint)


class _Counted:
    """Which reports are counted to which event once all is done."""

    def __init__(
        self,
        view: View,
        registry: Registry,
        filing: Filing,
        naming: Naming,
        new: Sequence[Report] = (),
        moved: Mapping[str, str] = NOTHING_MOVED,
    ) -> None:
        self.view, self.registry, self.filing, self.naming, self.moved = view, registry, filing, naming, moved
        self._before = {now: old for old, now in moved.items()}
        self.read = {report.iri.value: report for report in new}
        self.copied: Copied | None = None
        self.any_edits = registry.any_edits()
        self._edits: dict[str, list[Edit]] = {}
        self._before_by: dict[str, Collection[str]] = {}
        self._reports: dict[str, list[str]] = {}
        self._here: dict[str, list[str]] = defaultdict(list)
        for report, event in naming.events.items():
            self._here[event].append(report)

    def copies_among(self, articles: Collection[str]) -> Collection[tuple[str, str]]:
        """Pairs of these articles that are one text."""
        known = self.registry.copies_among(articles)
        if self.copied is None:
            return known
        changed = self.copied.article
        kept = [pair for pair in known if changed not in pair]
        if changed not in articles:
            return kept
        return [*kept, *((changed, other) for other in self.copied.others if other in articles)]

    def reports_of(self, event: str) -> list[str]:
        """The reports of an event."""
        if event not in self._reports:
            kept = (r for r in self.reports_before(event) if r not in self.filing.gone and r not in self.naming.events)
            self._reports[event] = sorted([*kept, *self._here.get(event, ())])
        return self._reports[event]

    def reports_before(self, event: str) -> Collection[str]:
        """The reports that an event has so far."""
        if event not in self._before_by:
            self._before_by[event] = self.registry.counted_to([event]).get(event, ())
        return self._before_by[event]

    def events_of(self, reports: Iterable[str]) -> dict[str, str]:
        """The event of each report."""
        wanted = list(reports)
        known = self.registry.events_of(report for report in wanted if report not in self.naming.events)
        return {**known, **{r: self.naming.events[r] for r in wanted if r in self.naming.events}}

    def merged_into(self, event: str) -> set[str]:
        """Retired names that lead to an event, if anything still answers there."""
        known = self.reports_of(event) or self.registry.retired([event]) or event in self.naming.retired
        return self._leading_to(event) if known else set()

    def _leading_to(self, event: str) -> set[str]:
        absorbed = set(self.registry.absorbed([event])) | {
            n for n, heir in self.naming.retired.items() if heir == event
        }
        return {n for n in absorbed - self.naming.revived if self.naming.retired.get(n, event) == event}

    def answering(self, event: str) -> str:
        """The event that answers for a name: itself, or the one that it was merged into."""
        seen = set()
        while event not in seen:
            seen.add(event)
            if event in self.naming.revived:
                return event
            heir = self.naming.retired.get(event) or self.registry.retired([event]).get(event)
            event = heir or event
        return event

    def edits_of(self, event: str) -> list[Edit]:
        """The edits in force that are about an event, or about one that was merged into it; oldest first."""
        if not self.any_edits:
            return []
        if event not in self._edits:
            names, edge = {event}, {event}
            while edge:
                edge = {name for one in edge for name in self._leading_to(one)} - names
                names |= edge
            told = (self._before.get(n.value, n.value) for r in self.known_of(event) for n, _ in r.pointers)
            found = {edit.number: edit for edit in self.registry.striking_edits(told)}
            found |= {edit.number: edit for edit in self.registry.standing_edits(names)}
            self._edits[event] = [self._moved(found[number]) for number in sorted(found)]
        return self._edits[event]

    def known_of(self, event: str) -> list[Report]:
        """The reports of an event as they were read: those of the article that comes, and of others in the store."""
        names = self.reports_of(event)
        told = self.registry.told(name for name in names if name not in self.read)
        missing = [elsewhere(name) for name in names if name not in self.read and name not in told]
        self.read |= {report.iri.value: report for report in stored_reports(self.view, missing)}
        return [told.get(name) or self.read[name] for name in names if name in told or name in self.read]

    def _moved(self, edit: Edit) -> Edit:
        if not any(aim.node in self.moved for aim in edit.aims):
            return edit
        aims = (replace(aim, node=self.moved.get(aim.node, aim.node)) for aim in edit.aims)
        return replace(edit, aims=tuple(aims))

    def events_about(self, edit: Edit) -> list[str]:
        """The events that an edit is about now, as far as they have reports."""
        struck = (e for e, edits in self._edits.items() if edit.number in {one.number for one in edits})
        return sorted(e for e in {*map(self.answering, edit.events), *struck} if self.reports_of(e))


@dataclass(frozen=True, slots=True)
class _Touched:
    """Events to build anew, those whose doubts and retired names are to be told anew, and edits about the former."""

    events: Collection[NamedNode]
    near: Collection[NamedNode]
    edits: Collection[Edit] = ()


def _touched(
    view: View,
    registry: Registry,
    counted: _Counted,
    old: Sequence[Report],
    new: Sequence[Report],
    more: Iterable[str] = (),
) -> _Touched:
    now = counted.naming.events
    stayed = {report: event for report, event in counted.naming.before.items() if report not in counted.filing.come}
    before = {**stayed, **registry.events_of({*now, *(report.iri.value for report in old)} - stayed.keys())}
    moved = [report for report, event in now.items() if before.get(report, event) != event]
    events = {
        *counted.events_of(report.iri.value for report in new).values(),
        *(before[report.iri.value] for report in old if report.iri.value in before),
        *(table[report] for report in moved for table in (before, now)),
        *registry.events_of(_linking(view, moved)).values(),
        *(name for event in more for name in (event, counted.answering(event))),
        *map(counted.answering, registry.retired(counted.naming.revived).values()),  # edits go back with the name
    }
    edits = _edits_about(events, counted)
    near = {*events, *before.values(), *now.values(), *counted.naming.retired}
    return _Touched(_nodes(events), _nodes(near), edits)


def _edits_about(events: set[str], counted: _Counted) -> list[Edit]:
    """The edits about these events, to which all others are added that the same edits are about."""
    found: dict[int, Edit] = {}
    edge = set(events)
    while edge:
        new = {e.number: e for event in edge for e in counted.edits_of(event) if e.number not in found}
        found |= new
        edge = {event for edit in new.values() for event in counted.events_about(edit)} - events
        events |= edge
    return [found[number] for number in sorted(found)]


def _nodes(iris: Iterable[str]) -> list[NamedNode]:
    return [elsewhere(iri) for iri in sorted(iris)]


def _linking(view: View, reports: Iterable[str]) -> Iterator[str]:
    """Reports that tell of these as parts, predecessors and causes."""
    for report in reports:
        for predicate in LINKS:
            for quad in view.quads_for_pattern(None, predicate, elsewhere(report), _HERE):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject.value


# ---------------------------------------------------------------------------------------------------- what goes


def _quads_of(view: View, article: NamedNode) -> Iterator[Quad]:
    """The named graphs of the article: its own and those of its sentences."""
    own = list(view.quads_for_pattern(None, None, None, article))
    sentences = (quad.subject for quad in own if quad.predicate == A and quad.object == ONT.Sentence)
    yield from own
    for sentence in sentences:
        if isinstance(sentence, NamedNode):
            yield from view.quads_for_pattern(None, None, None, sentence)


def articles_reports(view: View, article: NamedNode) -> list[Report]:
    """The reports of an article as they stand in a store."""
    return stored_reports(view, _reports_among(_quads_of(view, article)))


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
    yield from view.quads_for_pattern(None, ONT.sameTextAs, article, _HERE)
    for node in own:
        yield from view.quads_for_pattern(node, None, None, _HERE)
        for held in view.quads_for_pattern(None, ONT.inSentence, node, _HERE):
            yield from _mention(view, held.subject)


def _mention(view: View, mention: NamedNode | BlankNode | Triple) -> Iterator[Quad]:
    """A span and the links to it, those of shared nodes too."""
    yield from view.quads_for_pattern(mention, None, None, _HERE)
    yield from view.quads_for_pattern(None, ONT.mention, mention, _HERE)


def _supported_elsewhere(
    view: View, article: NamedNode, remove: Iterable[Quad], edits: Collection[NamedNode]
) -> frozenset[Quad]:
    """Triples of the default graph that a graph of another article holds too; graphs of these edits are made anew."""
    shared = (
        quad
        for quad in remove
        if quad.graph_name == _HERE and isinstance(quad.subject, NamedNode) and not under_article(quad.subject, article)
    )
    return frozenset(quad for quad in shared if _supported(view, article, quad, edits))


def _supported(view: View, article: NamedNode, quad: Quad, edits: Collection[NamedNode]) -> bool:
    holders = (held.graph_name for held in view.quads_for_pattern(quad.subject, quad.predicate, quad.object))
    others = (graph for graph in holders if isinstance(graph, NamedNode) and graph not in edits)
    return any(not under_article(graph, article) for graph in others)


def _built(view: View, counted: _Counted, touched: _Touched) -> Iterator[Quad]:
    """What was built of these events, which is built again; their reports are known without asking the graph."""
    for event in touched.events:
        own = list(view.quads_for_pattern(event, None, None, _HERE))
        if not own:
            continue  # it comes into being now, so nothing can point at it
        yield from (quad for quad in own if quad.predicate in BUILT)
        yield from (
            Quad(elsewhere(report), ONT.reportOf, event, _HERE) for report in counted.reports_before(event.value)
        )
        for predicate in POINTERS:
            for quad in view.quads_for_pattern(None, predicate, event, _HERE):
                yield quad
                yield from view.quads_for_pattern(quad.subject, ONT.contradicts, None, _HERE)
                yield from view.quads_for_pattern(None, ONT.contradicts, quad.subject, _HERE)
    for event in touched.near:
        for predicate in (ONT.possiblySame, ONT.mergedInto):
            yield from view.quads_for_pattern(event, predicate, None, _HERE)
            yield from view.quads_for_pattern(None, predicate, event, _HERE)


def _holds(view: View, quad: Quad) -> bool:
    found = view.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name)
    return next(found, None) is not None


# --------------------------------------------------------------------------------------------------- what comes


def _rebuilt(
    view: View,
    touched: _Touched,
    counted: _Counted,
    quads: Iterable[Quad],
) -> list[Quad]:
    """The touched events, from the new reports of the article (of ``quads``) and those of other articles."""
    read = [report for event in touched.events for report in counted.known_of(event.value)]
    reports = as_decided(read, touched.edits)
    events = events_around(reports, counted.events_of)
    return [
        *knowledge_quads(by_whole_names(reports, events), events, counted.edits_of, counting(counted.copies_among)),
        *conflict_quads(reports, events, with_corrected(_facts(view, quads), touched.edits)),
        *decided_quads(touched.edits, read, counted.events_about),
    ]


def decided_quads(
    edits: Iterable[Edit], read: Iterable[Report], events_about: Callable[[Edit], Sequence[str]]
) -> Iterator[Quad]:
    """The edits as nodes with what they say, and the figures by which they replaced what these reports tell."""
    known = [edit for edit in edits if events_about(edit)]
    for edit in known:
        yield from edit_quads(edit, _nodes(events_about(edit)))
    for edit, quad in corrected_figures(known, read):
        for graph in (edit.node, _HERE):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)


def with_corrected(facts: Facts, edits: Iterable[Edit]) -> Facts:
    """The facts, and those of figures that took the place of rejected ones."""
    put: dict[NamedNode, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in (quad for edit in edits for quad in edit.effect.figure):
        if isinstance(quad.subject, NamedNode):
            put[quad.subject][quad.predicate].append(quad.object)
    return (lambda node: put[node] if node in put else facts(node)) if put else facts


class _Corrections:
    """What edits on the touched events have put into the store, which is put in anew."""

    def __init__(self, view: View, touched: _Touched, counted: _Counted, article: NamedNode | None = None) -> None:
        self._view = view
        events = frozenset(touched.events)
        known = [edit for event in events for edit in edits_on(view, event)] if counted.any_edits else []
        self.before = frozenset(known)
        self._as_read = [quad for edit in self.before for quad in as_read(view, edit, events, article)]

    def gone(self) -> Iterator[Quad]:
        """All that stands because of edits on the touched events."""
        return (quad for edit in self.before for quad in stored_edit(self._view, edit))

    def kept(self, come: Iterable[Quad]) -> Iterator[Quad]:
        """What comes, and what articles say of the things that edits spoke of."""
        return chain(come, self._as_read)


def _facts(view: View, quads: Iterable[Quad]) -> Facts:
    """What is said of a node: by the article itself, else by the store."""
    own: dict[object, dict[NamedNode, list[Term]]] = {}
    uttered = ONT.utteredIn
    for subject, predicate, value, graph in rows_of(quads):
        if graph == _HERE or predicate == uttered:
            own.setdefault(subject, defaultdict(list))[predicate].append(value)
    return lambda node: own[node] if node in own else stored_facts(view, node)


def stored_facts(view: View, node: NamedNode) -> dict[NamedNode, list[Term]]:
    """What the default graph of a store says of a node, and in which reported speech a claim stands."""
    known: dict[NamedNode, list[Term]] = defaultdict(list)
    for quad in view.quads_for_pattern(node, None, None, _HERE):
        known[quad.predicate].append(quad.object)
    known[ONT.utteredIn] = [quad.object for quad in view.quads_for_pattern(node, ONT.utteredIn, None)]
    return known


def events_around(
    reports: Iterable[Report], events_of: Callable[[Iterable[str]], Mapping[str, str]]
) -> dict[NamedNode, NamedNode]:
    """The events of these reports and of all that they link to."""
    wanted = {report.iri.value: report.iri for report in reports}
    linked = (value for report in reports for link in LINKS for value in report.all(link))
    wanted.update({value.value: value for value in linked if isinstance(value, NamedNode)})
    counted = events_of(wanted)
    nodes = {event: elsewhere(event) for event in set(counted.values())}
    return {wanted[report]: nodes[event] for report, event in counted.items()}


def _identity(index: Index, events: Iterable[NamedNode], counted: _Counted) -> Iterator[Quad]:
    """Doubts on these events, told on both sides, and the names that lead to them."""
    for event in events:
        reports = counted.reports_of(event.value)
        for other in sorted({*counted.events_of(index.around(reports)).values()} - {event.value}):
            yield Quad(event, ONT.possiblySame, elsewhere(other), _HERE)
            yield Quad(elsewhere(other), ONT.possiblySame, event, _HERE)
        for name in sorted(counted.merged_into(event.value)):
            yield Quad(elsewhere(name), ONT.mergedInto, event, _HERE)
