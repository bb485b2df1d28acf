from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.errors import StoreBusy, StoreError, StoreTooNew
from kg.model import Article
from kg.pipeline import ingest_article
from kg.sources.dates import read_published
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store
from kg.store import backup as backups
from kg.store.backup import Made, back_up, backups_in, copy_out, faults_of, find_backup
from kg.store.folders import only_one
from kg.store.snapshot import copy_archive, take_snapshot
from kg.verification import verify

DAY = read_published("2024-05-01")
RAIN = Article("rain", "The Gauge met the Union in Basel. The Union left.", published=DAY)
NOW = datetime(2024, 6, 1, tzinfo=UTC)
Opened = Callable[[], Store]


def put(store: Store, *articles: Article) -> None:
    for article in articles:
        ingest_article(GivenArticle(f"{article.id}.txt", article), store, SentenceReader())


def numbered(number: int) -> Article:
    return Article(f"a{number}", f"The Gauge met the Union{number} in Basel.", published=DAY)


def backed_up(store: Store, to: Path, keep: int = 7) -> Made:
    copy = to.with_name(f"{to.name}-copy-{threading.get_ident()}")
    copy.mkdir()
    take_snapshot(store, copy)
    made = back_up(copy, to, NOW, keep)
    shutil.rmtree(copy)
    return made


def put_back(to: Path, place: Path, number: int | None = None) -> Path:
    place.mkdir()
    copy_out(to, find_backup(to, number), place)
    return place


def archive_of(made: Made) -> set[str]:
    """What the archive in a backup is made of."""
    return {piece for file in made.backup.files if file.path == "archive.sqlite" for piece in file.pieces}


def objects(to: Path) -> list[Path]:
    return sorted((to / "objects").glob("*/*"))


