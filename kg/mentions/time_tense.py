"""Whether the words around a time expression speak of what was or of what is to come."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum

from spacy.tokens import Doc, Token


class Tense(StrEnum):
    """Tense of the verb that governs an expression."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"


_FUTURE_AUX = frozenset({"will", "'ll", "shall", "wo"})
_CONDITIONAL = frozenset({"would", "could", "may", "might", "should", "must", "can"})
# verbs and adjectives after which an infinitive speaks of the time to come
_AHEAD = frozenset(
    "expect set schedule plan due slate aim hope intend want agree promise vow pledge prepare likely going go ready"
    " arrange decide propose ask urge order bind poise try seek need threaten".split()
)
_LONGEST_CLIMB = 12


class TokenIndex:
    """Tokens by their offset."""

    def __init__(self, tokens: Doc) -> None:
        self._tokens = tokens
        self._starts = [token.idx for token in tokens]

    def at(self, offset: int) -> Token | None:
        """The token that holds the offset, else the one before it."""
        position = bisect_right(self._starts, offset) - 1
        return self._tokens[position] if position >= 0 else None


def tense_at(token: Token | None) -> Tense | None:
    """Tense of the verb that governs the token; None where no verb is found."""
    verb = _governing_verb(token)
    return _tense_of_verb(verb) if verb is not None else None


def _governing_verb(token: Token | None) -> Token | None:
    for _ in range(_LONGEST_CLIMB):
        if token is None:
            return None
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass", "amod"):
            return token
        if token.head.i == token.i:
            return None
        token = token.head
    return None


def _tense_of_verb(verb: Token) -> Tense | None:
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    lows = {helper.lower_ for helper in helpers}
    if lows & _FUTURE_AUX:
        return Tense.FUTURE
    if verb.tag_ in ("VBD",) or any(helper.tag_ == "VBD" for helper in helpers):
        return Tense.PAST
    if lows & {"have", "has", "'ve"} and verb.tag_ in ("VBN", "VBD"):
        return Tense.PAST
    if lows & _CONDITIONAL:
        return Tense.FUTURE
    return _tense_without_helper(verb, lows)


def _tense_without_helper(verb: Token, lows: set[str]) -> Tense | None:
    if "to" in lows:
        head = verb.head
        if head.lemma_.lower() in _AHEAD or verb.dep_ == "ROOT" or head.i == verb.i:
            return Tense.FUTURE
        return _tense_of_verb(head) if head.pos_ in ("VERB", "AUX") and head.i < verb.i else Tense.FUTURE
    if verb.tag_ in ("VBZ", "VBP"):
        return Tense.PRESENT
    if verb.tag_ in ("VBN",):
        return Tense.PAST
    if verb.tag_ == "VBG" and lows & {"is", "are", "am", "'re", "'s"}:
        return Tense.PRESENT
    if verb.head.i != verb.i and verb.head.pos_ in ("VERB", "AUX") and verb.dep_ in ("advcl", "xcomp", "acl", "conj"):
        return _tense_of_verb(verb.head) if verb.head.i < verb.i else None
    return None
