"""How fast is the endpoint beside others? The same quads, the same queries, the servers by turns in short slices.

Slices by turns, because a machine is never as busy twice: ratios of neighbours say more than numbers of their own.
``TIMEWIRE_BENCH_QUADS`` sets the size (1,000,000); 10,000,000 takes a quarter of an hour and 8 GB of disk.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from tests.bench.contenders import TOKEN, load_ours, ours, oxigraph, processor_s, rdflib_endpoint
from tests.bench.hammer import Figures, hammer
from tests.bench.inputs import heading
from tests.bench.quads import QUERY_NAMES, queries, repeated, write_quads

_CLIENTS = (1, 8, 32)
_ROUNDS = 3
_SLICE_S = 2.0
_MOST_FOR_RDFLIB = 1_000_000
_seeds = itertools.count(1)
RUNAWAY = "SELECT (COUNT(*) AS ?n) {{ ?a ?p ?x . ?b ?q ?y . ?c ?r ?z FILTER(STR(?x) < STR(?z)) }} # {}"


def print_endpoint() -> None:
    """All of it; some minutes."""
    quads = int(os.environ.get("TIMEWIRE_BENCH_QUADS", "1000000"))
    heading(f"the endpoint beside others, {quads:,} quads")
    with TemporaryDirectory(prefix="timewire-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        data = folder / "quads.nq"
        write_quads(data, quads)
        print(f"loaded in {load_ours(data, folder / 'store'):.0f} s", flush=True)
        _print_start(folder / "store")
        other = stack.enter_context(oxigraph(data, folder / "oxigraph"))
        ordered = stack.enter_context(oxigraph(data, folder / "optimized", optimized=True))
        with ours(folder / "store", cache_bytes=0) as our:
            _print_different({"timewire": our, "oxigraph": other, "oxigraph optimized": ordered}, data, quads)
        with ours(folder / "store") as our:
            for clients in _CLIENTS:
                servers = {"timewire": our, "oxigraph": other}
                _compare(f"repeated queries (Zipf), {clients} clients", servers, lambda s: repeated(quads, s), clients)
            _print_cheap_beside_runaways(our)


def _print_different(servers: Mapping[str, str], data: Path, quads: int) -> None:
    """No query comes twice."""
    for clients in _CLIENTS:
        _compare(f"mix of 5, nothing kept, {clients} clients", servers, lambda s: queries(quads, s), clients)
    for number, query in enumerate(QUERY_NAMES):
        _compare(f"{query} alone, 8 clients", servers, lambda s, n=number: queries(quads, s, n), 8)  # type: ignore[misc]
    if quads <= _MOST_FOR_RDFLIB:
        with rdflib_endpoint(data) as url:
            chosen = {"timewire": servers["timewire"], "rdflib-endpoint": url}
            _compare("mix of 5, 1 client", chosen, lambda s: queries(quads, s), 1)


def _compare(
    what: str, servers: Mapping[str, str], make: Callable[[int], Iterator[str]], clients: int
) -> dict[str, float]:
    """Slices by turns; prints and gives answers a second."""
    figures: dict[str, list[Figures]] = defaultdict(list)
    spent: dict[str, float] = defaultdict(float)
    for _ in range(_ROUNDS):
        seed = next(_seeds)
        for name, url in servers.items():
            before = processor_s(url)
            figures[name].append(hammer(url, make(seed), clients, _SLICE_S))
            spent[name] += processor_s(url) - before
    rates = {name: median(slice_.per_second for slice_ in slices) for name, slices in figures.items()}
    print(what, flush=True)
    for name, slices in figures.items():
        whole = Figures(
            tuple(itertools.chain.from_iterable(slice_.seconds for slice_ in slices)),
            sum(slice_.failures for slice_ in slices),
            sum(slice_.lasted for slice_ in slices),
        )
        ratio = rates["timewire"] / rates[name]
        times = " ".join(f"p{share * 100:.0f} {whole.percentile(share):7.1f}" for share in (0.5, 0.95, 0.99))
        failed = f"  {whole.failures} FAILED" if whole.failures else ""
        work = spent[name] / len(whole.seconds) * 1000
        print(f"    {name:<18} {rates[name]:>8.0f}/s  ms: {times}  of processor: {work:6.2f}", end="")
        print(f"  timewire is {ratio:5.2f} times{failed}", flush=True)
    return rates


def _print_start(store: Path) -> None:
    began = time.perf_counter()
    with ours(store):
        print(f"answers {time.perf_counter() - began:.2f} s after its start", flush=True)


def _print_cheap_beside_runaways(url: str) -> None:
    """A cheap ASK while eight runaway queries and an ingestion of articles are in flight."""
    stop = threading.Event()
    threads = [threading.Thread(target=_run_away, args=(url, number, stop)) for number in range(8)]
    threads.append(threading.Thread(target=_ingest, args=(url.removesuffix("/sparql"), stop)))
    for thread in threads:
        thread.start()
    time.sleep(2)
    asked = (f"ASK {{ <https://bench.example/event/{number}> ?p ?o }}" for number in itertools.count())
    figures = hammer(url, asked, 1, 10)
    stop.set()
    for thread in threads:
        thread.join()
    times = " ".join(f"p{share * 100:.0f} {figures.percentile(share):.1f}" for share in (0.5, 0.95, 0.99))
    print(f"ASK beside 8 runaways and an ingestion: ms {times}, {figures.failures} failed of {len(figures.seconds)}")


def _run_away(url: str, number: int, stop: threading.Event) -> None:
    for again in itertools.count():
        if stop.is_set():
            return
        httpx.get(url, params={"query": RUNAWAY.format(f"{number}.{again}")}, timeout=60)


def _ingest(site: str, stop: threading.Event) -> None:
    """Updates one after another, as large as those of articles: 300 quads each.

    From an address of its own: a client that writes waits for its changes when it asks.
    """
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    client = httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2"), timeout=60)
    for number in itertools.count():
        if stop.is_set():
            client.close()
            return
        quads = " ".join(f"<x:article/{number}/{n}> <x:says> 'sentence {n} of article {number}' ." for n in range(300))
        client.post(f"{site}/update", content=f"INSERT DATA {{ GRAPH <x:{number}> {{ {quads} }} }}", headers=headers)
