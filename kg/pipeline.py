"""READ FIRST. The way of an article: source → document → mentions → events → graph → knowledge → store.

Each arrow is one line of ``Reader.read`` or ``ingest_article``; each noun has a file or folder of its name. What a
batch did is in its report: what was read out of each article, and everything that was left out, with the reason.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__
from kg.errors import InputError, SettingsError, TimewireError
from kg.model import Article
from kg.report import ArticleOutcome, Finding, IngestReport, Status, WithdrawalReport
from kg.sources.article import check_article
from kg.sources.inputs import GivenArticle, Input, SkippedInput
from kg.sources.names import digest, id_of_file
from kg.store import Store

if TYPE_CHECKING:  # the parser takes seconds to import, and unchanged articles do not need it
    from pyoxigraph import Quad
    from spacy.language import Language

    from kg.graph.iris import Iris
    from kg.graph.shapes import Violation
    from kg.mentions.gazetteer import Gazetteer
    from kg.model import Reading

Progress = Callable[[ArticleOutcome | SkippedInput], None]
"""Hears what became of each input, as it happens."""

_log = logging.getLogger(__name__)


class Reader:
    """Reads articles; holds the parser and the gazetteer, which are loaded when the first article needs them.

    ``places`` are files of curated places of the user, beside those that come with Timewire.
    """

    def __init__(self, places: Iterable[Path] = ()) -> None:
        self._places = tuple(places)

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


def ingest(inputs: Iterable[Input], store: Store, reader: Reader, progress: Progress = _unheard) -> IngestReport:
    """Read articles into the store, one after another; what cannot be read is listed, and the batch goes on.

    Raises:
        StoreError: the store cannot be written; what was ingested before stands.
    """
    outcomes = []
    try:
        for given in inputs:
            outcomes.append(given if isinstance(given, SkippedInput) else _ingested_or_skipped(given, store, reader))
            progress(outcomes[-1])
    finally:
        store.settle()
    return IngestReport(tuple(outcomes))


def ingest_article(given: GivenArticle, store: Store, reader: Reader) -> ArticleOutcome:
    """One article: read it, say it in quads, and let the store hold just these of it.

    Raises:
        InputError: it is no English news text that can be read; the store is as it was.
    """
    article = own_name(given, store)
    if store.archive.holds(article):
        return ArticleOutcome(article.id, given.source, Status.UNCHANGED)
    status = Status.ADDED if store.archive.newest(article.id) is None else Status.CHANGED
    reading = read_article(article, reader)
    quads = quads_of(reading, store.iris)
    store.replace_article(article, given.source, quads)
    return ArticleOutcome.of(reading, given.source, status, len(quads), check(quads, store.iris))


def own_name(given: GivenArticle, store: Store) -> Article:
    """The article under its id, or under one of its own where another file of the same name holds that id.

    An id made from a file's name is not proof: ``a/story.txt`` and ``b/story.txt`` are two articles unless they share
    most of their words, as versions of one text do.
    """
    article = given.article
    known = store.archive.newest(article.id)
    from_name = article.url is None and article.id == id_of_file(given.source)
    if known is None or not from_name or known.source == given.source or _alike(known.article.text, article.text):
        return article
    return replace(article, id=f"{article.id}-{digest(article.text)}")


def _alike(one: str, other: str) -> bool:
    mine, theirs = set(one.split()), set(other.split())
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _ingested_or_skipped(given: GivenArticle, store: Store, reader: Reader) -> ArticleOutcome | SkippedInput:
    try:
        return ingest_article(given, store, reader)
    except InputError as error:
        return SkippedInput(given.source, str(error))


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

    return article_quads(reading, iris, Run(f"timewire {__version__}, ontology {ontology_version()}"))


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

    An article that cannot be read any more is listed; the archive keeps it.
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

    store.rebuild(read, lambda _: progress(outcomes[-1]))
    return IngestReport(tuple(outcomes))
