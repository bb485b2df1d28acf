"""What became of events since they were first told: new, updated, corrected, taken back, edited.

The graph says which day an event was reported first and last, and which edits made it what it is. The archive remembers
the versions of articles and which articles were taken back; without one (a graph that was loaded) that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from types import MappingProxyType

from pyoxigraph import NamedNode

from kg.store import Store

NEW, UPDATED, CORRECTED, RETRACTED, EDITED = "new", "updated", "corrected", "retracted", "edited"
_ALIKE = 0.5
"""Share of words that two sentences have in common if one is the other, corrected."""
_SENTENCES = re.compile(r"(?<=[.!?”\"])\s+|\n+")
_WORD = re.compile(r"\w+")
_MOST_REWORDED = 300
"""Where more sentences than this went at once, the article was written anew, and none of the others is looked at."""
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
    """One version of an article: the day it came, its text, and the words of each sentence that it left out."""

    day: date
    text: str
    left_out: Sequence[frozenset[str]] = ()


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
        after = editions[without[-1] + 1]
        return Standing(CORRECTED if is_reworded(sentence, after.left_out) else UPDATED, after.day.isoformat())


def editions_of(versions: Iterable[tuple[date, str]]) -> Sequence[Edition]:
    """The versions of an article, oldest first, each with what it left out of the one before."""
    editions: list[Edition] = []
    before: tuple[str, ...] = ()
    for day, text in versions:
        here = tuple(_SENTENCES.split(text))
        kept = frozenset(here)
        left_out = (_words(sentence) for sentence in before if sentence not in kept)
        editions.append(Edition(day, text, tuple(islice(left_out, _MOST_REWORDED))))
        before = here
    return tuple(editions)


def _words(sentence: str) -> frozenset[str]:
    return frozenset(_WORD.findall(sentence.casefold()))


def is_reworded(sentence: str, left_out: Iterable[frozenset[str]]) -> bool:
    """True if one of the sentences that were left out, each as its words, was this one before.

    >>> is_reworded("At least 12 people died.", [frozenset({"at", "least", "10", "people", "died"})])
    True
    >>> is_reworded("Talks go on in May.", [frozenset({"it", "rained"})])
    False
    """
    here = _words(sentence)
    return any(2 * len(here & there) >= _ALIKE * (len(here) + len(there)) > 0 for there in left_out)


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
            editions[article] = editions_of((one.received.date(), one.article.text) for one in versions)
    return History(editions, {event: at.date().isoformat() for event, at in store.archive.events_of_withdrawn()})


def gone(history: History, known: Iterable[str]) -> Iterator[str]:
    """IRIs of events that all their articles took back, the last first, so many as a reader may still have seen."""
    there = frozenset(known)
    newest_first = sorted(history.lost, key=lambda event: history.lost[event], reverse=True)
    yield from [event for event in newest_first if event not in there][:_MOST_GONE]
