"""What only looks like a time: months that are names or verbs, digits that count, weekdays of songs."""

from __future__ import annotations

import re

from spacy.tokens import Token

from kg.mentions.time_findings import Expressions
from kg.mentions.time_grammar import Expression
from kg.mentions.time_lexer import lexicon
from kg.mentions.time_meanings import MonthDate, PartOfDay, QuarterDate
from kg.mentions.time_tense import Tense, tense_at

# what "today's" makes one of these days, not of this day
_OF_AN_AGE = frozenset(
    [
        *("world", "youth", "society", "generation", "children", "parents", "teenagers", "students", "consumers"),
        *("technology", "technologies", "computers", "cars", "economy", "money", "dollars", "standards", "terms"),
        *("culture", "politics", "politicians", "leaders", "workers", "women", "men", "families", "climate", "age"),
    ]
)


def _day_word_is_time(draft: Expressions, expression: Expression) -> bool:
    """ "Today's world" and "the leaders of tomorrow" are of no day."""
    token, before = draft.token(expression), draft.words_before(expression, 2)
    if token is not None and token.dep_ == "poss" and token.head.lower_ in _OF_AN_AGE:
        return False
    return not (before[1:] == ["of"] and (before[0] in _OF_AN_AGE or before[0] == "people"))


_OF_TIME = frozenset(
    [
        *("in", "on", "of", "since", "by", "until", "till", "before", "after", "during", "from", "last", "next"),
        *("this", "late", "early", "mid", "earlier", "later", "for", "through", "to", "between", "throughout"),
        *("every", "each", "around", "about", "over"),
    ]
)


def is_time(draft: Expressions, expression: Expression) -> bool:
    """True if it is one where it stands."""
    check = _CHECKS.get(expression.rule)
    return check(draft, expression) if check else True


def _month_is_time(draft: Expressions, expression: Expression) -> bool:
    lexeme = draft.lexed.lexemes[expression.last - 1]
    before = draft.words_before(expression, 1)
    if (
        draft.next_word(expression) in _STREETS
        or _ends_a_credit(draft, expression)
        or _begins_a_name(draft, expression)
    ):
        return False
    if before and before[0] in _OF_TIME:
        return True
    token = draft.tokens.at(lexeme.start)
    if token is None or (lexeme.low in ("may", "march") and token.pos_ != "PROPN"):
        return False
    if lexeme.low == "march" and draft.next_word(expression) in ("for", "of", "on", "against", "to"):
        return False
    if lexeme.text.isupper() and len(lexeme.text) > 1 and lexeme.low in ("may", "march"):
        return False
    if token.ent_type_ in ("PERSON", "ORG", "WORK_OF_ART", "FAC"):
        return False
    return not (lexeme.low in ("may", "april", "june", "august") and _beside_name(draft, expression))


def _ends_a_credit(draft: Expressions, expression: Expression) -> bool:
    """ "(Jane May/Agency)"."""
    before = draft.lexed.lexemes[expression.first - 1].text if expression.first else ""
    return draft.next_word(expression) == "/" and before.istitle()


def _begins_a_name(draft: Expressions, expression: Expression) -> bool:
    """ "Picture by April Stone": the parser holds what follows for a name of a person."""
    token, following = draft.token(expression), draft.next_word(expression)
    alone = token is None or token.i + 1 >= len(token.doc) or not following[:1].isupper()
    return not alone and token is not None and "PERSON" in (token.ent_type_, token.nbor().ent_type_)


_STREETS = frozenset(["Street", "Avenue", "Road", "Square", "Lane", "Boulevard", "Drive", "Bridge"])


def _beside_name(draft: Expressions, expression: Expression) -> bool:
    following = draft.next_word(expression)
    token = draft.token(expression)
    before = draft.words_before(expression, 1)
    named = following[:1].isupper() and bool(token is not None and token.dep_ in ("compound", "nsubj"))
    return named or bool(before and before[0] in ("mr", "mrs", "ms", "theresa", "prime", "minister"))


