"""A store gets an engine: what answers at an address is looked at first, and only then anything is written."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from kg.errors import EngineGone, InputError, QueryError, StoreError
from kg.graph.terms import PREFIXES
from kg.store.engines.access import (
    ENGINE_FILE,
    PASSWORD,
    Access,
    Credentials,
    access_of,
    archive_folder,
    checked_address,
    keep_access,
    moved,
    read_access,
)
from kg.store.engines.client import PATIENCE_S, ROWS, Client
from kg.store.engines.dialect import MARKER
from kg.store.engines.kinds import KINDS, Kind, kind_of_server
from kg.store.engines.reading import RemoteDataset
from kg.store.engines.remote import RemoteGraph

_PROBED = 100_000
"""An engine that cuts its answers at more rows than these is not found out."""
_TEN = "VALUES ?{} {{ 0 1 2 3 4 5 6 7 8 9 }}"
_HURRY_S = 20.0
_MARKER_BYTES = 4096
"""More than the marker's graph has."""


@dataclass(frozen=True, slots=True)
class Wished:
    """An engine as somebody names it: the address of the store, and what differs from the engine's usual ways."""

    store: str
    kind: str | None = None
    query: str | None = None
    update: str | None = None
    graphs: str | None = None
    archive: str | None = None

    @property
    def folder(self) -> Path:
        """Where the archive is."""
        return Path(self.archive) if self.archive else archive_folder(self.store)


def settled_folder(wished: Wished, credentials: Credentials, create: bool) -> Path:
    """The folder of the archive of a store whose graph is on an engine; a new one is set up if ``create``.

    Raises:
        StoreError: nothing is there that can hold a graph, it holds another store's, or the folder holds its own.
    """
    checked_address(wished.store)
    folder = wished.folder
    known = read_access(folder) if folder.is_dir() else None
    if known:
        _follow(folder, known, wished, credentials)
    elif any(folder.glob("graph-*")):
        raise StoreError(
            "this store has its graph in the folder",
            where=str(folder),
            remedy="timewire migrate moves it to an engine; another folder with --archive makes a new store",
        )
    elif not create:
        raise StoreError("no store here", where=str(folder), remedy="name the folder of its archive with --archive")
    else:
        set_up(folder, wished, credentials)
    return folder


def _follow(folder: Path, known: Access, wished: Wished, credentials: Credentials) -> None:
    """The engine of a store may have moved to another address; whose graph it holds is looked at when it is opened."""
    kind = KINDS[wished.kind] if wished.kind else known.engine
    now = moved(known, access_of(kind, wished.store, wished.query, wished.update, wished.graphs))
    if not wished.graphs and (now.query, now.update) == (known.query, known.update):
        now = replace(now, graphs=known.graphs)
    if now.same_place(known):
        return
    if now.graphs != known.graphs and _is_claimed(folder, now, credentials):
        see_graphs(now, credentials)
    keep_access(folder, now)


def _is_claimed(folder: Path, access: Access, credentials: Credentials) -> bool:
    """False where the engine is empty or another's, which the opening tells."""
    graph = connected(folder, access, credentials, PREFIXES, patience_s=0.0)
    try:
        return graph.is_ours()
    finally:
        graph.close()


def set_up(folder: Path, wished: Wished, credentials: Credentials) -> Access:
    """Look at the engine, claim it, and write in the folder where it is; nothing is left if that fails."""
    access = probed(wished, credentials)
    made = not folder.exists()
    keep_access(folder, access)
    try:
        graph = connected(folder, access, credentials, PREFIXES, patience_s=0.0)
        try:
            graph.see_whose()
            try:
                see_graphs(access, credentials)
            except BaseException:
                graph.let_go()
                raise
        finally:
            graph.close()
    except BaseException:
        (folder / ENGINE_FILE).unlink(missing_ok=True)
        if made:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return access


