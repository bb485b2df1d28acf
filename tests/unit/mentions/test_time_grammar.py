"""The rule language of time expressions: what is compiled, and that what is passed over could not have matched."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.mentions.time_expressions import all_rules
from kg.mentions.time_grammar import compile_pattern, match_rules, needed_symbols
from kg.mentions.time_lexer import read_lexemes, vocabulary
from tests.conftest import ROOT

SEEDS = sorted((ROOT / "seeds" / "articles").glob("*.md"))
TEXTS = [
    "On the last Friday of May, between 9 a.m. and 5 p.m., two and a half years later; in the week before, she left.",
    "Nothing here is of any time at all, and of the few that are in it none is one of them.",
    "3 to 5 May 2014, the third quarter of 2013, Jan. 3-4, 6:40 p.m. (GMT +8), each of the past three years",
    "",
]


def test_every_match_has_one_of_the_symbols_its_rule_needs() -> None:
    for text in (*TEXTS, *(path.read_text("utf-8") for path in SEEDS)):
        symbols = read_lexemes(text).symbols
        for rule in all_rules():
            for match in rule.pattern.finditer(symbols):
                assert not rule.needs or rule.needs & set(match.group()), (rule.name, text[:40])


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_passing_over_words_that_no_rule_knows_loses_nothing(path: Path) -> None:
    lexed = read_lexemes(path.read_text("utf-8"))
    every = [(m.span(), rule) for rule in all_rules() for m in rule.pattern.finditer(lexed.symbols)]
    found = match_rules(lexed, all_rules())
    for expression in found:
        assert any(start <= expression.first and expression.last <= end for (start, end), _ in every)
    alone = [rule for rule in all_rules() if rule.name == "day"]
    days = {m.span() for rule in alone for m in rule.pattern.finditer(lexed.symbols)}
    assert {(e.first, e.last) for e in match_rules(lexed, alone)} <= days
    assert not days or match_rules(lexed, alone)


def test_what_cannot_be_left_out_is_needed() -> None:
    symbol = vocabulary().symbol
    assert needed_symbols("(the)? (last|next) week") == {symbol("week")}
    assert needed_symbols("(the)? (last|next) {unit}?") == {symbol("last"), symbol("next")}
    assert needed_symbols("<count>? (a (b|c))") == set()


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="no rule"):
        compile_pattern("the $ week", {})
