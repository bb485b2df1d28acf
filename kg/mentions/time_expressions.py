"""Text → time expressions: rules run, neighbours joined ("Monday" + "night"), look-alikes left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from kg.mentions.time_grammar import Expression, Rule, compile_pattern, match_rules
from kg.mentions.time_lexer import Lexed, read_lexemes
from kg.mentions.time_meanings import (
    ClockTime,
    DayDate,
    DigitsDate,
    EasterDate,
    FeastDate,
    Frequency,
    Length,
    Meaning,
    MonthDate,
    Origin,
    PartOfDay,
    Shifted,
    WeekdayDate,
)
from kg.mentions.time_other_calendars import without_other_calendars
from kg.mentions.time_rules import MACROS, calendar_rules
from kg.mentions.time_rules_clock import clock_rules
from kg.mentions.time_rules_relative import relative_rules
from kg.mentions.time_tense import Tense, TokenIndex, tense_at
from kg.model import Document, Span


@dataclass(frozen=True, slots=True)
class Expressions:
    """All expressions of a text, with the lexemes they are cut from and a way to the parse."""

    lexed: Lexed
    found: tuple[Expression, ...]
    tokens: TokenIndex

    def span(self, expression: Expression) -> Span:
        """The stretch of text."""
        lexemes = self.lexed.lexemes
        return Span(lexemes[expression.first].start, lexemes[expression.last - 1].end)

    def token(self, expression: Expression) -> Token | None:
        """The token in which the expression ends: the head of most of them."""
        return self.tokens.at(self.lexed.lexemes[expression.last - 1].start)

    def word_after(self, expression: Expression) -> str:
        """The word after the expression, in lower case; '' at the end."""
        return "".join(self.words_after(expression, 1))

    def words_after(self, expression: Expression, count: int) -> list[str]:
        """Up to ``count`` words after the expression, in lower case."""
        return [lexeme.low for lexeme in self.lexed.lexemes[expression.last : expression.last + count]]

    def words_between(self, one: Expression, other: Expression) -> list[str]:
        """The words from the end of one expression to the start of a later one, in lower case."""
        return [lexeme.low for lexeme in self.lexed.lexemes[one.last : other.first]]

    def words_before(self, expression: Expression, count: int) -> list[str]:
        """Up to ``count`` words before the expression, in lower case."""
        return [lexeme.low for lexeme in self.lexed.lexemes[max(0, expression.first - count) : expression.first]]


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of all modules; of two that match the same words the first holds."""
    _edge_pattern()
    return calendar_rules() + relative_rules() + clock_rules()


def find_expressions(document: Document) -> Expressions:
    """The time expressions of a document, in text order and none over another."""
    rules = all_rules()  # compiled before the text is read: the vocabulary is theirs
    lexed = read_lexemes(document.tokens.text)
    index = TokenIndex(document.tokens)
    matched = without_other_calendars(lexed, match_rules(lexed, rules))
    joined = _with_edges(lexed, _with_shared_ends(lexed, _join_day_and_clock(lexed, _with_one_order(lexed, matched))))
    draft = Expressions(lexed, (), index)
    timely = (expression for expression in joined if _is_time(draft, expression))
    kept = tuple(_as_difference(draft, _as_rate(draft, expression)) for expression in timely)
    return Expressions(lexed, kept, index)


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


# ------------------------------------------------------------------------------------------- joining

_DAYS = (DayDate, DigitsDate, WeekdayDate, FeastDate, EasterDate, Shifted)
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
    if _is_day(one) and _is_open_clock(other) and between in ([], ["'s"], [","], ["-"]):
        if between and isinstance(other.meaning, ClockTime) and between != [","]:
            return None
        meaning = _on(other, one)
    elif _is_open_clock(one) and _is_day(other) and between in ([], [","], ["on"], ["of"], [",", "on"]):
        meaning = _on(one, other)
    else:
        return None
    return Expression(one.first, other.last, meaning, f"{one.rule}+{other.rule}")


def _on(clock: Expression, day: Expression) -> PartOfDay | ClockTime:
    assert isinstance(clock.meaning, PartOfDay | ClockTime)
    assert isinstance(day.meaning, _DAYS)
    return replace(clock.meaning, day=day.meaning)


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
        case DayDate(year=None, shift=None), DayDate(year=int(year)):
            return replace(one, year=year - ((one.month, one.day) > (other.month, other.day)))
        case MonthDate(year=None, shift=None, which=None), MonthDate(year=int(year)):
            return replace(one, year=year - (one.month > other.month))
    return one


