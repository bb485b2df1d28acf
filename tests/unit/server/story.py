"""A small story of our own, read by hand: what the server shows in its tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from kg.model import (
    Actor,
    ActorType,
    Affiliation,
    Article,
    Bound,
    Claim,
    DateBasis,
    Event,
    EventClass,
    EventTime,
    Figure,
    Modality,
    Participation,
    Place,
    Placement,
    PlaceType,
    Polarity,
    Precision,
    QuoteKind,
    Reading,
    Role,
    TimeInterval,
    Unresolved,
)
from kg.pipeline import quads_of
from kg.store import Store
from tests.built_readings import Text, day, published
from tests.unit.server.client import Client

TOKEN = "secret-of-the-owner"
SENTENCES = (
    "Envoys of Arvonia and Beltria met in Lakeport on Tuesday for a first day of talks.",
    "The mediator, Ines Calder, said that a second meeting was expected on 14 May.",
    "At least 1,250 people have fled the border villages since March, according to Aid Now.",
    "“We will sign nothing this week,” said the minister of Beltria.",
    "The two sides had exchanged letters last month.",
    "A prisoner swap may follow at some later time.",
    "The lake is known for its herons.",
)
TEXT = "\n\n".join(SENTENCES)


_TEXT = Text(TEXT)
span = _TEXT.at


def event(key: str, label: str, trigger: str, type_: str, modality: Modality, time: EventTime, **more: object) -> Event:
    trigger_span = span(trigger)
    fields: dict[str, object] = {"kind": EventClass.EVENT, "polarity": Polarity.POSITIVE} | more
    return Event(  # type: ignore[arg-type]
        key=key, types=(type_,), label=label, modality=modality, time=time, trigger=trigger_span,
        mentions=(trigger_span,), **fields,
    )  # fmt: skip


ACTORS = (
    Actor("arvonia", "Arvonia", ActorType.STATE, (span("Arvonia"),), True),
    Actor("beltria", "Beltria", ActorType.STATE, (span("Beltria"), span("Beltria", 1)), True),
    Actor(
        "calder", "Ines Calder", ActorType.PERSON, (span("Ines Calder"),), True, aliases=("the mediator",),
        affiliations=(Affiliation("Envoy", "mediator", None, False, span("mediator")),),
    ),
    Actor("minister", "minister of Beltria", ActorType.ANONYMOUS_SOURCE, (span("the minister of Beltria"),), False),
    Actor("aid-now", "Aid Now", ActorType.ORGANISATION, (span("Aid Now"),), True),
    Actor("people", "people of the border villages", ActorType.GROUP, (span("people"),), False),
)  # fmt: skip
PLACES = (
    Place("lakeport", "Lakeport", PlaceType.CITY, (span("Lakeport"),), "lakeport", "XX", None, 10.5, 20.25, "arvonia"),
    Place("arvonia", "Arvonia", PlaceType.COUNTRY, (), "arvonia-country", "XX"),
)
EVENTS = (
    event(
        "talks", "Arvonia–Beltria talks in Lakeport", "met in Lakeport", "NegotiationSession", Modality.OCCURRED,
        EventTime(day("2024-05-07"), DateBasis.WEEKDAY, "on Tuesday", evidence=span("Tuesday")),
        kind=EventClass.NEGOTIATION_SESSION, place=Placement("lakeport", span("Lakeport")), ordinal=1,
        participants=(
            Participation(Role.PARTY, "arvonia", span("Arvonia")),
            Participation(Role.PARTY, "beltria", span("Beltria")),
            Participation(Role.MEDIATOR, "calder", span("mediator")),
        ),
    ),
    event(
        "second", "Second meeting of Arvonia and Beltria", "second meeting", "NegotiationSession", Modality.EXPECTED,
        EventTime(day("2024-05-14"), DateBasis.STATED, "on 14 May", evidence=span("14 May")), follows="talks",
    ),
    event(
        "flight", "Flight from the border villages", "fled", "Displacement", Modality.ONGOING,
        EventTime(
            TimeInterval(date(2024, 3, 1), date(2024, 5, 8), Precision.MONTH, "2024-03/.."), DateBasis.STATED,
            "since March", ongoing=True, evidence=span("since March"),
        ),
    ),
    event(
        "letters", "Exchange of letters", "exchanged letters", "Meeting", Modality.OCCURRED,
        EventTime(
            TimeInterval(date(2024, 4, 1), date(2024, 4, 30), Precision.MONTH, "2024-04"), DateBasis.RELATIVE,
            "last month", evidence=span("last month"),
        ),
    ),
    event(
        "swap", "Possible prisoner swap", "prisoner swap", "CaptiveAndPrisonerExchange", Modality.HYPOTHETICAL,
        EventTime(Unresolved("no day can be told"), DateBasis.UNRESOLVED, "at some later time"),
    ),
)  # fmt: skip
CLAIMS = (
    Claim(
        "nothing", span("We will sign nothing this week,"), "We will sign nothing this week", QuoteKind.DIRECT,
        ("minister",), about=("talks",),
    ),
)  # fmt: skip
FIGURES = (
    Figure(
        "fled", span("At least 1,250 people"), "At least 1,250 people", "Displaced", Decimal(1250), Bound.AT_LEAST,
        "flight", population="people", attributed_to="aid-now",
    ),
)  # fmt: skip


def reading(article_id: str = "lakeport-talks", title: str | None = "Talks open in Lakeport") -> Reading:
    article = Article(article_id, TEXT, title, publisher="Lakeport Courier", url="https://courier.example/talks")
    return Reading(
        document=_TEXT.document(article, map(span, SENTENCES)),
        publication=published("2024-05-08"),
        times=(),
        actors=ACTORS,
        places=PLACES,
        instruments=(),
        events=EVENTS,
        claims=CLAIMS,
        figures=FIGURES,
    )


def put(store: Store, read: Reading) -> None:
    store.replace_article(read.document.article, "by hand", quads_of(read, store.iris))


def relabelled(read: Reading, label: str) -> Reading:
    """The reading with one label everywhere: events, actors, places, and the title."""
    article = replace(read.document.article, title=label, publisher=label)
    return replace(
        read,
        document=replace(read.document, article=article),
        events=tuple(replace(event, label=label) for event in read.events),
        actors=tuple(replace(actor, label=label) for actor in read.actors),
        places=tuple(replace(place, label=label) for place in read.places),
    )


def paths_by_label(client: Client) -> dict[str, str]:
    """The page of each event by its label."""
    query = "SELECT ?label ?e { ?e a ev:Event ; rdfs:label ?label }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return {row["label"]["value"]: row["e"]["value"].removeprefix("https://data.example.org") for row in rows}
