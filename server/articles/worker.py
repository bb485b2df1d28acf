"""The process that reads articles, so that the server answers while it does: page → article, article → quads.

Started as ``python -m server.articles.worker FD PARENT BASE``. It has no network, gives way in priority to those who
ask, and ends with the server. Frames are those of ``server.engine.reader``:

====  ====================================================================
G     to the worker: what a job was given; answered by A or E
A     to the worker and back: an article, as a line of ``write_json_input``
O     the outcome: the report of ``timewire ingest``, as JSON
D     the quads, packed, right after O
E     the article cannot be read: why, in one line
Z     ready
====  ====================================================================
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from contextlib import suppress

from kg.errors import InputError
from kg.graph.iris import Iris
from kg.pipeline import Reader, check, load_reader, quads_of, read_article
from kg.report import ArticleOutcome, IngestReport, Status
from kg.sources.inputs import SkippedInput, read_json_input, write_json_input
from kg.store.embedded import pack
from server.articles.given import Submission
from server.engine.confinement import die_with, refuse_network
from server.engine.reader import HEADER, receive

_NICE = 2
"""Readers of long queries have 10; more than this and an article would wait long on a machine with other work."""


def main(descriptor: int, parent: int, base: str) -> None:
    """Serve the socket until it closes."""
    die_with(parent)  # it would else go on for as long as loading, or an article, takes
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends this process
    os.nice(_NICE)
    refuse_network()
    reader, iris = load_reader(), Iris(base)
    with (
        socket.socket(fileno=descriptor) as connection,
        connection.makefile("rb") as requests,
        suppress(ConnectionError),
    ):
        _warm_up(reader)
        _send(connection, b"Z", b"")
        while (frame := receive(requests)) is not None:
            for kind, body in _answer(frame[0], frame[1], reader, iris):
                _send(connection, kind, body)


def _warm_up(reader: Reader) -> None:
    assert reader.model
    assert reader.gazetteer


def _answer(kind: bytes, body: bytes, reader: Reader, iris: Iris) -> list[tuple[bytes, bytes]]:
    try:
        if kind == b"G":
            return [(b"A", write_json_input(Submission.unpack(body).read()))]
        return _read(body, reader, iris)
    except InputError as error:
        return [(b"E", str(error).encode())]


def _read(line: bytes, reader: Reader, iris: Iris) -> list[tuple[bytes, bytes]]:
    given = read_json_input(line)
    if isinstance(given, SkippedInput):
        raise InputError(given.reason)
    reading = read_article(given.article, reader)
    quads = quads_of(reading, iris)
    outcome = ArticleOutcome.of(reading, given.source, Status.ADDED, len(quads), check(quads, iris))
    return [(b"O", json.dumps(IngestReport((outcome,)).to_json()).encode()), (b"D", pack(quads))]


def _send(connection: socket.socket, kind: bytes, body: bytes) -> None:
    connection.sendall(HEADER.pack(kind, len(body)) + body)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
