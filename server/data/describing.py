"""What is said of a thing in its document, and what became of things that are no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, QueryTriples, Triple

from kg.exports.rdf import writable
from kg.graph.terms import ONT, PREFIXES, PROV, RDF, RDFS, XSD
from kg.store import Store
from server.graph import Graph, read_rows

MOST_POINTING = 2000
"""Triples of others that point at a thing; more are left to queries."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a name stands: known, or retired in favour of an heir, or neither."""

    known: bool = False
    heir: NamedNode | None = None


def standings_of(graph: Graph, nodes: Sequence[NamedNode]) -> Mapping[NamedNode, Standing]:
    """How names stand; of those that were merged, over any number of steps, the last heir."""
    rows = read_rows(
        graph,
        f"""SELECT DISTINCT ?thing ?heir {{ VALUES ?thing {{ {" ".join(map(str, nodes))} }}
        {{ ?thing a ?class }} UNION
        {{ ?thing ev:mergedInto ?first . ?first ev:mergedInto* ?heir
           FILTER NOT EXISTS {{ ?heir ev:mergedInto ?next }} }} }}""",
        PREFIXES,
    )
    found: dict[NamedNode, Standing] = {node: Standing() for node in nodes}
    for row in rows:
        thing, heir = row["thing"], row.get("heir")
        assert isinstance(thing, NamedNode)
        if found[thing].heir is None:
            found[thing] = Standing(known=True, heir=heir if isinstance(heir, NamedNode) else None)
    return found


def description_of(graph: Graph, node: NamedNode) -> list[Triple]:
    """What the knowledge says of a thing, and who points at it; the spans of an article are told with it.

    Sorted, so that the same knowledge gives the same bytes.
    """
    said = _constructed(graph, f"CONSTRUCT {{ {node} ?p ?o }} WHERE {{ {node} ?p ?o }}")
    pointing = _constructed(
        graph,
        f"""CONSTRUCT {{ ?s ?p {node} }} WHERE {{ {{ SELECT ?s ?p {{ ?s ?p {node} }} LIMIT {MOST_POINTING} }} }}""",
    )
    spans: list[Triple] = []
    if ONT.Article in (triple.object for triple in said):
        spans = _constructed(
            graph,
            f"""CONSTRUCT {{ ?span ?p ?o . ?of ev:mention ?span }} WHERE {{
            ?sentence ev:inArticle {node} ; ev:sentenceIndex ?index . ?span ev:inSentence ?sentence ; ?p ?o .
            OPTIONAL {{ ?of ev:mention ?span }} }}""",
        )
    return sorted(dict.fromkeys([*said, *pointing, *spans]), key=str)


def _constructed(graph: Graph, query: str) -> list[Triple]:
    answer = graph.query(query, prefixes=dict(PREFIXES))
    assert isinstance(answer, QueryTriples)
    return list(answer)


def classes_above(graph: Graph, node: NamedNode) -> frozenset[NamedNode]:
    """The classes that a thing is of, and those above them."""
    rows = read_rows(graph, f"SELECT DISTINCT ?class {{ {node} a ?own . ?own rdfs:subClassOf* ?class }}", PREFIXES)
    return frozenset(row["class"] for row in rows if isinstance(row["class"], NamedNode))


def written(triples: Sequence[Triple], form: ox.RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """Triples in a format of RDF; all formats hold the same."""
    return ox.serialize(writable(triples, form), format=form, prefixes=dict(prefixes)) or b""


# ------------------------------------------------------------------------------------------------ what is no more


def withdrawn_at(store: Store, node: NamedNode) -> datetime | None:
    """When the last article that knew a thing was withdrawn or erased; None if the archive knows of no such thing.

    Articles and all that lies under them, and events that only withdrawn articles reported.
    """
    return store.archive.withdrawn(_articles_behind(store, node)) or store.archive.erasures.event_erased(node.value)


def _articles_behind(store: Store, node: NamedNode) -> frozenset[str]:
    article = store.iris.article_id(node)
    if article is None:
        return store.archive.articles_of_event(node.value)
    newest = store.archive.newest(article)
    return frozenset() if newest and newest.present else frozenset({article})  # erased ones are in the log alone


def tombstone(node: NamedNode, at: datetime) -> list[Triple]:
    """What is left to say of a thing that is no more."""
    words = "Withdrawn: the articles that told of it were taken back."
    return [
        Triple(node, RDF.type, PROV.Entity),
        Triple(node, PROV.invalidatedAtTime, Literal(at.isoformat(), datatype=XSD.dateTime)),
        Triple(node, RDFS.comment, Literal(words, language="en")),
    ]