# after these four digits are a number or the name of a thing
_NUMBERED = frozenset(
    [
        *("$", "#", "no", "no.", "number", "/", "+", "=", "flight", "room", "page", "route", "highway", "road", "line"),
        *("resolution", "resolutions", "section", "article", "rule", "chapter", "verse", "unit", "platform", "model"),
        *("windows", "office", "version", "class", "type", "code", "channel", "lot", "box", "form", "series"),
    ]
)


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
    if (before and before[0] in _NUMBERED) or _is_table_cell(draft, expression):
        return False
    if before == ["-"] and expression.first > 1 and lexemes[expression.first - 2].text.isdecimal():
        return len(lexemes[expression.first - 2].text) == 4  # 1990-1995, but not a telephone number
    if _begins_a_compound(draft, expression):
        return False
    if not 1200 <= int(digits.text) <= 2100:
        return bool(before) and before[0] in ("in", "since", "year")
    token = draft.tokens.at(digits.start)
    return token is None or not _counts(
        token, bool(before) and before[0] in ("in", "since", "by", "until", "from", "of", "during")
    )


# characters of a row that are looked at on either side
_ROW = 200


def _is_table_cell(draft: Expressions, expression: Expression) -> bool:
    """A cell of a row with other numbers: what it counts is said elsewhere; a row of years is its head."""
    beside = {*draft.words_before(expression, 1), draft.next_word(expression)}
    if "|" not in beside:
        return False
    text, span = draft.lexed.text, draft.span(expression)
    before, after = text[max(0, span.start - _ROW) : span.start], text[span.end : span.end + _ROW]
    row = f"{before.rpartition(chr(10))[2]}|{after.partition(chr(10))[0]}"
    cells = [cell.strip() for cell in row.split("|")]
    return any(re.fullmatch(r"[\d.,%]+", cell) and not re.fullmatch(r"(?:1[89]|20)\d\d", cell) for cell in cells)


# what follows a year and a hyphen; other words are counted ("a 1500-metre race", "a 2000-strong crowd")
_AFTER_YEAR = frozenset(
    [
        *("era", "style", "vintage", "model", "built", "born", "only", "related", "to", "through", "season", "issue"),
        *("type", "dated", "present", "based", "and", "level", "levels", "early", "mid", "late"),
    ]
)


def _begins_a_compound(draft: Expressions, expression: Expression) -> bool:
    beside = draft.lexed.lexemes[expression.last : expression.last + 2]
    if len(beside) < 2 or beside[0].text != "-" or beside[1].start != beside[0].end:
        return False
    return beside[1].text.islower() and beside[1].text.isalpha() and beside[1].low not in _AFTER_YEAR


def _spoken_is_year(draft: Expressions, expression: Expression) -> bool:
    """ "In two thousand eight", but not "in two thousand homes"."""
    before, token = draft.words_before(expression, 1), draft.token(expression)
    counted = token is not None and token.dep_ in ("nummod", "quantmod", "compound") and token.head.i > token.i
    named = draft.lexed.lexemes[expression.first].low in ("the", "year")
    return named or (before in (["in"], ["by"], ["since"], ["until"], ["of"], ["year"]) and not counted)


# "in 1200 homes" counts them, "in 1950 homes were built" tells a year
_FIRST_LIKELY_YEAR = 1850


