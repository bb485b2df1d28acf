from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.model import Article
from kg.sources.inputs import GivenArticle, write_json_input
from kg.store import Store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN, put, reading

AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


def events(body: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in body.splitlines()]


@pytest.mark.parametrize("path", ["ingest", "withdraw", "rebuild", "validate", "snapshot"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_private_addresses_want_the_token(client: Client, path: str, headers: dict[str, str]) -> None:
    method = "GET" if path == "export" else "POST"
    response = client.request(method, f"/-/{path}", headers=headers)
    assert response.status_code == 401
    assert "access-control-allow-origin" not in response.headers
    assert TOKEN not in response.text


def test_a_server_without_token_takes_no_commands(own_store: Store) -> None:
    with Client(create_app(Settings(), store=own_store)) as client:
        assert client.post("/-/rebuild", headers={"Authorization": "Bearer None"}).status_code == 401


def test_withdrawing_takes_an_article_from_the_pages_at_once(own_store: Store) -> None:
    put(own_store, reading())
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        assert client.get("/article/lakeport-talks.html").status_code == 200
        response = client.post("/-/withdraw", headers=AUTHORIZED, json={"ids": ["lakeport-talks", "unknown"]})
        report = events(response.text)[-1]["report"]
        assert isinstance(report, dict)
        assert report["withdrawn"] == ["lakeport-talks"]
        assert report["skipped"][0]["source"] == "unknown"
        assert client.get("/article/lakeport-talks.html").status_code == 410


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"ids": [1]}', b"\xff"])
def test_a_withdrawal_without_ids_is_refused(client: Client, body: bytes) -> None:
    assert client.post("/-/withdraw", headers=AUTHORIZED, content=body).status_code == 400


@pytest.mark.parametrize("name", [b"", b"..", b"backup-../x", b"gen-1", b"backup-missing", b"\xff"])
def test_a_copy_goes_only_into_a_folder_made_for_it(client: Client, name: bytes) -> None:
    assert client.post("/-/snapshot", headers=AUTHORIZED, content=name).status_code == 400


def test_what_cannot_be_read_is_listed_and_ends_nothing(own_store: Store) -> None:
    page = write_json_input(
        GivenArticle("notes.txt", Article("notes", "<!doctype html><html><body><p>No text</p></body></html>"))
    )
    with Client(create_app(Settings(), store=own_store, token=TOKEN)) as client:
        response = client.post("/-/ingest", headers=AUTHORIZED, content=page + b"no json\n\n")
        *progress, last = events(response.text)
        assert [event["progress"]["done"] for event in progress] == [1, 2]  # type: ignore[index]
        report = last["report"]
        assert isinstance(report, dict)
        assert len(report["skipped"]) == 2
        assert not report["articles"]


def test_a_batch_larger_than_allowed_is_refused(own_store: Store) -> None:
    settings = Settings(max_ingest_bytes=100_000)
    with Client(create_app(settings, store=own_store, token=TOKEN)) as client:
        response = client.post("/-/ingest", headers=AUTHORIZED, content=b" " * 100_001)
        assert response.status_code == 413


def test_the_shapes_that_the_graph_breaks_are_told(client: Client) -> None:
    """The sessions of the story belong to no round."""
    findings = client.post("/-/validate", headers=AUTHORIZED).json()["findings"]
    assert "Session-partOf" in {finding["shape"] for finding in findings}


def test_the_server_opens_and_closes_the_store_of_its_settings(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "s", base_iri="https://kg.example/")
    for _ in range(2):
        with Client(create_app(settings)) as client:
            assert client.get("/healthz").json()["status"] == "ok"
            assert "The store is empty" in client.get("/", headers={"Accept": "text/html"}).text
