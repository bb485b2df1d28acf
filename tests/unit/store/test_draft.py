"""A draft answers as if its changes had been made, and what it comes to makes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Store

from kg.store.draft import Draft

NODES = [NamedNode(f"https://n.org/{letter}") for letter in "abc"]
QUADS = st.builds(Quad, *[st.sampled_from(NODES)] * 3, st.sampled_from(NODES))
CHANGES = st.lists(st.tuples(st.sets(QUADS, max_size=4), st.sets(QUADS, max_size=4)), max_size=6)


@given(st.sets(QUADS, max_size=8), CHANGES)
def test_a_draft_is_the_graph_with_its_changes_made(
    before: set[Quad], changes: list[tuple[set[Quad], set[Quad]]]
) -> None:
    base, expected = Store(), set(before)
    base.extend(before)
    draft = Draft(base)
    for removed, added in changes:
        draft.change(removed, added)
        expected = (expected - removed) | added
        found = list(draft.quads_for_pattern(None, None, None, None))
        assert sorted(map(str, found)) == sorted(map(str, expected))
        assert all((quad in draft) == (quad in expected) for quad in before | added | removed)
    assert (before - draft.removed.keys()) | draft.added.keys() == expected
    assert not draft.removed.keys() & draft.added.keys()
