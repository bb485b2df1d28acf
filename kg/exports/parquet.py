"""The tables as Parquet, typed, for those who have pyarrow (``pip install timewire[parquet]``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kg.errors import InputError, TimewireError
from kg.exports.contents import Contents
from kg.exports.sorting import batches
from kg.exports.tables import Cell, Column, Table, checksums, codebook, rows_of, tables

_ROWS = 50_000
"""Rows of a group, which are in memory together."""
_READ: Mapping[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "decimal": float,
    "integer": int,
    "boolean": lambda text: text in ("true", "1"),
    "string": str,
}


def write_parquet(contents: Contents, folder: Path) -> Mapping[str, int]:
    """Write all tables with the codebook and checksums into a new or empty folder; gives the rows of each.

    Raises InputError for a folder with something in it, TimewireError where pyarrow is not installed.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("the folder is not empty", where=str(folder), remedy="give a new or an empty folder")
    _pyarrow()
    folder.mkdir(parents=True, exist_ok=True)
    counts = {table.name: write_table(contents, table, folder / f"{table.name}.parquet") for table in tables()}
    (folder / "codebook.md").write_text(codebook("parquet"), "utf-8")
    (folder / "SHA256SUMS").write_text(checksums(folder), "utf-8")
    return counts


def write_table(contents: Contents, table: Table, path: Path) -> int:
    """Write one table; an empty cell is null, a list is a list, a number a double."""
    arrow, parquet = _pyarrow()
    schema = arrow.schema([arrow.field(column.name, _type(arrow, column)) for column in table.columns])
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in batches(rows_of(contents, table), _ROWS):
            writer.write_batch(arrow.record_batch(_arrays(arrow, schema, table.columns, rows), schema=schema))
            count += len(rows)
    return count


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise TimewireError("pyarrow is not installed", remedy="pip install timewire[parquet], or use csv") from error
    return pyarrow, pyarrow.parquet


def _type(arrow: Any, column: Column) -> Any:
    if column.is_list:
        return arrow.list_(arrow.string())
    kinds = {"date": arrow.date32, "decimal": arrow.float64, "integer": arrow.int64, "boolean": arrow.bool_}
    return kinds.get(column.datatype, arrow.string)()


def _arrays(arrow: Any, schema: Any, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[Any]:
    return [
        arrow.array([_value(row[at], column) for row in rows], type=schema.field(column.name).type)
        for at, column in enumerate(columns)
    ]


def _value(cell: Cell, column: Column) -> Any:
    if column.is_list:
        return cell.text.split()
    return _READ[column.datatype](cell.text) if cell.text else None
