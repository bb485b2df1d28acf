"""One verb, several happenings: "agreed on land in May 2013, on drugs in June 2014 and on seats in July 2015".

Each complement after the same preposition has a day of its own, so each is an event of its own.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from kg.events.circumstances import time_of
from kg.events.mention import EventMention
from kg.events.referents import Referents
from kg.events.talks import TALKS
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


def told_apart(mention: EventMention, referents: Referents) -> list[EventMention]:
    """The mention, and for every further complement with a day of its own one more, marked at that complement."""
    verb = referents.doc[mention.head]
    first = mention.time.when if mention.time is not None else None
    if verb.pos_ != "VERB" or not isinstance(first, TimeInterval):
        return [mention]
    complements = [
        (noun, time_of(referents.times[index], referents)) for noun, index in _dated_complements(verb, referents)
    ]
    if complements and isinstance(own := complements[0][1].when, TimeInterval):
        mention, first = replace(mention, time=complements[0][1]), own
    found, days = [mention], [first]
    for noun, time in complements[1:]:
        if isinstance(time.when, TimeInterval) and time.basis is DateBasis.STATED and time.when not in days:
            days.append(time.when)
            span = Span(noun.left_edge.idx, noun.idx + len(noun))
            found.append(replace(mention, head=noun.i, span=span, time=time, words=noun.lower_))
    return found


def with_resumption(
    mention: EventMention, referents: Referents, publication: PublicationDay | Unresolved
) -> list[EventMention]:
    """Talks "adjourned until Friday" or "suspended until next month": the mention, and the sitting to come."""
    noun = referents.doc[mention.head]
    verb = noun.head
    broken = verb.lemma_.lower() in _ADJOURNS and noun.dep_ in {"nsubjpass", "nsubj", "dobj"}
    if not (set(mention.types) & TALKS) or not broken or isinstance(publication, Unresolved):
        return [mention]
    until = next((c for c in verb.children if c.lower_ in {"until", "till", "to"} and c.dep_ == "prep"), None)
    told = (referents.times.get(t.i) for t in (until.subtree if until is not None else ()))
    ends = ((m, m.when.end or m.when.start) for m in told if m is not None and isinstance(m.when, TimeInterval))
    last = publication.when.end or publication.when.start
    ahead = next(((m, day) for m, day in ends if day is not None and last is not None and day > last), None)
    if ahead is None or until is None:
        return [mention]
    day = TimeInterval(ahead[1], ahead[1], Precision.DAY, str(ahead[1]))
    basis = DateBasis.RELATIVE if ahead[0].basis is DateBasis.BOUND else ahead[0].basis
    time = EventTime(day, basis, ahead[0].span.cut(referents.text), evidence=ahead[0].span)
    span = Span(verb.idx, max(verb.idx + len(verb), ahead[0].span.end))
    held = replace(mention, time=None) if mention.time is not None and _is_until(mention.time.when) else mention
    return [held, replace(mention, modality=Modality.EXPECTED, time=time, span=span, words="", definite=False)]


def _is_until(when: TimeInterval | Unresolved | None) -> bool:
    return isinstance(when, TimeInterval) and when.start is None


_ADJOURNS = frozenset({"adjourn", "suspend", "recess", "interrupt", "break", "pause"})


def _dated_complements(verb: Token, referents: Referents) -> list[tuple[Token, int]]:
    """Nouns after the preposition of the first complement, each with the index of the time that follows it next."""
    prepositions = [t for t in verb.subtree if t.dep_ in {"prep", "conj"} and t.pos_ == "ADP" and t.head != t]
    own = [p for p in prepositions if p.head == verb and p.i > verb.i and not _is_time(p, referents)]
    if not own:
        return []
    same = [p for p in verb.subtree if p.lower_ == own[0].lower_ and p.pos_ == "ADP" and not _is_time(p, referents)]
    found = []
    for place, preposition in enumerate(same):
        end = same[place + 1].i if place + 1 < len(same) else verb.right_edge.i + 1
        noun = next((c for c in preposition.children if c.dep_ == "pobj"), None)
        dates = [i for i, t in referents.times.items() if preposition.i < i < end and t.kind is TimexKind.DATE]
        if noun is not None and len(dates) == 1:
            found.append((noun, dates[0]))
    return found if len(found) > 1 else []


def _is_time(preposition: Token, referents: Referents) -> bool:
    return any(c.i in referents.times for c in preposition.children)
