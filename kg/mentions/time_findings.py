"""The time expressions of one text, with its words and a way to the parse: what the readings of rules look at."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from kg.mentions.time_grammar import Expression
from kg.mentions.time_lexer import Lexed
from kg.mentions.time_tense import TokenIndex
from kg.model import Span


@dataclass(frozen=True, slots=True)
class Expressions:
    """All expressions of a text, with the lexemes they are cut from and a way to the parse."""

    lexed: Lexed
    found: tuple[Expression, ...]
    tokens: TokenIndex

    def span(self, expression: Expression) -> Span:
        """The stretch of text."""
        lexemes = self.lexed.lexemes
        return Span(lexemes[expression.first].start, lexemes[expression.last - 1].end)

    def token(self, expression: Expression) -> Token | None:
        """The token in which the expression ends: the head of most of them."""
        return self.tokens.at(self.lexed.lexemes[expression.last - 1].start)

    def next_word(self, expression: Expression) -> str:
        """The word after the expression as it is printed; '' at the end."""
        lexemes = self.lexed.lexemes
        return lexemes[expression.last].text if expression.last < len(lexemes) else ""

    def word_after(self, expression: Expression) -> str:
        """The word after the expression, in lower case; '' at the end."""
        return "".join(self.words_after(expression, 1))

    def words_after(self, expression: Expression, count: int) -> list[str]:
        """Up to ``count`` words after the expression, in lower case."""
        return [lexeme.low for lexeme in self.lexed.lexemes[expression.last : expression.last + count]]

    def words_between(self, one: Expression, other: Expression) -> list[str]:
        """The words from the end of one expression to the start of a later one, in lower case."""
        return [lexeme.low for lexeme in self.lexed.lexemes[one.last : other.first]]

    def words_before(self, expression: Expression, count: int) -> list[str]:
        """Up to ``count`` words before the expression, in lower case."""
        return [lexeme.low for lexeme in self.lexed.lexemes[max(0, expression.first - count) : expression.first]]
