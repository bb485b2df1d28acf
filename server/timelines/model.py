"""What a timeline shows; the fields of the JSON at ``/timelines/schema.json`` are named after these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.pages.reader import Text
from server.pages.wording import REALISED

TOP = 10
"""How many events a timeline shows before the reader asks for all; ``TOP`` of the widget."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes part, and as what (a local name of the ontology, such as ``mediator``)."""

    id: str
    label: Text
    role: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where; ``latitude`` and ``longitude`` in degrees, WGS 84, None where nobody can say."""

    id: str
    label: Text
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number about an event as one source tells it; ``as_of`` is an ``xsd:date`` or ''."""

    value: float
    bound: str
    measure: str
    low: float | None = None
    high: float | None = None
    source: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An article that reports an event: its address, who published it, when, and a short quotation."""

    url: str
    title: str
    publisher: str
    published: str
    quote: str
    lang: str


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """An event as a timeline shows it; dates are ``xsd:date`` or '', codes are local names of the ontology."""

    id: str
    url: str
    title: Text
    start: str
    end: str
    edtf: str
    precision: str
    basis: str
    time_text: str
    ongoing: bool
    modality: str
    types: tuple[str, ...]
    family: str
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    figures: tuple[Figure, ...]
    sources: tuple[Source, ...]
    reports: int
    confidence: float | None
    relevance: float
    updated: str
    status: str = ""
    status_on: str = ""

    @property
    def is_realised(self) -> bool:
        """True if it is said to have happened, or to go on."""
        return self.modality in REALISED


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many events begin in each of equal stretches of time from ``start`` to ``end`` (``xsd:date``)."""

    start: str
    end: str
    bins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in order of time, those without a known date last; ``total`` counts those of other pages too.

    ``retracted`` are ids of events that readers may have seen here or elsewhere, and that all articles took back.
    """

    path: str
    title: Text
    about: str
    events: tuple[TimelineEvent, ...]
    labels: Mapping[str, str]
    total: int
    page: int
    pages: int
    histogram: Histogram | None
    updated: str
    version: str
    retracted: tuple[str, ...] = ()

    @property
    def main(self) -> frozenset[str]:
        """Ids of the events to show at first, those that matter most; all of them where there are few."""
        ranked = sorted(self.events, key=lambda event: -event.relevance)
        return frozenset(event.id for event in (ranked[:TOP] if len(ranked) > 2 * TOP else ranked))
