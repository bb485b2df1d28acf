"""Text in, graph out; knows nothing of HTTP. Read ``pipeline.py`` first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.client import Connection

__version__ = "0.1.0"


def connect(place: str | Path) -> Connection:
    """A connection to a server, a store, a release or a dump, to be asked in SPARQL: see ``kg.client``."""
    from kg.client import connect as connected

    return connected(place)
