"""Text → time expressions: rules run, neighbours joined ("Monday" + "night"), look-alikes left out."""

from __future__ import annotations

from functools import cache

from kg.mentions.time_findings import Expressions
from kg.mentions.time_grammar import Rule, match_rules
from kg.mentions.time_joining import edge_pattern, join_expressions
from kg.mentions.time_lengths import as_it_stands
from kg.mentions.time_lexer import read_lexemes
from kg.mentions.time_lookalikes import is_time
from kg.mentions.time_other_calendars import without_other_calendars
from kg.mentions.time_rules import calendar_rules
from kg.mentions.time_rules_clock import clock_rules
from kg.mentions.time_rules_feasts import feast_rules
from kg.mentions.time_rules_figures import figure_rules
from kg.mentions.time_rules_relative import relative_rules
from kg.mentions.time_tense import TokenIndex
from kg.model import Document


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of all modules; of two that match the same words the first holds."""
    edge_pattern()
    return calendar_rules() + feast_rules() + relative_rules() + figure_rules() + clock_rules()


def find_expressions(document: Document) -> Expressions:
    """The time expressions of a document, in text order and none over another."""
    rules = all_rules()  # compiled before the text is read: the vocabulary is theirs
    lexed = read_lexemes(document.tokens.text)
    index = TokenIndex(document.tokens)
    joined = join_expressions(lexed, without_other_calendars(lexed, match_rules(lexed, rules)))
    draft = Expressions(lexed, (), index)
    timely = (expression for expression in joined if is_time(draft, expression))
    return Expressions(lexed, tuple(as_it_stands(draft, expression) for expression in timely), index)
