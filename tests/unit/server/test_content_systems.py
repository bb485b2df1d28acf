"""Content systems that are given the address of a timeline: their rules, written out, and what is left of our answer.

The rules are those of WordPress (an unknown provider), Ghost, Discourse and Embedly as their sources and manuals have
them; micawber is a consumer of its own.
"""

from __future__ import annotations

import re
import struct
from fnmatch import fnmatch
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from micawber import Provider

from tests.unit.server.client import Client

ROOT = Path(__file__).resolve().parents[3]
PAGE = "http://testserver/timelines/all"
WORDPRESS_KEEPS = {
    "a": {"href"},
    "blockquote": set(),
    "iframe": {"src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"},
}
GHOST_FIELDS = {
    "type", "version", "title", "author_name", "author_url", "provider_name", "provider_url", "cache_age",
    "thumbnail_url", "thumbnail_width", "thumbnail_height", "html", "width", "height", "url",
}  # fmt: skip
DISCOURSE_TITLE, DISCOURSE_DESCRIPTION = 80, 250


class Elements(HTMLParser):
    """Start tags with their attributes, in order, and the text between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [given for name, given in self.found if name == tag]


def links_of(page: str) -> list[dict[str, str]]:
    """The link elements of a head, read as WordPress reads them: 150 KB at most, to the end of the head, by tag."""
    head = page[:153_600].partition("</head>")[0]
    return [dict(re.findall(r'([a-z]+)="([^"]*)"', tag)) for tag in re.findall(r"<link([^>]+)>", head)]


def address(link: dict[str, str]) -> str:
    return link["href"].replace("&amp;", "&")


def test_wordpress_finds_the_answer_and_keeps_a_frame_behind_a_quotation(client: Client) -> None:
    found = [link for link in links_of(client.get(PAGE).text) if link.get("type") == "application/json+oembed"]
    wish = {"maxwidth": "600", "maxheight": "900", "dnt": "1", "format": "json"}
    asked = address(found[0]) + "&" + urlencode(wish)
    answer = client.get(asked).json()
    assert answer["type"] == "rich"
    kept = Elements(answer["html"])
    assert {tag for tag, _ in kept.found} <= set(WORDPRESS_KEEPS)
    assert [tag for tag, _ in kept.found][:1] == ["blockquote"]  # it hides the frame until that has spoken
    frame = {name: value for name, value in kept.all("iframe")[0].items() if name in WORDPRESS_KEEPS["iframe"]}
    assert frame["src"].startswith("http://testserver/embed/all")
    assert frame["title"] == answer["title"]
    assert int(frame["width"]) == answer["width"] == 600
    assert 200 <= int(frame["height"]) <= 900
    assert kept.all("a")[0]["href"] == PAGE


def test_wordpress_asks_for_xml_where_there_is_no_json(client: Client) -> None:
    found = [link for link in links_of(client.get(PAGE).text) if link.get("type") == "text/xml+oembed"]
    xml = ElementTree.fromstring(client.get(address(found[0]) + "&maxwidth=600").content)
    assert xml.findtext("html", "").startswith("<blockquote")


def test_ghost_takes_the_frame(client: Client) -> None:
    page = client.get(PAGE, headers={"User-Agent": "Ghost"}).text
    answer = client.get(address(next(link for link in links_of(page) if "json+oembed" in link.get("type", "")))).json()
    kept = {name: value for name, value in answer.items() if name in GHOST_FIELDS}
    assert kept["type"] == "rich"
    assert kept["version"] == "1.0"
    assert kept["html"]
    assert isinstance(kept["width"], int)
    assert kept == answer  # nothing that it would throw away


def test_discourse_takes_the_frame_of_an_allowed_site_and_else_a_card(client: Client) -> None:
    answer = client.get("/oembed?" + urlencode({"url": PAGE})).json()
    assert answer["html"]
    assert int(answer["height"]) > 0
    assert Elements(answer["html"]).all("iframe")[0]["src"].startswith("http://testserver/")
    metas = {
        m.get("property") or m.get("name"): m.get("content", "") for m in Elements(client.get(PAGE).text).all("meta")
    }
    assert 0 < len(metas["og:title"]) <= DISCOURSE_TITLE
    assert 0 < len(metas["og:description"]) <= DISCOURSE_DESCRIPTION
    assert metas["twitter:label1"]
    assert metas["twitter:data1"]
    picture = client.get(metas["og:image"])
    assert picture.headers["content-type"] == "image/png"
    assert (int(metas["og:image:width"]), int(metas["og:image:height"])) == (1200, 630)


def test_embedly_finds_sizes_that_agree_and_no_element_round_the_frame(client: Client) -> None:
    answer = client.get("/oembed?" + urlencode({"url": PAGE, "maxwidth": "480"})).json()
    elements = Elements(answer["html"])
    frame = elements.all("iframe")[0]
    assert (frame["width"], frame["height"]) == (str(answer["width"]), str(answer["height"]))
    assert not elements.all("div")
    assert "%" not in frame["width"] + frame["height"]


@pytest.mark.parametrize("format", ["json", "xml"])
def test_micawber_reads_the_answer(client: Client, format: str) -> None:
    class OverClient(Provider):  # type: ignore[misc]
        """micawber, asking by our client instead of a socket."""

        def fetch(self, url: str) -> Any:
            return client.get(url).text

    answer = OverClient("http://testserver/oembed").request(PAGE, maxwidth=300)
    assert (answer["type"], answer["width"]) == ("rich", 300)
    assert "<iframe" in answer["html"]
    said = client.get("/oembed?" + urlencode({"url": PAGE, "maxwidth": 300, "format": format}))
    width = said.json()["width"] if format == "json" else ElementTree.fromstring(said.content).findtext("width")
    assert str(width) == "300"


@pytest.mark.parametrize("most", [200, 480, 1200])
def test_sizes_are_obeyed(client: Client, most: int) -> None:
    asked = {"url": PAGE, "maxwidth": most, "maxheight": most}
    answer = client.get("/oembed?" + urlencode(asked)).json()
    assert answer["width"] <= most
    assert answer["height"] <= most
    assert ("thumbnail_url" in answer) == (most >= 1200), "a picture that is too large is left out"


def test_the_header_leads_to_the_same_answer_as_the_page(client: Client) -> None:
    answer = client.get(PAGE)
    by_header = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', answer.headers["link"])
    by_page = [(address(link), link["type"]) for link in links_of(answer.text) if "oembed" in link.get("type", "")]
    assert sorted(by_header) == sorted(by_page)
    assert dict(parse_qsl(urlsplit(by_header[0][0]).query))["url"] == PAGE


def test_language_and_colours_of_the_address_go_along(client: Client) -> None:
    asked = {"url": PAGE + "?type=Diplomacy&lang=ar&theme=dark&width=9"}
    frame = Elements(client.get("/oembed?" + urlencode(asked)).json()["html"]).all("iframe")[0]
    assert frame["src"] == "http://testserver/embed/all?type=Diplomacy&lang=ar&theme=dark"
    link = next(link for link in links_of(client.get(asked["url"]).text) if "json+oembed" in link.get("type", ""))
    assert dict(parse_qsl(urlsplit(address(link)).query))["url"] == PAGE + "?type=Diplomacy&lang=ar&theme=dark"


def test_the_entry_for_the_list_of_providers_says_what_this_server_does(client: Client) -> None:
    """Its schemes cover what is embedded, its endpoint and examples answer; registered consumers look no further."""
    site, base = "https://news.example.org", "http://testserver"
    (entry,) = yaml.safe_load((ROOT / "docs" / "running" / "oembed-provider.yml").read_text("utf-8"))
    (endpoint,) = entry["endpoints"]
    assert endpoint["discovery"]
    for path in ("/timelines/all", "/timelines/all?type=Diplomacy&lang=ar", "/embed/all"):
        assert any(fnmatch(site + path, scheme) for scheme in endpoint["schemes"])
        assert client.get(endpoint["url"].replace(site, base), params={"url": base + path}).status_code == 200
    for example in endpoint["example_urls"]:
        kind = client.get(example.replace("news.example.org", "testserver").replace("https", "http")).headers
        assert kind["content-type"].startswith("text/xml" if "format=xml" in example else "application/json")


def test_a_card_for_those_who_share_has_a_picture_with_words_for_it(client: Client) -> None:
    metas = {tag.get("property", ""): tag.get("content", "") for tag in Elements(client.get(PAGE).text).all("meta")}
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")
    assert len(metas["og:image:alt"]) > 40
    assert len(metas["og:title"]) <= DISCOURSE_TITLE
    assert len(metas["og:description"]) <= DISCOURSE_DESCRIPTION
    picture = client.get(metas["og:image"]).content
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert "max-age=3600" in client.get(metas["og:image"]).headers["cache-control"]
