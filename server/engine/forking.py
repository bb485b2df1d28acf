"""The process that readers are forked from: it has imported what they need, and does nothing but fork.

Started as ``python -m server.engine.forking FD PARENT``. A new Python takes a tenth of a second of processor time to
get ready, which is a second and more on a machine that is busy, just when readers are needed; a fork takes a
hundredth of that. Each message on the socket is the reader's limit of memory in MiB with its end of its connection;
the answer is the number of its process with a handle (pidfd) to end it by and to wait for it, or the number 0.
It asks no graph itself: threads do not live through a fork, and what has drawn random numbers draws them twice.
It ends with the server, and so do its readers with it.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import struct
import sys
from contextlib import suppress

from server.engine import reader
from server.engine.confinement import die_with

WANTED = struct.Struct("!I")
STARTED = struct.Struct("!i")


def main(descriptor: int, parent: int) -> None:
    """Fork a reader for each message, until the socket closes."""
    die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for them, the system is to forget them
    import server.engine.answering  # noqa: F401  what readers need, so that they have it from the start

    gc.collect()
    gc.freeze()  # else the first collection of each reader copies all pages
    with socket.socket(fileno=descriptor) as control, suppress(ConnectionError):
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, WANTED.size, 1)
            if not message:
                return
            with socket.socket(fileno=descriptors[0]) as connection:
                _fork(control, connection, *WANTED.unpack(message))


def _fork(control: socket.socket, connection: socket.socket, memory_mb: int) -> None:
    forker = os.getpid()
    try:
        pid = os.fork()
    except OSError:
        control.sendall(STARTED.pack(0))
        return
    if pid == 0:
        try:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            reader.main(connection.detach(), forker, memory_mb)
        finally:
            os._exit(0)
    try:
        handle = os.pidfd_open(pid)
    except OSError:  # it is gone already
        control.sendall(STARTED.pack(0))
        return
    try:
        socket.send_fds(control, [STARTED.pack(pid)], [handle])
    finally:
        os.close(handle)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
