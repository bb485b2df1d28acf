from __future__ import annotations

import re
from html import unescape

import pytest

from tests.unit.server.client import Client
from tests.unit.server.story import SENTENCES, paths_by_label

HTML = {"Accept": "text/html"}


def page(client: Client, path: str) -> str:
    response = client.get(path, headers=HTML, follow_redirects=True)
    assert response.status_code == 200, response.text
    return response.text


def words(html: str) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_the_start_page_counts_and_lists_what_is_latest(client: Client) -> None:
    text = words(page(client, "/"))
    assert "articles 1" in text
    assert "events 5" in text
    assert "Arvonia–Beltria talks in Lakeport" in text
    assert "Not known to have happened Expected" in text


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Arvonia–Beltria talks in Lakeport", "7 May 2024"),
        ("Second meeting of Arvonia and Beltria", "expected on 14 May 2024"),
        ("Flight from the border villages", "ongoing since March 2024"),
        ("Exchange of letters", "April 2024"),
        ("Possible prisoner swap", "possible, date not known"),
    ],
)
def test_the_timeline_and_the_event_page_tell_the_date_as_fine_as_it_is_known(
    client: Client, label: str, told: str
) -> None:
    line = re.search(rf'<p class="when">([^<]+)</p>(?:(?!</li>).)*{re.escape(label)}', page(client, "/timeline"), re.S)
    assert line
    assert line[1] == told
    event = words(page(client, paths_by_label(client)[label]))
    assert told[0].upper() + told[1:] in event


def test_the_timeline_groups_by_year_and_month_and_sets_the_undated_apart(client: Client) -> None:
    headings = re.findall(r"<h[23][^>]*>([^<]+)</h", page(client, "/timeline"))
    assert headings == ["2024", "March", "April", "May", "Without a known date"]


def test_what_has_not_happened_is_marked_in_words_and_hollow(client: Client) -> None:
    html = page(client, "/timeline")
    item = re.search(r'<li class="event([^"]*)">(?:(?!</li>).)*Second meeting(?:(?!</li>).)*', html, re.S)
    assert item
    assert "unrealised" in item[1]
    assert "hollow" in item[0]
    assert 'class="status open">expected<' in item[0]
    happened = re.search(r'<li class="event([^"]*)">(?:(?!</li>).)*Exchange of letters', html, re.S)
    assert happened
    assert "unrealised" not in happened[1]


@pytest.mark.parametrize(
    ("choice", "count"),
    [
        ({"type": "Diplomacy"}, "3 events"),
        ({"type": "Humanitarian"}, "1 event."),
        ({"actor": "actor/arvonia.state"}, "1 event."),
        ({"place": "place/arvonia-country"}, "1 event."),
        ({"type": "Violence"}, "0 events"),
    ],
)
def test_the_timeline_is_filtered_by_form_fields(client: Client, choice: dict[str, str], count: str) -> None:
    response = client.get("/timeline", params=choice, headers=HTML)
    assert count in words(response.text)
    assert response.text.count("selected") == (0 if choice == {"type": "Violence"} else 1)


@pytest.mark.parametrize(
    ("params", "status"),
    [({"page": "2"}, 404), ({"page": "0"}, 400), ({"page": "x"}, 400), ({"type": "a b"}, 400), ({"page": "٣"}, 400)],
)
def test_a_timeline_that_cannot_be_is_a_problem(client: Client, params: dict[str, str], status: int) -> None:
    response = client.get("/timeline", params=params)
    assert response.status_code == status
    assert response.json()["remedy"]


def sentences_behind(html: str, part: str) -> list[str]:
    """The sentences that a part of an event page points at, by their numbers."""
    shown = dict(re.findall(r'<li id="q(\d+)"[^>]*><p>(.*?)</p>', html, re.S))
    return [words(shown[number]).strip() for number in re.findall(r'href="#q(\d+)"', part)]


def test_every_statement_of_an_event_leads_to_the_sentence_that_says_it(client: Client) -> None:
    html = page(client, paths_by_label(client)["Arvonia–Beltria talks in Lakeport"])
    fields = dict(re.findall(r"<dt>([^<]+)</dt>(.*?)</div>", html, re.S))
    for name in ("When", "Status", "Type", "Place", "Party", "Number"):
        assert SENTENCES[0] in sentences_behind(html, fields[name]), name
    assert SENTENCES[1] in sentences_behind(html, fields["Mediator"])
    statements = re.findall(r"<dd><p class=\"value\">(.*?)</dd>", html, re.S)
    assert len(statements) >= 8
    assert all(sentences_behind(html, statement) for statement in statements)
    assert '<a href="/article/lakeport-talks.html#s01">In the article</a>' in html


def test_a_sentence_stands_once_on_the_page_of_an_event_however_much_it_says(client: Client) -> None:
    html = page(client, paths_by_label(client)["Arvonia–Beltria talks in Lakeport"])
    assert html.count(SENTENCES[0]) == 1
    item = re.search(rf'<li id="q1"[^>]*><p>(?:(?!</li>).)*{re.escape(SENTENCES[0])}.*?</li>', html, re.S)
    assert item
    assert "Tells the event, the date, type, place, party, number, the status." in words(item[0])


def test_the_basis_and_the_precision_of_a_date_are_told(client: Client) -> None:
    text = words(page(client, paths_by_label(client)["Arvonia–Beltria talks in Lakeport"]))
    assert (
        "known to the day; counted from the weekday and the day of the article; the article says “on Tuesday”" in text
    )


