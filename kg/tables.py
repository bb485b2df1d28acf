"""The graph as tables for statistics: one CSV file a table, a codebook, a CSVW description and checksums.

The tables are queries in ``ontology/tables``; the comment lines on top of each say what its columns mean.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import Literal, QuerySolutions

from kg.errors import InputError
from kg.graph.terms import ontology_dir

_ORDER = ("events", "rounds", "participations", "figures", "claims")
_MANY = "with blanks between"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = tuple(_XSD + name for name in ("integer", "decimal", "double"))
_DATATYPES = {"xsd:date": "date", "0 to 1": "decimal", "how many": "integer"}


class Queried(Protocol):
    """What a table is read from; ``pyoxigraph.Store`` has it."""

    def query(self, query: str) -> Any:
        """The answer to a query."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it means."""

    name: str
    meaning: str

    @property
    def is_list(self) -> bool:
        """True if a cell holds several values, sorted, with blanks between."""
        return _MANY in self.meaning


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what a row is, its columns in order, and the query that gives the rows."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    query: str


def tables() -> tuple[Table, ...]:
    """The tables there are."""
    return tuple(_read(ontology_dir() / "tables" / f"{name}.rq") for name in _ORDER)


def _read(path: Path) -> Table:
    query = path.read_text("utf-8")
    told = [line[2:].partition(": ") for line in query.splitlines() if line.startswith("# ")]
    said = {name: meaning for name, _, meaning in told}
    columns = tuple(Column(name, meaning) for name, meaning in said.items() if name not in ("title", "description"))
    return Table(path.stem, said["title"], said["description"], columns, query)


def rows_of(graph: Queried, table: Table) -> Iterator[list[str]]:
    """The rows of a table, in the order of their first column, one at a time."""
    answer = graph.query(table.query)
    assert isinstance(answer, QuerySolutions)
    for solution in answer:
        yield [_cell(solution[column.name], column) for column in table.columns]


def _cell(term: Any, column: Column) -> str:
    text = "" if term is None else str(term.value)
    if column.is_list:
        text = " ".join(sorted(text.split()))
    is_number = isinstance(term, Literal) and term.datatype.value in _NUMBERS
    return text if is_number else safe_cell(text)


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula; the mark put before it is an apostrophe.

    >>> safe_cell("=1+1"), safe_cell("talks")
    ("'=1+1", 'talks')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_tables(graph: Queried, folder: Path) -> Mapping[str, int]:
    """Write all tables, the codebook, the description and the checksums; gives the rows of each table.

    The folder must be new or empty: what is in it is never mixed with something else. Raises InputError otherwise.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("the folder is not empty", where=str(folder), remedy="give a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    counts = {table.name: _write_table(graph, table, folder) for table in tables()}
    (folder / "codebook.md").write_text(codebook(), "utf-8")
    (folder / "csv-metadata.json").write_text(json.dumps(csvw(), indent=2) + "\n", "utf-8")
    (folder / "SHA256SUMS").write_text(_checksums(folder), "utf-8")
    return counts


def _write_table(graph: Queried, table: Table, folder: Path) -> int:
    count = 0
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in table.columns])
        for row in rows_of(graph, table):
            writer.writerow(row)
            count += 1
    return count


def _checksums(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    return "".join(f"{_digest(folder / name)}  {name}\n" for name in names)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def codebook() -> str:
    """What each table and column means, as Markdown."""
    out = io.StringIO()
    out.write(
        "# Codebook\n\nUTF-8, comma, one header line (RFC 4180). An empty cell says that nothing is known. Codes are\n"
    )
    out.write(
        "local names of the Timewire ontology. A cell that a spreadsheet would take for a formula has ' before it.\n"
    )
    for table in tables():
        out.write(f"\n## {table.name}.csv: {table.title}\n\n{table.description}\n\n| column | meaning |\n|---|---|\n")
        out.writelines(f"| `{column.name}` | {column.meaning} |\n" for column in table.columns)
    return out.getvalue()


def csvw() -> dict[str, Any]:
    """The tables described for machines (CSV on the Web, W3C)."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "tables": [
            {"url": f"{t.name}.csv", "dc:title": t.title, "dc:description": t.description, "tableSchema": _schema(t)}
            for t in tables()
        ],
    }


def _schema(table: Table) -> dict[str, Any]:
    return {"columns": [_described(column) for column in table.columns], "primaryKey": _key(table.columns)}


def _key(columns: Iterable[Column]) -> list[str]:
    names = [column.name for column in columns]
    return ["event", "role", "actor"] if "role" in names else names[:1]


def _described(column: Column) -> dict[str, Any]:
    kind = next((kind for words, kind in _DATATYPES.items() if words in column.meaning), "string")
    described: dict[str, Any] = {"name": column.name, "titles": column.name, "dc:description": column.meaning}
    return described | {"datatype": kind} | ({"separator": " "} if column.is_list else {})
