"""What the server was given to do and has acknowledged: articles to read and to take back, in the archive's file.

A job is on the disk before anybody is told that it was taken; one that was at work when the process died is waiting
again at the next start. Done jobs give up what they were given and are forgotten after ``KEPT`` others.

    job   one row per job, in the order in which they came
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from kg.errors import StoreError
from kg.store.archive import Clock
from kg.store.remedies import remedy_for

KEPT = 10_000
"""So many done jobs can still be asked about."""
_BUSY_S = 60.0


class JobState(StrEnum):
    """Where a job is on its way."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobAction(StrEnum):
    """What is to be done with an article."""

    PUT = "put"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do; ``article`` is None until a page without an id has been read.

    ``number`` orders jobs, ``id`` cannot be guessed, ``expected`` is the entity tag that the article must have,
    ``tries`` counts beginnings, ``outcome`` is what ``done`` or ``failed`` tell, as JSON.
    """

    number: int
    id: str
    action: JobAction
    article: str | None
    state: JobState
    expected: str | None
    tries: int
    received: datetime
    ended: datetime | None
    outcome: Mapping[str, Any] | None

    @property
    def is_open(self) -> bool:
        """True until it is done or has failed."""
        return self.state in (JobState.WAITING, JobState.RUNNING)


_COLUMNS = "number, id, action, article, state, expected, tries, received, ended, outcome"
_OPEN = "state IN ('waiting', 'running')"


class Jobs:
    """The jobs of a store; threads may take turns."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        with self._explained():
            self._db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("UPDATE job SET state = 'waiting' WHERE state = 'running'")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def add(self, action: JobAction, article: str | None, given: bytes, expected: str | None = None) -> Job:
        """Take a job; it is on the disk when this returns.

        The same for the same article as the last one that waits is that one: who sends twice has one job.
        """
        digest = sha256(b"\0".join((action.encode(), (expected or "").encode(), given))).hexdigest()
        with self._transaction() as db:
            last = db.execute(
                f"SELECT digest, {_COLUMNS} FROM job WHERE article = ? AND state = 'waiting' "
                "ORDER BY number DESC LIMIT 1",
                (article,),
            ).fetchone()
            if last and last[0] == digest:
                return _job(last[1:])
            values = (token_urlsafe(16), action, article, given, digest, expected, self._now())
            db.execute(
                "INSERT INTO job (id, action, article, given, digest, expected, received) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            return _job(db.execute(f"SELECT {_COLUMNS} FROM job WHERE id = ?", values[:1]).fetchone())

    def find(self, id_: str) -> Job | None:
        """The job with this id; None if there is none, or none any more."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM job WHERE id = ?", id_)
        return _job(rows[0]) if rows else None

    def of_article(self, article: str) -> Job | None:
        """The newest open job for an article."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM job WHERE article = ? AND {_OPEN} ORDER BY number DESC", article)
        return _job(rows[0]) if rows else None

    def count_open(self, before: int | None = None) -> int:
        """How many jobs are not done; with ``before``, of those that came before this number."""
        condition = "" if before is None else f"AND number < {before:d}"
        return int(self._rows(f"SELECT COUNT(*) FROM job WHERE {_OPEN} {condition}")[0][0])

    # ----------------------------------------------------------------------------------------------- at work

    def begin(self) -> tuple[Job, bytes] | None:
        """The next job and what it was given, as running from now on; None if none waits."""
        with self._transaction() as db:
            row = db.execute("SELECT number, given FROM job WHERE state = 'waiting' ORDER BY number LIMIT 1").fetchone()
            if row is None:
                return None
            db.execute("UPDATE job SET state = 'running', tries = tries + 1 WHERE number = ?", row[:1])
            return _job(db.execute(f"SELECT {_COLUMNS} FROM job WHERE number = ?", row[:1]).fetchone()), bytes(row[1])

    def put_back(self, job: Job) -> None:
        """Let a job that was begun wait again, as the first."""
        with self._transaction() as db:
            db.execute("UPDATE job SET state = 'waiting' WHERE number = ?", (job.number,))

    def end(self, job: Job, state: JobState, article: str | None, outcome: Mapping[str, Any]) -> Job:
        """Keep what became of a job, and forget the oldest ones that are done."""
        with self._transaction() as db:
            db.execute(
                "UPDATE job SET state = ?, article = ?, outcome = ?, ended = ?, given = x'' WHERE number = ?",
                (state, article or job.article, json.dumps(outcome), self._now(), job.number),
            )
            db.execute(f"DELETE FROM job WHERE number <= ? AND NOT {_OPEN}", (job.number - KEPT,))
            return _job(db.execute(f"SELECT {_COLUMNS} FROM job WHERE number = ?", (job.number,)).fetchone())

    # ----------------------------------------------------------------------------------------------- plumbing

    def _now(self) -> str:
        return self._clock().isoformat(timespec="milliseconds")

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock, self._explained():
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._explained():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            remedy = remedy_for(error, "check the disk")
            raise StoreError(f"jobs: {error}", where=str(self._path), remedy=remedy) from error


def _job(row: tuple[Any, ...]) -> Job:
    number, id_, action, article, state, expected, tries, received, ended, outcome = row
    return Job(
        number=number,
        id=id_,
        action=JobAction(action),
        article=article,
        state=JobState(state),
        expected=expected,
        tries=tries,
        received=datetime.fromisoformat(received),
        ended=datetime.fromisoformat(ended) if ended else None,
        outcome=json.loads(outcome) if outcome else None,
    )
