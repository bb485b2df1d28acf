"""How often the concepts of our vocabularies, types of events and codes, are used in the data."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import PREFIXES, VOCABULARY
from server.graph import Graph, read_rows

_USES = f"""SELECT ?x (COUNT(*) AS ?n) {{
  {{ SELECT DISTINCT ?x {{ {{ ?x skos:inScheme ?scheme }} UNION {{ ?x skos:broader ?above }} }} }}
  ?s ?p ?x FILTER(!STRSTARTS(STR(?s), "{VOCABULARY}")) }} GROUP BY ?x"""


def uses_of_concepts(graph: Graph) -> Mapping[NamedNode, int]:
    """The number of triples that point at each concept, those of the vocabularies themselves left out."""
    found = ((row["x"], row["n"]) for row in read_rows(graph, _USES, PREFIXES))
    return {x: int(n.value) for x, n in found if isinstance(x, NamedNode) and isinstance(n, Literal)}
