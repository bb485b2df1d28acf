"""What is measured: the sample articles of the project, and the development data beside it where there is any."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from kg.model import Article
from kg.sources.inputs import GivenArticle, read_inputs

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SEEDS = ROOT / "seeds" / "articles"
SAMPLE = SHARED / "seeds" / "sharm-el-sheikh-talks.txt"
SAMPLE_DAY = "2025-10-06"
TIMEWIRE = [sys.executable, "-m", "kg"]

T = TypeVar("T")


def articles_in(path: Path) -> list[Article]:
    return [given.article for given in read_inputs([str(path)], sys.stdin.buffer) if isinstance(given, GivenArticle)]


def words_in(article: Article) -> int:
    return len(article.text.split())


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def told(items: Iterable[T], what: str) -> Iterator[T]:
    """The items, with a line of progress on standard error where somebody is looking."""
    for number, item in enumerate(items, start=1):
        if sys.stderr.isatty():
            print(f"\r{what} {number}", end="", file=sys.stderr, flush=True)
        yield item
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
