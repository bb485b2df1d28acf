"""Rules for times of day: parts of a day, clock times, time zones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from kg.mentions.time_grammar import Hit, Rule
from kg.mentions.time_lexer import lexicon
from kg.mentions.time_meanings import ClockTime, Meaning, Origin, PartOfDay, Shifted, Which
from kg.mentions.time_numbers import read_count
from kg.mentions.time_rules import build_rules, which_of
from kg.mentions.time_rules_relative import MACROS


def _read_part(hit: Hit) -> Meaning | None:
    return PartOfDay(lexicon("part")[hit["part"]])


def _read_this_part(hit: Hit) -> Meaning | None:
    which = which_of(hit) or Which.THIS
    if which is Which.NEXT:
        return PartOfDay(lexicon("part")[hit["part"]], Shifted("D", 1, Origin.NARRATIVE))
    day = -1 if which is Which.LAST else 0
    return PartOfDay(lexicon("part")[hit["part"]], Shifted("D", day))


def _read_same_part(hit: Hit) -> Meaning | None:
    return PartOfDay(lexicon("part")[hit["part"]], Shifted("D", 0, Origin.NARRATIVE))


def _read_previous_part(hit: Hit) -> Meaning | None:
    return PartOfDay(lexicon("part")[hit["part"]], Shifted("D", -1, Origin.NARRATIVE))


def _read_small_hours(hit: Hit) -> Meaning | None:
    """ "The early hours of Sunday"."""
    return PartOfDay("TMO")


def _read_tonight(hit: Hit) -> Meaning | None:
    return PartOfDay("TNI", Shifted("D", 0))


def _read_overnight(hit: Hit) -> Meaning | None:
    """ "Three were killed overnight, police said"; an "overnight raid" is a kind of raid."""
    return PartOfDay("TNI") if hit.after is None or hit.after.low in _AFTER_OVERNIGHT else None


_AFTER_OVERNIGHT = frozenset(". , ; and but when after as in on at by into from near to with for while".split())


def _zone(hit: Hit) -> tuple[str | None, bool]:
    words = hit.words("zone") if "zone" in hit.match.re.groupindex else []
    zones, cities = lexicon("zone"), lexicon("zone_of")
    if {"+", "-"} & set(words):
        return None, False  # "GMT +8": no place is meant by it
    for word in words:
        if word in zones:
            return zones[word], word in ("gmt", "utc")
    name = " ".join(words).removesuffix(" time").removesuffix(" standard").removesuffix(" daylight")
    return cities.get(name), False


def _read_clock(hit: Hit) -> Meaning | None:
    digits = re.match(r"(\d{1,2})[:.]?(\d\d)?", hit["clock"])
    if not digits:
        return None
    hour, minute = int(digits[1]), int(digits[2]) if digits[2] else None
    half = hit["ampm"] or (
        "pm" if re.search(r"p\.?m", hit["clock"]) else "am" if re.search(r"a\.?m", hit["clock"]) else ""
    )
    if half and hour > 12 and hour > 23:
        return None
    return _clock(hit, hour, minute, half.replace(".", ""))


def _read_pointed_clock(hit: Hit) -> Meaning | None:
    """ "7.45 p.m.", "18.45 GMT", as British papers print it."""
    return _read_clock(hit) if re.fullmatch(r"\d{1,2}\.[0-5]\d", hit["clock"]) else None


def _clock(hit: Hit, hour: int, minute: int | None, half: str) -> Meaning | None:
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour > 24 or (minute or 0) > 59:
        return None
    zone, utc = _zone(hit)
    return ClockTime(hour, minute, zone, utc)


def _read_clock_of_pair(hit: Hit) -> Meaning | None:
    """The first of "between 2 and 4 p.m."; that of "from 11 to 2 p.m." is before noon."""
    meaning = _read_clock(hit) if hit.before and hit.before.low in _BEFORE_CLOCK else None
    other = re.match(r"\d+", hit["other"])
    crossed = other is not None and isinstance(meaning, ClockTime) and meaning.hour % 12 > int(other[0]) % 12
    return replace(meaning, hour=(meaning.hour + 12) % 24) if crossed and isinstance(meaning, ClockTime) else meaning


def _read_clock_of_part(hit: Hit) -> Meaning | None:
    """ "At 7 on Sunday evening": the part of the day is taken in where the three are joined."""
    return ClockTime(int(hit["clock"]), None) if int(hit["clock"]) <= 12 else None


_BEFORE_CLOCK = frozenset("at by around about before after until till from to since between near past and (".split())


def _read_bare_clock(hit: Hit) -> Meaning | None:
    before = hit.before
    if not hit["zone"] and not (before and before.low in _BEFORE_CLOCK) and not _stands_by_a_day(hit):
        return None
    return _read_clock(hit)


def _stands_by_a_day(hit: Hit) -> bool:
    """ "Yesterday 23:10", "14 June, 16:00", "14:05, 15 June 2016"."""
    lexemes, (start, end) = hit.lexed.lexemes, hit.match.span()
    before = [lexeme.low.rstrip(".") for lexeme in lexemes[max(0, start - 2) : start] if lexeme.low != ","]
    after = [lexeme.low.rstrip(".") for lexeme in lexemes[end : end + 4] if lexeme.low != ","]
    if before and (_names_a_day(before[-1]) or before[-1] in lexicon("month")):
        return True
    dated = bool(after[1:2]) and after[0].isdecimal() and after[1] in lexicon("month")
    return dated or bool(after and _names_a_day(after[0]))


def _names_a_day(word: str) -> bool:
    return word in ("today", "yesterday", "tomorrow") or (len(word) > 5 and word in lexicon("weekday"))


def _read_military(hit: Hit) -> Meaning | None:
    digits = hit["clock"]
    return _clock(hit, int(digits[:2]), int(digits[2:]), "")


def _read_noon(hit: Hit) -> Meaning | None:
    zone, utc = _zone(hit)
    return ClockTime(24 if hit["clock"] == "midnight" else 12, 0, zone, utc)


def _read_oclock(hit: Hit) -> Meaning | None:
    count = read_count(hit.words("clock"))
    if count is None or not 1 <= count <= 24:
        return None
    part = hit["part"]
    half = "pm" if part in ("afternoon", "evening") or (part == "night" and count > 4) else "am" if part else ""
    return _clock(hit, int(count), None, half)


def _read_hour_in(hit: Hit) -> Meaning | None:
    """ "At three in the morning"; those "killed three in the night" are no hour."""
    return _read_oclock(hit) if hit.before and hit.before.low in _BEFORE_CLOCK else None


_ZONED = (
    "zone:({open} {zone} (<offset> {small})? {close}|{zone} (<offset> {small})?|local time|(new york|washington"
    "|eastern|central|pacific|london|paris|moscow|beijing|tokyo|jerusalem|israel|cairo|kyiv|delhi) (standard|daylight)?"
    " time)"
)

_CLOCK: list[tuple[str, str, Callable[[Hit], Meaning | None]]] = [
    ("tonight", "tonight", _read_tonight),
    ("overnight", "overnight (?!(on|into|from) {weekday})", _read_overnight),
    (
        "part-of-this-day",
        "(early|late|later|earlier)? which:(this|last|the next|the following) (early|late|mid)? -? part:{part}",
        _read_this_part,
    ),
    ("part-of-that-day", "(that|the same) part:{part}", _read_same_part),
    ("part-of-that-day", "the (previous|preceding) part:{part}", _read_previous_part),
    ("part-of-day", "(the)? (early|wee|small|predawn|pre - dawn) (morning)? hours", _read_small_hours),
    ("part-of-a-day", "(by|until|in the) (early|late|mid) -? part:(morning|afternoon|evening)", _read_part),
    ("part-of-a-day", "by the part:(morning|afternoon|evening)", _read_part),
    (
        "part-of-a-day",
        "(at|by|before|around|shortly after) part:(dawn|daybreak|sunrise|sunup|dusk|sunset|sundown|nightfall)",
        _read_part,
    ),
    ("part-of-day", "(mid|early|late)? -? part:{part}", _read_part),
    ("part-of-a-day", "in the part:(morning|afternoon|evening)", _read_part),
    ("part-of-day", "the (mid|early|late)? -? part:{part}", _read_part),
    ("clock", f"clock:({{small}}|{{clock}}) ampm:<ampm> ({_ZONED})?", _read_clock),
    ("clock", f"clock:{{decimal}} ampm:<ampm> ({_ZONED})?", _read_pointed_clock),
    ("clock", f"clock:{{decimal}} {_ZONED}", _read_pointed_clock),
    ("clock", f"clock:{{compact}} ({_ZONED})?", _read_clock),
    ("clock", f"clock:{{clock}} (hours|hrs)? ({_ZONED})?", _read_bare_clock),
    ("clock", "clock:{small} (?=(and|to|until|-|–) other:({small}|{clock}) ampm:<ampm>)", _read_clock_of_pair),
    (
        "clock",
        (
            "(?<=at|by|around|about|before|after|until) clock:{small}"
            " (?=(on)? ({weekday}|<dayword>|this|last) {part}|tonight)"
        ),
        _read_clock_of_part,
    ),
    ("clock", "(?<=at|by|around|about|before|after|until) clock:({military}|{fourdigits}) (hours|hrs)", _read_military),
    ("clock", f"clock:({{military}}|{{fourdigits}}) (hours|hrs)? {_ZONED}", _read_military),
    ("clock", f"(the)? clock:(noon|midnight|midday) ({_ZONED})?", _read_noon),
    ("o-clock", "clock:({small}|{number}) o'clock ((in the|at) part:{part})?", _read_oclock),
    ("o-clock", "clock:({small}|{number}) in the part:{part}", _read_hour_in),
]


@cache
def clock_rules() -> tuple[Rule, ...]:
    """All rules of this module, compiled."""
    return tuple(build_rules(_CLOCK, MACROS))
