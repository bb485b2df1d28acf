"""What is one event follows from the articles that stand in the store, not from how they came to stand there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kg.graph.terms import ONT
from kg.knowledge.clustering import cluster
from kg.knowledge.filing import pair
from kg.knowledge.signatures import Signature, packed, unpacked
from kg.knowledge.similarity import SAME, score
from kg.model import Reading
from kg.store.rematching import Rematching
from tests.bench.scale import Happening, reading_of
from tests.unit.knowledge.shelf import IRIS, Shelf, unnamed

LIGHT = settings(max_examples=10, deadline=None)
HAPPENINGS = st.builds(
    Happening,
    st.sampled_from(["ArmedAttack", "Meeting"]),
    st.sampled_from([("Ordu", "Velna"), ("Ordu", "Karst"), ("Velna", "Ordu")]),
    st.sampled_from(["Mirsk", "Tolbo"]),
    st.builds(date, st.just(2021), st.just(5), st.integers(3, 6)),
)
ARTICLES = st.lists(st.lists(HAPPENINGS, min_size=1, max_size=3), min_size=2, max_size=5)


def readings(told: Sequence[Sequence[Happening]]) -> list[Reading]:
    return [reading_of(f"a{number}", date(2021, 5, 6 + number % 3), some) for number, some in enumerate(told)]


def shelf_of(some: Sequence[Reading]) -> Shelf:
    shelf = Shelf()
    for one in some:
        shelf.put(one)
    return shelf


def events(shelf: Shelf) -> dict[str, str]:
    return {str(q.subject): str(q.object) for q in shelf.store.quads_for_pattern(None, ONT.reportOf, None)}


def reports(shelf: Shelf) -> list[str]:
    return sorted(name[1:-1] for name in events(shelf))


@LIGHT
@given(ARTICLES, st.randoms(use_true_random=False))
def test_the_order_of_articles_decides_nothing_but_names(told: list[list[Happening]], random: object) -> None:
    some = readings(told)
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert unnamed(shelf_of(some).quads()) == unnamed(shelf_of(shuffled).quads())


@LIGHT
@given(ARTICLES, st.integers(0, 4))
def test_an_article_that_went_and_came_back_was_never_away(told: list[list[Happening]], number: int) -> None:
    some = readings(told)
    shelf, one = shelf_of(some), some[number % len(some)]
    before, named = unnamed(shelf.quads()), events(shelf)
    shelf.withdraw(one.document.article.id)
    shelf.put(one)
    assert unnamed(shelf.quads()) == before
    assert events(shelf) == named


@LIGHT
@given(ARTICLES, st.randoms(use_true_random=False))
def test_what_is_merged_by_hand_and_split_again_is_as_before(told: list[list[Happening]], random: object) -> None:
    """Names too; but one that another event had for as long as it was apart leads on."""
    shelf = shelf_of(readings(told))
    before, named = unnamed(shelf.quads()), events(shelf)
    known = reports(shelf)
    both = pair(random.choice(known), random.choice(known))  # type: ignore[attr-defined]
    number = shelf.merge(*dict.fromkeys(both))
    assert len({event for report, event in events(shelf).items() if report[1:-1] in both}) == 1
    shelf.undo(number)
    assert unnamed(shelf.quads()) == before
    assert events(shelf) == named


@LIGHT
@given(ARTICLES, st.randoms(use_true_random=False))
def test_what_is_told_apart_by_hand_and_joined_again_is_as_before(told: list[list[Happening]], random: object) -> None:
    shelf = shelf_of(readings(told))
    before = unnamed(shelf.quads())
    known = reports(shelf)
    both = pair(random.choice(known), random.choice(known))  # type: ignore[attr-defined]
    if both[0] == both[1]:
        return
    number = shelf.split(both[:1], both[1:])
    assert len({event for report, event in events(shelf).items() if report[1:-1] in both}) == 2
    shelf.undo(number)
    assert unnamed(shelf.quads()) == before


@LIGHT
@given(ARTICLES, st.integers(0, 4))
def test_a_graph_made_anew_is_the_graph(told: list[list[Happening]], gone: int) -> None:
    """Triple for triple, names and retired names too."""
    some = readings(told)
    shelf = shelf_of(some)
    shelf.withdraw(some[gone % len(some)].document.article.id)
    matching, anew = Rematching(shelf.blocks, shelf.store, IRIS), Store()
    for one in some:
        if one is not some[gone % len(some)]:
            quads = shelf.said(one)
            anew.extend(quads)
            matching.add(one.document.article.id, quads)
    anew.extend(matching.knowledge(anew))
    assert set(anew) == shelf.quads()


SIGNATURES = st.builds(
    Signature,
    report=st.sampled_from([f"r{n}" for n in range(30)]),
    article=st.sampled_from(["a", "b", "c", "d"]),
    types=st.sampled_from([("ArmedAttack",), ("Meeting",), ("BombOrIed",)]),
    start=st.integers(1, 3),
    end=st.integers(3, 5),
    firm=st.booleans(),
    told=st.integers(3, 6),
    places=st.sampled_from([(), ("x", "z"), ("z",), ("y", "z")]),
    actors=st.sampled_from([(), (("p",),), (("q", "qq"), ("p",))]),
    ordinal=st.sampled_from(["", "1", "2"]),
    words=st.sampled_from([(), ("attack",), ("meet",)]),
)


@given(SIGNATURES, SIGNATURES)
def test_likeness_has_no_direction(a: Signature, b: Signature) -> None:
    assert score(a, b) == score(b, a)
    assert 0 <= score(a, b) <= 1


@given(SIGNATURES)
def test_a_signature_survives_the_archive(signature: Signature) -> None:
    assert unpacked(packed(signature)) == signature


@given(st.lists(SIGNATURES, max_size=8, unique_by=lambda s: s.report), st.randoms(use_true_random=False))
def test_clusters_do_not_depend_on_the_order_of_reports(some: list[Signature], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def scores(given: list[Signature]) -> dict[tuple[str, str], float]:
        both = ((a, b) for a in given for b in given if a.report < b.report)
        return {(a.report, b.report): s for a, b in both if (s := score(a, b)) >= SAME}

    assert cluster(some, scores(some)) == cluster(shuffled, scores(shuffled))
