"""How large may it be? Loading, disk, memory and queries by size, beside other engines; backup and restore.

Run it with ``python -m tests.bench.capacity [quads ...]``: 1,000,000 take some minutes, 10,000,000 half an hour and 8 GB
of disk, 50,000,000 some hours and 40 GB.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from tests.bench.contenders import load_virtuoso, ours, oxigraph, processor_s, resident_mb, virtuoso
from tests.bench.inputs import ROOT, TIMEWIRE, heading
from tests.bench.quads import QUERY_NAMES, queries, write_quads

SIZES = (1_000_000, 10_000_000)
_ASKED = 21
_OXIGRAPH = str(Path(sys.executable).parent / "oxigraph")


@dataclass(frozen=True, slots=True)
class Took:
    """What a command took: seconds, seconds of processor time, MB at most."""

    wall_s: float
    cpu_s: float
    most_mb: float


def ran(command: Sequence[str]) -> Took:
    """Run a command to its end; raises RuntimeError if it fails."""
    begin = time.perf_counter()
    with open(os.devnull, "w") as nothing:
        pid = os.posix_spawn(
            shutil.which(command[0]) or command[0],
            command,
            os.environ | {"PYTHONPATH": str(ROOT)},
            file_actions=[(os.POSIX_SPAWN_DUP2, nothing.fileno(), 1), (os.POSIX_SPAWN_DUP2, nothing.fileno(), 2)],
        )
        _, status, used = os.wait4(pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return Took(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def bytes_in(folder: Path) -> int:
    """What a folder takes on the disk; a file with several names counts once."""
    found = {(status.st_dev, status.st_ino): status.st_blocks * 512 for status in map(Path.stat, folder.rglob("*"))}
    return sum(found.values())


def print_capacity(sizes: Sequence[int] = SIZES) -> None:
    """A table for each size."""
    for size in sizes:
        heading(f"{size:,} quads")
        print(f"{os.cpu_count()} cores; {os.getloadavg()[0]:.1f} processes wanted one in the last minute")
        with TemporaryDirectory(prefix="timewire-capacity-") as name:
            folder = Path(name)
            (folder / "data").mkdir()
            data = folder / "data" / "quads.nq"
            write_quads(data, size)
            print(f"{'the file':<12}{bytes_in(data.parent) / 1e6:9,.0f} MB", flush=True)
            _print_ours(data, folder, size)
            _print_oxigraph(data, folder, size)
            if shutil.which("virtuoso-t"):
                _print_virtuoso(data, folder, size)


def _print_ours(data: Path, folder: Path, size: int) -> None:
    store, to, again = folder / "store", folder / "backups", folder / "again"
    took = ran([*TIMEWIRE, "load", str(data), "--store", str(store)])
    _print_loaded("timewire", took, bytes_in(store), size)
    with ours(store, cache_bytes=0) as url:
        _print_asked("timewire", url, size)
    for what, command in (
        ("first backup", ["backup", "--store", str(store), "--to", str(to)]),
        ("the next one", ["backup", "--store", str(store), "--to", str(to)]),
        ("restore", ["restore", str(to), "--store", str(again)]),
    ):
        took = ran([*TIMEWIRE, *command])
        print(f"  {what}: {took.wall_s:.1f} s, {took.cpu_s:.1f} s of CPU, {took.most_mb:,.0f} MB", flush=True)
    for used in (store, to, again):
        shutil.rmtree(used)


def _print_oxigraph(data: Path, folder: Path, size: int) -> None:
    place = folder / "oxigraph"
    took = ran([_OXIGRAPH, "load", "--location", str(place), "--file", str(data), "--format", "nq"])
    _print_loaded("oxigraph", took, bytes_in(place), size)
    with oxigraph(data, place) as url:
        _print_asked("oxigraph", url, size)
    shutil.rmtree(place)


def _print_virtuoso(data: Path, folder: Path, size: int) -> None:
    place = folder / "virtuoso"
    with virtuoso(place, data.parent) as (url, own_port):
        begin, before = time.perf_counter(), processor_s(url)
        load_virtuoso(data, own_port)
        took = Took(time.perf_counter() - begin, processor_s(url) - before, resident_mb(url))
        _print_loaded("virtuoso", took, bytes_in(place), size)
        _print_asked("virtuoso", url, size)
    shutil.rmtree(place)


def _print_loaded(name: str, took: Took, size_bytes: int, quads: int) -> None:
    rate, own = quads / took.wall_s, quads / took.cpu_s
    print(
        f"{name:<12}{size_bytes / 1e6:9,.0f} MB on disk; loaded in {took.wall_s:.1f} s, {took.cpu_s:.1f} s of CPU: "
        f"{rate:,.0f} quads a second, {own:,.0f} a second of CPU; {took.most_mb:,.0f} MB of memory",
        flush=True,
    )


def _print_asked(name: str, url: str, quads: int) -> None:
    """The median of some different queries of each kind, one after another, by wall; and the memory after them."""
    medians = []
    for number, kind in enumerate(QUERY_NAMES):
        with _client() as client:
            times = [_asked_ms(client, url, text) for text in islice(queries(quads, 77, number), _ASKED)]
        medians.append(f"{kind} {median(times):.1f}")
    print(f"  {name} answers in ms: {', '.join(medians)}; {resident_mb(url):,.0f} MB of memory", flush=True)


@contextmanager
def _client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=600, trust_env=False) as client:
        yield client


def _asked_ms(client: httpx.Client, url: str, query: str) -> float:
    begin = time.perf_counter()
    answer = client.post(url, data={"query": query}, headers={"Accept": "*/*"})
    answer.raise_for_status()
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    print_capacity([int(size) for size in sys.argv[1:]] or SIZES)
