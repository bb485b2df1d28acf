"""The folder of a distributed run: pieces that are there as a whole or not at all, so that a run can go on.

All workers see it (a shared file system). A piece is written under another name and then renamed; what has its name is
done, whoever wrote it, and is not made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, serialize

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Work:
    """The folders of a run below ``root``, the results in ``out``."""

    root: Path
    out: Path

    def answers(self, chunk: int) -> Path:
        """What became of the articles of a chunk."""
        return self.root / "read" / f"{chunk:06d}.json"

    def signed(self, chunk: int) -> Path:
        """The signatures of the reports of a chunk, a line each."""
        return self.root / "signed" / f"{chunk:06d}.jsonl"

    def prints(self, chunk: int) -> Path:
        """The prints of the texts of a chunk, by which copies are found."""
        return self.root / "prints" / f"{chunk:06d}.json"

    def filed(self, chunk: int, part: int) -> Path:
        """Blocking keys of a chunk that belong to one part of the comparison."""
        return self.root / "filed" / f"{part:04d}" / f"{chunk:06d}.jsonl"

    def near(self, part: int) -> Path:
        """Pairs of reports that are near one another, as one part of the comparison found them."""
        return self.root / "near" / f"{part:04d}.json"

    @property
    def named(self) -> Path:
        """Which event each report is counted to."""
        return self.root / "named.json"

    def lent(self, chunk: int, by: int) -> Path:
        """What articles of another chunk (``by``) say of events that are built with this one."""
        return self.root / "lent" / f"{chunk:06d}" / f"{by:06d}.nq"

    def lent_all(self, by: int) -> Path:
        """The mark that a chunk has lent all it has to lend."""
        return self.root / "lent" / f"{by:06d}.done"

    def articles(self, chunk: int) -> Path:
        """The quads of the articles of a chunk."""
        return self.out / f"articles-{chunk:06d}.nq"

    def events(self, chunk: int) -> Path:
        """The quads of the events that are built with a chunk."""
        return self.out / f"events-{chunk:06d}.nq"

    @property
    def doubts(self) -> Path:
        """Which events may be the same."""
        return self.out / "doubts.nq"


def write_whole(path: Path, content: bytes) -> None:
    """Write a piece; it has its name when it is whole and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(0o644)
    Path(file.name).rename(path)


def write_json(path: Path, content: Any) -> None:
    """Write a piece as JSON."""
    write_whole(path, json.dumps(content, ensure_ascii=False).encode())


def read_json(path: Path) -> Any:
    """A piece of JSON."""
    return json.loads(path.read_bytes())


def write_lines(path: Path, rows: Iterable[Any]) -> None:
    """Write a piece with an object of JSON a line."""
    write_whole(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())


def read_lines(path: Path) -> Iterator[Any]:
    """The objects of a piece, one at a time."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def write_quads(path: Path, quads: Iterable[Quad]) -> None:
    """Write quads as N-Quads, each once, in the order of their lines: the same quads are the same bytes."""
    lines = set((serialize(quads, format=RdfFormat.N_QUADS) or b"").split(b"\n")) - {b""}
    write_whole(path, b"".join(line + b"\n" for line in sorted(lines)))


def write_sums(folder: Path) -> None:
    """Write the checksums of all results, as ``sha256sum`` does; ``timewire load --checksums`` reads them."""
    files = sorted(folder.glob("*.nq"))
    write_whole(folder / SUMS, "".join(f"{_digest(file)}  {file.name}\n" for file in files).encode())


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
