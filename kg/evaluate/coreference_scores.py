"""How right are chains of mentions? MUC, B³, CEAF-e and their mean, as the CoNLL shared tasks score coreference.

Sources: Vilain et al. 1995 (MUC), Bagga and Baldwin 1998 (B³), Luo 2005 (CEAF, with its fourth similarity), Pradhan et
al. 2012 (the mean of the three F1). Both sides hold the same mentions; those in no chain are chains of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kg.evaluate.assignment import assign

Chain = frozenset[Hashable]
M = TypeVar("M", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Measure:
    """Precision and recall of one measure, from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Coreference:
    """The three measures over the same mentions."""

    muc: Measure
    b_cubed: Measure
    ceaf_e: Measure

    @property
    def conll(self) -> float:
        """The mean of the three F1."""
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf_e.f1) / 3


def chains(names: Mapping[M, Hashable]) -> list[frozenset[M]]:
    """Mentions that refer to the same thing, by the name of the thing."""
    found: dict[Hashable, set[M]] = defaultdict(set)
    for mention, name in names.items():
        found[name].add(mention)
    return [frozenset(chain) for chain in found.values()]


def score_chains(gold: Sequence[Collection[Hashable]], found: Sequence[Collection[Hashable]]) -> Coreference:
    """All three measures of chains over the same mentions.

    >>> round(score_chains([{1, 2, 3}, {4}], [{1, 2}, {3, 4}]).b_cubed.f1, 3)
    0.706
    """
    key, response = [frozenset(chain) for chain in gold], [frozenset(chain) for chain in found]
    return Coreference(_muc(key, response), _b_cubed(key, response), _ceaf_e(key, response))


def _muc(key: Sequence[Chain], response: Sequence[Chain]) -> Measure:
    return Measure(_links_kept(response, key), _links_kept(key, response))


def _links_kept(chains: Iterable[Chain], others: Sequence[Chain]) -> float:
    """Of the links that the chains need, the share that the others do not cut."""
    holder = _holders(others)
    kept = needed = 0
    for chain in chains:
        needed += len(chain) - 1
        kept += len(chain) - len({holder[mention] for mention in chain})
    return kept / needed if needed else 0.0


def _holders(chains: Sequence[Chain]) -> dict[Hashable, int]:
    return {mention: number for number, chain in enumerate(chains) for mention in chain}


def _b_cubed(key: Sequence[Chain], response: Sequence[Chain]) -> Measure:
    of_key, of_response = _holders(key), _holders(response)
    precision = recall = 0.0
    for mention, number in of_key.items():
        mine, theirs = key[number], response[of_response[mention]]
        common = len(mine & theirs)
        precision += common / len(theirs)
        recall += common / len(mine)
    return Measure(precision / len(of_key), recall / len(of_key)) if of_key else Measure(0.0, 0.0)


def _ceaf_e(key: Sequence[Chain], response: Sequence[Chain]) -> Measure:
    """Chains aligned one to one, so that the overlap in relation to their sizes is largest."""
    total = 0.0
    for mine, theirs in _islands(key, response):
        gains = [[2 * len(a & b) / (len(a) + len(b)) for b in theirs] for a in mine]
        total += sum(gains[i][j] for i, j in assign(gains))
    return Measure(total / len(response), total / len(key)) if key and response else Measure(0.0, 0.0)


def _islands(key: Sequence[Chain], response: Sequence[Chain]) -> Iterable[tuple[list[Chain], list[Chain]]]:
    """Chains that hang together by common mentions; each such part can be aligned by itself."""
    of_response = _holders(response)
    part: dict[int, tuple[set[int], set[int]]] = {}
    for number, chain in enumerate(key):
        reached = {of_response[mention] for mention in chain}
        joined = {id(part[one]): part[one] for one in reached if one in part}
        mine, theirs = {number}, set(reached)
        for other_mine, other_theirs in joined.values():
            mine |= other_mine
            theirs |= other_theirs
        both = (mine, theirs)
        part.update(dict.fromkeys(theirs, both))
    unique = {id(island): island for island in part.values()}
    return (([key[i] for i in sorted(a)], [response[j] for j in sorted(b)]) for a, b in unique.values())
