"""Where a sentence stands; apart from ``document.py``, which takes the parser and so a second to import."""

from __future__ import annotations

from bisect import bisect_right

from kg.model import Document, Sentence


def sentence_at(document: Document, offset: int) -> Sentence:
    """The sentence that holds the offset, else the last one that starts before it."""
    place = bisect_right(document.sentences, offset, key=lambda sentence: sentence.span.start)
    return document.sentences[max(place - 1, 0)]
