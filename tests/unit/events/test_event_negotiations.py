"""Talks as process, round and session, with sides, mediators, hosts, ordinals and what comes next."""

from __future__ import annotations

import pytest

from kg.model import Event, Reading
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, place, roles

HISTORY = (
    "Armenia and Azerbaijan held a first round of talks in Vienna in March 2023. A second round in Tbilisi in July "
    "2023 broke down. The third round began in Geneva on Monday."
)
DAYS = (
    "Colombia and the ELN held the fourth round of talks in Caracas. The first day of talks took place on Monday. The "
    "second day of talks took place on Tuesday. The talks will continue on Friday."
)


def sessions(reading: Reading) -> list[Event]:
    found = events(reading, "NegotiationSession")
    return sorted((e for e in found if e.kind == "NegotiationSession"), key=lambda e: edtf(e) or "")


def roles_below(reading: Reading) -> set[tuple[str, str]]:
    return {role for e in (*events(reading, "NegotiationRound"), *sessions(reading)) for role in roles(reading, e)}


def test_talks_are_a_process_with_a_round_and_a_session(read: Read) -> None:
    reading = read("Kosovo and Serbia held talks in Brussels on Wednesday.")
    process = event(reading, "NegotiationProcess")
    held = event(reading, "NegotiationRound")
    (session,) = sessions(reading)
    assert (held.part_of, session.part_of) == (process.key, held.key)
    assert (edtf(session), place(reading, session)) == ("2024-05-15", "Brussels")
    for one in (process, held, session):
        assert {("party", "Kosovo"), ("party", "Serbia")} <= roles(reading, one)


def test_rounds_of_a_history_keep_their_ordinals_days_and_places(read: Read) -> None:
    reading = read(HISTORY)
    found = [(e.ordinal, edtf(e), place(reading, e)) for e in events(reading, "NegotiationRound")]
    assert found[:2] == [(1, "2023-03", "Vienna"), (2, "2023-07", "Tbilisi")]
    assert found[2][:2] == (3, "2024-05-13")
    assert len(found) == 3


def test_a_round_is_where_it_began(read: Read) -> None:
    reading = read(HISTORY)
    assert [place(reading, e) for e in events(reading, "NegotiationRound") if e.ordinal == 3] == ["Geneva"]


def test_rounds_of_a_history_belong_to_one_process(read: Read) -> None:
    reading = read(HISTORY)
    process = event(reading, "NegotiationProcess")
    assert {e.part_of for e in events(reading, "NegotiationRound")} == {process.key}


def test_a_break_down_is_part_of_its_round(read: Read) -> None:
    reading = read(HISTORY)
    second = next(e for e in events(reading, "NegotiationRound") if e.ordinal == 2)
    assert event(reading, "TalksBrokenOff").part_of == second.key


def test_each_day_of_talks_is_a_session(read: Read) -> None:
    reading = read(DAYS)
    assert [edtf(e) for e in sessions(reading)] == ["2024-05-13", "2024-05-14", "2024-05-17"]
    assert event(reading, "NegotiationRound").ordinal == 4


def test_the_next_session_is_only_expected(read: Read) -> None:
    reading = read(DAYS)
    assert [e.modality.value for e in sessions(reading)] == ["Occurred", "Occurred", "Expected"]


def test_sessions_follow_each_other_in_the_order_of_days(read: Read) -> None:
    reading = read(DAYS)
    first, second, third = sessions(reading)
    assert (first.follows, second.follows, third.follows) == (None, first.key, second.key)


def test_an_ordinal_counts_days_and_not_rounds(read: Read) -> None:
    reading = read(DAYS)
    assert [e.ordinal for e in sessions(reading)][1] == 2  # "the second day of talks"


def test_an_expected_round_is_no_round_that_was_held(read: Read) -> None:
    reading = read(
        "Kosovo and Serbia ended a second round of talks in Brussels on Wednesday. A third round is expected in June."
    )
    found = {e.ordinal: (e.modality.value, edtf(e)) for e in events(reading, "NegotiationRound")}
    assert found[3] == ("Expected", "2024-06")
    assert found[2][0] == "Occurred"


@pytest.mark.parametrize(
    "text",
    [
        "Kosovo and Serbia held talks in Brussels on Wednesday, mediated by Oman.",
        "The talks between Kosovo and Serbia, mediated by Oman, opened in Brussels on Tuesday.",
        "Oman mediated the talks between Kosovo and Serbia.",
        "Oman is brokering talks between Kosovo and Serbia.",
    ],
)
def test_a_mediator_is_one_when_named(read: Read, text: str) -> None:
    reading = read(text)
    assert ("mediator", "Oman") in roles(reading, event(reading, "NegotiationProcess")) | roles_below(reading)


