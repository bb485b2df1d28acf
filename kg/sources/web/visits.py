"""What is known of addresses from the last time: a file of its own beside the archive of a store.

It holds what makes the next request conditional (RFC 9110, section 13) and nothing of what was read; to delete it
costs no more than asking for everything again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError

VISITS_FILE = "visits.sqlite"


@dataclass(frozen=True, slots=True)
class Visit:
    """What a server said of what it sent, and what a feed or sitemap said of it."""

    etag: str | None = None
    modified: str | None = None
    mark: str = ""


def known_visits(store: Path) -> dict[str, Visit]:
    """The visits of a store, by address; none if the file is not there or cannot be read."""
    path = store / VISITS_FILE
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(path)) as db:
            return {url: Visit(*rest) for url, *rest in db.execute("SELECT url, etag, modified, mark FROM visit")}
    except sqlite3.Error:
        return {}


def keep_visits(store: Path, visits: Mapping[str, Visit]) -> None:
    """Add visits to those of a store.

    Raises:
        StoreError: the file cannot be written.
    """
    path = store / VISITS_FILE
    rows = [(url, visit.etag, visit.modified, visit.mark) for url, visit in visits.items()]
    try:
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS visit (url TEXT PRIMARY KEY, etag TEXT, modified TEXT, mark TEXT)")
            db.executemany("INSERT OR REPLACE INTO visit VALUES (?, ?, ?, ?)", rows)
    except sqlite3.Error as error:
        raise StoreError(f"cannot be written: {error}", where=str(path), remedy="delete it") from error


def forget_visits(store: Path) -> None:
    """Let nothing be known of any address: an address tells what was read, and may hold a name.

    Raises:
        StoreError: the file cannot be removed.
    """
    path = store / VISITS_FILE
    try:
        for file in (path, path.with_name(f"{VISITS_FILE}-journal")):
            file.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"cannot be removed: {error.strerror}", where=str(path), remedy="remove it") from error
