"""How news puts things: storms with names, walk-outs, tolls without a verb of harm, talks to come, what is only known of."""

from __future__ import annotations

import pytest

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, name, place, roles, types, words


@pytest.mark.parametrize(
    "text",
    [
        "Hurricane Delia slammed into the coast of Honduras on Sunday, killing at least 30 people.",
        "Cyclone Ruth tore through Honduras on Sunday, killing at least 30 people.",
    ],
)
def test_a_storm_with_a_name_is_a_storm_and_kills_without_a_hand(read: Read, text: str) -> None:
    reading = read(text)
    storm = event(reading, "Storm")
    assert (edtf(storm), place(reading, storm)) == ("2024-05-12", "Honduras")
    assert not types(reading) & {"ArmedAttack", "CriticismOrAccusation"}
    assert [(f.measure, f.event) for f in reading.figures] == [("Killed", storm.key)]


@pytest.mark.parametrize(
    ("text", "code", "modality"),
    [
        ("Bus drivers in Lyon will walk out on Friday over pay.", "Strike", Modality.EXPECTED),
        ("Nurses suspended a walkout planned for Sunday.", "Strike", Modality.POSTPONED),
        ("The delegates walked out of the chamber.", "WalkOut", Modality.OCCURRED),
        ("Farmers gathered in the square to protest the ruling.", "Demonstration", Modality.OCCURRED),
        ("Under the accord, the army will free 40 prisoners.", "ReleaseOfPrisoners", Modality.AGREED),
        ("The embassy will close if sanctions are not lifted.", "SanctionsOrBlockadeEased", Modality.HYPOTHETICAL),
        ("The firm will shut two plants after reporting a loss.", "EarningsReport", Modality.OCCURRED),
    ],
)
def test_what_is_told_as_done_planned_or_agreed(read: Read, text: str, code: str, modality: Modality) -> None:
    assert event(read(text), code).modality is modality


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nine miners were buried when an avalanche hit the camp.", "FuneralOrMemorial"),
        ("Bus crashes are common in the valley.", "TransportAccident"),
        ("It was the worst flood in a decade.", "Flood"),
        ("A lorry hit a bus on Monday, in the region's deadliest accident since 2010.", "Anniversary"),
        ("Ana Silva beat the president with 54 percent of the vote.", "PhysicalAssault"),
        ("Pavel Novak remained in custody.", "ArrestOrDetention"),
        ("Talks collapsed on Monday, threatening chaos for commuters.", "ThreatOrUltimatum"),
    ],
)
def test_what_only_sounds_like_an_event_is_none(read: Read, text: str, code: str) -> None:
    assert code not in types(read(text))


def test_the_worst_of_its_kind_is_the_one_just_told(read: Read) -> None:
    reading = read("A lorry collided with a bus on Monday, in the region's deadliest accident since 2010.")
    assert edtf(event(reading, "TransportAccident")) == "2024-05-13"


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("Two villagers were arrested in May 2020 and extradited in June.", "Deportation", {("target", "Two villagers")}),
        ("Judges acquitted Peter Holm of ordering the abduction of a banker.", "AbductionOrCaptiveTaking",
         {("victim", "banker")}),
        ("Tens of thousands of Norwegians marched in Oslo.", "Demonstration", {("actor", "Norwegians")}),
        ("Talks between Chad and Libya collapsed.", "TalksBrokenOff", {("party", "Chad"), ("party", "Libya")}),
    ],
)  # fmt: skip
def test_who_takes_part(read: Read, text: str, code: str, told: set[tuple[str, str]]) -> None:
    reading = read(text)
    assert roles(reading, event(reading, code)) == told


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("President Anna Berg vowed to hold a referendum.", "PromiseOrOffer"),
        ("President Anna Berg vowed to hit back.", "ThreatOrUltimatum"),
        ("Spain and Italy warned against a rush.", "OfficialStatement"),
    ],
)
def test_a_vow_is_a_threat_only_where_harm_is_meant(read: Read, text: str, code: str) -> None:
    reading = read(text)
    assert code in types(reading)
    assert len(types(reading) & {"PromiseOrOffer", "ThreatOrUltimatum", "OfficialStatement"}) == 1


def test_the_second_verb_of_a_saying_is_the_speakers(read: Read) -> None:
    reading = read("Monitors from Norway said the ballot was calm but criticised the count.")
    assert roles(reading, event(reading, "CriticismOrAccusation")) == {("speaker", "Monitors")}


@pytest.mark.parametrize(
    "text",
    [
        "The company declined to comment.",
        "Pavel Novak showed no remorse.",
        "Anna Berg met Ana Silva to discuss the bridge over the strait.",
        "Anna Berg raised the plan with Pavel Novak.",
    ],
)
def test_who_says_nothing_claims_nothing(read: Read, text: str) -> None:
    assert not read(text).claims


