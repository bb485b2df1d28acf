"""Pages, feeds and sitemaps from a server of our own on this machine, which plays the open internet."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sentence_reader import SentenceReader

from kg.__main__ import main
from kg.command import writing
from kg.errors import InputError
from kg.sources.inputs import GivenArticle, Input
from kg.sources.web import addresses
from kg.sources.web.client import FetchError, Limits, ask
from kg.sources.web.feeds import is_list, read_list
from kg.sources.web.reading import Fetching
from kg.sources.web.visitor import Pace, Refused, Visitor
from kg.sources.web.visits import VISITS_FILE, Visit, keep_visits, known_visits

STORY = (
    "Envoys of Arvonia and Beltria met in Lakeport on Tuesday for a first day of talks on the ferry line that both "
    "countries have claimed since the spring, and of which the people of the border villages live."
)


def page(story: str = STORY, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body><article><p>{story}</p></article></body></html>".encode()


@dataclass
class Sent:
    """What the server sends; ``body`` may be a function that writes for as long as it likes."""

    body: bytes | Callable[[BaseHTTPRequestHandler], None] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Web:
    """The pages of the server, by path, and what it was asked for."""

    url: str
    pages: dict[str, Sent] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, body: bytes | Callable[[BaseHTTPRequestHandler], None] = b"", **headers: str) -> str:
        kind = "text/html" if path.rpartition("/")[2].find(".") < 0 else "application/xml"
        given = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
        self.pages[path] = Sent(body, headers=given)
        return self.url + path

    def pages_asked(self) -> list[str]:
        return [path for path in self.asked if not path.startswith(("/robots.txt", "/.well-known"))]


def handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.append(self.path)
            sent = web.pages.get(self.path, Sent(status=404))
            etag = sent.headers.get("ETag")
            fresh = bool(etag) and self.headers.get("If-None-Match") == etag
            self.send_response(304 if fresh else sent.status)
            for name, value in sent.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                if callable(sent.body):
                    sent.body(self)
                elif not fresh:
                    self.wfile.write(sent.body)
            except OSError:
                pass  # the client has gone, as it should

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    found = Web("")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(found)) as server:
        server.daemon_threads = True
        found.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield found
        server.shutdown()


def visitor(known: dict[str, Visit] | None = None, **limits: float) -> Visitor:
    return Visitor(known or {}, Pace(0.0), Limits(**limits))  # type: ignore[arg-type]


def fetched(url: str, given: Visitor | None = None, most: int = 200) -> list[Input]:
    return list(Fetching(given or visitor(), most=most).read([url]))


def told(inputs: list[Input]) -> list[str]:
    return [given.article.text if isinstance(given, GivenArticle) else given.reason for given in inputs]


def rss(*entries: str) -> bytes:
    items = "".join(f"<item>{entry}</item>" for entry in entries)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Gauge</title>{items}</channel></rss>'.encode()


def urlset(*entries: str) -> bytes:
    items = "".join(f"<url>{entry}</url>" for entry in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'.encode()


# ---------------------------------------------------------------------------------------------------------- pages


def test_a_page_is_an_article_with_its_address(web: Web) -> None:
    (given,) = fetched(web.put("/rain", page()))
    assert isinstance(given, GivenArticle)
    assert (given.article.text, given.article.url) == (STORY, f"{web.url}/rain")


def test_a_page_says_its_own_address_but_not_one_of_another_site(web: Web) -> None:
    own, other = f"{web.url}/canonical", "https://other.example/rain"
    for path, address, expected in (("/a", own, own), ("/b", other, f"{web.url}/b")):
        (given,) = fetched(web.put(path, page(head=f'<link rel="canonical" href="{address}">')))
        assert isinstance(given, GivenArticle)
        assert given.article.url == expected


def test_redirects_are_followed_to_where_they_lead(web: Web) -> None:
    web.put("/new", page())
    web.pages["/old"] = Sent(status=301, headers={"Location": "/new"})
    (given,) = fetched(f"{web.url}/old")
    assert isinstance(given, GivenArticle)
    assert given.article.url == f"{web.url}/new"


def test_other_files_are_read_as_their_names_say(web: Web) -> None:
    lines = b'{"id": "a", "text": "It rained."}\n{"id": "b", "text": "It hailed."}\n'
    assert told(fetched(web.put("/news.jsonl.gz", gzip.compress(lines)))) == ["It rained.", "It hailed."]


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "status 404"), (500, "status 500"), (403, "status 403"), (304, "status 304")]
)
def test_what_is_not_there_is_told(web: Web, status: int, reason: str) -> None:
    web.pages["/rain"] = Sent(status=status)
    assert told(fetched(f"{web.url}/rain")) == [reason]


# ---------------------------------------------------------------------------------------------------------- limits


def test_a_page_of_30_mb_is_told(web: Web) -> None:
    assert told(fetched(web.put("/rain", page(STORY * 150_000)))) == ["longer than 20 MB"]
    assert told(fetched(web.put("/hail", page(STORY * 40_000))))[0].startswith("page is longer than 5 MB")


def test_a_feed_that_never_ends_is_told(web: Web) -> None:
    def endless(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(rss().removesuffix(b"</channel></rss>"))
        while True:
            to.wfile.write(b"<item><title>Rain</title></item>" * 1000)

    assert told(fetched(web.put("/feed.xml", endless), visitor(max_bytes=2_000_000))) == ["longer than 2 MB"]


@pytest.mark.parametrize("first", [b"", b"<rss>"])
def test_a_server_that_stalls_is_left_in_time(web: Web, first: bytes) -> None:
    def stalling(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(first)
        to.wfile.flush()
        time.sleep(5)

    begun = time.monotonic()
    assert told(fetched(web.put("/feed.xml", stalling), visitor(timeout_s=0.5))) == ["no whole answer within 0.5 s"]
    assert time.monotonic() - begun < 4


def test_a_server_that_drips_is_left_in_time(web: Web) -> None:
    def dripping(to: BaseHTTPRequestHandler) -> None:
        for _ in range(100):
            to.wfile.write(b"<")
            to.wfile.flush()
            time.sleep(0.1)

    begun = time.monotonic()
    assert told(fetched(web.put("/feed.xml", dripping), visitor(timeout_s=0.6))) == ["no whole answer within 0.6 s"]
    assert time.monotonic() - begun < 4


def test_a_page_that_unpacks_to_more_than_allowed_is_told(web: Web) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert told(fetched(web.put("/rain", bomb, Content_Encoding="gzip"), visitor(max_bytes=1_000_000))) == [
        "longer than 1 MB"
    ]


def test_a_packed_page_is_unpacked(web: Web) -> None:
    assert told(fetched(web.put("/rain", gzip.compress(page()), Content_Encoding="gzip"))) == [STORY]


def test_a_server_that_is_not_there_is_told() -> None:
    assert "cannot be" in told(fetched("http://timewire.invalid/"))[0]


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2:9/", "http://[::1]:9/", "http://localhost6.invalid/", "file:///tmp/x", "ftp://a.example/"],
)
def test_a_redirect_to_what_is_not_public_is_not_followed(web: Web, target: str) -> None:
    web.pages["/rain"] = Sent(status=302, headers={"Location": target})
    (reason,) = told(fetched(f"{web.url}/rain"))
    assert reason.startswith(("what its robots.txt allows cannot be known", "its machine is not", "no address"))
    assert web.pages_asked() == ["/rain"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://localhost/", "http://10.0.0.1/", "http://[fe80::1]/"])
def test_machines_of_the_own_network_are_not_asked(url: str) -> None:
    with pytest.raises(FetchError, match="open internet"):
        ask(url, {}, Limits(timeout_s=2))


@pytest.mark.parametrize("url", ["http://user:word@127.0.0.1/", "file:///tmp/x", "gopher://a.example/", "http:///x"])
def test_what_is_no_address_is_not_asked(web: Web, url: str) -> None:
    with pytest.raises(FetchError, match="no address"):
        ask(url, {}, Limits())


def test_redirects_in_a_circle_end(web: Web) -> None:
    web.pages["/rain"] = Sent(status=302, headers={"Location": "/rain"})
    assert told(fetched(f"{web.url}/rain")) == ["more than 5 redirects"]


# ------------------------------------------------------------------------------------------------ what sites allow


def test_robots_txt_is_honoured_also_after_a_redirect(web: Web) -> None:
    web.put("/robots.txt", b"User-agent: *\nDisallow: /private/\n\nUser-agent: Other\nDisallow: /\n")
    web.put("/private/rain", page())
    web.pages["/rain"] = Sent(status=302, headers={"Location": "/private/rain"})
    for path in ("/private/rain", "/rain"):
        assert told(fetched(web.url + path)) == ["its robots.txt does not allow it"]
    assert "/private/rain" not in web.asked


def test_a_site_whose_rules_cannot_be_known_is_left_alone(web: Web) -> None:
    web.pages["/robots.txt"] = Sent(status=503)
    assert told(fetched(web.put("/rain", page()))) == ["what its robots.txt allows cannot be known now: status 503"]


def test_the_delay_of_a_site_is_kept_and_its_rules_are_asked_for_once(web: Web) -> None:
    slept: list[float] = []
    web.put("/robots.txt", b"User-agent: Timewire\nCrawl-delay: 7\n")
    polite = Visitor(pace=Pace(1.0, now=lambda: 0.0, sleep=slept.append))
    for _ in range(3):
        fetched(web.put("/rain", page()), polite)
    assert slept == [7.0, 7.0]
    assert web.asked.count("/robots.txt") == 1


def test_a_delay_of_hours_is_not_waited_for(web: Web) -> None:
    web.put("/robots.txt", b"User-agent: *\nCrawl-delay: 3600\n")
    assert "more than 60 s" in told(fetched(web.put("/rain", page())))[0]


def test_a_reservation_in_the_header_or_on_the_page_is_honoured(web: Web) -> None:
    reserved = ["its publisher reserves text and data mining"]
    assert told(fetched(web.put("/a", page(), tdm_reservation="1"))) == reserved
    assert told(fetched(web.put("/b", page(head='<meta name="tdm-reservation" content="1">')))) == reserved
    assert told(fetched(web.put("/c", page(head='<meta content=1 name="tdm-reservation">')))) == reserved
    assert told(fetched(web.put("/d", page(head='<meta name="tdm-reservation" content="0">')))) == [STORY]


def test_a_reservation_for_a_part_of_a_site_is_honoured(web: Web) -> None:
    rules = [
        {"location": "/open/*", "tdm-reservation": 0},
        {"location": "/*.pdf$", "tdm-reservation": 1},
        {"location": "/news/", "tdm-reservation": 1},
    ]
    web.put("/.well-known/tdmrep.json", json.dumps(rules).encode())
    assert "reserves" in told(fetched(web.put("/news/rain", page())))[0]
    assert told(fetched(web.put("/open/news/", page()))) == [STORY]
    assert web.pages_asked() == ["/open/news/"]


@pytest.mark.parametrize("rules", [b"{", b"3", b'{"location": "/"}', b"[3]", b'[{"location": 3}]', b"[" * 50_000])
def test_rules_that_cannot_be_read_reserve_nothing(web: Web, rules: bytes) -> None:
    web.put("/.well-known/tdmrep.json", rules)
    assert told(fetched(web.put("/rain", page()))) == [STORY]


def test_a_server_that_asks_for_rest_is_left_alone(web: Web) -> None:
    web.pages["/a"] = Sent(status=429)
    web.put("/b", page())
    inputs = list(Fetching(visitor()).read([f"{web.url}/a", f"{web.url}/b"]))
    assert told(inputs) == ["status 429", "its server has asked for rest"]
    assert web.pages_asked() == ["/a"]


# ------------------------------------------------------------------------------------------------ feeds and sitemaps


def test_a_feed_gives_its_pages_and_what_it_says_of_them(web: Web) -> None:
    link = web.put("/rain", page())
    when = "Tue, 07 May 2024 23:30:00 -0400"
    (given,) = fetched(web.put("/feed.xml", rss(f"<title>Rain</title><link>{link}</link><pubDate>{when}</pubDate>")))
    assert isinstance(given, GivenArticle)
    assert (given.article.title, given.article.publisher, given.article.url) == ("Rain", "The Gauge", link)
    assert given.article.published is not None
    assert given.article.published.edtf == "2024-05-07"


def test_an_atom_feed_is_read_with_relative_links(web: Web) -> None:
    web.put("/news/rain", page())
    entry = '<entry><title>Rain</title><link href="rain"/><updated>2024-05-07T10:00:00Z</updated></entry>'
    url = web.put(
        "/news/atom.xml", f'<feed xmlns="http://www.w3.org/2005/Atom"><title>G</title>{entry}</feed>'.encode()
    )
    assert told(fetched(url)) == [STORY]


def test_a_feed_that_holds_the_text_serves_where_the_page_cannot_be_had(web: Web) -> None:
    content = f"<content:encoded><![CDATA[<p>{STORY}</p>]]></content:encoded>"
    body = rss(f"<title>Rain</title><link>{web.url}/gone</link>{content}", f"<link>{web.url}/lost</link>")
    body = body.replace(b"<rss ", b'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')
    assert told(fetched(web.put("/feed.xml", body))) == [STORY, "status 404"]


def test_what_has_not_changed_is_not_sent_again(web: Web) -> None:
    link = web.put("/rain", page(), ETag='"1"')
    feed = web.put("/feed.xml", rss(f"<link>{link}</link>"), ETag='"7"')
    first = visitor()
    assert told(fetched(feed, first)) == [STORY]
    second = visitor(first.seen)
    assert fetched(feed, second) == []
    assert second.unchanged == [feed]
    web.put("/feed.xml", rss(f"<link>{link}</link>", f"<link>{web.url}/none</link>"), ETag='"8"')
    third = visitor(first.seen)
    assert told(fetched(feed, third)) == ["status 404"]
    assert third.unchanged == [link]


def test_an_entry_with_the_same_mark_is_not_asked_for(web: Web) -> None:
    link = web.put("/rain", page())
    feed = web.put("/feed.xml", rss(f"<link>{link}</link><pubDate>Tue, 07 May 2024 10:00:00 GMT</pubDate>"))
    first = visitor()
    fetched(feed, first)
    web.asked.clear()
    assert fetched(feed, visitor(first.seen)) == []
    assert web.pages_asked() == ["/feed.xml"]


def test_a_feed_of_which_an_entry_failed_is_read_again(web: Web) -> None:
    feed = web.put("/feed.xml", rss(f"<link>{web.url}/rain</link>"), ETag='"7"')
    first = visitor()
    assert told(fetched(feed, first)) == ["status 404"]
    web.put("/rain", page())
    assert told(fetched(feed, visitor(first.seen))) == [STORY]


def test_no_more_pages_are_asked_for_than_wanted_and_the_rest_is_told(web: Web) -> None:
    links = [web.put(f"/{number}", page(f"{STORY} {number}")) for number in range(5)]
    feed = web.put("/feed.xml", rss(*(f"<link>{link}</link>" for link in links)))
    first = visitor()
    reasons = told(fetched(feed, first, most=2))
    assert len(web.pages_asked()) == 3
    assert reasons[2].startswith("3 more entries")
    assert feed not in first.seen


def test_a_sitemap_is_read_with_the_newest_first_and_those_within(web: Web) -> None:
    links = {day: web.put(f"/{day}", page(f"{STORY} {day}")) for day in ("2024-05-06", "2024-05-08", "2024-05-07")}
    inner = gzip.compress(urlset(*(f"<loc>{link}</loc><lastmod>{day}</lastmod>" for day, link in links.items())))
    web.put("/inner.xml.gz", inner)
    index = f"<sitemapindex><sitemap><loc>{web.url}/inner.xml.gz</loc></sitemap></sitemapindex>"
    texts = told(fetched(web.put("/sitemap.xml", index.encode())))
    assert [text.rpartition(" ")[2] for text in texts] == ["2024-05-08", "2024-05-07", "2024-05-06"]


def test_sitemaps_in_a_circle_end(web: Web) -> None:
    index = f"<sitemapindex><sitemap><loc>{web.url}/sitemap.xml</loc></sitemap></sitemapindex>"
    assert told(fetched(web.put("/sitemap.xml", index.encode()))) == ["more than 3 lists within lists"]


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;">'
    b'<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;">'
    b'<!ENTITY s SYSTEM "file:///tmp/secret">]>'
)


@pytest.mark.parametrize(
    "body",
    [
        LAUGHS + b"<rss><channel><item><title>&g;&s;</title><link>http://a.example/</link></item></channel></rss>",
        LAUGHS + b"<urlset><url><loc>http://a.example/&g;&s;</loc></url></urlset>",
        b"<rss><channel><item><link>no address</link></item>",
        b"<urlset><url><loc>",
        b"<rss" + b"<a>" * 100_000,
    ],
)
def test_a_list_that_is_broken_or_a_bomb_ends(body: bytes) -> None:
    begun = time.monotonic()
    try:
        entries = read_list(body, "https://gauge.example/feed.xml")
    except InputError:
        entries = []
    assert all(len(entry.url) < 2_000 and len(entry.said.title or "") < 2_001 for entry in entries)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rss(), True),
        (urlset(), True),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<feed>', True),
        (page(), False),
        (b"<html><rss>", False),
        (b"", False),
    ],
)
def test_a_list_is_told_by_its_first_element(body: bytes, expected: bool) -> None:
    assert is_list(body) is expected


# ----------------------------------------------------------------------------------------------------- the command


def test_the_command_keeps_what_it_has_seen_beside_the_archive(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(writing, "load_reader", SentenceReader)
    link = web.put("/rain", page(), ETag='"1"')
    call = ["fetch", link, f"{web.url}/none", "--store", str(tmp_path / "store"), "--delay", "0", "--json"]
    assert main(call) == 1
    report = json.loads(capsys.readouterr().out)
    assert [article["status"] for article in report["articles"]] == ["added"]
    assert [skipped["reason"] for skipped in report["skipped"]] == ["status 404"]
    assert known_visits(tmp_path / "store") == {link: Visit('"1"', None, "")}
    assert main(call) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["articles"] == []
    assert "1 addresses unchanged" in said.err
    assert main([*call, "--again"]) == 1
    assert json.loads(capsys.readouterr().out)["articles"][0]["status"] == "unchanged"


def test_visits_that_cannot_be_read_are_forgotten(tmp_path: Path) -> None:
    keep_visits(tmp_path, {"https://gauge.example/": Visit("1", None, "")})
    assert known_visits(tmp_path)["https://gauge.example/"].etag == "1"
    (tmp_path / VISITS_FILE).write_bytes(b"broken" * 1000)
    assert known_visits(tmp_path) == {}


def test_what_is_refused_is_no_failure_that_another_time_mends() -> None:
    assert not issubclass(Refused, FetchError)
