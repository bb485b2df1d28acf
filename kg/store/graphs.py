"""The seam between a store and the engine that holds its graph: what any of them offers.

``embedded.EmbeddedGraph`` is one (a folder), ``engines.remote.RemoteGraph`` the other (an engine that answers SPARQL
1.1 over HTTP). Both make a change again without harm, which is all that the archive asks of them after a crash.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
)

from kg.graph.views import Queried, Results, View


class Asked(View, Queried, Protocol):
    """A dataset to read: patterns of quads and queries; ``pyoxigraph.Store`` is one."""

    def contains_named_graph(self, graph_name: NamedNode | BlankNode | DefaultGraph) -> bool:
        """True if there is such a graph."""

    def __contains__(self, quad: Quad) -> bool: ...

    def __len__(self) -> int: ...


class Graph(Protocol):
    """The graph of a store, wherever it is."""

    @property
    def oxigraph(self) -> Asked:
        """The dataset for readers that need more than this class offers: Oxigraph itself, or what answers as it."""

    def close(self) -> None:
        """Let go of it; what was written stays."""

    def __len__(self) -> int: ...

    def quads(
        self,
        subject: NamedNode | BlankNode | Triple | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | BlankNode | Literal | Triple | None = None,
        graph: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The quads of a pattern; None stands for anything, ``DefaultGraph()`` for the knowledge."""

    def query(self, text: str) -> Results:
        """Answer a SPARQL query; known prefixes need not be declared. Raises QueryError."""

    def dump(self, output: IO[bytes], form: RdfFormat) -> None:
        """Write all graphs, or, in a format without graphs, the default graph."""

    def digest(self) -> str:
        """SHA-256 over the sorted N-Quads: equal for equal content."""

    def apply(self, removed: Collection[Quad], added: Collection[Quad]) -> None:
        """Take quads out and put quads in; twice is the same as once."""

    def update(self, text: str) -> None:
        """Run a SPARQL update; raises QueryError."""

    def update_marked(self, text: str, mark: str) -> None:
        """Run a SPARQL update and leave a mark in the graph; raises QueryError."""

    def is_marked(self, mark: str) -> bool:
        """True if the update that was run with this mark is in the graph."""

    def remove_mark(self) -> None:
        """Take the mark out again."""

    def load(self, quads: Iterable[Quad]) -> None:
        """Put many quads in; not all or nothing."""

    def flush(self) -> None:
        """Return when all that was written is safe."""

    def backup(self, folder: Path) -> None:
        """Make a consistent copy, a folder that Oxigraph opens; it must not exist."""
