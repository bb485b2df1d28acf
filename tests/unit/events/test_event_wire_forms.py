"""Forms that wire reports favour: a day before its verb, what is only due, who was freed of how many, what is forced."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import claim, edtf, event, events, figure, place, roles, speakers

PRESENT = "2024-05-16"


def test_a_day_between_speaker_and_verb_is_no_part_of_what_is_asked(read: Read) -> None:
    reading = read("President Ana Silva on Monday urged both sides to show restraint.")
    assert edtf(event(reading, "DemandOrAppeal")) == "2024-05-13"
    assert claim(reading, "restraint").text == "both sides to show restraint"


def test_a_second_saying_after_a_semicolon_has_not_said_the_first(read: Read) -> None:
    reading = read("Greenpeace on Sunday accused the navy of hiding the leak; the navy called the report false.")
    assert not [c for c in reading.claims if "Greenpeace" in c.text]
    assert len(speakers(reading, claim(reading, "report false"))) == 1


def test_the_day_on_which_a_toll_rose_is_not_that_of_the_disaster(read: Read) -> None:
    reading = read(
        "Rescuers dug on Sunday as the death toll from an earthquake in Chile rose to 32. The quake struck on Friday."
    )
    assert edtf(event(reading, "Earthquake")) == "2024-05-10"


@pytest.mark.parametrize(
    ("text", "code", "when", "where"),
    [
        ("The premier is due in Oslo on Friday for a summit.", "Summit", "2024-05-17", "Oslo"),
        ("The first meeting of the committee was set for 22 June.", "Meeting", "2024-06-22", None),
        ("Anna Berg is due to meet union leaders on Friday.", "Meeting", "2024-05-17", None),
        ("Anna Berg met Emil Stan in Oslo on Monday and travels to Rome on Friday.", "Visit", "2024-05-17", "Rome"),
    ],
)
def test_what_is_due_lies_ahead(read: Read, text: str, code: str, when: str, where: str | None) -> None:
    reading = read(text)
    one = event(reading, code)
    assert (one.modality, edtf(one), place(reading, one)) == (Modality.EXPECTED, when, where)


def test_who_is_due_to_meet_somebody_takes_part(read: Read) -> None:
    reading = read("Prime Minister Anna Berg is due to meet Emil Stan on Friday.")
    assert {("party", "Anna Berg"), ("party", "Emil Stan")} <= roles(reading, event(reading, "Meeting"))


def test_what_is_demanded_has_no_day_gone_by(read: Read) -> None:
    reading = read(
        "Crowds demanded the resignation of the mayor, in the largest rally since the election two weeks ago."
    )
    assert edtf(event(reading, "Resignation")) == f"{PRESENT}/.."


def test_those_freed_of_a_number_are_freed(read: Read) -> None:
    reading = read("Pirates freed 12 of the 30 fishermen they had seized off Kenya, the navy said.")
    assert ("beneficiary", "fishermen") in roles(reading, event(reading, "ReleaseOfCaptives"))
    assert figure(reading, "Released").value == 12


def test_the_object_of_a_clause_without_pronoun_is_the_noun_before_it(read: Read) -> None:
    reading = read("A court in Lima tried the rebels the police arrested in May.")
    assert ("target", "rebels") in roles(reading, event(reading, "ArrestOrDetention"))


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("Eleven miners were killed in a fire in Lima.", "Killed", 11),
        ("Some 60 bodies were taken to a morgue in Lima after a fire on Monday.", "Killed", 60),
        ("A fire in Lima killed six, and 34 bodies were taken to hospitals.", "Killed", 6),
        ("Clashes in Chad forced more than 20,000 people to flee.", "Displaced", 20000),
    ],
)
def test_tolls_are_counted(read: Read, text: str, measure: str, value: int) -> None:
    reading = read(text)
    assert value in [f.value for f in reading.figures if f.measure == measure]
    assert not [f for f in reading.figures if f.measure == "Wounded"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Clashes in Chad forced 20,000 people to flee their homes.", "Displacement"),
        ("Police used water cannon to disperse a crowd in Lima.", "ProtestWithIntervention"),
        ("The general failed to stop attacks by rebels in Chad.", "ArmedAttack"),
    ],
)
def test_what_is_forced_or_cannot_be_stopped_happens(read: Read, text: str, code: str) -> None:
    assert event(read(text), code).modality is Modality.OCCURRED


def test_where_one_flees_to_is_no_victim(read: Read) -> None:
    reading = read("Olga Kim, who fled to Kenya in May, called for a strike.")
    assert roles(reading, event(reading, "Displacement")) == {("victim", "Olga Kim")}


def test_those_among_the_dead_have_not_shot(read: Read) -> None:
    reading = read("Gunmen shot dead 11 people, among them three nurses, in Kano.")
    found = roles(reading, event(reading, "ArmedAttack"))
    assert ("victim", "people") in found
    assert {role for role, _ in found} == {"perpetrator", "victim"}


def test_nobody_accuses_by_cutting_aid(read: Read) -> None:
    reading = read("Norway cut aid to Chad in 2021 after the army was accused of looting villages.")
    assert "speaker" not in {role for role, _ in roles(reading, event(reading, "CriticismOrAccusation"))}


def test_the_present_with_a_day_behind_is_not_ahead(read: Read) -> None:
    reading = read("The court hears the case against Emil Stan, who was arrested on Monday.")
    assert [edtf(e) for e in events(reading, "ArrestOrDetention")] == ["2024-05-13"]
