"""What judgements tell: precision with its interval by layer, how far two people agree, where to draw a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
"""Quantile of the normal distribution for intervals of 95 %."""

Verdicts = Mapping[str, tuple[str, str]]
"""Layer and verdict by id."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Right ones of those that were decided (right or wrong), with the interval that holds the true share."""

    right: int
    decided: int

    @property
    def share(self) -> float:
        """Right ones by decided ones, 0 of none."""
        return self.right / self.decided if self.decided else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of Wilson (1927); 0 to 1 of none."""
        return wilson(self.right, self.decided)


def wilson(right: int, total: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a share (E. B. Wilson, JASA 22, 1927).

    >>> tuple(round(bound, 4) for bound in wilson(8, 10))
    (0.4902, 0.9433)
    """
    if not total:
        return 0.0, 1.0
    share, factor = right / total, 1 + z * z / total
    middle = (share + z * z / (2 * total)) / factor
    half = z / factor * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def precision_by_layer(verdicts: Verdicts) -> dict[str, Precision]:
    """One precision a layer, and ``all`` of them; what is unclear is not decided."""
    layers: dict[str, list[bool]] = {}
    for layer, verdict in verdicts.values():
        if verdict in {"right", "wrong"}:
            for name in (layer, "all"):
                layers.setdefault(name, []).append(verdict == "right")
    return {name: Precision(sum(rights), len(rights)) for name, rights in layers.items()}


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement of two people beyond chance (J. Cohen, 1960); None where it is not defined.

    >>> round(cohens_kappa([("right", "right")] * 20 + [("right", "wrong")] * 5 + [("wrong", "right")] * 10
    ...                    + [("wrong", "wrong")] * 15), 2)
    0.4
    """
    if not pairs:
        return None
    one, other = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(one[verdict] * other[verdict] for verdict in one) / len(pairs) ** 2
    return (agreed - chance) / (1 - chance) if chance < 1 else None


def joined(verdicts: Sequence[Verdicts]) -> dict[str, tuple[str, str]]:
    """One verdict a statement: what all who judged it say, unclear where they differ."""
    ids = sorted({key for some in verdicts for key in some})
    said = {key: [some[key] for some in verdicts if key in some] for key in ids}
    return {key: found[0] if len(set(found)) == 1 else (found[0][0], "unclear") for key, found in said.items()}


def threshold(verdicts: Verdicts, confidences: Mapping[str, float], target: float) -> float | None:
    """The least confidence from which on at least ``target`` is right, by the lower bound of the interval.

    None where no confidence is high enough.
    """
    decided = [(confidences[k], v == "right") for k, (_, v) in verdicts.items() if k in confidences and v != "unclear"]
    for least in sorted({confidence for confidence, _ in decided}):
        above = [right for confidence, right in decided if confidence >= least]
        if wilson(sum(above), len(above))[0] >= target:
            return least
    return None


def lines_of(verdicts: Sequence[Verdicts], confidences: Mapping[str, float], target: float) -> Iterator[str]:
    """The result for people."""
    together = joined(verdicts)
    for name, found in sorted(precision_by_layer(together).items()):
        low, high = found.interval
        yield f"{name:<12} precision {found.share:.2f} [{low:.2f}, {high:.2f}] of {found.decided}"
    if len(verdicts) > 1:
        yield from _agreement(verdicts[0], verdicts[1])
    least = threshold(together, confidences, target)
    if confidences and least is not None:
        yield f"stated from confidence {least:g}: at least {target:.0%} right (setting: stated_from = {least:g})"
    elif confidences:
        yield f"no confidence in the sample reaches {target:.0%} right: judge more, or take all as not reviewed (1.01)"


def _agreement(one: Verdicts, other: Verdicts) -> Iterable[str]:
    shared = sorted(set(one) & set(other))
    for name in ("all", *sorted({one[key][0] for key in shared})):
        pairs = [(one[key][1], other[key][1]) for key in shared if name in {"all", one[key][0]}]
        kappa = cohens_kappa(pairs)
        same = sum(a == b for a, b in pairs)
        yield f"{name:<12} agreement {same}/{len(pairs)}, kappa {'undefined' if kappa is None else f'{kappa:.2f}'}"
