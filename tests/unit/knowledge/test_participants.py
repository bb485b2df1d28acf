"""One person by two names in one event."""

from __future__ import annotations

from kg.graph.iris import Iris
from kg.graph.terms import ONT
from kg.knowledge.canonical import knowledge_quads
from kg.knowledge.participants import by_whole_names, whole_names
from kg.model import ActorType
from tests.unit.knowledge.reported import node, report

IRIS = Iris("https://n.org/")


def person(name: str) -> object:
    return IRIS.named_actor(name, ActorType.PERSON)


SOL, INES, PAU, UNION = (
    person("Sol"),
    person("Ines Sol"),
    person("Pau Sol"),
    IRIS.named_actor("Sol Union", ActorType.PERSON),
)


def test_a_surname_means_the_one_whole_name_that_ends_in_it() -> None:
    assert whole_names([SOL, INES]) == {SOL: INES}  # type: ignore[list-item]
    assert whole_names([SOL, UNION]) == {}  # type: ignore[list-item]


def test_a_surname_that_two_have_means_nobody() -> None:
    assert whole_names([SOL, INES, PAU]) == {}  # type: ignore[list-item]


def test_an_organisation_of_that_name_is_somebody_else() -> None:
    assert whole_names([SOL, IRIS.named_actor("Ines Sol", ActorType.ORGANISATION)]) == {}  # type: ignore[list-item]


def test_an_event_has_each_person_once_and_reports_stay_as_they_are() -> None:
    reports = [report("a", speaker=SOL), report("b", speaker=INES)]
    events = {one.iri: node("event/1") for one in reports}
    quads = knowledge_quads(by_whole_names(reports, events), events)
    assert [quad.object for quad in quads if quad.predicate == ONT.speaker] == [INES]
    assert reports[0].one(ONT.speaker) == SOL


def test_people_of_other_events_do_not_matter() -> None:
    reports = [report("a", speaker=SOL), report("b", speaker=INES)]
    events = {reports[0].iri: node("event/1"), reports[1].iri: node("event/2")}
    assert by_whole_names(reports, events) == reports
