"""How sure a report, participation, claim or figure is: the share that was right among its like, counted by hand.

Each is one of a few cells, by what is seen of it in the text. ``confidence.toml`` holds the counts; a cell with few is
drawn towards a half (Laplace), and of reports that tell more none is less sure (isotonic regression). Participations
have the lower end of their interval: on articles that were not open they are right that often.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from math import sqrt

from kg.model import Document, Event, Participation, QuoteKind, Role
from kg.sentences import sentence_at
from kg.syntax import head_of

Counts = tuple[int, int]
"""Right ones, and all of them."""

REPORT_CELLS = tuple(f"told{n}" for n in range(6))
CLAIM_CELLS = ("Direct", "Partial", "Indirect", "ArticleVoice", "Attitude")
FIGURE_CELLS = ("near", "far")
TALKS_CELLS = ("NegotiationProcess", "NegotiationRound", "NegotiationSession")
PARTICIPATION_CELLS = ("speaker", "verb", "noun", "elsewhere")


def report_confidence(told: int) -> float:
    """Of a report whose clause tells ``told`` of: participant, date, place, second mention, no quotation around it."""
    return confidences()["reports"][f"told{told}"]


def claim_confidence(kind: QuoteKind, attitude: bool) -> float:
    """Of a claim by its kind; what somebody is told to think or want is a kind of its own."""
    return confidences()["claims"]["Attitude" if attitude else kind.value]


def figure_confidence(near: bool) -> float:
    """Of a figure; ``near`` where a mention of its event stands in the same sentence."""
    return confidences()["figures"]["near" if near else "far"]


def talks_confidence(event_type: str) -> float:
    """Of talks, which are put together from many mentions, by their level."""
    return confidences()["talks"][event_type]


def with_confidence(events: Sequence[Event], document: Document) -> list[Event]:
    """The events, each participation with its confidence: by what names the event in the sentence that tells of it."""
    return [
        replace(
            e,
            participants=tuple(
                replace(p, confidence=confidences()["participations"][_cell(p, e, document)]) for p in e.participants
            ),
        )
        for e in events
    ]


def _cell(participation: Participation, event: Event, document: Document) -> str:
    here = sentence_at(document, participation.evidence.start).span
    heads = [head_of(document.tokens, span) for span in event.mentions if here.holds(span)]
    if not heads:
        return "elsewhere"
    if participation.role is Role.SPEAKER:
        return "speaker"
    return "verb" if any(head is not None and head.pos_ == "VERB" for head in heads) else "noun"


@cache
def confidences() -> Mapping[str, Mapping[str, float]]:
    """The confidence of each cell, by layer."""
    counts = tomllib.loads(files("kg.events").joinpath("confidence.toml").read_text("utf-8"))
    return {
        "reports": dict(zip(REPORT_CELLS, isotonic([_pair(counts["reports"], c) for c in REPORT_CELLS]), strict=True)),
        "claims": {cell: smoothed(_pair(counts["claims"], cell)) for cell in CLAIM_CELLS},
        "figures": {cell: smoothed(_pair(counts["figures"], cell)) for cell in FIGURE_CELLS},
        "talks": {cell: smoothed(_pair(counts.get("talks", {}), cell)) for cell in TALKS_CELLS},
        "participations": {cell: least(_pair(counts.get("participations", {}), cell)) for cell in PARTICIPATION_CELLS},
    }


def _pair(counts: Mapping[str, Sequence[int]], cell: str) -> Counts:
    right, total = counts.get(cell, (0, 0))
    return right, total


def smoothed(counts: Counts) -> float:
    """The share of right ones, drawn towards a half.

    >>> smoothed((0, 0)), smoothed((8, 8))
    (0.5, 0.9)
    """
    return round((counts[0] + 1) / (counts[1] + 2), 2)


def least(counts: Counts) -> float:
    """The lower end of the 95 % interval of the share (Wilson): for what is known to be counted too kindly.

    Roles were counted on articles that were open while their rules were written.

    >>> least((0, 0)), least((150, 170))
    (0.0, 0.83)
    """
    right, total = counts
    if not total:
        return 0.0
    share, z = right / total, 1.96
    middle = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return round((middle - spread) / (1 + z * z / total), 2)


def isotonic(cells: Sequence[Counts]) -> list[float]:
    """Shares that never sink from cell to cell: neighbours that do are taken together.

    >>> isotonic([(1, 2), (3, 3), (5, 8)])
    [0.5, 0.69, 0.69]
    """
    blocks: list[tuple[Counts, int]] = []
    for cell in cells:
        blocks.append((cell, 1))
        while len(blocks) > 1 and _share(blocks[-2][0]) > _share(blocks[-1][0]):
            (upper, n), (lower, m) = blocks.pop(), blocks.pop()
            blocks.append(((lower[0] + upper[0], lower[1] + upper[1]), n + m))
    return [smoothed(counts) for counts, size in blocks for _ in range(size)]


def _share(counts: Counts) -> float:
    return (counts[0] + 1) / (counts[1] + 2)
