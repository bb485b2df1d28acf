"""Many articles, one after another: who reads them, and when the store takes them.

input → named and looked up → read (here or in another process) → waits → stored, some at a time → told

Results are stored in the order of the inputs, whoever read them, so that the number of readers decides nothing. An
input that the store holds already is neither read nor stored: a batch that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from kg.model import Article, Skipped
from kg.report import ArticleOutcome, Outcome, Status
from kg.sources.forms import name_inside
from kg.sources.inputs import GivenArticle, Input, SkippedInput
from kg.sources.names import digest, id_of_file, id_of_url
from kg.store import Store
from kg.store.archive import text_hash
from kg.store.erasing import refusal
from kg.store.store import NewVersion

if TYPE_CHECKING:
    from pyoxigraph import Quad

MOST_TOGETHER = 64
"""Articles that are stored in one step; one step costs two synchronisations of the disk, however many it stores."""
LONGEST_WAIT_S = 2.0
"""After this time what was read is stored, however few; so much of the work may be lost to a crash."""

Progress = Callable[[Outcome], None]
"""Hears what became of each input, once it is on the disk."""


@dataclass(frozen=True, slots=True)
class Task:
    """An article to read, and what it will be to the store."""

    given: GivenArticle
    status: Status


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read: what to tell of it, and its quads; of an article that cannot be read there are none."""

    outcome: Outcome
    quads: Sequence[Quad] = ()


@dataclass(slots=True)
class Promise:
    """A task that somebody has taken on; ``answer`` comes in time."""

    task: Task
    answer: Answer | None = None
    deaths: int = 0


class Readers(Protocol):
    """Those who read."""

    def submit(self, task: Task) -> Promise:
        """Take on a task; returns at once unless all have enough to do."""
        ...

    def result(self, promise: Promise) -> Answer:
        """The answer; waits for it."""
        ...


@dataclass(slots=True)
class Batch:
    """Takes inputs in and sees to it that each is read, stored and told; ``outcomes`` is what was told so far."""

    store: Store
    readers: Readers
    progress: Progress
    outcomes: list[Outcome] = field(default_factory=list)
    _reading: deque[Promise | Outcome] = field(default_factory=deque)
    _read: list[tuple[Task | None, Answer]] = field(default_factory=list)
    _since: float = 0.0

    def take(self, given: Input) -> None:
        """Take one input in; it may be stored and told now or later."""
        self._reading.append(self._begun(given))
        while self._reading and not self._is_open(self._reading[0]):
            self._gather(self._reading.popleft())

    def finish(self) -> None:
        """Wait for all that is being read, and store it."""
        while self._reading:
            self._gather(self._reading.popleft())
        self.keep()

    def keep(self) -> None:
        """Store and tell what has been read."""
        read, self._read = self._read, []
        versions = [
            NewVersion(task.given.article, task.given.source, answer.quads)
            for task, answer in read
            if task and isinstance(answer.outcome, ArticleOutcome)
        ]
        if versions:
            self.store.replace_articles(versions)
        for task, answer in read:
            outcome = answer.outcome
            if task and isinstance(outcome, ArticleOutcome):
                outcome = with_missing(outcome, task.given.article, self.store)
            self.outcomes.append(outcome)
            self.progress(outcome)

    def _begun(self, given: Input) -> Promise | Outcome:
        if isinstance(given, SkippedInput):
            return given
        if self._is_under_way(given.article.id):
            self.finish()  # what it is called, and whether it is new, depends on the one before it
        named = replace(given, article=own_name(given, self.store))
        if stone := self.store.archive.erasures.find(named.article.id, text_hash(named.article.text)):
            return SkippedInput(named.source, refusal(stone))
        if self.store.archive.holds(named.article):
            return ArticleOutcome(named.article.id, named.source, Status.UNCHANGED)
        known = self.store.archive.newest(named.article.id)
        return self.readers.submit(Task(named, Status.CHANGED if known else Status.ADDED))

    def _is_under_way(self, article_id: str) -> bool:
        tasks = [waiting.task for waiting in self._reading if isinstance(waiting, Promise)]
        tasks += [task for task, _ in self._read if task]
        return any(task.given.article.id == article_id for task in tasks)

    def _is_open(self, waiting: Promise | Outcome) -> bool:
        return isinstance(waiting, Promise) and waiting.answer is None

    def _gather(self, waiting: Promise | Outcome) -> None:
        if not self._read:
            self._since = time.monotonic()
        if isinstance(waiting, Promise):
            self._read.append((waiting.task, self.readers.result(waiting)))
        else:
            self._read.append((None, Answer(waiting)))
        if len(self._read) >= MOST_TOGETHER or time.monotonic() - self._since > LONGEST_WAIT_S:
            self.keep()


def with_missing(outcome: ArticleOutcome, article: Article, store: Store) -> ArticleOutcome:
    """The outcome of an article that is stored, with what it corrects or retracts and the store does not hold."""
    named = (("corrects", article.corrects), ("retracts", article.retracts))
    missing = [(how, other) for how, other in named if other and store.archive.newest(other) is None]
    notes = (Skipped("source", None, f"it {how} {other}, which the store does not hold") for how, other in missing)
    return replace(outcome, skipped=(*notes, *outcome.skipped)) if missing else outcome


def own_name(given: GivenArticle, store: Store) -> Article:
    """The article under its id, or under one of its own where another file of the same name holds that id.

    An id made from a file's name or an address is not proof: ``a/story.txt`` and ``b/story.txt`` are two articles
    unless they share most of their words, as versions of one text do; so are two pages that state the same address.
    """
    article = given.article
    known = store.archive.newest(article.id)
    if known is None or known.source == given.source or _alike(known.article.text, article.text):
        return article
    made_of = id_of_url(article.url) if article.url else id_of_file(given.source)
    if article.id not in (made_of, id_of_file(name_inside(given.source))):
        return article  # whoever gives an id means it
    return replace(article, id=f"{article.id}-{digest(article.text)}")


def _alike(one: str, other: str) -> bool:
    mine, theirs = set(one.split()), set(other.split())
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))
