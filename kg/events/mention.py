"""One place in the text where an event is mentioned, before mentions of the same event are brought together."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import (
    Code,
    EventClass,
    EventTime,
    Modality,
    Participation,
    Placement,
    Polarity,
    Span,
    TopicMention,
)


@dataclass(frozen=True, slots=True)
class EventMention:
    """A trigger with its arguments (TimeML EVENT, ACE event mention).

    ``head`` is the index of the trigger's head token, ``sentence`` the 1-based index of its sentence. ``time`` and
    ``place`` are None where the clause says none. ``definite`` is True for "the attack", "this war", and for an act of
    saying in the perfect ("has been described as"), which is known and not of the day. ``indefinite`` is True for "an
    attack", "another strike": news of an event, not a second mention. ``words`` are
    those of the trigger, in lower case. ``headline`` is True in a line above the text, which the text tells again.
    ``happens_to`` is the head of the noun whose verb of happening this is ("a quake struck"), None elsewhere.
    """

    head: int
    span: Span
    sentence: int
    types: tuple[Code, ...]
    kind: EventClass
    modality: Modality
    polarity: Polarity
    time: EventTime | None
    place: Placement | None
    participants: tuple[Participation, ...]
    topics: tuple[TopicMention, ...] = ()
    concerns: tuple[str, ...] = ()
    definite: bool = False
    indefinite: bool = False
    words: str = ""
    quoted: bool = False
    headline: bool = False
    happens_to: int | None = None
