"""What looks like an act of saying, a side or an event and is none; who stands behind a post, a swap or a source."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, name, place, roles, speakers, types


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A nurse was pushed down the stairs, the union said.", "DemandOrAppeal"),
        ("Ana Silva was charged with homicide with possible intent.", "Homicide"),
        ("Mobile phone calls were cut off on Monday.", "PhoneCall"),
        ("Officials have stopped trams from running.", "Strike"),
    ],
)
def test_what_only_sounds_like_it_is_none(read: Read, text: str, code: str) -> None:
    assert code not in types(read(text))


def test_those_talked_about_sit_at_no_table(read: Read) -> None:
    reading = read("Talks between Chad and Libya, involving 300 detainees, broke down in Oslo on Monday.")
    assert roles(reading, event(reading, "TalksBrokenOff")) == {("party", "Chad"), ("party", "Libya")}


def test_whoever_is_captured_was_captured_whatever_is_demanded(read: Read) -> None:
    reading = read("Rebels demanded the release of generals captured in May.")
    assert event(reading, "AbductionOrCaptiveTaking").modality is Modality.OCCURRED


@pytest.mark.parametrize(
    "text", ["Relatives waited for hours in the rain.", "A nurse, who asked not to be named, left Oslo on Monday."]
)
def test_waiting_for_hours_and_staying_unnamed_are_no_claims(read: Read, text: str) -> None:
    assert not read(text).claims


def test_a_name_beside_the_post_after_as_is_whom_it_befalls(read: Read) -> None:
    reading = read("His successor as party leader, Pavel Novak, was jailed for two years in May.")
    assert ("target", "Pavel Novak") in roles(reading, event(reading, "ConvictionOrSentence"))


def test_a_swap_that_frees_people_is_an_exchange(read: Read) -> None:
    assert edtf(event(read("A swap in March 2020 freed 40 captives."), "CaptiveAndPrisonerExchange")) == "2020-03"


def test_supporters_who_gather_outside_demonstrate(read: Read) -> None:
    reading = read("Hundreds of supporters gathered outside the court on Monday.")
    assert edtf(event(reading, "Demonstration")) == "2024-05-13"


def test_a_country_that_had_coups_staged_none(read: Read) -> None:
    reading = read("Chad had two coups in 2019.")
    assert not roles(reading, event(reading, "Coup"))


def test_a_war_has_not_the_day_of_who_speaks(read: Read) -> None:
    reading = read("Envoys trying to end Chad's conflict said on Monday that a truce was near.")
    assert edtf(event(reading, "War")) != "2024-05-13"


def test_what_is_struck_is_no_second_deal(read: Read) -> None:
    reading = read("On Monday Chad struck a deal with private banks.")
    assert len([e for e in reading.events if {"AgreementReached", "BusinessDeal"} & set(e.types)]) == 1


def test_a_meeting_that_was_put_off_is_not_the_next_one(read: Read) -> None:
    reading = read("Ministers put off a meeting in Oslo. They will meet on Monday.")
    assert {e.modality for e in events(reading, "Meeting")} == {Modality.POSTPONED, Modality.EXPECTED}


def test_where_the_source_sits_is_not_where_it_happened(read: Read) -> None:
    reading = read("Hundreds have fallen ill, according to the government in Bamako.")
    assert place(reading, event(reading, "IllnessOrInjury")) is None


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("In neighbouring Mali, the army staged a coup.", "Coup", "Mali"),
        ("A quake killed nine people in the mountains of western Nepal.", "Earthquake", "Nepal"),
    ],
)
def test_a_place_is_found_behind_its_neighbourhood_and_its_mountains(
    read: Read, text: str, code: str, where: str
) -> None:
    reading = read(text)
    assert place(reading, event(reading, code)) == where


def test_the_adjective_of_a_country_is_no_town(read: Read) -> None:
    reading = read("ASTANA, Kazakhstan - Ana Silva arrived in the Kazakh capital on Monday.")
    assert {p.label for p in reading.places} == {"Astana", "Kazakhstan"}


def test_a_dateline_of_two_towns_names_nobody(read: Read) -> None:
    reading = read(
        "BAMAKO/DAKAR, May 16 (Reuters) - Chad and Libya exchanged 40 prisoners on Thursday, the Red Cross said."
    )
    assert ("party", "Reuters") not in roles(reading, event(reading, "CaptiveAndPrisonerExchange"))
    (claim,) = reading.claims
    assert claim.text.startswith("Chad and Libya")
    assert speakers(reading, claim) == [name(reading, claim.speakers[0])]
