"""The confidences are what the annotated articles say, and no more sure than that."""

from __future__ import annotations

import tomllib

import pytest

from kg.events.confidence import REPORT_CELLS, confidences, isotonic, smoothed
from kg.pipeline import Reader
from tests.bench.confidence import TABLE, count_golds, digest, open_golds

AGAIN = "count again: python -m tests.bench.confidence (with --polnear DIR where it is at hand)"


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, list[int]]]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def test_the_table_is_of_these_annotations(table: dict[str, object]) -> None:
    assert table["gold"] == digest(), AGAIN


def test_the_table_is_what_counting_gives(table: dict[str, dict[str, list[int]]]) -> None:
    """Claims and participations were counted on more text than is here: each cell holds at least what is counted here."""
    found = count_golds(Reader(), open_golds())
    for layer in ("reports", "talks", "figures"):
        counted = {
            cell: [found[layer][cell, True], found[layer][cell, True] + found[layer][cell, False]]
            for cell in table[layer]
        }
        assert counted == table[layer], AGAIN
    for layer in ("claims", "participations"):
        for cell, (right, total) in table[layer].items():
            assert found[layer][cell, True] <= right
            assert found[layer][cell, True] + found[layer][cell, False] <= total


def test_who_tells_more_is_not_less_sure() -> None:
    reports = [confidences()["reports"][cell] for cell in REPORT_CELLS]
    assert reports == sorted(reports)


def test_nothing_is_certain_and_nothing_unseen_is_likely() -> None:
    assert smoothed((5, 5)) < 1
    assert smoothed((0, 0)) == 0.5
    assert isotonic([(9, 10), (1, 10)]) == [0.5, 0.5]
