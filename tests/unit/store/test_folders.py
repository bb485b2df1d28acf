from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from kg.errors import StoreBusy, StoreError
from kg.store.folders import exchange, only_one, put_in_place, scratch_folder


def made(folder: Path, word: str) -> Path:
    folder.mkdir()
    (folder / "word").write_text(word)
    return folder


def test_a_scratch_folder_goes_and_takes_along_what_was_left_behind(tmp_path: Path) -> None:
    made(tmp_path / ".x-left", "left")
    with scratch_folder(tmp_path, ".x-") as mine:
        with scratch_folder(tmp_path, ".x-") as other:
            assert sorted(tmp_path.iterdir()) == sorted([mine, other]), "those in use stay"
        assert mine.is_dir()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("can", [True, False], ids=["one step", "three renames"])
def test_folders_change_places(tmp_path: Path, can: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not can:
        monkeypatch.setattr(ctypes, "CDLL", lambda name, use_errno: object())
    new, old = made(tmp_path / "new", "new"), made(tmp_path / "old", "old")
    exchange(new, old)
    assert [(folder / "word").read_text() for folder in (new, old)] == ["old", "new"]
    assert sorted(tmp_path.iterdir()) == [new, old]


def test_nothing_is_put_where_something_is(tmp_path: Path) -> None:
    new, old = made(tmp_path / "new", "new"), made(tmp_path / "old", "old")
    with pytest.raises(StoreError, match="cannot be put in place"):
        put_in_place(new, old)
    assert (old / "word").read_text() == "old"
    (tmp_path / "empty").mkdir()
    put_in_place(new, tmp_path / "empty")
    assert (tmp_path / "empty" / "word").read_text() == "new"


def test_one_folder_is_held_by_one(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(StoreBusy), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass
