"""The hand-made gold of the worked example as a Reading: what a perfect extractor would hand to the graph."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

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
    Span,
    TimeInterval,
    TopicMention,
)
from tests.built_readings import Text, published

SHARED = Path(__file__).resolve().parents[4] / "shared"
GOLD = SHARED / "gold" / "seed.json"
TEXT = SHARED / "seeds" / "sharm-el-sheikh-talks.txt"

Raw = dict[str, Any]


def seed_reading() -> Reading:
    gold: Raw = json.loads(GOLD.read_text(encoding="utf-8"))
    text = TEXT.read_bytes().decode("utf-8")
    at = {s["n"]: Span(s["begin"], s["end"]) for s in gold["sentences"]}
    article = Article(gold["article"]["id"], text, publisher="Al Jazeera", language="en")
    return Reading(
        document=Text(text).document(article, at.values()),
        publication=published(gold["article"]["dateline"]),
        times=(),
        actors=tuple(_actor(raw, at) for raw in gold["actors"]),
        places=tuple(_place(raw) for raw in gold["places"]),
        instruments=tuple(_instrument(raw) for raw in gold["instruments"]),
        events=tuple(_event(raw, at) for raw in gold["events"]),
        claims=tuple(_claim(raw, text) for raw in gold["claims"]),
        figures=tuple(_figure(raw, text) for raw in gold["figures"]),
    )


def _spans(raws: Iterable[Raw]) -> tuple[Span, ...]:
    return tuple(Span(raw["begin"], raw["end"]) for raw in raws)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _links(raw: Raw) -> tuple[str, ...]:
    item = raw.get("wikidata_unverified")
    return (f"http://www.wikidata.org/entity/{item}",) if item else ()


def _actor(raw: Raw, at: dict[int, Span]) -> Actor:
    return Actor(
        key=raw["id"],
        label=raw["label"],
        type=ActorType(raw["type"]),
        mentions=_spans(raw["spans"]),
        named=raw["type"] not in ("Group", "Delegation", "AnonymousSource"),
        aliases=tuple(raw["aliases"]),
        identity=raw.get("wikidata_unverified"),
        links=_links(raw),
        affiliations=tuple(
            Affiliation(tie["role"], tie["title"], tie["with"], tie["hedged"], at[tie["sentence"]])
            for tie in raw["affiliations"]
        ),
    )


def _place(raw: Raw) -> Place:
    return Place(
        key=raw["id"],
        label=raw["label"],
        type=PlaceType(raw["type"]),
        mentions=_spans(raw["spans"]),
        identity=raw["id"],
        country=raw["country"],
        latitude=raw["lat"],
        longitude=raw["long"],
        within=raw["within"],
        links=_links(raw),
    )


def _instrument(raw: Raw) -> Instrument:
    return Instrument(
        key=raw["id"],
        label=raw["label"],
        type=InstrumentType(raw["type"]),
        mentions=_spans(raw["spans"]),
        aliases=tuple(raw["aliases"]),
        points=raw.get("points"),
        stage=raw.get("stage"),
    )


def _event(raw: Raw, at: dict[int, Span]) -> Event:
    when, spans = raw["date"], _spans(raw["spans"])
    first = min(spans)
    return Event(
        key=raw["id"],
        kind=EventClass(raw["class"]),
        types=tuple(raw["types"]),
        label=raw["label"],
        modality=Modality(raw["modality"]),
        polarity=Polarity.POSITIVE,
        time=EventTime(
            TimeInterval(
                _day(when["start"]),
                _day(when["end"]),
                Precision(when["precision"]),
                when["edtf"],
                raw.get("timeZone"),
            ),
            DateBasis(when["basis"]),
            when["text"],
            raw.get("ongoing", False),
        ),
        trigger=first,
        mentions=spans,
        place=Placement(raw["place"], None) if raw["place"] else None,
        participants=tuple(
            Participation(Role(part["role"]), part["actor"], at[part["sentence"]], _outcome(part))
            for part in raw["participants"]
        ),
        topics=tuple(TopicMention(code, first) for code in raw["topics"]),
        concerns=tuple(raw["concerns"] or ()),
        part_of=raw["partOf"],
        follows=raw.get("follows"),
        during=raw.get("during"),
        reaction_to=raw.get("reactionTo"),
        ordinal=raw.get("ordinal"),
        talks_format=raw.get("format"),
    )


def _outcome(part: Raw) -> str | None:
    said: str | None = part.get("qualifier")
    return said if said in ("killed", "survived", "taken captive") else None


def _claim(raw: Raw, text: str) -> Claim:
    (span,) = _spans([raw["span"]])
    return Claim(
        key=raw["id"],
        span=span,
        text=span.cut(text),
        kind=QuoteKind(raw["kind"]),
        speakers=tuple(raw["attributedTo"]),
        relayed_by=raw["relayedBy"],
        addressed_to=raw["addressedTo"],
        medium=raw["medium"],
        about=tuple(raw["about"]),
        uttered_in=raw["utteredIn"],
        hedged=raw["hedged"],
    )


def _figure(raw: Raw, text: str) -> Figure:
    (span,) = _spans([raw["span"]])
    return Figure(
        key=raw["id"],
        span=span,
        text=span.cut(text),
        measure=raw["measure"],
        value=Decimal(raw["value"]),
        bound=Bound(raw["bound"]),
        event=raw["figureOf"],
        low=_number(raw["low"]),
        high=_number(raw["high"]),
        population=raw["population"],
        inflicted_by=raw["inflictedBy"],
        place=raw["place"],
        since=_day(raw["since"]),
        as_of=_day(raw["asOf"]),
        subset_of=raw["subsetOf"],
        attributed_to=raw["attributedTo"],
        relayed_by=raw["relayedBy"],
    )
