"""Reading → quads: everything that was read out of one article, said sentence by sentence.

``article_quads`` gives the graphs of the article and their copies in the default graph; canonical events are added by
``kg.knowledge``, which is the only one to know other articles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg.graph import literals
from kg.graph.entities import entity_statements
from kg.graph.evidence import Held, Statement, evidenced_quads, mention_statements
from kg.graph.facts import ArticleQuads
from kg.graph.iris import Iris, elsewhere
from kg.graph.names import Names, name_all
from kg.graph.terms import CODE, DCTERMS, ONT, PROV, RDFS, SCHEMA, TYPE, XSD, A
from kg.model import (
    ActorType,
    Bound,
    Claim,
    DateBasis,
    Event,
    EventClass,
    EventTime,
    Figure,
    Participation,
    Polarity,
    Precision,
    PublicationDay,
    Reading,
    Role,
    Span,
    TimeInterval,
    Unresolved,
)

_Fields = Mapping[NamedNode, NamedNode | Literal | None]


@dataclass(frozen=True, slots=True)
class Run:
    """What read the article: name and version of the extractor and of the ontology, in one string."""

    extractor: str


def article_quads(reading: Reading, iris: Iris, run: Run) -> ArticleQuads:
    """All quads of one article: its named graphs, and what of them the default graph shows.

    The same reading gives the same quads in the same order. References to things that the reading does not hold are
    left out; ``names.dangling_references`` lists them.
    """
    names = name_all(reading, iris)
    return evidenced_quads(reading.document, iris, _statements(reading, names, iris, run))


def _statements(reading: Reading, names: Names, iris: Iris, run: Run) -> Iterator[Statement]:
    yield from _article(reading, names, iris, run)
    yield from _sentences(reading, names, iris)
    yield from entity_statements(reading, names, iris, article_day(reading))
    for event in reading.events:
        yield from _report(event, names, article_day(reading))
        yield from _participants(event, names, iris, reading.document.article.id)
        yield from _mentioned(reading, iris, names.events[event.key], event.mentions)
    for claim in reading.claims:
        yield from _claim(claim, names)
        yield from _mentioned(reading, iris, names.claims[claim.key], (claim.span,))
    for figure in reading.figures:
        yield from _figure(figure, names)
        yield from _mentioned(reading, iris, names.figures[figure.key], (figure.span,))


def article_day(reading: Reading) -> date | None:
    """The day the article speaks from; None where it is not known to the day."""
    if isinstance(reading.publication, Unresolved):
        return None
    when = reading.publication.when
    return when.start if when.start == when.end else None


# ---------------------------------------------------------------------------------------- article and sentences


def _article(reading: Reading, names: Names, iris: Iris, run: Run) -> Iterator[Statement]:
    article, day, said = reading.document.article, article_day(reading), reading.publication
    run_node = iris.run(article.id, run.extractor)
    fields: _Fields = {
        A: ONT.Article,
        ONT.textHash: Literal(hashlib.sha256(article.text.encode()).hexdigest()),
        DCTERMS.identifier: Literal(article.id),
        DCTERMS.title: Literal(article.title) if article.title else None,
        DCTERMS.language: Literal(article.language) if article.language else None,
        SCHEMA.url: Literal(article.url, datatype=XSD.anyURI) if article.url else None,
        DCTERMS.creator: Literal(article.authors) if article.authors else None,
        DCTERMS.license: _licence(article.licence) if article.licence else None,
        DCTERMS.accessRights: Literal(article.rights) if article.rights else None,
        ONT.corrects: iris.article(article.corrects) if article.corrects else None,
        ONT.retracts: iris.article(article.retracts) if article.retracts else None,
        ONT.asOf: literals.day(day) if day else None,
        ONT.publicationBasis: CODE[said.basis] if isinstance(said, PublicationDay) and day else None,
        ONT.publicationReason: Literal(said.reason),
        PROV.wasGeneratedBy: run_node,
    }
    yield from _said(names.article, fields, None)
    yield from _publisher(reading, names, iris)
    run_fields: _Fields = {A: ONT.ExtractionRun, PROV.used: names.article, ONT.extractor: Literal(run.extractor)}
    yield from _said(run_node, run_fields, None)


def _licence(stated: str) -> NamedNode | Literal:
    """A licence by its address, else in the words of whoever states it."""
    try:
        return elsewhere(stated) if stated.startswith(("https://", "http://")) else Literal(stated)
    except ValueError:
        return Literal(stated)


def _publisher(reading: Reading, names: Names, iris: Iris) -> Iterator[Statement]:
    """The outlet: the one that the text speaks of by that name, else one known by its name alone."""
    if not (publisher := reading.document.article.publisher):
        return
    wanted = publisher.casefold()
    outlets = (actor for actor in reading.actors if actor.type is ActorType.MEDIA_OUTLET)
    same = (a for a in outlets if wanted in {name.casefold() for name in (a.label, *a.aliases)})
    if known := next(same, None):
        yield Statement(names.article, SCHEMA.publisher, names.actors[known.key])
        return
    outlet = iris.named_actor(publisher, ActorType.MEDIA_OUTLET)
    yield Statement(names.article, SCHEMA.publisher, outlet)
    yield from _said(outlet, {A: ONT.MediaOutlet, RDFS.label: literals.label(publisher)}, None)


def _sentences(reading: Reading, names: Names, iris: Iris) -> Iterator[Statement]:
    """The sentences; their words stand in the article graph alone, which may be left out of a public dump."""
    document = reading.document
    for sentence in document.sentences:
        node = iris.sentence(document.article.id, sentence.index)
        fields: _Fields = {
            ONT.inArticle: names.article,
            ONT.sentenceIndex: Literal(sentence.index),
            ONT.beginChar: Literal(sentence.span.start),
            ONT.endChar: Literal(sentence.span.end),
        }
        yield Statement(node, A, ONT.Sentence)
        yield Statement(node, ONT.exact, Literal(sentence.span.cut(document.text)), held=Held.EVIDENCE)
        yield from _said(node, fields, None, Held.KNOWLEDGE)


# ------------------------------------------------------------------------------------------------------- events


def _report(event: Event, names: Names, day: date | None) -> Iterator[Statement]:
    """What the article says of one event; what no sentence of its own says lies with the first mention."""
    node, first = names.events[event.key], min(event.mentions)
    fields: _Fields = {
        A: ONT.EventReport,
        RDFS.label: literals.label(event.label),
        ONT.modality: CODE[event.modality],
        ONT.polarity: CODE.Negative if event.polarity is Polarity.NEGATIVE else None,
        ONT.partOf: _looked_up(names.events, event.part_of),
        ONT.follows: _looked_up(names.events, event.follows),
        ONT.duringEvent: _looked_up(names.events, event.during),
        ONT.reactionTo: names.subject(event.reaction_to) if event.reaction_to else None,
        ONT.ordinal: Literal(event.ordinal) if event.ordinal is not None else None,
        ONT.talksFormat: CODE[event.talks_format] if event.talks_format else None,
        ONT.talksOutcome: CODE[event.outcome] if event.outcome else None,
    }
    yield from _said(node, fields, first)
    yield from (Statement(node, ONT.eventType, TYPE[name], first) for name in event.types)
    concerned = (_looked_up(names.instruments, key) for key in event.concerns)
    yield from (Statement(node, ONT.concerns, instrument, first) for instrument in concerned if instrument)
    yield from (Statement(node, ONT.topic, CODE[topic.code], topic.evidence) for topic in event.topics)
    yield from _of_the_extractor(node, names, event.confidence)
    if event.kind is not EventClass.EVENT:
        yield Statement(node, DCTERMS.type, ONT[event.kind], held=Held.KNOWLEDGE)
    yield from _said(node, _time(event.time, day), event.time.evidence or first)
    if event.place and (place := names.places.get(event.place.place)):
        yield Statement(node, ONT.place, place, event.place.evidence or first)


def _time(time: EventTime, day: date | None) -> _Fields:
    """The date as the report gives it; one that neither the words nor the day of the article fix is unresolved."""
    when = time.when if isinstance(time.when, TimeInterval) else None
    reason = None if when else _why_unresolved(time, day)
    return {
        ONT.start: literals.day(when.start) if when and when.start else None,
        ONT.end: literals.day(when.end) if when and when.end else None,
        ONT.edtf: literals.edtf(when.edtf) if when else None,
        ONT.datePrecision: CODE[when.precision if when else Precision.UNKNOWN],
        ONT.dateBasis: CODE[DateBasis.UNRESOLVED if reason else time.basis],
        ONT.timeText: Literal(time.text) if time.text else None,
        ONT.timeZone: Literal(when.zone) if when and when.zone else None,
        ONT.ongoing: Literal(True) if time.ongoing else None,
        ONT.unresolvedReason: Literal(reason) if reason else None,
    }


def _why_unresolved(time: EventTime, day: date | None) -> str | None:
    if isinstance(time.when, Unresolved):
        return time.when.reason
    if time.basis is DateBasis.UNRESOLVED:
        return "The text does not say when."
    return None if day else "The text does not say when, and the day of the article is not known."


def _participants(event: Event, names: Names, iris: Iris, article: str) -> Iterator[Statement]:
    """Roles as short properties; a node of its own for whom the article says what became of them.

    Who is only accused has no short property: it would state what the article does not.
    """
    report = names.events[event.key]
    for number, part in enumerate(event.participants, start=1):
        if actor := names.actors.get(part.actor):
            if not part.alleged:
                yield Statement(report, ONT[part.role], actor, part.evidence)
            if part.outcome or part.alleged:
                node = iris.participation(article, event.key, number)
                yield from _said(node, _participation(part, report, actor), part.evidence)
                if part.confidence < 1:
                    yield Statement(node, ONT.confidence, literals.score(part.confidence), held=Held.KNOWLEDGE)
                for source in (names.actors[key] for key in part.according_to if key in names.actors):
                    yield Statement(node, ONT.attributedTo, source, part.evidence)


def _participation(part: Participation, report: NamedNode, actor: NamedNode) -> _Fields:
    return {
        A: ONT.Participation,
        ONT.inEvent: report,
        ONT.participant: actor,
        ONT.role: role_code(part.role),
        ONT.outcome: Literal(part.outcome) if part.outcome else None,
        ONT.hedged: Literal(True) if part.alleged else None,
    }


def role_code(role: Role) -> NamedNode:
    """The concept of a role property: ``evc:Victim`` of ``ev:victim``."""
    return CODE[role[0].upper() + role[1:]]


# ------------------------------------------------------------------------------------------- claims and figures


def _claim(claim: Claim, names: Names) -> Iterator[Statement]:
    node = names.claims[claim.key]
    fields: _Fields = {
        A: ONT.Claim,
        ONT.claimText: Literal(claim.text),
        ONT.quoteKind: CODE[claim.kind],
        ONT.relayedBy: _looked_up(names.actors, claim.relayed_by),
        ONT.addressedTo: _looked_up(names.actors, claim.addressed_to),
        ONT.medium: CODE[claim.medium] if claim.medium else None,
        ONT.hedged: Literal(True) if claim.hedged else None,
        ONT.denied: Literal(True) if claim.denied else None,
    }
    yield from _said(node, fields, claim.span)
    speakers = (_looked_up(names.actors, key) for key in claim.speakers)
    yield from (Statement(node, ONT.attributedTo, speaker, claim.span) for speaker in speakers if speaker)
    for key in claim.about:
        yield from _pointed(node, ONT.about, names.subject(key), names, claim.span)
    yield from _pointed(node, ONT.utteredIn, _looked_up(names.events, claim.uttered_in), names, claim.span)
    yield from _of_the_extractor(node, names, claim.confidence)


def _figure(figure: Figure, names: Names) -> Iterator[Statement]:
    node = names.figures[figure.key]
    low, high = _bounds(figure)
    fields: _Fields = {
        A: ONT.Figure,
        ONT.measure: CODE[figure.measure],
        ONT.value: literals.count(figure.value),
        ONT.bound: CODE[figure.bound],
        ONT.low: literals.count(low) if low is not None else None,
        ONT.high: literals.count(high) if high is not None else None,
        ONT.unit: Literal(figure.unit) if figure.unit else None,
        ONT.population: _looked_up(names.actors, figure.population),
        ONT.inflictedBy: _looked_up(names.actors, figure.inflicted_by),
        ONT.figurePlace: _looked_up(names.places, figure.place),
        ONT.since: literals.day(figure.since) if figure.since else None,
        ONT.asOf: literals.day(figure.as_of) if figure.as_of else None,
        ONT.subsetOf: _looked_up(names.figures, figure.subset_of),
        ONT.attributedTo: _looked_up(names.actors, figure.attributed_to),
        ONT.relayedBy: _looked_up(names.actors, figure.relayed_by),
    }
    yield from _said(node, fields, figure.span)
    yield from _pointed(node, ONT.figureOf, _looked_up(names.events, figure.event), names, figure.span)
    yield from _of_the_extractor(node, names, figure.confidence)


def _bounds(figure: Figure) -> tuple[Decimal | None, Decimal | None]:
    """The bounds as read; a wording that is a bound itself gives the value where the reading left it open."""
    low, high = figure.low, figure.high
    if low is None and figure.bound in (Bound.AT_LEAST, Bound.MORE_THAN):
        low = figure.value
    if high is None and figure.bound is Bound.AT_MOST:
        high = figure.value
    return low, high


# ----------------------------------------------------------------------------------------------------- plumbing


def _said(node: NamedNode, fields: _Fields, evidence: Span | None, held: Held = Held.BOTH) -> Iterator[Statement]:
    return (Statement(node, p, o, evidence, held) for p, o in fields.items() if o is not None)


def _of_the_extractor(node: NamedNode, names: Names, confidence: float) -> Iterator[Statement]:
    """What no sentence says of a node of this article: whose it is, and how sure the extractor was (if not wholly)."""
    yield Statement(node, ONT.inArticle, names.article, held=Held.KNOWLEDGE)
    if confidence < 1:
        yield Statement(node, ONT.confidence, literals.score(confidence), held=Held.KNOWLEDGE)


def _pointed(
    node: NamedNode, predicate: NamedNode, target: NamedNode | None, names: Names, evidence: Span
) -> Iterator[Statement]:
    """A claim or figure on an event names the report as evidence; the knowledge names the canonical event instead."""
    if target is not None:
        held = Held.EVIDENCE if target in names.events.values() else Held.BOTH
        yield Statement(node, predicate, target, evidence, held)


def _mentioned(reading: Reading, iris: Iris, node: NamedNode, spans: tuple[Span, ...]) -> Iterator[Statement]:
    return mention_statements(node, spans, reading.document, iris)


def _looked_up(table: Mapping[str, NamedNode], key: str | None) -> NamedNode | None:
    return table.get(key) if key is not None else None
