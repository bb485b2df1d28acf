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
    Precision,
    PublicationDay,
    Span,
    TimeInterval,
    TimexKind,
    Unresolved,
)
from kg.syntax import clause_verb

_LENGTH = re.compile(r"P(\d+)([DWMY])\Z")
_LONGEST = 200


def anchored_time(head: Token, referents: Referents, publication: PublicationDay | Unresolved) -> EventTime | None:
    """The time of what is told after "N days after" or "before", counted from the day of the main clause; else None."""
    counted = _counted_days(head, referents) or _counted_today(head, referents, publication)
    if counted is not None:
        return counted
    if (beside := _day_of_what_was_just_before(head, referents, publication)) is not None:
        return beside
    mark = _mark(head)
    if mark is None or mark.i == 0:
        return None
    if _is_hours(mark):
        return _same_day(head, mark, referents, publication)
    lengths = (m for m in referents.times.values() if m.kind is TimexKind.DURATION and _ends_at(m.span.end, mark))
    length = next(lengths, None)
    found = _LENGTH.match(length.value) if length is not None else None
    main = _main_verb(mark)
    if found is None or length is None or main is None or int(found[1]) > _LONGEST:
        return None
    told = find_time(main, referents, Modality.OCCURRED, publication, 5)
    guessed = told is not None and told.basis is DateBasis.CONTEXT  # "at 6 a.m., ten days before": of which day?
    when = told.when if told is not None and not guessed else None
    if not isinstance(when, TimeInterval) or when.start is None or when.start != when.end:
        return None
    back = -1 if mark.lower_ == "after" else 1
    day = shifted_day(when.start, found[2], back * int(found[1]))
    moved = unit_of(day, "D" if found[2] == "W" else found[2]) if day is not None else None  # news counts weeks by days
    last = None if isinstance(publication, Unresolved) else publication.when.end or publication.when.start
    if moved is None or (last is not None and moved.start is not None and moved.start > last):
        return None  # what happened did not happen after the article
    return EventTime(moved, DateBasis.EVENT_ANCHORED, length.span.cut(referents.text), evidence=length.span)


def _day_of_what_was_just_before(
    head: Token, referents: Referents, publication: PublicationDay | Unresolved
) -> EventTime | None:
    """ "was shot shortly after he came home on the night of 3 May": of the day of the clause, if it has none itself."""
    clauses = (c for c in head.children if c.dep_ == "advcl") if head.pos_ == "VERB" else ()
    for clause in clauses:
        mark = next((c for c in clause.children if c.dep_ == "mark" and c.lower_ in {"after", "before"}), None)
        if mark is None or mark.i == 0 or not _is_hours(mark):
            continue
        told = find_time(clause, referents, Modality.OCCURRED, publication, 5)
        own = find_time(head, referents, Modality.OCCURRED, publication, 2)
        when = told.when if told is not None and told.basis is not DateBasis.CONTEXT else None
        if own is not None or told is None or not isinstance(when, TimeInterval) or when.start is None:
            return None
        day = unit_of(when.start, "D") if when.start == when.end else None
        span = Span(mark.nbor(-1).idx, told.span.end)
        return EventTime(day, DateBasis.EVENT_ANCHORED, span.cut(referents.text), evidence=span) if day else None
    return None


def _counted_today(head: Token, referents: Referents, publication: PublicationDay | Unresolved) -> EventTime | None:
    """ "It's the second day of an offensive": it began the day before the article, and goes on."""
    of = head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else None
    day = of.head if of is not None and of.head.lower_ == "day" and of.head.dep_ == "attr" else None
    ordinal = next((c.lower_ for c in day.children if c.dep_ == "amod"), "") if day is not None else ""
    if day is None or day.head.tag_ != "VBZ" or isinstance(publication, Unresolved) or ordinal not in _ORDINALS:
        return None
    today, subject = publication.when, next((c for c in day.head.children if c.dep_ == "nsubj"), None)
    if today.start is None or today.start != today.end or subject is None or subject.lower_ not in {"it", "this"}:
        return None
    start = shifted_day(today.start, "D", -_ORDINALS.index(ordinal))
    if start is None or start == today.start:
        return None
    span = Span(subject.idx, day.idx + len(day))
    days = TimeInterval(start, today.start, Precision.DAY, f"{start}/{today.start}", today.zone)
    return EventTime(days, DateBasis.EVENT_ANCHORED, span.cut(referents.text), evidence=span)


