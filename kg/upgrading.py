"""What a newer version of Timewire would read otherwise, told before anything changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.curation.finding import called
from kg.errors import InputError
from kg.graph.terms import ONT, RDFS, A, local_name
from kg.graph.views import View
from kg.model import Article, Role
from kg.pipeline import Reader, quads_of, read_article
from kg.sources.inputs import SkippedInput
from kg.store import Store

_HERE = DefaultGraph()
_FIELDS = (
    RDFS.label,
    ONT.eventType,
    ONT.edtf,
    ONT.modality,
    ONT.place,
    ONT.topic,
    ONT.partOf,
    *(ONT[role] for role in Role),
)
_COUNTED = (ONT.Event, ONT.EventReport, ONT.Claim, ONT.Figure)


@dataclass(frozen=True, slots=True)
class EventChange:
    """An event that would be new, gone or other; ``fields`` are name → before and after, in words."""

    event: str
    label: str
    change: str
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change: versions, counts of things before and after, events one by one, and what is unread."""

    before: str
    after: str
    counts: Mapping[str, tuple[int, int]]
    events: tuple[EventChange, ...]
    unread: tuple[SkippedInput, ...]

    def to_json(self) -> dict[str, Any]:
        """As ``timewire upgrade --diff --json`` prints it."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"read by: {self.before}; would be read by: {self.after}"
        yield ", ".join(f"{name} {before:,} → {after:,}" for name, (before, after) in self.counts.items())
        for change in self.events:
            yield f"{change.change:<8} {change.label}  <{change.event}>"
            for name, (before, after) in change.fields.items():
                yield f"           {name}: {before or '–'} → {after or '–'}"
        yield from (f"unread: {one.source}: {one.reason}" for one in self.unread)
        yield f"{len(self.events)} events would change" if self.events else "no event would change"


def difference(store: Store, reader: Reader, done: Callable[[str], None] = lambda article: None) -> Difference:
    """What a rebuild would change, with the edits of people in force; the store stays as it is."""
    unread: list[SkippedInput] = []

    def read(article: Article) -> list[Any]:
        try:
            return quads_of(read_article(article, reader), store.iris)
        except InputError as error:
            unread.append(SkippedInput(article.id, str(error)))
            return []

    with store.preview(read, done) as view:
        old = store.graph.oxigraph
        return Difference(
            before=_extractors(old),
            after=_extractors(view),
            counts={local_name(kind): (_count(old, kind), _count(view, kind)) for kind in _COUNTED},
            events=tuple(_changes(old, view)),
            unread=tuple(unread),
        )


def _extractors(view: View) -> str:
    found = {
        q.object.value
        for q in view.quads_for_pattern(None, ONT.extractor, None, _HERE)
        if isinstance(q.object, Literal)
    }
    return "; ".join(sorted(found)) or "nothing"


def _count(view: View, kind: NamedNode) -> int:
    return sum(1 for _ in view.quads_for_pattern(None, A, kind, _HERE))


def _changes(old: View, new: View) -> Iterator[EventChange]:
    before, after = (set(_events(view)) for view in (old, new))
    for event in sorted(before | after, key=str):
        was = _told(old, event) if event in before else {}
        will = _told(new, event) if event in after else {}
        if was != will:
            change = "changed" if event in before and event in after else "gone" if event in before else "new"
            names = dict.fromkeys([*was, *will])
            fields = {
                name: (was.get(name, ""), will.get(name, "")) for name in names if was.get(name) != will.get(name)
            }
            yield EventChange(event.value, (will or was).get("label", ""), change, fields)


def _events(view: View) -> Iterator[NamedNode]:
    found = view.quads_for_pattern(None, A, ONT.Event, _HERE)
    return (quad.subject for quad in found if isinstance(quad.subject, NamedNode))


def _told(view: View, event: NamedNode) -> dict[str, str]:
    """The fields of an event in words."""
    told: dict[str, list[str]] = {}
    for predicate in _FIELDS:
        for quad in view.quads_for_pattern(event, predicate, None, _HERE):
            told.setdefault(local_name(predicate), []).append(called(view, quad.object))
    return {name: ", ".join(sorted(values)) for name, values in told.items()}
