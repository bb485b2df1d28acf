from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.store import Store, open_store


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
