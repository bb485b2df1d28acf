from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.mentions.actors import find_actors
from kg.model import Document

Parse = Callable[[str], Document]
Tie = tuple[str, str, str | None, str | None]


def ties_of(parse: Parse, text: str) -> list[Tie]:
    actors = find_actors(parse(text))[0]
    labels = {a.key: a.label for a in actors}
    return [(a.label, t.role, t.title, labels[t.other] if t.other else None) for a in actors for t in a.affiliations]


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        ("Turkish President Recep Erdogan spoke.", ("Recep Erdogan", "OfficeHolder", "Turkish President", "Turkey")),
        ("US envoy Ann Lopez left.", ("Ann Lopez", "Envoy", "US envoy", "United States")),
        (
            "Kenya's foreign minister, Musalia Mudavadi, spoke.",
            ("Musalia Mudavadi", "OfficeHolder", "foreign minister", "Kenya"),
        ),
        (
            "Tim Cook, the chief executive of Apple, praised the deal.",
            ("Tim Cook", "Leader", "chief executive", "Apple"),
        ),
        (
            "Hamza Diallo, a real estate developer, bid.",
            ("Hamza Diallo", "Professional", "real estate developer", None),
        ),
        (
            "Nicolas Maduro and his wife, Cilia Flores, arrived.",
            ("Cilia Flores", "FamilyTie", "wife", "Nicolas Maduro"),
        ),
        (
            "Jim Moyo spoke. Moyo's son-in-law Peter Ncube bought the mine.",
            ("Peter Ncube", "FamilyTie", "son-in-law", "Jim Moyo"),
        ),
        ("FARC leaders Pablo Ruiz and Ana Mora met.", ("Ana Mora", "Leader", "FARC leaders", "FARC")),
        ("The BBC's Ellen Park reported from Lima.", ("Ellen Park", "Journalist", "reported", "BBC")),
        ("Cuba's state-run Radio Reloj read it out.", ("Radio Reloj", "Member", "state-run", "Cuba")),
        (
            "A spokesman for the Nigerian army, Musa Danmadami, said bandits fled.",
            ("Musa Danmadami", "OfficeHolder", "spokesman", "Nigerian army"),
        ),
        ("The Sudanese army fired.", ("Sudanese army", "Member", None, "Sudan")),
        ("The FARC delegation left Oslo.", ("FARC delegation", "Represents", None, "FARC")),
        ("The FARC delegation includes Pablo Ruiz.", ("Pablo Ruiz", "Delegate", None, "FARC delegation")),
        (
            "The Malian delegation was led by Oumar Keita.",
            ("Oumar Keita", "DelegationHead", None, "Malian delegation"),
        ),
        (
            "Peter Ncube, who was leading the Zambian delegation, left.",
            ("Peter Ncube", "DelegationHead", "leading the Zambian delegation", "Zambian delegation"),
        ),
    ],
)
def test_ties_name_role_title_and_other_side(parse: Parse, text: str, tie: Tie) -> None:
    assert tie in ties_of(parse, text)


def test_a_hedged_membership_is_marked(parse: Parse) -> None:
    text = "Peter Ncube is reportedly part of the Zambian delegation."
    ties = [t for a in find_actors(parse(text))[0] for t in a.affiliations if t.role == "Delegate"]
    assert [(t.hedged, t.evidence.cut(text)) for t in ties] == [(True, "reportedly part of the Zambian delegation")]


def test_talks_between_two_make_nobody_a_delegate(parse: Parse) -> None:
    assert ties_of(parse, "Talks between Chad and Sudan resumed, Peter Ncube said.") == []


def test_a_title_belongs_to_the_name_that_follows_it(parse: Parse) -> None:
    text = "Former Kenyan president Uhuru Kenyatta and former Zambian president Edgar Lungu met."
    assert [(name, other) for name, _, _, other in ties_of(parse, text)] == [
        ("Uhuru Kenyatta", "Kenya"),
        ("Edgar Lungu", "Zambia"),
    ]
