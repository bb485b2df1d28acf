"""Rules for what is counted from a day (today, last week, two years ago) and for lengths and frequencies."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from kg.mentions.time_grammar import Hit, Rule
from kg.mentions.time_lexer import lexicon
from kg.mentions.time_meanings import (
    DayDate,
    Frequency,
    Length,
    Meaning,
    MonthDate,
    Origin,
    PartOfDay,
    Shifted,
    StoryDate,
    Vague,
    WeekdayDate,
    WeekendDate,
    Which,
    YearsBefore,
)
from kg.mentions.time_numbers import read_count
from kg.mentions.time_rules import MACROS as CALENDAR_MACROS
from kg.mentions.time_rules import build_rules, which_of

MACROS = CALENDAR_MACROS | {
    "cardinal": (
        "({number} (-? {number}){0,6} (and {number}){0,2}|{small}|{middle}|{fourdigits}|{large}|{decimal}|{fraction})"
    ),
    "precise": (
        "(<cardinal> ((and)? a half|- and - a - half|and a quarter|{fraction}|-? {fraction})?|(a|one) (couple|pair)"
        " (of)?|a dozen|half a dozen|half an|half a|a half -|half -|couple (of)?)"
    ),
    "vague": "(several|few|a few|some|many|a number of|numerous|multiple|a couple or so)",
    "count": "(<precise>|<vague>|a|an|another|an additional)",
    "hedge": (
        "(about|around|almost|nearly|approximately|roughly|over|under|more than|less than|no more than"
        "|fewer than|at least|at most|up to|some|barely|exactly|well over|only|just over|just under)"
    ),
    "between": (
        "(more|additional|extra|full|whole|consecutive|straight|successive|calendar|trading|business"
        "|working|long|further|solid)"
    ),
    "big": (
        "(day|days|weekend|weekends|week|weeks|month|months|quarter|quarters|year|years|decade|decades"
        "|century|centuries|fortnight)"
    ),
    "dayword": "(today|yesterday|tomorrow)",
    "ampm": "(am|pm)",
    "offset": "({plus}|-)",
}

# words with a capital after which "Today" still starts nothing else
_OPENERS = frozenset(
    ["but", "and", "so", "until", "by", "as", "on", "in", "for", "since", "from", "also", "late", "early"]
)
_LETTER = {"FN": ("W", 2), "L": ("Y", 1000), "C": ("Y", 100), "E": ("Y", 10)}
# a half of the unit in the next smaller one: P2Y6M
_SPLIT = {"Y": (6, "M"), "H": (30, "M"), "MIN": (30, "S")}
_CLOCK_UNITS = frozenset({"H", "MIN", "S"})
_DAYWORD = {"today": 0, "yesterday": -1, "tomorrow": 1}


def _unit(hit: Hit) -> str:
    letter: str = lexicon("unit")[hit["unit"]]
    return letter


def duration_value(count: Decimal | None, unit: str) -> str:
    """ISO 8601 duration as TimeML writes it; an unknown count is X."""
    letter, factor = _LETTER.get(unit, (unit, 1))
    if count is None:
        letter = {"FN": "W"}.get(unit, unit)
    letter = {"MIN": "M", "N": "D", "L": "Y"}.get(letter, letter)
    if count is not None and factor == 1 and unit in _SPLIT and count % 1 == Decimal("0.5"):
        part, least = _SPLIT[unit]
        whole = f"{int(count)}{letter}" if count > 1 else ""
        return f"{'PT' if unit in _CLOCK_UNITS else 'P'}{whole}{part}{least}"
    number = "X" if count is None else f"{(count * factor).normalize():f}"
    return f"PT{number}{letter}" if unit in _CLOCK_UNITS else f"P{number}{letter}"


def _count(hit: Hit) -> tuple[Decimal | None, bool]:
    """The count, and whether there is one in words at all."""
    words = hit.words("count") if "count" in hit.match.re.groupindex else []
    return (read_count(words), True) if words else (None, False)


def _ambiguous_second(hit: Hit) -> bool:
    return hit["unit"] == "second" and hit["count"] in ("a", "the", "one", "another", "")


def _is_name(hit: Hit) -> bool:
    """ "The Thirty Years' War", "the Six-Day War"."""
    lexemes = [lexeme for lexeme in hit.lexed.lexemes[hit.match.start() : hit.match.end()] if lexeme.low != "the"]
    beyond = hit.lexed.lexemes[hit.match.end() : hit.match.end() + 2]
    after = next((lexeme.text for lexeme in beyond if lexeme.text not in ("'", "’", "-")), "")
    return after.istitle() and all(lexeme.text.istitle() or lexeme.text == "-" for lexeme in lexemes)


def read_length(hit: Hit) -> Meaning | None:
    """A count and a unit; None where they describe a person or a thing."""
    if _is_name(hit) or _is_verb_last(hit):
        return None
    if hit["count"] == "a" and hit["unit"] == "day" and hit.after and hit.after.low in ("when", "that"):
        return None  # "a day when all went wrong"
    count, _ = _count(hit)
    words = {lexeme.low for lexeme in hit.lexed.lexemes[hit.match.start() : hit.match.end()]}
    if "old" in words:
        return None  # "a 34-year-old man", "34 years old" describe him and time nothing
    if hit.before and hit.before.low == "as" and hit["count"] == "many":
        return None  # "a third win in as many weeks"
    if (hit["unit"] in ("quarter", "quarters") and "-" in words) or _is_clock(hit) or _is_recorded(hit):
        return None
    if _ambiguous_second(hit) or (hit["unit"].endswith("quarter") and hit["count"] in ("a", "an", "")):
        return None
    if hit["unit"] == "minute" and hit["count"] in ("a", "the"):
        return None
    return Length(duration_value(count, _unit(hit)))


def _is_verb_last(hit: Hit) -> bool:
    """ "Is to last three days"."""
    first = hit.lexed.lexemes[hit.match.start()].low
    return first == "last" and hit.before is not None and hit.before.low in _BEFORE_A_VERB


_BEFORE_A_VERB = frozenset("to will would could may might can should must not only".split())


_BEFORE_HOURS = frozenset(["at", "by", "around", "about", "before", "after", "until"])


def _is_clock(hit: Hit) -> bool:
    """ "At 1430 hours"."""
    hour = re.fullmatch(r"([01]\d|2[0-3])[0-5]\d", hit["count"])
    return bool(hour and hit["unit"] == "hours" and hit.before and hit.before.low in _BEFORE_HOURS)


_RECORDED = re.compile(r"\s+of\s+(?:\w+\s+)?(?:video|film|footage|music|audio|tapes?|recordings?|programming)\b")


def _is_recorded(hit: Hit) -> bool:
    """ "Forty hours of music": how much there is of it."""
    end = hit.lexed.lexemes[hit.match.end() - 1].end
    return hit["unit"] in ("hours", "minutes") and _RECORDED.match(hit.lexed.text, end) is not None


def _read_quarter_century(hit: Hit) -> Meaning | None:
    return Shifted("Y", -25) if hit["ago"] else Length("P25Y")


def _read_plural_length(hit: Hit) -> Meaning | None:
    unit = _unit(hit)
    return Length(duration_value(None, "Y" if unit == "E" else unit))


def _read_whole_length(hit: Hit) -> Meaning | None:
    return Length(duration_value(Decimal(1), _unit(hit)))


def _read_half_length(hit: Hit) -> Meaning | None:
    return Length(duration_value(Decimal(1) + Decimal("0.5"), _unit(hit)))


def _steps(hit: Hit) -> Decimal | None:
    count, said = _count(hit)
    return count if said else None


def _is_compared(hit: Hit, steps: Decimal) -> bool:
    return _unit(hit) == "Y" and steps == 1


def _read_ago(hit: Hit) -> Meaning | None:
    steps = _steps(hit)
    if steps is None:
        return Vague("PAST_REF")
    unit, years = _in_years(_unit(hit), steps)
    return Shifted(unit, -years, compared=_is_compared(hit, steps))


def _read_years_ago_today(hit: Hit) -> Meaning | None:
    """ "A year ago today", "ten years ago this week", "a decade ago on Sunday"."""
    years = _years_ago(hit)
    if not years:
        return None
    if hit["weekday"]:
        return YearsBefore(WeekdayDate(lexicon("weekday")[hit["weekday"]]), years)
    if hit["grain"]:
        return YearsBefore(Shifted(lexicon("unit")[hit["grain"]], int(which_of(hit) or Which.THIS)), years)
    return YearsBefore(Shifted("D", _DAYWORD[hit["dayword"]]), years)


def _read_years_ago_in_month(hit: Hit) -> Meaning | None:
    years, month = _years_ago(hit), hit.lexed.lexemes[hit.match.end() - 1]
    if not years or not month.text[0].isupper():
        return None
    return MonthDate(lexicon("month")[month.low.rstrip(".")], shift=-years)


def _years_ago(hit: Hit) -> int:
    steps = _steps(hit)
    return _in_years(_unit(hit), steps)[1] if steps is not None else 0


def _in_years(unit: str, steps: Decimal) -> tuple[str, int]:
    """ "A decade ago" speaks of a year, not of the decade by the calendar."""
    letter, factor = _LETTER.get(unit, (unit, 1)) if unit != "FN" else (unit, 1)
    return letter, int(steps * factor)


def _read_ahead(hit: Hit) -> Meaning | None:
    steps = _steps(hit)
    return Vague("FUTURE_REF") if steps is None else Shifted(*_in_years(_unit(hit), steps))


def _read_later(hit: Hit) -> Meaning | None:
    steps = _steps(hit)
    return None if steps is None else Shifted(*_in_years(_unit(hit), steps), Origin.NARRATIVE)


def _read_soon_after(hit: Hit) -> Meaning | None:
    """ "Hours later", "minutes afterwards": of the day last spoken of, as far as the text says."""
    return Shifted("H", 1, Origin.NARRATIVE)


def _read_earlier(hit: Hit) -> Meaning | None:
    steps = _steps(hit)
    if steps is None:
        return None
    unit, years = _in_years(_unit(hit), steps)
    return Shifted(unit, -years, Origin.NARRATIVE, _is_compared(hit, steps))


def _is_title(hit: Hit) -> bool:
    """ "This Week", "USA Today": all words with capitals, and not because a sentence starts."""
    lexemes = hit.lexed.lexemes[hit.match.start() : hit.match.end()]
    if not all(lexeme.text[0].isupper() for lexeme in lexemes) or any(lexeme.text.isupper() for lexeme in lexemes):
        return False
    before = hit.before
    return len(lexemes) > 1 or bool(before and before.text[0].isupper() and before.low not in _OPENERS)


def _read_units(hit: Hit, which: Which) -> Meaning | None:
    """ "Coming months", "past years": a way, and no step."""
    first = hit.lexed.lexemes[hit.match.start()].low
    if first == "following" and hit.after and hit.after.low == "of":
        return None  # "following months of delay"
    if "following" in hit.words("which"):
        return Length(duration_value(None, _unit(hit)))
    return Vague({Which.LAST: "PAST_REF", Which.NEXT: "FUTURE_REF"}[which]) if which else None


def _read_unit(hit: Hit) -> Meaning | None:
    unit, which = _unit(hit), which_of(hit)
    if which is None or unit in _CLOCK_UNITS:
        return None
    if hit["unit"].endswith("s"):
        return _read_units(hit, which)
    words = set(hit.words("which"))
    if "last" in words and hit.before and hit.before.low == "'s":
        return None  # "the campaign's last week"
    narrative = bool(words & {"previous", "preceding", "following", "same", "that"}) or (
        unit == "D" and bool(words & {"next"})
    )
    if unit == "D" and not narrative:
        return None
    if _is_title(hit):
        return None
    if hit.words("which") == ["next"] and hit.lexed.lexemes[hit.match.start()].low == "the":
        return Shifted(unit, 1, Origin.BY_TENSE)
    return Shifted(unit, int(which), Origin.NARRATIVE if narrative else Origin.PUBLICATION)


def _read_beyond(hit: Hit) -> Meaning | None:
    """ "The year before last", "the week after next"."""
    steps = 2 if "after" in hit.words("side") else -2
    return PartOfDay("TNI", Shifted("D", steps)) if _unit(hit) == "N" else Shifted(_unit(hit), steps)


def _read_dayword(hit: Hit) -> Meaning | None:
    if _is_title(hit) or (
        hit.after and hit.after.low == "show" and hit.lexed.lexemes[hit.match.start()].text[0] == "T"
    ):
        return None
    return Shifted("D", _DAYWORD[hit["dayword"]])


def _read_day_beyond(hit: Hit) -> Meaning | None:
    return Shifted("D", 2 * _DAYWORD[hit["dayword"]])


def _read_vague(value: str) -> Callable[[Hit], Meaning | None]:
    return lambda hit: Vague(value)


def _read_neighbour(hit: Hit) -> Meaning | None:
    """ "The week before", "the day after", counted from the date spoken of."""
    steps = -1 if hit["side"] == "before" else 1
    if _unit(hit) == "N":
        return PartOfDay("TNI", Shifted("D", steps, Origin.NARRATIVE))
    return Shifted(_unit(hit), steps, Origin.NARRATIVE)


def _read_every_season(hit: Hit) -> Meaning | None:
    return Frequency(f"XXXX-{lexicon('season')[hit['season']]}")


def _read_every_month(hit: Hit) -> Meaning | None:
    capital = hit.lexed.lexemes[hit.match.end() - 1].text[0].isupper()
    return Frequency(f"XXXX-{lexicon('month')[hit['month']]:02d}") if capital else None


def _read_weekends(hit: Hit) -> Meaning | None:
    return Frequency("XXXX-WXX-WE")


def _is_paper(hit: Hit) -> bool:
    """ "The Daily Post"."""
    lexeme, after = hit.lexed.lexemes[hit.match.start()], hit.after
    return bool(lexeme.text[0].isupper() and after and after.text[0].isupper())


def _read_frequency(hit: Hit) -> Meaning | None:
    if _is_paper(hit):
        return None
    found: str = lexicon("frequency")[hit["frequency"]]
    return Frequency(found)


def _read_every(hit: Hit) -> Meaning | None:
    count, said = _count(hit)
    if said and count is None:
        return None
    if "other" in hit["which"]:
        count = Decimal(2)
    return Frequency(duration_value(count if count is not None else Decimal(1), _unit(hit)))


def _read_every_weekday(hit: Hit) -> Meaning | None:
    return Frequency(f"XXXX-WXX-{lexicon('weekday')[hit['weekday'].removesuffix('s')]}")


def _read_rate(hit: Hit) -> Meaning | None:
    before = hit.before
    if before is None:
        return None
    counted = (
        before.text[0].isdigit()
        or before.text[0] in "$£€"
        or before.low in ("once", "twice", "times", "%", "percent", "cents")
        or before.low in lexicon("number")
    )
    return Frequency(duration_value(Decimal(1), _unit(hit))) if counted else None


def _read_then(hit: Hit) -> Meaning | None:
    return StoryDate(ahead=hit["side"] != "since")


def _read_weekend(hit: Hit) -> Meaning | None:
    return WeekendDate()


def _read_this_unit(hit: Hit) -> Meaning | None:
    unit = _unit(hit)
    if hit.lexed.lexemes[hit.match.end() - 1].text.istitle():
        return None  # "Player of the Year"
    if hit.after and hit.after.text[0].isdecimal():
        return None  # "the year 2567" of some other calendar
    return Shifted(unit, 0, Origin.NARRATIVE if unit == "D" else Origin.PUBLICATION)


def _read_year(hit: Hit) -> Meaning | None:
    return Shifted("Y", 0)


def _read_last_year_end(hit: Hit) -> Meaning | None:
    """ "Up 3% since year-end": since the end of the year before."""
    return DayDate(12, 31, shift=-1)


def _read_past_stretch(hit: Hit) -> Meaning | None:
    return Shifted(_unit(hit), -1, stretch=True)


def _read_past_long(hit: Hit) -> Meaning | None:
    return Length(duration_value(Decimal(1), _unit(hit)))


def _read_range_length(hit: Hit) -> Meaning | None:
    count = read_count(hit.words("count"))
    return None if count is None else Length(duration_value(count, _unit(hit)))


_RELATIVE: list[tuple[str, str, Callable[[Hit], Meaning | None]]] = [
    ("day-word", "dayword:<dayword>", _read_dayword),
    (
        "unit-beyond",
        "(the)? unit:(night|day|week|weekend|month|quarter|year) side:(before last|after next)"
        " (?!{month}|{weekday}|{season}|{unit})",
        _read_beyond,
    ),
    ("day-beyond", "(the)? day (before|after) dayword:(yesterday|tomorrow)", _read_day_beyond),
    ("past-long", "(the|this)? (past|next|coming) unit:(decade|century)", _read_past_long),
    (
        "past-stretch",
        "(?<=over|in|during|for|within|throughout) (the|this) (past|last) unit:(week|month|year)",
        _read_past_stretch,
    ),
    (
        "unit",
        (
            "(the)? which:(last|next|this past|this coming|this|past|coming|current|previous|preceding"
            "|following|that same|same|that) (calendar|fiscal|financial|school|academic)? unit:(<big>)"
        ),
        _read_unit,
    ),
    ("ago", "<hedge>? count:<count>? <between>? unit:{unit} (or so|or more)? (ago|back)", _read_ago),
    (
        "years-ago-today",
        "<hedge>? count:<count> unit:(year|years|decade|decades) ago (on)? dayword:(today|yesterday|tomorrow)",
        _read_years_ago_today,
    ),
    (
        "years-ago-today",
        "<hedge>? count:<count> unit:(year|years|decade|decades) ago (on)? weekday:{weekday}",
        _read_years_ago_today,
    ),
    (
        "years-ago-today",
        "<hedge>? count:<count> unit:(year|years|decade|decades) ago which:(this|last|next) grain:(week|weekend|month)",
        _read_years_ago_today,
    ),
    (
        "years-ago-today",
        "<hedge>? count:<count> unit:(year|years|decade|decades) ago (in|this|last)? month:{month} (?!{small}|{nth})",
        _read_years_ago_in_month,
    ),
    ("weekend", "(the|this) weekend", _read_weekend),
    (
        "edge",
        (
            "(the|at)? (the)? (very)? (end|beginning|start|middle|close|rest|remainder|turn) of (the|this)"
            " unit:(year|month|week|decade|century)"
        ),
        _read_this_unit,
    ),
    ("edge", "(earlier|later|late|early) in the unit:(year|month|week|day)", _read_this_unit),
    ("year-end", "(?<=since) year - end", _read_last_year_end),
    ("year-end", "(the)? (year (-|'s)? end)", _read_year),
    ("year-to", "the unit:(year|week) (?=to {month}|through {month})", _read_whole_length),
    ("year-ended", "the (fiscal|financial)? unit:year (?=ended|ending)", _read_whole_length),
    ("this-year", "(for|of|in|during) the unit:year", _read_this_unit),
    ("range-length", "(the)? (next|last|past)? count:<cardinal> (to|or) <cardinal> unit:{unit}", _read_range_length),
    ("rate", "(a|an|per|each) unit:{unit}", _read_rate),
    ("ahead", "<hedge>? count:<count> <between>? unit:{unit} (or so)? (from now|hence|from today)", _read_ahead),
    ("ahead", "in count:(<precise>|a|an) unit:{unit} ('s|') time", _read_ahead),
    ("later", "<hedge>? count:<count> <between>? unit:{unit} after (?=(,|.))", _read_later),
    ("earlier", "<hedge>? count:<count> <between>? unit:{unit} before (?=(,|.))", _read_earlier),
    (
        "neighbour",
        "the unit:(day|week|month|year|night|weekend|decade) side:(before|after) (?=(,|.))",
        _read_neighbour,
    ),
    ("later", "<hedge>? count:<count> <between>? unit:{unit} (later|afterwards|afterward|after that)", _read_later),
    ("soon-after", "(just|only)? (hours|minutes|moments) (later|afterwards|afterward|after that)", _read_soon_after),
    ("earlier", "<hedge>? count:<count> <between>? unit:{unit} (earlier|before that|previously)", _read_earlier),
    ("length", "<hedge>? count:<count> <between>? -? unit:{unit} (-? (old|long))?", read_length),
    ("length", "the count:<cardinal> unit:(hours|days|weeks|months|years|decades) (?!-)", read_length),
    (
        "length",
        (
            "(the|these|those|its|his|her|their)? <hedge>? (last|past|next|first|coming|previous|following"
            "|latest|final|initial) count:(<precise>|<vague>) <between>? -? unit:{unit} (or so)?"
        ),
        read_length,
    ),
    ("length", "(each of|in|over)? the count:(<precise>|several|few) (past|last) unit:{unit}", read_length),
    (
        "quarter-century",
        "(the|a)? (<hedge>)? (the|a)? (last|past|next)? quarter (-|of a)? century ago:ago?",
        _read_quarter_century,
    ),
    ("length-and-half", "(<hedge>)? (a|an|one) unit:{unit} and a half", _read_half_length),
    (
        "vague-length",
        (
            "(for|over|within|took|take|last|lasted) (the)? unit:(days|weeks|months|years|hours|decades"
            "|centuries|minutes)"
        ),
        _read_plural_length,
    ),
    (
        "vague-length",
        "unit:(decades|years|months|weeks|days|hours) - long",
        _read_plural_length,
    ),
    ("unit-long", "unit:(day|week|month|year|hour|decade|century) - long", _read_whole_length),
    ("full-year", "(the)? full unit:year", _read_this_unit),
    ("whole-length", "(the|a)? (whole|entire|full) unit:{unit}", _read_whole_length),
    ("recent", "(in|over)? (the)? (more)? recent (years|decades) (and (months|weeks))?", _read_vague("PAST_REF")),
    ("recent-length", "(the)? recent unit:(days|weeks|months|quarters)", _read_plural_length),
    ("ahead-length", "(the)? unit:(days|weeks|months|years|decades) (ahead|to come)", _read_plural_length),
    (
        "vague-length",
        (
            "(?<=after|follows|followed|following|despite|amid|with|during|through|by)"
            " unit:(hours|days|weeks|months|years|decades) (?=of)"
        ),
        _read_plural_length,
    ),
    (
        "vague-length",
        "the (final|first|last|closing|opening) unit:(hours|days|weeks|months|years) (?=of)",
        _read_plural_length,
    ),
    ("vague-length", "the early unit:(days|weeks|months|years) (?=of)", _read_plural_length),
    ("vague-length", "(?<=in|during) the early unit:(days|weeks|months|years)", _read_plural_length),
    ("vague-length", "the unit:(hours|days|weeks|months|years|decades) (?=that followed)", _read_plural_length),
    ("vague-length", "time in unit:(weeks|months|years|decades|centuries)", _read_plural_length),
    ("recent", "(?<!most) recent", _read_vague("PAST_REF")),
    ("past", "(more|most|only)? recently", _read_vague("PAST_REF")),
    ("past", "the (recent|distant)? past (?!of|{number}|{small}|several|few)", _read_vague("PAST_REF")),
    ("past", "(days|months|years|decades|centuries) past", _read_vague("PAST_REF")),
    ("past", "(some time|long|a long time|a while|not long) ago", _read_vague("PAST_REF")),
    ("present", "(right)? (now|currently|nowadays) (?!-|and then|and again)", _read_vague("PRESENT_REF")),
    ("present", "(?<!then) (current)", _read_vague("PRESENT_REF")),
    ("present", "(these days|at present)", _read_vague("PRESENT_REF")),
    (
        "future",
        (
            "the (near|immediate|foreseeable|distant|not - (too|so) - distant|not too distant)?"
            " (future|near term|short term) (?!of)"
        ),
        _read_vague("FUTURE_REF"),
    ),
    ("future", "a later date", _read_vague("FUTURE_REF")),
    ("future", "soon", _read_vague("FUTURE_REF")),
    ("frequency", "frequency:{frequency}", _read_frequency),
    ("every", "which:(every other|every|each) unit:{unit}", _read_every),
    ("every", "which:every count:<precise> unit:{unit}", _read_every),
    ("every", "(every|each) (other|second)? weekday:{weekday}", _read_every_weekday),
    ("every", "(?<=every {weekday} and) weekday:{weekday}", _read_every_weekday),
    ("every", "(every|each) season:{season}", _read_every_season),
    ("every", "(every|each) month:{month} (?!{small}|{nth})", _read_every_month),
    ("every", "(?<=on|at) weekends", _read_weekends),
    ("every", "weekday:(mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)", _read_every_weekday),
    ("then", "side:(since|until|till|by) then", _read_then),
]


@cache
def relative_rules() -> tuple[Rule, ...]:
    """All rules of this module, compiled."""
    return tuple(build_rules(_RELATIVE, MACROS))
