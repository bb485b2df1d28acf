"""A compiler from the part of SHACL that our shapes use to SPARQL: one query a node shape, one branch a property.

A shape becomes an expression that is true of nodes that break it (SHACL 4 and 5); branches bind the name of the
property shape, so that a reader learns which rule was broken. A constraint that is not known here is an error, not a
gap: the file and this compiler grow together.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, count

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.errors import SettingsError
from kg.graph.terms import PREFIXES, RDF, RDFS, A, Namespace, local_name

SH = Namespace("http://www.w3.org/ns/shacl#")

Node = NamedNode | BlankNode
_Term = NamedNode | BlankNode | Literal | Triple
_PREFIXED = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


class Severity(StrEnum):
    """Of a broken shape; warnings do not make data invalid."""

    VIOLATION = "Violation"
    WARNING = "Warning"


@dataclass(frozen=True, slots=True)
class Told:
    """What the author of a shape tells those who break it."""

    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class NodeQuery:
    """``text`` finds ?focus and the ?shape that it breaks; ``told`` has what to say, by the IRI of the shape."""

    text: str
    told: Mapping[str, Told]


def compile_shapes(shapes: Iterable[Quad], classes: Iterable[Quad]) -> tuple[NodeQuery, ...]:
    """The shapes that have targets, as queries; ``classes`` holds the ``rdfs:subClassOf`` of the ontology.

    Raises SettingsError for a construct of SHACL that is not known here.
    """
    compiler = _Compiler(_Graph(shapes), _Graph(classes))
    return tuple(query for shape in compiler.shapes.typed(SH.NodeShape) for query in compiler.queries(shape))


class _Graph:
    """Triples by subject and property."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._values: dict[_Term, dict[NamedNode, list[_Term]]] = defaultdict(lambda: defaultdict(list))
        self._subclasses: dict[_Term, list[_Term]] = defaultdict(list)
        for quad in quads:
            self._values[quad.subject][quad.predicate].append(quad.object)
            if quad.predicate == RDFS.subClassOf:
                self._subclasses[quad.object].append(quad.subject)

    def all(self, node: _Term, predicate: NamedNode) -> list[_Term]:
        return self._values[node][predicate] if node in self._values else []

    def one(self, node: _Term, predicate: NamedNode) -> _Term | None:
        return next(iter(self.all(node, predicate)), None)

    def predicates(self, node: _Term) -> list[NamedNode]:
        return list(self._values[node]) if node in self._values else []

    def typed(self, cls: NamedNode) -> list[Node]:
        return [n for n, fields in self._values.items() if isinstance(n, NamedNode | BlankNode) and cls in fields[A]]

    def listed(self, head: _Term) -> Iterator[_Term]:
        """The members of an RDF list."""
        while head != RDF.nil:
            (first,), (head,) = self.all(head, RDF.first), self.all(head, RDF.rest)
            yield first

    def below(self, cls: _Term) -> list[_Term]:
        """The class and all its subclasses."""
        found = [cls]
        for above in found:
            found += [cls for cls in self._subclasses.get(above, ()) if cls not in found]
        return found