def _counts(token: Token, after_preposition: bool) -> bool:
    head = token.head
    if token.dep_ in ("nummod", "quantmod") and head.i > token.i:
        if head.tag_ in ("NNS", "CD") and head.i == token.i + 1:
            return (
                not after_preposition
                or (token.text.isdecimal() and int(token.text) < _FIRST_LIKELY_YEAR)
                or head.lower_
                in (
                    "people",
                    "men",
                    "women",
                    "children",
                    "hours",
                    "days",
                    "years",
                    "miles",
                )
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
    if lexeme.low == "fall" and draft.next_word(expression) == "of":
        return False  # "since the fall of the city"
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
    if token is None:
        return True
    before = draft.words_before(expression, 1)
    some = before == ["a"] and token.dep_ in ("pobj", "npadvmod") and token.nbor(-1).lower_ == "a"
    return token.ent_type_ not in ("PERSON", "WORK_OF_ART") and not some and not _names_a_body(before, token)


def _names_a_body(before: list[str], token: Token) -> bool:
    """ "The Sunday Times", "the Monday Club": a name, where all that follows up to its head has capitals."""
    head = token
    while head.dep_ in ("compound", "nmod") and token.i <= head.head.i <= token.i + _LONGEST_NAME:
        head = head.head
    if before != ["the"] or head is token or head.dep_ in ("compound", "nmod"):
        return False
    return head.pos_ == "PROPN" and all(word.text[0].isupper() for word in token.doc[token.i : head.i + 1])


_LONGEST_NAME = 3


_FESTIVE = frozenset(
    "sales shopping shoppers trade trading season period rush break holiday holidays gift gifts market markets".split()
)


def _feast_is_time(draft: Expressions, expression: Expression) -> bool:
    """ "Christmas sales" and "the Easter holidays" tell of weeks around it."""
    after = draft.words_after(expression, 4)
    listed = after[:1] == ["and"] and not _FESTIVE.isdisjoint(after)
    return not listed and draft.next_word(expression).lower() not in _FESTIVE


# characters before and after in which a game may be told
_AROUND = 150
_GAME = frozenset(
    [
        *("touchdown", "touchdowns", "halftime", "quarterback", "quarterbacks", "yard", "yards", "rebound", "rebounds"),
        *("linebacker", "fumble", "buzzer", "overtime", "dunk", "basket", "baskets", "playoff", "playoffs", "scored"),
        *("turnover", "turnovers", "interception", "kickoff", "guard", "scorer", "scoreless"),
    ]
)


def _quarter_is_time(draft: Expressions, expression: Expression) -> bool:
    """Not those of a game; a quarter with its year is one of the calendar."""
    meaning = expression.meaning
    if not isinstance(meaning, QuarterDate) or meaning.year is not None or meaning.shift is not None:
        return True
    span = draft.span(expression)
    around = draft.lexed.text[max(0, span.start - _AROUND) : span.end + _AROUND].lower()
    words = set(re.findall(r"[a-z]+", around))
    return len(words & _GAME) < 1 + bool(words & _BUSINESS)


_BUSINESS = frozenset(
    ["profit", "profits", "loss", "losses", "sales", "revenue", "earnings", "income", "growth", "net"]
)


def _part_is_time(draft: Expressions, expression: Expression) -> bool:
    """A part of a day needs its day."""
    meaning = expression.meaning
    return not (isinstance(meaning, PartOfDay) and meaning.day is None)


def _listed_is_time(draft: Expressions, expression: Expression) -> bool:
    """The number of "May 3 and 12 people" counts them."""
    token = draft.token(expression)
    counted = token is None or (token.dep_ in ("nummod", "quantmod") and token.head.i > token.i)
    return draft.next_word(expression) == "and" or not counted


def _soon_is_time(draft: Expressions, expression: Expression) -> bool:
    """Not "as soon as" and "soon after", nor what soon came in a story of old."""
    if tense_at(draft.token(expression)) is Tense.PAST:
        return False
    words = {*draft.words_before(expression, 1), draft.next_word(expression).lower()}
    return not words & {"as", "after", "enough", "-", "how", "too"}


def _recently_is_time(draft: Expressions, expression: Expression) -> bool:
    """Not where the date itself follows: "most recently in 2012", "as recently as May"."""
    if _last_low(draft, expression) != "recently":
        return True
    after = draft.words_after(expression, 2)
    dated = any(word in lexicon("month") or word in ("last", "this") or word[:1].isdigit() for word in after[-1:])
    return not (after[:1] == ["as"] or (after[:1] in (["in"], ["on"]) and dated) or after[:1] in (["last"], ["this"]))


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
    "quarter": _quarter_is_time,
    "feast": _feast_is_time,
    "part-of-day": _part_is_time,
    "clock": lambda draft, expression: draft.words_before(expression, 1) != ["high"],
    "future": lambda draft, expression: _last_low(draft, expression) != "soon" or _soon_is_time(draft, expression),
    "listed-day": _listed_is_time,
    "recent": _recent_is_time,
    "past": _recently_is_time,
    "day-word": _day_word_is_time,
}


def _bare_month(expression: Expression) -> bool:
    meaning = expression.meaning
    if not isinstance(meaning, MonthDate):
        return False
    return (meaning.year, meaning.which, meaning.shift, meaning.told) == (None, None, None, None)
