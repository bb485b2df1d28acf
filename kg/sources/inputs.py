"""Paths and streams → articles, in a fixed order; what cannot be read is listed with its reason.

paths → files → (bytes → fields) → Article
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import IO

from kg.errors import InputError
from kg.model import Article
from kg.sources.article import Given, build_article
from kg.sources.jsonlines import read_lines, read_record
from kg.sources.markdown import read_front_matter
from kg.sources.names import BatchNames, id_of_file, id_of_text, id_of_url
from kg.sources.text import MAX_BYTES, decode_text, read_limited


class InputFormat(StrEnum):
    """How the bytes of an input are read; AUTO goes by the ending of the name, else by the first line."""

    AUTO = "auto"
    TEXT = "text"
    MARKDOWN = "markdown"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class GivenArticle:
    """An article and where it was given: a path, or a path and a line."""

    source: str
    article: Article


@dataclass(frozen=True, slots=True)
class SkippedInput:
    """An input that gave no article, and why."""

    source: str
    reason: str


Input = GivenArticle | SkippedInput

_FORMATS = {
    ".txt": InputFormat.TEXT,
    ".text": InputFormat.TEXT,
    ".md": InputFormat.MARKDOWN,
    ".markdown": InputFormat.MARKDOWN,
    ".jsonl": InputFormat.JSONL,
    ".ndjson": InputFormat.JSONL,
}
STDIN = "-"


def read_inputs(
    paths: Iterable[str], stdin: IO[bytes], form: InputFormat = InputFormat.AUTO, given: Given | None = None
) -> Iterator[Input]:
    """The articles of files, folders (with all below them, sorted by name) and standard input (``-``).

    ``given`` is what the caller says of every article and goes before what the article says of itself.
    Hidden files of a folder are left out; other files that are no articles are listed.
    """
    names = BatchNames()
    for path in paths:
        for source in _files_of(path):
            if isinstance(source, SkippedInput):
                yield source
            else:
                yield from _read_source(source, stdin, form, given or Given(), names)


def count_files(paths: Iterable[str]) -> int | None:
    """How many inputs the files hold; None where only reading them tells (standard input, JSON Lines)."""
    count = 0
    for path in paths:
        for source in _files_of(path):
            name = source.source if isinstance(source, SkippedInput) else source
            if name == STDIN or _FORMATS.get(Path(name).suffix.lower()) is InputFormat.JSONL:
                return None
            count += 1
    return count


# ---------------------------------------------------------------------------------------------------- files


def _files_of(path: str) -> Iterator[str | SkippedInput]:
    if path == STDIN or not os.path.isdir(path):
        yield path
        return
    found = False
    for folder, folders, files in os.walk(path, onerror=None):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in files if not name.startswith(".")):
            found = True
            yield _file_of_folder(Path(folder, name))
    if not found:
        yield SkippedInput(path, "no files in the folder" if os.access(path, os.R_OK | os.X_OK) else "not readable")


def _file_of_folder(path: Path) -> str | SkippedInput:
    if path.suffix.lower() not in _FORMATS:
        kind = "HTML is not read yet" if path.suffix.lower() in (".html", ".htm") else "no article by its ending"
        return SkippedInput(str(path), f"{kind} (of a folder, {' '.join(_FORMATS)} are read)")
    return str(path)


# -------------------------------------------------------------------------------------------------- formats


def _read_source(source: str, stdin: IO[bytes], form: InputFormat, given: Given, names: BatchNames) -> Iterator[Input]:
    try:
        if source == STDIN:
            yield from _read_stream(stdin, "standard input", form, given, names)
        else:
            with _open(source) as stream:
                yield from _read_stream(stream, source, form, given, names)
    except InputError as error:
        yield SkippedInput(source, str(error))
    except OSError as error:
        yield SkippedInput(source, f"not readable: {error.strerror or error}")


def _open(source: str) -> IO[bytes]:
    status = os.stat(source)
    if stat.S_ISREG(status.st_mode) and not status.st_size:
        raise InputError("empty file")
    return open(source, "rb")


def _read_stream(stream: IO[bytes], source: str, form: InputFormat, given: Given, names: BatchNames) -> Iterator[Input]:
    if form is InputFormat.AUTO:
        form = _FORMATS.get(Path(source).suffix.lower(), InputFormat.AUTO)
    if form is InputFormat.AUTO:
        head = _first_line(stream)
        form, stream = _sniffed(head), _Rejoined(head, stream)
    if form is InputFormat.JSONL:
        yield from _read_jsonl(stream, source, given)
    else:
        yield _read_single(stream, source, form, given, names)


def _first_line(stream: IO[bytes]) -> bytes:
    return stream.readline(MAX_BYTES)


def _sniffed(head: bytes) -> InputFormat:
    line = head.removeprefix(b"\xef\xbb\xbf").strip()
    if line == b"---":
        return InputFormat.MARKDOWN
    if line.startswith(b"{"):
        try:
            return InputFormat.JSONL if isinstance(json.loads(line), dict) else InputFormat.TEXT
        except (ValueError, RecursionError):
            return InputFormat.TEXT
    return InputFormat.TEXT


class _Rejoined(BytesIO):
    """A stream whose first line was read already."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        super().__init__(head)
        self._rest = rest

    def read(self, size: int | None = -1, /) -> bytes:
        """Bytes of the head, then of the rest."""
        wanted = -1 if size is None else size
        data = super().read(wanted)
        return data + self._rest.read(wanted - len(data) if wanted >= 0 else -1)

    def readline(self, size: int | None = -1, /) -> bytes:
        """A line of the head, then lines of the rest."""
        return super().readline(size) or self._rest.readline(-1 if size is None else size)


