"""Whole articles that mislead: what they deny, remember, joke about or count is not told as the news of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kg.model import REALISED, Article, Event, Precision, Reading, TimeInterval
from kg.pipeline import Reader

Read = Callable[[str], Reading]
DAY = date(2024, 5, 16)


@pytest.fixture(scope="module")
def read() -> Read:
    reader = Reader()
    when = TimeInterval(DAY, DAY, Precision.DAY, DAY.isoformat())
    return lambda text: reader.read(Article("odd", _unwrapped(text), None, when))


def _unwrapped(text: str) -> str:
    """Paragraphs as one line each, as articles come; lines of a table stay."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(p if "|" in p else " ".join(p.split("\n")) for p in paragraphs)


def realised(reading: Reading, code: str) -> list[Event]:
    return [e for e in reading.events if code in e.types and e.modality in REALISED]


def days(reading: Reading, code: str) -> set[str]:
    found = [e.time.when for e in reading.events if code in e.types]
    return {when.edtf for when in found if isinstance(when, TimeInterval)}


DENIALS = """The army did not deny on Wednesday that it had denied bombing the hospital in Sarh.

Defence Minister Idris Sall said that no aircraft had flown that night. "We never said that we had not struck it," a spokesman
added. The rebels denied that they had attacked a convoy near the town.

Doctors at the hospital said that nobody had been killed.
"""

OBITUARY = """The painter Maria Lopez, who fled Chile after the coup of 1973, died in Lisbon on Sunday. She was 93.

Lopez was born in Talca in 1931. She was arrested in October 1973 and released in March 1974. Her brother was killed in 1976.

She married the poet Juan Reyes in 1980 and won the National Prize in 1992. "She painted what we could not say," her daughter
said on Monday. The funeral will be held in Lisbon on Friday.
"""

HISTORY = """The governments of Chad and Sudan reopened their border on Tuesday.

The two countries have long been rivals. In 1389, armies clashed at Abeche, and in 1902 French troops captured the town. A war
that began in 1965 ended with a treaty in 1979. In December 2005 rebels attacked Adre and killed 300 soldiers.

Traders crossed the bridge on Tuesday for the first time in years. The foreign ministers will meet in Tunis on 3 June.
"""

SATIRE = """[Satire] Moon resigns

The moon resigned on Monday to spend more time with its tides, a cloud said. The sun, which has held its post for four billion
years, praised the moon for its service.

"I was never fully myself," the moon said. A committee of stars will appoint a successor.

This article is satire. None of it happened.
"""

CONTRADICTED = """Forty die as bomb destroys station

Nobody was killed when a firework went off at the station in Bern on Tuesday, police said. A first report of a bomb was wrong.

The station was not destroyed. A guard was treated for shock.
"""

TABLE = """The flood has struck four districts since Friday, the ministry said on Tuesday.

District | Killed | Missing
North | 12 | 4
South | 7 | 0
East | 31 | 12
Total | 50 | 16

The army has set up a camp in the capital.
"""

LAKHS = """The cyclone displaced more than 3 lakh people in Odisha on Tuesday, the state government said.

About 1.2 crore people live in its path. The government announced relief of 500 crore rupees. In all, 2,50,000 people had been
evacuated by Monday, and twelve people were killed.
"""

OPEN_QUOTES = """“The bridge is closed, Mayor Ana Silva said on Tuesday. “It will stay so until Friday.

'We were told nothing, a shopkeeper said. "The police came at night, and 'they said "go' and we went.

The city reopened the tunnel on Monday.
"""


def test_what_is_denied_twice_did_not_happen_by_anybody(read: Read) -> None:
    reading = read(DENIALS)
    attacks = [e for code in ("BombOrIed", "ArmedAttack", "AirOrDroneStrike") for e in realised(reading, code)]
    assert not [p for e in attacks for p in e.participants if p.role == "perpetrator" and not p.alleged]
    assert not reading.figures
    assert not realised(reading, "Death")


def test_an_obituary_dates_a_life_by_its_own_years(read: Read) -> None:
    reading = read(OBITUARY)
    assert "2024-05-12" in days(reading, "Death")
    assert days(reading, "ArrestOrDetention") == {"1973-10"}
    assert all(e.modality not in REALISED for e in reading.events if "FuneralOrMemorial" in e.types)
    today = [e for e in reading.events if isinstance(e.time.when, TimeInterval) and e.time.when.start == DAY]
    assert not [e for e in today if e.kind == "ViolentEvent"]


