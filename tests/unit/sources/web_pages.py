"""Pages written for the tests, in the ways in which news sites build theirs: what surrounds the article differs, and
how they say the day. Each knows the paragraphs of its article and the day on which it was published."""

from __future__ import annotations

import json
from dataclasses import dataclass

STORIES = {
    "talks": [
        "Envoys of Arvonia and Beltria met in Lakeport on Tuesday for a first day of talks on the ferry line that both "
        "countries have claimed since the spring.",
        "The mediator, Ines Calder, said that a second meeting was expected on 14 May, and that neither side had walked "
        "out of the room during the nine hours they spent there.",
        "“We have spoken about schedules, not about flags,” she told reporters on the steps of the customs house. “That "
        "is more than we had in March.”",
        "At least 1,250 people have left the border villages since March, according to the relief group Aid Now.",
    ],
    "flood": [
        "The river Sill rose above its banks on Sunday night and flooded some 300 houses in the lower town of Merrow.",
        "Two people were missing on Monday morning, the district council said, after an earlier count of four.",
        "Firefighters from three counties pumped water out of the hospital's cellar until noon; 46 patients were moved "
        "to Denholm.",
        "Governor Tomas Reyle declared an emergency and asked the capital for 12 million crowns.",
        "The last flood of this size was in June 1987, when the old weir broke.",
    ],
    "strike": [
        "Bus drivers in Port Ansel ended a strike of eleven days on Friday after their union accepted a raise of 6.5 "
        "per cent over two years.",
        "The vote was close: 412 members were for the offer and 389 against it.",
        "“Nobody is dancing in the depot,” said Marta Oyelaran, who leads the union's city branch.",
        "The company expects all lines to run again from Monday, except for the night buses, which lack drivers.",
    ],
    "court": [
        "A court in Varna Hill sentenced the former minister of works, Paul Denning, to four years in prison on "
        "Wednesday for taking bribes from a builder of roads.",
        "Denning, 61, had denied the charges. His lawyer said that he would appeal by the end of the month.",
        "The builder, who spoke as a witness, told the court of envelopes handed over in a car park in 2019 and 2020.",
    ],
}
NAV = (
    "<header><a href=/>The Gauge</a><nav><ul><li><a href=/world>World</a></li><li><a href=/money>Money</a></li>"
    "<li><a href=/sport>Sport</a></li><li><a href=/weather>Weather today: 14 degrees</a></li></ul></nav></header>"
)
FOOT = (
    "<footer><p>© 2026 Gauge Press. All rights reserved. Terms of use. Privacy.</p>"
    "<p>Follow us. Subscribe to our newsletter and never miss a story.</p></footer>"
)
RELATED = (
    "<aside class=related><h3>Read more</h3><ul><li><a href=/a>Harbour to be dredged by 3 March 2027</a></li>"
    "<li><a href=/b>Ten recipes for a rainy week</a></li><li><a href=/c>Opinion: a town and its weir</a></li></ul></aside>"
)
COMMENTS = (
    "<section id=comments class=comments><h3>Comments (2)</h3><div class=comment><p>First! posted 9 January 2025</p></div>"
    "<div class=comment><p>I do not believe a word of it, and I was there.</p></div></section>"
)
COOKIES = "<div class=cookie-banner role=dialog><p>We value your privacy. We and our 843 partners store data.</p><button>OK</button></div>"
SHARE = "<div class=share><a href=#>Share</a> <a href=#>Tweet</a> <a href=#>Print</a></div>"
ADVERT = "<div class='ad advertisement'><p>Advertisement</p><p>Buy the new Harrow kettle now, 20% off.</p></div>"


@dataclass(frozen=True)
class WrittenPage:
    """A page, the paragraphs of its article, and its day in ISO 8601."""

    name: str
    html: str
    paragraphs: list[str]
    published: str


def paragraphs(story: str, between: str = "") -> str:
    return between.join(f"<p>{text}</p>\n" for text in STORIES[story])


def whole(head: str, body: str, attributes: str = " lang=en") -> str:
    return f"<!doctype html><html{attributes}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def ld(**said: object) -> str:
    article = {"@context": "https://schema.org", "@type": "NewsArticle", **said}
    return f"<script type='application/ld+json'>{json.dumps(article)}</script>"


