"""Bringing the graph to the disk while articles go on coming.

A flush writes the engine's tables and waits for the disk: a quarter of a second on a busy machine, and nothing else has
to wait for it. What was put into the graph before it began is on the disk when it is over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence


class Flush:
    """A flush that is under way in a thread of its own; ``seqs`` are the changes that it brings to the disk."""

    def __init__(self, flush: Callable[[], None], seqs: Sequence[int]) -> None:
        self.seqs = tuple(seqs)
        self._flush = flush
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="flush of the graph", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._flush()
        except BaseException as error:  # it is raised where the flush is waited for
            self._error = error

    @property
    def is_over(self) -> bool:
        """True if it is done, or failed."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Return when it is over."""
        self._thread.join()

    def result(self) -> None:
        """Return when the disk has these changes; raises what the flush failed with."""
        self.wait()
        if self._error is not None:
            raise self._error
