"""Documents that events are about, and labels that never take over the article's adjectives."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, events


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Norway presented a peace plan.", "Proposal"),
        ("Kenya and Uganda signed a border treaty.", "Agreement"),
        ("The Security Council adopted a resolution.", "Instrument"),
    ],
)
def test_a_document_has_its_kind(read: Read, text: str, kind: str) -> None:
    assert [i.type.value for i in read(text).instruments] == [kind]


def test_a_document_called_by_several_words_is_one(read: Read) -> None:
    reading = read("Norway presented a peace plan. The plan calls for elections. The proposal pleased Cyprus.")
    assert len(reading.instruments) == 1
    assert len(reading.instruments[0].mentions) == 3


def test_another_plan_is_another_document(read: Read) -> None:
    assert len(read("Norway presented a peace plan. Another plan was rejected by Sweden.").instruments) == 2


def test_plans_of_two_owners_are_two(read: Read) -> None:
    assert len(read("Norway's plan pleased Cyprus. Sweden's plan did not.").instruments) == 2


def test_an_event_concerns_the_document_it_handles(read: Read) -> None:
    reading = read("Norway presented a peace plan. Sweden rejected the plan.")
    (plan,) = reading.instruments
    assert event(reading, "Proposal").concerns == event(reading, "AgreementRejected").concerns == (plan.key,)


def test_the_points_of_a_plan_are_counted(read: Read) -> None:
    assert [i.points for i in read("Norway presented a 12-point peace plan.").instruments] == [12]


def test_the_points_of_a_plan_are_counted_in_words(read: Read) -> None:
    assert [i.points for i in read("Norway presented a five-point peace plan.").instruments] == [5]


@pytest.mark.parametrize("text", ["There was no agreement.", "Any deal would be welcome.", "He wrote a business plan."])
def test_what_is_no_document_of_the_story_is_none(read: Read, text: str) -> None:
    assert not read(text).instruments


_LOADED = ("monstrous", "barbaric", "heroic", "terrorist", "genocidal", "illegal", "so-called", "brutal", "puppet")


@pytest.mark.parametrize(
    "text",
    [
        "The barbaric attack by Boko Haram on Maiduguri killed nine people on Monday.",
        "The brutal genocidal war in Sudan continued.",
        "The illegal invasion of Georgia by Russia began in August 2008.",
        "The heroic assault of the army on the port of Kidal succeeded on Monday.",
        "The so-called peace talks between Kosovo and Serbia ended in Brussels on Wednesday.",
        "A terrorist attack in Lahore killed nine people on Monday.",
    ],
)
def test_labels_never_take_over_loaded_words(read: Read, text: str) -> None:
    reading = read(text)
    assert reading.events
    assert not [e.label for e in reading.events for word in _LOADED if word in e.label.lower()]


def test_groups_are_labelled_without_the_adjectives_of_the_article(read: Read) -> None:
    reading = read("Brutal gunmen attacked the port on Monday.")
    assert "brutal" not in event(reading, "ArmedAttack").label.lower()


def test_a_label_is_made_of_type_actors_place_and_day(read: Read) -> None:
    reading = read("Boko Haram attacked Nigeria's army in Maiduguri on Monday.")
    label = event(reading, "ArmedAttack").label
    assert [part for part in ("Armed attack", "Boko Haram", "Maiduguri", "13 May 2024") if part not in label] == []


@pytest.mark.parametrize(
    ("text", "code", "prefix"),
    [
        ("Norway proposed a ceasefire.", "Ceasefire", "Proposed"),
        ("A ceasefire is expected on Friday.", "Ceasefire", "Expected"),
        ("The election was postponed.", "Election", "Postponed"),
        ("The rebels did not attack the village.", "ArmedAttack", "Denied"),
    ],
)
def test_a_label_says_what_did_not_happen_first(read: Read, text: str, code: str, prefix: str) -> None:
    assert event(read(text), code).label.startswith(prefix)


def test_an_accusation_is_told_as_one_and_not_as_a_fact(read: Read) -> None:
    reading = read("Turkey accused Greece of genocide.")
    assert not events(reading, "Massacre")
    assert "genocide" not in event(reading, "SpeechEvent").label.lower()


def test_a_bare_number_or_group_is_not_in_a_label(read: Read) -> None:
    reading = read("Gunmen shot dead four in Kano on Monday. The parties signed a treaty in Lagos on Tuesday.")
    assert [e.label.count("four") + e.label.lower().count("parties") for e in reading.events] == [0] * len(
        reading.events
    )
    assert len(reading.events) > 1
