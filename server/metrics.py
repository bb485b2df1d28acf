"""Counters of a running server in the text format of Prometheus, made by its own client library.

Each server has a registry of its own, so that several may run in one process. Names begin with ``timewire_``; those of
the process are the library's.
"""

from __future__ import annotations

import re
import resource
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_BOUNDS = (0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0)
_PREFIX = "timewire_"
_UPDATES = ("done", "refused", "failed")
_NAME = re.compile(r'(?P<name>\w+)(?:\{(?P<label>\w+)="(?P<value>[^"]*)"\})?')
_HELP = {
    "readers": "Processes that answer queries.",
    "engine_up": "1 if what holds the graph answers: an engine elsewhere, or readers here; else 0.",
    "open_queries": "Queries at work.",
    "waiting_queries": "Queries that wait for a place, by lane.",
    "killed_readers_total": "Readers that were ended, by reason.",
    "generation": "Number of the last change that queries see.",
    "cache_hits_total": "Answers that were kept.",
    "cache_misses_total": "Answers that had to be made.",
    "store_faults_total": "Requests and jobs that met a store that cannot be used: a full disk, lost permissions.",
    "open_jobs": "Articles that are taken and not yet read.",
    "jobs_total": "Articles that were taken and are done, by what became of them.",
    "peak_memory_bytes": "The most memory that the server process has had.",
}


class Metrics:
    """What has happened since the start."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._queries = Counter(
            _PREFIX + "queries", "Queries, by how they ended.", ["outcome"], registry=self._registry
        )
        self._updates = Counter(
            _PREFIX + "updates", "Changes, by how they ended.", ["outcome"], registry=self._registry
        )
        for outcome in _UPDATES:  # from the start, so that the first one is seen as an increase
            self._updates.labels(outcome)
        self._seconds = Histogram(
            _PREFIX + "query_seconds",
            "Time that queries took, waiting included.",
            buckets=_BOUNDS,
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._by_outcome: dict[str, Counter] = {}
        self._kept = 0

    def count_query(self, outcome: str, seconds: float) -> None:
        """One query more, by how it ended."""
        counter = self._by_outcome.get(outcome)
        if counter is None:  # the library looks under a lock, by a key that it makes each time
            counter = self._by_outcome[outcome] = self._queries.labels(outcome)
        counter.inc()
        self._seconds.observe(seconds)

    def count_update(self, outcome: str) -> None:
        """One change more, by how it ended."""
        self._updates.labels(outcome).inc()

    def text(self, state: Mapping[str, float]) -> str:
        """Everything, with the numbers of the moment: ``name`` or ``name{label="value"}`` to number.

        Queries whose answer was kept are counted here, and only here: they are the ones that must cost nothing.
        """
        kept = int(state.get("cache_hits_total", 0))
        self._queries.labels("kept").inc(kept - self._kept)
        self._kept = kept
        now = CollectorRegistry()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        now.register(_State({**state, "peak_memory_bytes": peak}))
        return (generate_latest(self._registry) + generate_latest(now)).decode()


class _State(Collector):
    """Numbers of the moment as metrics: those that end with ``_total`` are counters, the others gauges."""

    def __init__(self, state: Mapping[str, float]) -> None:
        self._state = state

    def collect(self) -> Iterable[Metric]:
        """One metric for each name."""
        families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}
        for name, label, value, number in self._numbers():
            if name not in families:
                kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
                labels = [label] if label else []
                families[name] = kind(_PREFIX + name, _HELP.get(name, name.replace("_", " ")), labels=labels)
            families[name].add_metric([value] if label else [], number)
        return families.values()

    def _numbers(self) -> Iterator[tuple[str, str, str, float]]:
        for key, number in self._state.items():
            if found := _NAME.fullmatch(key):
                yield found["name"], found["label"] or "", found["value"] or "", number
