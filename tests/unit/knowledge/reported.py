"""Reports built by hand: a table of fields is all that the knowledge layer reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from pyoxigraph import NamedNode

from kg.graph import literals
from kg.graph.terms import CODE, ONT, RDFS, TYPE, A
from kg.graph.views import Term
from kg.knowledge.reports import Report

BASE = "https://n.org/"


def node(path: str) -> NamedNode:
    return NamedNode(BASE + path)


def report(article: str, key: str = "e1", as_of: str | None = "2015-05-06", **fields: object) -> Report:
    """A report; ``modality``, ``types``, ``label``, ``start`` and so on override what an ordinary one says."""
    said: dict[NamedNode, tuple[Term, ...]] = {
        A: (ONT.EventReport,),
        RDFS.label: (literals.label(str(fields.pop("label", "Talks in Lisbon"))),),
        ONT.eventType: tuple(TYPE[name] for name in fields.pop("types", ("Meeting",))),  # type: ignore[attr-defined]
        ONT.modality: (CODE[str(fields.pop("modality", "Occurred"))],),
        ONT.datePrecision: (CODE[str(fields.pop("precision", "Day"))],),
        ONT.dateBasis: (CODE[str(fields.pop("basis", "Stated"))],),
    }
    pointers = fields.pop("pointers", ())
    for name in ("start", "end"):
        if value := fields.pop(name, None):
            said[ONT[name]] = (literals.day(date.fromisoformat(str(value))),)
    said |= {ONT[name]: value if isinstance(value, tuple) else (value,) for name, value in fields.items()}  # type: ignore[misc]
    return Report(
        iri=node(f"article/{article}/report/{key}"),
        article=node(f"article/{article}"),
        as_of=date.fromisoformat(as_of) if as_of else None,
        fields=said,
        pointers=tuple(pointers),  # type: ignore[arg-type]
    )


def minting() -> Callable[[], NamedNode]:
    """Events e1, e2, ... in order of asking."""
    names: Iterator[int] = iter(range(1, 10_000))
    return lambda: node(f"event/{next(names)}")
