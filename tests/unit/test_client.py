"""The client for notebooks: the same answer from a store, a server, a release and a dump."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

import kg
from kg.client import CutAnswer
from kg.command.exporting import about_of
from kg.errors import InputError, QueryError, ServerError
from kg.exports.contents import Contents
from kg.releases.release import RELEASES_FOLDER, make_release
from kg.store import open_store
from tests.unit.server.story import put, reading

QUERY = """SELECT ?label ?day ?value ?ordinal WHERE {
  { ?event a ev:Event ; rdfs:label ?label OPTIONAL { ?event ev:start ?day } OPTIONAL { ?event ev:ordinal ?ordinal } }
  UNION { ?figure a ev:Figure ; ev:value ?value } } ORDER BY ?label"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("client") / "store"
    with open_store(folder) as opened:
        put(opened, reading())
        contents = Contents(opened.graph.oxigraph, opened.iris)
        make_release(contents, about_of(opened), "v1", folder / RELEASES_FOLDER)
    return folder


@pytest.fixture(scope="module")
def answer(store: Path) -> kg.client.Answer:  # type: ignore[name-defined]
    with kg.connect(store) as connection:
        return connection.query(QUERY)


@pytest.fixture(scope="module")
def served(store: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = next(m for line in server.stdout if (m := re.search(r"(http://127\.0\.0\.1:\d+)/sparql", line)))
        yield found[1]
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)


def test_values_are_those_of_python(answer) -> None:
    rows = list(answer)
    first = next(row for row in rows if row["ordinal"] == 1)
    assert first == {"label": first["label"], "day": date(2024, 5, 7), "value": None, "ordinal": 1}
    assert [row["value"] for row in rows if row["value"] is not None] in ([1250], [Decimal(1250)])
    assert len(answer) == len(rows) == 6


def test_a_table_has_types_that_can_be_plotted(answer) -> None:
    frame = answer.to_pandas()
    assert list(frame.columns) == ["label", "day", "value", "ordinal"]
    assert pandas.api.types.is_datetime64_any_dtype(frame["day"])
    assert frame["value"].max() == 1250
    assert frame["day"].isna().sum() == 2


def test_release_and_dump_answer_the_same(store: Path, answer) -> None:
    release = store / RELEASES_FOLDER / "v1"
    for place in (release, release / "files" / "graph.nq.gz", release / "files" / "graph.trig.gz"):
        with kg.connect(place) as connection:
            assert connection.query(QUERY) == answer
            assert connection.query("ASK { ?e a ev:Event }").rows == ((True,),)


def test_a_server_answers_the_same_and_so_does_its_store(store: Path, served: str, answer) -> None:
    for place in (served, f"{served}/sparql", f"{served}/releases/v1/sparql", store):
        with kg.connect(place) as connection:
            assert connection.query(QUERY) == answer
    with kg.connect(served) as connection, pytest.raises(QueryError):
        connection.query("SELECT")


def test_prefixes_of_a_release_stand_on_its_own_base(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", base="https://news.test/") as opened:
        put(opened, reading())
        make_release(Contents(opened.graph.oxigraph, opened.iris), about_of(opened), "v1", tmp_path)
    with kg.connect(tmp_path / "v1") as connection:
        named = connection.query("SELECT ?e { ?e a ev:Event FILTER(STRSTARTS(STR(?e), STR(evt:))) }")
    assert len(named) == 5


def test_an_answer_that_the_server_cut_is_no_whole_one_in_silence(tmp_path: Path) -> None:
    with open_store(tmp_path) as opened:
        put(opened, reading())
    command = [
        sys.executable,
        "-m",
        "kg",
        "serve",
        "--store",
        str(tmp_path),
        "--port",
        "0",
        "--set",
        "max_result_rows=3",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = next(m for line in server.stdout if (m := re.search(r"(http://127\.0\.0\.1:\d+)/sparql", line)))
        with kg.connect(found[1]) as connection:
            with pytest.warns(CutAnswer, match="rows=3"):
                assert len(connection.query("SELECT * { ?s ?p ?o }")) == 3
            assert len(connection.query("SELECT * { ?s ?p ?o } LIMIT 2")) == 2
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)


def test_what_is_wrong_is_told(store: Path, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none", __file__):
        with pytest.raises(InputError):
            kg.connect(place)
    (tmp_path / "torn.nq.gz").write_bytes(b"\x1f\x8b\x08torn")
    with pytest.raises(InputError):
        kg.connect(tmp_path / "torn.nq.gz")
    with kg.connect("http://127.0.0.1:9/") as connection, pytest.raises(ServerError):
        connection.query("ASK {}")
    with kg.connect(store / RELEASES_FOLDER / "v1") as connection:
        for query in ("SELECT", "CONSTRUCT WHERE { ?s ?p ?o }"):
            with pytest.raises(QueryError):
                connection.query(query)
