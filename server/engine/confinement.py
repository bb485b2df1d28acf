"""What a query process gives up before it works: memory beyond a limit, the network, core dumps, outliving its parent.

Linux only where it says so; elsewhere the limits that exist hold. Memory: RLIMIT_AS. Network: a seccomp filter that
refuses ``socket`` and ``io_uring_setup`` (no rights are needed for it, and it cannot be taken back).
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from contextlib import suppress

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_CALLS = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
"""Machine → audit number of the architecture, numbers of the calls ``socket`` and ``io_uring_setup``."""
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # with EACCES
_X32_BIT = 0x40000000
_M_ARENA_MAX = -8
_ARENAS = 2


def confine(memory_mb: int, parent: int) -> None:
    """Give up what a query does not need, life without the parent too; what the system does not know is left out."""
    share_memory_among_threads()
    limit = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends its readers
    die_with(parent)
    if sys.platform == "linux":
        refuse_network()


def share_memory_among_threads() -> None:
    """Have glibc reserve addresses for few threads: by its habit it takes 64 MB and more for each, used or not.

    What is limited are addresses, so a small limit would be met by chance, whichever threads the engine starts.
    """
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def die_with(parent: int) -> None:
    """Have this process killed when the one that started it ends; it may have ended already. Linux only."""
    if sys.platform != "linux":
        return
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit()


def refuse_network() -> bool:
    """Let this process open no more sockets; True if the system does that."""
    numbers = _CALLS.get(platform.machine())
    if numbers is None:
        return False
    program = _program(*numbers)
    code = ctypes.create_string_buffer(b"".join(program))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1) != 0:
        return False
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_char_p(header)) == 0


def _program(architecture: int, *refused: int) -> list[bytes]:
    """BPF: kill nothing, refuse the calls, and all calls of another architecture."""

    def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("HBBI", code, then, otherwise, value)

    tests = [
        step(_AT_LEAST, _X32_BIT, len(refused) + 1, 0),
        *(step(_EQUAL, number, len(refused) - at, 0) for at, number in enumerate(refused)),
    ]
    return [
        step(_LOAD, 4),  # the architecture
        step(_EQUAL, architecture, 0, len(tests) + 2),
        step(_LOAD, 0),  # the number of the call
        *tests,
        step(_RETURN, _ALLOW),
        step(_RETURN, _REFUSE),
    ]


def _prctl(option: int, *values: object) -> int:
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        filled = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in values]
        return int(library.prctl(option, *filled, *[ctypes.c_ulong(0)] * (4 - len(filled))))
    return -1
