"""How well the text and the day of pages are found: on pages of our own, in twenty ways to build one."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from web_pages import PAGES, WrittenPage

from kg.errors import InputError
from kg.sources.dates import read_published
from kg.sources.html import read_page

FLOOR_F1 = 0.95
FLOOR_DAYS = 0.95


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def counts(page: WrittenPage) -> tuple[int, int, int]:
    """Words that are right, found and wanted; the heading, which is known apart, counts for neither."""
    text, _ = read_page(page.html.encode())
    heading = re.search(r"<h[12][^>]*>(.*?)</h[12]>", page.html)
    title = re.sub(r"<[^>]+>", "", heading[1]) if heading else ""
    found = words(text.removeprefix(title))
    wanted = words(" ".join(page.paragraphs))
    return (found & wanted).total(), found.total(), wanted.total()


def day(page: WrittenPage) -> str | None:
    _, said = read_page(page.html.encode())
    try:
        return read_published(said.published).edtf if said.published else None
    except InputError:
        return None


def test_the_text_of_pages_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    scores = {page.name: 2 * right / (found + wanted) for page in PAGES for right, found, wanted in [counts(page)]}
    mean = sum(scores.values()) / len(scores)
    with capsys.disabled():
        print(f"\narticle text: F1 {mean:.3f} over {len(scores)} pages, lowest {min(scores, key=scores.__getitem__)}")
    assert mean >= FLOOR_F1, scores


def test_the_day_of_pages_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {page.name: (day(page), page.published) for page in PAGES if day(page) != page.published}
    share = 1 - len(wrong) / len(PAGES)
    with capsys.disabled():
        print(f"\nday of publication: {share:.2f} of {len(PAGES)} pages")
    assert share >= FLOOR_DAYS, wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_loses_a_paragraph(page: WrittenPage) -> None:
    text, _ = read_page(page.html.encode())
    flat = " ".join(text.split())
    assert not [one for one in page.paragraphs if one not in flat]
