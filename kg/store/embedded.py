"""The graph on disk: Oxigraph, with the knowledge in the default graph and the evidence in named graphs.

Everything in it follows from the archive. A change is one SPARQL update, which Oxigraph applies as a whole or not at
all; it is made of plain removals and additions, so that making it twice is the same as once.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import IO

import zstandard
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from kg.errors import QueryError, StoreError
from kg.store.remedies import is_of_disk, remedy_for

Results = QuerySolutions | QueryBoolean | QueryTriples
_ENGINE_ERRORS = (OSError, RuntimeError)
"""What pyoxigraph raises where the disk fails; RuntimeError where files are damaged."""
_GraphName = NamedNode | BlankNode | DefaultGraph
_MANY = 10_000
_PACKED_LEVEL = 1
_MARKED = NamedNode("urn:x-timewire:update-in-progress")


class EmbeddedGraph:
    """An Oxigraph store in a folder (None: in memory); a second process that opens it is refused by Oxigraph itself.

    Queries may run in any thread while another one writes: they see the graph as it was when they began.
    """

    def __init__(self, folder: Path | None, prefixes: Mapping[str, str]) -> None:
        self._folder = folder
        self._prefixes = dict(prefixes)
        try:
            self._store: Store | None = Store(str(folder)) if folder else Store()
        except _ENGINE_ERRORS as error:
            raise _store_error("cannot be opened", folder, error) from error
        for left in (*folder.glob("LOG.old.*"), *folder.glob("bulk-*.sst")) if folder else ():
            left.unlink(missing_ok=True)  # the engine's diary of each opening, and what a load that broke off wrote

    @property
    def oxigraph(self) -> Store:
        """The Oxigraph store itself, for readers that need more than this class offers (oxrdflib, serialisers)."""
        if self._store is None:
            raise StoreError("the graph is closed", where=str(self._folder or "in memory"))
        return self._store

    def close(self) -> None:
        """Write what is buffered and let go of the folder."""
        if self._store is not None:
            self.flush()
            self._store = None

    # -------------------------------------------------------------------------------------------------- reading

    def __len__(self) -> int:
        return len(self.oxigraph)

    def quads(
        self,
        subject: NamedNode | BlankNode | Triple | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | BlankNode | Literal | Triple | None = None,
        graph: _GraphName | None = None,
    ) -> Iterator[Quad]:
        """The quads of a pattern; None stands for anything, ``DefaultGraph()`` for the knowledge."""
        return self.oxigraph.quads_for_pattern(subject, predicate, object, graph)

    def query(self, text: str) -> Results:
        """Answer a SPARQL query; the prefixes of the ontology and the data need not be declared.

        Raises:
            QueryError: it does not parse, or fails while it runs.
        """
        try:
            return self.oxigraph.query(text, prefixes=self._prefixes)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"no SPARQL query: {_first_line(error)}") from error
        except _ENGINE_ERRORS as error:
            raise QueryError(f"the query failed: {_first_line(error)}") from error

    def dump(self, output: IO[bytes], form: RdfFormat) -> None:
        """Write all graphs, or, in a format without graphs, the default graph."""
        graph = None if form.supports_datasets else DefaultGraph()
        prefixes = None if form in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES) else self._prefixes
        self.oxigraph.dump(output, form, from_graph=graph, prefixes=prefixes)

    def digest(self) -> str:
        """SHA-256 over the sorted N-Quads: equal for equal content."""
        return sha256(b"".join(sorted(_n_quads(self.quads()).splitlines(keepends=True)))).hexdigest()

    # -------------------------------------------------------------------------------------------------- writing

    def apply(self, removed: Collection[Quad], added: Collection[Quad]) -> None:
        """Take quads out and put quads in; graphs that are left empty cease to exist.

        All or nothing, but for more than ``_MANY`` quads: those are sorted and put in as whole tables, in a third of
        the time and in smaller files, and whoever breaks it off has to make the change again.
        """
        if len(added) > _MANY:
            self.apply(removed, ())
            self.load(added)
        elif removed:
            self._update(list(removed), list(added))
        elif added:
            self._extend(added)

    def _extend(self, added: Collection[Quad]) -> None:
        try:
            self.oxigraph.extend(added)
        except _ENGINE_ERRORS as error:
            raise _store_error("cannot be written", self._folder, error) from error

    def _update(self, gone: list[Quad], come: list[Quad]) -> None:
        steps = [f"DELETE DATA {{\n{_block(gone)}}}"]
        steps += [f"DROP SILENT GRAPH {graph}" for graph in self._emptied(gone, come)]
        steps += [f"INSERT DATA {{\n{_block(come)}}}"] if come else []
        self._run(" ;\n".join(steps))

    def update(self, text: str) -> None:
        """Run a SPARQL update, all or nothing.

        Raises:
            QueryError: it does not parse, or fails while it runs; nothing has changed then.
        """
        try:
            self.oxigraph.update(text, prefixes=self._prefixes)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"no SPARQL update: {_first_line(error)}") from error
        except _ENGINE_ERRORS as error:  # a disk that refuses, or a LOAD that found nothing
            if is_of_disk(error):
                raise _store_error("cannot be written", self._folder, error) from error
            raise QueryError(f"the update failed: {_first_line(error)}") from error

    def update_marked(self, text: str, mark: str) -> None:
        """Run a SPARQL update and leave a mark in the graph, both or neither; raises as ``update`` does.

        The mark stands until ``remove_mark``. It is an operation after the update, with a semicolon between unless
        the text ends with one, or has no operation at all.
        """
        operation = f'INSERT DATA {{ GRAPH {_MARKED} {{ {_MARKED} {_MARKED} "{mark}" }} }}'
        for between in ("\n;\n", "\n"):
            try:
                return self.update(text + between + operation)
            except QueryError as error:
                if not isinstance(error.__cause__, SyntaxError):
                    raise
        check_update(text, self._prefixes)  # tells the place of the error in the text alone
        raise QueryError("no SPARQL update: it does not end as an operation does")

    def is_marked(self, mark: str) -> bool:
        """True if the update that was run with this mark is in the graph."""
        return any(True for _ in self.quads(_MARKED, _MARKED, Literal(mark), _MARKED))

    def remove_mark(self) -> None:
        """Take the mark out again."""
        if self.oxigraph.contains_named_graph(_MARKED):
            self._run(f"DROP SILENT GRAPH {_MARKED}")

    def load(self, quads: Iterable[Quad]) -> None:
        """Put many quads into a graph that nobody reads yet; fast, and not all or nothing."""
        try:
            self.oxigraph.bulk_extend(quads)
        except _ENGINE_ERRORS as error:
            raise _store_error("cannot be written", self._folder, error) from error

    def flush(self) -> None:
        """Return when all that was written is on the disk."""
        try:
            if self._folder:
                self.oxigraph.flush()
        except _ENGINE_ERRORS as error:
            raise _store_error("cannot be written", self._folder, error) from error

    def backup(self, folder: Path) -> None:
        """Make a consistent copy in a new folder of the same file system, of hard links where files never change."""
        try:
            self.oxigraph.backup(str(folder))
        except OSError as error:
            raise _store_error("cannot be copied", folder, error) from error

    def _run(self, update: str) -> None:
        try:
            self.oxigraph.update(update)
        except _ENGINE_ERRORS as error:
            raise _store_error("cannot be written", self._folder, error) from error

    def _emptied(self, removed: list[Quad], added: list[Quad]) -> list[NamedNode]:
        gone = set(removed)
        kept = {quad.graph_name for quad in added}
        touched = dict.fromkeys(quad.graph_name for quad in removed if isinstance(quad.graph_name, NamedNode))
        return [g for g in touched if g not in kept and all(quad in gone for quad in self.quads(graph=g))]


def check_update(text: str, prefixes: Mapping[str, str]) -> None:
    """Raise QueryError for what is no SPARQL update; it is run on an empty graph, so loops of VALUES do count."""
    try:
        Store().update(text, prefixes=dict(prefixes))
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"no SPARQL update: {_first_line(error)}") from error
    except (OSError, RuntimeError):
        return


def pack(quads: Iterable[Quad]) -> bytes:
    """Quads as compressed N-Quads, for the archive."""
    return zstandard.compress(_n_quads(quads), _PACKED_LEVEL)


def unpack(packed: bytes) -> list[Quad]:
    """The quads of ``pack``, also as earlier versions packed them."""
    if packed.startswith(zstandard.FRAME_HEADER):
        return list(parse(zstandard.decompress(packed), RdfFormat.N_QUADS))
    return list(parse(zlib.decompress(packed), RdfFormat.N_QUADS))


def _n_quads(quads: Iterable[Quad]) -> bytes:
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def _block(quads: Iterable[Quad]) -> str:
    """Quads as the body of INSERT DATA; terms are written as in N-Triples, which is SPARQL too."""
    return "".join(map(_line, quads))


def _line(quad: Quad) -> str:
    triple = f"{quad.subject} {quad.predicate} {quad.object} ."
    return f"{triple}\n" if isinstance(quad.graph_name, DefaultGraph) else f"GRAPH {quad.graph_name} {{ {triple} }}\n"


def _store_error(what: str, folder: Path | None, error: Exception) -> StoreError:
    message = _first_line(error)
    if "lock" in message.lower():
        return StoreError(
            f"graph {what}: another process has it open", where=str(folder or "in memory"), remedy="stop that process"
        )
    remedy = remedy_for(error, "if it is damaged: timewire rebuild")
    return StoreError(f"graph {what}: {message}", where=str(folder or "in memory"), remedy=remedy)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
