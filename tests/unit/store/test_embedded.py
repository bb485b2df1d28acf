from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat, parse

from kg.errors import QueryError, StoreError
from kg.store.embedded import EmbeddedGraph, pack, unpack

A, P, G = NamedNode("http://x.org/a"), NamedNode("http://x.org/p"), NamedNode("http://x.org/g")
HERE = DefaultGraph()


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[EmbeddedGraph]:
    graph = EmbeddedGraph(tmp_path / "graph", {"x": "http://x.org/"})
    yield graph
    graph.close()


def quad(value: str, where: NamedNode | DefaultGraph = HERE) -> Quad:
    return Quad(A, P, Literal(value), where)


HARD = [
    'quotes " and \\ backslash',
    "line\nbreak\r\ttab",
    "é 💧 \u200f",
    "} ; DROP ALL ; INSERT DATA {",
    "# no comment",
    "'''",
]


@pytest.mark.parametrize("value", HARD)
def test_any_text_is_put_in_and_taken_out_as_it_is(graph: EmbeddedGraph, value: str) -> None:
    quads = [quad(value), quad(value, G), Quad(A, P, Literal(value, language="en"), G)]
    graph.apply([], quads)
    assert set(graph.quads()) == set(quads)
    graph.apply(quads, [])
    assert len(graph) == 0


def test_a_change_made_twice_is_made_once(graph: EmbeddedGraph) -> None:
    graph.apply([], [quad("old"), quad("old", G), quad("stays")])
    for _ in range(2):
        graph.apply([quad("old"), quad("old", G)], [quad("new"), quad("new", G)])
        assert set(graph.quads()) == {quad("new"), quad("new", G), quad("stays")}


def test_a_graph_that_is_left_empty_ceases_to_exist(graph: EmbeddedGraph) -> None:
    graph.apply([], [quad("x", G)])
    graph.apply([quad("x", G)], [])
    assert list(graph.oxigraph.named_graphs()) == []


def test_a_graph_that_keeps_something_stays(graph: EmbeddedGraph) -> None:
    graph.apply([], [quad("x", G), quad("y", G)])
    graph.apply([quad("x", G)], [])
    assert list(graph.quads()) == [quad("y", G)]


def test_an_update_is_all_or_nothing(graph: EmbeddedGraph) -> None:
    graph.apply([], [quad("x")])
    with pytest.raises(QueryError, match="the update failed"):
        graph.update("DELETE WHERE { ?s ?p ?o } ; LOAD <http://127.0.0.1:1/nothing>")
    with pytest.raises(QueryError, match="no SPARQL update"):
        graph.update("DELETE WHERE { ?s ?p ?o } ; nonsense")
    assert list(graph.quads()) == [quad("x")]


def test_prefixes_need_not_be_declared(graph: EmbeddedGraph) -> None:
    graph.update("INSERT DATA { x:a x:p 'x' }")
    answer = graph.query("SELECT ?o { x:a x:p ?o }")
    assert isinstance(answer, QuerySolutions)
    assert [solution["o"] for solution in answer] == [Literal("x")]


def test_plain_queries_see_the_default_graph_alone(graph: EmbeddedGraph) -> None:
    graph.apply([], [quad("x", G)])
    nothing, something = graph.query("ASK { ?s ?p ?o }"), graph.query("ASK { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(nothing, QueryBoolean)
    assert isinstance(something, QueryBoolean)
    assert (bool(nothing), bool(something)) == (False, True)


@pytest.mark.parametrize("text", ["", "SELECT", "SELECT ?x { ?x ?y }", "INSERT DATA { x:a x:p 1 }"])
def test_what_is_no_query_is_refused_in_one_line(graph: EmbeddedGraph, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        graph.query(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (RdfFormat.N_QUADS, {quad("x"), quad("y", G)}),
        (RdfFormat.TRIG, {quad("x"), quad("y", G)}),
        (RdfFormat.JSON_LD, {quad("x"), quad("y", G)}),
        (RdfFormat.TURTLE, {quad("x")}),
        (RdfFormat.N_TRIPLES, {quad("x")}),
        (RdfFormat.RDF_XML, {quad("x")}),
    ],
)
def test_a_dump_holds_all_graphs_or_else_the_knowledge(
    graph: EmbeddedGraph, form: RdfFormat, expected: set[Quad]
) -> None:
    graph.apply([], [quad("x"), quad("y", G)])
    output = io.BytesIO()
    graph.dump(output, form)
    assert set(parse(output.getvalue(), form)) == expected


def test_the_digest_does_not_depend_on_the_order_of_changes(graph: EmbeddedGraph, tmp_path: Path) -> None:
    graph.apply([], [quad("x"), quad("y", G)])
    other = EmbeddedGraph(tmp_path / "other", {})
    other.apply([], [quad("y", G)])
    assert other.digest() != graph.digest()
    other.apply([], [quad("x")])
    assert other.digest() == graph.digest()
    other.close()


def test_packed_quads_come_back() -> None:
    quads = [quad(value, where) for value in HARD for where in (HERE, G)]
    assert set(unpack(pack(quads))) == set(quads)
    assert unpack(pack([])) == []


def test_a_second_opener_is_refused(graph: EmbeddedGraph, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="another process"):
        EmbeddedGraph(tmp_path / "graph", {})


def test_a_closed_graph_says_so(graph: EmbeddedGraph) -> None:
    graph.close()
    with pytest.raises(StoreError, match="closed"):
        len(graph)


def test_opening_again_and_again_leaves_no_diaries(tmp_path: Path) -> None:
    for _ in range(3):
        EmbeddedGraph(tmp_path / "graph", {}).close()
    EmbeddedGraph(tmp_path / "graph", {}).close()
    assert not list((tmp_path / "graph").glob("LOG.old.*"))
