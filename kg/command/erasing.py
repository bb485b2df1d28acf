"""``erase``: take articles and persons out of a store for good, and tell what was taken out."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from kg.command import Exit
from kg.erasure import bury_again, erase_article, erase_person, finish
from kg.errors import InputError
from kg.pipeline import load_reader
from kg.sources.inputs import SkippedInput
from kg.store import Store, open_store
from kg.store.erasing import Tombstone


def run_erase(arguments: Namespace) -> Exit:
    """Erase, or list, apply and lift tombstones; what an earlier erasure left to do is done first."""
    with open_store(arguments.store, create=False, base=arguments.base_iri) as store:
        if arguments.list:
            print("".join(json.dumps(line) + "\n" for line in _listed(store)), end="")
            return Exit.DONE
        finish(store, load_reader())
        if arguments.lift:
            return _lift(store, arguments.lift)
        if arguments.tombstones:
            return _told(*_apply(store, Path(arguments.tombstones)))
        if arguments.resume:
            return Exit.DONE
        return _erase(store, arguments)


def _erase(store: Store, arguments: Namespace) -> Exit:
    if not arguments.what or not arguments.reason:
        raise InputError("nothing to erase, or no reason", remedy="give an id or a name, and --reason")
    if arguments.person or not store.archive.erasures.is_of_article(arguments.what):
        stone = erase_person(store, arguments.what, arguments.reason, load_reader())
    else:
        stone = erase_article(store, arguments.what, arguments.reason)
    return _told([stone], [])


def _told(stones: list[Tombstone], skipped: list[SkippedInput]) -> Exit:
    for stone in stones:
        print(f"erased {stone.kind} {stone.id}")
    for one in skipped:
        print(f"skipped {one.source}: {one.reason}")
    return Exit.SOME_SKIPPED if skipped else Exit.DONE


def _lift(store: Store, id_: str) -> Exit:
    with store.archive.transaction():
        if not store.archive.erasures.lift(id_):
            raise InputError(f"nothing of this id was erased: {id_}", remedy="see: timewire erase --list")
    print(f"may come again: {id_}")
    return Exit.DONE


# ----------------------------------------------------------------------------------------- tombstones as a file


def _listed(store: Store) -> Iterator[dict[str, Any]]:
    for stone in store.archive.erasures.tombstones():
        digests = store.archive.erasures.digests(stone.id)
        yield {
            "id": stone.id,
            "kind": stone.kind,
            "at": stone.at.isoformat(),
            "reason": stone.reason,
            "digests": digests,
        }


def _apply(store: Store, file: Path) -> tuple[list[Tombstone], list[SkippedInput]]:
    """Erase here what was erased elsewhere, as in a backup that was put back."""
    stones, skipped = [], []
    for stone, digests in read_tombstones(file):
        if held := bury_again(store, stone, digests):
            again = f"{', '.join(held)} came back: erase the person again, by the name"
            skipped.append(SkippedInput(stone.id, again))
        stones.append(stone)
    return stones, skipped


def read_tombstones(file: Path) -> Iterator[tuple[Tombstone, list[str]]]:
    """The tombstones of a file of ``timewire erase --list``, with the digests of what they keep out."""
    for number, line in enumerate(_lines(file), start=1):
        yield _read(line, f"{file}, line {number}")


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(file)) from error


def _read(line: str, where: str) -> tuple[Tombstone, list[str]]:
    try:
        said = json.loads(line)
        stone = Tombstone(str(said["id"]), str(said["kind"]), datetime.fromisoformat(said["at"]), str(said["reason"]))
        return stone, [str(digest) for digest in said["digests"]]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("no tombstone", where=where, remedy="give what timewire erase --list prints") from error
