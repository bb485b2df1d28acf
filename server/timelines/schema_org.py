"""A timeline in the words of schema.org, for the pages that search engines read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from server.timelines.model import TimelineEvent

if TYPE_CHECKING:
    from server.timelines.view import View

_WHOLE = re.compile(r"\d{4}(-\d\d){0,2}")
_STATUS = {"Cancelled": "EventCancelled", "Postponed": "EventPostponed", "Expected": "EventScheduled"}
_MOST_ARTICLES = 3


def day_told(text: str) -> str:
    """An EDTF date if it is a day, a month or a year that is known as such, else '': ISO 8601 has no "about".

    >>> day_told("1995-07"), day_told("1995-07~"), day_told("../2025-10-06")
    ('1995-07', '', '')
    """
    return text if _WHOLE.fullmatch(text) else ""


def collection(view: View) -> str:
    """The page of a timeline with its main events, as JSON-LD that is safe in a ``script`` element."""
    timeline, page = view.timeline, view.origin.address(view.chosen)
    main = [event for event in timeline.events if event.id in timeline.main]
    items = [{"@type": "ListItem", "position": at, "item": _event(view, one)} for at, one in enumerate(main, 1)]
    document = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "url": page,
        "name": timeline.title.value,
        "inLanguage": view.words.locale.lang,
        "dateModified": timeline.updated,
        "mainEntity": {"@type": "ItemList", "numberOfItems": timeline.total, "itemListElement": items},
    }
    told = json.dumps(_without_nothing(document), ensure_ascii=False)
    return told.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _event(view: View, event: TimelineEvent) -> dict[str, Any]:
    articles = [
        {
            "@type": "NewsArticle",
            "url": view.origin.source(source, event),
            "headline": source.title,
            "datePublished": source.published,
        }
        for source in event.sources[:_MOST_ARTICLES]
    ]
    return {
        "@type": "Event",
        "url": view.origin.event(event),
        "name": event.title.value,
        "startDate": day_told(event.edtf),
        "location": [{"@type": "Place", "name": place.label.value} for place in event.places],
        "eventStatus": f"https://schema.org/{status}" if (status := _STATUS.get(event.modality)) else "",
        "subjectOf": articles,
    }


def _without_nothing(value: Any) -> Any:
    """The same without what is empty, which JSON-LD would take for a value."""
    if isinstance(value, dict):
        return {name: told for name, one in value.items() if (told := _without_nothing(one)) not in ("", [], None)}
    return [_without_nothing(one) for one in value] if isinstance(value, list) else value
