"""Words that mean something else than usual, by what they are said of."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, figure, roles, types


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A pistol buried near the barn was dug up on Monday.", "FuneralOrMemorial"),
        ("The discovery of a grenade in the school alarmed parents.", "ScienceOrSpace"),
        ("A law named for President Anna Berg raised the tax.", "Appointment"),
        ("The governor asked the president to rescind the FBI order.", "BusinessDeal"),
        ("Chile has suffered from a wave of burglaries.", "IllnessOrInjury"),
        ("His aunt is fighting for custody of the girl.", "ArmedClash"),
        ("The union said it would fight the ruling.", "ArmedClash"),
        ("The town began a battle to save its clinic.", "ArmedClash"),
        ("The embargo will strangle Chad.", "Homicide"),
        ("The assembly has charged the observers with monitoring the count.", "ChargeOrIndictment"),
        ("The offence carries a fine of up to 9,000 euros.", "ConvictionOrSentence"),
        ("The law provides for a heavy sentence for anyone convicted of bribery.", "ConvictionOrSentence"),
        ("The gunman shot at the bus and fled.", "Displacement"),
        ("Plainclothes police were scattered throughout the crowd.", "ProtestWithIntervention"),
        ("Federal and state arrest warrants were issued for Emil Stan.", "ArrestOrDetention"),
        ("Police searched for accomplices on Monday.", "SearchAndRescue"),
        ("A packet that was found buried in a field was opened.", "FuneralOrMemorial"),
        ("The visit was meant to demonstrate support for the mayor.", "Demonstration"),
        ("The ministry ordered the departure of all staff from the embassy.", "BusinessDeal"),
        ("He was cheered as he wound up his speech.", "ArmedAttack"),
        ("His aunt has been battling to keep him in Chad.", "ArmedClash"),
        ("The girl is the prize of an international tug-of-war.", "War"),
        ("He was found floating in a tube off Peru.", "BusinessDeal"),
        ("They appealed to the Supreme Court in Lima.", "DemandOrAppeal"),
        ("They want an army capable of meeting a variety of needs.", "Meeting"),
        ("The vote was a demonstration of faith in the mayor.", "Demonstration"),
        ("The port suffered damage in the blast.", "IllnessOrInjury"),
        ("The agency released the tapes of the flight.", "ProductLaunch"),
        ("He praised the quiet beaches that Kenya offers.", "PromiseOrOffer"),
        ("The ruling was met with outrage in Lima.", "Meeting"),
        ("Thousands of children flooded the square in Lima.", "Flood"),
        ("The envoy was stopped by traffic police and ordered home.", "BusinessDeal"),
        ("Experts found a match between hairs from the car and the barn.", "SportsEvent"),
    ],
)
def test_a_word_in_another_sense_is_no_event_of_its_usual_type(read: Read, text: str, code: str) -> None:
    assert code not in types(read(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The singer was buried in Oslo on Monday.", "FuneralOrMemorial"),
        ("Troops fought rebels for the town of Ardal on Monday.", "ArmedClash"),
        ("A court charged the banker with bribing officials on Monday.", "ChargeOrIndictment"),
        ("A court in Lima gave him a fine of 9,000 euros on Monday.", "ConvictionOrSentence"),
        ("Thousands of villagers fled on Monday.", "Displacement"),
        ("The river flooded the town on Monday.", "Flood"),
        ("Divers searched for survivors on Monday.", "SearchAndRescue"),
    ],
)
def test_the_usual_sense_stays(read: Read, text: str, code: str) -> None:
    assert code in types(read(text))


def test_a_line_of_a_table_counts_and_is_no_happening(read: Read) -> None:
    reading = read("These are the figures for the earthquake in Peru on Monday.\n\nInjured: 877")
    assert not events(reading, "Death")
    assert figure(reading, "Wounded").event == event(reading, "Earthquake").key


@pytest.mark.parametrize(
    "text",
    [
        "The budget, which calls for lower taxes, was printed on Monday.",
        "Agents pushed ahead with their inquiry on Monday.",
    ],
)
def test_a_paper_asks_nothing_and_who_goes_on_asks_nothing(read: Read, text: str) -> None:
    assert not events(read(text), "DemandOrAppeal")


def test_reports_of_papers_are_claims_and_no_findings(read: Read) -> None:
    reading = read("Newspaper reports have said the mayor lied about his income.")
    assert not events(reading, "FindingOrInquiryReport")
    assert any("lied" in claim.text for claim in reading.claims)


@pytest.mark.parametrize(
    ("text", "code", "one"),
    [
        ("Chad expelled five Iraqis on Monday.", "Deportation", ("target", "Iraqis")),
        ("Two key suspects were handed over to Chad on Monday.", "Deportation", ("target", "Two key suspects")),
        ("The police released two men on Monday.", "ReleaseOfPrisoners", ("beneficiary", "two men")),
        ("Anna Berg took the stand in Lima on Monday.", "CourtHearing", ("actor", "Anna Berg")),
    ],
)
def test_who_is_sent_off_let_go_or_heard(read: Read, text: str, code: str, one: tuple[str, str]) -> None:
    reading = read(text)
    assert one in roles(reading, event(reading, code))
    assert edtf(event(reading, code)) == "2024-05-13"


def test_rescue_in_the_name_of_a_body_is_no_rescue(read: Read) -> None:
    assert "SearchAndRescue" not in types(
        read("He was angry, said Emil Stan, founder of Sisters to the Rescue, a group.")
    )
