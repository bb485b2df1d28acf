"""What processes do that are killed: each kind of work goes on until it is done, and tells what is acknowledged.

They are forked from a server that has imported all of this, so that a kill costs no start of Python.
"""

from __future__ import annotations

import io
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.model import Article
from kg.pipeline import ingest
from kg.report import ArticleOutcome, SkippedInput
from kg.sources.inputs import GivenArticle
from kg.store import open_store

_FORKED = get_context("forkserver")
_FORKED.set_forkserver_preload([__name__])
_LONGEST_S = 600.0
BEGUN = "begun"
"""What a process tells first: the time until it is killed runs from then on."""


def articles_of(number: int, names: int, sentences: int = 4) -> Iterator[Article]:
    """So many articles, each with a text of this round, which replaces that of the one before."""
    for name in range(names):
        told = " ".join(f"The Gauge met the Union of {name} and Post{n} in Basel." for n in range(sentences))
        yield Article(f"a{name}", f"{told} This is told in round {number}.")


def ingesting(told: Connection, store: str, number: int, names: int) -> None:
    """A batch of articles; an article is acknowledged when the batch tells of it."""
    told.send(BEGUN)

    def heard(outcome: ArticleOutcome | SkippedInput) -> None:
        told.send(outcome.id if isinstance(outcome, ArticleOutcome) else "skipped")

    with open_store(Path(store)) as opened:
        given = (GivenArticle(article.id, article) for article in articles_of(number, names))
        ingest(given, opened, SentenceReader(), heard)


def updating(told: Connection, store: str, start: int) -> None:
    """Updates one after another, each of two triples; one is acknowledged when it has come back."""
    with open_store(Path(store)) as opened:
        told.send(BEGUN)
        for n in count(start):
            opened.update(f"INSERT DATA {{ <x:s{n}> <x:a> {n} . <x:s{n}> <x:b> {n} }}")
            told.send(n)


def commanded(told: Connection, *arguments: str) -> None:
    """A verb of the command; it is acknowledged when it is done."""
    told.send(BEGUN)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = main(arguments)
    told.send(code)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what was acknowledged until then."""

    killed: bool
    acknowledged: tuple[Any, ...]
    took_s: float


def worked(work: Callable[..., None], *arguments: object, kill_after_s: float = _LONGEST_S) -> Ended:
    """Let a process do its work, and kill it if it is not done so long after it began."""
    hear, tell = _FORKED.Pipe(duplex=False)
    process = _FORKED.Process(target=work, args=(tell, *arguments))
    process.start()
    tell.close()
    assert hear.poll(_LONGEST_S)
    assert hear.recv() == BEGUN
    begun = time.monotonic()
    acknowledged = list(_told(hear, begun + kill_after_s))
    took_s = time.monotonic() - begun
    process.kill()
    acknowledged += _told(hear, begun + 2 * _LONGEST_S)  # half a message is none
    process.join()
    hear.close()
    return Ended(process.exitcode == -signal.SIGKILL, tuple(acknowledged), took_s)


def _told(hear: Connection, until: float) -> Iterator[Any]:
    """What a process tells up to a time, or to its end."""
    try:
        while hear.poll(max(0.0, until - time.monotonic())):
            yield hear.recv()
    except (EOFError, OSError):
        return
