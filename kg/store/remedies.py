"""What to do when the disk refuses: one answer for each cause, whichever part of the store met it."""

from __future__ import annotations


def is_of_disk(error: Exception) -> bool:
    """True if the disk has no room or the rights are missing: not the fault of who asks."""
    return is_full(str(error)) or is_forbidden(str(error))


def is_full(message: str) -> bool:
    """True if a message of SQLite, RocksDB or the system tells of a disk or a quota that is full."""
    return any(sign in message.lower() for sign in ("is full", "no space", "file too large", "quota", "disk i/o error"))


def is_forbidden(message: str) -> bool:
    """True if it tells of rights that are missing, or of a disk that is read-only."""
    signs = ("permission denied", "not permitted", "readonly database", "read-only", "unable to open database file")
    return any(sign in message.lower() for sign in signs)


def remedy_for(error: Exception, otherwise: str) -> str:
    """What to do about an error of the disk; ``otherwise`` where it is neither of space nor of rights."""
    message = str(error)
    if is_full(message):
        return "free space on the disk; what was stored before is unharmed"
    if is_forbidden(message):
        return "check that you may read and write the store's folder and all files in it; nothing is damaged by that"
    return otherwise
