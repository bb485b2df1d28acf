"""Who takes part and what is counted, as agencies tell it: names after a seat, "it said it", gapped and British figures."""

from __future__ import annotations

import pytest

from kg.model import Bound
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import claim, edtf, event, events, name, roles, types


def test_the_name_after_an_office_and_its_town_is_who_holds_it(read: Read) -> None:
    reading = read("A jury on Tuesday convicted the former mayor of Millbrook, Harold Dunn, of bribery.")
    assert ("target", "Harold Dunn") in roles(reading, event(reading, "ConvictionOrSentence"))


def test_towns_in_a_list_are_no_names_of_mayors(read: Read) -> None:
    reading = read("Police arrested the mayors of Lund, Malmo and Ystad on Tuesday.")
    assert {actor for _, actor in roles(reading, event(reading, "ArrestOrDetention"))} <= {"Police", "mayors"}


def test_it_in_what_a_body_says_is_that_body(read: Read) -> None:
    reading = read("The finance ministry rejected the plan. Lufthansa said it would cut 300 jobs.")
    assert roles(reading, event(reading, "JobCuts")) == {("party", "Lufthansa")}


def test_who_breaks_up_a_march_does_not_march(read: Read) -> None:
    reading = read("Police broke up protests in Oslo on Monday.")
    assert not roles(reading, event(reading, "Demonstration"))


def test_an_embassy_is_opened_and_opens_nothing(read: Read) -> None:
    reading = read("Ana Silva announced that Kenya would open an embassy in Chad this year.")
    assert all(actor != "embassy" for _, actor in roles(reading, event(reading, "RecognitionOrTies")))


def test_an_order_is_asked_of_whom_it_is_given_to(read: Read) -> None:
    reading = read("President Ana Silva ordered the army to clear the roads.")
    order = event(reading, "DemandOrAppeal")
    assert ("addressee", "army") in roles(reading, order)
    assert "Deployment" not in types(reading)


def test_an_ultimatum_by_a_gift_of_time(read: Read) -> None:
    reading = read("Ana Silva gave the government 15 days to leave the town.")
    assert {("speaker", "Ana Silva"), ("addressee", "government")} <= roles(
        reading, event(reading, "ThreatOrUltimatum")
    )


def test_time_given_for_something_else_is_no_threat(read: Read) -> None:
    assert "ThreatOrUltimatum" not in types(read("Ana Silva gave the children two hours of music."))


def test_what_somebody_pledges_in_words_is_told_once(read: Read) -> None:
    reading = read("Ana Silva pledged that her men would stay in their camps.")
    assert len(events(reading, "PromiseOrOffer")) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The station was deserted at rush hour.", "Defection"),
        ("Ana Silva cut short a visit to Chad.", "TiesOrCooperationCut"),
        ("Norway will donate tents and water tanks.", "MilitaryAid"),
        ("The minister for disasters resigned.", "Disaster"),
        ("Ana Silva celebrated her birthday.", "Demonstration"),
        ("In 1987 thousands died when a ferry sank off Cebu, the worst disaster at sea.", "Disaster"),
    ],
)
def test_words_in_another_sense_are_no_such_event(read: Read, text: str, code: str) -> None:
    assert code not in types(read(text))


def test_a_day_of_strikes_is_a_strike(read: Read) -> None:
    assert "Strike" in types(read("Nurses staged a second day of strikes on Thursday."))


def test_who_dies_during_a_rescue_dies_of_the_disaster(read: Read) -> None:
    reading = read("Six people died in floods in Chad on Monday. A sailor was drowned during the rescue.")
    assert all("Death" not in e.types for e in events(reading, "SearchAndRescue"))


@pytest.mark.parametrize(
    ("text", "measure", "value", "bound"),
    [
        ("Unemployment rose to 9.1 per cent in April.", "Percent", 9.1, Bound.EXACT),
        ("Ana Silva won the election by less than two percentage points.", "Percent", 2, Bound.AT_MOST),
        ("The army lost eight soldiers in an ambush on Monday.", "Killed", 8, Bound.EXACT),
        ("The agency said 3 million people in Chad are threatened by acute hunger.", "Affected", 3_000_000, Bound.EXACT),
        ("In the floods 230 houses were destroyed and 1,500 damaged.", "HomesDestroyed", 1500, Bound.EXACT),
        ("A bus crash hurt many. Forty people were taken to hospital, and one of them died.", "Killed", 1, Bound.EXACT),
        ("Six people died in floods in Chad on Monday. A mayor wept. Almost 20,000 were affected.", "Affected", 20_000, Bound.ABOUT),
    ],
)  # fmt: skip
def test_a_number_has_its_measure(read: Read, text: str, measure: str, value: float, bound: Bound) -> None:
    assert (value, bound) in [(float(f.value), f.bound) for f in read(text).figures if f.measure == measure]


def test_money_that_is_promised_is_of_the_promise(read: Read) -> None:
    reading = read("Ana Silva visited Lyon after the floods and promised 100,000 rupees to each family.")
    promise = event(reading, "PromiseOrOffer")
    assert [f.event for f in reading.figures if f.measure == "Money"] == [promise.key]


def test_a_sum_lost_is_no_dead_men(read: Read) -> None:
    assert not [f for f in read("The bank lost eight customers in a scandal.").figures if f.measure == "Killed"]


