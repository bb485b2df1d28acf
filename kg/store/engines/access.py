"""Where an engine is and who may write to it. The address is kept beside the archive, a secret never.

folder/engine.json   {"kind", "query", "update", "graphs", "max_rows", "id"}: the graph of this store is there
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import InputError, StoreError
from kg.store.engines.kinds import KINDS, Kind
from kg.store.folders import sync_folder
from kg.store.remedies import remedy_for

ENGINE_FILE = "engine.json"
USER, PASSWORD, TOKEN = "TIMEWIRE_ENGINE_USER", "TIMEWIRE_ENGINE_PASSWORD", "TIMEWIRE_ENGINE_TOKEN"
"""Variables of the environment; a token goes as a bearer's, and before a user."""
_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Access:
    """The addresses of an engine; ``max_rows`` is where it cuts answers (0: not found to), ``id`` the store's."""

    kind: str
    query: str
    update: str
    graphs: str = ""
    max_rows: int = 0
    id: str = ""

    @property
    def engine(self) -> Kind:
        """The row of the table."""
        return KINDS[self.kind]

    def same_place(self, other: Access) -> bool:
        """True if both are one engine."""
        return (self.query, self.update, self.graphs) == (other.query, other.update, other.graphs)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the environment gives; not shown."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def read_credentials(environment: Mapping[str, str] = os.environ) -> Credentials:
    """User and password, or the token."""
    return Credentials(environment.get(USER, ""), environment.get(PASSWORD, ""), environment.get(TOKEN, ""))


def is_address(store: str) -> bool:
    """True if a store is named by an address, be it one of an engine or not, and not by a folder."""
    return "://" in store


def access_of(kind: Kind, store: str, query: str | None, update: str | None, graphs: str | None) -> Access:
    """The addresses: those that are given, the others as this engine has them."""
    start = store.rstrip("/")
    return Access(
        kind.name,
        checked_address(query or start + kind.query),
        checked_address(update or start + kind.update),
        checked_address(graphs or start + kind.graphs) if graphs or kind.graphs else "",
    )


def checked_address(text: str) -> str:
    """An address of http or https without user and password; raises InputError."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known or any(ord(sign) <= 32 for sign in text):
        raise InputError("this is no address of an engine", where=text, remedy="write it as http://host:port")
    if parts.username or parts.password:
        raise InputError(
            "a password in an address is seen by all", where=parts.hostname, remedy=f"set {USER} and {PASSWORD}"
        )
    return text


def archive_folder(store: str) -> Path:
    """The folder of the archive of a store at an address, where none is given: one for each engine."""
    parts = urlsplit(store)
    name = "-".join(filter(None, [parts.netloc, *parts.path.split("/")]))
    return Path("var/engines") / "".join(sign if sign.isalnum() or sign in ".-" else "-" for sign in name)


def read_access(folder: Path) -> Access | None:
    """The engine that holds the graph of the store in a folder; None if the folder itself does."""
    path = folder / ENGINE_FILE
    try:
        said = json.loads(path.read_text("utf-8"))
        access = Access(**said)
        assert access.kind in KINDS
        return access
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise StoreError(said, where=str(path), remedy=remedy_for(error, "check the disk")) from error
    except (ValueError, TypeError, AssertionError) as error:
        raise StoreError(
            "the file that names the engine cannot be read", where=str(path), remedy="write it again with --store URL"
        ) from error


def keep_access(folder: Path, access: Access) -> None:
    """Write where the graph is, in one step."""
    draft = folder / (ENGINE_FILE + ".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(asdict(access), indent=2) + "\n", "utf-8")
        draft.replace(folder / ENGINE_FILE)
        sync_folder(folder)
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror}", where=str(folder)) from error


def moved(access: Access, to: Access) -> Access:
    """The same store at other addresses, as when a host gets a new name."""
    return replace(to, max_rows=access.max_rows, id=access.id)
