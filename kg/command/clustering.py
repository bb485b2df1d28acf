"""``cluster``: articles read by many machines, into sorted files of quads for ``timewire load``."""

from __future__ import annotations

import json
import logging
import shlex
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from tqdm import tqdm

from kg.command import Exit
from kg.errors import InputError, SettingsError
from kg.graph.iris import DEFAULT_BASE, Iris
from kg.report import IngestReport
from kg.sources.article import Given
from kg.sources.inputs import Input, InputFormat, SkippedInput, believed, count_files, read_inputs
from kg.sources.jsonlines import read_fields

_EVERY_S = 30.0
"""So often a log hears how far a run is."""

if TYPE_CHECKING:
    from distributed import Client

    from kg.cluster.driver import Progress


def run_cluster(arguments: Namespace) -> Exit:
    """Read files and folders on a cluster; the same command again goes on where a run was stopped."""
    try:
        from kg.cluster.driver import run, work_in
    except ImportError as error:
        raise SettingsError(f"no cluster: {error}", remedy="pip install 'timewire[cluster]'") from error
    logging.getLogger("distributed").setLevel(logging.ERROR)  # its word on every worker that comes and goes
    inputs = some_article(
        read_inputs(
            arguments.paths, sys.stdin.buffer, InputFormat(arguments.format), Given(), read_fields(arguments.field)
        )
    )
    iris = Iris(arguments.base_iri or DEFAULT_BASE)
    folder = Path(arguments.to)
    with _client(arguments) as client, _progress(count_files(arguments.paths), arguments.chunk) as told:
        sizes = (arguments.chunk, arguments.parts)
        report = run(believed(inputs, date.today()), work_in(folder), iris, client, told, *sizes, tell=_tell)
    if not report.articles:
        raise _nothing(report.skipped)
    return _told(report, folder, arguments.json)


def some_article(inputs: Iterator[Input]) -> Iterator[Input]:
    """The inputs, if an article is among them; it is looked for before a cluster is started or a folder made.

    Raises:
        InputError: there is none.
    """
    skipped: list[SkippedInput] = []
    for one in inputs:
        if not isinstance(one, SkippedInput):
            return chain(skipped, [one], inputs)
        skipped.append(one)
    raise _nothing(skipped)


def _nothing(skipped: Sequence[SkippedInput]) -> InputError:
    for one in skipped[1:]:
        print(f"skipped: {one.source}: {one.reason}", file=sys.stderr)
    why = f": {skipped[0].reason}" if skipped else ""
    return InputError(f"no article to read{why}", where=skipped[0].source if skipped else None)


@contextmanager
def _client(arguments: Namespace) -> Iterator[Client]:
    """The cluster at ``--scheduler``, else one of processes on this machine."""
    from distributed import Client

    from kg.cluster.driver import local_client

    if not arguments.scheduler:
        with local_client(arguments.workers or 2) as client:
            yield client
        return
    try:
        client = Client(arguments.scheduler, timeout="10s")
    except (OSError, ValueError, TimeoutError) as error:
        raise SettingsError(
            f"no scheduler answers: {error}", where=arguments.scheduler, remedy="start one: dask scheduler"
        ) from error
    with client:
        yield client


def _tell(text: str) -> None:
    """A line on standard error, above the bar if there is one."""
    tqdm.write(f"timewire: {text}", file=sys.stderr)
    sys.stderr.flush()


@contextmanager
def _progress(files: int | None, chunk: int) -> Iterator[Progress]:
    """How far a run is: a bar for each step on a terminal, a line now and then elsewhere."""
    chunks = -(-files // chunk) if files else None
    if not sys.stderr.isatty():
        yield in_lines(chunks, _tell)
        return
    with tqdm(desc="start", unit=" tasks") as bar:
        now = "start"

        def told(step: str, done: int) -> None:
            nonlocal now
            if step != now:
                now = step
                bar.reset(total=chunks if step == "read" else None)
                bar.set_description(step)
            bar.update(done - bar.n)

        yield told


def in_lines(chunks: int | None, tell: Callable[[str], None], clock: Callable[[], float] = monotonic) -> Progress:
    """Tells of the first task of each step, and then every half a minute."""
    now, last = "", 0.0

    def told(step: str, done: int) -> None:
        nonlocal now, last
        if step == now and clock() - last < _EVERY_S:
            return
        now, last = step, clock()
        of = f" of {chunks:,}" if step == "read" and chunks else ""
        tell(f"{step}: {done:,}{of} tasks done")

    return told


def _told(report: IngestReport, folder: Path, as_json: bool) -> Exit:
    if as_json:
        print(json.dumps(report.to_json(), indent=2, ensure_ascii=False))
    else:
        totals = ", ".join(f"{count:,} {name}" for name, count in report.totals.items())
        print(f"articles: {len(report.articles):,} read\nread: {totals}")
        for skipped in report.skipped:
            print(f"skipped: {skipped.source}: {skipped.reason}", file=sys.stderr)
        quads = shlex.quote(str(folder / "quads"))
        print(f"written: {folder / 'quads'}")
        print(f"load it: timewire load {quads}/*.nq --checksums {quads}/SHA256SUMS --store STORE")
    return Exit.SOME_SKIPPED if report.skipped else Exit.DONE
