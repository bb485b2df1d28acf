"""Files of quads → a store of their own: all of them are its graph, or it stays as it was.

The files are loaded into a folder beside the graph, as a rebuild does, and one row of the archive turns to it when it
is whole. A load that breaks off leaves a folder that the next opening removes, and the old graph in use.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, cast

import zstandard
from pyoxigraph import RdfFormat

from kg.cores import usable_cores
from kg.errors import InputError, StoreError
from kg.store.archive import LoadedFile
from kg.store.embedded import EmbeddedGraph
from kg.store.remedies import is_full, remedy_for
from kg.store.store import Store

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FORMATS: Mapping[str, RdfFormat] = {
    ".nq": RdfFormat.N_QUADS,
    ".nquads": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
}
"""By the ending of the name; triples go into the default graph."""
SUMS = "SHA256SUMS"
"""The usual name of a list of checksums."""
_SHOWN = 5
_PACKED = (".gz", ".zst")
_OF_LINES = (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES)
_MANY_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 26
"""Some 400,000 quads; smaller chunks leave more and smaller tables, larger ones are more memory."""

Told = Callable[[int], None]
"""Hears of so many more bytes of the files."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load has done."""

    files: tuple[LoadedFile, ...]
    quads: int
    seconds: float


def check_files(paths: Sequence[str]) -> int:
    """The bytes of the files, before anything is touched.

    Raises:
        InputError: one is not there, or is of no kind that is known.
    """
    size = 0
    for path in paths:
        format_of(path)
        try:
            with open(path, "rb") as file:
                size += os.fstat(file.fileno()).st_size
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", where=path) from error
    return size


def format_of(path: str) -> RdfFormat:
    """How the quads of a file are written, by the ending of its name.

    >>> format_of("dump.nq.zst"), format_of("graph.trig")
    (<RdfFormat N-Quads>, <RdfFormat TriG>)
    """
    name = Path(path).name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    if form := FORMATS.get(Path(name).suffix):
        return form
    raise InputError("no quads by its ending", where=path, remedy=f"use {' '.join(FORMATS)}, and .gz or .zst after it")


def read_checksums(path: str) -> dict[str, str]:
    """SHA-256 by name of the file, of a list as ``sha256sum`` writes it.

    Raises:
        InputError: it cannot be read, or is no such list.
    """
    sums: dict[str, str] = {}
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=path) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found = re.fullmatch(r"([0-9a-fA-F]{64}) [ *](.+)", line)
            if not found:
                raise InputError("no checksum as sha256sum writes it", where=f"{path} line {number}")
            sums[Path(found[2]).name] = found[1].lower()
    return sums


def check_listed(paths: Sequence[str], checksums: Mapping[str, str], where: str) -> None:
    """See that all files are given that a list of checksums names and that are written as one of the given ones is.

    A list may name files of other forms beside them: those of a dump say the same in each.

    Raises:
        InputError: some are not given, so that a part of the graph would be missing.
    """
    given, forms = {Path(path).name for path in paths}, {format_of(path) for path in paths}
    missing = sorted(name for name in checksums if name not in given and _is_of(name, forms))
    if missing:
        shown = ", ".join(missing[:_SHOWN]) + (f" and {len(missing) - _SHOWN:,} more" if len(missing) > _SHOWN else "")
        raise InputError(
            f"{len(missing):,} files of the list are not given: {shown}",
            where=where,
            remedy="give them too, or a list of those to be loaded; nothing was changed",
        )


def _is_of(name: str, forms: Collection[RdfFormat]) -> bool:
    try:
        return format_of(name) in forms
    except InputError:
        return False


def load_files(store: Store, paths: Sequence[str], checksums: Mapping[str, str] | None, told: Told) -> Loaded:
    """Let the quads of the files, and nothing else, be the graph of a store without articles.

    ``checksums`` by name of the file must hold all of them, where given.

    Raises:
        InputError: a file is broken (the error names the line) or not what its checksum says; the store is as before.
        StoreError: the store holds articles, or cannot be written.
    """
    begin = time.monotonic()
    files: list[LoadedFile] = []

    def fill(graph: EmbeddedGraph) -> Sequence[LoadedFile]:
        for path in paths:
            files.append(_load_file(graph, path, checksums, told))
        _put_in_order(graph)
        return files

    quads = store.put_graph(fill)
    return Loaded(tuple(files), quads, time.monotonic() - begin)


def _put_in_order(graph: EmbeddedGraph) -> None:
    """Make one sorted whole of what came in chunks: queries over many rows take a fifth to a third less time then."""
    try:
        graph.oxigraph.optimize()
    except OSError as error:
        raise StoreError(
            f"what was loaded cannot be put in order: {_said(error)}",
            remedy=remedy_for(error, "nothing was changed; look at the disk, then load once more"),
        ) from error


