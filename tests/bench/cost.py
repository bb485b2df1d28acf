"""What does an article cost? Quads, bytes on disk, and time by stage; and how long a start takes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pyoxigraph import Store as Oxigraph

import kg.document
import kg.events.build
import kg.mentions.read
import kg.pipeline
from kg.model import Article
from kg.pipeline import Reader, ingest_article
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store
from kg.store.store import ARCHIVE_FILE
from tests.bench.inputs import ROOT, SAMPLE, SEEDS, TIMEWIRE, articles_in, heading, told, words_in
from tests.bench.stopwatch import Stopwatch

BUDGET = "budget for an article of 600 words: 3,600 quads, 0.5 MB compacted"
PARSE = "parse (spaCy)"


def print_cost(reader: Reader) -> None:
    heading("quads and bytes on disk")
    articles = articles_in(SEEDS)
    sample = articles_in(SAMPLE) if SAMPLE.is_file() else []
    for name, some in (("worked example", sample), ("sample articles", articles)):
        if some:
            _print_size(name, some, reader)
    print(BUDGET)
    heading("time of each stage, CPU milliseconds an article")
    _print_stages(sample + articles, reader)
    heading("start")
    _print_start()


# ------------------------------------------------------------------------------------------------------- size


def _print_size(name: str, articles: list[Article], reader: Reader) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        with open_store(path) as store:
            vocabulary = len(store.graph)
        empty = _compacted_bytes(path)
        with open_store(path) as store:
            own = _ingested(articles, store, reader)
            quads = len(store.graph) - vocabulary
        lying, whole = _bytes_in(path), _compacted_bytes(path)
    words = sum(map(words_in, articles))
    print(f"{name}: {len(articles)} of {words / len(articles):.0f} words on average {'':15}an article  for 600 words")
    rows = {
        "quads": quads,
        "    reports and evidence": own,
        "    knowledge put together": quads - own,
        "graph compacted, MB": (whole.graph - empty.graph) / 1e6,
        "archive, MB": (whole.archive - empty.archive) / 1e6,
    }
    for what, number in rows.items():
        form = ",.0f" if what.endswith(("quads", "evidence", "together")) else ".3f"
        print(f"    {what:<50} {format(number / len(articles), form):>10} {format(number / words * 600, form):>14}")
    print(f"    before it is compacted the folder has {lying / 1e6:.1f} MB; the ontology alone: {vocabulary:,} quads,")
    print(f"    {empty.graph / 1e6:.2f} MB in the graph and {empty.archive / 1e6:.2f} MB in the archive", flush=True)


class Bytes(NamedTuple):
    graph: int
    archive: int


def _compacted_bytes(folder: Path) -> Bytes:
    """The tables of the graph when it is loaded at once, and the archive.

    Without the engine's own diary and without what its tables still hold of earlier states, which it merges in time.
    """
    with open_store(folder) as store, TemporaryDirectory() as compact:
        graph = Oxigraph(compact)
        graph.bulk_extend(store.graph.quads())
        graph.flush()
        tables = sum(file.stat().st_size for file in Path(compact).rglob("*.sst"))
        del graph
    return Bytes(tables, (folder / ARCHIVE_FILE).stat().st_size)


def _ingested(articles: list[Article], store: Store, reader: Reader) -> int:
    """Articles into the store; the number of quads that they say themselves."""
    quads = 0
    for article in told(articles, "ingest"):
        quads += ingest_article(GivenArticle(article.id, article), store, reader).counts["quads"]
    store.settle()
    return quads


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file())


# ------------------------------------------------------------------------------------------------------ stages


def _print_stages(articles: list[Article], reader: Reader) -> None:
    watch = Stopwatch()
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store, ExitStack() as stack:
        _ingested(articles[:1], store, reader)  # loads what is loaded once
        _watch_stages(watch, store, stack)
        begin = time.process_time()
        _ingested(articles[1:], store, reader)
        whole = time.process_time() - begin
    _print_times(watch.seconds, whole, len(articles) - 1)


def _watch_stages(watch: Stopwatch, store: Store, stack: ExitStack) -> None:
    mention_stages = {name: f"  {name}" for name in vars(kg.mentions.read) if name.startswith("find_")}
    stack.enter_context(watch.watch(kg.document, {"read_document": PARSE}))
    stack.enter_context(watch.watch(kg.mentions.read, {**mention_stages, "read_mentions": "mentions"}))
    stack.enter_context(watch.watch(kg.events.build, {"build_events": "events"}))
    stack.enter_context(watch.watch(kg.pipeline, {"quads_of": "graph", "check": "shapes"}))
    stack.enter_context(watch.watch(store, {"replace_article": "knowledge and store", "settle": "knowledge and store"}))


def _print_times(seconds: dict[str, float], whole: float, count: int) -> None:
    parse = seconds[PARSE]
    stages = [PARSE, "mentions", *(name for name in seconds if name.startswith("  ")), "events", "graph", "shapes"]
    print(f"{'stage':<26} {'ms':>7} {'of the parse':>13}")
    for stage in [*stages, "knowledge and store"]:
        print(f"{stage:<26} {seconds[stage] * 1000 / count:>7.1f} {seconds[stage] / parse:>12.0%}")
    print(f"{'all':<26} {whole * 1000 / count:>7.1f} {whole / parse:>12.0%}")
    print(f"{count} articles; {count / whole:.1f} articles a second of CPU", flush=True)


# ------------------------------------------------------------------------------------------------------- start


def _print_start() -> None:
    """What a second ``make run`` waits for: nothing new to ingest, then the address of the server."""
    with TemporaryDirectory() as folder:
        store = f"{folder}/store"
        ingest = [*TIMEWIRE, "ingest", str(SEEDS), "--store", store, "--quiet-if-unchanged"]
        print(f"first ingestion of the sample articles: {_seconds_of(ingest):.2f} s")
        again = _seconds_of(ingest)
        served = _seconds_until_served(store)
    print(
        f"second start: {again:.2f} s until nothing new is found, {served:.2f} s until served: {again + served:.2f} s"
    )


def _seconds_of(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    return time.perf_counter() - begin


def _seconds_until_served(store: str) -> float:
    begin = time.perf_counter()
    command = [*TIMEWIRE, "serve", "--store", store, "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert server.stdout
    try:
        next((line for line in server.stdout if re.search(r"http://\S+/sparql", line)), None)
        return time.perf_counter() - begin
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait(30)
        server.stdout.close()
