"""Exports, each read again by a library that is not ours: nothing that a form claims to carry is lost."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import icalendar
import jsonschema
import pandas
import pyarrow.parquet
import pyoxigraph as ox
import pytest
import rdflib

from kg.__main__ import main
from kg.exports.about import TITLE, About
from kg.exports.contents import Contents
from kg.exports.events import Event, events_of
from kg.exports.folder import dump_files, sums_of, write_folder, write_sums
from kg.exports.rdf import RDF_FORMS, write_rdf
from kg.exports.saying import code_in_words, day_in_words
from kg.exports.sorting import sorted_lines
from kg.exports.tables import digest_of, tables
from kg.graph.iris import Iris
from kg.graph.terms import DESCRIPTION_GRAPH, ontology_quads
from kg.pipeline import quads_of
from kg.store import open_store
from tests.unit.server.story import put, reading, relabelled

ABOUT = About("https://data.example.org/", 7, "2024-05-09")
NASTY = '=1+1 <script>alert(1)</script> & "x", ‮back\u202c\x0b; end'


@pytest.fixture(scope="module", params=["plain", "nasty"])
def dump(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dump of a store with the story, its labels as they are or from hell."""
    folder = tmp_path_factory.mktemp("dump") / "d"
    with open_store(folder.parent / "s") as store:
        put(store, reading() if request.param == "plain" else relabelled(reading(), NASTY))
        folder.mkdir()
        write_folder(Contents(store.graph.oxigraph, store.iris), ABOUT, folder)
        write_sums(folder)
        with (folder.parent / "whole.nq").open("wb") as file:
            store.graph.dump(file, ox.RdfFormat.N_QUADS)
    return folder


