"""Where a statement is said: the sentence is the named graph, the span is a node.

What an article says stands in the graph of the sentence that says it, reference data and metadata in the graph of the
article, and all of it once more in the default graph, which is the knowledge that plain queries see.
``docs/decisions/evidence.md`` and ``default-graph.md`` tell why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph.facts import ArticleQuads, Row
from kg.graph.iris import Iris
from kg.graph.terms import ONT
from kg.model import Document, Sentence, Span
from kg.sentences import sentence_at

_HERE = DefaultGraph()


class Held(Enum):
    """Which graphs hold a statement."""

    BOTH = "the graph that says it, and the default graph"
    EVIDENCE = "only the graph that says it: texts, and what the knowledge says otherwise"
    KNOWLEDGE = "only the default graph: what is its own evidence, or what nobody said, on nodes of one article"


class Statement(NamedTuple):
    """A triple and the span whose sentence says it; None: no sentence, the article graph holds it.

    A tuple, since an article has a thousand of them and a dataclass takes five times as long to make.
    """

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode | Literal
    evidence: Span | None = None
    held: Held = Held.BOTH


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
    """``ev:mention`` from the node to each of its spans, and the spans as nodes.

    They stand in the default graph alone: a span that names its sentence is its own evidence, and spans are a quarter
    of all statements.
    """
    for span in sorted(spans):
        for sentence, piece in pieces(document, span):
            mention = iris.mention(document.article.id, piece)
            yield Statement(node, ONT.mention, mention, piece, Held.KNOWLEDGE)
            fields: dict[NamedNode, NamedNode | Literal] = {
                ONT.beginChar: Literal(piece.start),
                ONT.endChar: Literal(piece.end),
                ONT.exact: Literal(piece.cut(document.text)),
                ONT.inSentence: iris.sentence(document.article.id, sentence.index),
            }
            yield from (Statement(mention, p, o, piece, Held.KNOWLEDGE) for p, o in fields.items())


def evidenced_quads(document: Document, iris: Iris, statements: Iterable[Statement]) -> ArticleQuads:
    """Statements in the graphs that say them, then in the default graph; each quad once."""
    said = list(statements)
    graphs = {begin: _graph(document, iris, begin) for begin in set(map(_begin, said))}
    named: dict[Row, None] = {
        (s.subject, s.predicate, s.object, graphs[_begin(s)]): None for s in said if s.held is not Held.KNOWLEDGE
    }
    known = {(s.subject, s.predicate, s.object): None for s in said if s.held is not Held.EVIDENCE}
    quads = [*(Quad(*row) for row in named), *(Quad(*fact) for fact in known)]  # none: the default graph, half the time
    return ArticleQuads(quads, [*named, *((*fact, _HERE) for fact in known)])


def _begin(statement: Statement) -> int | None:
    return statement.evidence.start if statement.evidence else None


def _graph(document: Document, iris: Iris, begin: int | None) -> NamedNode:
    if begin is None:
        return iris.article(document.article.id)
    return iris.sentence(document.article.id, sentence_at(document, begin).index)
