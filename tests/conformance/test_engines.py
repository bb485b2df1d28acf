"""The seeds on three engines: the same answers to all competency questions, and the same exports.

Virtuoso is run where it is installed. Names of events are given out by a counter, so that stores can be compared.
"""

from __future__ import annotations

import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, permutations
from pathlib import Path

import httpx
import pytest
from engines_at_work import CUT_AT, NO_VIRTUOSO, VIRTUOSO, oxigraph_at_work, virtuoso_at_work
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
)

import kg.pipeline
import kg.store.store
from kg.__main__ import main
from kg.batch import Answer, Task
from kg.errors import QueryError, StoreError
from kg.exports.contents import Contents
from kg.exports.rdf import RDF_FORMS, write_rdf
from kg.exports.tables import write_tables
from kg.graph.iris import Iris
from kg.graph.terms import PREFIXES
from kg.model import Article
from kg.pipeline import Reader
from kg.store import Store, open_store
from kg.store.engines.access import Credentials
from kg.store.engines.client import ROWS, Client
from kg.store.engines.kinds import STAND_IN
from kg.store.engines.remote import RemoteGraph
from kg.store.store import NewVersion
from server.pages.queries import list_articles, mentions_of, sentences_of, statements_of

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds" / "articles"
QUESTIONS = sorted((ROOT / "ontology" / "queries").glob("*.rq"))
ENGINES = ("oxigraph", "virtuoso")


def counting_mint(iris: Iris) -> Callable[[], NamedNode]:
    """Gives the events of a store their names in the order in which they come."""
    numbers = _NUMBERS.setdefault("at work", count(1))
    return lambda: iris.event(f"01EVENT{next(numbers):019d}")


_NUMBERS: dict[str, Iterator[int]] = {}


@dataclass(frozen=True, slots=True)
class Ingested:
    """A store with the seeds, by the folder of its archive."""

    folder: Path
    environment: Mapping[str, str]


@pytest.fixture(scope="module")
def mint() -> Iterator[pytest.MonkeyPatch]:
    """Names in order; and each article is read once, for what engines do begins behind the reading."""
    known: dict[str, Answer] = {}
    read = kg.pipeline.answered

    def answered(task: Task, reader: Reader, iris: Iris) -> Answer:
        name = task.given.article.id
        if name not in known:
            known[name] = read(task, reader, iris)
        return known[name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kg.store.store, "ulid_mint", counting_mint)
        patch.setattr(kg.pipeline, "answered", answered)
        yield patch


def ingested(*store: str) -> None:
    _NUMBERS.clear()
    assert main(["ingest", str(SEEDS), *store, "--workers", "1", "--json"]) == 0


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory, mint: pytest.MonkeyPatch) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("embedded") / "store"
    ingested("--store", str(folder))
    with open_store(folder, create=False) as store:
        yield store


@pytest.fixture(scope="module", params=ENGINES)
def far(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mint: pytest.MonkeyPatch
) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "virtuoso" and not VIRTUOSO:
        pytest.skip(NO_VIRTUOSO)
    start = virtuoso_at_work if request.param == "virtuoso" else oxigraph_at_work
    with start(folder / "engine") as engine:
        for name, value in engine.environment.items():
            mint.setenv(name, value)
        ingested("--store", engine.url, "--archive", str(folder / "archive"))
        with open_store(folder / "archive", create=False) as store:
            yield store


def answered(store: Store, question: Path) -> object:
    """An answer as a value: truth, rows in any order, or triples."""
    answer = store.graph.query(question.read_text("utf-8"))
    if isinstance(answer, QueryBoolean):
        return bool(answer)
    if isinstance(answer, QueryTriples):
        return frozenset(map(str, answer))
    assert isinstance(answer, QuerySolutions)
    rows = json.loads(answer.serialize(format=QueryResultsFormat.JSON) or b"")["results"]["bindings"]
    return Counter(tuple(sorted((name, _value(cell)) for name, cell in row.items())) for row in rows)


def _value(cell: Mapping[str, str]) -> str:
    """Numbers and truth values by value: engines write sums and comparisons each in their own way."""
    text, kind = cell["value"], cell.get("datatype", "").rpartition("#")[2]
    if kind == "boolean":
        return {"true": "1", "false": "0"}.get(text, text)
    if kind in ("integer", "decimal", "double", "float", "int"):
        return f"{float(text):.9g}"
    return f"{text}@{cell.get('xml:lang', '').lower()}"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.stem)
