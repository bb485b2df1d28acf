"""A graph of invented events as large as wished, and the questions that the benches ask of it.

Half of it is knowledge, in the default graph; half is evidence, in a named graph for each of its articles.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

BASE = "https://bench.example/"
_QUADS_OF_EVENT = 15
_EVENTS_OF_ARTICLE = 10
_PLACES, _ACTORS, _TYPES, _REGIONS = 500, 2000, 20, 40
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_DATE = "<http://www.w3.org/2001/XMLSchema#date>"
_INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"
_WORDS = "council talks border bridge harbour envoy storm vote strike accord convoy prison market river school".split()


def write_quads(path: Path, quads: int) -> None:
    """Write about so many N-Quads, the same ones each time."""
    chance = random.Random(5)
    with path.open("w", encoding="ascii") as file:
        for number in range(_PLACES):
            file.write(f"{_iri('place', number)} {_own('within')} {_iri('region', number % _REGIONS)} .\n")
        for number in range(1, _REGIONS):
            file.write(f"{_iri('region', number)} {_own('within')} {_iri('region', number // 4)} .\n")
        for number in range(quads // _QUADS_OF_EVENT):
            file.writelines(_event(number, chance))


def _event(number: int, chance: random.Random) -> Iterator[str]:
    event, graph = _iri("event", number), _iri("article", number // _EVENTS_OF_ARTICLE)
    label = " ".join(chance.choices(_WORDS, k=5))
    day = f"{chance.randint(1990, 2020)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    yield f"{event} {_TYPE} {_own('Event')} .\n"
    yield f"{event} {_own('kind')} {_iri('kind', chance.randrange(_TYPES))} .\n"
    yield f'{event} {_own("day")} "{day}"^^{_DATE} .\n'
    yield f'{event} {_LABEL} "{label} {number}" .\n'
    yield f"{event} {_own('place')} {_iri('place', chance.randrange(_PLACES))} .\n"
    for _ in range(3):
        yield f"{event} {_own('actor')} {_iri('actor', int(_ACTORS * chance.random() ** 2))} .\n"
    report = _iri("report", number)
    start = chance.randrange(4000)
    yield f"{report} {_own('of')} {event} {graph} .\n"
    yield f"{report} {_TYPE} {_own('Report')} {graph} .\n"
    yield f'{report} {_own("says")} "The {label} of {day} was told by {chance.choice(_WORDS)} {number}." {graph} .\n'
    yield f'{report} {_own("from")} "{start}"^^{_INTEGER} {graph} .\n'
    yield f'{report} {_own("to")} "{start + 80}"^^{_INTEGER} {graph} .\n'
    yield f"{report} {_own('in')} {graph} {graph} .\n"
    yield f'{report} {_own("trust")} "0.{chance.randint(10, 99)}" {graph} .\n'


def _iri(kind: str, number: int) -> str:
    return f"<{BASE}{kind}/{number}>"


def _own(name: str) -> str:
    return f"<{BASE}{name}>"


_QUERIES = (
    "SELECT ?e ?day ?label {{ ?e b:place <{base}place/{place}> ; b:day ?day ; rdfs:label ?label }} ORDER BY ?day",
    "SELECT ?other (COUNT(*) AS ?n) {{ ?e b:actor <{base}actor/{actor}> , ?other }} "
    "GROUP BY ?other ORDER BY DESC(?n) LIMIT 20",
    "SELECT DISTINCT ?near {{ <{base}event/{event}> b:place/b:within+ ?region . ?near b:within ?region }}",
    "CONSTRUCT {{ <{base}event/{event}> ?p ?o . ?r ?q ?x }} WHERE {{ {{ <{base}event/{event}> ?p ?o }} UNION "
    "{{ GRAPH ?g {{ ?r b:of <{base}event/{event}> ; ?q ?x }} }} }}",
    "DESCRIBE <{base}event/{event}>",
)
QUERY_NAMES = ("timeline", "co-actors", "path", "construct", "describe")
_PROLOGUE = f"PREFIX b: <{BASE}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "


def queries(quads: int, seed: int, only: int | None = None) -> Iterator[str]:
    """The mix of five queries one after another (or only one of them), each time of something else, without end."""
    chance = random.Random(seed)
    number = 0
    while True:
        template = _QUERIES[number % len(_QUERIES) if only is None else only]
        text = template.format(
            base=BASE,
            place=chance.randrange(_PLACES),
            actor=chance.randrange(200, _ACTORS),
            event=chance.randrange(quads // _QUADS_OF_EVENT),
        )
        number += 1
        yield f"{_PROLOGUE}{text} # {seed}.{number}"


def repeated(quads: int, seed: int, different: int = 500) -> Iterator[str]:
    """Queries of the mix as people repeat them: the k-th of some hundred comes with a weight of 1/k."""
    source = queries(quads, seed)
    known = [next(source) for _ in range(different)]
    chance = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(different)]
    while True:
        yield from chance.choices(known, weights, k=100)
