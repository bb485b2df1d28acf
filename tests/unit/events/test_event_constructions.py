"""Constructions of English news that the parse alone does not settle; a sentence of our own for each."""

from __future__ import annotations

import pytest

from kg.graph.iris import Iris
from kg.graph.terms import ONT
from kg.model import Modality
from kg.pipeline import quads_of
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, figure, name, place, roles, types


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        # who is judged for an act did it, or is said to have
        (
            "Senators praised Lars Holm for rejecting the deal.",
            "AgreementRejected",
            {("party", "Lars Holm")},
        ),
        ("The union thanked Norway for hosting the talks.", "PraiseOrSupport", {("target", "Norway")}),
        # a day is nobody: "on Tuesday" does not make the owner a doer
        ("Kenya's presidential election on Tuesday was calm.", "Election", set()),
        # whom something is given to
        (
            "The committee awarded Lars Holm the Peace Prize on Friday.",
            "AwardOrHonour",
            {("beneficiary", "Lars Holm")},
        ),
        ("The Hamas-led assault on Sderot killed ten people.", "ArmedAttack", {("perpetrator", "Hamas")}),
        # what a pronoun stands for is signed or turned down
        (
            "Negotiators announced the text on 4 March, and Norway signed it in Lagos on 6 March.",
            "AgreementSigned",
            {("party", "Norway")},
        ),
        ("Voters rejected it in a referendum on 2 May.", "ReferendumOrVote", {("actor", "Voters")}),
        ("Lars Holm signed for the government.", "AgreementSigned", {("party", "Lars Holm")}),
        (
            "Norway made peace with Sweden in 1905.",
            "AgreementReached",
            {("party", "Norway"), ("party", "Sweden")},
        ),
        (
            "Lars Holm spoke to Eva Lind by telephone on Tuesday.",
            "PhoneCall",
            {("party", "Lars Holm"), ("party", "Eva Lind")},
        ),
        ("The leaders of Chad and Sudan dined together on Monday.", "Meeting", {("party", "Chad"), ("party", "Sudan")}),
        (
            "The figures were in a fact sheet published by the World Bank.",
            "OfficialStatement",
            {("speaker", "World Bank")},
        ),
        (
            "Foreign Minister Eva Lind and Omar Sall read out a joint statement in Dakar on Friday.",
            "OfficialStatement",
            {("speaker", "Eva Lind"), ("speaker", "Omar Sall")},
        ),
        ("Technical teams were already checking the lists.", "TechnicalTalks", {("negotiator", "Technical teams")}),
    ],
)
def test_who_takes_part(read: Read, text: str, code: str, expected: set[tuple[str, str]]) -> None:
    reading = read(text)
    found = roles(reading, event(reading, code))
    assert expected <= found
    assert expected or not found


@pytest.mark.parametrize(
    ("text", "code", "day", "where"),
    [
        ("President Lars Holm is expected in Berlin on Friday.", "Visit", "2024-05-17", "Berlin"),
        ("An earlier session had been adjourned on 20 March.", "SuspensionOfTalks", "2024-03-20", None),
        ("Envoys of Chad and Sudan ended eight days of negotiations in Tunis on Tuesday.", "NegotiationRound",
         "2024-05-07/2024-05-14", "Tunis"),
        ("Deliveries of food to Darfur stopped.", "AidDelivery", "../2024-05-16", "Darfur"),
        ("Anna Berg was convicted of taking aid workers hostage in 1995.", "ConvictionOrSentence", "../2024-05-16", None),
    ],
)  # fmt: skip
def test_when_and_where(read: Read, text: str, code: str, day: str, where: str | None) -> None:
    reading = read(text)
    found = event(reading, code)
    assert (edtf(found), place(reading, found)) == (day, where)


def test_who_is_expected_somewhere_is_not_there_yet(read: Read) -> None:
    reading = read("President Lars Holm is expected in Berlin on Friday.")
    assert event(reading, "Visit").modality is Modality.EXPECTED


