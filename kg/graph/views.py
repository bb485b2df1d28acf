"""How a graph is read, whoever holds it: patterns of quads for what knows the graph, SPARQL for what asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)

Term = NamedNode | Literal | BlankNode | Triple
Results = QuerySolutions | QueryBoolean | QueryTriples


class View(Protocol):
    """What gives quads by pattern, as far as the knowledge layer reads it; ``pyoxigraph.Store`` is one."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Quads that match; None matches all."""
        ...


class Queried(Protocol):
    """What answers SPARQL; answers are to be used up in the thread that asked."""

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: dict[str, str] | None = None,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
        custom_functions: dict[NamedNode, Callable[..., Term | None]] | None = None,
    ) -> Results:
        """The answer to a query; raises SyntaxError, or OSError if what is asked cannot be read."""
