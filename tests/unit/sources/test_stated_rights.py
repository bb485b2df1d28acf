"""Authors, licence and rights that come with an article are kept, stand in the graph, and bind what is shown."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode
from sentence_reader import SentenceReader

from kg.graph.terms import DCTERMS
from kg.model import Article
from kg.pipeline import ingest, rebuild
from kg.rights.policy import Extent, Known, Policy
from kg.rights.public import WORDS, public_quads
from kg.sources.inputs import GivenArticle, read_inputs, read_json_input, write_json_input
from kg.store import open_store
from kg.store.archive import fingerprint

PAGE = """---
title: Rain
authors: Ada Bell, Bo Hill
licence: https://creativecommons.org/licenses/by/4.0/
rights: {rights}
---
Delegates of Norway met in Basel on Monday and talked until the evening about the rain that had come.
"""


def given(tmp_path: Path, rights: str) -> GivenArticle:
    file = tmp_path / "rain.md"
    file.write_text(PAGE.format(rights=rights))
    (one,) = read_inputs([str(file)], io.BytesIO())
    assert isinstance(one, GivenArticle), one
    return one


def test_what_is_stated_is_kept_and_survives_a_rebuild(tmp_path: Path) -> None:
    one = given(tmp_path, "none")
    assert read_json_input(write_json_input(one)) == one
    with open_store(tmp_path / "s") as store:
        ingest([one], store, SentenceReader())
        rebuild(store, SentenceReader())
        node = store.iris.article("rain")
        said = {quad.predicate: quad.object for quad in store.graph.quads(node)}
        assert said[DCTERMS.creator] == Literal("Ada Bell, Bo Hill")
        assert said[DCTERMS.license] == NamedNode("https://creativecommons.org/licenses/by/4.0/")
        assert said[DCTERMS.accessRights] == Literal("none")
        known = store.archive.newest("rain")
        assert known is not None
        assert known.article == one.article
        assert ingest([one], store, SentenceReader()).nothing_new


@pytest.mark.parametrize(("rights", "shown"), [("none", False), ("full", True)])
def test_what_is_stated_binds_a_public_dump(tmp_path: Path, rights: str, shown: bool) -> None:
    with open_store(tmp_path / "s") as store:
        ingest([given(tmp_path, rights)], store, SentenceReader())
        quads = public_quads(store.graph.oxigraph, store.iris, Policy())
        words = [str(quad.object) for quad in quads if quad.predicate in WORDS]
        assert any("until the evening" in word for word in words) is shown


def test_the_operator_goes_before_the_article_and_the_article_before_its_outlet() -> None:
    article = Known("a", ("The Example",), "https://news.example/a", 100, "none")
    outlets = {"the example": Extent.FULL}
    assert Policy(publishers=outlets).extent_of(article) is Extent.NONE
    assert Policy(publishers=outlets, articles={"a": Extent.SENTENCES}).extent_of(article) is Extent.SENTENCES
    assert Policy(publishers=outlets).extent_of(Known("a", ("The Example",), "", 100, "whatever")) is Extent.FULL


def test_rights_that_are_none_of_the_four_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "rain.md"
    file.write_text(PAGE.format(rights="everything"))
    (one,) = read_inputs([str(file)], io.BytesIO())
    assert not isinstance(one, GivenArticle)
    assert "rights" in one.reason


def test_articles_of_before_have_the_fingerprint_that_they_had() -> None:
    """Else every article of an older store would count as changed."""
    before = sha256(json.dumps(["a", "text", None, None, None, None, None]).encode()).hexdigest()
    assert fingerprint(Article("a", "text")) == before
    assert fingerprint(Article("a", "text", rights="none")) != before
