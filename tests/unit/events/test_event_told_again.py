"""One happening told in several words, and rounds that were put off."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, name, roles


def test_a_judgement_is_told_by_sentence_verdict_and_finding(read: Read) -> None:
    reading = read(
        "A court in Oslo on Monday sentenced Pavel Novak to nine years in prison. He wept as Judge Ana Silva read the verdict. "
        "He was convicted of arson."
    )
    (judgement,) = [e for e in reading.events if {"ConvictionOrSentence", "CourtRuling"} & set(e.types)]
    assert (edtf(judgement), len(judgement.mentions)) == ("2024-05-13", 3)


def test_judgements_on_others_are_others(read: Read) -> None:
    reading = read(
        "A court in Oslo on Monday sentenced Pavel Novak to nine years in prison. Ana Silva was convicted of arson."
    )
    assert len(events(reading, "ConvictionOrSentence")) == 2


def test_a_noun_made_of_the_verb_tells_it_again(read: Read) -> None:
    reading = read("Chad and Libya signed a treaty. Kenya hailed the signing in Oslo on Monday.")
    assert roles(reading, event(reading, "AgreementSigned")) == {("party", "Chad"), ("party", "Libya")}


def test_another_word_for_the_news_is_not_what_was_years_ago(read: Read) -> None:
    reading = read(
        "Soldiers in Kenya staged a coup on Monday. A coup had failed in June 2003. Norway recalled aid after the putsch."
    )
    new, _ = sorted(events(reading, "Coup"), key=lambda e: len(e.mentions), reverse=True)
    assert (edtf(new), len(new.mentions)) == ("2024-05-13", 2)


def test_one_volley_is_one_act(read: Read) -> None:
    assert (
        len(events(read("Officers used tear gas and water cannon against marchers."), "ProtestWithIntervention")) == 1
    )


def test_a_round_that_was_put_off_is_another_and_has_its_new_day(read: Read) -> None:
    reading = read(
        "Chad and Libya ended a fourth day of talks in Oslo on Tuesday. A fifth round was put off until 24 May."
    )
    rounds = {(e.ordinal, e.modality, edtf(e)) for e in events(reading, "NegotiationRound")}
    assert rounds == {(None, Modality.OCCURRED, "2024-05-14"), (5, Modality.POSTPONED, "2024-05-24")}


@pytest.mark.parametrize("when", ["until 3 June", "to 3 June"])
def test_what_is_postponed_has_its_new_day(read: Read, when: str) -> None:
    vote = event(read(f"The vote was postponed {when}."), "ReferendumOrVote")
    assert (vote.modality, edtf(vote)) == (Modality.POSTPONED, "2024-06-03")


def test_who_speaks_weeks_after_what_was_told_before_speaks_today(read: Read) -> None:
    reading = read("The party won an election on 20 March. Kenya called for a recount.")
    assert edtf(event(reading, "DemandOrAppeal")) == "2024-05-16"


def test_guarantors_mediate(read: Read) -> None:
    reading = read("Norway and Kenya served as guarantors.")
    assert roles(reading, event(reading, "Mediation")) == {("mediator", "Norway"), ("mediator", "Kenya")}


def test_talks_that_are_broken_off_are_those_told_of(read: Read) -> None:
    reading = read("Chad and the FARC held talks in Oslo in April. In May the army broke off negotiations.")
    assert {name(reading, p.actor) for e in events(reading, "NegotiationProcess") for p in e.participants} >= {"Chad"}
    assert len(events(reading, "NegotiationProcess")) == 1


@pytest.mark.parametrize("together", ["Rivals", "Warring factions", "Longtime foes"])
def test_what_calls_the_sides_together_is_no_third_beside_them(read: Read, together: str) -> None:
    reading = read(f"{together} sign peace treaty\n\nChad and Libya signed a peace treaty in Oslo on Monday.")
    assert roles(reading, event(reading, "AgreementSigned")) == {("party", "Chad"), ("party", "Libya")}


def test_a_toll_told_with_the_act_of_the_day_before_is_its_toll(read: Read) -> None:
    reading = read("Kenya called for calm on Monday, a day after shelling of the port in Benghazi killed 14 sailors.")
    attack = event(reading, "ShellingOrMissileAttack")
    assert (edtf(attack), [f.value for f in reading.figures if f.event == attack.key]) == ("2024-05-12", [14])
    assert not events(reading, "Death")


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Chad and Libya agreed to a truce.", Modality.AGREED),
        ("Chad and Libya failed to agree on a truce.", Modality.ATTEMPTED),
        ("Chad and Libya did not agree to a truce.", Modality.DENIED),
        ("Chad and Libya may agree on a truce.", Modality.HYPOTHETICAL),
    ],
)
def test_a_truce_is_agreed_where_somebody_agrees_to_it(read: Read, text: str, modality: Modality) -> None:
    assert event(read(text), "Ceasefire").modality is modality


def test_an_act_told_by_its_day_is_the_one_of_that_day(read: Read) -> None:
    reading = read("Shelling of the port killed 14 sailors on Saturday. Kenya blamed rebels for Saturday's attack.")
    attack = event(reading, "ShellingOrMissileAttack")
    assert (edtf(attack), len(attack.mentions)) == ("2024-05-11", 3)
    assert ("perpetrator", "rebels") in roles(reading, attack)


def test_the_day_of_what_somebody_is_blamed_for_is_not_that_of_the_blame(read: Read) -> None:
    reading = read("Kenya blamed rebels for Saturday's attack.")
    assert (edtf(event(reading, "CriticismOrAccusation")), edtf(event(reading, "ArmedAttack"))) == (
        "2024-05-16",
        "2024-05-11",
    )
