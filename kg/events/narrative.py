"""The day a passage speaks of: a dated sentence sets it for what follows without a date of its own.

News of a day names the day once ("on Thursday") and goes on in the past tense. What is said or done next is of that
day, by context; the reader is told so (basis Context).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import takewhile

from spacy.tokens import Doc, Token

from kg.events.circumstances import governor_of_time, tells_a_toll, tells_when
from kg.events.claims import Utterance
from kg.events.mention import EventMention
from kg.events.referents import Referents
from kg.events.speakers import is_saying
from kg.model import (
    Actor,
    DateBasis,
    EventTime,
    Precision,
    PublicationDay,
    QuoteKind,
    Role,
    TimeInterval,
    TimeMention,
    Unresolved,
)
from kg.syntax import clause_verb, head_of, sentence_numbers, text_of

_WINDOW = timedelta(days=7)
_LATELY = timedelta(days=90)
_REACH = 2


@dataclass(frozen=True, slots=True)
class Narrative:
    """The recent days that the article names outside what it quotes, by offset and sentence, in order."""

    doc: Doc
    days: tuple[tuple[int, int, TimeInterval], ...]
    history: tuple[tuple[int, int, TimeInterval], ...] = ()
    said: frozenset[int] = frozenset()
    news: frozenset[int] = frozenset()
    actors: Mapping[str, Actor] = field(default_factory=dict)
    last: date | None = None

    def day_of(self, mention: EventMention, *, speech: bool) -> EventTime | None:
        """The day of a mention without one: the last named before it; for other acts than saying only close by."""
        if speech and self.doc[mention.head].tag_ in {"VBZ", "VBP"}:
            return None  # who "says" it says it as the article is written
        if (when := self._of_history(mention)) is not None and not (speech and self._is_late(when)):
            return EventTime(when, DateBasis.CONTEXT)
        before = [
            (sentence, when)
            for offset, sentence, when in self.days
            if offset < mention.span.start and not (speech and offset in self.news and sentence == mention.sentence)
        ]
        if not before:
            return None
        sentence, when = before[-1] if not speech else self._news(before, mention)
        if not speech and (mention.sentence - sentence > _REACH or not _is_main_act(self.doc[mention.head])):
            return None
        if not speech and self._only_said(mention):
            return None
        day = TimeInterval(when.start, when.start, Precision.DAY, str(when.start), when.zone)
        return EventTime(day, DateBasis.CONTEXT)

    def _is_late(self, when: TimeInterval) -> bool:
        """Weeks before the news, not years: who speaks after it may as well speak today."""
        return when.start is not None and self.last is not None and self.last - when.start < _LATELY

    def _only_said(self, mention: EventMention) -> bool:
        """True where the last day is that of a saying, a paragraph above: it is not the day of what is told next."""
        last = max(offset for offset, _, _ in self.days if offset < mention.span.start)
        return last in self.said and "\n" in text_of(self.doc)[last : mention.span.start]

    def _of_history(self, mention: EventMention) -> TimeInterval | None:
        """The day in a year gone by that the sentence before tells of in the same paragraph."""
        head = self.doc[mention.head]
        told = [(offset, sentence, when) for offset, sentence, when in self.history if offset < mention.span.start]
        if not told or not _is_main_act(head) or any(told[-1][0] < offset < head.idx for offset, _, _ in self.days):
            return None
        offset, sentence, when = told[-1]
        near = 0 < mention.sentence - sentence <= 1 and "\n" not in text_of(self.doc)[offset : head.idx]
        return when if near else None

    def _news(self, before: Sequence[tuple[int, TimeInterval]], mention: EventMention) -> tuple[int, TimeInterval]:
        """What is said in a later paragraph, or sentences after the last day named, is of the latest day so far."""
        head = self.doc[mention.head]
        last = bisect_left(sentence_numbers(self.doc), before[-1][0])
        apart = mention.sentence - before[-1][0]
        near = apart == 0 or (apart == 1 and self._speaks_there(mention, head))
        if near and not any("\n" in t.text for t in self.doc[last : head.i]):
            return before[-1]
        return max(before, key=lambda named: (named[1].start or date.min, named[0]))

    def _speaks_there(self, mention: EventMention, head: Token) -> bool:
        """True where the sentence before tells of the speaker too: "On Sunday she met X. She said ..."."""
        start = head.sent.start
        before = self.doc[start - 1].sent if start else head.sent
        keys = {p.actor for p in mention.participants if p.role is Role.SPEAKER} & self.actors.keys()
        spans = [s for k in keys for s in (*self.actors[k].mentions, *self.actors[k].pronouns)]
        return any(before.start_char <= span.start < before.end_char for span in spans)


def read_narrative(
    times: Sequence[TimeMention],
    publication: PublicationDay | Unresolved,
    said: Sequence[Utterance],
    referents: Referents,
) -> Narrative:
    """The days of the week before the article, and of its own day, that its own voice names.

    "A bomb went off on Monday, police said" is its own voice: news first, then by whom it is known.
    """
    contents = [u.span for u in said if not _tells_news(u)]
    news = [u.span for u in said if _tells_news(u)]
    doc = referents.doc
    if isinstance(publication, Unresolved) or publication.when.start is None:
        return Narrative(doc, ())
    last = publication.when.end or publication.when.start
    named = [
        (mention.span.start, _sentence(mention, doc), mention.when)
        for mention in times
        if isinstance(mention.when, TimeInterval)
        and mention.when.start is not None
        and mention.when.start == mention.when.end
        and mention.when.start <= last
        and not any(content.holds(mention.span) for content in contents)
        and _tells_on(head_of(doc, mention.span))
    ]
    first = last - _WINDOW
    days = tuple(item for item in named if item[2].start is not None and item[2].start >= first)
    spoken = frozenset(
        m.span.start for m in times if (head := head_of(doc, m.span)) is not None and _is_of_saying(head)
    )
    told = frozenset(offset for offset, _, _ in days if any(s.start <= offset < s.end for s in news))
    history = tuple(item for item in named if item not in days)
    return Narrative(doc, days, history, spoken, told, referents.actors, last)


def _tells_news(utterance: Utterance) -> bool:
    cue = utterance.cue
    return utterance.kind is QuoteKind.INDIRECT and cue is not None and cue.start > utterance.span.start


def _is_of_saying(time: Token) -> bool:
    return is_saying(governor_of_time(time))


def _tells_on(time: Token | None) -> bool:
    """True where a main clause says what happened then; what had happened before, and a toll, do not count."""
    verb = clause_verb(time) if time is not None else None
    if time is None or verb is None or verb.dep_ in {"relcl", "acl"}:
        return verb is None
    if tells_a_toll(verb) or (verb.tag_ == "VB" and any(c.dep_ == "aux" for c in verb.children)):
        return False  # a toll, and what is only meant or foreseen
    if any(c.dep_ == "aux" and c.lower_ == "had" for c in verb.children):
        return False
    between = takewhile(lambda t: t != verb, time.ancestors)
    return not any(t.lower_ in {"after", "before", "since", "until", "despite"} for t in between)


def _sentence(mention: TimeMention, doc: Doc) -> int:
    head = head_of(doc, mention.span)
    return sentence_numbers(doc)[head.i] if head is not None else 0


def _is_occasion(noun: Token) -> bool:
    """ "approved it at a meeting", "was placed under house arrest"."""
    new = not any(c.dep_ in {"poss", "det"} and c.lower_ not in {"a", "an"} for c in noun.children)
    return noun.dep_ == "pobj" and noun.head.lower_ in {"at", "under"} and noun.head.head.pos_ == "VERB" and new


def _is_main_act(head: Token) -> bool:
    """True for the main verb in the simple past, for its subject or object, and for where it was ("at a meeting")."""
    verb = head if head.pos_ == "VERB" else head.head
    if head.pos_ != "VERB" and _is_occasion(head):
        verb = head.head.head
    elif head.pos_ != "VERB" and head.dep_ not in {"dobj", "nsubj", "nsubjpass"}:
        return False
    told = verb.dep_ == "ccomp" and verb.i < verb.head.i and is_saying(verb.head)  # "He was jailed, police said"
    told = told or (tells_when(verb) and verb.head.dep_ in {"ROOT", "conj"})  # "fired when marchers threw stones"
    if (verb.dep_ not in {"ROOT", "conj"} and not told) or clause_verb(head) != verb:
        return False
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    return (verb.tag_ == "VBD" or bool(auxiliaries & {"was", "were"})) and not auxiliaries & {"had", "has", "have"}
