"""What each engine needs: one row of the table an engine, and nothing about engines anywhere else.

Rows that are ``tested`` were run by the tests; the others follow the manuals of their makers (``docs/engines.md``).
"""

from __future__ import annotations

from dataclasses import dataclass

OWN = "urn:x-timewire:"
"""Start of the names of graphs that hold our bookkeeping and are no part of the data."""
STAND_IN = "urn:x-timewire:default"
"""The graph that holds the knowledge where an engine has no default graph of its own."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How to speak with an engine; paths are added to the address of the store.

    ``server`` begins the header by which it is known. ``stands_in``: its default graph is the union of all graphs, so
    that the knowledge lies in a named one. ``system_graphs`` are its own. ``batch`` is the most quads of a request,
    ``atomic`` whether a request is made as a whole or not at all, ``whole_dump`` whether a GET of the graphs gives the
    dataset, ``odd_booleans`` whether they come back as numbers, ``empty_graphs`` whether a graph without triples stays,
    ``graph_by_graph`` whether a removal from several graphs leaves literals with a language or type where they are.
    ``sorted_rows`` are the most that ORDER BY may sort where LIMIT follows; more are refused (0: as many as there are).
    """

    name: str
    query: str
    update: str
    graphs: str
    server: str = ""
    tested: bool = False
    digest_auth: bool = False
    stands_in: bool = False
    system_graphs: tuple[str, ...] = ()
    batch: int = 10_000
    atomic: bool = True
    whole_dump: bool = False
    odd_booleans: bool = False
    empty_graphs: bool = False
    graph_by_graph: bool = False
    sorted_rows: int = 0


_VIRTUOSO_GRAPHS = (
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://localuriqaserver/sparql",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
)

_TABLE = (
    Kind("oxigraph", "/query", "/update", "/store", "Oxigraph", tested=True, whole_dump=True, empty_graphs=True),
    Kind(
        "virtuoso",
        "/sparql",
        "/sparql-auth",
        "/sparql-graph-crud-auth",
        "Virtuoso",
        tested=True,
        digest_auth=True,
        stands_in=True,
        system_graphs=_VIRTUOSO_GRAPHS,
        batch=1000,
        atomic=False,
        odd_booleans=True,
        graph_by_graph=True,
        sorted_rows=10_000,
    ),
    Kind("fuseki", "/query", "/update", "/data", "Apache Jena Fuseki"),
    Kind("stardog", "/query", "/update", "", "Stardog"),
    Kind("generic", "", "", "", batch=1000, atomic=False),
)
KINDS = {kind.name: kind for kind in _TABLE}
"""By name; ``generic`` is any other engine with a default graph of its own."""


def kind_of_server(header: str) -> Kind | None:
    """The engine that answers with this ``Server`` header; None if it is none that we know."""
    return next((kind for kind in _TABLE if kind.server and header.startswith(kind.server)), None)
