"""CPU time of functions while they run in their place: wrapped for a while, then put back."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class Stopwatch:
    """Seconds of CPU by name, summed over calls; ``watch`` names what is measured."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def watch(self, owner: Any, names: Mapping[str, str]) -> Iterator[None]:
        """Measure attributes of a module or class, attribute → name of the figure, until the block ends."""
        before = {attribute: getattr(owner, attribute) for attribute in names}
        try:
            for attribute, name in names.items():
                setattr(owner, attribute, self._timed(before[attribute], name))
            yield
        finally:
            for attribute, function in before.items():
                setattr(owner, attribute, function)

    def _timed(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            begin = time.process_time()
            try:
                return function(*arguments, **options)
            finally:
                self.seconds[name] += time.process_time() - begin

        return timed