def test_a_history_lesson_stays_in_its_years(read: Read) -> None:
    reading = read(HISTORY)
    assert days(reading, "ArmedClash") == {"1389"}
    assert "2005-12" in days(reading, "ArmedAttack")
    recent = [e for e in reading.events if e.kind == "ViolentEvent" and isinstance(e.time.when, TimeInterval)]
    assert not [e for e in recent if e.time.when.start is not None and e.time.when.start.year == DAY.year]  # type: ignore[union-attr]
    killed = next(f for f in reading.figures if f.value == 300)
    assert killed.event in {e.key for e in reading.events if "ArmedAttack" in e.types}


def test_satire_harms_nobody_and_sets_no_place(read: Read) -> None:
    reading = read(SATIRE)
    assert not [e for e in reading.events if e.kind == "ViolentEvent"]
    assert not [p for p in reading.places if p.mentions]
    assert not reading.figures


def test_a_headline_that_the_body_contradicts_counts_no_dead(read: Read) -> None:
    reading = read(CONTRADICTED)
    assert not [f for f in reading.figures if f.attributed_to is not None and f.measure == "Killed"]
    assert not realised(reading, "PropertyDestruction") or all(
        e.mentions[0].start < CONTRADICTED.index("Nobody") for e in realised(reading, "PropertyDestruction")
    )


def test_a_table_of_tolls_is_never_summed_nor_said_by_anybody(read: Read) -> None:
    reading = read(TABLE)
    printed = {int(word) for word in TABLE.replace("|", " ").split() if word.isdigit()}
    assert {int(f.value) for f in reading.figures} <= printed
    assert not [f for f in reading.figures if f.attributed_to is not None]
    assert {e.types[0] for e in reading.events} <= {"Flood", "OfficialStatement", "BaseEstablished"}


def test_lakh_and_crore_are_numbers(read: Read) -> None:
    found = {(f.measure, int(f.value)) for f in read(LAKHS).figures}
    assert ("Displaced", 300_000) in found
    assert ("Evacuated", 250_000) in found
    assert ("Killed", 12) in found
    assert not {value for _, value in found} & {3, 2, 50, 500}


def test_quotes_left_open_end_nobody_s_sentence(read: Read) -> None:
    reading = read(OPEN_QUOTES)
    assert all(c.text.strip() for c in reading.claims)
    labels = {a.key: a.label for a in reading.actors}
    spoken = {labels[key] for c in reading.claims for key in c.speakers}
    assert spoken <= {"Ana Silva", "shopkeeper", "police", "city"}
    assert all(len(c.text) < 120 for c in reading.claims)


TEASERS = """Ferry crews at Kristiansund end walkout

The crews of four ferries ended a strike on Wednesday, their union said.

READ MORE: Avalanche kills nine skiers in Andorra

Related: "We will sue", says mayor of Odense

Also read - Gunmen abduct a priest in Benin

Two of the ferries sailed the same evening.

Most read

1. Landslide buries a village in Nepal

2. Rebels seize the airport of Kidal

Quiz: who shot the sheriff?

The union and the company will meet again on Friday.
"""


def test_lines_that_point_to_other_articles_are_not_read(read: Read) -> None:
    reading = read(TEASERS)
    end, again = TEASERS.index("READ MORE"), TEASERS.index("Two of the ferries")
    listed, last = TEASERS.index("Most read"), TEASERS.index("The union and")
    spans = [m for e in reading.events for m in e.mentions] + [c.span for c in reading.claims]
    spans += [f.span for f in reading.figures] + [m for p in reading.places for m in p.mentions]
    spans += [m for a in reading.actors for m in a.mentions]
    assert spans
    assert not [s.cut(TEASERS) for s in spans if end <= s.start < again or listed <= s.start < last]
    assert len([s for s in reading.skipped if s.stage == "article"]) == 7
    assert [s.span.cut(TEASERS) for s in reading.document.sentences][-1].startswith("The union and")


def test_a_text_of_nothing_but_such_lines_is_read(read: Read) -> None:
    assert read("Related: Avalanche kills nine skiers in Andorra").events


def test_prose_that_begins_like_such_a_line_is_read(read: Read) -> None:
    text = "The prize went to Ana Ruiz.\n\nRead more than any other poet, Ruiz was arrested in 2019.\n\nShe lives in Cadiz."
    assert realised(read(text), "ArrestOrDetention")
