"""docs/ontology.md: its queries give the answers it prints, and the terms it names exist."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
GUIDE = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
BASE = "https://w3id.org/timewire/"
PREFIXES = {
    "ev": f"{BASE}ont#",
    "et": f"{BASE}type#",
    "evc": f"{BASE}code#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
WORKED = re.findall(r"```sparql\n(.*?)```\n\n((?:\|[^\n]*\n)+)", GUIDE, re.S)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    loaded = ox.Store()
    for name in ("timewire", "event-types", "codes", "labels"):
        loaded.load(path=str(ONTOLOGY / f"{name}.ttl"), format=ox.RdfFormat.TURTLE)
    loaded.load(path=str(ONTOLOGY / "examples" / "valid-talks.trig"), format=ox.RdfFormat.TRIG)
    return loaded


def _printed(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines() if "---" not in line]


def _answered(store: ox.Store, query: str) -> list[list[str]]:
    solutions = store.query(query, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [v.value for v in solutions.variables]
    return [names, *([row[n].value if row[n] is not None else "" for n in names] for row in solutions)]


def test_the_guide_has_worked_examples() -> None:
    assert len(WORKED) == GUIDE.count("```sparql") >= 3


@pytest.mark.parametrize(("query", "table"), WORKED)
def test_a_worked_example_has_the_answer_it_prints(store: ox.Store, query: str, table: str) -> None:
    assert _answered(store, query) == _printed(table)


def test_the_terms_of_the_guide_are_declared(store: ox.Store) -> None:
    for prefix, name in set(re.findall(r"(?<![\w.])(ev|et|evc):(\w+)", GUIDE)):
        term = ox.NamedNode(PREFIXES[prefix] + name)
        assert list(store.quads_for_pattern(term, None, None, None)), term


def test_the_guide_counts_the_event_types(store: ox.Store) -> None:
    scheme, member = f"<{BASE}code#EventTypes>", "<http://www.w3.org/2004/02/skos/core#inScheme>"
    (header, (count,)) = _answered(store, f"SELECT (COUNT(*) AS ?n) {{ ?t {member} {scheme} }}")
    assert header == ["n"]
    assert f"{count} types of events" in GUIDE
