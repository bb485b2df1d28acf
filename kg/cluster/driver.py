"""A distributed run, step after step; the driver keeps names and pairs of reports, the workers everything else.

read → compare → name → lend → build → checksums

All but naming are maps over chunks or parts; between them pieces are exchanged through the folder of the run: a
shuffle on blocking keys, then one on the articles of an event. Killed at any point, the same command goes on with what
is done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import dask.config
from distributed import Client, Future, LocalCluster, as_completed
from distributed.scheduler import KilledWorker

from kg import __version__
from kg.cluster import steps
from kg.cluster.steps import Chunk
from kg.cluster.work import Work, read_json, read_lines, write_json, write_quads, write_sums
from kg.errors import InputError, TimewireError
from kg.graph.iris import Iris, elsewhere
from kg.graph.terms import ontology_quads, ontology_version
from kg.knowledge.clustering import cluster
from kg.knowledge.copies import COPY, Copied, Print, bands, copy_quads, likeness
from kg.knowledge.matching import ulid_mint
from kg.knowledge.signatures import Signature, unpacked
from kg.knowledge.similarity import SAME
from kg.report import IngestReport
from kg.sources.inputs import Input, SkippedInput

Progress = Callable[[str, int], None]
"""Hears the name of a step and how many of its tasks are done."""
Tell = Callable[[str], None]
"""Hears in words of what went wrong on the cluster and is being made good."""

Pairs = Mapping[tuple[str, str], float]


def run(
    inputs: Iterable[Input],
    work: Work,
    iris: Iris,
    client: Client,
    progress: Progress,
    chunk_size: int = 50,
    parts: int = 16,
    tell: Tell = lambda text: None,
) -> IngestReport:
    """Read inputs on a cluster, and write what one machine would hold of them as sorted files of quads.

    Raises:
        InputError: the folder is of another run.
        TimewireError: a step failed on the cluster; what is done stands.
    """
    _begin(work, {"base": iris.base, "chunk": chunk_size, "parts": parts, "reader": _version()})
    workers = _Workers(client, tell)
    chunks = _read_all(inputs, work, iris, _Tasks(workers, "read", progress), chunk_size, parts)
    _map(_Tasks(workers, "compare", progress), _compared(work, chunks, parts))
    near = _pairs(work, parts)
    names, home = _named(work, chunks, near, iris)
    copies = copies_among(_prints(work, chunks))
    plan = _Plan(names, home, copies, iris)
    _map(_Tasks(workers, "lend", progress), _lent(work, plan, chunks, iris))
    _map(_Tasks(workers, "build", progress), _built(work, plan, chunks))
    write_quads(work.doubts, steps.doubt_quads(near, names))
    write_quads(
        work.out / "copies.nq", (quad for one, other in copies for quad in copy_quads(Copied(one, None, (other,))))
    )
    write_quads(work.out / "ontology.nq", ontology_quads())
    write_sums(work.out)
    reports = (IngestReport.from_json(read_json(work.answers(chunk))["report"]) for chunk in range(chunks))
    return IngestReport(tuple(outcome for report in reports for outcome in report.outcomes))


_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.limit": "60s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.admin.system-monitor.disk": False,
}
"""What Dask does for its dashboard, a hundred times a second in each process; nobody looks at one here."""


@contextmanager
def local_client(workers: int) -> Iterator[Client]:
    """A cluster of processes on this machine, for the time of the block."""
    with (
        dask.config.set(_QUIET),
        LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as made,
        Client(made) as client,
    ):
        yield client


def _version() -> str:
    return f"timewire {__version__}, ontology {ontology_version()}"


_OPTIONS = {"base": "--base-iri", "chunk": "--chunk", "parts": "--parts"}
"""By which options the settings of a run are given."""


def _begin(work: Work, settings: Mapping[str, object]) -> None:
    """Take the folder, or go on in it if it is of a run with the same settings."""
    mark = work.root / "run.json"
    if not mark.exists():
        _refuse_foreign(work)
        return write_json(mark, settings)
    if (before := read_json(mark)) != dict(settings):
        other = [name for name in settings if before.get(name) != settings[name]]
        options = " ".join(f"{_OPTIONS[name]} {before.get(name)}" for name in other if name in _OPTIONS)
        as_before = f", or {options} as it was" if options and set(other) <= _OPTIONS.keys() else ""
        raise InputError(
            f"the folder is of a run with another {', '.join(other)}",
            where=str(work.root),
            remedy=f"give another folder with --to{as_before}",
        )
    return None


def _refuse_foreign(work: Work) -> None:
    """A folder without the mark of a run must be empty but for what a run that broke off at once has left."""
    folder = work.root.parent
    try:
        found = [path.name for path in folder.iterdir() if path not in (work.root, work.out)]
        found += [path.name for path in work.out.glob("*")]
        found += [path.name for path in work.root.glob("*") if not path.name.startswith(".")]
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputError(f"no folder for a run: {error.strerror}", where=str(folder), remedy="give another") from error
    if found:
        raise InputError(
            f"the folder holds something else: {min(found)}", where=str(folder), remedy="give a new or an empty folder"
        )


# ----------------------------------------------------------------------------------------------------------- tasks


class _Workers:
    """The workers of the cluster, which come and go; ``tell`` hears of those that have gone."""

    def __init__(self, client: Client, tell: Tell) -> None:
        self.client, self.tell = client, tell
        self._known: frozenset[str] = frozenset()

    def count(self) -> int:
        """How many there are now."""
        here = frozenset(self.client.scheduler_info(n_workers=-1)["workers"])
        for gone in sorted(self._known - here):
            self.tell(f"the worker {gone} has died or gone; what it was at is made again by another")
        self._known = here
        return len(here)


class _Tasks:
    """Tasks on the cluster, a few more at a time than it has workers: inputs are taken as they are needed."""

    def __init__(self, workers: _Workers, step: str, progress: Progress) -> None:
        self._workers, self._step, self._progress = workers, step, progress
        self._done = 0
        self.tell = workers.tell

    @property
    def most(self) -> int:
        """So many tasks may be open."""
        return 3 * max(1, self._workers.count())

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """A task; a worker that dies is replaced, and the task is tried again (three times in all)."""
        return self._workers.client.submit(function, *arguments, pure=False)

    def finished(self, future: Future[Any]) -> None:
        """Note one that is done; raises what it failed of."""
        if (error := future.exception()) is not None:
            raise _failure(self._step, error)
        self._workers.count()
        self._done += 1
        self._progress(self._step, self._done)


def _failure(step: str, error: BaseException) -> TimewireError:
    if isinstance(error, TimewireError):
        return error
    if isinstance(error, KilledWorker):
        return TimewireError(f"{step}: workers died of a task", remedy="give them more memory, and start again")
    return TimewireError(f"{step} failed: {type(error).__name__}: {error}", remedy="start again: what is done stands")


def _map(tasks: _Tasks, calls: Iterator[tuple[Callable[..., Any], tuple[Any, ...]]]) -> None:
    """Run calls on the cluster, some at a time."""
    open_tasks = as_completed([tasks.submit(call, *given) for call, given in islice(calls, tasks.most)])
    for future in open_tasks:
        tasks.finished(future)
        for call, given in islice(calls, 1):
            open_tasks.add(tasks.submit(call, *given))


# ------------------------------------------------------------------------------------------------------------ read


def _read_all(inputs: Iterable[Input], work: Work, iris: Iris, tasks: _Tasks, size: int, parts: int) -> int:
    """Read all chunks that are not read yet; gives how many chunks there are."""
    waiting = _chunks(inputs, size)
    chunk_of: dict[Future[Any], Chunk] = {}
    count, open_tasks = 0, as_completed([])

    def more() -> None:
        nonlocal count
        while len(chunk_of) < tasks.most and (chunk := next(waiting, None)) is not None:
            count = chunk.number + 1
            if not _is_read(work, chunk):
                _forget_what_followed(work)
                future = tasks.submit(steps.read_chunk, work, chunk, iris, parts)
                chunk_of[future] = chunk
                open_tasks.add(future)

    more()
    while chunk_of:
        future = next(open_tasks)
        chunk = chunk_of.pop(future)
        if isinstance(future.exception(), KilledWorker):
            tasks.tell(f"workers died of chunk {chunk.number}: each of its inputs is tried alone")
            without = _without_deadly(chunk, iris, tasks)
            again = tasks.submit(steps.read_chunk, work, without, iris, parts)
            chunk_of[again] = without
            open_tasks.add(again)
        else:
            tasks.finished(future)
        more()
    return count


def _chunks(inputs: Iterable[Input], size: int) -> Iterator[Chunk]:
    given, number = iter(inputs), 0
    while some := tuple(islice(given, size)):
        yield Chunk(number, some)
        number += 1


def _is_read(work: Work, chunk: Chunk) -> bool:
    answers = work.answers(chunk.number)
    return answers.exists() and read_json(answers)["digest"] == chunk.digest


def _forget_what_followed(work: Work) -> None:
    """A chunk is read anew: what was made of all chunks is of no use any more."""
    for path in (*work.root.glob("near/*"), work.named, *work.root.glob("lent/*.done"), *work.out.glob("events-*")):
        path.unlink(missing_ok=True)


def _without_deadly(chunk: Chunk, iris: Iris, tasks: _Tasks) -> Chunk:
    """The chunk, in which an input that workers die of is listed as not readable; found by reading each alone."""
    if not (suspects := [given for given in chunk.inputs if not isinstance(given, SkippedInput)]):
        raise TimewireError("workers die without reading anything", remedy="look into their logs")
    deadly = set()
    for given in suspects:
        probe = tasks.submit(steps.probe, given, iris)
        if isinstance(probe.exception(), KilledWorker):
            deadly.add(given.source)
    inputs = (
        SkippedInput(given.source, "the process that read it died, three times") if given.source in deadly else given
        for given in chunk.inputs
    )
    return replace(chunk, inputs=tuple(inputs)) if deadly else chunk


# --------------------------------------------------------------------------------------------------- compare, name


def _compared(work: Work, chunks: int, parts: int) -> Iterator[tuple[Callable[..., Any], tuple[Any, ...]]]:
    for part in range(parts):
        if not work.near(part).exists():
            yield steps.compare_part, (work, part, chunks)


def _pairs(work: Work, parts: int) -> dict[tuple[str, str], float]:
    """All pairs that are near; those that met in several blocks have the same score in each."""
    return {(one, other): value for part in range(parts) for one, other, value in read_json(work.near(part))}


def _named(work: Work, chunks: int, near: Pairs, iris: Iris) -> tuple[dict[str, str], dict[str, int]]:
    """The event of each report, and the chunk that each report is of."""
    home = {}
    signatures: dict[str, Signature] = {}
    several = {report for pair, value in near.items() if value >= SAME for report in pair}
    for chunk in range(chunks):
        for line in read_lines(work.signed(chunk)):
            signature = unpacked(line)
            home[signature.report] = chunk
            if signature.report in several:
                signatures[signature.report] = signature
    if not work.named.exists():
        mint = ulid_mint(iris)
        groups = [*clusters(signatures, near), *(frozenset([report]) for report in sorted(home.keys() - several))]
        write_json(
            work.named, {report: name for group in groups for name in [mint().value] for report in sorted(group)}
        )
    return read_json(work.named), home


def _prints(work: Work, chunks: int) -> dict[str, Print]:
    """The prints of all texts that have one, by article."""
    return {
        article: tuple(print_) for chunk in range(chunks) for article, print_ in read_json(work.prints(chunk)).items()
    }


def copies_among(prints: Mapping[str, Print]) -> list[tuple[str, str]]:
    """Pairs of articles that are one text; only those that share a band of their prints are looked at."""
    found: dict[int, list[str]] = defaultdict(list)
    for article, print_ in prints.items():
        for band in bands(print_):
            found[band].append(article)
    pairs = {pair for some in found.values() for pair in combinations(sorted(some), 2)}
    return sorted(pair for pair in pairs if likeness(prints[pair[0]], prints[pair[1]]) >= COPY)


def clusters(signatures: Mapping[str, Signature], near: Pairs) -> list[frozenset[str]]:
    """The events of reports that are the same as others: each bundle that hangs together is decided by itself."""
    same = {pair: value for pair, value in near.items() if value >= SAME}
    holder: dict[str, set[str]] = {report: {report} for report in signatures}
    for one, other in same:
        if holder[one] is not holder[other]:
            small, large = sorted((holder[one], holder[other]), key=len)
            large |= small
            holder.update(dict.fromkeys(small, large))
    bundles = {id(bundle): bundle for bundle in holder.values()}
    scores: dict[int, dict[tuple[str, str], float]] = defaultdict(dict)
    for pair, value in same.items():
        scores[id(holder[pair[0]])][pair] = value
    return [
        group
        for key, bundle in bundles.items()
        for group in cluster([signatures[report] for report in sorted(bundle)], scores[key])
    ]


# ----------------------------------------------------------------------------------------------------- lend, build


class _Plan:
    """Which events are built with which chunk: with that of the first of their reports; and what that has to borrow."""

    def __init__(
        self, names: Mapping[str, str], home: Mapping[str, int], copies: Sequence[tuple[str, str]], iris: Iris
    ) -> None:
        self._names, self._home, self._iris = names, home, iris
        self._copies: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for pair in copies:
            self._copies[pair[0]].append(pair)
        members: dict[str, list[str]] = defaultdict(list)
        self._of_article: dict[str, list[str]] = defaultdict(list)
        for report in sorted(names):
            members[names[report]].append(report)
            self._of_article[self._article(report)].append(report)
        self._built: dict[int, list[str]] = defaultdict(list)
        self._loans: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for reports in members.values():
            builder = home[reports[0]]
            self._built[builder] += reports
            for report in reports:
                if home[report] != builder:
                    self._loans[home[report]][builder].add(self._article(report))

    def _article(self, report: str) -> str:
        article = self._iris.article_of(elsewhere(report))
        assert article is not None
        return article.value

    def reports(self, chunk: int) -> Sequence[str]:
        """The reports whose events are built with a chunk."""
        return self._built.get(chunk, [])

    def lenders(self, chunk: int) -> list[int]:
        """The chunks that have to lend to it."""
        return sorted({self._home[report] for report in self.reports(chunk)} - {chunk})

    def loans(self, chunk: int) -> dict[int, list[str]]:
        """What a chunk has to lend: to which chunk the facts of which articles."""
        return {builder: sorted(articles) for builder, articles in self._loans.get(chunk, {}).items()}

    def names(self, chunk: int) -> dict[str, str]:
        """The events of all reports of the articles that a chunk needs."""
        articles = {self._article(report) for report in self.reports(chunk)}
        return {report: self._names[report] for article in articles for report in self._of_article[article]}

    def copies(self, chunk: int) -> list[tuple[str, str]]:
        """Articles of its events that are one text."""
        articles = {self._article(report) for report in self.reports(chunk)}
        return [pair for article in articles for pair in self._copies.get(article, ()) if pair[1] in articles]


def _lent(work: Work, plan: _Plan, chunks: int, iris: Iris) -> Iterator[tuple[Callable[..., Any], tuple[Any, ...]]]:
    for chunk in range(chunks):
        if (loans := plan.loans(chunk)) and not work.lent_all(chunk).exists():
            yield steps.lend, (work, chunk, loans, iris)


def _built(work: Work, plan: _Plan, chunks: int) -> Iterator[tuple[Callable[..., Any], tuple[Any, ...]]]:
    for chunk in range(chunks):
        if not work.events(chunk).exists():
            given = (plan.reports(chunk), plan.names(chunk), plan.lenders(chunk), plan.copies(chunk))
            yield steps.build_chunk, (work, chunk, *given)


def work_in(folder: Path) -> Work:
    """The folders of a run whose results are in ``folder``."""
    return Work(folder / "work", folder / "quads")
