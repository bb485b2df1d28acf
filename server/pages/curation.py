"""What people decided about an event, as its public page tells it: who, when, why, and what it was before."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.graph.terms import ONT
from server.graph import Graph
from server.pages.queries import select
from server.pages.reader import day_words, shown

_MOST = 100


@dataclass(frozen=True, slots=True)
class EditLine:
    """An edit in force."""

    kind: str
    editor: str
    day: str
    reason: str
    replaced: str
    put: str


@dataclass(frozen=True, slots=True)
class Curation:
    """All edits of an event, newest first; ``hidden`` means that lists leave it out."""

    edits: tuple[EditLine, ...] = ()
    hidden: bool = False


def curation_of(graph: Graph, event: NamedNode) -> Curation:
    """What people decided about an event and holds now, its sources that were given by hand too."""
    rows = select(
        graph,
        f"""SELECT ?edit ?kind ?editor ?at ?reason ?replaced ?put {{
        {{ {event} ev:editedBy ?edit }} UNION
        {{ ?report ev:reportOf {event} ; ev:inArticle/prov:wasGeneratedBy ?edit . ?edit a ev:Edit }}
        ?edit ev:editKind ?kind ; ev:editor ?editor ; prov:endedAtTime ?at ; ev:editReason ?reason
        OPTIONAL {{ ?edit ev:replacedValue ?replaced }} OPTIONAL {{ ?edit rdfs:label ?put }}
        }} ORDER BY DESC(?at) DESC(?edit) LIMIT {_MOST}""",
    )
    hidden = bool(graph.query(f"ASK {{ {event} {ONT.hidden} true }}"))

    def word(row: object, name: str) -> str:
        value = row.get(name)  # type: ignore[attr-defined]
        return shown(value.value) if value is not None else ""

    return Curation(
        tuple(
            EditLine(
                word(row, "kind"),
                word(row, "editor"),
                day_words(word(row, "at")[:10]),
                word(row, "reason"),
                word(row, "replaced"),
                word(row, "put"),
            )
            for row in rows
        ),
        hidden,
    )
