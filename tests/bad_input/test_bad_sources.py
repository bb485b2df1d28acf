"""What goes wrong with articles from elsewhere: a clear outcome, told in one line, and nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from sentence_reader import SentenceReader
from waiting import wait_for

from kg.__main__ import main
from kg.command import writing
from kg.command.watching import Folder
from kg.store import open_store

RAIN = "The Gauge met the Union in Basel on a day of rain. The Union left before the end of the talks."
HAIL = "Nobody in the harbour of Merrow had seen such hail before, a captain told us when it was over."


@pytest.fixture(autouse=True)
def small_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "load_reader", SentenceReader)
    monkeypatch.delenv("TIMEWIRE_BASE_IRI", raising=False)


def page(text: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body><article><p>{text}</p></article></body></html>"


def ingested(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, list[dict[str, object]]]:
    capsys.readouterr()
    main(["ingest", *map(str, arguments), "--json"])
    found: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return found


def test_two_articles_that_state_one_address_are_both_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As on sites whose pages all name the same address as their own; a new version of one stays one article."""
    address = '<link rel="canonical" href="https://gauge.example/story">'
    (tmp_path / "a.html").write_text(page(RAIN, address))
    (tmp_path / "b.html").write_text(page(HAIL, address))
    call = (tmp_path / "a.html", tmp_path / "b.html", "--store", tmp_path / "store")
    first, second = ingested(capsys, *call)["articles"]
    assert second["id"] != first["id"]
    assert str(second["id"]).startswith(str(first["id"]))
    assert [one["status"] for one in ingested(capsys, *call)["articles"]] == ["unchanged", "unchanged"]
    (tmp_path / "a.html").write_text(page(RAIN + " This is a correction.", address))
    assert [one["status"] for one in ingested(capsys, *call)["articles"]] == ["changed", "unchanged"]
    with open_store(tmp_path / "store") as store:
        assert [version.article.text for version in store.archive.versions(str(second["id"]))] == [HAIL]


def test_a_day_to_come_is_not_believed_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    future = (date.today() + timedelta(days=400)).isoformat()
    (tmp_path / "a.html").write_text(page(RAIN, f'<meta name="date" content="{future}">'))
    (article,) = ingested(capsys, tmp_path / "a.html", "--store", tmp_path / "store")["articles"]
    assert article["skipped"][0]["reason"] == f"its day of publication is to come ({future}) and was not believed"  # type: ignore[index]
    with open_store(tmp_path / "store") as store:
        version = store.archive.newest(str(article["id"]))
    assert version is not None
    assert version.article.published is None


def test_the_caller_is_believed_and_so_is_tomorrow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(RAIN)
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    (tmp_path / "b.md").write_text(f"---\npublished: {tomorrow}\n---\n{HAIL}")
    ingested(capsys, tmp_path / "a.txt", "--published", "2099-01-01", "--store", tmp_path / "store")
    ingested(capsys, tmp_path / "b.md", "--store", tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        days = [store.archive.newest(name) for name in ("a", "b")]
    assert [day.article.published.edtf for day in days if day and day.article.published] == ["2099-01-01", tomorrow]


def test_an_article_that_corrects_one_that_is_not_there_is_read_like_any_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"@type": "NewsArticle", "headline": "Correction", "correction": {"@type": "CorrectionComment",
            "text": "An earlier article misstated the day.", "about": "https://gauge.example/not-here"}}  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    (tmp_path / "a.html").write_text(page(f"Correction: an earlier article misstated the day. {RAIN}", head))
    report = ingested(capsys, tmp_path / "a.html", "--store", tmp_path / "store")
    assert [article["status"] for article in report["articles"]] == ["added"]
    assert report["skipped"] == []


def test_a_page_of_30_mb_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text(page(RAIN * 320_000))
    (skipped,) = ingested(capsys, tmp_path / "a.html", "--store", tmp_path / "store")["skipped"]
    assert skipped["reason"] == "longer than 5 MB (split it)"


# ------------------------------------------------------------------------------------------------------- watching


def test_a_file_is_read_once_it_has_stopped_growing(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path))
    growing = tmp_path / "a.txt"
    growing.write_text("The Gauge")
    assert folder.ready() == []
    growing.write_text(RAIN)
    assert folder.ready() == []
    assert folder.ready() == [str(growing)]
    assert folder.ready() == []
    growing.write_text(RAIN + " More.")
    assert [folder.ready(), folder.ready()] == [[], [str(growing)]]


def test_files_that_are_being_copied_are_left_alone(tmp_path: Path) -> None:
    for name in (".a.txt", "a.txt.part", "b.tmp", ".cache/c.txt", "empty.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("" if name == "empty.txt" else RAIN)
    folder = Folder(str(tmp_path))
    assert [folder.ready(), folder.ready()] == [[], []]


def test_watching_reads_what_comes_and_ends_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text(RAIN)

    def hand_in() -> None:
        wait_for(lambda: (tmp_path / "store").exists())
        (inbox / "b.txt").write_text(HAIL)
        (inbox / "c.bin").write_bytes(b"\xff\xd8")
        wait_for(lambda: present(tmp_path / "store") >= 2)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=hand_in)
    thread.start()
    code = main(["watch", str(inbox), "--store", str(tmp_path / "store"), "--every", "0.1"])
    thread.join()
    assert code in (0, 1)
    with open_store(tmp_path / "store") as store:
        assert store.archive.present_ids() == ["a", "b"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def present(store: Path) -> int:
    """Articles in the archive, counted from the side."""
    import sqlite3

    try:
        with sqlite3.connect(f"file:{store / 'archive.sqlite'}?mode=ro", uri=True) as db:
            return int(db.execute("SELECT COUNT(*) FROM article").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.mark.parametrize("folder", ["missing", "a.txt"])
def test_what_is_no_folder_cannot_be_watched(tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(RAIN)
    assert main(["watch", str(tmp_path / folder), "--store", str(tmp_path / "store")]) == 2
    assert "no folder" in capsys.readouterr().err


def test_a_query_does_not_wait_for_what_reads_pages() -> None:
    """trafilatura, feedparser and warcio take most of a second to load."""
    heavy = ("trafilatura", "feedparser", "warcio", "docx", "httpx", "lxml")
    code = f"import sys, kg.__main__, kg.sources.inputs; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
