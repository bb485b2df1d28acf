"""Who is said to have done it, who denies it, and who says so; a sentence of our own for each."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, events, name


@pytest.mark.parametrize(
    "text",
    [
        "Officials said. No trains were running on Tuesday.",
        "Fire chief Rosa Vega said no one was in the mill.",
    ],
)
def test_no_that_opens_another_phrase_is_no_refusal(read: Read, text: str) -> None:
    assert not events(read(text), "Refusal")


def test_saying_no_is_a_refusal(read: Read) -> None:
    assert event(read("Norway said no to the offer."), "Refusal")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The militia denied carrying out Monday's raid on the town.", "ArmedAttack"),
        ("The brigade denied having carried out the attack.", "ArmedAttack"),
        ("The colonel denied ordering the massacre.", "Massacre"),
    ],
)
def test_who_denies_an_act_has_not_done_it(read: Read, text: str, code: str) -> None:
    found = event(read(text), code)
    assert found.modality.value == "Occurred"
    assert not [p for p in found.participants if p.role.value == "perpetrator"]


def test_the_outcome_of_an_alleged_act_is_the_doing_of_the_accused(read: Read) -> None:
    reading = read("Chad accused Niger of firing on a patrol near Diffa on Sunday, wounding four soldiers.")
    doers = [p for p in event(reading, "ArmedAttack").participants if p.role.value == "perpetrator"]
    assert [(name(reading, p.actor), p.alleged) for p in doers] == [("Niger", True)]
    assert [name(reading, key) for key in doers[0].according_to] == ["Chad"]


@pytest.mark.parametrize(
    ("text", "who", "source"),
    [
        ("Opposition parties claim police shot dead six students.", "police", ["Opposition parties"]),
        ("The group alleges that soldiers executed 20 villagers in Mopti.", "soldiers", ["group"]),
        ("Aid groups say the army has killed 200 civilians in Darfur.", "army", ["Aid groups"]),
        ("Residents said Kenyan soldiers killed four herders in Garissa.", "Kenyan soldiers", ["Residents"]),
        ("Norway said Swedish drones hit a school in Oslo, killing two.", "Sweden", ["Norway"]),
        ("Peru rejected allegations that its soldiers killed nine farmers in Puno.", "soldiers", []),
    ],
)
def test_what_is_only_claimed_is_told_as_alleged(read: Read, text: str, who: str, source: list[str]) -> None:
    reading = read(text)
    doers = [p for e in reading.events for p in e.participants if p.role.value == "perpetrator"]
    assert [(name(reading, p.actor), p.alleged) for p in doers] == [(who, True)]
    assert [name(reading, key) for key in doers[0].according_to] == source
    assert all(f.inflicted_by is None for f in reading.figures)


def test_the_number_an_accuser_gives_is_his(read: Read) -> None:
    reading = read("Chad accused Niger of firing on a patrol near Diffa on Sunday, wounding four soldiers.")
    assert [(f.measure, name(reading, f.attributed_to)) for f in reading.figures] == [("Wounded", "Chad")]


def test_who_declares_an_emergency_is_no_perpetrator(read: Read) -> None:
    reading = read("Governor Musa Bello declared a state of emergency in Kano on Monday.")
    found = event(reading, "CurfewOrMartialLaw")
    assert [(p.role.value, name(reading, p.actor)) for p in found.participants] == [("actor", "Musa Bello")]


@pytest.mark.parametrize(
    "text", ["The army said it killed 30 rebels in Kano.", "Police said gunmen killed four nurses."]
)
def test_what_is_owned_up_to_or_laid_on_nobody_known_is_not_alleged(read: Read, text: str) -> None:
    doers = [p for e in read(text).events for p in e.participants if p.role.value == "perpetrator"]
    assert [p.alleged for p in doers] == [False]
