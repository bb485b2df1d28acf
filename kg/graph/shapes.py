"""The shapes of ``ontology/shapes.ttl``, asked of a graph in milliseconds an article.

The rules are made of the file itself by ``shacl.py``, so that there is one set of them; only the constraints that the
file has in SPARQL are said again here. A test holds all of it against pyshacl. The checked graph is one flat graph
with the codes beside it, as the file asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from kg.graph.facts import Fact, Facts, Term
from kg.graph.literals import comparable, comparison
from kg.graph.shacl import NodeRule, Rule, Severity, compile_shapes
from kg.graph.terms import CODE, ONT, SKOS, ontology_dir, ontology_quads

_FACTS_OF_CODES = (SKOS.inScheme, ONT.realised)


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One node that breaks one shape; ``shape`` is its name in the shapes file, ``message`` says what to do."""

    focus: str
    shape: str
    severity: Severity
    message: str


def check_quads(quads: Iterable[Quad]) -> tuple[Violation, ...]:
    """What is wrong with a graph, all its named graphs taken together; in a stable order.

    The quads must hold the canonical events too (``knowledge.canonical.as_only_article`` adds those of one article).
    """
    return check_facts((quad.subject, quad.predicate, quad.object) for quad in quads)


def check_facts(facts: Iterable[Fact]) -> tuple[Violation, ...]:
    """The same of triples."""
    given = Facts(facts, beside=_codes())
    return tuple(sorted({violation for rule in _rules() for violation in _broken(given, rule)}))


def _broken(facts: Facts, rule: NodeRule) -> Iterator[Violation]:
    for node in rule.targets(facts):
        for named in rule.rules:
            if named.broken(facts, node) and isinstance(node, NamedNode | BlankNode):
                yield Violation(node.value, named.shape, named.severity, named.message)


@cache
def _codes() -> Facts:
    """What the shapes ask of codes."""
    return Facts.of(quad for quad in ontology_quads() if quad.predicate in _FACTS_OF_CODES)


@cache
def _rules() -> tuple[NodeRule, ...]:
    shapes = parse(path=ontology_dir() / "shapes.ttl", format=RdfFormat.TURTLE)
    return compile_shapes(shapes, ontology_quads(), _IN_SPARQL)


# ---------------------------------------------------------------------------- constraints that the file has in SPARQL


def _happened_later(facts: Facts, report: Term) -> bool:
    realised = any(_true(facts.one(code, ONT.realised)) for code in facts.values(report, ONT.modality))
    return realised and _compared_to_the_article(facts, report, ONT.start) == 1


def _expected_before(facts: Facts, report: Term) -> bool:
    expected = CODE.Expected in facts.values(report, ONT.modality)
    return expected and _compared_to_the_article(facts, report, ONT.end) == -1


def _compared_to_the_article(facts: Facts, report: Term, predicate: NamedNode) -> int | None:
    days = (day for article in facts.values(report, ONT.inArticle) for day in facts.values(article, ONT.asOf))
    compared = [comparison(mine, day) for day in days for mine in facts.values(report, predicate)]
    return compared[0] if compared else None


def _low_is_missing(facts: Facts, figure: Term) -> bool:
    least = CODE.AtLeast in facts.values(figure, ONT.bound)
    return least and any(value not in facts.values(figure, ONT.low) for value in facts.values(figure, ONT.value))


def _larger_than_its_whole(facts: Facts, figure: Term) -> bool:
    wholes = [w for w in facts.values(figure, ONT.subsetOf) if CODE.Exact in facts.values(w, ONT.bound)]
    sizes = [size for whole in wholes for size in facts.values(whole, ONT.value)]
    return any(comparison(mine, size) == 1 for mine in facts.values(figure, ONT.value) for size in sizes)


def _cut_wrongly(facts: Facts, mention: Term) -> bool:
    """Offsets and words of a span against those of its sentence; what is missing is told by other shapes."""
    begin, end, words = _cut(facts, mention)
    for sentence in facts.values(mention, ONT.inSentence):
        first, last, text = _cut(facts, sentence)
        if None in (begin, end, words, first, last, text):
            continue
        inside = first <= begin and end <= last  # type: ignore[operator]
        if not inside or text[begin - first : end - first] != words:  # type: ignore[index, operator]
            return True
    return False


def _cut(facts: Facts, node: Term) -> tuple[int | None, int | None, str | None]:
    begin, end = (comparable(facts.one(node, predicate)) for predicate in (ONT.beginChar, ONT.endChar))
    words = facts.one(node, ONT.exact)
    return (
        begin if isinstance(begin, int) else None,
        end if isinstance(end, int) else None,
        words.value if isinstance(words, Literal) else None,
    )


def _true(value: Term | None) -> bool:
    return isinstance(value, Literal) and value.value == "true"


_IN_SPARQL: Mapping[tuple[str, int], Rule] = {
    ("FutureOccurred", 0): _happened_later,
    ("PastExpected", 0): _expected_before,
    ("Figure", 0): _low_is_missing,
    ("Figure", 1): _larger_than_its_whole,
    ("Mention", 0): _cut_wrongly,
}
