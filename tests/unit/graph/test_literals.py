from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.graph import literals
from kg.graph.terms import XSD

DECIMAL, INTEGER = XSD.decimal, XSD.integer
NODE = NamedNode("https://n.org/x")


@pytest.mark.parametrize(
    ("value", "written", "datatype"),
    [
        (Decimal("67160"), "67160", INTEGER),
        (Decimal("12.00"), "12", INTEGER),
        (Decimal("1E+3"), "1000", INTEGER),
        (Decimal("2.50"), "2.5", DECIMAL),
        (Decimal("1e-7"), "0.0000001", DECIMAL),
        (Decimal(10) ** 30, "1" + "0" * 30, INTEGER),
    ],
)
def test_counts_are_integers_where_they_are_whole(value: Decimal, written: str, datatype: NamedNode) -> None:
    assert literals.count(value) == Literal(written, datatype=datatype)


@pytest.mark.parametrize(
    ("value", "written"), [(31.0, "31"), (-74.006, "-74.006"), (38.7166712, "38.71667"), (-0.0000001, "0")]
)
def test_degrees_have_five_places_at_most(value: float, written: str) -> None:
    assert literals.degrees(value) == Literal(written, datatype=DECIMAL)


@pytest.mark.parametrize(
    "literal",
    [
        literals.count(Decimal("2.50")),
        literals.count(Decimal(10) ** 30),
        literals.degrees(31.0),
        literals.degrees(-0.0000001),
        literals.score(1.0),
        literals.score(0.8765),
        literals.day(date(2015, 3, 9)),
        literals.edtf("../2015-03"),
        literals.label("a \u0000 b 🌊\r\n"),
    ],
)
def test_a_store_gives_literals_back_as_they_were_written(literal: Literal) -> None:
    """Else a second ingestion of the same article would find a change."""
    store = Store()
    store.add(Quad(NODE, NODE, literal))
    assert [quad.object for quad in store] == [literal]
