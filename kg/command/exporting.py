"""``export``: the graph in the form that somebody wants, to a file, a folder or standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.command import Exit
from kg.command.keeping import opened
from kg.errors import InputError, TimewireError
from kg.exports.about import About
from kg.exports.contents import Contents
from kg.exports.folder import write_folder, write_sums
from kg.exports.listings import LISTINGS, write_listing
from kg.exports.parquet import write_parquet
from kg.exports.rdf import RDF_FORMS, write_rdf
from kg.exports.tables import write_tables
from kg.rights.policy import read_policy
from kg.store import Store


def run_export(arguments: Namespace) -> Exit:
    """Write the graph of a store, or of a copy where a server owns it; a file appears whole or not at all."""
    policy = read_policy(arguments.rights) if arguments.public else None
    with opened(Path(arguments.store), arguments.base_iri) as store:
        contents = Contents(store.graph.oxigraph, store.iris, policy, evidence=not arguments.no_evidence)
        if arguments.format in ("csv", "parquet", "all"):
            _write_folder(arguments.format, contents, about_of(store), arguments.output)
        else:
            with _output(arguments.output) as output:
                _write_file(arguments.format, contents, about_of(store), output)
    return Exit.DONE


def about_of(store: Store, licence: str = "") -> About:
    """What the files of a store's dump say of themselves: its state, and the day of its last change."""
    return About(store.iris.base, store.generation, store.archive.changed_at().date().isoformat(), licence)


def _write_file(form: str, contents: Contents, about: About, output: IO[bytes]) -> None:
    if form in LISTINGS:
        write_listing(contents, about, output, form)
    else:
        write_rdf(contents, output, RDF_FORMS[form])


def _write_folder(form: str, contents: Contents, about: About, name: str | None) -> None:
    """Several files, into a folder; tells the rows of tables."""
    if not name:
        raise TimewireError("these are several files", remedy="name a new folder with --output")
    folder = Path(name)
    if form == "all":
        _check_empty(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_folder(contents, about, folder)
        write_sums(folder)
    else:
        counts = (write_tables if form == "csv" else write_parquet)(contents, folder)
        print("\n".join(f"{name}.{form}: {count:,} rows" for name, count in counts.items()))


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("the folder is not empty", where=str(folder), remedy="give a new or an empty folder")


@contextmanager
def _output(name: str | None) -> Iterator[IO[bytes]]:
    """Standard output, a device as it is, or a file that is put in place when it is whole."""
    if name is None or name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        if Path(name).exists() and not Path(name).is_file():
            with open(name, "wb") as device:
                yield device
            return
        with _draft_of(Path(name)) as draft:
            yield draft
    except OSError as error:
        raise TimewireError(f"cannot be written: {error.strerror or error}", where=name) from error


@contextmanager
def _draft_of(path: Path) -> Iterator[IO[bytes]]:
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, 0o666 & ~_umask())
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
