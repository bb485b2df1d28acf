"""What readings that are built by hand are built with: a text, the spans of its words, and its days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import spacy

from kg.model import Article, Document, Precision, PublicationBasis, PublicationDay, Sentence, Span, TimeInterval


class Text:
    """A text whose spans are found by their words."""

    def __init__(self, text: str) -> None:
        self.text = text

    def at(self, words: str, nth: int = 0) -> Span:
        starts = [match.start() for match in re.finditer(re.escape(words), self.text)]
        return Span(starts[nth], starts[nth] + len(words))

    def all(self, words: str) -> tuple[Span, ...]:
        return tuple(Span(m.start(), m.end()) for m in re.finditer(re.escape(words), self.text))

    def document(self, article: Article, sentences: Iterable[Span] | None = None) -> Document:
        """Sentences as given, else they end at a full stop before a blank and a capital or quotation mark."""
        ends = re.finditer(r"\S.*?(?:\.(?=\s+[A-Z“])|\Z)", self.text, re.DOTALL)
        spans = [Span(m.start(), m.end()) for m in ends] if sentences is None else sentences
        numbered = tuple(Sentence(n, span) for n, span in enumerate(spans, start=1))
        return Document(article, numbered, spacy.blank("en")(self.text))


def day(iso: str, zone: str | None = None) -> TimeInterval:
    return TimeInterval(date.fromisoformat(iso), date.fromisoformat(iso), Precision.DAY, iso, zone)


def published(iso: str) -> PublicationDay:
    return PublicationDay(day(iso), PublicationBasis.METADATA, "given with the article")
