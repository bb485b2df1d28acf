"""A disk that is full, and one that turns read-only: clear errors, nothing acknowledged is lost, and work goes on."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.load.serving import Served, served

SIZE_MB = 48
BALLAST_MB = 20
_TRIPLES = 2000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own; skipped where this user may not mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not shutil.which("mount") or _mount("-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(disk)):
        pytest.skip("this user may not mount a file system")
    (disk / "ballast").write_bytes(b"x" * (BALLAST_MB << 20))
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


def _mount(*options: str) -> int:
    return subprocess.run(["mount", *options], capture_output=True, check=False).returncode


def _fill(server: Served) -> tuple[list[int], int, str]:
    """Updates until one is refused: those acknowledged, and what the refusal said."""
    done: list[int] = []
    chance = random.Random(3)
    for number in range(200):
        data = " ".join(f"<x:s{number}> <x:p{n}> '{chance.randbytes(150).hex()}' ." for n in range(_TRIPLES))
        answer = server.update(f"INSERT DATA {{ {data} }}")
        if answer.status_code != 204:
            return done, answer.status_code, answer.text
        done.append(number)
    raise AssertionError("the disk was never full")


def _check(server: Served, done: list[int]) -> None:
    for number in (done[0], done[len(done) // 2], done[-1]):
        assert server.count(f"<x:s{number}> ?p ?o") == _TRIPLES, "an acknowledged update is lost"
    assert server.count(f"?s <x:p0> ?o FILTER NOT EXISTS {{ ?s <x:p{_TRIPLES - 1}> ?q }}") == 0, "half an update"


def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room_again(small_disk: Path) -> None:
    store = small_disk / "store"
    with served(store) as server:
        done, status, told = _fill(server)
        assert done
        assert status == 503, told
        assert "disk" in told or "space" in told, told
        with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2")) as other:
            asked = other.get(f"{server.url}/sparql", params={"query": "ASK {}"})
        assert asked.status_code == 200, "who has written nothing is answered from the state before"
        own = server.ask("ASK {}")
        assert own.status_code == 200 or "disk" in own.text, "who has is answered from it, or told why not"
        (small_disk / "ballast").unlink()
        again = server.update("INSERT DATA { <x:again> <x:p> 1 }")
    with served(store) as server:
        _check(server, done)
        assert server.update("INSERT DATA { <x:after> <x:p> 1 }").status_code == 204
        assert server.count("<x:again> <x:p> 1") == (again.status_code == 204)


def test_a_disk_that_turns_read_only_is_told_and_work_goes_on_when_it_turns_back(small_disk: Path) -> None:
    store = small_disk / "store"
    with served(store) as server:
        assert server.update("INSERT DATA { <x:s0> <x:p> 1 }").status_code == 204
        assert server.count("<x:s0> <x:p> 1") == 1
        if _mount("-o", "remount,ro", str(small_disk)):
            pytest.skip("files that are open for writing keep this file system from turning read-only")
        answer = server.update("INSERT DATA { <x:s1> <x:p> 1 }")
        assert answer.status_code == 503, answer.text
        assert _mount("-o", "remount,rw", str(small_disk)) == 0
    with served(store) as server:
        assert server.count("<x:s0> <x:p> 1") == 1
        assert server.count("<x:s1> <x:p> 1") == 0
        assert server.update("INSERT DATA { <x:s2> <x:p> 1 }").status_code == 204


def test_a_store_on_a_read_only_disk_is_refused_in_one_line(small_disk: Path) -> None:
    with served(small_disk / "store"):
        pass
    assert _mount("-o", "remount,ro", str(small_disk)) == 0
    with pytest.raises(AssertionError, match="did not start"), served(small_disk / "store"):
        pass
    _mount("-o", "remount,rw", str(small_disk))
    with served(small_disk / "store") as server:
        assert server.ask("ASK {}").status_code == 200
