"""Dates of the corpora that rules were tuned on stay at least as right as they were.

The corpora are no part of the project: MEANTIME lies beside it, TimeBank and AQUAINT where ``TIMEWIRE_TIMEML`` says.
The floors are in ``time_floors.json`` with a digest of each corpus, and are pinned as those of the gold are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from tests.bench.timexes import MEASURES, TIMEML_VARIABLE, corpora_at_hand, corpus_digest, score_corpus
from tests.gold.test_floors import raised

FLOORS = Path(__file__).with_name("time_floors.json")
WHERE = {"MEANTIME": "it lies beside the project"}


def pinned() -> dict[str, Any]:
    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


@pytest.mark.parametrize("corpus", ["TimeBank", "AQUAINT", "MEANTIME"])
def test_dates_of_a_corpus_do_not_fall_under_their_floor(
    corpus: str, nlp: Language, request: pytest.FixtureRequest
) -> None:
    paths = corpora_at_hand().get(corpus)
    if not paths:
        pytest.skip(f"{corpus} is not here ({WHERE.get(corpus, f'{TIMEML_VARIABLE} names its folder')})")
    values = score_corpus(paths, nlp)
    if request.config.getoption("--pin-floors", default=False):
        _pin(corpus, corpus_digest(paths), values, bool(request.config.getoption("--lower-floors", default=False)))
    assert pinned()[corpus]["corpus"] == corpus_digest(paths), "another version of the corpus: its floors say nothing"
    floors = pinned()[corpus]["floors"]
    assert set(floors) == set(MEASURES)
    fallen = {name: (round(values[name], 3), floor) for name, floor in floors.items() if values[name] < floor}
    assert not fallen, f"under the floor (measured, floor): {fallen}"


def _pin(corpus: str, digest: str, values: dict[str, float], may_sink: bool) -> None:
    known = pinned() if FLOORS.exists() else {}
    old = known.get(corpus, {}).get("floors", {})
    known[corpus] = {"corpus": digest, "floors": raised(old, values, may_sink)}
    FLOORS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
