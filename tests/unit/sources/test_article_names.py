from __future__ import annotations

import pytest

from kg.sources.names import BatchNames, id_of_file, id_of_text, id_of_url

FILES = [
    ("talks.md", "talks"),
    ("a/b/Talks in Zürich (2).txt", "talks-in-zurich-2"),
    ("2025-10-06.txt", "2025-10-06"),
    ("archive.tar.txt", "archive-tar"),
]


@pytest.mark.parametrize(("name", "expected"), FILES)
def test_a_file_names_its_article(name: str, expected: str) -> None:
    assert id_of_file(name) == expected


def test_names_without_latin_letters_give_different_ids() -> None:
    assert id_of_file("محادثات.txt") != id_of_file("北京.txt")
    assert id_of_file("北京.txt") == id_of_file("elsewhere/北京.md")


def test_the_id_of_an_address_leaves_scheme_and_fragment_out() -> None:
    assert id_of_url("https://example.org/a/rain") == id_of_url("http://example.org/a/rain#comments")
    assert id_of_url("https://example.org/a/rain").startswith("example-org-a-rain-")


@pytest.mark.parametrize(
    "other", ["https://example.org/a-rain", "https://example.org/a/rain?page=2", "https://example.com/a/rain"]
)
def test_different_addresses_have_different_ids(other: str) -> None:
    assert id_of_url("https://example.org/a/rain") != id_of_url(other)


def test_the_same_text_has_the_same_id() -> None:
    assert id_of_text("It rained.", "wire") == id_of_text("It rained.", "wire") != id_of_text("It hailed.", "wire")


def test_two_files_of_one_name_are_two_articles_in_a_batch() -> None:
    names = BatchNames()
    assert names.assign("rain", "a/rain.txt", "It rained.") == "rain"
    assert names.assign("rain", "b/rain.txt", "It rained.") == "b-rain"
    assert names.assign("rain", "c/b/rain.txt", "It hailed.").startswith("rain-")


def test_a_file_given_twice_in_a_batch_is_one_article() -> None:
    names = BatchNames()
    assert names.assign("rain", "rain.txt", "It rained.") == names.assign("rain", "rain.txt", "It hailed.") == "rain"
