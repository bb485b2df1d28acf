from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.command import annotating, of_server, serving, writing
from kg.errors import TimewireError
from kg.store import open_store

RAIN = "The Gauge met the Union in Basel on a day of rain."
VERBS = ["ingest", "annotate", "query", "timeline", "search", "export", "validate", "rebuild", "withdraw", "serve"]
Run = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def small_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (writing, annotating):
        monkeypatch.setattr(module, "load_reader", SentenceReader)
    monkeypatch.delenv("TIMEWIRE_BASE_IRI", raising=False)


@pytest.fixture
def timewire(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command; gives exit code and standard output."""

    def run(*arguments: str | Path) -> tuple[int, str]:
        capsysbinary.readouterr()
        code = main([str(argument) for argument in arguments])
        return code, capsysbinary.readouterr().out.decode()

    return run


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    return lambda data: monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.fixture
def store(tmp_path: Path, timewire: Run) -> Path:
    (tmp_path / "rain.txt").write_text(RAIN)
    timewire("ingest", tmp_path / "rain.txt", "--published", "2024-05-01", "--store", tmp_path / "store")
    return tmp_path / "store"


@pytest.mark.parametrize("verb", VERBS)
def test_help_has_examples(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([verb, "--help"])
    assert caught.value.code == 0
    assert f"examples:\n  timewire {verb}" in capsys.readouterr().out


def test_ingest_tells_what_it_did_and_is_silent_if_asked_where_there_is_nothing_new(
    tmp_path: Path, store: Path, timewire: Run
) -> None:
    same = ("ingest", tmp_path / "rain.txt", "--published", "2024-05-01", "--store", store)
    assert timewire(*same) == (0, "articles: 1 unchanged\n")
    assert timewire(*same, "--quiet-if-unchanged") == (0, "")
    changed = ("ingest", tmp_path / "rain.txt", "--published", "2024-05-02", "--store", store)
    assert timewire(*changed, "--quiet-if-unchanged")[1].startswith("articles: 1 changed\n")


def test_ingest_takes_metadata_from_the_command_line(tmp_path: Path, timewire: Run) -> None:
    (tmp_path / "rain.txt").write_text(RAIN)
    options = ["--published", "2024-05", "--publisher", "The Gauge", "--title", "Rain", "--id", "r/1"]
    options += ["--url", "https://example.org/rain"]
    assert timewire("ingest", tmp_path / "rain.txt", *options, "--store", tmp_path / "s")[0] == 0
    with open_store(tmp_path / "s") as store:
        kept = store.archive.newest("r/1")
    assert kept is not None
    article = kept.article
    assert article.published is not None
    assert (article.published.edtf, article.publisher, article.title) == ("2024-05", "The Gauge", "Rain")
    assert article.url == "https://example.org/rain"


def test_ingest_reads_json_lines_from_standard_input(
    tmp_path: Path, timewire: Run, stdin: Callable[[bytes], None]
) -> None:
    stdin(json.dumps({"id": "a", "text": RAIN}).encode() + b"\n[]\n")
    code, out = timewire("ingest", "--format", "jsonl", "-", "--store", tmp_path / "s", "--json")
    report = json.loads(out)
    assert code == 1
    assert [(one["id"], one["status"], one["source"]) for one in report["articles"]] == [
        ("a", "added", "standard input line 1")
    ]
    assert report["skipped"][0]["source"] == "standard input line 2"
    assert report["totals"]["sentences"] == 1
    assert report["articles"][0]["skipped"] == [
        {"stage": "test", "begin": 0, "end": len(RAIN), "reason": "to be seen in reports"}
    ]


FORMS = [
    ("nquads", RdfFormat.N_QUADS, True),
    ("trig", RdfFormat.TRIG, True),
    ("jsonld", RdfFormat.JSON_LD, True),
    ("turtle", RdfFormat.TURTLE, False),
    ("ntriples", RdfFormat.N_TRIPLES, False),
    ("rdfxml", RdfFormat.RDF_XML, False),
]


@pytest.mark.parametrize(("name", "form", "with_graphs"), FORMS)
def test_export_writes_the_graph_in_each_form(
    store: Path, tmp_path: Path, timewire: Run, name: str, form: RdfFormat, with_graphs: bool
) -> None:
    assert timewire("export", "--store", store, "--format", name, "--output", tmp_path / "graph") == (0, "")
    quads = set(parse((tmp_path / "graph").read_bytes(), form))
    with open_store(store) as opened:
        kept = {quad for quad in opened.graph.quads() if with_graphs or str(quad.graph_name) == "DEFAULT"}
    assert quads == kept


def test_export_goes_to_standard_output(store: Path, timewire: Run) -> None:
    code, out = timewire("export", "--store", store)
    assert code == 0
    assert "<https://data.example.org/article/rain/s01>" in out


ROWS = "SELECT ?place ?label { ?place a ev:Place ; rdfs:label ?label }"


def test_query_prints_a_table_with_short_iris(store: Path, timewire: Run) -> None:
    assert timewire("query", ROWS, "--store", store) == (
        0,
        "place           label\n--------------  -----\nplc:town-basel  Basel\n",
    )


def test_query_prints_each_form_of_rows(store: Path, timewire: Run) -> None:
    in_json = json.loads(timewire("query", ROWS, "--store", store, "--format", "json")[1])
    assert in_json["results"]["bindings"][0]["label"]["value"] == "Basel"
    rows = list(csv.reader(io.StringIO(timewire("query", ROWS, "--store", store, "--format", "csv")[1])))
    assert rows == [["place", "label"], ["https://data.example.org/place/town-basel", "Basel"]]
    assert "?place\t?label" in timewire("query", ROWS, "--store", store, "--format", "tsv")[1]
    assert "<sparql" in timewire("query", ROWS, "--store", store, "--format", "xml")[1]


def test_query_prints_triples_and_answers(store: Path, tmp_path: Path, timewire: Run) -> None:
    (tmp_path / "places.rq").write_text("CONSTRUCT { ?p a ev:Place } WHERE { ?p a ev:Place }")
    out = timewire("query", f"@{tmp_path / 'places.rq'}", "--store", store)[1]
    assert len(list(parse(out.encode(), RdfFormat.TURTLE))) == 1
    assert timewire("query", "ASK { ?p a ev:Place }", "--store", store) == (0, "yes\n")
    assert timewire("query", "ASK { ?p a ev:Nothing }", "--store", store) == (0, "no\n")


def test_withdraw_takes_back_and_tells_what_was_not_there(store: Path, timewire: Run) -> None:
    code, out = timewire("withdraw", "rain", "snow", "--store", store)
    assert (code, out.splitlines()[0]) == (1, "withdrawn: 1")
    assert timewire("query", ROWS, "--store", store, "--format", "csv")[1].splitlines() == ["place,label"]
    assert timewire("withdraw", "rain", "--store", store, "--json")[0] == 1


def test_rebuild_reads_the_archive_again(store: Path, timewire: Run) -> None:
    before = sorted(timewire("export", "--store", store)[1].splitlines())
    code, out = timewire("rebuild", "--store", store)
    assert (code, out.splitlines()[0]) == (0, "articles: 1 rebuilt")
    assert sorted(timewire("export", "--store", store)[1].splitlines()) == before


def test_validate_tells_which_shapes_are_broken(store: Path, timewire: Run) -> None:
    with open_store(store) as opened:
        opened.update("INSERT DATA { evt:x a ev:Event }")
    code, out = timewire("validate", "--store", store)
    assert code == 1
    assert "violation Frame-label: https://data.example.org/event/x: Give the event" in out
    found = json.loads(timewire("validate", "--store", store, "--json")[1])["findings"]
    assert {"node", "shape", "severity", "message"} == set(found[0])


def test_validation_by_pyshacl_finds_the_same_nodes(store: Path, timewire: Run) -> None:
    pytest.importorskip("pyshacl", reason="pyshacl is a tool of developers")
    with open_store(store) as opened:
        opened.update("INSERT DATA { evt:x a ev:Event }")
    ours, theirs = (
        {
            (one["node"], one["severity"])
            for one in json.loads(timewire("validate", "--store", store, "--json", *more)[1])["findings"]
        }
        for more in ([], ["--shacl"])
    )
    assert ours == theirs
    assert ("https://data.example.org/event/x", "Violation") in ours


def test_annotate_prints_the_layers_of_a_file(tmp_path: Path, timewire: Run) -> None:
    (tmp_path / "rain.txt").write_text(RAIN)
    code, out = timewire("annotate", tmp_path / "rain.txt", "--published", "2024-05-01")
    annotation = json.loads(out)
    assert code == 0
    assert annotation["article"]["published"] == {"edtf": "2024-05-01", "basis": "Metadata"}
    assert annotation["sentences"] == [{"begin": 0, "end": len(RAIN)}]
    assert [place["label"] for place in annotation["places"]] == ["Basel"]


def test_annotate_answers_each_line_with_a_line(timewire: Run, stdin: Callable[[bytes], None]) -> None:
    lines = [
        json.dumps({"id": "a/1", "text": RAIN}),
        "{broken",
        '{"id": "b"}',
        json.dumps({"text": "日本語の文章です。"}),
    ]
    stdin("\n".join([*lines, json.dumps({"id": "c", "text": RAIN})]).encode())
    code, out = timewire("annotate", "--jsonl")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [answer.get("error", answer.get("article", {}).get("id"))[:12] for answer in answers] == [
        "a/1",
        "not JSON: Ex",
        'no "text" in',
        "not English:",
        "c",
    ]
    assert [answer.get("line") for answer in answers] == [None, 2, 3, 4, None]
    assert answers[2]["id"] == "b"


def test_annotate_wants_a_file_or_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate"]) == 2
    assert main(["annotate", "x.txt", "--jsonl"]) == 2
    assert "give either a file or --jsonl" in capsys.readouterr().err


def test_a_file_that_cannot_be_annotated_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(tmp_path / "missing.txt")]) == 1
    assert "missing.txt: not readable" in capsys.readouterr().err


def test_the_environment_names_the_store(
    store: Path, timewire: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIMEWIRE_STORE", str(store))
    assert timewire("query", "ASK { ?p a ev:Place }")[1] == "yes\n"


def test_serving_without_the_server_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(of_server.importlib, "import_module", missing)
    with pytest.raises(TimewireError, match="server is not installed"):
        serving.run_serve(None)  # type: ignore[arg-type]


def test_words_are_looked_for(store: Path, timewire: Run) -> None:
    code, out = timewire("search", "gauge rain", "--kind", "sentence", "--store", store)
    assert code == 0
    assert out.splitlines()[0] == "1 found"
    assert RAIN in out
    found = json.loads(timewire("search", "gauge", "--json", "--store", store)[1])
    assert {one["kind"] for one in found["results"]} >= {"sentence", "actor"}
    assert timewire("search", "snow", "--store", store) == (1, "0 found\n")
    assert timewire("search", "gauge", "--page", "0", "--store", store)[0] == 2
    assert timewire("search", '"gauge', "--store", store)[0] == 2


def test_queries_ask_for_words(store: Path, timewire: Run) -> None:
    query = 'SELECT ?l { ?x ev:matchesText "gauge" ; a ev:Organisation ; rdfs:label ?l }'
    code, out = timewire("query", query, "--format", "csv", "--store", store)
    assert (code, out.splitlines()) == (0, ["l", "Gauge"])
    assert timewire("query", "SELECT * { ?x ev:matchesText ?y }", "--store", store)[0] == 2
