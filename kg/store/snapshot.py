"""A store as it is at one moment, in a folder of its own, while others go on writing.

The files of the graph never change and are shared; the archive is copied page by page, so that what did not change is
at the same place in each copy. The copy is a store itself: it can be opened, checked, and put away as a backup.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kg.errors import StoreError
from kg.store.folder import ARCHIVE_FILE, graph_folder
from kg.store.remedies import remedy_for
from kg.store.store import Store

SNAPSHOT_PREFIX = "backup-"
"""Of their names among the copies for readers, which are removed when articles are erased."""


def take_snapshot(store: Store, folder: Path) -> int:
    """Make a store of the same content in an empty folder; gives its generation.

    Writers wait while the files of the graph are linked, which takes milliseconds, and not for the archive.
    """
    with _explained(folder), closing(_connected(store.folder / ARCHIVE_FILE)) as pinned:
        with store.turn:
            store.settle()
            pinned.execute("BEGIN")
            pinned.execute("SELECT MAX(seq) FROM log").fetchone()  # from here on it sees what is there now
            generation = store.checkpoint(folder / graph_folder(store.archive))
        _copy(pinned, folder / ARCHIVE_FILE)
    return generation


def copy_archive(store: Path, folder: Path) -> None:
    """Copy the archive of a store alone, whoever owns it and writes to it."""
    if not (store / ARCHIVE_FILE).is_file():
        raise StoreError("no store here", where=str(store), remedy="name the folder of a store with --store")
    with _explained(folder), closing(_connected(store / ARCHIVE_FILE)) as source:
        _copy(source, folder / ARCHIVE_FILE)


def _connected(archive: Path) -> sqlite3.Connection:
    return sqlite3.connect(archive, timeout=60, isolation_level=None)


def _copy(source: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Errors of SQLite and of the disk as ours."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"cannot be copied: {error}", where=str(folder), remedy=remedy_for(error, "check the disk")
        ) from error
