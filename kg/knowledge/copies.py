"""Which articles are one text: wire copies, which many sites print with another headline or a cut at the end.

A text is told by its runs of five words. Each run is hashed once and falls into one of 64 bins, which keeps its least
hash (one-permutation MinHash); two texts share as many bins as they share runs. Four bins make a band, by which texts
that may be copies are found without looking at all others. What is a copy of what follows from the two texts alone.

Broder, "On the resemblance and containment of documents" (1997); Li, Owen and Zhang, "One permutation hashing" (2012).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from struct import pack, unpack
from typing import Protocol

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph.facts import rows_of
from kg.graph.iris import elsewhere
from kg.graph.terms import ONT

COPY = 0.7
"""So large a part of their runs two texts must share."""
RUN = 5
BINS = 64
SHORTEST = 40
"""Texts of fewer runs are flashes and formulas, of which many are alike and none is a copy."""

Pair = tuple[str, str]
Independent = Callable[[Collection[NamedNode]], int]
"""How many of some articles are no copies of one another."""
Print = tuple[int | None, ...]
"""The least hash of each bin; None for one that is empty."""

_IN_A_BAND = 4
_EMPTY = 2**64 - 1
_WORD = re.compile(r"\w+")
_HERE = DefaultGraph()


class Texts(Protocol):
    """What is remembered of the texts of a store."""

    def prints_in(self, bands: Iterable[int]) -> Mapping[str, Print]:
        """Articles that share one of these bands, with their prints."""
        ...

    def copies_among(self, articles: Collection[str]) -> Collection[Pair]:
        """Pairs of these articles that are one text."""
        ...


@dataclass(frozen=True, slots=True)
class Copied:
    """What changes when the text of an article comes or goes: its print (None: none) and what it is a copy of."""

    article: str
    print: Print | None
    others: tuple[str, ...] = ()


def print_of(text: str) -> Print | None:
    """The print of a text; None for one that is too short.

    >>> words = " ".join(f"word{n}" for n in range(60))
    >>> likeness(print_of(words), print_of(words.upper() + " and a tail")) > 0.8
    True
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    runs = {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}
    if len(runs) < SHORTEST:
        return None
    least: list[int | None] = [None] * BINS
    for run in runs:
        value = int.from_bytes(blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        place, rest = value % BINS, value // BINS
        known = least[place]
        if known is None or rest < known:
            least[place] = rest
    return tuple(least)


def likeness(one: Print | None, other: Print | None) -> float:
    """How much of their runs two texts share, from 0 to 1."""
    if one is None or other is None:
        return 0.0
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None or b is not None]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0


def bands(print_: Print) -> list[int]:
    """The keys under which a print is found."""
    found = []
    for start in range(0, BINS, _IN_A_BAND):
        some = print_[start : start + _IN_A_BAND]
        if any(value is not None for value in some):
            (key,) = unpack(">q", blake2b(pack_print((start, *some)), digest_size=8).digest())
            found.append(key)
    return found


def pack_print(print_: Sequence[int | None]) -> bytes:
    """A print as bytes."""
    return pack(f">{len(print_)}Q", *(_EMPTY if value is None else value for value in print_))


def unpack_print(packed: bytes) -> Print:
    """The print of ``pack_print``."""
    return tuple(None if value == _EMPTY else value for value in unpack(f">{len(packed) // 8}Q", packed))


def copied(texts: Texts, article: str, quads: Iterable[Quad]) -> Copied:
    """Of what the text of an article is a copy; it is read from the sentences in its quads."""
    print_ = print_of(text_of(article, quads))
    if print_ is None:
        return Copied(article, None)
    known = texts.prints_in(bands(print_))
    others = (other for other, its in known.items() if other != article and likeness(print_, its) >= COPY)
    return Copied(article, print_, tuple(sorted(others)))


def text_of(article: str, quads: Iterable[Quad]) -> str:
    """The sentences of an article in their order, which their names follow."""
    graph, exact = elsewhere(article), ONT.exact
    rows = ((s, value) for s, p, value, g in rows_of(quads) if p == exact and g == graph)
    said = {s.value: value.value for s, value in rows if isinstance(s, NamedNode) and isinstance(value, Literal)}
    return " ".join(said[name] for name in sorted(said, key=lambda name: (len(name), name)))


def copy_quads(copied: Copied) -> Iterator[Quad]:
    """``ev:sameTextAs`` between the article and its copies, told on both sides."""
    for other in copied.others:
        yield Quad(elsewhere(copied.article), ONT.sameTextAs, elsewhere(other), _HERE)
        yield Quad(elsewhere(other), ONT.sameTextAs, elsewhere(copied.article), _HERE)


def counting(copies_among: Callable[[Collection[str]], Collection[Pair]]) -> Independent:
    """Counts articles so that those of one text count once."""

    def count(articles: Collection[NamedNode]) -> int:
        names = {article.value for article in articles}
        return _groups(names, copies_among(names)) if len(names) > 1 else len(names)

    return count


def _groups(names: Collection[str], pairs: Iterable[Pair]) -> int:
    group = {name: {name} for name in names}
    for one, other in pairs:
        here, there = group[one], group[other]
        if here is not there:
            here |= there
            group.update(dict.fromkeys(there, here))
    return len({id(members) for members in group.values()})
