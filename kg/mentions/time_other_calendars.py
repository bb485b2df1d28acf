"""Years that are not counted from the birth of Christ, or are counted back from it: they are no Gregorian years.

They are left out and not converted: a conversion needs the month, the place and often the moon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kg.mentions.time_grammar import Expression
from kg.mentions.time_lexer import Lexed, lexicon
from kg.mentions.time_meanings import CenturyDate, DecadeDate, MonthDate, YearDate

_WINDOW = 48
# an article that names one year of such a calendar means its neighbours so too
_NEIGHBOURS = 60
_ERA_AFTER = r"\s*\(?(?:A\.?H\b|H\.(?=\s|$)|S\.?H\b|B\.?E\b|B\.?C\b|BCE\b|B\.C\.E|B\.?S\b|Hijri|hijri)"
# a day of a month that is none of the twelve: they would be read with their year
_NUMBERED_MONTH = r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?-i:[A-Z])[\w'-]+(?:[ -][\w'-]+)?,?"
# a month of another calendar beside a later year is named for that year of ours ("Ramadan 2024")
_LAST_OF_OTHERS = 1599


@cache
def _before() -> re.Pattern[str]:
    names = lexicon("other_calendar")
    eras, calendars = "|".join(names["eras"]), "|".join(names["names"])
    years = rf"(?:{calendars})\s+(?:new\s+)?(?:calendar\s+)?(?:year|era|calendar)(?:\s+of)?"
    return re.compile(rf"\b(?:{eras}|{years}|A\.?H\.?|B\.?E\.?),?\s*$", re.IGNORECASE)


@cache
def _month() -> re.Pattern[str]:
    months = "|".join(lexicon("other_calendar")["months"])
    return re.compile(rf"(?:\b(?:{months}),?|{_NUMBERED_MONTH})\s*$", re.IGNORECASE)


@cache
def _after() -> re.Pattern[str]:
    names = "|".join(lexicon("other_calendar")["names"])
    link = r",?\s*(?:(?:in|on|of|by|under|according\s+to)\s+)?(?:the|its|their)?\s*"
    return re.compile(rf"{_ERA_AFTER}|{link}(?:{names})\b[\w\s-]{{0,16}}\b(?:calendar|era)\b")


def without_other_calendars(lexed: Lexed, found: Sequence[Expression]) -> list[Expression]:
    """The expressions without years of other calendars, and without the years beside those in number."""
    ours: list[Expression] = []
    years: set[int] = set()
    for expression in found:
        if not _is_foreign(lexed, expression):
            ours.append(expression)
        elif isinstance(expression.meaning, YearDate):
            years |= set(range(expression.meaning.year - _NEIGHBOURS, expression.meaning.year + _NEIGHBOURS + 1))
    return [e for e in ours if not (isinstance(e.meaning, YearDate) and e.meaning.year in years)]


def _is_foreign(lexed: Lexed, expression: Expression) -> bool:
    if not isinstance(expression.meaning, YearDate | CenturyDate | DecadeDate | MonthDate):
        return False
    start, end = lexed.lexemes[expression.first].start, lexed.lexemes[expression.last - 1].end
    before, after = lexed.text[max(0, start - _WINDOW) : start], lexed.text[end : end + _WINDOW]
    if _after().match(after):
        return True
    if not isinstance(expression.meaning, YearDate):
        return False
    if _before().search(before):
        return True
    return expression.meaning.year <= _LAST_OF_OTHERS and bool(_month().search(before))
