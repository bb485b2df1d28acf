from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph.evidence import Held, Statement, evidenced_quads, mention_statements, pieces
from kg.graph.iris import Iris
from kg.graph.terms import ONT
from kg.model import Article, Span
from tests.built_readings import Text

TEXT = Text("The ship docked.\n\nNobody was hurt. 🌊 Rain fell.")
DOCUMENT = TEXT.document(Article("a1", TEXT.text))
IRIS = Iris("https://n.org/")
NODE, PROPERTY = NamedNode("https://n.org/node"), NamedNode("https://n.org/p")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("ship", "ship", [(1, "ship")]),
        ("docked", "Nobody", [(1, "docked."), (2, "Nobody")]),
        ("ship", "Rain", [(1, "ship docked."), (2, "Nobody was hurt. 🌊 Rain")]),
        ("The", "fell.", [(1, "The ship docked."), (2, "Nobody was hurt. 🌊 Rain fell.")]),
    ],
)
def test_a_span_is_cut_at_the_bounds_of_sentences(start: str, end: str, expected: list[tuple[int, str]]) -> None:
    span = Span(TEXT.at(start).start, TEXT.at(end).end)
    assert [(s.index, piece.cut(TEXT.text)) for s, piece in pieces(DOCUMENT, span)] == expected


def test_blanks_between_sentences_are_no_mention() -> None:
    gap = TEXT.at("\n\n")
    assert pieces(DOCUMENT, gap) == []


def test_a_mention_names_its_words_offsets_and_sentence() -> None:
    quads = evidenced_quads(DOCUMENT, IRIS, mention_statements(NODE, [TEXT.at("Rain")], DOCUMENT, IRIS))
    mention = NamedNode("https://n.org/article/a1#char=37,41")
    assert set(quads) == {
        Quad(NODE, ONT.mention, mention),
        Quad(mention, ONT.beginChar, Literal(37)),
        Quad(mention, ONT.endChar, Literal(41)),
        Quad(mention, ONT.exact, Literal("Rain")),
        Quad(mention, ONT.inSentence, NamedNode("https://n.org/article/a1/s02")),
    }


@pytest.mark.parametrize(
    ("held", "graphs"),
    [
        (Held.BOTH, {NamedNode("https://n.org/article/a1/s02"), DefaultGraph()}),
        (Held.EVIDENCE, {NamedNode("https://n.org/article/a1/s02")}),
        (Held.KNOWLEDGE, {DefaultGraph()}),
    ],
)
def test_a_statement_stands_in_the_graphs_that_hold_it(held: Held, graphs: set[NamedNode | DefaultGraph]) -> None:
    said = Statement(NODE, PROPERTY, Literal("x"), TEXT.at("hurt"), held)
    assert {quad.graph_name for quad in evidenced_quads(DOCUMENT, IRIS, [said])} == graphs


def test_what_no_sentence_says_stands_in_the_article_graph() -> None:
    (named, _) = evidenced_quads(DOCUMENT, IRIS, [Statement(NODE, PROPERTY, Literal("x"))])
    assert named.graph_name == NamedNode("https://n.org/article/a1")


def test_what_two_sentences_say_stands_in_both_and_once_in_the_default_graph() -> None:
    twice = [Statement(NODE, PROPERTY, Literal("x"), TEXT.at(words)) for words in ("ship", "Rain")]
    assert len(evidenced_quads(DOCUMENT, IRIS, twice)) == 3
