"""The sample articles ingested and served by the command, and a real browser to read them with."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.quiet import FLAGS, ROOT, SEEDS, TIMEWIRE, chromium_path, playwright


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sample articles in a store of their own."""
    folder = tmp_path_factory.mktemp("browser") / "store"
    command = [*TIMEWIRE, "ingest", str(SEEDS), "--store", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[str]:
    """The address of a server on the store; it must stop in good order when it is told to."""
    command = [*TIMEWIRE, "serve", "--store", str(store), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
    assert server.stdout
    try:
        lines = iter(server.stdout.readline, "")
        address = next((found[0] for line in lines if (found := re.search(r"http://[^\s/]+", line))), None)
        assert address, "the server told no address"
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        finally:
            server.kill()
            server.stdout.close()
    assert server.returncode == 0
    assert not (store / "owner.json").exists()


@pytest.fixture(scope="module")  # its driver keeps an event loop running; tests of other modules run their own
def browser() -> Iterator[playwright.Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium found (install it, or name it in CHROMIUM)")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()
