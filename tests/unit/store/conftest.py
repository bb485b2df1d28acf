from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from engines_at_work import AtWork, oxigraph_at_work

from kg.store import Store, open_store

TEXT = "Norwegian and Swedish negotiators met in Oslo on Tuesday to discuss fishing quotas."


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[AtWork]:
    with oxigraph_at_work(tmp_path / "engine") as engine:
        yield engine


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A file with a small article."""
    path = tmp_path / "note.txt"
    path.write_text(TEXT)
    return path


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the store of the test; it is closed at the end."""
    stores: list[Store] = []

    def open_it() -> Store:
        stores.append(open_store(tmp_path / "store", wait_s=0))
        return stores[-1]

    yield open_it
    for store in stores:
        store.close()