def test_what_no_date_was_set_for_is_no_meeting(read: Read) -> None:
    reading = read("No date was set for a third summit.")
    assert event(reading, "Summit").modality is Modality.DENIED


@pytest.mark.parametrize(
    "text",
    [
        "Two million people are threatened by hunger.",
        "Kenya got everything it asked for.",
    ],
)
def test_what_only_sounds_like_speech_is_no_event(read: Read, text: str) -> None:
    assert not types(read(text)) & {"ThreatOrUltimatum", "DemandOrAppeal"}


def test_what_is_shot_down_is_no_part_of_the_attack(read: Read) -> None:
    reading = read("Two missiles hit the port and two others were shot down on Tuesday.")
    assert events(reading, "WeaponsIntercepted") != events(reading, "ShellingOrMissileAttack")
    assert len(reading.events) == 2


def test_one_of_the_rockets_belongs_to_the_attack(read: Read) -> None:
    reading = read("Rebels fired two rockets at Maiduguri. One of them wounded two people.")
    attack = event(reading, "ShellingOrMissileAttack")
    assert figure(reading, "Wounded").event == attack.key
    assert len(reading.events) == 1


def test_who_mediates_talks_makes_no_event_beside_them(read: Read) -> None:
    reading = read("Talks between Colombia and the ELN, mediated by Norway, resumed in Quito on Monday.")
    assert not events(reading, "Mediation")
    assert ("mediator", "Norway") in roles(reading, event(reading, "NegotiationRound"))


def test_hostages_for_prisoners_are_an_exchange(read: Read) -> None:
    reading = read("Rebels announced the release of hostages in exchange for prisoners on Tuesday.")
    assert event(reading, "CaptiveAndPrisonerExchange")


def test_a_missile_like_those_before_is_of_the_same_attack(read: Read) -> None:
    reading = read("Missiles struck the port of Mersin on Tuesday. Two missiles hit a store of grain.")
    attack = event(reading, "ShellingOrMissileAttack")
    assert len(attack.mentions) == 2
    assert name(reading, attack.place.place if attack.place else None) == "Mersin"


def test_ministers_who_sign_for_states_sign_the_same_paper(read: Read) -> None:
    reading = read(
        "Russia and Ukraine signed an agreement in Istanbul on Tuesday. "
        "Russian Defence Minister Sergei Shoigu and Ukrainian Infrastructure Minister Oleksandr Kubrakov signed it."
    )
    assert len(events(reading, "AgreementSigned")) == 1


@pytest.mark.parametrize(
    ("text", "code", "who", "sources", "label"),
    [
        (
            "Kenya accused Sudan of bombing a market in Juba on Monday.",
            "BombOrIed",
            "Sudan",
            ["Kenya"],
            "Bomb or IED by Sudan according to Kenya in Juba, 13 May 2024",
        ),
        (
            "Lars Holm is accused of killing Eva Lind in Oslo.",
            "ArmedAttack",
            "Lars Holm",
            [],
            "Armed attack allegedly by Lars Holm (Eva Lind) in Oslo",
        ),
        (
            "Chad blamed Boko Haram for the attack on Sarh.",
            "ArmedAttack",
            "Boko Haram",
            ["Chad"],
            "Armed attack by Boko Haram according to Chad in Sarh",
        ),
        (
            "Chad blamed the attack on Sarh on Boko Haram.",
            "ArmedAttack",
            "Boko Haram",
            ["Chad"],
            "Armed attack by Boko Haram according to Chad in Sarh",
        ),
        (
            "Prosecutors charged Lars Holm with bombing a bank.",
            "BombOrIed",
            "Lars Holm",
            ["Prosecutors"],
            "Bomb or IED by Lars Holm according to Prosecutors",
        ),
    ],
)
def test_who_is_accused_is_said_so(read: Read, text: str, code: str, who: str, sources: list[str], label: str) -> None:
    reading = read(text)
    found = event(reading, code)
    (accused,) = [p for p in found.participants if p.role == "perpetrator"]
    assert (name(reading, accused.actor), accused.alleged) == (who, True)
    assert [name(reading, key) for key in accused.according_to] == sources
    assert found.label == label


