"""The suites of the W3C over HTTP, by the harnesses beside the project or in the folder of TIMEWIRE_CONFORMANCE.

The numbers are those of Oxigraph's own server, which docs/decisions/endpoint.md lists the failures of.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SHARED
from tests.load.serving import TOKEN, Served, served

HARNESSES = Path(os.environ.get("TIMEWIRE_CONFORMANCE", SHARED / "conformance"))
_COUNT = re.compile(r"^(?:http +)?(?P<suite>[\w-]+) +(?:pass )?(?P<passed>\d+)/(?P<total>\d+)", re.MULTILINE)

pytestmark = pytest.mark.skipif(not HARNESSES.is_dir(), reason="the harnesses and suites of the W3C are not here")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("w3c") / "store") as running:
        yield running


def _passed(server: Served, harness: str, *options: str) -> dict[str, str]:
    """Passed and total of each suite."""
    url = server.url
    addresses = ["--query-url", f"{url}/sparql", "--update-url", f"{url}/update", "--gsp-url", f"{url}/graphs"]
    command = [sys.executable, str(HARNESSES / harness), *addresses, "--auth", f"any:{TOKEN}", *options]
    run = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    assert run.returncode == 0, run.stderr
    return {found["suite"]: f"{found['passed']}/{found['total']}" for found in _COUNT.finditer(run.stdout)}


def test_the_protocols_are_kept_request_by_request(server: Served) -> None:
    assert _passed(server, "protocol_harness.py") == {
        "sparql11-protocol": "34/34",
        "gsp-indirect": "9/9",
        "gsp-direct": "4/4",
        "service-description": "3/3",
        "extra-conneg": "16/16",
        "extra-http": "5/5",
    }


@pytest.mark.soak
def test_queries_and_updates_are_answered_as_oxigraph_itself_answers_them(server: Served) -> None:
    suites = "sparql11-query,sparql11-update,sparql11-results,sparql12"
    assert _passed(server, "w3c_harness.py", "--engine", "http", "--suites", suites) == {
        "sparql11-query": "318/328",
        "sparql11-update": "157/157",
        "sparql11-results": "8/10",
        "sparql12": "259/269",
    }
