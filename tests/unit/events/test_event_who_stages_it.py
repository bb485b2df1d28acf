"""Who stages, organises, converges for or is engaged in what a noun names."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, roles


@pytest.mark.parametrize(
    ("text", "code", "role", "who"),
    [
        ("Students staged mass demonstrations in Lagos on Sunday.", "Demonstration", "actor", "Students"),
        ("Two unions have organised a general strike.", "Strike", "actor", "Two unions"),
        ("Farmers were converging on Tuesday for a rally in Lagos.", "Demonstration", "actor", "Farmers"),
        ("Rebel troops were engaged in ethnic cleansing in the north.", "Massacre", "perpetrator", "Rebel troops"),
        ("Guerillas blew up a power line on Sunday.", "PropertyDestruction", "perpetrator", "Guerillas"),
    ],
)
def test_who_is_told_by_the_verb_around_the_noun(read: Read, text: str, code: str, role: str, who: str) -> None:
    reading = read(text)
    assert (role, who) in roles(reading, event(reading, code))
