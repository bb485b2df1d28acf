"""Markdown with front matter → what the front matter says, and the body as the text."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.errors import InputError

KEYS = frozenset(
    {"id", "title", "publisher", "published", "url", "language", "authors", "licence", "rights", "corrects", "retracts"}
)
"""Keys of front matter that are read; others are the author's own and are left alone."""

_FENCE = re.compile(r"---[ \t]*(?:\r\n|\n|\r|\Z)")
_CLOSING = re.compile(r"^---[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")


class FrontMatter(NamedTuple):
    """The keys between the fences, and the body after them."""

    values: dict[str, str]
    body: str


def read_front_matter(text: str) -> FrontMatter:
    """Split a Markdown file; the body loses the line breaks before it and the blanks after it, and nothing else.

    Raises:
        InputError: no closing fence, a line that is no ``key: value``, or a known key twice or over several lines.
    """
    opening = _FENCE.match(text)
    if not opening:
        return FrontMatter({}, _body(text))
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        raise InputError("front matter has no closing ---", remedy="end it with a line of three hyphens")
    return FrontMatter(_values(text[opening.end() : closing.start()]), _body(text[closing.end() :]))


def _body(text: str) -> str:
    return text.lstrip("\r\n").rstrip()


def _values(block: str) -> dict[str, str]:
    values: dict[str, str] = {}
    key = ""
    for number, line in enumerate(block.splitlines(), start=2):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] in " \t-":
            _refuse_continuation(key, number)
            continue
        key, value = _key_and_value(line, number)
        if key in KEYS:
            if key in values:
                raise InputError(f"front matter says {key} twice (line {number})")
            values[key] = value
    return {key: value for key, value in values.items() if value}


def _key_and_value(line: str, number: int) -> tuple[str, str]:
    found = _LINE.fullmatch(line.rstrip())
    if not found:
        raise InputError(f"front matter line {number} is no 'key: value'")
    return found[1].lower(), _unquoted((found[2] or "").strip())


def _refuse_continuation(key: str, number: int) -> None:
    """Lists and folded lines are fine under keys that are not read."""
    if key in KEYS or not key:
        raise InputError(f"front matter line {number} continues {key or 'nothing'}", remedy="write it on one line")


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
