"""A storyline that an editor keeps: its events are those that were gathered, as the editor pinned and ordered them.

It is a decision, and stays what it was decided to be; ``refresh`` gathers anew and keeps what was pinned and hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from kg.curation.finding import called, find_event, line, node_of, values
from kg.curation.wish import Wish
from kg.errors import InputError
from kg.graph import literals
from kg.graph.terms import ONT, RDFS, A
from kg.graph.views import View
from kg.knowledge.edits import Edit, EditKind, Effect
from kg.knowledge.storylines import read_storyline
from kg.knowledge.timeline import Row
from kg.store import Store
from kg.store.asking import ask

_LONGEST_INTRODUCTION = 4_000
_MOST_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of a storyline."""

    event: NamedNode
    relevance: float
    pinned: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A storyline as it is kept; ``entries`` are in its order, those that are hidden too."""

    node: NamedNode
    anchor: NamedNode
    title: str
    introduction: str
    entries: tuple[Entry, ...]


def storyline_edit(store: Store, wish: Wish, name: str) -> tuple[list[NamedNode], Effect, str, str]:
    """The storyline, what the graph is to say of it, and before and after in words.

    Raises:
        InputError: there is no such storyline or event, or nothing is asked for.
    """
    before = _kept(store, wish)
    kept = before or _gathered(store, wish, store.iris.storyline(name))
    view = store.graph.oxigraph
    title = line(wish.one("title"), "title", 200) if wish.one("title") else kept.title
    told = line(wish.one("introduction"), "introduction", _LONGEST_INTRODUCTION) if wish.one("introduction") else ""
    entries = kept.entries
    if before and wish.one("refresh"):
        entries = _refreshed(store, before)
    entries = _marked(store, wish, entries)
    entries = tuple(_ordered(entries, [find_event(view, store.iris, given) for given in wish.many("order")]))
    after = replace(kept, title=title, introduction=told or kept.introduction, entries=entries[:_MOST_ENTRIES])
    name = after.node.value.rsplit("/", 1)[-1]
    quads = tuple(_quads(store, after, name))
    return [after.node], Effect(keeps=quads), _words(before) if before else "", _words(after)


def _words(kept: Kept) -> str:
    shown = [entry for entry in kept.entries if not entry.hidden]
    return f"{kept.title}: {len(shown)} events, {sum(entry.pinned for entry in shown)} pinned"


def _kept(store: Store, wish: Wish) -> Kept | None:
    """The storyline that is named, as its newest edit in force has it."""
    node = node_of(wish.one("storyline"), store.iris) if wish.one("storyline") else None
    if node is None:
        return None
    newest = [edit for edit in store.archive.edits.standing([node.value]) if edit.kind is EditKind.STORYLINE]
    if not newest:
        raise InputError("no such storyline", where="storyline", remedy="start one from an event")
    return kept_by(newest[-1])


def kept_by(edit: Edit) -> Kept:
    """The storyline that an edit keeps."""
    said: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = {}
    for quad in edit.effect.keeps:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            said.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    (node,) = (one for one, fields in said.items() if ONT.Storyline in fields.get(A, ()))
    whole = said[node]
    entries = [_entry(said[one]) for one in whole.get(ONT.entry, ()) if isinstance(one, NamedNode)]
    in_order = tuple(entry for _, entry in sorted(entries, key=lambda pair: pair[0]))
    introductions = [text.value for text in whole.get(ONT.introduction, ())]
    anchor = whole[ONT.anchor][0]
    assert isinstance(anchor, NamedNode)
    return Kept(node, anchor, whole[RDFS.label][0].value, "".join(introductions), in_order)


def _entry(fields: dict[NamedNode, list[NamedNode | Literal]]) -> tuple[int, Entry]:
    event = fields[ONT.entryEvent][0]
    assert isinstance(event, NamedNode)
    entry = Entry(event, float(fields[ONT.relevance][0].value), ONT.pinned in fields, ONT.hidden in fields)
    return int(fields[ONT.position][0].value), entry


def _gathered(store: Store, wish: Wish, node: NamedNode) -> Kept:
    if len(wish.events) != 1:
        raise InputError("a storyline begins with one event", where="event", remedy="give the one it is about")
    anchor = find_event(store.graph.oxigraph, store.iris, wish.events[0])
    return Kept(node, anchor, called(store.graph.oxigraph, anchor), "", tuple(_around(store, anchor)))


def _around(store: Store, anchor: NamedNode) -> list[Entry]:
    """The events around another one by day, with their relevance."""
    found = read_storyline(lambda question: _rows(store, question), anchor.value)
    relevance = found.relevance if found else {anchor.value: 1.0}
    entries = [Entry(NamedNode(event), value) for event, value in relevance.items()]
    return sorted(entries, key=lambda entry: (_day(store.graph.oxigraph, entry.event), entry.event.value))


def _rows(store: Store, question: str) -> list[Row]:
    found, _ = ask(store, question)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: term for name in names if (term := row[name]) is not None} for row in found]


def _day(view: View, event: NamedNode) -> date:
    days = [value.value for value in values(view, event, ONT.sortDate) if isinstance(value, Literal)]
    return date.fromisoformat(days[0]) if days else date.max


def _refreshed(store: Store, before: Kept) -> tuple[Entry, ...]:
    anchor = find_event(store.graph.oxigraph, store.iris, before.anchor.value)
    marked = {entry.event: entry for entry in before.entries if entry.pinned or entry.hidden}
    around = _around(store, anchor)
    new = [replace(e, pinned=m.pinned, hidden=m.hidden) if (m := marked.get(e.event)) else e for e in around]
    return (*new, *(entry for event, entry in marked.items() if event not in {e.event for e in new}))


def _marked(store: Store, wish: Wish, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """With the marks that are asked for; an event that is pinned and was not there comes in."""
    view, iris = store.graph.oxigraph, store.iris
    sets = {name: {find_event(view, iris, given) for given in wish.many(name)} for name in _MARKS}
    missing = sorted(sets["pin"] - {entry.event for entry in entries}, key=str)
    marked = []
    for entry in (*entries, *(Entry(event, 1.0) for event in missing)):
        pinned = (entry.pinned or entry.event in sets["pin"]) and entry.event not in sets["unpin"]
        hidden = (entry.hidden or entry.event in sets["hide"]) and entry.event not in sets["show"]
        marked.append(replace(entry, pinned=pinned, hidden=hidden))
    return tuple(marked)


_MARKS = ("pin", "unpin", "hide", "show")


def _ordered(entries: Sequence[Entry], first: Sequence[NamedNode]) -> Iterator[Entry]:
    """Those that are named come first, in the order in which they are named."""
    of_event = {entry.event: entry for entry in entries}
    if unknown := [event for event in first if event not in of_event]:
        raise InputError(f"{unknown[0].value} is not in the storyline", where="order", remedy="pin it first")
    named = list(dict.fromkeys(first))
    yield from (of_event[event] for event in named)
    yield from (entry for entry in entries if entry.event not in set(named))


def _quads(store: Store, kept: Kept, name: str) -> Iterable[Quad]:
    node = kept.node
    yield Quad(node, A, ONT.Storyline)
    yield Quad(node, RDFS.label, literals.label(kept.title))
    yield Quad(node, ONT.anchor, kept.anchor)
    if kept.introduction:
        yield Quad(node, ONT.introduction, literals.label(kept.introduction))
    for number, entry in enumerate(kept.entries, start=1):
        place = store.iris.storyline_entry(name, number)
        yield Quad(node, ONT.entry, place)
        yield Quad(place, A, ONT.StorylineEntry)
        yield Quad(place, ONT.entryEvent, entry.event)
        yield Quad(place, ONT.position, Literal(number))
        yield Quad(place, ONT.relevance, literals.score(entry.relevance))
        if entry.pinned:
            yield Quad(place, ONT.pinned, Literal(True))
        if entry.hidden:
            yield Quad(place, ONT.hidden, Literal(True))
        else:
            yield Quad(entry.event, ONT.inStoryline, node)