def test_mediators_without_a_name_are_mediators_of_the_talks(read: Read) -> None:
    reading = read("Kosovo and Serbia held talks in Brussels on Wednesday. Mediators reported progress.")
    assert ("mediator", "Mediators") in roles(reading, sessions(reading)[0])


def test_nobody_mediates_unless_said(read: Read) -> None:
    reading = read("Kosovo and Serbia held talks in Brussels on Wednesday. Oman welcomed the talks.")
    assert "mediator" not in {role for e in reading.events for role, _ in roles(reading, e)}


def test_the_country_of_the_place_is_no_host_unless_said(read: Read) -> None:
    reading = read("Kosovo and Serbia held talks in Brussels on Wednesday.")
    assert "host" not in {role for e in reading.events for role, _ in roles(reading, e)}


@pytest.mark.parametrize(
    "text",
    [
        "Austria hosted talks between India and China on Tuesday.",
        "The talks between India and China, hosted by Austria, ended.",
    ],
)
def test_a_host_is_one_when_said(read: Read, text: str) -> None:
    reading = read(text)
    assert ("host", "Austria") in roles(reading, event(reading, "NegotiationProcess")) | roles_below(reading)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("indirect", "IndirectTalks"),
        ("direct", "DirectTalks"),
        ("proximity", "IndirectTalks"),
        ("bilateral", "DirectTalks"),
        ("online", "RemoteTalks"),
    ],
)
def test_the_format_of_talks_is_read(read: Read, words: str, code: str) -> None:
    reading = read(f"Kosovo and Serbia held {words} talks in Brussels on Wednesday.")
    assert event(reading, "NegotiationRound").talks_format == code


def test_the_agenda_of_talks_are_their_topics(read: Read) -> None:
    reading = read("Kosovo and Serbia held talks on a prisoner exchange in Brussels on Wednesday.")
    assert "PrisonerExchange" in {t.code for t in event(reading, "NegotiationRound").topics}


def test_two_pairs_of_sides_are_two_processes(read: Read) -> None:
    reading = read(
        "Kosovo and Serbia held talks in Brussels on Monday. India and China held talks in Nepal on Tuesday."
    )
    assert len(events(reading, "NegotiationProcess")) == 2


def test_sides_in_coordination_with_a_group_are_two(read: Read) -> None:
    reading = read("Ethiopia and Tigrayan rebels held talks in Pretoria on Monday.")
    assert len([r for r in roles(reading, event(reading, "NegotiationRound")) if r[0] == "party"]) == 2


def test_a_meeting_of_the_same_sides_inside_the_talks_is_one_of_them(read: Read) -> None:
    reading = read("Kosovo and Serbia held talks in Brussels on Wednesday. The meeting on Wednesday lasted an hour.")
    assert not events(reading, "Meeting")


def test_a_day_on_which_talks_open_is_a_day_of_talks(read: Read) -> None:
    reading = read("Talks between Kosovo and Serbia opened in Brussels on Tuesday. They will continue on Friday.")
    assert [edtf(e) for e in sessions(reading)][:1] == ["2024-05-14"]


def test_talks_are_where_they_open(read: Read) -> None:
    reading = read("Talks between Kosovo and Serbia opened in Brussels on Tuesday.")
    assert place(reading, event(reading, "NegotiationRound")) == "Brussels"
    assert edtf(event(reading, "NegotiationRound")) == "2024-05-14"


def test_undated_talks_in_passing_are_not_filled_in(read: Read) -> None:
    reading = read("The talks bored Anna Berg.")
    assert not events(reading, "NegotiationRound")
    assert not sessions(reading)


def test_those_who_negotiators_are_sent_by_are_sides(read: Read) -> None:
    reading = read("Norwegian and Swedish negotiators met in Oslo on Monday for talks.", published="2024-05-07")
    sides = {a.label for a in reading.actors for e in reading.events for p in e.participants if p.actor == a.key}
    assert {"Norway", "Sweden"} <= sides


def test_an_exchange_of_messages_is_a_sitting_of_its_day(read: Read) -> None:
    reading = read(
        "Cypriot and Turkish envoys spent Monday in Bern exchanging proposals through mediators.",
        published="2024-05-07",
    )
    sessions = [e for e in reading.events if e.kind == "NegotiationSession"]
    assert [e.time.text for e in sessions] == ["Monday"]


