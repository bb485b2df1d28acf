"""The copy for the public holds what a public export holds, whatever became of the store meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.graph.terms import DESCRIPTION_GRAPH, RDFS
from kg.model import Article, Reading
from kg.pipeline import quads_of
from kg.rights.policy import Extent, Policy
from kg.rights.public import WORDS, public_quads
from kg.store import Store, open_store
from kg.store.public_copy import PublicCopy
from tests.unit.server.story import reading, relabelled

POLICY = Policy(publishers={"the tide": Extent.FULL}, articles={"closed": Extent.NONE})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        put(opened, "first")
        put(opened, "open", publisher="The Tide")
        put(opened, "closed")
        yield opened


def put(store: Store, name: str, publisher: str | None = None) -> None:
    article = replace(reading(name).document.article, publisher=publisher)
    read = relabelled(reading(name), name)
    read = replace(read, document=replace(read.document, article=article))
    store.replace_article(article, f"{name}.txt", quads_of(read, store.iris))


def again(store: Store) -> None:
    put(store, "first", publisher="The Tide")


def withdraw(store: Store) -> None:
    store.withdraw_article("open")


def many(store: Store) -> None:
    for number in range(5):
        put(store, f"more-{number}", publisher=None if number % 2 else "The Tide")
    store.withdraw_article("more-3")


def name_the_publisher(store: Store) -> None:
    """Another name of the one outlet, which has rights of its own, comes by another article's reading."""
    outlet = next(iter(store.graph.quads(predicate=NamedNode("https://schema.org/publisher")))).object
    assert isinstance(outlet, NamedNode)
    store.update(f"DELETE DATA {{ {outlet} {RDFS.label} 'The Tide'@en }}")


def update(store: Store) -> None:
    """What is no sum of quads."""
    store.update("INSERT DATA { <https://x.example/a> <https://x.example/b> 'c' }")


def describe(store: Store) -> None:
    name = NamedNode(store.iris.base + DESCRIPTION_GRAPH)
    store.describe(name, [Triple(name, RDFS.label, Literal("what there is"))])


def put_back(store: Store) -> None:
    put(store, "open", publisher="The Tide")
    store.withdraw_article("closed")


def rebuild(store: Store) -> None:
    store.rebuild(lambda article: quads_of(read_again(article), store.iris), lambda _: None)


def read_again(article: Article) -> Reading:
    read = relabelled(reading(article.id), article.id)
    return replace(read, document=replace(read.document, article=article))


def copied(store: Store, copy: PublicCopy, folder: Path, number: int) -> set[Quad]:
    path = folder / f"gen-{number}"
    assert copy.copy_to(path) == store.generation
    return set(ox.Store.read_only(str(path)))


CHANGES = (again, withdraw, describe, many, name_the_publisher, put_back, rebuild, many)


def test_it_follows_the_store(store: Store, tmp_path: Path) -> None:
    copy = PublicCopy(store, POLICY)
    for number, change in enumerate(CHANGES):
        change(store)
        found = copied(store, copy, tmp_path, number)
        public, whole = set(public_quads(store.graph.oxigraph, store.iris, POLICY)), set(store.graph.quads())
        assert found == public
        assert whole - found == {q for q in whole - found if q.predicate in WORDS} != set()
    copy.close()
    assert not list(tmp_path.glob("public-*"))


def test_changes_that_are_kept_do_not_make_it_anew(store: Store, tmp_path: Path) -> None:
    copy = PublicCopy(store, POLICY)
    copied(store, copy, tmp_path, 0)
    for number, change in enumerate((again, describe, withdraw, many), start=1):
        change(store)
        copied(store, copy, tmp_path, number)
        assert [folder.name for folder in tmp_path.glob("public-*")] == ["public-1"]
    update(store)
    copied(store, copy, tmp_path, 5)
    assert [folder.name for folder in tmp_path.glob("public-*")] == ["public-2"]
    copy.close()
