"""Reading → the JSON of ``timewire annotate``: every layer with its offsets.

Offsets are Unicode code points of ``article.text``, end exclusive; codes are local names of the ontology; what is not
known is ``None``. The graph is made of the same reading, so keys here are the last segments of IRIs there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kg.events.plover import plover_categories
from kg.model import (
    Actor,
    Affiliation,
    Claim,
    DateBasis,
    Event,
    Figure,
    Participation,
    Place,
    Precision,
    PublicationDay,
    Reading,
    Skipped,
    Span,
    TimeInterval,
    TimeMention,
    Unresolved,
)

Annotation = dict[str, Any]
"""A JSON object."""


def annotation_of(reading: Reading) -> Annotation:
    """One article as one JSON object; ``json.dumps`` takes it as it is."""
    text = reading.document.text
    plover = plover_categories(reading.events, reading.document.sentences)
    return {
        "article": _article(reading),
        "sentences": [_offsets(sentence.span) for sentence in reading.document.sentences],
        "times": [_time(time, text) for time in reading.times],
        "actors": [_actor(actor, text) for actor in reading.actors],
        "places": [_place(place, text) for place in reading.places],
        "events": [_event(event, text, plover) for event in reading.events],
        "claims": [_claim(claim) for claim in reading.claims],
        "figures": [_figure(figure) for figure in reading.figures],
        "skipped": [_skipped(skipped) for skipped in reading.skipped],
    }


def _offsets(span: Span) -> Annotation:
    return {"begin": span.start, "end": span.end}


def _mention(span: Span, text: str) -> Annotation:
    return {**_offsets(span), "text": span.cut(text)}


def _mentions(spans: tuple[Span, ...], text: str) -> list[Annotation]:
    return [_mention(span, text) for span in sorted(spans)]


def _article(reading: Reading) -> Annotation:
    article, said = reading.document.article, reading.publication
    known = {"edtf": said.when.edtf, "basis": said.basis.value} if isinstance(said, PublicationDay) else None
    return {
        "id": article.id,
        "sha256": hashlib.sha256(article.text.encode()).hexdigest(),
        "text": article.text,
        "published": known,
        "language": article.language,
    }


def _when(when: TimeInterval | Unresolved | None, basis: DateBasis) -> Annotation:
    """The date fields that time expressions and events share."""
    interval = when if isinstance(when, TimeInterval) else None
    return {
        "edtf": interval.edtf if interval else None,
        "earliest": interval.start.isoformat() if interval and interval.start else None,
        "latest": interval.end.isoformat() if interval and interval.end else None,
        "precision": (interval.precision if interval else Precision.UNKNOWN).value,
        "basis": basis.value,
    }


def _time(time: TimeMention, text: str) -> Annotation:
    kind = {"type": time.kind.value, "value": time.value or None}
    date = _when(time.when, time.basis)
    if time.when is None:
        date["precision"] = None
    return {**_mention(time.span, text), **kind, **date}


def _actor(actor: Actor, text: str) -> Annotation:
    return {
        "id": actor.key,
        "label": actor.label,
        "type": actor.type.value,
        "mentions": [
            {**_mention(span, text), "pronoun": span not in actor.mentions}
            for span in sorted((*actor.mentions, *(span for span in actor.pronouns if _is_pronoun(span, text))))
        ],
        "affiliations": [_affiliation(tie) for tie in actor.affiliations],
    }


_PRONOUNS = frozenset(
    "he him his himself she her hers herself it its itself they them their theirs themselves "
    "i me my mine myself".split()
)


def _is_pronoun(span: Span, text: str) -> bool:
    """False for the adjective of a state, which refers to it too."""
    return span.cut(text).lower() in _PRONOUNS


def _affiliation(tie: Affiliation) -> Annotation:
    return {"role": tie.role, "title": tie.title, "with": tie.other, "hedged": tie.hedged}


def _place(place: Place, text: str) -> Annotation:
    return {
        "id": place.key,
        "label": place.label,
        "type": place.type.value,
        "country": place.country,
        "geonames": place.geonames,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "mentions": [
            {**_mention(span, text), "metonym": span in place.metonyms}
            for span in sorted((*place.mentions, *place.metonyms))
        ],
    }


def _event(event: Event, text: str, plover: Mapping[str, str | None]) -> Annotation:
    return {
        "id": event.key,
        "types": list(event.types),
        "plover": plover[event.key],
        "modality": event.modality.value,
        "polarity": event.polarity.value,
        "trigger": _mention(event.trigger, text),
        "mentions": _mentions(event.mentions, text),
        "label": event.label,
        **_when(event.time.when, event.time.basis),
        "place": event.place.place if event.place else None,
        "participants": [_participation(part) for part in event.participants],
        "part_of": event.part_of,
        "topics": list(dict.fromkeys(topic.code for topic in event.topics)),
        "confidence": event.confidence,
    }


def _participation(part: Participation) -> Annotation:
    """Role and actor; who is only accused says so, and by whom."""
    alleged = {"alleged": True, "according_to": list(part.according_to)} if part.alleged else {}
    return {"role": part.role.value, "actor": part.actor, **alleged, "confidence": part.confidence}


def _claim(claim: Claim) -> Annotation:
    return {
        "id": claim.key,
        **_offsets(claim.span),
        "text": claim.text,
        "kind": claim.kind.value,
        "cue": _offsets(claim.cue) if claim.cue else None,
        "speakers": list(claim.speakers),
        "relayed_by": claim.relayed_by,
        "about": list(claim.about),
        "confidence": claim.confidence,
    }


def _figure(figure: Figure) -> Annotation:
    return {
        "id": figure.key,
        **_offsets(figure.span),
        "text": figure.text,
        "value": _number(figure.value),
        "low": _number(figure.low),
        "high": _number(figure.high),
        "bound": figure.bound.value,
        "measure": figure.measure,
        "event": figure.event,
        "population": figure.population,
        "subset_of": figure.subset_of,
        "attributed_to": figure.attributed_to,
        "confidence": figure.confidence,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _skipped(skipped: Skipped) -> Annotation:
    span = skipped.span
    begin, end = (span.start, span.end) if span else (None, None)
    return {"stage": skipped.stage, "begin": begin, "end": end, "reason": skipped.reason}
