"""Whatever is done to a store in whatever order, it holds what the articles that stand in it say, and no more."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sentence_reader import SentenceReader

from kg.model import Article
from kg.pipeline import ingest_article, rebuild
from kg.sources.dates import read_published
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store
from kg.store.embedded import EmbeddedGraph
from tests.told_graph import told

NAMES = st.sampled_from(["the Gauge", "the Union", "the League", "the Board"])
SENTENCES = st.builds("Later {} met {} in {}.".format, NAMES, NAMES, st.sampled_from(["Basel", "Chur"]))
ARTICLES = st.builds(
    lambda name, sentences, day: Article(name, " ".join(sentences), published=read_published(f"2024-05-0{day}")),
    st.sampled_from(["rain", "hail", "rain/s01", "ra"]),
    st.lists(SENTENCES, min_size=1, max_size=3),
    st.integers(1, 3),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ingest"), ARTICLES),
        st.tuples(st.just("withdraw"), ARTICLES),
        st.tuples(st.just("crash"), ARTICLES),
        st.tuples(st.just("reopen"), st.none()),
        st.tuples(st.just("rebuild"), st.none()),
    ),
    max_size=8,
)
LIGHT = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def put(store: Store, article: Article) -> None:
    ingest_article(GivenArticle("test", article), store, SentenceReader())


class PowerCut(Exception):
    """The end of a process in the middle of its work."""


def crash(store: Store, article: Article) -> None:
    """Decide on an article and end before the graph hears of it; leave the folder as a dead process does."""

    def cut(*_: object) -> None:
        raise PowerCut

    with patch.object(EmbeddedGraph, "apply", cut), suppress(PowerCut):
        put(store, article)
    abandon(store)


def abandon(store: Store) -> None:
    store.graph._store = None
    store.archive.close()
    store.ownership.release()


@contextmanager
def fresh(*articles: Article) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store:
        for article in articles:
            put(store, article)
        yield store


@LIGHT
@given(STEPS)
def test_a_store_holds_what_its_articles_say_whatever_happened_before(steps: list[tuple[str, Article | None]]) -> None:
    standing: dict[str, Article] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "store")
        for step, article in steps:
            if step == "ingest" and article:
                put(store, article)
                standing[article.id] = article
            elif step == "withdraw" and article and article.id in standing:
                store.withdraw_article(article.id)
                del standing[article.id]
            elif step == "crash" and article and standing.get(article.id) != article:
                crash(store, article)
                standing[article.id] = article
                store = open_store(Path(folder) / "store")
            elif step == "reopen":
                store.close()
                store = open_store(Path(folder) / "store")
            elif step == "rebuild":
                before = store.graph.digest()
                rebuild(store, SentenceReader())
                assert store.graph.digest() == before
        with store, fresh(*standing.values()) as other:
            assert told(store) == told(other)
            assert sorted(store.archive.present_ids()) == sorted(standing)


@LIGHT
@given(
    st.lists(ARTICLES, min_size=1, max_size=4, unique_by=lambda article: article.id), st.randoms(use_true_random=False)
)
def test_the_order_of_articles_does_not_matter(articles: list[Article], random: object) -> None:
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with fresh(*articles) as one, fresh(*shuffled) as other:
        assert told(one) == told(other)


@LIGHT
@given(st.lists(ARTICLES, min_size=1, max_size=4))
def test_ingesting_twice_is_ingesting_once(articles: list[Article]) -> None:
    newest = {article.id: article for article in articles}
    with fresh(*articles) as store:
        before, versions = store.graph.digest(), len(list(store.archive.log()))
        for article in newest.values():
            put(store, article)
        assert store.graph.digest() == before
        assert len(list(store.archive.log())) == versions
