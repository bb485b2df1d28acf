"""Days that a sentence tells by another happening, by an hour, by an invitation, or in the clause beside it."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, roles


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("Chad's premier quit on Monday, hours after rebels attacked a barracks.", "ArmedAttack", "2024-05-13"),
        ("A curfew was imposed on Monday, shortly before rebels attacked the port.", "ArmedAttack", "2024-05-13"),
        ("A judge freed Ana Silva on Friday, two days after soldiers seized her in a coup.", "Coup", "2024-05-08"),
        (
            "A ferry capsized on Tuesday evening. Hours later police arrested the captain.",
            "ArrestOrDetention",
            "2024-05-14",
        ),
        (
            "In 2003, 70 people drowned when the ferry Aurora hit a rock and sank off Crete.",
            "TransportAccident",
            "2003",
        ),
        ("Workers marched on Monday. Police fired tear gas when strikers threw stones.", "Riot", "2024-05-13"),
        ("Clashes broke out on Monday. Jets bombed a convoy at dawn.", "AirOrDroneStrike", "2024-05-13"),
    ],
)
def test_the_day_is_that_of_what_is_told_with_it(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


def test_a_day_after_a_second_subject_is_not_that_of_the_first_act(read: Read) -> None:
    reading = read("The agency said it had delivered food, but that a convoy of aid was blocked on Tuesday.")
    assert edtf(event(reading, "AidDelivery")) == "../2024-05-16"


def test_who_is_summoned_to_a_summit_goes_there_later(read: Read) -> None:
    summit = event(read("Chad's president summoned ministers to a summit in Oslo on Sunday."), "Summit")
    assert (summit.modality, edtf(summit)) == (Modality.EXPECTED, "2024-05-19")


def test_whom_somebody_travels_to_meet_is_met_then(read: Read) -> None:
    meeting = event(
        read("Ana Silva is expected to travel to Oslo on Sunday to meet the Ghanaian president."), "Meeting"
    )
    assert (meeting.modality, edtf(meeting)) == (Modality.EXPECTED, "2024-05-19")


def test_what_somebody_calls_a_coup_has_happened(read: Read) -> None:
    reading = read('Soldiers staged a coup in Chad on Monday. Ana Silva called the coup "wholly illegal".')
    assert [(e.modality, edtf(e)) for e in events(reading, "Coup")] == [(Modality.OCCURRED, "2024-05-13")]


def test_those_between_whom_fighting_rages_are_its_sides(read: Read) -> None:
    reading = read("Fighting raged on Monday between the army and rebels in Chad.")
    assert {("party", "army"), ("party", "rebels")} <= roles(reading, event(reading, "ArmedClash"))
