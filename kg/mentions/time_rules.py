"""Rules for what stands on the calendar: days, months, quarters, seasons, years, decades, centuries."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from kg.mentions.time_grammar import Hit, Rule, compile_pattern, needed_symbols
from kg.mentions.time_lexer import lexicon
from kg.mentions.time_meanings import (
    CenturyDate,
    DayDate,
    DayRange,
    DecadeDate,
    DigitsDate,
    FeastDate,
    IsoWeek,
    Meaning,
    MonthDate,
    MonthWeekday,
    Origin,
    QuarterDate,
    QuarterTo,
    SeasonDate,
    WeekdayDate,
    WeekOf,
    Which,
    YearDate,
)
from kg.mentions.time_numbers import read_count, read_ordinal, read_year

MACROS = {
    "dash": "(-|–|—)",
    "dom": "({small}|{nth}|<ordinal>)",
    "ordinal": "({ordinal}|(twenty|thirty) - {ordinal})",
    "nth": "({nth}|<ordinal>)",
    "year": "({fourdigits}|{short})",
    "spoken": "((nineteen|eighteen) {number} (- {number})?|two thousand (and)? ({number})?)",
    "anyyear": "(<year>|<spoken>)",
    "which": "(last|next|this|past|coming|upcoming|this past|this coming|this last|this next|current)",
    "whose": "(last|next|this)",
    "whosoever": "(last|next|this|that)",
    "story": "(that|that same|the same|the following|the next|the previous|the preceding)",
    "abbreviated": "(jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)",
    "figures": (
        "(profit|profits|loss|losses|earnings|results|sales|revenue|revenues|net|income|turnover|output"
        "|production|growth|figures|exports|dividend)"
    ),
}

# words that are months or weekdays only with a capital, and words that are so only beside a number
_CAPITAL_ONLY = frozenset("may march august mar dec jan sat sun mon wed fri jun".split())

WHICH = {
    "last": Which.LAST,
    "past": Which.LAST,
    "previous": Which.LAST,
    "preceding": Which.LAST,
    "this": Which.THIS,
    "current": Which.THIS,
    "same": Which.THIS,
    "that": Which.THIS,
    "next": Which.NEXT,
    "coming": Which.NEXT,
    "upcoming": Which.NEXT,
    "following": Which.NEXT,
}


def which_of(hit: Hit, group: str = "which") -> Which | None:
    """Last, this or next, by the last such word of the group; None without."""
    words = [word for word in hit.words(group) if word in WHICH] if group in hit.match.re.groupindex else []
    return WHICH[words[-1]] if words else None


def _month(hit: Hit, group: str = "month") -> int | None:
    start = hit.match.start(group)
    lexeme = hit.lexed.lexemes[start]
    low = lexeme.low.rstrip(".")
    if low in _CAPITAL_ONLY and not lexeme.text[0].isupper():
        return None
    month: int = lexicon("month")[low]
    return month


def _day(hit: Hit, group: str = "day") -> int | None:
    day = read_ordinal(hit.words(group))
    return day if day and 1 <= day <= 31 else None


def year_of(hit: Hit, group: str = "year") -> int | None:
    """The year of a part of the match; None without."""
    return read_year(hit.words(group)) if group in hit.match.re.groupindex else None


def _weekday(hit: Hit) -> int | None:
    found: int | None = lexicon("weekday").get(hit["weekday"])
    return found


def _read_day(hit: Hit) -> Meaning | None:
    month, day = _month(hit), _day(hit)
    if not month or not day:
        return None
    year = year_of(hit) or (2001 if (month, day) == (9, 11) and _is_of_2001(hit) else None)
    return DayDate(month, day, year, _weekday(hit), which_of(hit, "whose"), which_of(hit, "story"))


def _is_of_2001(hit: Hit) -> bool:
    """ "The Sept. 11 attacks", in the plural, are those of one day."""
    after = [lexeme.low for lexeme in hit.lexed.lexemes[hit.match.end() : hit.match.end() + 2]]
    return after[:1] == ["attacks"] or after in (["terrorist", "attacks"], ["terror", "attacks"])


def _read_numbered_day(hit: Hit) -> Meaning | None:
    """ "9/11" has become a name."""
    return DayDate(9, 11, 2001) if hit["code"] == "9/11" and not (hit.after and hit.after.low == "of") else None


def _read_listed_day(hit: Hit) -> Meaning | None:
    """The second day of "April 24 and 25", the first of "12 and 13 March"."""
    start, end = hit.match.span()
    word = hit.lexed.lexemes[end + 2 if hit["last"] else start - 3].low.rstrip(".")
    return DayDate(lexicon("month")[word], int(hit["day"]))


def _read_day_range(hit: Hit) -> Meaning | None:
    month, first, last = _month(hit), _day(hit, "first"), _day(hit, "last")
    if not month or not first or not last:
        return None
    second = _month(hit, "second") if "second" in hit.match.re.groupindex else None
    if not second and first >= last:
        return None
    return DayRange(month, first, last, year_of(hit), second)


def _read_month(hit: Hit) -> Meaning | None:
    month = _month(hit)
    if not month:
        return None
    return MonthDate(month, year_of(hit), which_of(hit), which_of(hit, "whose"), which_of(hit, "story"))


def _read_bare_month(hit: Hit) -> Meaning | None:
    lexeme = hit.lexed.lexemes[hit.match.start("month")]
    if not lexeme.text[0].isupper() or (len(lexeme.low) == 3 and lexeme.low != "may"):
        return None
    return _read_month(hit)


def _read_year(hit: Hit) -> Meaning | None:
    year = year_of(hit)
    return YearDate(year, bool(hit["fiscal"])) if year else None


def _read_quarter(hit: Hit) -> Meaning | None:
    number = read_ordinal(hit.words("nth")) if hit["nth"] else 4
    size = 2 if hit["size"].startswith("half") else 4
    if not number or number > size:
        return None
    return QuarterDate(number, year_of(hit), which_of(hit, "whose"), size, bool(hit["fiscal"]))


def _read_listed_quarter(hit: Hit) -> Meaning | None:
    """The first of "the second and third quarters of 2014"."""
    number = read_ordinal(hit.words("nth"))
    return QuarterDate(number) if number and number <= 4 else None


def _read_last_part(hit: Hit) -> Meaning | None:
    size = 2 if hit["size"] == "half" else 4
    return QuarterDate(size, year_of(hit), which_of(hit, "whose"), size)


def _read_quarter_by_months(hit: Hit) -> Meaning | None:
    """ "The April-June quarter"; three other months have no number."""
    first, last = _month(hit, "first"), _month(hit, "last")
    if not first or not last or last != first + 2 or last % 3:
        return None
    return QuarterDate(last // 3, year_of(hit))


def _read_quarter_to(hit: Hit) -> Meaning | None:
    month, day = _month(hit), _day(hit)
    return QuarterTo(DayDate(month, day, year_of(hit))) if month and day else None


def _read_first_two_quarters(hit: Hit) -> Meaning | None:
    return QuarterDate(1, year_of(hit), which_of(hit, "whose"), 2)


def _read_half_of_this_year(hit: Hit) -> Meaning | None:
    size = 2 if hit["size"].startswith("half") else 4
    number = size if hit["nth"] in ("last", "latter", "final") else read_ordinal(hit.words("nth"))
    return QuarterDate(number, shift=0, size=size) if number and number <= size else None


def _read_fiscal_code(hit: Hit) -> Meaning | None:
    found = re.fullmatch(r"fy(\d\d(?:\d\d)?)", hit["code"])
    return YearDate(int(found[1]) + (2000 if len(found[1]) == 2 else 0), fiscal=True) if found else None


def _read_short_quarter(hit: Hit) -> Meaning | None:
    found = re.fullmatch(r"([qh])([1-4])", hit["code"])
    if not found or (found[1] == "h" and (found[2] > "2" or not hit["year"])):
        return None
    return QuarterDate(int(found[2]), year_of(hit), which_of(hit, "whose"), 4 if found[1] == "q" else 2)


def _read_season(hit: Hit) -> Meaning | None:
    return SeasonDate(lexicon("season")[hit["season"]], year_of(hit), which_of(hit), which_of(hit, "whose"))


def _read_decade(hit: Hit) -> Meaning | None:
    digits = re.sub(r"\D", "", hit["decades"])
    if digits.endswith("00") and digits < "2000":
        return CenturyDate(int(digits[:2]))  # "the 1800s"
    return DecadeDate(int(digits[:3]) if len(digits) == 4 else 190 + int(digits[0]))


# characters before and after in which the weather may be spoken of
_AROUND = 80
_WEATHER = frozenset(
    "temperature temperatures degree degrees highs lows mercury fahrenheit upper lower low high".split()
)


def _read_short_decade(hit: Hit) -> Meaning | None:
    """ "The 70s", which are also temperatures."""
    if not re.fullmatch(r"[2-9]0s", hit["code"]):
        return None
    return None if _tells_weather(hit) else DecadeDate(190 + int(hit["code"][0]))


def _tells_weather(hit: Hit) -> bool:
    place = hit.lexed.lexemes[hit.match.start()].start
    around = hit.lexed.text[max(0, place - _AROUND) : place + _AROUND].lower()
    return not _WEATHER.isdisjoint(re.findall(r"[a-z]+", around))


def _read_named_decade(hit: Hit) -> Meaning | None:
    return None if _tells_weather(hit) else DecadeDate(190 + lexicon("decade")[hit["decade"]])


def _read_century(hit: Hit) -> Meaning | None:
    number = read_ordinal(hit.words("nth"))
    return CenturyDate(number - 1) if number and 1 < number <= 30 else None


def _read_weekday(hit: Hit) -> Meaning | None:
    word = hit["weekday"]
    lexeme = hit.lexed.lexemes[hit.match.start("weekday")]
    if len(word) < 6 or (lexeme.text[0].islower() and not hit["which"]):
        return None
    if not hit["which"] and _is_every_second(hit):
        return None
    narrative = {"previous", "following", "preceding", "that", "same"} & set(hit.words("which"))
    origin = Origin.NARRATIVE if narrative else Origin.PUBLICATION
    return WeekdayDate(lexicon("weekday")[word], which_of(hit), origin)


def _read_weekday_weeks_away(hit: Hit) -> Meaning | None:
    """ "A week from Tuesday", "Tuesday week", "a week ago Monday", "two Fridays ago"."""
    weekday = lexicon("weekday").get(hit["weekday"].removesuffix("s"))
    count = read_count(hit.words("count")) if hit["count"] else 1
    if weekday is None or count is None:
        return None
    if "ago" not in hit.words("back"):
        return WeekdayDate(weekday, Which.NEXT, weeks=int(count))
    several = hit["weekday"].endswith("s")
    return WeekdayDate(weekday, Which.LAST, weeks=several - int(count))


def _read_weekday_beyond(hit: Hit) -> Meaning | None:
    """ "The Friday before last", "the Friday after next"."""
    ahead = hit.words("back")[0] == "after"
    weekday = lexicon("weekday")[hit["weekday"]]
    return WeekdayDate(weekday, Which.NEXT, weeks=1) if ahead else WeekdayDate(weekday, Which.LAST, weeks=-1)


def _read_nth_weekday(hit: Hit) -> Meaning | None:
    """ "The last Friday of May"."""
    month, weekday = _month(hit), _weekday(hit)
    nth = -1 if hit["nth"] == "last" else read_ordinal(hit.words("nth"))
    if not month or not weekday or not nth or nth > 4:
        return None
    return FeastDate(month, weekday, nth, year=year_of(hit))


def _read_weekday_of_this_month(hit: Hit) -> Meaning | None:
    """ "The first Monday of next month"."""
    weekday, nth = _weekday(hit), -1 if hit["nth"] == "last" else read_ordinal(hit.words("nth"))
    which = which_of(hit) or Which.THIS
    return MonthWeekday(weekday, nth, int(which)) if weekday and nth and nth <= 4 else None


def _read_part_of_month(hit: Hit) -> Meaning | None:
    """ "The last week of February": which days its weeks have is not said; it lies in that month."""
    return _read_month(hit)


def _is_every_second(hit: Hit) -> bool:
    """ "Every Tuesday and Thursday": the second is no day either."""
    before = [lexeme.low for lexeme in hit.lexed.lexemes[max(0, hit.match.start() - 3) : hit.match.start()]]
    return before[:1] in (["every"], ["each"]) and before[1:2] != [] and before[-1] == "and"


def _read_week_of(hit: Hit) -> Meaning | None:
    day = _read_day(hit)
    return WeekOf(day) if isinstance(day, DayDate) else None


def _read_weekend_of(hit: Hit) -> Meaning | None:
    day = _read_day(hit)
    return WeekOf(day, weekend=True) if isinstance(day, DayDate) else None


# a date in digits whose year is smaller is one of another calendar
_FIRST_GREGORIAN = 1583


def _read_iso(hit: Hit) -> Meaning | None:
    year, month, day = (int(part) for part in hit["iso"][:10].split("-"))
    return DayDate(month, day, year) if 1 <= month <= 12 and 1 <= day <= 31 and year >= _FIRST_GREGORIAN else None


def _read_iso_week(hit: Hit) -> Meaning | None:
    year, week = hit["isoweek"].split("-w")
    return IsoWeek(int(year), int(week)) if 1 <= int(week) <= 53 else None


def _read_numeric(hit: Hit) -> Meaning | None:
    first, second, year = (int(part) for part in re.split(r"[/.]", hit["slash"]))
    month, day = (second, first) if "." in hit["slash"] or first > 12 else (first, second)
    if not (1 <= month <= 12 and 1 <= day <= 31) or 99 < year < _FIRST_GREGORIAN:
        return None
    year = year if year > 99 else year + (2000 if year < 50 else 1900)
    either = "/" in hit["slash"] and day <= 12 and day != month
    return DigitsDate(first, second, year) if either else DayDate(month, day, year)


_CALENDAR: list[tuple[str, str, Callable[[Hit], Meaning | None]]] = [
    ("day", "(weekday:{weekday} ,? (the)?)? month:{month} (the)? day:<dom> (,? year:<anyyear>)?", _read_day),
    ("day", "(weekday:{weekday} ,? (the)?)? month:{month} (the)? day:<dom> ,? (of)? whose:<whose> year", _read_day),
    ("day", "(weekday:{weekday} ,? (the)?)? month:{month} (the)? day:<dom> ,? (of)? story:<story> year", _read_day),
    (
        "day",
        "(weekday:{weekday} ,?)? (the)? day:<dom> (day)? -? (of)? month:{month} -? (,? year:<anyyear>)?",
        _read_day,
    ),
    ("day", "(the)? day:<dom> (of)? month:{month} ,? (of)? whose:<whose> year", _read_day),
    ("day", "(the)? day:<dom> (of)? month:{month} ,? (of)? story:<story> year", _read_day),
    (
        "day-range",
        "(from)? month:{month} first:<dom> (<dash>|to|through|until) last:<dom> (,? year:<year>)?",
        _read_day_range,
    ),
    (
        "day-range",
        (
            "(from)? (the)? first:<dom> (<dash>|to|through|until) (the)? last:<dom> (of)? month:{month} (,?"
            " year:<year>)?"
        ),
        _read_day_range,
    ),
    ("day-range", "between month:{month} first:<dom> and last:<dom> (,? year:<year>)?", _read_day_range),
    (
        "day-range",
        "between (the)? first:<dom> and (the)? last:<dom> (of)? month:{month} (,? year:<year>)?",
        _read_day_range,
    ),
    ("day", "code:{fraction}", _read_numbered_day),
    ("listed-day", "(?<={month} {small} and) day:{small}", _read_listed_day),
    ("listed-day", "day:{small} (?=and {small} last:{month})", _read_listed_day),
    (
        "week-of",
        "(the)? week (of|beginning|ending|ended|starting) month:{month} day:<dom> (,? year:<year>)?",
        _read_week_of,
    ),
    ("weekend-of", "(the)? weekend of (the)? month:{month} day:<dom> (,? year:<year>)?", _read_weekend_of),
    ("weekend-of", "(the)? weekend of (the)? day:<dom> month:{month} (,? year:<year>)?", _read_weekend_of),
    ("month", "month:{month} (,|of|in)? year:<anyyear>", _read_month),
    ("month", "month:{month} ,? (of)? whose:<whose> year", _read_month),
    ("month", "month:{month} ,? (of)? story:<story> year", _read_month),
    ("month", "whose:<whose> year 's month:{month}", _read_month),
    ("month", "story:<story> year 's month:{month}", _read_month),
    ("month", "which:<which> month:{month}", _read_month),
    ("month", "month:{month}", _read_bare_month),
    ("year", "(the year)? year:{fourdigits}", _read_year),
    ("year", "(the)? (year)? year:<spoken>", _read_year),
    ("short-year", "(of|in|since|by|class of) year:{short}", _read_year),
    ("fiscal-year", "(the)? fiscal:(fiscal|financial) -? (year)? year:<year>", _read_year),
    (
        "quarter",
        (
            "(the|its|their)? fiscal:(fiscal|financial)? -? nth:<nth> (fiscal|calendar)? -? size:(quarter"
            "|quarters) ((of|in|,)? (the|fiscal|year)* year:<anyyear>)?"
        ),
        _read_quarter,
    ),
    ("quarter", "(the|its)? nth:<nth> -? size:(quarter) (of|in)? whose:<whosoever> year", _read_quarter),
    ("quarter", "whose:<whosoever> year 's (fiscal)? nth:<nth> -? size:(quarter|half)", _read_quarter),
    ("quarter", "(the)? year:<year> (fiscal:fiscal)? nth:<nth> -? size:(quarter|half)", _read_quarter),
    ("quarter", "code:{code} ((of|,)? year:<year>)?", _read_short_quarter),
    (
        "quarter",
        "(the|its|their)? first:{month} (<dash>|to|through) last:{month} (quarter|period) ((of|in|,)? year:<year>)?",
        _read_quarter_by_months,
    ),
    (
        "quarter-to",
        "(the|its|their) (fiscal)? quarter (?=(that)? (ended|ending) (on)? month:{month} day:<dom> (,? year:<year>)?)",
        _read_quarter_to,
    ),
    ("half", "(the|its|their)? nth:(first|second) - size:half (?= <figures>)", _read_quarter),
    ("fiscal-year", "code:{code}", _read_fiscal_code),
    (
        "half",
        "(the)? nth:(first|second|third|fourth|last|latter|final) -? size:(half|quarter) of the year",
        _read_half_of_this_year,
    ),
    ("half", "(the)? nth:(first|second) -? size:half (of|in) (the|fiscal|year)* year:<anyyear>", _read_quarter),
    ("half", "(the)? nth:(first|second) -? size:half of whose:<whosoever> year", _read_quarter),
    (
        "half",
        "(the)? (last|latter|final|closing) size:(half|quarter) of (year:<anyyear>|whose:<whosoever> year)",
        _read_last_part,
    ),
    ("half", "(the)? first two quarters of (year:<anyyear>|whose:<whosoever> year)", _read_first_two_quarters),
    ("season", "(the)? (early|mid|late)? -? season:{season} (of|,)? year:<anyyear>", _read_season),
    ("season", "which:<which> season:{season}", _read_season),
    ("season", "(the)? season:{season} (of)? whose:<whosoever> year", _read_season),
    ("bare-season", "(the)? season:(spring|summer|autumn|winter|fall)", _read_season),
    ("decade", "(the)? decades:{decades}", _read_decade),
    ("short-decade", "the ((early|late|mid) -?)? code:{code}", _read_short_decade),
    ("decade", "the ((early|late|mid) -?)? decade:{decade}", _read_named_decade),
    ("century", "(the)? nth:<nth> -? (century|centuries)", _read_century),
    ("century", "(the)? nth:<nth> (?=and <nth> (century|centuries))", _read_century),
    ("quarter", "(the)? nth:<nth> (?=and <nth> quarters)", _read_listed_quarter),
    (
        "weekday",
        (
            "(which:(the (previous|following|preceding|same|next)|that same|that|this past|this coming|this"
            "|last|next|past|coming))? weekday:{weekday}"
        ),
        _read_weekday,
    ),
    ("weekday-weeks-away", "weekday:{weekday} back:week (?!-)", _read_weekday_weeks_away),
    (
        "weekday-weeks-away",
        "count:(a|one|two|three) (week|weeks) back:(from|after) weekday:{weekday}",
        _read_weekday_weeks_away,
    ),
    (
        "weekday-weeks-away",
        "count:(a|one|two|three) (week|weeks) back:ago (on)? weekday:{weekday}",
        _read_weekday_weeks_away,
    ),
    (
        "weekday-weeks-away",
        "(the)? weekday:{weekday} back:(before last|after next) (?!{month}|{weekday}|{season}|{unit})",
        _read_weekday_beyond,
    ),
    (
        "weekday-weeks-away",
        "count:(two|three|four) weekday:(mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays) back:ago",
        _read_weekday_weeks_away,
    ),
    (
        "nth-weekday",
        "(the)? nth:(<nth>|last) weekday:{weekday} (of|in) month:{month} (,? year:<year>)?",
        _read_nth_weekday,
    ),
    (
        "nth-weekday",
        "(the)? nth:(<nth>|last) weekday:{weekday} (of|in) (the|which:(this|last|next)) month",
        _read_weekday_of_this_month,
    ),
    (
        "part-of-month",
        (
            "(the)? (<nth>|last|final|opening|closing|latter) (week|weeks|weekend|days|half) (of|in) month:{month}"
            " (,? year:<year>)?"
        ),
        _read_part_of_month,
    ),
    (
        "part-of-year",
        "(the)? (last|final|opening|closing) (week|weeks|days) (of|in) year:{fourdigits}",
        _read_year,
    ),
    ("iso", "iso:{iso}", _read_iso),
    ("iso-week", "isoweek:{isoweek}", _read_iso_week),
    ("numeric", "slash:{slash}", _read_numeric),
]


def build_rules(table: list[tuple[str, str, Callable[[Hit], Meaning | None]]], macros: dict[str, str]) -> list[Rule]:
    """Rules from rows of name, pattern and reading."""
    return [
        Rule(name, re.compile(compile_pattern(pattern, macros)), read, needed_symbols(pattern))
        for name, pattern, read in table
    ]


@cache
def calendar_rules() -> tuple[Rule, ...]:
    """All rules of this module, compiled."""
    return tuple(build_rules(_CALENDAR, MACROS))
