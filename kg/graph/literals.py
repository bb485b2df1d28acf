"""Python values as literals of the graph, each in the one datatype that the ontology gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal

from kg.graph.terms import EDTF, XSD

_DEGREES = Decimal("0.00001")  # about a metre
_SCORE = Decimal("0.001")


def label(text: str) -> Literal:
    """Words of ours or of the article for people to read; the product reads English."""
    return Literal(text, language="en")


def day(value: date) -> Literal:
    """A calendar day, without zone."""
    return Literal(value.isoformat(), datatype=XSD.date)


def edtf(value: str) -> Literal:
    """A date as an Extended Date/Time Format string."""
    return Literal(value, datatype=EDTF.EDTF)


def count(value: Decimal) -> Literal:
    """A stated number: xsd:integer where it is whole, since people count in whole numbers, else xsd:decimal.

    >>> count(Decimal("1139")), count(Decimal("2.50"))
    (<Literal value=1139 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>, \
<Literal value=2.5 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#decimal>>)
    """
    if value == value.to_integral_value():
        return Literal(str(int(value)), datatype=XSD.integer)
    return _decimal(value)


def degrees(value: float) -> Literal:
    """A coordinate in WGS 84 degrees."""
    return _decimal(Decimal(repr(value)).quantize(_DEGREES))


def score(value: float) -> Literal:
    """A confidence in 0..1, to three places."""
    return _decimal(Decimal(repr(value)).quantize(_SCORE))


def _decimal(value: Decimal) -> Literal:
    """The canonical form of XSD 1.1, which is also how Oxigraph gives it back: no zeros to spare, no bare point."""
    text = f"{value if value else abs(value):f}"  # no minus before zero
    return Literal(text.rstrip("0").rstrip(".") if "." in text else text, datatype=XSD.decimal)


# ---------------------------------------------------------------------------------------------------- and back again

Comparable = int | Decimal | date | str

_READ: Mapping[str, Callable[[str], Comparable]] = {
    XSD.integer.value: int,
    XSD.decimal.value: Decimal,
    XSD.date.value: date.fromisoformat,
    XSD.string.value: str,
}


def comparable(term: object) -> Comparable | None:
    """What a literal of ours stands for; None for other terms, other datatypes, and what is no value of its datatype.

    >>> comparable(Literal(7)), comparable(Literal("soon", datatype=XSD.date)), comparable(XSD.date)
    (7, None, None)
    """
    if not isinstance(term, Literal):
        return None
    try:
        read = _READ.get(term.datatype.value)
        return read(term.value) if read else None
    except (ValueError, InvalidOperation):
        return None


def comparison(a: object, b: object) -> int | None:
    """-1, 0 or 1 as the literal ``a`` is less than, equal to or greater than ``b``; None if they do not compare.

    >>> comparison(Literal(2), Literal("2.5", datatype=XSD.decimal)), comparison(Literal(2), Literal("2"))
    (-1, None)
    """
    one, other = comparable(a), comparable(b)
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
        return (one > other) - (one < other)
    if isinstance(one, date) and isinstance(other, date):
        return (one > other) - (one < other)
    if isinstance(one, str) and isinstance(other, str):
        return (one > other) - (one < other)
    return None
