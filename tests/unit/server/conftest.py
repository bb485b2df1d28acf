"""The story in a real store, and a client of the server on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import Store, open_store
from server.app import create_app
from server.settings import Settings
from tests.unit.server.client import Client
from tests.unit.server.story import TOKEN, put, reading


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("store") / "s") as opened:
        put(opened, reading())
        yield opened


@pytest.fixture(scope="session")
def client(store: Store) -> Iterator[Client]:
    with Client(create_app(Settings(), store=store, token=TOKEN)) as opened:
        yield opened


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """A store that a test may change."""
    with open_store(tmp_path / "own") as opened:
        yield opened
