"""Answers that are kept take the memory that is counted for them."""

from __future__ import annotations

import tracemalloc

import pytest

from server.coding import coded
from server.engine.question import Cost
from server.sparql.answering import Kept, KeptAnswers

COST = Cost(rows=1, size=1, seconds=0.1)


@pytest.mark.parametrize("coding", ["zstd", "gzip"])
def test_a_coded_body_holds_no_room_for_the_body_that_it_came_from(coding: str) -> None:
    body = b'{"type": "literal", "value": "the same again"}' * 2_000
    coded(body, coding)  # what is made once
    tracemalloc.start()
    try:
        held = [coded(body, coding)[0] for _ in range(50)]
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 2 * sum(map(len, held)) + 20_000


def test_answers_without_a_body_are_counted_too() -> None:
    answers = KeptAnswers(50_000)
    for number in range(1_000):
        answers.put(str(number), Kept(b"", COST, None))
    kept = [number for number in range(1_000) if answers.get(str(number))]
    assert 10 < len(kept) < 100
    assert kept[-1] == 999
