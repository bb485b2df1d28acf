"""``fetch``: articles from the web into a store."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path

from kg.command import Exit
from kg.command.writing import reader_of, take_in, told
from kg.errors import TimewireError
from kg.sources.article import Given
from kg.sources.inputs import Intake, believed
from kg.sources.jsonlines import read_fields
from kg.sources.web.client import Limits
from kg.sources.web.reading import Fetching
from kg.sources.web.visitor import Pace, Visitor
from kg.sources.web.visits import keep_visits, known_visits


def run_fetch(arguments: Namespace) -> Exit:
    """Read what stands at addresses into the store, and keep what the next requests need once it is in."""
    if arguments.delay < 0 or arguments.timeout <= 0 or arguments.most < 1:
        raise TimewireError("--delay, --timeout and --most take positive numbers")
    folder = Path(arguments.store)
    known = {} if arguments.again else known_visits(folder)
    visitor = Visitor(known, Pace(arguments.delay), Limits(timeout_s=arguments.timeout))
    intake = Intake(given=Given(publisher=arguments.publisher), fields=read_fields(arguments.field))
    inputs = Fetching(visitor, intake, arguments.most).read(arguments.addresses)
    report = take_in(arguments, believed(inputs, date.today()), reader_of(arguments))
    keep_visits(folder, visitor.seen)
    if visitor.unchanged:
        print(f"timewire: {len(visitor.unchanged)} addresses unchanged since the last time", file=sys.stderr)
    return told(arguments, report)