@dataclass(slots=True)
class _Compiler:
    shapes: _Graph
    classes: _Graph
    _numbers: Iterator[int] = field(default_factory=count)

    # ------------------------------------------------------------------------------------------------- queries

    def queries(self, shape: Node) -> Iterator[NodeQuery]:
        """One query for the constraints in SHACL core, one for each that is SPARQL already."""
        targets = [*self._targets(shape)]
        if not targets or not isinstance(shape, NamedNode):
            return
        parts = [p for p in self.shapes.all(shape, SH.property) if isinstance(p, NamedNode)]
        told = {part.value: self._told(part) for part in parts}
        branches = [(part, self._breaks(part, "?focus")) for part in parts]
        if own := self._constraints(shape, "?focus", skip_named=True):
            told[shape.value] = self._told(shape)
            branches.append((shape, own))
        for target in targets if branches else ():
            yield NodeQuery(_query(target, branches), told)
        for constraint in self.shapes.all(shape, SH.sparql):
            for target in targets:
                yield self._sparql(shape, constraint, target)

    def _targets(self, shape: Node) -> Iterator[str]:
        """Patterns that bind ?focus."""
        if classes := self.shapes.all(shape, SH.targetClass):
            below = dict.fromkeys(c for cls in classes for c in self.classes.below(cls))
            yield f"{{ SELECT DISTINCT ?focus {{ ?focus a ?class . VALUES ?class {{ {_terms(below)} }} }} }}"
        for predicate in self.shapes.all(shape, SH.targetSubjectsOf):
            yield f"{{ SELECT DISTINCT ?focus {{ ?focus {predicate} ?any }} }}"
        for predicate in self.shapes.all(shape, SH.targetObjectsOf):
            yield f"{{ SELECT DISTINCT ?focus {{ ?any {predicate} ?focus }} }}"

    def _told(self, shape: Node) -> Told:
        severity = self.shapes.one(shape, SH.severity)
        message = self.shapes.one(shape, SH.message)
        return Told(
            Severity(local_name(severity)) if isinstance(severity, NamedNode) else Severity.VIOLATION,
            message.value if isinstance(message, Literal) else f"Breaks {shape}.",
        )

    def _sparql(self, shape: NamedNode, constraint: _Term, target: str) -> NodeQuery:
        """A SPARQL constraint with its target in place of the pre-bound $this."""
        message, select = self.shapes.one(constraint, SH.message), self.shapes.one(constraint, SH.select)
        if not isinstance(select, Literal) or not isinstance(message, Literal):
            raise SettingsError("a SPARQL constraint needs sh:select and sh:message", where=str(shape))
        body = select.value.replace("$this", "?focus").partition("WHERE {")[2]
        text = f"{_PREFIXED}SELECT ?focus ?shape {{ {target} {{ {body} BIND({shape} AS ?shape) }}"
        return NodeQuery(text, {shape.value: Told(self._told(shape).severity, message.value)})

    # --------------------------------------------------------------------------------------------- expressions

    def _breaks(self, shape: _Term, node: str) -> str:
        """An expression that is true if the node does not conform to the shape."""
        return self._constraints(shape, node) or "false"

    def _constraints(self, shape: _Term, node: str, skip_named: bool = False) -> str:
        if self.shapes.one(shape, SH.path) is not None:
            return _any(self._of_a_property(shape, node))
        return _any(self._of_a_node(shape, node, skip_named))

    def _of_a_node(self, shape: _Term, node: str, skip_named: bool) -> Iterator[str]:
        for predicate in self.shapes.predicates(shape):
            if predicate == SH.property:
                parts = self.shapes.all(shape, predicate)
                kept = (p for p in parts if not (skip_named and isinstance(p, NamedNode)))
                yield from (self._breaks(part, node) for part in kept)
            elif predicate not in _NO_CONSTRAINT:
                yield from self._of_a_value(shape, predicate, node)

    def _of_a_property(self, shape: _Term, node: str) -> Iterator[str]:
        head = self.shapes.one(shape, SH.path)
        assert head is not None
        path = self._path(head)
        for predicate in self.shapes.predicates(shape):
            if predicate in _NO_CONSTRAINT:
                continue
            if predicate in _OF_THE_SET:
                values = self.shapes.all(shape, predicate)
                yield from (self._of_the_set(predicate, value, node, path) for value in values)
            else:
                value_node = self._variable()
                broken = _any(self._of_a_value(shape, predicate, value_node))
                yield f"EXISTS {{ {node} {path} {value_node} FILTER({broken}) }}"

    def _of_the_set(self, predicate: NamedNode, value: _Term, node: str, path: str) -> str:
        """Constraints on all values of a property together (SHACL 4.2, 4.5, 4.4.5, 4.8.2)."""
        if predicate == SH.minCount:
            least = _whole(value)
            return f"!{self._distinct(least, node, path)}" if least else "false"
        if predicate == SH.maxCount:
            return self._distinct(_whole(value) + 1, node, path)
        if predicate == SH.hasValue:
            return f"!EXISTS {{ {node} {path} {value} }}"
        if predicate == SH.uniqueLang:
            a, b = self._variable(), self._variable()
            same = f"!SAMETERM({a}, {b}) && LANG({a}) != '' && LANG({a}) = LANG({b})"
            return f"EXISTS {{ {node} {path} {a}, {b} FILTER({same}) }}"
        a, b = self._variable(), self._variable()
        sign = "<" if predicate == SH.lessThan else "<="
        return f"EXISTS {{ {node} {path} {a} ; {value} {b} FILTER(COALESCE(!({a} {sign} {b}), true)) }}"

    def _distinct(self, number: int, node: str, path: str) -> str:
        """True if there are so many different values."""
        values = [self._variable() for _ in range(number)]
        different = " && ".join(f"!SAMETERM({a}, {b})" for a, b in combinations(values, 2))
        return f"EXISTS {{ {node} {path} {', '.join(values)} {f'FILTER({different})' if different else ''} }}"

    def _of_a_value(self, shape: _Term, predicate: NamedNode, node: str) -> Iterator[str]:
        """Constraints on one value, or on the focus node itself (SHACL 4.1, 4.3, 4.4, 4.6, 4.7)."""
        for value in self.shapes.all(shape, predicate):
            yield self._of_one_value(predicate, value, node)

    def _of_one_value(self, predicate: NamedNode, value: _Term, node: str) -> str:
        if predicate == SH["class"]:
            cls = self._variable()
            return f"!EXISTS {{ {node} a {cls} FILTER({cls} IN ({_terms(self.classes.below(value), ', ')})) }}"
        if predicate == SH["node"]:
            return self._breaks(value, node)
        if predicate == SH["not"]:
            return f"!({self._breaks(value, node)})"
        if predicate == SH["or"]:
            return "(" + " && ".join(f"({self._breaks(one, node)})" for one in self.shapes.listed(value)) + ")"
        if predicate == SH["in"]:
            return f"({node} NOT IN ({_terms(self.shapes.listed(value), ', ')}))"
        if template := _ON_LITERALS.get(predicate):
            return template.format(node=node, value=_written(value))
        raise SettingsError(f"a constraint that is not known here: {predicate}", remedy="teach it to kg/graph/shacl.py")

    # ------------------------------------------------------------------------------------------------ plumbing

    def _path(self, path: _Term) -> str:
        if isinstance(path, NamedNode):
            return str(path)
        if (inverse := self.shapes.one(path, SH.inversePath)) is not None:
            return f"^{inverse}"
        if (ways := self.shapes.one(path, SH.alternativePath)) is not None:
            return f"({_terms(self.shapes.listed(ways), '|')})"
        raise SettingsError("a property path that is not known here", remedy="teach it to kg/graph/shacl.py")

    def _variable(self) -> str:
        return f"?v{next(self._numbers)}"


