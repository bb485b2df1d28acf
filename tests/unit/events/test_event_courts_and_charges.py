"""Whom an arrest, charge or judgement befalls, and who is held to have done what it is about."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, events, roles


@pytest.mark.parametrize(
    ("text", "code", "target"),
    [
        ("Eva Berg is in prison after being convicted of fraud.", "ConvictionOrSentence", "Eva Berg"),
        ("Convicted of bribery, Eva Berg wept on Monday.", "ConvictionOrSentence", "Eva Berg"),
        ("Eva Berg is serving a life sentence for treason.", "ConvictionOrSentence", "Eva Berg"),
        ("A court in Lund returned a guilty verdict for Eva Berg.", "ConvictionOrSentence", "Eva Berg"),
        ("Eva Berg faces fraud charges.", "ChargeOrIndictment", "Eva Berg"),
        ("Eva Berg had two prior arrests.", "ArrestOrDetention", "Eva Berg"),
        ("A hearing for Eva Berg, 34, charged with fraud, was held on Monday.", "ChargeOrIndictment", "Eva Berg"),
        ("A driver hit a nurse before being taken into custody.", "ArrestOrDetention", "driver"),
        ("Eva Berg fled but was arrested on Sunday.", "ArrestOrDetention", "Eva Berg"),
        ("Eva Berg lied and was expected to be charged in June.", "ChargeOrIndictment", "Eva Berg"),
        ("Eva Berg was in trouble before, having been arrested in May.", "ArrestOrDetention", "Eva Berg"),
        ("Eva Berg is believed to have been arrested.", "ArrestOrDetention", "Eva Berg"),
        ("Eva Berg, who was on parole and had prior arrests, wept.", "ArrestOrDetention", "Eva Berg"),
        ("Eva Berg arrested on suspicion of fraud", "ArrestOrDetention", "Eva Berg"),
    ],
)
def test_whom_a_charge_or_judgement_befalls_is_its_target(read: Read, text: str, code: str, target: str) -> None:
    reading = read(text)
    told = roles(reading, event(reading, code))
    assert ("target", target) in told
    assert not {role for role, actor in told if actor == target} - {"target"}


@pytest.mark.parametrize(
    ("text", "alleged"),
    [
        ("A court in Lund found Eva Berg guilty of the murder of Jan Novak.", False),
        ("Eva Berg was sentenced to 20 years in prison for the murder of Jan Novak.", False),
        ("Eva Berg is serving a life sentence for murdering Jan Novak.", False),
        ("Eva Berg pleaded guilty to murdering Jan Novak.", False),
        ("Eva Berg was charged with two counts of murdering Jan Novak.", True),
        ("Eva Berg faces charges of murdering Jan Novak.", True),
    ],
)
def test_who_is_convicted_of_a_murder_did_it_and_who_is_charged_is_said_to(
    read: Read, text: str, alleged: bool
) -> None:
    reading = read(text)
    murder = event(reading, "Homicide")
    assert roles(reading, murder) == {("perpetrator", "Eva Berg"), ("victim", "Jan Novak")}
    assert [p.alleged for p in murder.participants if p.role.value == "perpetrator"] == [alleged]


def test_who_pleads_not_guilty_is_not_said_to_have_done_it(read: Read) -> None:
    reading = read("Eva Berg pleaded not guilty to the murder of Jan Novak.")
    assert roles(reading, event(reading, "Homicide")) == {("victim", "Jan Novak")}


def test_who_takes_somebody_to_hospital_is_not_hurt(read: Read) -> None:
    reading = read("Paramedics were called in and took Jan Novak to hospital.")
    assert [roles(reading, e) for e in events(reading, "IllnessOrInjury")] == [{("victim", "Jan Novak")}]


def test_a_conviction_that_is_served_befalls_who_serves(read: Read) -> None:
    reading = read("Eva Berg was serving a sentence for a fraud conviction.")
    assert [roles(reading, e) for e in events(reading, "ConvictionOrSentence")] == [{("target", "Eva Berg")}] * 2
