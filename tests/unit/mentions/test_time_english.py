"""What the words around a date make of it: comparisons, stages, weeks away; written on Wednesday 11 March 2015."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kg.mentions.times import find_times
from kg.model import Document, Precision, PublicationBasis, PublicationDay, TimeInterval, Unresolved

Parse = Callable[[str], Document]
_DAY = date(2015, 3, 11)
PUBLISHED = PublicationDay(TimeInterval(_DAY, _DAY, Precision.DAY, "2015-03-11"), PublicationBasis.METADATA, "test")


def values(parse: Parse, text: str) -> dict[str, str]:
    return {mention.span.cut(text): mention.value for mention in find_times(parse(text), PUBLISHED)}


REPORTS = [
    (
        "Sales rose in the fourth quarter from six million in the same period last year.",
        {"the fourth quarter": "2014-Q4", "the same period last year": "2013-Q4"},
    ),
    (
        "Sales rose in the fourth quarter; for the quarter a year earlier the mill had reported a loss.",
        {"the fourth quarter": "2014-Q4", "the quarter a year earlier": "2013-Q4"},
    ),
    (
        "Sales rose in the fourth quarter, while last year's quarter was poor.",
        {"the fourth quarter": "2014-Q4", "last year's quarter": "2013-Q4"},
    ),
    ("The mill sold less than in the corresponding period of 2012.", {"the corresponding period of 2012": "2012"}),
    ("The mill sold less than in the same period a year ago.", {"the same period a year ago": "2014"}),
    ("In the year-earlier six months it sold more.", {"the year-earlier six months": "P6M"}),
    (
        "Profit fell in the fourth quarter. After a weak third quarter, costs rose. In the year-ago period they fell.",
        {"the fourth quarter": "2014-Q4", "third quarter": "2014-Q3", "the year-ago period": "2013-Q4"},
    ),
    (
        "Profit fell in the third quarter. For the nine months, it rose, after a loss in the 2013 period.",
        {"the third quarter": "2014-Q3", "the nine months": "P9M", "the 2013 period": "2013"},
    ),
    ("The rent has gone up by a tenth since year-end.", {"year-end": "2014-12-31"}),
    ("Prices rose by a tenth in the year to February.", {"the year": "P1Y", "February": "2015-02"}),
    ("For the year ended Jan. 31, the mill lost money.", {"the year": "P1Y", "Jan. 31": "2015-01-31"}),
    (
        "The second and third quarters of 2012 were weak.",
        {"The second": "2012-Q2", "third quarters of 2012": "2012-Q3"},
    ),
]

LENGTHS = [
    ("The truce came after months of quarrels.", {"months": "PXM"}),
    ("The truce followed weeks of shelling.", {"weeks": "PXW"}),
    ("Roofs collapsed in the first hours of the storm.", {"the first hours": "PTXH"}),
    ("Few were saved in the early years.", {"the early years": "PXY"}),
    ("In the weeks that followed, the dam broke.", {"the weeks": "PXW"}),
    ("They were shot in the early hours of the feast.", {}),
    ("He gave them the three days they had asked for.", {"the three days": "P3D"}),
    ("The town burned down in the Thirty Years' War and in the Six-Day War.", {}),
    ("Six Days later the siege ended.", {"Six Days later": "XXXX-XX-XX"}),
    ("She rode the three-day race.", {"three-day": "P3D"}),
    ("There came a day when nobody would pay.", {}),
    ("The ferry waited for a day.", {"a day": "P1D"}),
    ("The two towns may one day become one.", {"one day": "FUTURE_REF"}),
    ("One day the two towns will become one.", {"One day": "FUTURE_REF"}),
    ("The strike had lasted only one day.", {"only one day": "P1D"}),
    ("The talks will resume in two weeks.", {"two weeks": "2015-W13"}),
    ("The bonds will be redeemed in five years.", {"five years": "2020"}),
    ("The mason will repair the bridge in two weeks.", {"two weeks": "P2W"}),
    ("The talks resumed in two weeks.", {"two weeks": "P2W"}),
    ("The council will sit again in a month's time.", {"a month's time": "2015-04"}),
]

DAYS = [
    ("The barge sank a week ago Monday.", {"a week ago Monday": "2015-03-02"}),
    ("The trial starts a week from Tuesday.", {"a week from Tuesday": "2015-03-24"}),
    ("The trial starts on Tuesday week.", {"Tuesday week": "2015-03-24"}),
    ("The pact was signed two Fridays ago.", {"two Fridays ago": "2015-02-27"}),
    ("The barge made a Monday week-long trip.", {"Monday": "2015-03-09", "week-long": "P1W"}),
    ("The ferry sails on Monday and Tuesday nights.", {"Monday": "XXXX-WXX-1TNI", "Tuesday nights": "XXXX-WXX-2TNI"}),
    ("The ferry sank on Monday night.", {"Monday night": "2015-03-09TNI"}),
    (
        "The quake struck at 3:15 p.m. (0615 GMT) on Monday.",
        {"3:15 p.m.": "2015-03-09T15:15", "0615 GMT": "2015-03-09T06:15Z", "Monday": "2015-03-09"},
    ),
    ("The shop closed the day before Christmas.", {"the day before Christmas": "2014-12-24"}),
    ("He quit the day after last Friday's vote.", {"the day after last Friday": "2015-03-07"}),
    ("He quit the day after the vote of May 3, 2014.", {"May 3, 2014": "2014-05-03"}),
    ("By mid afternoon, the square was full.", {"mid afternoon": "2015-03-11TAF"}),
    ("The offer ends on May 30. Until then the price holds.", {"May 30": "2015-05-30", "then": "2015-05-30"}),
    ("Thanksgiving week was quiet.", {"Thanksgiving week": "2014-W48"}),
    ("The Easter weekend will be wet.", {"Easter weekend": "2015-W14-WE"}),
    ("Shops hope for a good Christmas and New Year season.", {}),
    ("The trial opens in October.", {"October": "2015-10"}),
    ("In the run-up to the July 7 vote, tension rose.", {"July 7": "2015-07-07"}),
    ("Ahead of the August vote, tension rose.", {"August": "2015-08"}),
    ("The storm hit the coast on Friday.", {"Friday": "2015-03-06"}),
    ("The first three villages to surrender on Friday were small.", {"Friday": "2015-03-06"}),
    ("The mayor will get elected on Friday.", {"Friday": "2015-03-13"}),
    ("As recently as 2010, nobody knew the cause.", {"2010": "2010"}),
    ("The dam was checked most recently in May.", {"May": "2014-05"}),
    ("The dam was recently checked.", {"recently": "PAST_REF"}),
    ("The 18th and 19th centuries were better.", {"The 18th": "17", "19th centuries": "18"}),
    ("He takes office on the first Monday of next month.", {"the first Monday of next month": "2015-04-06"}),
    ("Entry is free on the last Friday of the month.", {"the last Friday of the month": "2015-03-27"}),
    ("The last week of February was wet.", {"The last week of February": "2015-02"}),
    ("The final days of 2012 were wet.", {"The final days of 2012": "2012"}),
    ("Between April and May, the road was shut.", {"April": "2014-04", "May": "2014-05"}),
    ("The year two thousand was wet.", {"The year two thousand": "2000"}),
    ("Today's youth has no patience with the leaders of tomorrow.", {}),
    ("The future of the dam is open.", {}),
    ("Today's vote was close.", {"Today": "2015-03-11"}),
]


LOOK_ALIKES = [
    ("She threw two touchdowns in the first quarter and led at halftime.", {}),
    ("The forward got ten rebounds in the third and fourth quarters.", {}),
    ("Profit rose in the fourth quarter.", {"the fourth quarter": "2014-Q4"}),
    ("The shop in May Street burned down.", {}),
    ("The council adopted Resolution 1559 and then resolution 1701.", {}),
    ("The lorry left Highway 1999 with Windows 2000 in its cab.", {}),
    ("The Sunday Times and the Monday Club disagreed.", {}),
    ("The Monday Senate vote was close.", {"Monday": "2015-03-09"}),
    ("He was born on a Tuesday.", {}),
    ("He spoke at a Tuesday meeting.", {"Tuesday": "2015-03-10"}),
    ("Since the fall of the old town nobody has returned.", {}),
    ("It rained in the fall of 1989.", {"the fall of 1989": "1989-FA"}),
    ("The dam leaks every now and then.", {}),
    ("The dam leaks now.", {"now": "PRESENT_REF"}),
]


@pytest.mark.parametrize(("text", "expected"), [*REPORTS, *LENGTHS, *DAYS, *LOOK_ALIKES])
def test_the_words_around_a_date_tell_which_it_is(parse: Parse, text: str, expected: dict[str, str]) -> None:
    assert values(parse, text) == expected


STRETCHES = [
    ("Over the past year, the river rose twice.", "2014-03-11/2015-03-11"),
    ("It has rained for the last week.", "2015-03-04/2015-03-11"),
    ("Last year the river rose twice.", "2014"),
]


@pytest.mark.parametrize(("text", "edtf"), STRETCHES)
def test_over_the_past_year_is_up_to_the_day_of_writing(parse: Parse, text: str, edtf: str) -> None:
    (mention,) = find_times(parse(text), PUBLISHED)
    assert isinstance(mention.when, TimeInterval)
    assert mention.when.edtf == edtf


LEFT_BEHIND = [
    "The council met on Monday. The bridge had fallen in May 2009. Two days later, the mayor resigned.",
    "The council met on Monday. The bridge had fallen in May 2009. The ferry sank at 10 p.m.",
    "The council met on Monday. The bridge had fallen in 2009. That day, nobody was hurt.",
]


@pytest.mark.parametrize("text", LEFT_BEHIND)
def test_a_day_is_left_behind_when_an_earlier_month_is_spoken_of(parse: Parse, text: str) -> None:
    assert isinstance(find_times(parse(text), PUBLISHED)[-1].when, Unresolved)


NOT_LEFT = [
    ("The council met on Monday. It will move in 2019. Two days later, the mayor resigned.", "2015-03-11"),
    ("The council met on Monday, for the first time since 2009. That day, the mayor resigned.", "2015-03-09"),
    ("The ferry sank today. It was built in 1990. It went down at 8 a.m.", "2015-03-11T08:00"),
]


@pytest.mark.parametrize(("text", "value"), NOT_LEFT)
def test_a_day_is_not_left_behind_for_what_is_ahead_or_only_a_bound(parse: Parse, text: str, value: str) -> None:
    assert find_times(parse(text), PUBLISHED)[-1].value == value


def test_until_then_without_a_date_before_it_stays_open(parse: Parse) -> None:
    (mention,) = find_times(parse("Until then nobody may leave."), PUBLISHED)
    assert isinstance(mention.when, Unresolved)