_OF_THE_SET = (SH.minCount, SH.maxCount, SH.hasValue, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals)
_NO_CONSTRAINT = frozenset(
    {
        A,
        RDFS.label,
        RDFS.comment,
        RDFS.isDefinedBy,
        SH.path,
        SH.message,
        SH.severity,
        SH.name,
        SH.description,
        SH.sparql,
    }
    | {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf}
)
_ON_LITERALS: Mapping[NamedNode, str] = {
    SH.datatype: "!(ISLITERAL({node}) && DATATYPE({node}) = {value})",
    SH.pattern: "!REGEX(STR({node}), {value})",
    SH.minLength: "(STRLEN(STR({node})) < {value})",
    SH.minInclusive: "COALESCE(!({node} >= {value}), true)",
    SH.maxInclusive: "COALESCE(!({node} <= {value}), true)",
}


def _query(target: str, branches: Iterable[tuple[NamedNode, str]]) -> str:
    found = " UNION ".join(f"{{ {target} FILTER({broken}) BIND({shape} AS ?shape) }}" for shape, broken in branches)
    return f"{_PREFIXED}SELECT ?focus ?shape {{ {found} }}"


def _any(broken: Iterable[str]) -> str:
    return " || ".join(expression for expression in broken if expression != "false")


def _terms(terms: Iterable[_Term], separator: str = " ") -> str:
    return separator.join(str(term) for term in terms)


def _whole(value: _Term) -> int:
    assert isinstance(value, Literal)
    return int(value.value)


def _written(value: _Term) -> str:
    """A term in SPARQL; strings as JSON writes them, which is how SPARQL escapes too."""
    plain = isinstance(value, Literal) and value.datatype.value.endswith("#string")
    return json.dumps(value.value) if plain and isinstance(value, Literal) else str(value)
