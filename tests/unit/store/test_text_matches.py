from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.graph.terms import PREFIXES
from kg.store.search import Matches
from kg.store.text_matches import MOST_TEXTS, resolve_matches

BOAT, QUAY = "https://x.org/boat", "https://x.org/quay"
FOUND = {"boat": (BOAT,), "both": (BOAT, QUAY), "none": (), 'a "b" é': (QUAY,)}
DATA = f"""
<{BOAT}> a ev:Event ; rdfs:label "boat" ; ev:ordinal 1 .
<{QUAY}> a ev:Place ; rdfs:label "quay" ; ev:ordinal 2 .
"""


def find(text: str) -> Matches:
    return Matches(FOUND[text], cut=text == "both")


def answer(query: str) -> list[str]:
    store = ox.Store()
    store.update(f"INSERT DATA {{ {DATA} }}", prefixes=dict(PREFIXES))
    rows = store.query(resolve_matches(query, PREFIXES, find).text, prefixes=dict(PREFIXES))
    return sorted(row["l"].value for row in rows)  # type: ignore[union-attr, index, call-overload, misc]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ('?x ev:matchesText "both" ; rdfs:label ?l', "boat quay"),
        ('?x rdfs:label ?l ; ev:matchesText "boat"', "boat"),
        ('?x rdfs:label ?l ; ev:matchesText "both" ; a ev:Place .', "quay"),
        ('?x ev:matchesText "both" ; ev:matchesText "boat" ; rdfs:label ?l ;', "boat"),
        ('?x ev:matchesText "boat" . ?x rdfs:label ?l', "boat"),
        ('?x rdfs:label ?l . ?x ev:matchesText "boat"', "boat"),
        ('?x rdfs:label ?l FILTER(?l != "zzz") ?x ev:matchesText "boat"', "boat"),
        ('?x rdfs:label ?l . FILTER EXISTS { ?x ev:matchesText "boat" }', "boat"),
        ('?x rdfs:label ?l . FILTER(NOT EXISTS { ?x ev:matchesText "boat" } && true)', "quay"),
        ('?x rdfs:label ?l . MINUS { ?x ev:matchesText "boat" }', "quay"),
        ('{ ?x ev:matchesText "boat" } UNION { ?x ev:matchesText "none" } ?x rdfs:label ?l', "boat"),
        ('OPTIONAL { ?x ev:matchesText "none" } ?x rdfs:label ?l', "boat quay"),
        ('{ SELECT ?x (COUNT(*) AS ?n) WHERE { ?x ev:matchesText "boat" } GROUP BY ?x } ?x rdfs:label ?l', "boat"),
        ('?x ev:ordinal 1.0 ; ev:matchesText "both" ; rdfs:label ?l', ""),
        ('?x ev:ordinal ?n ; ev:matchesText "both" ; rdfs:label ?l FILTER(?n < 1.5)', "boat"),
        ('?x a ev:Event. ?x ev:matchesText "both"; rdfs:label ?l', "boat"),
        ('?x a <http://x.org/y#>,ev:Event ; ev:matchesText "both" ; rdfs:label ?l', ""),
        ('<https://x.org/boat> ev:matchesText "boat" ; rdfs:label ?l', "boat"),
        ('<https://x.org/quay> ev:matchesText "boat" ; rdfs:label ?l', ""),
        ('?x ev:matchesText "none" ; rdfs:label ?l', ""),
        ("?x ev:matchesText 'boat' ; rdfs:label ?l", "boat"),
        ('?x ev:matchesText "boat"@en ; rdfs:label ?l', "boat"),
        ('?x ev:matchesText """a \\"b\\" \\u00e9""" ; rdfs:label ?l', "quay"),
        ('?x <https://w3id.org/timewire/ont#matchesText> "boat" ; rdfs:label ?l', "boat"),
        ('$x ev:matchesText "boat" ; # ?x ev:matchesText "quay" }\n rdfs:label ?l', "boat"),
        ('?x rdfs:label ?l FILTER(?l = "quay" || ?l = "?x ev:matchesText \'boat\'")', "quay"),
        ('VALUES ?x { <https://x.org/quay> } ?x rdfs:label ?l ; ev:matchesText "both"', "quay"),
        ('?x (rdfs:label|skos:prefLabel) ?l ; ev:matchesText "boat"', "boat"),
        ('?x rdfs:label ?l ; ev:ordinal ?n . BIND(?n AS ?m) ?x ev:matchesText "boat" .', "boat"),
    ],
)
def test_texts_are_resolved_wherever_a_triple_may_stand(pattern: str, wanted: str) -> None:
    assert answer(f"SELECT ?l WHERE {{ {pattern} }}") == wanted.split()


def test_prefixes_are_those_of_the_query() -> None:
    query = 'PREFIX v: <https://w3id.org/timewire/ont#> SELECT ?l { ?x v:matchesText "boat" ; rdfs:label ?l }'
    assert answer(query) == ["boat"]
    other = 'PREFIX ev: <https://elsewhere.example/> SELECT ?l { ?x ev:matchesText "boat" ; rdfs:label ?l }'
    assert resolve_matches(other, PREFIXES, find).text == other


def test_templates_are_left_alone() -> None:
    query = 'CONSTRUCT { ?x ev:matchesText "boat" } WHERE { ?x ev:matchesText "boat" }'
    resolved = resolve_matches(query, PREFIXES, find).text
    assert resolved == f'CONSTRUCT {{ ?x ev:matchesText "boat" }} WHERE {{ VALUES ?x {{ <{BOAT}> }}  }}'


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ev:matchesText rdfs:label ?l }",
        'SELECT * { ?p rdfs:label "matchesText" }',
        "DESCRIBE ev:matchesText",
        'SELECT * { ?x ev:matchesText "boat"',
        "# matchesText",
    ],
)
def test_queries_without_it_are_as_they_were(query: str) -> None:
    assert "VALUES" not in resolve_matches(query, PREFIXES, find).text


def test_what_is_cut_is_told() -> None:
    assert resolve_matches('ASK { ?x ev:matchesText "both" }', PREFIXES, find).cut
    assert not resolve_matches('ASK { ?x ev:matchesText "boat" }', PREFIXES, find).cut


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("?x ev:matchesText ?text", "one text"),
        ('?x ev:matchesText "boat", "quay"', "one text"),
        ('?x ev:matchesText "boat"^^xsd:string', "one text"),
        ("?x ev:matchesText", "one text"),
        ('?y ev:partOf [ ev:matchesText "boat" ]', "brackets"),
        ('[] ev:matchesText "boat"', "brackets|neither a variable"),
        ('_:b ev:matchesText "boat"', "brackets|neither a variable"),
        ('_:b a ev:Event ; ev:matchesText "boat"', "neither a variable"),
        ('?x ev:partOf/ev:matchesText "boat"', "path"),
        ('?x ev:matchesText* "boat"', "path|one text"),
        (" . ".join(['?x ev:matchesText "boat"'] * (MOST_TEXTS + 1)), "more than"),
    ],
)
def test_what_cannot_be_resolved_is_refused_with_its_place(pattern: str, what: str) -> None:
    with pytest.raises(QueryError, match=what) as caught:
        resolve_matches(f"SELECT *\n{{ {pattern} }}", PREFIXES, find)
    assert "line 2, column" in (caught.value.where or "")


def test_the_short_form_of_construct_is_refused() -> None:
    with pytest.raises(QueryError, match="CONSTRUCT WHERE"):
        resolve_matches('CONSTRUCT WHERE { ?x ev:matchesText "boat" }', PREFIXES, find)
