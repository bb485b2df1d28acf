"""Word lists as data: one TOML file a list, each with a note of its sources.

A folder named by the environment variable ``TIMEWIRE_LEXICON`` may hold files of the same names; what they say is
added to the built-in lists: tables are merged entry by entry, lists are joined, and a single value is replaced.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from kg.errors import SettingsError

FOLDER_VARIABLE = "TIMEWIRE_LEXICON"


def read_lexicon(name: str) -> dict[str, Any]:
    """The parsed lexicon ``name`` (``triggers`` for ``triggers.toml``) with the user's additions; not to be changed.

    Raises SettingsError where the user's folder or file cannot be read or does not fit the built-in list.
    """
    return _read(name, _folder())


@cache
def _folder() -> str:
    """The user's folder; asked once, since words are looked up hundreds of times an article."""
    return os.environ.get(FOLDER_VARIABLE, "")


def look_again() -> None:
    """Ask the environment for the user's folder anew when a lexicon is next read."""
    _folder.cache_clear()


@cache
def _read(name: str, folder: str) -> dict[str, Any]:
    built_in = tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))
    return _extended(built_in, _user_entries(Path(folder), name), name) if folder else built_in


def _user_entries(folder: Path, name: str) -> dict[str, Any]:
    """What the user's file says; a folder need not have a file for every list."""
    if not folder.is_dir():
        raise SettingsError(
            "no such folder", where=str(folder), remedy=f"set {FOLDER_VARIABLE} to a folder of TOML files"
        )
    file = folder / f"{name}.toml"
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"not a readable TOML file: {error}", where=str(file), remedy="correct the file") from error


def _extended(entries: dict[str, Any], additions: dict[str, Any], where: str) -> dict[str, Any]:
    merged = dict(entries)
    for key, added in additions.items():
        merged[key] = _joined(entries[key], added, f"{where}.{key}") if key in entries else added
    return merged


def _joined(given: Any, added: Any, where: str) -> Any:
    if type(given) is not type(added):
        kinds = f"{type(given).__name__} expected, {type(added).__name__} given"
        raise SettingsError(f"wrong kind of value: {kinds}", where=where, remedy="write it as the built-in list does")
    if isinstance(given, dict):
        return _extended(given, added, where)
    return [*given, *(item for item in added if item not in given)] if isinstance(given, list) else added
