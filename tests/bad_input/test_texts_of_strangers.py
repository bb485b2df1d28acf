"""Texts as they come, through the whole reader: it ends, and what the text does not give is not made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Article, Event, Precision, Reading, TimeInterval
from kg.pipeline import Reader

Read = Callable[..., Reading]
DAY = "2024-05-16"


@pytest.fixture(scope="module")
def read() -> Read:
    reader = Reader()

    def reading(text: str, published: str | None = DAY) -> Reading:
        found = reader.read(Article("stranger", text, None, _day(published)))
        assert_spans_lie_in_the_text(found)
        return found

    return reading


def defect(text: str, *more: object, reason: str) -> object:
    """A row that the code gets wrong; a repair must take the mark away."""
    return pytest.param(text, *more, marks=pytest.mark.xfail(strict=True, reason=reason))


def _day(iso: str | None) -> TimeInterval | None:
    from datetime import date

    return None if iso is None else TimeInterval(date.fromisoformat(iso), date.fromisoformat(iso), Precision.DAY, iso)


def assert_spans_lie_in_the_text(reading: Reading) -> None:
    text = reading.document.text
    spans = [
        m for thing in (*reading.actors, *reading.places, *reading.instruments, *reading.events) for m in thing.mentions
    ]
    spans += [c.span for c in reading.claims] + [f.span for f in reading.figures] + [t.span for t in reading.times]
    assert all(span.end <= len(text) and span.cut(text).strip() for span in spans)
    assert all(c.text == c.span.cut(text) for c in reading.claims)
    assert all(f.text == f.span.cut(text) for f in reading.figures)


def types(reading: Reading) -> set[str]:
    return {code for e in reading.events for code in e.types}


def realised(reading: Reading) -> list[Event]:
    return [e for e in reading.events if e.modality in {"Occurred", "Ongoing", "Attempted"}]


def stated_days(reading: Reading) -> set[str]:
    """Days of events that are more than "not after the article"."""
    return {
        e.time.when.edtf
        for e in reading.events
        if isinstance(e.time.when, TimeInterval) and e.time.basis not in {"Bound", "Context"}
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        ".",
        "\ufeff",
        "\u200b\u200b\u200b",
        "1234567890",
        "????!!!!....",
        "“",
        "((((((((((",
        "\u202e\u202d\u2066",
        "e\u0301" * 40,
        "👩‍👩‍👧‍👦" * 20,
        "a" * 5000,
        "-" * 3000,
        "said said said said said said.",
        "of of of of on on by by to to.",
        "\x0b\x0c\x1f\x85\u2028\u2029",
    ],
)
def test_texts_that_say_nothing_give_nothing(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.events, reading.claims, reading.figures, reading.places) == ((), (), (), ())


# ------------------------------------------------------------------------------------------------ layout


def test_a_headline_in_capitals_makes_no_places_of_common_words(read: Read) -> None:
    reading = read("MAN BITES DOG AS READING ROOM MAY CLOSE\n\nThe library board met on Tuesday to talk of savings.")
    assert {p.label for p in reading.places if p.mentions} == set()


def test_a_headline_in_capitals_tells_the_same_attack_as_the_text_below(read: Read) -> None:
    reading = read("REBELS ATTACK MALI CONVOY\n\nRebels attacked a convoy in Mali on Monday, killing six soldiers.")
    assert len([e for e in reading.events if "ArmedAttack" in e.types]) == 1


def test_a_table_of_tolls_makes_no_event_of_its_header(read: Read) -> None:
    table = "Country | Dead | Injured\n--- | --- | ---\nChile | 12 | 40\nPeru | 7 | 15\nTotal | 19 | 55\n"
    reading = read(f"An earthquake struck on Sunday.\n\n{table}")
    assert types(reading) <= {"Earthquake"}


def test_numbers_of_a_table_are_never_summed_or_given_to_a_speaker(read: Read) -> None:
    reading = read("Deaths by region:\n\nNorth 12\nSouth 7\nEast 30\n\nTotal 49\n")
    assert not [f for f in reading.figures if f.attributed_to]
    assert {str(f.value) for f in reading.figures} <= {"12", "7", "30", "49"}


def test_a_list_of_headlines_invents_no_meeting_between_them(read: Read) -> None:
    reading = read("In brief:\n- Olaf Scholz, a portrait\n- Xi Jinping at 70\n- Recipes from Lima\n")
    assert not realised(reading)


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Ten recipes for a rainy day",
        "READ ALSO: What we know so far",
        "Sign up for our newsletter",
        "Photo: Maria Keller/Agency",
        "Advertisement",
        "Share this article on Facebook",
        "© 2024 All rights reserved.",
        "Related topics: Weather, Roads, Schools",
    ],
)
def test_lines_around_the_article_make_no_events(read: Read, line: str) -> None:
    alone = "The bridge over the river was closed for repairs.\n\n"
    assert types(read(f"{alone}{line}\n")) == types(read(alone))


def test_a_caption_dates_what_it_shows_and_not_the_story(read: Read) -> None:
    reading = read("Workers at the mill on 3 March 2019. Photo: Maria Keller\n\nThe minister resigned.")
    (one,) = [e for e in reading.events if "Resignation" in e.types]
    assert isinstance(one.time.when, TimeInterval)
    assert one.time.when.start is None


def test_questions_and_answers_of_a_transcript_are_read(read: Read) -> None:
    reading = read(
        "Q: Did the rebels attack the port?\n\nA: No. They did not attack the port.\n\nQ: Will you resign?\n\nA: No.\n"
    )
    assert not realised(reading)


def test_times_of_a_live_blog_are_no_days(read: Read) -> None:
    reading = read(
        "14:05 Rebels attack the port.\n\n14:20 The army arrives.\n\n15:45 The shooting ends.\n", published=None
    )
    assert stated_days(reading) == set()


def test_a_live_blog_of_many_entries_is_read(read: Read) -> None:
    text = "".join(
        f"{9 + n // 60:02}:{n % 60:02}\n\nRebels attacked village {n} near Maiduguri.\n\n" for n in range(0, 240, 6)
    )
    assert read(text).events


# ------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "text",
    [
        "Rebels attacked the port on 31 February 2024.",
        "Rebels attacked the port on February 30.",
        "Rebels attacked the port on 2024-13-45.",
        "Rebels attacked the port on 00/00/0000.",
        "Rebels attacked the port on the 32nd of May.",
    ],
)
def test_an_impossible_day_is_no_day(read: Read, text: str) -> None:
    days = [e.time.when for e in read(text).events if isinstance(e.time.when, TimeInterval) and e.time.when.start]
    assert not [w for w in days if w.precision == Precision.DAY]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels attacked the port on 12 Ramadan 1445.",
        "Rebels attacked the port on 24 Khordad 1403.",
        "Rebels attacked the port in the year 2567 of the Buddhist calendar.",
        "Rebels attacked the port on 7 Iyar 5784.",
        "Rebels attacked the port in Reiwa 6.",
        "Rebels attacked the port in 1445 AH.",
        "Rebels attacked the port in 1403, by the Persian calendar.",
        "Rebels attacked the port in the third century BC.",
    ],
)
def test_days_of_other_calendars_are_not_taken_for_gregorian_ones(read: Read, text: str) -> None:
    for one in read(text).events:
        when = one.time.when
        assert not (isinstance(when, TimeInterval) and when.start is not None), when


def test_without_any_day_nothing_is_dated(read: Read) -> None:
    reading = read("Yesterday rebels attacked the port. Earlier this month the minister resigned.", published=None)
    assert reading.events
    assert not [e for e in reading.events if isinstance(e.time.when, TimeInterval)]


# ------------------------------------------------------------------------------------------- scripts, quotes


def test_offsets_count_code_points_whatever_stands_before(read: Read) -> None:
    text = "🚨🚨 Cafe\u0301 Müller 👩‍👩‍👧‍👦: rebels attacked the port in Maiduguri on Monday."
    reading = read(text)
    assert [m.cut(text) for e in reading.events for m in e.mentions] == ["attacked"]
    assert "Maiduguri" in {m.cut(text) for p in reading.places for m in p.mentions}


def test_names_from_right_to_left_keep_their_offsets(read: Read) -> None:
    text = "The poet محمود درويش met Anna Berg (אנה ברג) in Oslo on Monday."
    reading = read(text)
    assert [m.cut(text) for e in reading.events for m in e.mentions] == ["met"]


def test_sentences_of_another_language_do_not_spoil_those_in_english(read: Read) -> None:
    reading = read("Der Minister trat am Montag zurück. Rebels attacked the port. Le maire a démissionné.")
    assert "ArmedAttack" in types(reading)


@pytest.mark.parametrize(
    "text",
    [
        "“We lost everything in the flood that night. Rebels attacked the port.",
        "“We lost everything,” she said, “and then “they” came back for the rest.",
        "He said: “She told me ‘I will never go back there again’ and left.”",
        "''We lost everything in the flood'' she said. ``Nobody came to help us at all.''",
        '«Nous avons tout perdu», a dit le maire. "We lost everything we had here.',
        '"""We lost everything in the flood""" """',
    ],
)
def test_quotes_that_do_not_close_or_nest_give_no_speaker_that_is_not_named(read: Read, text: str) -> None:
    reading = read(text)
    named = {a.label for a in reading.actors if a.named}
    assert not {a.label for c in reading.claims for a in reading.actors if a.key in c.speakers} & named


