"""Paths and streams → articles, in a fixed order; what cannot be read is listed with its reason.

paths → files → (bytes → fields) → Article
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO

from kg.errors import InputError
from kg.model import Article
from kg.sources.article import Given, build_article
from kg.sources.containers import FAULTS, BadPart, Budget, Overblown, Part, damaged, open_parts
from kg.sources.forms import CONTAINERS, COUNTLESS, SUFFIXES, form_of_name, sniffed
from kg.sources.forms import InputFormat as InputFormat
from kg.sources.jsonlines import Fields, read_document, read_lines, read_record, record_of
from kg.sources.markdown import read_front_matter
from kg.sources.names import BatchNames, id_of_file, id_of_text, id_of_url
from kg.sources.text import MAX_BYTES, decode_text, read_limited


@dataclass(frozen=True, slots=True)
class GivenArticle:
    """An article and where it was given: a path, or a path and a line; ``notes`` say what of it was not believed."""

    source: str
    article: Article
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedInput:
    """An input that gave no article, and why."""

    source: str
    reason: str


Input = GivenArticle | SkippedInput

STDIN = "-"
_ONE_DAY = timedelta(days=1)
_MAX_DOCUMENT = 50_000_000
"""Longest JSON document or word-processor file, which is read as a whole and may hold many articles."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What holds for all inputs of a batch: ``given`` goes before what an article says of itself."""

    form: InputFormat = InputFormat.AUTO
    given: Given = field(default_factory=Given)
    fields: Fields = field(default_factory=dict)
    names: BatchNames = field(default_factory=BatchNames)


def read_inputs(
    paths: Iterable[str],
    stdin: IO[bytes],
    form: InputFormat = InputFormat.AUTO,
    given: Given | None = None,
    fields: Fields | None = None,
) -> Iterator[Input]:
    """The articles of files, folders (with all below them, sorted by name) and standard input (``-``).

    ``given`` is what the caller says of every article and goes before what the article says of itself; ``fields``
    maps keys of JSON. Hidden files of a folder are left out; other files that are no articles are listed.
    """
    intake = Intake(form, given or Given(), fields or {})
    for path in paths:
        for source in _files_of(path):
            yield from [source] if isinstance(source, SkippedInput) else _read_source(source, stdin, intake)


def read_bytes(data: bytes, source: str, name: str, said: Given, intake: Intake) -> Iterator[Input]:
    """The articles of bytes that came from elsewhere; ``said`` is what is known of them if they do not say it."""
    part = Part(source, name, BytesIO(data), intake.form, said)
    try:
        yield from _read_part(part, intake, Budget(len(data)))
    except InputError as error:
        yield SkippedInput(source, str(error))


def given_piece(text: str, own: Given, source: str, intake: Intake) -> Input:
    """The article of a text that has an address of its own."""
    said = over(intake.given, own)
    try:
        return GivenArticle(source, build_article(_id_of_one(said, text, "page"), text, said))
    except InputError as error:
        return SkippedInput(source, str(error))


def believed(inputs: Iterable[Input], today: date) -> Iterator[Input]:
    """The inputs; a day of publication after tomorrow (it may be tomorrow elsewhere) is dropped, with a note."""
    for one in inputs:
        published = one.article.published if isinstance(one, GivenArticle) else None
        if isinstance(one, GivenArticle) and published and published.start and published.start > today + _ONE_DAY:
            note = f"its day of publication is to come ({published.edtf}) and was not believed"
            yield replace(one, article=replace(one.article, published=None), notes=(*one.notes, note))
        else:
            yield one


def count_files(paths: Iterable[str]) -> int | None:
    """How many inputs the files hold; None where only reading them tells (standard input, JSON Lines, archives)."""
    count = 0
    for path in paths:
        for source in _files_of(path):
            name = source.source if isinstance(source, SkippedInput) else source
            if name == STDIN or form_of_name(name) in COUNTLESS:
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
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_of_page(name, files))
        for name in sorted(name for name in files if not name.startswith(".")):
            found = True
            yield _file_of_folder(Path(folder, name))
    if not found:
        yield SkippedInput(path, "no files in the folder" if os.access(path, os.R_OK | os.X_OK) else "not readable")


def _is_of_page(folder: str, files: list[str]) -> bool:
    """True for the folder in which a browser keeps the pictures and styles of a page that it saved beside it."""
    return folder.endswith("_files") and any(folder.removesuffix("_files") + end in files for end in (".html", ".htm"))


