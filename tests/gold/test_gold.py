"""The gold is sound in itself: it quotes its article, and scored against itself it is perfect."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate.judging import judge, read_gold, score_times, times_of_annotation, times_of_gold
from kg.evaluate.traps import score_checks
from kg.sources.inputs import GivenArticle, read_inputs
from tests.bench.quality import HELD_OUT

HERE = Path(__file__).parent
ARTICLES = HERE.parents[1] / "seeds" / "articles"
NAMES = sorted(path.stem for path in HERE.glob("*-*.json"))


def text_of(name: str) -> str:
    (given,) = read_inputs([str(ARTICLES / f"{name}.md")], sys.stdin.buffer)
    assert isinstance(given, GivenArticle), given
    return given.article.text


def quoted(spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"begin": span["begin"], "end": span["end"], "text": span["exact"]} for span in spans]


def as_annotation(data: dict[str, Any]) -> dict[str, Any]:
    """The gold in the form of ``timewire annotate``."""

    def event(e: dict[str, Any]) -> dict[str, Any]:
        date = {"earliest": e["date"]["start"], "latest": e["date"]["end"], "precision": e["date"]["precision"]}
        kept = {key: e[key] for key in ("id", "label", "types", "modality", "place", "participants")}
        return {**kept, **date, "mentions": quoted(e["spans"])}

    def entity(e: dict[str, Any]) -> dict[str, Any]:
        kept = {key: e.get(key) for key in ("id", "label", "type", "country", "affiliations")}
        return {**kept, "mentions": quoted(e["spans"])}

    def figure(f: dict[str, Any]) -> dict[str, Any]:
        links = {"event": f["figureOf"], "subset_of": f["subsetOf"], "attributed_to": f["attributedTo"]}
        return {**{key: f[key] for key in ("id", "value", "measure", "bound")}, **quoted([f["span"]])[0], **links}

    def claim(c: dict[str, Any]) -> dict[str, Any]:
        return {"id": c["id"], "kind": c["kind"], "speakers": c["attributedTo"], **quoted([c["span"]])[0]}

    forms = {"events": event, "actors": entity, "places": entity, "figures": figure, "claims": claim}
    return {kind: [form(item) for item in data[kind]] for kind, form in forms.items()} | {"times": data["times"]}


@pytest.mark.parametrize("name", NAMES)
def test_every_span_quotes_the_article(name: str) -> None:
    gold, text = read_gold(HERE / f"{name}.json", text_of(name)), text_of(name)
    assert gold.data["article"]["chars"] == len(text)
    for sentence in gold.data["sentences"]:
        assert text[sentence["begin"] : sentence["end"]] == sentence["text"]


@pytest.mark.parametrize("name", NAMES)
def test_gold_scored_against_itself_is_perfect(name: str) -> None:
    gold = read_gold(HERE / f"{name}.json")
    annotation = as_annotation(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")))
    judgement = judge(gold, annotation)
    times = score_times(times_of_gold(gold.data), times_of_annotation(annotation))
    values = (judgement.scores() + times + score_checks(judgement)).values()
    assert {measure: value for measure, value in values.items() if value not in (1.0, None)} == {}


def test_the_page_names_every_article_and_marks_those_held_out() -> None:
    page = (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    rows = {name: [line for line in page if line.startswith(f"| `{name}.json` |")] for name in NAMES}
    assert all(len(found) == 1 for found in rows.values()), rows
    assert {name for name, (row,) in rows.items() if "**yes**" in row} == set(HELD_OUT)
