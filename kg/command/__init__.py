"""The verbs of the ``timewire`` command; each takes parsed arguments and gives the exit code."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a command tells its caller."""

    DONE = 0
    SOME_SKIPPED = 1
    FAILED = 2
