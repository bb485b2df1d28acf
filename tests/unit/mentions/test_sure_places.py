from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.mentions.actors import find_actors
from kg.mentions.gazetteer import Gazetteer, open_gazetteer
from kg.mentions.sure_places import find_sure_places
from kg.mentions.toponyms import find_names
from kg.model import Document

Parse = Callable[[str], Document]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer(quiet=True)


def sure_words(document: Document, gazetteer: Gazetteer) -> list[str]:
    doc = document.tokens
    return [doc[i].text for i in sorted(find_sure_places(doc, find_names(doc, gazetteer)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Floods came in Uttar Pradesh. Uttar Pradesh has asked for boats.", ["Uttar", "Pradesh"] * 2),
        ("He was taken to a ward in Milton Keynes.", ["Milton", "Keynes"]),
        ("Farms in British Columbia lost their apples.", ["British", "Columbia"]),
        ("Kenya sent troops, and they landed in Kenya.", []),  # a state may act: the grammar decides
        ("In Houston, Governor Houston shook hands.", ["Houston"]),
        ("She trusts in Lincoln's word.", []),
    ],
)
def test_what_something_happens_in_is_a_place(
    parse: Parse, gazetteer: Gazetteer, text: str, expected: list[str]
) -> None:
    assert sure_words(parse(text), gazetteer) == expected


def test_no_actor_is_found_in_the_name_of_a_sure_place(parse: Parse, gazetteer: Gazetteer) -> None:
    document = parse(
        "Two calves died in British Columbia. The farmers of Prince Edward Island sold theirs in Milton Keynes."
    )
    doc = document.tokens
    actors, _ = find_actors(document, find_sure_places(doc, find_names(doc, gazetteer)))
    named = {span.cut(document.text) for actor in actors for span in (*actor.mentions, *actor.pronouns)}
    assert not named & {"British", "British Columbia", "Milton Keynes"}
