"""Whose day, place and people they are: news packs several happenings into one sentence."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, name, place, roles, types


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("The minister suspended flights to Chad until the end of 2030.", "TiesOrCooperationCut", "../2024-05-16"),
        ("Under an accord signed in Accra last year, the rebels will free 40 prisoners.", "ReleaseOfPrisoners",
         "2024-05-16/.."),
        ("Under an accord signed in Accra last year, the rebels will free 40 prisoners.", "AgreementSigned", "2023"),
        ("It was the worst flood since 1998, when 90 people drowned in a storm.", "Storm", "1998"),
        ("A drone launched from a hilltop crippled a ferry on Tuesday.", "ShellingOrMissileAttack", "2024-05-14"),
        ("Delegates praised Norway as a partner on Tuesday and called for calm, at a summit chaired by Kenya.", "Summit",
         "2024-05-14"),
        ("Pavel Novak, who met Ana Silva on 3 March, has said that taxes will rise.", "OfficialStatement",
         "2024-05-16"),
        ("In April the assembly passed a motion condemning the raids.", "CriticismOrAccusation", "2024-04"),
        ("The parliament convenes a summit in Oslo on Tuesday.", "Summit", "2024-05-21"),
        ("Chad is holding a referendum on Sunday.", "ReferendumOrVote", "2024-05-19"),
        ("On Tuesday the court freed two miners. Ana Silva thanked it at a rally.", "Demonstration", "2024-05-14"),
        ("Ana Silva was arrested on Monday. Her house was raided and Pavel Novak was put under house arrest, police said.",
         "ArrestOrDetention", "2024-05-13"),
    ],
)  # fmt: skip
def test_a_day_is_that_of_its_own_clause(read: Read, text: str, code: str, when: str) -> None:
    assert when in {edtf(e) for e in events(read(text), code)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The president opens a summit in Oslo on Tuesday.", "Summit"),
        ("Norway's minister meets Kenyan lawmakers in Bern on Friday.", "Meeting"),
        ("Kenya opposed a meeting of the four premiers scheduled for Sunday in Accra.", "Meeting"),
    ],
)
def test_the_present_with_a_day_to_come_lies_ahead(read: Read, text: str, code: str) -> None:
    assert event(read(text), code).modality is Modality.EXPECTED


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("Lawmakers spoke at a summit dominated by the drought in Kenya.", "Summit", None),
        ("A rocket fired from Lebanon hit a bus.", "ShellingOrMissileAttack", None),
        ("Under a pact signed in Accra, the rebels will free 40 prisoners.", "ReleaseOfPrisoners", None),
        ("They attended a meeting held in Accra.", "Meeting", "Accra"),
    ],
)
def test_a_place_is_that_of_its_own_clause(read: Read, text: str, code: str, where: str | None) -> None:
    reading = read(text)
    assert place(reading, event(reading, code)) == where


def test_who_is_killed_when_others_fire_is_killed_by_them(read: Read) -> None:
    reading = read("Two farmers were killed and nine wounded on Monday when Kenyan troops bombarded a market.")
    attack = event(reading, "ShellingOrMissileAttack")
    assert ("victim", "Two farmers") in roles(reading, attack)
    assert {f.event for f in reading.figures} == {attack.key}


def test_who_dies_in_days_of_fighting_dies_of_it(read: Read) -> None:
    reading = read("Rebels shelled a market on Monday. Some 300 troops perished in three weeks of clashes in May 2019.")
    (figure,) = [f for f in reading.figures if f.value == 300]
    assert figure.event == event(reading, "ArmedClash").key


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("Ana Silva was placed under house arrest.", "ArrestOrDetention", {("target", "Ana Silva")}),
        ("Pavel Novak is on trial in Bern.", "CourtHearing", {("target", "Pavel Novak")}),
        ("Ana Silva, a lawyer whom the rebels kidnapped in May, is free.", "AbductionOrCaptiveTaking",
         {("victim", "Ana Silva"), ("perpetrator", "rebels")}),
        ("Two former mayors, Ana Silva and Pavel Novak, were arrested.", "ArrestOrDetention",
         {("target", "Ana Silva"), ("target", "Pavel Novak")}),
        ("Nine hostages are expected to be freed on Sunday.", "ReleaseOfCaptives", {("beneficiary", "Nine hostages")}),
        ("Norway approved nothing. Norway adopted a new package of sanctions against Chad.", "Sanctions",
         {("perpetrator", "Norway"), ("target", "Chad")}),
        ("Kenya, which brokered the truce in May 2019, called on both armies to stop.", "Ceasefire",
         {("mediator", "Kenya")}),
        ("Chad was not invited to a summit in Oslo.", "Summit", set()),
        ("Kenya replaced its army chief.", "Appointment", {("actor", "Kenya")}),
        ("Kenya retired two generals.", "Dismissal", {("actor", "Kenya"), ("target", "two generals")}),
        ("Three miners were hurt by Kenyan fire.", "ArmedAttack", {("perpetrator", "Kenya"), ("victim", "Three miners")}),
    ],
)  # fmt: skip
def test_whom_it_befalls_and_who_does_it(read: Read, text: str, code: str, told: set[tuple[str, str]]) -> None:
    reading = read(text)
    assert roles(reading, event(reading, code)) == told


def test_who_accuses_after_telling_of_losses_is_the_speaker(read: Read) -> None:
    reading = read("The army said three of its drivers had been killed by a mine and accused Chad of laying it.")
    assert roles(reading, event(reading, "CriticismOrAccusation")) == {("speaker", "army"), ("target", "Chad")}


def test_the_two_countries_are_those_that_talk(read: Read) -> None:
    reading = read(
        "Chad and Libya held talks in Bern on Tuesday. The two countries fought a war between 1978 and 1987."
    )
    assert roles(reading, event(reading, "War")) == {("party", "Chad"), ("party", "Libya")}


def test_talks_of_others_are_another_course(read: Read) -> None:
    reading = read(
        "Chad and Libya held a second day of talks in Bern on Tuesday. "
        "Swedish envoys left Nairobi on Monday after four days of talks."
    )
    sides = {frozenset(name(reading, p.actor) for p in e.participants) for e in events(reading, "NegotiationProcess")}
    assert frozenset({"Chad", "Libya"}) in sides
    assert any("Sweden" in side and "Chad" not in side for side in sides)


@pytest.mark.parametrize(
    ("text", "code", "modality"),
    [
        ("Pavel Novak has denied the charges.", "ChargeOrIndictment", Modality.OCCURRED),
        ("The port is besieged by the navy.", "SiegeOrBlockade", Modality.ONGOING),
        ("Ana Silva is under house arrest.", "ArrestOrDetention", Modality.ONGOING),
        ("Kenya accused Pavel Novak of plotting a coup.", "Coup", Modality.HYPOTHETICAL),
        ("Under a pact reached in May, the army will free 40 prisoners.", "AgreementReached", Modality.OCCURRED),
    ],
)
def test_what_is_told_as_done_lasting_or_only_meant(read: Read, text: str, code: str, modality: Modality) -> None:
    assert event(read(text), code).modality is modality


def test_who_is_accused_of_plotting_is_only_accused(read: Read) -> None:
    reading = read("Kenya accused Pavel Novak of plotting a coup.")
    (plotter,) = event(reading, "Coup").participants
    assert plotter.alleged
    assert [name(reading, key) for key in plotter.according_to] == ["Kenya"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nine nurses were sentenced to death.", "Death"),
        ("The king had ruled for 30 years.", "CourtRuling"),
        ("Three miners were wounded by sniper fire.", "Fire"),
        ("Soldiers staged a coup in Chad on Monday. Kenya denounced the takeover.", "BusinessDeal"),
        ("The union rejected an offer.", "AgreementRejected"),
        ("Norway's navy warned that the wreck was a danger to ships.", "ThreatOrUltimatum"),
    ],
)
def test_words_of_other_happenings(read: Read, text: str, code: str) -> None:
    assert code not in types(read(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The tanker was hit by two missiles.", "ShellingOrMissileAttack"),
        ("Rebels took Kabul in April.", "TerritoryCaptured"),
        ("Kenya sent 400 soldiers to the border.", "Deployment"),
        ("Ana Silva was one of four officials who were captured in May.", "AbductionOrCaptiveTaking"),
        ("The union rejected an offer.", "Refusal"),
        ("A panel ruled that the vote was valid.", "CourtRuling"),
        ("Norway's navy warned that its ships would respond.", "ThreatOrUltimatum"),
    ],
)
def test_words_that_tell_it(read: Read, text: str, code: str) -> None:
    assert code in types(read(text))
