"""What articles say of events, read back from the graph, so that canonical events are built from nothing else."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph.facts import rows_of
from kg.graph.terms import CODE, ONT, PREFIXES, A
from kg.graph.views import Term, View

Fields = Mapping[NamedNode, tuple[Term, ...]]

POINTERS = (ONT.figureOf, ONT.about, ONT.utteredIn)
"""Properties of figures and claims: sentence graphs name a report, the default graph its canonical event."""

_day = lru_cache(maxsize=10_000)(date.fromisoformat)
_POINTERS, _AS_OF, _REPORT = frozenset(POINTERS), ONT.asOf, ONT.EventReport


@dataclass(frozen=True, slots=True)
class Report:
    """One ``ev:EventReport``: its fields, its article's day, and the (subject, property) pairs that point at it."""

    iri: NamedNode
    article: NamedNode
    as_of: date | None
    fields: Fields
    pointers: tuple[tuple[NamedNode, NamedNode], ...] = ()

    def all(self, predicate: NamedNode) -> tuple[Term, ...]:
        """All values of the property, in a stable order."""
        return self.fields.get(predicate, ())

    def one(self, predicate: NamedNode) -> Term | None:
        """The value of a property that has one."""
        values = self.fields.get(predicate)
        return values[0] if values else None

    def day(self, predicate: NamedNode) -> date | None:
        """The value of a property that is a calendar day."""
        value = self.one(predicate)
        return _day(value.value) if isinstance(value, Literal) else None

    @property
    def realised(self) -> bool:
        """True if it says that the event took place or is taking place."""
        denied = self.one(ONT.polarity) == CODE.Negative
        return not denied and self.one(ONT.modality) in (CODE.Occurred, CODE.Ongoing, CODE.Attempted)


def read_reports(quads: Iterable[Quad]) -> list[Report]:
    """The reports among quads: their fields from the default graph, what points at them from any graph.

    The day of their article must be among the quads too.
    """
    given = dict.fromkeys(rows_of(quads))
    here = DefaultGraph()
    reports = {s for s, predicate, value, graph in given if value == _REPORT and predicate == A and graph == here}
    fields: dict[Term, dict[NamedNode, list[Term]]] = {node: defaultdict(list) for node in reports}
    pointers: dict[Term, list[tuple[NamedNode, NamedNode]]] = defaultdict(list)
    days: dict[Term, Literal] = {}
    for subject, predicate, value, graph in given:
        if subject in reports and graph == here:
            fields[subject][predicate].append(value)
        elif predicate in _POINTERS and isinstance(subject, NamedNode) and graph != here:
            pointers[value].append((subject, predicate))
        elif predicate == _AS_OF and isinstance(value, Literal) and graph == here:
            days.setdefault(subject, value)
    found = sorted((node for node in reports if isinstance(node, NamedNode)), key=str)
    return [_report(node, fields[node], days, pointers[node]) for node in found]


def _report(
    node: NamedNode,
    said: Mapping[NamedNode, Sequence[Term]],
    days: Mapping[Term, Literal],
    pointers: Sequence[tuple[NamedNode, NamedNode]],
) -> Report:
    fields = {
        predicate: tuple(sorted(values, key=str) if len(values) > 1 else values) for predicate, values in said.items()
    }
    article = next(value for value in fields[ONT.inArticle] if isinstance(value, NamedNode))
    day = days.get(article)
    as_of = date.fromisoformat(day.value) if day else None
    return Report(node, article, as_of, fields, tuple(sorted(set(pointers), key=str)))


def stored_reports(view: View, iris: Iterable[NamedNode]) -> list[Report]:
    """These reports as they stand in a store."""
    return read_reports(quad for iri in iris for quad in _around(view, iri))


def _around(view: View, report: NamedNode) -> Iterator[Quad]:
    here = DefaultGraph()
    for quad in view.quads_for_pattern(report, None, None, here):
        yield quad
        if quad.predicate == ONT.inArticle and isinstance(quad.object, NamedNode):
            yield from view.quads_for_pattern(quad.object, ONT.asOf, None, here)
    for predicate in POINTERS:
        yield from view.quads_for_pattern(None, predicate, report)


# ----------------------------------------------------------------------------------------------------- as text


_LEFT_OUT = frozenset({ONT.mention, ONT.reportOf, ONT.inArticle})
"""Fields of which no event is built."""

_SHORT = {iri: prefix for prefix, iri in PREFIXES.items()}
_NOTHING = "[]"


def packed(report: Report) -> str:
    """A report as text for the archive, with all that events are built of.

    The first line has its name, its article and the day of that, the second what points at it, and each further one a
    field. Reports of one event share most of these, so that a line is mostly known when it is read again.
    """
    pointers = [(_short(node), _short(predicate)) for node, predicate in report.pointers]
    head = f"{report.iri.value} {report.article.value} {report.as_of.isoformat() if report.as_of else ''}"
    said = ([_short(p), *map(_packed_term, values)] for p, values in report.fields.items() if p not in _LEFT_OUT)
    return "\n".join((head, *(json.dumps(line, ensure_ascii=False) for line in (pointers, *said))))


def unpacked(text: str) -> Report:
    """The report of ``packed``, also as earlier versions packed it."""
    if text.startswith("["):
        return _unpacked_at_once(text)
    head, pointers, *said = text.split("\n")
    iri, article, day = head.split(" ")
    return Report(
        NamedNode(iri),
        _node(article),
        _day(day) if day else None,
        dict(map(_unpacked_field, said)),
        () if pointers == _NOTHING else _unpacked_pointers(json.loads(pointers)),
    )


@lru_cache(maxsize=50_000)
def _unpacked_field(line: str) -> tuple[NamedNode, tuple[Term, ...]]:
    predicate, *values = json.loads(line)
    return _node(predicate), tuple(map(_unpacked_term, values))


def _unpacked_pointers(given: Iterable[tuple[str, str]]) -> tuple[tuple[NamedNode, NamedNode], ...]:
    return tuple([(_node(node), _node(predicate)) for node, predicate in given])


def _unpacked_at_once(text: str) -> Report:
    iri, article, day, said, pointers = json.loads(text)
    return Report(
        _node(iri),
        _node(article),
        day and _day(day),
        {_node(predicate): tuple(map(_unpacked_term, values)) for predicate, values in said.items()},
        _unpacked_pointers(pointers),
    )


def _packed_term(term: Term) -> str | list[str]:
    """An IRI as text, a literal as its words with its language or its type."""
    if isinstance(term, Literal):
        return [term.value, term.language] if term.language else [term.value, "", _short(term.datatype)]
    return _short(term) if isinstance(term, NamedNode) else str(term)


def _unpacked_term(given: str | list[str]) -> Term:
    if isinstance(given, str):
        return _node(given)
    value, language, *datatype = given
    return Literal(value, language=language) if language else Literal(value, datatype=_node(datatype[0]))


def _short(node: NamedNode) -> str:
    """``ev start`` for what has a prefix; no IRI has a blank in it."""
    namespace, mark, name = node.value.rpartition("#")
    prefix = _SHORT.get(namespace + mark) if mark else None
    return f"{prefix} {name}" if prefix else node.value


@lru_cache(maxsize=50_000)
def _node(name: str) -> NamedNode:
    prefix, blank, rest = name.partition(" ")
    return NamedNode(PREFIXES[prefix] + rest if blank else name)
