"""What pages show: pure functions from what the graph says to plain values; templates only lay them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import CODE, ONT, RDF, RDFS, SKOS, TYPE, local_name
from server.graph import Row, Term
from server.pages import wording
from server.pages.links import path_of
from server.pages.queries import ROLES, Choice, Facts
from server.pages.wording import When

_HIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_PREFERRED_LANGUAGES = ("en", "")


# --------------------------------------------------------------------------------------------- text and links


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the data with their language ('' if unsaid); marks that turn the direction of others are taken out."""

    value: str
    language: str = ""

    @property
    def direction(self) -> str:
        """The direction to write in, for the ``dir`` attribute."""
        if not self.language:
            return "auto"
        return "rtl" if self.language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Link:
    """A thing by its label, with the page it has (None: none)."""

    text: Text
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence as proof: its words, its place on the page of its article, and what article that is."""

    text: Text
    path: str
    source: str


def shown(value: str) -> str:
    """Text without control characters and without marks that override the direction of what stands round it."""
    return _HIDDEN.sub("", value)


def text_of(term: Literal) -> Text:
    """A literal as text."""
    return Text(shown(term.value), term.language or "")


@dataclass(frozen=True, slots=True)
class Reader:
    """Facts of the graph, read by someone who wants labels and links; ``base`` is the base IRI of the data."""

    facts: Facts
    base: str

    def all(self, node: NamedNode, *predicates: NamedNode) -> tuple[Term, ...]:
        """The objects of the first of the predicates that the node has."""
        fields = self.facts.get(node.value, {})
        return next((fields[p.value] for p in predicates if p.value in fields), ())

    def value(self, node: NamedNode, predicate: NamedNode) -> str:
        """The literal of a predicate as a string, '' if there is none."""
        return next((term.value for term in self.all(node, predicate) if isinstance(term, Literal)), "")

    def code(self, node: NamedNode, predicate: NamedNode) -> str:
        """The local name of the object of a predicate, '' if there is none."""
        return next((local_name(term) for term in self.all(node, predicate) if isinstance(term, NamedNode)), "")

    def is_named(self, node: NamedNode) -> bool:
        """True if the node has a label."""
        return bool(self.all(node, RDFS.label, SKOS.prefLabel))

    def text(self, node: NamedNode) -> Text:
        """The label of a node, English before others; what has none is called by its local name, in words."""
        labels = [term for term in self.all(node, RDFS.label, SKOS.prefLabel) if isinstance(term, Literal)]
        for language in _PREFERRED_LANGUAGES:
            for label in labels:
                if (label.language or "").partition("-")[0] == language:
                    return text_of(label)
        return text_of(labels[0]) if labels else Text(words_of_name(local_name(node)))

    def link(self, term: Term) -> Link:
        """A term as a link; literals have no page."""
        if isinstance(term, Literal):
            return Link(text_of(term))
        assert isinstance(term, NamedNode)
        return Link(self.text(term), path_of(term.value, self.base))

    def links(self, node: NamedNode, predicate: NamedNode) -> tuple[Link, ...]:
        """The objects of a predicate as links."""
        return tuple(self.link(term) for term in self.all(node, predicate))


def words_of_name(name: str) -> str:
    """A local name as words: ``CourtRuling`` gives 'court ruling', ``war-on-gaza`` 'war on gaza'."""
    return shown(re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", name).lower())


# ------------------------------------------------------------------------------------------------- event lines


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
        start=_day(reader.value(node, ONT.start)),
        end=_day(reader.value(node, ONT.end)),
        edtf=reader.value(node, ONT.edtf),
        precision=reader.code(node, ONT.datePrecision),
        basis=reader.code(node, ONT.dateBasis),
        modality=reader.code(node, ONT.modality),
        ongoing=reader.value(node, ONT.ongoing) == "true",
        text=shown(reader.value(node, ONT.timeText)),
    )


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:  # years beyond the calendar of Python, or nothing at all
        return None


def event_line(reader: Reader, event: NamedNode) -> EventLine:
    """An event as lists show it."""
    when = when_of(reader, event)
    types = [term for term in reader.all(event, ONT.eventType) if isinstance(term, NamedNode)]
    return EventLine(
        link=reader.link(event),
        when=wording.date_in_words(when),
        dated=when,
        sort=_day(reader.value(event, ONT.sortDate)),
        modality=when.modality,
        status=wording.MODALITY_WORDS.get(when.modality, when.modality.lower()),
        realised=when.modality in wording.REALISED,
        family=family_of(reader, types),
        type=reader.text(types[0]) if types else Text("event"),
        places=reader.links(event, ONT.place),
        actors=_leading_actors(reader, event),
        reports=int(reader.value(event, ONT.reportCount) or 1),
    )


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


# ------------------------------------------------------------------------------------------- statements, proof


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: what is said, in words or as a link, a note to it, and the sentences that say it.

    ``direct`` is False where no sentence says just this, and the sentences are those that tell of the event at all.
    """

    value: Link
    note: str
    proof: tuple[Quotation, ...]
    direct: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """Statements of one kind under their name."""

    name: str
    statements: tuple[Statement, ...]


