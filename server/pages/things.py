"""A page for what has no page made for it: reports, claims, figures, instruments, ties, runs, sentences, storylines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT, RDF, RDFS, SKOS
from server.graph import Graph, Row, Term
from server.pages import queries, statements
from server.pages.reader import Link, Reader, Text, classes_of, shown

_MOST_POINTING = 100
_UNSHOWN = frozenset({RDF.type.value, RDFS.label.value, SKOS.prefLabel.value, ONT.mention.value})


@dataclass(frozen=True, slots=True)
class Pointing:
    """Things that point at a thing by one property."""

    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ThingPage:
    """A thing with what is said of it, the sentences that say it, and what points at it."""

    iri: str
    label: Text
    classes: tuple[str, ...]
    fields: tuple[tuple[str, tuple[Link, ...]], ...]
    proof: tuple[statements.Quotation, ...]
    pointing: tuple[Pointing, ...]
    part: int = 1
    goes_on: bool = False


def thing_page(graph: Graph, base: str, node: NamedNode, part: int = 1) -> ThingPage | None:
    """A thing as a page, with a part of what points at it; None if nothing says what it is, or no part is there."""
    found = queries.pointing_at(graph, node, _MOST_POINTING + 1, (part - 1) * _MOST_POINTING)
    if part > 1 and not found:
        return None
    pointing = found[:_MOST_POINTING]
    evidence = queries.node_evidence(graph, [node])
    articles = queries.iris_in(row["article"] for row in evidence)
    facts = queries.read_facts(graph, [node], articles)
    if RDF.type.value not in facts.get(node.value, {}):
        return None
    facts = queries.merged(
        queries.read_names(graph, queries.iris_in(t for row in pointing for t in row.values())), facts
    )
    reader = Reader(queries.with_names(graph, facts), base)
    return ThingPage(
        iri=node.value,
        label=_name_of(reader, node),
        classes=classes_of(reader, node),
        fields=_fields(reader, node),
        proof=statements.node_proofs(reader, evidence).get(node.value, ()),
        pointing=_pointing(reader, pointing),
        part=part,
        goes_on=len(found) > _MOST_POINTING,
    )


def _name_of(reader: Reader, node: NamedNode) -> Text:
    """The label of a thing; a claim is called by its words and a figure by its number."""
    if reader.is_named(node):
        return reader.text(node)
    words = reader.value(node, ONT.claimText) or statements.figure_words(reader, node) or reader.value(node, ONT.title)
    return Text(shown(words)) if words else Text(f"{', '.join(classes_of(reader, node))} {reader.text(node).value}")


def _fields(reader: Reader, node: NamedNode) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    said = reader.facts.get(node.value, {})
    wanted = sorted(predicate for predicate in said if predicate not in _UNSHOWN)
    named = ((reader.text(NamedNode(predicate)).value, said[predicate]) for predicate in wanted)
    return tuple((name, tuple(_link(reader, term) for term in terms)) for name, terms in named)


def _link(reader: Reader, term: Term) -> Link:
    """A term as a link; literals are shown without what could turn their surroundings."""
    return Link(Text(shown(term.value), term.language or "")) if isinstance(term, Literal) else reader.link(term)


def _pointing(reader: Reader, rows: Sequence[Row]) -> tuple[Pointing, ...]:
    by_property: dict[NamedNode, list[Link]] = {}
    for row in rows:
        predicate, subject = row["p"], row["s"]
        assert isinstance(predicate, NamedNode)
        assert isinstance(subject, NamedNode)
        link = reader.link(subject)
        by_property.setdefault(predicate, []).append(Link(_name_of(reader, subject), link.path))
    return tuple(Pointing(reader.text(predicate).value, tuple(links)) for predicate, links in by_property.items())
