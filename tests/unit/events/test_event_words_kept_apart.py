"""Initials, bodies that only count, pushes that ask for nothing, and what is withheld instead of said."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, name, roles, types, words


def test_initials_name_the_body_of_the_article_before_any_other(read: Read) -> None:
    reading = read("The Callisto Harbour Patrol stopped a driver. He was drunk, the CHP said.")
    assert [name(reading, key) for c in reading.claims for key in c.speakers] == ["Callisto Harbour Patrol"]


def test_a_team_whose_arrests_are_counted_is_not_arrested(read: Read) -> None:
    reading = read("Pavel Novak was arrested on Monday, the team's second such arrest in a month.")
    assert roles(reading, event(reading, "ArrestOrDetention")) == {("target", "Pavel Novak")}


@pytest.mark.parametrize("text", ["Eva Berg pushes a child out of the way.", "Guards pushed the crowd back on Monday."])
def test_a_push_that_moves_somebody_is_no_demand(read: Read, text: str) -> None:
    assert "DemandOrAppeal" not in types(read(text))


@pytest.mark.parametrize(
    "text", ["Insurers will deny coverage to patients.", "Guards denied Eva Berg entry.", "Lund denied them asylum."]
)
def test_what_is_withheld_is_no_claim(read: Read, text: str) -> None:
    assert not read(text).claims


def test_they_who_free_them_are_others(read: Read) -> None:
    reading = read("Seven miners were trapped, but police say they were able to free them.")
    told = roles(reading, event(reading, "ReleaseOfCaptives"))
    assert ("party", "Seven miners") not in told


def test_a_judgement_told_after_its_author_is_the_quotation_alone(read: Read) -> None:
    reading = read('For the man described by Le Soir as "the last great boss", his admission was the end.')
    assert [words(reading, c.span) for c in reading.claims] == ["the last great boss"]


def test_a_second_participle_has_the_subject_of_the_first(read: Read) -> None:
    reading = read("Kenyan soldiers stopped a boat, apprehending nine men and confiscating weapons.")
    assert ("perpetrator", "Kenyan soldiers") in roles(reading, event(reading, "WeaponsSeizure"))