def test_what_is_stated_elsewhere_is_no_mere_accusation(read: Read) -> None:
    reading = read("Boko Haram attacked Sarh on Monday. Chad blamed Boko Haram for the attack.")
    (doer,) = [p for p in event(reading, "ArmedAttack").participants if p.role == "perpetrator"]
    assert not doer.alleged


def test_who_is_convicted_did_it(read: Read) -> None:
    reading = read("A court in Oslo convicted Lars Holm of bombing a bank.")
    (doer,) = [p for p in event(reading, "BombOrIed").participants if p.role == "perpetrator"]
    assert (name(reading, doer.actor), doer.alleged) == ("Lars Holm", False)


def test_a_toll_is_a_figure_and_no_name(read: Read) -> None:
    reading = read("At least 12 people and about 300 Kenyan soldiers were killed in an attack on Sarh on Monday.")
    attack = event(reading, "ArmedAttack")
    assert {actor for role, actor in roles(reading, attack) if role == "victim"} == {"people", "Kenyan soldiers"}
    assert attack.label == "Armed attack (Kenyan soldiers) in Sarh, 13 May 2024"
    assert next((f.measure, int(f.value), f.bound) for f in reading.figures) == ("Killed", 12, "AtLeast")


def test_a_small_number_belongs_to_the_name(read: Read) -> None:
    reading = read("Iran met the six world powers in Vienna on Monday.")
    assert {actor for _, actor in roles(reading, event(reading, "Meeting"))} == {"Iran", "six world powers"}


def test_the_graph_does_not_state_what_somebody_is_accused_of(read: Read) -> None:
    quads = quads_of(read("Kenya accused Sudan of bombing a market in Juba on Monday."), Iris())
    assert not [q for q in quads if q.predicate == ONT.perpetrator]
    (node,) = {q.subject for q in quads if q.predicate == ONT.participant}
    sources = {str(q.object) for q in quads if q.subject == node and q.predicate == ONT.attributedTo}
    assert ["kenya" in source for source in sources] == [True]


def test_a_dateline_is_no_part_of_the_first_sentence(read: Read) -> None:
    reading = read("TUNIS, May 14 (Reuters) - Chad and six world powers reached a deal on Tuesday, officials said.")
    deal = event(reading, "AgreementReached")
    assert roles(reading, deal) == {("party", "Chad"), ("party", "six world powers")}
    assert [c.text for c in reading.claims] == ["Chad and six world powers reached a deal on Tuesday"]


@pytest.mark.parametrize(
    ("text", "code", "day"),
    [
        # days of one passage are of one year
        (
            "Rebels captured the pilot Omar Sall in March 2019. He was freed on 3 May.",
            "ReleaseOfPrisoners",
            "2024-05-03",
        ),
        (
            "The navy shelled the port in March 2019 after rebels attacked Sarh on 16 March.",
            "ArmedAttack",
            "2019-03-16",
        ),
        # what the next sentence of a history tells is of its day
        (
            "Lars Holm met Eva Lind in Tunis on 23 September 2015. Holm promised to stop the war.",
            "PromiseOrOffer",
            "2015-09-23",
        ),
        ("The sides agreed on water on 26 May 2013 and on trade on 16 May 2014.", "AgreementReached", "2013-05-26"),
        ("A cyclone that hit the coast of Kenya on Tuesday night has killed ten people.", "Storm", "2024-05-14"),
    ],
)
def test_the_day_is_that_of_the_passage(read: Read, text: str, code: str, day: str) -> None:
    assert edtf(events(read(text), code)[0]) == day


