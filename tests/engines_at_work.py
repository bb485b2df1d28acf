"""Engines started for tests, on free ports and with their data in folders that go away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
VIRTUOSO = shutil.which("virtuoso-t")
NO_VIRTUOSO = "virtuoso-t is not installed (Debian: virtuoso-opensource-7-bin)"
CUT_AT = 10_000
"""Rows at which Debian's own configuration has Virtuoso cut its answers."""
_START_S = 1200.0
"""A large graph takes its time to be opened."""
_STOP_S = 30.0

_INI = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = t.db
TransactionFile = t.trx
[Parameters]
ServerPort = 127.0.0.1:{own_port}
ServerThreads = 8
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = .{folders}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 6
[SPARQL]
ResultSetMaxRows = {cut_at}
{sparql}
[Flags]
hash_join_enable = 0
"""


@dataclass(frozen=True, slots=True)
class VirtuosoSettings:
    """What is written for Virtuoso: pages of 8 KiB it holds, rows of an answer, folders it may load from."""

    buffers: int = 4000
    cut_at: int = CUT_AT
    folders: tuple[Path, ...] = ()
    sparql: str = ""

    def text(self, port: int, own_port: int) -> str:
        folders = "".join(f", {folder}" for folder in self.folders)
        return _INI.format(
            port=port,
            own_port=own_port,
            buffers=self.buffers,
            dirty=self.buffers * 3 // 4,
            folders=folders,
            cut_at=self.cut_at,
            sparql=self.sparql,
        )


@dataclass(frozen=True, slots=True)
class AtWork:
    """An engine that answers; ``environment`` is what writing to it takes, ``own_port`` where ``isql`` reaches it."""

    url: str
    process: subprocess.Popen[bytes]
    environment: Mapping[str, str] = field(default_factory=dict)
    own_port: int = 0

    def options(self, archive: Path) -> list[str]:
        """What tells a command to have its graph here and its archive there."""
        return ["--store", self.url, "--archive", str(archive)]

    def rows(self, query: str) -> list[dict[str, str]]:
        """The answer of the engine itself, past everything of ours."""
        accepted = {"Accept": "application/sparql-results+json"}
        answer = httpx.post(f"{self.url}/query", data={"query": query}, headers=accepted).raise_for_status()
        return [{name: cell["value"] for name, cell in row.items()} for row in answer.json()["results"]["bindings"]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def oxigraph_at_work(folder: Path, port: int | None = None) -> Iterator[AtWork]:
    """``oxigraph serve`` on a folder of data."""
    port = port or free_port()
    command = [str(OXIGRAPH), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    url = f"http://127.0.0.1:{port}"
    with running(command, f"{url}/query", folder=folder.parent) as process:
        yield AtWork(url, process)


@contextmanager
def virtuoso_at_work(folder: Path, settings: VirtuosoSettings | None = None) -> Iterator[AtWork]:
    """Virtuoso with a database of its own in an empty folder, its user and password those that it begins with."""
    assert VIRTUOSO, NO_VIRTUOSO
    port, own_port = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "virtuoso.ini").write_text((settings or VirtuosoSettings()).text(port, own_port))
    command = [VIRTUOSO, "+configfile", "virtuoso.ini", "+foreground"]
    keys = {"TIMEWIRE_ENGINE_USER": "dba", "TIMEWIRE_ENGINE_PASSWORD": "dba"}
    url = f"http://127.0.0.1:{port}"
    with running(command, f"{url}/sparql", folder=folder) as process:
        yield AtWork(url, process, keys, own_port)


@contextmanager
def running(
    command: list[str], address: str, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server, from when it answers ``ASK {}`` at the address; raises AssertionError if it does not."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, address)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        try:
            if httpx.get(address, params={"query": "ASK {}"}, timeout=5, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise AssertionError(f"{process.args!r} does not answer at {address}")
