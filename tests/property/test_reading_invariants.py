"""Whatever the text is like, a reading points into it, refers to nothing that is not there, and is the same again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Article, Precision, Reading, Span, TimeInterval
from kg.pipeline import Reader

READER = Reader()
DAY = TimeInterval(date(2024, 5, 16), date(2024, 5, 16), Precision.DAY, "2024-05-16")
SENTENCES = (
    "Rebels attacked a convoy in Mali on Monday, killing six soldiers.",
    "The attack was claimed by Boko Haram.",
    "Anna Berg, the finance minister, said the bridge was safe.",
    "“We will rebuild the bridge before winter,” she said.",
    "“Nobody will be forgotten in this town.",
    "Kosovo and Serbia held a second round of talks in Brussels on Tuesday, mediated by Oman.",
    "The talks will continue on Friday.",
    "At least 12 people, including three children, died in a flood in Assam last week, according to the Red Cross.",
    "Norway presented a 12-point peace plan; Sweden rejected the plan.",
    "Tuesday marked ten years since the earthquake in Nepal.",
    "Since then, fighting has displaced 6,000 people.",
    "A source told Reuters that the bank would be sold for $3 billion.",
    "The army reportedly crossed the border.",
    "The union did not call a general strike, and nobody resigned.",
    "🚨 Cafe\u0301 Müller burned down; 4 lakh people fled…",
    "Q: Who is محمود درويش?",
)
UNDATED = (
    "Rebels attacked a convoy in Mali on Monday, killing six soldiers.",
    "Earlier this month the minister resigned.",
    "Kosovo and Serbia held talks in Brussels yesterday.",
    "Anna Berg said the bridge was safe.",
    "The court will rule next week.",
)
texts = st.lists(st.one_of(st.sampled_from(SENTENCES), st.text(max_size=40)), min_size=1, max_size=6).flatmap(
    lambda parts: st.sampled_from((" ", "\n\n", "\n")).map(lambda joint: joint.join(parts))
)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(text: str, *, dated: bool = True) -> Reading:
    return READER.read(Article("any", text, published=DAY if dated else None))


def all_spans(reading: Reading) -> Iterator[Span]:
    yield from (sentence.span for sentence in reading.document.sentences)
    yield from (mention.span for mention in reading.times)
    for thing in (*reading.actors, *reading.places, *reading.instruments, *reading.events):
        yield from thing.mentions
    for actor in reading.actors:
        yield from (*actor.pronouns, *(a.evidence for a in actor.affiliations))
    for event in reading.events:
        yield from (p.evidence for p in event.participants)
        yield from (topic.evidence for topic in event.topics)
        yield from (s for s in (event.time.evidence, event.place.evidence if event.place else None) if s is not None)
    for claim in reading.claims:
        yield from (s for s in (claim.span, claim.cue) if s is not None)
    yield from (figure.span for figure in reading.figures)
    yield from (skipped.span for skipped in reading.skipped if skipped.span is not None)


@few
@given(texts)
def test_every_span_lies_in_the_text_and_cuts_words(text: str) -> None:
    reading = read(text)
    for span in all_spans(reading):
        assert 0 <= span.start < span.end <= len(text)
        assert span.cut(text).strip()
    for claim in reading.claims:
        assert claim.text == claim.span.cut(text)
    for figure in reading.figures:
        assert figure.text == figure.span.cut(text)


@few
@given(texts)
def test_sentences_stand_in_order_and_do_not_meet(text: str) -> None:
    spans = [sentence.span for sentence in read(text).document.sentences]
    assert all(one.end <= other.start for one, other in pairwise(spans))


@few
@given(texts)
def test_keys_are_unique_and_everything_referred_to_is_there(text: str) -> None:
    reading = read(text)
    kinds = (reading.actors, reading.places, reading.events, reading.instruments, reading.claims, reading.figures)
    keys = [{thing.key for thing in things} for things in kinds]
    assert [len(found) for found in keys] == [len(things) for things in kinds]
    actors, places, events, instruments, _, figures = keys
    for event in reading.events:
        assert {p.actor for p in event.participants} <= actors
        assert event.place is None or event.place.place in places
        assert {e for e in (event.part_of, event.follows, event.during, event.reaction_to) if e} <= events - {event.key}
        assert set(event.concerns) <= instruments
    for claim in reading.claims:
        assert {a for a in (*claim.speakers, claim.relayed_by, claim.addressed_to) if a} <= actors
        assert set(claim.about) <= events | instruments | actors | figures
        assert claim.uttered_in is None or claim.uttered_in in events
    for figure in reading.figures:
        assert figure.event in events
        assert {
            a for a in (figure.population, figure.inflicted_by, figure.attributed_to, figure.relayed_by) if a
        } <= actors
        assert figure.place is None or figure.place in places
        assert figure.subset_of is None or figure.subset_of in figures - {figure.key}
    assert {a.other for actor in reading.actors for a in actor.affiliations if a.other} <= actors
    assert {place.within for place in reading.places if place.within} <= places


@few
@given(texts)
def test_the_trigger_of_an_event_is_among_its_mentions_and_each_event_has_a_type_and_a_label(text: str) -> None:
    for event in read(text).events:
        assert event.trigger in event.mentions
        assert event.types
        assert event.label.strip()


@few
@given(texts)
def test_the_parts_of_a_whole_never_hold_their_whole(text: str) -> None:
    wholes = {event.key: event.part_of for event in read(text).events}
    for key in wholes:
        seen: list[str] = []
        above: str | None = key
        while above is not None:
            assert above not in seen
            seen.append(above)
            above = wholes[above]


@few
@given(texts)
def test_a_bound_holds_its_value_and_a_part_is_no_larger_than_its_whole(text: str) -> None:
    figures = {figure.key: figure for figure in read(text).figures}
    for figure in figures.values():
        assert figure.low is None or figure.low <= figure.value
        assert figure.high is None or figure.value <= figure.high
        assert figure.subset_of is None or figure.value <= figures[figure.subset_of].value


@few
@given(st.lists(st.sampled_from(UNDATED), min_size=1, max_size=5))
def test_a_text_that_nowhere_fixes_a_day_dates_nothing(parts: list[str]) -> None:
    for event in read(" ".join(parts), dated=False).events:
        assert not isinstance(event.time.when, TimeInterval)


@few
@given(texts)
def test_the_same_text_gives_the_same_reading(text: str) -> None:
    one, other = read(text), read(text)
    parts = ("publication", "times", "actors", "places", "instruments", "events", "claims", "figures", "skipped")
    assert [getattr(one, part) for part in parts] == [getattr(other, part) for part in parts]


@few
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4))
def test_a_paragraph_that_follows_leaves_sentences_and_offsets_before_it_alone(parts: list[str]) -> None:
    first = " ".join(parts)
    alone = [sentence.span for sentence in read(first).document.sentences]
    longer = read(f"{first}\n\nThe baker of the village sells bread. It is good bread.\n")
    assert [sentence.span for sentence in longer.document.sentences][: len(alone)] == alone


@few
@given(st.lists(st.sampled_from(SENTENCES[:4] + SENTENCES[5:9]), min_size=1, max_size=3, unique=True))
def test_a_paragraph_about_nothing_adds_no_event(parts: list[str]) -> None:
    first = " ".join(parts)
    longer = read(f"{first}\n\nThe baker of the village sells bread. It is good bread.\n")
    assert [(e.types, e.trigger) for e in longer.events] == [(e.types, e.trigger) for e in read(first).events]
