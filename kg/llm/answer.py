"""A model's answer → Events: only facts whose words stand in the text; everything else is listed with its reason.

Days and places are resolved by the same stages as in a reading by rules, from the words that the model points at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from kg.events.circumstances import default_time
from kg.events.labels import label_of
from kg.events.types import class_of, type_labels
from kg.llm.schema import measures
from kg.model import (
    Actor,
    ActorType,
    Bound,
    Claim,
    Document,
    Event,
    EventClass,
    Events,
    EventTime,
    Figure,
    Mentions,
    Modality,
    Participation,
    Placement,
    Polarity,
    QuoteKind,
    Role,
    Skipped,
    Span,
    TimeInterval,
)

STAGE = "llm"
CONFIDENCE = 0.5
"""Of every fact: nobody has measured the model that was asked."""


class _Unfit(Exception):
    """A fact that does not fit the schema or the text; ``span`` where it stands, if known."""


def events_of(answer: Mapping[str, Any], document: Document, mentions: Mentions) -> Events:
    """The facts of an answer that can be proved, and a skip for each of the others."""
    taking = _Taking(document, mentions)
    actors = taking.each(answer, "actors", taking.actor)
    taking.actors = {a.key: a for a in actors}
    events = taking.each(answer, "events", taking.event)
    taking.events = tuple(events)
    claims = taking.each(answer, "claims", taking.claim)
    figures = taking.each(answer, "figures", taking.figure)
    return Events(tuple(events), tuple(claims), tuple(figures), (), tuple(actors), tuple(taking.skipped))


@dataclass(slots=True)
class _Taking:
    """One answer on its way; what is taken gets keys in the order of the answer."""

    document: Document
    mentions: Mentions
    actors: dict[str, Actor] = field(default_factory=dict)
    events: Sequence[Event] = ()
    skipped: list[Skipped] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def each(self, answer: Mapping[str, Any], layer: str, take: Any) -> list[Any]:
        given = answer.get(layer)
        if not isinstance(given, list):
            self._skip(f"{layer}: the answer has no list of them")
            return []
        taken: list[Any] = []
        for one in given:
            try:
                taken.append(take(one, len(taken) + 1))
            except _Unfit as fault:
                self._skip(f"{layer}: {fault}")
        return taken

    def _skip(self, reason: str) -> None:
        self.skipped.append(Skipped(STAGE, None, reason))

    # ---------------------------------------------------------------------------------------------- layers

    def actor(self, one: Any, number: int) -> Actor:
        """An actor with every mention that is found."""
        quotes = [q for q in _listed(one, "quotes") if isinstance(q, str)]
        spans = tuple(sorted({span for quote in quotes for span in self._all(quote)}))
        if not spans:
            raise _Unfit(f"no mention of {_short(one.get('label'))} stands in the text")
        label, own, type_ = _text(one, "label"), _text(one, "id"), _code(one, "type", ActorType)
        self.keys[own] = key = f"a{number}"
        printed = {" ".join(span.cut(self.document.text).split()) for span in spans}
        if label not in printed:  # a label of the model's own is no word of the article
            label = max(printed, key=lambda words: (len(words), words))
        return Actor(key, label, type_, spans, named=label[:1].isupper() and type_ not in _UNNAMED)

    def event(self, one: Any, number: int) -> Event:
        """An event; its day and place are what our own stages make of the words that are pointed at."""
        span = self._span(one, "quote")
        types = tuple(dict.fromkeys(t for t in _listed(one, "types") if t in type_labels()))[:3]
        if not types:
            raise _Unfit(f"{_short(one['quote'])} has no known type")
        modality = _code(one, "modality", Modality)
        speech = any(t in _SPEECH for t in types)
        event = Event(
            f"e{number}",
            EventClass.SPEECH_EVENT if speech else class_of(types),
            types,
            "",
            modality,
            Polarity.NEGATIVE if modality is Modality.DENIED else Polarity.POSITIVE,
            self._time(one, modality),
            span,
            (span,),
            self._place(one),
            tuple(self._participants(one)),
            confidence=CONFIDENCE,
        )
        places = {place.key: place for place in self.mentions.places}
        return replace(event, label=label_of(event, type_labels(), self.actors, places))

    def claim(self, one: Any, number: int) -> Claim:
        """A claim of somebody whose mention was found, or of the article itself."""
        span, kind = self._span(one, "quote"), _code(one, "kind", QuoteKind)
        speakers = tuple(dict.fromkeys(self.keys[s] for s in _listed(one, "speakers") if s in self.keys))
        if not speakers and kind is not QuoteKind.ARTICLE_VOICE:
            raise _Unfit(f"nobody who is found in the text says {_short(one['quote'])}")
        cue = self._span(one, "cue_quote", near=span) if one.get("cue_quote") else None
        text = span.cut(self.document.text)
        return Claim(f"c{number}", span, text, kind, speakers, cue, confidence=CONFIDENCE)

    def figure(self, one: Any, number: int) -> Figure:
        """A number about one of the events that were taken."""
        span, value = self._span(one, "quote"), _number(one)
        if one.get("measure") not in measures():
            raise _Unfit(f"{_short(one['quote'])} has no known measure")
        about = self._span(one, "event_quote", near=span)
        event = next((e for e in self.events if any(m.meets(about) for m in e.mentions)), None)
        if event is None:
            raise _Unfit(f"{_short(one['quote'])} is about no event that was found")
        bound, said_by = _code(one, "bound", Bound), one.get("attributed_to")
        return Figure(
            f"f{number}",
            span,
            span.cut(self.document.text),
            one["measure"],
            value,
            bound,
            event.key,
            low=value if bound in {Bound.AT_LEAST, Bound.MORE_THAN} else None,
            high=value if bound is Bound.AT_MOST else None,
            attributed_to=self.keys.get(said_by) if isinstance(said_by, str) else None,
            confidence=CONFIDENCE,
        )

    # -------------------------------------------------------------------------------------------- the text

    def _span(self, one: Any, name: str, near: Span | None = None) -> Span:
        """Where the quoted words stand: the place nearest to ``near``, else the first."""
        quote = _text(one, name)
        found = list(self._all(quote))
        if not found:
            raise _Unfit(f"the quote {_short(quote)} does not stand in the text")
        return min(found, key=lambda span: abs(span.start - near.start) if near is not None else span.start)

    def _all(self, quote: str) -> Iterator[Span]:
        words, text = quote.strip(), self.document.text
        at = text.find(words) if words else -1
        while at >= 0:
            yield Span(at, at + len(words))
            at = text.find(words, at + len(words))

    def _time(self, one: Any, modality: Modality) -> EventTime:
        quote = one.get("time_quote")
        spans = list(self._all(quote)) if isinstance(quote, str) else []
        for time in self.mentions.times:
            if isinstance(time.when, TimeInterval) and any(span.meets(time.span) for span in spans):
                return EventTime(time.when, time.basis, time.span.cut(self.document.text), False, time.span)
        return default_time(modality, self.mentions.publication, speech=False)

    def _place(self, one: Any) -> Placement | None:
        quote = one.get("place_quote")
        spans = list(self._all(quote)) if isinstance(quote, str) else []
        found = ((p.key, m) for p in self.mentions.places for m in p.mentions if any(s.meets(m) for s in spans))
        place = next(found, None)
        return Placement(*place) if place is not None else None

    def _participants(self, one: Any) -> Iterator[Participation]:
        for part in _listed(one, "participants"):
            key = self.keys.get(str(part.get("actor"))) if isinstance(part, dict) else None
            if key is not None:
                yield Participation(_code(part, "role", Role), key, self.actors[key].mentions[0])


_SPEECH = frozenset({"OfficialStatement", "RemarksToPress", "PressBriefing", "SocialMediaPost"})
_UNNAMED = frozenset({ActorType.GROUP, ActorType.ANONYMOUS_SOURCE})


def _listed(one: Any, name: str) -> list[Any]:
    if not isinstance(one, dict) or not isinstance(one.get(name), list):
        raise _Unfit(f"an item without a list of {name}")
    return [item for item in one[name] if isinstance(item, str | dict)]


def _text(one: Any, name: str) -> str:
    if not isinstance(one, dict) or not isinstance(one.get(name), str) or not one[name].strip():
        raise _Unfit(f"an item without {name}")
    return str(one[name])


def _code(one: Any, name: str, codes: Any) -> Any:
    try:
        return codes(one.get(name))
    except ValueError:
        raise _Unfit(f"{_short(one.get(name))} is no {name}") from None


def _number(one: Any) -> Decimal:
    value = one.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise _Unfit(f"{_short(value)} is no number")
    return Decimal(str(value))


def _short(words: object) -> str:
    text = " ".join(str(words).split())
    return repr(text if len(text) <= 60 else text[:57] + "...")
