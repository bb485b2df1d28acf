"""What everyday news tells: what a happening's own verb says, games by their score, cables, roads, posts and thefts."""

from __future__ import annotations

import pytest

from tests.unit.events.conftest import Read
from tests.unit.events.reading_view import event, types, words


@pytest.mark.parametrize(
    ("text", "code", "mentions"),
    [
        ("A quake jolted Taiwan on Monday.", "Earthquake", ["quake", "jolted"]),
        ("Riots broke out in Tunis on Friday.", "Riot", ["Riots", "broke"]),
        ("A blast ripped through a bakery in Lyon.", "Explosion", ["blast", "ripped"]),
        ("The clash took place near Goma.", "ArmedClash", ["clash", "took"]),
        ("The bombing that happened in May shut the port.", "BombOrIed", ["bombing", "happened"]),
    ],
)
def test_a_happenings_own_verb_is_one_more_mention_of_it(read: Read, text: str, code: str, mentions: list[str]) -> None:
    reading = read(text)
    assert [words(reading, m) for m in event(reading, code).mentions] == mentions
    assert len(reading.events) == 1


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("A protest hit the headlines on Monday.", ["protest"]),
        ("The fire station shook on Monday.", []),
        ("Shares hit a record low after the quake.", ["quake"]),
    ],
)
def test_other_verbs_of_striking_tell_no_happening(read: Read, text: str, mentions: list[str]) -> None:
    reading = read(text)
    told = [words(reading, m) for e in reading.events for m in e.mentions if e.types[0] != "MarketEvent"]
    assert told == mentions


@pytest.mark.parametrize(
    "text",
    [
        "The Otters won 31-24 on Sunday.",
        "Bergen took a 3-1 win over Molde.",
        "Eva Berg had nine points in a 91-73 victory on Friday.",
        "The Herons beat the Otters, 20 - 13, to reach the next round.",
        "The Otters clinched a playoff berth on Sunday.",
        "Eva Berg broke the school scoring record on Friday.",
    ],
)
def test_games_are_told_by_their_score(read: Read, text: str) -> None:
    assert "SportsEvent" in types(read(text))


def test_in_news_of_a_game_its_words_need_no_score(read: Read) -> None:
    reading = read(
        "The Otters won 31-24 on Sunday. They had lost in May. The victory was their eighth. A win over Bergen is next."
    )
    told = {words(reading, m) for e in reading.events if e.types[0] == "SportsEvent" for m in e.mentions}
    assert {"won", "lost", "victory", "win"} <= told


def test_a_way_to_play_is_no_game(read: Read) -> None:
    reading = read("The Otters won 31-24 on Sunday. The running game worked well.")
    assert [words(reading, m) for m in event(reading, "SportsEvent").mentions] == ["won"]


@pytest.mark.parametrize(
    "text",
    [
        "The senate beat back the bill, 52-48.",
        "The victory came after a long campaign. The party won.",
        "She lost her job and won a 20-30 percent refund.",
        "He won in 1994-95 before he lost.",
        "The company set a record date for the dividend.",
    ],
)
def test_without_a_score_of_a_game_nobody_plays(read: Read, text: str) -> None:
    assert "SportsEvent" not in types(read(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("An anchor cut two undersea cables off Malta.", "IndustrialAccident"),
        ("The cable cut was found on Friday.", "IndustrialAccident"),
        ("Saboteurs cut a power line near Oslo.", "PropertyDestruction"),
        ("The storm disrupted phone services in Malta.", "Shortage"),
        ("The network went down on Friday.", "Shortage"),
        ("Eva Berg was struck by a van in Bern.", "TransportAccident"),
        ("A climber died after falling from a ridge.", "Disaster"),
        ("A climber fell from a ridge in the Tatras on Friday.", "Disaster"),
        ("The club placed Jan Novak on injured reserve.", "IllnessOrInjury"),
        ("Jan Novak sprained his left ankle on Friday.", "IllnessOrInjury"),
        ("Thieves made off with four paintings.", "Robbery"),
        ("The clerk was fired on Monday.", "Dismissal"),
        ("The maker of the software released a patch on Tuesday.", "ProductLaunch"),
        ("The president nominated Eva Berg on Tuesday.", "Appointment"),
    ],
)
def test_everyday_words_are_read(read: Read, text: str, code: str) -> None:
    assert code in types(read(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The company cut cable prices.", "IndustrialAccident"),
        ("The fall of the old wall was remembered.", "Disaster"),
        ("Prices fell from their peak in May.", "Disaster"),
        ("A rocket was fired at the town.", "Dismissal"),
        ("Eva Berg was struck by the kindness of neighbours.", "TransportAccident"),
        ("The film was nominated for an award.", "Appointment"),
        ("Police placed the man on a list of suspects.", "IllnessOrInjury"),
        ("They broke the news on Friday.", "IllnessOrInjury"),
        ("The ministry issued an update of the toll.", "ProductLaunch"),
    ],
)
def test_what_only_sounds_like_it_is_not_read(read: Read, text: str, code: str) -> None:
    assert code not in types(read(text))
