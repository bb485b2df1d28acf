"""``timeline``: events in order, as they were known on a day; from a store here or through the server that owns it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from kg.command import Exit
from kg.errors import QueryError
from kg.knowledge.timeline import Entry, Row, Wanted, timeline
from kg.store import open_store
from kg.store.embedded import Results
from kg.store.owner import serving_owner
from kg.store.served import ServedStore

_JSON = QueryResultsFormat.JSON


def run_timeline(arguments: Namespace) -> Exit:
    """Print the events that fit, in order."""
    wanted = _wanted(arguments)
    if owner := serving_owner(Path(arguments.store)):
        server = ServedStore(owner)
        entries = timeline(lambda text: _rows(server.query(text, _JSON.media_type)[1]), wanted)
    else:
        with open_store(arguments.store, create=False, base=arguments.base_iri) as store:
            entries = timeline(lambda text: _solutions(store.graph.query(text)), wanted)
    if arguments.json:
        print(json.dumps({"asOf": _day(wanted.as_of), "events": [_told(entry) for entry in entries]}, indent=2))
    else:
        print("".join(_line(entry) + "\n" for entry in entries), end="")
    return Exit.DONE


def _wanted(arguments: Namespace) -> Wanted:
    days = (arguments.as_of, arguments.first, arguments.last)
    as_of, first, last = (date.fromisoformat(day) if day else None for day in days)
    return Wanted(as_of, arguments.actor, arguments.place, arguments.type, arguments.process, first, last)


def _rows(answer: bytes) -> Iterator[Row]:
    return _solutions(parse_query_results(answer, format=_JSON))


def _solutions(found: Results) -> Iterator[Row]:
    if not isinstance(found, QuerySolutions):
        raise QueryError("the store did not answer with rows")
    names = [variable.value for variable in found.variables]
    for solution in found:
        yield {name: term for name in names if isinstance(term := solution[name], NamedNode | Literal)}


def _line(entry: Entry) -> str:
    """``2015-05-05  Talks in Lisbon · Lisbon · expected (2 articles)``."""
    happened = "" if entry.realised else f" · {entry.modality.lower()}"
    articles = f"{entry.articles} article{'s' * (entry.articles != 1)}"
    return f"{entry.edtf or '?':<23} {entry.label}{happened} ({articles})"


def _told(entry: Entry) -> dict[str, Any]:
    days = {"day": entry.day, "first_reported": entry.first_reported, "last_reported": entry.last_reported}
    return {**asdict(entry), **{name: _day(day) for name, day in days.items()}}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
