"""The names of the lexicons, and where they stand in a text: states, their people and capitals, organisations.

A name is matched as whole words in its printed case; in a line of capitals only the words count. The longest name wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Any

from spacy.tokens import Doc

from kg.mentions.lexicon import read_lexicon
from kg.model import ActorType

_WORD = re.compile(r"\w+|[^\w\s]")
_WIKIDATA = "http://www.wikidata.org/entity/"
_TYPES = {"forces": ActorType.ARMED_FORCE, "outlets": ActorType.MEDIA_OUTLET}
# words of other names that are words of every day in capitals
_COMMON_IN_CAPITALS = frozenset(
    {
        "US",
        "WHO",
        "ICE",
        "AP",
        "IT",
        "SPA",
        "SEC",
        "AU",
        "FARS",
        "KAN",
        "SANA",
        "SHELL",
        "APPLE",
        "META",
        "FOX",
        "TURKEY",
        "CHAD",
        "LABOUR",
        "DAWN",
        "TIME",
    }
)


class Sense(Enum):
    """What a word of the lexicon says of its entry."""

    NAME = auto()
    ADJECTIVE = auto()
    PEOPLE = auto()
    CAPITAL = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """A state or an organisation of the lexicon; ``state`` is the key of the state it is or belongs to.

    ``seat`` is a building that stands for those in it, ``main_force`` the army as such of its state; a ``bare`` name is
    never used with an article ("the Amazon" is no company).
    """

    key: str
    label: str
    type: ActorType
    state: str | None
    links: tuple[str, ...] = ()
    seat: bool = False
    main_force: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class KnownName:
    """Tokens ``[start, end)`` that name an entry; of two entries with one name the first stands."""

    start: int
    end: int
    entry: Entry
    sense: Sense


_Leaf = tuple[Entry, Sense]


@dataclass(slots=True)
class _Node:
    following: dict[str, _Node]
    leaf: _Leaf | None = None


def state_entry(code: str) -> Entry | None:
    """The state with this key (ISO 3166-1 alpha-2)."""
    return _states(_lexicon_version()).get(code)


def find_known_names(doc: Doc, text: str, shouted: frozenset[int]) -> tuple[KnownName, ...]:
    """All names of the lexicons in a parsed text, in order and without overlaps.

    ``shouted`` holds the indices of the tokens that stand in lines of capitals.
    """
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for token in doc:
        at, index = token.idx, token.i
        starts[at], ends[at + len(token)] = index, index + 1
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    plain, upper = _trees(_lexicon_version())
    found: list[KnownName] = []
    place = 0
    while place < len(words):
        first = starts.get(words[place][1])
        hit = (
            _longest(upper if first in shouted else plain, words, place, first in shouted)
            if first is not None
            else None
        )
        end = ends.get(words[hit[1] - 1][2]) if hit else None
        if hit and end and first is not None:
            found.append(KnownName(first, end, *hit[0]))
        place = hit[1] if hit and end else place + 1
    return tuple(found)


def _longest(tree: _Node, words: list[tuple[str, int, int]], place: int, shouted: bool) -> tuple[_Leaf, int] | None:
    node, best = tree, None
    for index in range(place, min(place + 14, len(words))):
        word = words[index][0]
        following = node.following.get(word.upper() if shouted else word)
        if following is None and index == place and word == "the":
            following = node.following.get("The")
        if following is None:
            break
        node = following
        if node.leaf:
            best = (node.leaf, index + 1)
    return best


def _lexicon_version() -> tuple[int, int]:
    """Changes when the lexicons do; they are cached, so that this costs nothing."""
    return id(read_lexicon("states")), id(read_lexicon("organisations"))


@cache
def _states(version: tuple[int, int]) -> dict[str, Entry]:
    return {code: _state(code, fields) for code, fields in read_lexicon("states")["states"].items()}


def _state(code: str, fields: dict[str, Any]) -> Entry:
    return Entry(fields.get("wikidata", f"state-{code}"), fields["label"], ActorType.STATE, code, _links(fields))


def _links(fields: dict[str, Any]) -> tuple[str, ...]:
    return (_WIKIDATA + fields["wikidata"],) if "wikidata" in fields else ()


@cache
def _trees(version: tuple[int, int]) -> tuple[_Node, _Node]:
    """The names as a tree of words, in printed case and in capitals."""
    plain, upper = _Node({}), _Node({})
    for name, leaf in _names(version):
        _grow(plain, _WORD.findall(name), leaf)
        if name.upper() not in _COMMON_IN_CAPITALS:
            _grow(upper, _WORD.findall(name.upper()), leaf)
    return plain, upper


def _grow(node: _Node, words: list[str], leaf: _Leaf) -> None:
    for word in words:
        node = node.following.setdefault(word, _Node({}))
    node.leaf = node.leaf or leaf


def _names(version: tuple[int, int]) -> Iterator[tuple[str, _Leaf]]:
    states = _states(version)
    for code, fields in read_lexicon("states")["states"].items():
        for key, sense in (("names", Sense.NAME), ("adjectives", Sense.ADJECTIVE), ("people", Sense.PEOPLE)):
            yield from ((name, (states[code], sense)) for name in fields.get(key, ()))
        yield fields["label"], (states[code], Sense.NAME)
    for kind, entries in read_lexicon("organisations").items():
        for label, fields in entries.items():
            entry = _organisation(kind, label, fields)
            yield from ((name, (entry, Sense.NAME)) for name in (label, *fields.get("names", ())))
    for code, fields in read_lexicon("states")["states"].items():
        yield from ((name, (states[code], Sense.CAPITAL)) for name in fields.get("capitals", ()))


def _organisation(kind: str, label: str, fields: dict[str, Any]) -> Entry:
    type_ = ActorType(fields["type"]) if "type" in fields else _TYPES.get(kind, ActorType.ORGANISATION)
    key = fields.get("wikidata") or re.sub(r"\W+", "-", label.lower()).strip("-")
    return Entry(
        key,
        label,
        type_,
        fields.get("state"),
        _links(fields),
        fields.get("seat", False),
        fields.get("general", False),
        kind == "companies",
    )
