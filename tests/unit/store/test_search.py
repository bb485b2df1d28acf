from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.errors import QueryError
from kg.model import Article
from kg.pipeline import ingest_article, rebuild
from kg.sources.dates import read_published
from kg.sources.inputs import GivenArticle
from kg.store import Store, search
from kg.store.folder import ARCHIVE_FILE
from kg.store.search import Hits, Piece
from kg.store.search_query import compile_search

Opened = Callable[[], Store]
FLOOD = Article("flood", "The river rose in Lakeport.\nEnvoys will meet on the dyke.", "A dyke breaks")
FLOOD_CORRECTED = Article("flood", "The river fell in Lakeport.", "A dyke holds")
STRIKE = Article("strike", "Dockers in Lakeport went on strike.", "Docks stand still", read_published("2024-05-07"))

CURATED = ("edit_of", "in_force", "aim", "edit", "text_print", "text_band", "text_copy", "erased_event")
"""Tables of what people decided, and of texts."""


def put(store: Store, *articles: Article) -> None:
    for article in articles:
        ingest_article(GivenArticle(f"{article.id}.txt", article), store, SentenceReader())  # type: ignore[arg-type]


def found(store: Store, text: str, *kinds: str) -> Hits:
    return store.search.search(compile_search(text), kinds)


def told(store: Store, text: str, *kinds: str) -> list[str]:
    return ["".join(piece.text for piece in hit.pieces) for hit in found(store, text, *kinds).hits]


def everything(store: Store) -> list[tuple[str, int, str]]:
    with sqlite3.connect(store.folder / ARCHIVE_FILE) as db:
        return sorted(db.execute("SELECT iri, property, text FROM said"))


def test_sentences_and_titles_are_found_with_the_words_marked(opened: Opened) -> None:
    store = opened()
    put(store, FLOOD)
    (hit,) = found(store, "rivers rise OR rose", "sentence").hits
    assert hit.iri == "https://data.example.org/article/flood/s01"
    assert Piece("rose", True) in hit.pieces
    assert told(store, "dyke", "article") == ["A dyke breaks"]
    assert {hit.kind for hit in found(store, "dyke").hits} == {"article", "sentence", "event"}
    assert not found(store, "dyke", "place").hits


def test_the_index_follows_each_change(opened: Opened) -> None:
    store = opened()
    put(store, FLOOD, STRIKE)
    put(store, FLOOD_CORRECTED)
    assert not told(store, "rose")
    assert "A dyke holds" in told(store, "dyke")
    store.withdraw_article("flood")
    assert not told(store, "dyke")
    assert told(store, "dockers")


def test_what_was_followed_is_what_a_rebuild_gives(opened: Opened) -> None:
    store = opened()
    put(store, FLOOD, STRIKE, FLOOD_CORRECTED)
    followed = everything(store)
    rebuild(store, SentenceReader())  # type: ignore[arg-type]
    assert everything(store) == followed


def test_an_update_by_hand_is_found_by_the_next_search(opened: Opened) -> None:
    store = opened()
    put(store, FLOOD)
    store.update('INSERT DATA { <x:ferry> rdfs:label "A ferry from elsewhere" }')
    assert told(store, "ferry", "thing") == ["A ferry from elsewhere"]
    put(store, STRIKE)
    assert told(store, "dockers")
    store.update("DELETE WHERE { <x:ferry> ?p ?o }")
    assert not told(store, "ferry")


def test_an_index_that_is_behind_is_filled_when_somebody_searches(opened: Opened) -> None:
    store = opened()
    put(store, FLOOD)
    with sqlite3.connect(store.folder / ARCHIVE_FILE) as db:
        db.execute("UPDATE said_until SET seq = 0")
        db.execute("DELETE FROM said")
    put(store, STRIKE)
    assert told(store, "dockers")
    assert told(store, "dyke")


def test_the_terms_of_the_ontology_are_no_data(opened: Opened) -> None:
    store = opened()
    store.update("INSERT DATA { <x:a> <x:b> 1 }")
    assert not found(store, "timewire OR event").hits


def test_pages_are_cut_and_counted(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened()
    lines = " ".join(f'<x:{n}> rdfs:label "buoy {n}" .' for n in range(30))
    store.update(f"INSERT DATA {{ {lines} }}")
    asked = compile_search("buoy")
    first, second = (store.search.search(asked, limit=20, offset=offset) for offset in (0, 20))
    assert (first.total, first.more, len(first.hits), len(second.hits)) == (30, False, 20, 10)
    assert len({hit.iri for hit in (*first.hits, *second.hits)}) == 30
    assert store.search.matches(asked, 10).cut
    assert not store.search.matches(asked, 30).cut
    monkeypatch.setattr(search, "_COUNTED", 10)
    assert (store.search.search(asked).total, store.search.search(asked).more) == (10, True)


def test_a_node_is_one_hit_whatever_its_names(opened: Opened) -> None:
    store = opened()
    store.update('INSERT DATA { <x:a> rdfs:label "Red Buoy" ; skos:altLabel "the red one", "Red Buoy" }')
    assert found(store, "red").total == 1
    assert len(found(store, "red").hits) == 1
    assert store.search.matches(compile_search("red"), 5).iris == ("x:a",)


def test_marks_in_a_text_mark_nothing(opened: Opened) -> None:
    store = opened()
    store.update('INSERT DATA { <x:a> rdfs:label "a \\u0001red\\u0002 <b>buoy</b>" }')
    (hit,) = found(store, "buoy").hits
    assert [piece.text for piece in hit.pieces if piece.found] == ["buoy"]


def test_a_search_that_takes_too_long_is_broken_off(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened()
    put(store, FLOOD, STRIKE)
    monkeypatch.setattr(search, "TIME_LIMIT_S", -1)
    monkeypatch.setattr(search, "_STEPS", 1)
    with pytest.raises(QueryError, match="no answer"):
        found(store, "river OR dockers")


def test_a_store_of_an_older_version_is_filled(opened: Opened, tmp_path: Path) -> None:
    store = opened()
    put(store, FLOOD)
    store.close()
    with sqlite3.connect(store.folder / ARCHIVE_FILE) as db:
        later = ("said", "said_words", "said_literally", "said_until", "job")
        for name in (*later, "filed", "told", "block", "near", "home", "retired", "erased", "refused", *CURATED):
            db.execute(f"DROP TABLE {name}")
        for column in ("authors", "licence", "rights", "corrects", "retracts"):
            db.execute(f"ALTER TABLE version DROP COLUMN {column}")
        db.execute("DROP INDEX canonical_event")
        db.execute("PRAGMA user_version = 2")
    again = opened()
    assert told(again, "dyke")
    assert again.jobs.count_open() == 0
