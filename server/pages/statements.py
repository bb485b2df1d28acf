"""What is said of an event, claim by claim and number by number, each with the sentences that say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.graph.iris import Iris
from kg.graph.terms import CODE, DCTERMS, ONT, RDFS, SCHEMA, local_name
from server.graph import Row, Term
from server.pages import wording
from server.pages.events import when_of
from server.pages.links import page_address, path_of
from server.pages.queries import ROLES
from server.pages.reader import Link, Reader, Text, day_of, day_words, shown, text_of
from server.pages.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence as proof: its words, its place on the page of its article, and what article that is."""

    text: Text
    path: str
    source: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: what is said, in words or as a link, a note to it, and the numbers of the sentences that say it.

    ``direct`` is False where no sentence says just this, and the sentences are those that tell of the event at all.
    """

    value: Link
    note: str
    sentences: tuple[int, ...]
    direct: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """Statements of one kind under their name."""

    name: str
    statements: tuple[Statement, ...]


def quotation(reader: Reader, row: Row) -> Quotation:
    """A row with ?sentence, ?article and ?text as a quotation."""
    sentence, article, text = row["sentence"], row["article"], row["text"]
    assert isinstance(sentence, NamedNode)
    assert isinstance(article, NamedNode)
    assert isinstance(text, Literal)
    path = path_of(sentence.value, reader.base)
    return Quotation(text_of(text), page_address(path) if path else "", source_of(reader, article))


def source_of(reader: Reader, article: NamedNode) -> str:
    """Where a sentence stands: outlet and day, as far as they are known."""
    outlet = next((link.text.value for link in reader.links(article, SCHEMA.publisher)), "")
    day = day_of(reader.value(article, ONT.asOf))
    parts = [outlet or article_title(reader, article).value, wording.day_in_words(day) if day else "undated"]
    return ", ".join(parts)


def article_title(reader: Reader, article: NamedNode) -> Text:
    """The title of an article; one without is called by what is known of it."""
    title = next((term for term in reader.all(article, DCTERMS.title, RDFS.label) if isinstance(term, Literal)), None)
    if title:
        return text_of(title)
    outlet = next((link.text.value for link in reader.links(article, SCHEMA.publisher)), "")
    return Text(f"Untitled article of {outlet}" if outlet else "Untitled article")


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


NAMES: Mapping[str, str] = {
    ONT.mention.value: "the event",
    **{predicate.value: "the date" for predicate in (*_DATE_FIELDS, ONT.datePrecision, ONT.ongoing)},
    **{predicate.value: name.lower() for name, predicate in _FIELDS},
    ONT.modality.value: "the status",
}
"""What sentences are said to tell of, by predicate."""


def event_fields(
    reader: Reader, event: NamedNode, sentences: Sentences, outcomes: Mapping[Term, str]
) -> tuple[Field, ...]:
    """All that is said of an event, each statement with its sentences; ``outcomes``: what became of an actor."""
    fields = [_date_field(reader, event, sentences), _status_field(reader, event, sentences)]
    for name, predicate in _FIELDS:
        fields.append(Field(name, _statements(reader, predicate, reader.all(event, predicate), sentences, outcomes)))
    shown_roles = {term for role in ROLES for term in reader.all(event, ONT[role])}
    others = [term for term in reader.all(event, ONT.actor) if term not in shown_roles]
    said = _statements(reader, ONT.actor, others, sentences, outcomes)
    return tuple(field for field in (*fields, Field("Actor", said)) if field.statements)


def _statements(
    reader: Reader, predicate: NamedNode, terms: Iterable[Term], sentences: Sentences, outcomes: Mapping[Term, str]
) -> tuple[Statement, ...]:
    """A statement a value; what only its article knows, and another article calls the same, stands once."""
    groups: dict[object, list[Term]] = {}
    for term in terms:
        link = reader.link(term)
        own = isinstance(term, NamedNode) and Iris(reader.base).article_of(term) is not None
        groups.setdefault((link.text, outcomes.get(term, "")) if own else term, []).append(term)
    return tuple(
        _proved(
            reader.link(some[0]),
            outcomes.get(some[0], ""),
            sentences.saying(*((predicate.value, term) for term in some)),
            sentences,
        )
        for some in groups.values()
    )


def _proved(value: Link, note: str, said_by: tuple[int, ...], sentences: Sentences) -> Statement:
    """A statement with its sentences, or for want of one with those that tell of the event."""
    return Statement(value, note, said_by or sentences.telling, direct=bool(said_by))


def _date_field(reader: Reader, event: NamedNode, sentences: Sentences) -> Field:
    when = when_of(reader, event)
    keys = [(predicate.value, term) for predicate in _DATE_FIELDS for term in reader.all(event, predicate)]
    first = next((found for key in keys if (found := sentences.saying(key))), ())
    reason = shown(reader.value(event, ONT.unresolvedReason))
    note = "; ".join(part for part in (wording.basis_in_words(when), reason) if part)
    value = Link(Text(_sentence_case(wording.date_in_words(when))))
    return Field("When", (_proved(value, note, first, sentences),))


def _status_field(reader: Reader, event: NamedNode, sentences: Sentences) -> Field:
    said = []
    for term in reader.all(event, ONT.modality):
        words = wording.MODALITY_WORDS.get(local_name(term) if isinstance(term, NamedNode) else "", "")
        link = Link(Text(_sentence_case(words))) if words else reader.link(term)
        said.append(_proved(link, "", sentences.saying((ONT.modality.value, term)), sentences))
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
    denied: bool
    proof: tuple[Quotation, ...]
    confidence: float
    sentences: tuple[int, ...] = ()


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
    reported: str
    proof: tuple[Quotation, ...]
    confidence: float
    sentences: tuple[int, ...] = ()


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


def confidence_of(reader: Reader, node: NamedNode) -> float:
    """How sure the extractor was; 1 where the graph says nothing."""
    return float(reader.value(node, ONT.confidence) or 1)


def claim_view(reader: Reader, claim: NamedNode, proofs: NodeProofs, sentences: tuple[int, ...] = ()) -> ClaimView:
    """A claim as pages show it, with the sentences themselves or with their numbers on the page."""
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
        denied=reader.value(claim, ONT.denied) == "true",
        proof=proofs.get(claim.value, ()),
        confidence=confidence_of(reader, claim),
        sentences=sentences,
    )


def figure_view(reader: Reader, figure: NamedNode, proofs: NodeProofs, sentences: tuple[int, ...] = ()) -> FigureView:
    """A figure as pages show it, with the sentences themselves or with their numbers on the page."""
    return FigureView(
        words=figure_words(reader, figure),
        measure=reader.text(CODE[reader.code(figure, ONT.measure) or "Other"]),
        population=reader.links(figure, ONT.population),
        inflicted_by=reader.links(figure, ONT.inflictedBy),
        place=reader.links(figure, ONT.figurePlace),
        period=_period(day_of(reader.value(figure, ONT.since)), day_of(reader.value(figure, ONT.asOf))),
        sources=reader.links(figure, ONT.attributedTo),
        relays=reader.links(figure, ONT.relayedBy),
        part_of=", ".join(
            figure_words(reader, f) for f in reader.all(figure, ONT.subsetOf) if isinstance(f, NamedNode)
        ),
        reported=_reported(reader, figure),
        proof=proofs.get(figure.value, ()),
        confidence=confidence_of(reader, figure),
        sentences=sentences,
    )


def _reported(reader: Reader, node: NamedNode) -> str:
    """The day of the article that gives a figure, in words."""
    articles = (term for term in reader.all(node, ONT.inArticle) if isinstance(term, NamedNode))
    return next((words for article in articles if (words := day_words(reader.value(article, ONT.asOf)))), "")


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
