"""The scorer: what is right, too much, missed or left out, on one small article."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.errors import InputError
from kg.evaluate.judging import (
    TimeExpression,
    read_gold,
    score_annotation,
    score_times,
    span_f1,
    span_overlap,
    times_of_annotation,
    times_of_gold,
)
from kg.evaluate.tallies import Tally, compare_sets, total

TEXT = (
    "Ferry workers in Genoa walked out on Friday. At least 12 people were hurt in a scuffle, police said. "
    "Minister Ada Rossi called the strike unlawful."
)
SENTENCES = [(0, 44), (45, 100), (101, 147)]


def at(quote: str) -> dict[str, Any]:
    begin = TEXT.index(quote)
    sentence = next(n for n, (start, end) in enumerate(SENTENCES, 1) if start <= begin < end)
    return {"sentence": sentence, "begin": begin, "end": begin + len(quote), "exact": quote}


def mention(quote: str) -> dict[str, Any]:
    span = at(quote)
    return {"begin": span["begin"], "end": span["end"], "text": quote}


def gold_actor(key: str, label: str, kind: str, quote: str, tier: str = "must") -> dict[str, Any]:
    return {"id": key, "label": label, "type": kind, "aliases": [], "spans": [at(quote)], "tier": tier}


def gold_event(key: str, types: list[str], quote: str, place: str | None, tier: str = "must") -> dict[str, Any]:
    date = {"start": "2024-05-03", "end": "2024-05-03"}
    return {
        **{"id": key, "types": types, "label": key, "modality": "Occurred", "date": date, "place": place},
        **{"participants": [], "spans": [at(quote)], "tier": tier},
    }


@pytest.fixture
def gold_data() -> dict[str, Any]:
    strike = gold_event("strike", ["Strike"], "Ferry workers in Genoa walked out on Friday", "genoa")
    strike["participants"] = [{"role": "actor", "actor": "workers"}]
    scuffle = gold_event("scuffle", ["MobViolence"], "a scuffle", None)
    scuffle["date"] = {"start": None, "end": "2024-05-03"}
    remark = gold_event("remark", ["OfficialStatement"], "Minister Ada Rossi called the strike unlawful", None, "may")
    figure = {"id": "hurt", "figureOf": "scuffle", "measure": "Wounded", "value": 12, "bound": "AtLeast"}
    figure |= {"subsetOf": None, "attributedTo": "police", "span": at("At least 12 people were hurt"), "tier": "must"}
    claim = {"id": "c1", "attributedTo": ["police"], "kind": "Indirect", "tier": "must"}
    claim["span"] = at("At least 12 people were hurt in a scuffle")
    return {
        "article": {"id": "ferries", "sha256": "0", "chars": len(TEXT)},
        "sentences": [{"n": n, "begin": b, "end": e, "text": TEXT[b:e]} for n, (b, e) in enumerate(SENTENCES, 1)],
        "events": [strike, scuffle, remark],
        "actors": [
            gold_actor("workers", "Ferry workers", "Group", "Ferry workers"),
            gold_actor("police", "Police", "Organisation", "police"),
            gold_actor("ada-rossi", "Ada Rossi", "Person", "Ada Rossi", "may"),
        ],
        "places": [
            {"id": "genoa", "label": "Genoa", "type": "City", "country": "IT", "within": None, "spans": [at("Genoa")]}
        ],
        "figures": [figure],
        "claims": [claim],
        "times": [{**at("Friday"), "type": "DATE", "value": "2024-05-03", "tier": "must"}],
        "typeFamilies": {"Strike": "Protest", "MobViolence": "Violence", "OfficialStatement": "Statement"},
    }


@pytest.fixture
def gold_path(gold_data: dict[str, Any], tmp_path: Path) -> Path:
    path = tmp_path / "ferries.json"
    path.write_text(json.dumps(gold_data), encoding="utf-8")
    return path


def event(key: str, code: str, quote: str, **said: Any) -> dict[str, Any]:
    blank = {"modality": "Occurred", "earliest": None, "latest": None, "place": None, "participants": []}
    return {"id": key, "types": [code], "label": key, "mentions": [mention(quote)], **blank, **said}


@pytest.fixture
def perfect() -> dict[str, Any]:
    """An annotation that says what the gold says, with triggers instead of clauses."""
    day = {"earliest": "2024-05-03", "latest": "2024-05-03"}
    strike = event("e1", "Strike", "walked out", place="p1", participants=[{"role": "actor", "actor": "a1"}], **day)
    figure = {"id": "f1", **mention("At least 12 people"), "value": 12, "measure": "Wounded", "bound": "AtLeast"}
    return {
        "events": [strike, event("e2", "MobViolence", "scuffle", latest="2024-05-03")],
        "actors": [
            {"id": "a1", "label": "Ferry workers", "type": "Group", "mentions": [mention("Ferry workers")]},
            {"id": "a2", "label": "police", "type": "Organisation", "mentions": [mention("police")]},
        ],
        "places": [
            {"id": "p1", "label": "Genoa", "type": "City", "country": "IT", "mentions": [mention("Genoa")]},
        ],
        "figures": [{**figure, "event": "e2", "subset_of": None, "attributed_to": "a2"}],
        "claims": [
            {"id": "c", **mention("At least 12 people were hurt in a scuffle"), "kind": "Indirect", "speakers": ["a2"]}
        ],
        "times": [{**mention("Friday"), "value": "2024-05-03"}],
    }


def test_a_reading_that_says_the_same_is_perfect(gold_path: Path, perfect: dict[str, Any]) -> None:
    values = score_annotation(read_gold(gold_path, TEXT), perfect).values()
    assert {name: value for name, value in values.items() if value not in (1.0, None)} == {}
    assert values["composite"] == 1.0


def test_an_empty_reading_scores_nothing(gold_path: Path) -> None:
    empty: dict[str, Any] = {kind: [] for kind in ("events", "actors", "places", "figures", "claims", "times")}
    values = score_annotation(read_gold(gold_path), empty).values()
    assert set(values.values()) == {0.0, None}
    assert values["composite"] == 0.0


Change = Callable[[dict[str, Any]], Any]

FAULTS: list[tuple[str, Change, str, float]] = [
    ("wrong day", lambda a: a["events"][0].update(latest="2024-05-04"), "event.date", 0.5),
    ("no place", lambda a: a["events"][0].update(place=None), "event.place", 0.5),
    ("place where none is said", lambda a: a["events"][1].update(place="p1"), "event.place", 0.5),
    ("wrong role", lambda a: a["events"][0]["participants"][0].update(role="target"), "event.roles", 0.0),
    ("type of the same family", lambda a: a["events"][0].update(types=["Boycott"]), "event.type", 0.5),
    ("planned, not done", lambda a: a["events"][0].update(modality="Expected"), "event.modality", 0.5),
    ("no speaker", lambda a: a["claims"][0].update(speakers=[]), "claim.speaker", 0.0),
    ("an actor too many", lambda a: a["actors"].append({**a["actors"][0], "id": "a9"}), "actor.precision", 2 / 3),
    ("a figure of another value", lambda a: a["figures"][0].update(value=13), "figure.f1", 0.0),
    ("a figure of another event", lambda a: a["figures"][0].update(event="e1"), "figure.event", 0.0),
    ("a figure without its source", lambda a: a["figures"][0].update(attributed_to=None), "figure.attribution", 0.0),
    ("a claim that is half as long", lambda a: a["claims"][0].update(end=at("12 p")["end"]), "claim.f1", 0.0),
    ("an event missed", lambda a: a["events"].pop(), "event.recall", 0.5),
    ("a country mistaken", lambda a: a["places"][0].update(country="US"), "place.country", 0.0),
]


@pytest.mark.parametrize(("change", "measure", "expected"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS])
def test_each_fault_lowers_its_measure(
    gold_path: Path, perfect: dict[str, Any], change: Change, measure: str, expected: float
) -> None:
    spoilt = copy.deepcopy(perfect)
    change(spoilt)
    families = {"Boycott": "Protest"}
    values = score_annotation(read_gold(gold_path), spoilt, families).values()
    assert values[measure] == pytest.approx(expected)
    assert values["composite"] is not None
    assert values["composite"] <= 1.0


def test_what_matches_a_may_item_counts_neither_way(gold_path: Path, perfect: dict[str, Any]) -> None:
    more = copy.deepcopy(perfect)
    more["events"].append(event("e3", "OfficialStatement", "called"))
    more["actors"].append({"id": "a3", "label": "Ada Rossi", "type": "Person", "mentions": [mention("Ada Rossi")]})
    gold = read_gold(gold_path)
    assert score_annotation(gold, more).layers == score_annotation(gold, perfect).layers


def test_a_place_that_the_text_does_not_name_is_not_one_too_many(gold_path: Path, perfect: dict[str, Any]) -> None:
    more = copy.deepcopy(perfect)
    more["places"].append({"id": "p2", "label": "Italy", "type": "Country", "country": "IT", "mentions": []})
    gold = read_gold(gold_path)
    assert score_annotation(gold, more).layers == score_annotation(gold, perfect).layers


def test_an_event_in_another_sentence_is_another_event(gold_path: Path, perfect: dict[str, Any]) -> None:
    moved = copy.deepcopy(perfect)
    moved["events"][0]["mentions"] = [mention("strike")]
    assert score_annotation(read_gold(gold_path), moved).layers["event"] == Tally(right=1, extra=1, missed=1, asked=2)


def test_gold_alternatives_are_right(gold_data: dict[str, Any], perfect: dict[str, Any], tmp_path: Path) -> None:
    gold_data["figures"][0] |= {"bound": "Exact", "boundAlternatives": ["AtLeast"]}
    gold_data["events"][0] |= {"place": None, "placeAlternatives": ["genoa"]}
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(gold_data), encoding="utf-8")
    values = score_annotation(read_gold(path), perfect).values()
    assert (values["figure.bound"], values["event.place"]) == (1.0, 1.0)


@pytest.mark.parametrize("text", [None, TEXT])
def test_a_gold_span_that_does_not_hold_its_words_is_refused(
    gold_data: dict[str, Any], tmp_path: Path, text: str | None
) -> None:
    gold_data["actors"][0]["spans"][0]["begin"] += 1
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(gold_data), encoding="utf-8")
    with pytest.raises(InputError, match="do not hold 'Ferry workers'"):
        read_gold(path, text)


def test_a_gold_file_for_another_text_is_refused(gold_path: Path) -> None:
    with pytest.raises(InputError, match="do not hold"):
        read_gold(gold_path, " " + TEXT)


def test_counts_of_articles_add_up(gold_path: Path, perfect: dict[str, Any]) -> None:
    one = score_annotation(read_gold(gold_path), perfect)
    assert total([one, one]).values() == one.values()
    assert total([one, one]).layers["event"].right == 4


@pytest.mark.parametrize(
    ("tally", "precision", "recall", "f1"),
    [
        (Tally(3, 1, 2, 5), 0.75, 0.6, 2 / 3),
        (Tally(0, 2, 0, 0), 0.0, 0.0, 0.0),
        (Tally(0, 0, 0, 4), 0.0, 0.0, 0.0),
        (Tally(), None, None, None),
    ],
)
def test_measures_of_a_tally(tally: Tally, precision: float | None, recall: float | None, f1: float | None) -> None:
    assert (tally.precision, tally.recall, tally.f1) == (precision, recall, f1)


def test_optional_items_are_neither_extra_nor_missed() -> None:
    assert compare_sets({"a", "b", "c"}, {"a", "c", "d"}, {"c"}) == Tally(right=1, extra=1, missed=1, asked=2)


def test_a_trigger_inside_a_clause_is_more_than_half_right() -> None:
    assert span_f1((0, 40), (10, 15)) < 0.3
    assert span_overlap((0, 40), (10, 15)) > 0.5
    assert span_overlap((0, 40), (40, 45)) == 0.0


# --------------------------------------------------------------------------------------------- time expressions


def times(*expressions: tuple[int, int, str]) -> list[TimeExpression]:
    return [TimeExpression((begin, end), (value,)) for begin, end, value in expressions]


TIMES = [
    ("the same", times((0, 6, "2024-05-03")), (1.0, 1.0, 1.0)),
    ("a wider span", times((0, 9, "2024-05-03")), (0.0, 1.0, 1.0)),
    ("another value", times((0, 6, "2024-05-10")), (1.0, 1.0, 0.0)),
    ("elsewhere", times((20, 26, "2024-05-03")), (0.0, 0.0, 0.0)),
    ("one too many", times((0, 6, "2024-05-03"), (3, 9, "2024-05-03")), (2 / 3, 2 / 3, 2 / 3)),
    ("none", [], (0.0, 0.0, 0.0)),
]


@pytest.mark.parametrize(("found", "expected"), [case[1:] for case in TIMES], ids=[case[0] for case in TIMES])
def test_time_expressions_are_scored_by_span_and_value(
    found: list[TimeExpression], expected: tuple[float, float, float]
) -> None:
    values = score_times(times((0, 6, "2024-05-03")), found).values()
    assert [values[f"time.{name}.f1"] for name in ("strict", "relaxed", "value")] == pytest.approx(expected)


def test_a_time_expression_that_is_not_required_counts_neither_way() -> None:
    gold = [
        *times((0, 6, "2024-05-03")),
        TimeExpression(
            (
                10,
                22,
            ),
            ("2024-05-01",),
            required=False,
        ),
    ]
    found = times((0, 6, "2024-05-03"))
    assert score_times(gold, found) == score_times(gold, [*found, *times((10, 22, "2024"))])


def test_alternative_values_are_right() -> None:
    gold = [TimeExpression((0, 6), ("2024-05-03TNI", "2024-05-03"))]
    assert score_times(gold, times((0, 6, "2024-05-03"))).values()["time.value.f1"] == 1.0


def test_times_of_both_sides_are_read(gold_data: dict[str, Any], perfect: dict[str, Any]) -> None:
    assert times_of_gold(gold_data) == times_of_annotation(perfect)
