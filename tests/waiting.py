"""Waiting in tests for what comes about in a while."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], longest_s: float = 120.0) -> None:
    """Look until the condition holds; an assertion fails where it does not in so many seconds."""
    deadline = time.monotonic() + longest_s
    while not condition():
        assert time.monotonic() < deadline, f"it did not come about in {longest_s:.0f} s"
        time.sleep(0.05)
