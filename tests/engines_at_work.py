"""Engines started for tests, on free ports and with their data in folders that go away."""

from __future__ import annotations

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
_START_S = 120.0

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
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 6
[SPARQL]
ResultSetMaxRows = {cut_at}
"""


@dataclass(frozen=True, slots=True)
class AtWork:
    """An engine that answers; ``environment`` is what writing to it takes."""

    url: str
    process: subprocess.Popen[bytes]
    environment: Mapping[str, str] = field(default_factory=dict)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def oxigraph_at_work(folder: Path, port: int | None = None) -> Iterator[AtWork]:
    """``oxigraph serve`` on a folder of data."""
    port = port or free_port()
    command = [str(OXIGRAPH), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _at_work(command, folder.parent, AtWork, f"http://127.0.0.1:{port}", "/query", {}) as engine:
        yield engine


@contextmanager
def virtuoso_at_work(folder: Path) -> Iterator[AtWork]:
    """Virtuoso with a database of its own in an empty folder, its user and password those that it begins with."""
    assert VIRTUOSO, NO_VIRTUOSO
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "virtuoso.ini").write_text(_INI.format(own_port=free_port(), port=port, cut_at=CUT_AT))
    command = [VIRTUOSO, "+configfile", "virtuoso.ini", "+foreground"]
    keys = {"TIMEWIRE_ENGINE_USER": "dba", "TIMEWIRE_ENGINE_PASSWORD": "dba"}
    with _at_work(command, folder, AtWork, f"http://127.0.0.1:{port}", "/sparql", keys) as engine:
        yield engine


@contextmanager
def _at_work(
    command: list[str], folder: Path, made: type[AtWork], url: str, path: str, keys: Mapping[str, str]
) -> Iterator[AtWork]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, url + path)
        yield made(url, process, keys)
    finally:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        try:
            if httpx.get(address, params={"query": "ASK {}"}, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{process.args!r} does not answer at {address}")
