"""``timewire timeline`` prints what the store knows, and what it knew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.command import writing


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setattr(writing, "load_reader", SentenceReader)
    monkeypatch.delenv("TIMEWIRE_BASE_IRI", raising=False)
    for name, day, text in (
        ("rain", "2024-05-01", "The Gauge met the Union in Basel."),
        ("hail", "2024-05-03", "Hail."),
    ):
        (tmp_path / f"{name}.txt").write_text(text)
        main(["ingest", str(tmp_path / f"{name}.txt"), "--published", day, "--store", str(tmp_path / "store")])
    capsys.readouterr()
    return tmp_path / "store"


def test_a_line_has_date_label_and_number_of_articles(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["timeline", "--store", str(store), "--place", "basel"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "The Gauge met the Union in Basel." in line
    assert line.endswith("(1 article)")


def test_as_json_the_day_of_knowing_is_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["timeline", "--store", str(store), "--as-of", "2024-05-02", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["asOf"] == "2024-05-02"
    assert [event["last_reported"] for event in told["events"]] == ["2024-05-01"]
    assert main(["timeline", "--store", str(store), "--as-of", "2024-04-02"]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_no_day_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["timeline", "--as-of", "2024-13-01"])
    assert "is no day" in capsys.readouterr().err
