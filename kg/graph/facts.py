"""A small graph in memory, as the rules of the shapes look at it: by subject and property, without named graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.graph.terms import A

Term = NamedNode | BlankNode | Literal | Triple
Fact = tuple[Term, NamedNode, Term]
Row = tuple[NamedNode | BlankNode | Triple, NamedNode, Term, NamedNode | BlankNode | DefaultGraph]
"""A quad in its parts."""


class ArticleQuads(list[Quad]):
    """The quads of an article and, for all who look through them, each in its parts: a quad copies what it is asked."""

    def __init__(self, quads: Iterable[Quad], rows: list[Row] | None = None) -> None:
        super().__init__(quads)
        self.rows = [_taken_apart(quad) for quad in self] if rows is None else rows


def rows_of(quads: Iterable[Quad]) -> Iterable[Row]:
    """Quads in their parts."""
    return quads.rows if isinstance(quads, ArticleQuads) else map(_taken_apart, quads)


def _taken_apart(quad: Quad) -> Row:
    return quad.subject, quad.predicate, quad.object, quad.graph_name


_Fields = dict[NamedNode, list[Term]]


class Facts:
    """Triples to ask; each once, however often and in whichever graphs it was given.

    ``beside`` are facts about other nodes, which many graphs share.
    """

    def __init__(self, facts: Iterable[Fact], beside: Facts | None = None) -> None:
        self._out: dict[Term, _Fields] = {}
        self._into: dict[NamedNode, dict[Term, list[Term]]] = {}
        self._having: dict[NamedNode, list[Term]] = defaultdict(list)
        self._beside: dict[Term, _Fields] = beside._out if beside else {}
        for subject, predicate, value in facts:
            self._add(subject, predicate, value)

    def _add(self, subject: Term, predicate: NamedNode, value: Term) -> None:
        fields = self._out.get(subject)
        if fields is None:
            fields = self._out[subject] = {}
        values = fields.get(predicate)
        if values is None:
            fields[predicate] = [value]
            self._having[predicate].append(subject)
        elif value not in values:
            values.append(value)

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Facts:
        """The triples of quads, all graphs taken together."""
        return cls((quad.subject, quad.predicate, quad.object) for quad in quads)

    def values(self, node: Term, predicate: NamedNode) -> Sequence[Term]:
        """The values of a property, in the order in which they were given."""
        fields = self._out.get(node) or self._beside.get(node)
        return fields.get(predicate, ()) if fields else ()

    def one(self, node: Term, predicate: NamedNode) -> Term | None:
        """The first value of a property."""
        return next(iter(self.values(node, predicate)), None)

    def properties(self, node: Term) -> list[NamedNode]:
        """The properties that the node has."""
        return list(self._out.get(node, ()))

    def having(self, predicate: NamedNode) -> Iterable[Term]:
        """The nodes that have the property."""
        return self._having.get(predicate, ())

    def pointing(self, predicate: NamedNode, node: Term) -> Sequence[Term]:
        """The nodes whose property names this one."""
        return self._inverse(predicate).get(node, ())

    def named_by(self, predicate: NamedNode) -> Iterable[Term]:
        """The values that the property has anywhere."""
        return self._inverse(predicate)

    def of_class(self, classes: Iterable[Term]) -> dict[Term, None]:
        """The nodes of any of these classes."""
        inverse = self._inverse(A)
        return {node: None for kind in classes for node in inverse.get(kind, ())}

    def _inverse(self, predicate: NamedNode) -> dict[Term, list[Term]]:
        """Made when first asked for: few properties are ever followed backwards."""
        if predicate not in self._into:
            pointing: dict[Term, list[Term]] = defaultdict(list)
            for subject in self.having(predicate):
                for value in self._out[subject][predicate]:
                    pointing[value].append(subject)
            self._into[predicate] = dict(pointing)
        return self._into[predicate]
