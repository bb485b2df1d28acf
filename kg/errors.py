"""The exceptions of Timewire: each says what went wrong, where, and what to do.

TimewireError
├── InputError          an input that cannot be read; a batch lists it and goes on
├── StoreError          the store cannot be opened, read or written
│   ├── StoreBusy       another process owns the store
│   ├── EngineGone      the engine that holds the graph does not answer
│   └── StoreTooNew     made by a newer version
├── EditConflict        somebody else has changed the same event meanwhile
├── QueryError          a SPARQL query or update that cannot be run
├── ServerError         a running server refused or did not answer
└── SettingsError       a setting or a lexicon file that cannot be used
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.knowledge.edits import Edit


class TimewireError(Exception):
    """Base of all errors that a user can do something about.

    ``what`` is the fault in one line, ``where`` the file, place or option, ``remedy`` what to do about it.
    """

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class InputError(TimewireError):
    """An input that cannot be read as an article."""


class StoreError(TimewireError):
    """The store cannot be opened, read or written."""


class StoreBusy(StoreError):
    """Another process owns the store."""


class EngineGone(StoreError):
    """The engine that holds the graph does not answer."""


class StoreWithoutArticles(StoreError):
    """A change of articles in a store whose graph was loaded from files and follows from none."""


class StoreTooNew(StoreError):
    """The store was made by a newer version of Timewire."""


class EditConflict(TimewireError):
    """An edit by somebody who did not know of the newest ones; ``since`` are those, oldest first."""

    def __init__(self, since: tuple[Edit, ...]) -> None:
        last = since[-1]
        super().__init__(
            f"{last.editor} has changed it meanwhile: {last.put or last.kind.value}",
            where=f"edit {last.number}",
            remedy="look at what has changed, then decide again",
        )
        self.since = since


class QueryError(TimewireError):
    """A SPARQL query or update that cannot be run."""


class ServerError(TimewireError):
    """A running server refused a request or did not answer."""


class SettingsError(TimewireError):
    """A setting or a lexicon file that cannot be used."""
