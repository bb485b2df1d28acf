"""Time expressions: phrase, value, days and basis, counted from Wednesday 11 March 2015 unless said otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from kg.mentions.times import find_times
from kg.model import (
    DateBasis,
    Document,
    Precision,
    PublicationBasis,
    PublicationDay,
    TimeInterval,
    TimeMention,
    Unresolved,
)

Parse = Callable[[str], Document]
_DAY = date(2015, 3, 11)
PUBLISHED = PublicationDay(TimeInterval(_DAY, _DAY, Precision.DAY, "2015-03-11"), PublicationBasis.METADATA, "test")
UNKNOWN = Unresolved("test")


def read(parse: Parse, text: str, publication: PublicationDay | Unresolved = PUBLISHED) -> dict[str, TimeMention]:
    return {mention.span.cut(text): mention for mention in find_times(parse(text), publication)}


VALUES = [
    ("The port was closed on Feb. 3 because of ice.", {"Feb. 3": "2015-02-03"}),
    ("The port was closed on 3 Feb 2015 because of ice.", {"3 Feb 2015": "2015-02-03"}),
    ("The log says 2015-02-03 and 02/13/2015.", {"2015-02-03": "2015-02-03", "02/13/2015": "2015-02-13"}),
    ("The permit of 03/04/2015 is forged.", {"03/04/2015": "2015"}),
    ("The ferry sank on 02/01/2015 off the cape.", {"02/01/2015": "2015"}),
    ("The ferry sank on 03/04/2015 off the cape.", {"03/04/2015": "2015-03-04"}),
    ("The ferry will be raised on 03/04/2015.", {"03/04/2015": "2015-04-03"}),
    ("The ferry will be raised on 05/04/2015.", {"05/04/2015": "2015"}),
    ("One permit of 03/04/2015, one of 25/04/2015.", {"03/04/2015": "2015-04-03", "25/04/2015": "2015-04-25"}),
    ("One permit of 03/04/2015, one of 04/25/2015.", {"03/04/2015": "2015-03-04", "04/25/2015": "2015-04-25"}),
    (
        "One permit is of 05/04/2015, one of 25/04/2015, one of 04/25/2015.",
        {"05/04/2015": "2015", "25/04/2015": "2015-04-25", "04/25/2015": "2015-04-25"},
    ),
    ("The notice is dated 11/03/2015.", {"11/03/2015": "2015-03-11"}),
    ("The notice is dated 04/04/2015.", {"04/04/2015": "2015-04-04"}),
    ("The ferry docks on March 20, two days later than planned.", {"March 20": "2015-03-20", "two days later": "P2D"}),
    (
        "The ferry docks on March 20, two hours earlier than planned.",
        {"March 20": "2015-03-20", "two hours earlier": "PT2H"},
    ),
    ("Divers have been searching since shortly after the July 2 storm.", {"July 2": "2014-07-02"}),
    ("Divers have been searching the bay since July 2.", {"July 2": "2014-07-02"}),
    ("Toy shops report poor Christmas sales.", {}),
    ("Toy shops closed at Christmas.", {"Christmas": "2014-12-25"}),
    ("The council met on Sept. 2, 1990 in the capital.", {"Sept. 2, 1990": "1990-09-02"}),
    ("The council met on the 2nd of September 1990.", {"the 2nd of September 1990": "1990-09-02"}),
    ("It sat on Tuesday, March 3, and went home.", {"Tuesday, March 3": "2015-03-03"}),
    ("The mayor resigned on Monday.", {"Monday": "2015-03-09"}),
    ("The mayor will resign on Monday.", {"Monday": "2015-03-16"}),
    ("The mayor is expected to resign on Wednesday.", {"Wednesday": "2015-03-11"}),
    ("The mayor resigned on Wednesday.", {"Wednesday": "2015-03-11"}),
    ("The hearing was postponed until Friday.", {"Friday": "2015-03-13"}),
    ("The hearing was scheduled for Friday.", {"Friday": "2015-03-13"}),
    ("The rain stopped last Friday.", {"last Friday": "2015-03-06"}),
    ("The rain will stop next Tuesday.", {"next Tuesday": "2015-03-17"}),
    ("Shells fell on Sunday night.", {"Sunday night": "2015-03-08TNI"}),
    ("Shells fell yesterday morning.", {"yesterday morning": "2015-03-10TMO"}),
    ("Shells fell this afternoon and last night.", {"this afternoon": "2015-03-11TAF", "last night": "2015-03-10TNI"}),
    ("He left today and she follows tomorrow.", {"today": "2015-03-11", "tomorrow": "2015-03-12"}),
    ("He left the day before yesterday.", {"the day before yesterday": "2015-03-09"}),
    ("Prices fell last week.", {"last week": "2015-W10"}),
    ("Prices fell over the weekend.", {"the weekend": "2015-W10-WE"}),
    ("The fair drew crowds on the weekend of 7 March.", {"the weekend of 7 March": "2015-W10-WE"}),
    ("Week 2015-W07 was cold.", {"2015-W07": "2015-W07"}),
    ("Prices fell earlier this month.", {"earlier this month": "2015-03"}),
    ("Prices fell late last year.", {"late last year": "2014"}),
    ("Prices fell in early 2015.", {"early 2015": "2015"}),
    ("Prices fell in December.", {"December": "2014-12"}),
    ("The bridge will open in May.", {"May": "2015-05"}),
    ("Output fell in the third quarter of 2014.", {"the third quarter of 2014": "2014-Q3"}),
    ("Output fell in the first half of 2014.", {"the first half of 2014": "2014-H1"}),
    ("The firm lost money in fiscal 2014.", {"fiscal 2014": "2014"}),
    ("They struck in the summer of 2012.", {"the summer of 2012": "2012-SU"}),
    ("They struck in the 1990s and in the eighties.", {"the 1990s": "199", "the eighties": "198"}),
    ("It was built in the 20th century.", {"the 20th century": "19"}),
    ("It opened in nineteen ninety-seven.", {"nineteen ninety-seven": "1997"}),
    ("The two-year project lasted several months.", {"two-year": "P2Y", "several months": "PXM"}),
    ("The war lasted a decade.", {"a decade": "P10Y"}),
    ("It took 2 1/2 years.", {"2 1/2 years": "P2Y6M"}),
    ("It took three hours.", {"three hours": "PT3H"}),
    ("They train every day and report annually.", {"every day": "P1D", "annually": "P1Y"}),
    ("They vote every other Thursday.", {"every other Thursday": "XXXX-WXX-4"}),
    ("They meet twice a week.", {"a week": "P1W"}),
    ("Wages rose over the past three years.", {"the past three years": "P3Y"}),
    ("The court sat three weeks ago.", {"three weeks ago": "2015-W08"}),
    ("The court sits again in two weeks' time.", {"two weeks' time": "2015-W13"}),
    ("Some years ago nobody cared.", {"Some years ago": "PAST_REF"}),
    ("He is currently abroad.", {"currently": "PRESENT_REF"}),
    ("He recently moved.", {"recently": "PAST_REF"}),
    ("The train left at 10:30 a.m. on Tuesday.", {"10:30 a.m. on Tuesday": "2015-03-10T10:30"}),
    ("The train left on Monday at 0400 GMT.", {"Monday": "2015-03-09", "0400 GMT": "2015-03-09T04:00Z"}),
    ("The shop closes at Christmas.", {"Christmas": "2014-12-25"}),
    ("The shop closes on Good Friday and Easter Monday.", {"Good Friday": "2015-04-03", "Easter Monday": "2015-04-06"}),
    ("Shops were full on Black Friday 2013.", {"Black Friday 2013": "2013-11-29"}),
    ("She won on Election Day.", {"Election Day": "2014-11-04"}),
    ("The museum recalls 9/11 in its halls.", {"9/11": "2001-09-11"}),
    ("It was built after the Sept. 11 attacks.", {"Sept. 11": "2001-09-11"}),
    ("The council sat on March 12 and 13.", {"March 12": "2015-03-12", "13": "2015-03-13"}),
    ("The council sits on 12 and 13 March.", {"12": "2015-03-12", "13 March": "2015-03-13"}),
    ("Rents fell in the first half of the year.", {"the first half of the year": "2015-H1"}),
    ("Rents rose in FY2013.", {"FY2013": "2013"}),
    ("The firm earned less in the fiscal fourth quarter.", {"the fiscal fourth quarter": "2015-Q4"}),
    ("He sang in clubs in the 70s.", {"the 70s": "197"}),
    ("The bridge is older than that; a decade ago it was shut.", {"a decade ago": "2005"}),
    ("The dam broke half a century ago.", {"half a century ago": "1965"}),
    ("A two-and-a-half-year search ended.", {"two-and-a-half-year": "P2Y6M"}),
    ("Rents will rise in coming months.", {"coming months": "FUTURE_REF"}),
    ("Rents rose in past years.", {"past years": "PAST_REF"}),
    ("It rained for the first time in years.", {"time in years": "PXY"}),
    ("There will be rain in the weeks ahead.", {"the weeks ahead": "PXW"}),
    ("Rents rose over the full year.", {"the full year": "2015"}),
    ("The pool opens on weekends.", {"weekends": "XXXX-WXX-WE"}),
    ("They sail every Monday and Friday.", {"every Monday": "XXXX-WXX-1", "Friday": "XXXX-WXX-5"}),
    ("The mill burned in nineteen eighty-four.", {"nineteen eighty-four": "1984"}),
    (
        "The gale struck at 10:00 local time (09:00 GMT).",
        {"10:00 local time": "2015-03-11T10:00", "09:00 GMT": "2015-03-11T09:00Z"},
    ),
    ("They vote on the last Friday of May.", {"the last Friday of May": "2015-05-29"}),
    ("They voted on the second Tuesday of March 2014.", {"the second Tuesday of March 2014": "2014-03-11"}),
    ("The fair ran from Jan. 1 to Feb. 3, 2014.", {"Jan. 1": "2014-01-01", "Feb. 3, 2014": "2014-02-03"}),
    ("The fair ran from Dec. 1 to Feb. 3, 2014.", {"Dec. 1": "2013-12-01", "Feb. 3, 2014": "2014-02-03"}),
    (
        "The pool was open between 9 a.m. and 5 p.m. on Monday.",
        {"9 a.m.": "2015-03-09T09:00", "5 p.m. on Monday": "2015-03-09T17:00"},
    ),
    ("She landed at 6:40 p.m. (GMT +8) on Monday.", {"6:40 p.m. (GMT +8) on Monday": "2015-03-09T18:40"}),
    ("The half-hour walk took half an hour.", {"half-hour": "PT30M", "half an hour": "PT30M"}),
    ("Rents are the highest in a quarter of a century.", {"a quarter of a century": "P25Y"}),
    ("The old mill will change in the next decade.", {"the next decade": "P10Y"}),
    ("Rents fell in 2010. Later that same year, they rose.", {"2010": "2010", "Later that same year": "2010"}),
    ("Rents fell in 2010. The year before, they rose.", {"2010": "2010", "The year before": "2009"}),
    ("Rents fell in May 2010. The following year he left.", {"May 2010": "2010-05", "The following year": "2011"}),
]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The brewer lost money in fiscal 2014.", (date(2013, 2, 1), date(2015, 3, 31))),
        ("The brewer lost money in the fiscal second quarter.", (date(2014, 2, 1), date(2016, 3, 31))),
        ("The brewer lost money in the fiscal second quarter of 2014.", (date(2013, 2, 1), date(2015, 3, 31))),
        ("The brewer lost money in the second quarter of 2014.", (date(2014, 4, 1), date(2014, 6, 30))),
    ],
)
def test_a_fiscal_year_has_no_days_of_the_calendar(text: str, days: tuple[date, date], parse: Parse) -> None:
    (mention,) = read(parse, text).values()
    assert isinstance(mention.when, TimeInterval)
    assert (mention.when.start, mention.when.end) == days


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[text for text, _ in VALUES])
def test_an_expression_has_its_timex3_value(parse: Parse, text: str, expected: dict[str, str]) -> None:
    assert {words: mention.value for words, mention in read(parse, text).items()} == expected


NO_TIMES = [
    "She may march for a second time under the sun.",
    "August Wilson praised April Smith of Sun Microsystems.",
    "He reads USA Today and watches the Today show.",
    "They won 3-2 and 1,500 people cheered.",
    "Call 555-2015 or 020 7946 0958.",
    "The bill of $1990 was paid by 2000 people.",
    "They met on 31 February 2015.",
    "The Q&A was short, the fall was deep.",
    "She spoke at the March for Science.",
    "TALKS MAY RESUME",
    "A 34-year-old man was hurt.",
    "The driver was 34 years old.",
    "It was their third win in as many weeks.",
    "Two thousand homes and eighteen thousand jobs were lost.",
    "Temperatures will stay in the 70s.",
    "The club was soon dissolved.",
    "The Daily Post was sold.",
    "The now-closed mill made its most recent model here.",
    "It was built in 2000 BC, in the third century BC and in 44 B.C. by slaves.",
    "It opened on 12 Ramadan 1445 and shut on 24 Khordad 1403.",
    "It opened in 1445 AH, in 2567 BE, in 5784 and in Reiwa 6.",
    "It opened in the year 2567 of the Buddhist calendar and in the Persian year 1403.",
    "The stone is dated 12/09/1445 and 1445-09-12.",
    "",
]


@pytest.mark.parametrize("text", NO_TIMES)
def test_words_that_only_look_like_times_are_none(parse: Parse, text: str) -> None:
    assert read(parse, text) == {}


BOUNDS = [
    ("He has lived there since 2011.", "2011", "2011/.."),
    ("He must leave by Friday.", "Friday", "../2015-03-13"),
    ("Nobody may enter until Sunday.", "Sunday", "../2015-03-15"),
    ("He must leave before July.", "July", "../2015-06-30"),
    ("He must leave before the end of the year.", "the end of the year", "../2015"),
    ("Nobody may enter after 2016.", "2016", "2017-01-01/.."),
    ("It has been shut since at least 1998.", "1998", "1998/.."),
]


@pytest.mark.parametrize(("text", "words", "edtf"), BOUNDS)
def test_a_preposition_makes_a_bound_and_stays_outside(parse: Parse, text: str, words: str, edtf: str) -> None:
    mention = read(parse, text)[words]
    assert isinstance(mention.when, TimeInterval)
    assert (mention.when.edtf, mention.basis) == (edtf, DateBasis.BOUND)
    assert (mention.when.start is None) != (mention.when.end is None)


RANGES = [
    ("It burned from 1990 to 1995.", ["1990", "1995"], "1990/1995"),
    ("It rained between May 2012 and July 2012.", ["May 2012", "July 2012"], "2012-05/2012-07"),
    ("The fair ran on May 3-5, 2014.", ["May 3-5, 2014"], "2014-05-03/2014-05-05"),
    ("The fair ran between 3 and 5 May 2014.", ["3 and 5 May 2014"], "2014-05-03/2014-05-05"),
    ("It rained from Friday to Monday.", ["Friday", "Monday"], "2015-03-06/2015-03-09"),
]


@pytest.mark.parametrize(("text", "words", "edtf"), RANGES)
def test_both_ends_of_a_range_speak_of_all_of_it(parse: Parse, text: str, words: list[str], edtf: str) -> None:
    mentions = read(parse, text)
    whens = [mentions[word].when for word in words]
    assert all(isinstance(when, TimeInterval) and when.edtf == edtf for when in whens)


def test_later_and_earlier_count_from_the_date_spoken_of(parse: Parse) -> None:
    text = "The bridge fell on 7 June 2013. Two days later the mayor resigned. Since then it has been shut."
    mentions = read(parse, text)
    assert (mentions["Two days later"].value, mentions["Two days later"].basis) == (
        "2013-06-09",
        DateBasis.EVENT_ANCHORED,
    )
    assert mentions["then"].value == "2013-06-09"


def test_since_then_after_an_anniversary_is_since_the_first_day(parse: Parse) -> None:
    text = "On Friday, which marks ten years since the dam broke, bells rang. Since then 12 mayors have served."
    then = read(parse, text)["then"].when
    assert isinstance(then, TimeInterval)
    assert then.start in (date(2005, 3, 13), date(2005, 3, 6))
    assert then.end is None


def test_relative_expressions_without_a_day_of_publication_are_unresolved(parse: Parse) -> None:
    mentions = read(parse, "He left on Monday, October 7 and last week; in 2011 he was here.", UNKNOWN)
    assert isinstance(mentions["last week"].when, Unresolved)
    assert mentions["last week"].value == "XXXX-WXX"
    assert mentions["2011"].basis is DateBasis.STATED
    unresolved = read(parse, "He left on Monday and in March.", UNKNOWN)
    assert {m.value for m in unresolved.values()} == {"XXXX-WXX-1", "XXXX-03"}
    assert all(m.basis is DateBasis.UNRESOLVED for m in unresolved.values())


def test_later_without_a_date_before_it_is_unresolved(parse: Parse) -> None:
    mention = read(parse, "Two days later the mayor resigned.")["Two days later"]
    assert isinstance(mention.when, Unresolved)


def test_a_named_zone_stays_with_its_day(parse: Parse) -> None:
    mentions = read(parse, "She wrote late on Monday, New York time. Trading began at 3 p.m. EST.")
    zones = {m.when.zone for m in mentions.values() if isinstance(m.when, TimeInterval)}
    assert zones == {"America/New_York"}


def test_precision_is_that_of_the_words(parse: Parse) -> None:
    text = "It fell in March 2012, in 2013, last week, in the 1990s, on 3 May 2014, on Sunday night and at 9:15 a.m."
    found = {w: m.when.precision for w, m in read(parse, text).items() if isinstance(m.when, TimeInterval)}
    assert found == {
        "March 2012": Precision.MONTH,
        "2013": Precision.YEAR,
        "last week": Precision.WEEK,
        "the 1990s": Precision.DECADE,
        "3 May 2014": Precision.DAY,
        "Sunday night": Precision.PART_OF_DAY,
        "9:15 a.m.": Precision.MINUTE,
    }


def test_a_stretch_of_publication_days_anchors_at_its_first(parse: Parse) -> None:
    stretch = TimeInterval(_DAY, date(2015, 3, 12), Precision.DAY, "2015-03-11/2015-03-12")
    found = read(parse, "He left today.", PublicationDay(stretch, PublicationBasis.METADATA, "test"))
    assert found["today"].value == "2015-03-11"


FIGURES = [
    ("in the fourth quarter ended Jan. 31", "a year earlier", "2013-Q4"),
    ("in the fourth quarter", "a year ago", "2013-Q4"),
    (
        "in the fourth quarter. It expects a loss for the first quarter, against a profit of two",
        "a year ago",
        "2013-Q4",
    ),
    ("in the fourth quarter and four million in the first nine months, against three", "a year earlier", "2013"),
]


@pytest.mark.parametrize(("told", "words", "value"), FIGURES)
def test_figures_are_compared_with_the_same_period_of_another_year(
    parse: Parse, told: str, words: str, value: str
) -> None:
    assert read(parse, f"The firm earned one million euros {told} {words}.")[words].value == value


def test_years_beside_one_of_another_calendar_are_of_it_too(parse: Parse) -> None:
    text = "In the Iranian year 1403 prices rose, after they fell in 1402; in 2019 and in 1215 all was well."
    assert set(read(parse, text)) == {"2019", "1215"}


def test_a_year_of_ours_beside_a_month_of_another_calendar_is_kept(parse: Parse) -> None:
    found = read(parse, "On 20 March 2014 (1 Farvardin 1393) the fair opened; it shut in Ramadan 2014.")
    assert set(found) == {"20 March 2014", "2014"}


BAD_INPUT = [
    "🔥 Live 🔥\n10:30 Police arrive.\n10:45 Fire out.\n11:02 All safe.\n" * 40,
    "| Team | 2014 | 2015 |\n|---|---|---|\n| A | 3-2 | 1-1 |\n",
    "UPDATE: MAY MAY MARCH SUN MON 31 FEBRUARY 2015 MINISTER SAYS ON MONDAY",
    "في ٣ مارس ٢٠١٥ قال الوزير، 1436 هـ, 5775 AM, ２０１５ 年 3 月",
    "e\u0301te\u0301 on 3 March 2015 was \u200fwarm\u202e.",
    "9999-12-31, 0001-01-01, year 9999, 99999 years ago, a million weeks ago, 4000 centuries later",
    "Q: WAS IT ON MONDAY?\nA: NO. IT WAS ON TUESDAY, 30 FEBRUARY.\nQ: AT 25:61?\n" * 20,
    "two and two and two and " * 800 + "weeks",
    "the the of the in the " * 2000 + "week",
    "3/4 of 1/0 hours and 0/0/0000 and 13/13/2013 at 29:99 and 2015-W99",
    "\n\n \t\n",
]


@pytest.mark.parametrize("text", BAD_INPUT)
def test_odd_input_is_read_without_harm(parse: Parse, text: str) -> None:
    for mention in find_times(parse(text), PUBLISHED):
        assert mention.span.cut(text).strip()
        assert mention.value or isinstance(mention.when, Unresolved)
        assert not re.search(r"-02-3\d", mention.value)


def test_a_live_blog_without_its_day_dates_nothing(parse: Parse) -> None:
    text = "".join(
        f"{hour:02}:{minute:02} GMT\n\nThe talks go on, says aide {hour}.\n\n"
        for hour in range(9, 18)
        for minute in (5, 35)
    )
    mentions = find_times(parse(text), UNKNOWN)
    assert len(mentions) == 18
    assert all(isinstance(mention.when, Unresolved) for mention in mentions)


def test_headlines_in_capitals_name_their_days(parse: Parse) -> None:
    found = read(parse, "STRIKE TO END ON FRIDAY, PORT MAY OPEN IN MAY\n\nThe strike will end on Friday.")
    assert {mention.value for mention in found.values()} == {"2015-03-13", "2015-05"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("RUNOFF VOTE SCHEDULED FOR SUNDAY", "2015-03-15"),
        ("TRIAL OF BANKER SET FOR MONDAY", "2015-03-16"),
        ("BUDGET DEBATE DUE TUESDAY", "2015-03-17"),
        ("TRIAL OF BANKER OPENED ON MONDAY", "2015-03-09"),
    ],
)
def test_headlines_in_capitals_say_what_is_on_the_calendar(parse: Parse, text: str, day: str) -> None:
    assert {mention.value for mention in read(parse, text).values()} == {day}


def test_a_very_long_sentence_is_read_in_bounded_time(parse: Parse) -> None:
    text = "On Monday, " + "and on Tuesday, 3 May 2011, two days later, the man said, " * 400 + "he left."
    assert len(find_times(parse(text), PUBLISHED)) > 800
