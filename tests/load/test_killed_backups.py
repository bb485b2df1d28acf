"""``kill -9`` in the middle of backups and restores: the old is there or the new, and nothing between."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.model import Article
from kg.pipeline import ingest_article
from kg.sources.inputs import GivenArticle
from kg.store import open_store
from kg.store.backup import backups_in, faults_of
from kg.verification import verify
from tests.load.serving import served

TIMEWIRE = [sys.executable, "-m", "kg"]


def _fill(store: Path, *names: str) -> None:
    with open_store(store) as opened:
        for name in names:
            long = " ".join(f"and of the {name}{number}" for number in range(12_000))
            article = Article(name, f"The Gauge met the Union in Basel. {long}")
            ingest_article(GivenArticle(name, article), opened, SentenceReader())


def _killed(after_s: float, *arguments: str | Path) -> bool:
    """True if the command was still at work."""
    process = subprocess.Popen([*TIMEWIRE, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def _took_s(*arguments: str | Path) -> float:
    began = time.monotonic()
    subprocess.run([*TIMEWIRE, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def _backups(folder: Path, rounds: int) -> None:
    store, to = folder / "store", folder / "b"
    _fill(store, "one")
    took_s = _took_s("backup", "--store", store, "--to", to)
    killed = 0
    for number in range(rounds):
        _fill(store, f"more{number}")
        killed += _killed(took_s * random.uniform(0.4, 1.1), "backup", "--store", store, "--to", to)
        assert not [fault for backup in backups_in(to) for fault in faults_of(to, backup)]
    assert killed, "no backup was killed"
    assert main(["backup", "--store", str(store), "--to", str(to)]) == 0
    assert not list((store / "checkpoints").iterdir()), "what the killed ones left is removed"
    assert main(["verify", "--store", str(store)]) == 0
    needed = {piece for backup in backups_in(to) for piece in backup.pieces}
    assert {path.name for path in (to / "objects").glob("*/*")} == needed


def _restores(folder: Path, rounds: int) -> None:
    store, to = folder / "store", folder / "b"
    _fill(store, "one")
    took_s = _took_s("backup", "--store", store, "--to", to)
    killed = 0
    for _ in range(rounds):
        _fill(store, "two")
        killed += _killed(took_s * random.uniform(0.4, 1.1), "restore", to, "--store", store, "--replace")
        with open_store(store, create=False) as opened:
            assert opened.archive.present_ids() in (["one", "two"], ["one"])
            assert verify(opened, with_shapes=False).faults == ()
    assert killed, "no restore was killed"
    assert main(["restore", str(to), "--store", str(store), "--replace"]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["b", "store"]


def test_killed_backups_leave_those_before(tmp_path: Path) -> None:
    random.seed(11)
    _backups(tmp_path, 4)


def test_killed_restores_leave_the_old_store_or_the_new(tmp_path: Path) -> None:
    random.seed(12)
    _restores(tmp_path, 4)


@pytest.mark.soak
def test_backups_killed_a_hundred_times_leave_those_before(tmp_path: Path) -> None:
    _backups(tmp_path, 100)


@pytest.mark.soak
def test_restores_killed_a_hundred_times_leave_the_old_store_or_the_new(tmp_path: Path) -> None:
    _restores(tmp_path, 100)


def test_a_store_is_backed_up_and_verified_beside_its_server(tmp_path: Path) -> None:
    store, to, again = (str(tmp_path / name) for name in ("store", "b", "again"))
    _fill(tmp_path / "store", "one")
    with served(tmp_path / "store") as server:
        for number in range(3):
            assert server.update(f"INSERT DATA {{ <x:s{number}> <x:p> {number} }}").status_code == 204
            assert main(["backup", "--store", store, "--to", to]) == 0
        assert server.count("?s <x:p> ?o") == 3
    assert main(["restore", to, "--number", "2", "--store", again]) == 0
    with open_store(again, create=False) as opened:
        assert len(list(opened.graph.query("SELECT * { ?s <x:p> ?o }"))) == 2  # type: ignore[arg-type]
