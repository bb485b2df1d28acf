"""Events in order as they were known on a day: only what articles up to that day said, the axis of knowing.

Everything is asked in SPARQL, so that it works on any store, ours or one behind an endpoint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import CODE, ONT, RDFS, SKOS, local_name
from kg.graph.views import Term
from kg.knowledge.canonical import dating_report, latest_last, leading_report, sort_day
from kg.knowledge.reports import Report
from kg.model import Role

Row = Mapping[str, Term]
Ask = Callable[[str], Iterable[Row]]
"""Answers a SELECT query: a row maps the names of its bound variables to terms."""

_READ = (
    RDFS.label,
    ONT.modality,
    ONT.polarity,
    ONT.start,
    ONT.end,
    ONT.edtf,
    ONT.datePrecision,
    ONT.dateBasis,
    ONT.place,
    ONT.inArticle,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: each filter leaves out what does not fit; names are compared whole, in any letters.

    ``actor`` and ``place`` are labels or aliases (a place stands for all that lies in it), ``kind`` the label or code
    of a type or of a family of types, ``process`` the label or IRI of something that the event is part of.
    """

    as_of: date | None = None
    actor: str | None = None
    place: str | None = None
    kind: str | None = None
    process: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it was known: its day for sorting, its date as EDTF, and how many articles told of it by then."""

    event: str
    label: str
    day: date | None
    edtf: str | None
    modality: str
    realised: bool
    place: str | None
    articles: int
    first_reported: date | None
    last_reported: date | None


def timeline(ask: Ask, wanted: Wanted) -> list[Entry]:
    """The events in order; those whose day is not known come last.

    With ``as_of`` only articles whose day is known and not later count; an event that nobody had told of is left out.
    What a retracted article told of counts until the day of the retraction.
    """
    reports, labels = _known_reports(ask, wanted)
    entries = (_entry(event, some, labels) for event, some in reports.items())
    return sorted((entry for entry in entries if _in_period(entry, wanted)), key=_in_order)


def _in_order(entry: Entry) -> tuple[date, str, str]:
    return entry.day or date.max, entry.label, entry.event


def _in_period(entry: Entry, wanted: Wanted) -> bool:
    if not (wanted.first or wanted.last):
        return True
    return entry.day is not None and (wanted.first or date.min) <= entry.day <= (wanted.last or date.max)


def _entry(event: str, reports: Sequence[Report], labels: Mapping[str, str]) -> Entry:
    known = latest_last(reports)
    leading = leading_report(known)
    by_trust = [leading, *(report for report in reversed(known) if report is not leading)]
    dating = dating_report(by_trust)
    place = next((value for report in by_trust if (value := report.one(ONT.place))), None)
    modality = leading.one(ONT.modality)
    days = [report.as_of for report in known if report.as_of]
    return Entry(
        event=event,
        label=_text(leading.one(RDFS.label)) or "",
        day=sort_day(dating),
        edtf=_text(dating.one(ONT.edtf)),
        modality=local_name(modality) if isinstance(modality, NamedNode) else "",
        realised=leading.realised,
        place=labels.get(place.value) if isinstance(place, NamedNode) else None,
        articles=len({report.article for report in known}),
        first_reported=min(days, default=None),
        last_reported=max(days, default=None),
    )


def _text(term: Term | None) -> str | None:
    return term.value if isinstance(term, Literal) else None


# ------------------------------------------------------------------------------------------------------ questions


def _known_reports(ask: Ask, wanted: Wanted) -> tuple[dict[str, list[Report]], dict[str, str]]:
    """The reports of each event that fits, and the labels of places."""
    fields: dict[NamedNode, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    days: dict[NamedNode, date] = {}
    event_of: dict[NamedNode, str] = {}
    labels: dict[str, str] = {}
    for row in ask(question(wanted)):
        report, predicate, value = row["r"], row["p"], row["o"]
        if isinstance(report, NamedNode) and isinstance(predicate, NamedNode):
            fields[report][predicate].append(value)
            event_of[report] = str(row["e"]).strip("<>")
            if isinstance(day := row.get("told"), Literal):
                days[report] = date.fromisoformat(day.value)
            if isinstance(name := row.get("name"), Literal) and isinstance(value, NamedNode):
                labels[value.value] = name.value
    found: dict[str, list[Report]] = defaultdict(list)
    for report, said in fields.items():
        article = said[ONT.inArticle][0]
        assert isinstance(article, NamedNode)
        values = {predicate: tuple(sorted(some, key=str)) for predicate, some in said.items()}
        found[event_of[report]].append(Report(report, article, days.get(report), values))
    return found, labels


def question(wanted: Wanted) -> str:
    """The query for the reports of the events that are wanted, a row for each field."""
    retracted = "FILTER NOT EXISTS { ?notice ev:retracts ?article }"
    if wanted.as_of:
        until = f'FILTER(?since <= "{wanted.as_of.isoformat()}"^^xsd:date)'
        retracted = f"FILTER NOT EXISTS {{ ?notice ev:retracts ?article ; ev:asOf ?since {until} }}"
    day = f'FILTER(?told <= "{wanted.as_of.isoformat()}"^^xsd:date)' if wanted.as_of else ""
    told = "?article ev:asOf ?told ." if wanted.as_of else "OPTIONAL { ?article ev:asOf ?told }"
    return f"""{_PREFIXES}
SELECT ?e ?r ?p ?o ?told ?name WHERE {{
  {{ SELECT DISTINCT ?e WHERE {{ ?e a ev:Event . {" ".join(_filters(wanted))} }} }}
  ?r ev:reportOf ?e ; ev:inArticle ?article . {told} {day} {retracted}
  VALUES ?p {{ {" ".join(map(str, _READ))} }}
  ?r ?p ?o . OPTIONAL {{ ?o a ev:Place ; rdfs:label ?name }}
}}"""


_PREFIXES = f"""PREFIX ev: <{ONT.iri}>
PREFIX evc: <{CODE.iri}>
PREFIX rdfs: <{RDFS.iri}>
PREFIX skos: <{SKOS.iri}>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"""


def _filters(wanted: Wanted) -> Iterator[str]:
    if wanted.actor:
        roles = "|".join(str(ONT[role]) for role in Role)
        yield f"?e {roles} ?actor . ?actor rdfs:label|skos:altLabel ?actorName . {_same('?actorName', wanted.actor)}"
    if wanted.place:
        yield f"?e ev:place/ev:within* ?place . ?place rdfs:label|skos:altLabel ?at . {_same('?at', wanted.place)}"
    if wanted.kind:
        code = Literal("#" + wanted.kind)
        yield (
            "?e ev:eventType/ev:broaderOrSelf ?kind . ?kind skos:prefLabel ?kindName . "
            f"FILTER(LCASE(STR(?kindName)) = LCASE({Literal(wanted.kind)}) || STRENDS(STR(?kind), {code}))"
        )
    if wanted.process:
        name = Literal(wanted.process)
        yield (
            "?e ev:partOf* ?process . ?process rdfs:label ?processName . "
            f"FILTER(LCASE(STR(?processName)) = LCASE({name}) || STR(?process) = {name})"
        )


def _same(variable: str, name: str) -> str:
    return f"FILTER(LCASE(STR({variable})) = LCASE({Literal(name)}))"
