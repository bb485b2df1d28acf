"""What stands in a sentence of its own beside its event: mediators, aftershocks, tolls, agreements to do something."""

from __future__ import annotations

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, roles

TALKS = "Chad and Libya ended a round of talks in Oslo on Monday. "


def test_who_has_mediated_is_the_mediator_and_no_second_event(read: Read) -> None:
    reading = read(TALKS + "Qatar, which has mediated between the two countries since 2021, said both were serious.")
    assert not events(reading, "Mediation")
    assert ("mediator", "Qatar") in roles(reading, event(reading, "NegotiationProcess"))


def test_a_mediation_between_others_stays_an_event(read: Read) -> None:
    reading = read(TALKS + "Qatar has mediated between Kenya and Uganda in Doha.")
    assert len(events(reading, "Mediation")) == 1


def test_talks_that_are_adjourned_were_held_that_day(read: Read) -> None:
    reading = read("Talks between Chad and Libya were adjourned on Tuesday until next Monday.")
    assert [(e.modality, edtf(e)) for e in events(reading, "NegotiationSession")] == [
        (Modality.OCCURRED, "2024-05-14"),
        (Modality.EXPECTED, "2024-05-20"),
    ]


def test_nothing_has_happened_in_a_round_to_come(read: Read) -> None:
    reading = read("Chad walked out of talks with Libya. Norway offered to host the next round in Oslo.")
    ahead = {e.key for e in events(reading, "NegotiationRound") if e.modality is Modality.EXPECTED}
    assert event(reading, "WalkOut").part_of not in ahead


def test_what_an_aftershock_does_is_not_done_by_the_quake(read: Read) -> None:
    reading = read(
        "A quake hit Peru on Monday, killing nine people. It was followed by aftershocks. One of them brought down a church, "
        "injuring six worshippers."
    )
    wounded = next(f for f in reading.figures if f.measure == "Wounded")
    killed = next(f for f in reading.figures if f.measure == "Killed")
    assert wounded.event != killed.event


def test_the_death_toll_is_that_of_the_toll_told_last(read: Read) -> None:
    reading = read(
        "A quake hit Peru on Monday, killing nine people. A flood hit Chile in May 2010. Schools were shut. Shops were shut. "
        "The Red Cross put the death toll at 12."
    )
    assert len({f.event for f in reading.figures if f.measure == "Killed"}) == 1
    assert [f.value for f in reading.figures if f.measure == "Killed"] == [9, 12]


def test_an_agreement_to_swap_prisoners_agrees_on_it(read: Read) -> None:
    reading = read("A round in Doha in March ended with an agreement to exchange prisoners.")
    assert event(reading, "CaptiveAndPrisonerExchange").modality is Modality.AGREED


def test_those_who_hold_people_accused_by_others_accuse_nobody(read: Read) -> None:
    assert not events(read("Police detained four men accused of looting."), "CriticismOrAccusation")