Proofs = Mapping[tuple[str, Term], tuple[Quotation, ...]]
"""Sentences by what they say of one event: predicate and object."""


def quotation(reader: Reader, row: Row) -> Quotation:
    """A row with ?sentence, ?article and ?text as a quotation."""
    sentence, article, text = row["sentence"], row["article"], row["text"]
    assert isinstance(sentence, NamedNode)
    assert isinstance(article, NamedNode)
    assert isinstance(text, Literal)
    path = path_of(sentence.value, reader.base) or ""
    return Quotation(text_of(text), path, source_of(reader, article))


def source_of(reader: Reader, article: NamedNode) -> str:
    """Where a sentence stands: outlet and day, as far as they are known."""
    outlet = next((link.text.value for link in reader.links(article, _PUBLISHER)), "")
    day = _day(reader.value(article, ONT.asOf))
    parts = [outlet or article_title(reader, article).value, wording.day_in_words(day) if day else "undated"]
    return ", ".join(parts)


_PUBLISHER = NamedNode("https://schema.org/publisher")
_TITLE = NamedNode("http://purl.org/dc/terms/title")


def article_title(reader: Reader, article: NamedNode) -> Text:
    """The title of an article; one without is called by what is known of it."""
    title = next((term for term in reader.all(article, _TITLE, RDFS.label) if isinstance(term, Literal)), None)
    if title:
        return text_of(title)
    outlet = next((link.text.value for link in reader.links(article, _PUBLISHER)), "")
    return Text(f"Untitled article of {outlet}" if outlet else "Untitled article")


def proofs_of(reader: Reader, rows: Sequence[Row]) -> Proofs:
    """The sentences of an event by statement; what one report says of another counts for the events behind them."""
    table: dict[tuple[str, Term], dict[Quotation, None]] = {}
    for row in rows:
        predicate = row["p"]
        assert isinstance(predicate, NamedNode)
        table.setdefault((predicate.value, _behind(reader, row["o"])), {})[quotation(reader, row)] = None
    return {key: tuple(quotations) for key, quotations in table.items()}


def _behind(reader: Reader, term: Term) -> Term:
    """The event that a report is of; any other term as it is."""
    events = reader.all(term, ONT.reportOf) if isinstance(term, NamedNode) else ()
    return events[0] if events else term


_DATE_FIELDS = (ONT.edtf, ONT.start, ONT.end, ONT.timeText, ONT.dateBasis)
_FIELDS: tuple[tuple[str, NamedNode], ...] = (
    ("Type", ONT.eventType),
    ("Place", ONT.place),
    *((role.capitalize(), ONT[role]) for role in ROLES),
    ("Topic", ONT.topic),
    ("Document", ONT.concerns),
    ("Format", ONT.talksFormat),
    ("Outcome", ONT.talksOutcome),
    ("Said by", ONT.attributedTo),
    ("Part of", ONT.partOf),
    ("Number", ONT.ordinal),
    ("Follows", ONT.follows),
    ("At the time of", ONT.duringEvent),
    ("Reaction to", ONT.reactionTo),
)