def test_competency_questions_have_the_same_answers_on_every_engine(
    embedded: Store, far: Store, question: Path
) -> None:
    assert answered(far, question) == answered(embedded, question)


def rows_in_order(store: Store, query: str) -> list[tuple[str, ...]]:
    answer = store.graph.query(query)
    assert isinstance(answer, QuerySolutions)
    return [tuple(map(str, row)) for row in answer]


@pytest.mark.parametrize("cut", ["LIMIT 20000", "OFFSET 100 LIMIT 10000", "LIMIT 100 OFFSET 30000", "LIMIT 7 OFFSET 3"])
def test_what_is_sorted_and_limited_comes_in_its_order_however_far_it_goes(
    embedded: Store, far: Store, cut: str
) -> None:
    """Virtuoso refuses to sort more than 10,000 rows where a LIMIT follows, also when there are far fewer."""
    query = f"SELECT ?day ?e {{ ?e a ev:Event ; ev:sortDate ?day }} ORDER BY DESC(?day) ?e {cut}"
    rows = rows_in_order(far, query)
    assert rows == rows_in_order(embedded, query)
    assert bool(rows) is not cut.endswith("30000")


def test_pages_of_articles_read_the_same_on_every_engine(embedded: Store, far: Store) -> None:
    graphs = [store.graph.oxigraph for store in (embedded, far)]
    articles = [list_articles(graph, "", 3) for graph in graphs]
    assert articles[0] == articles[1]
    assert len(articles[0]) == 3
    for read in (sentences_of, statements_of, mentions_of):
        here, there = (
            sorted(sorted(f"{name} {term}" for name, term in row.items()) for row in read(graph, articles[0][1], 1, 40))
            for graph in graphs
        )
        assert here == there
        assert here


_AS_WRITTEN = 'define sql:select-option "order" '
"""Has Virtuoso join in the order in which the query is written, so that its statistics choose no plan."""


@pytest.mark.parametrize("name", ["09-who-sat-at-the-table", "12-all-a-person-did"])
def test_no_plan_of_virtuoso_loses_rows_of_a_path_in_a_select_of_its_own(
    embedded: Store, far: Store, name: str
) -> None:
    """Which plan it takes hangs on its statistics, and those on when they were taken: so each order is asked for."""
    assert far.access
    if far.access.kind != "virtuoso":
        pytest.skip("this engine joins as it should")
    question = ROOT / "ontology" / "queries" / f"{name}.rq"
    expected = answered(embedded, question)
    assert isinstance(expected, Counter)
    head, groups = taken_apart(question.read_text("utf-8"))
    client = Client(far.access, Credentials("dba", "dba"), patience_s=0.0)
    for order in permutations(groups):
        text = f"{_AS_WRITTEN}{_DECLARED}{head}{{ {' '.join(order)} }}"
        body = client.ask(text, ROWS, {"default-graph-uri": [STAND_IN]}).content
        assert body.count(b'"role"') - 1 == expected.total(), order
    client.close()


def test_virtuoso_is_set_up_so_that_no_plan_of_it_loses_rows_of_a_comparison(embedded: Store, far: Store) -> None:
    """As it comes, a hash join with what a filter by ``<=`` leaves gives too few rows; so each triple is asked so."""
    assert far.access
    if far.access.kind != "virtuoso":
        pytest.skip("this engine joins as it should")
    joined = "OPTION (TABLE_OPTION 'hash')"
    pattern = ["?r ev:inArticle ?a", "?a ev:asOf ?told"]
    expected = rows_in_order(embedded, _TOLD.format(" . ".join(pattern)))
    assert len(expected) > 300
    client = Client(far.access, Credentials("dba", "dba"), patience_s=0.0)
    for first, second in (("", joined), (joined, ""), (joined, joined)):
        hashed = f"{pattern[0]} {first} . {pattern[1]} {second}"
        text = f"{_AS_WRITTEN}{_DECLARED}{_TOLD.format(hashed)}"
        body = client.ask(text, ROWS, {"default-graph-uri": [STAND_IN]}).content
        assert body.count(b'"told"') - 1 == len(expected), hashed
    client.close()


_TOLD = (
    'SELECT ?r ?told WHERE {{ ?r a ev:EventReport . {} . FILTER(?told <= "2025-10-06"^^xsd:date) }} ORDER BY ?told ?r'
)
_DECLARED = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())


