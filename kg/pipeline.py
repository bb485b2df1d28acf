"""READ FIRST. The way of an article: source → document → mentions → events → graph → knowledge → store.

Each arrow is one line of ``Reader.read`` or ``answered``; each noun has a file or folder of its name. ``kg/batch.py``
lets the store take what was read. What a batch did is in its report: what was read out of each article, and everything
that was left out, with the reason.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import __version__
from kg.batch import Answer, Batch, Promise, Readers, Task
from kg.batch import Progress as Progress
from kg.batch import own_name as own_name
from kg.cores import usable_cores
from kg.errors import InputError, SettingsError, TimewireError
from kg.model import Article, Skipped
from kg.report import ArticleOutcome, Finding, IngestReport, Status, WithdrawalReport
from kg.sources.article import check_article
from kg.sources.inputs import GivenArticle, Input, SkippedInput
from kg.store import Store
from kg.workers import AsManyAsPay, Workers

if TYPE_CHECKING:  # the parser takes seconds to import, and unchanged articles do not need it
    from pyoxigraph import Quad
    from spacy.language import Language

    from kg.graph.iris import Iris
    from kg.graph.shapes import Violation
    from kg.mentions.gazetteer import Gazetteer
    from kg.model import Reading

_log = logging.getLogger(__name__)


class Reader:
    """Reads articles; holds the parser and the gazetteer, which are loaded when the first article needs them.

    ``places`` are files of curated places of the user, beside those that come with Timewire.
    """

    def __init__(self, places: Iterable[Path] = ()) -> None:
        self._places = tuple(places)

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs to read the same; it loads parser and gazetteer itself."""
        return {name: value for name, value in vars(self).items() if name not in ("model", "gazetteer")}

    @cached_property
    def model(self) -> Language:
        """The spaCy pipeline."""
        from kg.document import load_model

        return load_model()

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names of places; compiled once per machine."""
        from kg.mentions.gazetteer import open_gazetteer

        return open_gazetteer(self._places)

    def read(self, article: Article) -> Reading:
        """Article → document → mentions → events."""
        from kg.document import read_document
        from kg.events.build import build_events
        from kg.graph.names import dangling_references
        from kg.mentions.read import read_mentions
        from kg.model import Reading

        document = read_document(article, self.model)
        mentions = read_mentions(document, self.gazetteer)
        events = build_events(document, mentions)
        reading = Reading(
            document=document,
            publication=mentions.publication,
            times=mentions.times,
            actors=events.actors,
            places=mentions.places,
            instruments=events.instruments,
            events=events.events,
            claims=events.claims,
            figures=events.figures,
            skipped=(*mentions.skipped, *events.skipped),
        )
        return replace(reading, skipped=(*reading.skipped, *dangling_references(reading)))


def load_reader(places: Iterable[Path] = ()) -> Reader:
    """A reader of English articles; cheap until it reads the first one (about 2 s and 200 MiB then)."""
    return Reader(places)


def _unheard(outcome: ArticleOutcome | SkippedInput) -> None:
    """The progress that nobody listens to."""


# -------------------------------------------------------------------------------------------------- ingestion


def ingest(
    inputs: Iterable[Input], store: Store, reader: Reader, progress: Progress = _unheard, workers: int | None = 1
) -> IngestReport:
    """Read articles into the store; what cannot be read is listed, and the batch goes on.

    ``workers`` is the number of processes that read; None: as many as is quickest, which for some dozens is this one
    alone. However it ends, what ``progress`` was told of is in the store, and the same batch again goes on from there.

    Raises:
        StoreError: the store cannot be written; what was ingested before stands.
    """
    with readers_of(reader, store.iris, workers) as readers:
        batch = Batch(store, readers, progress)
        try:
            for given in inputs:
                batch.take(given)
            batch.finish()
        finally:
            batch.keep()
            store.settle()
    return IngestReport(tuple(batch.outcomes))


def ingest_article(given: GivenArticle, store: Store, reader: Reader) -> ArticleOutcome:
    """One article: read it, say it in quads, and let the store hold just these of it.

    Raises:
        InputError: it is no English news text that can be read; the store is as it was.
    """
    batch = Batch(store, ReadHere(reader, store.iris), _unheard)
    batch.take(given)
    batch.finish()
    (outcome,) = batch.outcomes
    if isinstance(outcome, SkippedInput):
        raise InputError(outcome.reason)
    return outcome


@dataclass(frozen=True, slots=True)
class ReadHere:
    """Reads each article at once, in this process."""

    reader: Reader
    iris: Iris

    def submit(self, task: Task) -> Promise:
        """The promise is kept when it is given."""
        return Promise(task, answered(task, self.reader, self.iris))

    def result(self, promise: Promise) -> Answer:
        """The answer."""
        assert promise.answer is not None
        return promise.answer


def answered(task: Task, reader: Reader, iris: Iris) -> Answer:
    """What is read in an article, for the store and for the report."""
    try:
        reading = read_article(task.given.article, reader)
    except InputError as error:
        return Answer(SkippedInput(task.given.source, str(error)))
    quads = quads_of(reading, iris)
    notes = tuple(Skipped("source", None, note) for note in task.given.notes)
    reading = replace(reading, skipped=(*notes, *reading.skipped))
    outcome = ArticleOutcome.of(reading, task.given.source, task.status, len(quads), check(quads, iris))
    return Answer(outcome, quads)


@contextmanager
def readers_of(reader: Reader, iris: Iris, workers: int | None) -> Iterator[Readers]:
    """So many processes that read, for the time of the block; None: more than this one if there is much to read."""
    if workers == 1:
        yield ReadHere(reader, iris)
    elif workers:
        with Workers(reader, iris, workers) as several:
            yield several
    else:
        with AsManyAsPay(ReadHere(reader, iris), lambda: Workers(reader, iris, usable_cores())) as readers:
            yield readers


def read_article(article: Article, reader: Reader) -> Reading:
    """Article → reading, whatever the article is like.

    Raises:
        InputError: it is no English news text, or a stage failed on it (a fault of ours, told in the log).
    """
    check_article(article)
    try:
        return reader.read(article)
    except TimewireError:
        raise
    except ImportError as error:  # no fault of the article
        raise SettingsError(f"timewire is not installed whole: {error}", remedy="install it again") from error
    except Exception as error:  # a fault in a stage must not end the batch of thousands of other articles
        _log.exception("reading %s failed", article.id)
        raise InputError(f"reading it failed: {type(error).__name__}: {error}", remedy="please report this") from error


def quads_of(reading: Reading, iris: Iris) -> list[Quad]:
    """Reading → quads, with the versions of what read it."""
    from kg.graph.statements import Run, article_quads
    from kg.graph.terms import ontology_version

    found_by = "" if reading.extractor == "rules" else f", {reading.extractor}"
    return article_quads(reading, iris, Run(f"timewire {__version__}{found_by}, ontology {ontology_version()}"))


def check(quads: Sequence[Quad], iris: Iris) -> tuple[Finding, ...]:
    """The shapes that the graph of one article breaks; it is told in the report, and refuses nothing."""
    from kg.graph.shapes import check_facts
    from kg.knowledge.canonical import facts_as_only_article

    return tuple(map(finding_of, check_facts(facts_as_only_article(quads, iris))))


def finding_of(violation: Violation) -> Finding:
    """A violation as reports tell it."""
    return Finding(violation.focus, violation.shape, violation.severity.value, violation.message)


# ----------------------------------------------------------------------------------------- other ways to change


def withdraw(article_ids: Iterable[str], store: Store) -> WithdrawalReport:
    """Take articles back, and what only they supported; unknown ids are listed, and the others go."""
    withdrawn, skipped = [], []
    for article_id in article_ids:
        try:
            store.withdraw_article(article_id)
            withdrawn.append(article_id)
        except InputError as error:
            skipped.append(SkippedInput(article_id, str(error)))
    store.settle()
    return WithdrawalReport(tuple(withdrawn), tuple(skipped))


def rebuild(store: Store, reader: Reader, progress: Progress = _unheard) -> IngestReport:
    """Read every article of the archive again and make the graph anew; events keep their IRIs.

    An article that cannot be read any more is listed, and an update that can be run no more; the archive keeps both.
    """
    outcomes: list[ArticleOutcome | SkippedInput] = []

    def read(article: Article) -> list[Quad]:
        try:
            reading = read_article(article, reader)
        except InputError as error:
            outcomes.append(SkippedInput(article.id, str(error)))
            return []
        quads = quads_of(reading, store.iris)
        outcomes.append(ArticleOutcome.of(reading, "archive", Status.REBUILT, len(quads), ()))
        return quads

    refused = store.rebuild(read, lambda _: progress(outcomes[-1]))
    updates = (SkippedInput(f"update {seq} of the log", str(error)) for seq, error in refused)
    return IngestReport((*outcomes, *updates))