@cache
def _edge_pattern() -> re.Pattern[str]:
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
                if _edge_pattern().fullmatch(lexed.symbols, start, first) and lexed.lexemes[start].low not in (
                    "at",
                    "by",
                    "-",
                ):
                    first = start
                    break
        result.append(replace(expression, first=first))
        floor = expression.last
    return result


# ------------------------------------------------------------------------------------------- sorting out

_OF_TIME = frozenset(
    [
        *("in", "on", "of", "since", "by", "until", "till", "before", "after", "during", "from", "last", "next"),
        *("this", "late", "early", "mid", "earlier", "later", "for", "through", "to", "between", "throughout"),
        *("every", "each", "around", "about", "over"),
    ]
)


def _is_time(draft: Expressions, expression: Expression) -> bool:
    check = _CHECKS.get(expression.rule)
    return check(draft, expression) if check else True


def _as_rate(draft: Expressions, expression: Expression) -> Expression:
    """ "four flights a week": a frequency, where the parse hangs the week on what is counted."""
    meaning, first = expression.meaning, draft.lexed.lexemes[expression.first]
    if not isinstance(meaning, Length) or first.low not in ("a", "an") or expression.last - expression.first != 2:
        return expression
    token = draft.token(expression)
    if token is None or token.dep_ != "npadvmod" or token.head.pos_ not in ("NOUN", "NUM", "SYM", "PROPN"):
        return expression
    return replace(expression, meaning=Frequency(meaning.value), rule="rate")


def _as_difference(draft: Expressions, expression: Expression) -> Expression:
    """ "two days later than planned": how far apart two days are, and no day of its own."""
    meaning = expression.meaning
    if isinstance(meaning, Shifted) and meaning.origin is Origin.NARRATIVE and _next_word(draft, expression) == "than":
        return replace(expression, meaning=Length(_length_value(abs(meaning.steps), meaning.unit)), rule="difference")
    return expression


def _length_value(count: int, unit: str) -> str:
    """Fortnights and nights as TimeML has them: weeks and days."""
    if unit in ("H", "MIN", "S"):
        return f"PT{count}{unit[0]}"
    return {"FN": f"P{2 * count}W", "N": f"P{count}D", "WE": f"P{count}WE"}.get(unit, f"P{count}{unit}")


def _next_word(draft: Expressions, expression: Expression) -> str:
    lexemes = draft.lexed.lexemes
    return lexemes[expression.last].text if expression.last < len(lexemes) else ""


def _month_is_time(draft: Expressions, expression: Expression) -> bool:
    lexeme = draft.lexed.lexemes[expression.last - 1]
    before = draft.words_before(expression, 1)
    if before and before[0] in _OF_TIME:
        return True
    token = draft.tokens.at(lexeme.start)
    if token is None or (lexeme.low in ("may", "march") and token.pos_ != "PROPN"):
        return False
    if lexeme.low == "march" and _next_word(draft, expression) in ("for", "of", "on", "against", "to"):
        return False
    if lexeme.text.isupper() and len(lexeme.text) > 1 and lexeme.low in ("may", "march"):
        return False
    if token.ent_type_ in ("PERSON", "ORG", "WORK_OF_ART", "FAC"):
        return False
    return not (lexeme.low in ("may", "april", "june", "august") and _beside_name(draft, expression))


def _beside_name(draft: Expressions, expression: Expression) -> bool:
    following = _next_word(draft, expression)
    token = draft.token(expression)
    before = draft.words_before(expression, 1)
    named = following[:1].isupper() and bool(token is not None and token.dep_ in ("compound", "nsubj"))
    return named or bool(before and before[0] in ("mr", "mrs", "ms", "theresa", "prime", "minister"))


def _year_is_time(draft: Expressions, expression: Expression) -> bool:
    """Four digits are a year unless they count something or number something."""
    lexemes = draft.lexed.lexemes
    digits = lexemes[expression.last - 1]
    if digits.text.isalpha() and "thousand" in (lexeme.low for lexeme in lexemes[expression.first : expression.last]):
        return _spoken_is_year(draft, expression)
    if (expression.last - expression.first > 1 and lexemes[expression.first].low != "the") or (
        lexemes[expression.last - 2 : expression.last - 1] and lexemes[expression.last - 2].low == "year"
    ):
        return True
    before = draft.words_before(expression, 1)
    if before and before[0] in ("$", "#", "no", "no.", "number", "/", "+", "=", "flight", "room", "page", "route"):
        return False
    if before == ["-"] and expression.first > 1 and lexemes[expression.first - 2].text.isdecimal():
        return len(lexemes[expression.first - 2].text) == 4  # 1990-1995, but not a telephone number
    if not 1200 <= int(digits.text) <= 2100:
        return bool(before) and before[0] in ("in", "since", "year")
    token = draft.tokens.at(digits.start)
    return token is None or not _counts(
        token, bool(before) and before[0] in ("in", "since", "by", "until", "from", "of", "during")
    )


