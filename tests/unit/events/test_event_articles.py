"""Whole articles of invented stories: what each must tell, with day and place, and what it must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, place, roles

ARTICLES = Path(__file__).parent / "articles"


def text_of(name: str) -> str:
    return (ARTICLES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "talks_day_three",
            {
                ("NegotiationRound", "2024-05-13/2024-05-15", "Geneva"),
                ("NegotiationRound", "2023-11", "Helsinki"),
                ("TalksBrokenOff", "2023-11", "Helsinki"),
                ("Meeting", "2024-05-14", None),
                ("Meeting", "2024-05-20", None),
                ("TiesOrCooperationCut", "2022-04", None),
            },
        ),
        (
            "peace_process",
            {
                ("AgreementSigned", "2024-05-14", "Quito"),
                ("NegotiationRound", "2019-06-03", "Montevideo"),
                ("NegotiationRound", "2022-01-12", "Quito"),
                ("AgreementReached", "2019-12", None),
                ("AgreementReached", "2020-10", None),
                ("AgreementReached", "2021-05", None),
                ("SuspensionOfTalks", "2021-08", None),
                ("AgreementRejected", "2016", None),
            },
        ),
        (
            "election_night",
            {
                ("Election", "2024-05-12", None),
                ("Inauguration", "2024-07-01", None),
                ("Coup", "2009", None),
                ("Election", "2013", None),
            },
        ),
        (
            "court_verdict",
            {
                ("ConvictionOrSentence", "2024-05-14", "Antwerp"),
                ("CourtRuling", "2024-05-14", None),
                ("CourtHearing", "2024-01", None),
                ("ChargeOrIndictment", "2021", None),
            },
        ),
        (
            "flood_tolls",
            {
                ("HeavyRain", "2024-05-14", None),
                ("Landslide", "2024-05-14", None),
                ("EvacuationCarriedOut", "2024-05-15", None),
                ("Visit", "2024-05-16", None),
                ("Flood", "2009", None),
            },
        ),
        (
            "shipyard_strike",
            {
                ("Strike", "2024-05-13", None),
                ("BusinessDeal", "2024-02", None),
                ("ReferendumOrVote", "2024-06-03", None),
                ("Resignation", "2024-05-06/2024-05-12", None),
                ("InvestigationOpened", "2024-04", None),
            },
        ),
        ("depot_live_blog", {("Explosion", "../2024-05-16", "Port Harlan")}),
    ],
)
def test_an_article_tells_its_events(read: Read, name: str, told: set[tuple[str, str, str | None]]) -> None:
    reading = read(text_of(name))
    found = {(code, edtf(e), where) for e in reading.events for code in e.types for where in (place(reading, e), None)}
    assert told <= found


def test_floods_of_the_past_do_not_date_those_of_today(read: Read) -> None:
    floods = events(read(text_of("flood_tolls")), "Flood")
    assert [edtf(e) for e in floods] == ["../2024-05-16", "2009"]


def test_the_police_did_not_carry_out_the_attack(read: Read) -> None:
    reading = read(text_of("shopping_centre"))
    attack = events(reading, "ArmedAttack")[0]
    assert "police" not in {actor for role, actor in roles(reading, attack) if role == "perpetrator"}
    assert edtf(attack) == "2024-05-11"


def test_a_denied_attack_of_a_live_blog_is_none(read: Read) -> None:
    assert event(read(text_of("depot_live_blog")), "ArmedAttack").modality == "Denied"


def test_sides_of_a_history_come_from_its_agreement(read: Read) -> None:
    process = event(reading := read(text_of("peace_process")), "NegotiationProcess")
    assert {role for role, _ in roles(reading, process)} == {"party"}
    assert len(roles(reading, process)) == 2
