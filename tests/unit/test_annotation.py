from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from kg.annotation import annotation_of
from kg.model import Reading, Skipped, Span, Unresolved
from tests.built_readings import Text
from tests.unit.graph.readings import TALKS, talks_reading

TEXT = Text(TALKS)

FIELDS = {
    "article": "id sha256 text published language",
    "sentences": "begin end",
    "times": "begin end text type value edtf earliest latest precision basis",
    "actors": "id label type mentions affiliations",
    "places": "id label type country geonames latitude longitude mentions",
    "events": "id types plover modality polarity trigger mentions label earliest latest edtf precision basis place "
    "participants part_of topics confidence",
    "claims": "id begin end text kind cue speakers relayed_by about confidence",
    "figures": "id begin end text value low high bound measure event population subset_of attributed_to confidence",
    "skipped": "stage begin end reason",
}


@pytest.fixture(scope="module")
def reading() -> Reading:
    return talks_reading()


def by_id(reading: Reading, layer: str, key: str) -> dict[str, object]:
    found = next(item for item in annotation_of(reading)[layer] if item["id"] == key)
    assert isinstance(found, dict)
    return found


def offsets(words: str, nth: int = 0) -> dict[str, int]:
    span = TEXT.at(words, nth)
    return {"begin": span.start, "end": span.end}


def test_every_layer_has_exactly_its_fields(reading: Reading) -> None:
    annotation = annotation_of(reading)
    assert list(annotation) == list(FIELDS)
    for layer, names in FIELDS.items():
        items = [annotation[layer]] if layer == "article" else annotation[layer]
        assert items
        assert {frozenset(item) for item in items} == {frozenset(names.split())}, layer


def test_it_is_json(reading: Reading) -> None:
    annotation = annotation_of(reading)
    assert json.loads(json.dumps(annotation)) == annotation


def test_all_texts_stand_at_their_offsets(reading: Reading) -> None:
    annotation = annotation_of(reading)
    text = annotation["article"]["text"]
    cut = [*annotation["times"], *annotation["claims"], *annotation["figures"]]
    cut += [event["trigger"] for event in annotation["events"]]
    for layer in ("actors", "places", "events"):
        cut += [mention for item in annotation[layer] for mention in item["mentions"]]
    assert len(cut) > 20
    assert all(text[item["begin"] : item["end"]] == item["text"] for item in cut)


def test_the_article_is_told_with_its_day(reading: Reading) -> None:
    assert annotation_of(reading)["article"] == {
        "id": "talks",
        "sha256": hashlib.sha256(TALKS.encode()).hexdigest(),
        "text": TALKS,
        "published": {"edtf": "2015-05-06", "basis": "Metadata"},
        "language": "en",
    }


def test_a_day_that_is_not_known_is_null(reading: Reading) -> None:
    undated = replace(reading, publication=Unresolved("no date"))
    assert annotation_of(undated)["article"]["published"] is None


def test_times_carry_their_timex_value_and_their_stretch(reading: Reading) -> None:
    tuesday, duration = annotation_of(reading)["times"]
    assert tuesday == {
        **offsets("Tuesday"),
        "text": "Tuesday",
        "type": "DATE",
        "value": "2015-05-05",
        "edtf": "2015-05-05",
        "earliest": "2015-05-05",
        "latest": "2015-05-05",
        "precision": "Day",
        "basis": "Weekday",
    }
    assert (duration["type"], duration["value"]) == ("DURATION", "P1D")
    assert [duration[name] for name in ("edtf", "earliest", "latest", "precision")] == [None] * 4


def test_a_time_that_could_not_be_resolved_has_no_bounds(reading: Reading) -> None:
    vague = replace(reading.times[0], when=Unresolved("no year"), value="")
    (time,) = annotation_of(replace(reading, times=(vague,)))["times"]
    assert [time[name] for name in ("value", "edtf", "earliest", "latest")] == [None] * 4
    assert time["precision"] == "Unknown"


def test_actors_carry_their_ties(reading: Reading) -> None:
    sol = by_id(reading, "actors", "sol")
    assert sol["mentions"] == [
        {**offsets("Ines Sol"), "text": "Ines Sol", "pronoun": False},
        {**offsets("Sol", 1), "text": "Sol", "pronoun": False},
    ]
    assert sol["affiliations"] == [
        {"role": "OfficeHolder", "title": "water minister", "with": "borea", "hedged": False},
        {"role": "DelegationHead", "title": None, "with": "team", "hedged": False},
    ]


