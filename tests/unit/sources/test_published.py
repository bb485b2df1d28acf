from __future__ import annotations

from datetime import date

import pytest

from kg.errors import InputError
from kg.model import Precision
from kg.sources.dates import read_published

READ = [
    ("2025-10-06", date(2025, 10, 6), date(2025, 10, 6), Precision.DAY, "2025-10-06"),
    ("  2025-10-06 ", date(2025, 10, 6), date(2025, 10, 6), Precision.DAY, "2025-10-06"),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Precision.MONTH, "2024-02"),
    ("1998", date(1998, 1, 1), date(1998, 12, 31), Precision.YEAR, "1998"),
    ("2025-10-06T23:59:59Z", date(2025, 10, 6), date(2025, 10, 6), Precision.DAY, "2025-10-06"),
    ("2025-10-06T23:30:00-04:00", date(2025, 10, 6), date(2025, 10, 6), Precision.DAY, "2025-10-06"),
    ("2025-10-06T00:10+09:00", date(2025, 10, 6), date(2025, 10, 6), Precision.DAY, "2025-10-06"),
    ("2025-10-06 08:00", date(2025, 10, 6), date(2025, 10, 6), Precision.DAY, "2025-10-06"),
    ("2025-10-06T08:00:00.123456Z", date(2025, 10, 6), date(2025, 10, 6), Precision.DAY, "2025-10-06"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision", "edtf"), READ)
def test_a_published_date_is_the_stretch_of_days_it_names(
    text: str, start: date, end: date, precision: Precision, edtf: str
) -> None:
    when = read_published(text)
    assert (when.start, when.end, when.precision, when.edtf) == (start, end, precision, edtf)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2025-13",
        "2025-02-30",
        "2025-W41",
        "20251006",
        "0000",
        "2025-10-06T99:00",
        "２０２５",
        "6 October",
        "6 October 25",
        "31 February 2025",
        "Tuesday, 6 October 2025",
        "Friday 6 2025",
        "the sun 2025",
        "2 hours ago",
        "12 Ramadan 1445",
        "6 October 2025 and 7 October 2025",
        "may 2025 be good",
        "6 أكتوبر 2025",
        "31.2.2025",
    ],
)
def test_what_is_no_date_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(InputError, match=r"no date.*2025-10-06"):
        read_published(text)


WORDED = [
    ("6 October 2025", None, "2025-10-06"),
    ("October 6, 2025", None, "2025-10-06"),
    ("Monday, 6th of October 2025", None, "2025-10-06"),
    ("Mon, 06 Oct 2025 18:30:00 GMT", None, "2025-10-06"),
    ("Oct. 6, 2025 at 11:30 p.m. EDT", None, "2025-10-06"),
    ("06-Oct-2025", None, "2025-10-06"),
    ("Sept. 2025", None, "2025-09"),
    ("6 octobre 2025", "fr", "2025-10-06"),
    ("lundi 6 octobre 2025 à 18h30", None, "2025-10-06"),
    ("6. Oktober 2025", "de-AT", "2025-10-06"),
    ("6 de octubre de 2025", None, "2025-10-06"),
    ("6 октября 2025", None, "2025-10-06"),
    ("6 listopada 2024", "pl", "2024-11-06"),
    ("6 listopada 2024", "hr", "2024-10-06"),
    ("25/12/2025", None, "2025-12-25"),
    ("12/25/2025 18:30", None, "2025-12-25"),
    ("6.10.2025", None, "2025-10-06"),
    ("2025/10/6", None, "2025-10-06"),
    ("05/05/2025", None, "2025-05-05"),
]


@pytest.mark.parametrize(("text", "language", "edtf"), WORDED)
def test_dates_as_publishers_write_them_are_read(text: str, language: str | None, edtf: str) -> None:
    assert read_published(text, language).edtf == edtf


@pytest.mark.parametrize("text", ["03/04/2025", "3-4-2025", "12/11/2025 10:00"])
def test_numbers_that_may_mean_two_days_are_refused_with_both(text: str) -> None:
    with pytest.raises(InputError, match=r"two days.*write 2025-\d\d-\d\d or 2025-\d\d-\d\d"):
        read_published(text)


def test_a_month_that_two_languages_name_alike_is_refused_without_the_language() -> None:
    with pytest.raises(InputError):
        read_published("6 listopada 2024")
