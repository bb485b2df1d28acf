from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import StoreBusy
from kg.store.owner import OWNER_FILE, Owner, read_owner, serving_owner, take_ownership

HOLD = """
import sys, time
from pathlib import Path
from kg.store.owner import take_ownership
owned = take_ownership(Path(sys.argv[1]))
if len(sys.argv) > 2: owned.announce(sys.argv[2])
print("owned", flush=True)
time.sleep(float(sys.argv[3]) if len(sys.argv) > 3 else 60)
"""


class Holder:
    """Another process that owns the store."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        command = [sys.executable, "-c", HOLD, str(folder), *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"owned\n"

    def __enter__(self) -> subprocess.Popen[bytes]:
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def test_one_process_owns_a_store_at_a_time(tmp_path: Path) -> None:
    with Holder(tmp_path) as other, pytest.raises(StoreBusy, match=rf"process {other.pid} owns.*wait"):
        take_ownership(tmp_path)


def test_a_server_is_not_waited_for(tmp_path: Path) -> None:
    with Holder(tmp_path, "http://127.0.0.1:8000"), pytest.raises(StoreBusy, match="stop the server"):
        take_ownership(tmp_path, wait_s=60)


def test_a_command_that_ends_soon_is_waited_for(tmp_path: Path) -> None:
    with Holder(tmp_path, "", "0.3"):
        take_ownership(tmp_path, wait_s=30).release()


def test_an_owner_that_was_killed_owns_nothing(tmp_path: Path) -> None:
    with Holder(tmp_path, "http://127.0.0.1:8000") as other:
        other.kill()
        other.wait()
    assert read_owner(tmp_path) is not None
    assert serving_owner(tmp_path) is None
    take_ownership(tmp_path).release()


def test_a_server_tells_its_address_and_token_to_its_user_alone(tmp_path: Path) -> None:
    owned = take_ownership(tmp_path)
    assert read_owner(tmp_path) == Owner(os.getpid())
    token = owned.announce("http://127.0.0.1:8000/")
    assert read_owner(tmp_path) == Owner(os.getpid(), "http://127.0.0.1:8000", token)
    assert (tmp_path / OWNER_FILE).stat().st_mode & 0o777 == 0o600
    assert len(token) >= 32
    owned.release()
    owned.release()
    assert read_owner(tmp_path) is None


def test_the_server_that_owns_a_store_is_found(tmp_path: Path) -> None:
    assert serving_owner(tmp_path / "missing") is None
    with Holder(tmp_path, "http://127.0.0.1:8000") as other:
        found = serving_owner(tmp_path)
        assert found is not None
        assert (found.pid, found.url) == (other.pid, "http://127.0.0.1:8000")
    with Holder(tmp_path):
        assert serving_owner(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "url": null, "token": null}'])
def test_an_owner_file_that_says_nothing_is_no_owner(tmp_path: Path, text: str) -> None:
    (tmp_path / OWNER_FILE).write_text(text)
    assert read_owner(tmp_path) is None
