"""Every noun that crosses a seam: frozen, slotted dataclasses without behaviour beyond their invariants.

Codes (types, roles, precision, ...) are the local names of the ontology, in Turtle, JSON and on pages. Offsets are code
points of ``Article.text``, end exclusive. Keys (``key``) are unique inside an article and name it in JSON and IRIs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the parser takes a second to import, and most commands do not need it
    from spacy.tokens import Doc

Code = str
"""Local name of a concept of ``ontology/`` where the code does not branch on it (an event type, a topic)."""


# ------------------------------------------------------------------------------------------------ codes


class Precision(StrEnum):
    """How fine a date is; ``evc:Precisions``."""

    MINUTE = "Minute"
    HOUR = "Hour"
    PART_OF_DAY = "PartOfDay"
    DAY = "Day"
    WEEK = "Week"
    MONTH = "Month"
    QUARTER = "Quarter"
    SEASON = "Season"
    YEAR = "Year"
    DECADE = "Decade"
    UNKNOWN = "Unknown"


class DateBasis(StrEnum):
    """How the date of an event or of a time expression was got; ``evc:DateBases``."""

    STATED = "Stated"
    WEEKDAY = "Weekday"
    RELATIVE = "Relative"
    EVENT_ANCHORED = "EventAnchored"
    CONTEXT = "Context"
    BOUND = "Bound"
    UNRESOLVED = "Unresolved"


class PublicationBasis(StrEnum):
    """How the day the article speaks from was got; ``evc:PublicationBases``."""

    METADATA = "Metadata"
    DATELINE = "Dateline"
    INFERRED = "Inferred"


class TimexKind(StrEnum):
    """TIMEX3 type of a time expression."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class ActorType(StrEnum):
    """Most specific class of an actor (classes under ``ev:Actor``)."""

    PERSON = "Person"
    ORGANISATION = "Organisation"
    STATE = "State"
    ARMED_FORCE = "ArmedForce"
    MEDIA_OUTLET = "MediaOutlet"
    DELEGATION = "Delegation"
    GROUP = "Group"
    ANONYMOUS_SOURCE = "AnonymousSource"


class PlaceType(StrEnum):
    """``evc:PlaceTypes``."""

    CONTINENT = "Continent"
    COUNTRY = "Country"
    TERRITORY = "Territory"
    REGION = "Region"
    COUNTY = "County"
    CITY = "City"
    VILLAGE = "Village"
    DISTRICT = "District"
    STREET = "Street"
    SITE = "Site"
    BUILDING = "Building"
    WATER_BODY = "WaterBody"


class Role(StrEnum):
    """Role properties of ``ev:``, all sub-properties of ``ev:actor``; the codes ``evc:`` are capitalised."""

    ACTOR = "actor"
    PARTY = "party"
    MEDIATOR = "mediator"
    HOST = "host"
    DELEGATION = "delegation"
    NEGOTIATOR = "negotiator"
    PERPETRATOR = "perpetrator"
    TARGET = "target"
    VICTIM = "victim"
    SPEAKER = "speaker"
    ADDRESSEE = "addressee"
    PROPOSER = "proposer"
    BENEFICIARY = "beneficiary"
    SUPPORTER = "supporter"


class Modality(StrEnum):
    """``evc:Modalities``; Occurred, Ongoing and Attempted are realised."""

    OCCURRED = "Occurred"
    ONGOING = "Ongoing"
    ATTEMPTED = "Attempted"
    EXPECTED = "Expected"
    PROPOSED = "Proposed"
    AGREED = "Agreed"
    HYPOTHETICAL = "Hypothetical"
    CANCELLED = "Cancelled"
    POSTPONED = "Postponed"
    DENIED = "Denied"


REALISED = frozenset({Modality.OCCURRED, Modality.ONGOING, Modality.ATTEMPTED})


class Polarity(StrEnum):
    """TimeML polarity of an event mention."""

    POSITIVE = "Positive"
    NEGATIVE = "Negative"


class EventClass(StrEnum):
    """The structural classes of events; everything else is a type (a SKOS concept)."""

    EVENT = "Event"
    NEGOTIATION_PROCESS = "NegotiationProcess"
    NEGOTIATION_ROUND = "NegotiationRound"
    NEGOTIATION_SESSION = "NegotiationSession"
    SPEECH_EVENT = "SpeechEvent"
    VIOLENT_EVENT = "ViolentEvent"


class QuoteKind(StrEnum):
    """``evc:QuoteKinds``."""

    DIRECT = "Direct"
    PARTIAL = "Partial"
    INDIRECT = "Indirect"
    ARTICLE_VOICE = "ArticleVoice"


