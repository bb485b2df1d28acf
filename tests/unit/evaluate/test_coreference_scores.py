"""Measures of coreference against values worked out by hand, and their bounds on any two partitions."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evaluate.coreference_scores import chains, score_chains

NAMES = st.lists(st.integers(0, 5), min_size=1, max_size=12)


def scored(gold: Sequence[int], found: Sequence[int]) -> list[float]:
    """MUC, B³ and CEAF-e of mentions named by two sides."""
    scores = score_chains(chains(dict(enumerate(gold))), chains(dict(enumerate(found))))
    return [scores.muc.f1, scores.b_cubed.f1, scores.ceaf_e.f1]


def test_a_chain_split_in_two_is_counted_once() -> None:
    scores = score_chains([{1, 2, 3, 4}], [{1, 2}, {3, 4}])
    assert (scores.muc.precision, scores.muc.recall) == (1, pytest.approx(2 / 3))
    assert (scores.b_cubed.precision, scores.b_cubed.recall) == (1, 0.5)
    assert (scores.ceaf_e.precision, scores.ceaf_e.recall) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_chains_are_aligned_one_to_one_though_many_overlap() -> None:
    scores = score_chains([{1, 2, 3}, {4, 5, 6}], [{1, 4}, {2, 5}, {3, 6}])
    assert scores.ceaf_e.recall == pytest.approx(0.4)  # two pairs of 2/5 each, of two chains
    assert scores.ceaf_e.precision == pytest.approx(4 / 15)


@given(NAMES, st.data())
def test_every_measure_lies_between_none_and_all(gold: list[int], data: st.DataObject) -> None:
    found = data.draw(st.lists(st.integers(0, 5), min_size=len(gold), max_size=len(gold)))
    assert all(0 <= value <= 1 + 1e-9 for value in scored(gold, found))


@given(NAMES)
def test_the_same_chains_are_all_right(gold: list[int]) -> None:
    muc, b_cubed, ceaf_e = scored(gold, gold)
    assert b_cubed == pytest.approx(1)
    assert ceaf_e == pytest.approx(1)
    assert muc == pytest.approx(1 if len(set(gold)) < len(gold) else 0)
