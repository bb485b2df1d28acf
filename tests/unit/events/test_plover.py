"""The PLOVER category of an event: its type and its modality read together."""

from __future__ import annotations

import pytest

from kg.events.plover import plover_categories, plover_of
from kg.model import Modality
from tests.unit.events.conftest import Read


@pytest.mark.parametrize(
    ("event_type", "modality", "category"),
    [
        ("Visit", Modality.OCCURRED, "CONSULT-visit"),
        ("Visit", Modality.EXPECTED, "AGREE"),
        ("ReleaseOfPrisoners", Modality.AGREED, "AGREE"),
        ("AidGranted", Modality.PROPOSED, "AGREE"),
        ("Meeting", Modality.DENIED, "REJECT"),
        ("Visit", Modality.CANCELLED, "SANCTION-discontinue"),
        ("AirOrDroneStrike", Modality.ATTEMPTED, "ASSAULT-aerial"),
        ("CurfewOrMartialLaw", Modality.EXPECTED, "THREATEN"),
        ("Strike", Modality.CANCELLED, "CONCEDE"),
        ("ArmedAttack", Modality.DENIED, None),
        ("ArmedAttack", Modality.HYPOTHETICAL, None),
        ("DemandOrAppeal", Modality.EXPECTED, None),
        ("Storm", Modality.OCCURRED, None),
    ],
)
def test_type_and_modality_make_the_category(event_type: str, modality: Modality, category: str | None) -> None:
    assert plover_of([event_type], modality) == category


def test_the_first_type_with_a_category_gives_it() -> None:
    assert plover_of(["OfficialStatement", "PraiseOrSupport"], Modality.OCCURRED) == "SUPPORT"


@pytest.mark.parametrize(
    ("text", "event_type", "category"),
    [
        ("Norway demanded that Russia withdraw its troops.", "WithdrawalOfForces", "REQUEST"),
        ("Chad threatened to impose a curfew.", "CurfewOrMartialLaw", "THREATEN"),
        ("Chad imposed a curfew.", "CurfewOrMartialLaw", "COERCE-curfew"),
        ("Peru will visit no one, but Chile will visit Bolivia.", "Visit", "AGREE"),
    ],
)
def test_what_is_demanded_or_threatened_takes_the_category_of_the_saying(
    read: Read, text: str, event_type: str, category: str
) -> None:
    reading = read(text)
    categories = plover_categories(reading.events, reading.document.sentences)
    assert category in {categories[e.key] for e in reading.events if event_type in e.types}
