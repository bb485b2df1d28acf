from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, RdfFormat, parse
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.exports.contents import Contents
from kg.exports.tables import rows_of, tables
from kg.graph.iris import Iris
from kg.graph.terms import ONT
from kg.model import Article
from kg.pipeline import ingest_article, quads_of
from kg.rights.policy import Extent, Policy
from kg.rights.public import WORDS, public_quads
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store

TEXT = " ".join(
    f"The Gauge met the League of {name} in Basel to speak of nets."
    for name in ("Eels", "Trout", "Pike", "Carp", "Dace")
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        article = Article("fish", TEXT, publisher="The Example", url="https://news.example/fish")
        ingest_article(GivenArticle("fish.txt", article), opened, SentenceReader())
        yield opened


def words(store: Store, policy: Policy) -> set[str]:
    quads = (
        q
        for q in public_quads(store.graph.oxigraph, store.iris, policy)
        if q.predicate in WORDS and "example.org/article" in str(q.subject)
    )
    return {quad.object.value for quad in quads if isinstance(quad.object, Literal)}


def test_a_public_graph_holds_a_tenth_of_an_article(store: Store) -> None:
    told = words(store, Policy())
    assert told
    assert sum(map(len, told)) <= len(TEXT) / 10
    assert any(text.endswith("…") for text in told)


def test_rights_decide_and_all_else_stays(store: Store) -> None:
    assert set(public_quads(store.graph.oxigraph, store.iris, Policy(publishers={"the example": Extent.FULL}))) == set(
        store.graph.quads()
    )
    assert set(public_quads(store.graph.oxigraph, store.iris, Policy(domains={"news.example": Extent.FULL}))) == set(
        store.graph.quads()
    )
    none = set(public_quads(store.graph.oxigraph, store.iris, Policy(Extent.NONE)))
    gone = set(store.graph.quads()) - none
    assert {quad.predicate for quad in gone} == {ONT.exact}
    assert none < set(store.graph.quads())


@pytest.mark.parametrize("form", ["nquads", "turtle", "trig"])
def test_the_command_exports_for_the_public(store: Store, tmp_path: Path, form: str) -> None:
    store.close()
    file, rights = tmp_path / "graph", tmp_path / "rights.toml"
    rights.write_text("default = 'none'", "utf-8")
    base = ["export", "--store", str(tmp_path / "store"), "--format", form, "--output", str(file)]
    sizes = {}
    for extra in ([], ["--public"], ["--public", "--rights", str(rights)]):
        assert main([*base, *extra]) == 0
        media = {"nquads": RdfFormat.N_QUADS, "turtle": RdfFormat.TURTLE, "trig": RdfFormat.TRIG}[form]
        sizes[len(extra)] = sum(quad.predicate == ONT.exact for quad in parse(path=str(file), format=media))
    assert sizes[0] > sizes[1] >= sizes[3] == 0


def test_tables_for_the_public_hold_no_more_than_the_policy_says(graph_of_claims: Contents) -> None:
    told = [row[1].text for row in rows_of(graph_of_claims, next(t for t in tables() if t.name == "claims"))]
    assert told == [""] * len(told)
    everything = replace(graph_of_claims, policy=None)
    assert all(row[1].text for row in rows_of(everything, next(t for t in tables() if t.name == "claims")))


@pytest.fixture
def graph_of_claims() -> Contents:
    from tests.unit.server.story import reading

    graph, iris = ox.Store(), Iris()
    graph.extend(quads_of(reading(), iris))
    return Contents(graph, iris, Policy(Extent.NONE))
