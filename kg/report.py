"""What a command did, for people and for programs: every input is either in it with what was read, or with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from kg.model import Skipped, Span
from kg.sources.inputs import SkippedInput

if TYPE_CHECKING:
    from kg.model import Reading

LAYERS = ("sentences", "times", "actors", "places", "instruments", "events", "claims", "figures", "quads")
"""What is counted of each article."""


class Status(StrEnum):
    """What became of an article."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REBUILT = "rebuilt"


@dataclass(frozen=True, slots=True)
class Finding:
    """A node of the graph that breaks a shape of ``ontology/shapes.ttl``; ``severity`` is Violation or Warning."""

    node: str
    shape: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class ArticleOutcome:
    """One article: what was read out of it, by layer, and the mentions that were left out, with stage and reason.

    ``findings`` are the shapes that its graph breaks.
    """

    id: str
    source: str
    status: Status
    counts: Mapping[str, int] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls, reading: Reading, source: str, status: Status, quads: int, findings: tuple[Finding, ...]
    ) -> ArticleOutcome:
        """The outcome of an article that was read."""
        layers = {name: len(getattr(reading, name)) for name in LAYERS if name not in ("sentences", "quads")}
        counts = {"sentences": len(reading.document.sentences), **layers, "quads": quads}
        return cls(reading.document.article.id, source, status, counts, reading.skipped, findings)


Outcome = ArticleOutcome | SkippedInput


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of each input, in the order of the batch; ``usage`` is what a model was asked, if one was."""

    outcomes: tuple[Outcome, ...]
    usage: Mapping[str, float] | None = None

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
    def totals(self) -> dict[str, int]:
        """What was read, by layer, over all articles that were."""
        read = [article.counts for article in self.articles if article.counts]
        return {layer: sum(counts[layer] for counts in read) for layer in LAYERS} if read else {}

    @property
    def nothing_new(self) -> bool:
        """True if every input is an article that the store held already."""
        return not self.skipped and all(article.status is Status.UNCHANGED for article in self.articles)

    def to_json(self) -> dict[str, Any]:
        """The report as ``--json`` prints it."""
        return {
            "articles": [_article(article) for article in self.articles],
            "skipped": [asdict(skipped) for skipped in self.skipped],
            "totals": self.totals,
            **({"usage": {**self.usage}} if self.usage is not None else {}),
        }

    @classmethod
    def from_json(cls, report: Mapping[str, Any]) -> Self:
        """The report that ``to_json`` wrote, in another process perhaps."""
        articles = [_read_article(article) for article in report["articles"]]
        return cls((*articles, *(SkippedInput(**skipped) for skipped in report["skipped"])))

    def lines(self) -> Iterator[str]:
        """The report for people; mentions left out are counted by stage (``--json`` lists them)."""
        statuses = ", ".join(f"{count} {status}" for status, count in self.statuses.items()) or "none"
        yield f"articles: {statuses}" + (f"; {len(self.skipped)} inputs skipped" if self.skipped else "")
        if totals := self.totals:
            yield "read: " + ", ".join(f"{count:,} {layer}" for layer, count in totals.items())
        stages = Counter(skipped.stage for article in self.articles for skipped in article.skipped)
        yield from _counted("mentions left out", stages)
        if self.usage is not None:
            told = ", ".join(f"{value:,.4g} {name.replace('_', ' ')}" for name, value in self.usage.items())
            yield f"model: {told}"
        yield from _counted("shapes broken", Counter(f.shape for article in self.articles for f in article.findings))
        yield from (f"skipped {skipped.source}: {skipped.reason}" for skipped in self.skipped)


def _counted(what: str, counts: Counter[str]) -> Iterator[str]:
    if counts:
        told = ", ".join(f"{name} {count}" for name, count in counts.most_common())
        yield f"{what}: {told} (--json lists them)"


@dataclass(frozen=True, slots=True)
class WithdrawalReport:
    """Which articles were taken back, and which ids were none."""

    withdrawn: tuple[str, ...]
    skipped: tuple[SkippedInput, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as ``--json`` prints it."""
        return {
            "withdrawn": list(self.withdrawn),
            "skipped": [asdict(skipped) for skipped in self.skipped],
        }

    @classmethod
    def from_json(cls, report: Mapping[str, Any]) -> Self:
        """The report that ``to_json`` wrote."""
        return cls(tuple(report["withdrawn"]), tuple(SkippedInput(**skipped) for skipped in report["skipped"]))

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield f"withdrawn: {len(self.withdrawn)}"
        yield from (f"skipped {skipped.source}: {skipped.reason}" for skipped in self.skipped)


def _article(article: ArticleOutcome) -> dict[str, Any]:
    return {
        "id": article.id,
        "source": article.source,
        "status": article.status.value,
        "counts": {**article.counts},
        "skipped": [_skipped(mention) for mention in article.skipped],
        "findings": [asdict(finding) for finding in article.findings],
    }


def _skipped(mention: Skipped) -> dict[str, Any]:
    begin, end = (mention.span.start, mention.span.end) if mention.span else (None, None)
    return {"stage": mention.stage, "begin": begin, "end": end, "reason": mention.reason}


def _read_article(article: Mapping[str, Any]) -> ArticleOutcome:
    mentions = (
        Skipped(one["stage"], Span(one["begin"], one["end"]) if one["end"] else None, one["reason"])
        for one in article["skipped"]
    )
    findings = (Finding(**finding) for finding in article["findings"])
    status = Status(article["status"])
    return ArticleOutcome(article["id"], article["source"], status, article["counts"], tuple(mentions), tuple(findings))
