"""Correcting events in forms: signing in, each form, two editors at once, and what everybody sees of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode

from kg.graph.terms import ONT, RDFS
from kg.store import Store, open_store
from server.app import create_app
from server.curation.session import COOKIE
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN as PRIVATE
from tests.unit.server.story import put, reading

TOKEN = "token-of-the-editors"
HERE = DefaultGraph()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "s") as opened:
        put(opened, reading())
        yield opened


@pytest.fixture
def client(store: Store) -> Iterator[Client]:
    with Client(create_app(Settings(write_token=TOKEN), store=store, token=PRIVATE)) as opened:
        yield opened


class Editor:
    """Somebody who is signed in."""

    def __init__(self, client: Client, name: str) -> None:
        self.client = client
        answer = client.post("/-/curate/sign-in", data={"name": name, "token": TOKEN, "next": ""})
        assert answer.status_code == 303, answer.text
        self.set_cookie = answer.headers["set-cookie"]
        self.headers = {"Cookie": self.set_cookie.partition(";")[0]}

    def open(self, path: str) -> dict[str, str]:
        """The hidden fields that every form of the page has."""
        page = self.client.get(f"/-/curate{path}", headers=self.headers)
        assert page.status_code == 200, page.text
        return hidden_of(page)

    def send(self, path: str, opened: dict[str, str], **fields: Any) -> httpx.Response:
        return self.client.post(
            f"/-/curate{path}", data={**opened, "reason": "it was wrong", **fields}, headers=self.headers
        )


def hidden_of(page: httpx.Response) -> dict[str, str]:
    return {name: unescape(re.findall(rf'name="{name}" value="([^"]*)"', page.text)[0]) for name in ("form", "seen")}


def events(store: Store) -> list[str]:
    found = store.graph.quads(None, ONT.reportCount, None, HERE)
    return sorted(quad.subject.value for quad in found if isinstance(quad.subject, NamedNode))


def path_of(store: Store, iri: str) -> str:
    return "/" + iri.removeprefix(store.iris.base)


def label(store: Store, iri: str) -> str:
    return next(quad.object.value for quad in store.graph.quads(NamedNode(iri), RDFS.label, None, HERE))  # type: ignore[union-attr]


# ---------------------------------------------------------------------------------------------------- signing in


def test_nobody_gets_a_form_without_signing_in(client: Client, store: Store) -> None:
    path = path_of(store, events(store)[0])
    answer = client.get(f"/-/curate{path}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/-/curate/sign-in?next=/-/curate{path}"
    assert client.post(f"/-/curate{path}", data={"kind": "label"}).status_code == 303
    assert client.get("/-/curate").status_code == 303


def test_the_cookie_is_for_these_pages_alone(client: Client) -> None:
    cookie = Editor(client, "Ada").set_cookie.lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/-/curate", "max-age=1800"))
    assert TOKEN not in cookie
    for public in ("/", "/timeline", "/-/curate/sign-in"):
        answer = client.get(public)
        assert answer.status_code == 200, public
        assert "set-cookie" not in answer.headers


def test_a_wrong_token_signs_nobody_in(client: Client) -> None:
    answer = client.post("/-/curate/sign-in", data={"name": "Eve", "token": "token-of-nobody-at-all"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "wrong" in answer.text
    assert client.post("/-/curate/sign-in", data={"name": " ", "token": TOKEN}).status_code == 400


def test_a_server_without_a_token_signs_nobody_in(store: Store) -> None:
    with Client(create_app(Settings(), store=store, token=PRIVATE)) as client:
        assert client.post("/-/curate/sign-in", data={"name": "Eve", "token": ""}).status_code == 403
        page = client.get(f"{path_of(store, events(store)[0])}.html")
        assert "Correct this event" not in page.text


def test_nobody_is_sent_elsewhere_after_signing_in(client: Client) -> None:
    for goal in ("https://evil.example/", "//evil.example", "/-/curate//evil.example", "/-/curate/\\evil"):
        answer = client.post("/-/curate/sign-in", data={"name": "Ada", "token": TOKEN, "next": goal})
        assert answer.headers["location"] == "/-/curate"


@pytest.mark.parametrize("forged", ["", "x.y", "e30=.0", "eyJieSI6ICJFdmUiLCAidW50aWwiOiA5OTk5OTk5OTk5fQ==.abc"])
def test_a_forged_cookie_is_none(client: Client, store: Store, forged: str) -> None:
    path = path_of(store, events(store)[0])
    assert client.get(f"/-/curate{path}", headers={"Cookie": f"{COOKIE}={forged}"}).status_code == 303


def test_a_session_ends(client: Client, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    editor, path = Editor(client, "Ada"), path_of(store, events(store)[0])
    later = time.time() + 1801
    monkeypatch.setattr("server.curation.routes.time.time", lambda: later)
    assert client.get(f"/-/curate{path}", headers=editor.headers).status_code == 303


def test_a_form_of_another_session_or_site_is_refused(client: Client, store: Store) -> None:
    ada, eve, path = Editor(client, "Ada"), Editor(client, "Eve"), path_of(store, events(store)[0])
    before = label(store, events(store)[0])
    theirs = eve.open(path)
    assert ada.send(path, theirs, kind="label", label="Forged").status_code == 403
    assert ada.send(path, {}, kind="label", label="Forged").status_code == 403
    ada.headers["Origin"] = "https://evil.example"
    assert ada.send(path, ada.open(path), kind="label", label="Forged").status_code == 403
    assert label(store, events(store)[0]) == before


# --------------------------------------------------------------------------------------------------- correcting


def test_an_edit_is_seen_on_every_output_within_seconds(client: Client, store: Store) -> None:
    event = events(store)[0]
    path, editor, began = path_of(store, event), Editor(client, "Ada <b>"), time.monotonic()
    answer = editor.send(path, editor.open(path), kind="label", label="Named <i>by</i> hand")
    assert answer.status_code == 303, answer.text
    query = f"SELECT ?l ?who {{ <{event}> rdfs:label ?l ; ev:editedBy/ev:editor ?who }}"
    while time.monotonic() - began < 10:
        rows = client.get("/sparql", params={"query": query}, headers={"Accept": "application/json"}).json()
        if [row["l"]["value"] for row in rows["results"]["bindings"]] == ["Named <i>by</i> hand"]:
            break
        time.sleep(0.1)
    page = client.get(f"{path}.html").text
    assert "Named &lt;i&gt;by&lt;/i&gt; hand" in page
    assert "Ada &lt;b&gt;" in page
    assert "it was wrong" in page
    timeline = client.get("/timelines/all.json").json()
    (told,) = [one for one in timeline["events"] if one["url"].endswith(path)]
    assert (told["title"], told["status"]) == ("Named <i>by</i> hand", "edited")
    embedded = client.get("/embed/all").text
    assert "Named &lt;i&gt;by" in embedded or "Named \\u003ci" in embedded
    exported = client.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True).text
    assert "Named <i>by</i> hand" in exported
    assert time.monotonic() - began < 10


def test_each_form_does_what_it_says(client: Client, store: Store) -> None:
    event = events(store)[0]
    path, editor = path_of(store, event), Editor(client, "Ada")
    forms: list[dict[str, str]] = [
        {"kind": "date", "date": "2024-05"},
        {"kind": "place", "place": "Harbour", "place_type": "Site"},
        {"kind": "type", "type": "Meeting, ArmedAttack"},
        {"kind": "modality", "modality": "Cancelled"},
        {"kind": "participant", "role": "host", "actor": "Bo Hill", "actor_type": "Person"},
        {"kind": "pin"},
        {"kind": "storyline", "title": "The talks", "introduction": "How they went."},
    ]
    for form in forms:
        answer = editor.send(path, editor.open(path), **form)
        assert answer.status_code == 303, (form, answer.text)
    node = NamedNode(event)
    told = {str(quad.predicate): str(quad.object) for quad in store.graph.quads(node, None, None, HERE)}
    assert told[str(ONT.edtf)].startswith('"2024-05"')
    assert told[str(ONT.modality)].endswith("Cancelled>")
    assert {q.object.value.rsplit("#")[-1] for q in store.graph.quads(node, ONT.eventType)} >= {"Meeting"}  # type: ignore[union-attr]
    assert "bo-hill" in told[str(ONT.host)]
    storyline = told[str(ONT.inStoryline)].strip("<>").removeprefix(store.iris.base)
    assert client.get(f"/timelines/{storyline}.json").json()["title"] == "The talks"
    page = client.get("/-/curate", headers=editor.headers).text
    assert "The talks" in page
    assert "participant" in page


def shown(editor: Editor, path: str) -> str:
    return unescape(editor.client.get(f"/-/curate{path}", headers=editor.headers).text)


def test_a_kept_storyline_is_pinned_hidden_and_ordered_by_its_form(client: Client, store: Store) -> None:
    first, second = events(store)[:2]
    path, editor = path_of(store, first), Editor(client, "Ada")
    assert editor.send(path, editor.open(path), kind="storyline", title="Two things", pin=second).status_code == 303
    page = shown(editor, path)
    kept = re.search(
        r'name="seen" value="(\d+)"><input[^>]*name="kind" value="storyline"><input[^>]*value="(/storyline/[^"]+)"',
        page,
    )
    assert kept
    assert "The storyline “Two things”" in page
    story = {"kind": "storyline", "storyline": kept[2], "seen": kept[1]}
    answer = editor.send(
        path, editor.open(path), **story, title="One thing", introduction="How.", hide=second, order=first
    )
    assert answer.status_code == 303, answer.text
    told = client.get(f"/timelines{kept[2]}.json").json()
    assert told["title"] == "One thing"
    assert [one["url"].removesuffix(".html").endswith(path) for one in told["events"]].count(True) == 1
    assert not [one for one in told["events"] if one["url"].endswith(path_of(store, second))]
    page = shown(editor, path)
    assert 'name="show" value="' + second in page
    assert "How.</textarea>" in page
    refused = editor.send(path, editor.open(path), **story, show=second)
    assert refused.status_code == 409, "somebody has changed the storyline since"


def test_a_hidden_event_is_in_no_list_and_its_page_says_so(client: Client, store: Store) -> None:
    event = events(store)[0]
    path, editor, words = path_of(store, event), Editor(client, "Ada"), label(store, event)
    assert editor.send(path, editor.open(path), kind="hide").status_code == 303
    listed = [one["url"] for one in client.get("/timelines/all.json").json()["events"]]
    assert listed
    assert not [url for url in listed if url.endswith(path)]
    found = client.get("/search", params={"q": f'"{words}"'}, headers={"Accept": "application/json"}).json()
    assert event not in [one["iri"] for one in found["results"]]
    assert "leaves this event out" in client.get(f"{path}.html").text
    assert editor.send(path, editor.open(path), kind="hide", remove="yes").status_code == 303
    assert [one for one in client.get("/timelines/all.json").json()["events"] if one["url"].endswith(path)]
    found = client.get("/search", params={"q": f'"{words}"'}, headers={"Accept": "application/json"}).json()
    assert event in [one["iri"] for one in found["results"]]


def test_the_second_of_two_editors_is_told_and_loses_nothing(client: Client, store: Store) -> None:
    event = events(store)[0]
    path, ada, bo = path_of(store, event), Editor(client, "Ada"), Editor(client, "Bo")
    first, second = ada.open(path), bo.open(path)
    assert ada.send(path, first, kind="label", label="As Ada has it").status_code == 303
    refused = bo.send(path, second, kind="label", label="As Bo has it", reason="Bo knows")
    assert refused.status_code == 409
    assert "As Ada has it" in refused.text
    assert 'value="As Bo has it"' in refused.text
    assert 'value="Bo knows"' in refused.text
    assert label(store, event) == "As Ada has it"
    again = bo.send(path, hidden_of(refused), kind="label", label="As Bo has it", reason="Bo knows")
    assert again.status_code == 303
    assert label(store, event) == "As Bo has it"
    assert [edit.put for edit in store.archive.edits.about([event])] == ["As Ada has it", "As Bo has it"]


def test_an_edit_is_undone_in_a_form(client: Client, store: Store) -> None:
    event = events(store)[0]
    path, editor, before = path_of(store, event), Editor(client, "Ada"), label(store, events(store)[0])
    editor.send(path, editor.open(path), kind="label", label="Wrong")
    number = store.archive.edits.last([event])
    assert editor.send(path, editor.open(path), kind="undo", edit=str(number)).status_code == 303
    assert label(store, event) == before


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "date", "date": "2024-02-30"},
        {"kind": "date", "date": "soon"},
        {"kind": "type", "type": "Nonsense> . <x"},
        {"kind": "place", "place": "Nowhere <script>"},
        {"kind": "participant", "role": "villain", "actor": "Eve"},
        {"kind": "label", "label": "x" * 300},
        {"kind": "label", "label": " "},
        {"kind": "merge", "event": "/event/none"},
        {"kind": "undo", "edit": "99999999999999999999"},
        {"kind": "reject", "statement": "https://evil.example/x> ?p ?o"},
        {"kind": "figure", "figure": "x", "value": "-3"},
        {"kind": "nothing"},
    ],
)
def test_what_cannot_be_done_changes_nothing_and_keeps_what_was_sent(
    client: Client, store: Store, form: dict[str, str]
) -> None:
    path, editor, before = path_of(store, events(store)[0]), Editor(client, "Ada"), store.generation
    answer = editor.send(path, editor.open(path), **form)
    assert answer.status_code == 400, answer.text
    assert "<script>" not in answer.text
    assert store.generation == before


def test_a_program_edits_with_the_write_token(client: Client, store: Store) -> None:
    event = events(store)[0]
    wish = {"kind": "label", "events": [event], "editor": "Bot", "reason": "a rule", "fields": {"label": "By rule"}}
    assert client.post("/-/curate", json=wish).status_code == 401
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answer = client.post("/-/curate", json=wish, headers=bearer)
    assert answer.status_code == 200, answer.text
    assert answer.json()["put"] == "By rule"
    late = client.post("/-/curate", json={**wish, "seen": 0}, headers=bearer)
    assert late.status_code == 409
    assert client.post("/-/curate", json={"kind": "label"}, headers=bearer).status_code == 400
    listed = client.get("/-/edits", params={"event": event}, headers=bearer).json()["edits"]
    assert [one["editor"] for one in listed] == ["Bot"]
