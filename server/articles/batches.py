"""Batches of the command line over the desk: the same jobs as those by HTTP, told of one by one, in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kg.report import ArticleOutcome, IngestReport, WithdrawalReport
from kg.sources.article import Given
from kg.sources.inputs import GivenArticle, Input, SkippedInput, write_json_input
from kg.store.jobs import Job, JobAction, JobState
from server.articles.desk import Desk
from server.articles.given import JSON, Submission

Heard = Callable[[ArticleOutcome | SkippedInput], None]
_AHEAD = 16
"""So many jobs of a batch are taken before they are done, so that articles by HTTP find room between them."""


async def ingest_through(desk: Desk, inputs: Iterable[Input], heard: Heard) -> dict[str, Any]:
    """The report of ``timewire ingest`` on these inputs, as JSON."""
    outcomes: list[ArticleOutcome | SkippedInput] = []
    taken: deque[SkippedInput | tuple[str, Job]] = deque()

    async def hear(least: int) -> None:
        while len(taken) > least:
            one = taken.popleft()
            outcomes.append(one if isinstance(one, SkippedInput) else _outcome(one[0], await desk.ended(one[1])))
            heard(outcomes[-1])

    for given in inputs:
        taken.append(given if isinstance(given, SkippedInput) else (given.source, await _take(desk, given)))
        await hear(_AHEAD)
    await hear(0)
    return IngestReport(tuple(outcomes)).to_json()


async def _take(desk: Desk, given: GivenArticle) -> Job:
    submission = Submission(JSON, write_json_input(given), Given(), given.source)
    return await desk.take_patiently(JobAction.PUT, given.article.id, submission.pack())


def _outcome(source: str, job: Job) -> ArticleOutcome | SkippedInput:
    """The outcome of an article; why it was skipped where it could not be read."""
    outcome = job.outcome or {}
    if job.state is JobState.FAILED:
        return SkippedInput(source, str(outcome.get("reason", "it failed")))
    (read,) = IngestReport.from_json(outcome["report"]).articles
    return read


async def withdraw_through(desk: Desk, ids: Sequence[str], heard: Heard) -> dict[str, Any]:
    """The report of ``timewire withdraw`` on these ids, as JSON."""
    withdrawn: list[str] = []
    skipped: list[SkippedInput] = []
    for id_ in ids:
        job = await desk.ended(await desk.take_patiently(JobAction.DELETE, id_, b""))
        outcome = job.outcome or {}
        if outcome.get("status") == "withdrawn":
            withdrawn.append(id_)
        else:
            skipped.append(SkippedInput(id_, str(outcome.get("reason", "withdrawn already"))))
    return WithdrawalReport(tuple(withdrawn), tuple(skipped)).to_json()