def event_fields(reader: Reader, event: NamedNode, proofs: Proofs, outcomes: Mapping[Term, str]) -> tuple[Field, ...]:
    """All that is said of an event, each statement with its sentences; ``outcomes``: what became of an actor."""
    fields = [_date_field(reader, event, proofs), _status_field(reader, event, proofs)]
    for name, predicate in _FIELDS:
        terms = reader.all(event, predicate)
        said = tuple(_statement(reader, predicate, term, proofs, outcomes.get(term, "")) for term in terms)
        fields.append(Field(name, said))
    shown_roles = {term for role in ROLES for term in reader.all(event, ONT[role])}
    others = [term for term in reader.all(event, ONT.actor) if term not in shown_roles]
    said = tuple(_statement(reader, ONT.actor, term, proofs, outcomes.get(term, "")) for term in others)
    return tuple(field for field in (*fields, Field("Actor", said)) if field.statements)


def _statement(reader: Reader, predicate: NamedNode, term: Term, proofs: Proofs, note: str) -> Statement:
    return _proved(reader.link(term), note, proofs.get((predicate.value, term), ()), proofs)


def _proved(value: Link, note: str, proof: tuple[Quotation, ...], proofs: Proofs) -> Statement:
    """A statement with its proof, or for want of one with the sentences that tell of the event."""
    if proof:
        return Statement(value, note, proof)
    return Statement(value, note, telling(proofs), direct=False)


def telling(proofs: Proofs) -> tuple[Quotation, ...]:
    """The sentences that name the event."""
    mentions = (q for (predicate, _), found in proofs.items() if predicate == ONT.mention.value for q in found)
    return tuple(dict.fromkeys(mentions))


def _date_field(reader: Reader, event: NamedNode, proofs: Proofs) -> Field:
    when = when_of(reader, event)
    proof: tuple[Quotation, ...] = ()
    for predicate in _DATE_FIELDS:
        found = [proofs.get((predicate.value, term), ()) for term in reader.all(event, predicate)]
        proof = proof or tuple(quotation for quotations in found for quotation in quotations)
    reason = shown(reader.value(event, ONT.unresolvedReason))
    note = "; ".join(part for part in (wording.basis_in_words(when), reason) if part)
    value = Link(Text(_sentence_case(wording.date_in_words(when))))
    return Field("When", (_proved(value, note, proof, proofs),))


def _status_field(reader: Reader, event: NamedNode, proofs: Proofs) -> Field:
    said = []
    for term in reader.all(event, ONT.modality):
        words = wording.MODALITY_WORDS.get(local_name(term) if isinstance(term, NamedNode) else "", "")
        link = Link(Text(_sentence_case(words))) if words else reader.link(term)
        said.append(_proved(link, "", proofs.get((ONT.modality.value, term), ()), proofs))
    return Field("Status", tuple(said))


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


# --------------------------------------------------------------------------------------------- claims, figures


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim: the words, whether they are quoted, who says them, through whom, and the proof."""

    text: Text
    quoted: bool
    kind: str
    sources: tuple[Link, ...]
    relays: tuple[Link, ...]
    medium: str
    hedged: bool
    proof: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure in words, what it covers, who states it, and the proof."""

    words: str
    measure: Text
    population: tuple[Link, ...]
    inflicted_by: tuple[Link, ...]
    place: tuple[Link, ...]
    period: str
    sources: tuple[Link, ...]
    relays: tuple[Link, ...]
    part_of: str
    proof: tuple[Quotation, ...]


NodeProofs = Mapping[str, tuple[Quotation, ...]]
"""Sentences by the IRI of the claim, figure or post they tell of."""


