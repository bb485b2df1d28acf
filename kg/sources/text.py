"""Bytes → text: UTF-8 as it stands, or an InputError that says why it is no text."""

from __future__ import annotations

from typing import IO

from kg.errors import InputError

MAX_CHARACTERS = 400_000
"""Longest article, in code points: about forty times a long news feature."""
MAX_BYTES = 4 * MAX_CHARACTERS + 65_536
"""Longest file of one article: every character may take four bytes, and front matter comes before them."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def too_long(what: str = "text") -> InputError:
    """The error of an article over the limit."""
    return InputError(f"{what} is longer than {MAX_CHARACTERS:,} characters", remedy="split it into articles")


def read_limited(stream: IO[bytes]) -> bytes:
    """All bytes of one article; a longer stream is not read to its end."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_long()
    return data


def decode_text(data: bytes) -> str:
    """The text of UTF-8 bytes, byte order mark left out, nothing else changed.

    Raises:
        InputError: binary data, another encoding, or broken UTF-8 (with the offset of the first bad byte).
    """
    if data.startswith(_UTF16_MARKS):
        raise InputError("UTF-16, not UTF-8", remedy="convert it, for example with iconv -f utf-16 -t utf-8")
    if b"\x00" in data:
        raise InputError("binary data, not text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
            remedy="convert it, for example with iconv -f latin1 -t utf-8",
        ) from None
    return text
