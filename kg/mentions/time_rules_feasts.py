"""Rules for feasts by their name: fixed days, weekdays of a month, days counted from Easter, weeks around them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from kg.mentions.time_grammar import Hit, Rule
from kg.mentions.time_lexer import lexicon
from kg.mentions.time_meanings import DayDate, EasterDate, FeastDate, Meaning, WeekOf, Which
from kg.mentions.time_rules import MACROS, build_rules, which_of, year_of


def _capitalised(hit: Hit) -> bool:
    return hit.lexed.lexemes[hit.match.start("feast")].text[0].isupper()


def _feast_rules() -> list[tuple[str, str, Callable[[Hit], Meaning | None]]]:
    rules: list[tuple[str, str, Callable[[Hit], Meaning | None]]] = []
    for name, day in lexicon("feast").items():
        month, number = (int(part) for part in day.split("-"))
        rules.append(("feast", _named(name), _fixed(month, number)))
    for name, (month, weekday, nth, *offset) in lexicon("movable_feast").items():
        rules.append(("feast", _named(name), _movable(month, weekday, nth, *offset)))
    for name, offset in lexicon("easter").items():
        rules.append(("feast", _named(name), _from_easter(offset)))
    return rules


def _named(name: str) -> str:
    words = name.replace("'s", " 's")
    return f"(which:<which>)? feast:({words}) (around:(week|weekend)|(in|of|,)? year:<year>)?"


def _around(hit: Hit, feast: DayDate | FeastDate | EasterDate) -> Meaning:
    """ "Christmas week", "the Easter weekend" hold the feast."""
    return WeekOf(feast, weekend=hit["around"] == "weekend") if hit["around"] else feast


def _fixed(month: int, day: int) -> Callable[[Hit], Meaning | None]:
    def read(hit: Hit) -> Meaning | None:
        shift = {Which.LAST: -1, Which.NEXT: 1}.get(which_of(hit) or Which.THIS)
        feast = DayDate(month, day, year_of(hit), shift=shift if hit["which"] else None)
        return _around(hit, feast) if _capitalised(hit) and not _is_of_another_country(hit) else None

    return read


def _is_of_another_country(hit: Hit) -> bool:
    """ "Ukraine's Independence Day", "Pakistani Independence Day": not that of the United States."""
    before = hit.before
    owned = before is not None and (before.low == "'s" or (before.text[0].isupper() and before.low not in _FIRST_WORDS))
    return hit["feast"] == "independence day" and owned


_FIRST_WORDS = frozenset(
    ["on", "the", "for", "after", "before", "since", "by", "this", "american", "us", "u.s.", "last"]
)


def _from_easter(offset: int) -> Callable[[Hit], Meaning | None]:
    def read(hit: Hit) -> Meaning | None:
        if not _capitalised(hit) or (hit.before and hit.before.low == "orthodox"):
            return None
        return _around(hit, EasterDate(offset, year_of(hit), which_of(hit)))

    return read


def _movable(month: int, weekday: int, nth: int, offset: int = 0) -> Callable[[Hit], Meaning | None]:
    def read(hit: Hit) -> Meaning | None:
        if not _capitalised(hit):
            return None
        return _around(hit, FeastDate(month, weekday, nth, offset, year_of(hit), which_of(hit)))

    return read


@cache
def feast_rules() -> tuple[Rule, ...]:
    """All rules of this module, compiled."""
    return tuple(build_rules(_feast_rules(), MACROS))
