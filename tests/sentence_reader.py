"""A reader for tests of what comes after reading: each sentence is a meeting of the names in it.

It needs neither parser nor gazetteer, is the same every time, and gives shared actors and places, which is what
replacing and withdrawing articles is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.model import (
    Actor,
    ActorType,
    Article,
    DateBasis,
    Document,
    Event,
    EventClass,
    EventTime,
    Modality,
    Participation,
    Place,
    Placement,
    PlaceType,
    Polarity,
    PublicationBasis,
    PublicationDay,
    Reading,
    Role,
    Sentence,
    Skipped,
    Span,
    Unresolved,
)
from kg.pipeline import Reader

_SENTENCE = re.compile(r"[^\s.][^.]*\.?")
_NAME = re.compile(r"(?<=\s)(?<!in\s)[A-Z]\w+")
_PLACE = re.compile(r"(?<=in\s)[A-Z]\w+")


@dataclass
class SentenceReader(Reader):
    """Reads without parser; raises what ``fails`` maps a word of the text to, and counts what it read."""

    fails: dict[str, Exception]
    count: int = 0

    def __init__(self, fails: dict[str, Exception] | None = None) -> None:
        super().__init__()
        self.fails = fails or {}

    def read(self, article: Article) -> Reading:
        for word, error in self.fails.items():
            if word in article.text:
                raise error
        self.count += 1
        return reading_of(article)


def reading_of(article: Article) -> Reading:
    """Names are organisations, names after "in" are places, each sentence is a meeting of those in it."""
    sentences = [Sentence(i, Span(*m.span())) for i, m in enumerate(_SENTENCE.finditer(article.text), start=1)]
    document = Document(article, tuple(sentences), Doc(Vocab()))
    names, towns = _found(_NAME, article.text), _found(_PLACE, article.text)
    actors = tuple(Actor(word.lower(), word, ActorType.ORGANISATION, spans, True) for word, spans in names.items())
    places = tuple(
        Place(word.lower(), word, PlaceType.CITY, spans, identity=f"town-{word.lower()}", country="CH", latitude=47.5)
        for word, spans in towns.items()
    )
    return Reading(
        document=document,
        publication=_publication(article),
        times=(),
        actors=actors,
        places=places,
        instruments=(),
        events=tuple(_meeting(article, sentence, actors, places) for sentence in sentences),
        claims=(),
        figures=(),
        skipped=(Skipped("test", sentences[0].span, "to be seen in reports"),) if sentences else (),
    )


def _found(pattern: re.Pattern[str], text: str) -> dict[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    for match in pattern.finditer(text):
        found[match[0]] = (*found.get(match[0], ()), Span(*match.span()))
    return found


def _publication(article: Article) -> PublicationDay | Unresolved:
    if article.published is None:
        return Unresolved("nothing is said")
    return PublicationDay(article.published, PublicationBasis.METADATA, "The metadata says so.")


def _meeting(article: Article, sentence: Sentence, actors: tuple[Actor, ...], places: tuple[Place, ...]) -> Event:
    begin = sentence.span.start
    trigger = Span(begin, begin + len(sentence.span.cut(article.text).split()[0]))
    parts = [
        Participation(Role.PARTY, actor.key, span)
        for actor in actors
        for span in actor.mentions
        if sentence.span.holds(span)
    ]
    there = [(place, span) for place in places for span in place.mentions if sentence.span.holds(span)]
    return Event(
        key=f"e{sentence.index}",
        kind=EventClass.EVENT,
        types=("Meeting",),
        label=sentence.span.cut(article.text),
        modality=Modality.OCCURRED,
        polarity=Polarity.POSITIVE,
        time=EventTime(article.published, DateBasis.CONTEXT if article.published else DateBasis.UNRESOLVED),
        trigger=trigger,
        mentions=(trigger,),
        place=Placement(there[0][0].key, there[0][1]) if there else None,
        participants=tuple(parts),
    )