def test_talks_began_when_they_began_and_lasted_until_they_closed(read: Read) -> None:
    reading = read(
        "Talks between Kenya and Sudan began in Oslo on 3 May 2012. "
        "On Tuesday Kenya and Sudan closed twelve years of negotiations with a treaty."
    )
    assert edtf(event(reading, "NegotiationProcess")) == "2012-05-03/2024-05-14"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A ceasefire was signed in Havana on 23 June 2016.", ("Ceasefire", "AgreementSigned")),
        ("Kenya and Sudan signed a truce in Oslo on Monday.", ("Ceasefire", "AgreementSigned")),
        ("Voters rejected the plan in a referendum on 2 May.", ("ReferendumOrVote", "AgreementRejected")),
    ],
)
def test_two_names_of_one_happening_are_one_event(read: Read, text: str, found: tuple[str, ...]) -> None:
    reading = read(text)
    assert [e.types for e in reading.events] == [found]


def test_what_may_come_is_warned_of_and_not_threatened(read: Read) -> None:
    reading = read("The mayor, Ana Silva, warned that the toll could rise. Chad warned that it would strike back.")
    assert [e.types[0] for e in reading.events if e.kind == "SpeechEvent"] == ["OfficialStatement", "ThreatOrUltimatum"]


def test_what_almost_happened_did_not(read: Read) -> None:
    assert event(read("The talks had almost collapsed on Tuesday."), "TalksBrokenOff").modality is Modality.HYPOTHETICAL


def test_a_share_is_no_count(read: Read) -> None:
    assert not read("Nine in ten houses in Sarh were destroyed by the flood.").figures


def test_what_each_does_is_not_between_them(read: Read) -> None:
    reading = read("Libya and Chad rejected the accord on Monday.")
    assert event(reading, "AgreementRejected").label == "Agreement rejected by Libya and Chad, 13 May 2024"


def test_what_is_said_in_a_speech_has_the_day_of_the_speech(read: Read) -> None:
    reading = read(
        'President Lena Ortiz welcomed what she called a "brave step" in a speech at the parliament on Monday.'
    )
    assert edtf(event(reading, "PraiseOrSupport")) == "2024-05-13"
    assert [c.text for c in reading.claims] == ['what she called a "brave step"']


def test_a_new_attack_on_things_is_not_the_one_told_before(read: Read) -> None:
    reading = read(
        "Rebels killed 11 soldiers in Sarh on 3 May. The president ordered the navy to resume the bombing of camps."
    )
    (bombing,) = [e for e in reading.events if "BombOrIed" in e.types]
    assert bombing.modality is Modality.HYPOTHETICAL
    assert len(bombing.mentions) == 1


@pytest.mark.parametrize(
    ("text", "code", "day"),
    [
        ("The rebels are to hand over their weapons to a mission within six months.", "Disarmament", "2024-05-16/2024-11-16"),
        ("Chad agreed to withdraw its troops from Sarh within ten days.", "WithdrawalOfForces", "2024-05-16/2024-05-26"),
    ],
)  # fmt: skip
def test_a_deadline_bounds_what_lies_ahead(read: Read, text: str, code: str, day: str) -> None:
    assert edtf(event(read(text), code)) == day


def test_the_city_is_the_one_named_last(read: Read) -> None:
    reading = read("Envoys of Chad flew from Paris to Geneva on Monday. They met rebels in the Swiss city on Tuesday.")
    assert place(reading, event(reading, "Meeting")) == "Geneva"


def test_shares_of_a_vote_belong_to_the_one_election_told(read: Read) -> None:
    reading = read(
        "Lars Holm won the presidential election on Sunday. His supporters danced. Eva Lind, his rival, had 47.1 percent "
        "of the votes. Prices rose by 3 percent."
    )
    assert [f.event for f in reading.figures if f.text.startswith("47")] == [event(reading, "Election").key]
