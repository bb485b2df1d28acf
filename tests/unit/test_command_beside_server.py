"""The verbs beside a running server: they go through it, and give what they give alone."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import ServerError
from kg.store import open_store
from kg.store.owner import OWNER_FILE, Owner
from kg.store.served import ServedStore

RAIN = "Delegates of Norway and Chile met in Basel on Monday. They will meet again in Oslo on 3 June 2024."
HAIL = "Two people were killed by hail in Bern on Sunday, police said."
TIMEWIRE = [sys.executable, "-m", "kg"]


def timewire(*arguments: str | Path, code: int = 0) -> str:
    done = subprocess.run([*TIMEWIRE, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store that a server owns."""
    folder = tmp_path_factory.mktemp("served") / "store"
    command = [*TIMEWIRE, "serve", "--store", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        for line in server.stdout:
            if re.search(r"http://127\.0\.0\.1:\d+/sparql", line):
                break
        yield folder
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)
    assert not (folder / OWNER_FILE).exists()
    open_store(folder, wait_s=0).close()


def test_verbs_go_through_the_server(store: Path, tmp_path: Path) -> None:
    for name, text in (("rain.txt", RAIN), ("hail.txt", HAIL), ("empty.txt", "")):
        (tmp_path / name).write_text(text)
    options = ["--published", "2024-05-15", "--store", store]
    report = json.loads(timewire("ingest", tmp_path, *options, "--json", code=1))
    assert [(one["id"], one["status"]) for one in report["articles"]] == [("hail", "added"), ("rain", "added")]
    assert [Path(one["source"]).name for one in report["skipped"]] == ["empty.txt"]
    assert timewire("ingest", tmp_path / "rain.txt", *options) == "articles: 1 unchanged\n"

    exported = sorted(timewire("export", "--store", store).splitlines())
    assert any("Norway" in line for line in exported)
    assert timewire("query", "SELECT (COUNT(*) AS ?n) { ?a a ev:Article }", "--store", store).split() == ["n", "-", "2"]
    assert timewire("query", "ASK { ?a a ev:Article }", "--store", store, "--format", "csv") == "true\n"
    assert "ev:Article" in timewire("query", "CONSTRUCT { ?a a ev:Article } { ?a a ev:Article }", "--store", store)
    words = 'SELECT ?title { ?a ev:matchesText "hail" ; ev:sentenceIndex ?n . BIND("found" AS ?title) }'
    assert "found" in timewire("query", words, "--store", store)
    assert "killed by hail" in timewire("search", "hail", "--store", store)
    assert timewire("search", "snow", "--store", store, code=1) == "0 found\n"
    assert timewire("validate", "--store", store).splitlines()[-1].startswith("0 violations")

    assert timewire("rebuild", "--store", store).startswith("articles: 2 rebuilt")
    assert sorted(timewire("export", "--store", store).splitlines()) == exported
    assert timewire("withdraw", "hail", "snow", "--store", store, code=1).startswith("withdrawn: 1")
    assert "hail" not in timewire("export", "--store", store)
    timewire("ingest", tmp_path / "hail.txt", *options)
    assert sorted(timewire("export", "--store", store).splitlines()) == exported


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="does not answer"):
        ServedStore(Owner(os.getpid(), "http://127.0.0.1:9", "x")).rebuild(lambda event: None)


def test_a_wrong_token_is_refused(store: Path) -> None:
    owner = json.loads((store / OWNER_FILE).read_text())
    with pytest.raises(ServerError):
        ServedStore(Owner(owner["pid"], owner["url"], "wrong")).withdraw(["x"], lambda event: None)
