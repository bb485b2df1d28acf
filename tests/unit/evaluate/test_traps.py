"""Each kind of check: kept, violated, and not tested where its subject was not found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate.judging import judge, read_gold
from kg.evaluate.traps import CHECKS, run_checks

TEXT = "Ada Rossi met union leaders in Genoa on Friday. Police held 9 people, among them 2 minors, and freed 4."
GOLD_FILES = sorted((Path(__file__).parents[2] / "gold").glob("*-*.json"))


def mention(quote: str, key: str = "text") -> dict[str, Any]:
    return {"begin": TEXT.index(quote), "end": TEXT.index(quote) + len(quote), key: quote}


def gold(check: dict[str, Any], path: Path) -> Any:
    def thing(key: str, label: str, quote: str, **said: Any) -> dict[str, Any]:
        return {"id": key, "label": label, "spans": [mention(quote, "exact")], "tier": "must", **said}

    event: dict[str, Any] = {"participants": [], "place": None, "modality": "Occurred", "date": {}}
    figure = {"measure": "Detained", "subsetOf": None}
    data = {
        "article": {"id": "a", "sha256": "0", "chars": len(TEXT)},
        "sentences": [{"n": 1, "begin": 0, "end": len(TEXT), "text": TEXT}],
        "events": [
            thing("meeting", "meeting", "met union leaders", types=["Meeting"], **event),
            thing("arrests", "arrests", "held 9 people", types=["ArrestOrDetention"], **event),
            thing("trial", "trial", "on Friday", types=["CourtHearing"], **event),
        ],
        "actors": [
            thing("ada-rossi", "Ada Rossi", "Ada Rossi", type="Person"),
            thing("leaders", "union leaders", "union leaders", type="Group"),
        ],
        "places": [thing("genoa", "Genoa", "Genoa", type="City", country="IT", within=None)],
        "figures": [
            {"id": "nine", "value": 9, "span": mention("9 people", "exact"), **figure},
            {"id": "two", "value": 2, "span": mention("2 minors", "exact"), **figure},
            {"id": "four", "value": 4, "span": mention("freed 4", "exact"), **figure},
        ],
        "claims": [],
        "checks": [check],
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    return read_gold(path, TEXT)


def annotation() -> dict[str, Any]:
    """A reading with a good many mistakes; the trial and the four freed are not found."""
    friday = {"earliest": "2024-05-03", "latest": "2024-05-03", "precision": "Day", "modality": "Occurred"}
    meeting = {"types": ["Meeting"], "place": "p", "participants": [{"role": "mediator", "actor": "rossi"}], **friday}
    arrests = {"types": ["ArrestOrDetention"], "place": None, "participants": [], **friday, "modality": "Expected"}
    figure = {"measure": "Detained", "attributed_to": None, "subset_of": None}
    tie = {"role": "Delegate", "title": None, "with": "leaders", "hedged": False}
    return {
        "events": [
            {"id": "e1", "label": "", "mentions": [mention("met")], **meeting},
            {"id": "e2", "label": "", "mentions": [mention("held")], **arrests},
        ],
        "actors": [
            {
                "id": "rossi",
                "label": "Rossi",
                "type": "Person",
                "mentions": [mention("Ada Rossi")],
                "affiliations": [tie],
            },
            {"id": "leaders", "label": "", "type": "Group", "mentions": [mention("union leaders")], "affiliations": []},
        ],
        "places": [{"id": "p", "label": "Genoa", "type": "City", "country": "US", "mentions": [mention("Genoa")]}],
        "figures": [
            {"id": "f9", **mention("9 people"), "value": 9, **figure},
            {"id": "f2", **mention("2 minors"), "value": 2, **figure, "attributed_to": "rossi", "subset_of": "f9"},
        ],
        "claims": [],
    }


CASES: list[tuple[dict[str, Any], bool | None]] = [
    ({"kind": "no_participant", "event": "*", "role": "mediator", "labels": ["Ada Rossi"]}, False),
    ({"kind": "no_participant", "event": "*", "role": "mediator", "labels": ["union leaders"]}, True),
    ({"kind": "no_participant", "event": "trial", "role": "mediator", "labels": ["Ada Rossi"]}, None),
    ({"kind": "no_place", "event": "meeting", "labels": ["Genoa"]}, False),
    ({"kind": "no_place", "event": "arrests", "labels": ["Genoa"]}, True),
    ({"kind": "date_is", "event": "meeting", "start": "2024-05-03", "end": "2024-05-03"}, True),
    ({"kind": "date_is", "event": "meeting", "start": "2024-05-02", "end": "2024-05-02"}, False),
    ({"kind": "date_is", "event": "trial", "start": "2024-05-03", "end": "2024-05-03"}, None),
    ({"kind": "date_not_more_precise_than", "event": "meeting", "precision": "Month"}, False),
    ({"kind": "date_not_more_precise_than", "event": "meeting", "precision": "Day"}, True),
    ({"kind": "not_realised", "events": ["arrests"]}, True),
    ({"kind": "not_realised", "events": ["arrests", "meeting"]}, False),
    ({"kind": "not_realised", "events": ["trial"]}, None),
    ({"kind": "distinct_events", "events": ["meeting", "arrests"]}, True),
    ({"kind": "distinct_events", "events": ["meeting", "trial"]}, None),
    ({"kind": "distinct_nodes", "of": "actors", "ids": ["ada-rossi", "leaders"]}, True),
    ({"kind": "same_node", "of": "actors", "id": "ada-rossi"}, True),
    ({"kind": "same_node", "of": "instruments", "id": "plan"}, None),
    ({"kind": "place_country", "place": "genoa", "country": "IT"}, False),
    ({"kind": "no_attribution", "figures": ["nine"]}, True),
    ({"kind": "no_attribution", "figures": ["two"]}, False),
    ({"kind": "no_attribution", "figures": ["four"]}, None),
    ({"kind": "figure_subset", "figure": "two", "of": "nine"}, True),
    ({"kind": "figure_subset", "figure": "nine", "of": "two"}, False),
    ({"kind": "no_figure_value", "measure": "Detained", "value": 11}, True),
    ({"kind": "no_figure_value", "measure": "Detained", "value": 9}, False),
    ({"kind": "not_member", "delegation": "leaders", "labels": ["Ada Rossi"]}, False),
    ({"kind": "not_member", "delegation": "leaders", "labels": ["Nobody"]}, None),
    ({"kind": "a kind of the future"}, None),
]


@pytest.mark.parametrize(("check", "expected"), CASES, ids=[f"{c['kind']}-{e}" for c, e in CASES])
def test_a_check_tells_kept_from_violated_from_untested(
    check: dict[str, Any], expected: bool | None, tmp_path: Path
) -> None:
    judgement = judge(gold(check, tmp_path / "gold.json"), annotation())
    assert run_checks(judgement) == [(check, expected)]


def test_one_thing_with_the_mentions_of_two_is_merged(tmp_path: Path) -> None:
    merged = annotation()
    merged["actors"] = [{**merged["actors"][0], "mentions": [mention("Ada Rossi"), mention("union leaders")]}]
    check = {"kind": "distinct_nodes", "of": "actors", "ids": ["ada-rossi", "leaders"]}
    assert run_checks(judge(gold(check, tmp_path / "gold.json"), merged)) == [(check, False)]


def test_one_thing_found_twice_is_split(tmp_path: Path) -> None:
    split = annotation()
    split["actors"].append({**split["actors"][0], "id": "again"})
    check = {"kind": "same_node", "of": "actors", "id": "ada-rossi"}
    assert run_checks(judge(gold(check, tmp_path / "gold.json"), split)) == [(check, False)]


@pytest.mark.parametrize("path", GOLD_FILES, ids=[path.stem for path in GOLD_FILES])
def test_every_check_of_the_gold_is_of_a_known_kind(path: Path) -> None:
    checks = json.loads(path.read_text(encoding="utf-8"))["checks"]
    assert {check["kind"] for check in checks} <= CHECKS.keys()
