"""Who takes part though another word names him: companions, second sides, subjects understood, owners of arms."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, place, roles


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("Kenya signed a peace treaty with Uganda.", "AgreementSigned", {("party", "Kenya"), ("party", "Uganda")}),
        (
            "Kenya established ties with Israel and Bahrain on Monday.",
            "RecognitionOrTies",
            {("party", "Kenya"), ("party", "Israel"), ("party", "Bahrain")},
        ),
        (
            "Olusegun Obasanjo mediated together with Uhuru Kenyatta.",
            "Mediation",
            {("mediator", "Olusegun Obasanjo"), ("mediator", "Uhuru Kenyatta")},
        ),
        (
            "Olaf Scholz said on Monday after a telephone call with Xi Jinping that trade mattered.",
            "PhoneCall",
            {("party", "Olaf Scholz"), ("party", "Xi Jinping")},
        ),
        ("Olaf Scholz spoke after a visit to Kyiv on 5 May.", "Visit", {("actor", "Olaf Scholz")}),
        (
            "Ethiopian jets struck positions of Boko Haram near Lagos.",
            "AirOrDroneStrike",
            {("perpetrator", "Ethiopia"), ("target", "Boko Haram")},
        ),
        (
            "Rebels fled after attacking the army.",
            "ArmedAttack",
            {("perpetrator", "Rebels"), ("target", "army")},
        ),
        (
            "Joe Biden announced an agreement between Israel and Lebanon on Monday.",
            "AgreementReached",
            {("party", "Israel"), ("party", "Lebanon")},
        ),
        ("Kenya and Uganda announced an agreement.", "AgreementReached", {("party", "Kenya"), ("party", "Uganda")}),
    ],
)
def test_who_takes_part_is_named_elsewhere_in_the_sentence(
    read: Read, text: str, code: str, expected: set[tuple[str, str]]
) -> None:
    reading = read(text)
    assert roles(reading, event(reading, code)) == expected


@pytest.mark.parametrize(
    ("text", "code", "nobody"),
    [
        ("Olaf Scholz resigned after the meeting of bishops with Xi Jinping.", "Meeting", "Olaf Scholz"),
        ("Anna Berg praised the call between Olaf Scholz and Xi Jinping.", "PhoneCall", "Anna Berg"),
        ("Rebels attacked a Nigerian village.", "ArmedAttack", "Nigeria"),
    ],
)
def test_who_is_near_is_not_thereby_there(read: Read, text: str, code: str, nobody: str) -> None:
    reading = read(text)
    assert nobody not in {actor for one in events(reading, code) for _, actor in roles(reading, one)}


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("The company said on Monday it would cut 300 jobs.", "JobCuts", "2024-05-16/.."),
        ("Kenya said on Monday it would sign a treaty.", "OfficialStatement", "2024-05-13"),
        ("Iran agreed on Monday to meet Saudi Arabia.", "AgreementReached", "2024-05-13"),
        ("Iran agreed on Monday to meet Saudi Arabia.", "Meeting", "2024-05-16/.."),
        ("Olaf Scholz urged the parliament on 3 May to reject the treaty.", "DemandOrAppeal", "2024-05-03"),
        ("Olaf Scholz urged the parliament on 3 May to reject the treaty.", "AgreementRejected", "2024-05-16/.."),
        ("Kenya announced on 3 May that it would sign a treaty.", "OfficialStatement", "2024-05-03"),
    ],
)
def test_the_day_of_saying_is_not_that_of_what_is_said(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


def test_what_a_clause_with_where_tells_was_there(read: Read) -> None:
    reading = read("They flew to Nairobi, where talks between Kenya and Somalia opened on 3 May.")
    assert place(reading, event(reading, "NegotiationRound")) == "Nairobi"


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        (
            "Lena Holm brought together Anwar Haddad and Moshe Levi for two weeks of talks in Oslo.",
            "NegotiationProcess",
            {("mediator", "Lena Holm"), ("party", "Anwar Haddad"), ("party", "Moshe Levi")},
        ),
        (
            "Kenya invited Sudan and Chad to talks in Nairobi on Monday.",
            "NegotiationRound",
            {("host", "Kenya"), ("party", "Sudan"), ("party", "Chad")},
        ),
        (
            "Kenya and Somalia, which fought a war in 1977, agreed to open embassies.",
            "War",
            {("party", "Kenya"), ("party", "Somalia")},
        ),
        (
            "John Reed flew to Geneva on Friday to join the negotiations with Iran.",
            "NegotiationRound",
            {("party", "John Reed"), ("party", "Iran")},
        ),
        ("Kenya withdrew its troops from Somalia on Monday.", "WithdrawalOfForces", {("party", "Kenya")}),
        (
            "Anwar Haddad and Moshe Levi signed a framework for peace.",
            "AgreementSigned",
            {("party", "Anwar Haddad"), ("party", "Moshe Levi")},
        ),
        ("A march of textile workers blocked Dhaka on Monday.", "Demonstration", {("actor", "textile workers")}),
        ("France sent 140 rescuers on Sunday.", "AidDelivery", {("supporter", "France")}),
    ],
)
def test_who_is_brought_together_or_goes_to_join_takes_part(
    read: Read, text: str, code: str, expected: set[tuple[str, str]]
) -> None:
    reading = read(text)
    assert roles(reading, event(reading, code)) == expected


def test_a_war_that_was_fought_is_over_and_no_clash_beside(read: Read) -> None:
    reading = read("Kenya and Somalia fought a war in 1977.")
    assert (edtf(event(reading, "War")), event(reading, "War").modality) == ("1977", "Occurred")
    assert not events(reading, "ArmedClash")


@pytest.mark.parametrize(
    "text",
    [
        "Smoking kills eight million people a year.",
        "Malaria kills 600,000 people every year.",
        "The meal was worse than a strike by dock workers.",
        "Boeing demonstrated the new plane.",
    ],
)
def test_general_truths_and_comparisons_are_no_events(read: Read, text: str) -> None:
    assert not read(text).events
