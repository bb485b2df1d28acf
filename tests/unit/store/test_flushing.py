"""The graph is brought to the disk while articles go on coming; what the archive keeps for it goes only then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from sentence_reader import SentenceReader, reading_of

from kg.errors import StoreError
from kg.model import Article
from kg.pipeline import quads_of, rebuild
from kg.sources.dates import read_published
from kg.store import Store
from kg.store import store as store_module
from kg.store.embedded import EmbeddedGraph

FIRST, SECOND, THIRD = (
    Article(name, f"The Gauge met the {side} in Basel.", published=read_published("2024-05-01"))
    for name, side in (("first", "Union"), ("second", "League"), ("third", "Guild"))
)
_PATIENCE_S = 60.0


@pytest.fixture(autouse=True)
def flush_after_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_SETTLE_EVERY", 1)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A disk on which no flush ends before the event is set."""
    opened, flush = threading.Event(), EmbeddedGraph.flush

    def slow(graph: EmbeddedGraph) -> None:
        assert opened.wait(_PATIENCE_S)
        flush(graph)

    opened.set()
    monkeypatch.setattr(EmbeddedGraph, "flush", slow)
    yield opened
    opened.set()


def put(store: Store, article: Article) -> int:
    """Ingest it; gives the number of the change."""
    store.replace_article(article, "given", quads_of(reading_of(article), store.iris))
    return store.generation


def pending(store: Store) -> list[int]:
    return [change.seq for change in store.archive.pending()]


def test_articles_come_while_the_graph_goes_to_the_disk(opened: Callable[[], Store], gate: threading.Event) -> None:
    store = opened()
    gate.clear()
    first, second = put(store, FIRST), put(store, SECOND)
    assert pending(store) == [first, second], "the disk has neither yet"
    gate.set()
    store.settle()
    assert pending(store) == []


def test_what_a_flush_brought_is_settled_when_the_next_article_comes(
    opened: Callable[[], Store], gate: threading.Event
) -> None:
    store = opened()
    gate.clear()
    first = put(store, FIRST)
    flush = store._flush
    assert flush is not None
    gate.set()
    flush.wait()
    gate.clear()
    second = put(store, SECOND)
    assert pending(store) == [second]
    assert first not in pending(store)
    assert [change.entry.seq for change in store._changes.between(0, second)] == [first], "who follows hears of it now"


def test_a_flush_that_fails_is_told_and_made_again(
    opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, flush = opened(), EmbeddedGraph.flush

    def full(graph: EmbeddedGraph) -> None:
        raise StoreError("no space", where="here", remedy="free some")

    monkeypatch.setattr(EmbeddedGraph, "flush", full)
    first = put(store, FIRST)
    with pytest.raises(StoreError, match="no space"):
        store.settle()
    assert pending(store) == [first]
    monkeypatch.setattr(EmbeddedGraph, "flush", flush)
    store.settle()
    assert pending(store) == []


def test_a_rebuild_waits_for_the_flush_of_the_graph_that_goes(
    opened: Callable[[], Store], gate: threading.Event
) -> None:
    store = opened()
    gate.clear()
    put(store, FIRST)
    flush = store._flush
    assert flush is not None
    soon = threading.Timer(0.2, gate.set)
    soon.start()
    rebuild(store, SentenceReader())
    soon.join()
    assert flush.is_over
    assert pending(store) == []
    third = put(store, THIRD)
    store.settle()
    assert store.generation == third
    assert sorted(store.archive.present_ids()) == ["first", "third"]