class Bound(StrEnum):
    """Wording of a number; ``evc:Bounds``."""

    EXACT = "Exact"
    AT_LEAST = "AtLeast"
    MORE_THAN = "MoreThan"
    ABOUT = "About"
    AT_MOST = "AtMost"
    BETWEEN = "Between"
    VAGUE = "Vague"


class InstrumentType(StrEnum):
    """Classes of documents that events are about."""

    PROPOSAL = "Proposal"
    AGREEMENT = "Agreement"
    INSTRUMENT = "Instrument"


# -------------------------------------------------------------------------------------------- basic values


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of code points of the article text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"no span: {self.start}, {self.end}")

    def holds(self, other: Span) -> bool:
        """True if the other span lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """True if the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def cut(self, text: str) -> str:
        """The words of the span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something the text says and that could not be tied to a value; the reason is for readers."""

    reason: str


@dataclass(frozen=True, slots=True)
class TimeInterval:
    """A stretch of calendar days, both bounds inclusive; None is an open or unknown bound.

    "March 2015" is the whole month with precision Month. A day is that in ``zone`` (IANA name) where one is told, never
    shifted into UTC. ``edtf`` says what bounds cannot (``2025-09``, ``../2025-10-06``).
    """

    start: date | None
    end: date | None
    precision: Precision
    edtf: str
    zone: str | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"ends before it starts: {self.edtf}")


# ------------------------------------------------------------------------------------- article and document


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one news article as it was given; the text is never changed.

    ``id`` fits into an IRI path segment. ``published`` is what metadata said of the day (None: nothing), ``rights`` how
    far the words may be shown (``kg.rights.policy.Extent``), ``corrects`` and ``retracts`` the id of another article.
    """

    id: str
    text: str
    title: str | None = None
    published: TimeInterval | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    authors: str | None = None
    licence: str | None = None
    rights: str | None = None
    corrects: str | None = None
    retracts: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document; ``index`` is 1-based and names its graph (``s07``)."""

    index: int
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """An article with its sentences and the spaCy parse; offsets are fixed from here on.

    The parse is of a text as long (quotes and dashes straightened one for one), so ``token.idx`` is an offset of it.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    tokens: Doc

    @property
    def text(self) -> str:
        """The article text, as given."""
        return self.article.text


# ------------------------------------------------------------------------------------------------- mentions


@dataclass(frozen=True, slots=True)
class PublicationDay:
    """The day the article speaks from, and how it is known; ``reason`` is a sentence for readers."""

    when: TimeInterval
    basis: PublicationBasis
    reason: str


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression of the text.

    ``value`` is the TIMEX3 value ('' where it has none), ``when`` its stretch of days (None for durations and sets,
    which have no place on the calendar), ``rule`` the name of the rule that read it.
    """

    span: Span
    kind: TimexKind
    value: str
    when: TimeInterval | Unresolved | None
    basis: DateBasis
    rule: str


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A post, membership or tie of an actor as the article tells it.

    ``role`` is an ``evc:Roles`` code (OfficeHolder, Leader, Envoy, Represents, FamilyTie, Employee, Member, Journalist,
    Professional, Delegate, DelegationHead); ``title`` is as printed; ``other`` is the key of the actor it is with.
    """

    role: Code
    title: str | None
    other: str | None
    hedged: bool
    evidence: Span


@dataclass(frozen=True, slots=True)
class Actor:
    """Anything that takes a role or is a source, with all its mentions in the article.

    ``identity`` is stable across articles (``Q801`` of the lexicon); None for what is known by name only (``named``) or
    only here. ``pronouns`` are spans that refer to it and are no mentions; ``links`` are IRIs of it elsewhere, if sure.
    """

    key: str
    label: str
    type: ActorType
    mentions: tuple[Span, ...]
    named: bool
    aliases: tuple[str, ...] = ()
    pronouns: tuple[Span, ...] = ()
    identity: str | None = None
    links: tuple[str, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A location; containers that the text does not name have no mentions.

    ``metonyms`` are where its name stands for those who act there ("Kenya said"); the events never look there.
    ``identity`` is stable across articles (``geonames-349340``, or the key of a curated entry). ``country`` is ISO
    3166-1 alpha-2 and absent for disputed places. ``within`` is the key of the next larger place. Degrees are WGS 84.
    """

    key: str
    label: str
    type: PlaceType
    mentions: tuple[Span, ...]
    identity: str | None = None
    country: str | None = None
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    within: str | None = None
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    metonyms: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TriggerMention:
    """A word or phrase that may denote an event; ``head`` is the index of its head token in ``Document.tokens``."""

    span: Span
    head: int
    types: tuple[Code, ...]
    entry: str


