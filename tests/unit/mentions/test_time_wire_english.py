"""Ways in which news tells the time, one sentence each; written on Wednesday 15 June 2016."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kg.mentions.times import find_times
from kg.model import Document, Precision, PublicationBasis, PublicationDay, TimeInterval

Parse = Callable[[str], Document]
_DAY = date(2016, 6, 15)
PUBLISHED = PublicationDay(TimeInterval(_DAY, _DAY, Precision.DAY, "2016-06-15"), PublicationBasis.METADATA, "test")


def values(parse: Parse, text: str) -> dict[str, str]:
    return {mention.span.cut(text): mention.value for mention in find_times(parse(text), PUBLISHED)}


BEYOND_THE_NEIGHBOUR = [
    ("The year before last, the festival drew 4,000 people.", {"The year before last": "2014"}),
    ("The weekend before last, two climbers died.", {"The weekend before last": "2016-W22-WE"}),
    ("The Friday before last, the mayor resigned.", {"The Friday before last": "2016-06-03"}),
    ("Students return to class the week after next.", {"the week after next": "2016-W26"}),
    ("Ten years from now, the mine will shut.", {"Ten years from now": "2026"}),
    ("One year ago today, the mine shut.", {"One year ago today": "2015-06-15"}),
    ("The mine shut a year ago last month.", {"a year ago last month": "2015-05"}),
    ("The mine shut ten years ago this week.", {"ten years ago this week": "2006-W24"}),
    ("The mine shut ten years ago in May.", {"ten years ago in May": "2006-05"}),
    ("The mine shut a decade ago on Sunday.", {"a decade ago on Sunday": "2006-06-12"}),
    ("They met a day before last month's vote.", {"a day": "P1D", "last month": "2016-05"}),
]

HOURS_OF_A_DAY = [
    (
        "The mill has been shut since the early morning hours of Monday.",
        {"the early morning hours of Monday": "2016-06-13TMO"},
    ),
    ("Troops moved in during the pre-dawn hours of Tuesday.", {"the pre-dawn hours of Tuesday": "2016-06-14TMO"}),
    ("The call came at dawn on Friday.", {"at dawn on Friday": "2016-06-10TMO"}),
    ("By nightfall on Monday the fire was out.", {"nightfall on Monday": "2016-06-13TEV"}),
    ("He will speak at 9:15 Wednesday night.", {"9:15 Wednesday night": "2016-06-15T21:15"}),
    ("The blast was heard at 7 on Sunday evening.", {"7 on Sunday evening": "2016-06-12T19:00"}),
    ("At 9:15 on Monday morning the bell rang.", {"9:15 on Monday morning": "2016-06-13T09:15"}),
    ("Between 2 and 4 p.m. the road was shut.", {"2": "2016-06-15T14:00", "4 p.m.": "2016-06-15T16:00"}),
    ("The shop is shut from 11 to 2 p.m. today.", {"11": "2016-06-15T11:00", "2 p.m. today": "2016-06-15T14:00"}),
    ("At 1430 hours on 5 May, the ship left port.", {"1430 hours on 5 May": "2016-05-05T14:30"}),
    (
        "She was seen on 3 May. The previous evening she had dined out.",
        {"3 May": "2016-05-03", "The previous evening": "2016-05-02TEV"},
    ),
    ("The winner came in at 1:58.32.", {}),
    ("It begins at 7.45 p.m. (18.45 GMT).", {"7.45 p.m.": "2016-06-15T19:45", "18.45 GMT": "2016-06-15T18:45Z"}),
    ("It rose by 7.456 and fell by 3.5.", {}),
    ("The alarm rang at 11:20 last night.", {"11:20 last night": "2016-06-14T23:20"}),
    ("The alarm rang at around 8 this morning.", {"8 this morning": "2016-06-15T08:00"}),
    ("At 4 o'clock this afternoon she will speak.", {"4 o'clock this afternoon": "2016-06-15T16:00"}),
    ("It burned on the night of June 9.", {"the night of June 9": "2016-06-09TNI"}),
]

PERIODS = [
    ("Growth slowed in the April-June quarter.", {"the April-June quarter": "2016-Q2"}),
    ("Growth slowed in the October to December period of 2014.", {"the October to December period of 2014": "2014-Q4"}),
    ("In the last quarter of 2015, growth slowed.", {"the last quarter of 2015": "2015-Q4"}),
    ("In the final quarter of last year, growth slowed.", {"the final quarter of last year": "2015-Q4"}),
    ("GDP grew in Q1, after a fall in Q4 2015.", {"Q1": "2016-Q1", "Q4 2015": "2015-Q4"}),
    (
        "First-half profit rose, and second-half sales should be flat.",
        {"First-half": "2016-H1", "second-half": "2016-H2"},
    ),
    ("A second-half goal settled it.", {}),
    ("Sales fell in the quarter ended April 30.", {"the quarter": "2016-Q1", "April 30": "2016-04-30"}),
    ("In the 1800s, ships called here.", {"the 1800s": "18"}),
    ("In the late nineties ships called here.", {"the late nineties": "199"}),
    ("The first half of June was hot.", {"The first half of June": "2016-06"}),
    ("The campaign's last week was costly.", {}),
    ("The past four summers were hot.", {}),
    ("In years past, the fair drew thousands.", {"years past": "PAST_REF"}),
    ("That will come in the not-too-distant future.", {"the not-too-distant future": "FUTURE_REF"}),
]

LENGTHS = [
    ("She finished in 2 hours, 19 minutes and 41 seconds.", {"2 hours, 19 minutes and 41 seconds": "PT2H19M41S"}),
    ("He was jailed for two years and three months.", {"two years and three months": "P2Y3M"}),
    ("It will be the first visit in 88 years.", {"88 years": "P88Y"}),
    ("The visit will be in two weeks.", {"two weeks": "2016-W26"}),
    ("In the week to June 11, claims fell.", {"the week": "P1W", "June 11": "2016-06-11"}),
    ("They are paid $15 per hour.", {"per hour": "PT1H"}),
    ("The march lasted one day and the strike two weeks.", {"one day": "P1D", "two weeks": "P2W"}),
    ("The collection has 40 hours of video.", {}),
    ("Following years of neglect, the hall fell down.", {"years": "PXY"}),
]

SETS = [
    ("Every June, the river floods.", {"Every June": "XXXX-06"}),
    ("The report appears each spring.", {"each spring": "XXXX-SP"}),
]

DAYS = [
    (
        "The union voted on Tuesday to strike at midnight Friday.",
        {"Tuesday": "2016-06-14", "midnight Friday": "2016-06-17T24:00"},
    ),
    ("He would resign as soon as the house met on Monday.", {"Monday": "2016-06-20"}),
    ("Schools will be closed Thursday and Friday.", {"Thursday": "2016-06-16", "Friday": "2016-06-17"}),
    ("A judge ordered that she be freed by Friday.", {"Friday": "2016-06-17"}),
    ("The lecturers were suspended until Thursday.", {"Thursday": "2016-06-16"}),
    ("She was freed on Friday.", {"Friday": "2016-06-10"}),
    ("He is due in court on Monday.", {"Monday": "2016-06-20"}),
    ("The deadline is Friday.", {"Friday": "2016-06-17"}),
    ("Thursday's hearing will last an hour.", {"Thursday": "2016-06-16", "an hour": "PT1H"}),
    ("Thursday's meeting is expected to be short.", {"Thursday": "2016-06-16"}),
    ("Thursday's attack will hurt the party.", {"Thursday": "2016-06-09"}),
    ("A march planned for Monday was called off.", {"Monday": "2016-06-13"}),
    ("A march planned for Saturday was called off.", {"Saturday": "2016-06-18"}),
    ("A march is planned for Monday.", {"Monday": "2016-06-20"}),
    ("The July 7 bombings shook the port.", {"July 7": "2015-07-07"}),
    ("She was born on August 4.", {"August 4": "2015-08-04"}),
    ("The July 7 summit was announced in Riga.", {"July 7": "2016-07-07"}),
    ("Over the Memorial Day weekend, 12 were hurt.", {"Memorial Day weekend": "2016-W21-WE"}),
    ("Thousands marched on Ukraine's Independence Day.", {}),
    ("It was dated 17.05.2016.", {"17.05.2016": "2016-05-17"}),
    ("Later that month, she left.", {"Later that month": "XXXX-XX"}),
]


STORY = [
    ("The strike is to last three days.", {"three days": "P3D"}),
    ("In 2009 she was held; she was tried the next year.", {"2009": "2009", "the next year": "2010"}),
    ("She will be tried over the next year.", {"the next year": "2017"}),
    ("The truce began at dawn.", {"at dawn": "2016-06-15TMO"}),
]

NO_TIMES = [
    ("A 1500-metre race was run before a 2000-strong crowd.", {}),
    ("Power was cut in 1200 homes.", {}),
    ("She was named Player of the Year.", {}),
    ("Picture by April Stone.", {}),
    ("Photo: the bridge at night (Jane May/Agency)", {}),
    ("Northport | 12 | 3 | 4 | 5 | 1900 | 2010", {}),
    ("Team | P | W | D | L | 2014 | 2015", {"2014": "2014", "2015": "2015"}),
]

STAMPS = [
    ("Yesterday 23:10 First warnings issued.", {"Yesterday 23:10": "2016-06-14T23:10"}),
    ("14 June, 16:00", {"14 June, 16:00": "2016-06-14T16:00"}),
    ("Published 14:05, 15 Jun 2016", {"14:05, 15 Jun 2016": "2016-06-15T14:05"}),
    ("The odds were 12:30 and the score 10:12.", {}),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [*STORY, *NO_TIMES, *STAMPS, *BEYOND_THE_NEIGHBOUR, *HOURS_OF_A_DAY, *PERIODS, *LENGTHS, *SETS, *DAYS],
)
def test_a_way_of_telling_the_time_has_its_value(parse: Parse, text: str, expected: dict[str, str]) -> None:
    assert values(parse, text) == expected


def test_a_quarter_that_ends_on_a_day_has_the_three_months_up_to_it(parse: Parse) -> None:
    quarter = find_times(parse("Sales fell in the quarter ended April 30."), PUBLISHED)[0].when
    assert isinstance(quarter, TimeInterval)
    assert (quarter.start, quarter.end) == (date(2016, 2, 1), date(2016, 4, 30))


def test_a_fiscal_quarter_keeps_its_number_where_its_last_day_is_told(parse: Parse) -> None:
    text = "Profit rose in the fiscal third quarter. In the quarter ended April 30, sales fell."
    assert values(parse, text)["the quarter"] == "2016-Q3"


def test_a_quarter_told_as_past_that_would_be_ahead_has_only_the_days_of_a_fiscal_year(parse: Parse) -> None:
    quarter = find_times(parse("Third-quarter sales rose."), PUBLISHED)[0]
    assert quarter.value == "2016-Q3"
    assert isinstance(quarter.when, TimeInterval)
    assert quarter.when.start is not None
    assert quarter.when.start < date(2016, 6, 15)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Prior to 1985 the pit was safe.", "../1984-12-31"),
        ("Up to 1985 the pit was safe.", "../1985"),
        ("Post-1985 work was slow.", "1986-01-01/.."),
    ],
)
def test_two_words_can_make_a_bound(parse: Parse, text: str, edtf: str) -> None:
    when = find_times(parse(text), PUBLISHED)[0].when
    assert isinstance(when, TimeInterval)
    assert when.edtf == edtf
