"""Under which keys a report is filed, so that it meets all reports it could be one with, and few others.

A key names a stretch of days, a kind of event and one thing that takes part or place. Two reports of one event share
at least one key unless they have no name in common.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

from kg.knowledge.signatures import Signature, spoken_name
from kg.knowledge.similarity import anchor, is_speech, tops

BUSIEST = 16
"""So many reports of a block, the richest, are compared with all of it; the others only with these.

It keeps what a report costs the same however many reports tell of the same, and does not depend on their order.
"""

_STRETCH = 32
_NAMES_USED = 6
_STORY_USED = 5
_NAMES_MOST, _STORY_MOST = 4, 2
"""So many of each also make keys without days: one of the two articles may give none."""


@lru_cache(maxsize=20_000)
def keys(signature: Signature) -> frozenset[int]:
    """Keys as numbers of 63 bits, each a digest of its parts."""
    return frozenset(map(_key, _texts(signature)))


def rank(signature: Signature) -> int:
    """Its place in a block, smallest first: the most telling reports lead, names decide ties."""
    told = 4 * signature.firm + 3 * bool(signature.places) + 2 * len(signature.actors) + len(signature.figures)
    return ((255 - min(255, told + len(signature.words))) << 48) | (_number(signature.report) >> 15)


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1


_key = lru_cache(maxsize=50_000)(_number)


def _texts(signature: Signature) -> Iterator[str]:
    names = _names(signature)
    kinds = sorted(tops(signature))
    for stretch in _stretches(signature):
        for kind in kinds:
            yield from (f"{stretch}|{kind}|{name}" for name in names)
            if len(names) < 2 and not is_speech(signature):
                yield from (f"{stretch}|{kind}|~{name}" for name in signature.story[:_STORY_USED])
    if not is_speech(signature):
        told = [f"~{name}" for name in signature.story[:_STORY_MOST]] if len(names) < 2 else []
        yield from (f"*|{name}|{first}" for name in signature.types for first in (*names[:_NAMES_MOST], *told))


def _stretches(signature: Signature) -> tuple[str, ...]:
    """Two grids of days, one moved by half: days at most half a stretch apart meet in one of them."""
    if (day := anchor(signature)) is None:
        return ("?",)
    return f"a{day // _STRETCH}", f"b{(day + _STRETCH // 2) // _STRETCH}"


def _names(signature: Signature) -> list[str]:
    """The place, and each participant by its shortest and its surest name."""
    found = list(signature.places[:1])
    for names in signature.actors:
        found += [names[-1], spoken_name(names[0])]
    return list(dict.fromkeys(found))[:_NAMES_USED]
