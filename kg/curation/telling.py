"""Edits as JSON and in lines, and the edits that a store holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.curation.finding import find_event, node_of
from kg.knowledge.edits import Edit
from kg.store import Store


def edit_json(edit: Edit) -> dict[str, Any]:
    """An edit for programs."""
    return {
        "edit": edit.number,
        "iri": edit.iri,
        "kind": edit.kind.value,
        "at": edit.at.isoformat(timespec="seconds"),
        "editor": edit.editor,
        "reason": edit.reason,
        "events": list(edit.events),
        "replaced": edit.replaced,
        "put": edit.put,
        "undoes": edit.undoes,
        "inForce": edit.in_force,
    }


def edit_line(told: dict[str, Any]) -> str:
    """An edit for people, from its JSON."""
    what = f"undo of {told['undoes']}" if told["undoes"] else told["kind"]
    change = f"{told['replaced']} → {told['put']}" if told["replaced"] else told["put"]
    taken_back = "" if told["inForce"] else " (taken back)"
    return f"{told['edit']:>5}  {told['at'][:10]}  {told['editor']}: {what}: {change}{taken_back}; {told['reason']}"


def edits_of(store: Store, given: str = "") -> list[Edit]:
    """The edits about an event or storyline, given by address, IRI or name; all of them for ''. Oldest first.

    Raises:
        InputError: there is no such event or storyline.
    """
    edits = store.archive.edits
    if not given:
        return edits.all()
    node = node_of(given, store.iris)
    if node and (known := edits.about([node.value])):
        return known
    event = find_event(store.graph.oxigraph, store.iris, given)
    return edits.about(names_of(store, event.value))


def names_of(store: Store, event: str) -> Sequence[str]:
    """An event's name and those that it took the place of."""
    names, edge = [event], [event]
    while edge:
        edge = [name for name in store.archive.blocks.absorbed(edge) if name not in names]
        names += edge
    return names


def last_edit(store: Store, given: str) -> int:
    """The number of the newest edit of an event, 0 where there is none; raises InputError for no event."""
    found = edits_of(store, given)
    return max((edit.number for edit in found), default=0)
