from __future__ import annotations

import json
import logging

import pyoxigraph as ox
import pytest
from prometheus_client.parser import text_string_to_metric_families

from kg.graph.iris import DEFAULT_BASE, Iris
from kg.store import Store
from server.app import create_app
from server.articles.desk import OUTCOMES
from server.metrics import Metrics
from server.settings import Settings
from server.site import Knowledge
from tests.unit.server.client import Client

QUERY = "SELECT ?e { ?e a ev:Event }"


def explained(client: Client, **headers: str) -> dict[str, object]:
    response = client.get("/sparql", params={"query": QUERY, "explain": "1"}, headers=headers)
    assert response.status_code == 200
    told: dict[str, object] = json.loads(response.headers["timewire-explain"])
    return told


def test_an_answer_explains_itself_to_who_asks(store: Store) -> None:
    with Client(create_app(Settings(), store=store)) as client:
        told = explained(client)
        assert (told["cache"], told["rows"], told["lane"]) == ("miss", 5, "short")
        assert told["bytes"] == len(client.get("/sparql", params={"query": QUERY}).content)
        assert str(told["worker"]).isdigit()
        assert float(str(told["seconds"])) > 0
        assert explained(client)["cache"] == "hit"
        by_header = client.get("/sparql", params={"query": QUERY}, headers={"Timewire-Explain": "1"})
        assert "timewire-explain" in by_header.headers
        plain = client.get("/sparql", params={"query": QUERY})
        assert "timewire-explain" not in plain.headers
        assert "query;dur=" in plain.headers["server-timing"]


def test_what_streams_does_not_tell_what_it_cannot_know(store: Store) -> None:
    with Client(create_app(Settings(hold_bytes=1000), store=store)) as client:
        query = {"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }", "explain": "1"}
        told = json.loads(client.get("/sparql", params=query).headers["timewire-explain"])
        assert (told["rows"], told["bytes"], told["cache"]) == (None, None, "off")


def test_slow_queries_are_written_to_the_log_with_their_text(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with Client(create_app(Settings(slow_query_s=0.0), store=store)) as client, caplog.at_level(logging.WARNING):
        client.get("/sparql", params={"query": "ASK {\n ?x ?y 'needle' }"})
        client.get("/sparql", params={"query": "ASK { ?x ?y "})
    slow = [record.getMessage() for record in caplog.records if record.name == "timewire.slow"]
    assert any("answered" in line and r"{\n ?x ?y 'needle' }" in line for line in slow)
    assert any("syntax" in line for line in slow)
    assert all("\n" not in line for line in slow)


def samples(text: str) -> dict[str, float]:
    """Value of each sample, by name and labels."""
    return {
        sample.name + "".join(f"{{{key}={value}}}" for key, value in sample.labels.items()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_are_what_prometheus_reads(store: Store) -> None:
    with Client(create_app(Settings(), store=store)) as client:
        for query in (QUERY, QUERY, "SELECT"):
            client.get("/sparql", params={"query": query})
        response = client.get("/metrics")
        assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
        found = samples(response.text)
    assert found["timewire_queries_total{outcome=answered}"] == 1, "the second one was kept"
    assert found["timewire_queries_total{outcome=kept}"] == 1
    assert found["timewire_cache_hits_total"] == 1
    assert found["timewire_query_seconds_count"] >= 1
    assert found["timewire_open_jobs"] == 0
    assert found["timewire_readers"] >= 1
    assert found["process_resident_memory_bytes"] > 1e6


def test_counters_are_there_before_anything_happens(own_store: Store) -> None:
    with Client(create_app(Settings(), store=own_store)) as client:
        found = samples(client.get("/metrics").text)
    for outcome in OUTCOMES:
        assert found[f"timewire_jobs_total{{outcome={outcome}}}"] == 0
    for outcome in ("done", "refused", "failed"):
        assert found[f"timewire_updates_total{{outcome={outcome}}}"] == 0
    for reason in ("time", "cancelled", "stopped", "crash"):
        assert found[f"timewire_killed_readers_total{{reason={reason}}}"] == 0


def test_a_graph_without_a_store_is_up_too() -> None:
    iris = Iris(DEFAULT_BASE)
    with Client(create_app(Settings(), knowledge=Knowledge(ox.Store, iris))) as client:
        assert samples(client.get("/metrics").text)["timewire_engine_up"] == 1
        assert client.get("/healthz").status_code == 200


def test_counts_of_two_servers_are_their_own() -> None:
    one, other = Metrics(), Metrics()
    one.count_query("time", 2.0)
    one.count_update("done")
    counted = samples(one.text({'waiting_queries{lane="short"}': 3, 'killed_readers_total{reason="time"}': 2}))
    assert counted["timewire_queries_total{outcome=time}"] == 1
    assert counted["timewire_updates_total{outcome=done}"] == 1
    assert counted["timewire_query_seconds_bucket{le=3.0}"] == 1
    assert counted["timewire_waiting_queries{lane=short}"] == 3
    assert counted["timewire_killed_readers_total{reason=time}"] == 2
    assert "timewire_queries_total{outcome=time}" not in samples(other.text({}))


@pytest.mark.parametrize(("path", "status"), [("/healthz", "ok"), ("/readyz", "ready")])
def test_the_server_tells_that_it_lives_and_is_ready(client: Client, path: str, status: str) -> None:
    response = client.get(path)
    assert response.json()["status"] == status
    assert response.headers["cache-control"] == "no-store"
    assert client.head(path).status_code == 200
