from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kg.errors import QueryError, StoreError, StoreTooNew
from kg.model import Article, Precision, TimeInterval
from kg.sources.dates import read_published
from kg.store import tables
from kg.store.archive import Action, Archive, Decision, text_hash

NOTHING = Decision(b"removed", b"added", {})
START = datetime(2024, 5, 1, 12, tzinfo=UTC)


def ticking() -> Iterator[datetime]:
    now = START
    while True:
        yield now
        now += timedelta(minutes=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    times = ticking()
    archive = Archive(tmp_path / "archive.sqlite", lambda: next(times))
    yield archive
    archive.close()


def article(text: str = "It rained.", **given: str) -> Article:
    return Article(given.pop("id", "rain"), text, **given)


PUBLISHED = [
    None,
    read_published("2024-05-01"),
    read_published("2024-05"),
    read_published("2024"),
    TimeInterval(date(2024, 5, 1), None, Precision.UNKNOWN, "2024-05-01/..", "Europe/Zurich"),
]


@pytest.mark.parametrize("published", PUBLISHED)
def test_an_article_is_given_back_as_it_was_received(archive: Archive, published: TimeInterval | None) -> None:
    given = Article("rain/1", "  “It rained” – é 💧\r\n", "Rain", published, "The Gauge", "https://example.org/", "en")
    archive.record_version(given, "rain.md", NOTHING)
    kept = archive.newest("rain/1")
    assert kept is not None
    assert kept.article == given
    assert (kept.number, kept.source, kept.present) == (1, "rain.md", True)
    assert kept.sha256 == text_hash(given.text)


def test_every_version_is_kept_with_the_time_it_came(archive: Archive) -> None:
    for text in ("It rained.", "It hailed.", "It rained."):
        archive.record_version(article(text), "rain.txt", NOTHING)
    versions = archive.versions("rain")
    assert [version.article.text for version in versions] == ["It rained.", "It hailed.", "It rained."]
    assert [version.number for version in versions] == [1, 2, 3]
    times = [version.received for version in versions]
    assert times == sorted(set(times))
    assert times[0].tzinfo is not None


CHANGED = [
    article("It hailed."),
    article(title="Rain"),
    article(publisher="The Gauge"),
    article(url="https://example.org/"),
    article(language="en"),
    Article("rain", "It rained.", published=read_published("2024")),
]


@pytest.mark.parametrize("other", CHANGED)
def test_a_change_of_text_or_metadata_is_another_version(archive: Archive, other: Article) -> None:
    archive.record_version(article(), "rain.txt", NOTHING)
    assert archive.holds(article())
    assert not archive.holds(other)


def test_a_withdrawn_article_is_not_present_and_its_versions_stay(archive: Archive) -> None:
    archive.record_version(article(id="a"), "a.txt", NOTHING)
    archive.record_version(article(id="b"), "b.txt", NOTHING)
    archive.record_withdrawal("a", NOTHING)
    assert archive.present_ids() == ["b"]
    assert not archive.holds(article(id="a"))
    assert [version.present for version in archive.versions("a")] == [False]


def test_articles_are_in_the_order_in_which_they_first_came(archive: Archive) -> None:
    for name in ("c", "a", "b", "a", "c"):
        archive.record_version(article(f"It rained on {name} {archive.newest(name)}", id=name), name, NOTHING)
    assert archive.present_ids() == ["c", "a", "b"]


def test_the_log_tells_what_was_done_and_when(archive: Archive) -> None:
    archive.record_version(article(), "rain.txt", NOTHING)
    archive.record_update("INSERT DATA {}", lambda mark: None)
    archive.record_withdrawal("rain", NOTHING)
    archive.record_rebuild("graph-2", {})
    log = list(archive.log())
    assert [entry.action for entry in log] == [
        Action.CREATE,
        Action.INGEST,
        Action.UPDATE,
        Action.WITHDRAW,
        Action.REBUILD,
    ]
    assert [entry.seq for entry in log] == [1, 2, 3, 4, 5]
    assert log[1].article == "rain"
    assert log[2].detail == "INSERT DATA {}"


@pytest.mark.parametrize("statement", ["DELETE FROM log", "UPDATE log SET action = 'create'"])
def test_the_log_is_only_added_to(archive: Archive, tmp_path: Path, statement: str) -> None:
    archive.record_version(article(), "rain.txt", NOTHING)
    other = sqlite3.connect(tmp_path / "archive.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        other.execute(statement)
    other.close()


def test_an_update_that_fails_is_not_in_the_log(archive: Archive) -> None:
    def fail(mark: str) -> None:
        raise QueryError("no SPARQL update")

    with pytest.raises(QueryError):
        archive.record_update("nonsense", fail)
    assert [entry.action for entry in archive.log()] == [Action.CREATE]


def test_changes_are_pending_until_they_are_settled(archive: Archive) -> None:
    seqs = [archive.record_version(article(id=name), name, Decision(b"-", name.encode(), {})) for name in "ab"]
    assert [(pending.seq, pending.removed, pending.added) for pending in archive.pending()] == [
        (seqs[0], b"-", b"a"),
        (seqs[1], b"-", b"b"),
    ]
    archive.settle(seqs[:1])
    assert [pending.seq for pending in archive.pending()] == seqs[1:]


def test_events_keep_their_names_through_withdrawal_and_lose_them_with_their_reports(archive: Archive) -> None:
    archive.record_version(article(), "x", Decision(b"", b"", {"r1": "e1", "r2": "e2"}))
    archive.record_version(article(id="hail"), "y", Decision(b"", b"", {"r3": "e3"}))
    archive.record_withdrawal("rain", NOTHING)
    assert archive.assigned_to("rain") == {"r1": "e1", "r2": "e2"}
    archive.record_version(article(), "x", Decision(b"", b"", {"r1": "e1"}))
    assert archive.assigned_events() == {"r1": "e1", "r3": "e3"}


def test_it_is_the_same_after_opening_again(archive: Archive, tmp_path: Path) -> None:
    archive.record_version(article(), "rain.txt", NOTHING)
    archive.set_meta("base", b"x")
    archive.close()
    again = Archive(tmp_path / "archive.sqlite", lambda: START)
    assert again.holds(article())
    assert again.meta("base") == b"x"
    assert again.meta("other") is None
    assert [entry.action for entry in again.log()] == [Action.CREATE, Action.INGEST]
    again.close()


def test_commits_are_synced_to_the_disk(archive: Archive) -> None:
    assert archive._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert archive._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {tables.SCHEMA_VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(StoreTooNew, match="newer timewire"):
        Archive(path, lambda: START)
    assert path.read_bytes() == before


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    path.write_bytes(b"It rained all day. " * 100)
    with pytest.raises(StoreError, match=r"not a database.*backup"):
        Archive(path, lambda: START)


def test_a_full_disk_leaves_the_archive_as_it_was(archive: Archive) -> None:
    archive.record_version(article(), "rain.txt", NOTHING)
    pages = archive._db.execute("PRAGMA page_count").fetchone()[0]
    archive._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"full.*free space"):
        archive.record_version(article("It rained. " * 100_000), "rain.txt", NOTHING)
    assert [version.number for version in archive.versions("rain")] == [1]
    assert len(archive.pending()) == 1
    archive._db.execute(f"PRAGMA max_page_count = {pages * 1000}")
    archive.record_version(article("It hailed."), "rain.txt", NOTHING)
    assert archive.holds(article("It hailed."))
