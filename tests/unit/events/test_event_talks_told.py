"""Talks as agencies tell them: collapsed ones, rounds put off and to come, mediation, format, who was brought together."""

from __future__ import annotations

from kg.model import Modality
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, roles


def test_a_relative_clause_tells_that_talks_broke_down(read: Read) -> None:
    reading = read("Chad and Libya will return to the table. The talks, which collapsed in March, were held in Oslo.")
    assert edtf(event(reading, "TalksBrokenOff")) == "2024-03"


def test_the_round_is_the_one_told_of_and_has_the_day_it_was_put_off_to(read: Read) -> None:
    reading = read(
        "A third round of talks between Chad and Libya was postponed on Tuesday. An envoy said the round would open on 28 May."
    )
    assert [(e.ordinal, e.modality, edtf(e)) for e in events(reading, "NegotiationRound")] == [
        (3, Modality.POSTPONED, "2024-05-28")
    ]


def test_the_next_round_is_none_of_those_that_were_held(read: Read) -> None:
    reading = read(
        "Chad and Libya held two days of talks in Oslo on Monday and Tuesday. No date was set for the next round."
    )
    (held,) = [e for e in events(reading, "NegotiationRound") if e.modality is Modality.OCCURRED]
    assert len(held.mentions) == 1


def test_under_the_mediation_of_somebody_tells_who_helped(read: Read) -> None:
    reading = read("Chad and Libya resumed talks in Oslo on Monday under the mediation of Norway.")
    assert not events(reading, "Mediation")
    assert ("mediator", "Norway") in roles(reading, event(reading, "NegotiationRound"))


def test_who_sponsors_talks_mediates(read: Read) -> None:
    reading = read("Chad and Libya ended a round of talks sponsored by Norway on Monday.")
    assert ("mediator", "Norway") in roles(reading, event(reading, "NegotiationRound"))


def test_talks_to_come_run_from_the_day_named(read: Read) -> None:
    reading = read("Chad and Libya will meet in Oslo on Monday for three days of talks.")
    assert edtf(event(reading, "NegotiationRound")) == "2024-05-20/2024-05-22"


def test_what_talks_are_said_to_be_is_their_format(read: Read) -> None:
    reading = read("Chad and Libya hold talks in Oslo on Monday. The talks will be indirect, diplomats said.")
    assert event(reading, "NegotiationProcess").talks_format == "IndirectTalks"


def test_whom_talks_bring_together_sits_there(read: Read) -> None:
    reading = read("Talks in Oslo on Monday brought Chad, Libya and Kenya together.")
    assert {actor for role, actor in roles(reading, event(reading, "NegotiationRound")) if role == "party"} == {
        "Chad",
        "Libya",
        "Kenya",
    }


def test_a_meeting_told_before_any_talks_is_none_of_them(read: Read) -> None:
    reading = read(
        "Kenya's ministers tightened the rules, officials said after the meeting. Talks between Chad and Libya "
        "ended in Oslo on Monday."
    )
    assert all(
        "meeting" not in m.cut(reading.document.text) for e in events(reading, "NegotiationRound") for m in e.mentions
    )


def test_negotiating_in_bad_faith_is_a_reproach_and_no_sitting(read: Read) -> None:
    reading = read("Chad accused Libya of negotiating in bad faith.")
    assert not events(reading, "NegotiationSession")
