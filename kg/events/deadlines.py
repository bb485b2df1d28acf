"""What is to happen "within six months": from the day of the article to the last day of that stretch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kg.events.mention import EventMention
from kg.mentions.intervals import real_day
from kg.model import (
    DateBasis,
    EventTime,
    Modality,
    Precision,
    PublicationDay,
    TimeInterval,
    TimeMention,
    TimexKind,
    Unresolved,
)

_AHEAD = frozenset({Modality.EXPECTED, Modality.AGREED, Modality.PROPOSED})
_LENGTH = re.compile(r"P(\d+)([DWMY])\Z")
_REACH = 120  # characters between the trigger and its deadline


def within_time(
    mention: EventMention,
    text: str,
    times: Sequence[TimeMention],
    publication: PublicationDay | Unresolved,
    modality: Modality,
) -> EventTime | None:
    """The time of what lies ahead and has a deadline in its sentence; None without one, or no day to count from."""
    if modality not in _AHEAD or isinstance(publication, Unresolved) or publication.when.start is None:
        return None
    first = publication.when.start
    for time in times:
        between = text[mention.span.end : time.span.start]
        near = 0 < len(between) < _REACH and ". " not in between and "\n" not in between
        if time.kind is TimexKind.DURATION and near and between.rstrip().endswith("within"):
            last = _after(first, time.value)
            if last is not None:
                when = TimeInterval(first, last, Precision.DAY, f"{first}/{last}")
                return EventTime(when, DateBasis.RELATIVE, None, evidence=time.span)
    return None


def from_now_on(time: EventTime, modality: Modality, publication: PublicationDay | Unresolved) -> EventTime:
    """ "is to be drafted by 30 June": between the day of the article and the day named."""
    when = time.when
    day = None if isinstance(publication, Unresolved) else publication.when.start
    if modality not in _AHEAD or day is None or not isinstance(when, TimeInterval):
        return time
    if when.start is not None or when.end is None or when.end <= day:
        return time
    return replace(time, when=replace(when, start=day, edtf=f"{day}/{when.end}"))


def _after(day: date, value: str) -> date | None:
    found = _LENGTH.match(value)
    if found is None:
        return None
    count, unit = int(found[1]), found[2]
    if unit in "DW":
        return day + timedelta(days=count * (7 if unit == "W" else 1)) if count < 5000 else None
    months = day.month - 1 + count * (12 if unit == "Y" else 1)
    return real_day(day.year + months // 12, months % 12 + 1, day.day)
