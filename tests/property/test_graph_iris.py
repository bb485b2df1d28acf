"""Ids, keys and labels come from strangers: they stay in their place, and different ones stay apart."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.graph.iris import Iris, named_segment, segment, under_article

IRIS = Iris("https://n.org/")
NAMES = st.text(min_size=1)
AWKWARD = st.text(alphabet="./#?%~-_:@ \\<>\"'é\u202e\ud800a", min_size=1, max_size=6)


@given(NAMES | AWKWARD)
def test_a_name_is_one_segment_of_a_valid_iri(name: str) -> None:
    parts = urlsplit(IRIS.article(name).value)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("https", "n.org", "", "")
    assert parts.path.count("/") == 2
    assert parts.path.rpartition("/")[2].strip(".")


@given(NAMES | AWKWARD, NAMES | AWKWARD)
def test_different_names_are_different_segments(a: str, b: str) -> None:
    assert (segment(a) == segment(b)) == (a == b)


@given(AWKWARD, AWKWARD, AWKWARD)
def test_a_key_stays_under_its_article_and_no_other(article: str, other: str, key: str) -> None:
    assume(article != other)
    for below in (IRIS.report(article, key), IRIS.claim(article, key), IRIS.affiliation(article, key, 1)):
        assert under_article(below, IRIS.article(article))
        assert not under_article(below, IRIS.article(other))


@given(st.text(min_size=1), st.sampled_from(["Person", "State", "MediaOutlet"]))
def test_any_label_makes_a_name(label: str, kind: str) -> None:
    iri = NamedNode(f"https://n.org/actor/{named_segment(label, kind)}")
    assert urlsplit(iri.value).path.count("/") == 2


CLOSE_LABELS = st.text(alphabet="aA bB-'é", min_size=1, max_size=5)


@given(CLOSE_LABELS, CLOSE_LABELS)
def test_labels_that_differ_are_named_apart(a: str, b: str) -> None:
    assume(a != b)
    assert named_segment(a, "Person") != named_segment(b, "Person")
