"""What is read out of the annotated articles stays at least as good as it was.

The floors are pinned in ``floors.json`` together with a digest of the gold files: a changed gold asks for new floors,
and a floor sinks only when somebody asks for it (see README.md here).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from kg.annotation import annotation_of
from kg.evaluate.judging import Gold, judge, read_gold, score_times, times_of_annotation, times_of_gold
from kg.evaluate.tallies import Scores, total
from kg.evaluate.traps import score_checks
from kg.graph.terms import local_name, ontology_quads
from kg.pipeline import load_reader
from kg.sources.inputs import GivenArticle, read_inputs
from tests.bench.quality import HELD_OUT

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FLOORS = HERE / "floors.json"
GOLD_FILES = sorted(path for path in HERE.glob("*.json") if path != FLOORS)

PINNED = (
    *("composite", "event.f1", "event.type", "event.modality", "event.date", "event.place", "event.roles"),
    *("actor.f1", "actor.type", "place.f1", "place.country", "figure.f1", "figure.bound", "figure.attribution"),
    *("claim.f1", "claim.speaker", "time.strict.f1", "time.relaxed.f1", "time.value.f1", "traps"),
)
"""The measures that have a floor, for all articles and for those held out."""

SKOS_BROADER = NamedNode("http://www.w3.org/2004/02/skos/core#broader")

STEP = 0.01
"""Floors lie this much under what was measured: another release of a dependency may move a single item."""


def digest() -> str:
    """SHA-256 of the gold files with their names."""
    whole = hashlib.sha256()
    for path in GOLD_FILES:
        whole.update(f"{path.name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


@cache
def annotations() -> Mapping[str, tuple[Gold, dict[str, Any]]]:
    """The gold and the annotation of each article; the parser is loaded once."""
    reader = load_reader()
    pairs = {}
    for path in GOLD_FILES:
        (given,) = read_inputs([str(ROOT / "seeds" / "articles" / f"{path.stem}.md")], sys.stdin.buffer)
        assert isinstance(given, GivenArticle), given
        pairs[path.stem] = read_gold(path, given.article.text), annotation_of(reader.read(given.article))
    return pairs


def scores_of(name: str) -> Scores:
    gold, annotation = annotations()[name]
    judgement = judge(gold, annotation, families())
    times = score_times(times_of_gold(gold.data), times_of_annotation(annotation))
    return judgement.scores() + times + score_checks(judgement)


@cache
def families() -> Mapping[str, str]:
    """The family of each event type, as the ontology has it."""
    return {local_name(q.subject): local_name(q.object) for q in ontology_quads() if q.predicate == SKOS_BROADER}


def measured(names: tuple[str, ...]) -> dict[str, float]:
    """The pinned measures; a field counts times the F1 of its layer, so that finding more things never lowers it."""
    values = {name: value or 0.0 for name, value in total(scores_of(name) for name in names).values().items()}
    return {measure: values[measure] * _found(values, measure) for measure in PINNED}


def _found(values: Mapping[str, float], measure: str) -> float:
    return 1.0 if measure.endswith(".f1") else values.get(f"{measure.split('.')[0]}.f1", 1.0)


def measured_sets() -> dict[str, dict[str, float]]:
    return {"all": measured(tuple(path.stem for path in GOLD_FILES)), "held out": measured(HELD_OUT)}


def pinned() -> dict[str, Any]:
    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def raised(old: Mapping[str, float], new: Mapping[str, float], may_sink: bool) -> dict[str, float]:
    """New floors a step under what was measured; without leave to sink, never under the old ones."""
    lowered = {measure: max(0.0, int((value - STEP) * 1000) / 1000) for measure, value in new.items()}
    return lowered if may_sink else {measure: max(value, old.get(measure, 0.0)) for measure, value in lowered.items()}


@pytest.fixture(scope="module", autouse=True)
def _pinning(request: pytest.FixtureRequest) -> None:
    """Write the floors first, where that is asked for; the tests then hold against them."""
    if request.config.getoption("--pin-floors", default=False):
        may_sink = bool(request.config.getoption("--lower-floors", default=False))
        old = pinned()["floors"] if FLOORS.exists() else {}
        floors = {name: raised(old.get(name, {}), values, may_sink) for name, values in measured_sets().items()}
        FLOORS.write_text(json.dumps({"gold": digest(), "floors": floors}, indent=1) + "\n", encoding="utf-8")


@pytest.mark.parametrize("path", GOLD_FILES, ids=[path.stem for path in GOLD_FILES])
def test_gold_quotes_the_article_at_its_offsets(path: Path) -> None:
    gold, annotation = annotations()[path.stem]
    assert annotation["article"]["sha256"] == gold.sha256


def test_floors_belong_to_this_gold() -> None:
    assert pinned()["gold"] == digest(), "the gold changed: measure again with `pytest tests/gold --pin-floors`"


@pytest.mark.parametrize("articles", ["all", "held out"])
def test_no_measure_falls_under_its_floor(articles: str) -> None:
    values = measured_sets()[articles]
    floors = pinned()["floors"][articles]
    assert set(floors) == set(PINNED)
    fallen = {name: (round(values[name], 3), floor) for name, floor in floors.items() if values[name] < floor}
    assert not fallen, f"under the floor (measured, floor): {fallen}"


def test_a_floor_sinks_only_with_leave() -> None:
    assert raised({"event.f1": 0.5}, {"event.f1": 0.4}, may_sink=False) == {"event.f1": 0.5}
    assert raised({"event.f1": 0.5}, {"event.f1": 0.4}, may_sink=True) == {"event.f1": 0.39}
    assert raised({"event.f1": 0.5}, {"event.f1": 0.6}, may_sink=False) == {"event.f1": 0.59}


def test_no_span_of_an_annotation_lies_outside_the_text() -> None:
    for gold, annotation in annotations().values():
        text = annotation["article"]["text"]
        for kind in ("actors", "places", "events"):
            for mention in (mention for thing in annotation[kind] for mention in thing["mentions"]):
                assert text[mention["begin"] : mention["end"]] == mention["text"], gold.id
        for kind in ("times", "figures", "claims"):
            for thing in annotation[kind]:
                assert text[thing["begin"] : thing["end"]] == thing["text"], gold.id
