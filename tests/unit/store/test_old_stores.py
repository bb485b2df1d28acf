"""Stores that older versions made are brought up to date when they are opened, and nothing of them is lost.

``old/schema-N.sql`` is the archive and ``old/schema-N.nq`` the graph of a store that a version with that schema made:
four articles, of which one has two versions and one is withdrawn, an update, and last an article whose change had not
reached the graph when the process ended.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from sentence_reader import SentenceReader

from kg.graph.terms import PREFIXES
from kg.pipeline import rebuild
from kg.store import open_store, tables
from kg.store.archive import Action
from kg.store.backup import back_up, copy_out
from kg.store.embedded import EmbeddedGraph
from kg.store.search_query import compile_search
from kg.store.snapshot import copy_archive
from kg.verification import verify

OLD = Path(__file__).parent / "old"


@pytest.fixture(params=[2, 4])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "archive.sqlite")) as db:
        db.executescript((OLD / f"schema-{request.param}.sql").read_text("utf-8"))
        assert db.execute("PRAGMA user_version").fetchone() == (request.param,)
    graph = EmbeddedGraph(folder / "graph-1", PREFIXES)
    graph.load(parse(path=OLD / f"schema-{request.param}.nq", format=RdfFormat.N_QUADS))
    graph.close()
    return folder


def test_an_old_store_is_brought_up_to_date_and_is_whole(old: Path) -> None:
    with open_store(old, create=False) as store:
        assert store.archive.present_ids() == ["ferry", "hail", "snow"]
        assert [version.number for version in store.archive.versions("hail")] == [1, 2]
        assert store.archive.newest("bridge").present is False  # type: ignore[union-attr]
        assert store.archive.newest("ferry").article.publisher == "The Gauge"  # type: ignore[union-attr]
        assert store.graph.query('ASK { ?note rdfs:comment "by hand" }')
        assert store.graph.query('ASK { ?article a ev:Article ; dcterms:identifier "snow" }'), "the pending change"
        assert verify(store, with_shapes=False).faults == ()
    with closing(sqlite3.connect(old / "archive.sqlite")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (tables.SCHEMA_VERSION,)


def test_an_old_store_is_found_in_and_changed_as_a_new_one(old: Path) -> None:
    with open_store(old, create=False) as store:
        assert store.search.search(compile_search("hail")).total
        store.withdraw_article("hail")
        assert not store.search.search(compile_search("hail")).total
        assert store.archive.assigned_to("ferry")
        assert [note for note in verify(store, with_shapes=False).notes if "timewire rebuild" in note]
        rebuild(store, SentenceReader())
        assert verify(store, with_shapes=False).notes == ()
        assert [entry.action for entry in store.archive.log()][-2:] == [Action.WITHDRAW, Action.REBUILD]
        assert verify(store, with_shapes=False).faults == ()


def test_a_backup_of_an_old_archive_is_upgraded_when_it_is_put_back(old: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    copy_archive(old, tmp_path / "copy")
    backup = back_up(tmp_path / "copy", tmp_path / "b", datetime(2025, 4, 1, tzinfo=UTC)).backup
    assert backup.schema < tables.SCHEMA_VERSION
    (tmp_path / "again").mkdir()
    copy_out(tmp_path / "b", backup, tmp_path / "again")
    with open_store(tmp_path / "again", create=False, mend=True) as store:
        rebuild(store, SentenceReader())
        assert verify(store, with_shapes=False).faults == ()
