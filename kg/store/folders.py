"""Folders that come into place whole: made beside, then put there in one step; what a dead process left is removed."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreBusy, StoreError

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE, see renameat2(2)
_NO_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)


@contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder for the time of the block; removes those that killed processes left behind, by their locks."""
    for left in parent.glob(f"{prefix}*"):
        _remove_unlocked(left)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    descriptor = _locked(folder)
    try:
        yield folder
    finally:
        if descriptor is not None:
            os.close(descriptor)
        shutil.rmtree(folder, ignore_errors=True)


def remove_folder(folder: Path) -> None:
    """Remove a folder into which an engine that ends may still put a file or two; what stays is swept later."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _remove_unlocked(folder: Path) -> None:
    descriptor = _locked(folder)
    if descriptor is not None:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _locked(folder: Path) -> int | None:
    """The lock on a folder; None if another process has it, or the folder is gone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a folder that several processes might write; raises StoreBusy if another one has it."""
    descriptor = _locked(folder)
    if descriptor is None:
        raise StoreBusy("another process is at work here", where=str(folder), remedy="wait until it is done")
    try:
        yield
    finally:
        os.close(descriptor)


def put_in_place(made: Path, place: Path) -> None:
    """Let a folder stand at a place that is missing or an empty folder.

    Raises:
        StoreError: something is there, or the place is a mount point.
    """
    try:
        os.rename(made, place)
    except OSError as error:
        remedy = "choose a folder inside it" if error.errno == errno.EBUSY else "choose another folder"
        raise StoreError(f"cannot be put in place: {error.strerror}", where=str(place), remedy=remedy) from error
    sync_folder(place.parent)


def exchange(made: Path, place: Path) -> None:
    """Let two folders change places, in one step where the file system can; whoever looks sees the one or the other.

    Raises:
        StoreError: they are not on one file system, or the place is a mount point.
    """
    try:
        _renamed(made, place)
    except OSError as error:
        raise StoreError(
            f"cannot be replaced: {error.strerror}", where=str(place), remedy="restore beside it"
        ) from error
    sync_folder(place.parent)


def _renamed(made: Path, place: Path) -> None:
    system = ctypes.CDLL(None, use_errno=True)
    if hasattr(system, "renameat2"):
        if system.renameat2(_HERE, os.fsencode(made), _HERE, os.fsencode(place), _EXCHANGE) == 0:
            return
        number = ctypes.get_errno()
        if number not in _NO_EXCHANGE:
            raise OSError(number, os.strerror(number))
    aside = place.with_name(place.name + ".replaced")
    os.rename(place, aside)
    os.rename(made, place)
    os.rename(aside, made)


def sync_file(path: Path) -> None:
    """Return when the disk has the file."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Return when the disk has the names in a folder."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
