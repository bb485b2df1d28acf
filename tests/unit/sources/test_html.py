from __future__ import annotations

import json

import pytest

from kg.errors import InputError
from kg.sources.html import MAX_PAGE_BYTES, read_page

BODY = """
<header><nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/weather">Weather</a></nav></header>
<main><article><h1>Ferry talks open in Lakeport</h1>
<p>Envoys of Arvonia and Beltria met in Lakeport on Tuesday for a first day of talks on the ferry line that both
countries have claimed since the spring.</p>
<p>The mediator, Ines Calder, said that a second meeting was expected on 14 May, and that neither side had walked
out of the room during the nine hours they spent there.</p>
<p>At least 1,250 people have left the border villages since March, according to the relief group Aid Now.</p>
</article></main>
<aside><p>Subscribe to our newsletter</p></aside><footer><p>All rights reserved. Terms. Privacy.</p></footer>
"""
STATED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "not this", "datePublished": "1999-01-01"},
        {
            "@type": ["NewsArticle"],
            "headline": "Ferry talks open",
            "datePublished": "2024-05-07T23:30:00-04:00",
            "publisher": {"@type": "Organization", "name": "Lakeport Courier"},
            "inLanguage": "en-GB",
        },
    ],
}


def page(head: str = "", attributes: str = "", body: str = BODY) -> bytes:
    return (
        f"<!doctype html><html{attributes}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()
    )


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_the_text_is_that_of_the_article_alone() -> None:
    text, _ = read_page(page())
    paragraphs = text.split("\n\n")
    assert [one.split()[0] for one in paragraphs[-3:]] == ["Envoys", "The", "At"]
    for outside in ("Subscribe", "rights", "Sport"):
        assert outside not in text


def test_what_json_ld_says_goes_first() -> None:
    head = ld(STATED) + '<meta property="og:title" content="Other"><meta property="og:site_name" content="Site">'
    _, said = read_page(page(head, ' lang="de"'))
    assert (said.title, said.publisher, said.language) == ("Ferry talks open", "Lakeport Courier", "en-GB")
    assert said.published == "2024-05-07T23:30:00-04:00"


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<meta property="og:title" content="A &amp; B">', "title", "A & B"),
        ("<title>Window</title>", "title", "Ferry talks open in Lakeport"),
        ('<meta property="og:site_name" content="The Site">', "publisher", "The Site"),
        ("", "publisher", None),
        ('<link rel="canonical" href="https://courier.example/a">', "url", "https://courier.example/a"),
        ('<link rel="canonical" href="/a">', "url", None),
        ('<meta property="og:url" content="https://courier.example/b">', "url", "https://courier.example/b"),
        ('<link rel="canonical" href="javascript:alert(1)">', "url", None),
        (
            '<meta property="article:published_time" content="2024-05-07T10:00:00Z">',
            "published",
            "2024-05-07T10:00:00Z",
        ),
        ('<meta name="date" content="2031-05-07">', "published", "2031-05-07"),
        ('<meta name="date" content="yesterday">', "published", None),
        ("", "published", None),
        (ld({"@type": "Recipe", "publisher": "Cook"}), "publisher", None),
        ('<script type="application/ld+json">{broken</script>', "publisher", None),
        (ld({"@type": "NewsArticle", "headline": 7, "publisher": [8], "datePublished": None}), "publisher", None),
    ],
)
def test_what_a_page_says_of_itself(head: str, field: str, value: str | None) -> None:
    _, said = read_page(page(head))
    assert getattr(said, field) == value


def test_the_day_may_stand_in_the_markup() -> None:
    _, said = read_page(page(body=BODY.replace("</h1>", '</h1><time datetime="2024-05-07">7 May</time>')))
    assert said.published == "2024-05-07"


@pytest.mark.parametrize("given", [b"", b"\x00\x01", b"<html><body></body></html>", page(body="<nav><a>x</a></nav>")])
def test_what_holds_no_article_is_refused(given: bytes) -> None:
    with pytest.raises(InputError):
        read_page(given)


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(InputError, match="longer"):
        read_page(b" " * (MAX_PAGE_BYTES + 1))
