"""A store moves to another engine: archive and graph are copied, and what has come is counted and compared."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad

from kg.errors import StoreError
from kg.exports.sorting import sorted_lines
from kg.store.engines.access import Access, read_access
from kg.store.folders import put_in_place, scratch_folder
from kg.store.graphs import Graph
from kg.store.opening import open_store
from kg.store.snapshot import take_snapshot
from kg.store.store import Store

_DRAFT = ".migrating-"


@dataclass(frozen=True, slots=True)
class Sum:
    """What a graph comes to: quads, those of them in the default graph, and the SHA-256 of the sorted N-Quads."""

    quads: int
    knowledge: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """A move that was verified."""

    articles: int
    generation: int
    sum: Sum


def sum_of(graph: Graph) -> Sum:
    """Read a graph to its end; memory does not grow with it."""
    counts = {"quads": 0, "knowledge": 0}

    def lines(quads: Iterable[Quad]) -> Iterable[str]:
        for quad in quads:
            counts["quads"] += 1
            counts["knowledge"] += isinstance(quad.graph_name, DefaultGraph)
            yield f"{quad} ."

    digest = sha256()
    for line in sorted_lines(lines(graph.quads())):
        digest.update(line.encode() + b"\n")
    return Sum(counts["quads"], counts["knowledge"], digest.hexdigest())


def migrate(source: Store, folder: Path, set_up: Callable[[Path], None] | None) -> Migrated:
    """Copy a store into a folder that is missing or empty; ``set_up`` names the engine that is to hold its graph there.

    The source stays as it is. A move that broke off leaves nothing in the folder, or a store that finishes it when it
    is opened: a graph that lies in the folder of a store with an engine is put onto that engine first.

    Raises:
        StoreError: the folder is taken, the engine is none, or what came is not what was there.
    """
    with source.turn:
        source.settle()
        _check_free(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with scratch_folder(folder.parent, _DRAFT) as scratch:
            draft = scratch / "store"
            draft.mkdir()
            take_snapshot(source, draft)
            if set_up:
                set_up(draft)
            put_in_place(draft, folder)
        expected = sum_of(source.graph)
    with open_store(folder, create=False) as target:
        _compare(expected, sum_of(target.graph), folder)
        return Migrated(len(target.archive.present_ids()), target.generation, expected)


def _check_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if access := _begun(folder):
            raise StoreError(
                f"a move to the engine at {access.query} was begun here and broke off",
                where=str(folder),
                remedy=f"timewire verify --store {shlex.quote(str(folder))} opens the store, which completes the move, "
                "and checks it; or empty the folder and the engine and begin anew",
            )
        raise StoreError("the folder is not empty", where=str(folder), remedy="give a new or an empty folder")


def _begun(folder: Path) -> Access | None:
    """The engine that the graph in a folder is on its way to."""
    return read_access(folder) if folder.is_dir() and any(folder.glob("graph-*")) else None


def _compare(expected: Sum, found: Sum, folder: Path) -> None:
    if found != expected:
        raise StoreError(
            f"what came is not what was there: {found.quads:,} quads with the SHA-256 {found.sha256[:12]}… "
            f"of {expected.quads:,} with {expected.sha256[:12]}…",
            where=str(folder),
            remedy="the store that was moved is as it was; see docs/engines.md for what engines cannot hold",
        )