def test_a_semicolon_parts_two_sources(read: Read) -> None:
    reading = read("The ministry said the bridge was safe; the union said it was not.")
    assert {(words(reading, c.span), name(reading, c.speakers[0]), c.relayed_by) for c in reading.claims} == {
        ("the bridge was safe", "ministry", None),
        ("it was not", "union", None),
    }


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("A flood hit Lagos. Nine miners remained missing.", "Missing", 9),
        ("A ship sank on Monday. Dozens of sailors are feared dead.", "Killed", 24),
        ("A flood hit Lagos, forcing 8,000 residents into shelters.", "Evacuated", 8000),
        ("A bus crashed on Monday. Six people were in critical condition.", "Wounded", 6),
        ("Eleven of the dead were buried by the landslide.", "Killed", 11),
        ("The party won 92 of 156 seats in the election.", "Seats", 92),
        ("The army exchanged 240 prisoners with the rebels.", "Released", 240),
        ("Pavel Novak was jailed for the murder of two nuns in 2019.", "Killed", 2),
    ],
)
def test_numbers_are_found_by_how_news_tells_them(read: Read, text: str, measure: str, value: int) -> None:
    assert [(f.measure, f.value) for f in read(text).figures] == [(measure, value)]


def test_what_rises_up_to_a_level_has_reached_it(read: Read) -> None:
    (figure,) = read("Unemployment edged up to 6.7 percent in April.").figures
    assert (figure.value, figure.bound.value) == (read("Unemployment fell 6.7 percent.").figures[0].value, "Exact")


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("The minister rejected a 2016 ruling.", "Refusal", "../2024-05-16"),
        ("The storm weakened and was forecast to reach China on Tuesday. President Anna Berg resigned.", "Resignation",
         "../2024-05-16"),
        ("The union has called a general strike for Friday.", "Strike", "2024-05-17"),
        ("The sanctions were lifted in January 2016.", "Sanctions", "../2024-05-16"),
    ],
)  # fmt: skip
def test_a_date_belongs_to_what_it_stands_with(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


def test_a_numbered_round_to_come_is_no_part_of_the_one_that_was_held(read: Read) -> None:
    reading = read(
        "NAIROBI - Chad and the rebels held two days of talks in Nairobi on Tuesday. "
        "A third round of talks would open in Addis Ababa on 3 June, Kenya said."
    )
    rounds = {(place(reading, e), e.ordinal, e.modality) for e in events(reading, "NegotiationRound")}
    assert rounds == {("Nairobi", None, Modality.OCCURRED), ("Addis Ababa", 3, Modality.EXPECTED)}


def test_talks_that_will_resume_have_a_sitting_on_that_day(read: Read) -> None:
    reading = read("Chad and Libya held talks in Geneva last week. The talks are due to resume on Tuesday.")
    ahead = [e for e in reading.events if e.modality is Modality.EXPECTED]
    assert [edtf(e) for e in ahead] == ["2024-05-21"]


@pytest.mark.parametrize("line", ["OSLO (Reuters) - ", "BERLIN - ", "HANOI, Vietnam (AP) — ", "TUNIS (AFP) - "])
def test_a_dateline_names_a_town(read: Read, line: str) -> None:
    reading = read(f"{line}Farmers marched on Saturday.")
    town = line.split(" ")[0].rstrip(",").title()
    assert town in {p.label for p in reading.places}
    assert town.upper() not in {a.label for a in reading.actors}


def test_a_surname_that_looks_like_a_plural_is_a_surname(read: Read) -> None:
    reading = read("President Joseph Tembo lost. Tembo conceded defeat in an address and congratulated his rival.")
    assert {
        p.actor for e in events(reading, "PraiseOrSupport") for p in e.participants if p.role.value == "speaker"
    } == {a.key for a in reading.actors if a.label == "Joseph Tembo"}


# ------------------------------------------------------------------------------- courts, coups, tables, days to come


def test_a_verdict_is_the_sentence_just_told(read: Read) -> None:
    reading = read(
        "A court on Monday jailed former President Ernesto Salas for 14 years. Ana Silva welcomed the verdict."
    )
    (judgement,) = [e for e in reading.events if {"ConvictionOrSentence", "CourtRuling"} & set(e.types)]
    assert (edtf(judgement), len(judgement.mentions)) == ("2024-05-13", 2)


def test_who_is_found_guilty_is_judged_and_nobody_is_quoted(read: Read) -> None:
    reading = read("A court found Peter Holm guilty of fraud.")
    assert ("target", "Peter Holm") in roles(reading, event(reading, "ConvictionOrSentence"))
    assert not reading.claims


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("Campaigning for elections on 25 June was suspended.", "Election", "2024-06-25"),
        ("Pavel Novak is under house arrest, and the trial of Ana Silva began in April.", "ArrestOrDetention",
         "../2024-05-16"),
        ("Peter Holm, who took office after the assassination of Joseph Diallo in July 2021, resigned.",
         "AssassinationOrAttempt", "2021-07"),
        ("Ana Silva will travel to Athens next week to meet Pavel Novak.", "Meeting", "2024-05-20/2024-05-26"),
    ],
)  # fmt: skip
def test_days_stay_with_their_events(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


@pytest.mark.parametrize(
    ("text", "code", "modality"),
    [
        ("Campaigning for elections on 25 June was suspended.", "Election", Modality.EXPECTED),
        ("Ana Silva will travel to Athens next week to meet Pavel Novak.", "Meeting", Modality.EXPECTED),
        ("Chad and Libya moved closer to a deal on the release of captives.", "ReleaseOfCaptives", Modality.PROPOSED),
    ],
)
def test_what_lies_ahead_has_not_occurred(read: Read, text: str, code: str, modality: Modality) -> None:
    assert event(read(text), code).modality is modality


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The officers overthrew President Joseph Diallo on Friday.", "Coup"),
        ("The Security Council voted on Friday to send a force to Chad.", "UnResolutionOrVote"),
        ("Pavel Novak shot himself in 2019.", "Death"),
        ("Negotiators met for a third day in Cairo.", "NegotiationSession"),
        ("The minister shuttled between the delegations.", "Mediation"),
    ],
)
def test_an_act_has_the_type_that_news_means(read: Read, text: str, code: str) -> None:
    assert code in types(read(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Spain urged a return of constitutional order.", "BusinessDeal"),
        ("Two men were arrested on suspicion of people smuggling.", "OrganisedCrime"),
        ("It was the second coup in the region this year.", "Coup"),
        ("A hotel collapsed, burying 14 guests.", "FuneralOrMemorial"),
    ],
)
def test_words_that_carry_no_event(read: Read, text: str, code: str) -> None:
    assert code not in types(read(text))


