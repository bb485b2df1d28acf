"""JSON → records: an object a line, or a document with a list of objects.

The keys are text, id, published, title, publisher, url, language, authors, licence, rights, corrects and retracts;
where others call them otherwise, the caller maps them (``Fields``): NewsAPI keeps the text in ``content`` and the
outlet in ``source.name``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from kg.errors import InputError
from kg.sources.text import decode_text, too_long

KEYS = (
    "id",
    "title",
    "publisher",
    "published",
    "url",
    "language",
    "authors",
    "licence",
    "rights",
    "corrects",
    "retracts",
)
"""Optional keys of a record; all are strings or null, ``id`` may be a whole number."""
MAX_LINE_BYTES = 5_000_000
"""Longest line: the longest article with every character escaped, and its metadata."""


Fields = Mapping[str, Sequence[str]]
"""Key of ours → the paths of theirs, of which the first that says something holds; a path has points between keys."""


def read_fields(given: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """``["text=content,description", "publisher=source.name"]`` as a mapping; raises InputError.

    >>> read_fields(["text=content,description"])
    {'text': ('content', 'description')}
    """
    fields = {}
    for one in given:
        key, _, paths = one.partition("=")
        if key.strip() not in ("text", *KEYS) or not paths.strip():
            known = ", ".join(("text", *KEYS))
            raise InputError(f"no field: {one[:80]!r}", remedy=f"write OURS=THEIRS, ours being one of {known}")
        fields[key.strip()] = tuple(path.strip() for path in paths.split(","))
    return fields


def read_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | InputError]]:
    """Number (from 1) and bytes of each line that is not blank; a line over the limit is an error in its place."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            _skip_rest_of_line(stream, line)
            yield number, too_long("line")
        elif line.strip():
            yield number, line


def _skip_rest_of_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(MAX_LINE_BYTES)


def read_record(line: bytes, fields: Fields | None = None) -> dict[str, str]:
    """The ``text`` and the known keys of one line; null and absent are the same, other keys are left alone.

    Raises:
        InputError: no JSON object, no ``text``, or a value of the wrong type.
    """
    return record_of(_json(line), fields or {})


def record_of(given: object, fields: Fields) -> dict[str, str]:
    """The same of an object that is read already."""
    if not isinstance(given, dict):
        raise InputError("not a JSON object", remedy='give {"text": "..."}')
    record = {key: _at(given, fields.get(key, (key,))) for key in ("text", *KEYS)}
    if not isinstance(record["text"], str):
        path = ",".join(fields.get("text", ("text",)))
        raise InputError(f'no "{path}" in the object', remedy='give {"text": "..."}, or map it with --field text=NAME')
    if isinstance(record["id"], int) and not isinstance(record["id"], bool):
        record["id"] = str(record["id"])
    values = {key: _string(record, key) for key, value in record.items() if value is not None}
    return {key: value for key, value in values.items() if value.strip() or key == "text"}


def read_document(data: bytes) -> list[object]:
    """The objects of a JSON document: those of its list, or of the one list of objects in it, or itself.

    Raises:
        InputError: no JSON.
    """
    whole = _json(data)
    if isinstance(whole, list):
        return whole
    lists = [value for value in whole.values() if _is_list_of_objects(value)] if isinstance(whole, dict) else []
    return lists[0] if len(lists) == 1 and isinstance(whole, dict) and "text" not in whole else [whole]


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _at(record: dict[str, object], paths: Sequence[str]) -> object:
    """The value at the first path that leads to one that says something; else null."""
    values = [_followed(record, path) for path in paths]
    return next((value for value in values if value is not None and value != ""), values[0])


def _followed(record: object, path: str) -> object:
    if isinstance(record, dict) and path in record:
        return record[path]
    for key in path.split("."):
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _json(data: bytes) -> Any:
    try:
        return json.loads(decode_text(data))
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise InputError("not JSON that can be read: nested too deeply") from None
    except ValueError:  # a number of more digits than int() takes
        raise InputError("not JSON that can be read: a number is too long") from None


def _string(record: Mapping[str, object], key: str) -> str:
    value = record[key]
    if not isinstance(value, str):
        raise InputError(f'"{key}" is not a string')
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise InputError(f'"{key}" holds half a surrogate pair, which no text has')
    return value
