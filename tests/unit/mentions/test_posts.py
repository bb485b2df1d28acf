"""Who is called by a post only is a person of the article; whom a name stands beside is that name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.mentions.actors import find_actors
from kg.model import Actor, ActorType, Document

Parse = Callable[[str], Document]


def people_of(parse: Parse, text: str) -> list[Actor]:
    actors, _ = find_actors(parse(text))
    return [a for a in actors if a.type is ActorType.PERSON and not a.named]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The Malian president flew to Accra on Monday.", "Malian president"),
        ("Peru's foreign minister met rebels in Lima.", "Peru's foreign minister"),
        ("The governor imposed a curfew.", "governor"),
        ("Police arrested the former head of Peru's largest bank.", "former head of Peru's largest bank"),
    ],
)
def test_a_post_is_a_person_without_a_name(parse: Parse, text: str, label: str) -> None:
    assert [a.label for a in people_of(parse, text)] == [label]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor of Turin, Paolo Rossi, said the bridge was safe.",
        "Peru's foreign minister, Ana Silva, met rebels in Lima.",
        "Malian President Moussa Keita flew to Accra. The president met rebels.",
        "They elected a president.",
        "The next prime minister will face a deficit.",
    ],
)
def test_a_post_with_a_name_beside_it_or_of_nobody_yet_is_no_further_person(parse: Parse, text: str) -> None:
    assert people_of(parse, text) == []


def test_posts_of_two_states_are_two_people(parse: Parse) -> None:
    found = people_of(parse, "The Malian president met the Ghanaian president. The Malian president left on Monday.")
    assert [(a.label, len(a.mentions)) for a in found] == [("Malian president", 2), ("Ghanaian president", 1)]


def test_a_court_that_acts_is_a_body(parse: Parse) -> None:
    actors, _ = find_actors(parse("A Lima court jailed Pavel Novak. He was seen in court."))
    assert [a.label for a in actors if a.type is ActorType.ORGANISATION] == ["Lima court"]


def test_an_alliance_of_politics_is_a_body(parse: Parse) -> None:
    actors, _ = find_actors(parse("The government met the main opposition alliance. A military alliance was formed."))
    assert "main opposition alliance" in {a.label for a in actors}
    assert not any("military alliance" in a.label for a in actors)
