"""``kill -9`` in the middle of a batch: the same command goes on, and in the end nothing tells that it was killed."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.__main__ import main
from kg.store import open_store

TOWNS = "Lisbon Geneva Oslo Vienna Doha Cairo Rome Paris Madrid Athens".split()
WAITED_S = 60.0


def _articles(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        town = TOWNS[number % len(TOWNS)]
        text = f"Ministers of Norway and Chile met in {town} on 3 May 2024. They signed accord number {number}."
        (folder / f"{number:03}.txt").write_text(f"{text} At least {number + 2} people were hurt in a fire there.")


def _ingesting(inputs: Path, store: Path, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "kg", "ingest", str(inputs), "--store", str(store), "--workers", str(workers)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def _killed(batch: subprocess.Popen[bytes], store: Path, articles: int, after_s: float) -> None:
    """Kill it alone, some time after it has stored so many articles; what it had started must end by itself."""
    deadline = time.monotonic() + WAITED_S
    while _stored(store) < articles and batch.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(after_s)
    batch.kill()
    batch.wait()
    deadline = time.monotonic() + WAITED_S
    while _lives(batch.pid):
        assert time.monotonic() < deadline, "its workers are still there"
        time.sleep(0.05)


def _stored(store: Path) -> int:
    """Articles in the archive, seen from outside; the table may not be there yet."""
    if not (store / "archive.sqlite").exists():
        return 0
    try:
        database = sqlite3.connect(f"file:{store / 'archive.sqlite'}?mode=ro", uri=True)
        try:
            return int(database.execute("SELECT COUNT(*) FROM article").fetchone()[0])
        finally:
            database.close()
    except sqlite3.OperationalError:
        return 0


def _lives(session: int) -> bool:
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True


def _graph(store: Path) -> list[str]:
    with open_store(store, create=False) as opened:
        return sorted(re.sub(r"/event/\w+", "/event/X", str(quad)) for quad in opened.graph.quads())


def _end(tmp_path: Path, count: int, kills: int, workers: int) -> None:
    chance = random.Random(11)
    inputs, store = tmp_path / "inputs", tmp_path / "store"
    _articles(inputs, count)
    for number in range(kills):
        _killed(_ingesting(inputs, store, workers), store, number * count // kills, chance.uniform(0.0, 2.0))
    assert _ingesting(inputs, store, workers).wait() == 0
    assert _ingesting(inputs, tmp_path / "whole", 1).wait() == 0
    assert _graph(store) == _graph(tmp_path / "whole")
    assert main(["verify", "--quick", "--store", str(store)]) == 0


def test_a_batch_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    _end(tmp_path, count=24, kills=3, workers=2)


@pytest.mark.soak
def test_a_batch_that_was_killed_thirty_times_goes_on_where_it_stopped(tmp_path: Path) -> None:
    _end(tmp_path, count=600, kills=30, workers=2)


def test_a_batch_that_is_stopped_by_hand_keeps_what_it_read_and_leaves_no_process(tmp_path: Path) -> None:
    inputs, store = tmp_path / "inputs", tmp_path / "store"
    _articles(inputs, 200)
    batch = _ingesting(inputs, store, 2)
    deadline = time.monotonic() + WAITED_S
    while not _stored(store) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(batch.pid, signal.SIGINT)
    assert batch.wait(30) == 130
    while _lives(batch.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with open_store(store, create=False) as opened:
        assert 0 < len(opened.archive.present_ids()) < 200
        assert not opened.archive.pending()
