"""Tolls told by the noun of what happened to people: "the slayings of 14 women", "an exodus of two million herders"."""

from __future__ import annotations

from spacy.tokens import Token

from kg.mentions.nouns import people
from kg.model import Code

NounReading = tuple[Code, Token, list[Token]] | None

_HAPPENINGS: dict[Code, str] = {
    "Killed": "killing murder slaying genocide massacre slaughter execution assassination beheading lynching drowning",
    "Wounded": "wounding maiming",
    "Displaced": "exodus displacement uprooting",
    "Evacuated": "evacuation",
    "Detained": "arrest detention imprisonment jailing",
    "Captured": "kidnapping abduction kidnap",
    "Released": "release freeing",
}
_BY_NOUN = {noun: code for code, nouns in _HAPPENINGS.items() for noun in nouns.split()}
_HOLDS = frozenset({"custody", "detention", "jail", "prison"})


def by_happening(number: Token, counted: Token) -> NounReading:
    """ "the arrests of 40 students": the measure of the noun, where people are counted."""
    of = counted.head if counted.dep_ == "pobj" and counted.head.lower_ == "of" else None
    noun = of.head if of is not None and of.head.pos_ == "NOUN" else None
    code = _BY_NOUN.get(noun.lemma_.lower()) if noun is not None else None
    if noun is None or code is None or counted == number or not _are_people(counted):
        return None
    return code, noun, [noun, number, counted]


def _are_people(counted: Token) -> bool:
    nouns, lemma = people(), counted.lemma_.lower()
    known = {counted.lower_, lemma} & (nouns.groups.keys() | nouns.words["singulars"] | nouns.words["numeral_heads"])
    return bool(known) or counted.ent_type_ == "NORP"


def by_custody(number: Token, counted: Token) -> NounReading:
    """ "six people are in custody", "12 are behind bars", "four were under arrest"."""
    verb = counted.head
    if (
        counted.dep_ != "nsubj"
        or verb.lemma_ not in {"be", "remain"}
        or (counted != number and not _are_people(counted))
    ):
        return None
    if any(c.dep_ == "mark" and c.lower_ in {"whether", "if", "unless"} for c in verb.children):
        return None
    held = (g for c in verb.children if c.dep_ == "prep" for g in c.children if _is_held(c.lower_, g))
    noun = next(held, None)
    return ("Detained", noun, [number, counted, noun]) if noun is not None else None


def _is_held(preposition: str, noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    return (preposition in {"in", "into"} and lemma in _HOLDS) or (preposition, lemma) in {
        ("behind", "bar"),
        ("under", "arrest"),
    }
