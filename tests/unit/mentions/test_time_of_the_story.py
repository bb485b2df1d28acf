"""Times counted from what the text told last: "June that year", "hours later", "at dawn"; and "next Friday"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kg.mentions.times import find_times
from kg.model import Document, Precision, PublicationBasis, PublicationDay, TimeInterval

Parse = Callable[[str], Document]
_DAY = date(2015, 3, 12)
THURSDAY = PublicationDay(TimeInterval(_DAY, _DAY, Precision.DAY, "2015-03-12"), PublicationBasis.METADATA, "test")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mill closed in May 2003. It burned in June that year.", {"June that year": "2003-06"}),
        (
            "The mill closed in May 2003. It was sold in October of the following year.",
            {"October of the following year": "2004-10"},
        ),
        (
            "The mill closed in May 2003. It burned on 3 June of the same year.",
            {"3 June of the same year": "2003-06-03"},
        ),
        ("The mill burned in June of that year.", {"June of that year": "XXXX-06"}),
        ("The mill burned on Tuesday. Hours later it fell.", {"Hours later": "2015-03-10TXX"}),
        ("The mill burned on Tuesday. It fell at dawn.", {"dawn": "2015-03-10TMO"}),
        ("The mill burned on Tuesday. By the evening it was gone.", {"the evening": "2015-03-10TEV"}),
        ("Two mills burned overnight, the council said.", {"overnight": "2015-03-12TNI"}),
        ("The mill will open next Friday.", {"next Friday": "2015-03-20"}),
        ("The mill will open next Saturday.", {"next Saturday": "2015-03-14"}),
        ("The mayor invited owners to a meeting in Turin on Sunday.", {"Sunday": "2015-03-15"}),
        ("The mayor called owners on Sunday.", {"Sunday": "2015-03-08"}),
    ],
)
def test_a_time_is_counted_from_the_story(parse: Parse, text: str, expected: dict[str, str]) -> None:
    found = {m.span.cut(text): m.value for m in find_times(parse(text), THURSDAY)}
    words = next(iter(expected))
    at = next((said for said in found if said.lower().endswith(words.lower())), None)
    assert at is not None, found
    assert found[at] == expected[words]


@pytest.mark.parametrize("text", ["An overnight raid failed.", "Raiders killed three in the night."])
def test_a_kind_of_raid_and_a_count_of_people_are_no_hours(parse: Parse, text: str) -> None:
    assert not [m for m in find_times(parse(text), THURSDAY) if "T0" in m.value or m.span.cut(text) == "overnight"]
