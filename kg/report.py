"""What a command did, for people and for programs: every input is either in it with what was read, or with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kg.sources.inputs import SkippedInput

if TYPE_CHECKING:
    from kg.model import Reading, Skipped

LAYERS = ("sentences", "times", "actors", "places", "instruments", "events", "claims", "figures", "quads")
"""What is counted of each article."""


class Status(StrEnum):
    """What became of an article."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REBUILT = "rebuilt"


@dataclass(frozen=True, slots=True)
class ArticleOutcome:
    """One article: what was read out of it, by layer, and the mentions that were left out, with stage and reason."""

    id: str
    source: str
    status: Status
    counts: Mapping[str, int] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()

    @classmethod
    def of(cls, reading: Reading, source: str, status: Status, quads: int) -> ArticleOutcome:
        """The outcome of an article that was read."""
        layers = {name: len(getattr(reading, name)) for name in LAYERS if name not in ("sentences", "quads")}
        counts = {"sentences": len(reading.document.sentences), **layers, "quads": quads}
        return cls(reading.document.article.id, source, status, counts, reading.skipped)


Outcome = ArticleOutcome | SkippedInput


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of each input, in the order of the batch."""

    outcomes: tuple[Outcome, ...]

    @property
    def articles(self) -> list[ArticleOutcome]:
        """The inputs that are articles."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, ArticleOutcome)]

    @property
    def skipped(self) -> list[SkippedInput]:
        """The inputs that gave no article."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, SkippedInput)]

    @property
    def statuses(self) -> Counter[Status]:
        """How many articles were added, changed, and so on."""
        return Counter(article.status for article in self.articles)

    @property
    def totals(self) -> Counter[str]:
        """What was read, by layer, over all articles."""
        return sum((Counter(article.counts) for article in self.articles), Counter[str]())

    def to_json(self) -> dict[str, Any]:
        """The report as ``--json`` prints it."""
        return {
            "articles": [_article(article) for article in self.articles],
            "skipped": [{"source": skipped.source, "reason": skipped.reason} for skipped in self.skipped],
            "totals": {**self.totals},
        }

    def lines(self) -> Iterator[str]:
        """The report for people; mentions left out are counted by stage (``--json`` lists them)."""
        statuses = ", ".join(f"{count} {status}" for status, count in self.statuses.items()) or "none"
        yield f"articles: {statuses}" + (f"; {len(self.skipped)} inputs skipped" if self.skipped else "")
        if totals := self.totals:
            yield "read: " + ", ".join(f"{totals[layer]:,} {layer}" for layer in LAYERS if layer in totals)
        stages = Counter(skipped.stage for article in self.articles for skipped in article.skipped)
        if stages:
            told = ", ".join(f"{count} in {stage}" for stage, count in stages.most_common())
            yield f"mentions left out: {told} (--json lists them with their reasons)"
        yield from (f"skipped {skipped.source}: {skipped.reason}" for skipped in self.skipped)


class RebuildReport(IngestReport):
    """What became of each article of the archive."""


@dataclass(frozen=True, slots=True)
class WithdrawalReport:
    """Which articles were taken back, and which ids were none."""

    withdrawn: tuple[str, ...]
    skipped: tuple[SkippedInput, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as ``--json`` prints it."""
        return {
            "withdrawn": list(self.withdrawn),
            "skipped": [{"source": skipped.source, "reason": skipped.reason} for skipped in self.skipped],
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield f"withdrawn: {len(self.withdrawn)}"
        yield from (f"skipped {skipped.source}: {skipped.reason}" for skipped in self.skipped)


def _article(article: ArticleOutcome) -> dict[str, Any]:
    skipped = [
        {
            "stage": mention.stage,
            "begin": mention.span.start if mention.span else None,
            "end": mention.span.end if mention.span else None,
            "reason": mention.reason,
        }
        for mention in article.skipped
    ]
    counts = {**article.counts}
    return {"id": article.id, "source": article.source, "status": article.status.value, "counts": counts,
            "skipped": skipped}  # fmt: skip
