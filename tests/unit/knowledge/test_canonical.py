from __future__ import annotations

from collections.abc import Sequence

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.terms import CODE, DCTERMS, ONT, RDFS, TYPE, A
from kg.graph.views import Term
from kg.knowledge.canonical import BUILT, canonical_quads, knowledge_quads
from kg.knowledge.reports import Report
from tests.unit.knowledge.reported import node, report

EVENT = node("event/1")


def built(reports: Sequence[Report], events: dict[NamedNode, NamedNode] | None = None) -> list[Quad]:
    return canonical_quads(EVENT, reports, {r.iri: EVENT for r in reports} | (events or {}))


def values(quads: Sequence[Quad], predicate: NamedNode) -> set[Term | str]:
    """Values of the event; codes by IRI, literals by their words."""
    found = (quad.object for quad in quads if quad.subject == EVENT and quad.predicate == predicate)
    return {value if isinstance(value, NamedNode) else value.value for value in found}


def test_one_report_gives_an_event_with_the_same_fields() -> None:
    quads = built([report("a", start="2015-05-05", end="2015-05-05", place=node("place/lisbon"))])
    assert values(quads, A) == {ONT.Event}
    assert values(quads, RDFS.label) == {"Talks in Lisbon"}
    assert values(quads, ONT.eventType) == {TYPE.Meeting}
    assert values(quads, ONT.place) == {node("place/lisbon")}
    assert values(quads, ONT.sortDate) == values(quads, ONT.start) == {"2015-05-05"}
    assert values(quads, ONT.reportCount) == {"1"}
    assert values(quads, ONT.firstReported) == values(quads, ONT.lastReported) == {"2015-05-06"}


def test_all_of_it_stands_in_the_default_graph_and_can_be_taken_back() -> None:
    quads = built([report("a", start="2015-05-05", dateBasis=CODE.Stated, confidence=CODE.Day)])
    assert {quad.graph_name for quad in quads} == {DefaultGraph()}
    assert {quad.predicate for quad in quads if quad.subject == EVENT} <= BUILT


def test_the_structural_class_stands_beside_the_plain_one() -> None:
    told = report("a")
    told = Report(told.iri, told.article, told.as_of, {**told.fields, DCTERMS.type: (ONT.SpeechEvent,)})
    assert values(built([told]), A) == {ONT.Event, ONT.SpeechEvent}


@pytest.mark.parametrize(
    ("start", "end", "basis", "as_of", "expected"),
    [
        ("2015-05-01", "2015-05-31", "Relative", "2015-06-02", {"2015-05-01"}),
        (None, "2015-05-31", "Bound", "2015-06-02", {"2015-05-31"}),
        (None, None, "Context", "2015-06-02", {"2015-06-02"}),
        (None, None, "Context", None, set()),
        (None, None, "Unresolved", "2015-06-02", set()),
    ],
)
def test_the_sort_date_is_the_start_else_the_end_else_the_day_of_the_article(
    start: str | None, end: str | None, basis: str, as_of: str | None, expected: set[str]
) -> None:
    quads = built([report("a", as_of=as_of, start=start, end=end, basis=basis)])
    assert values(quads, ONT.sortDate) == expected


@pytest.mark.parametrize(
    ("told", "modality"),
    [
        ([("2015-05-04", "Expected"), ("2015-05-06", "Occurred")], "Occurred"),
        ([("2015-05-04", "Ongoing"), ("2015-05-06", "Occurred")], "Occurred"),
        ([("2015-05-04", "Occurred"), ("2015-05-06", "Expected")], "Occurred"),
        ([("2015-05-04", "Expected"), ("2015-05-06", "Cancelled")], "Cancelled"),
        ([("2015-05-06", "Postponed"), (None, "Expected")], "Postponed"),
    ],
)
def test_the_latest_realised_modality_holds_else_the_latest(told: list[tuple[str | None, str]], modality: str) -> None:
    reports = [report(f"a{n}", as_of=day, modality=name) for n, (day, name) in enumerate(told)]
    assert values(built(reports), ONT.modality) == {CODE[modality]}
    assert set(built(reports)) == set(built(list(reversed(reports))))


def test_a_denial_does_not_realise_an_event() -> None:
    denied = report("b", as_of="2015-05-07", polarity=CODE.Negative, label="No talks")
    assert values(built([report("a"), denied]), RDFS.label) == {"Talks in Lisbon"}


