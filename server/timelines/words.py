"""Dates, numbers and figures of timelines in the words of a locale: the same as the widget says them.

The widget has the same rules in ``static/embed/timeline.js``; ``tests/browser`` holds the two together on a table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel import Locale as Formats
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_decimal

from kg.graph.terms import CODE, TYPE, labels_in
from server.pages.reader import day_of
from server.timelines.locales import FALLBACK, Locale, compact
from server.timelines.model import Figure, Source, TimelineEvent

_SEASON = re.compile(r"-?\d{4,}-(2[1-4])")
_NUMBERING = {"fa": "arabext"}
_GROUPED_FROM = {"es": 10_000}
"""minimumGroupingDigits of CLDR, which Babel does not keep."""
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_YEAR, _MONTH, _DAY = "y", "yMMMM", "yMMMMd"
_UNITS = ("Month", "Quarter", "Season", "Year", "Decade")
_HELD = re.compile("[\u2066-\u2069]")


def isolate(text: str) -> str:
    """Text that does not change the direction of what stands round it."""
    return f"\u2068{text}\u2069" if text else ""


def without_isolates(text: str) -> str:
    """Text for where the marks do harm, such as attributes of feeds."""
    return _HELD.sub("", text)


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody who says things in the words of a locale."""

    locale: Locale

    @property
    def inlined(self) -> str:
        """The words as JSON for the widget, which then need not ask for them; '' for those that it has."""
        return "" if self.locale.lang == FALLBACK else compact(self.locale.lang)

    @property
    def _formats(self) -> Formats:
        return Formats.parse(self.locale.formats.replace("-", "_"))

    def number(self, value: float) -> str:
        """A number with the digits and separators of the locale."""
        numbering = _NUMBERING.get(self.locale.lang, "latn")
        grouped = abs(value) >= _GROUPED_FROM.get(self.locale.lang, 0)
        told = format_decimal(value, locale=self._formats, numbering_system=numbering, group_separator=grouped)
        return self._digits(told)

    def say(self, key: str, form: str = "", **values: Any) -> str:
        """A phrase of the locale with its values in place; those with a number ``n`` in the right plural."""
        phrase = self.locale.words[key]
        if not isinstance(phrase, str):
            n = values.get("n", 0)
            phrase = phrase.get(form) or phrase.get(self._formats.plural_form(n)) or phrase["other"]
        told = {name: self.number(v) if isinstance(v, int | float) else v for name, v in values.items()}
        return re.sub(r"\{(\w+)\}", lambda found: isolate(told[found[1]]), phrase)

    def when(self, event: TimelineEvent) -> str:
        """The date as a reader should take it: no finer than what is known."""
        start, end = day_of(event.start), day_of(event.end)
        if event.basis == "Unresolved" or not (event.start or event.end):
            return self.say("undated")
        if (event.start and not start) or (event.end and not end):
            return isolate(event.edtf or event.start or event.end)  # beyond the calendar of Python
        if event.ongoing:
            return self._since(event, start, end)
        return self._stretch_or_limit(event, start, end)

    def _since(self, event: TimelineEvent, start: date | None, end: date | None) -> str:
        if start and not event.edtf.startswith("../"):
            return self.say("since", day=self.stretch(start, start, _fields(event.edtf.partition("/")[0])))
        day = end or start
        assert day
        return isolate(self.stretch(day, day))

    def _stretch_or_limit(self, event: TimelineEvent, start: date | None, end: date | None) -> str:
        if end and (not start or event.edtf.startswith("../")):
            return self.say("before", day=self.stretch(end, end))
        assert start
        if not end or event.edtf.endswith("/.."):
            return self.say("after", day=self.stretch(start, start))
        day = self._span(start, end, event.precision, event.edtf)
        return self.say("about", day=day) if event.edtf.endswith(("~", "%")) else day

    def _span(self, start: date, end: date, precision: str, edtf: str) -> str:
        if season := _SEASON.match(edtf):
            return self.say("season", form=season[1], year=self.stretch(start, start, _YEAR))
        if precision == "Unknown" and start != end:
            return self.say("between", **{"from": self.stretch(start, start), "to": self.stretch(end, end)})
        if precision == "Week" and end - start == timedelta(days=6):
            return self.say("week", day=self.stretch(start, end))
        if precision in _UNITS and start.day == 1 and (end + timedelta(days=1)).day == 1:
            return self._months(start, end, precision)
        return isolate(self.stretch(start, end))

    def _months(self, start: date, end: date, precision: str) -> str:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        if months == 120 and start.year % 10 == 0:
            return self.say("decade", year=str(start.year))
        if months % 12 == 0 and start.month == 1:
            return isolate(self.stretch(start, start if months == 12 else end, _YEAR))
        if months == 3 and precision == "Quarter":
            return self.say("quarter", q=start.month // 3 + 1, year=self.stretch(start, start, _YEAR))
        return isolate(self.stretch(start, start if months == 1 else end, _MONTH))

    def stretch(self, start: date, end: date, skeleton: str = _DAY) -> str:
        """A day, month or year, or a stretch of them, nothing said twice."""
        if start == end and skeleton == _DAY:
            return self._digits(format_date(start, "long", locale=self._formats))
        if start == end:
            return self._digits(format_skeleton(skeleton, start, locale=self._formats))
        return self._digits(format_interval(start, end, skeleton, locale=self._formats))

    def _digits(self, text: str) -> str:
        """Text with the digits of the locale; Babel writes them in numbers, but not in dates."""
        return text.translate(_PERSIAN) if self.locale.lang == "fa" else text

    def figure(self, figure: Figure, labels: Any) -> str:
        """A figure with its wording, its source and its day: ``at least 40 killed (ministry, 6 October 2025)``."""
        low, high = (figure.value if end is None else end for end in (figure.low, figure.high))
        numbers = {"n": figure.value, "low": low, "high": high}
        pattern = self.locale.bound.get(figure.bound, "{n}")
        told = re.sub(r"\{(\w+)\}", lambda found: self.number(numbers[found[1]]), pattern)
        about = ", ".join(isolate(part) for part in (figure.source, self.day(figure.as_of)) if part)
        return isolate(f"{told} {self.code(figure.measure, labels)}" + (f" ({about})" if about else ""))

    def day(self, text: str) -> str:
        """An ``xsd:date`` in words; '' for none."""
        day = day_of(text)
        return self.stretch(day, day) if day else text

    def labels(self, english: Mapping[str, str]) -> Mapping[str, str]:
        """The labels of types and codes in the language of the locale, as the ontology has them, else as given.

        A graph with a scheme of its own may call a name otherwise than the ontology: its word stays then.
        """
        ours, theirs = labels_in("en"), labels_in(self.locale.lang)
        terms = {
            name: next((t for t in (TYPE[name], CODE[name]) if ours.get(t) == english[name]), None) for name in english
        }
        return {name: theirs.get(term, english[name]) if term else english[name] for name, term in terms.items()}

    def code(self, name: str, labels: Any) -> str:
        """A code of the ontology as the locale has it, which may be shorter; else as ``labels`` has it."""
        return self.locale.codes.get(name) or labels.get(name) or name

    def about(self, event: TimelineEvent, labels: Any) -> str:
        """What stands below the title: state, place, who took part, figures."""
        state = [self.locale.modality.get(event.modality, ""), self.standing(event)]
        places = ", ".join(isolate(place.label.value) for place in event.places)
        actors = ", ".join(isolate(actor.label.value) for actor in event.actors[:4])
        figures = (self.figure(figure, labels) for figure in event.figures[:3])
        return " · ".join(part for part in (*state, places, actors, *figures) if part)

    def standing(self, event: TimelineEvent) -> str:
        """What became of an event, and when: ``corrected (6 October 2025)``; '' for nothing."""
        told = self.locale.status.get(event.status, "")
        return f"{told} ({isolate(self.day(event.status_on))})" if told and event.status_on else told

    def quote(self, text: str) -> str:
        """A quotation between the marks of the locale; it has an element, and so a direction, of its own."""
        return str(self.locale.words["quote"]).replace("{text}", text)

    def source(self, source: Source) -> str:
        """Who published an article, and when."""
        return ", ".join(
            isolate(part) for part in (source.publisher or source.title, self.day(source.published)) if part
        )


def _fields(edtf: str) -> str:
    """How fine an EDTF date is, as a skeleton of CLDR."""
    return {0: _YEAR, 1: _MONTH}.get(edtf.lstrip("-").strip("~?%").count("-"), _DAY)
