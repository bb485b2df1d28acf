"""A whole dump in a folder: every form of the graph, with a list of checksums."""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path
from typing import IO

from kg.exports.about import About
from kg.exports.contents import Contents
from kg.exports.listings import write_listing
from kg.exports.parquet import write_table
from kg.exports.rdf import RDF_FORMS, write_rdf
from kg.exports.tables import checksums, codebook, csvw, tables, write_csv

SUMS = "SHA256SUMS"
_LEVEL = 6
_PART_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump: its name, media type of what is in it, and what that is."""

    name: str
    media_type: str
    what: str

    @property
    def is_packed(self) -> bool:
        """True if it is packed with gzip."""
        return self.name.endswith(".gz")


_RDF = {
    "graph.nq.gz": ("nquads", "application/n-quads", "everything, N-Quads"),
    "graph.trig.gz": ("trig", "application/trig", "everything, TriG"),
    "graph.jsonld.gz": ("jsonld", "application/ld+json", "everything, JSON-LD"),
    "knowledge.nt.gz": ("ntriples", "application/n-triples", "the knowledge without the evidence, N-Triples"),
    "knowledge.ttl.gz": ("turtle", "text/turtle", "the knowledge without the evidence, Turtle"),
    "knowledge.rdf.gz": ("rdfxml", "application/rdf+xml", "the knowledge without the evidence, RDF/XML"),
}
_LISTINGS = {
    "events.geojson": ("geojson", "application/geo+json", "events on the map, GeoJSON"),
    "events.ics": ("icalendar", "text/calendar", "events of known days, iCalendar"),
    "events.atom": ("atom", "application/atom+xml", "events, Atom"),
    "events.feed.json": ("jsonfeed", "application/feed+json", "events, JSON Feed"),
    "events.timelinejs.json": ("timelinejs", "application/json", "events with a date, TimelineJS"),
}


def _has_parquet() -> bool:
    return importlib.util.find_spec("pyarrow") is not None


def dump_files() -> Iterator[DumpFile]:
    """The files of a dump; those of Parquet only where pyarrow is installed."""
    yield from (DumpFile(name, media_type, what) for name, (_, media_type, what) in (_RDF | _LISTINGS).items())
    for table in tables():
        yield DumpFile(f"tables/{table.name}.csv", "text/csv", f"table: {table.title}, CSV")
        if _has_parquet():
            yield DumpFile(
                f"tables/{table.name}.parquet", "application/vnd.apache.parquet", f"table: {table.title}, Parquet"
            )
    yield DumpFile("tables/codebook.md", "text/markdown", "what the columns mean")
    yield DumpFile("tables/csv-metadata.json", "application/csvm+json", "the tables described for machines (CSVW)")
    yield DumpFile(SUMS, "text/plain", "checksums of all files, as sha256sum writes them")


def write_folder(contents: Contents, about: About, folder: Path) -> None:
    """Write all files of a dump into an empty folder; the same graph gives the same bytes."""
    for name, (form, _, _) in _RDF.items():
        with _packed(folder / name) as file:
            write_rdf(contents, file, RDF_FORMS[form])
    for name, (form, _, _) in _LISTINGS.items():
        with (folder / name).open("wb") as plain:
            write_listing(contents, about, plain, form)
    _write_tables(contents, folder / "tables")


def _write_tables(contents: Contents, folder: Path) -> None:
    folder.mkdir()
    for table in tables():
        with (folder / f"{table.name}.csv").open("wb") as file:
            write_csv(contents, table, file)
        if _has_parquet():
            write_table(contents, table, folder / f"{table.name}.parquet")
    (folder / "codebook.md").write_text(codebook(), "utf-8")
    (folder / "csv-metadata.json").write_text(json.dumps(csvw(), indent=2) + "\n", "utf-8")


def write_sums(folder: Path) -> None:
    """List the checksums of all files of a folder in it."""
    (folder / SUMS).write_text(checksums(folder), "utf-8")


def sums_of(folder: Path) -> dict[str, str]:
    """The checksums that the list of a folder tells, by name."""
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


@contextmanager
def _packed(path: Path) -> Iterator[IO[bytes]]:
    """A file that is packed as it is written; the same content gives the same bytes, whatever name and time."""
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed,
        BufferedWriter(packed, _PART_BYTES) as output,
    ):
        yield output
