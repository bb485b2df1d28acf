"""Drawings of terms below terms, as SVG to stand in a page: boxes that lead to the terms, and lines. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_ROW, _STEP, _BOX, _LETTER = 24, 28, 18, 7.6
"""Height of a row, indent of a level, height of a box, width of a letter; all in pixels."""
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A term, how deep it stands, and in which row its parent is (-1: none)."""

    name: str
    depth: int
    parent: int


def draw_tree(title: str, pairs: Iterable[tuple[str, str]]) -> Markup:
    """A drawing of (above, below) pairs; whoever cannot see it has the same relations with each term.

    >>> "NegotiationRound" in draw_tree("Classes", [("Event", "NegotiationRound")])
    True
    """
    rows = rows_of(pairs)
    width = max(row.depth * _STEP + len(row.name) * _LETTER + 16 for row in rows)
    parts = [part for number, row in enumerate(rows) for part in _drawn(number, row)]
    head = Markup('<svg class="tree" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">')
    height = len(rows) * _ROW
    return head.format(title, int(width), height, int(width), height) + Markup("").join(parts) + Markup("</svg>")


def rows_of(pairs: Iterable[tuple[str, str]]) -> list[Row]:
    """The rows of the drawing: roots by name, each with what is below it; a term below two stands twice."""
    below: dict[str, set[str]] = defaultdict(set)
    for above, name in pairs:
        below[above].add(name)
    roots = sorted(set(below) - {name for names in below.values() for name in names})
    rows: list[Row] = []
    for root in roots:
        rows += _under(root, below, 0, -1, len(rows))
    return rows


def _under(name: str, below: Mapping[str, set[str]], depth: int, parent: int, number: int) -> Sequence[Row]:
    rows = [Row(name, depth, parent)]
    for child in sorted(below.get(name, ())) if depth < _DEEPEST else ():
        rows += _under(child, below, depth + 1, number, number + len(rows))
    return rows


def _drawn(number: int, row: Row) -> Iterator[Markup]:
    x, middle = row.depth * _STEP, number * _ROW + _ROW // 2
    if row.parent >= 0:
        path = f"M{x - _STEP + 10} {row.parent * _ROW + _ROW // 2 + _BOX // 2}V{middle}H{x}"
        yield Markup('<path d="{}" fill="none" stroke="currentColor" stroke-opacity=".5"/>').format(path)
    yield Markup(
        '<a href="#{}"><rect x="{}" y="{}" width="{}" height="{}" rx="3" fill="none" stroke="currentColor"/>'
        '<text x="{}" y="{}" font-size="12" fill="currentColor">{}</text></a>'
    ).format(
        escape(row.name), x, middle - _BOX // 2, int(len(row.name) * _LETTER + 12), _BOX, x + 6, middle + 4, row.name
    )
