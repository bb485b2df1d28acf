"""Is a name used as a place? Constructions that denote a location, read off the words around it and the parse."""

from __future__ import annotations

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from kg.mentions.lexicon import read_lexicon

_WORDS = {kind: frozenset(words) for kind, words in read_lexicon("locatives").items()}
PLACE_NOUNS = _WORDS["settlements"] | _WORDS["areas"] | _WORDS["spots"]
"""Nouns that a name of a place stands beside: "X province", "the town of X"."""

COMPASS = _WORDS["compass"]
"""Words that may stand before a name and narrow it: "central X"."""

_MODIFIERS = frozenset({"ADJ", "DET", "ADV", "NUM"})
_HEADS_OF = PLACE_NOUNS | _WORDS["parts"] | _WORDS["done_to_a_place"]
_GOVERNED = frozenset({"prep", "dative", "agent", "pcomp", "pobj"})


def place_words(kind: str) -> frozenset[str]:
    """The words of one list of ``lexicon/locatives.toml``."""
    return _WORDS[kind]


def stands_in_locative(name: Tokens) -> bool:
    """True if the name stands in a construction that denotes a place ("in X", "the town of X", "X province")."""
    return _heads_a_place(name) or _is_acted_on(name) or _is_listed_as_country(name) or _after_locative(name)


def _heads_a_place(name: Tokens) -> bool:
    """ "X province", "X airport", "X-based", "X's outskirts"."""
    after = _token_after(name)
    if after is None:
        return False
    if after.text == "-" and after.i + 1 < len(name.doc):
        return name.doc[after.i + 1].lower_ in _WORDS["tied"]
    if after.tag_ == "POS":
        return name.root.head.lower_ in PLACE_NOUNS | _WORDS["parts"] and name.root.dep_ == "poss"
    if after.is_lower and after.lower_ in _WORDS["happens_there"]:
        return name.root.dep_ in {"compound", "nmod", "amod"} and name.root.head == after
    return after.is_lower and after.lower_ in PLACE_NOUNS | {"outskirts", "suburbs"}


def _is_acted_on(name: Tokens) -> bool:
    root = name.root
    while root.dep_ in {"conj", "appos"} and root.head.pos_ == "PROPN":
        root = root.head
    return root.dep_ in {"dobj", "nsubjpass"} and root.head.lemma_.lower() in _WORDS["act_on_a_place"]


def _is_listed_as_country(name: Tokens) -> bool:
    """ "countries such as X and Y", "nine countries: X, Y and Z"."""
    root = name.root
    while root.dep_ in {"conj", "appos"} and root.head.pos_ == "PROPN" and root.head.i < root.i:
        root = root.head
    head = root.head
    if root.dep_ == "pobj" and head.lower_ in _WORDS["listing"]:
        return head.lower_ != "as" or (head.i > 0 and head.nbor(-1).lower_ == "such")
    return root.dep_ == "appos" and head.lemma_.lower() in {
        "country",
        "nation",
        "state",
        "island",
        "region",
        "city",
        "town",
    }


def _after_locative(name: Tokens) -> bool:
    word = _word_before(name)
    return word is not None and _opens_place(word, name)


def _word_before(name: Tokens) -> Token | None:
    """The first word to the left that is no modifier of the name and no name coordinated with it."""
    doc, sentence_start = name.doc, name.sent.start
    i = name.start - 1
    listed = not _is_subject(name.root)
    for _ in range(24):
        if i < sentence_start:
            return None
        token = doc[i]
        if not (_is_modifier(token) or (listed and _is_listed(token))):
            return token
        i -= 1
    return None


def _is_modifier(token: Token) -> bool:
    if token.lower_ in _WORDS["directions"]:
        return False
    return (
        token.pos_ in _MODIFIERS
        or token.lower_ in {"neighbouring", "neighboring", "surrounding"}
        or token.lower_ in COMPASS
        or token.lower_ in _WORDS["settlements"]
        or token.text == "-"
    )


def _is_listed(token: Token) -> bool:
    return token.pos_ in {"PROPN", "CCONJ"} or token.text in {",", "'s"} or token.is_bracket


def _is_subject(token: Token) -> bool:
    return token.dep_ in {"nsubj", "nsubjpass"} and token.head.i > token.i


def _opens_place(word: Token, name: Tokens) -> bool:
    """True if the word left of the name (and of its modifiers) makes it a place."""
    lower = word.lower_
    if lower in _WORDS["prepositions"]:
        return lower not in {"at", "over"} or not _is_stance(word)
    if lower == "of":
        return _place_noun_before(word) or _follows_age(word)
    governor = word.head.lemma_.lower() if word.dep_ in _GOVERNED else ""
    before = name.doc[word.i - 1].lemma_.lower() if word.i else ""
    if lower == "on":
        return governor in _WORDS["attacks"] or before in _WORDS["attacks"]
    if lower == "to":
        return bool({governor, before} & _WORDS["motion"])
    if lower == "from":
        return not {governor, before} & _WORDS["sentiments"]
    if lower == "for":
        return bool({governor, before} & _WORDS["leave_for"])
    return lower in _WORDS["directions"]


def _is_stance(word: Token) -> bool:
    """ "anger at X", "sanctions over X": the preposition belongs to a feeling or a measure, not to a location."""
    return word.head.pos_ in {"NOUN", "ADJ"} and word.head.lemma_.lower() in _WORDS["stances"]


def _follows_age(of: Token) -> bool:
    """ "Ada Obi, 54, of X": a person is told with age and home."""
    return of.i > 1 and of.nbor(-1).text == "," and of.nbor(-2).is_digit


def _place_noun_before(of: Token) -> bool:
    if of.i == 0:
        return False
    noun = of.doc[of.i - 1]
    return bool({noun.lower_, noun.lemma_.lower()} & _HEADS_OF)


def _token_after(name: Tokens) -> Token | None:
    return name.doc[name.end] if name.end < len(name.doc) else None
