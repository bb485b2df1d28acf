"""A timeline as JSON: the contract that the widget and programs of others read (``schema.json`` beside this file)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from server.pages.reader import Text
from server.timelines.locales import FALLBACK
from server.timelines.model import Actor, Figure, Place, Source, Timeline, TimelineEvent
from server.timelines.origin import Origin
from server.timelines.selection import Selection


def json_of(timeline: Timeline, chosen: Selection, origin: Origin, lang: str = FALLBACK) -> dict[str, Any]:
    """The whole document; addresses are absolute. ``lang`` is the language of the labels, which the next page keeps."""
    return {
        "@context": origin.context,
        "id": origin.address(chosen),
        "title": timeline.title.value,
        "lang": timeline.title.language or "en",
        "dir": "ltr" if timeline.title.direction == "auto" else timeline.title.direction,
        "license": origin.licence,
        "updated": timeline.updated or None,
        "version": timeline.version,
        "source": {"name": origin.name, "url": origin.home},
        "live": origin.changes(chosen),
        "total": timeline.total,
        "page": {"number": timeline.page, "of": timeline.pages, "next": next_page(timeline, chosen, origin, lang)},
        "histogram": _histogram(timeline),
        "labels": dict(timeline.labels),
        "retracted": list(timeline.retracted),
        "events": [event_json(event, origin) for event in timeline.events],
    }


def next_page(timeline: Timeline, chosen: Selection, origin: Origin, lang: str) -> str | None:
    """The address of the JSON of the next page; None on the last."""
    if timeline.page >= timeline.pages:
        return None
    return origin.data(replace(chosen, page=chosen.page + 1), lang)


def _histogram(timeline: Timeline) -> Mapping[str, Any] | None:
    bars = timeline.histogram
    return {"from": bars.start, "to": bars.end, "bins": list(bars.bins)} if bars else None


def event_json(event: TimelineEvent, origin: Origin) -> dict[str, Any]:
    """One event; what is not known is null, or an empty list."""
    return {
        "id": event.id,
        "url": origin.event(event),
        "title": event.title.value,
        "lang": event.title.language or None,
        "start": event.start or None,
        "end": event.end or None,
        "edtf": event.edtf or None,
        "precision": event.precision or None,
        "basis": event.basis or None,
        "timeText": event.time_text or None,
        "ongoing": event.ongoing,
        "modality": event.modality or None,
        "types": list(event.types),
        "family": event.family or None,
        "actors": [_actor(actor) for actor in event.actors],
        "places": [_place(place) for place in event.places],
        "figures": [_figure(figure) for figure in event.figures],
        "sources": [_source(source) for source in event.sources],
        "reports": event.reports,
        "confidence": event.confidence,
        "relevance": event.relevance,
        "updated": event.updated or None,
        "status": event.status or None,
        "statusOn": event.status_on or None,
    }


def _label(text: Text) -> dict[str, str]:
    return {"label": text.value} | ({"lang": text.language} if text.language else {})


def _actor(actor: Actor) -> dict[str, Any]:
    return {"id": actor.id, **_label(actor.label), "role": actor.role}


def _place(place: Place) -> dict[str, Any]:
    return {"id": place.id, **_label(place.label), "lat": place.latitude, "lon": place.longitude}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": figure.value,
        "bound": figure.bound,
        "low": figure.low,
        "high": figure.high,
        "measure": figure.measure,
        "source": figure.source or None,
        "asOf": figure.as_of or None,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "url": source.url or None,
        "title": source.title or None,
        "publisher": source.publisher or None,
        "published": source.published or None,
        "quote": source.quote or None,
        "lang": source.lang or None,
    }
