"""What do several processes win, how fast is a batch gone through again, and how fast are files of quads loaded?"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from collections.abc import Iterator, Sequence
from itertools import islice, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from kg.evaluate.meantime import read_meantime
from tests.bench.cost import seconds_until_served
from tests.bench.inputs import ROOT, SEEDS, SHARED, TIMEWIRE, articles_in, heading
from tests.bench.quads import write_quads

ARTICLES = 164
QUADS = 1_000_000
MEANTIME = SHARED / "corpora" / "meantime-dev" / "intra-doc_annotation"


def print_batches() -> None:
    heading(f"a batch of {ARTICLES} files (the same some dozens under other names)")
    with TemporaryDirectory() as folder:
        inputs = Path(folder) / "articles"
        inputs.mkdir()
        for number, text in enumerate(islice(_texts(), ARTICLES)):
            (inputs / f"{number:05}.txt").write_text(text, encoding="utf-8")
        alone = _ingested(inputs, Path(folder) / "one", 1)
        print(f"one process:     {alone.told()}", flush=True)
        several = _ingested(inputs, Path(folder) / "two", 2)
        print(
            f"two that read:   {several.told()}; {alone.wall / several.wall:.2f} times as fast (bar: 1.7)", flush=True
        )
        again = _ingested(inputs, Path(folder) / "one", 1)
        print(f"nothing new:     {again.told()}", flush=True)
    print(f"{os.cpu_count()} cores; {os.getloadavg()[0]:.1f} processes wanted one in the last minute")


def print_cluster(articles: int = ARTICLES, workers: Sequence[int] = (1, 2, 4)) -> None:
    """The same batch by processes of one machine and by a local cluster of as many; by turns, since machines vary."""
    heading(f"{articles} files by a cluster (a graph of them as sorted N-Quads) and by one machine (a store)")
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "articles").mkdir()
        for number, text in enumerate(islice(_texts(), articles)):
            head = f"---\ntitle: Number {number}\npublished: 2024-05-01\n---\n\n"
            (folder / "articles" / f"{number:05}.md").write_text(head + text, encoding="utf-8")
        for count in workers:
            alone = _ingested(folder / "articles", folder / f"store{count}", count)
            command = [*TIMEWIRE, "cluster", str(folder / "articles"), "--to", str(folder / f"run{count}")]
            many = _timed([*command, "--workers", str(count), "--chunk", "10"])
            print(f"{count} processes:      {alone.told(articles)}")
            print(f"{count} of a cluster:   {many.told(articles)}; ", end="")
            wall, cpu = many.wall / alone.wall - 1, many.cpu / alone.cpu - 1
            print(f"{wall:+.0%} by the clock, {cpu:+.0%} of CPU (bar: 15 %)", flush=True)
    print(f"{os.cpu_count()} cores; {os.getloadavg()[0]:.1f} processes wanted one in the last minute")


def print_loading() -> None:
    heading(f"loading {QUADS:,} quads")
    with TemporaryDirectory() as folder:
        dump, store = Path(folder) / "dump.nq", f"{folder}/store"
        write_quads(dump, QUADS)
        took = _timed([*TIMEWIRE, "load", str(dump), "--store", store, "--json"])
        loaded = json.loads(took.output)
        rate = loaded["quads"] / loaded["seconds"]
        print(f"{loaded['quads']:,} quads in {loaded['seconds']:.1f} s: {rate:,.0f} a second (bar: 100,000)", end="; ")
        print(f"{took.cpu:.1f} s of CPU")
        print(f"served after {seconds_until_served(store):.2f} s (bar: 2, at ten times the quads)", flush=True)


class Took(NamedTuple):
    wall: float
    cpu: float
    output: str

    def told(self, articles: int = ARTICLES) -> str:
        rates = f"{articles / self.wall:7.1f} articles a second, {articles / self.cpu:5.1f} a second of CPU"
        return f"{self.wall:6.1f} s, {self.cpu:6.1f} s of CPU, {rates}"


def _texts() -> Iterator[str]:
    texts = [article.text for article in articles_in(SEEDS)]
    if MEANTIME.is_dir():
        texts += [read_meantime(path).text for path in sorted(MEANTIME.rglob("*.xml"))]
    for texts_once_more in repeat(texts):
        yield from texts_once_more


def _ingested(inputs: Path, store: Path, workers: int) -> Took:
    command = [*TIMEWIRE, "ingest", str(inputs), "--store", str(store), "--published", "2024-05-01"]
    return _timed([*command, "--workers", str(workers)])


def _timed(command: list[str]) -> Took:
    """Wall and CPU seconds of a command, with the processes that it starts."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=3600)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(wall, cpu, done.stdout)
