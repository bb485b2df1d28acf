"""Draws statements of a store for people to judge, as many of each layer as can be, the same for the same seed."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kg.graph.terms import PREFIXES

LAYERS = ("event", "date", "place", "participant", "claim", "figure")
"""Strata of the sample."""

Ask = Callable[[str], bytes]
"""Answers a SPARQL query with SPARQL JSON results."""

_WHERE = """ ?n ev:mention/ev:inSentence ?s . OPTIONAL { ?n ev:confidence ?c } ?n ev:inArticle ?a .
  { ?s ev:exact ?sentence } UNION { GRAPH ?g { ?s ev:exact ?sentence } }"""
_LABEL = "OPTIONAL {{ ?{0} rdfs:label ?{0}l }} BIND(COALESCE(?{0}l, STR(?{0})) AS ?{0}w)"
_QUERIES = {
    "event": 'SELECT ?n ?s ?sentence ?a ?c (CONCAT("It happened or is told of: ", STR(?l), " (", ?m, ")") AS ?said) {'
    ' ?n a ev:EventReport ; rdfs:label ?l ; ev:modality ?mc . BIND(STRAFTER(STR(?mc), "#") AS ?m)',
    "date": 'SELECT ?n ?s ?sentence ?a ?c (CONCAT("Date of ", STR(?l), ": ", STR(?d)) AS ?said) {'
    " ?n a ev:EventReport ; rdfs:label ?l ; ev:edtf ?d .",
    "place": 'SELECT ?n ?s ?sentence ?a ?c (CONCAT("Place of ", STR(?l), ": ", ?xw) AS ?said) {'
    f" ?n a ev:EventReport ; rdfs:label ?l ; ev:place ?x . {_LABEL.format('x')}",
    "participant": 'SELECT ?n ?s ?sentence ?a ?c (CONCAT(?r, " in ", STR(?l), ": ", ?xw) AS ?said) {'
    " ?n a ev:EventReport ; rdfs:label ?l ; ?p ?x . FILTER(?p IN (ev:party, ev:mediator, ev:host, ev:delegation,"
    " ev:negotiator, ev:perpetrator, ev:target, ev:victim, ev:speaker, ev:addressee, ev:proposer, ev:beneficiary,"
    f' ev:supporter, ev:actor)) BIND(STRAFTER(STR(?p), "#") AS ?r) {_LABEL.format("x")}',
    "claim": 'SELECT ?n ?s ?sentence ?a ?c (CONCAT(COALESCE(?xw, "The article itself"), ?v, STR(?t)) AS ?said) {'
    " ?n a ev:Claim ; ev:claimText ?t . "
    'BIND(IF(EXISTS { ?n ev:denied true }, " denies: ", " says: ") AS ?v) '
    f"OPTIONAL {{ ?n ev:attributedTo ?x . {_LABEL.format('x')} }}",
    "figure": 'SELECT ?n ?s ?sentence ?a ?c (CONCAT(?m, " (", ?b, "): ", STR(?v), ", about ", ?xw) AS ?said) {'
    " ?n a ev:Figure ; ev:measure ?mc ; ev:value ?v ; ev:bound ?bc ; ev:figureOf ?x . "
    f'BIND(STRAFTER(STR(?mc), "#") AS ?m) BIND(STRAFTER(STR(?bc), "#") AS ?b) {_LABEL.format("x")}',
}


@dataclass(frozen=True, slots=True, order=True)
class Drawn:
    """One statement with the sentences it was read from; ``id`` is of the statement, whatever the sample."""

    layer: str
    id: str
    said: str
    sentences: tuple[str, ...]
    article: str
    confidence: float = 1.0


def read_statements(ask: Ask) -> list[Drawn]:
    """Every statement of a store that can be judged by its sentences, in a fixed order."""
    return sorted(drawn for layer in LAYERS for drawn in _of_layer(layer, ask))


def _of_layer(layer: str, ask: Ask) -> Iterable[Drawn]:
    prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    rows = json.loads(ask(f"{prefixes}{_QUERIES[layer]} {_WHERE} }}"))["results"]["bindings"]
    sentences: dict[tuple[str, str], dict[str, str]] = {}
    facts: dict[tuple[str, str], Mapping[str, Mapping[str, str]]] = {}
    for row in rows:
        key = (row["n"]["value"], row["said"]["value"])
        sentences.setdefault(key, {})[row["s"]["value"]] = row["sentence"]["value"]
        facts[key] = row
    for (node, said), texts in sentences.items():
        row = facts[node, said]
        confidence = float(row["c"]["value"]) if "c" in row else 1.0
        told = tuple(text for _, text in sorted(texts.items()))
        yield Drawn(layer, _id(node, said), said, told, row["a"]["value"], confidence)


def _id(node: str, said: str) -> str:
    return hashlib.sha256(f"{node}\n{said}".encode()).hexdigest()[:12]


def draw(statements: Iterable[Drawn], size: int, seed: int) -> list[Drawn]:
    """``size`` statements, spread evenly over the layers; what one layer lacks goes to the others."""
    chance = random.Random(seed)
    strata: dict[str, list[Drawn]] = {}
    for statement in sorted(statements):
        strata.setdefault(statement.layer, []).append(statement)
    shuffled = {layer: chance.sample(strata[layer], len(strata[layer])) for layer in LAYERS if layer in strata}
    drawn: list[Drawn] = []
    while len(drawn) < size and any(shuffled.values()):
        for pool in shuffled.values():
            if pool and len(drawn) < size:
                drawn.append(pool.pop())
    return sorted(drawn)
