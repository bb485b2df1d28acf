"""The worked example, read as by a perfect extractor: the graph layer loses nothing and stays within the budget."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Quad, QuerySolutions, RdfFormat, Store, serialize

from kg.graph.iris import Iris
from kg.graph.shapes import check_quads
from kg.graph.statements import Run, article_quads
from kg.graph.terms import DCTERMS, ONT, PREFIXES, ontology_dir, ontology_quads
from kg.knowledge.canonical import as_only_article
from tests.unit.graph.seed_reading import GOLD, SHARED, TEXT, seed_reading

SCORER = SHARED / "score" / "score_gold.py"
QUADS_IN_BUDGET = 3600

pytestmark = pytest.mark.skipif(not GOLD.is_file(), reason="the worked example is not part of the project")


@pytest.fixture(scope="module")
def seed() -> list[Quad]:
    return as_only_article(article_quads(seed_reading(), Iris(), Run("hand-made gold")), Iris())


def test_the_graph_has_all_that_the_reading_has(seed: list[Quad], tmp_path: Path) -> None:
    dump = tmp_path / "seed.nq"
    dump.write_bytes(serialize(seed, format=RdfFormat.N_QUADS) or b"")
    codes = ontology_dir() / "event-types.ttl"
    command = [sys.executable, str(SCORER), "--gold", str(GOLD), "--graph", str(dump), "--text", str(TEXT)]
    told = subprocess.run([*command, "--codes", str(codes)], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1] == "score 1.000"


def test_it_stays_within_the_budget(seed: list[Quad]) -> None:
    assert len(seed) == len(set(seed)) <= QUADS_IN_BUDGET


def test_it_conforms_to_the_shapes(seed: list[Quad]) -> None:
    assert check_quads(seed) == ()


def test_all_competency_questions_but_the_one_on_two_articles_have_answers(seed: list[Quad]) -> None:
    store = Store()
    store.extend([*ontology_quads(), *seed])
    empty = [path.stem for path in sorted((ontology_dir() / "queries").glob("*.rq")) if not _rows(store, path)]
    assert empty == ["19-conflicting-figures"]


def _rows(store: Store, path: Path) -> int:
    found = store.query(path.read_text(encoding="utf-8"))
    assert isinstance(found, QuerySolutions)
    return len(list(found))


def test_every_field_of_every_report_can_be_proved_by_a_sentence(seed: list[Quad]) -> None:
    """All but what no sentence says: whose the report is, its spans, its class and its canonical event."""
    store = Store()
    store.extend(seed)
    unproved = store.query(
        """SELECT DISTINCT ?field {
             ?report a ev:EventReport ; ?field ?value .
             FILTER NOT EXISTS { GRAPH ?sentence { ?report ?field ?value } GRAPH ?article { ?sentence ev:exact ?text } }
           }""",
        prefixes=dict(PREFIXES),
    )
    assert isinstance(unproved, QuerySolutions)
    assert {solution["field"] for solution in unproved} == {ONT.inArticle, ONT.mention, ONT.reportOf, DCTERMS.type}
