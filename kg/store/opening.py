"""Opening a store, which makes this process its owner."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from kg.errors import StoreError
from kg.graph.iris import DEFAULT_BASE, Iris
from kg.store.archive import Archive, Clock
from kg.store.folder import ARCHIVE_FILE, check_folder
from kg.store.owner import take_ownership
from kg.store.store import Store

OLD_FILING = (
    "its reports are filed as an earlier version did it, and further reports of the same events may not be counted to "
    "these; run: timewire rebuild"
)
_log = logging.getLogger(__name__)


def open_store(
    path: str | Path,
    *,
    create: bool = True,
    base: str | None = None,
    wait_s: float = 2.0,
    clock: Clock | None = None,
    mend: bool = False,
) -> Store:
    """Own and open the store in a folder; a missing or empty folder becomes an empty store if ``create``.

    ``base`` is the IRI base of the data; a store keeps the one it was made with, None takes that one.
    With ``mend`` a graph that is damaged or gone is no error; it must be rebuilt then.

    Raises:
        StoreBusy: another process owns it, still so after ``wait_s`` seconds.
        StoreTooNew: a newer version made it.
        StoreError: it is no store, cannot be read or written, is damaged, or has another base.
    """
    folder = Path(path)
    check_folder(folder, create)
    ownership = take_ownership(folder, wait_s)
    archive = None
    try:
        archive = Archive(folder / ARCHIVE_FILE, clock or _now)
        store = Store(folder, archive, _iris(archive, folder, base), ownership, mend)
    except BaseException:
        if archive:
            archive.close()
        ownership.release()
        raise
    if not archive.is_filed_by_present_rules:
        _log.warning("%s: %s", folder, OLD_FILING)
    return store


def _now() -> datetime:
    return datetime.now(UTC)


def _iris(archive: Archive, folder: Path, base: str | None) -> Iris:
    kept = archive.meta("base")
    iris = Iris(base or (kept.decode() if kept else DEFAULT_BASE))
    if kept is None:
        archive.set_meta("base", iris.base.encode())
    elif kept.decode() != iris.base:
        raise StoreError(
            f"the store was made with the base IRI {kept.decode()}",
            where=str(folder),
            remedy="leave --base-iri out, or use another store",
        )
    return iris