def _file_of_folder(path: Path) -> str | SkippedInput:
    return str(path) if form_of_name(path.name) is not InputFormat.AUTO else _no_article(str(path), "of a folder")


def _no_article(source: str, where: str) -> SkippedInput:
    return SkippedInput(source, f"no article by its ending ({where}, {' '.join(SUFFIXES)} are read)")


# -------------------------------------------------------------------------------------------------- formats


def _read_source(source: str, stdin: IO[bytes], intake: Intake) -> Iterator[Input]:
    try:
        if source == STDIN:
            yield from _read_part(Part("standard input", "", stdin, intake.form), intake, Budget())
        else:
            with _open(source) as stream:
                part = Part(source, source, stream, intake.form)
                yield from _read_part(part, intake, Budget(os.fstat(stream.fileno()).st_size))
    except InputError as error:
        yield SkippedInput(source, str(error))
    except OSError as error:
        yield SkippedInput(source, f"not readable: {error.strerror or error}")


def _open(source: str) -> IO[bytes]:
    if source.startswith(("https://", "http://")):
        raise InputError("an address of the web", remedy="timewire fetch reads those")
    status = os.stat(source)
    if stat.S_ISREG(status.st_mode) and not status.st_size:
        raise InputError("empty file")
    return open(source, "rb")


def _read_part(part: Part, intake: Intake, budget: Budget) -> Iterator[Input]:
    part = _with_form(part)
    if part.form in CONTAINERS:
        for inner in open_parts(part.form, part, budget):
            yield from _read_inner(inner, intake, budget)
    elif part.form is InputFormat.JSONL:
        yield from _read_jsonl(part, intake)
    elif part.form is InputFormat.JSON:
        yield from _read_json(part, intake)
    else:
        yield from _read_pieces(part, intake)


def _with_form(part: Part) -> Part:
    form = form_of_name(part.name)
    if part.form is not InputFormat.AUTO and form not in CONTAINERS:
        form = part.form
    if form is not InputFormat.AUTO:
        return replace(part, form=form)
    head = part.stream.readline(MAX_BYTES)
    return replace(part, form=sniffed(head), stream=_Rejoined(head, part.stream))


def _read_inner(inner: Part | BadPart, intake: Intake, budget: Budget) -> Iterator[Input]:
    """A file of a container; what is wrong with it is not what is wrong with the container."""
    if isinstance(inner, BadPart):
        yield SkippedInput(inner.source, inner.reason)
    elif inner.form is form_of_name(inner.name) is InputFormat.AUTO and inner.name:
        yield _no_article(inner.source, "of an archive")
    else:
        try:
            yield from _read_part(inner, intake, budget)
        except Overblown:
            raise
        except InputError as error:
            yield SkippedInput(inner.source, str(error))
        except FAULTS as error:
            yield SkippedInput(inner.source, str(damaged(error)))


