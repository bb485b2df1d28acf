"""A mention of talks: what it says of level, ordinal and format, before mentions are put in order.

"The talks", "the third round", "the second day of talks" and "four years of negotiations" speak of different things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from spacy.tokens import Token

from kg.events.mention import EventMention
from kg.events.referents import Referents
from kg.mentions.time_numbers import read_count
from kg.model import Code, Modality, Precision, TimeInterval
from kg.syntax import modifiers_of

TALKS = frozenset({"NegotiationSession"})
_SIDES = ("parties", "sides", "countries", "nations", "governments", "neighbours", "neighbors")
_THE_SIDES = frozenset({"parties", "sides"} | {f"{count} {noun}" for count in ("two", "both") for noun in _SIDES})
_OPPOSED = frozenset({"rivals", "foes", "enemies", "adversaries", "belligerents", "combatants"})
_AT_ODDS = frozenset({"warring", "rival", "opposing", "feuding", "conflicting"})
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ORDINAL = {word: n for n, word in enumerate(_ORDINALS, start=1)} | {f"{n}th": n for n in range(4, 31)}
_ORDINAL |= {"1st": 1, "2nd": 2, "3rd": 3, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_FORMATS = {
    "indirect": "IndirectTalks",
    "proximity": "IndirectTalks",
    "direct": "DirectTalks",
    "bilateral": "DirectTalks",
}
_FORMATS |= {"face-to-face": "DirectTalks", "multilateral": "MultilateralTalks", "virtual": "RemoteTalks"}
_FORMATS |= {"online": "RemoteTalks", "remote": "RemoteTalks"}
_EDGES = frozenset(
    "launch suspend interrupt halt break restart begin start open resume end conclude close finish collapse "
    "overrun last extend stall".split()
)
# on the day that talks open there is a sitting
_OPENINGS = frozenset({"begin", "start", "open", "resume", "reopen", "launch"})
_CLOSINGS = frozenset({"end", "conclude", "close", "finish", "wrap"})
_STRETCHES = frozenset({"year", "month", "week", "decade", "series"})


class Level(StrEnum):
    """What a mention of talks speaks of."""

    COURSE = "course"
    TALKS = "talks"
    ROUND = "round"
    SESSION = "session"


def is_name_of_sides(label: str) -> bool:
    """True if this is how those who talk are called without their names.

    >>> [is_name_of_sides(label) for label in ("both sides", "Yemeni rivals", "warring factions", "opposition parties")]
    [True, True, True, False]
    """
    words = label.lower().split()
    return label.lower() in _THE_SIDES or words[-1] in _OPPOSED or (len(words) > 1 and words[-2] in _AT_ODDS)


@dataclass(frozen=True, slots=True)
class TalksMention:
    """A mention of talks with what it says of level, ordinal and format.

    ``edge`` is True where its time is that of a beginning or an end ("the talks resumed on 3 May"), ``opens`` where
    it is that of a beginning, ``again`` where that is not the first. ``next`` is True for a round that is yet to come.
    """

    mention: EventMention
    level: Level
    ordinal: int | None
    talks_format: Code | None
    edge: bool = False
    opens: bool = False
    again: bool = False
    next: bool = False

    @property
    def is_bare_edge(self) -> bool:
        """ "The talks were suspended in May" tells of the whole course, not of a round in May."""
        return self.edge and self.mention.place is None and self.level is Level.TALKS

    @property
    def day(self) -> TimeInterval | None:
        """The single day the mention names."""
        when = self.period
        return when if when is not None and when.start is not None and when.start == when.end else None

    @property
    def period(self) -> TimeInterval | None:
        """The resolved time of the mention."""
        time = self.mention.time
        return time.when if time is not None and isinstance(time.when, TimeInterval) else None


def read_talks(mention: EventMention, referents: Referents) -> TalksMention:
    """Level, ordinal and format of a mention of talks."""
    head = referents.doc[mention.head]
    level, ordinal = _level(head)
    mention = _over_days(mention, head)
    found = next((code for word in _said_of(head) if (code := _FORMATS.get(word.lower_))), None)
    verb = head.head.lemma_.lower()
    edge = level is not Level.SESSION and head.dep_ in {"nsubj", "nsubjpass", "dobj"} and verb in _EDGES
    again = verb in {"resume", "reopen", "restart"} or any(t.lower_ in {"new", "fresh"} for t in modifiers_of(head))
    ahead = level is Level.ROUND and any(t.lower_ == "next" for t in modifiers_of(head))
    return TalksMention(mention, level, ordinal, found, edge, edge and verb in _OPENINGS, again, ahead)


def _said_of(noun: Token) -> list[Token]:
    """Words before the noun, and what is said that it is ("the talks will be indirect")."""
    linked = noun.dep_ == "nsubj" and noun.head.lemma_ == "be"
    return modifiers_of(noun) + ([c for c in noun.head.children if c.dep_ == "acomp"] if linked else [])


def concerns_of(talks: Sequence[TalksMention]) -> tuple[str, ...]:
    """Keys of the documents that mentions of talks name, each once."""
    return tuple(dict.fromkeys(key for t in talks for key in t.mention.concerns))


def format_of(talks: Sequence[TalksMention]) -> Code | None:
    """The first format that a mention names."""
    return next((t.talks_format for t in talks if t.talks_format), None)


def _level(head: Token) -> tuple[Level, int | None]:
    above = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else None
    for noun in (head, above):
        if noun is None:
            continue
        lemma = noun.lemma_.lower()
        if noun != head and lemma in _STRETCHES:
            return Level.COURSE, None  # "four years of negotiations"
        if lemma == "round" and noun != head and noun.tag_ == "NNS":
            return Level.COURSE, None  # "three rounds of talks"
        if lemma == "round":
            return Level.ROUND, _ordinal_of(noun)
        if lemma == "day" and noun != head and noun.tag_ == "NNS":
            return Level.ROUND, None  # "eight days of talks"
        if lemma in {"day", "session", "meeting"} and (noun != head or _ordinal_of(noun)):
            return Level.SESSION, _ordinal_of(noun)
    for day in (t for t in head.subtree if t.lemma_.lower() == "day" and t.i > head.i):
        following = head.doc[day.i + 1] if day.i + 1 < len(head.doc) else None
        if following is not None and following.lower_ in _ORDINAL:
            return Level.SESSION, _ORDINAL[following.lower_]
    return Level.TALKS, None


def _over_days(mention: EventMention, head: Token) -> EventMention:
    """ "ended eight days of talks on Thursday": so many days up to that one, or from it if they began."""
    days = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head
    count = next((read_count([c.lower_]) for c in days.children if c.dep_ == "nummod"), None)
    when = mention.time.when if mention.time is not None else None
    if days.lower_ != "days" or not count or not isinstance(when, TimeInterval) or when.precision not in _DAYLIKE:
        return mention
    if when.start is None or when.start != when.end or count > _LONGEST_ROUND or mention.time is None:
        return mention
    rest = timedelta(days=int(count) - 1)
    ahead = mention.modality is Modality.EXPECTED and days.head.lemma_.lower() not in _CLOSINGS
    began = days.head.lemma_.lower() in _OPENINGS or ahead  # "will sit down on Monday for two days of talks"
    first, last = (when.start, when.start + rest) if began else (when.start - rest, when.start)
    period = TimeInterval(first, last, Precision.DAY, f"{first}/{last}", when.zone)
    return replace(mention, time=replace(mention.time, when=period))


_LONGEST_ROUND = 60
_DAYLIKE = frozenset({Precision.DAY, Precision.PART_OF_DAY, Precision.HOUR})


def _ordinal_of(noun: Token) -> int | None:
    return next((n for word in modifiers_of(noun) if (n := _ORDINAL.get(word.lower_))), None)
