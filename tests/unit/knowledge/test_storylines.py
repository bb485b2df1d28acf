"""The chain of events around one event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import QuerySolutions

from kg.graph.terms import ONT, ontology_quads
from kg.knowledge.storylines import Facts, read_storyline, relevance, storyline
from kg.knowledge.timeline import Row
from tests.bench.scale import Happening, reading_of
from tests.unit.graph.readings import talks_reading
from tests.unit.knowledge.shelf import Shelf


def facts(label: str = "x", **said: object) -> Facts:
    known = Facts(label, realised=True, articles={"a"})
    for name, value in said.items():
        setattr(known, name, value)
    return known


KNOWN = {
    "talks": facts("River talks", actors={"aland", "borea"}, places={"lisbon", "portugal"}),
    "round": facts(links={ONT.partOf.value: {"talks"}}),
    "session": facts(links={ONT.partOf.value: {"round"}}),
    "walk-out": facts(links={ONT.duringEvent.value: {"round"}, ONT.reactionTo.value: {"talks"}}),
    "embargo": facts(actors={"aland", "borea"}, articles={"b"}),
    "speech": facts(actors={"aland", "borea"}, articles={"b"}, kinds={ONT.SpeechEvent.value}),
    "flood": facts(places={"portugal"}, articles={"b"}),
    "match": facts(articles={"b"}),
}


def test_what_is_of_the_process_counts_more_than_what_refers_to_it_and_that_more_than_what_shares_parties() -> None:
    order = ("session", "walk-out", "embargo", "flood")
    values = [relevance("talks", event, KNOWN) for event in order]
    assert values == sorted(values, reverse=True)
    assert relevance("talks", "session", KNOWN) == relevance("talks", "round", KNOWN)
    assert relevance("talks", "speech", KNOWN) < relevance("talks", "embargo", KNOWN)


def test_more_articles_and_having_happened_make_an_event_matter_more() -> None:
    often = {**KNOWN, "embargo": facts(actors={"aland"}, articles=set("bcdef"))}
    planned = {**KNOWN, "embargo": facts(actors={"aland"}, articles={"b"}, realised=False)}
    assert relevance("talks", "embargo", often) > relevance("talks", "embargo", KNOWN)
    assert relevance("talks", "embargo", planned) < relevance("talks", "embargo", KNOWN)


def test_a_storyline_leaves_out_what_has_little_to_do_with_it() -> None:
    story = storyline("talks", KNOWN)
    assert story.title == "River talks"
    assert story.relevance["talks"] == 1.0
    assert set(story.relevance) == {"talks", "round", "session", "walk-out", "embargo", "speech"}
    assert story.most_relevant(3) == {"talks", "round", "session"}


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.store.extend(ontology_quads())
    shelf.put(talks_reading("a"))
    shelf.put(replace(talks_reading("b", "2015-05-07"), claims=()))
    shelf.put(reading_of("far", date(2021, 5, 8), [Happening("Meeting", ("Ordu", "Velna"), "Mirsk", date(2021, 5, 7))]))
    return shelf


def test_the_storyline_of_an_event_of_the_graph_is_found_by_label_or_iri(shelf: Shelf) -> None:
    def ask(text: str) -> Iterator[Row]:
        rows = shelf.store.query(text)
        assert isinstance(rows, QuerySolutions)
        names = [variable.value for variable in rows.variables]
        return ({name: row[name] for name in names if row[name] is not None} for row in rows)  # type: ignore[misc]

    events = {key: shelf.event_of("a", key).value for key in ("round", "session", "next", "sinking")}
    by_iri = read_storyline(ask, events["round"])
    assert by_iri
    assert by_iri == read_storyline(ask, by_iri.title.upper())
    assert {events["round"], events["session"], events["next"]} <= set(by_iri.relevance)
    assert shelf.event_of("far", "e0").value not in by_iri.relevance
    assert read_storyline(ask, "no such event") is None