def _pages() -> list[tuple[str, str, str, str]]:
    """Name, story, day, page."""
    t, f, s, c = "talks", "flood", "strike", "court"
    lines = "<br><br>".join(STORIES[t])
    divs = "".join(f"<div class=text-block><span>{text}</span></div>" for text in STORIES[f])
    return [
        ("semantic", t, "2024-05-07", whole(ld(datePublished="2024-05-07T18:00:00Z", headline="Ferry talks open"),
            f"{NAV}<main><article><h1>Ferry talks open</h1>{paragraphs(t)}</article></main>{RELATED}{FOOT}")),
        ("graph of json-ld", f, "2023-11-20", whole(
            "<script type='application/ld+json'>" + json.dumps({"@context": "https://schema.org", "@graph": [
                {"@type": "WebPage", "datePublished": "2020-01-01"},
                {"@type": "NewsArticle", "datePublished": "2023-11-20T06:12:00+01:00", "dateModified": "2024-02-02"}]})
            + "</script>",
            f"{COOKIES}{NAV}<div id=content><h1>Flood in Merrow</h1>{SHARE}{paragraphs(f)}{COMMENTS}</div>{FOOT}")),
        ("open graph", s, "2025-02-14", whole(
            "<meta property='og:type' content=article><meta property='article:published_time' "
            "content='2025-02-14T09:30:00+00:00'><meta property='article:modified_time' content='2025-03-01T09:30:00Z'>",
            f"{NAV}<div class='post entry-content'><h1>Strike ends</h1>{paragraphs(s, ADVERT)}</div>{RELATED}{COMMENTS}{FOOT}")),
        ("time element", c, "2022-08-31", whole("<title>Denning sentenced | The Gauge</title>",
            f"{NAV}<article><header><h1>Denning sentenced</h1><p class=byline>By Jo Marsh <time "
            f"datetime='2022-08-31T16:45:00Z'>31 August 2022</time></p></header>{paragraphs(c)}{SHARE}</article>{FOOT}")),
        ("day in words", t, "2024-05-07", whole("<title>Ferry talks</title>",
            f"{NAV}<div class=article><h1>Ferry talks open</h1><div class=date>Published 7 May 2024</div>{paragraphs(t)}"
            f"</div>{RELATED}{FOOT}")),
        ("american day in words", s, "2025-02-14", whole("<title>Strike ends</title>",
            f"{NAV}<article><h1>Strike ends</h1><p class='dateline byline'><span class=author>Ann Poole</span> | "
            f"<span class=published>February 14, 2025</span></p>{paragraphs(s)}</article>{FOOT}")),
        ("updated later", f, "2023-11-20", whole(ld(datePublished="2023-11-20", dateModified="2023-12-24"),
            f"{NAV}<article><h1>Flood</h1><p class=updated>Updated 24 December 2023</p>{paragraphs(f)}</article>{FOOT}")),
        ("weblog", c, "2022-08-31", whole("<meta name=generator content='Weblog 4'>",
            f"{NAV}<div class='hentry post'><h2 class=entry-title><a href=/p>Sentenced</a></h2><div class=entry-meta>"
            f"<abbr class='published' title='2022-08-31T18:00:00+02:00'>31 August</abbr></div><div class=entry-content>"
            f"{paragraphs(c)}</div></div><div id=sidebar><h3>Archive</h3><ul><li>June 2019</li><li>May 2019</li></ul></div>"
            f"{COMMENTS}{FOOT}")),
        ("microdata", t, "2024-05-07", whole("",
            f"{NAV}<div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop=headline>Talks</h1>"
            f"<meta itemprop=datePublished content='2024-05-07'><div itemprop=articleBody>{paragraphs(t)}</div></div>{FOOT}")),
        ("dublin core", f, "2023-11-20", whole("<meta name='DC.date.issued' content='2023-11-20'>",
            f"{NAV}<div id=main><h1>Flood</h1>{paragraphs(f)}</div>{RELATED}{FOOT}")),
        ("old table", s, "2025-02-14", whole("<meta name=date content='2025-02-14'>",
            f"<table><tr><td width=120><a href=/>Home</a><br><a href=/x>World</a></td><td><h1>Strike ends</h1>"
            f"{paragraphs(s)}</td><td>{RELATED}</td></tr></table>{FOOT}", "")),
        ("line breaks", t, "2024-05-07", whole("<meta name='pubdate' content='20240507'>",
            f"{NAV}<article><h1>Talks</h1><div class=body>{lines}</div></article>{FOOT}")),
        ("blocks", f, "2023-11-20", whole(ld(datePublished="20 November 2023"),
            f"{NAV}<main><h1>Flood</h1>{divs}</main>{RELATED}{FOOT}")),
        ("figure and quote", s, "2025-02-14", whole(ld(datePublished="2025-02-14T07:00:00Z"),
            f"{NAV}<article><h1>Strike</h1><figure><img src=bus.jpg alt=Bus><figcaption>A bus. Photo: L. Marr/Gauge"
            f"</figcaption></figure>{paragraphs(s)}</article>{SHARE}{FOOT}")),
        ("author box", c, "2022-08-31", whole(ld(datePublished="2022-08-31", author=[{"@type": "Person", "name": "Jo Marsh"}]),
            f"{NAV}<article><h1>Sentenced</h1>{paragraphs(c)}<div class='author-bio'><p>Jo Marsh writes about courts and "
            f"has worked for The Gauge since 2011.</p></div></article>{FOOT}")),
        ("newsletter in between", t, "2024-05-07", whole(ld(datePublished="2024-05-07"),
            f"{NAV}<article><h1>Talks</h1>"
            + paragraphs(t, "<div class='newsletter-signup'><p>Sign up for our morning letter.</p><form><input></form></div>")
            + f"</article>{FOOT}")),
        ("address has the day", f, "2023-11-20", whole(
            "<link rel=canonical href='https://gauge.example/2023/11/20/flood-in-merrow.html'>",
            f"{NAV}<article><h1>Flood</h1>{paragraphs(f)}</article>{FOOT}")),
        ("wire copy", c, "2022-08-31", whole("<meta name=sailthru.date content='2022-08-31 12:00:00'>",
            f"{NAV}<section class=story><h1>Sentenced</h1>{paragraphs(c)}</section>{RELATED}{FOOT}")),
        ("amp", s, "2025-02-14", whole(
            "<link rel=canonical href='https://gauge.example/strike'>" + ld(datePublished="2025-02-14T10:00:00Z"),
            f"<main role=main><h1>Strike</h1><amp-img src=x></amp-img>{paragraphs(s)}</main>{FOOT}", " amp lang=en")),
        ("scripted page with the text in it", t, "2024-05-07", whole(
            ld(datePublished="2024-05-07T21:00:00-04:00", articleBody=" ".join(STORIES[t])),
            f"<div id=root><div class=css-1a2b3c>{NAV}<div class=css-9z><h1>Talks</h1><div class=css-8y>{paragraphs(t)}"
            f"</div></div></div></div><script>window.__STATE__={{'day':'1999-01-01'}}</script>{FOOT}")),
    ]  # fmt: skip


PAGES = [WrittenPage(name, page, STORIES[story], day) for name, story, day, page in _pages()]
