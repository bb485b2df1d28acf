"""People called by their age: "the 19-year-old" is whom the article gives that age, if one person has it."""

from __future__ import annotations

from spacy.tokens import Token

from kg.mentions.candidates import Draft, Roster
from kg.model import ActorType

_TERM = 5
"""Tokens of "19-year-old"."""


def age_of(token: Token) -> str | None:
    """The years of "19-year-old" where it stands for a person; ``token`` is its last word."""
    return None if token.dep_ in {"amod", "compound", "nmod", "acomp", "advmod"} else _years(token)


def age_before(noun: Token) -> str | None:
    """The years of "the 19-year-old driver"."""
    return next((age for t in noun.lefts if t.dep_ == "amod" and (age := _years(t)) is not None), None)


def _years(token: Token) -> str | None:
    words = token.doc[max(0, token.i - _TERM + 1) : token.i + 1]
    if token.lower_ != "old" or [w.lower_ for w in words[1:]] != ["-", "year", "-", "old"]:
        return None
    return str(words[0].text) if words[0].is_digit else None


def of_that_age(roster: Roster, age: str) -> Draft | None:
    """The one person with that age: "Ada Obi, 19," or "19-year-old Ada Obi", or an unnamed one told of before."""
    persons = list(roster.of_type(ActorType.PERSON))
    found = [d for d in persons if d.named and any(_has_age(roster, mention, age) for mention in d.mentions)]
    found = found or [d for d in persons if not d.named and f"{age}-year-old" in d.label.split()]
    return found[0] if len(found) == 1 else None


def _has_age(roster: Roster, mention: tuple[int, int], age: str) -> bool:
    start, end = mention
    after = [t.text for t in roster.tokens[end : end + 2]]
    before = [t.lower_ for t in roster.tokens[max(0, start - _TERM) : start]]
    return after == [",", age] or before == [age, "-", "year", "-", "old"]
