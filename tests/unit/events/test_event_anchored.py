"""Days counted from the main clause, records since a year, and what one verb and its subject tell together."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, roles


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("The lake froze on Monday, two days after a quake shook the village.", "Earthquake", "2024-05-11"),
        ("Pavel Novak resigned on Tuesday, a week after the mayor was arrested.", "ArrestOrDetention", "2024-05-07"),
        ("Ana Silva was freed on Friday, three months after she was kidnapped.", "AbductionOrCaptiveTaking", "2024-02"),
        ("Ana Silva died on Friday, two years after she won the election.", "Election", "2022"),
        ("Chad closed the border on Friday, a day before an election.", "Election", "2024-05-11"),
        ("Pavel Novak resigned, a week after the mayor was arrested.", "ArrestOrDetention", "../2024-05-16"),
    ],
)
def test_a_day_is_counted_from_the_main_clause(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("The talks, the first since 2011, were hosted by Kenya and closed on Tuesday.", "NegotiationRound", "2024-05-14"),
        ("It was the worst breach of the truce since 2019.", "Ceasefire", "../2024-05-16"),
        ("The pact was shaken on Tuesday by shelling in which two nuns were hurt.", "ShellingOrMissileAttack",
         "2024-05-14"),
    ],
)  # fmt: skip
def test_a_record_since_a_year_is_not_of_that_year(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


@pytest.mark.parametrize(
    ("text", "code", "modality"),
    [
        ("Chad and Libya agreed to a truce that came into force on Monday.", "Ceasefire", Modality.OCCURRED),
        ("Kenyans go to the polls on Sunday.", "Election", Modality.EXPECTED),
        ("Ana Silva will host Pavel Novak in Oslo on Sunday.", "Meeting", Modality.EXPECTED),
    ],
)
def test_what_took_effect_has_occurred_and_what_comes_is_expected(
    read: Read, text: str, code: str, modality: Modality
) -> None:
    assert event(read(text), code).modality is modality


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("Judges removed President Joseph Tembo from office.", "GovernmentChange", {("target", "Joseph Tembo")}),
        ("Rebels seized a bridge after a battle with the army.", "ArmedClash", {("party", "Rebels"), ("party", "army")}),
        ("Rebels handed over the bodies of two soldiers and the remains of nine hostages.", "ReleaseOfCaptives",
         {("party", "Rebels")}),
    ],
)  # fmt: skip
def test_who_is_meant(read: Read, text: str, code: str, told: set[tuple[str, str]]) -> None:
    reading = read(text)
    assert told <= roles(reading, event(reading, code))


def test_who_does_it_is_no_second_attack(read: Read) -> None:
    reading = read("A suicide bomber blew himself up near a market in Kano on Monday, killing four traders.")
    assert len(events(reading, "SuicideAttack")) == 1


def test_talks_that_are_mediated_are_one_happening(read: Read) -> None:
    assert not events(read("The talks between Chad and Libya were mediated by Norway."), "Mediation")


def test_who_is_shot_dead_is_killed(read: Read) -> None:
    assert [(f.measure, f.value) for f in read("Police shot dead three protesters in Kano.").figures] == [("Killed", 3)]
