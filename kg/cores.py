"""How many processes or threads of this one can be at work at the same time."""

from __future__ import annotations

import os


def usable_cores() -> int:
    """The cores that this process may use; fewer than the machine has where it was bound to some."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
