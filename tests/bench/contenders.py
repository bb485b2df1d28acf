"""The servers that are compared, each started on the same quads."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.engines_at_work import VirtuosoSettings, free_port, running, virtuoso_at_work

_BIN = Path(sys.executable).parent
TOKEN = "a-token-for-benches-only"
_PIDS: dict[str, int] = {}
_TICKS = os.sysconf("SC_CLK_TCK")


def load_ours(data: Path, store: Path) -> float:
    """Make a store of ours of a file as users do, by ``timewire load``; the seconds that took."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "kg", "load", str(data), "--store", str(store)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


@contextmanager
def ours(store: Path, **settings: object) -> Iterator[str]:
    """``timewire serve``; the address of its endpoint. The readers' cache of answers is on unless set otherwise."""
    port = free_port()
    environment = {"TIMEWIRE_WRITE_TOKEN": TOKEN} | {
        f"TIMEWIRE_{name.upper()}": str(value) for name, value in settings.items()
    }
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", str(port)]
    with _running(command, f"http://127.0.0.1:{port}/sparql", environment) as url:
        yield url


@contextmanager
def oxigraph(data: Path, folder: Path, *, optimized: bool = False) -> Iterator[str]:
    """``oxigraph serve`` of the package of that name, as loaded or with ``oxigraph optimize`` after it."""
    port = free_port()
    binary = str(_BIN / "oxigraph")
    if not folder.exists():
        load = [binary, "load", "--location", str(folder), "--file", str(data), "--format", "nq"]
        subprocess.run(load, check=True, capture_output=True)
        if optimized:
            subprocess.run([binary, "optimize", "--location", str(folder)], check=True, capture_output=True)
    command = [binary, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(command, f"http://127.0.0.1:{port}/query") as url:
        yield url


@contextmanager
def rdflib_endpoint(data: Path) -> Iterator[str]:
    """``rdflib-endpoint serve``, which holds the quads in memory."""
    port = free_port()
    command = [str(_BIN / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
    with _running(command, f"http://127.0.0.1:{port}/") as url:
        yield url


@contextmanager
def virtuoso(folder: Path, data: Path) -> Iterator[tuple[str, int]]:
    """Virtuoso on an empty folder, with 1.3 GiB for its pages: its endpoint, and the port of ``isql-vt``."""
    settings = VirtuosoSettings(170_000, 1_000_000, (data,), "DefaultGraph = urn:bench:default")
    with virtuoso_at_work(folder, settings) as engine:
        url = f"{engine.url}/sparql"
        _PIDS[url] = engine.process.pid
        yield url, engine.own_port


def load_virtuoso(data: Path, own_port: int) -> None:
    """Have Virtuoso load a file by its own loader, and write it down."""
    for text in (f"ld_dir('{data.parent}', '{data.name}', 'urn:bench:default')", "rdf_loader_run()", "checkpoint"):
        command = ["isql-vt", f"127.0.0.1:{own_port}", "dba", "dba", f"exec={text};"]
        subprocess.run(command, check=True, capture_output=True)


def resident_mb(url: str) -> float:
    """Memory that a server and its children hold, in MB."""
    return sum(_resident_mb(pid) for pid in _family(_PIDS[url]))


def _resident_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


@contextmanager
def _running(command: list[str], url: str, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    with running(command, url, environment) as process:
        _PIDS[url] = process.pid
        yield url


def processor_s(url: str) -> float:
    """Processor time that a server and its children have had, in seconds; 0 where the system does not tell."""
    return sum(map(_processor_s, _family(_PIDS[url])))


def _processor_s(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    return sum(map(int, stat.rpartition(")")[2].split()[11:13])) / _TICKS


def _family(pid: int) -> Iterator[int]:
    """The process and its children: any thread of it may have started them."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # the thread has ended
            for child in thread.read_text().split():
                yield from _family(int(child))
