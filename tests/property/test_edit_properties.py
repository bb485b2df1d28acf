"""What people decide outranks what was read, can be undone without a trace, and survives a graph that is made anew."""

from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, Store

from kg.graph.terms import ONT, RDFS
from kg.knowledge.edits import EditKind
from kg.store.curating import standing
from kg.store.rematching import Rematching
from tests.bench.scale import Happening
from tests.property.test_matching_properties import ARTICLES, events, readings, reports, shelf_of
from tests.unit.knowledge.shelf import IRIS, Shelf, unnamed

LIGHT = settings(max_examples=8, deadline=None)
RANDOM = st.randoms(use_true_random=False)


def decide_something(shelf: Shelf, random: Random) -> int:
    """An edit of any kind that needs no figure."""
    known = reports(shelf)
    event = events(shelf)[f"<{random.choice(known)}>"][1:-1]
    what = random.choice(["merge", "split", "label", "hide", "place", "type"])
    if what == "merge":
        return shelf.merge(*{random.choice(known), random.choice(known), random.choice(known)})
    if what == "split":
        of_one = [report for report in known if events(shelf)[f"<{report}>"] == f"<{event}>"]
        return shelf.split(of_one[:1], of_one[1:])
    if what == "label":
        said = ((RDFS.label, Literal(f"named {random.random()}", language="en")),)
        return shelf.decide(EditKind.LABEL, event, clears=(RDFS.label,), says=said)
    if what == "hide":
        return shelf.decide(EditKind.HIDE, event, clears=(ONT.hidden,), says=((ONT.hidden, Literal(True)),))
    if what == "place":
        return shelf.decide(EditKind.PLACE, event, clears=(ONT.place,))
    return shelf.decide(EditKind.TYPE, event, removes=tuple((ONT.target, q.object) for q in targets(shelf, event)))


def targets(shelf: Shelf, event: str) -> list[Quad]:
    return [q for q in shelf.quads() if str(q.subject) == f"<{event}>" and q.predicate == ONT.target]


def anew(shelf: Shelf, told: list[list[Happening]], without: set[str]) -> set[Quad]:
    """The graph as a rebuild makes it of the articles that stand in the store."""
    matching, store = Rematching(shelf.blocks, shelf.store, IRIS), Store()
    for one in readings(told):
        if one.document.article.id not in without:
            quads = shelf.said(one)
            store.extend(quads)
            matching.add(one.document.article.id, quads)
    store.extend(list(matching.knowledge(store)))
    store.extend(standing(shelf.blocks.edits.in_force()))
    return set(store)


@LIGHT
@given(ARTICLES, RANDOM)
def test_a_graph_made_anew_is_the_graph_with_its_edits(told: list[list[Happening]], random: Random) -> None:
    """Triple for triple, with edits made before and after articles come and go."""
    shelf = shelf_of(readings(told)[:-1])
    numbers = [decide_something(shelf, random) for _ in range(3)]
    shelf.put(readings(told)[-1])
    numbers.append(decide_something(shelf, random))
    shelf.undo(random.choice(numbers))
    gone = random.choice(readings(told)).document.article.id
    shelf.withdraw(gone)
    assert shelf.quads() == anew(shelf, told, {gone})


@LIGHT
@given(ARTICLES, RANDOM)
def test_edits_that_are_undone_leave_nothing_behind(told: list[list[Happening]], random: Random) -> None:
    """In whichever order they are undone; what an event is called depends on history, if edits overlap."""
    shelf = shelf_of(readings(told))
    before = unnamed(shelf.quads())
    numbers = [decide_something(shelf, random) for _ in range(3)]
    random.shuffle(numbers)
    for number in numbers:
        shelf.undo(number)
    assert unnamed(shelf.quads()) == before


@LIGHT
@given(ARTICLES, RANDOM)
def test_an_edit_that_is_undone_leaves_the_names_as_they_were(told: list[list[Happening]], random: Random) -> None:
    shelf = shelf_of(readings(told))
    before, named = unnamed(shelf.quads()), events(shelf)
    shelf.undo(decide_something(shelf, random))
    assert unnamed(shelf.quads()) == before
    assert events(shelf) == named


@LIGHT
@given(ARTICLES, RANDOM)
def test_an_undo_that_is_undone_was_never_made(told: list[list[Happening]], random: Random) -> None:
    shelf = shelf_of(readings(told))
    number = decide_something(shelf, random)
    after = shelf.quads()
    shelf.undo(shelf.undo(number))
    assert shelf.quads() == after


@LIGHT
@given(ARTICLES, RANDOM)
def test_articles_that_come_and_go_leave_the_edits_as_they_were(told: list[list[Happening]], random: Random) -> None:
    shelf = shelf_of(readings(told))
    decide_something(shelf, random)
    decide_something(shelf, random)
    before = shelf.quads()
    one = random.choice(readings(told))
    shelf.withdraw(one.document.article.id)
    shelf.put(one)
    assert {q for q in shelf.quads() if q.predicate != ONT.mergedInto} == {
        q for q in before if q.predicate != ONT.mergedInto
    }


def test_a_name_that_comes_back_takes_its_edits_along() -> None:
    """A split is told on the event whose name it took apart, and on its heir for as long as that name leads there."""
    fire = Happening("ArmedAttack", ("Ordu", "Velna"), "Mirsk", date(2021, 5, 3))
    talks = [Happening("Meeting", ("Ordu", "Velna"), "Tolbo", date(2021, 5, day)) for day in (3, 4, 5)]
    some = readings([[fire], [fire, talks[0]], [fire, *talks[1:]]])
    shelf = shelf_of(some)
    shelf.split([IRIS.report("a1", "e1").value], [IRIS.report("a2", "e1").value])
    before, of = {q for q in shelf.quads() if q.predicate == ONT.editedBy}, events(shelf)
    shelf.withdraw("a1")
    shelf.put(some[1])
    assert events(shelf) == of
    assert {q for q in shelf.quads() if q.predicate == ONT.editedBy} == before


@LIGHT
@given(ARTICLES, RANDOM)
def test_merging_two_events_and_splitting_them_again_is_as_before(told: list[list[Happening]], random: Random) -> None:
    """The split names what is to be apart; the edits stay in the log and on the events, all else is as it was."""
    shelf = shelf_of(readings(told))
    known, of = reports(shelf), events(shelf)
    one, other = (of[f"<{random.choice(known)}>"] for _ in range(2))
    if one == other:
        return
    here, there = ([r for r in known if of[f"<{r}>"] == event] for event in (one, other))
    shelf.merge(*here, *there)
    assert len({events(shelf)[f"<{report}>"] for report in (*here, *there)}) == 1
    shelf.split(here, there)
    assert events(shelf) == of