def _read_single(stream: IO[bytes], source: str, form: InputFormat, given: Given, names: BatchNames) -> GivenArticle:
    text = decode_text(read_limited(stream))
    own: dict[str, str] = {}
    if form is InputFormat.MARKDOWN:
        own, text = read_front_matter(text)
    said = _merged(own, given)
    return GivenArticle(source, build_article(_id_of_single(said, source, text, names), text, said))


def _id_of_single(said: Given, source: str, text: str, names: BatchNames) -> str:
    if said.id:
        return said.id
    if said.url:
        return id_of_url(said.url)
    if source == "standard input":
        return id_of_text(text, said.title or "text")
    return names.assign(id_of_file(source), source, text)


def _read_jsonl(stream: IO[bytes], source: str, given: Given) -> Iterator[Input]:
    for number, line in read_lines(stream):
        place = f"{source} line {number}"
        try:
            if isinstance(line, InputError):
                raise line
            yield GivenArticle(place, read_json_article(line, given, Path(source).stem))
        except InputError as error:
            yield SkippedInput(place, str(error))


def read_json_article(line: bytes, given: Given | None = None, stem: str = "text") -> Article:
    """The article of one line of JSON Lines; without id and address its id is made of ``stem`` and its text.

    Raises:
        InputError: the line is no article.
    """
    record = read_record(line)
    text = record.pop("text")
    said = _merged(record, given or Given())
    return build_article(said.id or (id_of_url(said.url) if said.url else id_of_text(text, stem)), text, said)


def write_json_input(given: GivenArticle) -> bytes:
    """An article as a line of JSON Lines with its source; ``read_json_input`` gives the same article back."""
    article = given.article
    published = article.published.edtf if article.published else None
    values = {
        "source": given.source,
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "published": published,
        "publisher": article.publisher,
        "url": article.url,
        "language": article.language,
    }
    return json.dumps({key: value for key, value in values.items() if value is not None}).encode() + b"\n"


def read_json_input(line: bytes) -> Input:
    """The article of a line that another process of Timewire wrote."""
    try:
        source = json.loads(line).get("source", "unnamed input")
        return GivenArticle(source, read_json_article(line))
    except (ValueError, AttributeError, InputError) as error:
        return SkippedInput("line of the request", str(error))


def _merged(own: dict[str, str], given: Given) -> Given:
    """What the caller says goes before what the input says of itself."""
    return Given(**{field.name: getattr(given, field.name) or own.get(field.name) for field in fields(Given)})
