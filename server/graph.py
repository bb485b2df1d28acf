"""What the server asks of a graph; ``pyoxigraph.Store`` has it, and so have the stores of ``kg``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from pyoxigraph import QuerySolutions

from kg.graph import views

Term = views.Term
Answer = views.Results
Row = Mapping[str, Term]
"""One solution: the bound variables by name, without question mark."""


Graph = views.Queried
"""The knowledge of a store, to be asked in SPARQL."""


@runtime_checkable
class Guarded(Protocol):
    """A graph that decides what may be shown of the rows that it gives."""

    def allowed(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows as they may be shown."""


def read_rows(graph: Graph, query: str, prefixes: Mapping[str, str]) -> Sequence[Row]:
    """All solutions of a SELECT query."""
    answer = graph.query(query, prefixes=dict(prefixes))
    assert isinstance(answer, QuerySolutions)
    names = [variable.value for variable in answer.variables]
    rows = [{name: term for name, term in zip(names, solution, strict=True) if term is not None} for solution in answer]
    return graph.allowed(rows) if isinstance(graph, Guarded) else rows
