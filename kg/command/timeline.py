"""``timeline``: events in order, as they were known on a day; from a store here or through the server that owns it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from kg.command import Exit
from kg.errors import InputError, QueryError
from kg.knowledge.storylines import Storyline, read_storyline
from kg.knowledge.timeline import Ask, Entry, Row, Wanted, timeline
from kg.store import open_store
from kg.store.embedded import Results
from kg.store.owner import serving_owner
from kg.store.served import ServedStore

_JSON = QueryResultsFormat.JSON


def run_timeline(arguments: Namespace) -> Exit:
    """Print the events that fit, in order."""
    wanted = _wanted(arguments)
    with _asking(arguments) as ask:
        entries, story = timeline(ask, wanted), read_storyline(ask, arguments.about) if arguments.about else None
    if arguments.about and story is None:
        raise InputError(f"no event {arguments.about!r}", remedy="give its label or IRI as timewire timeline prints it")
    relevance = story.relevance if story else {}
    shown = _shown(entries, story, arguments.top)
    if arguments.json:
        events = [{**_told(entry), "relevance": relevance.get(entry.event)} for entry in shown]
        told = {"asOf": _day(wanted.as_of), "title": story.title if story else None, "events": events}
        print(json.dumps(told, indent=2))
    else:
        print("".join(_line(entry) + "\n" for entry in shown), end="")
    return Exit.DONE


def _shown(entries: Sequence[Entry], story: Storyline | None, top: int | None) -> Sequence[Entry]:
    """Those of the storyline, and of these the most relevant; without one, the first."""
    if story is None:
        return entries[:top]
    kept = story.relevance if top is None else story.most_relevant(top)
    return [entry for entry in entries if entry.event in kept]


@contextmanager
def _asking(arguments: Namespace) -> Iterator[Ask]:
    if owner := serving_owner(Path(arguments.store)):
        server = ServedStore(owner)
        yield lambda text: _rows(server.query(text, _JSON.media_type)[1])
    else:
        with open_store(arguments.store, create=False, base=arguments.base_iri) as store:
            yield lambda text: _solutions(store.graph.query(text))


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