def test_a_backup_put_back_is_the_store_as_it_was(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    put(store, RAIN)
    made = backed_up(store, tmp_path / "b")
    before, generation = store.graph.digest(), store.generation
    put(store, numbered(1))
    with open_store(put_back(tmp_path / "b", tmp_path / "again"), create=False) as again:
        assert again.graph.digest() == before
        assert again.generation == generation == made.backup.generation
        assert again.archive.present_ids() == ["rain"]
        assert again.search.until == generation
        assert verify(again, with_shapes=False).faults == ()


def test_changes_that_wait_to_be_settled_are_in_a_backup(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    put(store, RAIN)
    store.update("INSERT DATA { <x:s> <x:p> 1 }")
    put(store, numbered(1))
    backed_up(store, tmp_path / "b")
    with open_store(put_back(tmp_path / "b", tmp_path / "again"), create=False) as again:
        assert again.archive.pending() == []
        assert again.archive.present_ids() == ["rain", "a1"]
        assert again.graph.query("ASK { <x:s> <x:p> 1 }")


def test_the_second_backup_takes_what_is_new(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    for number in range(3):
        text = " ".join(str(word) for word in range(number * 50_000, (number + 1) * 50_000))
        store.replace_article(Article(f"long{number}", text), "long.txt", [])
    first = backed_up(store, tmp_path / "b")
    put(store, RAIN)
    second = backed_up(store, tmp_path / "b")
    assert second.backup.number == 2
    before, after = (archive_of(made) for made in (first, second))
    assert len(before) >= 8
    assert 0 < len(after - before) < len(before) / 2
    for number, ids in ((1, 3), (2, 4)):
        with open_store(put_back(tmp_path / "b", tmp_path / f"again{number}", number), create=False) as again:
            assert len(again.archive.present_ids()) == ids
    third = backed_up(store, tmp_path / "b")
    assert not archive_of(third) - after
    assert third.new_bytes < first.new_bytes / 2


def test_old_backups_go_with_what_only_they_need(opened: Opened, tmp_path: Path) -> None:
    store, to = opened(), tmp_path / "b"
    for number in range(4):
        put(store, numbered(number))
        made = backed_up(store, to, keep=2)
    assert made.removed == 1
    assert [backup.number for backup in backups_in(to)] == [3, 4]
    assert {path.name for path in objects(to)} == {p for backup in backups_in(to) for p in backup.pieces}
    assert not [fault for backup in backups_in(to) for fault in faults_of(to, backup)]


def test_each_file_has_its_digest_in_the_list(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    put(store, RAIN)
    backup = backed_up(store, tmp_path / "b").backup
    place = put_back(tmp_path / "b", tmp_path / "again")
    assert {file.path: file.sha256 for file in backup.files} == {
        path.relative_to(place).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in place.rglob("*")
        if path.is_file()
    }
    assert "archive.sqlite" in {file.path for file in backup.files}


def test_writers_go_on_during_backups_and_each_backup_is_of_one_moment(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            put(store, numbered(number))
            if number % 7 == 3:
                store.withdraw_article(f"a{number - 1}")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backed_up(store, tmp_path / "b") for _ in range(4)]
    finally:
        stop.set()
        writer.join()
    generations = [one.backup.generation for one in made]
    assert generations == sorted(generations)
    assert generations[0] < generations[-1]
    for one in made:
        number = one.backup.number
        with open_store(put_back(tmp_path / "b", tmp_path / f"again{number}", number), create=False) as again:
            assert again.generation == one.backup.generation
            assert verify(again, with_shapes=False).faults == ()


def test_the_archive_alone_is_copied_whoever_owns_the_store(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    put(store, RAIN)
    (tmp_path / "copy").mkdir()
    copy_archive(store.folder, tmp_path / "copy")
    backup = back_up(tmp_path / "copy", tmp_path / "b", NOW).backup
    assert not backup.has_graph
    assert [file.path for file in backup.files] == ["archive.sqlite"]


# ---------------------------------------------------------------------------------------------------- bad input


@pytest.fixture
def one(opened: Opened, tmp_path: Path) -> Path:
    """A folder with one backup."""
    store = opened()
    put(store, RAIN)
    backed_up(store, tmp_path / "b")
    return tmp_path / "b"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def change(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [cut, change, Path.unlink])
def test_a_piece_that_is_missing_or_changed_is_told(one: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    biggest = max(objects(one), key=lambda path: path.stat().st_size)
    damage(biggest)
    with pytest.raises(StoreError, match="piece of the backup"):
        put_back(one, tmp_path / "again")
    assert any(biggest.name in fault for fault in faults_of(one, find_backup(one)))


@pytest.mark.parametrize("damage", [cut, change])
def test_a_damaged_list_is_told(one: Path, damage: Callable[[Path], None]) -> None:
    damage(next((one / "backups").glob("*.json")))
    with pytest.raises(StoreError, match="list of a backup was changed or cut"):
        find_backup(one)


@pytest.mark.parametrize("name", ["form", "schema"])
def test_a_backup_of_a_newer_version_is_refused(one: Path, name: str) -> None:
    path = next((one / "backups").glob("*.json"))
    text = json.dumps({**json.loads(path.read_bytes()), name: 99, "timewire": "9.9"}).encode()
    path.rename(path.with_name(f"000002-{sha256(text).hexdigest()[:16]}.json")).write_bytes(text)
    with pytest.raises(StoreTooNew, match=r"timewire 9\.9"):
        find_backup(one)


def test_a_file_outside_of_the_store_is_refused(one: Path) -> None:
    path = next((one / "backups").glob("*.json"))
    text = path.read_bytes().replace(b'"archive.sqlite"', b'"../archive.sqlite"')
    path.rename(path.with_name(f"000002-{sha256(text).hexdigest()[:16]}.json")).write_bytes(text)
    with pytest.raises(StoreError, match="outside"):
        find_backup(one)


def test_a_piece_that_was_cut_is_written_again(one: Path, opened: Opened, tmp_path: Path) -> None:
    opened_store = tmp_path / "again"
    put_back(one, opened_store)
    cut(max(objects(one), key=lambda path: path.stat().st_size))
    made = back_up(opened_store, one, NOW)
    assert made.new_bytes > 0
    assert not [fault for backup in backups_in(one) for fault in faults_of(one, backup)]


def test_backups_of_another_store_are_refused(one: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "other", clock=lambda: NOW) as other, pytest.raises(StoreError, match="another store"):
        backed_up(other, one)
    assert len(backups_in(one)) == 1


def test_a_folder_with_other_files_is_refused(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "letter.txt").write_text("Dear Union,")
    with pytest.raises(StoreError, match="other files"):
        backed_up(opened(), tmp_path / "b")


def test_no_backup_is_told(one: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no backup here"):
        find_backup(tmp_path)
    with pytest.raises(StoreError, match="no backup 7"):
        find_backup(one, 7)


def test_two_backups_at_once_into_one_folder_are_refused(one: Path, opened: Opened, tmp_path: Path) -> None:
    with only_one(one), pytest.raises(StoreBusy):
        back_up(put_back(one, tmp_path / "again"), one, NOW)
    assert len(backups_in(one)) == 1


def test_what_fails_in_the_middle_leaves_the_backups_before(
    one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = put_back(one, tmp_path / "again")
    with open_store(again, create=False) as store:
        put(store, numbered(1))

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "sync_file", full)
    with pytest.raises(StoreError, match="No space left"):
        back_up(again, one, NOW)
    with suppress(FileNotFoundError):
        (again / "lock").unlink()
    assert [backup.number for backup in backups_in(one)] == [1]
    assert not list(faults_of(one, find_backup(one)))
