"""What became of events since they were first told: new, updated, corrected, taken back, edited.

The graph says which day an event was reported first and last, and which edits made it what it is. The archive remembers
the versions of articles and which articles were taken back; without one (a graph that was loaded) that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from types import MappingProxyType

from pyoxigraph import NamedNode

from kg.store import Store

NEW, UPDATED, CORRECTED, RETRACTED, EDITED = "new", "updated", "corrected", "retracted", "edited"
_ALIKE = 0.6
"""Share of letters that two sentences have in common if one is the other, corrected (measured on rewrites by hand)."""
_SENTENCES = re.compile(r"(?<=[.!?”\"])\s+|\n+")
_MOST_GONE = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of an event, '' for nothing, and the day of it (``xsd:date``)."""

    status: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that reports an event: the IRI of its article, and where it stands there, in code points."""

    article: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of an article: the day it came, and its text."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class History:
    """Versions of the articles that have several, oldest first, and when events lost an article, each by IRI."""

    editions: Mapping[str, Sequence[Edition]] = field(default_factory=lambda: MappingProxyType({}))
    lost: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def change(self, told: Iterable[Told]) -> Standing:
        """The last change of the sentences that report an event: corrected, or updated by what was added."""
        found = [standing for one in told if (standing := self._change(one)).status]
        return max(found, key=lambda standing: (standing.status == CORRECTED, standing.on), default=Standing())

    def _change(self, told: Told) -> Standing:
        editions = self.editions.get(told.article, ())
        sentence = editions[-1].text[told.begin : told.end] if editions else ""
        without = [number for number, edition in enumerate(editions) if sentence not in edition.text]
        if not sentence or not without:
            return Standing()
        before, after = editions[without[-1]], editions[without[-1] + 1]
        kind = CORRECTED if is_reworded(sentence, before.text, after.text) else UPDATED
        return Standing(kind, after.day.isoformat())


def is_reworded(sentence: str, before: str, after: str) -> bool:
    """True if a sentence stands where there was one like it before, which stands no more.

    >>> is_reworded("At least 12 people died.", "At least 10 people died. It rained.", "At least 12 people died.")
    True
    >>> is_reworded("Talks go on in May.", "It rained.", "It rained. Talks go on in May.")
    False
    """
    gone = (piece for piece in _SENTENCES.split(before) if piece.strip() and piece not in after)
    return any(SequenceMatcher(None, piece, sentence, autojunk=False).ratio() >= _ALIKE for piece in gone)


def standing_of(edited: bool, lost: str, change: Standing, first: str, last: str, latest: str) -> Standing:
    """What became of an event; what weighs most goes first.

    ``lost`` is the day that one of its reports was taken back, ``first`` and ``last`` the days it was reported, and
    ``latest`` the last day of which the timeline has reports: '' if all are of one day, of which nothing is new.
    """
    if lost:
        return Standing(CORRECTED, lost)
    if change.status == CORRECTED:
        return change
    if edited:
        return Standing(EDITED)
    if latest and last == latest:
        return Standing(NEW if first == latest else UPDATED, latest)
    return change


def read_history(store: Store, articles: Iterable[str]) -> History:
    """What the archive remembers of articles, by IRI, and of events that lost one."""
    revised = frozenset(store.archive.revised_ids())
    editions: dict[str, Sequence[Edition]] = {}
    for article in articles:
        known = store.iris.article_id(NamedNode(article))
        if known in revised:
            versions = store.archive.versions(known)
            editions[article] = tuple(Edition(one.received.date(), one.article.text) for one in versions)
    return History(editions, {event: at.date().isoformat() for event, at in store.archive.events_of_withdrawn()})


def gone(history: History, known: Iterable[str]) -> Iterator[str]:
    """IRIs of events that all their articles took back, the last first, so many as a reader may still have seen."""
    there = frozenset(known)
    newest_first = sorted(history.lost, key=lambda event: history.lost[event], reverse=True)
    yield from [event for event in newest_first if event not in there][:_MOST_GONE]
