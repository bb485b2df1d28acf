"""People, bodies and places read together, as every article is: one name, and who or what it is here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.mentions.gazetteer import Gazetteer, open_gazetteer
from kg.mentions.read import read_mentions
from kg.model import Actor, ActorType, Document, Mentions

Parse = Callable[[str], Document]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer(quiet=True)


@pytest.fixture
def read(parse: Parse, gazetteer: Gazetteer) -> Callable[[str], Mentions]:
    return lambda text: read_mentions(parse(text), gazetteer)


def who(mentions: Mentions) -> dict[str, ActorType]:
    return {actor.label: actor.type for actor in mentions.actors if actor.mentions}


def where(mentions: Mentions, text: str) -> list[str]:
    return sorted(span.cut(text) for place in mentions.places for span in place.mentions)


def metonyms(mentions: Mentions, text: str) -> list[str]:
    return sorted(span.cut(text) for place in mentions.places for span in place.metonyms)


@pytest.mark.parametrize(
    ("text", "actors", "places", "acting_places"),
    [
        ("Gaza officials said the bakery would reopen.", {"Gaza officials": "AnonymousSource"}, [], ["Gaza"]),
        ("Paris Hilton opened a shop in Lisbon.", {"Paris Hilton": "Person"}, ["Lisbon"], []),
        ("Jordan said it would host the games.", {"Jordan": "State"}, [], ["Jordan"]),
        ("Floods closed roads in Jordan.", {}, ["Jordan"], []),
        ("Michael Jordan opened a shop. Jordan sold shoes.", {"Michael Jordan": "Person"}, [], []),
        ("Chad Smith plays the drums.", {"Chad Smith": "Person"}, [], []),
        ("Islamabad said it would send pumps.", {"Pakistan": "State"}, [], ["Islamabad"]),
        ("A boiler burst in Islamabad.", {}, ["Islamabad"], []),
        ("Washington rejected the offer.", {"United States": "State"}, [], ["Washington"]),
        ("Storms closed the harbour in Washington.", {}, ["Washington"], []),
        ("Downing Street said the plan was dead.", {"Downing Street": "Organisation"}, [], []),
        ("Rain fell outside Downing Street.", {}, ["Downing Street"], []),
        ("The Kremlin denied the report.", {"Kremlin": "Organisation"}, [], []),
        ("A tanker was seized in the Strait of Hormuz.", {}, ["Strait of Hormuz"], []),
        ("Trucks waited at the Torkham crossing.", {}, ["Torkham crossing"], []),
        ("Snow fell on the Zaatari camp.", {}, ["Zaatari camp"], []),
        ("A ferry sank in the Red Sea.", {}, ["Red Sea"], []),
    ],
)
def test_a_name_is_somebody_or_somewhere(
    read: Callable[[str], Mentions], text: str, actors: dict[str, str], places: list[str], acting_places: list[str]
) -> None:
    mentions = read(text)
    assert who(mentions) == actors
    assert where(mentions, text) == places
    assert metonyms(mentions, text) == acting_places


@pytest.mark.parametrize("name", ["Crimea", "Kashmir", "Abkhazia", "Western Sahara", "the Golan Heights"])
def test_disputed_land_and_its_towns_have_no_country(read: Callable[[str], Mentions], name: str) -> None:
    mentions = read(f"A bus fell into a gorge in {name}.")
    assert [place.country for place in mentions.places] == [None]


@pytest.mark.parametrize("name", ["Torkham crossing", "Rafah crossing", "Red Sea", "Strait of Hormuz"])
def test_what_lies_between_states_is_given_to_none(read: Callable[[str], Mentions], name: str) -> None:
    mentions = read(f"Two drivers were hurt at the {name} at noon.")
    assert [(place.country, place.latitude is not None) for place in mentions.places if place.mentions] == [
        (None, True)
    ]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Foreign Minister Ada Brandt met Prime Minister Olu Falk.", ["Foreign Minister", "Prime Minister"]),
        ("Former president Ada Brandt opened the bridge.", ["Former president"]),
        ("Ada Brandt, then the deputy mayor, signed the lease.", ["then the deputy mayor"]),
    ],
)
def test_titles_are_those_of_the_article(read: Callable[[str], Mentions], text: str, titles: list[str]) -> None:
    assert [tie.title for actor in read(text).actors for tie in actor.affiliations] == titles


def test_nobody_has_an_identity_elsewhere_by_name_alone(read: Callable[[str], Mentions]) -> None:
    mentions = read("George Washington of Springfield met Reuters staff and Kenyan officials at the Blue Kite Society.")
    linked = {actor.label for actor in mentions.actors if _is_linked(actor)}
    assert linked == {"Reuters", "Kenya"}
    assert [place.geonames for place in mentions.places if place.label == "Springfield"] in ([], [None])


def _is_linked(actor: Actor) -> bool:
    return bool(actor.links)
