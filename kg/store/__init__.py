"""Where articles and graphs are kept."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.store.opening import open_store
    from kg.store.store import Store

__all__ = ["Store", "open_store"]


def __getattr__(name: str) -> object:
    """What is asked for by name, loaded only now: a reader process needs some modules of this package, but no store."""
    if name == "open_store":
        from kg.store.opening import open_store

        return open_store
    if name == "Store":
        from kg.store.store import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