def taken_apart(query: str) -> tuple[str, list[str]]:
    """SELECT … WHERE, and the parts of the pattern: the SELECT in it, what is before it and what follows."""
    lines = (line.partition("#")[0].strip() for line in query[query.index("SELECT") :].splitlines())
    head, _, pattern = " ".join(lines).partition("{")
    first, _, rest = pattern.partition("{ SELECT")
    inner, limit, after = rest.partition("LIMIT 1000 }")
    assert limit
    groups = [first, f"{{ SELECT{inner}{limit}", after.rpartition("}")[0]]
    return head, [group for group in map(str.strip, groups) if group]


def exported(store: Store, form: str) -> list[bytes]:
    output = io.BytesIO()
    write_rdf(Contents(store.graph.oxigraph, store.iris), output, RDF_FORMS[form])
    return sorted(output.getvalue().splitlines())


@pytest.mark.parametrize("form", ["nquads", "ntriples"])
def test_exports_are_the_same_on_every_engine(embedded: Store, far: Store, form: str) -> None:
    lines = exported(far, form)
    assert lines == exported(embedded, form)
    assert len(lines) > 30_000


def test_tables_are_the_same_on_every_engine(embedded: Store, far: Store, tmp_path: Path) -> None:
    for store, name in ((embedded, "here"), (far, "far")):
        write_tables(Contents(store.graph.oxigraph, store.iris), tmp_path / name)
    names = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert len(names) > 5
    for name in names:
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "here" / name).read_bytes(), name


# ------------------------------------------------------------------------------- what engines do to terms and answers

_XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = [
    Literal(""),
    Literal('a "quoted"\nline\\with\ttabs'),
    Literal("日本語 🙂 é"),
    Literal("x" * 100_000),
    Literal("colour", language="en-gb"),
    Literal("true", datatype=NamedNode(_XSD + "boolean")),
    Literal("false", datatype=NamedNode(_XSD + "boolean")),
    Literal("0.93", datatype=NamedNode(_XSD + "decimal")),
    Literal("-7", datatype=NamedNode(_XSD + "integer")),
    Literal("2025-10-06", datatype=NamedNode(_XSD + "date")),
    Literal("2025-10-06T10:00:00Z", datatype=NamedNode(_XSD + "dateTime")),
    Literal("2025-10", datatype=NamedNode(_XSD + "gYearMonth")),
    Literal("2025", datatype=NamedNode(_XSD + "gYear")),
    Literal("2025-10?", datatype=NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")),
    Literal("https://example.org/a?b=c&d=%20", datatype=NamedNode(_XSD + "anyURI")),
    NamedNode("https://example.org/caf%C3%A9#char=1,2"),
    NamedNode("https://example.org/straße/名"),
]


def test_terms_come_back_as_they_went_and_go_when_they_are_taken_out(far: Store) -> None:
    node, predicate, graph = NamedNode("urn:test:s"), NamedNode("urn:test:p"), NamedNode("urn:test:g")
    quads = [Quad(node, predicate, term, place) for term in TERMS for place in (graph, DefaultGraph())]
    far.graph.apply([], quads)
    far.graph.apply([], quads)
    assert set(far.graph.quads(node)) == set(quads)
    assert all(quad in far.graph.oxigraph for quad in quads)
    assert far.graph.oxigraph.contains_named_graph(graph)
    far.graph.apply(quads, [])
    assert not list(far.graph.quads(node))
    assert not far.graph.oxigraph.contains_named_graph(graph)


def test_an_article_comes_and_goes_and_leaves_nothing(far: Store) -> None:
    before = far.graph.digest()
    quads = [Quad(NamedNode(f"urn:n:{n}"), NamedNode("urn:test:p"), Literal(n), DefaultGraph()) for n in range(2500)]
    far.graph.apply([], quads)  # more than Virtuoso takes in a request
    assert sum(1 for _ in far.graph.quads(predicate=NamedNode("urn:test:p"))) == 2500
    far.graph.apply(quads, [])
    assert far.graph.digest() == before


def test_an_update_is_run_once_and_leaves_no_mark(far: Store) -> None:
    before = len(far.graph)
    far.update("INSERT { <urn:a> <urn:n> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?s <urn:none> ?o } }")
    assert len(far.graph) == before + 1
    far.update("DELETE WHERE { <urn:a> <urn:n> ?n }")
    assert len(far.graph) == before


def test_a_long_answer_is_whole_or_an_error(embedded: Store, far: Store) -> None:
    """Virtuoso would send the first 10,000 rows and status 200."""
    assert far.access
    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    if far.access.max_rows:
        assert far.access.max_rows == CUT_AT
        with pytest.raises(QueryError, match="cuts its answers at 10,000 rows"):
            far.graph.query(query)
    else:
        assert len(list(far.graph.query(query))) == len(list(embedded.graph.query(query)))  # type: ignore[arg-type]


def test_wrong_credentials_are_told_and_change_nothing(far: Store) -> None:
    assert far.access
    if not far.access.engine.digest_auth:
        pytest.skip("oxigraph serve knows no users")
    client = Client(far.access, Credentials("dba", "wrong"), patience_s=0.0)
    with pytest.raises(StoreError, match="refuses who asks"):
        client.update("INSERT DATA { GRAPH <urn:wrong> { <urn:a> <urn:b> <urn:c> } }")
    client.close()
    assert not far.graph.oxigraph.contains_named_graph(NamedNode("urn:wrong"))


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Virtuoso of its own, by its address."""
    if not VIRTUOSO:
        pytest.skip(NO_VIRTUOSO)
    with virtuoso_at_work(tmp_path / "engine") as engine:
        for name, value in engine.environment.items():
            monkeypatch.setenv(name, value)
        yield engine.url


def test_a_command_with_wrong_credentials_leaves_archive_and_engine_as_they_were(
    fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, note = tmp_path / "archive", tmp_path / "note.txt"
    note.write_text("Norwegian and Swedish negotiators met in Oslo on Tuesday to discuss fishing quotas.")
    assert main(["ingest", str(note), "--id", "one", "--store", fresh, "--archive", str(archive)]) == 0
    with open_store(archive, create=False) as store:
        before = (store.graph.digest(), store.generation)
    monkeypatch.setenv("TIMEWIRE_ENGINE_PASSWORD", "no")
    wrong = [
        ["ingest", str(note), "--id", "two", "--published", "2025-03-12"],
        ["withdraw", "one"],
        ["erase", "one", "--reason", "asked"],
        ["rebuild"],
    ]
    for command in wrong:
        assert main([*command, "--store", str(archive)]) == 2, command
        assert "refuses who asks" in capsys.readouterr().err
    assert main(["query", "ASK {}", "--store", str(archive)]) == 0  # who reads needs no password
    monkeypatch.setenv("TIMEWIRE_ENGINE_PASSWORD", "dba")
    with open_store(archive, create=False) as store:
        assert (store.graph.digest(), store.generation) == before
        assert store.archive.ids() == ["one"]
        assert not store.archive.erasures.tombstones()


def test_a_change_that_is_refused_on_the_way_is_kept_told_and_made_before_the_next(
    fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    assert main(["ingest", os.devnull, "--store", fresh, "--archive", str(archive)]) in (0, 1, 2)
    quads = {name: Quad(NamedNode(f"urn:{name}"), NamedNode("urn:p"), Literal(name), DefaultGraph()) for name in "abcd"}

    def put(store: Store, name: str) -> None:
        store.replace_articles([NewVersion(Article(name, f"Text {name}."), "test", [quads[name]])])

    def there(store: Store) -> str:
        return "".join(name for name, quad in quads.items() if quad in store.graph.oxigraph)

    with open_store(archive, create=False) as store:
        graph = store.graph
        assert isinstance(graph, RemoteGraph)
        http, right = graph.client._http, httpx.DigestAuth("dba", "dba")
        put(store, "a")
        http.auth = httpx.DigestAuth("dba", "no")
        with pytest.raises(StoreError, match="refuses who asks; what the archive has decided is kept"):
            put(store, "b")
        with pytest.raises(StoreError, match=r"refuses who asks \(set"):
            put(store, "c")
        assert store.archive.ids() == ["a", "b"]
        assert there(store) == "a"
        http.auth = right
        put(store, "c")
        assert there(store) == "abc"
        assert store.generation == store.archive.last_seq()
        store.settle()
        http.auth = httpx.DigestAuth("dba", "no")
        with pytest.raises(StoreError, match="is kept"):
            put(store, "d")
    monkeypatch.setenv("TIMEWIRE_ENGINE_PASSWORD", "no")
    assert main(["query", "ASK {}", "--store", str(archive)]) == 2
    assert "is kept, and will be made when the engine accepts it" in capsys.readouterr().err
    monkeypatch.setenv("TIMEWIRE_ENGINE_PASSWORD", "dba")
    with open_store(archive, create=False) as store:
        assert there(store) == "abcd"
        assert not store.archive.pending()
