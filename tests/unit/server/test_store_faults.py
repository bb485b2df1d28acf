"""What operators hear of a store that fails while it is served, and how the server comes back from it."""

from __future__ import annotations

import logging

import pytest
from waiting import wait_for

from kg.errors import StoreBusy, StoreError
from kg.store import Store
from server.app import create_app
from server.faults import StoreFaults
from server.settings import Settings
from tests.unit.server.client import Client

TOKEN = "a-token-of-the-tests-that-is-long-enough"
WRITE = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
ASK = {"query": 'ASK { <urn:a> <urn:b> "c" }'}


def faults(client: Client) -> float:
    lines = client.get("/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("timewire_store_faults_total"))


def refused(*_: object) -> int:
    raise StoreError("no leave to write", where="here", remedy="give it")


def test_who_reads_an_old_state_is_not_ready_and_comes_back_by_itself(
    own_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Client(create_app(Settings(write_token=TOKEN), store=own_store)) as client, caplog.at_level(logging.ERROR):
        assert client.get("/readyz").status_code == 200
        with monkeypatch.context() as broken:
            broken.setattr(Store, "checkpoint", refused)
            own_store.update('INSERT DATA { <urn:a> <urn:b> "c" }')
            client.get("/sparql", params=ASK)  # whoever asks has the next copy made
            wait_for(lambda: client.get("/readyz").status_code == 503)
            assert "no leave to write" in client.get("/readyz").json()["detail"]
            assert client.get("/sparql", params=ASK).json()["boolean"] is False
            assert faults(client) > 0
        wait_for(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/sparql", params=ASK).json()["boolean"] is True
    told = [record for record in caplog.records if record.name == "timewire.store"]
    assert [record.getMessage() for record in told] == ["the store fails: here: no leave to write (give it)"]


def test_a_change_that_the_store_does_not_take_is_counted_and_told(
    own_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Client(create_app(Settings(write_token=TOKEN), store=own_store)) as client, caplog.at_level(logging.ERROR):
        monkeypatch.setattr(Store, "update", refused)
        answer = client.post("/update", content='INSERT DATA { <urn:a> <urn:b> "c" }', headers=WRITE)
        assert answer.status_code == 503
        assert faults(client) == 1
    assert "no leave to write" in caplog.text


def test_only_what_is_wrong_with_the_store_itself_is_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    noted = StoreFaults()
    with caplog.at_level(logging.ERROR):
        for error in (ValueError("x"), StoreBusy("another process owns it"), StoreError("full"), StoreError("full")):
            noted.note(error)
    assert noted.count == 2
    assert caplog.text.count("full") == 1, "the same is not told again at once"
