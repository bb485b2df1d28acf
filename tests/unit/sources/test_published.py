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
        "06/10/2025",
        "6 October 2025",
        "0000",
        "2025-10-06T99:00",
        "２０２５",
    ],
)
def test_what_is_no_iso_date_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(InputError, match=r"no date.*2025-10-06"):
        read_published(text)
