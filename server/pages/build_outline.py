"""Make ``outline.json``, the coasts and borders that maps of pages are drawn from: ``make vendor``.

Natural Earth 1:50m (public domain, naturalearthdata.com), as the npm package ``world-atlas`` 2.0.2 carries it (ISC,
Mike Bostock), taken by the npm client and checked against its published hash. Lines are thinned after Douglas and
Peucker, to what a map of a region in a page can show; they are shared between neighbours, and so stay closed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from server.vendoring import fetch_package

PACKAGE = "world-atlas@2.0.2"
INTEGRITY = "sha512-IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ=="
OUTLINE = Path(__file__).parent / "outline.json"
STEPS = 50
"""Steps of the grid in a degree: 0.02 degrees, two kilometres."""
TOLERANCE = 1.6
SMALLEST = 12
"""Islands of fewer square steps are left out."""
ROWS = 24
"""Parallels that are tried for the name of a country."""
Point = tuple[int, int]


def main() -> None:
    """Fetch the package, thin the lines, write the file, and tell its size."""
    with TemporaryDirectory() as folder:
        fetch_package(PACKAGE, INTEGRITY, Path(folder))
        atlas = json.loads((Path(folder) / "countries-50m.json").read_text("utf-8"))
    body = json.dumps(outline_of(atlas), separators=(",", ":"))
    OUTLINE.write_text(body + "\n", "utf-8")
    print(f"{OUTLINE.name}: {len(body):,} bytes")


def outline_of(atlas: dict[str, Any]) -> dict[str, Any]:
    """Arcs (first point, then steps), rings of land as arcs, and which arcs are borders, of a TopoJSON of countries."""
    countries = list(_rings(atlas["objects"]["countries"]["geometries"]))
    used = Counter(_index(arc) for ring in countries for arc in set(map(_index, ring)))
    land = list(_rings(atlas["objects"]["land"]["geometries"]))
    arcs = [thinned(_points(arc, atlas["transform"])) for arc in atlas["arcs"]]
    kept = [ring for ring in land if _area(_joined(ring, arcs)) >= SMALLEST]
    borders = [index for index, times in used.items() if times > 1]
    needed = sorted({*borders, *(_index(arc) for ring in kept for arc in ring)})
    place = {index: number for number, index in enumerate(needed)}
    return {
        "source": "Natural Earth 1:50m, public domain (naturalearthdata.com), by way of npm world-atlas 2.0.2",
        "steps": STEPS,
        "arcs": [_deltas(arcs[index]) for index in needed],
        "land": [[place[_index(arc)] if arc >= 0 else ~place[_index(arc)] for arc in ring] for ring in kept],
        "borders": sorted(place[index] for index in borders),
        "names": [_name(country, arcs) for country in atlas["objects"]["countries"]["geometries"]],
    }


def _name(country: dict[str, Any], arcs: Sequence[Sequence[Point]]) -> list[Any]:
    """A country by name, a place for it inside of its largest part, and how many square steps that has."""
    largest = max((_unrolled(_joined(ring, arcs)) for ring in _rings([country])), key=_area)
    return [country["properties"]["name"], *_place_for_name(largest), int(_area(largest))]


def _unrolled(ring: Sequence[Point]) -> list[Point]:
    """A ring that goes on beyond the date line, where it was cut to come in again on the other side of the earth."""
    turn, points = 0, [ring[0]]
    for (before, _), (x, y) in pairwise(ring):
        turn += 360 * STEPS * ((x - before < -180 * STEPS) - (x - before > 180 * STEPS))
        points.append((x + turn, y))
    return points


def _place_for_name(ring: Sequence[Point]) -> Point:
    """The middle of the widest stretch from west to east inside a ring; what is near the middle goes first."""
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    middle, half = (south + north) / 2, (north - south) / 2 or 1
    best, place = -1.0, ring[0]
    for step in range(1, ROWS):
        y = south + (north - south) * step / ROWS
        crossed = sorted(
            ax + (bx - ax) * (y - ay) / (by - ay)
            for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)
            if (ay <= y) != (by <= y)
        )
        for west, east in zip(crossed[::2], crossed[1::2], strict=True):
            room = (east - west) * cos(radians(y / STEPS)) * (1 - abs(y - middle) / half / 2)
            if room > best:
                best, place = room, (round((west + east) / 2), round(y))
    return place


def thinned(points: Sequence[Point]) -> list[Point]:
    """A line with only the points that carry its shape; its ends stay."""
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = max(((_offset(points, first, last, i), i) for i in range(first + 1, last)), default=(0.0, 0))
        if far > TOLERANCE:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [points[index] for index in sorted(keep)]


def _offset(points: Sequence[Point], first: int, last: int, index: int) -> float:
    """How far a point lies from the line between two others."""
    (ax, ay), (bx, by), (x, y) = points[first], points[last], points[index]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    if not length:
        return float(((x - ax) ** 2 + (y - ay) ** 2) ** 0.5)
    return float(abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length)


def _rings(geometries: Sequence[dict[str, Any]]) -> Iterator[list[int]]:
    for geometry in geometries:
        polygons = geometry.get("arcs", ())
        for polygon in polygons if geometry.get("type") == "MultiPolygon" else [polygons]:
            yield from polygon


def _index(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def _points(arc: Sequence[Sequence[int]], transform: dict[str, Any]) -> list[Point]:
    """An arc of TopoJSON, which holds steps on a grid of its own, on ours."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    made: list[Point] = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        point = round((x * sx + tx) * STEPS), round((y * sy + ty) * STEPS)
        if not made or made[-1] != point:
            made.append(point)
    return made


def _joined(ring: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    return [point for arc in ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])]


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def _deltas(points: Sequence[Point]) -> list[int]:
    flat = list(points[0])
    for (ax, ay), (bx, by) in pairwise(points):
        flat += [bx - ax, by - ay]
    return flat


if __name__ == "__main__":
    main()
