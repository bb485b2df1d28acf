"""Days told by another happening: "capsized a day after a storm hit", "fell four months after he declared it"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from kg.events.circumstances import find_time
from kg.events.referents import Referents
from kg.mentions.intervals import shifted_day, unit_of
from kg.model import (
    DateBasis,
    EventTime,
    Modality,
    PublicationDay,
    TimeInterval,
    TimexKind,
    Unresolved,
)
from kg.syntax import clause_verb

_LENGTH = re.compile(r"P(\d+)([DWMY])\Z")
_LONGEST = 200


def anchored_time(head: Token, referents: Referents, publication: PublicationDay | Unresolved) -> EventTime | None:
    """The time of what is told after "N days after" or "before", counted from the day of the main clause; else None."""
    mark = _mark(head)
    if mark is None or mark.i == 0:
        return None
    lengths = (m for m in referents.times.values() if m.kind is TimexKind.DURATION and _ends_at(m.span.end, mark))
    length = next(lengths, None)
    found = _LENGTH.match(length.value) if length is not None else None
    main = _main_verb(mark)
    if found is None or length is None or main is None or int(found[1]) > _LONGEST:
        return None
    told = find_time(main, referents, Modality.OCCURRED, publication, 5)
    when = told.when if told is not None else None
    if not isinstance(when, TimeInterval) or when.start is None or when.start != when.end:
        return None
    back = -1 if mark.lower_ == "after" else 1
    day = shifted_day(when.start, found[2], back * int(found[1]))
    moved = unit_of(day, "D" if found[2] == "W" else found[2]) if day is not None else None  # news counts weeks by days
    if moved is None:
        return None
    return EventTime(moved, DateBasis.EVENT_ANCHORED, length.span.cut(referents.text), evidence=length.span)


def _ends_at(end: int, mark: Token) -> bool:
    return end == mark.nbor(-1).idx + len(mark.nbor(-1))


def _mark(head: Token) -> Token | None:
    """The "after" or "before" of the clause, or of the noun ("a day after the storm")."""
    verb = clause_verb(head)
    if head.dep_ == "pobj" and head.head.lower_ in {"after", "before"}:
        return head.head
    if verb is None or verb.dep_ not in {"advcl", "pcomp"} or not (head == verb or head.head == verb):
        return None
    marks = [c for c in verb.children if c.dep_ == "mark"] + ([verb.head] if verb.dep_ == "pcomp" else [])
    return next((m for m in marks if m.lower_ in {"after", "before"}), None)


def _main_verb(mark: Token) -> Token | None:
    above = mark.head if mark.dep_ == "prep" else mark.head.head
    verb = clause_verb(above)
    return verb if verb is not None and verb.tag_ in {"VBD", "VBN"} else None
