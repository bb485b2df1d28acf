"""Where articles and graphs are kept."""

from kg.store.store import Store, open_store

__all__ = ["Store", "open_store"]
