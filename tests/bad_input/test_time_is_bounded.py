"""Long texts of the unfriendly kinds: reading them costs a few times their parse, however odd, and invents no days."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from kg.document import read_document
from kg.events.build import build_events
from kg.mentions.read import read_mentions
from kg.model import Article, Document, Mentions, TimeInterval
from kg.pipeline import Reader

MOST_PARSES = 10
"""A common article costs half a parse above the parse; what costs twenty times that grows with more than the text."""
MOST_MEMORY = 1.2 * 2**30

KINDS = {
    "headlines in capitals": "MINISTER TO QUIT AS RIVER TALKS FAIL IN MALI\nMARCH MAY STOP SECOND TRAIN\n" * 60,
    "a table": "Town\tDead\tMissing\nArden\t12\t3\nBlyth\t7\t\n" * 80,
    "a list": "* Arden, Blyth and Corby\n* 3 of 12 boats\n- may, march, second\n" * 80,
    "captions": "A girl feeds a goat near Homs, Syria. (Ada Obi/Example Press) Read more: Goats of Homs\n\n" * 60,
    "a transcript": "Q: Will you sign?\nA: We may. I said that we may, and he said that she said so.\n\n" * 80,
    "a live blog": "".join(
        f"{h:02}:{m:02} Rebels fired on Arden, police said.\n\n" for h in range(24) for m in (5, 35)
    ),
    "impossible dates": "The permit of 31 February 2015, of 30/02/2015 and of 2015-13-45 was void. " * 60,
    "other calendars": "The decree of 12 Ramadan 1446, of 5 Mehr 1403 and of 2567 BE was read out. " * 60,
    "mixed languages": "Der Minister sagte nichts. Le ministre est parti hier. Министр уехал. The minister left. " * 40,
    "names from right to left": "\u202bمحمد علي\u202c and \u05d3\u05d5\u05d3 \u05db\u05d4\u05df met Ada Obi. " * 60,
    "emoji and combining characters": "👩‍👩‍👧‍👦 Ada Obi\u0301 said 👍🏽 that Arden e\u0301 was calm 🇲🇱. " * 60,
    "a sentence of 200 lines": "Rebels fired on " + ",\n".join(f"village {n} near Arden" for n in range(200)) + ".",
    "quotes left open": 'He said "we will not sign, she said "they may, ' * 80,
}

T = TypeVar("T")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("kind", KINDS)
def test_reading_costs_a_few_parses_and_invents_no_day(reader: Reader, kind: str) -> None:
    article = Article("odd", KINDS[kind])
    document, parse_s = _timed(lambda: read_document(article, reader.model))
    mentions, mentions_s = _timed(lambda: _mentions(document, reader))
    _, events_s = _timed(lambda: build_events(document, mentions))
    assert mentions_s + events_s < MOST_PARSES * parse_s
    assert all(not isinstance(mention.when, TimeInterval) for mention in mentions.times if _has_a_day(mention.value))


def _has_a_day(value: str) -> bool:
    return value.count("-") == 2 and value[:4].isdecimal()


def _mentions(document: Document, reader: Reader) -> Mentions:
    return read_mentions(document, reader.gazetteer)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begin = time.process_time()
    return work(), time.process_time() - begin


def test_a_process_that_reads_stays_small() -> None:
    code = (
        "import sys; from kg.model import Article; from kg.pipeline import Reader\n"
        "reader = Reader()\n"
        "for number in range(40): reader.read(Article('a', sys.argv[1] * 10 + str(number)))\n"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    text = "On Monday rebels fired on a village in Mali, and Anna Berg said on Tuesday that the army would come.\n\n"
    subprocess.run([sys.executable, "-c", code, text], check=True, timeout=300)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert max(before, after) * 1024 < MOST_MEMORY
