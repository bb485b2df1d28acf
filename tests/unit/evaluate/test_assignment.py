"""The best assignment, against all permutations."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evaluate.assignment import assign

SCORES = st.integers(0, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0]), min_size=columns, max_size=columns), max_size=5
    )
)


def best_sum(score: list[list[float]]) -> float:
    width = max(len(score), len(score[0]) if score else 0)
    padded = [row + [0.0] * (width - len(row)) for row in score] + [[0.0] * width] * (width - len(score))
    return max(sum(padded[i][j] for i, j in enumerate(order)) for order in permutations(range(width)))


@given(SCORES)
def test_no_other_assignment_has_a_higher_sum(score: list[list[float]]) -> None:
    assert sum(score[row][column] for row, column in assign(score)) == pytest.approx(best_sum(score))


@given(SCORES)
def test_rows_and_columns_are_used_once_and_a_score_of_zero_is_no_pair(score: list[list[float]]) -> None:
    pairs = assign(score)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(score[row][column] > 0 for row, column in pairs)


def test_a_good_pair_gives_way_to_a_better_sum() -> None:
    assert assign([[0.9, 0.8], [0.7, 0.0]]) == [(0, 1), (1, 0)]
