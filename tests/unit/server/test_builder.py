"""The page that makes embeds: what it offers, what may be pasted, what it says of what is wrong."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest
from pyoxigraph import Store as Graphs

from server.timelines.builder import read_publishers
from tests.unit.server.client import Client

ASKED = "/embed/builder?timeline=/timelines/all"


def options(page: str, name: str) -> list[str]:
    """The values that a field offers, without the one that chooses nothing."""
    field = page.partition(f'<select id="{name}"')[2].partition("</select>")[0]
    return [html.unescape(value) for value in re.findall(r'<option value="([^"]+)"', field)]


def code(page: str, name: str) -> str:
    return html.unescape(page.partition(f'<textarea id="{name}"')[2].partition(">")[2].partition("</textarea>")[0])


@pytest.mark.parametrize("name", ["type", "actor", "place", "publisher"])
def test_each_filter_can_be_chosen_and_goes_into_the_code(client: Client, name: str) -> None:
    offered = options(client.get(ASKED).text, name)
    assert offered
    page = client.get(f"{ASKED}&{name}={quote(offered[0], safe='')}").text
    assert f'<option value="{html.escape(offered[0])}" selected' in page
    assert options(page, name) == offered, "what is chosen takes no other choice away"
    for part in ("code-url", "code-script", "code-frame"):
        assert f"{name}={quote(offered[0], safe='')}" in html.unescape(code(page, part))
    assert client.get(code(page, "code-url").removeprefix("http://testserver")).status_code == 200
    narrowed = client.get(f"/timelines/all.json?{name}={quote(offered[0], safe='')}").json()
    assert narrowed["total"] > 0


@pytest.mark.parametrize(
    "pasted",
    [
        "http://testserver/timelines/{path}",
        "/embed/{path}",
        "/{path}",
        "{path}",
        "https://old.example/{path}?type=Violence",
    ],
)
def test_the_address_of_a_thing_or_of_a_timeline_may_be_pasted(client: Client, pasted: str) -> None:
    path = options(client.get(ASKED).text, "actor")[0]
    page = client.get(f"/embed/builder?timeline={quote(pasted.format(path=path))}&type=")
    assert page.status_code == 200
    assert f"/timelines/{path}" in code(page.text, "code-url")
    assert ("type=Violence" in code(page.text, "code-url")) == ("?" in pasted)


@pytest.mark.parametrize(
    ("parameters", "status", "words"),
    [
        ("timeline=nonsense&from=2025-01-01", 404, "no such timeline"),
        ("timeline=actor/nobody&from=2025-01-01", 404, "no such timeline"),
        ("from=2025-01-01&to=yesterday", 400, "is no day"),
        ("from=2025-01-01&width=wide", 400, "is no size"),
        ("from=2025-01-01&height=0", 400, "is no size"),
        ("from=2025-01-01&type=%3Cscript%3E", 400, "cannot be a name"),
    ],
)
def test_what_is_wrong_stands_above_the_form_as_it_was_typed(
    client: Client, parameters: str, status: int, words: str
) -> None:
    answer = client.get(f"/embed/builder?{parameters}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    alert = answer.text.partition('role="alert"')[2].partition("</p>")[0]
    assert words in html.unescape(alert)
    assert 'value="2025-01-01"' in answer.text
    assert "<script>" not in answer.text
    assert "<iframe" not in answer.text


def test_a_frame_may_be_wider_and_higher_than_usual(client: Client) -> None:
    page = client.get(f"{ASKED}&width=900&height=1200").text
    assert 'width="900" height="1200"' in code(page, "code-frame")
    assert 'id="width" name="width" type="number" value="900"' in page


@pytest.mark.parametrize(
    ("asked", "accepted", "lang", "words"),
    [
        ("?lang=fr", "", "fr", "n’ont pas pu"),
        ("", "ar-EG, en;q=0.5", "ar", ""),
        ("?lang=de&theme=dark", "", "de", "konnten nicht"),
    ],
)
def test_what_goes_wrong_in_a_frame_is_said_in_the_language_of_its_reader(
    client: Client, asked: str, accepted: str, lang: str, words: str
) -> None:
    answer = client.get(f"/embed/event/nope{asked}", headers={"Accept-Language": accepted})
    assert answer.status_code == 404
    assert f'<html lang="{lang}"' in answer.text
    assert words in html.unescape(answer.text)
    assert '<p lang="en" dir="ltr">' in answer.text
    assert ("frame dark" in answer.text) == ("dark" in asked)
    assert "Accept-Language" in answer.headers["vary"]


def test_names_of_publishers_turn_no_words_around_them() -> None:
    graph = Graphs()
    graph.update(
        """PREFIX ev: <https://w3id.org/timewire/ont#> PREFIX schema: <https://schema.org/>
        INSERT DATA { <https://d.example/article/1> a ev:Article ; schema:publisher <https://d.example/actor/p> .
        <https://d.example/actor/p> <http://www.w3.org/2000/01/rdf-schema#label> "The \u202eDaily" }"""
    )
    (publisher,) = read_publishers(graph, "https://d.example/")
    assert (publisher.value, publisher.label) == ("actor/p", "The Daily")
