"""Who "it", "he" and "him" are in wire reports, and what a deal that falls apart or a boast does not tell."""

from __future__ import annotations

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import claim, edtf, event, events, figure, place, roles, speakers, types


def test_it_goes_on_saying_what_a_cited_group_says(read: Read) -> None:
    reading = read(
        "Jets of the navy have hit the port since Monday, according to Human Rights Watch. Nine people were killed, it said."
    )
    assert speakers(reading, claim(reading, "Nine people")) == ["Human Rights Watch"]


def test_he_is_who_spoke_and_not_whom_he_told_of(read: Read) -> None:
    reading = read(
        'A bus crash killed 29 people on Monday. "The driver fell asleep," police chief Emil Stan said. He blamed the owners.'
    )
    assert ("speaker", "Emil Stan") in roles(reading, event(reading, "CriticismOrAccusation"))


def test_who_urges_him_is_somebody_else(read: Read) -> None:
    reading = read("Emil Stan spoke with Igor Volin by telephone on Monday and urged him to halt the raids.")
    assert roles(reading, event(reading, "DemandOrAppeal")) == {("speaker", "Emil Stan"), ("addressee", "Igor Volin")}


def test_the_dead_after_a_semicolon_are_of_the_clash(read: Read) -> None:
    reading = read("Soldiers clashed with rebels in March; four marines were killed.")
    assert figure(reading, "Killed").event == event(reading, "ArmedClash").key


def test_who_never_negotiates_tells_of_no_talks(read: Read) -> None:
    reading = read('"We do not negotiate with kidnappers," spokesman Emil Stan said.')
    assert not events(reading, "NegotiationSession")


def test_the_day_a_truce_falls_apart_is_not_the_day_it_began(read: Read) -> None:
    reading = read("Shells fell on Tuesday as a truce fell apart. The truce took effect on Monday.")
    assert edtf(event(reading, "Ceasefire")) == "2024-05-13"


def test_none_of_the_countries_one_flees_to_is_a_victim(read: Read) -> None:
    reading = read("More than 900 people have fled to Egypt, Chad and Kenya.")
    assert roles(reading, event(reading, "Displacement")) == {("victim", "people")}


def test_a_bus_that_plunges_is_an_accident(read: Read) -> None:
    reading = read("A bus plunged off a road near Lima on Monday, killing nine people.")
    one = event(reading, "TransportAccident")
    assert (edtf(one), place(reading, one)) == ("2024-05-13", "Lima")
    assert "TransportAccident" not in types(read("Shares of the bank plunged on Monday."))
