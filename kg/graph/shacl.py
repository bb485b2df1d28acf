"""The part of SHACL that our shapes use, as rules in Python: a rule is true of a node that breaks its shape.

A shape file becomes a list of ``NodeRule``: where to look (SHACL 2.1.3), and the named shapes to ask of each node
there (SHACL 4). A constraint that is not known here is an error, not a gap: the file and this module grow together.
A test holds the rules against pyshacl, the reference, which takes seconds an article.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.errors import SettingsError
from kg.graph.facts import Facts, Term
from kg.graph.literals import comparable, comparison
from kg.graph.terms import RDF, RDFS, A, Namespace, local_name

SH = Namespace("http://www.w3.org/ns/shacl#")

Rule = Callable[[Facts, Term], bool]
"""True if the node breaks it."""

Values = Callable[[Facts, Term], Collection[Term]]
"""Where a path leads from a node."""

OwnRules = Mapping[tuple[str, int], Rule]
"""What stands in for the SPARQL constraints of a shape: (its name, which of them, from 0) → rule."""


class Severity(StrEnum):
    """Of a broken shape; warnings do not make data invalid."""

    VIOLATION = "Violation"
    WARNING = "Warning"


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule under the name of its shape, with what its author tells those who break it."""

    shape: str
    severity: Severity
    message: str
    broken: Rule


@dataclass(frozen=True, slots=True)
class NodeRule:
    """The nodes that a shape is about, and what is asked of each."""

    targets: Callable[[Facts], Iterable[Term]]
    rules: tuple[NamedRule, ...]


def compile_shapes(shapes: Iterable[Quad], classes: Iterable[Quad], own: OwnRules) -> tuple[NodeRule, ...]:
    """The shapes that have targets, as rules; ``classes`` holds the ``rdfs:subClassOf`` of the ontology.

    Raises SettingsError for a construct of SHACL that is not known here, or a SPARQL constraint without a rule.
    """
    compiler = _Compiler(Facts.of(shapes), Facts.of(classes), own)
    nodes = sorted(compiler.shapes.of_class([SH.NodeShape]), key=str)
    return tuple(rule for node in nodes if isinstance(node, NamedNode) for rule in compiler.node_rules(node))


@dataclass(frozen=True, slots=True)
class _Compiler:
    shapes: Facts
    classes: Facts
    own: OwnRules

    def node_rules(self, shape: NamedNode) -> Iterator[NodeRule]:
        targets = [*self._targets(shape)]
        if not targets:
            return
        rules = tuple(self._named_rules(shape))
        yield from (NodeRule(target, rules) for target in targets)

    def _targets(self, shape: NamedNode) -> Iterator[Callable[[Facts], Iterable[Term]]]:
        if classes := self.shapes.values(shape, SH.targetClass):
            below = [c for cls in classes for c in self._below(cls)]
            yield lambda facts: facts.of_class(below)
        for predicate in _properties(self.shapes.values(shape, SH.targetSubjectsOf)):
            yield lambda facts, p=predicate: facts.having(p)  # type: ignore[misc]
        for predicate in _properties(self.shapes.values(shape, SH.targetObjectsOf)):
            yield lambda facts, p=predicate: facts.named_by(p)  # type: ignore[misc]

    def _below(self, cls: Term) -> list[Term]:
        """The class and all its subclasses."""
        found = [cls]
        for above in found:
            found += [c for c in self.classes.pointing(RDFS.subClassOf, above) if c not in found]
        return found

    def _named_rules(self, shape: NamedNode) -> Iterator[NamedRule]:
        """Each named property shape tells for itself; so do the constraints in SPARQL; the rest tells as the shape."""
        for part in self.shapes.values(shape, SH.property):
            if isinstance(part, NamedNode):
                yield self._named(part, part, _any(self._rules(part)))
        if rest := [*self._rules(shape, skip_named=True)]:
            yield self._named(shape, shape, _any(rest))
        for number, constraint in enumerate(self.shapes.values(shape, SH.sparql)):
            rule = self.own.get((local_name(shape), number))
            if rule is None:
                raise SettingsError(
                    f"a SPARQL constraint that is not known here: {shape}", remedy="teach it to kg/graph/shapes.py"
                )
            yield self._named(shape, constraint, rule)

    def _named(self, shape: NamedNode, telling: Term, rule: Rule) -> NamedRule:
        severity, message = self.shapes.one(shape, SH.severity), self.shapes.one(telling, SH.message)
        return NamedRule(
            local_name(shape),
            Severity(local_name(severity)) if isinstance(severity, NamedNode) else Severity.VIOLATION,
            message.value if isinstance(message, Literal) else f"Breaks {shape}.",
            rule,
        )

    # ------------------------------------------------------------------------------------------------------ rules

    def _rules(self, shape: Term, skip_named: bool = False) -> Iterator[Rule]:
        """Of all constraints of a node shape or a property shape."""
        head = self.shapes.one(shape, SH.path)
        path = self._path(head) if head is not None else None
        if path is not None:
            yield from self._counted(shape, path)
        for predicate in self.shapes.properties(shape):
            if predicate in _NO_CONSTRAINT:
                continue
            for value in self.shapes.values(shape, predicate):
                if path is None and skip_named and predicate == SH.property and isinstance(value, NamedNode):
                    continue
                yield self._rule(predicate, value, path)

    def _counted(self, shape: Term, path: Values) -> Iterator[Rule]:
        """How many values there may be (SHACL 4.2), at least and at most asked in one."""
        least, most = self.shapes.one(shape, SH.minCount), self.shapes.one(shape, SH.maxCount)
        if least is not None or most is not None:
            low, high = _whole(least) if least else 0, _whole(most) if most else sys.maxsize
            yield lambda facts, node: not low <= len(path(facts, node)) <= high

    def _rule(self, predicate: NamedNode, value: Term, path: Values | None) -> Rule:
        if path is None:
            return self._of_a_value(predicate, value)
        if predicate in _OF_THE_SET:
            return _of_the_set(predicate, value, path)
        broken = self._of_a_value(predicate, value)
        return _of_each(path, broken)

    def _of_a_value(self, predicate: NamedNode, value: Term) -> Rule:
        """A constraint on one value, or on the focus node itself (SHACL 4.1, 4.3, 4.4, 4.6, 4.7)."""
        if predicate in (SH.node, SH.property):
            return _any(self._rules(value))
        if predicate == SH["not"]:
            broken = _any(self._rules(value))
            return lambda facts, node: not broken(facts, node)
        if predicate == SH["or"]:
            ways = [_any(self._rules(way)) for way in self._listed(value)]
            return lambda facts, node: all(way(facts, node) for way in ways)
        if predicate == SH["in"]:
            allowed = frozenset(self._listed(value))
            return lambda facts, node: node not in allowed
        if predicate == SH["class"]:
            below = frozenset(self._below(value))
            return lambda facts, node: below.isdisjoint(facts.values(node, A))
        if of_literal := _ON_LITERALS.get(predicate):
            return of_literal(value)
        raise SettingsError(f"a constraint that is not known here: {predicate}", remedy="teach it to kg/graph/shacl.py")

    def _path(self, path: Term) -> Values:
        if isinstance(path, NamedNode):
            return lambda facts, node: facts.values(node, path)
        if isinstance(inverse := self.shapes.one(path, SH.inversePath), NamedNode):
            return lambda facts, node: facts.pointing(inverse, node)
        if (ways := self.shapes.one(path, SH.alternativePath)) is not None:
            steps = [self._path(way) for way in self._listed(ways)]
            return lambda facts, node: dict.fromkeys(found for step in steps for found in step(facts, node))
        raise SettingsError("a property path that is not known here", remedy="teach it to kg/graph/shacl.py")

    def _listed(self, head: Term | None) -> Iterator[Term]:
        """The members of an RDF list."""
        while head is not None and head != RDF.nil:
            (first,), (head,) = self.shapes.values(head, RDF.first), self.shapes.values(head, RDF.rest)
            yield first


