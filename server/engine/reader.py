"""A reader process: answers questions on checkpoints of the graph, one at a time, until its socket closes.

Forked by ``server.engine.forking``, or started as ``python -m server.engine.reader FD PARENT MEMORY_MB``. First it
gives up what it does not need: more memory than allowed, the network, core dumps, and life without its parent.
Frames on the socket are a letter, the length in four bytes, and the rest:

====  =======================================================================================
Q     to the reader: {"path": checkpoint} with {"question"}, with {"update", "base", "prefixes"}, or alone, as
      ``marshal`` writes it: in a twentieth of the time of JSON, for readers that are the same Python; what they
      answer is never read so, since who breaks into a reader would be in the server then
A     the whole answer: what it took (``TOOK``: rows, bytes, processor time of the process so far, cut), the rest
H     a long answer begins: JSON {}
D     a part of it
Z     it is complete: JSON {"cpu"}, the processor time of the process so far in seconds
F     there is none, or it breaks off: JSON {"kind", "message"}
====  =======================================================================================
"""

from __future__ import annotations

import marshal
import socket
import struct
import sys
from contextlib import suppress
from typing import IO

from server.engine.confinement import confine

HEADER = struct.Struct("!cI")
TOOK = struct.Struct("!QQd?")
Frame = tuple[bytes, bytes]


def main(descriptor: int, parent: int, memory_mb: int) -> None:
    """Serve the socket."""
    confine(memory_mb, parent)
    from server.engine.answering import Answering  # pyoxigraph starts nothing before this

    with socket.socket(fileno=descriptor) as connection, suppress(ConnectionError):
        answering = Answering(lambda kind, body: connection.sendall(HEADER.pack(kind, len(body)) + body))
        with connection.makefile("rb") as requests:
            while (frame := receive(requests)) is not None:
                answering.answer(marshal.loads(frame[1]))


def receive(requests: IO[bytes]) -> Frame | None:
    """The next frame; None if the other side has gone."""
    header = requests.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, size = HEADER.unpack(header)
    body = requests.read(size)
    return (kind, body) if len(body) == size else None


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