def node_proofs(reader: Reader, rows: Sequence[Row]) -> NodeProofs:
    """The sentences of claims, figures and posts."""
    table: dict[str, dict[Quotation, None]] = {}
    for row in rows:
        node = row["s"]
        assert isinstance(node, NamedNode)
        table.setdefault(node.value, {})[quotation(reader, row)] = None
    return {node: tuple(quotations) for node, quotations in table.items()}


def claim_view(reader: Reader, claim: NamedNode, proofs: NodeProofs) -> ClaimView:
    """A claim as pages show it."""
    text = next((term for term in reader.all(claim, ONT.claimText) if isinstance(term, Literal)), Literal(""))
    kind, medium = reader.code(claim, ONT.quoteKind), reader.code(claim, ONT.medium)
    return ClaimView(
        text=text_of(text),
        quoted=kind == "Direct",
        kind=kind,
        sources=reader.links(claim, ONT.attributedTo),
        relays=reader.links(claim, ONT.relayedBy),
        medium="" if medium in ("", "UnknownMedium") else reader.text(CODE[medium]).value,
        hedged=reader.value(claim, ONT.hedged) == "true",
        proof=proofs.get(claim.value, ()),
    )


def figure_view(reader: Reader, figure: NamedNode, proofs: NodeProofs) -> FigureView:
    """A figure as pages show it."""
    return FigureView(
        words=figure_words(reader, figure),
        measure=reader.text(CODE[reader.code(figure, ONT.measure) or "Other"]),
        population=reader.links(figure, ONT.population),
        inflicted_by=reader.links(figure, ONT.inflictedBy),
        place=reader.links(figure, ONT.figurePlace),
        period=_period(_day(reader.value(figure, ONT.since)), _day(reader.value(figure, ONT.asOf))),
        sources=reader.links(figure, ONT.attributedTo),
        relays=reader.links(figure, ONT.relayedBy),
        part_of=", ".join(
            figure_words(reader, f) for f in reader.all(figure, ONT.subsetOf) if isinstance(f, NamedNode)
        ),
        proof=proofs.get(figure.value, ()),
    )


def figure_words(reader: Reader, figure: NamedNode) -> str:
    """A figure in words: ``at least 67,160 killed``; '' if it has no value."""
    value = reader.value(figure, ONT.value)
    if not value:
        return ""
    measure = reader.code(figure, ONT.measure)
    return wording.figure_in_words(
        value,
        reader.code(figure, ONT.bound),
        reader.value(figure, ONT.low),
        reader.value(figure, ONT.high),
        reader.text(CODE[measure]).value if measure and measure != "Other" else "",
        shown(reader.value(figure, ONT.unit)),
    )


def _period(since: date | None, as_of: date | None) -> str:
    if since and as_of:
        return f"from {wording.day_in_words(since)} to {wording.day_in_words(as_of)}"
    if as_of:
        return f"as of {wording.day_in_words(as_of)}"
    return f"since {wording.day_in_words(since)}" if since else ""


def outcomes_of(reader: Reader, participations: Iterable[NamedNode]) -> Mapping[Term, str]:
    """What became of each participant, as printed."""
    return {
        who: shown(reader.value(node, ONT.outcome))
        for node in participations
        for who in reader.all(node, ONT.participant)
        if reader.value(node, ONT.outcome)
    }


def role_words(reader: Reader, event: NamedNode, actor: NamedNode) -> str:
    """The roles an actor has in an event: ``mediator, host``."""
    return ", ".join(str(role) for role in ROLES if actor in reader.all(event, ONT[role]))


def type_code(node: NamedNode) -> str:
    """The local name of an event type, '' for anything else."""
    return local_name(node) if TYPE.holds(node) else ""


def classes_of(reader: Reader, node: NamedNode) -> tuple[str, ...]:
    """The classes of a node in words."""
    return tuple(reader.text(term).value for term in reader.all(node, RDF.type) if isinstance(term, NamedNode))


def day_words(value: str) -> str:
    """An ``xsd:date`` in words, '' if there is none."""
    day = _day(value)
    return wording.day_in_words(day) if day else ""
