"""Noun phrases as they are printed: where one starts, the compound that is its head, who owns it."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.mentions.nouns import people

_MODIFIERS = frozenset({"det", "amod", "compound", "nummod", "poss", "nmod", "predet", "quantmod", "advmod", "preconj"})
_HEDGES = frozenset(
    {
        "about",
        "around",
        "some",
        "nearly",
        "almost",
        "over",
        "more",
        "than",
        "least",
        "at",
        "up",
        "to",
        "roughly",
        "approximately",
        "fewer",
        "less",
    }
)


def base_phrase(head: Token) -> tuple[int, int]:
    """Tokens from the first modifier before the head to the head; numbers with their hedges, possessors included."""
    start = head.i
    for child in head.lefts:
        if child.dep_ in _MODIFIERS and child.lower_ not in {"both", "also", "even", "either", "only", "including"}:
            edge = child.left_edge.i
            start = min(start, edge) if _is_close(head, edge) else start
    doc = head.doc
    while start < head.i and (
        doc[start].is_punct or doc[start].lower_ in {"both", "also", "and", "or"} or doc[start].is_space
    ):
        start += 1
    return start, head.i + 1


def _is_close(head: Token, edge: int) -> bool:
    """No comma, line break or clause between the modifier and the head."""
    return all(not t.is_space and t.text not in {",", ";", ":", "(", '"'} for t in head.doc[edge : head.i])


def _is_half_of_participle(token: Token) -> bool:
    """ "UN" of "UN-backed" is not who the tribunal belongs to."""
    doc = token.doc
    return token.i + 2 < len(doc) and doc[token.i + 1].text == "-" and doc[token.i + 2].tag_ in {"VBN", "VBD", "JJ"}


def printed_head(head: Token) -> tuple[str, int]:
    """The noun with the compounds that make it another noun ("security forces"), and its first token."""
    compounds = people().compounds
    for size in (3, 2):
        start = head.i - size + 1
        if start >= 0:
            noun = " ".join(t.lower_ for t in head.doc[start : head.i + 1])
            if noun in compounds:
                return noun, start
    return head.lower_, head.i


def owner_tokens(head: Token) -> Iterator[Token]:
    """The words that can say whose it is: possessor, adjective and compound before, "of" and "from" after."""
    for child in head.lefts:
        if child.dep_ in {"poss", "amod", "compound", "nmod"} and not _is_half_of_participle(child):
            yield child
            yield from (
                c for c in child.lefts if child.dep_ in {"compound", "nmod"} and c.dep_ in {"poss", "amod", "compound"}
            )
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in {"of", "from"}:
            yield from (c for c in child.rights if c.dep_ == "pobj")
