"""Facts of the graph, read by someone who wants labels, links and words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import RDF, RDFS, SKOS, local_name
from server.graph import Graph, Term
from server.pages import queries, wording
from server.pages.links import page_address, path_of
from server.pages.queries import PRIVATE, Facts

_HIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_PREFERRED_LANGUAGES = ("en", "")
MOST_LETTERS = 2000
"""How much of a text a page shows: nobody reads more, and a literal may be of any length."""
MOST_OF_A_LABEL = 300


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the data with their language ('' if unsaid); marks that turn the direction of others are taken out."""

    value: str
    language: str = ""

    @property
    def direction(self) -> str:
        """The direction to write in, for the ``dir`` attribute."""
        if not self.language:
            return "auto"
        return "rtl" if self.language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Link:
    """A thing by its label, with its address on the site (None: none)."""

    text: Text
    path: str | None = None

    @property
    def page(self) -> str | None:
        """Where its page is."""
        return page_address(self.path) if self.path else None


def shown(value: str) -> str:
    """Text without control characters and without marks that override the direction of what stands round it.

    What is longer than ``MOST_LETTERS`` is cut.

    >>> len(shown("a" * 1_000_000))
    2000
    """
    return without_marks(cut(value))


def without_marks(value: str) -> str:
    """A text of any length without control characters and marks that override directions."""
    return _HIDDEN.sub("", value)


def cut(value: str, most: int = MOST_LETTERS) -> str:
    """The beginning of a text, with a mark where the rest was."""
    return value if len(value) <= most else value[: most - 1] + "…"


def text_of(term: Literal) -> Text:
    """A literal as text."""
    return Text(shown(term.value), term.language or "")


def label_of(term: Literal) -> Text:
    """A literal as the name of something."""
    return Text(shown(cut(term.value, MOST_OF_A_LABEL)), term.language or "")


@dataclass(frozen=True, slots=True)
class Reader:
    """Facts of the graph, read by someone who wants labels and links; ``base`` is the base IRI of the data."""

    facts: Facts
    base: str

    def all(self, node: NamedNode, *predicates: NamedNode) -> tuple[Term, ...]:
        """The objects of the first of the predicates that the node has."""
        fields = self.facts.get(node.value, {})
        return next((fields[p.value] for p in predicates if p.value in fields), ())

    def value(self, node: NamedNode, predicate: NamedNode) -> str:
        """The literal of a predicate as a string, '' if there is none."""
        return next((term.value for term in self.all(node, predicate) if isinstance(term, Literal)), "")

    def code(self, node: NamedNode, predicate: NamedNode) -> str:
        """The local name of the object of a predicate, '' if there is none."""
        return next((local_name(term) for term in self.all(node, predicate) if isinstance(term, NamedNode)), "")

    def is_named(self, node: NamedNode) -> bool:
        """True if the node has a label."""
        return bool(self.all(node, RDFS.label, SKOS.prefLabel))

    def text(self, node: NamedNode) -> Text:
        """The label of a node, English before others; what has none is called by its local name, in words."""
        labels = [term for term in self.all(node, RDFS.label, SKOS.prefLabel) if isinstance(term, Literal)]
        for language in _PREFERRED_LANGUAGES:
            for label in labels:
                if (label.language or "").partition("-")[0] == language:
                    return label_of(label)
        return label_of(labels[0]) if labels else Text(words_of_name(cut(local_name(node), MOST_OF_A_LABEL)))

    def link(self, term: Term) -> Link:
        """A term as a link; literals have no page."""
        if isinstance(term, Literal):
            return Link(text_of(term))
        assert isinstance(term, NamedNode)
        is_private = PRIVATE.value in self.facts.get(term.value, {})
        return Link(self.text(term), None if is_private else path_of(term.value, self.base))

    def links(self, node: NamedNode, predicate: NamedNode) -> tuple[Link, ...]:
        """The objects of a predicate as links."""
        return tuple(self.link(term) for term in self.all(node, predicate))


def reader_of(graph: Graph, base: str, nodes: Iterable[NamedNode]) -> Reader:
    """All that the graph says of some things, and what is needed to name what that points at."""
    return Reader(queries.with_names(graph, queries.read_facts(graph, nodes)), base)


def words_of_name(name: str) -> str:
    """A local name as words: ``CourtRuling`` gives 'court ruling', ``war-on-gaza`` 'war on gaza'."""
    return shown(re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", name).lower())


def day_of(value: str) -> date | None:
    """The day of an ``xsd:date``; None for anything else."""
    try:
        return date.fromisoformat(value)
    except ValueError:  # years beyond the calendar of Python, or nothing at all
        return None


def day_words(value: str) -> str:
    """An ``xsd:date`` in words, '' if there is none."""
    day = day_of(value)
    return wording.day_in_words(day) if day else ""


def classes_of(reader: Reader, node: NamedNode) -> tuple[str, ...]:
    """The classes of a node in words."""
    return tuple(reader.text(term).value for term in reader.all(node, RDF.type) if isinstance(term, NamedNode))