def _counted_days(head: Token, referents: Referents) -> EventTime | None:
    """ "on Tuesday, the third day of a truce": the truce began on Sunday and goes on that day."""
    of = head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else None
    day = of.head if of is not None and of.head.lower_ == "day" else None
    ordinal = next((c.lower_ for c in day.children if c.dep_ == "amod"), "") if day is not None else ""
    if day is None or ordinal not in _ORDINALS:
        return None
    first = day.left_edge
    said = [first.nbor(-2)] if first.i > 1 and first.nbor(-1).text == "," else []
    named = day.dep_ == "attr" or day.head.lemma_.lower() in {"mark", "enter"}
    said += [c for c in day.head.children if c.dep_ in {"nsubj", "npadvmod"} and c.i < day.head.i] if named else []
    told = next((m for t in said if (m := referents.times.get(t.i)) is not None), None)
    when = told.when if told is not None else None
    if told is None or not isinstance(when, TimeInterval) or when.start is None or when.start != when.end:
        return None
    start = shifted_day(when.start, "D", -_ORDINALS.index(ordinal))
    if start is None or start == when.end:
        return None
    span = Span(told.span.start, day.idx + len(day))
    days = TimeInterval(start, when.end, Precision.DAY, f"{start}/{when.end}", when.zone)
    return EventTime(days, DateBasis.EVENT_ANCHORED, span.cut(referents.text), evidence=span)


_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def _is_hours(mark: Token) -> bool:
    """ "hours after", "shortly before", "a few minutes after": of one day, as far as the text says."""
    return mark.nbor(-1).lower_ in _HOURS


_HOURS = frozenset({"hours", "minutes", "moments", "shortly", "immediately"})


def _same_day(
    head: Token, mark: Token, referents: Referents, publication: PublicationDay | Unresolved
) -> EventTime | None:
    main = _main_verb(mark)
    told = find_time(main, referents, Modality.OCCURRED, publication, 5) if main is not None else None
    own = find_time(head, referents, Modality.OCCURRED, publication, 1)
    when = told.when if told is not None else None
    if own is not None or told is None or not isinstance(when, TimeInterval) or when.start is None:
        return None
    first = mark.nbor(-1)
    span = Span(first.idx, mark.idx + len(mark))
    same = unit_of(when.start, "D") if when.start == when.end else None
    return EventTime(same, DateBasis.EVENT_ANCHORED, span.cut(referents.text), evidence=span) if same else None


def _ends_at(end: int, mark: Token) -> bool:
    return end == mark.nbor(-1).idx + len(mark.nbor(-1))


def _mark(head: Token) -> Token | None:
    """The "after" or "before" of the clause, or of the noun ("a day after the storm")."""
    verb = clause_verb(head)
    if head.dep_ == "pobj" and head.head.lower_ in {"after", "before"}:
        return head.head
    if verb is None or verb.dep_ not in {"advcl", "pcomp"} or not _is_told_there(head, verb):
        return None
    marks = [c for c in verb.children if c.dep_ == "mark"] + ([verb.head] if verb.dep_ == "pcomp" else [])
    return next((m for m in marks if m.lower_ in {"after", "before"}), None)


def _is_told_there(head: Token, verb: Token) -> bool:
    """The verb itself, its subject or object, and what it is part of ("two days after soldiers held him in a coup")."""
    return verb in {head, head.head} or (head.dep_ == "pobj" and head.head.head == verb)


def _main_verb(mark: Token) -> Token | None:
    above = mark.head if mark.dep_ == "prep" else mark.head.head
    if above.dep_ == "advcl" and mark.i < above.i and mark.dep_ == "prep":
        above = above.head  # "after a clash left four dead" is read as "left after a clash"
    verb = clause_verb(above)
    return verb if verb is not None and verb.tag_ in {"VBD", "VBN"} else None