def test_the_hurt_of_a_crash_are_not_those_of_the_fire_that_came_of_it(read: Read) -> None:
    reading = read(
        "A cargo plane crashed near Lagos on Monday. It broke in two and burst into flames. Forty people were taken to "
        "hospital. Officials had spoken of 19 dead."
    )
    crash = event(reading, "TransportAccident")
    assert {f.event for f in reading.figures} == {crash.key}


def test_whom_a_disease_infects_fell_to_its_outbreak(read: Read) -> None:
    reading = read("An outbreak of cholera in Zambia has killed 45 people since October and infected more than 2,000.")
    outbreak = event(reading, "DiseaseOutbreak")
    assert [(f.measure, f.event) for f in reading.figures] == [("Killed", outbreak.key), ("Affected", outbreak.key)]


def test_the_number_of_injured_is_no_happening(read: Read) -> None:
    reading = read("The ministry put the number of injured at nine after clashes in Conakry.")
    assert [f.event for f in reading.figures] == [event(reading, "ArmedClash").key]


def test_the_dead_that_are_found_take_no_part_in_the_search(read: Read) -> None:
    reading = read("A ferry sank off Cebu on Monday. The coast guard said that 38 bodies had been recovered.")
    assert all("bodies" not in actor for e in reading.events for _, actor in roles(reading, e))


def test_who_acts_in_a_coup_makes_it(read: Read) -> None:
    reading = read("Soldiers stormed the palace in Niamey on Thursday in a coup.")
    assert ("actor", "Soldiers") in roles(reading, event(reading, "Coup"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Thousands celebrated in Niamey on Friday.", "Demonstration"),
        ("The council appointed an economist, Ana Silva, as prime minister.", "Appointment"),
    ],
)
def test_news_has_words_for_it(read: Read, text: str, code: str) -> None:
    assert code in types(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ana Silva has neither confirmed nor denied that she wants to run.",
        "Amnesty International said that the deal failed to say how crimes would be punished.",
        "A committee is expected to question Ana Silva on Thursday.",
        "Ana Silva dismissed the governor on Friday for reading about the case.",
    ],
)
def test_what_was_not_said_is_nobodys_claim(read: Read, text: str) -> None:
    contents = [c.text for c in read(text).claims if c.speakers]
    assert contents in ([], ["to run"], ["the deal failed to say how crimes would be punished"])


def test_the_day_a_thing_is_put_off_to_is_not_that_of_the_next_act(read: Read) -> None:
    reading = read(
        "The cabinet postponed the opening of schools from 8 April to 22 April and banned demonstrations.", "2024-04-30"
    )
    assert [edtf(e) for e in events(reading, "BanOrRestriction")] == ["../2024-04-30"]


def test_whoever_is_barred_from_doing_it_next_year_is_barred_now(read: Read) -> None:
    reading = read("President Ana Silva is barred from seeking a third term next year.")
    assert edtf(event(reading, "BanOrRestriction")) != "2025"


def test_a_quote_at_the_end_of_a_clause_is_the_claim(read: Read) -> None:
    one = claim(read('Ana Silva said the bridge was "a gift to the people of the valley".'), "gift")
    assert one.kind == "Direct"


def test_rounds_are_numbered_where_it_is_said_which_it_was(read: Read) -> None:
    reading = read("Chad and Libya opened talks in Oslo on Tuesday. It was the fifth round of negotiations since 2006.")
    one = event(reading, "NegotiationRound")
    assert (one.ordinal, name(reading, one.place.place if one.place else None)) == (5, "Oslo")


QUAKE = "A quake hit Nepal on Saturday as rescuers reached villages cut off by landslides. "


@pytest.mark.parametrize(
    "told",
    [
        "More than 900 people were injured.",
        "A mayor wept. Rain fell. A road broke. Schools closed. Officials said 72 people died.",
        "The toll could reach 10,000.",
        "Officials gave the number of dead in the valley as 1,176.",
    ],
)
def test_tolls_of_a_disaster_are_not_those_of_what_is_told_aside(read: Read, told: str) -> None:
    reading = read(f"{QUAKE}The death toll from the quake was 40. {told}")
    quake = event(reading, "Earthquake")
    assert len(reading.figures) == 2
    assert {f.event for f in reading.figures} == {quake.key}


def test_with_two_disasters_a_later_toll_is_given_to_neither(read: Read) -> None:
    reading = read(
        f"{QUAKE}A storm hit Chad. A mayor wept. Rain fell. Schools closed. Buses ran. In India 72 people died."
    )
    assert {f.event for f in reading.figures if f.measure == "Killed"}.isdisjoint(
        e.key for e in (*events(reading, "Earthquake"), *events(reading, "Storm"))
    )


def test_where_a_quake_sets_off_an_avalanche_it_was_not_itself(read: Read) -> None:
    reading = read(
        "A quake hit Nepal on Saturday. An avalanche that the quake set off on Mount Everest killed 18 climbers."
    )
    assert len(events(reading, "Earthquake")) == 1


def test_what_is_agreed_by_a_day_was_not_agreed_on_it(read: Read) -> None:
    reading = read("Ana Silva and Anna Berg agreed to sign a ceasefire by 1 October.")
    assert edtf(event(reading, "AgreementReached")) == "../2024-05-16"
    assert edtf(event(reading, "Ceasefire")) == "2024-05-16/2024-10-01"


def test_gunfire_is_no_blaze(read: Read) -> None:
    assert "Fire" not in types(read("Four soldiers were killed by Libyan fire near the border on Monday."))


def test_officials_who_give_a_number_concede_nothing(read: Read) -> None:
    assert "Concession" not in types(read("Officials gave the number of dead in Lyon as 1,176."))
