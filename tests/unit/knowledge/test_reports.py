"""Reports as text, in which the archive keeps them."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal

from kg.graph.terms import ONT, RDFS, XSD
from kg.graph.views import Term
from kg.knowledge.reports import packed, unpacked
from tests.unit.knowledge.reported import node, report


@pytest.mark.parametrize(
    "value",
    [
        node("place/basel"),
        Literal("Talks", language="en"),
        Literal('He said: "No\\n"\n\t\u2028 \U0001f6a2 </script>'),
        Literal("0012", datatype=XSD.integer),
        Literal("2024-05-01", datatype=XSD.date),
        Literal(""),
        Literal("<https://n.org/no-iri>"),
    ],
)
def test_a_packed_report_is_the_same_when_it_is_unpacked(value: Term) -> None:
    given = report("a", topic=(value, Literal("other")), pointers=[(node("figure/1"), ONT.figureOf)])
    assert unpacked(packed(given)) == given


def test_a_report_without_a_day_is_packed_too() -> None:
    given = report("a", as_of=None)
    assert unpacked(packed(given)) == given


def test_where_it_is_mentioned_is_not_kept_since_no_event_is_built_of_it() -> None:
    kept = unpacked(packed(report("a", mention=node("article/a#char=1,2"))))
    assert kept.one(ONT.mention) is None
    assert kept.one(RDFS.label) is not None


def test_a_report_that_an_earlier_version_kept_is_read_too() -> None:
    text = (
        '["https://n.org/article/a/report/e1", "https://n.org/article/a", "2015-05-06", {"rdfs label": [["Talks", "en"]], '
        '"ev eventType": ["et Meeting"], "ev inArticle": ["https://n.org/article/a"]}, '
        '[["https://n.org/figure/1", "ev figureOf"]]]'
    )
    kept = unpacked(text)
    assert (kept.iri, kept.article) == (node("article/a/report/e1"), node("article/a"))
    assert kept.as_of is not None
    assert kept.as_of.isoformat() == "2015-05-06"
    assert kept.one(RDFS.label) == Literal("Talks", language="en")
    assert kept.pointers == ((node("figure/1"), ONT.figureOf),)
    assert unpacked(packed(kept)).fields[RDFS.label] == kept.fields[RDFS.label]
