from __future__ import annotations

from datetime import date

import pytest

from server.pages.reader import Text
from server.pages.saying import Saying
from server.pages.statements import ClaimView
from server.pages.wording import (
    When,
    basis_in_words,
    date_in_words,
    days_in_words,
    figure_in_words,
    number_in_words,
)
from server.rendering import templates
from server.timelines.locales import locale_of


def d(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("start", "end", "edtf", "precision", "modality", "ongoing", "words"),
    [
        # what is known to the unit is told in the unit
        ("2025-10-06", "2025-10-06", "2025-10-06", "Day", "Occurred", False, "6 October 2025"),
        ("2025-10-06", "2025-10-06", "2025-10-06T21:30", "Minute", "Occurred", False, "6 October 2025"),
        ("2025-09-01", "2025-09-30", "2025-09", "Month", "Occurred", False, "September 2025"),
        ("2024-02-01", "2024-02-29", "2024-02", "Month", "Occurred", False, "February 2024"),
        ("2015-01-01", "2015-12-31", "2015", "Year", "Occurred", False, "2015"),
        ("2010-01-01", "2019-12-31", "201X", "Decade", "Occurred", False, "the 2010s"),
        ("2013-01-01", "2015-12-31", "2013/2015", "Year", "Occurred", False, "2013 to 2015"),
        ("2025-07-01", "2025-09-30", "2025-35", "Quarter", "Occurred", False, "the third quarter of 2025"),
        ("2025-06-01", "2025-08-31", "2025-22", "Season", "Occurred", False, "summer 2025"),
        ("2025-12-01", "2026-02-28", "2025-24", "Season", "Occurred", False, "winter 2025"),
        ("2025-10-06", "2025-10-12", "", "Week", "Occurred", False, "the week of 6–12 October 2025"),
        ("2015-03-01", "2015-05-31", "2015-03/2015-05", "Month", "Occurred", False, "March to May 2015"),
        ("2015-11-01", "2016-01-31", "2015-11/2016-01", "Month", "Occurred", False, "November 2015 to January 2016"),
        # stretches of days
        ("2025-10-06", "2025-10-08", "2025-10-06/2025-10-08", "Day", "Occurred", False, "6–8 October 2025"),
        ("2025-09-30", "2025-10-02", "", "Day", "Occurred", False, "30 September – 2 October 2025"),
        ("2024-12-30", "2025-01-02", "", "Day", "Occurred", False, "30 December 2024 – 2 January 2025"),
        ("2023-10-07", "2025-10-06", "", "Unknown", "Occurred", False, "between 7 October 2023 and 6 October 2025"),
        # one side only
        ("", "2025-10-06", "../2025-10-06", "Unknown", "Occurred", False, "before 6 October 2025"),
        ("2025-10-06", "", "2025-10-06/..", "Unknown", "Occurred", False, "after 6 October 2025"),
        # going on: the end is only the last day attested
        ("2023-10-07", "2025-10-06", "2023-10-07/..", "Day", "Ongoing", True, "ongoing since 7 October 2023"),
        ("2024-03-01", "2024-05-08", "2024-03/..", "Month", "Ongoing", True, "ongoing since March 2024"),
        ("2014-01-01", "2024-05-08", "2014/..", "Year", "Occurred", True, "ongoing since 2014"),
        ("", "2025-10-06", "../2025-10-06", "Unknown", "Ongoing", True, "ongoing on 6 October 2025"),
        # what has not happened is told so with its date
        ("2025-10-07", "2025-10-07", "2025-10-07", "Day", "Expected", False, "expected on 7 October 2025"),
        ("2025-10-01", "2025-10-31", "2025-10", "Month", "Expected", False, "expected in October 2025"),
        ("2025-10-07", "2025-10-09", "", "Day", "Expected", False, "expected within 7–9 October 2025"),
        ("2025-10-07", "2025-10-07", "2025-10-07", "Day", "Proposed", False, "proposed for 7 October 2025"),
        ("2025-10-07", "2025-10-07", "2025-10-07", "Day", "Agreed", False, "agreed for 7 October 2025"),
        ("2025-10-07", "2025-10-07", "", "Day", "Cancelled", False, "was planned for 7 October 2025, cancelled"),
        ("2025-10-07", "2025-10-07", "", "Day", "Postponed", False, "was planned for 7 October 2025, postponed"),
        ("2025-10-07", "2025-10-07", "2025-10-07", "Day", "Denied", False, "said to be on 7 October 2025, denied"),
        ("2025-10-06", "", "2025-10-06/..", "Unknown", "Expected", False, "expected, after 6 October 2025"),
        ("2025-10-06", "", "2025-10-06/..", "Unknown", "Hypothetical", False, "possible, after 6 October 2025"),
        # nothing known
        ("", "", "", "Unknown", "Occurred", False, "date not known"),
        ("", "", "", "Unknown", "Proposed", False, "proposed, date not known"),
        ("", "", "", "", "", False, "date not known"),
        # vague
        ("2015-01-01", "2015-12-31", "2015~", "Year", "Occurred", False, "about 2015"),
    ],
)  # fmt: skip
def test_dates_are_told_as_fine_as_they_are_known(
    start: str, end: str, edtf: str, precision: str, modality: str, ongoing: bool, words: str
) -> None:
    when = When(d(start), d(end), edtf, precision, "Stated", modality, ongoing)
    assert date_in_words(when) == words


def test_a_date_that_is_unresolved_is_not_told_even_if_bounds_are_there() -> None:
    when = When(date(2025, 1, 1), date(2025, 1, 1), basis="Unresolved", text="at dawn")
    assert date_in_words(when) == "date not known"
    told = "said in the article, but not to be tied to the calendar; the article says “at dawn”"
    assert basis_in_words(when) == told


def test_a_stretch_within_one_day_is_the_day() -> None:
    assert days_in_words(date(2025, 1, 1), date(2025, 1, 1)) == "1 January 2025"


@pytest.mark.parametrize(
    ("value", "words"),
    [("67160", "67,160"), ("5", "5"), ("1139.0", "1,139"), ("2.5", "2.5"), ("-1200", "-1,200"), ("many", "many")],
)
def test_numbers_are_grouped_by_thousands(value: str, words: str) -> None:
    assert number_in_words(value) == words


@pytest.mark.parametrize(
    ("value", "bound", "low", "high", "measure", "unit", "words"),
    [
        ("67160", "AtLeast", "67160", "", "killed", "", "at least 67,160 killed"),
        ("200", "About", "", "", "taken captive", "", "about 200 taken captive"),
        ("5", "Exact", "", "", "killed", "", "5 killed"),
        ("15", "Between", "10", "20", "wounded", "", "between 10 and 20 wounded"),
        ("3.5", "MoreThan", "", "", "", "million dollars", "more than 3.5 million dollars"),
        ("20", "AtMost", "", "", "missing", "", "at most 20 missing"),
    ],
)
def test_figures_keep_their_wording(
    value: str, bound: str, low: str, high: str, measure: str, unit: str, words: str
) -> None:
    assert figure_in_words(value, bound, low, high, measure, unit) == words


@pytest.mark.parametrize(("confidence", "told"), [(0.6, True), (0.8, False)])
def test_what_is_below_the_threshold_is_said_not_to_be_reviewed(confidence: float, told: bool) -> None:
    claim = ClaimView(Text("the dam is safe"), False, "Indirect", (), (), "", False, False, (), confidence)
    macros = templates().get_template("macros.html").make_module({"say": Saying(locale_of("en"))})
    html = str(macros.claim(claim, stated_from=0.7))  # type: ignore[attr-defined]
    assert ("not reviewed" in html) is told
