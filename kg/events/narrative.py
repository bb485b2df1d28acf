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
from kg.events.denotation import JUDGES
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
    Span,
    TimeInterval,
    TimeMention,
    TimexKind,
    Unresolved,
)
from kg.syntax import clause_verb, head_of, sentence_numbers, text_of

_WINDOW = timedelta(days=7)
_LATELY = timedelta(days=90)
_REACH = 2
_LONG_REACH = 12
"""So many sentences on, a main act is still of the day named last, where no other time is named between."""


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
    named: tuple[tuple[int, TimeInterval], ...] = ()
    aside: frozenset[int] = frozenset()
    first: tuple[int, int] | None = None

    def day_of(self, mention: EventMention, *, speech: bool) -> EventTime | None:
        """The day of a mention without one: the last named before it; for other acts than saying while no other is."""
        if (fresh := self._of_fresh_news(mention)) is not None:
            return EventTime(fresh, DateBasis.CONTEXT)
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
        if not speech and not (_is_main_act(self.doc[mention.head]) and self._reaches(sentence, when, mention)):
            return None
        if not speech and self._only_said(mention):
            return None
        day = TimeInterval(when.start, when.start, Precision.DAY, str(when.start), when.zone)
        return EventTime(day, DateBasis.CONTEXT)

    def _reaches(self, sentence: int, when: TimeInterval, mention: EventMention) -> bool:
        """Near the sentence that names the day, or further on while the article speaks of no other time."""
        if mention.sentence - sentence <= _REACH:
            return True
        offset = max(o for o, _, _ in self.days if o < mention.span.start)
        between = (w for o, w in self.named if offset < o < mention.span.start and o not in self.aside)
        elsewhere = any(w != when and w.end is not None and not self._is_ahead(w) for w in between)
        return mention.sentence - sentence <= _LONG_REACH and not elsewhere and not _looks_back(self.doc[mention.head])

    def _is_ahead(self, when: TimeInterval) -> bool:
        first = when.start or when.end
        return first is not None and self.last is not None and first > self.last

    def _of_fresh_news(self, mention: EventMention) -> TimeInterval | None:
        """ "A firm in Oslo has won the contract": the first sentence in the perfect tells the news of the day."""
        head = self.doc[mention.head]
        first = self.first
        if self.last is None or first is None or mention.headline or not first[0] <= mention.span.start < first[1]:
            return None
        told = [(o, w) for o, w in self.named if first[0] <= o < first[1] and o not in self.aside]
        said = next((w for o, w in told if o in self.said and w.start == w.end), None)
        if any(o not in self.said for o, _ in told) or not _is_fresh(head):
            return None
        return said or TimeInterval(self.last, self.last, Precision.DAY, str(self.last))

    def is_fresh(self, mention: EventMention) -> bool:
        """True for the news of the day, told in the perfect at the beginning ("The firm has confirmed that")."""
        return self._of_fresh_news(mention) is not None

    def is_background(self, mention: EventMention) -> bool:
        """ "The round in March 2008 collapsed when Chad accused Sudan": an act of saying that is of an older day."""
        head = self.doc[mention.head]
        if _looks_back(head):
            return True
        if self._goes_on_from_older(mention):
            return True
        clause = next((t for t in (head, *head.ancestors) if t.dep_ == "advcl" and _says_when(t)), None)
        if clause is None or self.last is None:
            return False
        inside = (clause.left_edge.idx, clause.right_edge.idx)
        sentence = (head.sent.start_char, head.sent.end_char)
        older = (o for o, w in self.named if w.end is not None and w.end < self.last - _WINDOW)
        return any(sentence[0] <= o < sentence[1] and not inside[0] <= o <= inside[1] for o in older)

    def _goes_on_from_older(self, mention: EventMention) -> bool:
        """ "Ties were cut in July 2010. Chad denied the charge": the sentence after one of months ago."""
        head = self.doc[mention.head]
        if head.tag_ != "VBD" or not self.named or self.last is None:
            return False
        numbers = sentence_numbers(self.doc)
        before = [(o, w) for o, w in self.named if o < head.sent.start_char and o not in self.aside]
        if not before:
            return False
        offset, when = before[-1]
        older = when.end is not None and when.end < self.last - _LATELY and when.start != when.end
        if not older:
            return False
        time = head_of(self.doc, Span(offset, offset + 1))
        near = time is not None and numbers[head.i] - numbers[time.i] == 1
        return near and "\n" not in text_of(self.doc)[offset : head.idx]

    def _is_late(self, when: TimeInterval) -> bool:
        """Weeks before the news, not years: who speaks after it may as well speak today."""
        return when.start is not None and self.last is not None and self.last - when.start < _LATELY

    def _only_said(self, mention: EventMention) -> bool:
        """True where the last day is that of a saying, a paragraph above: it is not the day of what is told next."""
        before = [(offset, when) for offset, _, when in self.days if offset < mention.span.start]
        last, day = max(before, key=lambda named: named[0])
        if any(offset not in self.said and when.start == day.start for offset, when in before):
            return False  # the day of the news, named again
        return last in self.said and "\n" in text_of(self.doc)[last : mention.span.start]

    def _of_history(self, mention: EventMention) -> TimeInterval | None:
        """The day in a year gone by that the sentence before tells of in the same paragraph."""
        head = self.doc[mention.head]
        told = [(offset, sentence, when) for offset, sentence, when in self.history if offset < mention.span.start]
        if not told or not _is_main_act(head) or any(told[-1][0] < offset < head.idx for offset, _, _ in self.days):
            return None
        offset, sentence, when = told[-1]
        first = head.sent[0].lower_
        goes_on = first in {"they", "he", "she"} or "\n" not in text_of(self.doc)[offset : head.idx]
        near = 0 < mention.sentence - sentence <= 1 and goes_on
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
    first = _first_sentence(doc)
    begin = first[0] if first is not None else 0
    named = [
        (mention.span.start, _sentence(mention, doc), mention.when)
        for mention in times
        if isinstance(mention.when, TimeInterval)
        and mention.when.start is not None
        and mention.when.start == mention.when.end
        and mention.when.start <= last
        and mention.span.start >= begin  # a dateline tells when it was written
        and not any(content.holds(mention.span) for content in contents)
        and _tells_on(head_of(doc, mention.span))
    ]
    earliest = last - _WINDOW
    days = tuple(item for item in named if item[2].start is not None and item[2].start >= earliest)
    spoken = frozenset(
        m.span.start for m in times if (head := head_of(doc, m.span)) is not None and _is_of_saying(head)
    )
    told = frozenset(offset for offset, _, _ in days if any(s.start <= offset < s.end for s in news))
    history = tuple(item for item in named if item not in days)
    every = _named(times, contents)
    aside = frozenset(m.span.start for m in times if _is_aside(head_of(doc, m.span)))
    return Narrative(doc, days, history, spoken, told, referents.actors, last, every, aside, first)


