"""What lies in the folder of a store.

folder/archive.sqlite   what was received and decided
folder/graph-1/         what follows from it; ``rebuild`` makes the next one beside it and turns to that
folder/lock, owner.json who owns the folder
folder/engine.json      the engine that holds the graph instead of graph-1/ (kg/store/engines)
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import StoreError
from kg.store.archive import Archive
from kg.store.engines.access import ENGINE_FILE
from kg.store.owner import LOCK_FILE, OWNER_FILE

ARCHIVE_FILE = "archive.sqlite"
COPIES_FOLDER = "checkpoints"
"""Where a server keeps the copies of the graph that its readers read."""
_OWN_FILES = frozenset({LOCK_FILE, OWNER_FILE, OWNER_FILE + ".new", ENGINE_FILE, "lost+found"})


def check_folder(folder: Path, create: bool) -> None:
    """A store, or a folder that may become one; nothing is written before this is known."""
    try:
        if (folder / ARCHIVE_FILE).is_file():
            return
        if not create:
            raise StoreError(
                "no store here", where=str(folder), remedy="make one with: timewire ingest FILE --store DIR"
            )
        folder.mkdir(parents=True, exist_ok=True)
        foreign = sorted(child.name for child in folder.iterdir() if child.name not in _OWN_FILES)
    except OSError as error:
        raise StoreError(
            f"cannot be opened: {error.strerror}", where=str(folder), remedy="choose another folder with --store"
        ) from error
    if foreign:
        raise StoreError(
            f"the folder holds other files ({foreign[0]}) and is no store",
            where=str(folder),
            remedy="choose an empty folder with --store",
        )


def graph_folder(archive: Archive) -> str:
    """The name of the folder that holds the graph now."""
    return (archive.meta("graph") or b"graph-1").decode()


def graph_folders(folder: Path) -> Iterator[Path]:
    """The folders of graphs, the one of now and older ones."""
    return (child for child in folder.glob("graph-*") if child.is_dir())


def next_name(folder: Path) -> str:
    """A name for the folder of the next graph."""
    numbers = (int(name) for child in graph_folders(folder) if (name := child.name.removeprefix("graph-")).isdecimal())
    return f"graph-{1 + max(numbers, default=0)}"
