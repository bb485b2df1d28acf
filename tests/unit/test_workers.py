"""Processes that read: the same outcome as alone, and a worker that dies costs one article at most."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.batch import Answer, Promise, Task
from kg.errors import SettingsError
from kg.graph.iris import Iris
from kg.model import Article, Reading
from kg.pipeline import ReadHere, ingest
from kg.report import ArticleOutcome, Status
from kg.sources.inputs import GivenArticle, SkippedInput
from kg.store import Store, open_store
from kg.workers import ENOUGH_FOR_WORKERS, AsManyAsPay, Workers

KILLER = "Nobody reads this to the end."
"""A text that the process which reads it does not survive."""
BROKEN = "This one finds that something is not installed."
PATIENT = "This one takes a life and then is read."


class FragileReader(SentenceReader):
    """Dies of some texts; ``folder`` remembers, beyond its death, what it has died of."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def read(self, article: Article) -> Reading:
        if KILLER in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if BROKEN in article.text:
            raise SettingsError("not installed whole")
        if PATIENT in article.text and not (mark := self._folder / "died").exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(article)


def given(name: str, text: str = "The ferry sailed. The crew waved.") -> GivenArticle:
    return GivenArticle(f"{name}.txt", Article(name, f"{text} That was {name}.", language="en"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def graph_without_event_names(store: Store) -> set[str]:
    return {str(quad) for quad in store.graph.quads() if "/event/" not in str(quad)}


def test_several_readers_leave_what_one_leaves(store: Store, tmp_path: Path) -> None:
    inputs = [given(f"a{n}") for n in range(12)]
    reports = [ingest(inputs, store, SentenceReader(), workers=2)]
    with open_store(tmp_path / "alone") as alone:
        reports.append(ingest(inputs, alone, SentenceReader()))
        assert graph_without_event_names(store) == graph_without_event_names(alone)
        assert store.archive.present_ids() == alone.archive.present_ids()
    assert reports[0] == reports[1]


def test_an_article_that_kills_its_readers_is_listed_and_the_others_are_read(store: Store, tmp_path: Path) -> None:
    inputs = [given("a1"), given("a2", KILLER), given("a3"), given("a4")]
    report = ingest(inputs, store, FragileReader(tmp_path), workers=2)
    assert [skipped.source for skipped in report.skipped] == ["a2.txt"]
    assert "SIGKILL" in report.skipped[0].reason
    assert store.archive.present_ids() == ["a1", "a3", "a4"]


def test_an_article_is_tried_again_when_its_reader_has_died(store: Store, tmp_path: Path) -> None:
    report = ingest([given("a1", PATIENT), given("a2")], store, FragileReader(tmp_path), workers=1 + 1)
    assert not report.skipped
    assert store.archive.present_ids() == ["a1", "a2"]


def test_a_worker_killed_from_outside_is_replaced(store: Store) -> None:
    with Workers(SentenceReader(), store.iris, 1) as workers:
        first = workers.submit(Task(given("a1"), Status.ADDED))
        workers.result(first)
        os.kill(workers.pids[0], signal.SIGKILL)
        second = workers.submit(Task(given("a2"), Status.ADDED))
        assert isinstance(workers.result(second).outcome, ArticleOutcome)


def test_what_no_worker_can_do_ends_the_batch(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not installed whole"):
        ingest([given("a1", BROKEN)], store, FragileReader(tmp_path), workers=2)


def test_a_text_that_is_no_english_is_listed_by_a_worker_too(store: Store) -> None:
    german = "Der Regen fiel den ganzen Tag und die Leute blieben zu Hause, weil es nicht mehr ging."
    report = ingest([GivenArticle("regen.txt", Article("regen", german))], store, SentenceReader(), workers=2)
    assert [type(outcome) for outcome in report.outcomes] == [SkippedInput]


def test_long_texts_and_long_answers_do_not_wait_for_one_another(store: Store) -> None:
    """Both are longer than a pipe takes in."""
    long = f"The ferry sailed {'past the island and the light and ' * 4000} home."
    report = ingest([given(f"a{n}", long) for n in range(6)], store, SentenceReader(), workers=2)
    assert len(report.articles) == 6


def test_workers_are_called_in_when_there_is_much_to_read() -> None:
    called: list[int] = []

    class Called(Workers):
        def __init__(self) -> None:
            called.append(1)

        def submit(self, task: Task) -> Promise:
            return Promise(task, Answer(SkippedInput(task.given.source, "read elsewhere")))

        def close(self) -> None:
            called.append(-1)

    with AsManyAsPay(ReadHere(SentenceReader(), Iris()), Called) as readers:
        for number in range(ENOUGH_FOR_WORKERS):
            readers.submit(Task(given(f"a{number}"), Status.ADDED))
        assert called == []
        if len(os.sched_getaffinity(0)) > 1:
            readers.submit(Task(given("one more"), Status.ADDED))
            assert called == [1]
