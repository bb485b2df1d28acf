"""The graph on an engine that answers SPARQL 1.1 over HTTP; everything in it follows from the archive.

A change of one article is one update request where the engine makes a request as a whole; elsewhere, and for larger
ones, it is several. Either way the archive has it as pending until the engine has answered, and it is made again after
a crash. A marker in a graph of its own tells whose graph this is and up to which entry of the log it stands, so that
an engine that was put back, or is another store's, is found out before anything is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.errors import EngineGone, QueryError, StoreError
from kg.exports.sorting import batches, sorted_lines
from kg.graph.views import Results
from kg.store.embedded import EmbeddedGraph, check_update
from kg.store.engines.client import Client
from kg.store.engines.dialect import MARKER, UPDATED, block
from kg.store.engines.reading import RemoteDataset, marked
from kg.store.folders import scratch_folder

_ID, _UNTIL = NamedNode("urn:x-timewire:id"), NamedNode("urn:x-timewire:until")
_TRIED = NamedNode("urn:x-timewire:tried")
_PUSHED = 5_000
"""Quads of a request where nobody needs them at one stroke."""


class RemoteGraph:
    """A graph on an engine; ``folder`` is where the archive is, and has room for copies."""

    def __init__(self, client: Client, folder: Path, prefixes: Mapping[str, str]) -> None:
        self.client = client
        self._kind = client.access.engine
        self._folder = folder
        self._prefixes = dict(prefixes)
        self._dataset = RemoteDataset(client)

    @property
    def oxigraph(self) -> RemoteDataset:
        """The dataset, read as Oxigraph's own is."""
        return self._dataset

    def close(self) -> None:
        """End the connections."""
        self.client.close()

    # ------------------------------------------------------------------------------------------------- belonging

    def check(self, until: int, last: int) -> None:
        """See that it is this store's graph, and as old as the archive says; an empty one becomes it.

        ``until`` is the entry of the log up to which the engine is known to have all, ``last`` the newest one.

        Raises:
            StoreError: it holds something else, or what it held is gone.
        """
        self.see_whose()
        stands = int(marked(self._dataset, _UNTIL) or 0)
        if stands < until:
            raise StoreError(
                f"the engine holds the graph as of change {stands}, the archive knows that it had {until}",
                where=self.client.access.query,
                remedy="if its data were put back or lost: timewire rebuild",
            )
        if stands > last:
            raise StoreError(
                f"the engine holds the graph as of change {stands}, the archive ends with {last}",
                where=self.client.access.query,
                remedy="use the archive that it was made from; timewire rebuild makes the graph as this one says",
            )

    def see_whose(self) -> None:
        """See that the graph is this store's or nobody's, and claim it then."""
        ours, theirs = self.client.access.id, marked(self._dataset, _ID)
        if theirs == ours:
            return
        if theirs:
            raise StoreError(
                "the engine holds the graph of another store",
                where=self.client.access.query,
                remedy="name the folder of its archive with --archive, or give this store an engine of its own",
            )
        if len(self._dataset):
            raise StoreError(
                "the engine holds data that are no store's",
                where=self.client.access.query,
                remedy="give the store an empty dataset; nothing was changed",
            )
        self._change([], [Quad(MARKER, _ID, Literal(ours), MARKER)])
        self._see_default_graph()

    def let_go(self) -> None:
        """Let the engine be nobody's, as it was before it was claimed."""
        self.client.update(f"DROP SILENT GRAPH {MARKER}")

    def is_ours(self) -> bool:
        """True if the graph is this store's."""
        return marked(self._dataset, _ID) == self.client.access.id

    def _see_default_graph(self) -> None:
        if marked(self._dataset, _ID) != self.client.access.id:
            raise StoreError("the engine did not keep what it was given", where=self.client.access.update)
        if next(self._dataset.quads_for_pattern(MARKER, None, None, DefaultGraph()), None):
            self.client.update(f"DROP SILENT GRAPH {MARKER}")
            raise StoreError(
                "the default graph of this engine is the union of all its graphs",
                where=self.client.access.query,
                remedy="choose another engine, or set it to keep the default graph apart",
            )

    def see_may_write(self) -> None:
        """See that the graph is ours and may be changed by who asks: a triple comes and goes beside the marker."""
        self.see_whose()
        triple = f"GRAPH {MARKER} {{ {MARKER} {_TRIED} {_TRIED} }}"
        self._written(f"INSERT DATA {{ {triple} }} ;\nDELETE DATA {{ {triple} }}")

    def stand(self, until: int) -> None:
        """Note on the engine that it has all changes up to an entry of the log."""
        self.client.update(
            f"DELETE WHERE {{ GRAPH {MARKER} {{ {MARKER} {_UNTIL} ?n }} }} ;\n"
            f'INSERT DATA {{ GRAPH {MARKER} {{ {MARKER} {_UNTIL} "{until}" }} }}'
        )

    # ------------------------------------------------------------------------------------------------- reading

    def __len__(self) -> int:
        return len(self._dataset)

    def quads(
        self,
        subject: NamedNode | BlankNode | Triple | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | BlankNode | Literal | Triple | None = None,
        graph: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The quads of a pattern; None stands for anything, ``DefaultGraph()`` for the knowledge."""
        return self._dataset.quads_for_pattern(subject, predicate, object, graph)

    def query(self, text: str) -> Results:
        """Answer a SPARQL query; known prefixes need not be declared. Raises QueryError, StoreError."""
        try:
            return self._dataset.query(text, prefixes=self._prefixes)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"no SPARQL query: {str(error).splitlines()[0]}") from error

    def dump(self, output: IO[bytes], form: RdfFormat) -> None:
        """Write all graphs, or, in a format without graphs, the default graph."""
        prefixes = None if form in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES) else self._prefixes
        if form.supports_datasets:
            serialize(self.quads(), output, format=form, prefixes=prefixes)
        else:
            triples = (quad.triple for quad in self.quads(graph=DefaultGraph()))
            serialize(triples, output, format=form, prefixes=prefixes)

    def digest(self) -> str:
        """SHA-256 over the sorted N-Quads: equal for equal content."""
        digest = sha256()
        for line in sorted_lines(f"{quad} ." for quad in self.quads()):
            digest.update(line.encode() + b"\n")
        return digest.hexdigest()

    # ------------------------------------------------------------------------------------------------- writing

    def apply(self, removed: Collection[Quad], added: Collection[Quad]) -> None:
        """Take quads out and put quads in; one request if the engine makes it as a whole and it is not too large."""
        _refuse_blank(removed, self.client)
        _refuse_blank(added, self.client)
        if self._kind.atomic and len(removed) + len(added) <= self._kind.batch:
            self._change(list(removed), list(added))
        else:
            for part in batches(removed, self._kind.batch):
                self._change(part, [])
            for part in batches(added, self._kind.batch):
                self._change([], part)
        if self._kind.empty_graphs:
            self._drop_emptied(removed)

    def carry_out(self, removed: Collection[Quad], added: Collection[Quad]) -> None:
        """As ``apply``, for a change that the archive has already: a server waits for the engine until its end."""
        with self.client.persevering():
            self.apply(removed, added)

    def load(self, quads: Iterable[Quad]) -> None:
        """Put many quads in; not all or nothing."""
        for part in batches(quads, min(self._kind.batch, _PUSHED)):
            _refuse_blank(part, self.client)
            self._change([], part)

    def _change(self, removed: list[Quad], added: list[Quad]) -> None:
        steps = [f"DELETE DATA {{\n{block(quads, self._kind)}}}" for quads in self._removals(removed)]
        steps += [f"INSERT DATA {{\n{block(added, self._kind)}}}"] if added else []
        if steps:
            self._written(" ;\n".join(steps))

    def _removals(self, removed: list[Quad]) -> Iterable[list[Quad]]:
        """What is taken out in one operation: all of it, or what is in one graph."""
        if not self._kind.graph_by_graph:
            return [removed] if removed else []
        graphs: dict[object, list[Quad]] = {}
        for quad in removed:
            graphs.setdefault(quad.graph_name, []).append(quad)
        return graphs.values()

    def _written(self, text: str) -> None:
        try:
            self.client.update(text)
        except QueryError as error:
            raise StoreError(f"the graph cannot be written: {error.what}", where=self.client.access.update) from error

    def _drop_emptied(self, removed: Iterable[Quad]) -> None:
        touched = dict.fromkeys(quad.graph_name for quad in removed if isinstance(quad.graph_name, NamedNode))
        for part in batches(touched, 500):
            known = " ".join(map(str, part))
            found = self._dataset.query(
                f"SELECT ?g {{ VALUES ?g {{ {known} }} GRAPH ?g {{}} FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
            )
            steps = [f"DROP SILENT GRAPH {row['g']}" for row in found]  # type: ignore[union-attr]
            if steps:
                self._written(" ;\n".join(steps))

    def flush(self) -> None:
        """What an engine has answered to is written."""

    def backup(self, folder: Path) -> None:
        """Make a copy, a folder that Oxigraph opens."""
        copy = EmbeddedGraph(folder, self._prefixes)
        try:
            copy.load(self.quads())
        finally:
            copy.close()

    def become(self, new: EmbeddedGraph) -> None:
        """Let the graph be another one: what that has more is put in, then what it has not is taken out.

        Twice is the same as once, so that a push that broke off is made again.
        """
        self.see_whose()
        with scratch_folder(self._folder, "engine-copy-") as folder:
            there = EmbeddedGraph(folder / "graph", self._prefixes)
            there.load(self.quads())
            self._follow(there, new)
            there.close()

    def _follow(self, old: EmbeddedGraph, new: EmbeddedGraph) -> None:
        """Do on the engine, which holds what the old graph does, what makes the new one of it."""
        here, far = new.oxigraph, old.oxigraph
        self.load(quad for quad in new.quads() if quad not in far)
        for part in batches((quad for quad in old.quads() if quad not in here), self._kind.batch):
            self.apply(part, [])

    # ------------------------------------------------------------------------------------------------- updates

    def update(self, text: str) -> None:
        """Run a SPARQL update; raises QueryError. Where the default graph is a union it is run here, on a copy."""
        check_update(text, self._prefixes)
        if self._kind.stands_in:
            self._update_here(text)
        else:
            self.client.update(self._declared(text))

    def _update_here(self, text: str) -> None:
        old, new = EmbeddedGraph(None, self._prefixes), EmbeddedGraph(None, self._prefixes)
        old.load(self.quads())
        new.load(old.quads())
        new.update(text)
        _refuse_blank(new.quads(), self.client)
        self._follow(old, new)

    def update_marked(self, text: str, mark: str) -> None:
        """Run a SPARQL update and leave a mark in the graph, in one request; asks for it where no answer came."""
        check_update(text, self._prefixes)
        note = f'INSERT DATA {{ GRAPH {UPDATED} {{ {UPDATED} {UPDATED} "{mark}" }} }}'
        if self._kind.stands_in:
            self._update_here(text)
            self._written(note)
            return
        request = self._declared(self._joined(text, note))
        while not self._arrived(request, mark):
            pass

    def _arrived(self, request: str, mark: str) -> bool:
        """Send it once; if no answer comes, wait until the engine tells whether it has it."""
        try:
            self.client.update(request, once=True)
            return True
        except EngineGone:
            return self.is_marked(mark)

    def _joined(self, text: str, note: str) -> str:
        """The update and a note after it, with a semicolon between unless the text ends with one."""
        for between in ("\n;\n", "\n"):
            try:
                check_update(text + between + note, self._prefixes)
            except QueryError:
                continue
            return text + between + note
        raise QueryError("no SPARQL update: it does not end as an operation does")

    def _declared(self, text: str) -> str:
        return "".join(f"PREFIX {name}: <{iri}> " for name, iri in self._prefixes.items()) + text

    def is_marked(self, mark: str) -> bool:
        """True if the update that was run with this mark is in the graph."""
        return marked(self._dataset, UPDATED, UPDATED) == mark

    def remove_mark(self) -> None:
        """Take the mark out again."""
        if marked(self._dataset, UPDATED, UPDATED) is not None:
            self._written(f"DROP SILENT GRAPH {UPDATED}")


def _refuse_blank(quads: Iterable[Quad], client: Client) -> None:
    """Blank nodes have no names that outlive a request, so what has some could never be taken out again."""
    if any(isinstance(term, BlankNode | Triple) for quad in quads for term in quad):
        raise StoreError(
            "blank nodes and triple terms cannot be kept on an engine of its own",
            where=client.access.update,
            remedy="give the nodes IRIs, or keep the graph in a folder",
        )
