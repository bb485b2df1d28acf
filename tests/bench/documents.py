"""What a document of an event costs in processor time, of the server and its readers together."""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from kg.store import Store, open_store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN, put, reading

_REPORTS = 90
_TIMES = 40


def print_documents() -> None:
    """Documents of an event with some 200 triples: made anew, and kept."""
    print(
        "\nDocuments of an event: processor time each, and the 95th percentile of the time on this machine", flush=True
    )
    with TemporaryDirectory() as folder, open_store(Path(folder) / "s") as store:
        for number in range(_REPORTS):
            put(store, reading(f"a{number}"))
        path = _largest(store).removeprefix(store.iris.base.rstrip("/"))
        for cache_bytes, how in ((0, "made anew"), (64_000_000, "kept")):
            with Client(create_app(Settings(cache_bytes=cache_bytes), store=store, token=TOKEN)) as client:
                triples = client.get(f"{path}.nt").text.count("\n")
                for suffix in (".ttl", ".jsonld", ".rdf", ".html"):
                    _print(client, path + suffix, f"{suffix:8} {triples} triples, {how}")


def _largest(store: Store) -> str:
    """The event that most triples are of or point at."""
    graph = store.graph

    def size(event: str) -> int:
        node = ox.NamedNode(event)
        return len(list(graph.quads(node))) + len(list(graph.quads(object=node)))

    return max(set(store.archive.assigned_events().values()), key=size)


def _print(client: Client, path: str, what: str) -> None:
    client.get(path)
    began, times = _spent(), []
    for _ in range(_TIMES):
        start = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - start)
    cpu = (_spent() - began) / _TIMES
    print(f"  {what:34} {cpu * 1000:6.1f} ms CPU, p95 {quantiles(times, n=20)[18] * 1000:6.0f} ms", flush=True)


def _spent() -> float:
    """Processor seconds of this process and all below it, as far as they live: a process of ours forks the readers."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)], ticks[int(stat.parent.name)] = int(fields[1]), sum(map(int, fields[11:13]))
    below = sum(spent for number, spent in ticks.items() if os.getpid() in _above(number, parents))
    return time.process_time() + below / os.sysconf("SC_CLK_TCK")


def _above(number: int, parents: dict[int, int]) -> set[int]:
    """The processes that a process was started by."""
    found: set[int] = set()
    while (number := parents.get(number, 0)) and number not in found:
        found.add(number)
    return found