def test_a_reaction_names_the_event_it_is_about(read: Read) -> None:
    reading = read("Germany condemned the bombing of the station in Lviv.", published="2024-05-07")
    (act,) = [e for e in reading.events if e.kind == "SpeechEvent"]
    assert act.reaction_to in {e.key for e in reading.events if e.key != act.key}


def test_talks_resume_as_a_pronoun(read: Read) -> None:
    reading = read(
        "Talks between Peru and Chile opened in Basel on 3 June 2019. They resumed in Quito on 12 January 2022."
    )
    rounds = events(reading, "NegotiationRound")
    assert [(edtf(e), place(reading, e)) for e in rounds] == [("2019-06-03", "Basel"), ("2022-01-12", "Quito")]


def test_years_of_negotiations_are_a_course_and_no_round(read: Read) -> None:
    reading = read("Peru and Chile signed a treaty on Monday, ending six years of negotiations in Basel.")
    assert roles(reading, event(reading, "NegotiationProcess")) == {("party", "Peru"), ("party", "Chile")}
    assert not events(reading, "NegotiationRound")


def test_the_states_that_leaders_come_from_take_part(read: Read) -> None:
    reading = read("The leaders of Norway, Sweden and Finland met in Turku on Monday.")
    assert roles(reading, event(reading, "Meeting")) == {("party", "Norway"), ("party", "Sweden"), ("party", "Finland")}


def test_a_day_of_talks_has_the_sides_of_those_who_end_it(read: Read) -> None:
    reading = read("Negotiators from Peru and Chile ended a third day of talks in Basel on Monday.")
    assert {("party", "Peru"), ("party", "Chile")} <= roles(reading, event(reading, "NegotiationProcess"))


def test_one_verb_with_several_days_tells_several_agreements(read: Read) -> None:
    reading = read(
        "The parties agreed on fishing in December 2019, on pensions in October 2020 and on border posts in May 2021."
    )
    assert [edtf(e) for e in events(reading, "AgreementReached")] == ["2019-12", "2020-10", "2021-05"]


@pytest.mark.parametrize(
    ("text", "code", "topics"),
    [
        (
            "Talks between Kenya and Somalia covered a proposed exchange of prisoners, a truce and aid.",
            "Ceasefire",
            {"CeasefireTopic"},
        ),
        ("Kenya and Uganda drew up a roadmap on Monday.", "RoadmapOrProcedureAgreed", {"Procedure"}),
        ("Olaf Scholz said that a truce and a political process were needed.", "OfficialStatement", None),
    ],
)
def test_an_event_has_its_own_subject_and_not_those_beside_it(
    read: Read, text: str, code: str, topics: set[str] | None
) -> None:
    found = {topic.code for topic in event(read(text), code).topics}
    assert found == (topics or {"CeasefireTopic", "PoliticalProcess"})


def test_a_deal_told_with_talks_is_between_those_who_talk(read: Read) -> None:
    reading = read("Talks between Kenya and Somalia in Nairobi ended on Monday without a final agreement.")
    assert roles(reading, event(reading, "AgreementReached")) == {("party", "Kenya"), ("party", "Somalia")}


def test_a_deal_told_elsewhere_has_no_sides_by_guess(read: Read) -> None:
    reading = read("Talks between Kenya and Somalia opened in Nairobi on Monday. A truce was signed in Goma in 2003.")
    assert roles(reading, event(reading, "Ceasefire")) == set()


def test_talks_have_the_sides_of_the_deal_told_with_them(read: Read) -> None:
    reading = read(
        "Norway's parliament ratified the peace agreement with the Tamil Tigers on Monday, ending two years of"
        " negotiations. The talks opened in Oslo on 3 May 2022. Anna Berg suspended the talks in June 2023."
        " The parties agreed on fishing on 6 November 2023."
    )
    sides = {("party", "Norway"), ("party", "Tamil Tigers")}
    assert roles(reading, event(reading, "NegotiationProcess")) == sides
    assert all(roles(reading, one) == sides for one in events(reading, "NegotiationRound"))
    assert roles(reading, event(reading, "AgreementReached")) == sides


def test_what_is_signed_is_one_event_with_the_signing(read: Read) -> None:
    reading = read("An interim agreement was signed in Geneva on 24 November 2013.")
    assert [e.types for e in reading.events] == [("AgreementSigned",)]
