"""What a model says is kept only where the text proves it; and ``timewire ingest --extractor llm`` as a user meets it."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from kg.__main__ import main
from kg.errors import InputError, SettingsError
from kg.llm.endpoint import Endpoint, LlmSettings
from kg.llm.reader import LlmReader, read_llm_settings
from kg.model import Article, Reading
from kg.pipeline import Reader, read_article
from kg.sources.dates import read_published
from tests.unit.llm.stub import Answer, said, serving

TEXT = (
    "Rebels attacked the port of Mombasa on Monday. Anna Berg, the mayor, said at least 12 sailors had been killed. "
    "The bridge was closed."
)
ATTACK = {
    "quote": "attacked the port",
    "types": ["ArmedAttack"],
    "modality": "Occurred",
    "time_quote": "on Monday",
    "place_quote": "Mombasa",
    "participants": [{"role": "perpetrator", "actor": "x1"}],
}
GOOD: dict[str, Any] = {
    "actors": [
        {"id": "x1", "label": "Rebels", "type": "Group", "quotes": ["Rebels"]},
        {"id": "x2", "label": "Anna Berg", "type": "Person", "quotes": ["Anna Berg"]},
    ],
    "events": [ATTACK],
    "claims": [
        {
            "quote": "at least 12 sailors had been killed",
            "kind": "Indirect",
            "speakers": ["x2"],
            "cue_quote": "said",
        }
    ],
    "figures": [
        {
            "quote": "at least 12 sailors",
            "measure": "Killed",
            "value": 12,
            "bound": "AtLeast",
            "event_quote": "attacked the port",
            "attributed_to": "x2",
        }
    ],
}


_RULES = Reader()
"""Lends its parser and gazetteer, which take seconds to load."""


def reading(answer: dict[str, Any]) -> Reading:
    with serving(said(json.dumps(answer))) as stub:
        reader = LlmReader(Endpoint(LlmSettings(stub.url, "small", ""), lambda _: None))
        vars(reader).update(model=_RULES.model, gazetteer=_RULES.gazetteer)
        return reader.read(Article("port", TEXT, published=read_published("2024-05-14")))


def reasons(read: Reading) -> list[str]:
    return [s.reason for s in read.skipped if s.stage == "llm"]


def test_facts_that_the_text_proves_are_kept() -> None:
    read = reading(GOOD)
    (event,), (claim,), (figure,) = read.events, read.claims, read.figures
    assert event.trigger.cut(TEXT) == "attacked the port"
    assert event.time.when is not None
    assert str(getattr(event.time.when, "start", None)) == "2024-05-13"
    assert event.place is not None
    assert [read.actors[0].key] == [p.actor for p in event.participants]
    assert (claim.text, claim.speakers) == ("at least 12 sailors had been killed", (read.actors[1].key,))
    assert (figure.value, figure.low, figure.event, figure.attributed_to) == (12, 12, event.key, claim.speakers[0])
    assert read.extractor == "model small"
    assert not reasons(read)


@pytest.mark.parametrize(
    ("layer", "change", "reason"),
    [
        ("events", {"quote": "bombed the port"}, "does not stand in the text"),
        ("events", {"quote": "Attacked the port"}, "does not stand in the text"),
        ("events", {"quote": ""}, "without quote"),
        ("events", {"quote": 7}, "without quote"),
        ("events", {"types": ["Mischief"]}, "no known type"),
        ("events", {"types": "ArmedAttack"}, "without a list of types"),
        ("events", {"modality": "Perhaps"}, "is no modality"),
        ("claims", {"quote": "at least 13 sailors had been killed"}, "does not stand in the text"),
        ("claims", {"speakers": ["x9"]}, "nobody who is found"),
        ("claims", {"kind": "Rumour"}, "is no kind"),
        ("figures", {"quote": "twelve sailors"}, "does not stand in the text"),
        ("figures", {"measure": "Sunk"}, "no known measure"),
        ("figures", {"value": "12"}, "is no number"),
        ("figures", {"value": True}, "is no number"),
        ("figures", {"event_quote": "The bridge was closed"}, "about no event"),
        ("actors", {"quotes": ["Carla Diaz"]}, "stands in the text"),
        ("actors", {"type": "Wizard"}, "is no type"),
    ],
)
def test_a_fact_that_does_not_fit_is_dropped_and_listed(layer: str, change: dict[str, Any], reason: str) -> None:
    changed = {**GOOD, layer: [{**GOOD[layer][0], **change}]}
    read = reading(changed)
    assert any(reason in one for one in reasons(read))
    kept = {"events": read.events, "claims": read.claims, "figures": read.figures, "actors": read.actors}[layer]
    assert not kept


@pytest.mark.parametrize("layers", [{}, {"events": {}}, {"events": [None, 3, "x", []]}, {"actors": "nobody"}])
def test_an_answer_in_another_form_gives_nothing_and_says_so(layers: dict[str, Any]) -> None:
    read = reading({**{name: [] for name in GOOD}, **layers} if layers else {})
    assert not [*read.events, *read.claims, *read.figures]
    assert reasons(read)


def test_a_label_of_the_models_own_is_replaced_by_words_of_the_text() -> None:
    actor = {"id": "x1", "label": "Brutal terrorists", "type": "Group", "quotes": ["Rebels"]}
    assert reading({**GOOD, "actors": [actor]}).actors[0].label == "Rebels"


def test_settings_come_from_options_before_the_environment(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    given = {"base_url": "http://a/v1", "model": None, "key_file": str(tmp_path / "key")}
    environment = {"TIMEWIRE_LLM_BASE_URL": "http://b/v1", "TIMEWIRE_LLM_MODEL": "m", "TIMEWIRE_LLM_PRICE": "0.5/2"}
    settings = read_llm_settings(given, environment)
    assert (settings.base_url, settings.model, settings.key, settings.price_out) == ("http://a/v1", "m", "secret", 2)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"TIMEWIRE_LLM_BASE_URL": "http://b/v1"},
        {"TIMEWIRE_LLM_BASE_URL": "b", "TIMEWIRE_LLM_MODEL": "m", "TIMEWIRE_LLM_PRICE": "cheap"},
        {"TIMEWIRE_LLM_BASE_URL": "b", "TIMEWIRE_LLM_MODEL": "m", "TIMEWIRE_LLM_TIMEOUT_S": "-1"},
    ],
)
def test_settings_that_are_missing_or_wrong_say_so(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        read_llm_settings({}, environment)


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name == "openai":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(SettingsError, match=r"timewire\[llm\]"):
        Endpoint(LlmSettings("http://a/v1", "m", ""))


# ------------------------------------------------------------------------------------------------------- the command


def ingested(url: str, folder: Path, *more: str) -> int:
    (folder / "port.txt").write_text(TEXT)
    options = ["--extractor", "llm", "--llm-base-url", url, "--llm-model", "small", "--json", *more]
    return main(["ingest", str(folder / "port.txt"), "--published", "2024-05-14", "--store", f"{folder}/s", *options])


def test_an_article_is_ingested_and_the_report_tells_what_it_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMEWIRE_LLM_PRICE", "1/5")
    with serving(said(json.dumps(GOOD))) as stub:
        assert ingested(stub.url, tmp_path) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["totals"]["events"] == 1
    assert report["usage"]["tokens_in"] == 1000
    assert report["usage"]["dollars"] == pytest.approx(0.002)
    assert not report["articles"][0]["findings"]


def test_an_article_without_a_usable_answer_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with serving(Answer(b"<html>", type="text/html")) as stub:
        assert ingested(stub.url, tmp_path) == 1
    (skipped,) = json.loads(capsys.readouterr().out)["skipped"]
    assert "no usable answer" in skipped["reason"]


def test_a_key_that_is_refused_ends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Answer(b"{}", 401)) as stub:
        assert ingested(stub.url, tmp_path) == 2
    assert "401" in capsys.readouterr().err


def test_rules_read_where_nothing_else_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "port.txt").write_text(TEXT)
    assert main(["ingest", str(tmp_path / "port.txt"), "--store", f"{tmp_path}/s", "--json"]) == 0
    assert "usage" not in json.loads(capsys.readouterr().out)


def test_nothing_is_asked_for_no_article() -> None:
    with serving(said("{}")) as stub:
        reader = LlmReader(Endpoint(LlmSettings(stub.url, "small", "")))
        with pytest.raises(InputError):
            read_article(Article("empty", ""), reader)
    assert not stub.requests
