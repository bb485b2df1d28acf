"""Reports of articles whose days are not known: they meet others of their story, and are joined with care."""

from __future__ import annotations

from dataclasses import replace

from kg.knowledge.blocking import keys
from kg.knowledge.signatures import Signature
from kg.knowledge.similarity import SAME, score

FIRE = Signature(
    report="r1",
    article="a1",
    types=("Fire",),
    words=("fir",),
    context=("brewery", "fir", "rooftop", "tuzla"),
    story=("marek-dolan", "vostok-brewery", "tuzla"),
)
OTHER = replace(FIRE, report="r2", article="a2", context=("blaz", "brewery", "fir", "rooftop", "tuzla"))


def test_a_fire_without_a_name_meets_the_same_story_on_a_day() -> None:
    dated = replace(OTHER, told=738_000)
    assert keys(FIRE) & keys(dated)
    assert not keys(FIRE) & keys(replace(dated, story=("ana-silva", "porto")))


def test_two_articles_without_days_tell_of_one_fire_where_story_and_sentence_are_alike() -> None:
    assert score(FIRE, OTHER) >= SAME
    assert score(FIRE, replace(OTHER, story=("ana-silva", "porto"), context=("fir", "porto", "warehous"))) < SAME


def test_a_person_taken_for_an_organisation_in_one_article_is_met_by_name() -> None:
    person = ("https://n.org/actor/bela-rost.person.5e38cd4149", "bela-rost", "rost")
    company = ("https://n.org/actor/bela-rost.organisation", "bela-rost")
    death = Signature(report="r1", article="a1", types=("Death",), actors=(person,))
    assert keys(death) & keys(replace(death, report="r2", article="a2", told=738_000, actors=(company,)))
