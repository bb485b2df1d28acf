"""What befalls commands: an engine that goes for a while, a disk that fills, rights that go, a clock set back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engines_at_work import free_port, oxigraph_at_work
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.pipeline import ingest
from kg.sources.inputs import GivenArticle
from kg.store import open_store
from kg.store.backup import backups_in, faults_of
from kg.verification import verify
from tests.bench.quads import write_quads
from tests.load.chaos_work import articles_of, commanded, ingesting, worked

ROOT = Path(__file__).resolve().parents[2]
TIMEWIRE = [sys.executable, "-m", "kg"]
NAMES = 12


def run(*words: str | Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*before, *TIMEWIRE, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=300)


def check_refusal(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """A command that says in one line why it could not, and nothing of our code."""
    assert done.returncode == 2, done.stdout + done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("timewire: error: "), done.stderr
    assert "Traceback" not in done.stderr
    assert any(word in last for word in words), last


# ------------------------------------------------------------------------------------------------------- the engine


def gone_for(seconds: float, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The engine is killed in the middle of a batch and comes back; the batch goes on by itself."""
    port, archive = free_port(), folder / "archive"
    with oxigraph_at_work(folder / "engine", port) as engine:
        assert main(["ingest", os.devnull, "--store", engine.url, "--archive", str(archive)]) in (1, 2)
        store = open_store(archive, create=False)
    done, back = threading.Event(), threading.Event()

    def comes_back() -> None:
        time.sleep(seconds)
        with oxigraph_at_work(folder / "engine", port):
            back.set()
            done.wait(120)

    away = threading.Thread(target=comes_back)
    away.start()
    begun = time.monotonic()
    try:
        given = (GivenArticle(article.id, article) for article in articles_of(1, NAMES))
        report = ingest(given, store, SentenceReader())
        assert back.is_set(), "the batch did not wait"
        assert time.monotonic() - begun >= seconds
        assert len(report.articles) == NAMES
        store.close()
        with open_store(archive, create=False) as opened:
            assert verify(opened, with_shapes=False).faults == ()
            assert len(opened.archive.present_ids()) == NAMES
    finally:
        done.set()
        away.join()
    told = capsys.readouterr().err
    assert "waiting up to 600 s" in told
    assert "answers again after" in told


def test_a_batch_waits_for_an_engine_that_is_gone_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone_for(3, tmp_path, capsys)


@pytest.mark.soak
def test_a_batch_waits_for_an_engine_that_is_gone_for_a_minute_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone_for(60, tmp_path, capsys)


# --------------------------------------------------------------------------------------------------------- the disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, a third of it taken; skipped where this user may not mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a file system")
    (disk / "ballast").write_bytes(b"x" * (8 << 20))
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


