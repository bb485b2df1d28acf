"""For notebooks: ask a server, a store, a release or a dump in SPARQL, and have the answer as Python values or a table.

import kg
rounds = kg.connect("http://127.0.0.1:8000").query("SELECT ?r { ?r a ev:NegotiationRound }").to_pandas()
"""

from __future__ import annotations

import gzip
import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, cast

import httpx
import pyoxigraph as ox

from kg.errors import InputError, QueryError, ServerError, TimewireError
from kg.graph.iris import DEFAULT_BASE, Iris
from kg.graph.terms import PREFIXES, XSD
from kg.store import open_store
from kg.store.folder import ARCHIVE_FILE
from kg.store.loading import FORMATS
from kg.store.owner import serving_owner

if TYPE_CHECKING:
    import pandas

__all__ = ["Answer", "Connection", "CutAnswer", "connect"]
_JSON = "application/sparql-results+json"
_TIMEOUT_S = 60.0
_READ: dict[str, Callable[[str], Any]] = {
    XSD.integer.value: int,
    XSD.int.value: int,
    XSD.long.value: int,
    XSD.decimal.value: Decimal,
    XSD.double.value: float,
    XSD.float.value: float,
    XSD.boolean.value: lambda text: text in ("true", "1"),
    XSD.date.value: date.fromisoformat,
    XSD.dateTime.value: datetime.fromisoformat,
}
_Ask = Callable[[str], ox.QuerySolutions | ox.QueryBoolean]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of an answer by the names of its columns; numbers and days as Python has them, all else as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a table; columns of days are of a type that can be plotted.

        Raises TimewireError where pandas is not installed.
        """
        try:
            import pandas
        except ModuleNotFoundError as error:
            raise TimewireError("pandas is not installed", remedy="pip install timewire[notebook]") from error
        frame = pandas.DataFrame.from_records(list(self.rows), columns=list(self.columns))
        for name in self.columns:
            values = [value for value in frame[name] if value is not None]
            if values and all(type(value) is date for value in values):
                frame[name] = pandas.to_datetime(frame[name], errors="coerce")
            elif values and all(isinstance(value, Decimal) for value in values):
                frame[name] = frame[name].astype(float)
        return frame


class CutAnswer(UserWarning):
    """The server gave a part of the answer only: it has a limit of rows."""


class Connection:
    """A graph that answers queries; use ``with`` or ``close`` it."""

    def __init__(self, ask: _Ask, stack: ExitStack) -> None:
        self._ask = ask
        self._stack = stack

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it."""
        self._stack.close()

    def query(self, text: str) -> Answer:
        """The answer to SELECT; of ASK, one row with one column ``answer``. Prefixes of ours need not be declared.

        Raises QueryError for what is no such query, ServerError where a server does not answer.
        """
        found = self._ask(text)
        if isinstance(found, ox.QueryBoolean):
            return Answer(("answer",), ((bool(found),),))
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("no SELECT and no ASK", remedy="select what you want to know")
        names = tuple(variable.value for variable in found.variables)
        return Answer(names, tuple(tuple(map(_value, solution)) for solution in found))


def connect(place: str | Path) -> Connection:
    """A connection to a server or an endpoint (by address), a store or a release (by folder), or a dump (by file).

    A store that a server owns is asked through it. Raises InputError for what is none of these, StoreError for a store
    that cannot be opened.
    """
    text = str(place)
    if text.startswith(("http://", "https://")):
        return _to_server(text)
    path = Path(place)
    if owner := serving_owner(path):
        return _to_server(owner.url or "")
    if (path / ARCHIVE_FILE).is_file():
        stack = ExitStack()
        store = stack.enter_context(open_store(path, create=False))
        return Connection(store.graph.query, stack)  # type: ignore[arg-type]
    if (path / "graph").is_dir() and (path / "files" / "release.json").is_file():
        return _to_graph(ox.Store.read_only(str(path / "graph")), _base_of(path / "files" / "release.json"))
    if path.is_file():
        return _to_graph(_loaded(path), DEFAULT_BASE)
    raise InputError("no server, store, release or dump", where=text, remedy="give an address, a folder or a file")


def _base_of(manifest: Path) -> str:
    """The base of the IRIs of a release, which its prefixes stand on."""
    try:
        return str(json.loads(manifest.read_text("utf-8"))["base"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(manifest)) from error


def _to_graph(graph: ox.Store, base: str) -> Connection:
    prefixes = {**PREFIXES, **Iris(base).prefixes}

    def ask(text: str) -> ox.QuerySolutions | ox.QueryBoolean:
        try:
            return graph.query(text, prefixes=prefixes)  # type: ignore[return-value]
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"no SPARQL query: {error}") from error

    return Connection(ask, ExitStack())


def _loaded(path: Path) -> ox.Store:
    """A dump in memory."""
    form = next((FORMATS[end] for end in FORMATS if path.name.removesuffix(".gz").endswith(end)), None)
    if form is None:
        raise InputError("no dump by its ending", where=str(path), remedy=f"give one of {' '.join(FORMATS)}, or .gz")
    graph = ox.Store()
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as file:
            graph.bulk_load(cast("IO[bytes]", file), form)
    except (SyntaxError, OSError, EOFError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path)) from error
    return graph


def _to_server(address: str) -> Connection:
    endpoint = address if address.rstrip("/").endswith("/sparql") else f"{address.rstrip('/')}/sparql"
    stack = ExitStack()
    client = stack.enter_context(httpx.Client(timeout=_TIMEOUT_S, follow_redirects=True))

    def ask(text: str) -> ox.QuerySolutions | ox.QueryBoolean:
        try:
            response = client.post(endpoint, data={"query": text}, headers={"Accept": _JSON})
        except httpx.HTTPError as error:
            raise ServerError(f"no answer: {error or type(error).__name__}", where=endpoint) from error
        if response.status_code != httpx.codes.OK:
            raise _refusal(response, endpoint)
        if cut := response.headers.get("Timewire-Truncated"):
            told = f"the answer is cut at {cut}: ask with LIMIT and OFFSET, or connect to a dump"
            warnings.warn(told, CutAnswer, stacklevel=3)
        return ox.parse_query_results(BytesIO(response.content), format=ox.QueryResultsFormat.JSON)

    return Connection(ask, stack)


def _refusal(response: httpx.Response, endpoint: str) -> TimewireError:
    """What a server says of a query that it does not answer."""
    try:
        said = response.json()
        what, remedy = str(said["detail"]), said.get("remedy")
    except (ValueError, KeyError, TypeError):
        what, remedy = f"status {response.status_code}", None
    kind: Sequence[type[TimewireError]] = (QueryError, ServerError)
    return kind[response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR](what, where=endpoint, remedy=remedy)


def _value(term: Any) -> Any:
    """A term as Python has it; None where there is none, the text where it is not what its type says."""
    if term is None:
        return None
    if isinstance(term, ox.Literal) and (read := _READ.get(term.datatype.value)):
        try:
            return read(term.value)
        except (ValueError, ArithmeticError):
            return term.value
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)