@pytest.fixture(scope="module")
def quads(dump: Path) -> set[ox.Quad]:
    return set(ox.parse(path=str(dump.parent / "whole.nq"), format=ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def events(quads: set[ox.Quad]) -> list[Event]:
    graph = ox.Store()
    graph.extend(quads)
    return list(events_of(Contents(graph, Iris())))


def unpacked(dump: Path, name: str) -> bytes:
    return gzip.decompress((dump / name).read_bytes())


# ------------------------------------------------------------------------------------------------------------- RDF


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("name", "form"), [("nq", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_forms_with_graphs_hold_every_quad(dump: Path, quads: set[ox.Quad], name: str, form: str) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=unpacked(dump, f"graph.{name}.gz").decode(), format=form)
    graphs = {graph.identifier: len(graph) for graph in dataset.graphs() if len(graph)}
    wanted: dict[object, int] = {}
    for quad in quads:
        key = rdflib.URIRef(quad.graph_name.value) if isinstance(quad.graph_name, ox.NamedNode) else None
        wanted[key] = wanted.get(key, 0) + 1
    default = graphs.pop(rdflib.graph.DATASET_DEFAULT_GRAPH_ID)
    assert default == wanted.pop(None)
    assert graphs == wanted


@pytest.mark.parametrize(("name", "form"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml")])
def test_forms_without_graphs_hold_the_knowledge(dump: Path, quads: set[ox.Quad], name: str, form: str) -> None:
    found = rdflib.Graph().parse(data=unpacked(dump, f"knowledge.{name}.gz").decode(), format=form)
    known = [quad.triple for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]
    lines = ox.serialize(known, format=ox.RdfFormat.N_TRIPLES).decode()  # type: ignore[union-attr]
    lines = lines.replace("\\u000B", "\ufffd").replace("\x0b", "\ufffd") if name == "rdf" else lines
    assert set(found) == set(rdflib.Graph().parse(data=lines, format="nt"))


# ---------------------------------------------------------------------------------------------------------- tables


def test_tables_are_read_by_pandas_as_the_description_says(dump: Path) -> None:
    described = json.loads((dump / "tables/csv-metadata.json").read_text("utf-8"))
    for table in described["tables"]:
        columns = {column["name"]: column["datatype"] for column in table["tableSchema"]["columns"]}
        frame = pandas.read_csv(dump / "tables" / table["url"], dtype=str, keep_default_na=False)
        assert list(frame.columns) == list(columns)
        assert not frame.duplicated(table["tableSchema"]["primaryKey"]).any()
        for name, kind in columns.items():
            for value in filter(None, frame[name]):
                assert VALID[kind](value), (name, value)


VALID = {
    "date": lambda text: date.fromisoformat(text),
    "integer": lambda text: int(text) >= 0,
    "decimal": lambda text: float(text) >= 0,
    "boolean": lambda text: text in ("true", "false"),
    "string": bool,
}


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_parquet_says_what_csv_says_with_types(dump: Path, table) -> None:
    with (dump / f"tables/{table.name}.csv").open(encoding="utf-8", newline="") as file:
        plain = list(csv.DictReader(file))
    typed = pyarrow.parquet.read_table(dump / f"tables/{table.name}.parquet").to_pylist()
    assert len(plain) == len(typed) > 0 or table.name == "rounds"
    for left, right in zip(plain, typed, strict=True):
        for column in table.columns:
            value = right[column.name]
            if column.is_list:
                assert left[column.name].split() == value
            elif column.datatype in ("decimal", "integer"):
                assert (float(left[column.name]) if left[column.name] else None) == value
            elif column.datatype == "date":
                assert left[column.name] == ("" if value is None else value.isoformat())
            elif column.datatype == "boolean":
                assert left[column.name] == ("" if value is None else str(value).lower())
            else:
                assert left[column.name].removeprefix("'") == (value or "").removeprefix("'")


def test_no_cell_is_a_formula(dump: Path) -> None:
    for path in (dump / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "@", "\t", "\r"))]


# ---------------------------------------------------------------------------------------------------------- events


def test_the_map_holds_each_place_of_each_event_longitude_first(dump: Path, events: list[Event]) -> None:
    collection = json.loads((dump / "events.geojson").read_text("utf-8"))
    found = {
        (f["properties"]["event"], f["properties"]["place"], *f["geometry"]["coordinates"])
        for f in collection["features"]
    }
    wanted = {
        (event.iri, place.iri, place.longitude, place.latitude)
        for event in events
        for place in event.places
        if place.latitude is not None
    }
    assert found == wanted
    assert wanted
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for _, _, x, y in found)


def test_the_calendar_holds_events_of_known_days(dump: Path, events: list[Event]) -> None:
    calendar = icalendar.Calendar.from_ical((dump / "events.ics").read_bytes())
    found = {
        str(entry["uid"]): (entry.decoded("dtstart"), entry.decoded("dtend"), str(entry["summary"]))
        for entry in calendar.walk("VEVENT")
    }
    wanted = {
        event.iri: (days[0], days[1] + timedelta(days=1), event.label.replace("\x0b", "\x0b"))
        for event in events
        if (days := event.days)
    }
    assert found == wanted
    assert len(wanted) == 2
    expected = next(entry for entry in calendar.walk("VEVENT") if entry["status"] != "CONFIRMED")
    assert expected["status"] == "TENTATIVE"


def test_atom_is_read_by_feedparser_whole(dump: Path, events: list[Event]) -> None:
    feed = feedparser.parse((dump / "events.atom").read_bytes())
    assert not feed.bozo
    assert [entry.id for entry in feed.entries] == [event.iri for event in events]
    root = ElementTree.parse(dump / "events.atom").getroot()
    titles = [node.text for node in root.iterfind("{*}entry/{*}title")]
    assert titles == [event.label.replace("\x0b", " ") for event in events]
    assert all(entry.updated.endswith("Z") for entry in feed.entries)


_ADDRESS = {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:\\S+$"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
_AUTHORS = {
    "type": "array",
    "items": {"type": "object", "anyOf": [{"required": [n]} for n in ("name", "url", "avatar")]},
}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": _ADDRESS,
        "feed_url": _ADDRESS,
        "next_url": _ADDRESS,
        "icon": _ADDRESS,
        "favicon": _ADDRESS,
        "description": {"type": "string"},
        "user_comment": {"type": "string"},
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "expired": {"type": "boolean"},
        "authors": _AUTHORS,
        "hubs": {"type": "array"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": _ADDRESS,
                    "external_url": _ADDRESS,
                    "image": _ADDRESS,
                    "banner_image": _ADDRESS,
                    "title": {"type": "string"},
                    "summary": {"type": "string"},
                    "content_html": {"type": "string"},
                    "content_text": {"type": "string"},
                    "date_published": _MOMENT,
                    "date_modified": _MOMENT,
                    "authors": _AUTHORS,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "language": {"type": "string"},
                    "attachments": {"type": "array"},
                },
                "patternProperties": {"^_[A-Za-z][^.]*$": {"type": "object"}},
                "additionalProperties": False,
            },
        },
    },
    "patternProperties": {"^_[A-Za-z][^.]*$": {"type": "object"}},
    "additionalProperties": False,
}
"""The rules of https://www.jsonfeed.org/version/1.1/ on members and their values; what extends it begins with ``_``."""

