"""What the start of a server loads: what most servers never use may not cost them time."""

from __future__ import annotations

import subprocess
import sys

import pytest

SERVER = "import kg.command.serving, server.app"
READER = "import server.engine.forking, server.engine.answering"


def loaded(code: str, *names: str) -> set[str]:
    """Those of the modules that a Python of its own has loaded after the code."""
    listing = f"{code}\nimport sys\nprint(*(set({names!r}) & sys.modules.keys()))"
    ran = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_a_server_starts_without_what_it_may_never_need() -> None:
    slow = ("spacy", "httpx", "ulid", "rdflib", "pyshacl", "dateparser", "trafilatura", "pandas", "pyarrow")
    assert loaded(SERVER, *slow) == set()
    assert loaded(f"{SERVER}; import httpx", *slow) == {"httpx"}, "the test sees what is loaded"


def test_readers_hold_nothing_of_the_server_or_the_archive() -> None:
    assert loaded(READER, "kg.store.store", "sqlite3", "fastapi", "uvicorn", "http.client", "asyncio") == set()


@pytest.mark.parametrize("name", ["Store", "open_store"])
def test_the_package_of_the_store_gives_what_it_names(name: str) -> None:
    import kg.store

    assert name in kg.store.__all__
    assert callable(getattr(kg.store, name))
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = kg.store.no_such_thing
