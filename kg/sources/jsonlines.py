"""JSON Lines → records; one object a line: id, text, published, title, publisher, url, language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from kg.errors import InputError
from kg.sources.text import decode_text, too_long

KEYS = ("id", "title", "publisher", "published", "url", "language")
"""Optional keys of a record; all are strings or null, ``id`` may be a whole number."""
MAX_LINE_BYTES = 5_000_000
"""Longest line: the longest article with every character escaped, and its metadata."""


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


def read_record(line: bytes) -> dict[str, str]:
    """The ``text`` and the known keys of one line; null and absent are the same, other keys are left alone.

    Raises:
        InputError: no JSON object, no ``text``, or a value of the wrong type.
    """
    record = _object(line)
    if not isinstance(record.get("text"), str):
        raise InputError('no "text" in the object', remedy='give {"text": "..."}')
    if isinstance(record.get("id"), int) and not isinstance(record["id"], bool):
        record["id"] = str(record["id"])
    values = {key: _string(record, key) for key in ("text", *KEYS) if record.get(key) is not None}
    return {key: value for key, value in values.items() if value.strip() or key == "text"}


def _object(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(decode_text(line))
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise InputError("not JSON that can be read: nested too deeply") from None
    except ValueError:  # a number of more digits than int() takes
        raise InputError("not JSON that can be read: a number is too long") from None
    if not isinstance(record, dict):
        raise InputError("not a JSON object", remedy='give {"text": "..."}')
    return record


def _string(record: dict[str, object], key: str) -> str:
    value = record[key]
    if not isinstance(value, str):
        raise InputError(f'"{key}" is not a string')
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise InputError(f'"{key}" holds half a surrogate pair, which no text has')
    return value