@dataclass(frozen=True, slots=True)
class QuoteMention:
    """Words in quotation marks, marks left out; ``closed`` is False where the closing mark is missing."""

    span: Span
    closed: bool


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """A number with its wording; ``head`` is the index of the numeral's token."""

    span: Span
    head: int
    value: Decimal
    bound: Bound
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something found and left out, with the stage and the reason; it goes into the ingest report."""

    stage: str
    span: Span | None
    reason: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """What the text says, and where."""

    publication: PublicationDay | Unresolved
    times: tuple[TimeMention, ...]
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    triggers: tuple[TriggerMention, ...]
    quotes: tuple[QuoteMention, ...]
    quantities: tuple[QuantityMention, ...]
    skipped: tuple[Skipped, ...] = ()


# --------------------------------------------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class EventTime:
    """When an event was, as its report says; ``text`` are the words it was got from.

    ``when`` is None where the article says nothing at all. ``ongoing`` is True where it is not known to have ended.
    """

    when: TimeInterval | Unresolved | None
    basis: DateBasis
    text: str | None = None
    ongoing: bool = False
    evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    """An actor (key) in a role; ``outcome`` as printed; ``alleged`` if only accused, ``according_to`` whom (keys)."""

    role: Role
    actor: str
    evidence: Span
    outcome: str | None = None
    alleged: bool = False
    according_to: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an event took place (key of a place); ``evidence`` None: inherited from the event it is part of."""

    place: str
    evidence: Span | None


@dataclass(frozen=True, slots=True)
class TopicMention:
    """A subject on the agenda or spoken about: a code of ``evc:Topics``."""

    code: Code
    evidence: Span


@dataclass(frozen=True, slots=True)
class Instrument:
    """A plan, proposal, agreement, resolution or draft that events are about."""

    key: str
    label: str
    type: InstrumentType
    mentions: tuple[Span, ...]
    aliases: tuple[str, ...] = ()
    points: int | None = None
    stage: Code | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What one article says of one happening; never without a mention.

    ``part_of``, ``follows``, ``during`` and ``reaction_to`` are keys of events of the same article, ``concerns`` keys
    of instruments. ``trigger`` is one of ``mentions``. ``outcome`` is a code of ``evc:TalksOutcomes``.
    """

    key: str
    kind: EventClass
    types: tuple[Code, ...]
    label: str
    modality: Modality
    polarity: Polarity
    time: EventTime
    trigger: Span
    mentions: tuple[Span, ...]
    place: Placement | None = None
    participants: tuple[Participation, ...] = ()
    topics: tuple[TopicMention, ...] = ()
    concerns: tuple[str, ...] = ()
    part_of: str | None = None
    follows: str | None = None
    during: str | None = None
    reaction_to: str | None = None
    ordinal: int | None = None
    talks_format: Code | None = None
    outcome: Code | None = None
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if self.trigger not in self.mentions:
            raise ValueError(f"event {self.key}: its trigger is not among its mentions")


@dataclass(frozen=True, slots=True)
class Claim:
    """Content that the article gives as somebody's words or knowledge.

    ``span`` is the content without its quotation marks, ``cue`` the words that attribute it. ``speakers`` and
    ``relayed_by`` are actor keys, ``about`` keys of events, instruments, actors or figures, ``uttered_in`` an event.
    """

    key: str
    span: Span
    text: str
    kind: QuoteKind
    speakers: tuple[str, ...] = ()
    cue: Span | None = None
    relayed_by: str | None = None
    addressed_to: str | None = None
    medium: Code | None = None
    about: tuple[str, ...] = ()
    uttered_in: str | None = None
    hedged: bool = False
    confidence: float = 1.0
    denied: bool = False  # not asserted by the speakers


@dataclass(frozen=True, slots=True)
class Figure:
    """A number stated about an event (``event`` is its key): never summed, never merged."""

    key: str
    span: Span
    text: str
    measure: Code
    value: Decimal
    bound: Bound
    event: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    population: str | None = None
    inflicted_by: str | None = None
    place: str | None = None
    since: date | None = None
    as_of: date | None = None
    subset_of: str | None = None
    attributed_to: str | None = None
    relayed_by: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Events:
    """What happened, once each, inside one article."""

    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    instruments: tuple[Instrument, ...]
    actors: tuple[Actor, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read out of one article; what ``timewire annotate`` prints and the graph is built from.

    ``actors`` are those of the text that matter: named ones, and groups and sources that take part in something.
    ``extractor`` says what found the events: rules, or the model of an endpoint.
    """

    document: Document
    publication: PublicationDay | Unresolved
    times: tuple[TimeMention, ...]
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    instruments: tuple[Instrument, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    skipped: tuple[Skipped, ...] = field(default=())
    extractor: str = "rules"
