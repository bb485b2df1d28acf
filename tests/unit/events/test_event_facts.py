"""What is taken for granted, or lies open, by the words beside an event."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, events


@pytest.mark.parametrize(
    ("text", "code", "modality"),
    [
        ("This appears to have been a well-planned attack, she said.", "ArmedAttack", Modality.OCCURRED),
        ('"Stop the bloodshed in Chad," they chanted.', "WarEnds", Modality.HYPOTHETICAL),
        ("He kept silent before the judge's ruling, which is expected next week.", "CourtRuling", Modality.EXPECTED),
        ("She is weighing the points raised in the meeting.", "Meeting", Modality.OCCURRED),
        ("They hope to find the body of a pilot kidnapped by rebels.", "AbductionOrCaptiveTaking", Modality.OCCURRED),
        ("A goal of the three-day visit was the signing of a treaty.", "Visit", Modality.OCCURRED),
        ("She looked forward to visiting Kenya.", "Visit", Modality.EXPECTED),
        ("He should go, by an order upheld by the minister.", "CourtRuling", Modality.OCCURRED),
        ("Chad helped end the war in Sudan four years ago.", "War", Modality.OCCURRED),
        ("Berg faces a federal charge of fraud.", "ChargeOrIndictment", Modality.OCCURRED),
        ("The mayor gave no reason for the expulsions.", "Deportation", Modality.OCCURRED),
        ("He asked for clues leading to the arrest of the thief.", "ArrestOrDetention", Modality.HYPOTHETICAL),
        ("Emil Stan was flown to Chad for trial.", "CourtHearing", Modality.EXPECTED),
    ],
)
def test_the_words_beside_an_event_decide(read: Read, text: str, code: str, modality: Modality) -> None:
    assert event(read(text), code).modality is modality


def test_police_who_were_forced_to_use_tear_gas_used_it(read: Read) -> None:
    reading = read("Police were forced to use tear gas to disperse a crowd.")
    assert {e.modality for e in events(reading, "ProtestWithIntervention")} == {Modality.OCCURRED}


def test_the_last_of_a_list_of_plans_is_planned(read: Read) -> None:
    reading = read("She was scheduled to lay flowers, thank guards who survived the blast and meet with Emil Stan.")
    assert event(reading, "Meeting").modality is Modality.EXPECTED


def test_a_fragment_with_an_infinitive_alone_is_read(read: Read) -> None:
    reading = read("Their aim is clear. To urge him to end the war.")
    assert event(reading, "War").modality is Modality.ONGOING


def test_an_assassination_that_is_told_as_done_stays_done(read: Read) -> None:
    reading = read(
        "The murder of Emil Stan shocked Oslo. Police say she was trying to frighten voters by killing Stan."
    )
    assert event(reading, "Homicide").modality is Modality.OCCURRED
