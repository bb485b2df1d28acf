"""Where a statement is said: the sentence is the named graph, the span is a node.

Every triple stands in the graph of the sentence that says it, or in the graph of the article if no sentence does
(metadata, reference data), and once more in the default graph, which is the knowledge that plain queries see.
``docs/decisions/evidence.md`` and ``default-graph.md`` tell why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.document import sentence_at
from kg.graph.iris import Iris
from kg.graph.terms import ONT
from kg.model import Document, Sentence, Span


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple and the span whose sentence says it; None: no sentence, the article graph holds it.

    ``copied`` is False for what stays out of the default graph.
    """

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode | Literal
    evidence: Span | None = None
    copied: bool = True


def pieces(document: Document, span: Span) -> list[tuple[Sentence, Span]]:
    """The span cut at the bounds of sentences, since a mention lies in one; blanks between sentences fall away."""
    found: list[tuple[Sentence, Span]] = []
    first = sentence_at(document, span.start).index
    for sentence in document.sentences[first - 1 :]:
        if sentence.span.start >= span.end:
            break
        if sentence.span.meets(span):
            start, end = max(span.start, sentence.span.start), min(span.end, sentence.span.end)
            found.append((sentence, Span(start, end)))
    return found


def mention_statements(node: NamedNode, spans: Iterable[Span], document: Document, iris: Iris) -> Iterator[Statement]:
    """``ev:mention`` from the node to each of its spans, each said by the sentence it lies in."""
    for span in sorted(spans):
        for _, piece in pieces(document, span):
            yield Statement(node, ONT.mention, iris.mention(document.article.id, piece), piece)


def evidenced_quads(document: Document, iris: Iris, statements: Iterable[Statement]) -> list[Quad]:
    """Statements in the graphs that say them, their copies in the default graph, and the nodes of the mentions.

    The nodes of mentions stand in the default graph alone: each is its own evidence, and they are a quarter of all.
    """
    said = list(statements)
    named = (Quad(s.subject, s.predicate, s.object, _graph(document, iris, s.evidence)) for s in said)
    copies = (Quad(s.subject, s.predicate, s.object, DefaultGraph()) for s in said if s.copied)
    spans = {s.evidence for s in said if s.predicate == ONT.mention and s.evidence}
    nodes = (quad for span in sorted(spans) for quad in _mention_node(document, iris, span))
    return list(dict.fromkeys([*named, *copies, *nodes]))


def _graph(document: Document, iris: Iris, evidence: Span | None) -> NamedNode:
    if evidence is None:
        return iris.article(document.article.id)
    return iris.sentence(document.article.id, sentence_at(document, evidence.start).index)


def _mention_node(document: Document, iris: Iris, span: Span) -> Iterator[Quad]:
    node = iris.mention(document.article.id, span)
    sentence = iris.sentence(document.article.id, sentence_at(document, span.start).index)
    yield Quad(node, ONT.beginChar, Literal(span.start), DefaultGraph())
    yield Quad(node, ONT.endChar, Literal(span.end), DefaultGraph())
    yield Quad(node, ONT.exact, Literal(span.cut(document.text)), DefaultGraph())
    yield Quad(node, ONT.inSentence, sentence, DefaultGraph())
