"""One process owns a store at a time; the others ask the server, if the owner is one.

The owner holds a lock (``flock``) on the file ``lock`` of the store; the system takes it back when the process ends,
however it ends. It says who it is in ``owner.json`` (readable by its user only)::

    {"pid": 4711, "url": "http://127.0.0.1:8000" or null, "token": "..." or null}

``url`` is null for a command that is at work, and the address of the server once it answers. Whoever can read
``token`` may write through the server:

====================  ===============================================  =============================================
request               body                                             answer (``application/jsonl``, streamed)
====================  ===============================================  =============================================
POST /-/ingest        one article a line, as ``record_of_article``     events, the last one a report
                      writes it: id, source, text, and what is known
                      of title, published, publisher, url, language
POST /-/withdraw      one object: {"ids": [...]}                       events, the last one a report
POST /-/rebuild       nothing                                          events, the last one a report
POST /-/snapshot      the name of an empty folder among the copies     {"generation": ...} once the store is in it
                      for readers, which is to hold the store
POST /-/curate        an edit as ``kg.curation.wish`` writes it        the edit as JSON
GET  /-/edits?event=E  -                                               {"edits": [...]}, oldest first; E '': all
POST /-/validate      nothing (``?shacl=true`` for pyshacl)            {"findings": [...]} as ``validate --json`` has
====================  ===============================================  =============================================

with the header ``Authorization: Bearer TOKEN``. Events are JSON objects of one of the forms ::

    {"progress": {"done": 3, "source": "seeds/a.md", "status": "added"}}
    {"report": {...}}      of the same form as ``timewire ingest --json`` and its sisters print
    {"error": "..."}       what went wrong, in one line; the last event then

Articles go over the same desk as those that come by HTTP (``/articles``): one queue, one order. Queries go to
``/sparql`` as those of anybody else, searches to ``/search``.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import StoreBusy, StoreError

LOCK_FILE = "lock"
OWNER_FILE = "owner.json"
_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that owns a store; ``url`` and ``token`` only if it is a server that answers."""

    pid: int
    url: str | None = None
    token: str | None = None


class Ownership:
    """The lock on a store; held from ``take_ownership`` until ``release`` or the end of the process."""

    def __init__(self, folder: Path, descriptor: int) -> None:
        self._folder = folder
        self._descriptor: int | None = descriptor
        _write_owner(folder, Owner(os.getpid()))

    def announce(self, url: str) -> str:
        """Tell other processes where this server answers; gives the token that they will send."""
        token = secrets.token_urlsafe(32)
        _write_owner(self._folder, Owner(os.getpid(), url.rstrip("/"), token))
        return token

    def release(self) -> None:
        """Let others own the store; twice is the same as once."""
        if self._descriptor is not None:
            (self._folder / OWNER_FILE).unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = None


def take_ownership(folder: Path, wait_s: float = 0.0) -> Ownership:
    """Own the store in the folder.

    Raises:
        StoreBusy: another process owns it, still so after ``wait_s`` seconds (a server is not waited for).
        StoreError: the folder cannot be written.
    """
    descriptor = _open_lock(folder)
    deadline = time.monotonic() + wait_s
    try:
        while not _locked(descriptor):
            owner = read_owner(folder)
            if time.monotonic() >= deadline or (owner and owner.url):
                raise _busy(folder, owner)
            time.sleep(_POLL_S)
        return Ownership(folder, descriptor)
    except BaseException:
        os.close(descriptor)
        raise


def serving_owner(folder: Path) -> Owner | None:
    """The server that owns the store right now; None if nobody does, or a command without an address."""
    owner = read_owner(folder)
    if owner is None or owner.url is None:
        return None
    descriptor = _open_lock(folder)
    try:
        return None if _locked(descriptor) else owner  # a lock to be had: the server has died
    finally:
        os.close(descriptor)


def read_owner(folder: Path) -> Owner | None:
    """What the owner file says; None if there is none or it is not readable for us."""
    try:
        said = json.loads((folder / OWNER_FILE).read_text("utf-8"))
        return Owner(int(said["pid"]), said["url"], said["token"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _open_lock(folder: Path) -> int:
    try:
        return os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"cannot be written: {error.strerror}", where=str(folder), remedy="choose another folder with --store"
        ) from error


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_owner(folder: Path, owner: Owner) -> None:
    """In one step, so that no reader sees half of it."""
    draft = folder / (OWNER_FILE + ".new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(owner), file)
        draft.replace(folder / OWNER_FILE)
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror}", where=str(folder)) from error


def _busy(folder: Path, owner: Owner | None) -> StoreBusy:
    who = f"process {owner.pid}" if owner else "another process"
    remedy = "stop the server first" if owner and owner.url else "wait until it is done"
    return StoreBusy(f"{who} owns the store", where=str(folder), remedy=remedy)