class _Rejoined(BytesIO):
    """A stream whose first line was read already."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        super().__init__(head)
        self._rest = rest

    def seekable(self) -> bool:
        """False: what was read before is the head alone."""
        return False

    def read(self, size: int | None = -1, /) -> bytes:
        """Bytes of the head, then of the rest."""
        wanted = -1 if size is None else size
        data = super().read(wanted)
        return data + self._rest.read(wanted - len(data) if wanted >= 0 else -1)

    def readline(self, size: int | None = -1, /) -> bytes:
        """A line of the head, then lines of the rest."""
        return super().readline(size) or self._rest.readline(-1 if size is None else size)


# ------------------------------------------------------------------------------------ texts, pages and documents

Piece = tuple[str, Given]
"""A text, and what is said of it where it stands."""


def _read_text(stream: IO[bytes]) -> list[Piece]:
    return [(decode_text(read_limited(stream)), Given())]


def _read_markdown(stream: IO[bytes]) -> list[Piece]:
    own, text = read_front_matter(decode_text(read_limited(stream)))
    return [(text, Given(**own))]


def _read_html(stream: IO[bytes]) -> list[Piece]:
    from kg.sources.html import MAX_PAGE_BYTES, read_page  # what reads pages is slow to load

    return [read_page(_read_up_to(stream, MAX_PAGE_BYTES))]


def _read_mhtml(stream: IO[bytes]) -> list[Piece]:
    from kg.sources.html import read_saved_page

    return [read_saved_page(_read_up_to(stream, _MAX_DOCUMENT))]


def _read_docx(stream: IO[bytes]) -> list[Piece]:
    from kg.sources.exports import read_docx

    return read_docx(_read_up_to(stream, _MAX_DOCUMENT))


def _read_rtf(stream: IO[bytes]) -> list[Piece]:
    from kg.sources.exports import read_rtf

    return read_rtf(_read_up_to(stream, _MAX_DOCUMENT))


def _read_up_to(stream: IO[bytes], most: int) -> bytes:
    data = stream.read(most + 1)
    if len(data) > most:
        raise InputError(f"longer than {most // 1_000_000} MB", remedy="split it")
    return data


_PIECES: dict[InputFormat, Callable[[IO[bytes]], list[Piece]]] = {
    InputFormat.TEXT: _read_text,
    InputFormat.MARKDOWN: _read_markdown,
    InputFormat.HTML: _read_html,
    InputFormat.MHTML: _read_mhtml,
    InputFormat.DOCX: _read_docx,
    InputFormat.RTF: _read_rtf,
}


def _read_pieces(part: Part, intake: Intake) -> Iterator[Input]:
    if not (pieces := _PIECES[part.form](part.stream)):
        raise InputError("no article in it")
    for number, (text, own) in enumerate(pieces, start=1):
        source = part.source if len(pieces) == 1 else f"{part.source} article {number}"
        said = over(intake.given, over(own, part.said))
        try:
            if len(pieces) == 1:
                article_id = _id_of_single(said, part, text, intake.names)
            else:
                article_id = _id_of_one(said, text, Path(part.name).stem)
            yield GivenArticle(source, build_article(article_id, text, said))
        except InputError as error:
            yield SkippedInput(source, str(error))


def _id_of_single(said: Given, part: Part, text: str, names: BatchNames) -> str:
    if said.id or said.url or not part.name:
        return _id_of_one(said, text, said.title or "text")
    return names.assign(id_of_file(part.name), part.source, text)


def _id_of_one(said: Given, text: str, stem: str) -> str:
    """The id of one of many: its own, or of its address, or of its text."""
    return said.id or (id_of_url(said.url) if said.url else id_of_text(text, stem))


# ----------------------------------------------------------------------------------------------------------- JSON


def _read_jsonl(part: Part, intake: Intake) -> Iterator[Input]:
    for number, line in read_lines(part.stream):
        place = f"{part.source} line {number}"
        try:
            if isinstance(line, InputError):
                raise line
            yield GivenArticle(place, read_json_article(line, intake.given, _stem(part), intake.fields))
        except InputError as error:
            yield SkippedInput(place, str(error))


def _read_json(part: Part, intake: Intake) -> Iterator[Input]:
    records = read_document(_read_up_to(part.stream, _MAX_DOCUMENT))
    for number, record in enumerate(records, start=1):
        place = part.source if len(records) == 1 else f"{part.source} article {number}"
        try:
            own = record_of(record, intake.fields)
            yield GivenArticle(place, _json_article(own, intake.given, _stem(part)))
        except InputError as error:
            yield SkippedInput(place, str(error))


def _stem(part: Part) -> str:
    return Path(part.name or part.source).stem


def read_json_article(
    line: bytes, given: Given | None = None, stem: str = "text", fields: Fields | None = None
) -> Article:
    """The article of one line of JSON Lines; without id and address its id is made of ``stem`` and its text.

    Raises:
        InputError: the line is no article.
    """
    return _json_article(read_record(line, fields), given or Given(), stem)


def _json_article(own: dict[str, str], given: Given, stem: str) -> Article:
    text = own.pop("text")
    said = over(given, Given(**own))
    return build_article(_id_of_one(said, text, stem), text, said)


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
        "authors": article.authors,
        "licence": article.licence,
        "rights": article.rights,
        "corrects": article.corrects,
        "retracts": article.retracts,
        "notes": list(given.notes) or None,
    }
    return json.dumps({key: value for key, value in values.items() if value is not None}).encode() + b"\n"


def read_json_input(line: bytes) -> Input:
    """The article of a line that another process of Timewire wrote."""
    try:
        record = json.loads(line)
        notes = tuple(map(str, record.get("notes") or ()))
        return GivenArticle(record.get("source", "unnamed input"), read_json_article(line), notes)
    except (ValueError, AttributeError, InputError) as error:
        return SkippedInput("line of the request", str(error))


def over(one: Given, other: Given) -> Given:
    """What ``one`` says, else what ``other`` says."""
    return Given(**{each.name: getattr(one, each.name) or getattr(other, each.name) for each in fields(Given)})
