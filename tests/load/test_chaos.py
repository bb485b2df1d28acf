"""``kill -9`` at random points of ingestion, update, backup, restore and load; then ``timewire verify``.

What was acknowledged is there, and nothing is half there. The short forms kill some times, the long ones a hundred.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from kg.__main__ import main
from kg.store import Store, open_store
from kg.store.backup import backups_in, faults_of
from kg.verification import verify
from tests.bench.quads import write_quads
from tests.load.chaos_work import Ended, articles_of, commanded, ingesting, updating, worked

NAMES = 8
"""Articles of a batch."""
SHORT, LONG = 3, 100


def is_whole(store: Path) -> bool:
    return main(["verify", "--store", str(store)]) == 0


@contextmanager
def whole(store: Path) -> Iterator[Store]:
    """The store, opened again after a kill, and verified."""
    with open_store(store, create=False) as opened:
        assert verify(opened, with_shapes=False).faults == ()
        yield opened


class Chance:
    """Times at which to kill: from the start to a little after the end of what was not killed."""

    def __init__(self, seed: int, whole: Ended) -> None:
        assert not whole.killed
        self._dice, self._took_s = random.Random(seed), whole.took_s
        self.killed = 0

    def kills(self, work: Callable[..., None], *arguments: object) -> Ended:
        ended = worked(work, *arguments, kill_after_s=self._took_s * self._dice.uniform(0.0, 1.05))
        self.killed += ended.killed
        return ended


def rounds_of(kills: int) -> range:
    """The rounds of a test, counted from 1."""
    return range(1, kills + 1)


def check_killed(chance: Chance, kills: int) -> None:
    assert chance.killed >= kills // 3, f"{chance.killed} of {kills} were killed before they were done"


# ---------------------------------------------------------------------------------------------------- ingestion


def told_in(text: str) -> int:
    """The round of which an article tells."""
    return int(text.rpartition("round ")[2].rstrip("."))


def ingestion(folder: Path, kills: int) -> None:
    store = folder / "store"
    chance = Chance(1, worked(ingesting, str(store), 0, NAMES))
    least = {f"a{name}": 0 for name in range(NAMES)}
    for number in rounds_of(kills):
        ended = chance.kills(ingesting, str(store), number, NAMES)
        least |= dict.fromkeys(ended.acknowledged, number)
        with whole(store) as opened:
            newest = {name: opened.archive.newest(name) for name in least}
        for name, version in newest.items():
            assert version
            assert least[name] <= told_in(version.article.text) <= number, "an acknowledged article is lost"
    check_killed(chance, kills)
    ingest_again_is_the_same(folder, kills)


def ingest_again_is_the_same(folder: Path, number: int) -> None:
    """What was killed ends where a batch that nobody killed does, up to the names of events."""
    worked(ingesting, str(folder / "store"), number, NAMES)
    worked(ingesting, str(folder / "whole"), number, NAMES)
    assert is_whole(folder / "store")
    counts = []
    for name in ("store", "whole"):
        with open_store(folder / name, create=False) as opened:
            counts.append((opened.archive.present_ids(), len(opened.graph)))
    assert counts[0] == counts[1]


def test_killed_ingestion_keeps_what_it_told_of(tmp_path: Path) -> None:
    ingestion(tmp_path, SHORT)


@pytest.mark.soak
def test_ingestion_killed_a_hundred_times_keeps_what_it_told_of(tmp_path: Path) -> None:
    ingestion(tmp_path, LONG)


# ------------------------------------------------------------------------------------------------------- update


def updates(folder: Path, kills: int) -> None:
    store, dice = folder / "store", random.Random(2)
    worked(ingesting, str(store), 0, 3)
    acknowledged: set[int] = set()
    for number in rounds_of(kills):
        ended = worked(updating, str(store), number * 100_000, kill_after_s=dice.uniform(0.0, 0.6))
        assert ended.killed
        acknowledged |= set(ended.acknowledged)
        with whole(store) as opened:
            one, other = (_numbers(opened, name) for name in "ab")
            assert one == other, "half an update"
            assert acknowledged <= one, "an acknowledged update is lost"
            assert len(one) <= len(acknowledged) + number, "more than the last of each round was not acknowledged"
    assert acknowledged


def _numbers(opened: Store, name: str) -> set[int]:
    rows = opened.graph.query(f"SELECT ?n {{ ?s <x:{name}> ?n }}")
    assert isinstance(rows, QuerySolutions)
    return {int(row["n"].value) for row in rows}


def test_killed_updates_are_there_or_not(tmp_path: Path) -> None:
    updates(tmp_path, SHORT)


@pytest.mark.soak
def test_updates_killed_a_hundred_times_are_there_or_not(tmp_path: Path) -> None:
    updates(tmp_path, LONG)


# ------------------------------------------------------------------------------------------- backup and restore


def backups(folder: Path, kills: int) -> None:
    store, to = folder / "store", folder / "b"
    worked(ingesting, str(store), 0, NAMES)
    chance = Chance(3, worked(commanded, "backup", "--store", str(store), "--to", str(to)))
    for number in rounds_of(kills):
        worked(ingesting, str(store), number, 3)
        before = len(backups_in(to))
        ended = chance.kills(commanded, "backup", "--store", str(store), "--to", str(to))
        there = backups_in(to)
        assert not [fault for backup in there for fault in faults_of(to, backup)]
        assert len(there) >= before, "a backup that was there is gone"
        if ended.acknowledged == (0,):
            with open_store(store, create=False) as opened:
                assert there[-1].generation == opened.archive.last_seq(), "a backup that was told of is not there"
    check_killed(chance, kills)
    assert main(["backup", "--store", str(store), "--to", str(to)]) == 0
    assert not list((store / "checkpoints").iterdir()), "what the killed ones left is removed"
    assert is_whole(store)
    assert main(["verify", "--backup", str(to)]) == 0
    needed = {piece for backup in backups_in(to) for piece in backup.pieces}
    assert {path.name for path in (to / "objects").glob("*/*")} == needed


def test_killed_backups_leave_those_before(tmp_path: Path) -> None:
    backups(tmp_path, SHORT)


@pytest.mark.soak
def test_backups_killed_a_hundred_times_leave_those_before(tmp_path: Path) -> None:
    backups(tmp_path, LONG)


def restores(folder: Path, kills: int) -> None:
    store, to = folder / "store", folder / "b"
    worked(ingesting, str(store), 0, NAMES)
    assert main(["backup", "--store", str(store), "--to", str(to)]) == 0
    restore = ("restore", str(to), "--store", str(store), "--replace")
    chance = Chance(4, worked(commanded, *restore))
    old, new = NAMES + 1, NAMES
    for _ in rounds_of(kills):
        with open_store(store, create=False) as opened:
            present = len(opened.archive.present_ids())
        if present == new:
            worked(ingesting, str(store), 0, old)
        ended = chance.kills(commanded, *restore)
        with whole(store) as opened:
            present = len(opened.archive.present_ids())
        assert present in (old, new)
        assert ended.acknowledged != (0,) or present == new, "a restored store that was told of is not there"
    check_killed(chance, kills)
    assert main([*restore]) == 0
    assert is_whole(store)
    assert sorted(path.name for path in folder.iterdir()) == ["b", "store"], "what the killed ones left is removed"


def test_killed_restores_leave_the_old_store_or_the_new(tmp_path: Path) -> None:
    restores(tmp_path, SHORT)


@pytest.mark.soak
def test_restores_killed_a_hundred_times_leave_the_old_store_or_the_new(tmp_path: Path) -> None:
    restores(tmp_path, LONG)


# --------------------------------------------------------------------------------------------------------- load


def loads(folder: Path, kills: int) -> None:
    store, files = folder / "store", (folder / "one.nq", folder / "two.nq")
    sizes = {}
    for file, size in zip(files, (20_000, 30_000), strict=True):
        write_quads(file, size)
        ended = worked(commanded, "load", str(file), "--store", str(store))
        assert ended.acknowledged == (0,)
        with open_store(store, create=False) as opened:
            sizes[file] = len(opened.graph)
    chance, now = Chance(5, ended), files[1]
    for number in rounds_of(kills):
        wanted = files[number % 2]
        ended = chance.kills(commanded, "load", str(wanted), "--store", str(store))
        with whole(store) as opened:
            size = len(opened.graph)
        assert size in (sizes[now], sizes[wanted]), "half a load"
        assert ended.acknowledged != (0,) or size == sizes[wanted], "a load that was told of is lost"
        now = next(file for file in files if sizes[file] == size)
    check_killed(chance, kills)
    assert is_whole(store)
    assert len(list(store.glob("graph-*"))) == 1, "what the killed ones left is removed"


def test_killed_loads_leave_the_old_graph_or_the_new(tmp_path: Path) -> None:
    loads(tmp_path, SHORT)


@pytest.mark.soak
def test_loads_killed_a_hundred_times_leave_the_old_graph_or_the_new(tmp_path: Path) -> None:
    loads(tmp_path, LONG)


def test_articles_of_a_round_replace_those_of_the_one_before() -> None:
    before, after = (list(articles_of(number, 2)) for number in (1, 2))
    assert [one.id for one in before] == [other.id for other in after]
    assert [told_in(one.text) for one in (*before, *after)] == [1, 1, 2, 2]
