from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from server.engine.evaluation import Failed, write_answer
from server.engine.output import JSON, XML, Output
from server.engine.question import Question

VALUES = ["x},{", "},{", "a\nb", 'q",', "</result>", "e"]
QUERY = "SELECT ?a { VALUES ?a { " + " ".join(json.dumps(value) for value in VALUES) + " } }"
FORMATS = {
    JSON: ox.QueryResultsFormat.JSON,
    XML: ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}


def answered(media_type: str, query: str = QUERY, **limits: int) -> tuple[Output, list[bytes]]:
    sent: list[bytes] = []
    output = Output(
        media_type, limits.get("rows", 100), limits.get("size", 10**6), limits.get("hold", 10**6), sent.append
    )
    write_answer(ox.Store(), Question(query, media_type, {}), output)
    return output, sent


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("rows", range(1, 8))
def test_a_result_is_cut_after_whole_rows_whatever_they_hold(media_type: str, rows: int) -> None:
    output, _ = answered(media_type, rows=rows)
    body = output.value("https://kg.example/sparql#cut")
    parsed = ox.parse_query_results(body, format=FORMATS[media_type])
    assert isinstance(parsed, ox.QuerySolutions)
    assert [row["a"].value for row in parsed] == VALUES[:rows]  # type: ignore[union-attr]
    assert output.cut is (rows < len(VALUES))
    assert (b"#cut" in body) is (output.cut and media_type in (JSON, XML))


@pytest.mark.parametrize("form", [ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS, ox.RdfFormat.TURTLE])
@pytest.mark.parametrize("rows", [1, 5, 6, 7])
def test_triples_are_cut_after_whole_ones_whatever_they_hold(form: ox.RdfFormat, rows: int) -> None:
    query = QUERY.replace("SELECT ?a", "CONSTRUCT { <x:s> <x:p> ?a }")
    output, _ = answered(form.media_type, query, rows=rows)
    triples = list(ox.parse(output.value(), format=form))
    assert {triple.object.value for triple in triples} <= set(VALUES)  # type: ignore[union-attr]
    assert len(triples) == output.rows == min(rows, len(VALUES))
    assert output.cut is (rows < len(VALUES))


def test_csv_is_cut_outside_quotation_marks() -> None:
    output, _ = answered("text/csv", rows=3)
    assert output.value() == b'a\r\n"x},{"\r\n"},{"\r\n"a\nb"\r\n'


def test_a_long_answer_streams_and_a_longer_one_fails() -> None:
    output, sent = answered(JSON, hold=50)
    assert output.streaming
    assert json.loads(b"".join(sent))["results"]["bindings"]
    with pytest.raises(Failed) as failed:
        answered(JSON, size=50)
    assert failed.value.kind == "bytes"


def test_a_function_that_nobody_knows_gives_no_value_rather_than_no_answer() -> None:
    output, _ = answered(JSON, "SELECT (<x:f>(1) AS ?a) (2 AS ?b) {}")
    assert json.loads(output.value())["results"]["bindings"][0]["b"]["value"] == "2"
