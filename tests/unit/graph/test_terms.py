from __future__ import annotations

import pickle

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from kg.graph.terms import (
    CODE,
    LABELS_GRAPH,
    ONT,
    PREFIXES,
    TYPE,
    local_name,
    ontology_dir,
    ontology_quads,
    plover_codes,
)


def test_a_namespace_gives_terms_by_attribute_and_by_key() -> None:
    assert ONT.partOf == ONT["partOf"] == NamedNode("https://w3id.org/timewire/ont#partOf")


def test_a_namespace_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(CODE)) == CODE


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://w3id.org/timewire/code#Day", "Day"),
        ("https://schema.org/url", "url"),
        ("https://a.org/b/c#d/e", "e"),
    ],
)
def test_local_name_is_what_stands_last(iri: str, name: str) -> None:
    assert local_name(NamedNode(iri)) == name


def test_the_ontology_is_found_with_its_shapes() -> None:
    assert (ontology_dir() / "shapes.ttl").is_file()


def test_the_loaded_ontology_has_no_blank_nodes_and_its_translations_lie_apart() -> None:
    quads = ontology_quads()
    assert {quad.graph_name for quad in quads} == {DefaultGraph(), LABELS_GRAPH}
    plain = (
        quad.object.language for quad in quads if quad.graph_name != LABELS_GRAPH and isinstance(quad.object, Literal)
    )
    assert set(plain) == {None, "en"}
    assert not any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object))


def test_types_that_differ_from_their_plover_category_still_have_one() -> None:
    assert plover_codes()["PhoneCall"].startswith("CONSULT")
    assert "Storm" not in plover_codes()


def test_prefixes_are_those_of_the_namespaces() -> None:
    assert PREFIXES["ev"] == ONT.iri
    assert PREFIXES["et"] == TYPE.iri
