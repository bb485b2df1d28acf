"""Counters of a running server, in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

import resource
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

_BOUNDS = (0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0)
_PREFIX = "timewire_"


class Metrics:
    """What has happened since the start."""

    def __init__(self) -> None:
        self._queries: Counter[str] = Counter()
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._updates: Counter[str] = Counter()

    def count_query(self, outcome: str, seconds: float) -> None:
        """One query more, by how it ended."""
        self._queries[outcome] += 1
        self._buckets[bisect_left(_BOUNDS, seconds)] += 1
        self._seconds += seconds

    def count_update(self, outcome: str) -> None:
        """One change more, by how it ended."""
        self._updates[outcome] += 1

    def text(self, state: Mapping[str, float]) -> str:
        """Everything, with the numbers of the moment."""
        return "\n".join([*self._counted(), *_gauges(state), *_process(), ""])

    def _counted(self) -> Iterator[str]:
        yield f"# TYPE {_PREFIX}queries_total counter"
        for outcome, number in sorted(self._queries.items()):
            yield f'{_PREFIX}queries_total{{outcome="{outcome}"}} {number}'
        yield f"# TYPE {_PREFIX}updates_total counter"
        for outcome, number in sorted(self._updates.items()):
            yield f'{_PREFIX}updates_total{{outcome="{outcome}"}} {number}'
        yield f"# TYPE {_PREFIX}query_seconds histogram"
        total = 0
        for bound, number in zip((*_BOUNDS, "+Inf"), self._buckets, strict=True):
            total += number
            yield f'{_PREFIX}query_seconds_bucket{{le="{bound}"}} {total}'
        yield f"{_PREFIX}query_seconds_sum {self._seconds:.6f}"
        yield f"{_PREFIX}query_seconds_count {total}"


def _gauges(state: Mapping[str, float]) -> Iterator[str]:
    for name, value in state.items():
        if "{" not in name:
            yield f"# TYPE {_PREFIX}{name} {'counter' if name.endswith('_total') else 'gauge'}"
        yield f"{_PREFIX}{name} {value:g}" if isinstance(value, float) else f"{_PREFIX}{name} {value}"


def _process() -> Iterator[str]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield "# TYPE process_cpu_seconds_total counter"
    yield f"process_cpu_seconds_total {used.ru_utime + used.ru_stime:.3f}"
    yield "# TYPE process_peak_resident_memory_bytes gauge"
    yield f"process_peak_resident_memory_bytes {used.ru_maxrss * 1024}"
