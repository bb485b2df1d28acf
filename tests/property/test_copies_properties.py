"""Wire copies are one source, whichever came first, and however the store came to hold them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Store

from kg.graph.terms import ONT
from kg.knowledge.copies import BINS, COPY, SHORTEST, bands, likeness, pack_print, print_of, unpack_print
from kg.model import Document, Reading, Sentence, Span
from kg.store.rematching import Rematching
from tests.bench.scale import Happening, reading_of
from tests.unit.knowledge.shelf import IRIS, Shelf, unnamed

LIGHT = settings(max_examples=10, deadline=None)
TAIL = " ".join(f"Witness number {n} told the agency about the {n}th hour of it." for n in range(9))
OTHER = " ".join(f"The council of district {n} had other news for all its {n} mayors." for n in range(9))
ATTACK = Happening("ArmedAttack", ("Ordu", "Velna"), "Mirsk", date(2021, 5, 3))


def told_at(article: str, tail: str) -> Reading:
    """A report on the attack with a text that goes on."""
    made = reading_of(article, date(2021, 5, 4), [ATTACK])
    text = f"{made.document.text} {tail}"
    first = made.document.sentences[0]
    rest = Sentence(2, Span(first.span.end + 1, len(text)))
    document = Document(replace(made.document.article, text=text), (first, rest), made.document.tokens)
    return replace(made, document=document)


WIRE = [told_at("a1", TAIL), told_at("b1", TAIL + " More was to come at noon."), told_at("c1", TAIL[:-30])]
OWN = told_at("d1", OTHER)


def count_of(shelf: Shelf) -> list[str]:
    found = shelf.store.quads_for_pattern(None, ONT.reportCount, None)
    return [quad.object.value for quad in found if isinstance(quad.object, Literal)]


@LIGHT
@given(st.permutations([*WIRE, OWN]))
def test_copies_count_once_in_any_order(some: list[Reading]) -> None:
    shelf = Shelf()
    for one in some:
        shelf.put(one)
    assert count_of(shelf) == ["2"]
    reference = Shelf()
    for one in [*WIRE, OWN]:
        reference.put(one)
    assert unnamed(shelf.quads()) == unnamed(reference.quads())


@LIGHT
@given(st.permutations([*WIRE, OWN]), st.integers(0, 3))
def test_a_copy_that_goes_takes_its_ties_with_it_and_brings_them_back(some: list[Reading], gone: int) -> None:
    shelf = Shelf()
    for one in some:
        shelf.put(one)
    before = shelf.quads()
    shelf.withdraw(some[gone].document.article.id)
    assert not [q for q in shelf.quads() if IRIS.article(some[gone].document.article.id) in (q.subject, q.object)]
    assert count_of(shelf) == ["1" if some[gone] is OWN else "2"]
    shelf.put(some[gone])
    assert shelf.quads() == before


def test_a_graph_made_anew_has_the_same_copies() -> None:
    shelf = Shelf()
    for one in [*WIRE, OWN]:
        shelf.put(one)
    matching, store = Rematching(shelf.blocks, shelf.store, IRIS), Store()
    for one in [*WIRE, OWN]:
        quads = shelf.said(one)
        store.extend(quads)
        matching.add(one.document.article.id, quads)
    store.extend(list(matching.knowledge(store)))
    assert set(store) == shelf.quads()
    assert len(list(store.quads_for_pattern(None, ONT.sameTextAs, None))) == 6


def test_a_text_that_becomes_another_one_is_no_copy_any_more() -> None:
    shelf = Shelf()
    shelf.put(WIRE[0])
    shelf.put(WIRE[1])
    assert count_of(shelf) == ["1"]
    shelf.put(told_at("b1", OTHER))
    assert count_of(shelf) == ["2"]
    assert not list(shelf.store.quads_for_pattern(None, ONT.sameTextAs, None))


TEXTS = st.lists(st.sampled_from(["river", "bank", "talks", "day", "envoy", "ferry", "sank", "met"]), max_size=200)


@given(TEXTS, TEXTS)
def test_likeness_has_no_direction_and_is_whole_for_one_text(one: list[str], other: list[str]) -> None:
    a, b = print_of(" ".join(one)), print_of(" ".join(other))
    assert likeness(a, b) == likeness(b, a)
    assert likeness(a, a) in (0.0, 1.0)
    if a is not None:
        assert unpack_print(pack_print(a)) == a
        assert bands(a) == bands(print_of(" ".join(one).upper()) or a)


@given(st.text(max_size=2000))
def test_any_text_has_a_print_or_none(text: str) -> None:
    print_ = print_of(text)
    assert print_ is None or len(print_) == BINS


def test_short_texts_are_no_copies() -> None:
    words = [f"w{n}" for n in range(SHORTEST + 4)]
    assert print_of(" ".join(words)) is not None
    assert print_of(" ".join(words[:-1])) is None


def test_a_copy_is_found_by_its_bands() -> None:
    """In a thousand pairs that share nine tenths of their words, all but a few are found."""
    missed = 0
    for number in range(300):
        words = [f"{number}w{n}" for n in range(400)]
        one, other = print_of(" ".join(words)), print_of(" ".join([*words[:360], *(f"x{n}" for n in range(30))]))
        assert one is not None
        assert other is not None
        if likeness(one, other) >= COPY:
            missed += set(bands(one)).isdisjoint(bands(other))
    assert missed <= 3
