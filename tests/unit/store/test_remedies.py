from __future__ import annotations

import pytest

from kg.store.remedies import is_of_disk, remedy_for


@pytest.mark.parametrize(
    ("message", "remedy"),
    [
        ("database or disk is full", "free space"),
        ("IO error: No space left on device: While appending to file", "free space"),
        ("attempt to write a readonly database", "check that you may"),
        ("unable to open database file", "check that you may"),
        ("IO error: While open a file for random read: 000012.sst: Permission denied", "check that you may"),
        ("[Errno 30] Read-only file system: 'x'", "check that you may"),
        ("Corruption: block checksum mismatch", "timewire rebuild"),
    ],
)
def test_each_cause_has_its_remedy(message: str, remedy: str) -> None:
    error = OSError(message)
    assert remedy_for(error, "timewire rebuild").startswith(remedy)
    assert is_of_disk(error) is (remedy != "timewire rebuild")
