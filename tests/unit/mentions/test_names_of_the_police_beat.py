"""Nicknames in quotation marks, crimes and streets in capitals, teams and sources told of again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.mentions.actors import find_actors
from kg.model import Actor, Document

Parse = Callable[[str], Document]


def told(parse: Parse, text: str) -> dict[str, list[str]]:
    """The words that each actor is named by."""
    actors, _ = find_actors(parse(text))
    return {actor.label: _words(actor, text) for actor in actors if actor.mentions}


def _words(actor: Actor, text: str) -> list[str]:
    return [span.cut(text) for span in actor.mentions]


@pytest.mark.parametrize(
    ("text", "label", "mentions"),
    [
        ('Marco "the Owl" Conti has died. Conti was 77.', 'Marco "the Owl" Conti', ['Marco "the Owl" Conti', "Conti"]),
        (
            'Deputy Luis "Skip" Ortega was shot on Sunday. Ortega died.',
            'Luis "Skip" Ortega',
            ['Luis "Skip" Ortega', "Ortega"],
        ),
        ("Rosa (Nina) Alba was killed on Sunday.", "Rosa (Nina) Alba", ["Rosa (Nina) Alba"]),
    ],
)
def test_a_nickname_stands_inside_the_name(parse: Parse, text: str, label: str, mentions: list[str]) -> None:
    assert told(parse, text)[label] == mentions


def test_an_agency_in_brackets_is_no_nickname(parse: Parse) -> None:
    assert "(AP)" not in " ".join(told(parse, "Paris (AP) Police in Paris said Pavel Novak had left."))


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("Pavel Novak was arrested for DUI on Sunday.", "DUI"),
        ("Pavel Novak was charged with Vehicular Manslaughter.", "Vehicular Manslaughter"),
        ("Pavel Novak, 34, was found near the Ostrava Glacier on Sunday.", "Ostrava Glacier"),
        ("Pavel Novak was seen on Rue de Navarre on Sunday.", "Rue de Navarre"),
        ("The quake hit the town of Sarab Leng. Sarab Leng was damaged.", "Sarab Leng"),
    ],
)
def test_crimes_streets_and_towns_are_nobody(parse: Parse, text: str, nobody: str) -> None:
    assert not any(nobody in mention for mentions in told(parse, text).values() for mention in mentions)


def test_police_without_more_words_are_the_police_told_of(parse: Parse) -> None:
    text = "Kenyan police clashed with students in Nairobi. Police used tear gas."
    assert told(parse, text)["Kenyan police"] == ["Kenyan police", "Police"]


def test_the_source_with_the_same_words_is_the_source_of_before(parse: Parse) -> None:
    text = "A police source said four men had fled. The police source said they had guns."
    assert told(parse, text)["police source"] == ["A police source", "The police source"]


def test_a_team_is_called_by_its_plural(parse: Parse) -> None:
    text = "San Marco Tigers beat Lund Lions on Sunday. The Tigers sacked their coach."
    assert told(parse, text)["San Marco Tigers"] == ["San Marco Tigers", "Tigers"]


@pytest.mark.parametrize(
    "text",
    [
        "Pavel Novak, 23, fled on Sunday. The 23-year-old was arrested on Monday.",
        "Police sought 23-year-old Pavel Novak on Sunday. The 23-year-old driver was arrested on Monday.",
    ],
)
def test_who_is_called_by_an_age_is_the_one_person_of_that_age(parse: Parse, text: str) -> None:
    assert len(told(parse, text)["Pavel Novak"]) == 2


def test_who_is_known_by_an_age_alone_is_somebody(parse: Parse) -> None:
    text = "Pavel Novak, 23, and Jan Berg, 23, fled. A gunman killed a 9-year-old. The 23-year-old was shot."
    labels = set(told(parse, text))
    assert {"9-year-old", "23-year-old", "Pavel Novak", "Jan Berg"} <= labels


def test_a_company_is_called_by_its_first_word(parse: Parse) -> None:
    text = "Kestrel Foods closed a plant. Kestrel said 20 people were dismissed."
    assert told(parse, text)["Kestrel Foods"] == ["Kestrel Foods", "Kestrel"]


def test_the_air_force_is_the_one_named_before(parse: Parse) -> None:
    text = "The US Air Force chose a bidder on Monday. The Air Force said the price was right."
    assert told(parse, text)["US Air Force"] == ["US Air Force", "Air Force"]


def test_the_teenager_has_a_name_from_the_apposition_on(parse: Parse) -> None:
    text = "Police shot a teenager in Lund. The teenager, Pavel Novak, died. The teenager was in school."
    assert told(parse, text)["Pavel Novak"] == ["a teenager", "Pavel Novak", "The teenager"]


def test_two_who_are_called_the_same_stay_apart(parse: Parse) -> None:
    text = "The nurse, Eva Berg, wept. The nurse, Ana Silva, left. The nurse was hurt."
    found = told(parse, text)
    assert found["Eva Berg"] == ["Eva Berg"]
    assert found["Ana Silva"] == ["Ana Silva"]


def test_he_who_speaks_is_nobody_inside_the_quotation(parse: Parse) -> None:
    text = 'Pavel Novak said many things could explain it. "It is the driver on the left," he said.'
    actors, _ = find_actors(parse(text))
    assert [span.cut(text) for actor in actors if actor.label == "Pavel Novak" for span in actor.pronouns] == ["he"]
