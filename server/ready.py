"""Answers ready to be sent: what a request brings back as bytes, for whoever sends the same request again.

They are looked up by the bytes of the request, before anything of it is understood, and all belong to one state of the
graph. So only answers are kept that depend on nothing else: the address, three headers, and the graph.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

ANSWERED = b"/sparql?"
"""How the addresses begin whose answers may be kept."""
_LONGEST_KEY = 20_000
_LARGEST = 1_000_000
_ENTRY_BYTES = 500
"""What an entry takes besides its bytes, about."""
_MATTER = {b"accept": 0, b"accept-encoding": 1, b"host": 2}
_OTHERWISE = frozenset(
    {
        *(b"if-none-match", b"if-match", b"if-modified-since", b"timewire-explain", b"content-length"),
        *(b"transfer-encoding", b"expect", b"upgrade", b"forwarded", b"x-forwarded-for", b"x-forwarded-proto"),
    }
)
"""Headers whose requests are answered the usual way."""

Key = tuple[bytes, bytes | None, bytes | None, bytes | None]
Ready = tuple[bytes, bytes]
"""The head of an answer, from the status line to the empty line but for its date, and its body."""


def key_of(url: bytes, headers: Iterable[tuple[bytes, bytes]]) -> Key | None:
    """What the answer to a GET depends on, from its address and headers (names in small letters); None: on more."""
    if not url.startswith(ANSWERED) or len(url) > _LONGEST_KEY:
        return None
    matter: list[bytes | None] = [None, None, None]
    for name, value in headers:
        place = _MATTER.get(name)
        if place is not None:
            if matter[place] is not None:
                return None  # repeated: let it be read with care
            matter[place] = value
        elif name in _OTHERWISE:
            return None
    return (url, *matter)  # type: ignore[return-value]  # three of them


class ReadyAnswers:
    """Answers of one generation by the request that they answer, as many as fit into ``max_bytes``, oldest first out.

    >>> answers = ReadyAnswers(10_000)
    >>> key = key_of(b"/sparql?query=ASK%7B%7D", [(b"host", b"example.org")])
    >>> answers.put("7", key, b"HTTP/1.1 200 OK...", b"{}")
    >>> answers.get("7", key)
    (b'HTTP/1.1 200 OK...', b'{}')
    >>> answers.get("8", key) is None
    True
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._size = 0
        self._generation = ""
        self._answers: OrderedDict[Key, Ready] = OrderedDict()

    def get(self, generation: str, key: Key) -> Ready | None:
        """The answer to a request in this state of the graph."""
        if generation != self._generation:
            return None
        found = self._answers.get(key)
        if found:
            self._answers.move_to_end(key)
        return found

    def put(self, generation: str, key: Key, head: bytes, body: bytes) -> None:
        """Keep an answer; those of another state go, and the oldest ones where there is no room."""
        if generation != self._generation:
            self._generation, self._size = generation, 0
            self._answers.clear()
        size = _size_of(key, (head, body))
        if size > min(_LARGEST, self._max_bytes) or key in self._answers:
            return
        self._answers[key] = (head, body)
        self._size += size
        while self._size > self._max_bytes:
            self._size -= _size_of(*self._answers.popitem(last=False))


def _size_of(key: Key, ready: Ready) -> int:
    return sum(len(part) for part in (*key, *ready) if part) + _ENTRY_BYTES