def probed(wished: Wished, credentials: Credentials) -> Access:
    """The addresses of an engine that answers queries as SPARQL says, and where it cuts answers."""
    access = access_of(_kind(wished, credentials), wished.store, wished.query, wished.update, wished.graphs)
    client = Client(access, credentials, patience_s=0.0, timeout_s=_HURRY_S)
    try:
        RemoteDataset(client).see_rows()
        return replace(access, max_rows=_cut_at(client), id=uuid4().hex)
    except QueryError as error:
        raise StoreError(
            f"what answers there is no SPARQL endpoint: {error.what}", where=access.query, remedy="see the address"
        ) from error
    finally:
        client.close()


def see_graphs(access: Access, credentials: Credentials) -> None:
    """See that whole graphs come from where they are read, and are this store's: asks for that of the marker alone.

    Raises:
        StoreError: what answers there is something else, or has not this store's marker.
        EngineGone: nobody answers there.
    """
    if not access.engine.whole_dump:
        return
    joint = "&" if urlsplit(access.graphs).query else "?"
    marker = f"{access.graphs}{joint}{urlencode({'graph': MARKER.value})}"
    client = Client(
        replace(access, query=access.graphs, graphs=marker), credentials, patience_s=0.0, timeout_s=_HURRY_S
    )
    try:
        with client.dump() as stream:
            if access.id.encode() not in stream.read(_MARKER_BYTES):
                raise StoreError("it gives the graphs of something else")
    except EngineGone:
        raise
    except (StoreError, QueryError) as error:
        raise StoreError(
            f"what answers there does not give the graphs of this engine: {error.what}",
            where=access.graphs,
            remedy="name where it gives whole graphs with --graphs-url",
        ) from error
    finally:
        client.close()


def _kind(wished: Wished, credentials: Credentials) -> Kind:
    if wished.kind:
        return KINDS[wished.kind]
    somewhere = Access("generic", wished.query or wished.store, wished.update or wished.store)
    found = _named_there(somewhere, Credentials())
    if not found and credentials != Credentials():  # a proxy may let nobody see the engine who is not known to it
        found = _named_there(somewhere, credentials)
    if found:
        return found
    if wished.query and wished.update:
        return KINDS["generic"]
    why, remedy = _seen_there(somewhere, credentials)
    raise InputError(
        f"the engine does not say which one it is{why}",
        where=somewhere.query,
        remedy=f"{remedy}name it with --engine ({', '.join(KINDS)}), as is needed where a proxy stands before it; "
        "--query-url and --update-url name other paths",
    )


def _named_there(somewhere: Access, credentials: Credentials) -> Kind | None:
    """The engine by what the server at an address calls itself."""
    client = Client(somewhere, credentials, patience_s=0.0, timeout_s=_HURRY_S)
    try:
        return kind_of_server(client.server(somewhere.query))
    finally:
        client.close()


def _seen_there(somewhere: Access, credentials: Credentials) -> tuple[str, str]:
    """Why a query there gets no answer, and what to do about it; both empty where it gets one."""
    client = Client(somewhere, credentials, patience_s=0.0, timeout_s=_HURRY_S)
    try:
        client.ask("ASK {}", ROWS)
        return "", ""
    except EngineGone:
        raise
    except (StoreError, QueryError) as error:
        remedy = f"{error.remedy}; " if error.remedy and PASSWORD in error.remedy else ""
        return f": {error.what}", remedy
    finally:
        client.close()


def _cut_at(client: Client) -> int:
    """At how many rows answers end; 0 if they do not within reason."""
    tens = " ".join(_TEN.format(name) for name in "abcde")
    answer = client.ask(f"SELECT (1 AS ?x) {{ {tens} }}", ROWS)
    rows = answer.content.count(b'"x"') - 1
    return rows if rows < _PROBED else 0


def connected(
    folder: Path,
    access: Access,
    credentials: Credentials,
    prefixes: Mapping[str, str],
    patience_s: float = PATIENCE_S,
) -> RemoteGraph:
    """The graph of a store on its engine."""
    return RemoteGraph(Client(access, credentials, patience_s=patience_s), folder, prefixes)
