from __future__ import annotations

from dataclasses import replace

import pytest

from kg.graph.iris import Iris
from kg.graph.names import dangling_references, name_all
from kg.model import Reading


def test_a_whole_reading_has_no_dangling_references(reading: Reading) -> None:
    assert dangling_references(reading) == ()


@pytest.mark.parametrize(
    ("table", "key", "kind"),
    [
        ("actors", "borea", "actor"),
        ("actors", "source", "actor"),
        ("places", "portugal", "place"),
        ("places", "river", "place"),
        ("events", "round", "event"),
        ("events", "sinking", "event"),
        ("instruments", "treaty", "instrument"),
    ],
)
def test_references_to_a_thing_that_was_not_kept_are_listed(reading: Reading, table: str, key: str, kind: str) -> None:
    kept = tuple(thing for thing in getattr(reading, table) if thing.key != key)
    found = dangling_references(replace(reading, **{table: kept}))
    assert found
    assert any(f"the {kind} {key}," in skipped.reason for skipped in found)
    assert {skipped.stage for skipped in found} == {"graph"}


def test_a_claim_may_be_about_things_of_several_kinds(reading: Reading) -> None:
    names = name_all(reading, Iris())
    assert [names.subject(key) for key in ("session", "treaty", "dead", "sol", "nobody")] == [
        names.events["session"],
        names.instruments["treaty"],
        names.figures["dead"],
        names.actors["sol"],
        None,
    ]
