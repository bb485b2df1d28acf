"""All events as a map, a calendar, feeds and a slide show: each written event by event.

GeoJSON (RFC 7946), iCalendar (RFC 5545), Atom (RFC 4287), JSON Feed 1.1, TimelineJS 3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from kg.exports.about import TITLE, About
from kg.exports.contents import Contents
from kg.exports.events import Event, events_of
from kg.exports.saying import code_in_words, day_in_words

_FORBIDDEN = dict.fromkeys(range(32), " ")
"""Characters that XML has no place for, and feeds no use."""


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _object(head: dict[str, Any], name: str, items: Iterable[Any]) -> Iterator[str]:
    """A JSON object whose last member is a long list, in parts."""
    yield f'{_json(head)[:-1]},"{name}":['
    for number, item in enumerate(items):
        yield ("\n" if number == 0 else ",\n") + _json(item)
    yield "\n]}\n"


def geojson(contents: Contents, about: About) -> Iterator[str]:
    """One feature an event and place with coordinates, longitude first."""
    features = (
        {
            "type": "Feature",
            "id": f"{event.iri}#{place.iri}",
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {
                "event": event.iri,
                "title": event.label,
                "place": place.iri,
                "place_label": place.label,
                "start": event.start or None,
                "end": event.end or None,
                "edtf": event.edtf or None,
                "precision": event.precision or None,
                "modality": event.modality or None,
                "types": list(event.types),
                "reports": event.reports,
            },
        }
        for event in events_of(contents)
        for place in event.places
        if place.latitude is not None
    )
    return _object({"type": "FeatureCollection", "name": TITLE}, "features", features)


def json_feed(contents: Contents, about: About) -> Iterator[str]:
    """One item an event."""
    items = (
        {
            "id": event.iri,
            "url": event.iri,
            "title": event.label,
            "content_text": event.told or event.label,
            "date_published": _moment(event.first_reported, about),
            "date_modified": _moment(event.last_reported, about),
            "tags": list(event.types),
        }
        for event in events_of(contents)
    )
    head = {"version": "https://jsonfeed.org/version/1.1", "title": TITLE, "home_page_url": about.base}
    return _object(head, "items", items)


def timelinejs(contents: Contents, about: About) -> Iterator[str]:
    """One slide an event with a date; ``display_date`` is the date as it is known, in words."""
    slides = (_slide(event) for event in events_of(contents) if event.start or event.end)
    return _object({"title": {"text": {"headline": TITLE}}, "scale": "human"}, "events", slides)


def _slide(event: Event) -> dict[str, Any]:
    start = event.start or event.end
    slide: dict[str, Any] = {
        "unique_id": event.name,
        "start_date": _parts(start),
        "display_date": day_in_words(event.edtf or start),
        "text": {"headline": escape(event.label), "text": escape(event.told)},
        "group": code_in_words(event.types[0]) if event.types else "",
    }
    if event.end and event.end != start:
        slide["end_date"] = _parts(event.end)
    if url := next((source.url for source in event.sources if source.url.startswith(("http://", "https://"))), ""):
        slide["media"] = {"url": url}
    return slide


def _parts(day: str) -> dict[str, int]:
    known = date.fromisoformat(day)
    return {"year": known.year, "month": known.month, "day": known.day}


def _moment(day: str, about: About) -> str:
    return f"{day}T00:00:00Z" if len(day) == len("2025-10-06") else about.moment


def atom(contents: Contents, about: About) -> Iterator[str]:
    """One entry an event."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
    yield f"<id>{_xml(about.base)}</id><title>{_xml(TITLE)}</title><updated>{about.moment}</updated>"
    if about.licence:
        yield f"<rights>{_xml(about.licence)}</rights>"
    yield f"<link rel={quoteattr('alternate')} href={_attribute(about.base)}/><author><name>Timewire</name></author>\n"
    for event in events_of(contents):
        tags = "".join(f"<category term={_attribute(name)}/>" for name in event.types)
        yield (
            f"<entry><id>{_xml(event.iri)}</id><title>{_xml(event.label)}</title>"
            f"<published>{_moment(event.first_reported, about)}</published>"
            f"<updated>{_moment(event.last_reported, about)}</updated>"
            f'<link rel="alternate" href={_attribute(event.iri)}/>{tags}<summary>{_xml(event.told)}</summary></entry>\n'
        )
    yield "</feed>\n"


def _xml(text: str) -> str:
    return escape(text.translate(_FORBIDDEN))


def _attribute(text: str) -> str:
    return quoteattr(text.translate(_FORBIDDEN))


def icalendar(contents: Contents, about: About) -> Iterator[str]:
    """One whole-day entry an event; those that are known no better than a month, or go on, are left out."""
    yield "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Timewire//export//EN\r\n"
    yield f"NAME:{TITLE}\r\nX-WR-CALNAME:{TITLE}\r\n"  # RFC 7986, and what calendars read that are older
    for event in events_of(contents):
        if days := event.days:
            yield _calendar_entry(event, *days, about)
    yield "END:VCALENDAR\r\n"


def _calendar_entry(event: Event, start: date, end: date, about: About) -> str:
    from icalendar import Event as Entry  # slow to load, and seldom asked for

    entry = Entry()
    entry.add("uid", event.iri)
    entry.add("dtstamp", datetime.combine(date.fromisoformat(about.moment[:10]), time(), UTC))
    entry.add("dtstart", start)
    entry.add("dtend", end + timedelta(days=1))
    entry.add("summary", event.label)
    entry.add("description", event.told)
    entry.add("url", event.iri)
    status = "CANCELLED" if event.modality in ("Cancelled", "Denied") else "TENTATIVE"
    entry.add("status", "CONFIRMED" if event.is_realised else status)
    entry.add("transp", "TRANSPARENT")
    if event.types:
        entry.add("categories", list(event.types))
    if event.places:
        entry.add("location", ", ".join(place.label for place in event.places))
        if event.places[0].latitude is not None:
            entry.add("geo", (event.places[0].latitude, event.places[0].longitude))
    return bytes(entry.to_ical()).decode()


Listing = Callable[[Contents, About], Iterator[str]]
LISTINGS: dict[str, Listing] = {
    "geojson": geojson,
    "icalendar": icalendar,
    "atom": atom,
    "jsonfeed": json_feed,
    "timelinejs": timelinejs,
}
"""The forms by name."""


def write_listing(contents: Contents, about: About, output: IO[bytes], name: str) -> None:
    """Write all events in a form of ``LISTINGS``."""
    for part in LISTINGS[name](contents, about):
        output.write(part.encode())
