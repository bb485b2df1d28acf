"""Building, moving and bounding stretches of days."""

from __future__ import annotations

from datetime import date

import pytest

from kg.mentions import intervals
from kg.model import Precision, TimeInterval

BUILT = [
    (intervals.week_of(date(2015, 2, 11)), "2015-02-09", "2015-02-15", Precision.WEEK, "2015-02-09/2015-02-15"),
    (intervals.weekend_of(date(2015, 2, 11)), "2015-02-14", "2015-02-15", Precision.DAY, "2015-02-14/2015-02-15"),
    (intervals.month_of(2012, 2), "2012-02-01", "2012-02-29", Precision.MONTH, "2012-02"),
    (intervals.quarter_of(2014, 3), "2014-07-01", "2014-09-30", Precision.QUARTER, "2014-07/2014-09"),
    (intervals.season_of(2014, "WI"), "2014-12-01", "2015-02-28", Precision.SEASON, "2014-24"),
    (intervals.year_of(2014), "2014-01-01", "2014-12-31", Precision.YEAR, "2014"),
    (intervals.decade_of(199), "1990-01-01", "1999-12-31", Precision.DECADE, "199X"),
    (intervals.century_of(19), "1900-01-01", "1999-12-31", Precision.UNKNOWN, "19XX"),
]


@pytest.mark.parametrize(("when", "start", "end", "precision", "edtf"), BUILT, ids=[row[4] for row in BUILT])
def test_a_stretch_has_both_its_days(when: TimeInterval, start: str, end: str, precision: Precision, edtf: str) -> None:
    assert (str(when.start), str(when.end), when.precision, when.edtf) == (start, end, precision, edtf)


MOVED = [
    (date(2015, 3, 31), "M", -1, date(2015, 2, 28)),
    (date(2012, 2, 29), "Y", 1, date(2013, 2, 28)),
    (date(2015, 1, 1), "D", -1, date(2014, 12, 31)),
    (date(2015, 1, 1), "FN", 1, date(2015, 1, 15)),
    (date(2015, 1, 1), "C", -30, None),
    (date(2015, 1, 1), "D", 10**9, None),
]


@pytest.mark.parametrize(("day", "unit", "steps", "expected"), MOVED)
def test_a_day_is_moved_by_units_and_never_off_the_calendar(
    day: date, unit: str, steps: int, expected: date | None
) -> None:
    assert intervals.shifted_day(day, unit, steps) == expected


def test_bounds_leave_one_side_open() -> None:
    month = intervals.month_of(2015, 3)
    assert intervals.since(month).edtf == "2015-03/.."
    assert intervals.until(month).edtf == "../2015-03"
    assert intervals.before(month).end == date(2015, 2, 28)
    assert intervals.after(month).start == date(2015, 4, 1)


def test_overlap_is_what_both_hold() -> None:
    march, year = intervals.month_of(2015, 3), intervals.year_of(2015)
    common = intervals.overlap(march, intervals.since(year))
    assert common is not None
    assert (common.start, common.end) == (march.start, march.end)
    assert intervals.overlap(march, intervals.year_of(2014)) is None


def test_a_hull_runs_from_the_first_to_the_last() -> None:
    whole = intervals.hull(intervals.year_of(1990), intervals.year_of(1995))
    assert whole is not None
    assert whole.edtf == "1990/1995"
    assert intervals.hull(intervals.year_of(1995), intervals.year_of(1990)) is None


def test_impossible_days_are_none() -> None:
    assert intervals.real_day(2015, 2, 31) is None
