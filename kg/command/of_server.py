"""The one place that names the server: ``kg`` must not depend on it, and some verbs look up a module of it."""

from __future__ import annotations

import gc
import importlib
from typing import Any

from kg.errors import TimewireError


def server_module(name: str) -> Any:
    """A module of the server: text in, graph out works without one, and the layering stays testable."""
    gc.disable()  # what is loaded stays: looking for garbage among it took a fifth of the start
    try:
        return importlib.import_module(f"server.{name}")
    except ModuleNotFoundError as error:
        raise TimewireError(f"the server is not installed: {error}", remedy="install timewire with server") from error
    finally:
        gc.freeze()
        gc.enable()
