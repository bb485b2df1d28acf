"""Who did what to whom: arguments by frame, whatever the construction."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, roles


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        # active and passive
        ("Boko Haram attacked the army.", "ArmedAttack", {("perpetrator", "Boko Haram"), ("target", "army")}),
        ("The army was attacked by Boko Haram.", "ArmedAttack", {("perpetrator", "Boko Haram"), ("target", "army")}),
        ("Police arrested Maria Lopez.", "ArrestOrDetention", {("target", "Maria Lopez")}),
        ("Maria Lopez was arrested by police.", "ArrestOrDetention", {("target", "Maria Lopez")}),
        ("Canada sanctioned Belarus.", "Sanctions", {("perpetrator", "Canada"), ("target", "Belarus")}),
        # nominal
        ("The attack by Boko Haram on Monday shook Chad.", "ArmedAttack", {("perpetrator", "Boko Haram")}),
        ("The attack on the army by Boko Haram shook Chad.", "ArmedAttack", {("perpetrator", "Boko Haram")}),
        ("Russia's invasion of Georgia began in August 2008.", "ArmedAttack", {("perpetrator", "Russia")}),
        ("The Russian invasion of Georgia began in August 2008.", "ArmedAttack", {("perpetrator", "Russia")}),
        ("The war between Eritrea and Ethiopia ended.", "War", {("party", "Eritrea"), ("party", "Ethiopia")}),
        # relative clauses and participles
        ("Boko Haram, which attacked Maiduguri on Sunday, fled.", "ArmedAttack", {("perpetrator", "Boko Haram")}),
        (
            "The soldiers kidnapped by Boko Haram are safe.",
            "AbductionOrCaptiveTaking",
            {("perpetrator", "Boko Haram"), ("victim", "soldiers")},
        ),
        # coordination
        ("Kenya and Uganda signed a treaty.", "AgreementSigned", {("party", "Kenya"), ("party", "Uganda")}),
        (
            "Olaf Scholz met Xi Jinping and Narendra Modi.",
            "Meeting",
            {("party", "Olaf Scholz"), ("party", "Xi Jinping"), ("party", "Narendra Modi")},
        ),
        (
            "Olaf Scholz visited Beijing and met Xi Jinping.",
            "Meeting",
            {("party", "Olaf Scholz"), ("party", "Xi Jinping")},
        ),
        # light verbs
        (
            "The army launched an offensive against the rebels.",
            "ArmedAttack",
            {("perpetrator", "army"), ("target", "rebels")},
        ),
        ("Boko Haram carried out an attack on Monday.", "ArmedAttack", {("perpetrator", "Boko Haram")}),
        ("An attack was carried out by Boko Haram on Monday.", "ArmedAttack", {("perpetrator", "Boko Haram")}),
        ("Olaf Scholz held a meeting with Xi Jinping.", "Meeting", {("party", "Olaf Scholz"), ("party", "Xi Jinping")}),
        # infinitives
        ("Chad tried to invade Libya.", "ArmedAttack", {("perpetrator", "Chad")}),
        ("Envoys were sent to meet Xi Jinping.", "Meeting", {("party", "Xi Jinping")}),
        # frames of single types
        ("Norway presented a plan to Cyprus.", "Proposal", {("proposer", "Norway")}),
        ("Germany pledged 20 million euros to Sudan.", "AidPledge", {("supporter", "Germany")}),
        (
            "The Supreme Court sentenced Maria Lopez to ten years.",
            "ConvictionOrSentence",
            {("actor", "Supreme Court"), ("target", "Maria Lopez")},
        ),
        ("The pirates released Maria Lopez and other hostages.", "ReleaseOfCaptives", {("beneficiary", "Maria Lopez")}),
        ("Anna Berg resigned.", "Resignation", {("actor", "Anna Berg")}),
        ("Sweden rejected the plan.", "AgreementRejected", {("party", "Sweden")}),
        ("The rebel leader, Jonas Savimbi, attacked Angola's army.", "ArmedAttack", {("perpetrator", "Jonas Savimbi")}),
    ],
)
def test_arguments_have_the_roles_of_the_frame(
    read: Read, text: str, code: str, expected: set[tuple[str, str]]
) -> None:
    reading = read(text)
    assert expected <= roles(reading, event(reading, code))


@pytest.mark.parametrize(
    ("text", "code", "outcome"),
    [
        ("Rebels killed Jose Ramos.", "ArmedAttack", "killed"),
        ("Jose Ramos was assassinated in March.", "AssassinationOrAttempt", "killed"),
        ("Jose Ramos was wounded by rebels.", "ArmedAttack", "wounded"),
        ("Pirates kidnapped Jose Ramos.", "AbductionOrCaptiveTaking", "taken captive"),
        ("Jose Ramos was taken hostage by pirates.", "AbductionOrCaptiveTaking", "taken captive"),
        ("Jose Ramos survived an assassination attempt in Quito.", "AssassinationOrAttempt", "survived"),
    ],
)
def test_what_became_of_somebody_is_told(read: Read, text: str, code: str, outcome: str) -> None:
    reading = read(text)
    found = {p.outcome for p in event(reading, code).participants if p.role in {"victim", "target"}}
    assert found == {outcome}


def test_a_survivor_is_the_target_and_no_doer(read: Read) -> None:
    reading = read("Jose Ramos survived an assassination attempt in Quito.")
    assert roles(reading, event(reading, "AssassinationOrAttempt")) == {("target", "Jose Ramos")}


def test_nobody_is_doer_and_target_of_one_event(read: Read) -> None:
    reading = read("Rebels attacked the army on Monday. The attack by the rebels killed four soldiers.")
    doers = {p.actor for e in reading.events for p in e.participants if p.role == "perpetrator"}
    harmed = {p.actor for e in reading.events for p in e.participants if p.role in {"victim", "target"}}
    assert doers
    assert harmed
    assert not doers & harmed


def test_who_is_only_named_beside_an_event_takes_no_part(read: Read) -> None:
    reading = read("Anna Berg was in Oslo when Boko Haram attacked Maiduguri.")
    assert "Anna Berg" not in {actor for _, actor in roles(reading, event(reading, "ArmedAttack"))}


def test_the_outlet_that_tells_of_an_attack_takes_no_part_in_it(read: Read) -> None:
    reading = read("Boko Haram attacked Maiduguri on Monday, Reuters reported.")
    assert roles(reading, event(reading, "ArmedAttack")) == {("perpetrator", "Boko Haram")}


def test_who_replaces_another_gets_the_post(read: Read) -> None:
    reading = read("Lars Holm resigned. He was replaced by Mette Juul.")
    assert roles(reading, event(reading, "Appointment")) == {("beneficiary", "Mette Juul"), ("target", "Lars Holm")}


def test_who_leads_a_march_mediates_nothing(read: Read) -> None:
    reading = read("Anna Berg led a march through Turin on Monday.")
    assert roles(reading, event(reading, "Demonstration")) == {("actor", "Anna Berg")}