def test_claims_and_figures_stand_with_source_and_sentence(client: Client) -> None:
    talks = words(page(client, paths_by_label(client)["Arvonia–Beltria talks in Lakeport"]))
    assert re.search(r"“ We will sign nothing this week ” \d minister of Beltria", talks)
    assert SENTENCES[3] in talks
    flight = words(page(client, paths_by_label(client)["Flight from the border villages"]))
    assert "at least 1,250 displaced people of the border villages Aid Now" in flight
    assert SENTENCES[2] in flight


def test_an_event_leads_to_what_followed_it(client: Client) -> None:
    paths = paths_by_label(client)
    assert "What followed" in page(client, paths["Arvonia–Beltria talks in Lakeport"])
    second = page(client, paths["Second meeting of Arvonia and Beltria"])
    assert (
        f'<dt>Follows</dt>\n<dd><p class="value"><a href="{paths["Arvonia–Beltria talks in Lakeport"]}.html">' in second
    )


def test_an_article_shows_every_sentence_with_what_was_read_out_of_it(client: Client) -> None:
    html = page(client, "/article/lakeport-talks")
    text = words(html)
    assert "8 May 2024, given with the article" in text
    items = dict(re.findall(r'<li id="(s\d\d)">(.*?)(?=<li id="s\d\d">|</section>)', html, re.S))
    assert len(items) == len(SENTENCES)
    assert "party Arvonia , Beltria" in words(items["s01"])
    assert "when 7 May 2024" in words(items["s01"])
    assert "Nothing was read out of this sentence." in words(items["s07"])
    assert re.search(r'<a href="/actor/[^"]+">Ines Calder</a>', items["s02"])


def test_actor_and_place_pages_show_their_events(client: Client) -> None:
    actor = words(page(client, "/actor/ines-calder.person"))
    assert "Also called the mediator" in actor
    assert "as mediator" in actor
    place = words(page(client, "/place/lakeport"))
    assert "Within Arvonia" in place
    assert "Arvonia–Beltria talks in Lakeport" in place
    assert "Arvonia–Beltria talks in Lakeport" in words(page(client, "/place/arvonia-country"))


def test_actors_known_to_one_article_have_a_page_under_it(client: Client) -> None:
    assert "We will sign nothing" in page(client, "/article/lakeport-talks/actor/minister")


def test_a_sentence_address_leads_to_its_place_in_the_article(client: Client) -> None:
    response = client.get("/article/lakeport-talks/s02", headers=HTML, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/article/lakeport-talks.html#s02")


@pytest.mark.parametrize(
    "path",
    ["/event/none", "/actor/none", "/place/none", "/article/none", "/article/none/s01", "/none", "/event/",
     "/event/a b", "/event/%3Cscript%3E", "/article/lakeport-talks/actor/none"],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["text/html", "text/turtle, application/problem+json"])
def test_what_is_not_there_is_404_with_advice(client: Client, path: str, accept: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 404
    if accept == "text/html":
        assert "What to do" in response.text
    else:
        assert set(response.json()) == {"type", "title", "status", "detail", "remedy"}


@pytest.mark.parametrize(
    ("suffix", "accept", "content_type"),
    [
        (".ttl", "*/*", "text/turtle; charset=utf-8"),
        (".jsonld", "text/html", "application/ld+json"),
        (".nt", "*/*", "application/n-triples"),
        ("", "text/turtle", "text/turtle; charset=utf-8"),
        ("", "application/rdf+xml", "application/rdf+xml"),
        ("", "*/*", "text/turtle; charset=utf-8"),
        ("", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_an_event_is_data_to_who_asks_for_data(client: Client, suffix: str, accept: str, content_type: str) -> None:
    path = paths_by_label(client)["Exchange of letters"]
    response = client.get(path + suffix, headers={"Accept": accept}, follow_redirects=True)
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert len(response.history) == (0 if suffix else 1)
    assert "Exchange of letters" in response.text


def test_an_unacceptable_type_is_406(client: Client) -> None:
    path = paths_by_label(client)["Exchange of letters"]
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    "path", ["/", "/timeline", "/sparql", "/healthz", "/static/timewire.css", "/article/lakeport-talks.html"]
)
def test_head_is_answered_and_other_methods_refused(client: Client, path: str) -> None:
    assert client.head(path, headers=HTML).status_code == 200
    refused = client.put(path)
    assert refused.status_code == 405
    assert "GET" in refused.headers["allow"]


@pytest.mark.parametrize("path", ["/", "/none", "/sparql?query=x", "/static/timewire.css", "/healthz"])
def test_every_response_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path, headers=HTML).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "style-src 'self'; img-src 'self'" in policy
    assert "unsafe" not in policy
    assert ("script-src 'self';" in policy) is path.startswith("/sparql")  # the workbench alone has a script
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-allow-origin"] == "*"


def test_pages_have_no_script_no_inline_style_and_no_outside_resource(client: Client) -> None:
    paths = ["/", "/timeline", "/browse/actor", "/article/lakeport-talks", "/sparql", *paths_by_label(client).values()]
    for path in paths:
        html = page(client, path)
        if path == "/sparql":  # the one page with a script: its own, in a file
            html = html.replace('<script src="/static/workbench.js" defer></script>', "", 1)
        assert not re.search(r'<script(?! type="application/ld\+json")|\sstyle=|\son\w+=|<iframe', html)
        assert not re.search(r'(?:src|<link rel="(?:stylesheet|icon)"[^>]*href)="(?:https?:)?//', html)
        assert html.count("<h1") == 1
        assert '<html lang="en" dir="ltr">' in html
