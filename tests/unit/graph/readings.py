"""Hand-built readings: two invented states talk about a river, and a ferry sinks."""

from __future__ import annotations

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
    Instrument,
    InstrumentType,
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
    Skipped,
    Span,
    TimeInterval,
    TimeMention,
    TimexKind,
    TopicMention,
)
from tests.built_readings import Text, day, published

TALKS = (
    "Envoys of Aland and Borea sat down in Lisbon on Tuesday for a second day of talks on a draft treaty. "
    "The Borean team was led by Ines Sol, the water minister 🌊 of Borea. "
    "“We will share the river. Nobody loses,” Sol told the River Post afterwards. "
    "A third day in the Portuguese capital is planned. "
    "In March, at least 12 passengers died when a ferry sank on the river, a coast guard source said."
)


def talks_reading(article_id: str = "talks", spoken: str = "2015-05-06") -> Reading:
    """All that the text says, as a perfect extractor would give it."""
    text = Text(TALKS)
    article = Article(article_id, TALKS, "Two states, one river", publisher="River Post", language="en")
    document = text.document(article)
    return Reading(
        document=document,
        publication=published(spoken),
        times=(
            TimeMention(
                text.at("Tuesday"), TimexKind.DATE, "2015-05-05", day("2015-05-05"), DateBasis.WEEKDAY, "weekday"
            ),
            TimeMention(text.at("a second day"), TimexKind.DURATION, "P1D", None, DateBasis.STATED, "duration"),
        ),
        actors=_actors(text),
        places=_places(text),
        instruments=(
            Instrument(
                "treaty", "Draft river treaty", InstrumentType.PROPOSAL, text.all("a draft treaty"), ("a draft treaty",)
            ),
        ),
        events=_events(text),
        claims=(
            Claim(
                key="share",
                span=text.at("We will share the river. Nobody loses"),
                text="We will share the river. Nobody loses",
                kind=QuoteKind.DIRECT,
                speakers=("sol",),
                cue=text.at("told"),
                addressed_to="post",
                medium="RemarksToReporters",
                about=("treaty", "session"),
                uttered_in="remarks",
                confidence=0.9,
            ),
        ),
        figures=(
            Figure(
                key="dead",
                span=text.at("at least 12 passengers died"),
                text="at least 12 passengers died",
                measure="Killed",
                value=Decimal(12),
                bound=Bound.AT_LEAST,
                event="sinking",
                population="passengers",
                attributed_to="source",
                as_of=date.fromisoformat(spoken),
            ),
        ),
        skipped=(Skipped("figures", text.at("second"), "an ordinal"),),
    )


def _actors(text: Text) -> tuple[Actor, ...]:
    team = text.at("The Borean team")
    minister = Affiliation("OfficeHolder", "water minister", "borea", False, text.at("the water minister"))
    head = Affiliation("DelegationHead", None, "team", False, text.at("led by Ines Sol"))
    return (
        Actor("aland", "Aland", ActorType.STATE, text.all("Aland"), True, identity="Q9901"),
        Actor("borea", "Borea", ActorType.STATE, text.all("Borea"), True, ("Borean",), identity="Q9902"),
        Actor(
            "team",
            "Borean delegation",
            ActorType.DELEGATION,
            (team,),
            False,
            affiliations=(Affiliation("Represents", None, "borea", False, team),),
        ),
        Actor(
            "sol",
            "Ines Sol",
            ActorType.PERSON,
            (text.at("Ines Sol"), text.at("Sol", 1)),
            True,
            ("Sol",),
            affiliations=(minister, head),
        ),
        Actor("post", "River Post", ActorType.MEDIA_OUTLET, text.all("the River Post"), True),
        Actor("passengers", "Passengers", ActorType.GROUP, text.all("passengers"), False),
        Actor("source", "A coast guard source", ActorType.ANONYMOUS_SOURCE, text.all("a coast guard source"), False),
    )


