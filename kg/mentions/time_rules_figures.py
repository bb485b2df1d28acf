"""Rules for the periods that figures are told of and compared with: the quarter, the same period last year."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from kg.mentions.time_grammar import Hit, Rule
from kg.mentions.time_lexer import lexicon
from kg.mentions.time_meanings import Meaning, QuarterDate, StoryQuarter
from kg.mentions.time_numbers import read_year
from kg.mentions.time_rules import build_rules
from kg.mentions.time_rules_relative import MACROS as RELATIVE_MACROS
from kg.mentions.time_rules_relative import read_length

MACROS = RELATIVE_MACROS | {
    "likewise": "(comparable|corresponding|equivalent|same|like)",
    "yearback": "((the)? (last|previous|preceding|prior) year|(a|one) year (ago|earlier|before)|the year (ago|before))",
}


def _read_year_ago_quarter(hit: Hit) -> Meaning | None:
    if "nth" in hit.match.re.groupindex and hit["nth"]:
        return QuarterDate(lexicon("ordinal")[hit["nth"]], shift=-1)
    return StoryQuarter(-1, period=_is_period(hit))


def _is_period(hit: Hit) -> bool:
    words = {lexeme.low for lexeme in hit.lexed.lexemes[hit.match.start() : hit.match.end()]}
    return "quarter" not in words


def _read_story_quarter(hit: Hit) -> Meaning | None:
    year = read_year(hit.words("year")) if "year" in hit.match.re.groupindex else None
    return StoryQuarter(0, year, _is_period(hit))


def _read_story_quarter_before(hit: Hit) -> Meaning | None:
    return StoryQuarter(-1, period=_is_period(hit))


_FIGURES: list[tuple[str, str, Callable[[Hit], Meaning | None]]] = [
    (
        "year-ago",
        (
            "(the)? (comparable)? (year|yr) - (ago|earlier) ((fiscal)? nth:(first|second|third|fourth) -?"
            " quarter|quarter|period)?"
        ),
        _read_year_ago_quarter,
    ),
    ("story-quarter", "(the|its) (fiscal)? quarter", _read_story_quarter),
    (
        "story-quarter",
        "(the|its) (latest|comparable|current|corresponding|same|most recent) (fiscal)? (quarter|period)",
        _read_story_quarter,
    ),
    ("story-quarter", "the (fiscal)? year:{fourdigits} (quarter|period)", _read_story_quarter),
    (
        "story-quarter",
        "(the|its) <likewise> (fiscal)? (quarter|period) (of|in)? year:{fourdigits}",
        _read_story_quarter,
    ),
    ("year-ago", "(the|its) <likewise> (fiscal)? (quarter|period) (of|in)? <yearback>", _read_story_quarter_before),
    ("year-ago", "the (fiscal)? quarter (a|one) year (ago|earlier|before)", _read_story_quarter_before),
    ("year-ago", "last year 's (fiscal)? (quarter|period)", _read_story_quarter_before),
    ("year-ago", "(the)? (comparable)? year - (ago|earlier) count:<precise> unit:months", read_length),
]


@cache
def figure_rules() -> tuple[Rule, ...]:
    """All rules of this module, compiled."""
    return tuple(build_rules(_FIGURES, MACROS))
