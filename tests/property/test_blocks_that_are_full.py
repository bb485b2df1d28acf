"""Blocks with more reports than lead them: what is near is the same however the reports came and went."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.knowledge.filing import file_reports
from kg.knowledge.signatures import Signature
from kg.store.blocks import Blocks
from tests.property.test_filing_properties import SIGNATURES, shelved

ARTICLES = ("p", "q", "r", "s", "t", "u")
_KIND = {"types": ("Meeting",), "kind": "Meeting"}
_TOLD = st.lists(SIGNATURES, max_size=3, unique_by=lambda one: one.report)
COURSES = st.lists(st.tuples(st.sampled_from(ARTICLES), _TOLD), min_size=3, max_size=12)


_ALIKE = [Signature(report=name, article="", places=("basel",), actors=(("ordu",), ("karst",))) for name in "abcde"]


def _reports(article: str, told: list[Signature]) -> list[Signature]:
    return [replace(one, report=f"{article}#{one.report}", article=article, **_KIND) for one in told]  # type: ignore[arg-type]


def _near_all(blocks: Blocks) -> dict[str, dict[str, float]]:
    return blocks.near_all(blocks.all_reports())


def _put(blocks: Blocks, article: str, reports: list[Signature]) -> None:
    blocks.apply(file_reports(blocks, article, reports)[0])


@settings(max_examples=150, deadline=None)
@given(COURSES, st.integers(1, 3))
@example([("q", _ALIKE[:3]), ("p", _ALIKE[:2]), ("q", [])], 1)
@example([("p", _ALIKE[:3]), ("q", _ALIKE[:2]), ("p", _ALIKE[2:]), ("q", [])], 2)
def test_who_leads_a_block_is_a_matter_of_what_is_in_it(course: list[tuple[str, list[Signature]]], most: int) -> None:
    with patch("kg.knowledge.filing.BUSIEST", most), shelved(()) as lived, shelved(()) as fresh:
        for article, told in course:
            _put(lived, article, _reports(article, told))
        for article, told in sorted(dict(course).items()):
            _put(fresh, article, _reports(article, told))
        assert _near_all(lived) == _near_all(fresh)


def test_a_full_block_leaves_some_pairs_alone() -> None:
    """Otherwise the property above tells nothing of blocks that are full."""
    pairs = []
    for most in (1, 24):
        with patch("kg.knowledge.filing.BUSIEST", most), shelved(()) as blocks:
            for article in ARTICLES:
                _put(blocks, article, _reports(article, _ALIKE))
            pairs.append(sum(map(len, _near_all(blocks).values())))
    assert 0 < pairs[0] < pairs[1]
