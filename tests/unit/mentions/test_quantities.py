from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from kg.mentions.quantities import find_quantities
from kg.model import Bound, Document

Parse = Callable[[str], Document]


@pytest.mark.parametrize(
    ("text", "value", "bound", "low", "high"),
    [
        ("The flood killed 12 people.", 12, Bound.EXACT, None, None),
        ("At least 1,204 houses burned.", 1204, Bound.AT_LEAST, 1204, None),
        ("More than two dozen miners were trapped.", 24, Bound.MORE_THAN, 24, None),
        ("About 300 passengers were aboard.", 300, Bound.ABOUT, None, None),
        ("Up to 40 villagers fled.", 40, Bound.AT_MOST, None, 40),
        ("Between 30 and 40 boats sank.", 30, Bound.BETWEEN, 30, 40),
        ("Dozens of protesters were arrested.", 24, Bound.VAGUE, None, None),
        ("Tens of thousands of people marched.", 20000, Bound.VAGUE, None, None),
        ("The firm lost 1.2 million customers.", 1200000, Bound.EXACT, None, None),
        ("Twenty-one sailors were rescued.", 21, Bound.EXACT, None, None),
        ("Two hundred and five votes were cast.", 205, Bound.EXACT, None, None),
        ("The state paid 3 lakh farmers.", 300000, Bound.EXACT, None, None),
        ("The levy covers 2 crore people.", 20000000, Bound.EXACT, None, None),
        ("No fewer than nine rebels died.", 9, Bound.AT_LEAST, 9, None),
        ("As many as 70 cattle drowned.", 70, Bound.AT_MOST, None, 70),
    ],
)
def test_numbers_are_read_with_their_wording(
    parse: Parse, text: str, value: int, bound: Bound, low: int | None, high: int | None
) -> None:
    found = find_quantities(parse(text), ())[0]
    assert (found.value, found.bound, found.low, found.high) == (
        Decimal(value),
        bound,
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
    )


@pytest.mark.parametrize(
    "text", ["The F-16 landed.", "A Boeing 737 took off.", "He finished second.", "The 20-point list was long."]
)
def test_numbers_in_names_and_ordinals_are_no_quantities(parse: Parse, text: str) -> None:
    assert find_quantities(parse(text), ()) == ()
