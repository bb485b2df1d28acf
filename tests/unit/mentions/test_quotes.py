from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.mentions.quotes import find_quotes
from kg.model import Document

Parse = Callable[[str], Document]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ('The mayor said: "We will rebuild the bridge."', ["We will rebuild the bridge."]),
        ("The mayor said: “We will rebuild,” then left.", ["We will rebuild"]),
        ("‘It is a sad day,’ the priest said, ‘but we stand.’", ["It is a sad day", "but we stand."]),
        ("The workers’ union and the firms’ lobby met.", []),
        ("It was the summer of ’69 and the bands’ last show.", []),
        ("She called it a “sham” and “theatre”.", ["sham", "theatre"]),
        ("He said “the word ‘never’ is not mine” twice.", ["the word ‘never’ is not mine"]),
        ("«Nous restons», he said.", ["Nous restons"]),
    ],
)
def test_quotes_are_found_without_their_marks(parse: Parse, text: str, quotes: list[str]) -> None:
    assert [quote.span.cut(text) for quote in find_quotes(parse(text))] == quotes


def test_a_quote_left_open_ends_with_its_paragraph_and_says_so(parse: Parse) -> None:
    text = "“We lost everything.\n\n“But we live,” she said.\n"
    found = find_quotes(parse(text))
    assert [(q.span.cut(text), q.closed) for q in found] == [("We lost everything.", False), ("But we live", True)]


def test_a_quote_left_open_at_the_end_of_the_text_is_kept(parse: Parse) -> None:
    text = 'He began: "There is no'
    (quote,) = find_quotes(parse(text))
    assert (quote.span.cut(text), quote.closed) == ("There is no", False)
