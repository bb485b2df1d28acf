"""A process of negotiation as a tree: rounds and sessions with their day, who sat there, the agenda, the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import ONT
from server.graph import Graph, Row
from server.pages import queries
from server.pages.events import EventLine, event_line
from server.pages.reader import Link, Reader, reader_of

_DEEPEST = 6
_MOST = 120
_TABLE = (ONT.party, ONT.delegation, ONT.negotiator)


@dataclass(frozen=True, slots=True)
class Talk:
    """A round, a session, or another event of a process, with all that belongs to it."""

    line: EventLine
    number: str
    parties: tuple[Link, ...]
    mediators: tuple[Link, ...]
    agenda: tuple[Link, ...]
    outcome: tuple[Link, ...]
    parts: tuple[Talk, ...]


def read_tree(graph: Graph, base: str, top: NamedNode) -> tuple[Talk, ...]:
    """What belongs to a process or round, in order, each under what it is part of."""
    rows = sorted(queries.tree_of(graph, top), key=_order)
    below: dict[NamedNode, list[NamedNode]] = {}
    for row in rows:
        whole, part = row["whole"], row["x"]
        if isinstance(whole, NamedNode) and isinstance(part, NamedNode) and part not in below.get(whole, ()):
            below.setdefault(whole, []).append(part)
    nodes = queries.iris_in(row["x"] for row in rows)[:_MOST]
    return _talks(reader_of(graph, base, nodes), top, _deepest_only(below, top), _DEEPEST) if nodes else ()


def _deepest_only(below: Mapping[NamedNode, Sequence[NamedNode]], top: NamedNode) -> dict[NamedNode, list[NamedNode]]:
    """Each thing once: what is part of the process and of a round of it stands under the round."""
    inner = {part for whole, parts in below.items() if whole != top for part in parts}
    return {whole: [p for p in parts if whole != top or p not in inner] for whole, parts in below.items()}


def _talks(
    reader: Reader, whole: NamedNode, below: Mapping[NamedNode, Sequence[NamedNode]], depth: int
) -> tuple[Talk, ...]:
    parts = [part for part in below.get(whole, ()) if part.value in reader.facts and part != whole] if depth else []
    return tuple(_talk(reader, part, _talks(reader, part, below, depth - 1)) for part in parts)


def _talk(reader: Reader, node: NamedNode, parts: tuple[Talk, ...]) -> Talk:
    parties = dict.fromkeys(link for predicate in _TABLE for link in reader.links(node, predicate))
    return Talk(
        line=event_line(reader, node),
        number=reader.value(node, ONT.ordinal),
        parties=tuple(parties),
        mediators=reader.links(node, ONT.mediator),
        agenda=reader.links(node, ONT.topic),
        outcome=reader.links(node, ONT.talksOutcome),
        parts=parts,
    )


def _order(row: Row) -> tuple[bool, str, int, str]:
    day, n = (term.value if isinstance(term := row.get(name), Literal) else "" for name in ("day", "n"))
    node = row["x"]
    assert isinstance(node, NamedNode)
    return (not day, day, int(n) if n.isdigit() else 0, node.value)