def _places(text: Text) -> tuple[Place, ...]:
    return (
        Place(
            "lisbon",
            "Lisbon",
            PlaceType.CITY,
            (text.at("Lisbon"), text.at("the Portuguese capital")),
            "geonames-2267057",
            "PT",
            2267057,
            38.71667,
            -9.13333,
            "portugal",
            links=("https://sws.geonames.org/2267057/",),
        ),
        Place("portugal", "Portugal", PlaceType.COUNTRY, (), "geonames-2264397", "PT", 2264397),
        Place("river", "the river", PlaceType.WATER_BODY, (text.at("the river", 1),)),
    )


def _part(role: Role, actor: str, evidence: Span, outcome: str | None = None) -> Participation:
    return Participation(role, actor, evidence, outcome)


def _events(text: Text) -> tuple[Event, ...]:
    aland, borea = text.at("Aland"), text.at("Borea")
    parties = (_part(Role.PARTY, "aland", aland), _part(Role.PARTY, "borea", borea))
    talks, sat, third = text.at("talks"), text.at("sat down"), text.at("A third day")
    told, died, sank = text.at("told"), text.at("died"), text.at("sank")
    march = TimeInterval(date(2015, 3, 1), date(2015, 3, 31), Precision.MONTH, "2015-03")
    return (
        Event(
            key="round",
            kind=EventClass.NEGOTIATION_ROUND,
            types=("NegotiationRound",),
            label="River talks in Lisbon",
            modality=Modality.ONGOING,
            polarity=Polarity.POSITIVE,
            time=EventTime(
                TimeInterval(date(2015, 5, 4), date(2015, 5, 6), Precision.DAY, "2015-05-04/.."),
                DateBasis.EVENT_ANCHORED,
                ongoing=True,
            ),
            trigger=talks,
            mentions=(talks,),
            place=Placement("lisbon", text.at("Lisbon")),
            participants=parties,
        ),
        Event(
            key="session",
            kind=EventClass.NEGOTIATION_SESSION,
            types=("NegotiationSession",),
            label="Second day of river talks",
            modality=Modality.OCCURRED,
            polarity=Polarity.POSITIVE,
            time=EventTime(day("2015-05-05"), DateBasis.WEEKDAY, "on Tuesday", evidence=text.at("on Tuesday")),
            trigger=sat,
            mentions=(sat, text.at("a second day of talks")),
            place=Placement("lisbon", text.at("Lisbon")),
            participants=(*parties, _part(Role.DELEGATION, "team", text.at("The Borean team"))),
            topics=(TopicMention("Procedure", text.at("treaty")),),
            concerns=("treaty",),
            part_of="round",
            ordinal=2,
            talks_format="DirectTalks",
            outcome="Progress",
            confidence=0.8,
        ),
        Event(
            key="next",
            kind=EventClass.NEGOTIATION_SESSION,
            types=("NegotiationSession",),
            label="Third day of river talks",
            modality=Modality.EXPECTED,
            polarity=Polarity.POSITIVE,
            time=EventTime(None, DateBasis.CONTEXT),
            trigger=third,
            mentions=(third,),
            place=Placement("lisbon", text.at("the Portuguese capital")),
            participants=parties,
            part_of="round",
            follows="session",
        ),
        Event(
            key="remarks",
            kind=EventClass.SPEECH_EVENT,
            types=("RemarksToPress",),
            label="Sol speaks to the River Post",
            modality=Modality.OCCURRED,
            polarity=Polarity.POSITIVE,
            time=EventTime(day("2015-05-05", "Europe/Lisbon"), DateBasis.CONTEXT, "afterwards"),
            trigger=told,
            mentions=(told,),
            participants=(
                _part(Role.SPEAKER, "sol", text.at("Sol", 1)),
                _part(Role.ADDRESSEE, "post", text.at("the River Post")),
            ),
            reaction_to="session",
        ),
        Event(
            key="sinking",
            kind=EventClass.EVENT,
            types=("TransportAccident",),
            label="Ferry sinks on the river",
            modality=Modality.OCCURRED,
            polarity=Polarity.POSITIVE,
            time=EventTime(march, DateBasis.RELATIVE, "In March", evidence=text.at("In March")),
            trigger=sank,
            mentions=(sank, died),
            place=Placement("river", None),
            participants=(_part(Role.VICTIM, "passengers", text.at("12 passengers"), "died"),),
        ),
    )
