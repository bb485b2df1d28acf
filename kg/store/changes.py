"""What each change took out of the graph and put in, kept for those who follow: additions, changes and removals.

One SQLite file beside the archive, which may be lost: then following begins anew. A change comes here when the disk has
it, from what the archive held of it until then. Updates in SPARQL, rebuilds, loads and erasures are no sums of quads:
whoever follows has to begin anew after them (``since``), from a dump.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.store.archive import Action, Archive, LogEntry, Pending

CHANGES_FILE = "changes.sqlite"
_MOST = 100_000
"""Changes that are kept; of an article of 600 words one takes some 60 kB."""
_NOTHING_READ = (Action.CREATE, Action.DESCRIBE)
"""Entries of the log without a change of what was read."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS change (seq INTEGER PRIMARY KEY, removed BLOB NOT NULL, added BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS followed (checked INTEGER NOT NULL, since INTEGER NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class KeptChange:
    """An entry of the log and the quads that it took out and put in, packed."""

    entry: LogEntry
    removed: bytes
    added: bytes


class Changes:
    """The kept changes of a store; its owner sees to it that threads take turns."""

    def __init__(self, path: Path, archive: Archive) -> None:
        self._path = path
        self._archive = archive
        self._db: sqlite3.Connection | None = None

    def keep(self, settled: Iterable[Pending]) -> None:
        """Keep changes that the disk has; the oldest go. Where they cannot be kept, following begins anew."""
        rows = [(change.seq, change.removed, change.added) for change in settled]
        if not rows:
            return
        try:
            db = self._opened()
            with db:
                db.executemany("INSERT OR REPLACE INTO change VALUES (?, ?, ?)", rows)
                db.execute("DELETE FROM change WHERE seq <= (SELECT MAX(seq) FROM change) - ?", (_MOST,))
        except sqlite3.Error:  # the store itself must go on
            self.close()

    def since(self) -> int:
        """The state from which on every change is kept; all changes must have been settled."""
        db = self._opened()
        checked, since = db.execute("SELECT checked, since FROM followed").fetchone() or (0, 0)
        for entry in self._archive.entries(checked):
            known = db.execute("SELECT 1 FROM change WHERE seq = ?", (entry.seq,)).fetchone()
            if entry.action not in _NOTHING_READ and not known:
                since = entry.seq
            checked = entry.seq
        (oldest,) = db.execute("SELECT MIN(seq) FROM change WHERE seq > ?", (since,)).fetchone()
        if checked >= _MOST and oldest:
            since = max(since, int(oldest) - 1)
        with db:
            db.execute("DELETE FROM followed")
            db.execute("INSERT INTO followed VALUES (?, ?)", (checked, since))
        return int(since)

    def between(self, after: int, until: int) -> Sequence[KeptChange]:
        """The changes above one number and up to another, in their order."""
        rows = self._opened().execute("SELECT * FROM change WHERE seq > ? AND seq <= ? ORDER BY seq", (after, until))
        found = {seq: (removed, added) for seq, removed, added in rows}
        entries = self._archive.entries(after, until)
        return [KeptChange(entry, *found[entry.seq]) for entry in entries if entry.seq in found]

    def forget(self) -> None:
        """Let go of all changes, to the last byte: they hold words of what is erased."""
        self.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        if self._db:
            self._db.close()
            self._db = None

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            try:
                self._db = self._prepared()
            except sqlite3.DatabaseError:  # torn by a crash: following begins anew
                self.forget()
                self._db = self._prepared()
        return self._db

    def _prepared(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.executescript(_SCHEMA)
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db
