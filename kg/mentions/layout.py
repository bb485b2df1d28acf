"""How the lines of an article are set: lines of capitals, headlines in title case, words between quotation marks."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """Indices of the tokens in lines of capitals, in headlines in title case, and between quotation marks."""

    shouted: frozenset[int]
    headline: frozenset[int]
    quoted: frozenset[int]


def layout_of(doc: Doc) -> Layout:
    """Read the layout off a parsed document."""
    shouted: set[int] = set()
    headline: set[int] = set()
    tokens = list(doc)
    for sentence in doc.sents:
        inside = tokens[sentence.start : sentence.end]
        words = [token.text for token in inside if token.is_alpha]
        if len(words) >= _LEAST_WORDS and sum(word.isupper() for word in words) > 0.8 * len(words):
            shouted.update(range(sentence.start, sentence.end))
        elif _is_headline(inside, words):
            headline.update(range(sentence.start, sentence.end))
    return Layout(frozenset(shouted), frozenset(headline), _quoted(tokens))


def _is_headline(sentence: list[Token], words: list[str]) -> bool:
    """Title case: nearly every longer word has a capital, and no full stop ends the line."""
    longer = [word for word in words if len(word) > 3]
    last = next((token for token in reversed(sentence) if not token.is_space), None)
    open_end = last is not None and last.text not in {".", "!", '"', ";"}
    return open_end and len(longer) >= 4 and sum(word[0].isupper() for word in longer) > 0.8 * len(longer)


def _quoted(tokens: list[Token]) -> frozenset[int]:
    """A quotation ends with its mark or, where that is missing, with its line."""
    inside: set[int] = set()
    is_open = False
    for token in tokens:
        text = token.text
        if "\n" in text:
            is_open = False
        elif text == '"':
            is_open = not is_open
        elif is_open:
            inside.add(token.i)
    return frozenset(inside)
