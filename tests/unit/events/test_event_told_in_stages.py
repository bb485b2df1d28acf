"""One happening told in stages: a bomb set off and the blast, a ferry that hits, sinks and capsizes, a coup that is ranked."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import edtf, event, events, place, roles

BOMB = "A suicide bomber killed nine people at a market in Kano on Monday. "


@pytest.mark.parametrize(
    "told",
    [
        "The attacker detonated his belt among shoppers, a spokesman said.",
        "The attacker detonated his belt. Al Shabaab claimed responsibility for the blast.",
        "The explosion shook the old town.",
    ],
)
def test_a_bomb_set_off_and_its_blast_are_the_attack(read: Read, told: str) -> None:
    reading = read(BOMB + told)
    one = event(reading, "SuicideAttack")
    assert one.types[0] == "SuicideAttack"
    assert not events(reading, "BombOrIed")
    assert not events(reading, "Explosion")
    assert {actor for role, actor in roles(reading, one) if role == "perpetrator"} == {"suicide bomber"}


def test_another_bomb_is_another(read: Read) -> None:
    reading = read(BOMB + "A car bomb in Lagos killed four on Tuesday.")
    assert len({e.key for e in events(reading, "SuicideAttack") + events(reading, "BombOrIed")}) == 2


def test_an_accident_told_stage_by_stage_is_one_and_drowns_those_who_die_of_it(read: Read) -> None:
    reading = read(
        "At least 41 people drowned and dozens were missing on Monday after a ferry collided with a barge and sank in Ghana. "
        "It capsized within minutes."
    )
    one = event(reading, "TransportAccident")
    assert edtf(one) == "2024-05-13"
    assert {f.event for f in reading.figures} == {one.key}


def test_two_ferries_are_two_accidents(read: Read) -> None:
    reading = read("A ferry sank off Ghana on Monday. A tanker capsized off Kenya on Tuesday.")
    assert len(events(reading, "TransportAccident")) == 2


def test_the_second_coup_of_the_year_is_that_of_the_news(read: Read) -> None:
    reading = read(
        "Officers in Chad seized power on Monday, the second coup in the country this year. Mali had two coups in 2021."
    )
    assert sorted(str(edtf(e)) for e in events(reading, "Coup")) == ["2021", "2024-05-13"]


def test_the_dead_are_the_quakes_and_not_the_aftershocks(read: Read) -> None:
    reading = read(
        "A quake struck Chile on Monday. It was followed by 30 aftershocks. Eleven people were killed in Arica."
    )
    (killed,) = [f for f in reading.figures if f.measure == "Killed"]
    quake = next(e for e in events(reading, "Earthquake") if e.key == killed.event)
    assert edtf(quake) == "2024-05-13"


def test_the_dead_of_another_year_are_not_those_of_the_news(read: Read) -> None:
    reading = read("Clashes in Bangui left 100 people dead. Last year seven peacekeepers were killed.")
    assert edtf(event(reading, "ArmedClash")) != "2023"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("KABUL, 14 May 2024 - A car bomb killed nine people at a hall in the Afghan capital on Monday.", "Kabul"),
        ("Talks in Khartoum failed in March. A car bomb killed nine people in a market of the Sudanese capital.", None),
        ("He came from Kisumu to Nairobi. A car bomb killed nine people in the Kenyan capital on Monday.", None),
    ],
)
def test_the_capital_is_the_town_of_the_dateline(read: Read, text: str, where: str | None) -> None:
    reading = read(text)
    bomb = next(e for e in reading.events if "BombOrIed" in e.types)
    assert place(reading, bomb) in ({where} if where else {None, "Khartoum"})


@pytest.mark.parametrize(
    ("text", "code", "when"),
    [
        ("Shells fell on Kano on Tuesday, the third day of a ceasefire.", "Ceasefire", "2024-05-12/2024-05-14"),
        ("Tuesday was the fourth day of protests in Lima.", "Demonstration", "2024-05-11/2024-05-14"),
        ("Sunday, the first day of a ceasefire, was quiet.", "Ceasefire", "2024-05-12"),
        ("Shelling shook the town on Tuesday, residents said.", "ShellingOrMissileAttack", "2024-05-14"),
    ],
)
def test_days_that_are_counted_begin_with_the_first(read: Read, text: str, code: str, when: str) -> None:
    assert edtf(event(read(text), code)) == when


def test_the_toll_of_some_months_does_not_date_a_war(read: Read) -> None:
    reading = read(
        "The war is in its 16th year. Some 660 civilians were killed in the first half of 2017, the UN said."
    )
    assert "2017" not in str(edtf(event(reading, "War")))
