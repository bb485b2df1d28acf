"""Where articles and graphs are kept."""

from kg.store.opening import open_store
from kg.store.store import Store

__all__ = ["Store", "open_store"]
