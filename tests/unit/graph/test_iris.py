from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kg.errors import SettingsError
from kg.graph.iris import Iris, named_segment, segment, slug, under_article
from kg.model import Actor, ActorType, Place, PlaceType, Span

IRIS = Iris("https://n.org/")


def actor(label: str, kind: ActorType = ActorType.PERSON, named: bool = True, identity: str | None = None) -> Actor:
    return Actor("k1", label, kind, (), named, identity=identity)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2015-05-06_a.b", "2015-05-06_a.b"),
        ("a/b", "a%2Fb"),
        ("a b#c?d", "a%20b%23c%3Fd"),
        ("50%", "50%25"),
        ("é", "%C3%A9"),
        ("~", "%7E"),
        (".", "~2E"),
        ("..", "~2E~2E"),
        ("..a", "..a"),
        ("\ud800", "%ED%A0%80"),
    ],
)
def test_a_segment_holds_any_name(given: str, expected: str) -> None:
    assert segment(given) == expected


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        segment("")


@pytest.mark.parametrize(
    "base", ["", "n.org/", "https://n.org", "https://n.org/#", "https://n.org/?a=/", "ftp://n.org/", "https://n o.org/"]
)
def test_an_unfit_base_is_refused(base: str) -> None:
    with pytest.raises(SettingsError):
        Iris(base)


def test_what_belongs_to_an_article_lies_under_it() -> None:
    below = [
        IRIS.sentence("a1", 7),
        IRIS.mention("a1", Span(3, 9)),
        IRIS.report("a1", "e1"),
        IRIS.claim("a1", "c1"),
        IRIS.figure("a1", "f1"),
        IRIS.instrument("a1", "i1"),
        IRIS.affiliation("a1", "p1", 2),
        IRIS.participation("a1", "e1", 1),
        IRIS.run("a1", "timewire 0.1.0"),
    ]
    assert [iri.value.removeprefix("https://n.org/article/a1") for iri in below] == [
        "/s07",
        "#char=3,9",
        "/report/e1",
        "/claim/c1",
        "/figure/f1",
        "/instrument/i1",
        "/affiliation/p1-2",
        "/participation/e1-1",
        "/run/timewire%200.1.0",
    ]
    assert all(under_article(iri, IRIS.article("a1")) for iri in below)


@pytest.mark.parametrize("other", ["article/a10", "article/a", "article/a1-b/s01", "actor/a1", "event/a1"])
def test_neighbours_do_not_lie_under_an_article(other: str) -> None:
    assert not under_article(NamedNode(f"https://n.org/{other}"), IRIS.article("a1"))


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (actor("Mary Anning"), "actor/mary-anning.person"),
        (actor("Israel", ActorType.STATE, identity="Q801"), "actor/israel-Q801"),
        (actor("北京", ActorType.STATE, identity="Q1"), "actor/Q1"),
        (actor("Mary Anning", named=False), "article/a1/actor/k1"),
        (actor("Aid seekers", ActorType.GROUP), "article/a1/actor/k1"),
        (actor("Quakers", ActorType.GROUP, identity="Q2"), "actor/quakers-Q2"),
        (actor("A source", ActorType.ANONYMOUS_SOURCE, identity="Q3"), "article/a1/actor/k1"),
        (actor("Polish delegation", ActorType.DELEGATION, identity="Q4"), "article/a1/actor/k1"),
    ],
)
def test_named_actors_are_shared_and_others_belong_to_the_article(who: Actor, path: str) -> None:
    assert IRIS.actor("a1", who).value == "https://n.org/" + path


def test_labels_that_read_alike_in_ascii_stay_apart() -> None:
    labels = ["Al Hayat", "Al-Hayat", "al hayat", "Āl Ḥayāt", "AL HAYAT", "الحياة", "هحياة"]
    assert len({named_segment(label, "MediaOutlet") for label in labels}) == len(labels)


def test_the_same_label_in_another_normal_form_is_the_same_name() -> None:
    assert named_segment("São Paulo", "State") == named_segment("Sa\u0303o Paulo", "State")


def test_a_name_of_two_classes_is_two_actors() -> None:
    assert named_segment("Jordan", "Person") != named_segment("Jordan", "State")


def test_a_very_long_label_gives_a_short_segment() -> None:
    a, b = (named_segment("Committee for the " + "very " * 50 + end, "Organisation") for end in ("Old", "New"))
    assert a != b
    assert len(a) < 100


def test_places_are_named_by_identity_else_under_the_article() -> None:
    known = Place("p1", "Lisbon", PlaceType.CITY, (), identity="geonames-2267057")
    unknown = Place("p1", "the old mill", PlaceType.SITE, ())
    assert IRIS.place("a1", known).value == "https://n.org/place/geonames-2267057"
    assert IRIS.place("a1", unknown).value == "https://n.org/article/a1/place/p1"


def test_slugs_are_words_with_dashes() -> None:
    assert slug("  Łódź, Poland! ") == "odz-poland"
