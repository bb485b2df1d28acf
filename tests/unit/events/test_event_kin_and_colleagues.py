"""People who are named by whom they belong to, words with "co-", and words that never speak."""

from __future__ import annotations

import pytest

from kg.model import ActorType
from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import claim, event, name, roles, speakers


def test_a_wife_and_her_mother_are_victims(read: Read) -> None:
    reading = read("Jan Novak killed his wife and her mother on Sunday.")
    told = roles(reading, event(reading, "ArmedAttack"))
    assert told == {("perpetrator", "Jan Novak"), ("victim", "wife"), ("victim", "mother")}


def test_relatives_of_two_people_are_two(read: Read) -> None:
    reading = read("Pavel Novak's brother was killed on Sunday. Eva Berg's brother was killed on Monday.")
    labels = {a.label for a in reading.actors if a.type is ActorType.PERSON and not a.named}
    assert labels == {"Pavel Novak's brother", "Eva Berg's brother"}


def test_a_relative_is_tied_to_whose_it_is(read: Read) -> None:
    reading = read("Jan Novak's ex-wife was killed on Sunday.")
    ties = [(t.role, t.title, name(reading, t.other)) for a in reading.actors for t in a.affiliations]
    assert ties == [("FamilyTie", "ex-wife", "Jan Novak")]


def test_co_workers_are_one_word_and_one_actor(read: Read) -> None:
    reading = read("Some co-workers said she was shy. A baker shot dead two co-workers on Sunday.")
    assert {a.label for a in reading.actors} == {"co-workers", "two co-workers"}
    assert [name(reading, key) for c in reading.claims for key in c.speakers] == ["co-workers"]


def test_officials_listed_with_what_a_town_has_are_who_speaks(read: Read) -> None:
    reading = read("The old town still has power, water and phones and officials say they are sending food.")
    assert speakers(reading, claim(reading, "sending food")) == ["officials"]


@pytest.mark.parametrize(
    "text",
    [
        "The rebels' attempt to promise reforms failed in May.",
        "Shares fell as concerns grew about the debt and threatened to sink the bank.",
    ],
)
def test_attempts_and_worries_are_nobody(read: Read, text: str) -> None:
    assert not [a for a in read(text).actors if a.type is ActorType.ANONYMOUS_SOURCE]