def _spoken_is_year(draft: Expressions, expression: Expression) -> bool:
    """ "In two thousand eight", but not "in two thousand homes"."""
    before, token = draft.words_before(expression, 1), draft.token(expression)
    counted = token is not None and token.dep_ in ("nummod", "quantmod", "compound") and token.head.i > token.i
    named = draft.lexed.lexemes[expression.first].low in ("the", "year")
    return named or (before in (["in"], ["by"], ["since"], ["until"], ["of"], ["year"]) and not counted)


def _counts(token: Token, after_preposition: bool) -> bool:
    head = token.head
    if token.dep_ in ("nummod", "quantmod") and head.i > token.i:
        if head.tag_ in ("NNS", "CD") and head.i == token.i + 1:
            return not after_preposition or head.lower_ in (
                "people",
                "men",
                "women",
                "children",
                "hours",
                "days",
                "years",
                "miles",
            )
        return False
    return (
        token.i + 1 < len(token.doc)
        and token.nbor().lower_ in ("%", "percent", "-", "/", "million", "billion")
        and token.nbor().lower_ not in ("-",)
    )


def _season_is_time(draft: Expressions, expression: Expression) -> bool:
    lexeme = draft.lexed.lexemes[expression.last - 1]
    token = draft.tokens.at(lexeme.start)
    before = draft.words_before(expression, 2)
    first = draft.lexed.lexemes[expression.first].low
    if token is None or token.pos_ not in ("NOUN", "PROPN") or token.ent_type_ in ("PERSON", "ORG", "GPE", "FAC"):
        return False
    preposition = bool(before) and before[-1] in (
        "in",
        "since",
        "by",
        "until",
        "during",
        "this",
        "of",
        "for",
        "over",
        "through",
    )
    if lexeme.low in ("fall", "spring"):
        return preposition and token.dep_ in ("pobj", "npadvmod")
    return preposition or first == "the"


def _weekday_is_time(draft: Expressions, expression: Expression) -> bool:
    if draft.words_before(expression, 1) in (["good"], ["black"], ["bloody"]):
        return False
    token = draft.token(expression)
    return token is None or token.ent_type_ not in ("PERSON", "WORK_OF_ART")


_FESTIVE = frozenset(
    "sales shopping shoppers trade trading season period rush break holiday holidays gift gifts market markets".split()
)


def _feast_is_time(draft: Expressions, expression: Expression) -> bool:
    """ "Christmas sales" and "the Easter holidays" tell of weeks around it."""
    return _next_word(draft, expression).lower() not in _FESTIVE


def _part_is_time(draft: Expressions, expression: Expression) -> bool:
    """A part of a day needs its day."""
    meaning = expression.meaning
    return not (isinstance(meaning, PartOfDay) and meaning.day is None)


def _listed_is_time(draft: Expressions, expression: Expression) -> bool:
    """The number of "May 3 and 12 people" counts them."""
    token = draft.token(expression)
    counted = token is None or (token.dep_ in ("nummod", "quantmod") and token.head.i > token.i)
    return _next_word(draft, expression) == "and" or not counted


def _soon_is_time(draft: Expressions, expression: Expression) -> bool:
    """Not "as soon as" and "soon after", nor what soon came in a story of old."""
    if tense_at(draft.token(expression)) is Tense.PAST:
        return False
    words = {*draft.words_before(expression, 1), _next_word(draft, expression).lower()}
    return not words & {"as", "after", "enough", "-", "how", "too"}


def _last_low(draft: Expressions, expression: Expression) -> str:
    return draft.lexed.lexemes[expression.last - 1].low


def _recent_is_time(draft: Expressions, expression: Expression) -> bool:
    token = draft.token(expression)
    last = draft.lexed.lexemes[expression.last - 1].low
    return last != "recent" or token is None or token.dep_ == "amod"


_CHECKS = {
    "month": lambda draft, expression: _month_is_time(draft, expression) if _bare_month(expression) else True,
    "year": _year_is_time,
    "bare-season": _season_is_time,
    "weekday": _weekday_is_time,
    "feast": _feast_is_time,
    "part-of-day": _part_is_time,
    "clock": lambda draft, expression: draft.words_before(expression, 1) != ["high"],
    "future": lambda draft, expression: _last_low(draft, expression) != "soon" or _soon_is_time(draft, expression),
    "listed-day": _listed_is_time,
    "recent": _recent_is_time,
}


def _bare_month(expression: Expression) -> bool:
    meaning = expression.meaning
    return isinstance(meaning, MonthDate) and meaning.year is None and meaning.which is None and meaning.shift is None
