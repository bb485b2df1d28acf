"""Backups: a folder of pieces of files, each under its SHA-256, and a list for each backup of what it is made of.

    DIR/backups/000003-1f0c….json   the third backup: its files, the pieces of each, and what it is of
    DIR/objects/1f/1f0c…            a piece, by the SHA-256 of its bytes

A piece that is there is not written again, so the second backup takes what is new. The list comes last and in one step,
and its name holds its own digest: a backup is there as a whole, or it is not there. ``sha256sum`` can check all of it.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from kg import __version__
from kg.errors import StoreError, StoreTooNew
from kg.store import tables
from kg.store.folder import ARCHIVE_FILE
from kg.store.folders import only_one, sync_file, sync_folder

FORM = 1
"""Of the lists; a backup of a higher one is refused."""
KEPT = 7
"""So many backups stay in a folder unless told otherwise."""
_LISTS, _OBJECTS = "backups", "objects"
_LIST_NAME = re.compile(r"(\d{6,})-([0-9a-f]{16})\.json")
_ARCHIVE_PIECE = 1 << 17
_PIECE = 1 << 26
_DRAFT = ".new"


@dataclass(frozen=True, slots=True)
class BackedFile:
    """A file of a store: its path in it, its size, its SHA-256, and those of its pieces in order."""

    path: str
    bytes: int
    sha256: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: of which store (by the time it was made), at which generation, and what it consists of.

    ``erased`` are the ids of the tombstones in it.
    """

    number: int
    form: int
    timewire: str
    schema: int
    base: str
    store: str
    generation: int
    made: str
    erased: tuple[str, ...]
    files: tuple[BackedFile, ...]

    @property
    def has_graph(self) -> bool:
        """False if only the archive was backed up."""
        return any(file.path != ARCHIVE_FILE for file in self.files)

    @property
    def bytes(self) -> int:
        """Of all its files."""
        return sum(file.bytes for file in self.files)

    @property
    def pieces(self) -> frozenset[str]:
        """All it is made of."""
        return frozenset(piece for file in self.files for piece in file.pieces)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: how much of it was new, how many older ones went, and which lists were found damaged.

    ``pieces_stay``: one of those is still there and may be put back, so that no piece was removed.
    """

    backup: Backup
    new_bytes: int
    removed: int
    damaged: tuple[str, ...]
    pieces_stay: bool


# ------------------------------------------------------------------------------------------------------- making


def back_up(snapshot: Path, to: Path, made: datetime, keep: int = KEPT) -> Made:
    """Put a store that nobody has open (``kg.store.snapshot``) into a folder of backups.

    The ``keep`` newest ones stay, except for those that hold what the store has erased since. Damaged lists go
    with what is older, and where something was erased that they might hold; else no piece goes: they may be put back.

    Raises:
        StoreError: the folder holds something else, or backups of another store, or cannot be written.
        StoreBusy: another backup is being made there.
    """
    with _explained(to):
        _prepare(to)
        with only_one(to):
            before = backups_in(to)
            about = _about(snapshot / ARCHIVE_FILE)
            _refuse_another_store(before, about["store"], to)
            files, new = _put_all(snapshot, to)
            number = 1 + max(map(_number, _lists(to)), default=0)
            backup = Backup(number, FORM, __version__, made=made.isoformat(timespec="seconds"), files=files, **about)
            _write_list(backup, to)
            lists = _read_lists(to)
            removed = _remove_old(to, lists, backup, keep)
            stay = any(isinstance(lists[path], StoreError) for path in lists.keys() - removed)
            if not stay:
                _remove_unneeded(to)
            damaged = tuple(str(found) for found in lists.values() if isinstance(found, StoreError))
            return Made(backup, new, len(removed), damaged, stay)


def _prepare(to: Path) -> None:
    if to.is_dir() and any(to.iterdir()) and not (to / _LISTS).is_dir():
        raise StoreError("the folder holds other files", where=str(to), remedy="choose an empty folder with --to")
    (to / _OBJECTS).mkdir(parents=True, exist_ok=True)
    (to / _LISTS).mkdir(exist_ok=True)
    os.chmod(to, 0o700)  # the texts of a store are not for all users of a machine


def _refuse_another_store(before: Iterable[Backup], store: str, to: Path) -> None:
    if any(backup.store != store for backup in before):
        raise StoreError("the folder holds backups of another store", where=str(to), remedy="choose another with --to")


def _about(archive: Path) -> dict[str, Any]:
    """What a list tells of the archive that is in it."""
    with closing(sqlite3.connect(archive, isolation_level=None)) as db:
        (schema,) = db.execute("PRAGMA user_version").fetchone()
        (base,) = db.execute("SELECT value FROM meta WHERE key = 'base'").fetchone()
        ((store,),) = db.execute("SELECT at FROM log ORDER BY seq LIMIT 1")
        ((generation,),) = db.execute("SELECT MAX(seq) FROM log")
        has_stones = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'erased'").fetchone()
        erased = tuple(row[0] for row in db.execute("SELECT id FROM erased ORDER BY id")) if has_stones else ()
    return {"schema": schema, "base": bytes(base).decode(), "store": store, "generation": generation, "erased": erased}


def _put_all(snapshot: Path, to: Path) -> tuple[tuple[BackedFile, ...], int]:
    """Bring all files of a snapshot into the folder; gives what they are made of, and how many bytes were new."""
    files: list[BackedFile] = []
    new: dict[Path, int] = {}
    for path in sorted(path for path in snapshot.rglob("*") if path.is_file()):
        whole, pieces, size = sha256(), [], 0
        for piece in _pieces(path):
            whole.update(piece)
            size += len(piece)
            pieces.append(digest := sha256(piece).hexdigest())
            if written := _put(piece, _object(to, digest)):
                new[written] = len(piece)
        files.append(BackedFile(path.relative_to(snapshot).as_posix(), size, whole.hexdigest(), tuple(pieces)))
    for written in new:
        sync_file(written)
    for folder in {written.parent for written in new}:
        sync_folder(folder)
    sync_folder(to / _OBJECTS)
    return tuple(files), sum(new.values())


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_ARCHIVE_PIECE if path.name == ARCHIVE_FILE else _PIECE):
            yield piece


def _put(piece: bytes, path: Path) -> Path | None:
    """Write a piece unless it is there; one that a crash cut is written again."""
    if path.is_file() and path.stat().st_size == len(piece):
        return None
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(path.name + _DRAFT)
    draft.write_bytes(piece)
    draft.replace(path)
    return path


def _object(folder: Path, digest: str) -> Path:
    return folder / _OBJECTS / digest[:2] / digest


def _write_list(backup: Backup, to: Path) -> None:
    text = json.dumps(asdict(backup), indent=1).encode()
    draft = to / _LISTS / _DRAFT
    draft.write_bytes(text)
    sync_file(draft)
    draft.replace(to / _LISTS / f"{backup.number:06d}-{sha256(text).hexdigest()[:16]}.json")
    sync_folder(to / _LISTS)


def _remove_old(to: Path, lists: Mapping[Path, Backup | StoreError], newest: Backup, keep: int) -> frozenset[Path]:
    """Remove the lists of the oldest backups, and of those that hold what was erased since; gives which."""
    whole = [path for path, found in lists.items() if isinstance(found, Backup)]
    oldest, erased = whole[-keep:][0], frozenset(newest.erased)
    is_old, is_clean = True, not erased
    gone = []
    for path, found in lists.items():
        is_old = is_old and path != oldest
        # Who comes after a backup that knew of all erasures knows of them too; a damaged list cannot tell for itself.
        is_clean = erased <= frozenset(found.erased) if isinstance(found, Backup) else is_clean
        if is_old or not is_clean:
            gone.append(path)
    for path in gone:
        path.unlink()
    sync_folder(to / _LISTS)
    return frozenset(gone)


def _remove_unneeded(to: Path) -> None:
    """Remove all pieces that no backup needs."""
    needed = {piece for backup in backups_in(to) for piece in backup.pieces}
    for path in (to / _OBJECTS).glob("*/*"):
        if path.name not in needed:
            path.unlink()


# ------------------------------------------------------------------------------------------------------ reading


def backups_in(folder: Path) -> list[Backup]:
    """The backups of a folder whose lists are whole, oldest first; raises StoreTooNew."""
    return [found for found in _read_lists(folder).values() if isinstance(found, Backup)]


def damaged_in(folder: Path) -> list[StoreError]:
    """What is wrong with the lists of a folder that are not whole, oldest first; raises StoreTooNew."""
    return [found for found in _read_lists(folder).values() if isinstance(found, StoreError)]


def find_backup(folder: Path, number: int | None = None) -> Backup:
    """A backup of a folder, the newest one without a number.

    Raises:
        StoreError: there is none, or its list is damaged.
        StoreTooNew: a newer version made it.
    """
    paths = {_number(path): path for path in _lists(folder)}
    if not paths or (number is not None and number not in paths):
        said = f"no backup {number} here" if paths else "no backup here"
        raise StoreError(said, where=str(folder), remedy="make one with: timewire backup --to DIR")
    try:
        return _read_list(paths[max(paths) if number is None else number])
    except StoreTooNew:
        raise
    except StoreError as error:
        others = ", ".join(str(backup.number) for backup in reversed(backups_in(folder)))
        remedy = f"put the list back from a copy, or take another backup with --number: {others}" if others else None
        raise StoreError(error.what, where=error.where, remedy=remedy or "put the list back from a copy") from error


def copy_out(folder: Path, backup: Backup, into: Path) -> None:
    """Put the files of a backup together in an empty folder; every piece is checked on its way.

    Raises:
        StoreError: a piece is missing or is not what it was.
    """
    with _explained(into):
        for file in backup.files:
            target = into / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as output:
                for piece in file.pieces:
                    output.write(_checked(folder, piece, file))
                os.fsync(output.fileno())
            sync_folder(target.parent)


def faults_of(folder: Path, backup: Backup) -> Iterator[str]:
    """What is wrong with the files of a backup, one line each."""
    for file in backup.files:
        whole = sha256()
        try:
            for piece in file.pieces:
                whole.update(_checked(folder, piece, file))
        except StoreError as error:
            yield f"backup {backup.number}: {error.what}: {error.where}"
            continue
        if whole.hexdigest() != file.sha256:
            yield f"backup {backup.number}: the pieces do not make the file: {file.path}"


def _checked(folder: Path, digest: str, file: BackedFile) -> bytes:
    path = _object(folder, digest)
    try:
        piece = path.read_bytes()
    except FileNotFoundError:
        raise StoreError("a piece of the backup is missing", where=f"{path} of {file.path}", remedy=_OTHER) from None
    if sha256(piece).hexdigest() != digest:
        raise StoreError("a piece of the backup was changed or cut", where=f"{path} of {file.path}", remedy=_OTHER)
    return piece


_OTHER = "take another backup: timewire restore --number N; and another copy of this file if there is one"


def _lists(folder: Path) -> list[Path]:
    found = (folder / _LISTS).glob("*.json")
    return sorted((path for path in found if _LIST_NAME.fullmatch(path.name)), key=lambda path: (_number(path), path))


def _number(path: Path) -> int:
    return int(path.name.partition("-")[0])


def _read_lists(folder: Path) -> dict[Path, Backup | StoreError]:
    """The backups by their lists, oldest first; what is wrong with it where a list is damaged."""
    found: dict[Path, Backup | StoreError] = {}
    for path in _lists(folder):
        try:
            found[path] = _read_list(path)
        except StoreTooNew:
            raise
        except StoreError as error:
            found[path] = error
    return found


def _read_list(path: Path) -> Backup:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise StoreError(f"the list of a backup cannot be read: {error.strerror}", where=str(path)) from error
    if f"-{sha256(text).hexdigest()[:16]}." not in path.name:
        raise StoreError("the list of a backup was changed or cut", where=str(path), remedy="remove it, or put it back")
    said = json.loads(text)
    if said["form"] > FORM or said["schema"] > tables.SCHEMA_VERSION:
        raise StoreTooNew(
            f"the backup was made by timewire {said['timewire']}", where=str(path), remedy="use that version or a newer"
        )
    files = tuple(BackedFile(**{**file, "pieces": tuple(file["pieces"])}) for file in said["files"])
    if any(file.path.startswith("/") or ".." in file.path.split("/") for file in files):
        raise StoreError("a file of the backup lies outside of it", where=str(path), remedy="remove it")
    return Backup(**{**said, "files": files, "erased": tuple(said["erased"])})


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        said = getattr(error, "strerror", None) or error
        raise StoreError(f"the backup failed: {said}", where=str(folder), remedy="the ones before stand") from error
