"""Who stands beside an event, on a timeline and on its page: each once, and nobody who is anybody."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT, RDFS
from server.pages.reader import Reader
from server.pages.sentences import Sentences
from server.pages.statements import event_fields
from server.timelines.contents import _actors

BASE = "https://data.example.org/"
EVENT = NamedNode(BASE + "event/1")


def told(actors: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Role and label of those shown, of path → (role, label)."""
    facts: dict[str, dict[str, tuple[NamedNode | Literal, ...]]] = {EVENT.value: {}}
    for path, (role, label) in actors.items():
        node = NamedNode(BASE + path)
        facts[EVENT.value][ONT[role].value] = (*facts[EVENT.value].get(ONT[role].value, ()), node)
        facts[node.value] = {RDFS.label.value: (Literal(label, language="en"),)}
    return [(actor.role, actor.label.value) for actor in _actors(Reader(facts, BASE), EVENT)]


@pytest.mark.parametrize(
    ("actors", "shown"),
    [
        (
            {"article/a/actor/m": ("mediator", "mediators"), "article/b/actor/m": ("mediator", "mediators")},
            [("mediator", "mediators")],
        ),
        (
            {"actor/arvonia": ("party", "Arvonia"), "actor/arvonia-2": ("party", "Arvonia")},
            [("party", "Arvonia"), ("party", "Arvonia")],  # two that share a name stay two
        ),
        (
            {"article/a/actor/p": ("victim", "people"), "article/a/actor/f": ("victim", "farmers")},
            [("victim", "farmers")],
        ),
        ({"article/a/actor/p": ("addressee", "people")}, [("addressee", "people")]),
    ],
)
def test_groups_without_a_name_stand_once(actors: dict[str, tuple[str, str]], shown: list[tuple[str, str]]) -> None:
    assert told(actors) == shown


def test_the_page_of_an_event_names_such_a_group_once_with_all_its_sentences() -> None:
    paths = ("article/a/actor/m", "article/b/actor/m", "actor/arvonia")
    nodes = [NamedNode(BASE + path) for path in paths]
    facts = {
        node.value: {RDFS.label.value: (Literal(word),)}
        for node, word in zip(nodes, ["envoys", "envoys", "Arvonia"], strict=True)
    }
    facts[EVENT.value] = {ONT.party.value: tuple(nodes)}
    sentences = Sentences({}, {(ONT.party.value, node): (number,) for number, node in enumerate(nodes, 1)}, 0)
    fields = {field.name: field.statements for field in event_fields(Reader(facts, BASE), EVENT, sentences, {})}
    assert [(said.value.text.value, said.sentences) for said in fields["Party"]] == [
        ("envoys", (1, 2)),
        ("Arvonia", (3,)),
    ]
