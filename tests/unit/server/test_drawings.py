"""Maps and plots as numbers: what is where, how much of the earth, and what is said of it in words."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib.resources import files

import pytest

from server.pages.build_outline import STEPS, _name
from server.pages.maps import HEIGHT, MOST_POINTS, WIDTH, Map, Spot, map_of, window_of
from server.pages.plots import Told, plot_of
from server.pages.reader import Text


def spot(latitude: float, longitude: float, name: str = "Somewhere", kind: str = "City", count: int = 1) -> Spot:
    return Spot(latitude, longitude, Text(name), None, kind, count)


def drawn(*spots: Spot) -> Map:
    made = map_of(spots)
    assert made
    return made


def test_a_lone_place_is_in_the_middle_of_a_thousand_kilometres() -> None:
    made = drawn(spot(59.91, 10.75, "Oslo"))
    assert [(mark.x, mark.y) for mark in made.marks] == [(WIDTH // 2, HEIGHT // 2)]
    assert made.scale_km == 200
    assert abs(made.scale_px - WIDTH / 5) <= 2
    assert made.land
    assert made.told == "Oslo"


def test_a_coast_is_where_it_is() -> None:
    """Land lies under Paris and Ankara, the sea under a point in the Atlantic and one in the Black Sea."""
    for latitude, longitude, is_land in (
        (48.86, 2.35, True),
        (39.93, 32.86, True),
        (45, -30, False),
        (43.3, 34, False),
    ):
        assert _is_land(drawn(spot(latitude, longitude)).land) is is_land, (latitude, longitude)


def _is_land(path: str) -> bool:
    """True if the middle of the drawing lies inside the rings of a path (even-odd rule)."""
    inside = False
    for ring in re.findall(r"M([^z]+)z", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", ring)]
        x, y, points = numbers[0], numbers[1], [(numbers[0], numbers[1])]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            if (ay > HEIGHT / 2) != (by > HEIGHT / 2) and ax + (bx - ax) * (HEIGHT / 2 - ay) / (by - ay) > WIDTH / 2:
                inside = not inside
    return inside


def test_all_places_are_seen_also_across_the_date_line() -> None:
    for spots in ([spot(-18.1, 178.4), spot(-13.8, -171.8)], [spot(60, 10), spot(31, 35), spot(24, 54)]):
        made = drawn(*spots)
        assert all(0 < mark.x < WIDTH and 0 < mark.y < HEIGHT for mark in made.marks)
    assert abs(window_of([spot(-18.1, 178.4), spot(-13.8, -171.8)]).longitude) > 170


def test_labels_do_not_run_into_one_another_and_many_places_are_counted() -> None:
    crowd = drawn(*(spot(50 + n / 100, 10, f"Town {n}") for n in range(MOST_POINTS + 5)))
    assert crowd.left_out == 5
    assert 1 <= len([mark for mark in crowd.marks if mark.label]) < 12


@pytest.mark.parametrize("latitude", [91.0, -91.0, float("nan")])
def test_a_place_off_the_earth_is_not_drawn(latitude: float) -> None:
    assert map_of([spot(latitude, 0)]) is None
    assert map_of([]) is None


@pytest.mark.parametrize("place", [(90, 0), (-90, 0), (0, 180), (0, -180), (85, -179.9)])
def test_the_ends_of_the_earth_can_be_drawn(place: tuple[float, float]) -> None:
    made = drawn(spot(*place))
    assert len(made.land) < 20_000


def test_a_country_is_shown_by_its_size() -> None:
    small, large = (window_of([spot(0, 0, name, "Country")]).tall for name in ("Luxembourg", "Russia"))
    assert small < large


def test_countries_on_both_sides_of_the_date_line_are_named_where_they_are() -> None:
    """Between the two ends of the map, by way of zero, lies the North Sea, and it is not Russia."""
    around_oslo = drawn(spot(64, 12, "Norway", "Country"))
    named = {name.text: name for name in around_oslo.names}
    assert "Russia" not in named
    assert {"Finland", "Norway"} <= set(named)
    places = {name: (x / STEPS, y / STEPS) for name, x, y, _ in _names()}
    assert 60 < places["Russia"][0] < 140
    assert 177 < places["Fiji"][0] % 360 < 180
    west, south = places["Norway"]
    assert west < 12
    assert 59 < south < 63, "what is in the middle of its bounds lies in Sweden"


def _names() -> list[tuple[str, int, int, int]]:
    return json.loads(files("server.pages").joinpath("outline.json").read_text("utf-8"))["names"]


def test_a_name_stands_inside_of_what_it_names() -> None:
    """A horseshoe that is open to the east, cut at the date line; its middle lies in the open."""
    west, east = 179 * STEPS, -179 * STEPS
    ring = [
        (west, 0),
        (east, 0),
        (east, 100),
        (west + 20, 100),
        (west + 20, 900),
        (east, 900),
        (east, 1000),
        (west, 1000),
    ]
    atlas = {"properties": {"name": "Horseshoe"}, "type": "Polygon", "arcs": [[0]]}
    name, x, y, area = _name(atlas, [ring])
    assert name == "Horseshoe"
    assert west < x < 181 * STEPS
    assert y < 100 or y > 900 or x < west + 20
    assert area == 2 * 100 * 100 + 20 * 800


def test_the_outline_names_its_source() -> None:
    raw = json.loads(files("server.pages").joinpath("outline.json").read_text("utf-8"))
    assert "Natural Earth" in raw["source"]
    assert "public domain" in raw["source"]


# ---------------------------------------------------------------------------------------------------------- plots


def told(day: int, value: float, measure: str = "killed", **more: float) -> Told:
    return Told(measure, date(2023, 2, day), value, f"{value:g} {measure}", "a ministry", **more)


def test_a_toll_is_drawn_where_a_measure_has_two_days() -> None:
    assert plot_of([told(6, 200)]) is None
    assert plot_of([told(6, 200), told(6, 300)]) is None
    assert plot_of([told(6, 200), told(7, 20, "wounded")]) is None
    assert plot_of([told(6, 200), told(7, 300)]) is not None


def test_dots_rise_with_numbers_and_go_right_with_days() -> None:
    made = plot_of([told(7, 3549), told(6, 200), told(9, 9000, low=8000, high=9500)])
    assert made
    dots = made.series[0].dots
    assert [dot.x for dot in dots] == sorted(dot.x for dot in dots)
    assert [dot.y for dot in dots] == sorted((dot.y for dot in dots), reverse=True)
    assert dots[2].range
    assert not dots[0].range
    assert [tick.text for tick in made.values] == ["0", "2,500", "5,000", "7,500", "10,000"]
    assert made.days[0].text == "6 Feb"
    assert made.days[-1].text == "9 Feb"
    assert made.told == (
        "Killed: 200 killed on 6 February 2023 (a ministry), 9000 killed on 9 February 2023 (a ministry); 3 numbers in all."
    )


@pytest.mark.parametrize("value", [0, 0.5, 1, 10**15])
def test_any_number_can_be_drawn(value: float) -> None:
    made = plot_of([told(6, value), told(7, value)])
    assert made
    assert all(0 <= dot.y <= made.height for dot in made.series[0].dots)
