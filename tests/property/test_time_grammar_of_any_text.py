"""What holds of time expressions whatever the text is."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.document import load_model, read_document
from kg.mentions import intervals
from kg.mentions.time_lexer import read_lexemes
from kg.mentions.times import find_times
from kg.model import Article, Precision, PublicationBasis, PublicationDay, TimeInterval

_WORDS = st.sampled_from(
    "on in since the last next Monday May 3 31 1999 2015 - , . two days ago later week 10:30 a.m. GMT the 1990s and to "
    "from between Feb. 30 quarter of year 's every noon night é 🔥 ( ) early late first".split()
)
_DAYS = st.dates(min_value=date(1900, 1, 8), max_value=date(2100, 1, 1))
_UNITS = st.sampled_from(["D", "W", "M", "Q", "Y", "E"])


@cache
def _nlp() -> Language:
    return load_model()


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=40), _DAYS)
def test_spans_cut_the_text_in_order_and_bounds_do_not_cross(words: list[str], day: date) -> None:
    text = " ".join(words)
    when = TimeInterval(day, day, Precision.DAY, day.isoformat())
    published = PublicationDay(when, PublicationBasis.METADATA, "test")
    mentions = find_times(read_document(Article("test", text), _nlp()), published)
    assert all(mention.span.cut(text) == mention.span.cut(text).strip() for mention in mentions)
    ends = [mention.span.end for mention in mentions]
    assert all(mention.span.start >= end for mention, end in zip(mentions[1:], ends, strict=False))


@given(st.text(max_size=300))
def test_lexemes_are_the_text_they_cut_and_have_a_symbol_each(text: str) -> None:
    lexed = read_lexemes(text)
    assert len(lexed.symbols) == len(lexed.lexemes)
    assert all(text[lexeme.start : lexeme.end] == lexeme.text for lexeme in lexed.lexemes)


@given(_DAYS, _UNITS)
def test_the_unit_of_a_day_holds_it(day: date, unit: str) -> None:
    when = intervals.unit_of(day, unit)
    assert when is not None
    assert intervals.holds(when, intervals.day_of(day))


@given(_DAYS, _UNITS, st.integers(min_value=-20, max_value=20))
def test_moving_keeps_the_order_of_days(day: date, unit: str, steps: int) -> None:
    one, other = intervals.shifted_day(day, unit, steps), intervals.shifted_day(day + timedelta(1), unit, steps)
    assert one is not None
    assert other is not None
    assert one <= other


@given(_DAYS, _DAYS, _UNITS, _UNITS)
def test_overlap_is_symmetric_and_inside_both(one: date, other: date, unit: str, second: str) -> None:
    first, last = intervals.unit_of(one, unit), intervals.unit_of(other, second)
    assert first is not None
    assert last is not None
    common, mirrored = intervals.overlap(first, last), intervals.overlap(last, first)
    assert (common is None) == (mirrored is None)
    if common and mirrored:
        assert (common.start, common.end) == (mirrored.start, mirrored.end)
        assert intervals.holds(first, common)
        assert intervals.holds(last, common)
