"""Files of a word processor as databases of news export them → their articles.

A database writes many articles into one file, each with a head of labelled lines before its text. What marks the end
of an article is what the two large ones write: ``End of Document`` or ``3 of 50 DOCUMENTS`` (Nexis), and ``Document``
with a long number (Factiva). A file with none of these is one article.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from kg.errors import InputError
from kg.sources.article import MAX_METADATA, Given
from kg.sources.dates import read_published

MOST_UNPACKED = 100_000_000
"""Most bytes that a DOCX file may unpack to; an export of 500 articles has about 3 MB."""

_END = re.compile(r"End of Document|Document [A-Za-z0-9]{20,60}", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,5} (?:of|sur|von) \d{1,6} DOCUMENTS?", re.IGNORECASE)
_LABEL = re.compile(
    r"(byline|section|length|dateline|highlight|headline|load-date|language|publication-type|graphic|source|copyright)"
    r"\s*:\s*(.*)",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(HD|BY|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CO|IN|NS|RE|PUB|AN|SE|CR|CLM|CT|IPD|IPC)(?:\s+(.*))?")
_WORDS = re.compile(r"[\d,.]+ words")
_RIGHTS = re.compile(r"(?:copyright\b|©|\(c\)).*", re.IGNORECASE)
_BODY = re.compile(r"body", re.IGNORECASE)
_BY = re.compile(r"by\s+(.{3,200})", re.IGNORECASE)
_HEAD_LINES = 14
"""A head is not longer than this; what comes later is text."""
_AFTER_TEXT = ("load-date", "language", "publication-type", "graphic", "source", "copyright", "section", "length")

Piece = tuple[str, Given]


def read_docx(data: bytes) -> list[Piece]:
    """The articles of a DOCX file; raises InputError."""
    from docx import Document

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise InputError("it unpacks to more than a document can have", remedy="split it")
        paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]
    except InputError:
        raise
    except Exception as error:  # python-docx raises what its parts raise: of zip, of XML, KeyError
        raise InputError(f"no DOCX file that can be read: {type(error).__name__}") from None
    return split_export([line for paragraph in paragraphs for line in paragraph.split("\n")])


def read_rtf(data: bytes) -> list[Piece]:
    """The articles of an RTF file; raises InputError."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise InputError("no RTF file")
    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    except Exception as error:  # striprtf is one long loop without errors of its own
        raise InputError(f"no RTF file that can be read: {type(error).__name__}") from None
    return split_export(text.splitlines())


def split_export(lines: Sequence[str]) -> list[Piece]:
    """The articles of an export, line by line; of an unknown layout all of it is one article."""
    cleaned = [" ".join(line.split()) for line in lines]
    if not any(_END.fullmatch(line) or _COUNT.fullmatch(line) for line in cleaned):
        return [(_text(cleaned), Given())]
    return [piece for chunk in _chunks(cleaned) if (piece := _piece(chunk))[0]]


def _chunks(lines: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for line in lines:
        if _END.fullmatch(line) or _COUNT.fullmatch(line):
            yield chunk
            chunk = []
        elif line:
            chunk.append(line)
    yield chunk


def _piece(chunk: Sequence[str]) -> Piece:
    if sum(bool(_FIELD.fullmatch(line)) for line in chunk) >= 4:
        return _by_fields(chunk)
    end = len(chunk)
    while end and (label := _LABEL.fullmatch(chunk[end - 1])) and label[1].lower() in _AFTER_TEXT:
        end -= 1
    start = _start_of_text(chunk[:end])
    return _text(chunk[start:end]), _said([*chunk[:start], *chunk[end:]])


def _start_of_text(chunk: Sequence[str]) -> int:
    """The line after ``Body``, else after the last of the lines that only heads have."""
    head = chunk[:_HEAD_LINES]
    if body := [number for number, line in enumerate(head) if _BODY.fullmatch(line)]:
        return body[0] + 1
    marks = [
        number for number, line in enumerate(head)
        if _LABEL.fullmatch(line) or _RIGHTS.match(line) or _WORDS.fullmatch(line)
    ]  # fmt: skip
    return max(marks, default=-1) + 1


def _said(head: Sequence[str]) -> Given:
    """What the head says: the day wherever it stands, the labelled lines, and title and outlet by their place."""
    labels = {label[1].lower(): label[2] for line in head if (label := _LABEL.fullmatch(line))}
    plain = [
        line for line in head
        if not (_LABEL.fullmatch(line) or _RIGHTS.match(line) or _WORDS.fullmatch(line) or _BODY.fullmatch(line))
    ]  # fmt: skip
    days = [number for number, line in enumerate(plain) if _day(line)]
    names = [line for number, line in enumerate(plain) if number not in days and not _BY.fullmatch(line)]
    byline = labels.get("byline") or next((found[1] for line in plain if (found := _BY.fullmatch(line))), None)
    outlet_first = len(head) > 1 and bool(_day(head[1])) and len(names) > 1  # "The Gauge / May 7, 2024 / Ferry talks"
    title, outlet = (names[1], names[0]) if outlet_first else (names[0] if names else None, _after(names))
    return Given(
        title=_short(labels.get("headline") or title),
        published=_day(plain[days[0]]) if days else None,
        publisher=_short(labels.get("source") or outlet),
        language=_short(labels.get("language")),
        authors=_short(byline),
    )


def _after(names: Sequence[str]) -> str | None:
    return names[1] if len(names) > 1 else None


def _by_fields(chunk: Sequence[str]) -> Piece:
    """A head and a text of which each part begins with a code of two or three letters (Factiva with indexing)."""
    parts: dict[str, list[str]] = {}
    code = ""
    for line in chunk:
        if field := _FIELD.fullmatch(line):
            code, line = field[1], field[2] or ""
        parts.setdefault(code, []).append(line)
    said = {code: " ".join(lines).strip() for code, lines in parts.items()}
    return _text([*parts.get("LP", []), *parts.get("TD", [])]), _said_by_fields(said)


def _said_by_fields(said: Mapping[str, str]) -> Given:
    return Given(
        title=_short(said.get("HD")),
        published=_day(said.get("PD", "")),
        publisher=_short(said.get("SN")),
        language=_short(said.get("LA")),
        authors=_short(_BY.sub(r"\1", said["BY"]) if said.get("BY") else None),
    )


def _day(line: str) -> str | None:
    """The day that a line names, if it names nothing else: "May 7, 2024 Tuesday", "7 May 2024"."""
    text = re.sub(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?", "", line, flags=re.IGNORECASE)
    text = re.sub(r"\s+\d{1,2}:\d{2}.*$", "", text).strip(" ,")
    try:
        return read_published(text).edtf if len(text) > 4 else None
    except InputError:
        return None


def _short(value: str | None) -> str | None:
    return value.strip() if value and len(value) <= MAX_METADATA else None


def _text(lines: Sequence[str]) -> str:
    return "\n\n".join(line for line in lines if line)
