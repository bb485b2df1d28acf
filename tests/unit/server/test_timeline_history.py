"""What a timeline says became of its events: new, updated, corrected, taken back, edited."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.pipeline import quads_of
from kg.store import Store, open_store
from server.app import create_app
from server.settings import Settings
from server.timelines.history import CORRECTED, UPDATED, History, Standing, Told, editions_of, standing_of
from tests.built_readings import published
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN, put, reading

BEFORE = "The mill burnt down on Monday. At least 10 people were hurt."
AFTER = "The mill burnt down on Monday. At least 12 people were hurt. The river froze."


def told(words: str) -> Told:
    begin = AFTER.index(words)
    return Told("a", begin, begin + len(words))


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("The mill burnt down on Monday.", ""),
        ("At least 12 people were hurt.", CORRECTED),
        ("The river froze.", UPDATED),
    ],
)
def test_a_sentence_is_corrected_if_it_took_the_place_of_one_like_it(words: str, status: str) -> None:
    history = History({"a": editions_of([(date(2024, 5, 8), BEFORE), (date(2024, 5, 9), AFTER)])})
    found = history.change([told(words)])
    assert found == (Standing(status, "2024-05-09") if status else Standing())
    assert History().change([told(words)]) == Standing()


def test_a_correction_is_remembered_through_later_versions() -> None:
    days = [date(2024, 5, day) for day in (8, 9, 10)]
    texts = [BEFORE, AFTER, AFTER + " More snow fell."]
    history = History({"a": editions_of(zip(days, texts, strict=True))})
    assert history.change([told("At least 12 people were hurt.")]) == Standing(CORRECTED, "2024-05-09")


def test_words_that_still_stand_are_not_what_was_corrected() -> None:
    more = BEFORE + " At least 12 people were hurt."
    history = History({"a": editions_of([(date(2024, 5, 8), BEFORE), (date(2024, 5, 9), more)])})
    begin = more.index("At least 12")
    assert history.change([Told("a", begin, len(more))]) == Standing(UPDATED, "2024-05-09")


def seconds_to_compare(length: int) -> float:
    letters = "".join("abcdefgh "[(3 * n * n + n) % 9] for n in range(length))
    other = "".join("z" if n % 50 == 0 else letter for n, letter in enumerate(letters))
    began = time.process_time()
    history = History({"a": editions_of([(date(2024, 5, 8), letters), (date(2024, 5, 9), other)])})
    assert history.change([Told("a", 0, len(other))]).status in (CORRECTED, UPDATED)
    return time.process_time() - began


def test_what_strangers_write_takes_as_long_to_compare_as_it_is_long() -> None:
    """Letter by letter it would take more than the square: 68 times as long for a sentence four times as long."""
    short, long = (min(seconds_to_compare(length) for _ in range(3)) for length in (1000, 4000))
    assert long < 30 * short


NOTHING, NOON = Standing(), "2024-05-09"


@pytest.mark.parametrize(
    ("edited", "lost", "change", "first", "last", "latest", "expected"),
    [
        (False, "", NOTHING, NOON, NOON, "", NOTHING),
        (False, "", NOTHING, NOON, NOON, NOON, Standing("new", NOON)),
        (False, "", NOTHING, "2024-05-08", NOON, NOON, Standing("updated", NOON)),
        (False, "", NOTHING, "2024-05-08", "2024-05-08", NOON, NOTHING),
        (True, "", NOTHING, NOON, NOON, NOON, Standing("edited")),
        (True, "", Standing(CORRECTED, NOON), NOON, NOON, NOON, Standing(CORRECTED, NOON)),
        (True, "2024-05-10", NOTHING, NOON, NOON, NOON, Standing(CORRECTED, "2024-05-10")),
        (False, "", NOTHING, "", "", NOON, NOTHING),
    ],
)
def test_what_weighs_most_is_said(
    edited: bool, lost: str, change: Standing, first: str, last: str, latest: str, expected: Standing
) -> None:
    assert standing_of(edited, lost, change, first, last, latest) == expected


# --------------------------------------------------------------------------------------------------- of a real store


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "own") as opened:
        put(opened, reading())
        yield opened


def asked(store: Store, path: str = "/timelines/all.json") -> Any:
    with Client(create_app(Settings(), store=store, token=TOKEN)) as client:
        answer = client.get(path)
        return answer.json() if path.endswith(".json") else answer.text


def statuses(document: Any) -> dict[str, str | None]:
    return {event["title"]: event["status"] for event in document["events"]}


def later(store: Store) -> None:
    """The same story in another paper, three days later, without one of its events."""
    read = reading("lakeport-again", "Talks in Lakeport")
    kept = tuple(event for event in read.events if event.key != "letters")
    read = replace(read, publication=published("2024-05-11"), events=kept)
    store.replace_article(read.document.article, "by hand", quads_of(read, store.iris))


def test_nothing_is_new_where_all_was_told_on_one_day(own_store: Store) -> None:
    assert set(statuses(asked(own_store)).values()) == {None}


def test_what_is_told_again_is_updated_and_what_only_the_last_day_has_is_new(own_store: Store) -> None:
    later(own_store)
    found = asked(own_store)
    assert statuses(found)["Arvonia–Beltria talks in Lakeport"] == "updated"
    assert statuses(found)["Exchange of letters"] is None
    assert {event["statusOn"] for event in found["events"]} == {"2024-05-11", None}
    assert "updated (" in asked(own_store, "/embed/all")


def test_a_corrected_sentence_marks_its_event(own_store: Store) -> None:
    read = reading()
    article = read.document.article
    older = replace(article, text=article.text.replace("At least 1,250", "At least 1,150"))
    with_typo = replace(read, document=replace(read.document, article=older))
    put(own_store, with_typo)
    put(own_store, read)
    found = asked(own_store)
    assert [title for title, status in statuses(found).items() if status] == ["Flight from the border villages"]
    assert "corrected (" in asked(own_store, "/embed/all")


def test_what_one_of_two_articles_takes_back_is_corrected_and_what_all_take_back_is_told(own_store: Store) -> None:
    later(own_store)
    alone = next(event for event in asked(own_store)["events"] if event["title"] == "Exchange of letters")
    own_store.withdraw_article("lakeport-talks")
    found = asked(own_store)
    assert statuses(found)["Arvonia–Beltria talks in Lakeport"] == "corrected"
    assert "Exchange of letters" not in statuses(found)
    assert found["retracted"] == [alone["id"]]
