"""The source of truth: every article version, what was done with it, and the names that events were given.

One SQLite file, every commit synced to the disk. The graph is made from it and can be made again.

    article   one row per article: its state and its newest version
    version   every version ever received: text and metadata as given
    canonical which canonical event a report was counted to (report IRI → event IRI)
    log       what was done, in order; rows are only ever added
    pending   changes of the graph that are decided here and not yet known to be on disk there
    attempt   the update that is being run on the graph; left over only if the process died in between
    meta      base IRI, folder of the graph, ontology loaded, by which rules reports are filed

The search index (``search.py``), jobs, matching (``blocks.py``), erasing and edits have tables of their own in it.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from kg.errors import StoreError, StoreTooNew
from kg.knowledge.copies import Copied
from kg.knowledge.edits import Edit
from kg.knowledge.filing import Filing
from kg.knowledge.matching import Naming
from kg.knowledge.signatures import EDITION
from kg.model import Article, Precision, TimeInterval
from kg.store import tables
from kg.store.blocks import Blocks
from kg.store.erasing import Erasures, Tombstone
from kg.store.remedies import remedy_for

_FILED_BY = "filed by"
_SETTINGS = ("journal_mode = WAL", "synchronous = FULL", "cache_size = -32000", "wal_autocheckpoint = 4000")
"""A cache of 32 MB; the write-ahead log goes back into the file from 16 MB on, not 4: articles change the same pages
over and over, and each goes back once then, for 6 % less processor time an article."""

Clock = Callable[[], datetime]
"""Gives the time of day with its zone; injected so that tests decide it."""


class Action(StrEnum):
    """What the log tells of."""

    CREATE = "create"
    INGEST = "ingest"
    WITHDRAW = "withdraw"
    UPDATE = "update"
    REBUILD = "rebuild"
    LOAD = "load"
    DESCRIBE = "describe"
    ERASE = "erase"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article as it was received; ``present`` is False once the article is withdrawn."""

    article: Article
    number: int
    sha256: str
    source: str
    received: datetime
    present: bool


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file that a graph was loaded from, and its SHA-256 in hex."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing that was done."""

    seq: int
    at: datetime
    action: Action
    article: str | None
    version: int | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Pending:
    """A change of the graph (two packed sets of quads) that may or may not have reached the graph's disk."""

    seq: int
    removed: bytes
    added: bytes


@dataclass(frozen=True, slots=True)
class Decision:
    """What changes in the graph, and which names are given out, when an article comes or goes."""

    removed: bytes
    added: bytes
    assigned: Mapping[str, str]
    filing: Filing = field(default_factory=Filing)
    naming: Naming = field(default_factory=Naming)
    moved: Mapping[str, str] = field(default_factory=dict)
    copied: Copied | None = None


def text_hash(text: str) -> str:
    """SHA-256 of the UTF-8 text, in hex."""
    return sha256(text.encode()).hexdigest()


def fingerprint(article: Article) -> str:
    """Digest of all that is given of an article: equal for the same input, else different."""
    given = [article.id, article.text, article.title, _packed_day(article.published)]
    later = [article.authors, article.licence, article.rights]  # left out where nothing is said, as before there were
    later += (article.corrects, article.retracts) if article.corrects or article.retracts else ()
    return text_hash(
        json.dumps([*given, article.publisher, article.url, article.language, *(later if any(later) else ())])
    )