_WHOLE = {"type": "integer"}
_SLIDE_DATE = {
    "type": "object",
    "required": ["year"],
    "properties": {
        "year": _WHOLE,
        "month": {**_WHOLE, "minimum": 1, "maximum": 12},
        "day": {**_WHOLE, "minimum": 1, "maximum": 31},
        "display_date": {"type": "string"},
    },
    "dependentRequired": {"day": ["month"]},
    "additionalProperties": False,
}
_SLIDE_TEXT = {
    "type": "object",
    "properties": {"headline": {"type": "string"}, "text": {"type": "string"}},
    "additionalProperties": False,
}
TIMELINEJS = {
    "type": "object",
    "required": ["events"],
    "properties": {
        "title": {"type": "object", "required": ["text"], "properties": {"text": _SLIDE_TEXT}},
        "scale": {"enum": ["human", "cosmological"]},
        "eras": {"type": "array"},
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["start_date", "text"],
                "properties": {
                    "start_date": _SLIDE_DATE,
                    "end_date": _SLIDE_DATE,
                    "text": _SLIDE_TEXT,
                    "display_date": {"type": "string"},
                    "group": {"type": "string"},
                    "unique_id": {"type": "string", "minLength": 1},
                    "media": {"type": "object"},
                    "background": {"type": "object"},
                    "autolink": {"type": "boolean"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""The rules of https://timeline.knightlab.com/docs/json-format.html; what has another name is never shown."""


@pytest.mark.parametrize(("name", "rules"), [("events.feed.json", JSON_FEED), ("events.timelinejs.json", TIMELINEJS)])
def test_what_others_read_keeps_the_rules_of_its_format(dump: Path, name: str, rules: dict[str, object]) -> None:
    validator = jsonschema.Draft202012Validator(rules)
    told = json.loads((dump / name).read_text("utf-8"))
    assert told.get("items") or told.get("events")
    assert [error.message for error in validator.iter_errors(told)] == []
    assert not validator.is_valid({})


def test_json_feed_and_timelinejs_hold_what_they_claim(dump: Path, events: list[Event]) -> None:
    feed = json.loads((dump / "events.feed.json").read_text("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [(item["id"], item["title"]) for item in feed["items"]] == [(e.iri, e.label) for e in events]
    slides = json.loads((dump / "events.timelinejs.json").read_text("utf-8"))["events"]
    dated = [event for event in events if event.start or event.end]
    assert [slide["unique_id"] for slide in slides] == [event.name for event in dated]
    starts = [date(**slide["start_date"]).isoformat() for slide in slides]
    assert starts == [event.start or event.end for event in dated]
    assert not any("<script" in slide["text"]["headline"] for slide in slides)
    assert [slide["display_date"] for slide in slides] == [day_in_words(event.edtf or event.start) for event in dated]


def test_what_people_read_is_in_words(dump: Path) -> None:
    """No interval of EDTF and no code stands in a slide, an entry of a feed or of a calendar."""
    codes = re.compile(r"\.\./\d|\d/\.\.|\b[A-Z][a-z]+[A-Z]|\d{4}-\d\d")
    slides = json.loads((dump / "events.timelinejs.json").read_text("utf-8"))["events"]
    items = json.loads((dump / "events.feed.json").read_text("utf-8"))["items"]
    calendar = icalendar.Calendar.from_ical((dump / "events.ics").read_bytes())
    told = [slide["display_date"] for slide in slides] + [slide["group"] for slide in slides]
    told += [slide["text"]["text"].split(" · ")[0] for slide in slides]
    told += [item["content_text"].split(" · ")[0] for item in items]
    told += [str(entry["description"]).split(" · ")[0] for entry in calendar.walk("VEVENT")]
    assert told
    assert [text for text in told if codes.search(text)] == []
    assert calendar["name"] == calendar["x-wr-calname"] == TITLE


@pytest.mark.parametrize(
    ("edtf", "said"),
    [("2025", "2025"), ("2025-10", "October 2025"), ("2025-10-06", "6 October 2025"), ("2025-10-06/..", "since 6 October 2025"),
     ("../2025-10-06", "by 6 October 2025"), ("2025-10/2025-11", "October 2025 – November 2025"), ("2025~", "about 2025"),
     ("2025-21", "2025-21"), ("20XX", "20XX"), ("", ""), ("../..", "../.."), ("2025-13-40", "2025-13-40")],
)  # fmt: skip
def test_a_date_is_said_or_left_as_it_is(edtf: str, said: str) -> None:
    assert day_in_words(edtf) == said


def test_types_are_called_as_the_ontology_calls_them() -> None:
    assert code_in_words("AirOrDroneStrike") == "Air or drone strike"
    assert code_in_words("headOfDelegation") == "Head of delegation"
    assert code_in_words("") == ""


# ----------------------------------------------------------------------------------------------------- the folder


def test_the_list_of_checksums_is_of_every_file(dump: Path) -> None:
    names = {path.relative_to(dump).as_posix() for path in dump.rglob("*") if path.is_file()}
    assert names == {file.name for file in dump_files()}
    sums = sums_of(dump)
    assert names - set(sums) == {"SHA256SUMS"}
    assert all(digest_of(dump / name) == digest for name, digest in sums.items())
    if sys.platform == "linux":
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=dump, check=True)


def test_the_order_in_which_quads_came_does_not_show(quads: set[ox.Quad], dump: Path, tmp_path: Path) -> None:
    shuffled = ox.Store(str(tmp_path / "g"))
    for quad in sorted(quads, key=lambda quad: hash((quad, 3))):
        shuffled.add(quad)
    (tmp_path / "d").mkdir()
    write_folder(Contents(shuffled, Iris()), ABOUT, tmp_path / "d")
    write_sums(tmp_path / "d")
    assert (tmp_path / "d/SHA256SUMS").read_bytes() == (dump / "SHA256SUMS").read_bytes()


def test_evidence_and_description_can_be_left_out(quads: set[ox.Quad]) -> None:
    graph, iris = ox.Store(), Iris()
    graph.extend(quads)
    graph.add(
        ox.Quad(
            ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"), ox.NamedNode(iris.base + DESCRIPTION_GRAPH)
        )
    )
    assert set(Contents(graph, iris).quads()) == quads
    known = set(Contents(graph, iris, evidence=False).quads())
    assert known == {quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)}


# --------------------------------------------------------------------------------------------------------- memory


def test_lines_are_sorted_however_few_fit_into_memory() -> None:
    lines = [f"{(n * 7919) % 1000:04}" for n in range(3000)]
    assert list(sorted_lines(lines, most=64)) == sorted(set(lines))


SCRIPT = """
import os, resource, sys
import pyoxigraph as ox
from kg.exports.about import About
from kg.exports.contents import Contents
from kg.exports.listings import write_listing
from kg.exports.rdf import RDF_FORMS, write_rdf
from kg.graph.iris import Iris
from kg.rights.policy import Policy
from kg.exports.tables import tables, write_csv
contents = Contents(ox.Store.read_only(sys.argv[1]), Iris(), Policy())
with open(os.devnull, "wb") as output:
    write_rdf(contents, output, RDF_FORMS["trig"])
    write_listing(contents, About("https://data.example.org/"), output, "geojson")
    for table in tables():
        write_csv(contents, table, output)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def large(path: Path, copies: int) -> int:
    """A store with the story told by many articles, each with events of its own; gives the number of its quads."""
    graph, iris = ox.Store(str(path)), Iris()
    lines = ox.serialize(quads_of(reading("a0"), iris), format=ox.RdfFormat.N_QUADS).decode()  # type: ignore[union-attr]
    lines += lines.replace("#EventReport>", "#Event>")
    graph.bulk_extend(ontology_quads())
    for number in range(copies):
        graph.bulk_load(lines.replace("/article/a0", f"/article/a{number}").encode(), ox.RdfFormat.N_QUADS)
    graph.optimize()
    return len(graph)


def test_memory_does_not_grow_with_the_graph(tmp_path: Path) -> None:
    peaks, sizes = [], []
    for copies in (25, 250):
        sizes.append(large(tmp_path / f"g{copies}", copies))
        command = [sys.executable, "-c", SCRIPT, str(tmp_path / f"g{copies}")]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        peaks.append(int(done.stdout) / 1024)
    print(sizes, peaks)
    assert sizes[1] > 5 * sizes[0]
    assert peaks[1] < peaks[0] + 40, peaks  # MiB, for the caches of the engine


# -------------------------------------------------------------------------------------------------------- command


@pytest.mark.parametrize("form", [*RDF_FORMS, "geojson", "icalendar", "atom", "jsonfeed", "timelinejs"])
def test_the_command_writes_each_form(tmp_path: Path, form: str) -> None:
    with open_store(tmp_path / "s") as store:
        put(store, reading())
    for name, extra in (("one", []), ("two", []), ("lean", ["--no-evidence"])):
        command = ["export", "--store", str(tmp_path / "s"), "--format", form, "--output", str(tmp_path / name)]
        assert main([*command, *extra]) == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    has_graphs = form in RDF_FORMS and RDF_FORMS[form].supports_datasets
    assert ((tmp_path / "lean").stat().st_size < (tmp_path / "one").stat().st_size) is has_graphs


def test_the_command_writes_folders_and_refuses_full_ones(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        put(store, reading())
    for form in ("csv", "parquet", "all"):
        command = ["export", "--store", str(tmp_path / "s"), "--format", form]
        assert main([*command, "--output", str(tmp_path / form)]) == 0
        assert main([*command, "--output", str(tmp_path / form)]) == 2
        assert main(command) == 2
        assert (tmp_path / form / "SHA256SUMS").is_file()


def test_rdf_is_written_as_it_is_read(quads: set[ox.Quad]) -> None:
    graph = ox.Store()
    graph.extend(quads)
    sizes = []

    class Sink(io.RawIOBase):
        def write(self, part: bytes) -> int:  # type: ignore[override]
            sizes.append(len(part))
            return len(part)

    write_rdf(Contents(graph, Iris()), Sink(), RDF_FORMS["nquads"])  # type: ignore[arg-type]
    assert len(sizes) > 1
    assert max(sizes) < 100_000
