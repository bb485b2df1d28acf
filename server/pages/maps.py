"""Small maps, drawn here and by nobody else: land, borders and points as SVG paths. Pure functions.

Equirectangular, with degrees of longitude narrowed by the cosine of the middle latitude. The outlines are those of
``outline.json``, which ``build_outline.py`` makes of Natural Earth.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import cos, log10, radians, sqrt

from server.pages.reader import Text

WIDTH, HEIGHT = 640, 360
KM_A_DEGREE = 111.2
MOST_POINTS = 40
_MOST_NAMES = 14
_MARGIN = 8
_AROUND_KM = {"Continent": 9000, "WaterBody": 3000, "Country": 3200, "Territory": 1800, "Region": 1400}
_AROUND_CITY_KM = 1000
_WORLD_KM = 36_000

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to be shown: degrees of WGS 84, and the address of its page; ``kind`` is a code of place types."""

    latitude: float
    longitude: float
    text: Text
    page: str | None = None
    kind: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot on the drawing; ``label`` where there is room for one, with the side that it stands on."""

    x: int
    y: int
    radius: int
    spot: Spot
    label: str
    after: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A country on the drawing."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing of ``WIDTH`` by ``HEIGHT``; ``told`` says in words what it shows."""

    land: str
    borders: str
    grid: str
    names: tuple[Name, ...]
    marks: tuple[Mark, ...]
    scale_px: int
    scale_km: int
    told: str
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Window:
    """What is seen: the middle in degrees, and how many degrees of latitude the height has."""

    longitude: float
    latitude: float
    tall: float

    @property
    def across(self) -> float:
        """Degrees of longitude from side to side."""
        return self.tall * WIDTH / HEIGHT / cos(radians(self.latitude))

    def place(self, x: float, y: float) -> Point:
        """Degrees as units of the drawing."""
        return (
            WIDTH / 2 + (x - self.longitude) / self.across * WIDTH,
            HEIGHT / 2 - (y - self.latitude) / self.tall * HEIGHT,
        )


def map_of(spots: Sequence[Spot]) -> Map | None:
    """A map of some places; None if there are none."""
    known = [spot for spot in spots if -90 <= spot.latitude <= 90 and -180 <= spot.longitude <= 180]
    shown = tuple(known[:MOST_POINTS])
    if not shown:
        return None
    window = window_of(shown)
    land, borders, names = _ground(window)
    marks = _marks(window, shown)
    km = _round_km(window.tall * KM_A_DEGREE * WIDTH / HEIGHT / 5)
    told = ", ".join(dict.fromkeys(spot.text.value for spot in shown[:12]))
    return Map(
        land=land,
        borders=borders,
        grid=_grid(window),
        names=tuple(name for name in names if all(_is_clear(name, mark) for mark in marks)),
        marks=marks,
        scale_px=round(km / KM_A_DEGREE / window.tall * HEIGHT),
        scale_km=km,
        told=told,
        left_out=len(known) - len(shown),
    )


def window_of(spots: Sequence[Spot]) -> Window:
    """The part of the earth that holds the spots, with room round them by what they are."""
    west = _first_longitude([spot.longitude for spot in spots])
    along = [(spot.longitude - west) % 360 for spot in spots]
    south, north = min(s.latitude for s in spots), max(s.latitude for s in spots)
    middle = (south + north) / 2
    wide_km = max(along) * KM_A_DEGREE * cos(radians(min(abs(middle), 80)))
    tall_km = (north - south) * KM_A_DEGREE
    around = max(map(_around_km, spots))
    across = min(max(around, wide_km * 1.45, tall_km * 1.45 * WIDTH / HEIGHT), _WORLD_KM)
    tall = across * HEIGHT / WIDTH / KM_A_DEGREE
    middle = max(min(middle, 84 - tall / 2), tall / 2 - 84) if tall < 168 else 0.0
    return Window(round((west + max(along) / 2 + 180) % 360 - 180, 2), round(max(min(middle, 80), -80), 2), tall)


def _around_km(spot: Spot) -> float:
    """How much of the earth to show round a place; round a country by its size, where the outline has its name."""
    sizes = (area for name, _, _, area in _outline().names if name == spot.text.value)
    area = next(sizes, None) if spot.kind == "Country" else None
    return max(sqrt(area) * KM_A_DEGREE * 3, _AROUND_CITY_KM) if area else _AROUND_KM.get(spot.kind, _AROUND_CITY_KM)


