"""Progress on standard error, where somebody is looking, and in a file what could not be read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from tqdm import tqdm

from kg.errors import TimewireError
from kg.report import Outcome
from kg.sources.inputs import SkippedInput


@contextmanager
def shown(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A bar that goes on by one for each text it is called with; nothing where standard error is no terminal."""
    with tqdm(total=total, desc=what, unit=" articles", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

        def step(text: str) -> None:
            bar.set_postfix_str(text[-40:], refresh=False)
            bar.update()

        yield step


@contextmanager
def noted(path: str | None) -> Iterator[Callable[[Outcome], None]]:
    """Writes each input that could not be read to a file as it is told, ``{"source": ..., "reason": ...}`` a line.

    So the list is there whenever the batch breaks off; the next one tries them again, and begins the list anew.
    """
    if path is None:
        yield lambda outcome: None
        return
    try:
        file = open(path, "w", encoding="utf-8", buffering=1)  # noqa: SIM115 - closed below; only opening is guarded
    except OSError as error:
        raise TimewireError(f"the report cannot be written: {error.strerror or error}", where=path) from error
    with file:

        def note(outcome: Outcome) -> None:
            if isinstance(outcome, SkippedInput):
                print(json.dumps(asdict(outcome)), file=file)

        yield note
