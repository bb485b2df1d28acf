"""Labels and texts of strangers: nothing of them may act on the page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kg.store import Store
from server.app import create_app
from server.pages.reader import shown
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import paths_by_label, put, reading, relabelled

HTML = {"Accept": "text/html"}
OWN_SCRIPT = '<script src="/static/workbench.js" defer></script>'
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
MARKUP_SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&gt;&lt;img src=x onerror=alert(2)&gt;{{ 7*7 }}"
OVERRIDE = "safe\u202egnp.exe\u2066 \u2069\u2069\x00\x1b[31m"


@pytest.mark.parametrize(
    ("label", "shown_as"), [(MARKUP, MARKUP_SHOWN), (OVERRIDE, "safegnp.exe [31m")], ids=["markup", "direction marks"]
)
def test_labels_are_words_and_nothing_else(own_store: Store, label: str, shown_as: str) -> None:
    put(own_store, relabelled(reading(), label))
    with Client(create_app(Settings(), store=own_store)) as client:
        paths = {*paths_by_label(client).values(), "/", "/timeline", "/article/lakeport-talks", "/place/lakeport"}
        for path in (*paths, "/sparql?query=SELECT * { ?e a ev:Event ; rdfs:label ?l }"):
            html = client.get(path, headers=HTML, follow_redirects=True).text
            assert "<script" not in html.replace('<script type="application/ld+json">', "").replace(OWN_SCRIPT, "", 1)
            assert "<img" not in html
            assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", html)
            assert label not in html
            assert shown_as in html


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("plain", "plain"),
        ("a\u202eb\u2069c", "abc"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\x07bell\x85", "bell"),
        ("שלום \u200f!", "שלום \u200f!"),
    ],
)
def test_marks_that_override_direction_are_taken_out(value: str, left: str) -> None:
    assert shown(value) == left


def test_an_article_address_that_is_no_web_address_is_no_link(own_store: Store) -> None:
    read = reading()
    article = replace(read.document.article, url="javascript:alert(1)")
    put(own_store, replace(read, document=replace(read.document, article=article)))
    with Client(create_app(Settings(), store=own_store)) as client:
        html = client.get("/article/lakeport-talks.html").text
        assert "Talks open in Lakeport" in html
        assert "javascript:" not in html


def test_a_query_is_shown_back_as_text(client: Client) -> None:
    html = client.get("/sparql", params={"query": "SELECT </textarea><script>x</script>"}, headers=HTML).text
    assert "<script>" not in html
    assert "&lt;/textarea&gt;" in html


def test_a_path_of_a_problem_is_shown_as_text(client: Client) -> None:
    html = client.get("/event/%22%3E%3Cscript%3E", headers=HTML).text
    assert "<script>" not in html
