"""Numbers and words that stand against each other, and those that only look so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import DefaultGraph

from kg.graph.terms import ONT
from kg.model import Bound, DateBasis, Event, EventClass, EventTime, Modality, Polarity, Reading
from tests.built_readings import day
from tests.unit.graph.readings import talks_reading
from tests.unit.knowledge.shelf import IRIS, Shelf


def toll(article: str, spoken: str = "2015-05-06", **said: object) -> Reading:
    """The ferry again, with another number of dead."""
    reading = talks_reading(article, spoken)
    (figure,) = reading.figures
    return replace(reading, figures=(replace(figure, **said),))  # type: ignore[arg-type]


def against(shelf: Shelf) -> set[tuple[str, str]]:
    quads = shelf.store.quads_for_pattern(None, ONT.contradicts, None, DefaultGraph())
    return {(str(q.subject), str(q.object)) for q in quads}


def two(first: Reading, second: Reading) -> Shelf:
    shelf = Shelf()
    shelf.put(first)
    shelf.put(second)
    return shelf


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        ({"bound": Bound.EXACT, "value": Decimal(9)}, {"bound": Bound.EXACT, "value": Decimal(14)}, True),
        ({"bound": Bound.AT_LEAST, "value": Decimal(20)}, {"bound": Bound.EXACT, "value": Decimal(14)}, True),
        ({"bound": Bound.AT_LEAST, "value": Decimal(9)}, {"bound": Bound.EXACT, "value": Decimal(14)}, False),
        ({"bound": Bound.ABOUT, "value": Decimal(100)}, {"bound": Bound.EXACT, "value": Decimal(95)}, False),
        ({"bound": Bound.VAGUE, "value": Decimal(200)}, {"bound": Bound.EXACT, "value": Decimal(14)}, False),
        ({"bound": Bound.EXACT, "measure": "Wounded"}, {"bound": Bound.EXACT, "value": Decimal(14)}, False),
        ({"bound": Bound.EXACT, "population": None}, {"bound": Bound.EXACT, "value": Decimal(14)}, False),
    ],
)
def test_numbers_conflict_where_both_cannot_hold(
    one: dict[str, object], other: dict[str, object], conflict: bool
) -> None:
    shelf = two(toll("a", **one), toll("b", **other))
    sides = (str(IRIS.figure("a", "dead")), str(IRIS.figure("b", "dead")))
    assert against(shelf) == ({sides, sides[::-1]} if conflict else set())


def test_a_toll_that_grew_is_no_conflict() -> None:
    later = toll("b", "2015-05-08", bound=Bound.EXACT, value=Decimal(14), as_of=date(2015, 5, 8))
    assert not against(two(toll("a", bound=Bound.EXACT, value=Decimal(9)), later))


def test_without_a_day_of_its_own_a_number_counts_up_to_the_day_of_its_article() -> None:
    first = toll("a", bound=Bound.EXACT, value=Decimal(9), as_of=None)
    assert against(two(first, toll("b", bound=Bound.EXACT, value=Decimal(14), as_of=None)))
    assert not against(two(first, toll("b", "2015-05-08", bound=Bound.EXACT, value=Decimal(14), as_of=None)))


def test_a_part_is_not_compared_with_a_whole() -> None:
    reading = toll("a", bound=Bound.EXACT)
    (whole,) = reading.figures
    part = replace(whole, key="crew", value=Decimal(2), subset_of="dead")
    assert not against(two(replace(reading, figures=(whole, part)), toll("b", bound=Bound.EXACT)))


def test_a_conflict_goes_with_one_of_its_sides() -> None:
    shelf = two(toll("a", bound=Bound.EXACT, value=Decimal(9)), toll("b", bound=Bound.EXACT, value=Decimal(14)))
    shelf.withdraw("b")
    assert not against(shelf)


def said(article: str, kind: str, speaker: str) -> Reading:
    """Somebody speaks about the sinking."""
    reading = talks_reading(article)
    (claim,) = reading.claims
    span = claim.span
    speech = Event(
        key="speech",
        kind=EventClass.SPEECH_EVENT,
        types=(kind,),
        label=f"{kind} by {speaker}",
        modality=Modality.OCCURRED,
        polarity=Polarity.POSITIVE,
        time=EventTime(None, reading.events[0].time.basis),
        trigger=span,
        mentions=(span,),
    )
    told = replace(claim, speakers=(speaker,), about=("sinking",), uttered_in="speech")
    return replace(reading, events=(*reading.events, speech), claims=(told,), figures=())


def test_a_denial_stands_against_an_accusation_by_somebody_else() -> None:
    sides = (str(IRIS.claim("a", "share")), str(IRIS.claim("b", "share")))
    accused, denied = said("a", "AllegationOfCrime", "borea"), said("b", "Denial", "aland")
    for shelf in (two(accused, denied), two(denied, accused)):
        assert against(shelf) == {sides, sides[::-1]}
    assert not against(two(said("a", "AllegationOfCrime", "aland"), denied))
    assert not against(two(said("a", "OfficialStatement", "borea"), denied))


def test_numbers_of_two_events_are_not_compared() -> None:
    other = toll("b", bound=Bound.EXACT, value=Decimal(14))
    winter = EventTime(day("2015-01-02"), DateBasis.STATED)
    events = tuple(replace(e, time=winter) if e.key == "sinking" else e for e in other.events)
    shelf = two(toll("a", bound=Bound.EXACT, value=Decimal(9)), replace(other, events=events))
    assert shelf.event_of("a", "sinking") != shelf.event_of("b", "sinking")
    assert not against(shelf)
