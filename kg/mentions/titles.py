"""Titles before a name: "Foreign Minister", "Secretary of State", "son-in-law", "Hamas leaders"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.tokens import Token

from kg.mentions.nouns import offices

_SMALL_WORDS = frozenset({"in", "of", "law", "to", "the", "at", "and", "national", "team"})


def title_start(doc: Sequence[Token], end: int, is_named: Callable[[Token], bool]) -> int:
    """Where the words that can be a title and end right before token ``end`` start; ``end`` if there are none."""
    start = end
    while start > 0 and _can_be_in_title(doc, start - 1, end) and not is_named(doc[start - 1]):
        start -= 1
    if start < end and doc[end - 1].text in {"Minister", "Secretary", "Commissioner"}:
        while (
            start > 0
            and doc[start - 1].tag_ == "NNP"
            and doc[start - 1].text[0].isupper()
            and not is_named(doc[start - 1])
        ):
            start -= 1
    while start < end and (doc[start].text == "-" or doc[start].lower_ in _SMALL_WORDS):
        start += 1
    return start


def printed_words(doc: Sequence[Token], start: int, end: int) -> list[str]:
    """The words in lower case as they are printed: hyphens join."""
    return "".join(token.text_with_ws for token in doc[start:end]).lower().split()


def title_role(doc: Sequence[Token], start: int, end: int) -> str | None:
    """The code of the role that a title tells of; None where it is none."""
    words = printed_words(doc, start, end)
    return offices().role_of(words) if words else None


def is_honorific(doc: Sequence[Token], start: int, end: int) -> bool:
    """True for "Mr", "Dr": a person follows, no post is told."""
    return start < end and doc[end - 1].lower_ in offices().honorifics


def _can_be_in_title(doc: Sequence[Token], index: int, end: int) -> bool:
    token = doc[index]
    lower = token.lower_
    if lower in _SMALL_WORDS and lower not in {"national", "team", "law"}:
        return _is_inside(doc, index)
    if lower == "law":
        return doc[index - 1].text == "-"
    if token.text == "-":
        return index > 0 and doc[index - 1].whitespace_ == "" and index < end
    titles = offices()
    if lower in titles.words or lower in titles.honorifics:
        return True
    return token.tag_ in {"NNS", "NNPS"} and titles.role_of([lower]) is not None


def _is_inside(doc: Sequence[Token], index: int) -> bool:
    """As in "in" of "son-in-law", "of" of "Secretary of State" and "chief of staff"."""
    if doc[index].lower_ == "in":
        return doc[index - 1].text == "-"
    if doc[index].lower_ != "of" or index == 0 or index + 1 >= len(doc):
        return False
    phrase = f"{doc[index - 1].lower_} of {doc[index + 1].lower_}"
    return phrase in offices().roles
