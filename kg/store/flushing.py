"""Bringing the graph to the disk while articles go on coming.

A flush writes the engine's tables and waits for the disk: a quarter of a second on a busy machine, and nothing else has
to wait for it. What was put into the graph before it began is on the disk when it is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait


class Flush:
    """A flush that is under way in a thread of its own; ``seqs`` are the changes that it brings to the disk."""

    def __init__(self, flush: Callable[[], None], seqs: Sequence[int]) -> None:
        self.seqs = tuple(seqs)
        thread = ThreadPoolExecutor(1, "flush of the graph")
        self._done = thread.submit(flush)
        thread.shutdown(wait=False)

    @property
    def is_over(self) -> bool:
        """True if it is done, or failed."""
        return self._done.done()

    def wait(self) -> None:
        """Return when it is over."""
        wait([self._done])

    def result(self) -> None:
        """Return when the disk has these changes; raises what the flush failed with."""
        self._done.result()
