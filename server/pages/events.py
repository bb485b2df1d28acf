"""Lists of events as pages show them: lines, the timeline by year and month, and the choices of its filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pyoxigraph import NamedNode

from kg.graph.terms import ONT, SKOS, local_name
from server.pages import wording
from server.pages.queries import ROLES, Choice
from server.pages.reader import Link, Reader, Text, day_of, shown
from server.pages.wording import When


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as lists show it."""

    link: Link
    when: str
    dated: When
    sort: date | None
    modality: str
    status: str
    realised: bool
    family: str
    type: Text
    places: tuple[Link, ...]
    actors: tuple[Link, ...]
    reports: int
    roles: str = ""


def when_of(reader: Reader, node: NamedNode) -> When:
    """The date of an event or report."""
    return When(
        start=day_of(reader.value(node, ONT.start)),
        end=day_of(reader.value(node, ONT.end)),
        edtf=reader.value(node, ONT.edtf),
        precision=reader.code(node, ONT.datePrecision),
        basis=reader.code(node, ONT.dateBasis),
        modality=reader.code(node, ONT.modality),
        ongoing=reader.value(node, ONT.ongoing) == "true",
        text=shown(reader.value(node, ONT.timeText)),
    )


def event_line(reader: Reader, event: NamedNode) -> EventLine:
    """An event as lists show it."""
    when = when_of(reader, event)
    types = _types_of(reader, event)
    return EventLine(
        link=reader.link(event),
        when=wording.date_in_words(when),
        dated=when,
        sort=day_of(reader.value(event, ONT.sortDate)),
        modality=when.modality,
        status=wording.MODALITY_WORDS.get(when.modality, when.modality.lower()),
        realised=when.modality in wording.REALISED,
        family=family_of(reader, types),
        type=reader.text(types[0]) if types else Text("event"),
        places=reader.links(event, ONT.place),
        actors=_leading_actors(reader, event),
        reports=int(reader.value(event, ONT.reportCount) or 1),
    )


def _types_of(reader: Reader, event: NamedNode) -> list[NamedNode]:
    """The types of an event, that which it is called by first: an earthquake that killed people is no "Death"."""
    label = reader.text(event).value.lower()
    types = [term for term in reader.all(event, ONT.eventType) if isinstance(term, NamedNode)]
    return sorted(types, key=lambda type_: not label.startswith(reader.text(type_).value.lower()))


def event_lines(reader: Reader, events: Iterable[NamedNode]) -> tuple[EventLine, ...]:
    """Events as lists show them."""
    return tuple(event_line(reader, event) for event in events)


def family_of(reader: Reader, types: Sequence[NamedNode]) -> str:
    """The top concept above the first type that has one: its colour on the page; '' if there is none."""
    above = (term for type_ in types for term in reader.all(type_, ONT.broaderOrSelf) if isinstance(term, NamedNode))
    return next((local_name(term) for term in above if reader.all(term, SKOS.topConceptOf)), "")


def _leading_actors(reader: Reader, event: NamedNode, most: int = 4) -> tuple[Link, ...]:
    links = dict.fromkeys(link for role in ROLES for link in reader.links(event, ONT[role]))
    return tuple(links)[:most]


# ---------------------------------------------------------------------------------------------------- timeline


@dataclass(frozen=True, slots=True)
class Month:
    """Events of a month, or of a year that are known no finer."""

    title: str
    lines: tuple[EventLine, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """Events of a year by month, or of a decade."""

    title: str
    months: tuple[Month, ...]

    @property
    def id(self) -> str:
        """An anchor for links."""
        return "y" + re.sub(r"\W+", "-", self.title)


def by_year(lines: Sequence[EventLine]) -> tuple[Year, ...]:
    """Dated events in their order, grouped as finely as their dates allow and no finer."""
    dated = [line for line in lines if line.sort]
    return tuple(
        Year(year, tuple(Month(month, tuple(group)) for month, group in groupby(in_year, _month_title)))
        for year, in_year in ((title, list(group)) for title, group in groupby(dated, _year_title))
    )


def undated(lines: Sequence[EventLine]) -> tuple[EventLine, ...]:
    """Events that have no place on the calendar."""
    return tuple(line for line in lines if not line.sort)


def _year_title(line: EventLine) -> str:
    assert line.sort
    return f"{line.sort.year // 10 * 10}s" if line.dated.precision == "Decade" else str(line.sort.year)


def _month_title(line: EventLine) -> str:
    assert line.sort
    coarse = {"Year": "Some time in the year", "Decade": "Some time in the decade"}
    coarse |= {"Quarter": "Known to the quarter of the year", "Season": "Known to the season"}
    return coarse.get(line.dated.precision, wording.MONTHS[line.sort.month - 1])


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter: its value in the address, its label, how many events it leaves."""

    value: str
    text: Text
    count: int
    chosen: bool


def options(
    reader: Reader, choices: Sequence[Choice], value_of: Callable[[NamedNode], str], chosen: str
) -> tuple[Option, ...]:
    """The choices of a filter by label."""
    made = [
        Option(value_of(choice.node), reader.text(choice.node), choice.count, value_of(choice.node) == chosen)
        for choice in choices
    ]
    return tuple(sorted(made, key=lambda option: option.text.value.lower()))
