"""The sentences behind a page, each once and with a number, and which of them say what.

A statement points at its sentences by their numbers; the sentences stand together, under the articles they are of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT, local_name
from server.graph import Graph, Row, Term
from server.pages import queries
from server.pages.links import page_address, path_of
from server.pages.reader import Reader, Text, text_of

MOST_SENTENCES = 48
MOST_OF_AN_ARTICLE = 8
Key = tuple[str, Term | None]
"""What is said: a predicate and its object; of a claim or a figure its IRI and None."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its number on the page, its place on the page of its article, and what it is read to say."""

    number: int
    text: Text
    page: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences by article (IRI), and the numbers of those that say something; ``left_out`` have no room."""

    by_article: Mapping[str, tuple[Sentence, ...]]
    numbers: Mapping[Key, tuple[int, ...]]
    left_out: int

    def saying(self, *keys: Key) -> tuple[int, ...]:
        """The numbers of the sentences that say any of these, in order."""
        return tuple(sorted({number for key in keys for number in self.numbers.get(key, ())}))

    @property
    def telling(self) -> tuple[int, ...]:
        """The numbers of the sentences that name the event."""
        return self.saying((ONT.mention.value, None))


def said_of(rows: Sequence[Row], reports: Mapping[NamedNode, NamedNode]) -> dict[Key, list[NamedNode]]:
    """Sentences by what they say; of what one report says of another, that it is said of the event behind it.

    ``reports``: the event of each report that is known.
    """
    table: dict[Key, list[NamedNode]] = {}
    for row in rows:
        sentence = row["sentence"]
        assert isinstance(sentence, NamedNode)
        predicate, term = row.get("p"), row.get("o")
        if isinstance(predicate, NamedNode):
            behind = reports.get(term, term) if isinstance(term, NamedNode) else term
            key: Key = (predicate.value, behind)
        else:
            subject = row["s"]
            assert isinstance(subject, NamedNode)
            key = (subject.value, None)
        table.setdefault(key, []).append(sentence)
    return table


def read_sentences(
    graph: Graph,
    base: str,
    said: Mapping[Key, Sequence[NamedNode]],
    order: Sequence[NamedNode],
    names: Mapping[str, str],
) -> Sentences:
    """The sentences that say something, those with most to say first where there is no room for all.

    ``order``: the articles as the page lists them; ``names``: what to call what is said, by predicate or IRI.
    """
    rank = {article.value: place for place, article in enumerate(order)}
    chosen, left_out = _chosen(said, rank)
    rows = {row["sentence"]: row for row in queries.words_of_sentences(graph, chosen)} if chosen else {}
    kept = [sentence for sentence in chosen if sentence in rows]
    number = {sentence: place for place, sentence in enumerate(kept, 1)}
    says = _names_by_sentence(said, names)
    by_article: dict[str, list[Sentence]] = {}
    for sentence in kept:
        path = path_of(sentence.value, base)
        text = rows[sentence]["text"]
        assert isinstance(text, Literal)
        told = Sentence(number[sentence], text_of(text), page_address(path) if path else "", says.get(sentence, ()))
        by_article.setdefault(_article_of(sentence), []).append(told)
    numbers = {
        key: tuple(dict.fromkeys(number[sentence] for sentence in found if sentence in number))
        for key, found in said.items()
    }
    return Sentences(
        {key: tuple(value) for key, value in by_article.items()}, numbers, left_out + len(chosen) - len(kept)
    )


def _article_of(sentence: NamedNode) -> str:
    return sentence.value.rpartition("/")[0]


def _chosen(said: Mapping[Key, Sequence[NamedNode]], rank: Mapping[str, int]) -> tuple[list[NamedNode], int]:
    """Which sentences to show, in the order of the articles and of their texts; and how many are left out."""
    weight: dict[NamedNode, int] = {}
    for found in said.values():
        for place, sentence in enumerate(dict.fromkeys(found)):
            weight[sentence] = weight.get(sentence, 0) + (100 if place == 0 else 1)
    taken: dict[str, int] = {}
    kept: list[NamedNode] = []
    for sentence in sorted(weight, key=lambda s: (-weight[s], s.value)):
        article = _article_of(sentence)
        if article in rank and taken.get(article, 0) < MOST_OF_AN_ARTICLE and len(kept) < MOST_SENTENCES:
            taken[article] = taken.get(article, 0) + 1
            kept.append(sentence)
    kept.sort(key=lambda s: (rank[_article_of(s)], index_of(s)))
    return kept, len(weight) - len(kept)


def index_of(sentence: NamedNode) -> int:
    """The number of a sentence in its article, from its name: 7 of ``…/s07``."""
    digits = local_name(sentence).removeprefix("s")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _names_by_sentence(
    said: Mapping[Key, Iterable[NamedNode]], names: Mapping[str, str]
) -> dict[NamedNode, tuple[str, ...]]:
    told: dict[NamedNode, set[str]] = {}
    for (name, _), found in said.items():
        for sentence in found:
            told.setdefault(sentence, set()).add(names.get(name, ""))
    order = dict.fromkeys(name for name in names.values() if name)
    return {sentence: tuple(name for name in order if name in found) for sentence, found in told.items()}


def events_behind(reader: Reader, nodes: Iterable[NamedNode]) -> dict[NamedNode, NamedNode]:
    """The event of each of the nodes that is a report."""
    found = ((node, reader.all(node, ONT.reportOf)) for node in nodes)
    return {node: terms[0] for node, terms in found if terms and isinstance(terms[0], NamedNode)}
