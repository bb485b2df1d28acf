"""What was known on a day, told in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import QuerySolutions

from kg.graph.terms import ontology_quads
from kg.knowledge.timeline import Entry, Row, Wanted, timeline
from kg.model import Modality
from tests.bench.scale import Happening, reading_of
from tests.unit.knowledge.shelf import Shelf

MEETING = Happening("Meeting", ("Ordu", "Velna"), "Mirsk", date(2021, 5, 7))
ATTACK = Happening("ArmedAttack", ("Karst", "Velna"), "Tolbo", date(2021, 5, 4))


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """A meeting that is expected, then held; an attack that the second article is the first to tell of."""
    shelf = Shelf()
    shelf.store.extend(ontology_quads())
    planned = reading_of("before", date(2021, 5, 5), [MEETING])
    shelf.put(replace(planned, events=tuple(replace(e, modality=Modality.EXPECTED) for e in planned.events)))
    shelf.put(reading_of("after", date(2021, 5, 8), [MEETING, ATTACK]))
    return shelf


def listed(shelf: Shelf, **wanted: object) -> list[Entry]:
    def ask(text: str) -> Iterator[Row]:
        rows = shelf.store.query(text)
        assert isinstance(rows, QuerySolutions)
        names = [variable.value for variable in rows.variables]
        return ({name: row[name] for name in names if row[name] is not None} for row in rows)  # type: ignore[misc]

    return timeline(ask, Wanted(**wanted))  # type: ignore[arg-type]


def test_events_come_in_the_order_of_their_days(shelf: Shelf) -> None:
    assert [(e.day, e.modality, e.articles) for e in listed(shelf)] == [
        (date(2021, 5, 4), "Occurred", 1),
        (date(2021, 5, 7), "Occurred", 2),
    ]


def test_on_an_earlier_day_less_was_known_and_the_meeting_was_expected(shelf: Shelf) -> None:
    (known,) = listed(shelf, as_of=date(2021, 5, 6))
    assert (known.modality, known.realised, known.articles) == ("Expected", False, 1)
    assert (known.first_reported, known.last_reported) == (date(2021, 5, 5), date(2021, 5, 5))
    assert not listed(shelf, as_of=date(2021, 5, 4))


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({"actor": "karst"}, ["Tolbo"]),
        ({"actor": "Nobody"}, []),
        ({"place": "Mirsk"}, ["Mirsk"]),
        ({"place": f"c{sum(map(ord, 'Mirsk')) % 60}"}, ["Mirsk"]),
        ({"kind": "Violence"}, ["Tolbo"]),
        ({"kind": "meeting"}, ["Mirsk"]),
        ({"process": "Meeting by Ordu in Mirsk"}, ["Mirsk"]),
        ({"first": date(2021, 5, 5)}, ["Mirsk"]),
        ({"last": date(2021, 5, 5)}, ["Tolbo"]),
        ({"actor": 'x" } #'}, []),
    ],
)
def test_filters_keep_what_fits(shelf: Shelf, wanted: dict[str, object], places: list[str]) -> None:
    assert [entry.place for entry in listed(shelf, **wanted)] == places
