"""What sources say against each other: figures that cannot both hold, and what one asserts and another one denies.

Numbers are compared only where they are to count the same: of one event, one measure, one population, one place, up to
one day (that of the article where none is said), wholes with wholes. A toll that grew is no contradiction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph.terms import CODE, ONT, RDFS, TYPE, A
from kg.graph.views import Term
from kg.knowledge.matching import Assignments
from kg.knowledge.reports import Report
from kg.knowledge.signatures import only_here
from kg.knowledge.wording import stems

Facts = Callable[[NamedNode], Mapping[NamedNode, Sequence[Term]]]
"""What is said of a node: of a figure, a claim, the speech that it stands in (as a report), the people it counts."""

_SCOPE = (ONT.measure, ONT.unit, ONT.population, ONT.inflictedBy, ONT.figurePlace, ONT.since)
_ROUGHLY = Decimal("0.1")
_DENIALS = frozenset({TYPE.Denial, TYPE.ResponsibilityDenied})
_ASSERTIONS = frozenset({TYPE.AllegationOfCrime, TYPE.CriticismOrAccusation, TYPE.ResponsibilityClaimed})
_BEYOND = Decimal("Infinity")


def conflict_quads(reports: Iterable[Report], events: Assignments, facts: Facts) -> Iterator[Quad]:
    """``ev:contradicts`` between figures and between claims on each of the events, told on both sides."""
    figures: dict[NamedNode, dict[NamedNode, Report]] = defaultdict(dict)
    claims: dict[NamedNode, dict[NamedNode, None]] = defaultdict(dict)
    for report in reports:
        for node, predicate in report.pointers:
            if predicate == ONT.figureOf:
                figures[events[report.iri]][node] = report
            elif predicate == ONT.about:
                claims[events[report.iri]][node] = None
    for of_one in figures.values():
        yield from _pairs(_comparable(of_one, facts))
    for about_one in claims.values():
        yield from _pairs(_denied(about_one, facts))


def _pairs(found: Iterable[tuple[NamedNode, NamedNode]]) -> Iterator[Quad]:
    for one, other in found:
        yield Quad(one, ONT.contradicts, other, DefaultGraph())
        yield Quad(other, ONT.contradicts, one, DefaultGraph())


# ------------------------------------------------------------------------------------------------------ figures


def _comparable(figures: Mapping[NamedNode, Report], facts: Facts) -> Iterator[tuple[NamedNode, NamedNode]]:
    alike: dict[object, list[tuple[NamedNode, Decimal, Decimal]]] = defaultdict(list)
    for node, report in figures.items():
        known = facts(node)
        if not known.get(ONT.subsetOf) and (bounds := _bounds(known)):
            alike[_scope(known, report, facts)].append((node, *bounds))
    for group in alike.values():
        for (one, low, high), (other, lowest, highest) in combinations(group, 2):
            if low > highest or lowest > high:
                yield one, other


def _scope(known: Mapping[NamedNode, Sequence[Term]], report: Report, facts: Facts) -> object:
    day = [value.value for value in known.get(ONT.asOf, ()) if isinstance(value, Literal)]
    counted = day[0] if day else report.as_of and report.as_of.isoformat()
    parts = (tuple(sorted(_called(value, facts) for value in known.get(part, ()))) for part in _SCOPE)
    return counted or report.article, *parts


def _called(value: Term, facts: Facts) -> str:
    """A node of one article by its label, since no other article knows it."""
    if isinstance(value, NamedNode) and only_here(value):
        labels = (label.value for label in facts(value).get(RDFS.label, ()) if isinstance(label, Literal))
        return " ".join(sorted(stems(" ".join(labels))))
    return str(value)


def _bounds(known: Mapping[NamedNode, Sequence[Term]]) -> tuple[Decimal, Decimal] | None:
    """From where to where the number may lie; None for one that is too vague to be wrong."""
    value, bound = _number(known, ONT.value), next(iter(known.get(ONT.bound, ())), None)
    low, high = _number(known, ONT.low), _number(known, ONT.high)
    if value is None or bound == CODE.Vague:
        return None
    if low is None and high is None:
        slack = value * _ROUGHLY if bound == CODE.About else Decimal(0)
        return value - slack, value + slack
    return low if low is not None else Decimal(0), high if high is not None else _BEYOND


def _number(known: Mapping[NamedNode, Sequence[Term]], predicate: NamedNode) -> Decimal | None:
    return next((Decimal(value.value) for value in known.get(predicate, ()) if isinstance(value, Literal)), None)


# ------------------------------------------------------------------------------------------------------- claims


def _denied(claims: Iterable[NamedNode], facts: Facts) -> Iterator[tuple[NamedNode, NamedNode]]:
    """A denial and an accusation, or a claim of responsibility, by somebody else."""
    kinds = {claim: _kinds(claim, facts) for claim in claims}
    denials = [claim for claim, types in kinds.items() if types & _DENIALS]
    for claim, types in kinds.items():
        if types & _ASSERTIONS:
            for denial in denials:
                if _speakers(facts(claim)).isdisjoint(_speakers(facts(denial))):
                    yield denial, claim


def _kinds(claim: NamedNode, facts: Facts) -> frozenset[Term]:
    """The types of the speech in which it was said, as its own article gives them."""
    speeches = (facts(node) for node in facts(claim).get(ONT.utteredIn, ()) if isinstance(node, NamedNode))
    told = (speech for speech in speeches if ONT.EventReport in speech.get(A, ()))
    return frozenset(kind for speech in told for kind in speech.get(ONT.eventType, ()))


def _speakers(known: Mapping[NamedNode, Sequence[Term]]) -> frozenset[Term]:
    return frozenset(known.get(ONT.attributedTo, ()))
