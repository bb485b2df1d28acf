"""The graph as tables for statistics: one CSV file a table, a codebook, a CSVW description and checksums.

The tables are queries in ``ontology/tables``; the comment lines on top of each say what its columns mean.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions

from kg.errors import InputError
from kg.exports.contents import Contents
from kg.exports.sorting import batches, sorted_lines
from kg.graph.terms import ONT, A, ontology_dir

_ORDER = ("events", "rounds", "participations", "figures", "claims")
_MANY = "with blanks between"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = tuple(_XSD + name for name in ("integer", "decimal", "double"))
_DATATYPES = {
    "first day": "date",
    "last day": "date",
    "day of the": "date",
    "day that": "date",
    "0 to 1": "decimal",
    "number told": "decimal",
    "where two are given": "decimal",
    "how many": "integer",
    "its number": "integer",
    "true if": "boolean",
}
"""By words of the meaning of a column; all others are strings."""
_WORDS = "words claimed"
"""Of the meaning of a column that holds words of an article."""
_AT_A_TIME = 500
"""Things whose rows are asked for at a time."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it means."""

    name: str
    meaning: str

    @property
    def is_list(self) -> bool:
        """True if a cell holds several values, sorted, with blanks between."""
        return _MANY in self.meaning

    @property
    def datatype(self) -> str:
        """The type of a value as CSV on the Web names it."""
        return next((kind for words, kind in _DATATYPES.items() if words in self.meaning), "string")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what a row is, its columns in order, and the query that gives the rows.

    The first column names things of the classes ``of``.
    """

    name: str
    title: str
    description: str
    of: tuple[str, ...]
    columns: tuple[Column, ...]
    query: str


def tables() -> tuple[Table, ...]:
    """The tables there are."""
    return tuple(_read(ontology_dir() / "tables" / f"{name}.rq") for name in _ORDER)


def _read(path: Path) -> Table:
    query = path.read_text("utf-8")
    told = [line[2:].partition(": ") for line in query.splitlines() if line.startswith("# ")]
    said = {name: meaning for name, _, meaning in told}
    columns = tuple(Column(name, said[name]) for name in said if name not in ("title", "description", "of"))
    return Table(path.stem, said["title"], said["description"], tuple(said["of"].split()), columns, query)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the graph has it, and whether it is a number; '' where nothing is known."""

    text: str
    is_number: bool = False

    @property
    def safe(self) -> str:
        """The value as no spreadsheet takes it for a formula."""
        return self.text if self.is_number else safe_cell(self.text)


def rows_of(contents: Contents, table: Table) -> Iterator[list[Cell]]:
    """The rows of a table, in the order of their first column; few of them are in memory at a time."""
    shown = contents.words()
    key = table.columns[0].name
    for things in batches(_things(contents, table), _AT_A_TIME):
        values = " ".join(f"<{thing}>" for thing in things)
        query = re.sub(r"^WHERE \{", f"WHERE {{ VALUES ?{key} {{ {values} }}", table.query, count=1, flags=re.MULTILINE)
        answer = contents.graph.query(query)
        assert isinstance(answer, QuerySolutions)
        for solution in answer:
            row = [_cell(solution[column.name], column) for column in table.columns]
            yield [
                Cell(shown(row[0].text, cell.text)) if _WORDS in column.meaning else cell
                for cell, column in zip(row, table.columns, strict=True)
            ]


def _things(contents: Contents, table: Table) -> Iterator[str]:
    """The IRIs of the things that a table is of, sorted."""
    found = (
        quad.subject.value
        for name in table.of
        for quad in contents.graph.quads_for_pattern(None, A, ONT[name], DefaultGraph())
        if isinstance(quad.subject, NamedNode)
    )
    return sorted_lines(found)


def _cell(term: Any, column: Column) -> Cell:
    text = "" if term is None else str(term.value)
    if column.is_list:
        text = " ".join(sorted(text.split()))
    return Cell(text, isinstance(term, Literal) and term.datatype.value in _NUMBERS)


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula; the mark put before it is an apostrophe.

    >>> safe_cell("=1+1"), safe_cell("talks")
    ("'=1+1", 'talks')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_tables(contents: Contents, folder: Path) -> Mapping[str, int]:
    """Write all tables, the codebook, the description and the checksums; gives the rows of each table.

    The folder must be new or empty: what is in it is never mixed with something else. Raises InputError otherwise.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("the folder is not empty", where=str(folder), remedy="give a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for table in tables():
        with (folder / f"{table.name}.csv").open("wb") as file:
            counts[table.name] = write_csv(contents, table, file)
    (folder / "codebook.md").write_text(codebook(), "utf-8")
    (folder / "csv-metadata.json").write_text(json.dumps(csvw(), indent=2) + "\n", "utf-8")
    (folder / "SHA256SUMS").write_text(checksums(folder), "utf-8")
    return counts


def write_csv(contents: Contents, table: Table, output: IO[bytes]) -> int:
    """Write a table as CSV (RFC 4180) with a header; gives the number of rows."""
    count = 0
    file = io.TextIOWrapper(output, "utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(file)
        writer.writerow([column.name for column in table.columns])
        for row in rows_of(contents, table):
            writer.writerow([cell.safe for cell in row])
            count += 1
    finally:
        file.detach()
    return count


def checksums(folder: Path) -> str:
    """The SHA-256 of all files under a folder but the list itself, as ``sha256sum`` writes them."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    names = sorted(path.relative_to(folder).as_posix() for path in files)
    return "".join(f"{digest_of(folder / name)}  {name}\n" for name in names)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_FORMS = {
    "csv": (
        "UTF-8, comma, one header line (RFC 4180). An empty cell says that nothing is known. Codes are\n"
        "local names of the Timewire ontology. A cell that a spreadsheet would take for a formula has ' before it.\n"
    ),
    "parquet": (
        "Parquet, typed: days are dates, lists are lists, numbers are doubles. Null says that nothing is known. Codes\n"
        "are local names of the Timewire ontology.\n"
    ),
}


def codebook(form: str = "csv") -> str:
    """What each table and column means, as Markdown."""
    out = io.StringIO()
    out.write(f"# Codebook\n\n{_FORMS[form]}")
    for table in tables():
        out.write(
            f"\n## {table.name}.{form}: {table.title}\n\n{table.description}\n\n| column | meaning |\n|---|---|\n"
        )
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
    described: dict[str, Any] = {"name": column.name, "titles": column.name, "dc:description": column.meaning}
    return described | {"datatype": column.datatype} | ({"separator": " "} if column.is_list else {})
