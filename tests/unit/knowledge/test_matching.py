from __future__ import annotations

from kg.graph.iris import Iris
from kg.knowledge.matching import assign, carry_over, ulid_mint
from tests.unit.knowledge.reported import minting, node, report

OLD = node("event/old")


def test_a_new_report_gets_a_new_event_and_a_known_one_keeps_its_own() -> None:
    known, new = report("a", "e1"), report("a", "e2")
    assert assign([known, new], {known.iri: OLD}, minting()) == {known.iri: OLD, new.iri: node("event/1")}


def test_an_event_keeps_its_name_when_the_same_is_told_under_another_key() -> None:
    before, after = report("a", "e1", label="Ferry sinks"), report("a", "e9", label="Ferry sinks")
    assert carry_over([before], [after], {before.iri: OLD}) == {after.iri: OLD}


def test_an_event_keeps_its_name_when_its_report_is_reworded() -> None:
    before, after = report("a", "e1", label="Ferry sinks"), report("a", "e1", label="River ferry sinks")
    assert carry_over([before], [after], {before.iri: OLD}) == {after.iri: OLD}


def test_a_name_is_not_passed_on_to_another_kind_of_event() -> None:
    before = report("a", "e1", label="Ferry sinks", types=("TransportAccident",))
    after = report("a", "e1", label="Minister resigns", types=("Resignation",))
    assert carry_over([before], [after], {before.iri: OLD}) == {}


def test_keys_that_moved_do_not_swap_events() -> None:
    """A sentence put in front shifts all keys by one; what is told decides, not the key."""
    first, second = report("a", "e1", label="Day one"), report("a", "e2", label="Day two")
    known = {first.iri: node("event/one"), second.iri: node("event/two")}
    new = [
        report("a", "e1", label="A prologue"),
        report("a", "e2", label="Day one"),
        report("a", "e3", label="Day two"),
    ]
    kept = carry_over([first, second], new, known)
    assert kept == {new[1].iri: node("event/one"), new[2].iri: node("event/two")}


def test_of_two_that_tell_the_same_each_keeps_its_own() -> None:
    old = [report("a", "e1"), report("a", "e2")]
    known = {old[0].iri: node("event/one"), old[1].iri: node("event/two")}
    assert carry_over(old, list(reversed(old)), known) == known


def test_minted_names_are_new_each_time_and_lie_with_the_events() -> None:
    mint = ulid_mint(Iris("https://n.org/"))
    names = {mint().value for _ in range(100)}
    assert len(names) == 100
    assert all(len(name.removeprefix("https://n.org/event/")) == 26 for name in names)
