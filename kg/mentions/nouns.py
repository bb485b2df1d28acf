"""The nouns, titles, verbs and given names of the lexicon, in the form in which the stage on actors asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.mentions.lexicon import read_lexicon

_Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Offices:
    """Titles: ``roles`` maps the end of a title, in lower case, to the code of the role it tells of."""

    roles: dict[str, str]
    modifiers: _Words
    heads: _Words
    honorifics: _Words
    male: _Words
    female: _Words
    words: _Words

    def role_of(self, words: list[str]) -> str | None:
        """The role that a title in lower-case words tells of, by the longest end that the lexicon has."""
        for size in range(min(4, len(words)), 0, -1):
            ending = " ".join(words[-size:])
            role = self.roles.get(ending) or self.roles.get(_singular(ending))
            if role:
                return role
        return None


@dataclass(frozen=True, slots=True)
class People:
    """Nouns for people and bodies; ``groups`` maps a noun to its sort, so that "hostages" can take up "captives".

    ``compounds`` are those of several words ("security forces"), ``compound_ends`` the last words of them.
    """

    groups: dict[str, str]
    words: dict[str, _Words]
    verbs: dict[str, _Words]
    deeds: dict[str, _Words]
    male_names: _Words
    female_names: _Words
    compounds: _Words
    compound_ends: _Words

    def gender_of_name(self, given: str) -> str | None:
        """As in "m" or "f" where the given name tells."""
        name = given.lower()
        male, female = name in self.male_names, name in self.female_names
        return None if male == female else "m" if male else "f"


_NOT_OF_TITLES = frozenset({"in", "of", "law", "to", "the", "at", "and", "for"})


def _singular(title: str) -> str:
    if title.endswith("ies"):
        return title[:-3] + "y"
    return title[:-3] + "man" if title.endswith("men") else title.removesuffix("s")


def offices() -> Offices:
    """The titles of ``offices.toml``."""
    return _offices(id(read_lexicon("offices")))


def people() -> People:
    """The nouns and names of ``people.toml``."""
    return _people(id(read_lexicon("people")))


def name_parts() -> dict[str, _Words]:
    """The parts of names of ``names.toml``."""
    return _name_parts(id(read_lexicon("names")))


@cache
def _name_parts(version: int) -> dict[str, _Words]:
    return {name: frozenset(words) for name, words in read_lexicon("names")["parts"].items()}


@cache
def _offices(version: int) -> Offices:
    lexicon = read_lexicon("offices")
    roles: dict[str, str] = {}
    for role, titles in lexicon["roles"].items():
        for title in titles:
            roles.setdefault(title, role)
    sets = {name: frozenset(words) for name, words in lexicon["words"].items()}
    words = (
        frozenset(word for title in roles for word in title.replace("-", " ").split()) - _NOT_OF_TITLES
        | sets["modifiers"]
    )
    return Offices(roles, sets["modifiers"], sets["heads"], sets["honorifics"], sets["male"], sets["female"], words)


@cache
def _people(version: int) -> People:
    lexicon = read_lexicon("people")
    groups: dict[str, str] = {}
    for sort, nouns in lexicon["groups"].items():
        for noun in nouns:
            groups.setdefault(noun, noun if sort == "others" else sort)
    sets = {
        table: {name: frozenset(words) for name, words in lexicon[table].items()}
        for table in ("words", "verbs", "nouns")
    }
    given = {name: frozenset(words) for name, words in lexicon["given_names"].items()}
    nouns = frozenset(groups).union(*(sets["words"][name] for name in ("forces", "delegations", "institutions")))
    compounds = frozenset(noun for noun in nouns if " " in noun)
    ends = frozenset(noun.rpartition(" ")[2] for noun in compounds)
    return People(groups, sets["words"], sets["verbs"], sets["nouns"], given["male"], given["female"], compounds, ends)
