"""``ingest``, ``withdraw``, ``rebuild``: the verbs that change a store, here or through the server that owns it."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from kg.command import Exit
from kg.command.progress import noted, shown
from kg.errors import TimewireError
from kg.llm.endpoint import Endpoint
from kg.llm.reader import LlmReader, read_llm_settings
from kg.pipeline import Reader, ingest, load_reader, rebuild, withdraw
from kg.report import IngestReport, Outcome, WithdrawalReport
from kg.sources.article import Given
from kg.sources.inputs import (
    Input,
    InputFormat,
    SkippedInput,
    believed,
    count_files,
    read_inputs,
    write_json_input,
)
from kg.sources.jsonlines import read_fields
from kg.store import Store, open_store
from kg.store.owner import serving_owner
from kg.store.served import ServedStore

_GIVEN = ("id", "title", "published", "publisher", "url")
_OF_ONE_ARTICLE = ("id", "title", "url")


def run_ingest(arguments: Namespace) -> Exit:
    """Read files, folders and standard input into the store."""
    said = {name: getattr(arguments, name) for name in _GIVEN}
    _refuse_one_name_for_many(arguments.paths, said)
    fields = read_fields(arguments.field)
    inputs = read_inputs(arguments.paths, sys.stdin.buffer, InputFormat(arguments.format), Given(**said), fields)
    if not arguments.published:
        inputs = believed(inputs, date.today())
    return told(arguments, take_in(arguments, inputs, reader_of(arguments), count_files(arguments.paths)))


def take_in(arguments: Namespace, inputs: Iterable[Input], reader: Reader, total: int | None = None) -> IngestReport:
    """Read inputs into the store, here or through the server that owns it."""
    with noted(arguments.report) as note:
        if owner := serving_owner(Path(arguments.store)):
            if isinstance(reader, LlmReader):
                raise TimewireError("the server of this store reads by rules", remedy="stop it, or take another store")
            report = _ingest_through(ServedStore(owner), inputs, total)
            for skipped in report.skipped:
                note(skipped)
        else:
            report = _ingest_here(arguments, inputs, total, reader, note)
    if isinstance(reader, LlmReader):
        report = replace(report, usage=asdict(reader.endpoint.usage))
    return report


def told(arguments: Namespace, report: IngestReport) -> Exit:
    """Print a report, and give the exit code that it means."""
    if not (arguments.quiet_if_unchanged and report.nothing_new):
        _print(report, arguments.json)
    return _exit(report)


def _ingest_here(
    arguments: Namespace, inputs: Iterable[Input], total: int | None, reader: Reader, note: Callable[[Outcome], None]
) -> IngestReport:
    workers = 1 if isinstance(reader, LlmReader) else arguments.workers  # a model far away is one, and counts its cost
    with open_store(arguments.store, base=arguments.base_iri) as store, shown("ingest", total) as step:

        def told(outcome: Outcome) -> None:
            note(outcome)
            step(outcome.source)

        return ingest(inputs, store, reader, told, workers)


def reader_of(arguments: Namespace) -> Reader:
    """The reader that the options name."""
    if arguments.extractor == "rules":
        return load_reader()
    given = {"base_url": arguments.llm_base_url, "model": arguments.llm_model, "key_file": arguments.llm_key_file}
    return LlmReader(Endpoint(read_llm_settings(given, os.environ)))


def _refuse_one_name_for_many(paths: list[str], said: dict[str, str | None]) -> None:
    named = [name for name in _OF_ONE_ARTICLE if said[name]]
    if named and (len(paths) > 1 or Path(paths[0]).is_dir()):
        raise TimewireError(f"--{named[0]} is of one article", remedy="give one file with it")


def _ingest_through(server: ServedStore, inputs: Iterable[Input], total: int | None) -> IngestReport:
    unread: list[SkippedInput] = []
    with shown("ingest", total) as step:
        reports = server.ingest(
            _lines(inputs, unread), lambda event: step(str(event.get("progress", {}).get("source")))
        )
    outcomes = [outcome for report in reports for outcome in IngestReport.from_json(report).outcomes]
    return IngestReport((*outcomes, *unread))


def _lines(inputs: Iterable[Input], unread: list[SkippedInput]) -> Iterator[bytes]:
    for given in inputs:
        if isinstance(given, SkippedInput):
            unread.append(given)
        else:
            yield write_json_input(given)


def run_withdraw(arguments: Namespace) -> Exit:
    """Take articles back."""
    if owner := serving_owner(Path(arguments.store)):
        report = WithdrawalReport.from_json(ServedStore(owner).withdraw(arguments.ids, lambda event: None))
    else:
        with open_store(arguments.store, create=False, base=arguments.base_iri) as store:
            report = withdraw(arguments.ids, store)
    _print(report, arguments.json)
    return _exit(report)


def run_rebuild(arguments: Namespace) -> Exit:
    """Make the graph anew from the archive."""
    if owner := serving_owner(Path(arguments.store)):
        with shown("rebuild") as step:
            served = ServedStore(owner).rebuild(lambda event: step(str(event.get("progress", {}).get("source"))))
        report = IngestReport.from_json(served)
    else:
        with open_store(arguments.store, create=False, base=arguments.base_iri, mend=True) as store:
            report = _rebuild_here(store)
    _print(report, arguments.json)
    return _exit(report)


def _rebuild_here(store: Store) -> IngestReport:
    with shown("rebuild", len(store.archive.present_ids())) as step:
        return rebuild(store, load_reader(), lambda outcome: step(outcome.source))


def _print(report: IngestReport | WithdrawalReport, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.to_json(), indent=2))
    else:
        print("\n".join(report.lines()))


def _exit(report: IngestReport | WithdrawalReport) -> Exit:
    return Exit.SOME_SKIPPED if report.skipped else Exit.DONE
