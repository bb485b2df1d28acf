"""The ``timewire`` command: verbs, options and examples; what the verbs do is in ``kg.command``."""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence

from kg import __version__
from kg.command import Exit
from kg.command.asking_verbs import ASKING
from kg.command.curated_verbs import CURATING
from kg.command.keeping_verbs import KEEPING
from kg.command.options import resolve_store
from kg.command.reading_verbs import READING
from kg.errors import TimewireError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; 0 done, 1 some inputs were skipped (or violations found), 2 not done at all."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR if os.environ.get("TIMEWIRE_DEBUG") else logging.CRITICAL)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return int(_run(arguments))
    except TimewireError as error:
        print(f"timewire: error: {' '.join(str(error).split())}", file=sys.stderr)
        return Exit.FAILED
    except BrokenPipeError:  # the reader of our output has gone, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    except KeyboardInterrupt:
        print("timewire: stopped; what was done before stands", file=sys.stderr)
        return 130


def _run(arguments: Namespace) -> int:
    """The verb's function, imported only now: a query should not wait for what ingestion needs."""
    module, _, function = arguments.run.partition(".")
    run: Callable[[Namespace], int] = getattr(importlib.import_module(f"kg.command.{module}"), function)
    resolve_store(arguments)
    return run(arguments)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="timewire",
        description="News articles in; an event-timeline knowledge graph with sentence-level evidence out.",
        epilog="Each verb has examples: timewire ingest --help",
    )
    parser.add_argument("--version", action="version", version=f"timewire {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for add in (*READING, *ASKING, *CURATING, *KEEPING):
        add(verbs)
    return parser


if __name__ == "__main__":
    sys.exit(main())
