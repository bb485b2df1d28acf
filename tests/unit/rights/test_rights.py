from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SettingsError
from kg.rights.policy import EXCERPT_CHARACTERS, Extent, Known, Output, Policy, read_policy, shown_of

SENTENCE = "The ferry left the harbour of the island late at night with thirty people and a goat on board."
POLICY = """
default = "none"
[publishers]
"The Example" = "full"
"Another" = "sentences"
[domains]
"news.example" = "snippet"
[articles]
"talks" = "full"
"""


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    file = tmp_path / "rights.toml"
    file.write_text(POLICY, "utf-8")
    return read_policy(file)


@pytest.mark.parametrize(
    ("article", "extent"),
    [
        (Known("a"), "none"),
        (Known("a", ("THE EXAMPLE",)), "full"),
        (Known("a", ("Unknown", "Another")), "sentences"),
        (Known("a", ("The Example", "Another")), "sentences"),
        (Known("a", ("The Example",), "https://news.example/a"), "snippet"),
        (Known("a", ("The Example",), "https://www.News.example:8000/a"), "snippet"),
        (Known("a", (), "https://badnews.example/a"), "none"),
        (Known("a", (), "http://[bad/a"), "none"),
        (Known("talks", (), "https://news.example/a"), "full"),
    ],
)
def test_what_is_nearest_to_the_article_holds(policy: Policy, article: Known, extent: str) -> None:
    assert policy.extent_of(article) == extent


def test_without_a_file_snippets_are_shown() -> None:
    assert read_policy("") == Policy(Extent.SNIPPET)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("default = 'some'", "default is 'some'"),
        ("[publishers]\nX = 3", "publishers.X is 3"),
        ("domains = 'x'", "domains is no table"),
        ("[outlets]\n", "no key 'outlets'"),
        ("default =", "cannot be read"),
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "rights.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=told):
        read_policy(tmp_path / "rights.toml")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_policy(tmp_path / "missing.toml")


@pytest.mark.parametrize(
    ("extent", "length", "spent", "shown"),
    [
        (Extent.NONE, 10_000, 0, ""),
        (Extent.FULL, 100, 0, SENTENCE),
        (Extent.SENTENCES, 200, 0, SENTENCE),
        (Extent.SENTENCES, 200, 10, ""),
        (Extent.SNIPPET, 10_000, 0, SENTENCE),
        (Extent.SNIPPET, 600, 20, "The ferry left the harbour of the…"),
        (Extent.SNIPPET, 600, 45, ""),
    ],
)
def test_how_much_of_a_sentence_is_shown(extent: Extent, length: int, spent: int, shown: str) -> None:
    assert shown_of(SENTENCE, extent, length, spent) == shown


@given(st.lists(st.text("ab ,.", max_size=400), max_size=30), st.integers(0, 5000))
def test_no_output_shows_more_than_a_tenth_of_an_article(sentences: list[str], length: int) -> None:
    output, article = Output(Policy()), Known("a", length=length)
    shown = {sentence: output.show(article, sentence) for sentence in sentences}
    assert sum(map(len, shown.values())) <= length / 10
    assert all(len(text) <= EXCERPT_CHARACTERS for text in shown.values())
    assert {sentence: output.show(article, sentence) for sentence in sentences} == shown


def test_articles_have_budgets_of_their_own() -> None:
    output = Output(Policy())
    assert output.show(Known("a", length=1000), SENTENCE) == output.show(Known("b", length=1000), SENTENCE) == SENTENCE
    assert output.show(Known("a", length=1000), SENTENCE + " More.") == ""