def _is_clear(name: Name, mark: Mark) -> bool:
    """True if the name of a country does not run into a dot or its label."""
    dot = (mark.x - 9, mark.y - 9, mark.x + 9, mark.y + 9)
    label = _box(mark.x, mark.y, len(mark.label), mark.after) if mark.label else dot
    return _apart(_box_of(name), dot) and _apart(_box_of(name), label)


def _box_of(name: Name) -> tuple[float, float, float, float]:
    half = len(name.text) * 4
    return (name.x - half, name.y - 12, name.x + half, name.y + 4)


def _first_longitude(given: Sequence[float]) -> float:
    """The one from which eastwards all others are nearest: what lies on both sides of the date line stays together."""
    ordered = sorted(set(given))
    gaps = [(b - a) % 360 or 360 for a, b in zip(ordered, [*ordered[1:], ordered[0]], strict=True)]
    return ordered[(gaps.index(max(gaps)) + 1) % len(ordered)]


def _round_km(wanted: float) -> int:
    """1, 2 or 5 times a power of ten, not above what is wanted."""
    power = 10 ** int(log10(max(wanted, 1)))
    return int(max(step * power for step in (1, 2, 5) if step * power <= max(wanted, 1)))


def _marks(window: Window, spots: Sequence[Spot]) -> tuple[Mark, ...]:
    """Dots, the first with labels as long as these do not run into one another."""
    taken: list[tuple[float, float, float, float]] = []
    marks = []
    for spot in spots:
        x, y = window.place(_nearest(spot.longitude, window.longitude), spot.latitude)
        label = spot.text.value if len(spot.text.value) <= 28 else spot.text.value[:27] + "…"
        after = x < WIDTH * 0.66
        box = _box(x, y, len(label), after)
        free = box[0] > 0 and box[2] < WIDTH and all(_apart(box, other) for other in taken)
        if free:
            taken.append(box)
        marks.append(Mark(round(x), round(y), min(5 + spot.count // 4, 12), spot, label if free else "", after))
    return tuple(marks)


def _box(x: float, y: float, letters: int, after: bool) -> tuple[float, float, float, float]:
    width = letters * 8.6 + 12
    return (x, y - 9, x + width, y + 9) if after else (x - width, y - 9, x, y + 9)


def _apart(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]


def _nearest(longitude: float, middle: float) -> float:
    return (longitude - middle + 180) % 360 - 180 + middle


def _grid(window: Window) -> str:
    """Meridians and parallels."""
    step = next((s for s in (1, 2, 5, 10, 15, 30) if window.across / s <= 9), 30)
    lines = []
    first = int((window.longitude - window.across / 2) // step) * step
    for degrees in range(first, int(window.longitude + window.across / 2) + 1, step):
        lines.append(f"M{window.place(degrees, 0)[0]:.0f} 0v{HEIGHT}")
    first = int((window.latitude - window.tall / 2) // step) * step
    for degrees in range(max(first, -90), min(int(window.latitude + window.tall / 2), 90) + 1, step):
        lines.append(f"M0 {window.place(0, degrees)[1]:.0f}h{WIDTH}")
    return "".join(lines)


# ---------------------------------------------------------------------------------------------------- the ground


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the ground in degrees, and its bounds: west, south, east, north."""

    points: tuple[Point, ...]
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Outline:
    land: tuple[_Line, ...]
    borders: tuple[_Line, ...]
    names: tuple[tuple[str, float, float, float], ...]


@cache
def _outline() -> _Outline:
    raw = json.loads(files("server.pages").joinpath("outline.json").read_text("utf-8"))
    steps = raw["steps"]
    arcs = [_degrees(arc, steps) for arc in raw["arcs"]]
    rings = ([p for arc in ring for p in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])] for ring in raw["land"])
    names = tuple((name, x / steps, y / steps, area / steps**2) for name, x, y, area in raw["names"])
    return _Outline(tuple(map(_line, rings)), tuple(_line(arcs[index]) for index in raw["borders"]), names)


def _degrees(deltas: Sequence[int], steps: int) -> list[Point]:
    x = y = 0
    made = []
    for dx, dy in zip(deltas[::2], deltas[1::2], strict=True):
        x, y = x + dx, y + dy
        made.append((x / steps, y / steps))
    return made


def _line(given: Sequence[Point]) -> _Line:
    """A line with its bounds; one that crosses the date line goes on beyond it."""
    points, turn = [given[0]], 0
    for before, (x, y) in pairwise(given):
        turn += 360 * ((x - before[0] < -180) - (x - before[0] > 180))
        points.append((x + turn, y))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return _Line(tuple(points), (min(xs), min(ys), max(xs), max(ys)))


@lru_cache(256)
def _ground(window: Window) -> tuple[str, str, tuple[Name, ...]]:
    """Land and borders in a window as paths, and the countries that have room for their names."""
    outline = _outline()
    land = "".join(_polygon(window, line, turn) for line in outline.land for turn in (-360, 0, 360))
    borders = "".join(_polyline(window, line, turn) for line in outline.borders for turn in (-360, 0, 360))
    return land, borders, _names(window, outline.names)


def _touches(window: Window, line: _Line, turn: int) -> bool:
    west, south, east, north = line.bounds
    return (
        west + turn < window.longitude + window.across / 2
        and east + turn > window.longitude - window.across / 2
        and south < window.latitude + window.tall / 2
        and north > window.latitude - window.tall / 2
    )


def _polygon(window: Window, line: _Line, turn: int) -> str:
    """A ring of land cut to the window (Sutherland and Hodgman), as a closed path."""
    if not _touches(window, line, turn):
        return ""
    points: list[Point] = [window.place(x + turn, y) for x, y in line.points]
    for inside, cut in _EDGES:
        points = _clipped(points, inside, cut)
    return _path(points, "z") if len(points) > 2 else ""


def _polyline(window: Window, line: _Line, turn: int) -> str:
    """A border as far as it comes near the window."""
    if not _touches(window, line, turn):
        return ""
    runs: list[list[Point]] = [[]]
    placed = [window.place(x + turn, y) for x, y in line.points]
    for a, b in pairwise(placed):
        if _is_near(a) or _is_near(b):
            runs[-1] = runs[-1] or [a]
            runs[-1].append(b)
        elif runs[-1]:
            runs.append([])
    return "".join(_path(run, "") for run in runs if len(run) > 1)


def _is_near(point: Point) -> bool:
    return -40 < point[0] < WIDTH + 40 and -40 < point[1] < HEIGHT + 40


def _at_x(edge: float) -> Callable[[Point, Point], Point]:
    return lambda a, b: (edge, a[1] + (b[1] - a[1]) * (edge - a[0]) / (b[0] - a[0]))


def _at_y(edge: float) -> Callable[[Point, Point], Point]:
    return lambda a, b: (a[0] + (b[0] - a[0]) * (edge - a[1]) / (b[1] - a[1]), edge)


_EDGES: tuple[tuple[Callable[[Point], bool], Callable[[Point, Point], Point]], ...] = (
    (lambda p: p[0] >= -_MARGIN, _at_x(-_MARGIN)),
    (lambda p: p[0] <= WIDTH + _MARGIN, _at_x(WIDTH + _MARGIN)),
    (lambda p: p[1] >= -_MARGIN, _at_y(-_MARGIN)),
    (lambda p: p[1] <= HEIGHT + _MARGIN, _at_y(HEIGHT + _MARGIN)),
)


def _clipped(
    points: Sequence[Point], inside: Callable[[Point], bool], cut: Callable[[Point, Point], Point]
) -> list[Point]:
    made: list[Point] = []
    if not points:
        return made
    before, was_in = points[-1], inside(points[-1])
    for point in points:
        is_in = inside(point)
        if is_in != was_in:
            made.append(cut(before, point))
        if is_in:
            made.append(point)
        before, was_in = point, is_in
    return made


def _path(points: Iterable[Point], end: str) -> str:
    """Points as a path of whole steps, what is nearer than a unit left out."""
    rounded = [(round(x), round(y)) for x, y in points]
    kept = [rounded[0], *(b for a, b in pairwise(rounded) if a != b)]
    if len(kept) < (3 if end else 2):
        return ""
    (x, y), steps = kept[0], []
    for (ax, ay), (bx, by) in pairwise(kept):
        steps.append(f"{bx - ax} {by - ay}")
    return f"M{x} {y}l{' '.join(steps)}{end}".replace(" -", "-")


def _names(window: Window, names: Sequence[tuple[str, float, float, float]]) -> tuple[Name, ...]:
    """The largest countries whose middle is seen, as long as their names fit."""
    found: list[tuple[float, Name]] = []
    kept: list[Name] = []
    unit = HEIGHT / window.tall
    for name, longitude, latitude, area in names:
        x, y = window.place(_nearest(longitude, window.longitude), latitude)
        width = sqrt(area) * unit * sqrt(cos(radians(window.latitude)))
        if 40 < x < WIDTH - 40 and 16 < y < HEIGHT - 16 and width > len(name) * 5:
            found.append((area, Name(round(x), round(y), name)))
    for _, country in sorted(found, key=lambda pair: -pair[0])[:_MOST_NAMES]:
        if all(_apart(_box_of(country), _box_of(other)) for other in kept):
            kept.append(country)
    return tuple(kept)
