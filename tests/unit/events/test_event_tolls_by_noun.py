"""Figures told by a noun: the slayings of 14 women, six in custody, the toll that was brought to 259."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, figure


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("Police are looking into the slayings of 14 women.", "Killed", 14),
        ("The genocide of more than 500,000 villagers shocked the world.", "Killed", 500000),
        ("An exodus of about 20,000 refugees began on Monday.", "Displaced", 20000),
        ("The arrests of 40 students angered parents.", "Detained", 40),
        ("The kidnapping of 12 tourists shocked Chad.", "Captured", 12),
        ("At least 51 miners were reported killed in a fire in Chile.", "Killed", 51),
        ("The police arrested a baker. Six men are in custody after the arrest.", "Detained", 6),
    ],
)
def test_people_are_counted_by_what_befell_them(read: Read, text: str, measure: str, value: int) -> None:
    assert figure(read(text), measure).value == value


def test_a_toll_is_brought_to_a_number(read: Read) -> None:
    reading = read("A bombing killed 12 people in Lima on Sunday. That brought the toll of the blasts to 259.")
    assert 259 in {f.value for f in reading.figures if f.measure == "Killed"}


def test_one_another_is_no_number(read: Read) -> None:
    assert not read("Elders said the two clans must stop killing one another.").figures


def test_who_attends_is_counted_at_what_they_attend(read: Read) -> None:
    reading = read("About 500 people attended a memorial service for the nurse, a year after she was killed.")
    assert figure(reading, "Participants").event == event(reading, "FuneralOrMemorial").key


def test_a_bombing_holds_nobody(read: Read) -> None:
    reading = read("Officials said six people were in custody over the bombing.")
    assert not [f for f in reading.figures if f.event == event(reading, "BombOrIed").key]