class Archive:
    """The SQLite file of a store; one process has it open at a time, threads of it may take turns."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._path = path
        self._writing = threading.RLock()
        with _explained(path):
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.blocks = Blocks(self._db)
        self.edits = self.blocks.edits
        self.erasures = Erasures(self._db)
        try:
            with _explained(path):
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    @property
    def clock(self) -> Clock:
        """The time of day as the archive writes it."""
        return self._clock

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self._db.close()

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > tables.SCHEMA_VERSION:
            raise StoreTooNew(
                f"the store has schema {version}, this version knows {tables.SCHEMA_VERSION}",
                where=str(self._path.parent),
                remedy="use the newer timewire that made it",
            )
        for setting in _SETTINGS:
            self._db.execute(f"PRAGMA {setting}")
        if version == 0:
            with self.transaction():
                for statement in _statements(tables.ARCHIVE):
                    self._db.execute(statement)
                self._log(Action.CREATE)
                self.set_meta(_FILED_BY, EDITION)
        if version < tables.SCHEMA_VERSION:
            with self.transaction():
                for statement in _statements("".join(sql for step, sql in tables.SINCE.items() if step > version)):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {tables.SCHEMA_VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written in the block is kept as a whole or not at all; within another one it is a part of that."""
        with self._writing, _explained(self._path):
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk may have rolled back already
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with _explained(self._path):
            return self._db.execute(sql, values).fetchall()

    # ------------------------------------------------------------------------------------------------ articles

    def newest(self, article_id: str) -> Version | None:
        """The newest version of an article, present or withdrawn."""
        rows = self._rows(f"{_SELECT} WHERE a.id = ? AND v.version = a.version", article_id)
        return _version(rows[0]) if rows else None

    def holds(self, article: Article) -> bool:
        """True if exactly this input is the present version of its article."""
        rows = self._rows(
            "SELECT v.fingerprint FROM article a JOIN version v ON v.article = a.id AND v.version = a.version "
            "WHERE a.id = ? AND a.state = 'present'",
            article.id,
        )
        return bool(rows) and rows[0][0] == fingerprint(article)

    def versions(self, article_id: str) -> list[Version]:
        """All versions of an article, oldest first."""
        return [_version(row) for row in self._rows(f"{_SELECT} WHERE a.id = ? ORDER BY v.version", article_id)]

    def present_ids(self) -> list[str]:
        """Ids of the articles that the graph is made of, in the order in which they first came."""
        rows = self._rows(
            "SELECT a.id FROM article a JOIN version v ON v.article = a.id AND v.version = 1 "
            "WHERE a.state = 'present' ORDER BY v.rowid"
        )
        return [row[0] for row in rows]

    # ------------------------------------------------------------------------------------------------- changes

    def record_version(self, article: Article, source: str, decision: Decision) -> int:
        """Keep a new version and what it changes in the graph, in one transaction; gives the number of the log."""
        with self.transaction():
            number = self._next_version(article.id)
            self._db.execute(
                "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    article.id,
                    number,
                    article.text,
                    text_hash(article.text),
                    fingerprint(article),
                    article.title,
                    _packed_day(article.published),
                    article.publisher,
                    article.url,
                    article.language,
                    source,
                    self._now(),
                    article.authors,
                    article.licence,
                    article.rights,
                    article.corrects,
                    article.retracts,
                ),
            )
            self._set_state(article.id, "present", number)
            self._assign(article.id, decision.assigned)
            self._match(decision)
            return self._decide(Action.INGEST, article.id, number, decision)

    def record_withdrawal(self, article_id: str, decision: Decision) -> int:
        """Keep that an article was taken back, and what that changes in the graph; its versions stay."""
        with self.transaction():
            number = self._next_version(article_id) - 1
            self._set_state(article_id, "withdrawn", number)
            self._match(decision)
            return self._decide(Action.WITHDRAW, article_id, number, decision)

    def record_edit(self, edit: Edit, decision: Decision, source: str | None = None) -> int:
        """Keep what an edit (of ``edits``, which has it already) changes in the graph; gives the number of the log.

        ``source`` is the id of a source that was given by hand, to whose reports events are assigned.
        """
        with self.transaction():
            if source is not None:
                self._assign(source, decision.assigned)
            self._match(decision)
            seq = self._log(Action.EDIT, detail=str(edit.number))
            self._db.execute("INSERT INTO pending VALUES (?, ?, ?)", (seq, decision.removed, decision.added))
            return seq

    def record_erasure(self, stone: Tombstone, digests: Iterable[str], todo: dict[str, str]) -> None:
        """Set a tombstone and note what is to be done for it; nothing is erased yet."""
        with self.transaction():
            if all(known.id != stone.id for known in self.erasures.tombstones()):
                self._log(Action.ERASE, stone.id if stone.kind == "article" else None, detail=stone.reason)
            self.erasures.bury(stone, digests)
            self.erasures.mark(todo)

    def ids(self) -> list[str]:
        """Ids of all articles, present or withdrawn."""
        return [row[0] for row in self._rows("SELECT id FROM article ORDER BY id")]

    def texts(self) -> Iterator[str]:
        """The texts of all versions of all articles."""
        return (row[0] for row in self._rows("SELECT text FROM version"))

    def renew_digests(self) -> None:
        """Compute the digests of all versions from what they are now."""
        with self.transaction():
            for row in self._rows(_SELECT):
                version = _version(row)
                self._db.execute(
                    "UPDATE version SET sha256 = ?, fingerprint = ? WHERE article = ? AND version = ?",
                    (text_hash(version.article.text), fingerprint(version.article), version.article.id, version.number),
                )

    def compact(self) -> None:
        """Write the file anew without what was deleted."""
        with self._writing, _explained(self._path):
            self.erasures.compact()

    def record_update(self, text: str, run: Callable[[str], None]) -> int:
        """Keep the text of a SPARQL update, and run it; if it fails nothing is kept. Gives the number of the log.

        ``run`` gets a mark that it leaves in the graph in the same step, by which ``open_attempt`` is understood.
        """
        mark = uuid4().hex
        with self.transaction():
            self.blocks.forget()
            self._db.execute("INSERT INTO attempt VALUES (?, ?)", (mark, text))
        try:
            run(mark)
        except Exception:
            self.end_attempt(None)
            raise
        return self.end_attempt(text)

    def open_attempt(self) -> tuple[str, str] | None:
        """Mark and text of the update that was being run when the process died."""
        rows = self._rows("SELECT mark, text FROM attempt")
        return (rows[0][0], rows[0][1]) if rows else None

    def end_attempt(self, text: str | None) -> int:
        """The update was run, so its text goes to the log, or it was not (None); gives the number of the log."""
        with self.transaction():
            self._db.execute("DELETE FROM attempt")
            return self._log(Action.UPDATE, detail=text) if text is not None else 0

    def last_seq(self) -> int:
        """The number of the newest entry of the log; it grows with every change."""
        return int(self._rows("SELECT MAX(seq) FROM log")[0][0])

    def record_rebuild(
        self,
        graph_folder: str,
        assigned: Mapping[str, Mapping[str, str]],
        matched: Blocks | None = None,
        naming: Naming = Naming(),  # noqa: B008 (frozen)
    ) -> None:
        """Turn to a graph that was made anew in another folder, with the events assigned to each article's reports.

        ``matched`` is what was filed on the way.
        """
        with self.transaction():
            self._log(Action.REBUILD, detail=graph_folder)
            for article_id, events in assigned.items():
                self._assign(article_id, events)
            self.blocks.forget()
            if matched:
                self.blocks.take_over(matched)
            self.blocks.name(naming)
            self._db.execute("DELETE FROM pending")
            self.set_meta("graph", graph_folder.encode())
            self.set_meta(_FILED_BY, EDITION)

    @property
    def is_filed_by_present_rules(self) -> bool:
        """False if reports are filed as an earlier version did it: what comes now finds them badly until a rebuild."""
        return self.meta(_FILED_BY) == EDITION or not self.present_ids()

    def record_description(self) -> int:
        """Keep that the graph's description of itself was counted anew; gives the number of the log."""
        with self.transaction():
            return self._log(Action.DESCRIBE)

    def record_load(self, graph_folder: str, files: Sequence[LoadedFile]) -> None:
        """Turn to a graph that was loaded from files."""
        with self.transaction():
            self._log(Action.LOAD, detail=json.dumps([asdict(file) for file in files]))
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('loaded', ?)", (b"1",))
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('graph', ?)", (graph_folder.encode(),))

    @property
    def is_loaded(self) -> bool:
        """True if the graph was loaded from files and follows from no articles."""
        return self.meta("loaded") is not None

    def _next_version(self, article_id: str) -> int:
        rows = self._rows("SELECT COALESCE(MAX(version), 0) + 1 FROM version WHERE article = ?", article_id)
        return int(rows[0][0])

    def _set_state(self, article_id: str, state: str, number: int) -> None:
        self._db.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?)", (article_id, state, number))

    def _decide(self, action: Action, article_id: str, number: int, decision: Decision) -> int:
        seq = self._log(action, article_id, number)
        self._db.execute("INSERT INTO pending VALUES (?, ?, ?)", (seq, decision.removed, decision.added))
        return seq

    def _assign(self, article_id: str, assigned: Mapping[str, str]) -> None:
        self._db.execute("DELETE FROM canonical WHERE article = ?", (article_id,))
        rows = [(report, event, article_id) for report, event in sorted(assigned.items())]
        self._db.executemany("INSERT INTO canonical VALUES (?, ?, ?)", rows)

    def _match(self, decision: Decision) -> None:
        self.blocks.apply(decision.filing)
        self.blocks.move_aims(decision.moved)
        self.blocks.name(decision.naming)
        if decision.copied:
            self.blocks.keep_text(decision.copied)

    def _log(
        self, action: Action, article: str | None = None, version: int | None = None, detail: str | None = None
    ) -> int:
        cursor = self._db.execute(
            "INSERT INTO log (at, action, article, version, detail) VALUES (?, ?, ?, ?, ?)",
            (self._now(), action.value, article, version, detail),
        )
        return int(cursor.lastrowid or 0)

    def _now(self) -> str:
        return self._clock().isoformat(timespec="milliseconds")

    # ---------------------------------------------------------------------------------------------- bookkeeping

    def pending(self, until: int = 1 << 62) -> list[Pending]:
        """Changes up to a number that have to be made (again) before the graph can be trusted, oldest first."""
        rows = self._rows("SELECT seq, removed, added FROM pending WHERE seq <= ? ORDER BY seq", until)
        return [Pending(*row) for row in rows]

    def settle(self, seqs: Iterable[int]) -> None:
        """Take these changes as safely in the graph."""
        with self.transaction():
            self._db.executemany("DELETE FROM pending WHERE seq = ?", [(seq,) for seq in seqs])

    def assigned_to(self, article_id: str) -> dict[str, str]:
        """Canonical events of the reports of an article (report IRI → event IRI), also of one that is withdrawn."""
        return dict(self._rows("SELECT report, event FROM canonical WHERE article = ? ORDER BY report", article_id))

    def assigned_events(self) -> dict[str, str]:
        """Canonical events of all reports, by the report's IRI."""
        return dict(self._rows("SELECT report, event FROM canonical ORDER BY report"))

    def articles_of_event(self, event: str) -> frozenset[str]:
        """The articles, present or withdrawn, that have a report of an event; empty if it was given to none."""
        rows = self._rows("SELECT DISTINCT article FROM canonical WHERE event = ?", event)
        return frozenset(row[0] for row in rows)

    def revised_ids(self) -> list[str]:
        """Ids of the present articles that came in more than one version."""
        return [row[0] for row in self._rows("SELECT id FROM article WHERE state = 'present' AND version > 1")]

    def events_of_withdrawn(self, most: int = 1000) -> list[tuple[str, datetime]]:
        """The events that articles told of which are withdrawn now, with the day of that, the last withdrawn first."""
        rows = self._rows(
            "SELECT c.event, MAX(l.at) FROM article a JOIN log l ON l.article = a.id AND l.action = 'withdraw' "
            "JOIN canonical c ON c.article = a.id WHERE a.state = 'withdrawn' "
            "GROUP BY c.event ORDER BY MAX(l.at) DESC, c.event LIMIT ?",
            most,
        )
        return [(event, datetime.fromisoformat(at)) for event, at in rows]

    def withdrawn(self, articles: Iterable[str]) -> datetime | None:
        """When the last of some articles was withdrawn or erased; None if none ever was."""
        times = [
            at
            for article in articles
            for (at,) in self._rows(
                "SELECT MAX(at) FROM log WHERE article = ? AND action IN ('withdraw', 'erase')", article
            )
            if at
        ]
        return datetime.fromisoformat(max(times)) if times else None

    def changed_at(self) -> datetime:
        """When the newest entry of the log was written."""
        return datetime.fromisoformat(self._rows("SELECT at FROM log ORDER BY seq DESC LIMIT 1")[0][0])

    def entries(self, after: int, until: int = 1 << 62) -> list[LogEntry]:
        """The entries of the log above one number and up to another, oldest first, without their details."""
        rows = self._rows(
            "SELECT seq, at, action, article, version FROM log WHERE seq > ? AND seq <= ? ORDER BY seq", after, until
        )
        return [
            LogEntry(seq, datetime.fromisoformat(at), Action(action), article, version, None)
            for seq, at, action, article, version in rows
        ]

    def log(self) -> Iterator[LogEntry]:
        """What was done, oldest first."""
        for seq, at, action, *rest in self._rows("SELECT seq, at, action, article, version, detail FROM log"):
            yield LogEntry(seq, datetime.fromisoformat(at), Action(action), *rest)

    def meta(self, key: str) -> bytes | None:
        """A value of the store's own, None where it is not set."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", key)
        return bytes(rows[0][0]) if rows else None

    def set_meta(self, key: str, value: bytes) -> None:
        """Set a value of the store's own."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


