"""Days and codes as people say them, in English: for calendars, feeds and slides, which are read and not parsed. Pure.

Extended Date/Time Format: https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from kg.graph.terms import labels_in, local_name

_MONTHS = (
    "January February March April May June July August September October November December"
).split()  # not calendar.month_name, which is in the language of the machine
_POINT = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?)?([~?%]?)")
_QUALIFIED = {"~": "about ", "?": "possibly ", "%": "possibly about ", "": ""}


def day_in_words(edtf: str) -> str:
    """A date in EDTF as it is said; as it is where it is of another kind.

    >>> day_in_words("2025-10-06"), day_in_words("../2020-09"), day_in_words("2014-02-18/2014-02-20")
    ('6 October 2025', 'by September 2020', '18 February 2014 – 20 February 2014')
    """
    first, slash, last = edtf.partition("/")
    if not slash:
        return _point(first) or edtf
    begin, end = _point(first), _point(last)
    if begin and end:
        return f"{begin} – {end}"
    if begin and last in ("..", ""):
        return f"since {begin}"
    return f"by {end}" if end and first in ("..", "") else edtf


def _point(text: str) -> str:
    """A day, month or year in words; '' for what is none."""
    found = _POINT.fullmatch(text)
    if found is None:
        return ""
    year, month, day, mark = found.groups()
    parts = (str(int(day)) if day else "", _MONTHS[int(month) - 1] if month else "", year)
    return _QUALIFIED[mark] + " ".join(part for part in parts if part)


def code_in_words(code: str) -> str:
    """A type or code of the ontology by its label, a role by the words of its name.

    >>> code_in_words("RecognitionOrTies"), code_in_words("headOfDelegation")
    ('Recognition or ties', 'Head of delegation')
    """
    known = _labels().get(code, "") or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", code).lower()
    return known[:1].upper() + known[1:]


@cache
def _labels() -> Mapping[str, str]:
    """English labels by local name."""
    return MappingProxyType({local_name(node): label for node, label in labels_in("en").items()})
