"""Web archives (WARC, ISO 28500) → the pages in them; warcio takes records and HTTP apart.

A page is a record of type ``response`` or ``resource`` with status 200 and a body of HTML. What else a crawl keeps
(requests, pictures, scripts, redirects) is no article and is passed over; a page that is damaged is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]

from kg.errors import InputError
from kg.sources.html import MAX_PAGE_BYTES, page_too_large

_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a web archive: its address, and its bytes or the reason why there are none."""

    url: str
    body: bytes | str


def read_warc(stream: IO[bytes]) -> Iterator[Page]:
    """The pages in the order of the archive.

    Raises:
        InputError: no WARC, or one that breaks off; the pages before that stand.
    """
    noted = _Noted(stream)
    try:
        for record in ArchiveIterator(noted):
            if _is_page(record):
                yield _page(record)
            _read_rest(record)
        if noted.last.strip() and not noted.first.startswith(
            _GZIP
        ):  # a record ends with an empty line; warcio takes any end of the file for the last one
            raise InputError("cut off: the file ends within a record")
    except (ArchiveLoadFailed, EOFError, ValueError, KeyError, AttributeError) as error:
        raise InputError(f"damaged or cut off: {str(error).strip()[:100] or type(error).__name__}") from None


def _is_page(record: ArcWarcRecord) -> bool:
    headers: Any = record.http_headers
    if record.rec_type == "resource":
        return _is_html(record.rec_headers.get_header("Content-Type"))
    if record.rec_type != "response" or headers is None:
        return False
    return headers.get_statuscode() == "200" and _is_html(headers.get_header("Content-Type"))


def _is_html(kind: str | None) -> bool:
    return (kind or "").partition(";")[0].strip().lower() in _PAGES


def _page(record: ArcWarcRecord) -> Page:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    body = record.content_stream().read(MAX_PAGE_BYTES + 1)
    if len(body) > MAX_PAGE_BYTES:
        return Page(url, str(page_too_large()))
    if _is_cut(record):
        return Page(url, "cut off: the file ends within this page")
    return Page(url, body)


def _read_rest(record: ArcWarcRecord) -> None:
    while record.raw_stream.read(_CHUNK):
        pass


def _is_cut(record: ArcWarcRecord) -> bool:
    return getattr(record.raw_stream, "limit", 0) > 0 and not record.raw_stream.read(1)


class _Noted:
    """A stream that keeps the first and last bytes that were read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.first = self.last = b""

    def read(self, size: int = -1) -> bytes:
        """Bytes of the stream."""
        data = self._stream.read(size)
        self.first = self.first or data[:2]
        self.last = (self.last + data)[-4:]
        return data
