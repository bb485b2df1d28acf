from __future__ import annotations

from kg.graph.iris import Iris
from kg.knowledge.matching import successors, ulid_mint
from tests.unit.knowledge.reported import report


def test_a_report_stands_for_the_one_that_told_the_same_under_another_key() -> None:
    before, after = report("a", "e1", label="Ferry sinks"), report("a", "e9", label="Ferry sinks")
    assert successors([before], [after]) == {after.iri: before.iri}


def test_a_report_stands_for_its_own_earlier_wording() -> None:
    before, after = report("a", "e1", label="Ferry sinks"), report("a", "e1", label="River ferry sinks")
    assert successors([before], [after]) == {after.iri: before.iri}


def test_a_report_does_not_stand_for_another_kind_of_event() -> None:
    before = report("a", "e1", label="Ferry sinks", types=("TransportAccident",))
    after = report("a", "e1", label="Minister resigns", types=("Resignation",))
    assert successors([before], [after]) == {}


def test_keys_that_moved_do_not_swap_events() -> None:
    """A sentence put in front shifts all keys by one; what is told decides, not the key."""
    first, second = report("a", "e1", label="Day one"), report("a", "e2", label="Day two")
    new = [
        report("a", "e1", label="A prologue"),
        report("a", "e2", label="Day one"),
        report("a", "e3", label="Day two"),
    ]
    assert successors([first, second], new) == {new[1].iri: first.iri, new[2].iri: second.iri}


def test_of_two_that_tell_the_same_each_keeps_its_own() -> None:
    old = [report("a", "e1"), report("a", "e2")]
    assert successors(old, list(reversed(old))) == {r.iri: r.iri for r in old}


def test_minted_names_are_new_each_time_and_lie_with_the_events() -> None:
    mint = ulid_mint(Iris("https://n.org/"))
    names = {mint().value for _ in range(100)}
    assert len(names) == 100
    assert all(len(name.removeprefix("https://n.org/event/")) == 26 for name in names)
