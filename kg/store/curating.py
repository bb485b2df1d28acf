"""What an edit changes in a store: of events, of what is one event, of sources given by hand, and of storylines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from kg.errors import InputError
from kg.graph.terms import ONT, A
from kg.graph.views import View
from kg.knowledge.edits import Edit, EditKind, standing_quads, stored_edit, telling
from kg.knowledge.filing import Filing
from kg.knowledge.matching import Mint, Naming, Registry
from kg.knowledge.replacement import Change, rematch, replace_article
from kg.store.edits import Edits


def curated(view: View, registry: Registry, edits: Edits, edit: Edit, mint: Mint) -> Change:
    """What changes in the graph by an edit that ``edits`` has already.

    Raises:
        InputError: it takes back an edit that is not in force.
    """
    if edit.kind is not EditKind.UNDO:
        return _changed(view, registry, edits, edit, mint, comes=True)
    before = edits.find(edit.undoes or 0)
    if before is None or not before.in_force:
        raise InputError(f"edit {edit.undoes} is not in force", remedy="see: timewire curate log")
    edits.set_aside(before.number)
    if before.kind is not EditKind.UNDO:
        return _changed(view, registry, edits, before, mint, comes=False)
    again = edits.find(before.undoes or 0)
    assert again is not None
    edits.let_stand(again.number)
    return _changed(view, registry, edits, again, mint, comes=True)


def _changed(view: View, registry: Registry, edits: Edits, edit: Edit, mint: Mint, comes: bool) -> Change:
    if edit.effect.quads:
        return replace_article(view, registry, _source(edit), edit.effect.quads if comes else (), mint)
    if edit.effect.keeps:
        return _kept(view, edits, edit)
    events = {*edit.events, *registry.events_of(telling(view, edit)).values()}
    return rematch(view, registry, [aim.node for aim in edit.aims], mint, events)


def _kept(view: View, edits: Edits, edit: Edit) -> Change:
    """The newest edit in force of a storyline holds whole, and none beside it."""
    old = (quad for one in edits.about(edit.events) for quad in stored_edit(view, one.node))
    new = dict.fromkeys(standing(edits.standing(edit.events)))
    gone = dict.fromkeys(quad for quad in old if quad not in new)
    return Change(tuple(gone), tuple(new), {}, Filing(), Naming())


def source_of(edit: Edit, edits: Edits) -> str | None:
    """The id of the source that an edit gives by hand, or takes back; None for all other edits."""
    while edit.kind is EditKind.UNDO and edit.undoes:
        before = edits.find(edit.undoes)
        if before is None:
            return None
        edit = before
    return _id_of(edit) if edit.effect.quads else None


def given_by_hand(edits: Iterable[Edit]) -> Iterator[tuple[str, list[Quad]]]:
    """The sources that were given by hand: the id of each, and its quads."""
    return ((_id_of(edit), list(edit.effect.quads)) for edit in edits if edit.effect.quads)


def standing(edits: Iterable[Edit]) -> list[Quad]:
    """What edits (oldest first) keep that hangs on no event: of each storyline its newest edit."""
    newest = {edit.events: edit for edit in edits if edit.effect.keeps}
    return [quad for edit in newest.values() for quad in standing_quads(edit)]


def _source(edit: Edit) -> NamedNode:
    found = (q.subject for q in edit.effect.quads if q.predicate == A and q.object == ONT.Article)
    return next(node for node in found if isinstance(node, NamedNode))


def _id_of(edit: Edit) -> str:
    return _source(edit).value.rsplit("/", 1)[-1]