# ------------------------------------------------------------------------------------------------------- rows

_SELECT = (
    "SELECT a.id, v.text, v.title, v.published, v.publisher, v.url, v.language, v.version, v.sha256, v.source, "
    "v.received, a.state = 'present', v.authors, v.licence, v.rights, v.corrects, v.retracts "
    "FROM article a JOIN version v ON v.article = a.id"
)


def _version(row: tuple[Any, ...]) -> Version:
    article_id, text, title, published, publisher, url, language, number, digest, source, received, present, *stated = (
        row
    )
    article = Article(article_id, text, title, _unpacked_day(published), publisher, url, language, *stated)
    return Version(article, number, digest, source, datetime.fromisoformat(received), bool(present))


def _packed_day(when: TimeInterval | None) -> str | None:
    if when is None:
        return None
    bounds = [day.isoformat() if day else None for day in (when.start, when.end)]
    return json.dumps([*bounds, when.precision.value, when.edtf, when.zone])


def _unpacked_day(packed: str | None) -> TimeInterval | None:
    if packed is None:
        return None
    start, end, precision, edtf, zone = json.loads(packed)
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    return TimeInterval(first, last, Precision(precision), edtf, zone)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (``executescript`` would commit before it runs)."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Errors of SQLite as ours, with what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"archive: {error}", where=str(path), remedy=_remedy(error)) from error


def _remedy(error: sqlite3.Error) -> str:
    if "not a database" in str(error) or "malformed" in str(error):
        return "put back a backup of the file"
    return remedy_for(error, "check the disk and the rights of the store's folder")
