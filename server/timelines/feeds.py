"""A timeline in the forms that other programs take: feeds, calendars, maps, tables, TimelineJS.

Each form is a pure function; what it cannot say honestly it leaves out (a month has no place in a calendar of days).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from kg.exports.tables import safe_cell
from server.pages.reader import day_of
from server.timelines.document import json_of
from server.timelines.model import Timeline, TimelineEvent
from server.timelines.origin import Origin
from server.timelines.selection import Selection
from server.timelines.words import Words, without_isolates

if TYPE_CHECKING:
    from icalendar import Event

_ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = "1970-01-01"
_NEWEST = 100
_DAYS = ("Minute", "Hour", "PartOfDay", "Day")


@dataclass(frozen=True, slots=True)
class Given:
    """What a form is made from."""

    timeline: Timeline
    chosen: Selection
    origin: Origin
    words: Words

    @property
    def address(self) -> str:
        """The page of the timeline."""
        return self.origin.address(self.chosen)

    def link(self, event: TimelineEvent) -> str:
        """The page of an event."""
        return self.origin.event(event)

    def told(self, event: TimelineEvent) -> str:
        """An event in one run of plain text: when, what stands below its title, and who says so."""
        words = self.words
        quotes = (f"{words.quote(s.quote)} {words.source(s)}" for s in event.sources if s.quote)
        parts = (words.when(event), words.about(event, self.timeline.labels), *quotes)
        return without_isolates(" · ".join(part for part in parts if part))


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def contract_json(given: Given) -> bytes:
    """The JSON that the widget reads."""
    return _json(json_of(given.timeline, given.chosen, given.origin, given.words.locale.lang))


# ------------------------------------------------------------------------------------------------------ TimelineJS


def timelinejs_json(given: Given) -> bytes:
    """The JSON of TimelineJS3; ``display_date`` carries the honest date, undated events are left out."""
    events = [_slide(given, event) for event in given.timeline.events if event.start or event.end]
    title = {"text": {"headline": given.timeline.title.value, "text": given.origin.name}}
    return _json({"title": title, "events": events, "scale": "human"})


def _slide(given: Given, event: TimelineEvent) -> dict[str, Any]:
    start = event.start or event.end
    slide: dict[str, Any] = {
        "start_date": _parts(start),
        "display_date": without_isolates(given.words.when(event)),
        "text": {"headline": _html(event.title.value), "text": _html(given.told(event))},
        "group": event.family or "other",
        "unique_id": f"e-{event.id}",
    }
    if event.end and event.end != start:
        slide["end_date"] = _parts(event.end)
    if event.sources and event.sources[0].url:
        slide["media"] = {"url": event.sources[0].url, "credit": _html(event.sources[0].publisher)}
    return slide


def _parts(day: str) -> dict[str, int]:
    year, month, number = day.rsplit("-", 2)
    return {"year": int(year), "month": int(month), "day": int(number)}


def _html(text: str) -> str:
    """Text for a reader that takes HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# ----------------------------------------------------------------------------------------------------------- feeds


def _newest(timeline: Timeline) -> list[TimelineEvent]:
    """The events that were last reported, newest first."""
    return sorted(timeline.events, key=lambda event: (event.updated, event.start), reverse=True)[:_NEWEST]


def _moment(day: str) -> str:
    """A day as the moment that feeds demand; days are all that is known."""
    return f"{day or _EPOCH}T00:00:00Z"


