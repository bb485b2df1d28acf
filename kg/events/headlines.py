"""Headlines: a line above the text without a full stop, which tells in a few words what the text tells again."""

from __future__ import annotations

from kg.model import Document, Span

_LONGEST = 20  # words


def in_headline(document: Document, span: Span) -> bool:
    """True for a span in the first line of a text with more below it."""
    first = document.sentences[0].span
    if not first.holds(span) or len(document.sentences) == 1:
        return False
    words = first.cut(document.article.text)
    below = document.article.text[first.end : document.sentences[1].span.start]
    return "\n" in below and words[-1] not in ".?!:" and len(words.split()) <= _LONGEST
