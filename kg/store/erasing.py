"""What the archive forgets for good, and the tombstones that say so without saying what.

    erased    one row per tombstone: what it is of, when, why
    refused   digests of texts that are not to come back, by tombstone

The log and the edits are only added to, with one exception, which is here: words that are to be erased go out of the
updates and edits that they keep.
An erasure that was broken off has left a mark in ``meta`` by which it is taken up again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

_MARK = "erasing"
EDIT_IS_FIXED = (
    "CREATE TRIGGER edit_is_fixed BEFORE UPDATE ON edit BEGIN SELECT RAISE(ABORT, 'edits are only added'); END"
)
_LOG_IS_FIXED = (
    "CREATE TRIGGER log_is_fixed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"
)
_FULL_TEXT = ("said_words", "said_literally")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of what was erased: an id, when and why; ``kind`` is article or person."""

    id: str
    kind: str
    at: datetime
    reason: str


class Erasures:
    """The tables of ``tables.ERASURE`` in an open database, and erasing in the others; writers hold a transaction."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    # ----------------------------------------------------------------------------------------------- tombstones

    def tombstones(self) -> list[Tombstone]:
        """All of them, oldest first."""
        rows = self._db.execute("SELECT id, kind, at, reason FROM erased ORDER BY rowid")
        return [_tombstone(row) for row in rows]

    def find(self, id_: str, digest: str | None = None) -> Tombstone | None:
        """The tombstone of an article with this id, or of the text with this digest; None: it may come."""
        row = self._db.execute(
            "SELECT id, kind, at, reason FROM erased WHERE (kind = 'article' AND id = ?1) "
            "OR id IN (SELECT tombstone FROM refused WHERE digest = ?2) ORDER BY id = ?1 DESC",
            (id_, digest),
        ).fetchone()
        return _tombstone(row) if row else None

    def digests(self, id_: str) -> list[str]:
        """The digests of the texts that a tombstone keeps out."""
        return [row[0] for row in self._db.execute("SELECT digest FROM refused WHERE tombstone = ? ORDER BY 1", (id_,))]

    def event_erased(self, event: str) -> datetime | None:
        """When the last article that told of an event was erased; None if that never happened."""
        row = self._db.execute("SELECT at FROM erased_event WHERE event = ?", (event,)).fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def is_of_article(self, id_: str) -> bool:
        """True for the id of an article that is or was in the store."""
        known = "SELECT 1 FROM article WHERE id = ?1 UNION SELECT 1 FROM erased WHERE id = ?1 AND kind = 'article'"
        return self._db.execute(known, (id_,)).fetchone() is not None

    def bury(self, stone: Tombstone, digests: Iterable[str]) -> None:
        """Set a tombstone, and let texts with these digests (of ``archive.text_hash``) be refused."""
        row = (stone.id, stone.kind, stone.at.isoformat(timespec="milliseconds"), stone.reason)
        self._db.execute("INSERT OR IGNORE INTO erased VALUES (?, ?, ?, ?)", row)
        self._db.executemany("INSERT OR IGNORE INTO refused VALUES (?, ?)", [(one, stone.id) for one in digests])

    def lift(self, id_: str) -> bool:
        """Take a tombstone away, so that what it is of may come again; False if there is none."""
        self._db.execute("DELETE FROM refused WHERE tombstone = ?", (id_,))
        return self._db.execute("DELETE FROM erased WHERE id = ?", (id_,)).rowcount > 0

    # ------------------------------------------------------------------------------------------------- the mark

    def open(self) -> dict[str, str] | None:
        """What is left to do of an erasure that has begun."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (_MARK,)).fetchone()
        return dict(json.loads(row[0])) if row else None

    def mark(self, todo: dict[str, str] | None) -> None:
        """Note what is left to do; None: nothing."""
        self._db.execute("DELETE FROM meta WHERE key = ?", (_MARK,))
        if todo:
            self._db.execute("INSERT INTO meta VALUES (?, ?)", (_MARK, json.dumps(todo).encode()))

    # -------------------------------------------------------------------------------------------------- erasing

    def forget_article(self, article_id: str, reports: str) -> None:
        """Delete all versions of an article, its jobs and its events; its reports are named ``reports``….

        The names of events that no other article knows are kept, so that whoever has one is told that it is gone.
        """
        self._db.execute(
            "INSERT OR REPLACE INTO erased_event SELECT DISTINCT c.event, (SELECT MAX(at) FROM erased WHERE id = ?1) "
            "FROM canonical c WHERE c.article = ?1 AND EXISTS (SELECT 1 FROM erased WHERE id = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM canonical o WHERE o.event = c.event AND o.article <> ?1)",
            (article_id,),
        )
        for table in ("version", "canonical"):
            self._db.execute(f"DELETE FROM {table} WHERE article = ?", (article_id,))
        self._db.execute("DELETE FROM article WHERE id = ?", (article_id,))
        self._db.execute("DELETE FROM job WHERE article = ?", (article_id,))
        self._db.execute("DELETE FROM home WHERE substr(report, 1, ?) = ?", (len(reports), reports))
        self._db.execute("DELETE FROM aim WHERE substr(node, 1, ?) = ?", (len(reports), reports))

    def empty_edits(self, condition: Callable[[str], bool]) -> None:
        """Take the words out of edits that fulfil a condition: who, when and about which event stays."""
        empty = {"reason": "", "detail": "{}", "replaced": "", "put": ""}
        self._db.execute("DROP TRIGGER edit_is_fixed")
        for column, nothing in empty.items():
            rows = self._db.execute(f"SELECT number, {column} FROM edit").fetchall()
            gone = [(nothing, number) for number, text in rows if condition(text)]
            self._db.executemany(f"UPDATE edit SET {column} = ? WHERE number = ?", gone)
        self._db.execute(EDIT_IS_FIXED)

    def rewrite_updates(self, new_text: Callable[[str], str]) -> None:
        """Change the texts of the SPARQL updates in the log; all else in it stays."""
        updates = self._db.execute("SELECT seq, detail FROM log WHERE action = 'update'").fetchall()
        changed = [(new, seq) for seq, old in updates if (new := new_text(old or "")) != (old or "")]
        if changed:
            self._db.execute("DROP TRIGGER log_is_fixed")
            self._db.executemany("UPDATE log SET detail = ? WHERE seq = ?", changed)
            self._db.execute(_LOG_IS_FIXED)

    def delete_jobs(self, condition: Callable[[str], bool]) -> None:
        """Delete jobs whose input or outcome, as text, fulfils a condition."""
        rows = self._db.execute("SELECT number, given, outcome FROM job").fetchall()
        gone = [
            (number,)
            for number, given, outcome in rows
            if condition(bytes(given).decode("utf-8", "replace")) or condition(outcome or "")
        ]
        self._db.executemany("DELETE FROM job WHERE number = ?", gone)

    def rewrite_names(self, new_text: Callable[[str], str], columns: Sequence[tuple[str, str]]) -> None:
        """Change the words of (table, column) pairs."""
        self._db.execute("DROP TRIGGER log_is_fixed")
        self._db.execute("DROP TRIGGER edit_is_fixed")
        for table, column in columns:
            rows = self._db.execute(f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
            changed = [(new, rowid) for rowid, old in rows if (new := new_text(old)) != old]
            self._db.executemany(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", changed)
        self._db.execute(_LOG_IS_FIXED)
        self._db.execute(EDIT_IS_FIXED)

    def compact(self) -> None:
        """Write the file anew, so that no byte of it is of what was deleted; must not be called in a transaction."""
        self._db.execute("PRAGMA secure_delete = ON")
        for table in _FULL_TEXT:
            self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._db.execute("VACUUM")
        (busy, _, _) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise sqlite3.OperationalError("a reader kept the write-ahead log from being emptied")


def _tombstone(row: tuple[str, str, str, str]) -> Tombstone:
    id_, kind, at, reason = row
    return Tombstone(id_, kind, datetime.fromisoformat(at), reason)


def refusal(stone: Tombstone) -> str:
    """Why an article may not come in again."""
    return f"erased on {stone.at:%Y-%m-%d}: {stone.reason} (to let it come again: timewire erase --lift {stone.id})"
