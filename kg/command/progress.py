"""Progress on standard error, where somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def shown(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A bar that goes on by one for each text it is called with; nothing where standard error is no terminal."""
    with tqdm(total=total, desc=what, unit=" articles", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

        def step(text: str) -> None:
            bar.set_postfix_str(text[-40:], refresh=False)
            bar.update()

        yield step
