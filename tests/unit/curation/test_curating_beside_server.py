"""``timewire curate`` beside a server that owns the store: the server makes the edit, and everybody sees it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from kg.__main__ import main
from kg.graph.terms import ONT
from kg.store import Store, open_store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.story import put, reading


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "s") as store, socket.socket() as listener:
        put(store, reading())
        listener.bind(("127.0.0.1", 0))
        token = store.ownership.announce(f"http://127.0.0.1:{listener.getsockname()[1]}")
        server = uvicorn.Server(
            uvicorn.Config(create_app(Settings(), store=store, token=token), log_level="error", log_config=None)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield store
        server.should_exit = True
        thread.join()


def test_an_edit_goes_through_the_server(served: Store, capsys: pytest.CaptureFixture[str]) -> None:
    event = next(quad.object.value for quad in served.graph.quads(None, ONT.reportOf))  # type: ignore[union-attr]
    where, why = ["--store", str(served.folder)], ["--editor", "Ada", "--reason", "because"]
    assert main(["curate", "rename", event, "By hand", *why, *where]) == 0
    capsys.readouterr()
    assert main(["curate", "log", event, "--json", *where]) == 0
    (edit,) = json.loads(capsys.readouterr().out)["edits"]
    assert (edit["put"], edit["editor"], edit["inForce"]) == ("By hand", "Ada", True)
    assert main(["curate", "rename", event, "Again", "--seen", "0", *why, *where]) == 2
    assert "Ada has changed it meanwhile" in capsys.readouterr().err
    assert main(["query", f"SELECT ?l {{ <{event}> rdfs:label ?l }}", *where]) == 0
    assert "By hand" in capsys.readouterr().out
