"""An article comes, changes and goes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.terms import ONT, RDFS, A, ontology_quads
from kg.model import Reading
from tests.unit.graph.readings import talks_reading
from tests.unit.knowledge.shelf import IRIS, Shelf, unnamed


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def without_event(reading: Reading, key: str) -> Reading:
    return replace(reading, events=tuple(event for event in reading.events if event.key != key))


def relabelled(reading: Reading, key: str, label: str) -> Reading:
    events = tuple(replace(event, label=label) if event.key == key else event for event in reading.events)
    return replace(reading, events=events)


def test_the_same_article_again_changes_nothing(shelf: Shelf) -> None:
    shelf.put(talks_reading())
    before = shelf.quads()
    again = shelf.put(talks_reading())
    assert (again.removed, again.added) == ((), ())
    assert shelf.quads() == before


def test_every_report_of_an_article_is_in_the_table(shelf: Shelf) -> None:
    change = shelf.put(talks_reading())
    assert set(change.assigned) == {IRIS.report("talks", event.key).value for event in talks_reading().events}


def test_withdrawal_leaves_an_empty_store(shelf: Shelf) -> None:
    shelf.put(talks_reading())
    change = shelf.withdraw("talks")
    assert shelf.quads() == set()
    assert change.assigned == {}


def test_withdrawal_leaves_the_ontology_alone(shelf: Shelf) -> None:
    shelf.store.extend(ontology_quads())
    shelf.put(talks_reading())
    shelf.withdraw("talks")
    assert shelf.quads() == set(ontology_quads())


def test_withdrawing_what_is_not_there_changes_nothing(shelf: Shelf) -> None:
    shelf.put(talks_reading())
    change = shelf.withdraw("other")
    assert (change.removed, change.added) == ((), ())


def test_withdrawing_one_of_two_leaves_what_the_other_alone_would_have_given(shelf: Shelf) -> None:
    shelf.put(talks_reading("other"))
    alone = shelf.quads()
    shelf.put(talks_reading("talks"))
    assert len(shelf.quads()) > len(alone)
    shelf.withdraw("talks")
    assert shelf.quads() == alone


def test_an_article_whose_id_begins_with_another_id_is_not_touched(shelf: Shelf) -> None:
    shelf.put(talks_reading("talks2"))
    alone = shelf.quads()
    shelf.put(talks_reading("talks"))
    shelf.withdraw("talks")
    assert shelf.quads() == alone


def test_a_changed_article_leaves_nothing_of_its_predecessor(shelf: Shelf) -> None:
    changed = without_event(relabelled(talks_reading(), "session", "Day two"), "sinking")
    shelf.put(talks_reading())
    shelf.put(changed)
    replaced, fresh = shelf.quads(), Shelf()
    fresh.put(changed)
    assert unnamed(replaced) == unnamed(fresh.quads())


def test_events_keep_their_names_when_an_article_changes(shelf: Shelf) -> None:
    shelf.put(talks_reading())
    before = {key: shelf.event_of("talks", key) for key in ("round", "session", "next", "remarks")}
    shelf.put(without_event(relabelled(talks_reading(), "session", "Day two"), "sinking"))
    assert {key: shelf.event_of("talks", key) for key in before} == before


def test_an_event_goes_with_its_last_report(shelf: Shelf) -> None:
    shelf.put(talks_reading())
    sinking = shelf.event_of("talks", "sinking")
    shelf.put(without_event(talks_reading(), "sinking"))
    about = [*shelf.store.quads_for_pattern(sinking, None, None), *shelf.store.quads_for_pattern(None, None, sinking)]
    assert about == []


def test_a_shared_actor_stays_with_the_article_that_still_names_it(shelf: Shelf) -> None:
    sol = NamedNode("https://data.example.org/actor/ines-sol.person")
    shelf.put(talks_reading("talks"))
    shelf.put(talks_reading("other"))
    shelf.withdraw("talks")
    assert list(shelf.store.quads_for_pattern(sol, A, ONT.Person, DefaultGraph()))
    mentions = [quad.object.value for quad in shelf.store.quads_for_pattern(sol, ONT.mention, None)]
    assert mentions
    assert all("/article/other#" in mention for mention in mentions)


@pytest.fixture
def two(shelf: Shelf) -> Shelf:
    """Two articles, of which the second tells of the same sinking as the first."""
    shelf.put(talks_reading("talks", "2015-05-06"))
    shelf.put(talks_reading("other", "2015-05-08"))
    return shelf


def one(shelf: Shelf, node: NamedNode, predicate: NamedNode) -> str:
    (quad,) = shelf.store.quads_for_pattern(node, predicate, None, DefaultGraph())
    return str(quad.object.value)


def test_two_articles_may_tell_of_one_event(two: Shelf) -> None:
    sinking = two.event_of("talks", "sinking")
    assert sinking == two.event_of("other", "sinking")
    assert len(list(two.store.quads_for_pattern(None, ONT.reportOf, sinking))) == 2
    assert one(two, sinking, ONT.reportCount) == "1", "they are one text"
    assert (one(two, sinking, ONT.firstReported), one(two, sinking, ONT.lastReported)) == ("2015-05-06", "2015-05-08")
    figures = list(two.store.quads_for_pattern(None, ONT.figureOf, sinking, DefaultGraph()))
    assert len(figures) == 2


@pytest.mark.parametrize(("gone", "day"), [("talks", "2015-05-08"), ("other", "2015-05-06")])
def test_an_event_of_two_articles_is_rebuilt_when_one_goes(two: Shelf, gone: str, day: str) -> None:
    sinking = two.event_of("talks", "sinking")
    two.withdraw(gone)
    assert one(two, sinking, ONT.reportCount) == "1"
    assert one(two, sinking, ONT.lastReported) == day
    assert len(list(two.store.quads_for_pattern(None, ONT.figureOf, sinking, DefaultGraph()))) == 1


def test_what_is_not_built_from_reports_is_left_alone(two: Shelf) -> None:
    """What others say of an event outlives its rebuilding."""
    sinking = two.event_of("talks", "sinking")
    mark = Quad(sinking, RDFS.seeAlso, NamedNode("https://example.org/inquiry"), DefaultGraph())
    two.store.add(mark)
    two.withdraw("other")
    assert mark in two.quads()


def test_the_order_of_articles_does_not_matter_up_to_names_of_events() -> None:
    readings = [talks_reading(name, f"2015-05-0{day}") for name, day in (("a", 6), ("b", 7), ("c", 6))]
    one_way, other_way = Shelf(), Shelf()
    for reading in readings:
        one_way.put(reading)
    for reading in reversed(readings):
        other_way.put(reading)
    assert unnamed(one_way.quads()) == unnamed(other_way.quads())


def shifted(reading: Reading) -> Reading:
    """The same events, each under the key of the one before it."""
    keys = [event.key for event in reading.events]
    moved = zip(reading.events, [*keys[1:], keys[0]], strict=True)
    plain = {"part_of": None, "follows": None, "reaction_to": None}
    return replace(
        reading, events=tuple(replace(event, key=key, **plain) for event, key in moved), claims=(), figures=()
    )


def test_names_follow_what_is_told_when_keys_shift(shelf: Shelf) -> None:
    shelf.put(talks_reading())
    before = {event.label: shelf.event_of("talks", event.key) for event in talks_reading().events}
    later = shifted(talks_reading())
    shelf.put(later)
    assert {event.label: shelf.event_of("talks", event.key) for event in later.events} == before
