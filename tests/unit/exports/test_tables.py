"""The graph as tables: what they hold, how they are told of, and that a spreadsheet comes to no harm."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from kg.errors import InputError
from kg.exports.contents import Contents
from kg.exports.tables import codebook, tables, write_tables
from kg.graph.iris import Iris

GRAPH = """
@prefix ev: <https://w3id.org/timewire/ont#> . @prefix evc: <https://w3id.org/timewire/code#> .
@prefix et: <https://w3id.org/timewire/type#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix d: <https://data.example.org/> .
ev:party rdfs:subPropertyOf ev:actor . ev:mediator rdfs:subPropertyOf ev:actor .
<https://data.example.org/event/1> a ev:Event , ev:NegotiationSession ; rdfs:label "=1+1"@en ; ev:eventType et:Talks , et:Meeting ;
  ev:modality evc:Occurred ; ev:start "2024-05-07"^^xsd:date ; ev:end "2024-05-07"^^xsd:date ; ev:ordinal 2 ;
  ev:partOf <https://data.example.org/event/2> ; ev:party d:b , d:a ; ev:mediator d:m ; ev:reportCount 3 .
<https://data.example.org/event/2> a ev:Event , ev:NegotiationProcess ; rdfs:label "Talks"@en .
<https://data.example.org/event/3> a ev:Event ; rdfs:label "Retired"@en ; ev:mergedInto <https://data.example.org/event/1> .
d:a a ev:State ; rdfs:label "Arvonia"@en . d:b a ev:State ; rdfs:label "Beltria"@en . d:m a ev:Person ; rdfs:label "Ines"@en .
d:f a ev:Figure ; ev:figureOf <https://data.example.org/event/1> ; ev:measure evc:Killed ; ev:value 12 ; ev:bound evc:AtLeast .
d:c a ev:Claim ; ev:claimText "-we will not" ; ev:attributedTo d:m ; ev:about <https://data.example.org/event/1> ; ev:hedged true .
"""


@pytest.fixture
def graph() -> Store:
    store = Store()
    store.load(GRAPH.encode(), RdfFormat.TURTLE)
    return store


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_events_and_rounds_are_rows_with_their_lists_sorted(graph: Store, tmp_path: Path) -> None:
    counts = write_tables(Contents(graph, Iris()), tmp_path / "t")
    assert counts == {"events": 2, "rounds": 1, "participations": 3, "figures": 1, "claims": 1}
    event = read(tmp_path / "t", "events")[0]
    assert (event["types"], event["start"], event["reports"]) == ("Meeting Talks", "2024-05-07", "3")
    session = read(tmp_path / "t", "rounds")[0]
    assert session["parties"] == "https://data.example.org/a https://data.example.org/b"
    assert (session["process"], session["ordinal"]) == ("https://data.example.org/event/2", "2")


def test_what_is_merged_away_is_left_out(graph: Store, tmp_path: Path) -> None:
    write_tables(Contents(graph, Iris()), tmp_path / "t")
    assert "Retired" not in (tmp_path / "t" / "events.csv").read_text("utf-8")


def test_no_cell_is_a_formula(graph: Store, tmp_path: Path) -> None:
    write_tables(Contents(graph, Iris()), tmp_path / "t")
    assert read(tmp_path / "t", "events")[0]["label"] == "'=1+1"
    assert read(tmp_path / "t", "claims")[0]["text"] == "'-we will not"


def test_the_same_graph_gives_the_same_bytes(graph: Store, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_tables(Contents(graph, Iris()), tmp_path / name)
    sums = [(tmp_path / name / "SHA256SUMS").read_text("utf-8") for name in ("one", "two")]
    assert sums[0] == sums[1]
    assert len(sums[0].splitlines()) == 7


def test_a_folder_with_something_in_it_is_left_alone(graph: Store, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        write_tables(Contents(graph, Iris()), tmp_path)


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_every_column_is_told_of_and_selected(table: object) -> None:
    head = table.query.split("SELECT")[1].split("WHERE")[0]  # type: ignore[attr-defined]
    named = re.findall(r"AS \?(\w+)\)", head) + re.findall(
        r"(?<!\()\?(\w+)(?= |$)", re.sub(r"\([^()]*(\([^()]*\))?[^()]*\)", "", head)
    )
    assert set(named) == {column.name for column in table.columns}  # type: ignore[attr-defined]
    assert all(f"`{column.name}`" in codebook() for column in table.columns)  # type: ignore[attr-defined]


def test_the_description_for_machines_names_every_file(graph: Store, tmp_path: Path) -> None:
    write_tables(Contents(graph, Iris()), tmp_path / "t")
    described = json.loads((tmp_path / "t" / "csv-metadata.json").read_text("utf-8"))
    assert {table["url"] for table in described["tables"]} == {path.name for path in (tmp_path / "t").glob("*.csv")}
    for table in described["tables"]:
        header = (tmp_path / "t" / table["url"]).read_text("utf-8").splitlines()[0]
        assert header.split(",") == [column["name"] for column in table["tableSchema"]["columns"]]
