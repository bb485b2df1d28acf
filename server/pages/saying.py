"""What pages say by themselves, in the language of their reader: phrases, dates, numbers, names of codes.

English is what the templates are written in; the other languages come from the locales that timelines speak too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from babel import Locale as Formats
from babel.dates import get_month_names
from pyoxigraph import Literal, NamedNode

from kg.graph.terms import CODE, RDFS, SKOS, ontology_quads
from server.pages import wording
from server.pages.reader import Text
from server.pages.wording import MONTHS, When
from server.timelines.locales import FALLBACK, Locale
from server.timelines.model import TimelineEvent
from server.timelines.words import Words, isolate

_MONTH = re.compile(r"([1-9]\d{3})-(\d\d)")

if TYPE_CHECKING:
    from server.pages.events import EventLine


@dataclass(frozen=True, slots=True)
class Saying:
    """Somebody who says what a page says; ``{{ say("Page {page} of {pages}", page=1, pages=2) }}`` in a template."""

    locale: Locale

    @property
    def lang(self) -> str:
        """The language of what is said."""
        return self.locale.lang

    @property
    def is_english(self) -> bool:
        """True where the phrases stay as the templates have them."""
        return self.lang == FALLBACK

    @property
    def dir(self) -> str:
        """Its direction, for the ``dir`` attribute."""
        return self.locale.dir

    @property
    def english(self) -> str:
        """The attributes of an element whose words are English in any language of the page."""
        return "" if self.is_english else ' lang="en" dir="ltr"'

    def __call__(self, phrase: str, /, **values: Any) -> str:
        """A phrase with its values in place; one that nobody has translated stays English."""
        known = self.locale.pages.get(phrase, phrase)
        if not isinstance(known, str):
            known = known.get(Formats.parse(self.locale.formats, sep="-").plural_form(values["n"])) or known["other"]
        return re.sub(r"\{(\w+)\}", lambda found: self._value(values[found[1]]), known)

    def _value(self, value: Any) -> str:
        told = self.number(value) if isinstance(value, int | float) else str(value)
        return told if self.is_english else isolate(told)

    def number(self, value: float) -> str:
        """A number with the digits and separators of the language."""
        return Words(self.locale).number(value)

    def name(self, name: str) -> str:
        """What a kind, role, class or code of the ontology is called, by its English name.

        >>> from server.timelines.locales import locale_of
        >>> Saying(locale_of("de")).name("mediator"), Saying(locale_of("de")).name("Lakeport")
        ('Vermittler', 'Lakeport')
        """
        return _names(self.lang).get(name.lower(), name)

    def property(self, name: str) -> str:
        """What a property is called, by its English name in small letters; that name where nobody has another."""
        if self.is_english:
            return name
        return str(self.locale.pages.get(name[:1].upper() + name[1:], "")) or self.name(name)

    def field(self, name: str) -> str:
        """The name of a field: a phrase of the locale, else what the ontology calls it."""
        if name in self.locale.pages or self.is_english:
            return self(name)
        told = self.name(name)
        return told[:1].upper() + told[1:]

    def text(self, text: Text) -> Text:
        """A name of the ontology in the language of the page, with its language."""
        told = self.name(text.value)
        return Text(told, self.lang) if told != text.value else text

    def when(self, line: EventLine) -> str:
        """The date of an event as a reader should take it."""
        return line.when if self.is_english else self.dated(line.dated)

    def dated(self, when: When) -> str:
        """A date as a reader should take it, no finer than it is known; states are said beside it."""
        if self.is_english:
            return wording.date_in_words(when)
        return Words(self.locale).when(_as_on_timelines(when))

    def day(self, day: date | None, unknown: str = "day not known") -> str:
        """A day in words."""
        if day is None:
            return self(unknown)
        return wording.day_in_words(day) if self.is_english else Words(self.locale).stretch(day, day)

    def month(self, title: str) -> str:
        """A month by its English name; titles of another kind are phrases."""
        if self.is_english or title not in MONTHS:
            return self(title)
        formats = Formats.parse(self.locale.formats, sep="-")
        return str(get_month_names("wide", "stand-alone", formats)[MONTHS.index(title) + 1])

    def period(self, period: str, english: str) -> str:
        """A year or month (``2024-05``) in words."""
        found = _MONTH.fullmatch(period)
        if self.is_english or not found:
            return english
        day = date(int(found[1]), int(found[2]), 1)
        return Words(self.locale).stretch(day, day, "yMMMM")

    def year(self, title: str) -> str:
        """A year, or a decade as English writes it (``1990s``)."""
        is_decade = title.endswith("s") and not self.is_english
        return Words(self.locale).say("decade", year=title[:-1]) if is_decade else title

    def status(self, line: EventLine) -> str:
        """The state of an event in words."""
        if self.is_english:
            return line.status
        return self.locale.modality.get(line.modality) or _named(CODE[line.modality], self.lang) or line.status

    def basis(self, when: When) -> str:
        """How fine a date is and how it was got, in a word or two where they are not English."""
        if self.is_english:
            return wording.basis_in_words(when)
        told = (_named(CODE[code], self.lang) for code in (when.precision, when.basis) if code)
        return " · ".join(part for part in told if part)


def _as_on_timelines(when: When) -> TimelineEvent:
    """An event of which only the date is told."""
    start, end = (day.isoformat() if day else "" for day in (when.start, when.end))
    return TimelineEvent(
        id="", url="", title=Text(""), start=start, end=end, edtf=when.edtf, precision=when.precision,
        basis=when.basis, time_text="", ongoing=when.ongoing or when.modality == "Ongoing", modality="", types=(),
        family="", actors=(), places=(), figures=(), sources=(), reports=1, confidence=None, relevance=0, updated="",
    )  # fmt: skip


@cache
def _names(lang: str) -> Mapping[str, str]:
    """Names of the ontology in a language by what they are called in English, in small letters."""
    if lang == FALLBACK:
        return MappingProxyType({})
    theirs = _labels(lang)
    return MappingProxyType({name.lower(): theirs[term] for term, name in _labels(FALLBACK).items() if term in theirs})


@cache
def _labels(lang: str) -> Mapping[NamedNode, str]:
    """What concepts, classes and roles are called in a language."""
    return MappingProxyType(
        {
            quad.subject: quad.object.value
            for quad in ontology_quads()
            if quad.predicate in (SKOS.prefLabel, RDFS.label) and isinstance(quad.subject, NamedNode)
            if isinstance(quad.object, Literal) and quad.object.language == lang
        }
    )


def _named(term: NamedNode, lang: str) -> str:
    return _labels(lang).get(term, "")