def _load_file(graph: EmbeddedGraph, path: str, checksums: Mapping[str, str] | None, told: Told) -> LoadedFile:
    name = Path(path).name
    if checksums is not None and name not in checksums:
        raise InputError("not in the list of checksums", where=path)
    load, form = graph.oxigraph.bulk_load, format_of(path)
    with _opened(path, told) as (content, digest):
        try:
            if form in _OF_LINES:
                _load_lines(partial(load, format=form), content)
            else:
                load(content, form)
        except _BrokenLine as broken:
            raise _mistake(path, broken.line, broken.error) from broken.error
        except SyntaxError as error:
            raise _mistake(path, error.lineno, error) from error
        except (OSError, EOFError, zstandard.ZstdError, ValueError) as error:
            raise _failure(path, error) from error
        found = digest()
    if checksums is not None and found != checksums[name]:
        raise InputError("not what its checksum says", where=path, remedy="nothing was changed; fetch the file again")
    return LoadedFile(name, found)


def _load_lines(load: Callable[[IO[bytes] | bytes], None], content: IO[bytes]) -> None:
    """Load lines in chunks, on all cores: the engine loads one call on one core.

    Each call names blank nodes anew, so lines with blank nodes are put by and loaded by one call of their own.
    """
    cores = usable_cores()
    with ThreadPoolExecutor(cores) as pool, TemporaryFile() as apart:
        under_way: deque[tuple[int, Future[None]]] = deque()
        lines, has_blank_nodes = 0, False
        while chunk := content.read(_CHUNK_BYTES) + content.readline():
            count = chunk.count(b"\n")
            if b"_:" in chunk:
                has_blank_nodes = True
                chunk, put_by = _parted(chunk)
                apart.write(put_by)
            else:
                apart.write(b"\n" * count)  # so that the numbers of lines hold
            under_way.append((lines, pool.submit(load, chunk)))
            lines += count
            while len(under_way) > cores:
                _await(*under_way.popleft())
        for first, future in under_way:
            _await(first, future)
        if has_blank_nodes:
            apart.seek(0)
            load(apart)


def _await(lines_before: int, future: Future[None]) -> None:
    try:
        future.result()
    except SyntaxError as error:
        cause = error.with_traceback(None)  # the future holds it: its frames would hold the graph open until collected
        raise _BrokenLine(lines_before + (error.lineno or 1), cause) from cause


def _parted(chunk: bytes) -> tuple[bytes, bytes]:
    """The lines that may hold no blank node, and those that may, each with an empty line in place of the others."""
    plain, blank = list[bytes](), list[bytes]()
    for line in chunk.splitlines(keepends=True):
        into, other = (blank, plain) if b"_:" in line else (plain, blank)
        into.append(line)
        other.append(b"\n")
    return b"".join(plain), b"".join(blank)


class _BrokenLine(Exception):
    """Brings a mistake of a chunk to the line of the file."""

    def __init__(self, line: int, error: SyntaxError) -> None:
        super().__init__(str(error))
        self.line, self.error = line, error


def _mistake(path: str, line: int | None, error: SyntaxError) -> InputError:
    place = f"{path} line {line}" if line else path
    return InputError(_reason(error), where=place, remedy="nothing was changed; mend the file")


def _reason(error: SyntaxError) -> str:
    """What the parser says, without the places, which it tells in several ways."""
    said = str(error.msg).splitlines()[0]
    return re.sub(r"^Parser error (?:at|between) .*?: ", "", said) or said


def _failure(path: str, error: Exception) -> InputError | StoreError:
    said = _said(error)
    if is_full(said):
        return StoreError(f"the graph cannot be written: {said}", where=path, remedy=remedy_for(error, ""))
    return InputError(f"cannot be read: {said}", where=path, remedy="nothing was changed; look at the file")


def _said(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


@contextmanager
def _opened(path: str, told: Told) -> Iterator[tuple[IO[bytes], Callable[[], str]]]:
    """The content of a file, unpacked, and the SHA-256 of the file itself once it was read."""
    with ExitStack() as stack:
        watched = _Watched(path, told)
        packed = stack.enter_context(io.BufferedReader(watched, _MANY_BYTES))
        content: IO[bytes] = packed
        if path.lower().endswith(".gz"):
            content = cast(IO[bytes], stack.enter_context(gzip.open(packed)))
        elif path.lower().endswith(".zst"):
            unpacked = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
            content = stack.enter_context(io.BufferedReader(cast(io.RawIOBase, unpacked), _MANY_BYTES))

        def digest() -> str:
            while packed.read(_MANY_BYTES):  # what nobody wanted to read
                pass
            return watched.sha256.hexdigest()

        yield content, digest


class _Watched(io.RawIOBase):
    """A file that is counted and hashed while it is read."""

    def __init__(self, path: str, told: Told) -> None:
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115 - closed in ``close``
        self.sha256 = hashlib.sha256()
        self._told = told

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer; gives the number of bytes."""
        count = self._file.readinto(buffer)
        self.sha256.update(memoryview(buffer)[:count])
        self._told(count)
        return count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
