"""``audit``: a sample of what a store says for people to judge, and what their judgements tell."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions

from kg.audit.forms import read_confidences, read_verdicts, write_forms
from kg.audit.sample import Ask, draw, read_statements
from kg.audit.verdicts import lines_of
from kg.command import Exit
from kg.errors import TimewireError
from kg.store import open_store
from kg.store.owner import serving_owner
from kg.store.served import ServedStore


def run_audit(arguments: Namespace) -> Exit:
    """Draw a sample into a folder, or read the tables that came back."""
    if bool(arguments.read) == bool(arguments.output):
        raise TimewireError("give either --output or --read", remedy="see timewire audit --help")
    return _read(arguments) if arguments.read else _draw(arguments)


def _draw(arguments: Namespace) -> Exit:
    if arguments.sample < 1:
        raise TimewireError("--sample is less than one statement")
    with _asking(arguments) as ask:
        drawn = draw(read_statements(ask), arguments.sample, arguments.seed)
    if not drawn:
        raise TimewireError("the store says nothing", remedy="ingest articles first")
    write_forms(drawn, Path(arguments.output), arguments.seed)
    print(f"{len(drawn)} statements in {arguments.output}: fill in sample.csv (sample.html shows the same to read)")
    return Exit.DONE


def _read(arguments: Namespace) -> Exit:
    tables = [Path(name) for name in arguments.read]
    if len(tables) > 2:
        raise TimewireError("--read takes one table or two")
    verdicts = [read_verdicts(table) for table in tables]
    print("\n".join(lines_of(verdicts, read_confidences(tables[0].parent / "sample.json"), arguments.target)))
    return Exit.DONE


@contextmanager
def _asking(arguments: Namespace) -> Iterator[Ask]:
    if owner := serving_owner(Path(arguments.store)):
        yield lambda query: ServedStore(owner).query(query, QueryResultsFormat.JSON.media_type)[1]
        return
    with open_store(arguments.store, create=False, base=arguments.base_iri) as store:

        def ask(query: str) -> bytes:
            answer = store.graph.query(query)
            assert isinstance(answer, QuerySolutions)
            return answer.serialize(format=QueryResultsFormat.JSON) or b""

        yield ask
