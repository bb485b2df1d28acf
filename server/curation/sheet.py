"""What the page of forms shows of an event: what is known now, what may be corrected, and what was decided so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.curation.finding import called, values
from kg.curation.storyline import Kept, kept_by
from kg.curation.telling import edit_json, names_of
from kg.graph.terms import CODE, ONT, RDFS, local_name
from kg.graph.views import View
from kg.knowledge.edits import EditKind
from kg.model import ActorType, Bound, Modality, PlaceType, Role
from kg.store import Store
from server.pages.links import path_of
from server.pages.reader import shown


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with an IRI that a form can name, and how readers know it."""

    iri: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A kept storyline for its form: ``events`` in their order, ``note`` pinned or hidden; ``seen`` its newest edit."""

    path: str
    title: str
    introduction: str
    events: tuple[Thing, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the forms of one event need; ``seen`` is the number of its newest edit."""

    iri: str
    path: str
    label: str
    date: str
    types: str
    modality: str
    place: str
    hidden: bool
    pinned: bool
    participants: tuple[Thing, ...]
    figures: tuple[Thing, ...]
    claims: tuple[Thing, ...]
    reports: tuple[Thing, ...]
    alike: tuple[Thing, ...]
    edits: tuple[dict[str, Any], ...]
    seen: int
    stories: tuple[Story, ...] = ()
    roles: tuple[str, ...] = tuple(Role)
    actor_types: tuple[str, ...] = tuple(ActorType)
    place_types: tuple[str, ...] = tuple(PlaceType)
    modalities: tuple[str, ...] = tuple(Modality)
    bounds: tuple[str, ...] = tuple(bound for bound in Bound if bound is not Bound.BETWEEN)


def sheet_of(store: Store, event: NamedNode) -> Sheet:
    """The sheet of an event that the store knows."""
    view: View = store.graph.oxigraph
    edits = store.archive.edits.about(names_of(store, event.value))

    def words(predicate: NamedNode) -> str:
        return ", ".join(called(view, value) for value in values(view, event, predicate))

    return Sheet(
        iri=event.value,
        path=path_of(event.value, store.iris.base) or "",
        label=shown(words(RDFS.label)),
        date=words(ONT.edtf) or "unknown",
        types=", ".join(_names(view, event, ONT.eventType)),
        modality="".join(_names(view, event, ONT.modality)[:1]),
        place=shown(words(ONT.place)),
        hidden=bool(values(view, event, ONT.hidden)),
        pinned=bool(values(view, event, ONT.pinned)),
        participants=tuple(_participants(view, event)),
        figures=tuple(_figure(view, node) for node in _pointing(view, event, ONT.figureOf)),
        claims=tuple(_claim(view, node) for node in _pointing(view, event, ONT.about)),
        reports=tuple(_reports(store, view, event)),
        alike=tuple(
            Thing(other.value, shown(called(view, other)))
            for other in values(view, event, ONT.possiblySame)
            if isinstance(other, NamedNode)
        ),
        edits=tuple(edit_json(edit) for edit in reversed(edits)),
        seen=max((edit.number for edit in edits), default=0),
        stories=tuple(_stories(store, view, event)),
    )


def _stories(store: Store, view: View, event: NamedNode) -> Iterator[Story]:
    """The kept storylines that the event is in."""
    for kept in storylines(store):
        if event in [entry.event for entry in kept.entries]:
            told = [
                Thing(
                    one.event.value,
                    shown(called(view, one.event)),
                    "hidden" if one.hidden else "pinned" if one.pinned else "",
                )
                for one in kept.entries
            ]
            path = path_of(kept.node.value, store.iris.base) or ""
            seen = store.archive.edits.last([kept.node.value])
            yield Story(path, kept.title, kept.introduction, tuple(told), seen)


def _names(view: View, node: NamedNode, predicate: NamedNode) -> list[str]:
    return [local_name(value) for value in values(view, node, predicate) if isinstance(value, NamedNode)]


def _participants(view: View, event: NamedNode) -> list[Thing]:
    found = [(role, who) for role in Role for who in values(view, event, ONT[role]) if isinstance(who, NamedNode)]
    return [Thing(who.value, shown(called(view, who)), role.value) for role, who in found]


def _pointing(view: View, event: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    found = view.quads_for_pattern(None, predicate, event, DefaultGraph())
    return sorted({quad.subject for quad in found if isinstance(quad.subject, NamedNode)}, key=str)


def _figure(view: View, node: NamedNode) -> Thing:
    told = [value for predicate in (ONT.value, ONT.bound, ONT.measure) for value in values(view, node, predicate)[:1]]
    words = [value.value if isinstance(value, Literal) else local_name(value) for value in told if value != CODE.Exact]  # type: ignore[arg-type]
    sources = [called(view, who) for who in values(view, node, ONT.attributedTo)]
    return Thing(node.value, shown(" ".join(words)), shown(", ".join(sources)))


def _claim(view: View, node: NamedNode) -> Thing:
    text = [value.value for value in values(view, node, ONT.claimText) if isinstance(value, Literal)]
    sources = [called(view, who) for who in values(view, node, ONT.attributedTo)]
    return Thing(node.value, shown(" ".join(text)), shown(", ".join(sources)))


def _reports(store: Store, view: View, event: NamedNode) -> list[Thing]:
    reports = store.archive.blocks.counted_to([event.value]).get(event.value, ())
    found = []
    for report in sorted(reports):
        node = NamedNode(report)
        articles = [article for article in values(view, node, ONT.inArticle) if isinstance(article, NamedNode)]
        note = ", ".join(store.iris.article_id(article) or "" for article in articles)
        found.append(Thing(report, shown(called(view, node)), shown(note)))
    return found


def storylines(store: Store) -> list[Kept]:
    """The storylines that editors keep."""
    newest = {edit.events: edit for edit in store.archive.edits.in_force() if edit.kind is EditKind.STORYLINE}
    return [kept_by(edit) for edit in newest.values()]
