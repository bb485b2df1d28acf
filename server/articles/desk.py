"""The desk where articles are taken: jobs are written to the disk, and done one after another in their order.

Taking a job needs no more than one write. Reading happens in a process of its own; what it read goes into the store in
a thread. A process that dies takes nothing along: its job waits again, and fails after ``_MOST_TRIES`` beginnings.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, TypeVar

from kg.batch import own_name, with_missing
from kg.errors import EngineGone, InputError, StoreError, TimewireError
from kg.model import Article
from kg.report import ArticleOutcome, IngestReport, Status
from kg.sources.inputs import GivenArticle, SkippedInput, read_json_input, write_json_input
from kg.store import Store
from kg.store.archive import Version
from kg.store.embedded import unpack
from kg.store.jobs import Job, JobAction, JobState
from server.articles.given import PAGE, Submission
from server.articles.reading import Read, ReadingDied, ReadingProcess
from server.faults import StoreFaults
from server.problems import NotFound, Overloaded, PreconditionFailed, problem_of

T = TypeVar("T")
Outcome = Mapping[str, Any]
HTTP_SOURCE = "HTTP"
"""Where articles come from that have no file; their ids are never mistaken for those of files."""
_MOST_TRIES = 3
_MOST_ARRIVING = 64
"""So many requests are read at the same time: each may hold an article in memory."""
OUTCOMES = (Status.ADDED.value, Status.CHANGED.value, Status.UNCHANGED.value, "withdrawn", "failed")
"""What becomes of jobs; each is counted from the start."""
_PAUSE_S = 5.0
_ABLE_AGAIN_S = 0.2
_WARM_UP_AFTER_S = 2.0
"""After the start, which has other work to do."""
_RENEWAL_S = 0.5
"""So long after a change others are told of it: changes that follow one another are told at once."""
_log = logging.getLogger(__name__)


class Desk:
    """Takes jobs and does them; of the asyncio thread.

    ``queue`` jobs may be open; reading one article may take ``timeout_s``. ``changed`` is called a moment after the
    graph has changed; jobs are begun only while ``able`` says that the graph can be reached.
    """

    def __init__(
        self,
        store: Store,
        *,
        queue: int,
        timeout_s: float,
        changed: Callable[[], None],
        able: Callable[[], bool] = lambda: True,
        faults: StoreFaults,
    ) -> None:
        self._store = store
        self._queue = queue
        self._arriving = 0
        self._changed = changed
        self._able = able
        self._faults = faults
        self._reading = ReadingProcess(store.iris.base, timeout_s)
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="jobs")
        self._work: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._ended: dict[str, list[asyncio.Future[Job]]] = defaultdict(list)
        self._renewal: asyncio.TimerHandle | None = None
        self.counts: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
        """Jobs ended since the start, by what became of them."""

    async def start(self, warm: bool) -> None:
        """Begin with the jobs that wait since the last time; ``warm``: be ready to read before the first article."""
        self._work = asyncio.create_task(self._do_all())
        if warm:
            self._warming = asyncio.create_task(self._warm_up())

    async def _warm_up(self) -> None:
        await asyncio.sleep(_WARM_UP_AFTER_S)
        await self._reading.ready()

    async def stop(self) -> None:
        """Stop; the job at work waits for the next start."""
        for task in filter(None, (self._work, self._warming)):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self._renewal:
            self._renewal.cancel()
        await self._reading.stop()
        self._disk.shutdown(wait=True)

    # ------------------------------------------------------------------------------------------------- taking

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """Around the reading of a request; raises Overloaded where too many are being read."""
        if self._arriving >= _MOST_ARRIVING:
            raise _full("too many articles are arriving at once")
        self._arriving += 1
        try:
            yield
        finally:
            self._arriving -= 1

    async def take(self, action: JobAction, article: str | None, given: bytes, expected: str | None = None) -> Job:
        """The job, which is on the disk now; raises Overloaded where too many are open, StoreWithoutArticles."""
        job = await self._on_disk(lambda: self._taken(action, article, given, expected))
        self._wake.set()
        return job

    def _taken(self, action: JobAction, article: str | None, given: bytes, expected: str | None) -> Job:
        self._store.refuse_if_loaded()
        if self._store.jobs.count_open() >= self._queue:
            raise _full("too many articles are waiting to be read")
        return self._store.jobs.add(action, article, given, expected)

    async def take_patiently(self, action: JobAction, article: str | None, given: bytes) -> Job:
        """As ``take``, but waits for room."""
        while True:
            try:
                return await self.take(action, article, given)
            except Overloaded:
                await asyncio.sleep(_RENEWAL_S)

    async def ended(self, job: Job) -> Job:
        """The job when it is done or has failed."""
        future: asyncio.Future[Job] = asyncio.get_running_loop().create_future()
        self._ended[job.id].append(future)
        now = await self.find(job.id)
        if now and not now.is_open and not future.done():
            future.set_result(now)
        return await future

    async def find(self, id_: str) -> Job | None:
        """The job with this id."""
        return await self._on_disk(lambda: self._store.jobs.find(id_))

    async def ahead(self, job: Job) -> int:
        """How many jobs come before it."""
        return await self._on_disk(lambda: self._store.jobs.count_open(before=job.number)) if job.is_open else 0

    async def waits_for(self, article: str) -> Job | None:
        """The newest open job for an article."""
        return await self._on_disk(lambda: self._store.jobs.of_article(article))

    async def newest(self, article: str) -> Version | None:
        """The newest version of an article."""
        return await self._on_disk(lambda: self._store.archive.newest(article))

    async def open_jobs(self) -> int:
        """How many jobs are not done."""
        return await self._on_disk(self._store.jobs.count_open)

    async def _on_disk(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work)

    # -------------------------------------------------------------------------------------------------- doing

    async def _do_all(self) -> None:
        while True:
            self._wake.clear()
            while not self._able():
                await asyncio.sleep(_ABLE_AGAIN_S)
            try:
                begun = await self._on_disk(self._store.jobs.begin)
                if begun is None:
                    await asyncio.to_thread(self._store.settle)
                    await self._wake.wait()
                else:
                    await self._do(*begun)
            except EngineGone:  # whoever watches it tells; what was taken stays
                await asyncio.sleep(_PAUSE_S)
            except StoreError as error:  # a full disk, as a rule: what was taken stays
                self._faults.note(error)
                await asyncio.sleep(_PAUSE_S)

    async def _do(self, job: Job, given: bytes) -> None:
        """One job to its end; StoreError lets it wait again."""
        state, article, outcome = JobState.DONE, job.article, None
        try:
            article, outcome = await (self._put(job, given) if job.action is JobAction.PUT else self._delete(job))
        except ReadingDied as error:
            if job.tries < _MOST_TRIES:
                await self._on_disk(lambda: self._store.jobs.put_back(job))
                return
            state, outcome = JobState.FAILED, _failure(error)
        except StoreError:
            await self._on_disk(lambda: self._store.jobs.put_back(job))
            raise
        except TimewireError as error:
            state, outcome = JobState.FAILED, _failure(error)
        except Exception as error:
            _log.exception("job %s failed", job.id)
            state, outcome = JobState.FAILED, _failure(error)
        told: Outcome = outcome
        await self._end(await self._on_disk(lambda: self._store.jobs.end(job, state, article, told)))

    async def _end(self, job: Job) -> None:
        status = str((job.outcome or {}).get("status", "failed"))
        self.counts[status] = self.counts.get(status, 0) + 1
        for future in self._ended.pop(job.id, ()):
            if not future.done():
                future.set_result(job)
        if self._renewal is None:
            self._renewal = asyncio.get_running_loop().call_later(_RENEWAL_S, self._renew)

    def _renew(self) -> None:
        self._renewal = None
        self._changed()

    async def _put(self, job: Job, packed: bytes) -> tuple[str, Outcome]:
        given = await self._given(packed)
        article = given.article
        newest = await self.newest(article.id)
        holds = await self._on_disk(lambda: self._store.archive.holds(article))
        if holds and newest and job.tries > 1 and newest.received >= job.received:
            return article.id, _read_outcome(ArticleOutcome(article.id, given.source, _status(newest.number)))
        self._check(job, newest)
        if holds:
            return article.id, _read_outcome(ArticleOutcome(article.id, given.source, Status.UNCHANGED))
        status = _status(newest.number + 1 if newest else 1)
        read = await self._reading.read(write_json_input(given))
        await asyncio.to_thread(self._keep, article, given.source, read)
        report = IngestReport.from_json(read.report)
        outcome = replace(report.articles[0], status=status)
        return article.id, _read_outcome(await self._on_disk(lambda: with_missing(outcome, article, self._store)))

    def _keep(self, article: Article, source: str, read: Read) -> None:
        self._store.replace_article(article, source, unpack(read.quads))

    async def _given(self, packed: bytes) -> GivenArticle:
        """The article of a job, under a name of its own if its file has that of another one."""
        submission = Submission.unpack(packed)
        if submission.media_type == PAGE:
            line = read_json_input(await self._reading.article_of(packed))
        else:
            line = submission.read()
        if isinstance(line, SkippedInput):
            raise InputError(line.reason)
        if line.source == HTTP_SOURCE:
            return line
        return GivenArticle(line.source, await self._on_disk(lambda: own_name(line, self._store)))

    async def _delete(self, job: Job) -> tuple[str, Outcome]:
        article = job.article or ""
        self._check(job, known := await self.newest(article))
        if known is None:
            raise NotFound(f"no article {article!r} in the store", remedy="see if the id is right")
        if not known.present:
            return article, {"status": Status.UNCHANGED.value}
        await asyncio.to_thread(self._store.withdraw_article, article)
        return article, {"status": "withdrawn"}

    def _check(self, job: Job, known: Version | None) -> None:
        """Raise PreconditionFailed where the article is not what the sender of the job takes it for."""
        if job.expected is not None:
            check_precondition(job.expected, known)


def check_precondition(expected: str, known: Version | None) -> None:
    """Raise PreconditionFailed unless the article has the tag; ``none`` expects that there is no such article."""
    if expected == NOTHING:
        if known and known.present:
            raise PreconditionFailed("the article is there already", remedy="send If-Match with its entity tag")
    elif known is None or (expected != "*" and tag_of(known) not in [one.strip() for one in expected.split(",")]):
        raise PreconditionFailed("the article is not what If-Match says", remedy="read it again, then send anew")


NOTHING = "none"
"""What a job expects that must not replace an article (If-None-Match: *)."""


def tag_of(version: Version) -> str:
    """The entity tag of the state of an article."""
    return f'"{version.number}{"" if version.present else "-withdrawn"}-{version.sha256[:16]}"'


def _full(what: str) -> Overloaded:
    return Overloaded(what, remedy="try again in a few seconds")


def _read_outcome(outcome: ArticleOutcome) -> Outcome:
    return {"status": outcome.status.value, "report": IngestReport((outcome,)).to_json()}


def _status(version: int) -> Status:
    """What the version with this number is to whoever sent it.

    A job that is taken up again and finds its own version in the archive had put it there before the process died.
    """
    return Status.ADDED if version == 1 else Status.CHANGED


def _failure(error: Exception) -> Outcome:
    problem = problem_of(error)
    status = 422 if isinstance(error, InputError | ReadingDied) else problem.status
    told = {"type": "about:blank", "title": problem.title, "status": status, "detail": problem.detail}
    return {"status": "failed", "problem": {**told, "remedy": problem.remedy}, "reason": str(error)}
