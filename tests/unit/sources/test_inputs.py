from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.sources.article import Given
from kg.sources.inputs import (
    GivenArticle,
    Input,
    InputFormat,
    SkippedInput,
    count_files,
    read_inputs,
    read_json_input,
    write_json_input,
)
from kg.sources.jsonlines import read_fields


def read(
    *paths: Path | str, stdin: bytes = b"", form: InputFormat = InputFormat.AUTO, given: Given | None = None
) -> list[Input]:
    return list(read_inputs(map(str, paths), io.BytesIO(stdin), form, given))


def articles(inputs: Iterable[Input]) -> list[GivenArticle]:
    return [given for given in inputs if isinstance(given, GivenArticle)]


def only(inputs: list[Input]) -> GivenArticle:
    (given,) = inputs
    assert isinstance(given, GivenArticle), given
    return given


def test_the_text_of_a_plain_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    text = "\n  “It rained” – all day.\r\n\tThen it hailed.  \n\n"
    (tmp_path / "rain.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    given = only(read(tmp_path / "rain.txt"))
    assert given.article.text == text
    assert given.article.id == "rain"
    assert given.article.published is None


def test_markdown_gives_metadata_and_body(tmp_path: Path) -> None:
    (tmp_path / "rain.md").write_text(
        "---\ntitle: Rain\npublisher: The Gauge\npublished: 2024-05-01\nlanguage: en\nid: rain-1\n---\nIt rained.\n"
    )
    article = only(read(tmp_path / "rain.md")).article
    assert (article.id, article.title, article.publisher, article.language) == ("rain-1", "Rain", "The Gauge", "en")
    assert article.published is not None
    assert article.published.edtf == "2024-05-01"
    assert article.text == "It rained."


def test_folders_are_read_in_the_order_of_names_with_all_below_them(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/y.txt", "c/d/e.txt", ".hidden/f.txt", ".g.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("It rained.")
    sources = [Path(given.source).relative_to(tmp_path).as_posix() for given in read(tmp_path)]
    assert sources == ["b.txt", "a/y.txt", "a/z.md", "c/d/e.txt"]
    assert count_files([str(tmp_path)]) == 4


def test_files_of_a_folder_that_are_no_articles_are_listed(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "rain.txt").write_text("It rained.")
    skipped = [given for given in read(tmp_path) if isinstance(given, SkippedInput)]
    assert [Path(given.source).name for given in skipped] == ["page.html", "photo.jpg"]
    assert "no article found on the page" in skipped[0].reason
    assert "no article by its ending" in skipped[1].reason


def test_what_a_browser_saved_beside_a_page_is_part_of_it(tmp_path: Path) -> None:
    for name in ("talks.html", "talks_files/advert.html", "other_files/note.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("It rained.")
    assert [Path(given.source).name for given in read(tmp_path)] == ["talks.html", "note.txt"]


NEWS = b"""{"status": "ok", "articles": [
 {"source": {"id": null, "name": "The Gauge"}, "author": "A. Pell", "url": "https://gauge.example/rain",
  "title": "Rain", "description": "Short.", "content": "It rained.", "publishedAt": "2024-05-07T10:00:00Z"},
 {"source": {"name": "The Gauge"}, "title": "Hail", "description": "It hailed.", "content": ""},
 {"title": "Nothing"}]}"""
NEWS_FIELDS = ["text=content,description", "published=publishedAt", "publisher=source.name", "authors=author"]


def test_fields_of_others_are_mapped(tmp_path: Path) -> None:
    (tmp_path / "news.json").write_bytes(NEWS)
    inputs = list(read_inputs([str(tmp_path / "news.json")], io.BytesIO(), fields=read_fields(NEWS_FIELDS)))
    rain, hail = articles(inputs)
    assert (rain.article.text, rain.article.title, rain.article.publisher) == ("It rained.", "Rain", "The Gauge")
    assert rain.article.published is not None
    assert rain.article.published.edtf == "2024-05-07"
    assert (hail.article.text, hail.source) == ("It hailed.", f"{tmp_path / 'news.json'} article 2")
    assert isinstance(inputs[2], SkippedInput)
    assert 'no "content,description"' in inputs[2].reason


def test_fields_are_mapped_in_json_lines(tmp_path: Path) -> None:
    line = b'{"body": "It rained.", "seendate": "20240507T101500Z", "domain": "gauge.example"}\n'
    fields = read_fields(["text=body", "published=seendate", "publisher=domain"])
    article = only(list(read_inputs(["-"], io.BytesIO(line), InputFormat.JSONL, fields=fields))).article
    assert article.published is not None
    assert (article.text, article.published.edtf, article.publisher) == ("It rained.", "2024-05-07", "gauge.example")


@pytest.mark.parametrize("given", ["text", "text=", "colour=red", "=x"])
def test_a_field_that_cannot_be_mapped_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="no field"):
        read_fields([given])


def test_an_address_is_not_fetched_by_itself() -> None:
    (skipped,) = read("https://gauge.example/rain")
    assert isinstance(skipped, SkippedInput)
    assert "timewire fetch" in skipped.reason


def test_two_files_of_one_name_in_a_folder_are_two_articles(tmp_path: Path) -> None:
    for name in ("a/rain.txt", "b/rain.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("It rained.")
    assert [given.article.id for given in articles(read(tmp_path))] == ["rain", "b-rain"]


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "rain.md").write_text("---\ntitle: Rain\npublished: 2024-05-01\n---\nIt rained.")
    article = only(read(tmp_path / "rain.md", given=Given(published="2024-05-02", publisher="The Gauge"))).article
    assert article.published is not None
    assert (article.published.edtf, article.title, article.publisher) == ("2024-05-02", "Rain", "The Gauge")


LINES = b"""{"id": "a", "text": "It rained.", "published": "2024-05-01T10:00:00Z", "title": null, "extra": [1]}

{"id": 7, "text": "It hailed."}
{"text": "It snowed.", "url": "https://example.org/snow"}
{"text": "It thawed."}
"""


def test_json_lines_give_an_article_a_line() -> None:
    given = articles(read("-", stdin=LINES, form=InputFormat.JSONL))
    assert [one.source for one in given] == [f"standard input line {number}" for number in (1, 3, 4, 5)]
    assert [one.article.id for one in given][:2] == ["a", "7"]
    assert given[2].article.id.startswith("example-org-snow-")
    assert [one.article.text for one in given] == ["It rained.", "It hailed.", "It snowed.", "It thawed."]


BAD_LINES = [
    (b"{", "not JSON"),
    (b"[1]", "not a JSON object"),
    (b"{}", 'no "text"'),
    (b'{"text": 3}', 'no "text"'),
    (b'{"text": "x", "title": 3}', '"title" is not a string'),
    (b'{"text": "x", "published": "soon"}', "no date"),
    (b'{"text": "x", "url": "javascript:alert(1)"}', "no web address"),
    (b'{"text": "x", "url": "https://example.org/a b"}', "no web address"),
    (b'{"text": "\\ud800"}', "surrogate"),
    (b'{"text": "x", "id": "\\u0007"}', "the id is"),
    (b'{"text": "\xff"}', "not UTF-8"),
    (b"[" * 100_000, "nested too deeply"),
    (b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "a number is too long"),
    (b'{"text": "' + b"x" * 6_000_000 + b'"}', "longer than 400,000"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES, ids=[reason for _, reason in BAD_LINES])
def test_a_bad_line_is_listed_and_the_next_one_is_read(line: bytes, reason: str) -> None:
    first, second = read("-", stdin=line + b'\n{"text": "It rained."}\n', form=InputFormat.JSONL)
    assert isinstance(first, SkippedInput)
    assert reason in first.reason
    assert "\n" not in first.reason
    assert isinstance(second, GivenArticle)
    assert second.source == "standard input line 2"


SNIFFED = [
    (b'{"text": "It rained."}\n{"text": "It hailed."}', 2),
    (b"---\ntitle: Rain\n---\nIt rained.", 1),
    (b"\xef\xbb\xbf---\ntitle: Rain\n---\nIt rained.", 1),
    (b"It rained.\nIt hailed.", 1),
    (b"{curly} words are no JSON", 1),
    (b"--- a dash", 1),
]


@pytest.mark.parametrize(("data", "count"), SNIFFED)
def test_the_first_line_tells_the_format_of_standard_input(data: bytes, count: int) -> None:
    assert len(articles(read("-", stdin=data))) == count


def test_sniffing_takes_nothing_from_the_text() -> None:
    assert only(read("-", stdin=b"It rained.\nIt hailed.\n")).article.text == "It rained.\nIt hailed.\n"
    assert only(read("-", stdin=b"---\ntitle: Rain\n---\nIt rained.\n")).article.title == "Rain"


def test_an_article_survives_the_way_to_the_server(tmp_path: Path) -> None:
    (tmp_path / "rain.md").write_text(
        "---\ntitle: Rain\npublished: 2024-05\nurl: https://example.org/rain\nlanguage: en\n---\n“It rained” – é 💧\n"
    )
    given = only(read(tmp_path / "rain.md"))
    assert read_json_input(write_json_input(given)) == given


@pytest.mark.parametrize("line", [b"", b"[]", b'{"id": "x"}', b"\xff"])
def test_a_broken_line_of_another_process_is_listed(line: bytes) -> None:
    assert isinstance(read_json_input(line), SkippedInput)


def test_the_inputs_of_streams_are_not_counted_beforehand(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_bytes(LINES)
    assert count_files(["-"]) is None
    assert count_files([str(tmp_path)]) is None
