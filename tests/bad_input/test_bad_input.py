"""Everything that goes wrong at the door: one line that says why, and a store that is as it was."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.command import writing
from kg.store import open_store, opening
from kg.store.folder import ARCHIVE_FILE
from kg.store.owner import take_ownership
from kg.store.tables import SCHEMA_VERSION

GOOD = "The Gauge met the Union in Basel on a day of rain. The Union left before the end of the talks."
TESTS = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def small_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "load_reader", SentenceReader)
    monkeypatch.delenv("TIMEWIRE_BASE_IRI", raising=False)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that holds one article."""
    (tmp_path / "known.txt").write_text(GOOD)
    assert main(["ingest", str(tmp_path / "known.txt"), "--store", str(tmp_path / "store")]) == 0
    return tmp_path / "store"


def state(store: Path) -> tuple[str, list[str]]:
    with open_store(store) as opened:
        return opened.graph.digest(), [str(entry) for entry in opened.archive.log()]


Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def timewire(capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs the command; gives exit code, standard output and standard error."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


FRENCH = "Les ministres se sont réunis lundi à Zurich et ont décidé que les pourparlers dureraient une semaine de plus."
PAGE = "<!DOCTYPE html>\n<html><head><title>Rain</title></head><body><p>" + GOOD + "</p></body></html>"
BAD_FILES = {
    "empty": (b"", "empty file"),
    "blank": (b" \n\t\n", "empty text"),
    "only a mark": (b"\xef\xbb\xbf", "empty text"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "binary data"),
    "control characters": (GOOD.encode() + b"\x1b[31m", "binary data"),
    "broken UTF-8": (GOOD.encode() + b" caf\xe9", "not UTF-8: byte 0xe9 at offset"),
    "cut UTF-8": (GOOD.encode() + "é".encode()[:1], "not UTF-8: byte 0xc3"),
    "UTF-16": (GOOD.encode("utf-16"), "UTF-16"),
    "50 MB": (GOOD.encode() * 550_000, "longer than 400,000 characters"),
    "just over the limit": (b"rain " * 80_001, "longer than 400,000 characters"),
    "another language": (FRENCH.encode(), "not English: its function words are French"),
    "another script": ("Министры встретились в Цюрихе".encode(), "not English: mostly Cyrillic letters"),
    "HTML": (PAGE.encode(), "HTML, not text"),
    "a piece of HTML": (f"<p>{GOOD}</p><p>{GOOD}</p><p>{GOOD}</p>".encode(), "HTML, not text"),
    "a line of 1 M characters": (b"x" * 1_000_000, "longer than 400,000 characters"),
    "a word of 10,000 characters": (GOOD.encode() + b" " + b"x" * 10_000, "without a space"),
}


@pytest.mark.parametrize(("data", "reason"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_listed_with_its_reason(
    store: Path, tmp_path: Path, timewire: Told, data: bytes, reason: str
) -> None:
    before = state(store)
    (tmp_path / "bad.txt").write_bytes(data)
    code, out, err = timewire("ingest", tmp_path / "bad.txt", "--store", store)
    told = [line for line in out.splitlines() if line.startswith("skipped ")]
    assert code == 1
    assert len(told) == 1
    assert reason in told[0]
    assert err == ""
    assert state(store) == before


def test_a_50_mb_file_is_not_read_to_its_end(store: Path, tmp_path: Path, timewire: Told) -> None:
    """A file of holes that would fill the memory if it were read."""
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(1 << 40)
    assert "longer than" in timewire("ingest", tmp_path / "huge.txt", "--store", store)[1]


BAD_PATHS = ["missing.txt", "loop.txt", "folder-that-is-empty"]


@pytest.mark.parametrize("name", BAD_PATHS)
def test_a_path_that_gives_nothing_is_listed(store: Path, tmp_path: Path, timewire: Told, name: str) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "folder-that-is-empty").mkdir()
    code, out, _ = timewire("ingest", tmp_path / name, "--store", store)
    assert code == 1
    assert f"skipped {tmp_path / name}: " in out


def test_a_folder_with_one_bad_file_among_good_ones_gives_the_good_ones(
    store: Path, tmp_path: Path, timewire: Told
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(GOOD + " A.")
    (folder / "b.txt").write_bytes(b"\xff\xff\xff")
    (folder / "c.md").write_text("---\npublished: someday\n---\n" + GOOD)
    (folder / "d.txt").write_text(GOOD + " D.")
    (folder / "e.jsonl").write_text(json.dumps({"id": "e1", "text": GOOD + " E."}) + "\n{broken\n")
    code, out, _ = timewire("ingest", folder, "--store", store, "--json")
    report = json.loads(out)
    assert code == 1
    assert [article["id"] for article in report["articles"]] == ["a", "d", "e1"]
    assert [Path(skipped["source"]).name for skipped in report["skipped"]] == ["b.txt", "c.md", "e.jsonl line 2"]
    assert all("\n" not in skipped["reason"] for skipped in report["skipped"])
    with open_store(store) as opened:
        assert opened.archive.present_ids() == ["known", "a", "d", "e1"]


def test_an_article_without_a_date_is_read_and_its_day_stays_unknown(
    store: Path, tmp_path: Path, timewire: Told
) -> None:
    (tmp_path / "undated.txt").write_text(GOOD)
    assert timewire("ingest", tmp_path / "undated.txt", "--store", store)[0] == 0
    dated = "ASK { art:undated ev:asOf ?day }"
    assert timewire("query", dated, "--store", store)[1] == "no\n"
    sorted_by = "ASK { ?event a ev:Event ; ev:sortDate ?day }"
    assert timewire("query", sorted_by, "--store", store)[1] == "no\n"


# ------------------------------------------------------------------------------------------------------- stores


def refused(result: tuple[int, str, str], reason: str) -> None:
    """The command failed with one line that gives the reason."""
    code, out, err = result
    assert (code, out) == (2, "")
    assert err.startswith("timewire: error: ")
    assert err.count("\n") == 1
    assert reason in err


def test_a_store_of_a_newer_version_is_refused_and_left_alone(store: Path, tmp_path: Path, timewire: Told) -> None:
    archive = sqlite3.connect(store / ARCHIVE_FILE)
    archive.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    archive.close()
    before = (store / ARCHIVE_FILE).read_bytes()
    for verb in (["ingest", tmp_path / "known.txt"], ["export"], ["rebuild"], ["validate"], ["withdraw", "known"]):
        refused(timewire(*verb, "--store", store), "use the newer timewire")
    assert (store / ARCHIVE_FILE).read_bytes() == before


def test_a_second_owner_is_refused(
    store: Path, tmp_path: Path, timewire: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "take_ownership", lambda folder, wait_s: take_ownership(folder, 0))
    before = state(store)
    with open_store(store):
        refused(timewire("ingest", tmp_path / "known.txt", "--store", store), f"process {os.getpid()} owns the store")
        refused(timewire("export", "--store", store), "owns the store")
    assert state(store) == before


def test_a_folder_of_other_files_is_refused(tmp_path: Path, timewire: Told) -> None:
    (tmp_path / "thesis.txt").write_text(GOOD)
    refused(timewire("ingest", tmp_path / "thesis.txt", "--store", tmp_path), "holds other files (thesis.txt)")
    assert [child.name for child in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("verb", [["query", "ASK {}"], ["export"], ["validate"], ["rebuild"], ["withdraw", "x"]])
def test_a_store_that_is_not_there_is_not_made_by_readers(tmp_path: Path, timewire: Told, verb: list[str]) -> None:
    refused(timewire(*verb, "--store", tmp_path / "missing"), "no store here")
    assert not (tmp_path / "missing").exists()


def test_a_damaged_archive_says_what_to_do(store: Path, timewire: Told) -> None:
    (store / ARCHIVE_FILE).write_bytes(b"damaged " * 1000)
    refused(timewire("export", "--store", store), "put back a backup")


def _damage(graph: Path) -> None:
    (graph / "CURRENT").write_bytes(b"damaged " * 1000)


@pytest.mark.parametrize("harm", [_damage, shutil.rmtree])
def test_a_damaged_graph_is_made_anew_by_a_rebuild(store: Path, timewire: Told, harm: Callable[[Path], None]) -> None:
    before = state(store)[0]
    harm(store / "graph-1")
    refused(timewire("export", "--store", store), "timewire rebuild")
    assert timewire("rebuild", "--store", store)[0] == 0
    assert state(store)[0] == before


CHILD = """
import os, resource, sys
sys.path.insert(0, {tests!r})
from sentence_reader import SentenceReader
from kg.__main__ import main
from kg.command import exporting, reading, writing
writing.load_reader = SentenceReader
import kg.graph.statements, kg.graph.shapes
{limit}
sys.exit(main(sys.argv[1:]))
"""
NOBODY = "os.setgroups([]); os.setgid(65534); os.setuid(65534)"
FULL = "resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes}, {bytes}))"


def limited(limit: str, *arguments: str | Path) -> tuple[int, str, str]:
    """Runs the command in a process that may do less."""
    script = CHILD.format(tests=str(TESTS), limit=limit)
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("size", [0, 50_000, 120_000])
def test_a_full_disk_is_told_and_nothing_is_lost(store: Path, tmp_path: Path, size: int) -> None:
    """Files that cannot grow, which is what the engines see of a full disk."""
    before = state(store)[0]
    (tmp_path / "long.txt").write_text(" ".join(f"The Gauge met Number{n} in Basel." for n in range(3000)))
    code, out, err = limited(FULL.format(bytes=size), "ingest", tmp_path / "long.txt", "--store", store)
    assert code == 2, (out, err)
    assert err.startswith("timewire: error: ")
    assert err.count("\n") == 1
    with open_store(store) as opened:
        present = opened.archive.present_ids()
        assert present in (["known"], ["known", "long"])  # decided, and then finished here, or not at all
        if present == ["known"]:
            assert opened.graph.digest() == before


def test_a_full_disk_leaves_no_half_of_an_export(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "graph.nq"
    target.write_text("what was there before")
    refused(limited(FULL.format(bytes=100_000), "export", "--store", store, "--output", target), "cannot be written")
    assert target.read_text() == "what was there before"
    assert sorted(child.name for child in tmp_path.iterdir()) == ["graph.nq", "known.txt", "store"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_export_to_a_full_device_fails(store: Path, timewire: Told) -> None:
    refused(timewire("export", "--store", store, "--output", "/dev/full"), "No space left")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody who may not read the folder")
def test_a_folder_that_may_not_be_read_is_refused_to_others(store: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    refused(limited(NOBODY, "export", "--store", store), "ermission denied")
    refused(limited(NOBODY, "ingest", tmp_path / "known.txt", "--store", store), "ermission denied")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_refused(store: Path, tmp_path: Path, timewire: Told) -> None:
    store.chmod(0)
    try:
        refused(timewire("ingest", tmp_path / "known.txt", "--store", store), "ermission denied")
    finally:
        store.chmod(0o700)


# -------------------------------------------------------------------------------------------------- arguments

WRONG = [
    [],
    ["ingest"],
    ["ingest", "x.txt", "--published", "yesterday"],
    ["ingest", "x.txt", "--format", "pdf"],
    ["export", "--format", "pdf"],
    ["fly"],
]


@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_arguments_are_refused_with_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: timewire" in capsys.readouterr().err


def test_one_title_for_many_articles_is_refused(tmp_path: Path, timewire: Told) -> None:
    refused(timewire("ingest", tmp_path, "--title", "Rain", "--store", tmp_path / "s"), "--title is of one article")


def test_a_base_that_is_no_iri_is_refused(tmp_path: Path, timewire: Told) -> None:
    result = timewire("ingest", tmp_path / "x.txt", "--store", tmp_path / "s", "--base-iri", "not a base")
    refused(result, "not a base for data")


def test_a_query_that_is_none_is_refused_in_one_line(store: Path, timewire: Told) -> None:
    refused(timewire("query", "SELEC ?x", "--store", store), "no SPARQL query")
    refused(timewire("query", "@missing.rq", "--store", store), "missing.rq: cannot be read")
    refused(timewire("query", "ASK {}", "--format", "turtle", "--store", store), "turtle is for CONSTRUCT")