def _is_aside(time: Token | None) -> bool:
    """ "the town, which fell in July": a clause below tells of another time and leaves the passage where it is."""
    return time is not None and any(t.dep_ in _SUBORDINATE for t in (time, *time.ancestors))


_SUBORDINATE = frozenset({"relcl", "acl", "advcl", "ccomp", "pcomp"})


def _named(times: Sequence[TimeMention], contents: Sequence[Span]) -> tuple[tuple[int, TimeInterval], ...]:
    """All days and periods that the article's own voice names, by offset."""
    dated = ((m.span, m.when) for m in times if m.kind in {TimexKind.DATE, TimexKind.TIME})
    own = ((s, w) for s, w in dated if not any(content.holds(s) for content in contents))
    return tuple((s.start, w) for s, w in own if isinstance(w, TimeInterval))


def _first_sentence(doc: Doc) -> tuple[int, int] | None:
    """Where the first sentence with a verb begins and ends: a dateline has none, a headline has no full stop."""
    verbs = (t for t in doc if t.tag_ in {"VBD", "VBZ", "VBP", "MD"} and t.pos_ in {"VERB", "AUX"})
    first = next((t for t in verbs if any(end.text in {".", "!", "?"} for end in t.sent[-3:])), None)
    return (first.sent.start_char, first.sent.end_char) if first is not None else None