def test_the_dead_since_a_war_began_are_the_wars(read: Read) -> None:
    reading = read(
        "More than 24,000 Chadians have been killed since the war began, the ministry says. "
        "Some 900 people died in the attack of 7 May."
    )
    told = {f.value: next(e for e in reading.events if e.key == f.event) for f in reading.figures}
    assert "War" in told[24000].types
    assert "War" not in told[900].types


def test_the_hurt_of_a_clash_are_not_those_of_the_arrests(read: Read) -> None:
    reading = read("Supporters clashed with police outside the court; four people were hurt and nine were arrested.")
    told = {f.measure: next(e for e in reading.events if e.key == f.event).types[0] for f in reading.figures}
    assert told == {"Wounded": "Riot", "Detained": "ArrestOrDetention"}


def test_a_table_of_tolls_counts_what_the_article_is_about(read: Read) -> None:
    reading = read(
        "An earthquake hit Ecuador on Sunday, killing 291 people. Two guards were shot dead in a prison riot.\n\n"
        "Toll by province:\nManabi: 250 dead\nGuayas: 41 dead\n"
    )
    quake = event(reading, "Earthquake")
    assert {f.value for f in reading.figures if f.event == quake.key} >= {291, 250, 41}


def test_who_says_it_says_it_today(read: Read) -> None:
    reading = read(
        "Floods hit Lagos on Monday. A boat was rescued on Sunday. The ministry says the harbour is closed. "
        "Rivers rose on Tuesday, the Met Office said."
    )
    said = {
        name(reading, p.actor): edtf(e) for e in reading.events for p in e.participants if p.role.value == "speaker"
    }
    assert said["ministry"] == "2024-05-16"


def test_who_gathers_to_protest_is_counted_at_the_protest(read: Read) -> None:
    reading = read("About 300 farmers gathered in the square to protest the ban, and some threw bottles at police.")
    (figure,) = reading.figures
    assert next(e for e in reading.events if e.key == figure.event).types == ("Demonstration",)


def test_who_is_declared_winner_takes_part_in_the_election(read: Read) -> None:
    reading = read("Ana Silva was declared winner of the presidential election on Tuesday.")
    poll = event(reading, "Election")
    assert ("actor", "Ana Silva") in roles(reading, poll)
    assert edtf(poll) == "2024-05-14"


def test_who_is_given_a_term_is_sentenced(read: Read) -> None:
    reading = read("Two sailors, Pavel Novak and Peter Holm, were given terms of 11 and nine years on Tuesday.")
    assert edtf(event(reading, "ConvictionOrSentence")) == "2024-05-14"