def test_places_carry_their_coordinates(reading: Reading) -> None:
    lisbon, river = by_id(reading, "places", "lisbon"), by_id(reading, "places", "river")
    names = ("type", "country", "geonames", "latitude", "longitude")
    assert [lisbon[name] for name in names] == ["City", "PT", 2267057, 38.71667, -9.13333]
    assert [river[name] for name in names] == ["WaterBody", None, None, None, None]


def test_a_country_that_acts_is_found_as_a_place_and_marked(reading: Reading) -> None:
    first, *rest = reading.places
    place = replace(first, mentions=(Span(6, 12),), metonyms=(Span(0, 5),))
    told = annotation_of(replace(reading, places=(place, *rest)))["places"][0]["mentions"]
    assert [(mention["begin"], mention["metonym"]) for mention in told] == [(0, True), (6, False)]


def test_pronouns_of_an_actor_are_mentions_that_are_marked(reading: Reading) -> None:
    text = "Borean ships left. They met it."
    borea = replace(reading.actors[0], mentions=(), pronouns=(Span(0, 6), Span(28, 30)))
    article = replace(reading.document.article, text=text)
    other = replace(reading, document=replace(reading.document, article=article), actors=(borea,), places=(), times=())
    other = replace(other, events=(), claims=(), figures=(), skipped=(), instruments=())
    (actor,) = annotation_of(other)["actors"]
    assert actor["mentions"] == [{"begin": 28, "end": 30, "text": "it", "pronoun": True}]


def test_events_carry_their_fields_and_plover_category(reading: Reading) -> None:
    session = by_id(reading, "events", "session")
    assert session["trigger"] == {**offsets("sat down"), "text": "sat down"}
    assert [session[name] for name in ("types", "plover", "modality", "polarity")] == [
        ["NegotiationSession"],
        "CONSULT",
        "Occurred",
        "Positive",
    ]
    assert [session[name] for name in ("edtf", "earliest", "latest", "precision", "basis")] == [
        "2015-05-05",
        "2015-05-05",
        "2015-05-05",
        "Day",
        "Weekday",
    ]
    assert [session[name] for name in ("place", "part_of", "topics", "confidence")] == [
        "lisbon",
        "round",
        ["Procedure"],
        0.8,
    ]
    assert session["participants"] == [
        {"role": "party", "actor": "aland", "confidence": 1.0},
        {"role": "party", "actor": "borea", "confidence": 1.0},
        {"role": "delegation", "actor": "team", "confidence": 1.0},
    ]


def test_an_event_without_plover_category_or_date_has_null(reading: Reading) -> None:
    assert by_id(reading, "events", "sinking")["plover"] is None
    following = by_id(reading, "events", "next")
    assert [following[name] for name in ("edtf", "earliest", "latest", "precision")] == [None, None, None, "Unknown"]


def test_claims_carry_their_cue_and_speakers(reading: Reading) -> None:
    (claim,) = annotation_of(reading)["claims"]
    assert claim == {
        "id": "share",
        **offsets("We will share the river. Nobody loses"),
        "text": "We will share the river. Nobody loses",
        "kind": "Direct",
        "cue": offsets("told"),
        "speakers": ["sol"],
        "relayed_by": None,
        "about": ["treaty", "session"],
        "confidence": 0.9,
    }


@pytest.mark.parametrize(("value", "number"), [(Decimal("12"), 12), (Decimal("12.0"), 12), (Decimal("2.5"), 2.5)])
def test_figures_are_whole_numbers_where_they_can_be(reading: Reading, value: Decimal, number: float) -> None:
    figures = tuple(replace(figure, value=value) for figure in reading.figures)
    (figure,) = annotation_of(replace(reading, figures=figures))["figures"]
    assert (figure["value"], type(figure["value"])) == (number, type(number))
    assert (figure["low"], figure["high"], figure["bound"]) == (None, None, "AtLeast")


def test_what_was_skipped_may_have_no_place_in_the_text(reading: Reading) -> None:
    skipped = (Skipped("places", None, "no gazetteer"), *reading.skipped)
    told = annotation_of(replace(reading, skipped=skipped))["skipped"]
    assert told == [
        {"stage": "places", "begin": None, "end": None, "reason": "no gazetteer"},
        {"stage": "figures", **offsets("second"), "reason": "an ordinal"},
    ]
