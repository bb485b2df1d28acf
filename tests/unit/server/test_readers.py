from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from kg.graph.terms import CODE, ONT, RDFS, TYPE
from server.graph import Term
from server.pages.articles import NamedSpan, pieces
from server.pages.events import by_year, event_line, undated
from server.pages.links import iri_of, path_of
from server.pages.reader import Reader, Text, text_of, words_of_name

BASE = "https://data.example.org/"


def event(name: str, sort: str, precision: str, modality: str = "Occurred") -> tuple[str, dict[str, tuple[Term, ...]]]:
    fields: dict[str, tuple[Term, ...]] = {
        RDFS.label.value: (Literal(name, language="en"),),
        ONT.datePrecision.value: (CODE[precision],),
        ONT.modality.value: (CODE[modality],),
        ONT.eventType.value: (TYPE.Meeting,),
    }
    if sort:
        fields |= {p.value: (Literal(sort),) for p in (ONT.sortDate, ONT.start, ONT.end)}
    return f"{BASE}event/{name}", fields


def test_events_are_grouped_no_finer_than_their_dates_are_known() -> None:
    rows = [
        event("decade", "2010-01-01", "Decade"),
        event("year", "2015-01-01", "Year"),
        event("january", "2015-01-01", "Day"),
        event("season", "2015-03-01", "Season"),
        event("march", "2015-03-04", "Day"),
        event("next", "2016-03-04", "Month"),
        event("never", "", "Unknown"),
    ]
    reader = Reader(dict(rows), BASE)
    lines = [event_line(reader, NamedNode(iri)) for iri, _ in rows]
    found = [(year.title, [(m.title, len(m.lines)) for m in year.months]) for year in by_year(lines)]
    assert found == [
        ("2010s", [("Some time in the decade", 1)]),
        ("2015", [("Some time in the year", 1), ("January", 1), ("Known to the season", 1), ("March", 1)]),
        ("2016", [("March", 1)]),
    ]
    assert [line.link.text.value for line in undated(lines)] == ["never"]


@pytest.mark.parametrize(
    ("labels", "chosen"),
    [
        ([Literal("Kairo", language="de"), Literal("Cairo", language="en")], "Cairo"),
        ([Literal("القاهرة", language="ar"), Literal("Cairo")], "Cairo"),
        ([Literal("Cairo", language="en-GB")], "Cairo"),
        ([Literal("القاهرة", language="ar")], "القاهرة"),
        ([], "war on gaza"),
    ],
)
def test_a_thing_is_called_by_its_english_label_if_it_has_one(labels: list[Literal], chosen: str) -> None:
    node = NamedNode(BASE + "event/war-on-gaza")
    reader = Reader({node.value: {RDFS.label.value: tuple(labels)}} if labels else {}, BASE)
    assert reader.text(node).value == chosen


@pytest.mark.parametrize(
    ("text", "direction"),
    [(Text("x"), "auto"), (Text("x", "en"), "ltr"), (Text("x", "ar"), "rtl"), (Text("x", "FA-IR"), "rtl")],
)
def test_text_knows_its_direction(text: Text, direction: str) -> None:
    assert text.direction == direction


def test_a_literal_keeps_its_language() -> None:
    assert text_of(Literal("صلح", language="ar")) == Text("صلح", "ar")


@pytest.mark.parametrize(
    ("name", "words"), [("CourtRuling", "court ruling"), ("war-on-gaza", "war on gaza"), ("UN_vote", "un vote")]
)
def test_a_name_without_label_is_told_in_words(name: str, words: str) -> None:
    assert words_of_name(name) == words


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("event/01ABC", "/event/01ABC"),
        ("article/a%2Fb", "/article/a%2Fb"),
        ("article/a/s03", "/article/a#s03"),
        ("article/a/actor/x", "/article/a/actor/x"),
        ("article/a/claim/x", "/article/a/claim/x"),
        ("storyline/x", "/storyline/x"),
        ("article/a#char=1,2", "/article/a"),
        ("graph/knowledge", None),
        ("event/a/b/c", None),
        ("", None),
    ],
)
def test_things_of_the_data_have_pages(iri: str, path: str | None) -> None:
    assert path_of(BASE + iri, BASE) == path


def test_addresses_that_cannot_be_iris_stand_for_nothing() -> None:
    assert iri_of("/event/a b", BASE) is None
    assert iri_of("/event/a%20b", BASE) == NamedNode(BASE + "event/a%20b")


def test_of_overlapping_names_in_a_sentence_the_longer_is_linked() -> None:
    spans = [
        NamedSpan(14, 20, "/actor/a"),
        NamedSpan(10, 20, "/actor/b"),
        NamedSpan(0, 4, "/x"),
        NamedSpan(26, 40, "/y"),
    ]
    cut = pieces("New Berlin and Rome", 10, spans)
    assert [(piece.text, piece.path) for piece in cut] == [("New Berlin", "/actor/b"), (" and Rome", None)]


def test_spans_count_code_points() -> None:
    cut = pieces("𝔸 🇪🇬 Cairo!", 5, [NamedSpan(10, 15, "/place/cairo")])
    assert [piece.text for piece in cut] == ["𝔸 🇪🇬 ", "Cairo", "!"]
