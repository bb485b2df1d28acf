"""Files that hold files (zip, tar, gzip, WARC) → their parts, one after another; nothing is unpacked to the disk.

A part is read like a file of its own. Each byte that comes out is counted against a budget of the outermost file, so
that no small file becomes a large one, however deeply it is packed. Names of parts are only ever shown, never opened.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from kg.errors import InputError
from kg.sources.article import Given
from kg.sources.forms import InputFormat, form_of_name, name_inside

FREE_BYTES = 64 * 1024 * 1024
"""So much may come out of any container, however small; beyond it the ratio counts."""
MOST_TIMES = 200
"""Largest ratio of what comes out to what went in: news pages pack to a tenth, at best to a fiftieth."""
MOST_BYTES = 64 * 1024**3
MOST_PARTS = 1_000_000
DEEPEST = 3
"""Containers within containers: a WARC in a gzip in a zip."""

_IN_MEMORY = 16 * 1024 * 1024
_CHUNK = 64 * 1024
FAULTS = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, NotImplementedError)
"""What readers of containers raise where one is damaged, when they come to the place."""


class Overblown(InputError):
    """A container that holds more than can be meant; nothing more of it is read."""


@dataclass(slots=True)
class Budget:
    """What may still come out of one outermost file of ``given`` bytes (None: unknown)."""

    given: int | None = None
    bytes: int = 0
    parts: int = 0

    def spend(self, count: int) -> None:
        """Count bytes that came out; raises Overblown."""
        self.bytes += count
        if self.bytes > MOST_BYTES:
            raise Overblown(f"it expands to more than {MOST_BYTES // 1024**3} GiB")
        if self.given is not None and self.bytes > max(FREE_BYTES, MOST_TIMES * self.given):
            raise Overblown(f"it expands to more than {MOST_TIMES} times its size", remedy="no news packs so small")

    def take_part(self) -> None:
        """Count a part; raises Overblown."""
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise Overblown(f"it holds more than {MOST_PARTS:,} files", remedy="split it")


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or what stands in one: ``name`` tells the form unless ``form`` does, ``said`` is what its holder says."""

    source: str
    name: str
    stream: IO[bytes]
    form: InputFormat = InputFormat.AUTO
    said: Given = field(default_factory=Given)
    depth: int = 0


@dataclass(frozen=True, slots=True)
class BadPart:
    """What stands in a container and cannot be read."""

    source: str
    reason: str


def open_parts(form: InputFormat, part: Part, budget: Budget) -> Iterator[Part | BadPart]:
    """The files that a container holds, in its order; each must be read before the next is asked for.

    Raises:
        InputError: no container of this form, or one that breaks off; what came before it stands.
        Overblown: too much in it.
    """
    if part.depth >= DEEPEST:
        raise InputError(f"packed more than {DEEPEST} times", remedy="unpack it")
    try:
        for inner in _OPENERS[form](part, budget):
            budget.take_part()
            yield inner
    except FAULTS as error:
        raise damaged(error) from None


def damaged(error: BaseException) -> InputError:
    """The error of a container that cannot be read on."""
    return InputError(f"damaged or cut off: {' '.join(str(error).split())[:100] or type(error).__name__}")


def _is_left_out(name: str) -> bool:
    """True for hidden files, and for those that one system adds to its archives."""
    return any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in PurePosixPath(name).parts)


# ------------------------------------------------------------------------------------------------- the containers


def _of_gzip(part: Part, budget: Budget) -> Iterator[Part]:
    name = name_inside(part.name)
    if form_of_name(name) is InputFormat.AUTO:
        name = ""  # then its first line tells
    with gzip.GzipFile(fileobj=part.stream) as stream:
        yield Part(part.source, name, _counted(stream, budget), said=part.said, depth=part.depth + 1)


def _of_tar(part: Part, budget: Budget) -> Iterator[Part | BadPart]:
    with tarfile.open(fileobj=_unbuffered(part.stream), mode="r|") as archive:
        for member in archive:
            source = f"{part.source}/{_shown(member.name)}"
            if member.isdir() or _is_left_out(member.name):
                continue
            stream = archive.extractfile(member) if member.isreg() else None
            if stream is None:
                yield BadPart(source, "no file but a link or a device")
            else:
                yield Part(source, member.name, _counted(stream, budget), depth=part.depth + 1)


def _of_zip(part: Part, budget: Budget) -> Iterator[Part | BadPart]:
    with _seekable(part.stream) as stream, zipfile.ZipFile(stream) as archive:
        for member in archive.infolist():
            if member.is_dir() or _is_left_out(member.filename):
                continue
            source = f"{part.source}/{_shown(member.filename)}"
            if member.flag_bits & 0x1:
                yield BadPart(source, "encrypted")
                continue
            try:
                file = archive.open(member)
            except FAULTS as error:
                yield BadPart(source, f"damaged: {error}")
                continue
            with file:
                yield Part(source, member.filename, _counted(file, budget), depth=part.depth + 1)


def _of_warc(part: Part, budget: Budget) -> Iterator[Part | BadPart]:
    from kg.sources.warc import read_warc  # what reads pages is slow to load

    for record in read_warc(_unbuffered(part.stream)):
        source = f"{part.source}: {_shown(record.url)}"
        if isinstance(record.body, str):
            yield BadPart(source, record.body)
        else:
            budget.spend(len(record.body))
            said = Given(url=record.url)
            yield Part(source, "", io.BytesIO(record.body), InputFormat.HTML, said, part.depth + 1)


_OPENERS = {
    InputFormat.GZIP: _of_gzip,
    InputFormat.TAR: _of_tar,
    InputFormat.ZIP: _of_zip,
    InputFormat.WARC: _of_warc,
}


def _shown(name: str) -> str:
    """A name as it may be printed."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name[:300])


# -------------------------------------------------------------------------------------------------------- streams


def _counted(stream: Any, budget: Budget) -> io.BufferedReader:
    return io.BufferedReader(_Counted(stream, budget), _CHUNK)


def _unbuffered(stream: IO[bytes]) -> Any:
    """The stream below the buffer: it gives what is whole before it comes to the place where a file breaks off."""
    raw = getattr(stream, "raw", None)
    return raw if isinstance(raw, _Counted) else stream


class _Counted(io.RawIOBase):
    """A stream whose bytes are counted as they are read."""

    def __init__(self, stream: Any, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        """True: that is all it can do."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read at most as many bytes as the buffer takes, and count them."""
        data = self._stream.read1(len(buffer))
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream, or a copy of it that can be read in any order, as the table of a zip file asks for."""
    if isinstance(stream, io.BytesIO | io.BufferedReader) and stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        while data := stream.read(_CHUNK):
            copy.write(data)
        copy.seek(0)
        yield copy
