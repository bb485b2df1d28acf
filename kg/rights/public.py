"""The graph as it may be given to the public: words of articles only so far as their rights go, all else as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph.iris import Iris
from kg.graph.terms import DCTERMS, ONT, RDFS, SCHEMA, A
from kg.rights.policy import Known, Output, Policy
from kg.store.graphs import Asked

WORDS = frozenset({ONT.exact, ONT.claimText})
"""Predicates whose values are words of an article."""
_HERE = DefaultGraph()


def public_quads(graph: Asked, iris: Iris, policy: Policy) -> Iterator[Quad]:
    """The quads of a graph, words of articles last, article by article, so that only one is held in memory.

    Of an article, sentences have what it has to give first, then claims and spans. A quad whose words may not be shown
    at all is left out.
    """
    for quad in graph.quads_for_pattern(None, None, None):
        if quad.predicate not in WORDS or (article := article_with_words(quad, iris)) is None:
            yield quad
        elif not _is_known(graph, article):
            yield from _shown([quad], Known(), Output(policy))
    for article in articles_in(graph):
        yield from public_words(graph, iris, policy, article)


def public_words(graph: Asked, iris: Iris, policy: Policy, article: NamedNode) -> Iterator[Quad]:
    """The quads with words of one article, as the public may have them; none of an article that the graph has not."""
    if _is_known(graph, article):
        yield from _shown(words_of(graph, iris, article), known_article(graph, article), Output(policy))


def article_with_words(quad: Quad, iris: Iris) -> NamedNode | None:
    """The article whose words a quad with words holds; None if it is no article of ours."""
    return iris.article_of(quad.subject) if isinstance(quad.subject, NamedNode) else None


def _is_known(graph: Asked, article: NamedNode) -> bool:
    return Quad(article, A, ONT.Article, _HERE) in graph


def articles_in(graph: Asked) -> Iterator[NamedNode]:
    """The articles of a graph."""
    quads = graph.quads_for_pattern(None, A, ONT.Article, _HERE)
    return (quad.subject for quad in quads if isinstance(quad.subject, NamedNode))


def words_of(graph: Asked, iris: Iris, article: NamedNode) -> Iterator[Quad]:
    """Quads with words of an article, in all graphs, sentences first; each once."""
    parts = [
        quad.subject
        for quad in graph.quads_for_pattern(None, ONT.inArticle, article, _HERE)
        if isinstance(quad.subject, NamedNode) and iris.article_of(quad.subject) == article
    ]
    sentences = [part for part in parts if iris.kind_of(part) == "sentence"]
    own = dict.fromkeys([*sentences, article, *parts])
    spans = (
        quad.subject
        for sentence in sentences
        for quad in graph.quads_for_pattern(None, ONT.inSentence, sentence, _HERE)
    )
    for node in dict.fromkeys(chain(own, spans)):
        for predicate in sorted(WORDS, key=str):
            yield from graph.quads_for_pattern(node, predicate, None)


def known_article(graph: Asked, article: NamedNode) -> Known:
    """What the policy needs to know of an article."""
    outlets = _values(graph, article, SCHEMA.publisher)
    names = [label for outlet in outlets for label in _values(graph, NamedNode(outlet), RDFS.label)]
    ids, urls = _values(graph, article, DCTERMS.identifier), _values(graph, article, SCHEMA.url)
    stated = _values(graph, article, DCTERMS.accessRights) or [""]
    length = max(_ends(graph, article), default=0)
    return Known((ids or [""])[0], tuple(names), (urls or [""])[0], length, stated[0])


def _values(graph: Asked, node: NamedNode, predicate: NamedNode) -> list[str]:
    quads = graph.quads_for_pattern(node, predicate, None, _HERE)
    return [quad.object.value for quad in quads if isinstance(quad.object, Literal | NamedNode)]


def _ends(graph: Asked, article: NamedNode) -> Iterable[int]:
    """Where sentences of an article end, in characters."""
    for quad in graph.quads_for_pattern(None, ONT.inArticle, article, _HERE):
        if isinstance(quad.subject, NamedNode) and _values(graph, quad.subject, ONT.sentenceIndex):
            yield from map(int, _values(graph, quad.subject, ONT.endChar))


def _shown(quads: Iterable[Quad], article: Known, output: Output) -> Iterator[Quad]:
    """The quads with the words that may be shown; without those of which none may."""
    for quad in quads:
        value = quad.object
        if not isinstance(value, Literal):
            yield quad
            continue
        text = output.show(article, value.value)
        cut = Literal(text, language=value.language) if value.language else Literal(text)
        if text:
            yield quad if text == value.value else Quad(quad.subject, quad.predicate, cut, quad.graph_name)
