"""``watch``: reads what comes into a folder, until it is stopped."""

from __future__ import annotations

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType

from kg.command import Exit
from kg.command.writing import reader_of, take_in, told
from kg.errors import TimewireError
from kg.sources.article import Given
from kg.sources.inputs import believed, read_inputs
from kg.sources.jsonlines import read_fields

Stamp = tuple[int, int]
"""Size, and time of the last change in nanoseconds."""


@dataclass(slots=True)
class Folder:
    """The files of a folder; a file is ready when two looks at it saw the same, and is given once for each change."""

    path: str
    _looked: Mapping[str, Stamp] = field(default_factory=dict)
    _given: dict[str, Stamp] = field(default_factory=dict)

    def ready(self) -> list[str]:
        """The files that are new or changed and have stopped growing, by name."""
        before, self._looked = self._looked, dict(_stamps(self.path))
        ready = [
            name
            for name, stamp in self._looked.items()
            if before.get(name) == stamp and self._given.get(name) != stamp and stamp[0]
        ]
        self._given.update((name, self._looked[name]) for name in ready)
        return sorted(ready)


def run_watch(arguments: Namespace) -> Exit:
    """Look at the folder again and again; each time, read what is ready."""
    if not os.path.isdir(arguments.folder):
        raise TimewireError("no folder", where=arguments.folder, remedy="make it first")
    if arguments.every <= 0:
        raise TimewireError("--every takes a positive number of seconds")
    folder, reader, stop = Folder(arguments.folder), reader_of(arguments), Event()
    given, fields = Given(publisher=arguments.publisher), read_fields(arguments.field)
    worst = Exit.DONE
    with _stopped_by_signals(stop):
        while not stop.is_set():
            if names := folder.ready():
                inputs = read_inputs(names, sys.stdin.buffer, given=given, fields=fields)
                worst = max(worst, told(arguments, take_in(arguments, believed(inputs, date.today()), reader)))
                sys.stdout.flush()
            stop.wait(arguments.every)
    return worst


def _stamps(path: str) -> Iterator[tuple[str, Stamp]]:
    """Files below a folder but hidden ones, which is what half-copied files are often named like."""
    for folder, folders, files in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.startswith(".") or name.endswith((".part", ".tmp", ".crdownload", "~")):
                continue
            try:
                status = os.stat(full := str(Path(folder, name)))
            except OSError:  # it has gone in between
                continue
            yield full, (status.st_size, status.st_mtime_ns)


@contextmanager
def _stopped_by_signals(stop: Event) -> Iterator[None]:
    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