def test_the_finest_compatible_date_holds_with_all_its_fields() -> None:
    month = report("a", "e1", "2015-06-02", start="2015-05-01", end="2015-05-31", precision="Month", basis="Relative")
    on_the_day = report("b", "e1", "2015-05-06", start="2015-05-05", end="2015-05-05", basis="Weekday")
    quads = built([month, on_the_day])
    assert values(quads, ONT.start) == {"2015-05-05"}
    assert values(quads, ONT.datePrecision) == {CODE.Day}
    assert values(quads, ONT.dateBasis) == {CODE.Weekday}


def test_a_finer_date_that_cannot_be_true_together_does_not_hold() -> None:
    latest = report("b", "e1", "2015-06-02", start="2015-05-01", end="2015-05-31", precision="Month")
    contrary = report("a", "e1", "2015-05-06", start="2015-04-05", end="2015-04-05")
    assert values(built([contrary, latest]), ONT.start) == {"2015-05-01"}


def test_a_dated_report_dates_an_event_whose_latest_report_gives_no_date() -> None:
    undated = report("b", "e1", "2015-06-02", basis="Unresolved", unresolvedReason=CODE.Day)
    dated = report("a", start="2015-05-05", end="2015-05-05")
    quads = built([dated, undated])
    assert values(quads, ONT.sortDate) == {"2015-05-05"}
    assert values(quads, ONT.unresolvedReason) == set()


def test_participants_and_topics_are_united() -> None:
    a = report("a", party=(node("actor/x"), node("actor/y")), topic=CODE.Procedure)
    b = report("b", party=node("actor/z"), mediator=node("actor/y"), topic=CODE.Procedure)
    quads = built([a, b])
    assert values(quads, ONT.party) == {node("actor/x"), node("actor/y"), node("actor/z")}
    assert values(quads, ONT.mediator) == {node("actor/y")}
    assert values(quads, ONT.topic) == {CODE.Procedure}


def test_at_most_three_types_and_one_place_are_kept() -> None:
    a = report("a", "e1", "2015-05-04", types=("Meeting", "Visit"), place=node("place/old"))
    b = report("b", "e1", "2015-05-06", types=("Summit", "Visit", "Mediation"), place=node("place/new"))
    quads = built([a, b])
    types = values(quads, ONT.eventType)
    assert len(types) == 3
    assert TYPE.Visit in types
    assert values(quads, ONT.place) == {node("place/new")}


def test_links_between_reports_become_links_between_events() -> None:
    whole, part = report("a", "round"), report("a", "e1", partOf=node("article/a/report/round"))
    quads = built([part], {whole.iri: node("event/round")})
    assert values(quads, ONT.partOf) == {node("event/round")}


def test_an_event_is_not_part_of_itself() -> None:
    """Two reports that turn out to be one event may have been linked to each other."""
    a, b = report("a", "e1"), report("a", "e2", follows=node("article/a/report/e1"))
    assert values(built([a, b]), ONT.follows) == set()


def test_a_reaction_to_a_document_stays_one() -> None:
    treaty = node("article/a/instrument/treaty")
    assert values(built([report("a", reactionTo=treaty)]), ONT.reactionTo) == {treaty}


def test_reports_claims_and_figures_are_linked_to_the_event() -> None:
    claim, figure = node("article/a/claim/c1"), node("article/a/figure/f1")
    told = report("a", pointers=[(claim, ONT.about), (figure, ONT.figureOf)])
    quads = built([told])
    assert Quad(told.iri, ONT.reportOf, EVENT, DefaultGraph()) in quads
    assert Quad(claim, ONT.about, EVENT, DefaultGraph()) in quads
    assert Quad(figure, ONT.figureOf, EVENT, DefaultGraph()) in quads


def test_articles_are_counted_once_however_often_they_tell_it() -> None:
    told = [report("a", "e1", "2015-05-04"), report("a", "e2", "2015-05-04"), report("b", "e1", "2015-05-09")]
    quads = built(told)
    assert values(quads, ONT.reportCount) == {"2"}
    assert values(quads, ONT.firstReported) == {"2015-05-04"}
    assert values(quads, ONT.lastReported) == {"2015-05-09"}


def test_reports_are_grouped_by_their_events() -> None:
    a, b, c = report("a"), report("b"), report("c")
    events = {a.iri: EVENT, b.iri: node("event/2"), c.iri: EVENT}
    quads = knowledge_quads([a, b, c], events)
    linked = {(q.subject, q.object) for q in quads if q.predicate == ONT.reportOf}
    assert linked == set(events.items())
    assert {q.object.value for q in quads if q.predicate == ONT.reportCount} == {"1", "2"}


def test_a_report_without_an_event_is_an_error() -> None:
    with pytest.raises(KeyError):
        knowledge_quads([report("a")], {})
