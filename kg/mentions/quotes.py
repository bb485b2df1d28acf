"""Finds words in quotation marks: curly, straight and single ones, and quotes that run over paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Document, QuoteMention, Span
from kg.teasers import without_teasers

_OPENING = {"“": "”", "„": "”", "«": "»", "‘": "’"}
_MARK = re.compile(r"[“”„«»\"‘’\n]")


def find_quotes(document: Document) -> tuple[QuoteMention, ...]:
    """Outermost quotes in order; a paragraph's end closes what was left open, and says so."""
    return tuple(_quotes(without_teasers(document.text)))


def _quotes(text: str) -> Iterator[QuoteMention]:
    begin, closing = -1, ""
    for match in _MARK.finditer(text):
        mark, at = match.group(), match.start()
        if begin < 0:
            if _opens(text, at):
                begin, closing = at + 1, _OPENING.get(mark, '"')
        elif mark == "\n":
            if _paragraph_ends(text, at):
                yield from _quote(text, begin, at, closed=False)
                begin = -1
        elif (mark == closing or (mark == "”" and closing == '"')) and _closes(text, at):
            yield from _quote(text, begin, at, closed=True)
            begin = -1
    if begin >= 0:
        yield from _quote(text, begin, len(text), closed=False)


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if mark == "‘":  # an apostrophe at the start of a word ("’90s") is a closing mark, this is an opening one
        return not before.isalnum() and after.isalnum()
    return mark in _OPENING or (mark == '"' and bool(after) and not after.isspace())


def _closes(text: str, at: int) -> bool:
    """A single closing mark is an apostrophe where a letter follows or a plural possessor stands before a word."""
    if text[at] != "’":
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not after.isalnum() and not (before == "s" and text[at + 1 : at + 3].strip().isalpha() and after == " ")


def _paragraph_ends(text: str, at: int) -> bool:
    return not text[at + 1 : at + 2].strip() or text[at + 1 : at + 2] in '“"'


def _quote(text: str, begin: int, end: int, *, closed: bool) -> Iterator[QuoteMention]:
    inner = text[begin:end]
    start, stop = begin + len(inner) - len(inner.lstrip()), begin + len(inner.rstrip(" ,\n\t"))
    if stop > start:
        yield QuoteMention(Span(start, stop), closed)
