"""How the bytes of an input are read: by the ending of its name, else by its first bytes."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import PurePosixPath


class InputFormat(StrEnum):
    """How the bytes of an input are read; AUTO goes by the ending of the name, else by the first line."""

    AUTO = "auto"
    TEXT = "text"
    MARKDOWN = "markdown"
    JSONL = "jsonl"
    JSON = "json"
    HTML = "html"
    MHTML = "mhtml"
    DOCX = "docx"
    RTF = "rtf"
    WARC = "warc"
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"


SUFFIXES = {
    ".txt": InputFormat.TEXT,
    ".text": InputFormat.TEXT,
    ".md": InputFormat.MARKDOWN,
    ".markdown": InputFormat.MARKDOWN,
    ".jsonl": InputFormat.JSONL,
    ".ndjson": InputFormat.JSONL,
    ".json": InputFormat.JSON,
    ".html": InputFormat.HTML,
    ".htm": InputFormat.HTML,
    ".xhtml": InputFormat.HTML,
    ".mhtml": InputFormat.MHTML,
    ".mht": InputFormat.MHTML,
    ".docx": InputFormat.DOCX,
    ".rtf": InputFormat.RTF,
    ".warc": InputFormat.WARC,
    ".zip": InputFormat.ZIP,
    ".tar": InputFormat.TAR,
    ".tgz": InputFormat.GZIP,
    ".gz": InputFormat.GZIP,
}
"""Endings that are known; what stands in a ``.gz`` goes by the ending before it."""

CONTAINERS = frozenset({InputFormat.WARC, InputFormat.ZIP, InputFormat.TAR, InputFormat.GZIP})
"""Forms that hold files of other forms."""
COUNTLESS = CONTAINERS | {InputFormat.JSONL, InputFormat.JSON, InputFormat.DOCX, InputFormat.RTF}
"""Forms of which only reading tells how many articles they hold."""

_MAGIC = (
    (b"PK\x03\x04", InputFormat.ZIP),
    (b"\x1f\x8b", InputFormat.GZIP),
    (b"WARC/", InputFormat.WARC),
    (b"{\\rtf", InputFormat.RTF),
)
_PAGE_START = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def form_of_name(name: str) -> InputFormat:
    """What the ending says; AUTO if it says nothing.

    >>> form_of_name("news/2024-05.warc.gz"), form_of_name("page.HTML"), form_of_name("photo.jpg")
    (<InputFormat.GZIP: 'gzip'>, <InputFormat.HTML: 'html'>, <InputFormat.AUTO: 'auto'>)
    """
    return SUFFIXES.get(PurePosixPath(name).suffix.lower(), InputFormat.AUTO)


def name_inside(name: str) -> str:
    """What a compressed file is called when it is taken out.

    >>> name_inside("news.jsonl.gz"), name_inside("news.tgz")
    ('news.jsonl', 'news.tar')
    """
    path = PurePosixPath(name)
    return str(path.with_suffix(".tar" if path.suffix.lower() == ".tgz" else "")) if path.suffix else name


def sniffed(head: bytes) -> InputFormat:
    """What the first line says; TEXT if it says nothing."""
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    line = head.removeprefix(b"\xef\xbb\xbf").strip()
    if _PAGE_START.match(line):
        return InputFormat.HTML
    if line == b"---":
        return InputFormat.MARKDOWN
    if line.startswith(b"{"):
        return _json_or_text(line)
    return InputFormat.TEXT


def _json_or_text(line: bytes) -> InputFormat:
    try:
        return InputFormat.JSONL if isinstance(json.loads(line), dict) else InputFormat.TEXT
    except (ValueError, RecursionError):
        return InputFormat.TEXT