def test_a_quote_in_a_quote_is_one_claim_of_the_outer_speaker(read: Read) -> None:
    reading = read("“My son told me ‘I will never go back there’ and left the house,” Anna Berg said.")
    spoken = [c for c in reading.claims if c.kind == "Direct"]
    assert [[a.label for a in reading.actors if a.key in c.speakers] for c in spoken] == [["Anna Berg"]]


def test_a_speaker_who_is_never_named_is_not_guessed(read: Read) -> None:
    reading = read("Anna Berg lives in Bonn.\n\n“We lost everything in the flood that night.”\n\nThe street was dark.")
    assert not [c for c in reading.claims if c.speakers]


# --------------------------------------------------------------------------------------------- what it says


def test_a_denial_is_not_the_event_it_denies(read: Read) -> None:
    reading = read("The ministry denied that the army attacked the hospital.")
    assert not [e for e in realised(reading) if "ArmedAttack" in e.types]


def test_a_denial_of_a_denial_is_no_event_that_occurred(read: Read) -> None:
    reading = read("The ministry denied that it had denied that the army attacked the hospital.")
    assert not [e for e in realised(reading) if "ArmedAttack" in e.types]


def test_what_the_body_denies_against_the_headline_is_told_as_denied(read: Read) -> None:
    reading = read("Minister resigns\n\nMinister Anna Berg did not resign on Tuesday, her office said.")
    assert "Denied" in {e.modality.value for e in reading.events if "Resignation" in e.types}