def fill(disk: Path) -> None:
    """Leave no byte free."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return


def test_a_batch_on_a_full_disk_is_told_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    store, notes = small_disk / "store", small_disk.parent / "notes"
    notes.mkdir()
    assert worked(ingesting, str(store), 0, 3).acknowledged == ("a0", "a1", "a2")
    for article in articles_of(1, 4):
        (notes / f"{article.id}.txt").write_text(article.text)
    fill(small_disk)
    batch = ("ingest", notes, "--store", store, "--workers", "1", "--published", "2025-03-12")
    check_refusal(run(*batch), "full", "No space", "disk")
    (small_disk / "filler").unlink()
    (small_disk / "ballast").unlink()
    with open_store(store, create=False) as opened:
        assert {"a0", "a1", "a2"} <= set(opened.archive.present_ids())
        assert verify(opened, with_shapes=False).faults == ()
    assert len(worked(ingesting, str(store), 1, 7).acknowledged) == 7
    with open_store(store, create=False) as opened:
        assert opened.archive.present_ids() == [f"a{number}" for number in range(7)]
        assert verify(opened, with_shapes=False).faults == ()


def test_a_backup_to_a_full_disk_is_told_and_leaves_those_before(small_disk: Path) -> None:
    store, to = small_disk.parent / "store", small_disk / "b"
    worked(ingesting, str(store), 0, 3)
    assert main(["backup", "--store", str(store), "--to", str(to)]) == 0
    worked(ingesting, str(store), 1, NAMES)
    fill(small_disk)
    check_refusal(run("backup", "--store", store, "--to", to), "full", "No space")
    (small_disk / "filler").unlink()
    assert len(backups_in(to)) == 1
    assert not list(faults_of(to, backups_in(to)[0]))
    assert main(["backup", "--store", str(store), "--to", str(to)]) == 0
    assert main(["verify", "--backup", str(to)]) == 0


def test_restore_and_load_on_a_full_disk_are_told_and_leave_what_was_there(small_disk: Path) -> None:
    store, to, quads = small_disk / "store", small_disk.parent / "b", small_disk.parent / "more.nq"
    first = small_disk.parent / "first.nq"
    write_quads(first, 3_000)
    write_quads(quads, 200_000)
    assert worked(commanded, "load", str(first), "--store", str(store)).acknowledged == (0,)
    assert main(["backup", "--store", str(store), "--to", str(to)]) == 0
    with open_store(store, create=False) as opened:
        before = opened.graph.digest()
    fill(small_disk)
    check_refusal(run("restore", to, "--store", store, "--replace"), "full", "No space")
    check_refusal(run("load", quads, "--store", store), "full", "No space")
    (small_disk / "filler").unlink()
    with open_store(store, create=False) as opened:
        assert opened.graph.digest() == before
    assert main(["restore", str(to), "--store", str(store), "--replace"]) == 0
    assert main(["verify", "--store", str(store)]) == 0


# ----------------------------------------------------------------------------------------------------------- rights


def without_rights() -> tuple[str, ...]:
    """What makes a command obey the modes of files, which the superuser need not."""
    if os.geteuid():
        return ()
    if not (setpriv := shutil.which("setpriv")):
        pytest.skip("the superuser may write everywhere, and there is no setpriv")
    return (setpriv, "--bounding-set=-dac_override,-dac_read_search")


@pytest.mark.parametrize("lost", ["folder", "archive", "graph"])
def test_rights_that_are_lost_are_told_and_nothing_is_changed(tmp_path: Path, lost: str) -> None:
    store, note = tmp_path / "store", tmp_path / "note.txt"
    worked(ingesting, str(store), 0, 3)
    note.write_text("Delegates of Norway and Chile met in Basel on 3 May 2024.")
    graph = next(store.glob("graph-*"))
    places = {"folder": [store], "archive": [store / "archive.sqlite"], "graph": [graph, *graph.iterdir()]}[lost]
    modes = {place: place.stat().st_mode for place in places}
    for place in places:
        place.chmod(0o500 if place.is_dir() else 0o400)
    batch = ("ingest", note, "--store", store, "--published", "2024-05-04", "--id", "new", "--workers", "1")
    done = run(*batch, before=without_rights())
    check_refusal(done, "denied", "readonly", "read-only", "written", "opened")
    for place, mode in modes.items():
        place.chmod(mode)
    with open_store(store, create=False) as opened:
        assert opened.archive.present_ids() == ["a0", "a1", "a2"]
        assert verify(opened, with_shapes=False).faults == ()
    assert len(worked(ingesting, str(store), 1, 4).acknowledged) == 4


# -------------------------------------------------------------------------------------------------------- the clock


def test_a_clock_that_is_set_back_changes_nothing_but_times(tmp_path: Path) -> None:
    """Six years back between two batches: what came later is later in the log, and all of it is whole."""
    late, early = datetime(2026, 6, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    ticks = iter(range(1_000_000))
    store, to = tmp_path / "store", tmp_path / "b"
    for number, begin in enumerate((late, early, late)):

        def clock(begin: datetime = begin) -> datetime:
            return begin + timedelta(seconds=next(ticks))

        with open_store(store, clock=clock) as opened:
            given = (GivenArticle(article.id, article) for article in articles_of(number, 3))
            ingest(given, opened, SentenceReader())
            opened.withdraw_article("a2")
            opened.settle()
            assert verify(opened, with_shapes=True).faults == ()
        assert main(["backup", "--store", str(store), "--to", str(to)]) == 0
    with open_store(store, create=False) as opened:
        assert opened.archive.present_ids() == ["a0", "a1"]
        texts = [version.article.text for version in opened.archive.versions("a0")]
        assert [text[-2] for text in texts] == ["0", "1", "2"], "the newest is the one that came last"
    assert [backup.number for backup in backups_in(to)] == [1, 2, 3]
    assert main(["restore", str(to), "--store", str(tmp_path / "again")]) == 0
    assert main(["verify", "--store", str(tmp_path / "again")]) == 0
