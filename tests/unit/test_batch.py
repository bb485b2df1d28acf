"""Batches: what was told of is stored, whatever happens next, and the same batch again goes on there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.batch import MOST_TOGETHER
from kg.model import Article
from kg.pipeline import ingest
from kg.report import Outcome, Status
from kg.sources.inputs import GivenArticle, Input, SkippedInput
from kg.store import Store, open_store


def given(name: str, text: str = "The ferry sailed. The crew waved.") -> GivenArticle:
    return GivenArticle(f"{name}.txt", Article(name, text, language="en"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def test_what_was_told_of_is_stored_before(store: Store) -> None:
    def told(outcome: Outcome) -> None:
        assert not isinstance(outcome, SkippedInput)
        version = store.archive.newest(outcome.id)
        assert version
        assert version.present

    report = ingest([given(f"a{n}") for n in range(5)], store, SentenceReader(), told)
    assert len(report.articles) == 5


def test_a_batch_that_breaks_off_keeps_what_it_read_and_goes_on_there(store: Store) -> None:
    inputs = [given(f"a{n}") for n in range(10)]

    def breaking() -> Iterator[Input]:
        yield from inputs[:6]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(breaking(), store, SentenceReader())
    assert store.archive.present_ids() == [one.article.id for one in inputs[:6]]
    reader = SentenceReader()
    report = ingest(inputs, store, reader)
    assert reader.count == 4
    assert report.statuses == {Status.UNCHANGED: 6, Status.ADDED: 4}


def test_the_report_is_in_the_order_of_the_inputs(store: Store) -> None:
    ingest([given("a2")], store, SentenceReader())
    skipped = SkippedInput("b.bin", "no text")
    report = ingest([given("a1"), skipped, given("a2"), given("a3")], store, SentenceReader())
    assert [outcome.source for outcome in report.outcomes] == ["a1.txt", "b.bin", "a2.txt", "a3.txt"]


def test_two_versions_in_one_batch_are_taken_in_their_order(store: Store) -> None:
    first, second = given("a1"), given("a1", "The ferry sailed. The crew slept.")
    report = ingest([first, given("a2"), second], store, SentenceReader())
    assert [article.status for article in report.articles] == [Status.ADDED, Status.ADDED, Status.CHANGED]
    assert [version.article.text for version in store.archive.versions("a1")] == [
        first.article.text,
        second.article.text,
    ]


def test_many_articles_together_are_what_they_are_one_by_one(store: Store, tmp_path: Path) -> None:
    inputs = [given(f"a{n}") for n in range(MOST_TOGETHER + 5)]
    ingest(inputs, store, SentenceReader())
    with open_store(tmp_path / "alone") as alone:
        for one in inputs:
            ingest([one], alone, SentenceReader())
        plain, other = ({str(q) for q in s.graph.quads() if "/event/" not in str(q)} for s in (store, alone))
        assert plain == other


def test_a_crash_between_archive_and_graph_is_made_good_at_the_next_opening(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        store.graph.apply = lambda removed, added: (_ for _ in ()).throw(RuntimeError("crash"))  # type: ignore[method-assign]
        with pytest.raises(RuntimeError):
            ingest([given(f"a{n}") for n in range(40)], store, SentenceReader())
        del store.graph.apply  # type: ignore[method-assign]
    with open_store(tmp_path / "store") as again, open_store(tmp_path / "whole") as whole:
        ingest([given(f"a{n}") for n in range(40)], whole, SentenceReader())
        plain, other = ({str(q) for q in s.graph.quads() if "/event/" not in str(q)} for s in (again, whole))
        assert plain == other