def _any(rules: Iterable[Rule]) -> Rule:
    all_rules = tuple(rules)
    if len(all_rules) == 1:
        return all_rules[0]

    def broken(facts: Facts, node: Term) -> bool:
        for rule in all_rules:  # noqa: SIM110 - asked thousands of times an article, and half as quick by any()
            if rule(facts, node):
                return True
        return False

    return broken


def _of_each(path: Values, rule: Rule) -> Rule:
    """True if a value breaks the rule."""

    def broken(facts: Facts, node: Term) -> bool:
        for value in path(facts, node):  # noqa: SIM110 - as above
            if rule(facts, value):
                return True
        return False

    return broken


def _properties(terms: Iterable[Term]) -> Iterator[NamedNode]:
    return (term for term in terms if isinstance(term, NamedNode))


# ------------------------------------------------------------------------------------------- all values together


def _of_the_set(predicate: NamedNode, value: Term, path: Values) -> Rule:
    """Constraints on all values of a property together (SHACL 4.4.5, 4.5, 4.8.2)."""
    if predicate == SH.hasValue:
        return lambda facts, node: value not in path(facts, node)
    if predicate == SH.uniqueLang:
        return lambda facts, node: _repeats_a_language(path(facts, node))
    assert isinstance(value, NamedNode)
    fits = (-1,) if predicate == SH.lessThan else (-1, 0)
    return lambda facts, node: any(
        comparison(mine, other) not in fits for mine in path(facts, node) for other in facts.values(node, value)
    )


def _repeats_a_language(values: Iterable[Term]) -> bool:
    languages = [value.language for value in values if isinstance(value, Literal) and value.language]
    return len(languages) > len(set(languages))


# -------------------------------------------------------------------------------------------------- literal values


def _datatype(wanted: Term) -> Rule:
    return lambda facts, node: not (isinstance(node, Literal) and node.datatype == wanted)


def _pattern(value: Term) -> Rule:
    pattern = re.compile(_text(value))
    return lambda facts, node: not pattern.search(_text(node))


def _min_length(value: Term) -> Rule:
    least = _whole(value)
    return lambda facts, node: len(_text(node)) < least


def _min_inclusive(value: Term) -> Rule:
    return lambda facts, node: comparison(node, value) not in (0, 1)


def _max_inclusive(value: Term) -> Rule:
    return lambda facts, node: comparison(node, value) not in (0, -1)


def _text(value: Term) -> str:
    return value.value if isinstance(value, Literal | NamedNode | BlankNode) else ""


def _whole(value: Term) -> int:
    number = comparable(value)
    assert isinstance(number, int)
    return number


_ON_LITERALS: Mapping[NamedNode, Callable[[Term], Rule]] = {
    SH.datatype: _datatype,
    SH.pattern: _pattern,
    SH.minLength: _min_length,
    SH.minInclusive: _min_inclusive,
    SH.maxInclusive: _max_inclusive,
}
_OF_THE_SET = (SH.hasValue, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals)
_NO_CONSTRAINT = frozenset(
    {A, RDFS.label, RDFS.comment, RDFS.isDefinedBy}
    | {SH.path, SH.message, SH.severity, SH.name, SH.description, SH.sparql, SH.minCount, SH.maxCount}
    | {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf}
)