def atom(given: Given) -> bytes:
    """An Atom feed (RFC 4287), newest reports first."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(
        f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": given.words.locale.lang}
    )
    _element(feed, "id", given.address)
    _element(feed, "title", given.timeline.title.value)
    _element(feed, "updated", _moment(given.timeline.updated))
    _element(feed, "link", rel="self", href=given.origin.address(given.chosen, ".atom"))
    _element(feed, "link", rel="alternate", type="text/html", href=given.address)
    _element(_element(feed, "author"), "name", given.origin.name)
    for event in _newest(given.timeline):
        _entry(feed, given, event)
    return bytes(ElementTree.tostring(feed, "utf-8", xml_declaration=True))


def _entry(feed: ElementTree.Element, given: Given, event: TimelineEvent) -> None:
    entry = _element(feed, "entry")
    _element(entry, "id", given.link(event))
    _element(entry, "title", event.title.value)
    _element(entry, "updated", _moment(event.updated))
    _element(entry, "link", rel="alternate", type="text/html", href=given.link(event))
    _element(entry, "summary", given.told(event))
    for code in event.types:
        _element(entry, "category", term=code, label=given.words.code(code, given.timeline.labels))


def _element(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    made.text = text or None
    return made


def json_feed(given: Given) -> bytes:
    """A JSON Feed 1.1, newest reports first."""
    items = [
        {
            "id": given.link(event),
            "url": given.link(event),
            "title": event.title.value,
            "content_text": given.told(event),
            "date_published": _moment(event.updated),
            "tags": [given.words.code(code, given.timeline.labels) for code in event.types],
        }
        for event in _newest(given.timeline)
    ]
    return _json(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": given.timeline.title.value,
            "home_page_url": given.address,
            "feed_url": given.origin.address(given.chosen, ".feed.json"),
            "language": given.words.locale.lang,
            "items": items,
        }
    )


# -------------------------------------------------------------------------------------------------------- calendar


def icalendar(given: Given) -> bytes:
    """An iCalendar (RFC 5545) of whole days; events that are known no better than a month are left out."""
    from icalendar import Calendar
    from icalendar import Event as CalendarEvent  # slow to load, and seldom asked for

    calendar = Calendar()
    calendar.add("prodid", "-//Timewire//timeline//EN")
    calendar.add("version", "2.0")
    calendar.add("name", given.timeline.title.value)
    calendar.add("x-wr-calname", given.timeline.title.value)
    for event in given.timeline.events:
        if days := _whole_days(event):
            calendar.add_component(_fill(CalendarEvent(), given, event, *days))
    return bytes(calendar.to_ical())


def _whole_days(event: TimelineEvent) -> tuple[date, date] | None:
    start, end = day_of(event.start), day_of(event.end)
    if not start or not end or event.ongoing or event.precision not in _DAYS or "/.." in event.edtf:
        return None
    return start, end


def _fill(made: Event, given: Given, event: TimelineEvent, start: date, end: date) -> Event:
    """A component of a calendar with what is known of an event."""
    made.add("uid", f"{event.id}@{given.origin.url.partition('//')[2]}")
    made.add("dtstamp", datetime.combine(day_of(event.updated) or date(1970, 1, 1), time(), UTC))
    made.add("dtstart", start)
    made.add("dtend", end + timedelta(days=1))
    made.add("summary", event.title.value)
    made.add("description", given.told(event))
    made.add("url", given.link(event))
    made.add("status", _calendar_status(event))
    made.add("transp", "TRANSPARENT")
    if event.places:
        made.add("location", ", ".join(place.label.value for place in event.places))
        if event.places[0].latitude is not None:
            made.add("geo", (event.places[0].latitude, event.places[0].longitude))
    return made


def _calendar_status(event: TimelineEvent) -> str:
    if event.modality in ("Cancelled", "Denied"):
        return "CANCELLED"
    return "CONFIRMED" if event.is_realised else "TENTATIVE"


# ------------------------------------------------------------------------------------------------------------- map


def geojson(given: Given) -> bytes:
    """GeoJSON (RFC 7946): one feature an event and place with coordinates, longitude first."""
    features = [
        {
            "type": "Feature",
            "id": f"{event.id}/{place.id}",
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {
                "title": event.title.value,
                "url": given.link(event),
                "place": place.label.value,
                "start": event.start or None,
                "end": event.end or None,
                "when": without_isolates(given.words.when(event)),
                "modality": event.modality,
                "types": list(event.types),
            },
        }
        for event in given.timeline.events
        for place in event.places
        if place.latitude is not None
    ]
    return _json({"type": "FeatureCollection", "features": features})


# ----------------------------------------------------------------------------------------------------------- table

_COLUMNS: Mapping[str, Callable[[Given, TimelineEvent], str]] = {
    "id": lambda given, event: event.id,
    "url": lambda given, event: given.link(event),
    "title": lambda given, event: event.title.value,
    "start": lambda given, event: event.start,
    "end": lambda given, event: event.end,
    "edtf": lambda given, event: event.edtf,
    "precision": lambda given, event: event.precision,
    "basis": lambda given, event: event.basis,
    "modality": lambda given, event: event.modality,
    "types": lambda given, event: "; ".join(event.types),
    "places": lambda given, event: "; ".join(place.label.value for place in event.places),
    "actors": lambda given, event: "; ".join(f"{actor.label.value} ({actor.role})" for actor in event.actors),
    "figures": lambda given, event: "; ".join(
        without_isolates(given.words.figure(figure, given.timeline.labels)) for figure in event.figures
    ),
    "reports": lambda given, event: str(event.reports),
    "sources": lambda given, event: "; ".join(source.url or source.title for source in event.sources),
}


def table(given: Given) -> bytes:
    """CSV (RFC 4180) with a header; no cell starts as a formula of a spreadsheet does."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for event in given.timeline.events:
        writer.writerow(_safe(read(given, event) for read in _COLUMNS.values()))
    return out.getvalue().encode()


def _safe(cells: Iterable[str]) -> list[str]:
    return [safe_cell(cell) for cell in cells]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a timeline: the suffix of its address, its media type, and what makes it."""

    suffix: str
    media_type: str
    make: Callable[[Given], bytes]
    name: str


FORMS = (
    Form(".timelinejs.json", "application/json", timelinejs_json, "TimelineJS"),
    Form(".feed.json", "application/feed+json", json_feed, "JSON Feed"),
    Form(".json", "application/json", contract_json, "JSON"),
    Form(".atom", "application/atom+xml", atom, "Atom"),
    Form(".ics", "text/calendar; charset=utf-8", icalendar, "iCalendar"),
    Form(".geojson", "application/geo+json", geojson, "GeoJSON"),
    Form(".csv", "text/csv; charset=utf-8", table, "CSV"),
)
"""All forms; longer suffixes stand before those that end alike."""
