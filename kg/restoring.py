"""Putting a backup back: made whole beside the place, what was erased since erased again, and only then put there."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from kg.erasure import bury_again
from kg.errors import StoreError
from kg.pipeline import Reader, rebuild
from kg.releases.release import RELEASES_FOLDER
from kg.store import open_store
from kg.store.backup import Backup, copy_out
from kg.store.erasing import Erasures, Tombstone
from kg.store.folder import ARCHIVE_FILE
from kg.store.folders import exchange, put_in_place, scratch_folder
from kg.store.owner import take_ownership

Stones = Iterable[tuple[Tombstone, list[str]]]
"""Tombstones with the digests of the texts that they keep out."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; ``came_back`` are the articles that name persons who had been erased, by tombstone."""

    generation: int
    articles: int
    unread: tuple[str, ...]
    erased: tuple[str, ...]
    came_back: tuple[tuple[str, tuple[str, ...]], ...]


def restore(
    folder: Path, backup: Backup, place: Path, stones: Stones, replace: bool, reader: Callable[[], Reader]
) -> Restored:
    """Put a backup of a folder in place as a store; with ``replace`` in place of the store that is there.

    Every piece is checked, and the store opened, before the place is touched; ``reader`` reads the articles of a backup
    without a graph. ``stones``, and those of the store that is replaced, are erasures to be made again.

    Raises:
        StoreError: the backup is not whole, or something is there that is not to be replaced.
        StoreBusy: another process owns the store that is there.
        StoreTooNew: a newer version made the backup.
    """
    place = place.resolve()
    there = _check_place(place, replace)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with (
            scratch_folder(place.parent, f".{place.name}.restoring-") as draft,
            ExitStack() as last,
            ExitStack() as old,
        ):
            if there:
                old.callback(take_ownership(place, wait_s=2.0).release)
            copy_out(folder, backup, draft)
            restored = _made_whole(draft, backup, [*stones, *(tombstones_of(place) if there else ())], reader)
            if there:
                last.callback(take_ownership(draft).release)  # nobody owns the new one before we let go of the old
                _keep_releases(place, draft)
                exchange(draft, place)
            else:
                put_in_place(draft, place)
            return restored
    except OSError as error:
        raise StoreError(f"cannot be restored: {error.strerror}", where=str(place)) from error


def _keep_releases(place: Path, draft: Path) -> None:
    """Releases are in no backup; those of the store that is replaced stay, as links to files that never change."""
    if (place / RELEASES_FOLDER).is_dir():
        shutil.copytree(place / RELEASES_FOLDER, draft / RELEASES_FOLDER, copy_function=os.link)


def _check_place(place: Path, replace: bool) -> bool:
    """True if a store is there that is to be replaced."""
    if not place.exists() or (place.is_dir() and not any(place.iterdir())):
        return False
    if not (place / ARCHIVE_FILE).is_file():
        raise StoreError("something is there that is no store", where=str(place), remedy="choose another --store")
    if not replace:
        raise StoreError("a store is there", where=str(place), remedy="choose another --store, or give --replace")
    return True


def _made_whole(draft: Path, backup: Backup, stones: Stones, reader: Callable[[], Reader]) -> Restored:
    came_back: dict[str, tuple[str, ...]] = {}
    unread: tuple[str, ...] = ()
    erased: list[str] = []
    with open_store(draft, create=False, mend=not backup.has_graph) as store:
        if not backup.has_graph:
            unread = tuple(f"{one.source}: {one.reason}" for one in rebuild(store, reader()).skipped)
        present = {stone.id for stone in store.archive.erasures.tombstones()}
        for stone, digests in stones:
            if stone.id not in present:
                present.add(stone.id)
                if held := bury_again(store, stone, digests):
                    came_back[stone.id] = tuple(held)
                erased.append(stone.id)
        return Restored(
            store.generation, len(store.archive.present_ids()), unread, tuple(erased), tuple(came_back.items())
        )


def tombstones_of(store: Path) -> list[tuple[Tombstone, list[str]]]:
    """The tombstones of a store with their digests; nothing is written, whoever owns it.

    Raises:
        StoreError: they cannot be read.
    """
    archive = store / ARCHIVE_FILE
    if not archive.is_file():
        raise StoreError("no store here", where=str(store), remedy="name the folder of a store")
    try:
        with closing(sqlite3.connect(archive, timeout=60)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'erased'").fetchone():
                return []
            erasures = Erasures(db)
            return [(stone, erasures.digests(stone.id)) for stone in erasures.tombstones()]
    except sqlite3.Error as error:
        raise StoreError(
            f"what was erased cannot be read: {error}",
            where=str(archive),
            remedy="move the damaged store away, restore without --replace, and give the tombstones by --erased",
        ) from error
