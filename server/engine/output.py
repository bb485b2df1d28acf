"""Where a serializer writes to: holds the answer back until it is whole or long, and cuts it at the limit of rows.

Oxigraph writes results in one go and knows no limit of rows, so its text is cut. That happens where a row ends: in JSON
between ``}`` and ``,{`` outside strings, in XML after ``</result>``, in TSV, N-Triples and N-Quads after a line, in CSV
after a line outside quotation marks. In other forms triples are counted before they are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from kg.errors import TimewireError

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"


@dataclass(frozen=True, slots=True)
class RowMarks:
    """How rows are told apart in a format.

    ``sign`` stands at least once for each row (it may stand inside values too), ``end`` matches what is to be passed
    over or, with the group ``row``, the end of a row; ``before`` rows of the text are no rows; ``tail`` closes it.
    """

    sign: bytes
    end: re.Pattern[bytes]
    before: int = 0
    tail: bytes = b""


_LINE = re.compile(rb"(?P<row>\n)(?=.)", re.DOTALL)
_MARKS = {
    JSON: RowMarks(b"},{", re.compile(rb'"(?:[^"\\]|\\.)*"|(?P<row>\})(?=,\{)', re.DOTALL), tail=b"]}}"),
    XML: RowMarks(b"</result>", re.compile(rb"(?P<row></result>)(?=<result>)"), tail=b"</results></sparql>"),
    "text/tab-separated-values": RowMarks(b"\n", _LINE, before=1),
    "application/n-triples": RowMarks(b"\n", _LINE),
    "application/n-quads": RowMarks(b"\n", _LINE),
    "text/csv": RowMarks(b"\n", re.compile(rb'"[^"]*"|(?P<row>\n)(?=.)', re.DOTALL), before=1),
}
_UNSAYABLE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters that no document of XML can hold, in UTF-8."""
_OVERLAP = 8
"""Bytes of a sign that may lie in the part before."""


class LimitPassed(TimewireError):
    """More rows or more bytes (``what``) than allowed."""


class Output:
    """A byte sink: holds back ``hold_bytes``, then gives everything to ``send``.

    ``link`` stands in the head of JSON and XML. Once it has raised it swallows what comes, since the serializer empties
    its buffer when it is thrown away.
    """

    def __init__(
        self,
        media_type: str,
        max_rows: int,
        max_bytes: int,
        hold_bytes: int,
        send: Callable[[bytes], None],
        link: str = "",
    ) -> None:
        self._marks = _MARKS.get(media_type.partition(";")[0])
        self._is_xml = media_type.partition(";")[0].endswith("+xml")
        self._triples = 0
        self.max_rows = max_rows
        self._max_bytes = max_bytes
        self._hold_bytes = hold_bytes
        self._send = send
        self._link = link
        self._held = bytearray()
        self._last = b""
        self._signs = 0
        self._failed = False
        self.size = 0
        self.streaming = False
        self.cut = False

    @property
    def finds_rows(self) -> bool:
        """True if rows of the form are found in its text; else triples are to be told."""
        return self._marks is not None

    @property
    def rows(self) -> int:
        """Rows so far: triples, or by their signs; then a value that holds the sign counts as one more."""
        if self._marks is None or self.cut:
            return self.max_rows if self.cut else self._triples
        return max(0, self._signs - self._marks.before + (self._marks.sign == b"},{" and self._has_row))

    @property
    def _has_row(self) -> bool:
        return self._held.find(b'":[{', 0, 10_000) >= 0

    def tell_triples(self, written: int, more: bool) -> None:
        """Note how many triples were written, and whether there were more than ``max_rows``.

        Raises LimitPassed if so, and a part has left already.
        """
        self._triples = written
        if more and self.streaming:
            raise LimitPassed("rows")
        self.cut = more

    def write(self, part: bytes) -> int:
        """Take a part; raises LimitPassed, and ValueError for what XML cannot hold."""
        if not self._failed:
            self._failed = True
            self._take(bytes(part))
            self._failed = False
        return len(part)

    def flush(self) -> None:
        """Nothing to do: parts go on as they come."""

    def _take(self, part: bytes) -> None:
        if self._is_xml and (found := _UNSAYABLE.search(part)):
            raise ValueError(f"a value has the bytes {found[0].hex()}, which XML cannot hold: ask for another format")
        self._count(part)
        if self.streaming:
            self._check_size(len(part))
            self._send(part)
            return
        self._held += part
        if self._marks and self._signs > self.max_rows:
            self._cut_held(self._marks)
        self._check_size(len(part))
        if len(self._held) > self._hold_bytes:
            if self.cut:  # nobody could be told of it any more
                self.cut = False
                raise LimitPassed("rows")
            self.streaming = True
            self._send(self._with_links([self._link]))
            self._held.clear()

    def _check_size(self, more: int) -> None:
        self.size += more
        if self.size > self._max_bytes:
            raise LimitPassed("bytes")

    def _count(self, part: bytes) -> None:
        if self._marks is None:
            return
        sign, before = self._marks.sign, self._last
        self._signs += (before + part).count(sign) - before.count(sign)
        self._last = (before + part)[-min(_OVERLAP, len(sign) - 1) :] if len(sign) > 1 else b""
        if self.streaming and self._signs > self.max_rows + self._marks.before:
            raise LimitPassed("rows")

    def _cut_held(self, marks: RowMarks) -> None:
        held, left = bytes(self._held), self.max_rows + marks.before
        for found in marks.end.finditer(held):
            left -= found["row"] is not None
            if left <= 0:
                self.cut = True
                self._held = bytearray(held[: found.end()] + marks.tail)
                raise LimitPassed("rows")

    def value(self, about_cut: str = "") -> bytes:
        """What is held back; its head has ``about_cut`` as a link if it was cut."""
        return self._with_links([self._link, about_cut if self.cut else ""])

    def _with_links(self, links: Sequence[str]) -> bytes:
        """What is held back with those of the links that are not empty, where the format has a head."""
        there = [link for link in links if link]
        if not there:
            return bytes(self._held)
        inside = b'"link":' + json.dumps(there, separators=(",", ":")).encode() + b"}"
        elements = b"".join(b'<link href="%b"/>' % escape(link).encode() for link in there)
        held = self._held.replace(b']},"results"', b"]," + inside + b',"results"', 1)
        held = held.replace(b'{"head":{},"boolean"', b'{"head":{' + inside + b',"boolean"', 1)
        return bytes(held.replace(b"</head>", elements + b"</head>", 1))