def _is_fresh(head: Token) -> bool:
    """A main verb in the present perfect, or its subject or object; no toll, no habit and nothing that goes on."""
    verb = head if head.pos_ == "VERB" else head.head
    told = verb.dep_ == "ccomp" and verb.i < verb.head.i and is_saying(verb.head)  # "..., the two said on Monday"
    if verb.pos_ != "VERB" or not (verb.dep_ == "ROOT" or told) or verb.lemma_.lower() in _MOUNTING:
        return False
    if head != verb and head.dep_ not in {"dobj", "nsubj", "nsubjpass"}:
        return False
    helpers = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    lasting = any(t.lower_ in _LASTING for t in verb.subtree)
    return verb.tag_ == "VBN" and bool(helpers & {"has", "have"}) and not lasting


# tolls, and what lasts: told in the perfect long after it began
_MOUNTING = frozenset("kill die wound injure flee displace infect destroy be become grow rise fall lose live".split())
_LASTING = frozenset(
    "since for ever long always often repeatedly already several many times so far never yet increasingly".split()
)


def _looks_back(head: Token) -> bool:
    """ "rejected the charge at the time": of another day than the news."""
    verb = clause_verb(head)
    if verb is None:
        return False
    if any(c.dep_ == "advmod" and c.lower_ in _BACK for c in verb.children):
        return True
    if "at the time" not in text_of(verb.doc)[verb.idx : verb.sent.end_char]:
        return False
    return any(t.lower_ == "time" and t.head.lower_ == "at" and t.nbor(-1).lower_ == "the" for t in verb.subtree)


_BACK = frozenset("earlier previously once originally initially formerly recently repeatedly often".split())


def _says_when(verb: Token) -> bool:
    return any(c.dep_ in {"mark", "advmod"} and c.lower_ in {"when", "after", "before", "once"} for c in verb.children)


def _tells_news(utterance: Utterance) -> bool:
    cue = utterance.cue
    return utterance.kind is QuoteKind.INDIRECT and cue is not None and cue.start > utterance.span.start


def _is_of_saying(time: Token) -> bool:
    verb = governor_of_time(time)
    return is_saying(verb) or (verb.pos_ == "VERB" and verb.lemma_.lower() in {"quote", "cite"})


def _tells_on(time: Token | None) -> bool:
    """True where a main clause says what happened then; what had happened before, and a toll, do not count."""
    verb = clause_verb(time) if time is not None else None
    if time is None or verb is None or verb.dep_ in {"relcl", "acl"}:
        return verb is None
    if tells_a_toll(verb) or (verb.tag_ == "VB" and any(c.dep_ == "aux" for c in verb.children)):
        return False  # a toll, and what is only meant or foreseen
    if any(c.dep_ == "aux" and c.lower_ == "had" for c in verb.children):
        return any(c.lower_ == "just" for c in verb.children)  # "had just ended the talks when": the story goes on
    if (verb.tag_ in {"VBZ", "VBP"} and verb.dep_ == "ROOT") or verb.lemma_.lower() in {"follow", "precede"}:
        return False  # "is due in Rome on Friday"; "the walkout followed a strike on Tuesday"
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
    if _is_of_kin(verb) or _goes_on_aside(verb):
        return False
    if verb.lemma_.lower() in {"follow", "precede"}:
        return False  # "a rise in prices followed the invasion": of no day of its own
    if head != verb and head.dep_ == "dobj" and verb.lemma_.lower() in JUDGES:
        return False  # "condemned bomb attacks"
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    return (verb.tag_ == "VBD" or bool(auxiliaries & {"was", "were"})) and not auxiliaries & {"had", "has", "have"}


def _is_of_kin(verb: Token) -> bool:
    """ "His mother drowned when the boat sank": told of somebody as what readers know, and of no day of the news."""
    subjects = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
    kin = any(s.lemma_.lower() in _KIN and any(c.dep_ == "poss" for c in s.children) for s in subjects)
    if not kin and tells_when(verb):
        return _is_of_kin(verb.head)
    return kin and verb.lemma_.lower() in {"die", "drown", "perish", "kill"}


_KIN = frozenset(
    "mother father parent wife husband son daughter brother sister grandmother grandfather uncle aunt".split()
)


def _goes_on_aside(verb: Token) -> bool:
    """ "Berg, who was born in Prague and fled in her youth, ...": the second verb of a relative clause."""
    above = verb
    while above.dep_ == "conj" and above.head.pos_ in {"VERB", "AUX"}:
        above = above.head
    return above != verb and above.dep_ in {"relcl", "acl"}
