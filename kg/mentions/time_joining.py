"""Neighbours that are one expression ("Monday" + "night"), or of which one says what the other leaves out."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from kg.mentions.time_grammar import Expression, compile_pattern
from kg.mentions.time_lexer import Lexed
from kg.mentions.time_meanings import (
    ClockTime,
    DayBeside,
    DayDate,
    DigitsDate,
    EasterDate,
    FeastDate,
    Frequency,
    Length,
    Meaning,
    MonthDate,
    MonthWeekday,
    PartOfDay,
    QuarterDate,
    Shifted,
    WeekdayDate,
)
from kg.mentions.time_rules import MACROS


def join_expressions(lexed: Lexed, found: list[Expression]) -> list[Expression]:
    """The expressions of a text, in its order, once they know of each other."""
    joined = _join_day_and_clock(lexed, _with_one_order(lexed, _join_lengths(lexed, found)))
    edged = _with_edges(lexed, _with_shared_ends(lexed, joined))
    return [_beside_day(lexed, expression) for expression in _with_day_of_both_clocks(lexed, edged)]


def _join_lengths(lexed: Lexed, found: list[Expression]) -> list[Expression]:
    """ "Two hours, 19 minutes and 41 seconds" is one length."""
    joined: list[Expression] = []
    for expression in found:
        one = joined[-1] if joined else None
        between = [lexeme.low for lexeme in lexed.lexemes[one.last : expression.first]] if one else []
        value = _length_of_both(one.meaning, expression.meaning) if one and between in _LISTED else None
        if one and value:
            joined[-1] = Expression(one.first, expression.last, Length(value), one.rule)
        else:
            joined.append(expression)
    return joined


_LISTED: tuple[list[str], ...] = ([], [","], ["and"], [",", "and"])
# units of time from the longest to the shortest, each with those that may follow it in one length
_CLOCK_LENGTH = re.compile(r"PT(?:\d+H)?(?:\d+M)?(?:\d+S)?")
_DAY_LENGTH = re.compile(r"P(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?")


def _length_of_both(one: Meaning, other: Meaning) -> str | None:
    if not isinstance(one, Length) or not isinstance(other, Length):
        return None
    for pattern, prefix in ((_CLOCK_LENGTH, "PT"), (_DAY_LENGTH, "P")):
        whole = one.value + other.value.removeprefix(prefix)
        if pattern.fullmatch(one.value) and pattern.fullmatch(other.value) and pattern.fullmatch(whole):
            return whole
    return None


def _beside_day(lexed: Lexed, expression: Expression) -> Expression:
    """ "The day before Christmas" is another day than Christmas."""
    meaning, first = expression.meaning, expression.first
    before = [lexeme.low for lexeme in lexed.lexemes[max(0, first - 3) : first]]
    if before[:2] != ["the", "day"] or before[2] not in ("before", "after"):
        return expression
    if not isinstance(meaning, DayDate | FeastDate | EasterDate | WeekdayDate):
        return expression
    beside = DayBeside(meaning, -1 if before[2] == "before" else 1)
    return Expression(first - 3, expression.last, beside, f"beside+{expression.rule}")


def _with_one_order(lexed: Lexed, found: list[Expression]) -> list[Expression]:
    """ "03/04/2015" beside "25/04/2015" is 3 April: one text writes its dates in one order."""
    if not any(isinstance(expression.meaning, DigitsDate) for expression in found):
        return found
    certain = [e for e in found if e.rule == "numeric" and "/" in lexed.lexemes[e.first].text]
    day_first = {int(lexed.lexemes[e.first].text.split("/")[0]) > 12 for e in certain if isinstance(e.meaning, DayDate)}
    return [_in_order(e, *day_first) if len(day_first) == 1 else e for e in found]


def _in_order(expression: Expression, day_first: bool) -> Expression:
    meaning = expression.meaning
    if not isinstance(meaning, DigitsDate):
        return expression
    month, day = (meaning.second, meaning.first) if day_first else (meaning.first, meaning.second)
    return replace(expression, meaning=DayDate(month, day, meaning.year))


_DAYS = (DayDate, DigitsDate, WeekdayDate, FeastDate, MonthWeekday, EasterDate, Shifted)
_CLOCKS = (PartOfDay, ClockTime)


def _is_day(expression: Expression) -> bool:
    meaning = expression.meaning
    return isinstance(meaning, _DAYS) and (not isinstance(meaning, Shifted) or meaning.unit == "D")


def _is_open_clock(expression: Expression) -> bool:
    return isinstance(expression.meaning, _CLOCKS) and expression.meaning.day is None


def _join_day_and_clock(lexed: Lexed, found: list[Expression]) -> list[Expression]:
    """ "Monday night", "10 a.m. on Monday", "March 3 at noon": one expression each."""
    joined: list[Expression] = []
    for expression in found:
        merged = _merge(lexed, joined[-1], expression) if joined else None
        if merged:
            joined[-1] = merged
        else:
            joined.append(expression)
    return joined


def _merge(lexed: Lexed, one: Expression, other: Expression) -> Expression | None:
    between = [lexeme.low for lexeme in lexed.lexemes[one.last : other.first]]
    if not between and (whole := _with_part(one.meaning, other.meaning) or _in_part(one.meaning, other.meaning)):
        return Expression(one.first, other.last, whole, f"{one.rule}+{other.rule}")
    if _is_day(one) and _is_open_clock(other) and between in ([], ["'s"], [","], ["-"]):
        if between and isinstance(other.meaning, ClockTime) and between != [","]:
            return None
        meaning = _every_such_part(lexed, one, other) or _on(other, one)
    elif (
        (_is_open_clock(one) or one.rule == "part-of-a-day")
        and _is_day(other)
        and between in ([], [","], ["on"], ["of"], [",", "on"])
    ):
        meaning = _on(one, other)
    else:
        return None
    return Expression(one.first, other.last, meaning, f"{one.rule}+{other.rule}")


# parts of a day that the hours one to eleven of the second half of the day lie in
_AFTER_NOON = frozenset(["TAF", "TEV", "TNI"])
_SMALL_HOURS = 5


def _with_part(one: Meaning, other: Meaning) -> PartOfDay | ClockTime | None:
    """ "9:15 on Monday" + "night" is 21:15; "the early hours of Monday" + "morning" is the morning."""
    if not isinstance(one, _CLOCKS) or one.day is None or not isinstance(other, PartOfDay) or other.day is not None:
        return None
    if isinstance(one, PartOfDay):
        return replace(one, part=other.part)
    return _by_part(one, other.part)


def _in_part(one: Meaning, other: Meaning) -> ClockTime | None:
    """ "11:20" + "last night", "4 o'clock" + "this afternoon"."""
    if not isinstance(one, ClockTime) or one.day is not None or not isinstance(other, PartOfDay) or other.day is None:
        return None
    return replace(_by_part(one, other.part), day=other.day)


def _by_part(clock: ClockTime, part: str) -> ClockTime:
    late = part in _AFTER_NOON and clock.hour < 12 and (part != "TNI" or clock.hour >= _SMALL_HOURS)
    return replace(clock, hour=clock.hour + 12 * late)


def _every_such_part(lexed: Lexed, one: Expression, other: Expression) -> Frequency | None:
    """ "Tuesday nights": each of them."""
    day, part = one.meaning, other.meaning
    if not isinstance(day, WeekdayDate) or day.which is not None or not isinstance(part, PartOfDay):
        return None
    plural = lexed.lexemes[other.last - 1].low.endswith("s")
    return Frequency(f"XXXX-WXX-{day.weekday}{part.part}") if plural else None


def _on(clock: Expression, day: Expression) -> PartOfDay | ClockTime:
    assert isinstance(clock.meaning, PartOfDay | ClockTime)
    assert isinstance(day.meaning, _DAYS)
    return replace(clock.meaning, day=day.meaning)


# farther apart two clocks do not show one day
_SAME_DAY_HOURS = 12


def _with_day_of_both_clocks(lexed: Lexed, found: list[Expression]) -> list[Expression]:
    """ "At 3:15 p.m. (0615 GMT) on Monday": the day is that of both clocks."""
    shared = list(found)
    for place, (one, other, day) in enumerate(zip(found, found[1:], found[2:], strict=False)):
        clocks = (one.meaning, other.meaning)
        apart = [lexeme.low for lexeme in lexed.lexemes[one.last : other.first]]
        after = [lexeme.low for lexeme in lexed.lexemes[other.last : day.first] if lexeme.low not in (")", ",", "on")]
        if apart == ["("] and not after and _is_day(day) and _show_one_day(*clocks):
            shared[place : place + 2] = [replace(e, meaning=_on(e, day)) for e in (one, other)]
    return shared


def _show_one_day(one: Meaning, other: Meaning) -> bool:
    if not isinstance(one, ClockTime) or not isinstance(other, ClockTime) or one.day or other.day:
        return False
    return abs(one.hour - other.hour) <= _SAME_DAY_HOURS


_RANGE = (["to"], ["and"], ["until"], ["till"], ["through"], ["-"], ["–"])


def _with_shared_ends(lexed: Lexed, found: list[Expression]) -> list[Expression]:
    """ "Jan. 1 to Feb. 3, 2014", "between 9 a.m. and 5 p.m. on Monday": the last says the year or day of both."""
    shared = list(found)
    for place in range(len(found) - 2, -1, -1):
        one, other = shared[place], shared[place + 1]
        if [lexeme.low for lexeme in lexed.lexemes[one.last : other.first]] in _RANGE:
            shared[place] = replace(one, meaning=_completed(one.meaning, other.meaning))
    return shared


def _completed(one: Meaning, other: Meaning) -> Meaning:
    match one, other:
        case ClockTime(day=None), ClockTime(day=day):
            return replace(one, day=day)
        case WeekdayDate(which=None), Frequency(value) if value.startswith("XXXX-WXX-") and len(value) > len(
            "XXXX-WXX-1"
        ):
            return Frequency(f"XXXX-WXX-{one.weekday}{value[-3:]}")
        case DayDate(year=None, shift=None), DayDate(year=int(year)):
            return replace(one, year=year - ((one.month, one.day) > (other.month, other.day)))
        case QuarterDate(year=None, shift=None), QuarterDate(year=int(year)) if one.size == other.size:
            return replace(one, year=year)
        case MonthDate(year=None, shift=None, which=None), MonthDate(year=int(year)):
            return replace(one, year=year - (one.month > other.month))
    return one


@cache
def edge_pattern() -> re.Pattern[str]:
    """ "Early", "the end of" and the like: what is taken into the expression that follows."""
    edges = (
        "((the|at|by)? (the)? (very)? (beginning|start|end|middle|close|rest|remainder|turn|dawn|eve) of (the)?"
        "|(the)? (early|earlier|late|later|mid|mid -|early -|late -) (in|on|the)* | (the)? - )"
    )
    return re.compile(compile_pattern(edges, MACROS))


def _with_edges(lexed: Lexed, found: list[Expression]) -> list[Expression]:
    """Take "early", "late", "the end of" and the like into the expression that follows."""
    widest, result, floor = 6, [], 0
    for expression in found:
        first = expression.first
        if not isinstance(expression.meaning, _CLOCKS) or isinstance(expression.meaning, PartOfDay):
            for start in range(max(floor, first - widest), first):
                if edge_pattern().fullmatch(lexed.symbols, start, first) and lexed.lexemes[start].low not in (
                    "at",
                    "by",
                    "-",
                ):
                    first = start
                    break
        result.append(replace(expression, first=first))
        floor = expression.last
    return result
