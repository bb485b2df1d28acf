"""How long a server waits for an engine that is gone, and what ends the waiting."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from engines_at_work import free_port

from kg.errors import EngineGone
from kg.store.engines import client as client_module
from kg.store.engines.access import Credentials, access_of
from kg.store.engines.client import ROWS, Client
from kg.store.engines.kinds import KINDS
from kg.store.engines.reading import RemoteDataset

AT_ONCE_S = 20.0
"""Seconds are meant; a command waits for 600."""
UPDATE = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def client(told: list[str]) -> Iterator[Client]:
    """Of a server whose engine is gone."""
    address = f"http://127.0.0.1:{free_port()}"
    access = access_of(KINDS["oxigraph"], address, None, None, None)
    made = Client(access, Credentials())
    made.attend(told.append)
    yield made
    made.close()


def test_what_can_be_given_up_is_given_up_soon(client: Client) -> None:
    began = time.monotonic()
    with pytest.raises(EngineGone):
        client.ask("ASK {}", ROWS)
    with pytest.raises(EngineGone):
        client.update(UPDATE)
    assert time.monotonic() - began < AT_ONCE_S


def test_a_command_tells_when_an_engine_takes_a_request_and_is_silent(
    told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "_SILENT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        access = access_of(KINDS["oxigraph"], f"http://127.0.0.1:{silent.getsockname()[1]}", None, None, None)
        made = Client(access, Credentials(), patience_s=0.0, timeout_s=1.0, tell=told.append)
        with pytest.raises(EngineGone):
            made.ask("ASK {}", ROWS)
        made.close()
    assert len(told) == 1
    assert "has not answered for 0.1 s" in told[0]


def test_a_change_that_the_archive_has_waits_until_the_server_ends(client: Client, told: list[str]) -> None:
    ended = threading.Event()

    def change() -> None:
        try:
            with client.persevering():
                client.update(UPDATE)
        finally:
            ended.set()

    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(change)
        assert not ended.wait(3), "it was given up as a question is"
        client.give_up()
        assert ended.wait(AT_ONCE_S)
        assert isinstance(waiting.exception(), EngineGone)
    assert told, "the server hears of it, standard error does not"
    with pytest.raises(EngineGone), client.persevering():
        client.update(UPDATE)  # nor does anything wait after that


def test_a_request_that_an_engine_took_and_does_not_answer_is_cut_at_the_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute, ThreadPoolExecutor(1) as thread:
        address = f"http://127.0.0.1:{mute.getsockname()[1]}"
        client = Client(access_of(KINDS["oxigraph"], address, None, None, None), Credentials())
        client.attend(lambda _: None)
        waiting = thread.submit(client.update, UPDATE)
        taken, _ = mute.accept()
        with taken:
            assert taken.recv(100)
            client.give_up(cut=True)
            assert isinstance(waiting.exception(AT_ONCE_S), EngineGone)
        client.close()


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "ASK {}"])
def test_an_error_that_is_told_in_another_thread_takes_nothing_along(client: Client, query: str) -> None:
    client.give_up()
    dataset = RemoteDataset(client)
    thread = ThreadPoolExecutor(1)
    error = thread.submit(dataset.query, query).exception()
    thread.shutdown()
    assert isinstance(error, EngineGone)
    held = []
    at = error.__traceback__
    while at:
        held += [type(value).__name__ for value in at.tb_frame.f_locals.values()]
        at = at.tb_next
    assert held
    assert not {"QuerySolutions", "QueryTriples", "QueryBoolean"} & set(held)
    del error, at
    gc.collect()
