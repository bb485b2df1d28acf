"""Word lists as data: one TOML file a list, each entry with its source."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_lexicon(name: str) -> dict[str, Any]:
    """The parsed lexicon ``name`` (``triggers`` for ``triggers.toml``); callers do not change it."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))
