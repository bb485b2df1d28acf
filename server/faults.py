"""Faults of the store that operators are to hear of, such as a full disk: counted, and told in the log now and then."""

from __future__ import annotations

import logging
import time

from kg.errors import EngineGone, StoreBusy, StoreError, StoreWithoutArticles

_AGAIN_S = 60.0
"""The same fault is told again after so long."""
_log = logging.getLogger("timewire.store")


class StoreFaults:
    """What went wrong with the store of one server; whoever meets a fault notes it here."""

    def __init__(self) -> None:
        self.count = 0
        self._told = ""
        self._told_at = 0.0

    def note(self, error: Exception) -> None:
        """Count an error of the store, which a refusal is not; another owner and a lost engine are told elsewhere."""
        if not isinstance(error, StoreError) or isinstance(error, (StoreBusy, EngineGone, StoreWithoutArticles)):
            return
        self.count += 1
        now = time.monotonic()
        if error.what != self._told or now - self._told_at > _AGAIN_S:
            self._told, self._told_at = error.what, now
            told = {"event": "store_fault", "fault": error.what, "where": error.where, "remedy": error.remedy}
            _log.error("the store fails: %s", error, extra=told)
