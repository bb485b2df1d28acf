"""``backup``, ``restore``, ``verify``: the verbs that keep a store safe, also beside the server that owns it."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kg.command import Exit
from kg.command.erasing import read_tombstones
from kg.command.progress import shown
from kg.errors import InputError, StoreError
from kg.pipeline import load_reader
from kg.restoring import Restored, Stones, restore, tombstones_of
from kg.store import Store, open_store
from kg.store.backup import Backup, Made, back_up, backups_in, damaged_in, faults_of, find_backup
from kg.store.folder import ARCHIVE_FILE, COPIES_FOLDER
from kg.store.folders import scratch_folder
from kg.store.owner import serving_owner
from kg.store.served import ServedStore
from kg.store.snapshot import SNAPSHOT_PREFIX, copy_archive, take_snapshot
from kg.verification import Verification, read_again, verify

# ---------------------------------------------------------------------------------------------------- backup


def run_backup(arguments: Namespace) -> Exit:
    """Put a copy of the store as it is now into a folder of backups."""
    store, to = Path(arguments.store), Path(arguments.to)
    if to.resolve().is_relative_to(store.resolve()):
        raise InputError("a backup in the store is lost with it", where=str(to), remedy="choose another folder")
    with _snapshot(store, arguments.archive_only) as snapshot:
        made = back_up(snapshot, to, datetime.now(UTC), arguments.keep)
    _tell_damaged(made.damaged)
    if made.pieces_stay:
        print("timewire: no piece of older backups was removed, as that may need some", file=sys.stderr)
    if arguments.json:
        more = {"new_bytes": made.new_bytes, "removed": made.removed, "damaged": made.damaged}
        print(json.dumps({**_listed(made.backup), **more}, indent=2))
    else:
        print("\n".join(_told(made)))
    return Exit.DONE


def _tell_damaged(damaged: Iterable[object]) -> None:
    """Lists of other backups that are not whole keep nobody from the one that is wanted."""
    for told in damaged:
        print(f"timewire: {told}", file=sys.stderr)


@contextmanager
def _snapshot(store: Path, archive_only: bool = False) -> Iterator[Path]:
    """The store at one moment, in a folder that goes afterwards; through the server if one owns it."""
    if not (store / ARCHIVE_FILE).is_file():
        raise StoreError("no store here", where=str(store), remedy="name the folder of a store with --store")
    owner = serving_owner(store)
    with scratch_folder(_copies(store), SNAPSHOT_PREFIX) as folder:
        if archive_only:
            copy_archive(store, folder)
        elif owner:
            ServedStore(owner).snapshot(folder.name)
        else:
            with open_store(store, create=False) as opened:
                take_snapshot(opened, folder)
        yield folder


def _copies(store: Path) -> Path:
    """The folder of the copies for readers, which erasing and the start of a server empty."""
    copies = store / COPIES_FOLDER
    try:
        copies.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror}", where=str(store)) from error
    return copies


def _listed(backup: Backup) -> dict[str, object]:
    names = ("number", "generation", "made", "timewire", "schema", "base", "bytes", "has_graph")
    return {name: getattr(backup, name) for name in names} | {"files": len(backup.files)}


def _told(made: Made) -> Iterator[str]:
    backup = made.backup
    what = "archive and graph" if backup.has_graph else "archive"
    sizes = f"{backup.bytes:,} bytes, {made.new_bytes:,} new"
    yield f"backup {backup.number}: {what} at change {backup.generation}, {sizes}"
    if made.removed:
        yield f"older backups removed: {made.removed}"


# --------------------------------------------------------------------------------------------------- restore


def run_restore(arguments: Namespace) -> Exit:
    """Put a backup in place as a store; 1 if something of it could not be as it should."""
    folder = Path(arguments.folder)
    backup = find_backup(folder, arguments.number)
    _tell_damaged(damaged_in(folder))
    stones = _stones(Path(arguments.erased)) if arguments.erased else ()
    restored = restore(folder, backup, Path(arguments.store), stones, arguments.replace, load_reader)
    print("\n".join(_told_of(backup, restored)))
    return Exit.SOME_SKIPPED if restored.came_back or restored.unread else Exit.DONE


def _stones(path: Path) -> Stones:
    """Tombstones of a store, or of a file of them."""
    return tombstones_of(path) if path.is_dir() else list(read_tombstones(path))


def _told_of(backup: Backup, restored: Restored) -> Iterator[str]:
    yield f"backup {backup.number} of {backup.made}: {restored.articles:,} articles, change {restored.generation}"
    if restored.erased:
        yield f"erased again: {', '.join(restored.erased)}"
    for stone, articles in restored.came_back:
        yield f"{stone}: {', '.join(articles)} came back: erase the person again, by the name, before you serve it"
    yield from (f"not read: {unread}" for unread in restored.unread)


# ---------------------------------------------------------------------------------------------------- verify


def run_verify(arguments: Namespace) -> Exit:
    """Check a store or a folder of backups; 1 if something is wrong."""
    if arguments.backup:
        found = _verify_backups(Path(arguments.backup))
    else:
        with opened(Path(arguments.store)) as store:
            found = verify(store, with_shapes=not arguments.quick)
            if arguments.deep:
                found = _both(found, _read_again(store, arguments.deep))
    print(json.dumps(found.to_json(), indent=2) if arguments.json else "\n".join(found.lines()))
    return Exit.SOME_SKIPPED if found.faults else Exit.DONE


@contextmanager
def opened(path: Path, base: str | None = None) -> Iterator[Store]:
    """The store, or a copy of the one that a server owns."""
    if serving_owner(path):
        with _snapshot(path) as copy, open_store(copy, create=False, base=base) as store:
            yield store
    else:
        with open_store(path, create=False, base=base) as store:
            yield store


def _read_again(store: Store, sample: int) -> Verification:
    with shown("verify", sample) as step:
        return read_again(store, load_reader(), sample, step)


def _both(one: Verification, other: Verification) -> Verification:
    return Verification({**one.counts, **other.counts}, one.faults + other.faults, one.notes + other.notes)


def _verify_backups(folder: Path) -> Verification:
    """All backups of a folder: every list, every piece."""
    backups, damaged = backups_in(folder), damaged_in(folder)
    if not backups and not damaged:
        find_backup(folder)  # tells that there is none
    faults = (*map(str, damaged), *(fault for backup in backups for fault in faults_of(folder, backup)))
    counts = {"backups": len(backups), "pieces": len({piece for backup in backups for piece in backup.pieces})}
    return Verification(counts, faults)
