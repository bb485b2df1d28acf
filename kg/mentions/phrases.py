"""Noun phrases as they are printed: where one starts, the compound that is its head, who owns it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.mentions.candidates import Draft, Range, Roster
from kg.mentions.nouns import people
from kg.mentions.time_numbers import read_count
from kg.model import ActorType

_MODIFIERS = frozenset({"det", "amod", "compound", "nummod", "poss", "nmod", "predet", "quantmod", "advmod", "preconj"})


_QUANTIFIERS = frozenset(
    {
        "many",
        "several",
        "some",
        "few",
        "dozens",
        "hundreds",
        "thousands",
        "scores",
        "more",
        "most",
        "all",
        "both",
        "no",
        "any",
        "another",
    }
)


def base_phrase(head: Token) -> tuple[int, int]:
    """Tokens from the first modifier before the head to the head; numbers with their hedges, possessors included."""
    start = head.i
    for child in head.lefts:
        if _is_of_the_verb(child):
            continue
        if child.dep_ in _MODIFIERS and child.lower_ not in {"both", "also", "even", "either", "only", "including"}:
            edge = child.left_edge.i
            start = min(start, edge) if _is_close(head, edge) else start
    doc = head.doc
    while start < head.i and (
        doc[start].is_punct or doc[start].lower_ in {"both", "also", "and", "or"} or doc[start].is_space
    ):
        start += 1
    return start, head.i + 1


def _is_of_the_verb(word: Token) -> bool:
    """ "shot dead nine men": they were not dead before."""
    return word.lower_ == "dead" and word.i > 0 and word.nbor(-1).pos_ == "VERB"


def _is_close(head: Token, edge: int) -> bool:
    """No comma, line break or clause between the modifier and the head."""
    return all(not t.is_space and t.text not in {",", ";", ":", "(", '"'} for t in head.doc[edge : head.i])


def _is_half_of_participle(token: Token) -> bool:
    """As in "UN" of "UN-backed" is not who the tribunal belongs to."""
    doc = token.doc
    return token.i + 2 < len(doc) and doc[token.i + 1].text == "-" and doc[token.i + 2].tag_ in {"VBN", "VBD", "JJ"}


def printed_head(head: Token) -> tuple[str, int]:
    """The noun with the compounds that make it another noun ("security forces"), and its first token."""
    nouns, word = people(), head.lower_
    for size in (3, 2) if word in nouns.compound_ends else ():
        start = head.i - size + 1
        if start >= 0:
            noun = " ".join(t.lower_ for t in head.doc[start : head.i + 1])
            if noun in nouns.compounds:
                return noun, start
    return word, head.i


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


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase: its head, its tokens, the words of its head ("security forces") and the draft it belongs to."""

    head: Token
    words: Range
    noun: str
    owner: Draft | None
    modifiers: frozenset[str]
    number: str | None

    @property
    def is_definite(self) -> bool:
        """True with "the", a demonstrative or a possessor."""
        return any(
            t.dep_ in {"det", "poss"}
            and t.tag_ not in {"WDT", "WP$"}
            and t.lower_ not in {"a", "an", "another", "any", "no", "some"}
            for t in self.head.lefts
        )


def read_phrase(roster: Roster, head: Token, noun: str, noun_start: int) -> NounPhrase:
    """The phrase around a head whose last words, from ``noun_start`` on, are ``noun``."""
    words = base_phrase(head)
    owner = next(
        (d for t in owner_tokens(head) if (d := roster.named_at(t)) is not None and d.type is not ActorType.PERSON),
        None,
    )
    modifiers = frozenset(
        t.lower_
        for t in head.lefts
        if t.dep_ in {"amod", "compound", "nmod"}
        and t.i < noun_start
        and roster.named_at(t) is None
        and t.lower_ not in _QUANTIFIERS | people().words["loaded"]
    )
    number = next(
        (t.lower_ for t in head.lefts if t.dep_ == "nummod" or (t.tag_ == "CD" and t.dep_ != "npadvmod")), None
    )
    before = head.doc[words[0] - 1] if words[0] else head
    if number is None and before.tag_ == "CD" and before.head.i == head.i + 1:
        words, number = (before.i, words[1]), before.lower_
    return NounPhrase(head, words, noun, owner, modifiers, number)


def new_draft(roster: Roster, phrase: NounPhrase, type_: ActorType, *, named: bool, sort: str | None = None) -> Draft:
    """A draft that is labelled with the words of a phrase, its article left out."""
    label = label_of(roster, phrase.words)
    plural = phrase.head.tag_ in {"NNS", "NNPS"}
    return roster.add(Draft(type_, label, named=named, owner=phrase.owner, sort=sort, plural=plural))


def label_of(roster: Roster, words: Range) -> str:
    """The words of a phrase without article, without adjectives that judge ("brutal gunmen" are gunmen), and a count.

    How many they were is a figure of somebody's, and no name: "at least 12 people" are people, "six powers" stay six.
    """
    start, end = _without_count(roster.doc, without_article(roster, words))
    loaded = people().words["loaded"]
    kept = [token.text_with_ws for token in roster.doc[start : end - 1] if token.lower_ not in loaded]
    return " ".join("".join([*kept, roster.doc[end - 1].text]).split())


def _without_count(doc: Doc, words: Range) -> Range:
    """The words after a number of many, one with a bound, or any number of people."""
    start, end = words
    while start < end - 1 and (doc[start].tag_ == "CD" or doc[start].lower_ in _COUNTING):
        start += 1
    counted = doc[words[0] : start]
    if doc[start].text == "-":  # "a 23-year-old man"
        return words
    if not any(t.tag_ == "CD" or t.lower_ in _MANY for t in counted):
        return words
    number = read_count([counted[0].lower_]) if len(counted) == 1 else None
    few = number is not None and number < _FEW
    return words if few and doc[end - 1].lower_ not in {"people", "persons"} else (start, end)


_FEW = 10
_MANY = frozenset(
    "dozen dozens score scores hundred hundreds thousand thousands million millions tens several lakh crore".split()
)
_COUNTING = _MANY | frozenset(
    "at least most more fewer less than about around up to nearly almost some over under of".split()
)


def without_article(roster: Roster, words: Range) -> Range:
    """The words of a phrase from the first that is no article or pronoun."""
    doc, (start, end) = roster.doc, words
    while start < end - 1 and doc[start].tag_ in {"DT", "PRP$", "WDT", "PDT", "WP$"}:
        start += 1
    return start, end
