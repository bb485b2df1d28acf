"""Reports → the canonical event: what is known of one happening, from all that tell of it.

A canonical event carries the same properties as its reports and nothing that none of them says. All of it stands in
the default graph alone and can be made again from the reports at any time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph import literals
from kg.graph.facts import Fact, rows_of
from kg.graph.iris import Iris
from kg.graph.terms import CODE, DCTERMS, ONT, RDFS, A
from kg.graph.views import Term
from kg.knowledge.copies import Independent
from kg.knowledge.edits import Edit, edited
from kg.knowledge.matching import Assignments
from kg.knowledge.reports import Report, read_reports
from kg.model import Role

_ROLES = tuple(ONT[role] for role in Role)
_UNITED = frozenset({*_ROLES, ONT.topic, ONT.concerns})
LINKS = (ONT.partOf, ONT.follows, ONT.duringEvent, ONT.reactionTo)
_BEST_KNOWN = (ONT.place, ONT.ordinal, ONT.talksFormat, ONT.talksOutcome)
_OF_THE_MODALITY = (RDFS.label, ONT.modality, ONT.polarity)
OF_THE_TIME = (
    ONT.start,
    ONT.end,
    ONT.edtf,
    ONT.datePrecision,
    ONT.dateBasis,
    ONT.timeText,
    ONT.timeZone,
    ONT.ongoing,
    ONT.unresolvedReason,
)
_MOST_TYPES = 3
_GATHERED = frozenset({*_UNITED, *LINKS})
_FIRST_OF = frozenset({*_BEST_KNOWN, DCTERMS.type})

_FINEST_FIRST = (
    CODE.Minute,
    CODE.Hour,
    CODE.PartOfDay,
    CODE.Day,
    CODE.Week,
    CODE.Month,
    CODE.Quarter,
    CODE.Season,
    CODE.Year,
    CODE.Decade,
    CODE.Unknown,
)
_FINENESS: dict[Term | None, int] = {precision: rank for rank, precision in enumerate(_FINEST_FIRST)}
_SURE_BASES = (CODE.Stated, CODE.Weekday, CODE.Relative, CODE.EventAnchored)

BUILT = frozenset(
    {A, ONT.eventType, ONT.sortDate, ONT.reportCount, ONT.firstReported, ONT.lastReported}
    | {*_UNITED, *LINKS, *_BEST_KNOWN, *_OF_THE_MODALITY, *OF_THE_TIME}
    | {ONT.editedBy, ONT.hidden, ONT.pinned}
)
"""Properties that are built here: a rebuild takes these back and leaves others (``ev:mergedInto``) alone."""


EditsOf = Callable[[str], Sequence[Edit]]
"""The edits about an event that are in force, oldest first."""


def knowledge_quads(
    reports: Iterable[Report],
    events: Assignments,
    edits_of: EditsOf = lambda event: (),
    count: Independent = len,
) -> list[Quad]:
    """The canonical events of these reports, edited; ``events`` must also hold the reports that they link to.

    ``count`` tells how many of some articles are texts of their own.
    A report without an event is an error (KeyError): whoever assigns, assigns all.
    """
    groups: dict[NamedNode, list[Report]] = defaultdict(list)
    for report in reports:
        groups[events[report.iri]].append(report)
    return [
        quad
        for event, group in groups.items()
        for quad in edited(event, canonical_quads(event, group, events, count), edits_of(event.value))
    ]


def canonical_quads(
    event: NamedNode, reports: Sequence[Report], events: Assignments, count: Independent = len
) -> list[Quad]:
    """One canonical event from one or more reports, and the links of reports, figures and claims to it."""
    return [Quad(*fact) for fact in _facts(event, reports, events, count)]


def _facts(event: NamedNode, reports: Sequence[Report], events: Assignments, count: Independent = len) -> list[_Known]:
    known = latest_last(reports)
    fields = dict.fromkeys(_fields(event, known, events, count))
    built: list[_Known] = [(event, predicate, value) for predicate, value in fields]
    links: list[_Known] = [(report.iri, ONT.reportOf, event) for report in known]
    copies: list[_Known] = [(subject, predicate, event) for report in known for subject, predicate in report.pointers]
    return [*built, *links, *dict.fromkeys(copies)]


def latest_last(reports: Sequence[Report]) -> list[Report]:
    """By the day of the article; undated articles first, names decide ties, so that ingestion order does not."""
    return sorted(reports, key=lambda report: (report.as_of or date.min, report.iri.value))


_Field = tuple[NamedNode, Term]
_Known = tuple[NamedNode, NamedNode, Term]


def _fields(event: NamedNode, known: Sequence[Report], events: Assignments, count: Independent) -> Iterator[_Field]:
    leading = leading_report(known)
    by_trust = [leading, *(report for report in reversed(known) if report is not leading)]
    best, united = _gathered(by_trust)
    yield A, ONT.Event
    if structural := best.pop(DCTERMS.type, None):
        yield A, structural
    yield from ((ONT.eventType, name) for name in _types(by_trust))
    yield from _copied(leading, _OF_THE_MODALITY)
    yield from _time(by_trust)
    yield from best.items()
    yield from _linked(event, united, events)
    yield from _counted(known, count)


def leading_report(known: Sequence[Report]) -> Report:
    """Whose modality holds: the latest that says it came about, else the latest.

    ``known`` is in the order of the articles' days. So an expected session becomes one that took place, and stays
    one when a still later article only looks back at the plan.
    """
    realised = [report for report in known if report.realised]
    return (realised or list(known))[-1]


def _gathered(by_trust: Iterable[Report]) -> tuple[dict[NamedNode, Term], dict[_Field, None]]:
    """Of some fields the value that the most trusted report gives, of others all that any report gives.

    Reports of one event share most values (``reports.unpacked``), and what was looked at once is passed over.
    """
    best: dict[NamedNode, Term] = {}
    united: dict[_Field, None] = {}
    seen: dict[int, NamedNode] = {}
    for report in by_trust:
        for predicate, values in report.fields.items():
            if not values or seen.get(id(values)) is predicate:
                continue
            seen[id(values)] = predicate
            if predicate in _GATHERED:
                united.update({(predicate, value): None for value in values})
            elif predicate in _FIRST_OF:
                best.setdefault(predicate, values[0])
    return best, united


def _types(by_trust: Sequence[Report]) -> list[Term]:
    """The types that most reports give, those of the leading report first among equals."""
    counted = Counter(name for report in by_trust for name in report.all(ONT.eventType))
    return [name for name, _ in counted.most_common(_MOST_TYPES)]


def _copied(report: Report, predicates: Iterable[NamedNode]) -> Iterator[_Field]:
    return ((predicate, value) for predicate in predicates for value in report.all(predicate))


def _linked(event: NamedNode, united: Iterable[_Field], events: Assignments) -> Iterator[_Field]:
    """Links between reports become links between their events; what is no report (an instrument) stays."""
    for predicate, value in united:
        if predicate not in LINKS:
            yield predicate, value
            continue
        target = events.get(value, value) if isinstance(value, NamedNode) else value
        if target != event:
            yield predicate, target


def _counted(known: Sequence[Report], count: Independent) -> Iterator[_Field]:
    """How many articles tell of it, copies of one text as one, and from when to when."""
    yield ONT.reportCount, Literal(count({report.article for report in known}))
    if days := [report.as_of for report in known if report.as_of]:
        yield ONT.firstReported, literals.day(min(days))
        yield ONT.lastReported, literals.day(max(days))


# -------------------------------------------------------------------------------------------------------- time


def _time(by_trust: Sequence[Report]) -> Iterator[_Field]:
    source = dating_report(by_trust)
    yield from _copied(source, OF_THE_TIME)
    if day := sort_day(source):
        yield ONT.sortDate, literals.day(day)


def sort_day(source: Report) -> date | None:
    """The day by which an event is put in order, from the report that dates it; None where that is unresolved."""
    if source.one(ONT.dateBasis) == CODE.Unresolved:
        return None
    return source.day(ONT.start) or source.day(ONT.end) or source.as_of


def dating_report(by_trust: Sequence[Report]) -> Report:
    """Whose date holds: the finest of those that can be true together with the most trusted dated report.

    The fields of a date are taken from one report, never mixed: bounds, EDTF, words and basis belong together.
    """
    bounds = ((report, report.day(ONT.start), report.day(ONT.end)) for report in by_trust)
    dated = [(report, start or date.min, end or date.max) for report, start, end in bounds if start or end]
    if not dated:
        return by_trust[0]
    _, first, last = dated[0]
    compatible = (report for report, start, end in dated if max(start, first) <= min(end, last))
    return min(compatible, key=_fineness)


def _fineness(report: Report) -> tuple[int, bool]:
    """Smaller is better; ``min`` keeps the most trusted of equals."""
    rank = _FINENESS.get(report.one(ONT.datePrecision), len(_FINENESS))
    return rank, report.one(ONT.dateBasis) not in _SURE_BASES


def as_only_article(quads: Sequence[Quad], iris: Iris) -> list[Quad]:
    """The quads of an article with the canonical events that it alone would give, under provisional names.

    This is what shapes are checked on before other articles come into play.
    """
    return [*quads, *(Quad(*fact) for fact in _alone(quads, iris))]


def facts_as_only_article(quads: Sequence[Quad], iris: Iris) -> list[Fact]:
    """The same as facts, which cost less to make than quads."""
    return [*(row[:3] for row in rows_of(quads)), *_alone(quads, iris)]


def _alone(quads: Sequence[Quad], iris: Iris) -> list[_Known]:
    reports = read_reports(quads)
    events = {report.iri: iris.event(f"provisional-{number}") for number, report in enumerate(reports, start=1)}
    return [fact for report in reports for fact in _facts(events[report.iri], [report], events)]