def test_a_life_in_an_obituary_is_not_dated_to_the_day_of_the_article(read: Read) -> None:
    reading = read(
        "The painter Maria Lopez, who was born in 1931, died on Sunday. She was arrested in 1973 and fled Chile."
    )
    days = {code: e.time.when.edtf for e in reading.events for code in e.types if isinstance(e.time.when, TimeInterval)}
    assert (days["Death"], days["ArrestOrDetention"]) == ("2024-05-12", "1973")


def test_history_inside_the_news_keeps_its_own_years(read: Read) -> None:
    reading = read("The minister resigned on Monday. In 1389, armies clashed near Pristina. In 1912, war broke out.")
    days = {code: e.time.when.edtf for e in reading.events for code in e.types if isinstance(e.time.when, TimeInterval)}
    assert days["ArmedClash"] == "1389"
    assert days["Resignation"] == "2024-05-13"


def test_satire_marked_as_such_is_still_read_without_harm(read: Read) -> None:
    reading = read("[Satire] The moon resigned on Monday to spend more time with its family, a cloud said.")
    assert not [e for e in reading.events if e.kind == "ViolentEvent"]
    assert {p.label for p in reading.places if p.mentions} == set()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The flood killed forty-two people.", 42),
        ("The flood displaced 3 lakh people.", 300_000),
        ("The flood displaced 1.2 crore people.", 12_000_000),
        ("The flood displaced one and a half million people.", 1_500_000),
        ("The flood killed 1,02,345 people.", 102_345),
    ],
)
def test_numbers_as_they_are_written_are_read_or_left_out(read: Read, text: str, value: int) -> None:
    assert {int(f.value) for f in read(text).figures} <= {value}


# --------------------------------------------------------------------------------------------------- bounds


def test_a_sentence_of_two_hundred_lines_is_read(read: Read) -> None:
    text = "Rebels attacked " + ",\n".join(f"village {n} near the road" for n in range(200)) + " on Monday."
    assert "ArmedAttack" in types(read(text))


def test_events_grow_no_faster_than_the_text(read: Read) -> None:
    def story(count: int) -> str:
        return "".join(f"Rebels attacked village {n} in Mali on Monday, killing {n + 2} people. " for n in range(count))

    few, many = len(read(story(10)).events), len(read(story(40)).events)
    assert many <= 4 * few + 4


def test_work_grows_about_as_the_text_grows(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts how often tokens are compared with the clause of an event: four times the text, less than thirty times."""
    from kg.events import circumstances

    calls = 0
    measured = circumstances._distance

    def counting(*arguments: object) -> int | None:
        nonlocal calls
        calls += 1
        return measured(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(circumstances, "_distance", counting)
    sentence = "On Monday rebels attacked a village in Mali, and Anna Berg said on Tuesday that the army would come. "
    read(sentence * 10)
    few, calls = calls, 0
    read(sentence * 40)
    assert few > 0
    assert calls <= 30 * few
